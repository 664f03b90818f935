//! `waferline report`: the plan and why it is, as a page.

use crate::explain;
use crate::hedge::{FuturesAsked, Hedged, LoadedFutures, Risk, called, hedge};
use crate::input::{Input, Loaded};
use crate::outcome::Outcome;
use crate::plan::cautions;
use crate::printable::printable;
use crate::report::document::Document;
use crate::report::explain::ExplanationReport;
use crate::report::hedge::{HedgeReport, no_hedge};
use crate::report::html::{self, HedgeOnPage, HtmlReport};
use crate::report::json::Finding;

use super::Answer;
use super::args;
use super::date;
use super::failure::Failure;
use super::futures;
use super::hold::{answered, held};
use super::inputs;
use super::load;
use super::output;
use super::refusal;
use super::report_parts::ReportParts;
use super::terminal::Terminal;
use super::work::Work;

pub fn run(args: &args::Report, terminal: &Terminal) -> Result<Answer, Failure> {
    let input = load::open(&args.model)?;
    let loaded = load::build(&input, &args.model)?;
    terminal.report_warnings(&loaded.warnings, &loaded.sources);
    inputs::refuse([&args.out])?;
    let ending = args.out.extension();
    if ending.is_some_and(|it| it != "html" && it != "htm") {
        let words = "a page is HTML: end the name of --out with .html";
        return Err(Failure::could_not_run("usage", words));
    }
    let work = Work::begin(&args.solving, terminal)?;
    let held = held(&loaded, &args.hold, &work)?;
    // The plan to hold is an input too.
    inputs::refuse([&args.out])?;
    let (loaded, held, known) = match held {
        Some(held) => (held.loaded, held.report, held.outcome),
        None => (loaded, None, None),
    };
    let model = &loaded.model;
    let outcome = answered(known, model, work.options())?;
    let provenance = load::provenance(&loaded, &args.model, &outcome);
    let cautions = match &outcome {
        Outcome::Optimal(solved) => cautions(model, &solved.plan),
        _ => Vec::new(),
    };
    terminal.report_warnings(&cautions, &loaded.sources);
    let warnings: Vec<Finding> =
        Finding::all(loaded.warnings.iter().chain(&cautions), &loaded.sources);
    let date = args.date.clone().or_else(|| date::of_newest(&loaded));
    let (page, answer) = match &outcome {
        Outcome::Optimal(solved) => {
            if solved
                .selection
                .as_ref()
                .is_some_and(|proof| !proof.is_proved)
            {
                work.check()?;
            }
            let parts = ReportParts::of(
                &input,
                (model, solved),
                !provenance.assignments.is_empty(),
                work.options(),
                &|part| work.say(part.to_owned()),
            )?;
            let decided = if args.hedge {
                work.say("hedge".to_owned());
                Some(decide_now(args, &input, &loaded, &work)?)
            } else {
                None
            };
            let ranges = match args.range {
                Some(within) => {
                    work.say("ranges".to_owned());
                    Some(explain::range(model, solved, within, &[])?)
                }
                None => None,
            };
            work.finish()?;
            let decided = decided.as_ref().map(DecidedNow::report);
            // What is asked on is asked of the model, which holds nothing.
            let asked = args.model.as_asked().filter(|_| held.is_none());
            let report = HtmlReport {
                explanation: ExplanationReport {
                    model,
                    solved,
                    explanation: &parts.explanation,
                    promises: None,
                    held: held.as_ref(),
                    asked: asked.as_deref(),
                    top: args.top,
                },
                highlights: &parts.highlights,
                options: parts.options.as_ref(),
                hedge: decided.as_ref().map(OnPage::part),
                ranges: ranges.as_ref(),
                bridge: parts.bridge.as_ref(),
                provenance: &provenance,
                warnings: &warnings,
                date: date.as_deref(),
            };
            (report.render(), Answer::Yes)
        }
        no => match refusal::document(no, &loaded, &work)? {
            Some(document) => (
                html::refusal(&document, &provenance, &warnings, date.as_deref()),
                Answer::No,
            ),
            None => return Ok(Answer::No),
        },
    };
    output::write_files(&[(&args.out, printable(&page).as_bytes())])?;
    if answer == Answer::No {
        terminal.note(&format!(
            "there is no best plan; {} says why",
            args.out.display()
        ));
    }
    Ok(answer)
}

/// What to do until it is known what comes.
struct DecidedNow {
    futures: LoadedFutures,
    called: Vec<String>,
    hedged: Hedged,
}

/// The report on it.
enum OnPage<'a> {
    Best(HedgeReport<'a>),
    None(Document),
}

impl DecidedNow {
    fn report(&self) -> OnPage<'_> {
        let futures = &self.futures.futures;
        match &self.hedged {
            Hedged::Best(hedge) => OnPage::Best(HedgeReport {
                called: self.called.clone(),
                ..HedgeReport::of(futures, hedge)
            }),
            Hedged::None(none) => OnPage::None(no_hedge(futures, &self.called, none, &|_, _| None)),
        }
    }
}

impl OnPage<'_> {
    fn part(&self) -> HedgeOnPage<'_> {
        match self {
            Self::Best(report) => HedgeOnPage::Best(report),
            Self::None(document) => HedgeOnPage::None(document),
        }
    }
}

/// Returns what to do until it is known which of the scenarios with a probability comes.
fn decide_now(
    args: &args::Report,
    input: &Input,
    loaded: &Loaded,
    work: &Work,
) -> Result<DecidedNow, Failure> {
    let asked = FuturesAsked {
        scenarios: args.model.scenarios.clone(),
        sets: args.model.sets.clone(),
        ..FuturesAsked::default()
    };
    let futures = futures::load(input, loaded, &asked, None)?;
    let hedged = hedge(&futures.futures, Risk::default(), work.options())?;
    if let Hedged::Best(found) = &hedged
        && found.selection.as_ref().is_some_and(|it| !it.is_proved)
    {
        work.check()?;
    }
    Ok(DecidedNow {
        called: called(input, &futures.futures),
        futures,
        hedged,
    })
}
