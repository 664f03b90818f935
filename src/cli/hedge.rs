//! `waferline hedge`: what to do until it is known what comes.

use crate::hedge::{
    ExpectedPrice, FuturesAsked, Hedge, Hedged, LoadedFutures, NoHedge, Risk, expected_prices,
    hedge, hold, judge,
};
use crate::input::{Input, Loaded};
use crate::model::Address;
use crate::outcome::Outcome;
use crate::provenance::Provenance;
use crate::report::document::Block;
use crate::report::grid;
use crate::report::hedge::{HedgeDocument, HedgeReport, Sampled, alone, no_hedge};
use crate::report::json::Finding;
use crate::report::xlsx::Book;
use crate::solve::FoundBy;
use crate::sweep::Sample;

use super::Answer;
use super::args;
use super::exported;
use super::failure::Failure;
use super::futures;
use super::load;
use super::refusal;
use super::target::{No, Said, Tables, Target};
use super::terminal::Terminal;
use super::work::Work;

/// So many fresh draws the decisions are judged on, unless told otherwise: a standard error is then a tenth of the spread.
const JUDGED: usize = 100;

pub fn run(args: &args::Hedge, terminal: &Terminal) -> Result<Answer, Failure> {
    let target = Target::of(&args.output, terminal)?;
    target.answer(|| decide(args, &target))
}

/// What was asked, and the futures that it is about.
struct Case<'a> {
    args: &'a args::Hedge,
    input: &'a Input,
    asked: &'a FuturesAsked,
    loaded: LoadedFutures,
    warnings: Vec<Finding>,
}

fn decide(args: &args::Hedge, target: &Target) -> Result<Answer, Failure> {
    let risk = Risk::new(args.risk, args.worst)?;
    let sample = args.sample.map(|number| Sample {
        number,
        seed: args.seed,
    });
    let fresh = fresh(args)?;
    let input = load::open(&args.model)?;
    let file = load::build(&input, &args.model)?;
    target
        .terminal
        .report_warnings(&file.warnings, &file.sources);
    target.refuse_inputs()?;
    let asked = FuturesAsked {
        scenarios: args.model.scenarios.clone(),
        sets: args.model.sets.clone(),
        futures: args.futures.clone(),
        known_from: args.known_from,
    };
    let case = Case {
        args,
        input: &input,
        asked: &asked,
        loaded: futures::load(&input, &file, &asked, sample)?,
        warnings: Finding::all(&file.warnings, &file.sources),
    };
    if let Some(to) = &args.to {
        return exported::write(&case.loaded.futures, risk, to, target.terminal);
    }
    let given = args.decisions.as_deref().map(exported::read).transpose()?;
    target.refuse_inputs()?;
    let work = Work::begin(&args.solving, target.terminal)?;
    let found = match &given {
        None => hedge(&case.loaded.futures, risk, work.options()),
        Some(given) => hold(&case.loaded.futures, given, risk, work.options()),
    };
    let found = match found? {
        Hedged::Best(found) => found,
        Hedged::None(none) => return case.refuse(&none, target, &work),
    };
    // What is said of a hedge holds of the best selection of options alone.
    if found.selection.as_ref().is_some_and(|it| !it.is_proved) {
        work.check()?;
    }
    let prices = if args.explain {
        work.say("prices".to_owned());
        Some(expected_prices(&case.loaded.futures, &found)?)
    } else {
        None
    };
    let judged = match fresh {
        Some(sample) => {
            work.say("fresh draws".to_owned());
            let fresh = futures::load(&input, &file, &asked, Some(sample))?.futures;
            Some((judge(&found, &fresh, work.options())?, sample.seed))
        }
        None => None,
    };
    work.finish()?;
    let sampled = sample.map(|sample| Sampled {
        seed: sample.seed,
        judged: judged.as_ref().map(|(judged, seed)| (judged, *seed)),
    });
    case.write(&found, sampled, prices.as_deref(), target)?;
    Ok(Answer::Yes)
}

/// Returns the draws to judge the decisions on, if any.
fn fresh(args: &args::Hedge) -> Result<Option<Sample>, Failure> {
    let seed = args.judge_seed.unwrap_or(args.seed.wrapping_add(1));
    if args.judge_seed == Some(args.seed) {
        let words = "decisions are judged on draws that they were not made for: give --judge-seed another number than --seed";
        return Err(Failure::could_not_run("usage", words));
    }
    let number = args.sample.map_or(0, |_| args.judge.unwrap_or(JUDGED));
    Ok((number > 0).then_some(Sample { number, seed }))
}

