//! Programs as text: those of hostile models with numbers that the reader no longer takes.
//!
//! A line `rows M columns N`, a line `lower upper` for each row, a line `cost lower upper` for each column, followed by its entries
//! `row coefficient`. Numbers are the shortest decimals that read back as the same `f64`.

use std::path::Path;

use waferline::lp::{Lp, LpBuilder};

/// The programs, by the name of the file they were formulated from.
pub fn all() -> Vec<(String, Lp<usize, usize>)> {
    let folder = std::fs::read_dir("tests/hostile/programs").expect("a folder");
    let mut paths: Vec<_> = folder.map(|it| it.expect("an entry").path()).collect();
    paths.sort();
    let name = |path: &Path| {
        path.file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned()
    };
    paths.iter().map(|path| (name(path), read(path))).collect()
}

fn read(path: &Path) -> Lp<usize, usize> {
    let text = std::fs::read_to_string(path).expect("a file");
    let mut lines = text.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let count = |text: &str| text.parse::<usize>().expect("a count");
    let head = lines.next().expect("a first line");
    let (rows, columns) = (count(head[1]), count(head[3]));
    let ranges: Vec<_> = lines
        .by_ref()
        .take(rows)
        .map(|line| (number(line[0]), number(line[1])))
        .collect();
    let mut lp = LpBuilder::default();
    let mut terms = vec![Vec::new(); rows];
    for (j, line) in lines.enumerate() {
        lp.add_column(j, number(line[0]), number(line[1]), number(line[2]));
        for entry in line[3..].chunks(2) {
            terms[count(entry[0])].push((j, number(entry[1])));
        }
    }
    for (i, (terms, (lower, upper))) in terms.into_iter().zip(ranges).enumerate() {
        lp.add_row(i, lower, upper, terms);
    }
    let lp = lp.build();
    assert_eq!((lp.rows().len(), lp.columns().len()), (rows, columns));
    lp
}
