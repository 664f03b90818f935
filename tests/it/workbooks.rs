//! Series from workbooks: the numbers of their CSV twins, whatever a planner's sheet looks like; and what is said of the rest.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use tempfile::TempDir;
use waferline::Model;
use waferline::input::{Input, Loaded, Rejected};

const BASE: &str = include_str!("../fixtures/base.toml");

/// Writes a model whose capacity has this form, and reads it.
fn read(folder: &Path, form: &str) -> Result<Loaded, Rejected> {
    let path = folder.join("model.toml");
    let text = BASE.replace("capacity = 1000", &format!("capacity = {form}"));
    fs::write(&path, text).expect("written");
    Input::open(&path).expect("readable").model(&[], &[])
}

/// Returns what is found in a model whose capacity has this form.
fn reported(folder: &Path, form: &str) -> String {
    let said = match read(folder, form) {
        Err(rejected) => rejected.to_string(),
        Ok(loaded) if loaded.warnings.is_empty() => "accepted".to_owned(),
        Ok(Loaded {
            warnings: diagnostics,
            sources,
            ..
        }) => Rejected {
            diagnostics,
            sources,
        }
        .to_string(),
    };
    said.replace(&format!("{}/", folder.display()), "")
}

/// A sheet: its name, and what writes it.
type Named<'a> = (&'a str, &'a dyn Fn(&mut Worksheet));

/// Returns a folder with `numbers.xlsx`, whose sheets these write.
fn folder(sheets: &[Named]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let mut book = Workbook::new();
    for (name, write) in sheets {
        let sheet = book.add_worksheet().set_name(*name).expect("a name");
        write(sheet);
    }
    book.save(folder.path().join("numbers.xlsx"))
        .expect("written");
    folder
}

fn text(sheet: &mut Worksheet, row: u32, column: u16, text: &str) {
    sheet.write_string(row, column, text).expect("a cell");
}

fn number(sheet: &mut Worksheet, row: u32, column: u16, number: f64) {
    sheet.write_number(row, column, number).expect("a cell");
}

/// Writes the first day of a quarter as a date.
fn date(sheet: &mut Worksheet, row: u32, column: u16, (year, month, day): (u16, u8, u8)) {
    let date = ExcelDateTime::from_ymd(year, month, day).expect("a date");
    let format = Format::new().set_num_format("mmm yyyy");
    sheet
        .write_datetime_with_format(row, column, date, &format)
        .expect("a cell");
}

/// Writes quarters and numbers down from a cell.
fn down(sheet: &mut Worksheet, row: u32, column: u16, numbers: &[(&str, f64)]) {
    text(sheet, row, column, "quarter");
    text(sheet, row, column + 1, "wafers");
    for (at, (quarter, value)) in (row + 1..).zip(numbers) {
        text(sheet, at, column, quarter);
        number(sheet, at, column + 1, *value);
    }
}

const NUMBERS: [(&str, f64); 4] = [
    ("2026Q4", 700.0),
    ("2027Q1", 900.0),
    ("2027Q3", 1100.5),
    ("2028Q1", 1250.0),
];

