//! Workbooks read back: what people read, number by number; the sheets for programs, typed cells, the numbers of the CSV files;
//! the same bytes each time.

use std::io::Cursor;
use std::path::Path;
use std::process::{Command, Output};

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use serde_json::Value;
use waferline::explain::{OptionsAsked, options};
use waferline::input::Input;
use waferline::report::document::{Block, Document, Table};
use waferline::report::explain::ExplanationReport;
use waferline::report::options::ValuedOptions;
use waferline::report::xlsx::Book;
use waferline::report::{PlanReport, csv, grid};
use waferline::{Model, SolveOptions};

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
        selection: solved.selection.as_ref(),
    };
    let made = || Book::plan(&report, &report.document()).render();
    let bytes = made().expect("a workbook");
    assert_eq!(bytes, made().expect("a workbook"));
    let mut book = book(bytes);
    let files = csv::render(&grid::plan(&report)).expect("tables");
    // Before them stand the two sheets for people.
    assert_eq!(book.sheet_names()[..2], ["Overview", "By quarter"]);
    assert_eq!(book.sheet_names().len(), files.len() + 2);
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
    // Why there is none stands in the workbook too.
    let mut sheets = book(std::fs::read(&path).expect("a file"));
    assert_eq!(sheets.sheet_names(), ["Overview", "provenance"]);
    let said = rows(&sheets.worksheet_range("Overview").expect("a sheet"));
    assert!(
        said.iter()
            .any(|(words, _)| words.contains("cannot hold together"))
    );
}

/// A row: its first cell, and its numbers from left to right.
type Numbers = (String, Vec<f64>);

fn rows(range: &calamine::Range<Data>) -> Vec<Numbers> {
    let numbers = |row: &[Data]| -> Vec<f64> {
        row.iter()
            .filter_map(|cell| match cell {
                Data::Float(number) => Some(*number),
                Data::Error(error) => panic!("{error:?}"),
                _ => None,
            })
            .collect()
    };
    let label = |row: &[Data]| row[0].to_string();
    range.rows().map(|row| (label(row), numbers(row))).collect()
}

/// Returns the rows with numbers of these tables.
fn expected<'a>(tables: impl Iterator<Item = &'a Table>) -> Vec<Numbers> {
    let rows = tables.flat_map(|table| &table.rows);
    let rows = rows.map(|row| {
        let numbers = row
            .values
            .iter()
            .flatten()
            .copied()
            .filter(|it| it.is_finite());
        (row.label.clone(), numbers.collect())
    });
    rows.filter(|(_, numbers): &Numbers| !numbers.is_empty())
        .collect()
}

fn tables(
    document: &Document,
    sections: std::ops::RangeFrom<usize>,
) -> impl Iterator<Item = &Table> {
    let blocks = document.sections[sections].iter().flat_map(|it| &it.blocks);
    blocks.filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    })
}

fn alike(one: &[f64], other: &[f64]) -> bool {
    one.len() == other.len()
        && one
            .iter()
            .zip(other)
            .all(|(a, b)| (a - b).abs() <= 1e-12 * b.abs())
}

/// Takes the rows that are expected from those found, each of which is there.
fn take(found: &mut Vec<Numbers>, expected: &[Numbers]) {
    for (label, numbers) in expected {
        let at = found
            .iter()
            .position(|(it, theirs)| it == label && alike(theirs, numbers));
        let at = at.unwrap_or_else(|| panic!("no row {label} with {numbers:?}"));
        found.remove(at);
    }
}

/// Every number on the sheets for people is one of the plan, and the other way round.
#[test]
fn people_read_the_numbers_of_the_plan() {
    for path in ["models/minimal.toml", "models/trainium.toml"] {
        let model = Model::load(path).expect("a model");
        let solved = optimum(&model);
        let report = PlanReport {
            model: &model,
            plan: &solved.plan,
            certificate: &solved.solution.certificate,
            selection: solved.selection.as_ref(),
        };
        let document = report.document();
        let bytes = Book::plan(&report, &document).render().expect("a workbook");
        let mut sheets = book(bytes);
        let with_numbers = |mut rows: Vec<Numbers>| {
            rows.retain(|(_, numbers)| !numbers.is_empty());
            rows
        };
        let mut details = with_numbers(rows(
            &sheets.worksheet_range("By quarter").expect("a sheet"),
        ));
        take(&mut details, &expected(tables(&document, 1..)));
        assert_eq!(details, [], "{path}");
        let mut overview =
            with_numbers(rows(&sheets.worksheet_range("Overview").expect("a sheet")));
        let all = expected(tables(&document, 0..));
        let first = expected(tables(&document, 0..)).len() - expected(tables(&document, 1..)).len();
        take(&mut overview, &all[..first]);
        // The rest: racks by quarter, from the plan itself, and how often something is used to the full.
        let plan = &solved.plan;
        let is_rack = |id: &str| model.racks.iter().any(|rack| rack.id == id);
        let quarters = plan.quarters.len();
        let mut sums = vec![0.0; quarters + 1];
        let installed = plan.installed.iter().map(|it| &it.racks);
        let sold = plan
            .sold
            .iter()
            .filter(|it| is_rack(&it.item))
            .map(|it| &it.units);
        for units in installed.chain(sold) {
            for (t, units) in units.iter().enumerate() {
                sums[t] += units;
                sums[quarters] += units;
            }
        }
        take(&mut overview, &[("all".to_owned(), sums)]);
        for site in &plan.power {
            let pairs = site.used_mw.iter().zip(&site.limit_mw).take(quarters);
            let full = pairs
                .filter(|(used, limit)| **used >= **limit * (1.0 - 1e-9))
                .count();
            let is_it = |(label, numbers): &Numbers| {
                label.starts_with("power at ") && alike(numbers, &[full as f64])
            };
            assert!(
                full == 0 || overview.iter().any(is_it),
                "{path}: {}",
                site.site
            );
        }
    }
}

