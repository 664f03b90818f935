//! Where an answer goes and in which format: one way for all commands.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::input::Loaded;
use crate::model::Model;
use crate::outcome::Outcome;
use crate::provenance::Provenance;
use crate::report::document::Document;
use crate::report::grid::Grid;
use crate::report::json::{Finding, Report};
use crate::report::xlsx::Book;
use crate::report::{markdown, text};

use super::Answer;
use super::args::{Format, Output};
use super::failure::Failure;
use super::inputs;
use super::output;
use super::refusal;
use super::terminal::{self, Terminal, WIDTH_WITHOUT_TERMINAL};
use super::work::Work;

/// Where an answer goes and in which format.
pub struct Target<'a> {
    format: Format,
    out: Option<PathBuf>,
    pub terminal: &'a Terminal,
}

/// An answer in every format that it has; only the one asked for is made.
pub struct Said<'a> {
    /// In words.
    pub document: &'a dyn Fn() -> Document,
    /// As data.
    pub json: &'a dyn Fn() -> Result<String, Failure>,
    /// As tables.
    pub tables: Tables<'a>,
    /// As a drawing, where it has one.
    pub drawing: Option<&'a dyn Fn() -> String>,
    /// What it was made from, one for each model.
    pub provenance: &'a [Provenance],
}

/// Why there is no answer; only the form that is asked for is made, if there is anything to say.
pub struct No<'a> {
    /// The model.
    pub model: &'a Model,
    /// As data.
    pub json: &'a dyn Fn() -> Result<Option<String>, Failure>,
    /// In words.
    pub document: &'a dyn Fn() -> Result<Option<Document>, Failure>,
    /// What it was made from.
    pub provenance: &'a Provenance,
}

/// An answer as tables.
pub enum Tables<'a> {
    /// It has none.
    None,
    /// One CSV table.
    One(&'a dyn Fn() -> Result<String, Failure>),
    /// Several, for a folder of CSV files, and in a workbook behind what people read.
    Several(&'a dyn Fn() -> Vec<Grid>, &'a dyn Fn() -> Book),
}

const CSV_IS_A_FOLDER: &str =
    "there are several CSV tables, which go to a folder: --format csv --out FOLDER";

/// Returns the error of an ending that names no format.
fn unknown_ending(ending: &OsStr, has: &dyn Fn(Format) -> bool) -> Failure {
    let last = match (has(Format::Xlsx), has(Format::Csv), has(Format::Svg)) {
        (true, ..) => ", .md or .xlsx",
        (false, true, true) => ", .md, .csv or .svg",
        (false, true, false) => ", .md or .csv",
        (false, false, _) => " or .md",
    };
    Failure::could_not_run(
        "usage",
        format!(
            "no format is written to `.{}`: end the name of --out with .txt, .json{last}, or say --format",
            ending.display()
        ),
    )
}