#[test]
fn a_sheet_gives_what_its_csv_gives() {
    let folder = folder(&[
        ("Plain", &|sheet| down(sheet, 0, 0, &NUMBERS)),
        // As planners keep them: titles above, notes beside and below, a total behind an empty cell.
        ("Supply plan", &|sheet| {
            text(sheet, 0, 0, "Supply, as of November");
            down(sheet, 4, 2, &NUMBERS);
            text(sheet, 4, 1, "source");
            text(sheet, 6, 1, "call with the fab");
            text(sheet, 10, 2, "Total");
            number(sheet, 10, 3, 3950.5);
        }),
        ("Across", &|sheet| {
            text(sheet, 1, 1, "Quarter");
            text(sheet, 3, 1, " Wafers ");
            for (column, (quarter, value)) in (2..).zip(NUMBERS) {
                text(sheet, 1, column, quarter);
                number(sheet, 2, column, 7.0);
                number(sheet, 3, column, value);
            }
        }),
        ("Dates", &|sheet| {
            down(sheet, 0, 0, &NUMBERS);
            let days = [(2026, 10, 1), (2027, 1, 1), (2027, 7, 1), (2028, 1, 1)];
            for (row, day) in (1..).zip(days) {
                date(sheet, row, 0, day);
            }
        }),
        ("Formulas", &|sheet| {
            down(sheet, 0, 0, &NUMBERS);
            for (row, (quarter, value)) in (1..).zip(NUMBERS) {
                let formula = Formula::new("=A1").set_result(value.to_string());
                sheet.write_formula(row, 1, formula).expect("a cell");
                let formula = Formula::new("=A1").set_result(quarter);
                sheet.write_formula(row, 0, formula).expect("a cell");
            }
        }),
        ("Hidden", &|sheet| {
            down(sheet, 0, 0, &NUMBERS);
            sheet.set_hidden(true);
            sheet.set_row_hidden(2).expect("a row");
        }),
    ]);
    let path = folder.path();
    let mut csv = "quarter,wafers\n".to_owned();
    for (quarter, value) in NUMBERS {
        let _ = writeln!(csv, "{quarter},{value}");
    }
    fs::write(path.join("numbers.csv"), csv).expect("written");
    let twin = r#"{ csv = "numbers.csv", column = "wafers" }"#;
    let twin = read(path, twin).expect("a model");
    assert_eq!(twin.model.foundries[0].capacity[2], 1100.5);
    for (sheet, key) in [
        ("Plain", "column"),
        ("supply PLAN", "column"),
        ("Across", "row"),
        ("Dates", "column"),
        ("Formulas", "column"),
        ("Hidden", "column"),
    ] {
        let form = format!(r#"{{ xlsx = "numbers.xlsx", sheet = "{sheet}", {key} = "WAFERS" }}"#);
        let loaded = read(path, &form).unwrap_or_else(|rejected| panic!("{sheet}: {rejected}"));
        assert_eq!(loaded.model, twin.model, "{sheet}");
        assert_eq!(loaded.warnings, [], "{sheet}");
        // Read once, and digested as it is.
        let book = fs::read(path.join("numbers.xlsx")).expect("readable");
        assert_eq!(loaded.files.len(), 2, "{sheet}");
        assert_eq!(loaded.files[1].content, book, "{sheet}");
        let place = loaded
            .places
            .of("foundry.n3.capacity", "2027Q3".parse().ok());
        let place = loaded.sources.place(place.expect("a place"));
        assert!(place.contains("numbers.xlsx, "), "{place}");
    }
    // By assignment, in JSON, and in a model built in Rust, whose folder is the current one.
    let model = fs::read_to_string(path.join("model.toml")).expect("readable");
    let form = r#"{ xlsx = "numbers.xlsx", sheet = "Across", row = "wafers" }"#;
    let set = format!("foundry.n3.capacity = {form}");
    let input = Input::open(&path.join("model.toml")).expect("readable");
    let assigned = input.model(&[], &[&set]).expect("a model").model;
    assert_eq!(assigned, twin.model);
    let json: toml::Table = model.parse().expect("TOML");
    let json = serde_json::to_string(&json).expect("JSON");
    fs::write(path.join("model.json"), json).expect("written");
    let of_json = Model::load(path.join("model.json")).expect("a model");
    assert_eq!(of_json.foundries, twin.model.foundries);
    let form = serde_json::json!({ "xlsx": "absent.xlsx", "sheet": "Across", "row": "wafers" });
    let built = Model::builder("USD", "2027Q1", 4)
        .set("component.hbm.supply", form)
        .set("component.hbm.price", 1)
        .build();
    let rejected = built.expect_err("no such file");
    assert_eq!(rejected.diagnostics[0].code, "xlsx-unreadable");
}

#[test]
fn what_is_wrong_with_a_sheet_is_told_at_its_cell() {
    let sheet = |change: &'static dyn Fn(&mut Worksheet)| {
        move |sheet: &mut Worksheet| {
            down(
                sheet,
                0,
                0,
                &[("2027Q1", 900.0), ("2027Q2", 950.0), ("2027Q3", 1000.0)],
            );
            change(sheet);
        }
    };
    let plain = sheet(&|_| {});
    let words = sheet(&|sheet| text(sheet, 2, 1, "1000"));
    let empty = sheet(&|sheet| {
        sheet
            .write_blank(2, 1, &Format::new().set_bold())
            .expect("a cell");
    });
    let divided = sheet(&|sheet| {
        let formula = Formula::new("=1/0").set_result("#DIV/0!");
        sheet.write_formula(2, 1, formula).expect("a cell");
    });
    let unsaved = sheet(&|sheet| {
        let formula = Formula::new("=B2").set_result("12345678");
        sheet.write_formula(2, 1, formula).expect("a cell");
    });
    let flag = sheet(&|sheet| {
        sheet.write_boolean(2, 1, true).expect("a cell");
    });
    let day = sheet(&|sheet| date(sheet, 2, 1, (2027, 4, 1)));
    let merged = sheet(&|sheet| {
        let format = Format::new();
        sheet.merge_range(1, 1, 3, 1, "", &format).expect("cells");
        number(sheet, 1, 1, 900.0);
    });
    let middle = sheet(&|sheet| date(sheet, 2, 0, (2027, 5, 15)));
    let odd = sheet(&|sheet| text(sheet, 2, 0, "Q2 2027"));
    let total = sheet(&|sheet| text(sheet, 4, 0, "Total"));
    let year = sheet(&|sheet| number(sheet, 2, 0, 2027.0));
    let gap = sheet(&|sheet| {
        text(sheet, 5, 0, "2027Q4");
        number(sheet, 5, 1, 1.0);
    });
    let twice = sheet(&|sheet| text(sheet, 2, 0, "2027Q1"));
    let same_day = sheet(&|sheet| date(sheet, 2, 0, (2027, 1, 1)));
    let two_columns = sheet(&|sheet| text(sheet, 0, 2, "Wafers"));
    let two_tables = sheet(&|sheet| down(sheet, 20, 3, &[("2027Q1", 1.0)]));
    let outside = |sheet: &mut Worksheet| down(sheet, 0, 0, &[("2020Q1", 1.0)]);
    let no_quarters = |sheet: &mut Worksheet| down(sheet, 0, 0, &[]);
    let no_table = |sheet: &mut Worksheet| text(sheet, 0, 0, "unseen");
    let negative = sheet(&|sheet| number(sheet, 2, 1, -5.0));
    let sheets: [Named; 21] = [
        ("Words", &words),
        ("Empty", &empty),
        ("Divided", &divided),
        ("Unsaved", &unsaved),
        ("Flag", &flag),
        ("Day", &day),
        ("Merged", &merged),
        ("Middle", &middle),
        ("Odd", &odd),
        ("Total", &total),
        ("Year", &year),
        ("Gap", &gap),
        ("Twice", &twice),
        ("Same day", &same_day),
        ("Two columns", &two_columns),
        ("Two tables", &two_tables),
        ("Outside", &outside),
        ("No quarters", &no_quarters),
        ("No table", &no_table),
        ("Negative", &negative),
        ("Plain", &plain),
    ];
    let folder = folder(&sheets);
    let path = folder.path();
    without_saved(&path.join("numbers.xlsx"), "<v>12345678</v>");
    let mut all = String::new();
    let mut add = |form: &str| {
        let _ = writeln!(all, "## {form}\n{}\n", reported(path, form));
    };
    for (sheet, _) in sheets {
        add(&format!(
            r#"{{ xlsx = "numbers.xlsx", sheet = "{sheet}", column = "wafers" }}"#
        ));
    }
    add(r#"{ xlsx = "numbers.xlsx", sheet = "Plaln", column = "wafers" }"#);
    add(r#"{ xlsx = "numbers.xlsx", sheet = "Plain", column = "wafer" }"#);
    add(r#"{ xlsx = "numbers.xlsx", sheet = "Plain", row = "wafers" }"#);
    add(r#"{ xlsx = "numbers.xlsx", sheet = "No table", row = "wafers" }"#);
    add(r#"{ xlsx = "numbers.xlsx", column = "wafers" }"#);
    add(r#"{ xlsx = 5, sheet = "Plain", column = true }"#);
    add(r#"{ xlsx = "absent.xlsx", sheet = "Plain", column = "wafers" }"#);
    add(r#"{ xlsx = "../numbers.xlsx", sheet = "Plain", column = "wafers" }"#);
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(all);
    });
}

/// Takes the saved value out of a workbook, as programs leave it that do not calculate.
fn without_saved(path: &Path, value: &str) {
    let mut old = zip::ZipArchive::new(fs::File::open(path).expect("a file")).expect("an archive");
    let mut new = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for i in 0..old.len() {
        let part = old.by_index(i).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let content = std::io::read_to_string(part).expect("UTF-8");
        let options = zip::write::SimpleFileOptions::default();
        new.start_file(name, options).expect("a part");
        let content = content.replace(value, "");
        new.write_all(content.as_bytes()).expect("written");
    }
    let bytes = new.finish().expect("an archive").into_inner();
    fs::write(path, bytes).expect("written");
}

/// An archive with one part of this many zero bytes.
fn bomb(size: usize) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive
        .start_file("xl/workbook.xml", options)
        .expect("a part");
    let block = vec![0; 1 << 20];
    for _ in 0..size >> 20 {
        archive.write_all(&block).expect("written");
    }
    archive.finish().expect("an archive").into_inner()
}

#[test]
fn files_that_are_no_workbooks_are_refused() {
    let folder = folder(&[("Plain", &|sheet| down(sheet, 0, 0, &NUMBERS))]);
    let path = folder.path();
    let good = fs::read(path.join("numbers.xlsx")).expect("readable");
    let locked = [
        &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..],
        &[0; 600],
    ]
    .concat();
    let files: [(&str, &[u8]); 6] = [
        ("locked.xlsx", &locked),
        ("table.xlsx", b"quarter,wafers\n2027Q1,5\n"),
        ("empty.xlsx", b""),
        ("half.xlsx", &good[..good.len() / 2]),
        ("archive.xlsx", &bomb(1 << 20)),
        ("bomb.xlsx", &bomb(300 << 20)),
    ];
    let mut all = String::new();
    for (name, bytes) in files {
        fs::write(path.join(name), bytes).expect("written");
        let form = format!(r#"{{ xlsx = "{name}", sheet = "Plain", column = "wafers" }}"#);
        let _ = writeln!(all, "{}\n", reported(path, &form));
    }
    let large = fs::File::create(path.join("large.xlsx")).expect("made");
    large.set_len((64 << 20) + 1).expect("without content");
    let form = r#"{ xlsx = "large.xlsx", sheet = "Plain", column = "wafers" }"#;
    let _ = writeln!(all, "{}", reported(path, form));
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(all);
    });
}

#[test]
fn damaged_workbooks_are_refused_or_read() {
    let folder = folder(&[("Plain", &|sheet| down(sheet, 0, 0, &NUMBERS))]);
    let path = folder.path();
    let good = fs::read(path.join("numbers.xlsx")).expect("readable");
    let form = r#"{ xlsx = "numbers.xlsx", sheet = "Plain", column = "wafers" }"#;
    let refused = std::cell::Cell::new(0);
    let seeds = proptest::collection::vec((0..good.len(), any::<u8>()), 1..6);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let outcome = runner.run(&seeds, |changes| {
        let mut bytes = good.clone();
        for (at, byte) in changes {
            bytes[at] = byte;
        }
        fs::write(path.join("numbers.xlsx"), &bytes).expect("written");
        refused.set(refused.get() + usize::from(read(path, form).is_err()));
        Ok(())
    });
    outcome.expect("never a panic");
    assert!(refused.get() > 20, "{refused:?}");
}

fn run(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waferline"));
    command.current_dir(folder).args(args);
    command.output().expect("the command runs")
}

#[test]
fn a_workbook_is_an_input_of_the_command() {
    let folder = folder(&[("Plain", &|sheet| down(sheet, 0, 0, &NUMBERS))]);
    let path = folder.path();
    let form = r#"{ xlsx = "numbers.xlsx", sheet = "Plain", column = "wafers" }"#;
    read(path, form).expect("a model");
    let before = fs::read(path.join("numbers.xlsx")).expect("readable");
    for set in [
        "process.cowos.cost = 1",
        "foundry.n3.capacity = { xlsx = \"numbers.xlsx\", sheet = \"x\", row = \"x\" }",
    ] {
        for format in ["xlsx", "json"] {
            let args = [
                "solve",
                "model.toml",
                "--set",
                set,
                "--format",
                format,
                "--out",
                "numbers.xlsx",
            ];
            let output = run(path, &args);
            let reported = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_ne!(output.status.code(), Some(0), "{reported}");
            let after = fs::read(path.join("numbers.xlsx")).expect("readable");
            assert_eq!(before, after, "{reported}");
        }
    }
    // Its digest is in the provenance.
    let output = run(path, &["solve", "model.toml", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let input = &report["provenance"]["inputs"][1];
    assert_eq!(input["name"], "numbers.xlsx");
    assert_eq!(input["sha256"], waferline::provenance::sha256(&before));
    // A wrong cell is data in JSON, and in words a place without a line of text.
    let wrong =
        "foundry.n3.capacity = { xlsx = \"wrong.xlsx\", sheet = \"Plain\", column = \"wafers\" }";
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Plain").expect("a name");
    down(sheet, 2, 1, &NUMBERS);
    text(sheet, 4, 2, "many");
    book.save(path.join("wrong.xlsx")).expect("written");
    let output = run(
        path,
        &["solve", "model.toml", "--set", wrong, "--format", "json"],
    );
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let found = &report["diagnostics"][0];
    assert_eq!(found["code"], "bad-cell");
    assert_eq!(found["sheet"], "Plain");
    assert_eq!(found["cell"], "C5");
    assert_eq!((&found["line"], &found["column"]), (&5.into(), &3.into()));
    let output = run(path, &["check", "model.toml", "--set", wrong]);
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(
            "a_wrong_cell_on_a_terminal",
            String::from_utf8_lossy(&output.stderr)
        );
    });
    // What a planner allows for CSV files is allowed for workbooks.
    let outside = "foundry.n3.capacity = { xlsx = \"../numbers.xlsx\", sheet = \"Plain\", column = \"wafers\" }";
    fs::create_dir(path.join("below")).expect("made");
    fs::copy(path.join("model.toml"), path.join("below/model.toml")).expect("copied");
    fs::copy(path.join("numbers.xlsx"), path.join("below/numbers.xlsx")).expect("copied");
    let args = ["check", "below/model.toml", "--set", outside];
    let refused = run(path, &args);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("error[xlsx-outside]"));
    let allowed = run(path, &[&args[..], &["--allow-outside"]].concat());
    assert_eq!(allowed.status.code(), Some(0));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever numbers, wherever they stand and whichever way they go.
    #[test]
    fn what_is_written_is_read(
        numbers in proptest::collection::vec((0_u32..1_000_000_000, 0_i32..4), 1..7),
        row in 0_u32..40,
        column in 0_u16..40,
        across in any::<bool>(),
        skipped in 0_usize..2,
    ) {
        // A sheet keeps 15 digits or so: as many as people type.
        let numbers: Vec<f64> = numbers.into_iter().map(|(n, places)| f64::from(n) / 10_f64.powi(places)).collect();
        let start: waferline::Quarter = "2027Q1".parse().expect("a quarter");
        let folder = folder(&[("Any", &|sheet| {
            let cell = |along: u32, beside: u16| {
                if across { (row + u32::from(beside), column + u16::try_from(along).expect("few")) } else { (row + along, column + beside) }
            };
            let (at, to) = cell(0, 0);
            text(sheet, at, to, "quarter");
            let (at, to) = cell(0, 2);
            text(sheet, at, to, "any");
            for (t, value) in (0_u32..).zip(&numbers) {
                let (at, to) = cell(t + 1, 0);
                text(sheet, at, to, &start.plus(t as usize * (skipped + 1)).to_string());
                let (at, to) = cell(t + 1, 2);
                number(sheet, at, to, *value);
            }
        })]);
        let key = if across { "row" } else { "column" };
        let form = format!(r#"{{ xlsx = "numbers.xlsx", sheet = "Any", {key} = "any" }}"#);
        let loaded = read(folder.path(), &form).expect("a model");
        let capacity = &loaded.model.foundries[0].capacity;
        for t in 0..7 {
            let step = (t / (skipped + 1)).min(numbers.len() - 1);
            prop_assert_eq!(capacity[t], numbers[step]);
        }
    }
}
