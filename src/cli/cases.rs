//! The folder of a sweep: what was asked, a file a case, and the table.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::report::document::Document;
use crate::report::sweep::{CaseTable, SweepReport, sweep_document, table_parquet};
use crate::report::{markdown, text};
use crate::sweep::{Case, CaseResult, Study, Summary, keep, keep_study, recall, recall_study};

use super::Answer;
use super::args::{TextFormat, Written};
use super::failure::Failure;
use super::leftovers;
use super::output;
use super::terminal::{self, Terminal};

/// A name in the folder.
type Name = &'static str;

/// What was asked; without it a folder is no sweep.
const STUDY: Name = "sweep.json";
/// Where the results are.
const CASES: Name = "cases";
/// The table, once every case has a result.
const TABLE: Name = "table.csv";

/// The folder of a sweep.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
}

/// A kept result, or why there is none.
#[derive(Debug)]
pub enum Kept {
    /// It is there and whole.
    Result(Box<CaseResult>),
    /// There is none yet.
    Nothing,
    /// There is a file that is not it.
    Unusable(String),
}

impl Folder {
    /// Returns the folder for the results of a study; one that holds anything else is left alone, and that is an error.
    pub fn create(path: &Path, study: &Study) -> Result<Self, Failure> {
        let folder = Self {
            path: path.to_owned(),
        };
        fs::create_dir_all(path).map_err(|error| Failure::cannot_write(path, error))?;
        match fs::read_to_string(path.join(STUDY)) {
            Ok(text) => match recall_study(&text) {
                Err(_) => return Err(damaged(&path.join(STUDY))),
                Ok(there) if there == *study => {}
                Ok(there) if study.extends(&there) => folder.write_study(study)?,
                _ => {
                    return Err(Failure::could_not_run(
                        "another-sweep",
                        format!(
                            "{} holds another sweep, of another model or over other values; name a new folder",
                            path.display()
                        ),
                    ));
                }
            },
            Err(error) if error.kind() == ErrorKind::NotFound => {
                folder.refuse_foreign()?;
                folder.write_study(study)?;
            }
            Err(error) => return Err(cannot_read(&path.join(STUDY), &error)),
        }
        let cases = path.join(CASES);
        fs::create_dir_all(&cases).map_err(|error| Failure::cannot_write(&cases, error))?;
        leftovers::sweep_all(&cases);
        Ok(folder)
    }

    /// Returns the folder of a sweep that was run, and what it asked.
    pub fn open(path: &Path) -> Result<(Self, Study), Failure> {
        let file = path.join(STUDY);
        let text = fs::read_to_string(&file).map_err(|error| cannot_read(&file, &error))?;
        let study = recall_study(&text).map_err(|_| damaged(&file))?;
        Ok((
            Self {
                path: path.to_owned(),
            },
            study,
        ))
    }

    /// Returns the result of a case, if it is kept.
    pub fn recall(&self, case: &Case) -> Kept {
        let file = self.file(&case.id);
        match fs::read(&file) {
            Ok(bytes) => match recall(case, &String::from_utf8_lossy(&bytes)) {
                Ok(result) => Kept::Result(Box::new(result)),
                Err(why) => Kept::Unusable(format!("{}: {why}", file.display())),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => Kept::Nothing,
            Err(error) => Kept::Unusable(format!("{}: {error}", file.display())),
        }
    }

    /// Keeps a result and returns it; where a folder is in its place, the case has failed and says so.
    pub fn keep(&self, case: &Case, result: CaseResult) -> Result<CaseResult, Failure> {
        let file = self.file(&result.case);
        if file.is_dir() {
            let words = format!(
                "{} is a folder, and not the result of a case",
                file.display()
            );
            return Ok(CaseResult::failed(case, words));
        }
        output::write_unforced(&file, keep(&result)?.as_bytes())?;
        Ok(result)
    }

    /// Returns how many files among the results are of no case of the study.
    pub fn strangers(&self, cases: &[Case]) -> usize {
        let known: BTreeSet<String> = cases
            .iter()
            .map(|case| format!("{}.json", case.id))
            .collect();
        let entries = fs::read_dir(self.path.join(CASES))
            .into_iter()
            .flatten()
            .flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        // A hidden file is what an interrupted run was writing.
        names
            .filter(|name| !name.starts_with('.') && !known.contains(name))
            .count()
    }

    /// Returns where the table goes.
    pub fn table(&self) -> PathBuf {
        self.path.join(TABLE)
    }

    fn file(&self, id: &str) -> PathBuf {
        self.path.join(CASES).join(format!("{id}.json"))
    }

    fn write_study(&self, study: &Study) -> Result<(), Failure> {
        output::write_files(&[(&self.path.join(STUDY), keep_study(study)?.as_bytes())])
    }

    fn refuse_foreign(&self) -> Result<(), Failure> {
        let failed = |error| Failure::cannot_write(&self.path, error);
        for entry in fs::read_dir(&self.path).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            // Another shard may be about to write the study, or have made the folder of cases.
            let is_ours = name == CASES || name == STUDY || name.to_string_lossy().starts_with('.');
            if !is_ours {
                let why = format!(
                    "the folder holds {}, which is no part of a sweep; name a new folder",
                    name.display()
                );
                return Err(Failure::cannot_write(&self.path, why));
            }
        }
        Ok(())
    }
}

/// Returns that the file is no study, or was changed since it was written.
fn damaged(file: &Path) -> Failure {
    let words = format!(
        "{} is damaged: what this sweep asked is not known; run it again with a new folder",
        file.display()
    );
    Failure::could_not_run("damaged-sweep", words)
}

fn cannot_read(path: &Path, error: &std::io::Error) -> Failure {
    Failure::could_not_run(
        "cannot-read",
        format!("cannot read {}: {error}", path.display()),
    )
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

/// Writes the tables and says what the cases show together.
pub fn show(
    study: &Study,
    cases: &[Case],
    results: &[CaseResult],
    folder: Option<&Folder>,
    written: &Written,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    let table = CaseTable::of(study, cases, results);
    let internal = |error: String| {
        Failure::could_not_run("internal", format!("cannot write the table: {error}"))
    };
    let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    let paths = written
        .tables
        .iter()
        .cloned()
        .chain(folder.map(Folder::table));
    for path in paths {
        let bytes = match ending(&path) {
            Some("jsonl") => table.json_lines()?,
            Some("parquet") => {
                table_parquet(&table).map_err(|error| internal(error.to_string()))?
            }
            _ => table.csv().map_err(|error| internal(error.to_string()))?,
        };
        files.push((path, bytes));
    }
    let files: Vec<(&Path, &[u8])> = files
        .iter()
        .map(|(path, bytes)| (&**path, &**bytes))
        .collect();
    output::write_files(&files)?;
    for (path, _) in &files {
        terminal.note(&format!(
            "table of {} cases in {}",
            cases.len(),
            path.display()
        ));
    }
    let summary = Summary::of(study, cases, results);
    let document = || -> Document { sweep_document(study, &summary) };
    terminal.print(&match written.format {
        TextFormat::Json => {
            let report = SweepReport {
                study,
                summary: &summary,
            };
            serde_json::to_string_pretty(&report)? + "\n"
        }
        TextFormat::Markdown => markdown::render(&document()),
        TextFormat::Text => text::render(&document(), terminal::width()),
    })?;
    Ok(if summary.optimal > 0 {
        Answer::Yes
    } else {
        Answer::No
    })
}
