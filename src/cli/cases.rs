//! The cases of a sweep: where they are kept, and what they show together.

use std::path::{Path, PathBuf};

use crate::report::document::Document;
use crate::report::sweep::{CaseTable, SweepReport, sweep_document, table_parquet};
use crate::report::{markdown, text};
use crate::sweep::{Case, CaseResult, Study, Summary, keep, keep_study, recall, recall_study};

use super::Answer;
use super::args::{TextFormat, Written};
use super::failure::Failure;
use super::folder::{Asked, Folder, Kept, Name};
use super::output;
use super::parts::Kind;
use super::terminal::{self, Terminal};

/// The table in the folder of a sweep, once every case has a result.
const TABLE: Name = "table.csv";

/// What a part of a sweep is called.
pub const CASES: Kind = Kind {
    one: "case",
    many: "cases",
    incomplete: "incomplete-sweep",
};

impl Asked for Study {
    const WHAT: Name = "sweep";
    const ASKED: Name = "sweep.json";
    const PARTS: Name = "cases";
    const CODES: [&'static str; 2] = ["another-sweep", "damaged-sweep"];

    fn keep(&self) -> Result<String, serde_json::Error> {
        keep_study(self)
    }

    fn recall(text: &str) -> Option<Self> {
        recall_study(text).ok()
    }

    fn extends(&self, other: &Self) -> bool {
        self.extends(other)
    }
}

/// Returns the result of a case, if it is kept.
pub fn recall_case(folder: &Folder<Study>, case: &Case) -> Kept<CaseResult> {
    folder.recall(&case.id, |text| recall(case, text))
}

/// Keeps a result and returns it; where a folder is in its place, the case has failed and says so.
pub fn keep_case(
    folder: &Folder<Study>,
    case: &Case,
    result: CaseResult,
) -> Result<CaseResult, Failure> {
    let file = folder.file(&result.case);
    if file.is_dir() {
        let words = format!(
            "{} is a folder, and not the result of a case",
            file.display()
        );
        return Ok(CaseResult::failed(case, words));
    }
    folder.keep(&result.case, &keep(&result)?)?;
    Ok(result)
}

/// Fails if a table is asked for that has no format, before hours are spent on it.
pub fn check_tables(written: &Written) -> Result<(), Failure> {
    for path in &written.tables {
        if !matches!(ending(path), Some("csv" | "jsonl" | "parquet")) {
            let words = format!(
                "{}: a table ends in .csv, .jsonl or .parquet",
                path.display()
            );
            return Err(Failure::could_not_run("usage", words));
        }
    }
    Ok(())
}

fn ending(path: &Path) -> Option<&str> {
    path.extension().and_then(|it| it.to_str())
}

/// Returns where a table goes: where it was asked for, and beside the parts of a folder.
pub fn table_paths<A: Asked>(written: &Written, folder: Option<&Folder<A>>) -> Vec<PathBuf> {
    let asked = written.tables.iter().cloned();
    asked
        .chain(folder.map(|folder| folder.beside(TABLE)))
        .collect()
}

/// Writes a table of so many cases, in the format that each path ends with.
pub fn write_table(
    table: &CaseTable,
    paths: &[PathBuf],
    what: &str,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let internal = |error: String| {
        Failure::could_not_run("internal", format!("cannot write the table: {error}"))
    };
    let mut files: Vec<(&Path, Vec<u8>)> = Vec::new();
    for path in paths {
        let bytes = match ending(path) {
            Some("jsonl") => table.json_lines()?,
            Some("parquet") => table_parquet(table).map_err(|error| internal(error.to_string()))?,
            _ => table.csv().map_err(|error| internal(error.to_string()))?,
        };
        files.push((path, bytes));
    }
    let files: Vec<(&Path, &[u8])> = files
        .iter()
        .map(|(path, bytes)| (*path, &**bytes))
        .collect();
    output::write_files(&files)?;
    for (path, _) in &files {
        terminal.note(&format!("table of {what} in {}", path.display()));
    }
    Ok(())
}

/// Prints what cases show together, in the format asked for.
pub fn say(
    report: &impl serde::Serialize,
    document: &dyn Fn() -> Document,
    written: &Written,
    terminal: &Terminal,
) -> Result<(), Failure> {
    terminal.print(&match written.format {
        TextFormat::Json => serde_json::to_string_pretty(report)? + "\n",
        TextFormat::Markdown => markdown::render(&document()),
        TextFormat::Text => text::render(&document(), terminal::width()),
    })
}

/// Writes the tables and says what the cases show together.
pub fn show(
    study: &Study,
    cases: &[Case],
    results: &[CaseResult],
    folder: Option<&Folder<Study>>,
    written: &Written,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    let table = CaseTable::of(study, cases, results);
    let what = format!("{} cases", cases.len());
    write_table(&table, &table_paths(written, folder), &what, terminal)?;
    let summary = Summary::of(study, cases, results);
    let report = SweepReport {
        study,
        summary: &summary,
    };
    say(
        &report,
        &|| sweep_document(study, &summary),
        written,
        terminal,
    )?;
    Ok(if summary.optimal > 0 {
        Answer::Yes
    } else {
        Answer::No
    })
}
