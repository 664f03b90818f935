//! `waferline frontier`: what must be given up of one thing for another.

use waferline::explain::frontier;
use waferline::input::Loaded;
use waferline::outcome::{self, Outcome};
use waferline::report::document::Document;
use waferline::report::frontier::{FrontierDocument, frontier_csv, frontier_document};
use waferline::report::json::{Finding, Report};
use waferline::report::{markdown, text};

use super::Answer;
use super::args::{self, CurveFormat};
use super::failure::Failure;
use super::load;
use super::refusal;
use super::terminal::{self, Terminal};
use super::work::Work;

pub fn run(args: &args::Frontier, terminal: &Terminal) -> Result<Answer, Failure> {
    let answer =
        load::load(&args.model, terminal).and_then(|loaded| answer_with(&loaded, args, terminal));
    if let (Err(failure), CurveFormat::Json) = (&answer, args.format)
        && !failure.is_stop()
    {
        let diagnostics = failure.findings();
        terminal.print(&Report::Error { diagnostics }.render()?)?;
    }
    answer
}

fn answer_with(
    loaded: &Loaded,
    args: &args::Frontier,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    let Some((first, second)) = args.trade.split_once(':') else {
        return Err(Failure::could_not_run(
            "usage",
            "--trade takes two measures with ':' between: outside-racks:service-wait",
        ));
    };
    let work = Work::begin(&args.solving, terminal)?;
    let model = &loaded.model;
    let outcome = outcome::solve(model, work.options())?;
    let provenance = load::provenance(loaded, &args.model, &outcome);
    let Outcome::Optimal(solved) = &outcome else {
        if args.format != CurveFormat::Json {
            if let Some(document) = refusal::document(&outcome, loaded, &work)? {
                write(&document, args, terminal)?;
            }
            return Ok(Answer::No);
        }
        let warnings = Finding::all(&loaded.warnings, &loaded.sources);
        if let Some(report) = refusal::report(&outcome, loaded, provenance, warnings, &work)? {
            terminal.print(&report.render()?)?;
        }
        return Ok(Answer::No);
    };
    let frontier = frontier(model, solved, first.trim(), second.trim())?;
    work.finish()?;
    match args.format {
        CurveFormat::Json => {
            let document = FrontierDocument::traded(model, frontier, provenance);
            terminal.print(&document.render()?)?;
        }
        CurveFormat::Csv => {
            let rows = frontier_csv(&frontier)
                .map_err(|error| Failure::could_not_run("internal", error.to_string()))?;
            terminal.print(&rows)?;
        }
        _ => write(
            &frontier_document(model, &frontier, args.top),
            args,
            terminal,
        )?,
    }
    Ok(Answer::Yes)
}

fn write(document: &Document, args: &args::Frontier, terminal: &Terminal) -> Result<(), Failure> {
    terminal.print(&match args.format {
        CurveFormat::Markdown => markdown::render(document),
        _ => text::render(document, terminal::width()),
    })
}
