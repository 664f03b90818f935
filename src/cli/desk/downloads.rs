//! What is taken away: the answer that is seen, as the other commands write it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::cli::date;
use crate::cli::failure::Failure;
use crate::cli::report_parts::ReportParts;
use crate::desk::{Refused, Seen};
use crate::explain::diagnose;
use crate::lp::Watch;
use crate::model::Address;
use crate::outcome::{Outcome, SolveOptions, Solved};
use crate::plan::cautions;
use crate::printable::printable;
use crate::provenance::{Provenance, of_loaded};
use crate::report::document::Document;
use crate::report::explain::ExplanationReport;
use crate::report::html::{self, HtmlReport};
use crate::report::json::{Finding, Report};
use crate::report::xlsx::Book;
use crate::report::{PlanReport, infeasible, unbounded};

use super::server::Server;

/// How many lines tables of the explanation have on a page.
const LINES: usize = 10;

/// What can be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Download {
    Json,
    Workbook,
    Page,
}

impl Download {
    /// Returns what is called so.
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "plan.json" => Some(Self::Json),
            "plan.xlsx" => Some(Self::Workbook),
            "report.html" => Some(Self::Page),
            _ => None,
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Workbook => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Page => "text/html; charset=utf-8",
        }
    }

    /// Returns what the file is called, by the model's: letters, digits, `-`, `_` and `.` alone.
    pub fn file_name(self, model: &Path) -> String {
        let stem = model.file_stem().unwrap_or_default().to_string_lossy();
        let is_plain = |it: &char| it.is_ascii_alphanumeric() || "-_.".contains(*it);
        let stem: String = stem.chars().filter(is_plain).collect();
        match self {
            Self::Json => format!("{stem}-plan.json"),
            Self::Workbook => format!("{stem}-plan.xlsx"),
            Self::Page => format!("{stem}-report.html"),
        }
    }
}

/// Returns the bytes of what is taken away; ends early, with a refusal, once `stop` is set.
pub fn made(
    server: &Server,
    seen: &Seen,
    kind: Download,
    stop: &Arc<AtomicBool>,
) -> Result<Vec<u8>, Refused> {
    let watch = Watch::default().with_stop(Arc::clone(stop));
    let options = server.desk.options().with_watch(watch);
    let made = match &*seen.outcome {
        Outcome::Optimal(solved) => of_plan(server, seen, solved, kind, &options),
        no => of_none(seen, no, kind, &options),
    };
    made.map_err(|failure| Refused(failure.findings()))
}

fn internal(error: impl std::fmt::Display) -> Failure {
    Failure::could_not_run("internal", error.to_string())
}

/// What the answer was made from, and what the model probably does not mean.
fn about(seen: &Seen) -> (Provenance, Vec<Finding>) {
    let loaded = &seen.loaded;
    let cautions = match &*seen.outcome {
        Outcome::Optimal(solved) => cautions(&loaded.model, &solved.plan),
        _ => Vec::new(),
    };
    (
        of_loaded(loaded, &seen.state.scenarios, seen.outcome.found_by()),
        Finding::all(loaded.warnings.iter().chain(&cautions), &loaded.sources),
    )
}

fn of_plan(
    server: &Server,
    seen: &Seen,
    solved: &Solved,
    kind: Download,
    options: &SolveOptions,
) -> Result<Vec<u8>, Failure> {
    let model = &seen.loaded.model;
    let (provenance, warnings) = about(seen);
    let report = PlanReport {
        model,
        plan: &solved.plan,
        certificate: &solved.solution.certificate,
        selection: solved.selection.as_ref(),
    };
    match kind {
        Download::Json => {
            let json = Report::optimal(&report, provenance, warnings);
            Ok(json.render().map_err(internal)?.into_bytes())
        }
        Download::Workbook => {
            let book = Book::plan(&report, &report.document());
            let book = book.with_provenance(&[provenance]);
            book.render().map_err(internal)
        }
        Download::Page => {
            let (input, _) = server.desk.loaded();
            let solved = solved.watched(&options.watch);
            let is_changed = !provenance.assignments.is_empty();
            let parts = ReportParts::of(&input, (model, &solved), is_changed, options, &|_| {})?;
            let date = date::of_newest(&seen.loaded);
            let page = HtmlReport {
                explanation: ExplanationReport {
                    model,
                    solved: &solved,
                    explanation: &parts.explanation,
                    promises: None,
                    held: None,
                    asked: None,
                    top: LINES,
                },
                highlights: &parts.highlights,
                options: parts.options.as_ref(),
                hedge: None,
                ranges: None,
                bridge: parts.bridge.as_ref(),
                provenance: &provenance,
                warnings: &warnings,
                date: date.as_deref(),
            };
            Ok(printable(&page.render()).into_owned().into_bytes())
        }
    }
}

fn of_none(
    seen: &Seen,
    outcome: &Outcome,
    kind: Download,
    options: &SolveOptions,
) -> Result<Vec<u8>, Failure> {
    let (loaded, model) = (&seen.loaded, &seen.loaded.model);
    let (provenance, warnings) = about(seen);
    let locate = |address: &Address| loaded.locate(address);
    let (report, document): (Report, Document) = match outcome {
        Outcome::Infeasible(why) => {
            let mut why = why.clone();
            why.options = options.clone();
            let why = diagnose(model, &why);
            options.watch.check()?;
            let document = infeasible(model, &why, &locate);
            let report = Report::infeasible(&why, &locate, provenance.clone(), warnings.clone());
            (report, document)
        }
        Outcome::Unbounded(why) => (
            Report::unbounded(why, provenance.clone(), warnings.clone()),
            unbounded(model, why),
        ),
        Outcome::Optimal(_) => return Err(internal("there is a plan")),
    };
    match kind {
        Download::Json => Ok(report.render().map_err(internal)?.into_bytes()),
        Download::Workbook => {
            let book = Book::refusal(model, &document).with_provenance(&[provenance]);
            book.render().map_err(internal)
        }
        Download::Page => {
            let date = date::of_newest(loaded);
            let page = html::refusal(&document, &provenance, &warnings, date.as_deref());
            Ok(printable(&page).into_owned().into_bytes())
        }
    }
}
