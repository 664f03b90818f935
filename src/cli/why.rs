//! `waferline why`: why something is done or is not.

use waferline::explain;
use waferline::outcome::{self, Outcome};
use waferline::report::document::Document;
use waferline::report::json::{Finding, Report};
use waferline::report::why::{WhyReport, document};
use waferline::report::{markdown, text};

use super::Answer;
use super::args::{self, TextFormat};
use super::failure::Failure;
use super::load;
use super::refusal;
use super::terminal::{self, Terminal};
use super::work::Work;

pub fn run(args: &args::Why, terminal: &Terminal) -> Result<Answer, Failure> {
    let answer = explained(args, terminal);
    if let (Err(failure), TextFormat::Json) = (&answer, args.format)
        && !failure.is_stop()
    {
        let diagnostics = failure.findings();
        terminal.print(&Report::Error { diagnostics }.render()?)?;
    }
    answer
}

fn explained(args: &args::Why, terminal: &Terminal) -> Result<Answer, Failure> {
    let loaded = load::load(&args.model, terminal)?;
    let model = &loaded.model;
    // A wrong address is told before anything is solved.
    for address in &args.activities {
        explain::activities(model, address)?;
    }
    let work = Work::begin(&args.solving, terminal)?;
    let warnings = || Finding::all(&loaded.warnings, &loaded.sources);
    let is_json = args.format == TextFormat::Json;
    let outcome = outcome::solve(model, work.options())?;
    let provenance = || load::provenance(&loaded, &args.model, &outcome);
    let Outcome::Optimal(solved) = &outcome else {
        if !is_json {
            if let Some(document) = refusal::document(&outcome, &loaded, &work)? {
                print(&document, args.format, terminal)?;
            }
        } else if let Some(report) =
            refusal::report(&outcome, &loaded, provenance(), warnings(), &work)?
        {
            terminal.print(&report.render()?)?;
        }
        return Ok(Answer::No);
    };
    let mut activities = Vec::new();
    for address in &args.activities {
        activities.extend(explain::why(model, solved, address)?);
    }
    let prices = if args.activities.is_empty() {
        Some(explain::indifference_table(model, solved)?)
    } else {
        None
    };
    work.finish()?;
    if is_json {
        let report = WhyReport::of(model, activities, prices, provenance(), warnings());
        terminal.print(&report.render()?)?;
    } else {
        let document = document(model, &activities, prices.as_ref());
        print(&document, args.format, terminal)?;
    }
    Ok(Answer::Yes)
}

fn print(document: &Document, format: TextFormat, terminal: &Terminal) -> Result<(), Failure> {
    terminal.print(&match format {
        TextFormat::Markdown => markdown::render(document),
        _ => text::render(document, terminal::width()),
    })
}
