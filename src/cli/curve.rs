//! `waferline curve`: the best margin along one limit or price.

use waferline::explain::{CurveRange, curve};
use waferline::input::Loaded;
use waferline::outcome::{self, Outcome, SolveOptions};
use waferline::report::explain::{CurveDocument, curve_csv, curve_document};
use waferline::report::json::{Finding, Report};
use waferline::report::{infeasible, markdown, text, unbounded};

use super::Answer;
use super::args::{self, CurveFormat};
use super::failure::Failure;
use super::load;
use super::terminal::{self, Terminal};

pub fn run(args: &args::Curve, terminal: &Terminal) -> Result<Answer, Failure> {
    let answer =
        load::load(&args.model, terminal).and_then(|loaded| answer_with(&loaded, args, terminal));
    if let (Err(failure), CurveFormat::Json) = (&answer, args.format) {
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
    let model = &loaded.model;
    let provenance = || load::provenance(loaded, &args.model);
    let warnings = || {
        let warnings = loaded.warnings.iter();
        warnings
            .map(|it| Finding::of(it, &loaded.sources))
            .collect()
    };
    let is_json = args.format == CurveFormat::Json;
    let (document, answer) = match outcome::solve(model, &SolveOptions::default())? {
        Outcome::Optimal(solved) => {
            let range = CurveRange {
                from: args.from,
                to: args.to,
            };
            let curve = curve(model, &solved, &args.address, range)?;
            match args.format {
                CurveFormat::Json => {
                    let document = CurveDocument::drawn(curve, &model.currency, provenance());
                    terminal.print(&(serde_json::to_string_pretty(&document)? + "\n"))?;
                    return Ok(Answer::Yes);
                }
                CurveFormat::Csv => {
                    let rows = curve_csv(&curve)
                        .map_err(|error| Failure::could_not_run("internal", error.to_string()))?;
                    terminal.print(&rows)?;
                    return Ok(Answer::Yes);
                }
                _ => (curve_document(model, &curve), Answer::Yes),
            }
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
        Outcome::Infeasible(why) => (infeasible(model, &why), Answer::No),
        Outcome::Unbounded(why) => (unbounded(model, &why), Answer::No),
    };
    terminal.print(&match args.format {
        CurveFormat::Markdown => markdown::render(&document),
        _ => text::render(&document, terminal::width()),
    })?;
    Ok(answer)
}
