//! Programs with whole columns as files: markers in MPS, sections in LP format, and every bound written.

use waferline_lp::{ColumnId, Lp, LpBuilder, Names, write_lp_format, write_mps};

const INF: f64 = f64::INFINITY;

fn program() -> (Lp<usize, usize>, Names) {
    let mut lp = LpBuilder::default();
    for (column, (lower, upper)) in [
        (0.0, INF),
        (0.0, 1.0),
        (0.0, 3.0),
        (0.0, 1.0),
        (-1.0, 4.0),
        (1.0, 1.0),
        (0.0, INF),
        (0.0, 1.0),
    ]
    .into_iter()
    .enumerate()
    {
        lp.add_column(column, 1.0 + column as f64, lower, upper);
    }
    lp.add_row(0, -INF, 9.0, (0..7).map(|column| (column, 2.0)));
    let names = |letter: char, count: usize| (0..count).map(|k| format!("{letter}{k}")).collect();
    let names = Names {
        problem: "halls".into(),
        objective: "cost".into(),
        columns: names('x', 8),
        rows: names('r', 1),
    };
    (lp.build(), names)
}

/// Some in the middle, apart and together, and some at the end; in no order.
fn whole() -> Vec<ColumnId> {
    [7, 2, 1, 5, 6].map(ColumnId).to_vec()
}

fn text(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).expect("memory takes it");
    String::from_utf8(out).expect("text")
}

#[test]
fn whole_columns_stand_between_markers() {
    let (lp, names) = program();
    let mps = text(|out| write_mps(&lp, &names, &whole(), out));
    let expected = "\
NAME halls FREE
ROWS
 N cost
 L r0
COLUMNS
 x0 cost -1
 x0 r0 2
 MARKER 'MARKER' 'INTORG'
 x1 cost -2
 x1 r0 2
 x2 cost -3
 x2 r0 2
 MARKER 'MARKER' 'INTEND'
 x3 cost -4
 x3 r0 2
 x4 cost -5
 x4 r0 2
 MARKER 'MARKER' 'INTORG'
 x5 cost -6
 x5 r0 2
 x6 cost -7
 x6 r0 2
 x7 cost -8
 MARKER 'MARKER' 'INTEND'
RHS
 RHS r0 9
BOUNDS
 LO BND x1 0
 UP BND x1 1
 LO BND x2 0
 UP BND x2 3
 UP BND x3 1
 LO BND x4 -1
 UP BND x4 4
 FX BND x5 1
 LO BND x6 0
 PL BND x6
 LO BND x7 0
 UP BND x7 1
ENDATA
";
    assert_eq!(mps, expected);
}

#[test]
fn whole_columns_are_binary_or_general() {
    let (lp, names) = program();
    let written = text(|out| write_lp_format(&lp, &names, &whole(), out));
    let expected = "\
\\ halls
Minimize
 cost: - 1 x0 - 2 x1 - 3 x2 - 4 x3 - 5 x4 - 6 x5 - 7 x6 - 8 x7
Subject To
 r0: + 2 x0 + 2 x1 + 2 x2 + 2 x3 + 2 x4 + 2 x5 + 2 x6 <= 9
Bounds
 0 <= x1 <= 1
 0 <= x2 <= 3
 0 <= x3 <= 1
 -1 <= x4 <= 4
 x5 = 1
 x6 >= 0
 0 <= x7 <= 1
Binary
 x1 x7
General
 x2 x5 x6
End
";
    assert_eq!(written, expected);
}

#[test]
fn without_whole_columns_there_is_no_word_of_them() {
    let (lp, names) = program();
    let mps = text(|out| write_mps(&lp, &names, &[], out));
    assert!(!mps.contains("MARKER") && !mps.contains("PL BND"));
    let written = text(|out| write_lp_format(&lp, &names, &[], out));
    assert!(
        !written.contains("Binary") && !written.contains("General") && !written.contains("x6 >=")
    );
}

#[test]
fn long_lists_are_broken_into_lines() {
    let mut lp = LpBuilder::default();
    for column in 0..60 {
        lp.add_column(column, 1.0, 0.0, 1.0);
    }
    let lp: Lp<usize, usize> = lp.build();
    let names = Names {
        problem: "many".into(),
        objective: "cost".into(),
        columns: (0..60).map(|column| format!("column_{column}")).collect(),
        rows: Vec::new(),
    };
    let whole: Vec<ColumnId> = (0..60).map(ColumnId).collect();
    let written = text(|out| write_lp_format(&lp, &names, &whole, out));
    assert!(written.lines().all(|line| line.len() <= 121));
    let (_, list) = written.split_once("Binary\n").expect("a list");
    let listed: Vec<&str> = list.split_whitespace().collect();
    assert_eq!(
        (listed.len(), listed[59], listed[60]),
        (61, "column_59", "End")
    );
}
