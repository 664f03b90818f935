//! `waferline curve`: the best margin along one limit or price.

use waferline::explain::{CurveRange, curve};
use waferline::input::Loaded;
use waferline::outcome::{self, Outcome};
use waferline::report::document::Document;
use waferline::report::explain::{CurveDocument, curve_csv, curve_document};
use waferline::report::json::{Finding, Report};
use waferline::report::{markdown, text};

use super::Answer;
use super::args::{self, CurveFormat};
use super::failure::Failure;
use super::load;
use super::refusal;
use super::terminal::{self, Terminal};
use super::work::Work;

pub fn run(args: &args::Curve, terminal: &Terminal) -> Result<Answer, Failure> {
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
    args: &args::Curve,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
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
    let range = CurveRange {
        from: args.from,
        to: args.to,
    };
    let curve = curve(model, solved, &args.address, range)?;
    work.finish()?;
    match args.format {
        CurveFormat::Json => {
            let document = CurveDocument::drawn(curve, &model.currency, provenance);
            terminal.print(&(serde_json::to_string_pretty(&document)? + "\n"))?;
        }
        CurveFormat::Csv => {
            let rows = curve_csv(&curve)
                .map_err(|error| Failure::could_not_run("internal", error.to_string()))?;
            terminal.print(&rows)?;
        }
        _ => write(&curve_document(model, &curve), args, terminal)?,
    }
    Ok(Answer::Yes)
}

fn write(document: &Document, args: &args::Curve, terminal: &Terminal) -> Result<(), Failure> {
    terminal.print(&match args.format {
        CurveFormat::Markdown => markdown::render(document),
        _ => text::render(document, terminal::width()),
    })
}
