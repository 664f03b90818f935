//! `waferline cover`: the cheapest extra supply with which nobody waits.

use std::sync::mpsc;
use std::time::Duration;

use waferline::explain::{Cover, ExplainError, cover};
use waferline::model::Model;
use waferline::outcome::{self, Outcome, SolveOptions, Solved};
use waferline::report;
use waferline::report::json::CoverReport;
use waferline::report::{markdown, text};

use super::Answer;
use super::args::{self, TextFormat};
use super::failure::Failure;
use super::load;
use super::refusal;
use super::terminal::{self, Terminal};

/// How long nothing is said.
const SILENCE: Duration = Duration::from_secs(1);

pub fn run(args: &args::Cover, terminal: &Terminal) -> Result<Answer, Failure> {
    let loaded = load::load(&args.model, terminal)?;
    let model = &loaded.model;
    let outcome = outcome::solve(model, &SolveOptions::default())?;
    let provenance = || load::provenance(&loaded, &args.model);
    let is_json = args.format == TextFormat::Json;
    let Outcome::Optimal(solved) = &outcome else {
        if is_json {
            if let Some(report) = refusal::report(&outcome, &loaded, provenance(), Vec::new()) {
                terminal.print(&report.render()?)?;
            }
        } else if let Some(document) = refusal::document(&outcome, &loaded) {
            print(&document, args.format, terminal)?;
        }
        return Ok(Answer::No);
    };
    let found = found(model, solved, terminal)
        .map_err(|error| Failure::could_not_run("uncertified", error.to_string()))?;
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

/// Finds the extra supply, and says so where that takes long.
fn found(model: &Model, solved: &Solved, terminal: &Terminal) -> Result<Cover, ExplainError> {
    std::thread::scope(|scope| {
        let (done, waits) = mpsc::channel::<()>();
        scope.spawn(move || {
            if waits.recv_timeout(SILENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
                terminal.note("looking for the cheapest extra supply ...");
            }
        });
        let found = cover(model, solved);
        drop(done);
        found
    })
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
