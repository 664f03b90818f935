//! `waferline compare`: what differs between cases, and where the difference of their margins comes from.

use crate::explain::{Comparison, InputChange, compare, diagnose, input_changes};
use crate::outcome::{Infeasible, Outcome, Solved, Unbounded};
use crate::report::compare::{Case, CaseAnswer, CompareDocument, CompareReport};
use crate::report::grid;
use crate::report::hold::HoldReport;
use crate::report::xlsx::Book;

use super::Answer;
use super::args;
use super::case::{Files, LoadedCase};
use super::failure::Failure;
use super::hold::{answered, held};
use super::target::{Said, Tables, Target};
use super::terminal::Terminal;
use super::work::Work;

/// What came of a case.
enum Found {
    Plan(Box<Solved>, Box<Comparison>),
    NoPlan(Infeasible),
    NoEnd(Unbounded),
}

/// A case with what it holds of another plan.
struct HeldCase {
    case: LoadedCase,
    held: Option<HoldReport>,
    /// Its answer, if it is known already.
    known: Option<Outcome>,
}

impl HeldCase {
    fn of(mut case: LoadedCase, work: &Work) -> Result<Self, Failure> {
        let held = held(&case.loaded, &case.hold, work)?;
        let (held, known) = match held {
            Some(held) => {
                case.loaded = held.loaded;
                (held.report, held.outcome)
            }
            None => (None, None),
        };
        Ok(Self { case, held, known })
    }
}

pub fn run(args: &args::Compare, terminal: &Terminal) -> Result<Answer, Failure> {
    let target = Target::of(&args.output, terminal)?;
    target.answer(|| answer_with(args, &target))
}

fn answer_with(args: &args::Compare, target: &Target) -> Result<Answer, Failure> {
    let terminal = target.terminal;
    let mut files = Files::open(&args.model, &args.hold)?;
    let base = files.load(&args.base, terminal)?;
    let cases = args.with.iter().map(|case| files.load(case, terminal));
    let cases: Vec<LoadedCase> = cases.collect::<Result<_, _>>()?;
    let work = Work::begin(&args.solving, terminal)?;
    let mut base = HeldCase::of(base, &work)?;
    let cases = cases.into_iter().map(|case| HeldCase::of(case, &work));
    let mut cases: Vec<HeldCase> = cases.collect::<Result<_, _>>()?;
    // Plans to hold are inputs too.
    target.refuse_inputs()?;
    let known = base.known.take();
    let solved = answered(known, &base.case.loaded.model, work.options())?;
    let Outcome::Optimal(best) = &solved else {
        let loaded = &base.case.loaded;
        return target.refuse(&solved, loaded, &base.case.provenance(&solved), &[], &work);
    };
    let mut provenance = vec![base.case.provenance(&solved)];
    let mut found: Vec<(Vec<InputChange>, Found)> = Vec::new();
    let number = cases.len();
    for (i, case) in cases.iter_mut().enumerate() {
        let (mine, theirs) = (&base.case.loaded.model, &case.case.loaded.model);
        let outcome = answered(case.known.take(), theirs, work.options())?;
        provenance.push(case.case.provenance(&outcome));
        let answer = match outcome {
            Outcome::Optimal(solved) => {
                let comparison = compare(mine, best, theirs, &solved)?;
                Found::Plan(solved, Box::new(comparison))
            }
            Outcome::Infeasible(why) => Found::NoPlan(why),
            Outcome::Unbounded(why) => Found::NoEnd(why),
        };
        found.push((input_changes(mine, theirs), answer));
        if number > 1 {
            work.say(format!("{} of {number} cases compared", i + 1));
        }
    }
    work.finish()?;
    let reported = cases
        .iter()
        .zip(&found)
        .map(|(case, (inputs, found))| Case {
            name: case.case.name.clone(),
            model: &case.case.loaded.model,
            held: case.held.as_ref(),
            inputs,
            answer: match found {
                Found::Plan(solved, comparison) => CaseAnswer::Plan { solved, comparison },
                Found::NoPlan(why) => CaseAnswer::NoPlan(diagnose(&case.case.loaded.model, why)),
                Found::NoEnd(why) => CaseAnswer::NoEnd(why),
            },
        });
    let report = CompareReport {
        base: base.case.name.clone(),
        model: &base.case.loaded.model,
        solved: best,
        held: base.held.as_ref(),
        cases: reported.collect(),
        top: args.top,
    };
    target.write(&Said {
        document: &|| report.document(),
        json: &|| match CompareDocument::compared(&report, &provenance) {
            Some(document) => Ok(document.render()?),
            None => Ok(String::new()),
        },
        tables: Tables::Several(&|| grid::compare(&report), &|| Book::compare(&report)),
        drawing: None,
        provenance: &provenance,
    })?;
    let all_have_plans = found.iter().all(|it| matches!(it.1, Found::Plan(..)));
    Ok(if all_have_plans {
        Answer::Yes
    } else {
        Answer::No
    })
}
