//! `waferline report`: the plan and why it is, as a page.

use waferline::explain::{explain, highlights};
use waferline::outcome::{self, Outcome, SolveOptions};
use waferline::plan::cautions;
use waferline::report::explain::ExplanationReport;
use waferline::report::html::{self, HtmlReport};
use waferline::report::json::Finding;

use super::Answer;
use super::args;
use super::failure::Failure;
use super::load;
use super::output;
use super::refusal;
use super::terminal::Terminal;

pub fn run(args: &args::Report, terminal: &Terminal) -> Result<Answer, Failure> {
    let loaded = load::load(&args.model, terminal)?;
    let model = &loaded.model;
    let provenance = load::provenance(&loaded, &args.model);
    let outcome = outcome::solve(model, &SolveOptions::default())?;
    let cautions = match &outcome {
        Outcome::Optimal(solved) => cautions(model, &solved.plan),
        _ => Vec::new(),
    };
    terminal.report_warnings(&cautions, &loaded.sources);
    let warnings: Vec<Finding> = loaded
        .warnings
        .iter()
        .chain(&cautions)
        .map(|it| Finding::of(it, &loaded.sources))
        .collect();
    let (page, answer) = match &outcome {
        Outcome::Optimal(solved) => {
            let explanation = explain(model, solved)?;
            let report = HtmlReport {
                explanation: ExplanationReport {
                    model,
                    solved,
                    explanation: &explanation,
                    promises: None,
                    top: args.top,
                },
                highlights: &highlights(model, solved, &explanation)?,
                provenance: &provenance,
                warnings: &warnings,
            };
            (report.render(), Answer::Yes)
        }
        no => match refusal::document(no, &loaded) {
            Some(document) => (html::refusal(&document, &provenance, &warnings), Answer::No),
            None => return Ok(Answer::No),
        },
    };
    output::write_files(&[(&args.out, page.as_bytes())])?;
    if answer == Answer::No {
        terminal.note(&format!(
            "there is no best plan; {} says why",
            args.out.display()
        ));
    }
    Ok(answer)
}
