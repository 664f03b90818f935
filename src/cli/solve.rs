//! `waferline solve`: the best plan, or why there is none.

use crate::outcome::Outcome;
use crate::plan::cautions;
use crate::report::hold::with_hold;
use crate::report::json::{Finding, Report};
use crate::report::xlsx::Book;
use crate::report::{Exact, PlanReport, grid, with_exact};

use super::Answer;
use super::args;
use super::failure::Failure;
use super::hold::{answered, held};
use super::load;
use super::near;
use super::target::{Said, Tables, Target};
use super::terminal::Terminal;
use super::timings::Timings;
use super::work::Work;

pub fn run(args: &args::Solve, terminal: &Terminal) -> Result<Answer, Failure> {
    let target = Target::of(&args.output, terminal)?;
    target.answer(|| match &args.near {
        Some(before) => near::run(args, before, &target),
        None => solve(args, &target),
    })
}

fn solve(args: &args::Solve, target: &Target) -> Result<Answer, Failure> {
    let terminal = target.terminal;
    let mut timings = Timings::begin();
    let loaded = load::load(&args.model, terminal)?;
    timings.has_read();
    let work = Work::begin(&args.solving, terminal)?;
    let held = held(&loaded, &args.hold, &work)?;
    // The plan to hold is an input too.
    target.refuse_inputs()?;
    let (loaded, held, known) = match held {
        Some(held) => (held.loaded, held.report, held.outcome),
        None => (loaded, None, None),
    };
    let mut options = work.options().clone();
    if args.exact {
        options = options.exactly();
    }
    let model = &loaded.model;
    // What is known is not known in exact arithmetic.
    let outcome = &answered(known.filter(|_| !args.exact), model, &options)?;
    let provenance = load::provenance(&loaded, &args.model, outcome);
    // What the file says and what the plan then does; the former was reported when it was read.
    let cautions = match outcome {
        Outcome::Optimal(solved) => cautions(model, &solved.plan),
        _ => Vec::new(),
    };
    terminal.report_warnings(&cautions, &loaded.sources);
    let warnings = Finding::all(loaded.warnings.iter().chain(&cautions), &loaded.sources);
    let answer = if let Outcome::Optimal(solved) = outcome {
        work.finish()?;
        let report = PlanReport {
            model,
            plan: &solved.plan,
            certificate: &solved.solution.certificate,
            selection: solved.selection.as_ref(),
        };
        target.write(&Said {
            document: &|| {
                let document = with_hold(report.document(), model, held.as_ref());
                with_exact(document, outcome, &model.currency)
            },
            json: &|| {
                let json = Report::optimal(&report, provenance.clone(), warnings.clone());
                let json = json.with_exact(Exact::of(outcome));
                Ok(json.with_hold(held.clone()).render()?)
            },
            tables: Tables::Several(
                &|| grid::with_hold(grid::plan(&report), held.as_ref()),
                &|| {
                    let document = with_hold(report.document(), model, held.as_ref());
                    let document = with_exact(document, outcome, &model.currency);
                    Book::plan(&report, &document).with_hold(held.as_ref())
                },
            ),
            drawing: None,
            provenance: std::slice::from_ref(&provenance),
        })?;
        if solved
            .selection
            .as_ref()
            .is_none_or(|proof| proof.is_proved)
        {
            Answer::Yes
        } else {
            terminal.note("the plan is unproved: --time-limit gives more time");
            Answer::Unproved
        }
    } else {
        target.refuse(outcome, &loaded, &provenance, &warnings, &work)?
    };
    if args.timings {
        let times = match outcome {
            Outcome::Optimal(solved) => Some(solved.times),
            _ => None,
        };
        terminal.always(&timings.render(times));
    }
    Ok(answer)
}
