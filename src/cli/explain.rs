//! `waferline explain`: what to do and why, the summary first.

use waferline::explain::explain;
use waferline::input::Loaded;
use waferline::outcome::{self, Outcome, SolveOptions};
use waferline::report::document::Document;
use waferline::report::explain::{ExplanationDocument, ExplanationReport};
use waferline::report::json::{Finding, Report};
use waferline::report::{infeasible, markdown, text, unbounded};

use super::Answer;
use super::args::{self, TextFormat};
use super::failure::Failure;
use super::load;
use super::terminal::{self, Terminal};

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
    let provenance = || load::provenance(loaded, &args.model);
    let warnings = || {
        let warnings = loaded.warnings.iter();
        warnings
            .map(|it| Finding::of(it, &loaded.sources))
            .collect()
    };
    let is_json = args.format == TextFormat::Json;
    let document = match outcome::solve(model, &SolveOptions::default())? {
        Outcome::Optimal(solved) => {
            let explanation = explain(model, &solved)?;
            let report = ExplanationReport {
                model,
                solved: &solved,
                explanation: &explanation,
                top: args.top,
            };
            if is_json {
                let document = ExplanationDocument::explained(&report, provenance(), warnings());
                terminal.print(&(serde_json::to_string_pretty(&document)? + "\n"))?;
            } else {
                write(&report.document(), args, terminal)?;
            }
            return Ok(Answer::Yes);
        }
        Outcome::Infeasible(why) if is_json => {
            let report = Report::infeasible(&why, provenance(), warnings());
            terminal.print(&report.render()?)?;
            return Ok(Answer::No);
        }
        Outcome::Unbounded(why) if is_json => {
            let report = Report::unbounded(&why, provenance(), warnings());
            terminal.print(&report.render()?)?;
            return Ok(Answer::No);
        }
        Outcome::Infeasible(why) => infeasible(model, &why),
        Outcome::Unbounded(why) => unbounded(model, &why),
    };
    write(&document, args, terminal)?;
    Ok(Answer::No)
}

fn write(document: &Document, args: &args::Explain, terminal: &Terminal) -> Result<(), Failure> {
    terminal.print(&match args.format {
        TextFormat::Markdown => markdown::render(document),
        _ => text::render(document, terminal::width()),
    })
}
