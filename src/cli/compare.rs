//! `waferline compare`: what differs between cases, and where the difference of their margins comes from.

use std::path::PathBuf;

use waferline::explain::{Comparison, InputChange, compare, diagnose, input_changes};
use waferline::outcome::{self, Infeasible, Outcome, Solved, Unbounded};
use waferline::report::compare::{Case, CaseAnswer, CompareDocument, CompareReport};
use waferline::report::document::Document;
use waferline::report::json::Report;
use waferline::report::{grid, markdown, text};

use super::Answer;
use super::args::{self, Format};
use super::case::{Files, LoadedCase};
use super::failure::Failure;
use super::inputs;
use super::output;
use super::refusal;
use super::terminal::{self, Terminal, WIDTH_WITHOUT_TERMINAL};
use super::work::Work;

/// What came of a case.
enum Found {
    Plan(Box<Solved>, Box<Comparison>),
    NoPlan(Infeasible),
    NoEnd(Unbounded),
}

/// How and where to write it.
struct Target {
    format: Format,
    out: Option<PathBuf>,
}

pub fn run(args: &args::Compare, terminal: &Terminal) -> Result<Answer, Failure> {
    let format = args::format(args.format, args.out.as_deref())?;
    let target = Target {
        format,
        out: args.out.clone(),
    };
    let answer = answer_with(args, &target, terminal);
    if let (Err(failure), Format::Json) = (&answer, format)
        && !failure.is_stop()
    {
        let diagnostics = failure.findings();
        target.write(&Report::Error { diagnostics }.render()?, terminal)?;
    }
    answer
}

fn answer_with(
    args: &args::Compare,
    target: &Target,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    let mut files = Files::open(&args.model)?;
    let base = files.load(&args.base, terminal)?;
    let cases = args.with.iter().map(|case| files.load(case, terminal));
    let cases: Vec<LoadedCase> = cases.collect::<Result<_, _>>()?;
    inputs::refuse(&target.out)?;
    let work = Work::begin(&args.solving, terminal)?;
    let solved = outcome::solve(&base.loaded.model, work.options())?;
    let Outcome::Optimal(best) = &solved else {
        let loaded = &base.loaded;
        if target.format != Format::Json {
            if let Some(document) = refusal::document(&solved, loaded, &work)? {
                target.write_document(&document, terminal)?;
            }
        } else if let Some(report) =
            refusal::report(&solved, loaded, base.provenance(&solved), Vec::new(), &work)?
        {
            target.write(&report.render()?, terminal)?;
        }
        return Ok(Answer::No);
    };
    let mut provenance = vec![base.provenance(&solved)];
    let mut found: Vec<(Vec<InputChange>, Found)> = Vec::new();
    for (i, case) in cases.iter().enumerate() {
        let (mine, theirs) = (&base.loaded.model, &case.loaded.model);
        let outcome = outcome::solve(theirs, work.options())?;
        provenance.push(case.provenance(&outcome));
        let came = match outcome {
            Outcome::Optimal(solved) => {
                let comparison = compare(mine, best, theirs, &solved)?;
                Found::Plan(solved, Box::new(comparison))
            }
            Outcome::Infeasible(why) => Found::NoPlan(why),
            Outcome::Unbounded(why) => Found::NoEnd(why),
        };
        found.push((input_changes(mine, theirs), came));
        if cases.len() > 1 {
            work.say(format!("{} of {} cases compared", i + 1, cases.len()));
        }
    }
    work.finish()?;
    let told = cases
        .iter()
        .zip(&found)
        .map(|(case, (inputs, found))| Case {
            name: case.name.clone(),
            model: &case.loaded.model,
            inputs,
            answer: match found {
                Found::Plan(solved, comparison) => CaseAnswer::Plan { solved, comparison },
                Found::NoPlan(why) => CaseAnswer::NoPlan(diagnose(&case.loaded.model, why)),
                Found::NoEnd(why) => CaseAnswer::NoEnd(why),
            },
        });
    let report = CompareReport {
        base: base.name.clone(),
        model: &base.loaded.model,
        solved: best,
        cases: told.collect(),
        top: args.top,
    };
    target.write_report(&report, &provenance, terminal)?;
    let all_have_plans = found.iter().all(|it| matches!(it.1, Found::Plan(..)));
    Ok(if all_have_plans {
        Answer::Yes
    } else {
        Answer::No
    })
}

impl Target {
    fn write_report(
        &self,
        report: &CompareReport,
        provenance: &[waferline::provenance::Provenance],
        terminal: &Terminal,
    ) -> Result<(), Failure> {
        match (self.format, &self.out) {
            (Format::Csv, Some(folder)) => {
                output::write_tables(folder, &grid::compare(report), terminal)
            }
            (Format::Xlsx, Some(path)) => {
                let mut grids = grid::compare(report);
                grids.insert(1, grid::provenance(provenance));
                output::write_workbook(path, &grids)
            }
            (Format::Json, _) => match CompareDocument::compared(report, provenance) {
                Some(document) => self.write(&document.render()?, terminal),
                None => Ok(()),
            },
            _ => self.write_document(&report.document(), terminal),
        }
    }

    fn write_document(&self, document: &Document, terminal: &Terminal) -> Result<(), Failure> {
        let rendered = match (self.format, &self.out) {
            (Format::Markdown, _) => markdown::render(document),
            (Format::Csv | Format::Xlsx, _) => {
                return terminal.print(&text::render(document, terminal::width()));
            }
            (_, Some(_)) => {
                let styled = text::render(document, WIDTH_WITHOUT_TERMINAL);
                anstream::adapter::strip_str(&styled).to_string()
            }
            (_, None) => text::render(document, terminal::width()),
        };
        self.write(&rendered, terminal)
    }

    fn write(&self, rendered: &str, terminal: &Terminal) -> Result<(), Failure> {
        match &self.out {
            None => terminal.print(rendered),
            Some(path) => output::write_files(&[(path, rendered.as_bytes())]),
        }
    }
}
