//! `waferline cover`: the cheapest extra supply with which nobody waits.

use waferline::explain::{ExplainError, cover};
use waferline::outcome::{self, Outcome};
use waferline::report;
use waferline::report::json::CoverReport;
use waferline::report::{markdown, text};

use super::Answer;
use super::args::{self, TextFormat};
use super::failure::Failure;
use super::load;
use super::refusal;
use super::terminal::{self, Terminal};
use super::work::Work;

pub fn run(args: &args::Cover, terminal: &Terminal) -> Result<Answer, Failure> {
    let loaded = load::load(&args.model, terminal)?;
    let work = Work::begin(&args.solving, terminal)?;
    let model = &loaded.model;
    let outcome = outcome::solve(model, work.options())?;
    let provenance = || load::provenance(&loaded, &args.model, &outcome);
    let is_json = args.format == TextFormat::Json;
    let Outcome::Optimal(solved) = &outcome else {
        if is_json {
            let report = refusal::report(&outcome, &loaded, provenance(), Vec::new(), &work)?;
            if let Some(report) = report {
                terminal.print(&report.render()?)?;
            }
        } else if let Some(document) = refusal::document(&outcome, &loaded, &work)? {
            print(&document, args.format, terminal)?;
        }
        return Ok(Answer::No);
    };
    let found = cover(model, solved).map_err(|error| match error {
        ExplainError::Unknown(what) => Failure::could_not_run("uncertified", what),
        error => error.into(),
    })?;
    work.finish()?;
    if is_json {
        let report = CoverReport {
            name: model.name.clone(),
            currency: model.currency.clone(),
            cover: found,
            provenance: provenance(),
        };
        terminal.print(&report.render()?)?;
    } else {
        print(&report::cover(model, &found), args.format, terminal)?;
    }
    Ok(Answer::Yes)
}

fn print(
    document: &report::document::Document,
    format: TextFormat,
    terminal: &Terminal,
) -> Result<(), Failure> {
    terminal.print(&match format {
        TextFormat::Markdown => markdown::render(document),
        _ => text::render(document, terminal::width()),
    })
}
