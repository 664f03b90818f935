//! Workbooks read back: the sheets, typed cells, the numbers of the CSV files, the same bytes each time.

use std::io::Cursor;
use std::path::Path;
use std::process::{Command, Output};

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use serde_json::Value;
use waferline::Model;
use waferline::report::{PlanReport, csv, grid, xlsx};

use crate::bundled::optimum;

fn book(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook")
}

fn run(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waferline"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args);
    command.output().expect("the command runs")
}

#[test]
fn sheets_hold_what_the_csv_files_hold() {
    let model = Model::load("models/trainium.toml").expect("a model");
    let solved = optimum(&model);
    let report = PlanReport {
        model: &model,
        plan: &solved.plan,
        certificate: &solved.solution.certificate,
    };
    let bytes = xlsx::render(&grid::plan(&report)).expect("a workbook");
    assert_eq!(
        bytes,
        xlsx::render(&grid::plan(&report)).expect("a workbook")
    );
    let mut book = book(bytes);
    let files = csv::render(&grid::plan(&report)).expect("tables");
    assert_eq!(book.sheet_names().len(), files.len());
    for file in files {
        let sheet = file.name.trim_end_matches(".csv");
        let range = book.worksheet_range(sheet).expect("a sheet of that name");
        let content = String::from_utf8(file.content).expect("UTF-8");
        let mut lines = 0;
        for (line, cells) in content.lines().zip(range.rows()) {
            lines += 1;
            for (text, cell) in line.split(',').zip(cells) {
                match cell {
                    Data::Float(number) => {
                        let expected: f64 = text.parse().expect("a number in both");
                        // A sheet keeps 15 digits of a number's 17.
                        let off = (number - expected).abs();
                        assert!(
                            off <= 1e-14 * expected.abs(),
                            "{sheet}: {number} for {expected}"
                        );
                    }
                    Data::String(words) if words == "no limit" => assert_eq!(text, "inf"),
                    Data::String(words) => assert_eq!(words, text, "{sheet}"),
                    Data::Bool(flag) => assert_eq!(flag.to_string(), text),
                    Data::Empty => assert_eq!(text, ""),
                    other => panic!("{sheet}: {other:?}"),
                }
            }
        }
        assert_eq!(lines, content.lines().count(), "{sheet}");
    }
}

#[test]
fn commands_write_workbooks() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let out = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let expected = run(&["explain", "models/minimal.toml", "--format", "json"]);
    let expected: Value = serde_json::from_slice(&expected.stdout).expect("JSON");

    // The ending says which format.
    let plan = out(&path("plan.xlsx"));
    assert!(
        run(&["solve", "models/minimal.toml", "--out", &plan])
            .status
            .success()
    );
    let mut sheets = book(std::fs::read(&plan).expect("a file"));
    let summary = sheets.worksheet_range("summary").expect("a summary");
    assert_eq!(
        summary.get((4, 0)),
        Some(&Data::String("present_value".to_owned()))
    );
    let Some(Data::Float(margin)) = summary.get((4, 1)) else {
        panic!("{summary:?}");
    };
    let objective = expected["objective"].as_f64().expect("a number");
    assert!((margin - objective).abs() <= 1e-9 * objective);
    let provenance = sheets.worksheet_range("provenance").expect("a provenance");
    assert!(
        provenance
            .rows()
            .any(|row| row[0] == Data::String("sha256 of models/minimal.toml".to_owned()))
    );

    let why = out(&path("why"));
    let args = [
        "explain",
        "models/minimal.toml",
        "--promises",
        "--format",
        "xlsx",
        "--out",
        &why,
    ];
    assert!(run(&args).status.success());
    let first = std::fs::read(&why).expect("a file");
    assert!(run(&args).status.success());
    assert_eq!(
        first,
        std::fs::read(&why).expect("a file"),
        "same input, same bytes"
    );
    let mut sheets = book(first);
    for name in [
        "summary",
        "provenance",
        "in-words",
        "limits",
        "limits-by-quarter",
        "shortages",
        "waiting",
        "sold-from",
        "promises",
    ] {
        assert!(sheets.worksheet_range(name).is_ok(), "{name}");
    }
    let imputed = sheets
        .worksheet_range("where-margin-comes-from")
        .expect("a sheet");
    let sum: f64 = imputed
        .rows()
        .skip(1)
        .map(|row| match row[1] {
            Data::Float(amount) => amount,
            ref other => panic!("{other:?}"),
        })
        .sum();
    assert!((sum - objective).abs() <= 1e-9 * objective);
}

#[test]
fn a_workbook_needs_a_place_and_a_plan() {
    for command in ["solve", "explain"] {
        let output = run(&[command, "models/minimal.toml", "--format", "xlsx"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("--out"));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.xlsx");
    let out = path.to_str().expect("UTF-8");
    let output = run(&[
        "solve",
        "models/minimal.toml",
        "--set",
        "service.rental.firm = true",
        "--out",
        out,
    ]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("cannot hold together"));
    assert!(!path.exists());
}
