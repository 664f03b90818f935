//! `waferline explain`: what to do and why, the summary first.

use waferline::explain::{Promises, explain, promises};
use waferline::input::Loaded;
use waferline::model::Model;
use waferline::outcome::{self, Outcome, SolveOptions, Solved};
use waferline::report::document::Document;
use waferline::report::explain::{ExplanationDocument, ExplanationReport};
use waferline::report::json::{Finding, Report};
use waferline::report::{markdown, text};

use super::Answer;
use super::args::{self, TextFormat};
use super::failure::Failure;
use super::load;
use super::refusal;
use super::terminal::{self, Terminal};

/// How often progress is told, in re-solves.
const TOLD_EVERY: usize = 10;

pub fn run(args: &args::Explain, terminal: &Terminal) -> Result<Answer, Failure> {
    let answer =
        load::load(&args.model, terminal).and_then(|loaded| answer_with(&loaded, args, terminal));
    if let (Err(failure), TextFormat::Json) = (&answer, args.format) {
        let diagnostics = failure.findings();
        terminal.print(&Report::Error { diagnostics }.render()?)?;
    }
    answer
}

fn answer_with(
    loaded: &Loaded,
    args: &args::Explain,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    let model = &loaded.model;
    let provenance = load::provenance(loaded, &args.model);
    let warnings: Vec<Finding> = loaded
        .warnings
        .iter()
        .map(|it| Finding::of(it, &loaded.sources))
        .collect();
    let is_json = args.format == TextFormat::Json;
    let outcome = outcome::solve(model, &SolveOptions::default())?;
    let Outcome::Optimal(solved) = &outcome else {
        if !is_json {
            if let Some(document) = refusal::document(&outcome, loaded) {
                write(&document, args, terminal)?;
            }
        } else if let Some(report) = refusal::report(&outcome, loaded, provenance, warnings) {
            terminal.print(&report.render()?)?;
        }
        return Ok(Answer::No);
    };
    let explanation = explain(model, solved)?;
    let promises = if args.promises {
        Some(lifted(model, solved, terminal)?)
    } else {
        None
    };
    let report = ExplanationReport {
        model,
        solved,
        explanation: &explanation,
        promises: promises.as_ref(),
        top: args.top,
    };
    if is_json {
        let document = ExplanationDocument::explained(&report, provenance, warnings);
        terminal.print(&(serde_json::to_string_pretty(&document)? + "\n"))?;
    } else {
        write(&report.document(), args, terminal)?;
    }
    Ok(Answer::Yes)
}

/// Returns what each promise costs, and says how far it is.
fn lifted(model: &Model, solved: &Solved, terminal: &Terminal) -> Result<Promises, Failure> {
    let mut progress = |done: usize, all: usize| {
        if done.is_multiple_of(TOLD_EVERY) {
            terminal.note(&format!("promises: {done} of {all} lifted"));
        }
    };
    Ok(promises(model, solved, &mut progress)?)
}

fn write(document: &Document, args: &args::Explain, terminal: &Terminal) -> Result<(), Failure> {
    terminal.print(&match args.format {
        TextFormat::Markdown => markdown::render(document),
        _ => text::render(document, terminal::width()),
    })
}