/// Returns the text of a part of a workbook, and the names of all.
fn part(bytes: &[u8], name: &str) -> (String, Vec<String>) {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let names = archive
        .file_names()
        .map(|it| it.expect("a name").into_owned());
    let names = names.collect();
    let file = archive.by_name(name).expect("a part");
    (std::io::read_to_string(file).expect("UTF-8"), names)
}

#[test]
fn sheets_have_charts_and_are_set_up_to_print() {
    let model = Model::load("models/minimal.toml").expect("a model");
    let solved = optimum(&model);
    let explanation = waferline::explain::explain(&model, &solved).expect("an explanation");
    let report = ExplanationReport {
        model: &model,
        solved: &solved,
        explanation: &explanation,
        promises: None,
        held: None,
        asked: None,
        top: 10,
    };
    let bytes = Book::explanation(&report).render().expect("a workbook");
    let (first, names) = part(&bytes, "xl/worksheets/sheet1.xml");
    let charts = names.iter().filter(|it| it.starts_with("xl/charts/chart"));
    assert_eq!(charts.count(), 3);
    for said in [
        "orientation=\"landscape\"",
        "paperSize=\"9\"",
        "fitToHeight=\"0\"",
        "minimal",
        "base case",
        "page &amp;P of &amp;N",
        "printed &amp;D",
    ] {
        assert!(first.contains(said), "{said}");
    }
    // What is worth most stands on the first sheet, with the amount behind the digits.
    let mut sheets = book(bytes);
    let overview = rows(&sheets.worksheet_range("Overview").expect("a sheet"));
    let groups = explanation.limits.groups.iter();
    let worths = groups
        .filter_map(|it| it.worth_of_5_percent)
        .filter(|&it| it > 0.0);
    let mut count = 0;
    for worth in worths.take(10) {
        count += 1;
        assert!(
            overview.iter().any(|(_, numbers)| alike(numbers, &[worth])),
            "{worth}"
        );
    }
    assert!(count > 3);
    assert!(overview[1].0.contains("The best margin is USD 1.37bn"));
}

/// Returns the ranges of numbers that the charts of the first sheet draw, from the upper left cell to the lower right.
fn drawn(bytes: &[u8]) -> Vec<[(u32, u32); 2]> {
    let (_, names) = part(bytes, "xl/workbook.xml");
    let charts = names.iter().filter(|it| it.starts_with("xl/charts/chart"));
    let values = charts.flat_map(|name| {
        let (chart, _) = part(bytes, name);
        let values = chart.split("<c:val>").skip(1).map(str::to_owned);
        values.collect::<Vec<_>>()
    });
    let range = |values: String| {
        let range = values.split("<c:f>").nth(1).expect("a range");
        let (sheet, cells) = range.split_once('!').expect("a sheet");
        assert_eq!(sheet, "Overview");
        let cells = cells.split_once("</c:f>").expect("an end").0;
        let ends = cells.split_once(':').unwrap_or((cells, cells));
        [ends.0, ends.1].map(|cell| {
            let (column, row) = cell[1..].split_once('$').expect("a cell");
            let letters = column.bytes().map(|letter| u32::from(letter - b'A'));
            let column = letters.fold(0, |column, letter| 26 * column + letter);
            (row.parse::<u32>().expect("a row") - 1, column)
        })
    };
    values.map(range).collect()
}

#[test]
fn charts_draw_numbers() {
    let input = Input::open("tests/fixtures/options.toml".as_ref()).expect("a model");
    let model = input.model(&[], &[]).expect("valid").model;
    let asked = OptionsAsked::default();
    let values = options(&model, &SolveOptions::default(), &asked).expect("proved");
    let report = ValuedOptions {
        model: &model,
        values: &values,
        margin: 0.0,
    };
    let worths = values.options.iter().filter_map(|it| it.worth);
    let worths: Vec<f64> = worths.collect();
    let of_options = Book::options(&report).render().expect("a workbook");

    let trainium = Model::load("models/trainium.toml").expect("a model");
    let solved = optimum(&trainium);
    let plan = PlanReport {
        model: &trainium,
        plan: &solved.plan,
        certificate: &solved.solution.certificate,
        selection: None,
    };
    let of_plan = Book::plan(&plan, &plan.document());
    for (bytes, expected) in [
        (of_options, Some(worths)),
        (of_plan.render().expect("a workbook"), None),
    ] {
        let ranges = drawn(&bytes);
        assert!(!ranges.is_empty());
        let mut sheets = book(bytes);
        let overview = sheets.worksheet_range("Overview").expect("a sheet");
        for [from, to] in ranges {
            let cells = (from.0..=to.0).flat_map(|row| (from.1..=to.1).map(move |at| (row, at)));
            let numbers = cells.filter_map(|cell| match overview.get_value(cell) {
                Some(Data::Float(number)) => Some(*number),
                _ => None,
            });
            let numbers: Vec<f64> = numbers.collect();
            assert!(!numbers.is_empty(), "{from:?} to {to:?}");
            if let Some(worths) = &expected {
                assert!(numbers.iter().all(|it| worths.contains(it)), "{numbers:?}");
            }
        }
    }
}
