//! `waferline explain`: what to do and why, the summary first.

use waferline::explain::{explain, promises};
use waferline::input::Loaded;
use waferline::outcome::{self, Outcome};
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
use super::work::Work;

pub fn run(args: &args::Explain, terminal: &Terminal) -> Result<Answer, Failure> {
    let answer =
        load::load(&args.model, terminal).and_then(|loaded| answer_with(&loaded, args, terminal));
    if let (Err(failure), TextFormat::Json) = (&answer, args.format)
        && !failure.is_stop()
    {
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
    let work = Work::begin(&args.solving, terminal)?;
    let model = &loaded.model;
    let warnings: Vec<Finding> = loaded
        .warnings
        .iter()
        .map(|it| Finding::of(it, &loaded.sources))
        .collect();
    let is_json = args.format == TextFormat::Json;
    let outcome = outcome::solve(model, work.options())?;
    let provenance = load::provenance(loaded, &args.model, &outcome);
    let Outcome::Optimal(solved) = &outcome else {
        if !is_json {
            if let Some(document) = refusal::document(&outcome, loaded, &work)? {
                write(&document, args, terminal)?;
            }
        } else if let Some(report) = refusal::report(&outcome, loaded, provenance, warnings, &work)?
        {
            terminal.print(&report.render()?)?;
        }
        return Ok(Answer::No);
    };
    let explanation = explain(model, solved)?;
    let promises = if args.promises {
        let mut progress =
            |done: usize, all: usize| work.say(format!("promises: {done} of {all} lifted"));
        Some(promises(model, solved, &mut progress)?)
    } else {
        None
    };
    work.finish()?;
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

fn write(document: &Document, args: &args::Explain, terminal: &Terminal) -> Result<(), Failure> {
    terminal.print(&match args.format {
        TextFormat::Markdown => markdown::render(document),
        _ => text::render(document, terminal::width()),
    })
}