impl<'a> Target<'a> {
    /// Returns the target that the arguments name; where they name no format, the ending of the file decides.
    pub fn of<F>(output: &Output<F>, terminal: &'a Terminal) -> Result<Self, Failure>
    where
        F: Copy + Into<Format> + clap::ValueEnum + Send + Sync + 'static,
    {
        let ending = output.out.as_deref().and_then(Path::extension);
        let named = output.format.map(Into::into);
        // An ending names a format only where the command has it.
        let has = |format| F::value_variants().iter().any(|&it| it.into() == format);
        let format = match (named, ending) {
            (Some(named), _) => named,
            (None, None) => Format::Text,
            (None, Some(ending)) => match ending.to_str() {
                Some("txt") => Format::Text,
                Some("json") => Format::Json,
                Some("md") => Format::Markdown,
                Some("xlsx") if has(Format::Xlsx) => Format::Xlsx,
                Some("svg") if has(Format::Svg) => Format::Svg,
                // Where there are several tables, they are a folder.
                Some("csv") if has(Format::Csv) && !has(Format::Xlsx) => Format::Csv,
                Some("csv") if has(Format::Csv) => {
                    return Err(Failure::could_not_run("usage", CSV_IS_A_FOLDER));
                }
                _ => return Err(unknown_ending(ending, &has)),
            },
        };
        let target = Self {
            format,
            out: output.out.clone(),
            terminal,
        };
        match (target.format, &target.out) {
            (Format::Xlsx, None) => Err(Failure::needs_out_for_workbook()),
            (Format::Csv, None) if has(Format::Xlsx) => {
                Err(Failure::could_not_run("usage", CSV_IS_A_FOLDER))
            }
            _ => Ok(target),
        }
    }

    /// Returns whether what is written is for reading: then it says what leads, and programs get everything.
    pub fn is_read(&self) -> bool {
        matches!(self.format, Format::Text | Format::Markdown)
    }

    /// Runs a command. Where JSON was asked for, a failure is written as a report too.
    pub fn answer(
        &self,
        command: impl FnOnce() -> Result<Answer, Failure>,
    ) -> Result<Answer, Failure> {
        let answer = command();
        if let (Err(failure), Format::Json) = (&answer, self.format)
            && !failure.is_stop()
        {
            let diagnostics = failure.findings();
            self.write_text(&Report::Error { diagnostics }.render()?)?;
        }
        answer
    }

    /// Fails if the answer would overwrite something that was read.
    pub fn refuse_inputs(&self) -> Result<(), Failure> {
        inputs::refuse(&self.out)
    }

    /// Writes an answer.
    pub fn write(&self, said: &Said) -> Result<(), Failure> {
        if let (Format::Svg, Some(drawing)) = (self.format, said.drawing) {
            return self.write_text(&drawing());
        }
        match (self.format, &said.tables, &self.out) {
            (Format::Json, ..) => self.write_text(&(said.json)()?),
            (Format::Csv, Tables::One(table), _) => self.write_text(&table()?),
            (Format::Csv, Tables::Several(tables, _), Some(folder)) => {
                output::write_tables(folder, &tables(), self.terminal)
            }
            (Format::Xlsx, Tables::Several(_, book), Some(path)) => {
                output::write_workbook(path, &book().with_provenance(said.provenance))
            }
            _ => self.write_words(&(said.document)()),
        }
    }

    /// Says that there is no best plan, and why.
    pub fn refuse(
        &self,
        outcome: &Outcome,
        loaded: &Loaded,
        provenance: &Provenance,
        warnings: &[Finding],
        work: &Work,
    ) -> Result<Answer, Failure> {
        self.write_no(&No {
            model: &loaded.model,
            json: &|| {
                let (provenance, warnings) = (provenance.clone(), warnings.to_vec());
                let report = refusal::report(outcome, loaded, provenance, warnings, work)?;
                Ok(report.map(|report| report.render()).transpose()?)
            },
            document: &|| refusal::document(outcome, loaded, work),
            provenance,
        })
    }

    /// Writes why there is no answer, in the format asked for; as words where it has no tables.
    pub fn write_no(&self, no: &No) -> Result<Answer, Failure> {
        if self.format == Format::Json {
            if let Some(report) = (no.json)()? {
                self.write_text(&report)?;
            }
        } else if let Some(document) = (no.document)()? {
            self.write_words(&document)?;
            if let (Format::Xlsx, Some(path)) = (self.format, &self.out) {
                let book = Book::refusal(no.model, &document);
                let provenance = std::slice::from_ref(no.provenance);
                output::write_workbook(path, &book.with_provenance(provenance))?;
            }
        }
        Ok(Answer::No)
    }

    /// Writes words; where tables were asked for there are none, and the words go to standard output.
    fn write_words(&self, document: &Document) -> Result<(), Failure> {
        let for_terminal = || text::render(document, terminal::width());
        match (self.format, &self.out) {
            (Format::Markdown, _) => self.write_text(&markdown::render(document)),
            (Format::Text, Some(_)) => {
                let styled = text::render(document, WIDTH_WITHOUT_TERMINAL);
                self.write_text(&anstream::adapter::strip_str(&styled).to_string())
            }
            _ => self.terminal.print(&for_terminal()),
        }
    }

    fn write_text(&self, rendered: &str) -> Result<(), Failure> {
        match &self.out {
            None => self.terminal.print(rendered),
            Some(path) => output::write_files(&[(path, rendered.as_bytes())]),
        }
    }
}