impl Case<'_> {
    fn write(
        &self,
        found: &Hedge,
        sampled: Option<Sampled>,
        prices: Option<&[ExpectedPrice]>,
        target: &Target,
    ) -> Result<(), Failure> {
        let futures = &self.loaded.futures;
        let report = HedgeReport {
            called: futures::called(self.input, futures),
            sampled,
            stays: &self.loaded.stays,
            with_plans: self.args.plans,
            prices,
            ..HedgeReport::of(futures, found)
        };
        let provenance = self.provenance(&[], found.found_by);
        target.write(&Said {
            document: &|| report.document(),
            json: &|| {
                let (provenance, warnings) = (provenance.clone(), self.warnings.clone());
                Ok(HedgeDocument::of(&report, provenance, warnings).render()?)
            },
            tables: Tables::Several(&|| grid::hedge(&report), &|| Book::hedge(&report)),
            drawing: None,
            provenance: std::slice::from_ref(&provenance),
        })
    }

    /// Returns what the answer was made from, under these scenarios beside those asked for.
    fn provenance(&self, under: &[String], found_by: FoundBy) -> Provenance {
        let loaded = &self.loaded.loaded;
        let files = loaded.files.iter();
        let files = files.map(|file| (file.name.as_str(), file.content.as_slice()));
        let scenarios = [&self.asked.scenarios[..], under].concat();
        Provenance::new(files, &scenarios, &loaded.assignments, found_by)
    }

    /// Says that no decisions serve all futures, and why.
    fn refuse(&self, none: &NoHedge, target: &Target, work: &Work) -> Result<Answer, Failure> {
        if let NoHedge::Alone { future, outcome } = none {
            return self.refuse_alone(*future, outcome, target, work);
        }
        work.finish()?;
        let futures = &self.loaded.futures;
        let called = futures::called(self.input, futures);
        let read: Result<Vec<Loaded>, Failure> = (0..futures.all().len())
            .map(|it| self.read_again(it))
            .collect();
        let read = read?;
        let locate = |future: Option<&str>, address: &Address| {
            let at = futures
                .all()
                .iter()
                .position(|it| Some(it.name.as_str()) == future);
            let loaded = at.map_or(&self.loaded.loaded, |at| &read[at]);
            refusal::locate(loaded, address)
        };
        let provenance = self.provenance(&[], FoundBy::OWN);
        target.write_no(&No {
            model: futures.base(),
            json: &|| {
                let (provenance, warnings) = (provenance.clone(), self.warnings.clone());
                let document = HedgeDocument::of_none(none, &locate, provenance, warnings);
                Ok(Some(document.render()?))
            },
            document: &|| Ok(Some(no_hedge(futures, &called, none, &locate))),
            provenance: &provenance,
        })
    }

    /// Says which future has no best plan of its own, and why.
    fn refuse_alone(
        &self,
        future: usize,
        outcome: &Outcome,
        target: &Target,
        work: &Work,
    ) -> Result<Answer, Failure> {
        let loaded = self.read_again(future)?;
        let name = &self.loaded.futures.all()[future].name;
        let called = &futures::called(self.input, &self.loaded.futures)[future];
        let under = self.input.scenarios().into_iter().map(|it| it.name);
        let under: Vec<String> = under.filter(|it| it == name).collect();
        let provenance = self.provenance(&under, outcome.found_by());
        target.write_no(&No {
            model: &loaded.model,
            json: &|| {
                let (provenance, warnings) = (provenance.clone(), self.warnings.clone());
                let report = refusal::report(outcome, &loaded, provenance, warnings, work)?;
                Ok(report.map(|it| it.of_future(name).render()).transpose()?)
            },
            document: &|| {
                let mut document = refusal::document(outcome, &loaded, work)?;
                if let Some(first) = document.iter_mut().flat_map(|it| &mut it.sections).next() {
                    first.blocks.insert(0, Block::Paragraph(alone(called)));
                }
                Ok(document)
            },
            provenance: &provenance,
        })
    }

    fn read_again(&self, future: usize) -> Result<Loaded, Failure> {
        futures::read_again(self.input, self.asked, &self.loaded, future)
    }
}
