//! Single questions about what is seen: why, along a curve, what is certain, what to do before the news.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::explain::{CurveRange, Within, curve_leading, range, why};
use crate::hedge::{FuturesAsked, Hedged, LoadedFutures, Risk, called, hedge};
use crate::input::Now;
use crate::lp::Watch;
use crate::outcome::{Outcome, SolveOptions, Solved};
use crate::printable::printable;
use crate::report::hedge::{HedgeReport, no_hedge};
use crate::report::html::HedgeOnPage;
use crate::report::html::desk;

use super::cards;
use super::seen::{Refused, Seen};
use super::table::Desk;

/// How many breakpoints of a curve are confirmed, about.
const CONFIRMED: usize = 8;
/// How many numbers a search shows.
const HITS: usize = 20;

/// A question about an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// Why an activity is done or not: `service.bedrock@2028Q1`.
    Why(String),
    /// The margin along a limit or price: `site.aws.power_mw@2028Q1`.
    Curve(String),
    /// What is certain this near to the best margin: `1%`.
    Range(String),
    /// What to do until it is known what comes.
    Hedge,
}

/// What is said to a question.
#[derive(Debug)]
pub struct Asked {
    /// What it is about.
    pub title: String,
    /// Finished markup.
    pub content: String,
}

impl Desk {
    /// Answers a question about what is seen; ends early, with a refusal, once `stop` is set.
    pub fn ask(
        &self,
        seen: &Seen,
        question: &Question,
        stop: &Arc<AtomicBool>,
    ) -> Result<Asked, Refused> {
        let watch = Watch::default().with_stop(Arc::clone(stop));
        let options = self.settings.options.clone().with_watch(watch);
        if *question == Question::Hedge {
            return self.hedge(seen, &options);
        }
        let Outcome::Optimal(solved) = &*seen.outcome else {
            return Err(refused("there is no plan to ask about"));
        };
        let solved = &solved.watched(&options.watch);
        let asked = answer(seen, solved, question)?;
        Ok(Asked {
            title: printable(&asked.title).into_owned(),
            content: printable(&asked.content).into_owned(),
        })
    }

    fn hedge(&self, seen: &Seen, options: &SolveOptions) -> Result<Asked, Refused> {
        let (input, _) = self.loaded();
        let asked = FuturesAsked {
            scenarios: seen.state.scenarios.clone(),
            sets: seen.state.sets.clone(),
            ..FuturesAsked::default()
        };
        let futures = LoadedFutures::of_scenarios(&input, &asked).map_err(refused)?;
        let called = called(&input, &futures.futures);
        let futures = &futures.futures;
        let hedged = hedge(futures, Risk::default(), options).map_err(refused)?;
        let content = match &hedged {
            Hedged::Best(hedge) => {
                let report = HedgeReport {
                    called,
                    ..HedgeReport::of(futures, hedge)
                };
                desk::hedge(HedgeOnPage::Best(&report))
            }
            Hedged::None(none) => {
                let document = no_hedge(futures, &called, none, &|_, _| None);
                desk::hedge(HedgeOnPage::None(&document))
            }
        };
        Ok(Asked {
            title: "Decide now, know later".to_owned(),
            content: printable(&content).into_owned(),
        })
    }

    /// Returns the numbers that words are about: each has all of them in its path, its names or its meaning.
    pub fn search(&self, words: &str) -> String {
        let words = words.to_lowercase();
        let words: Vec<&str> = words.split_whitespace().collect();
        if words.is_empty() {
            return String::new();
        }
        let state = self.state();
        let (_, loaded) = self.loaded();
        let model = &loaded.model;
        let numbers = self.unchanged(&state.scenarios);
        let called = desk::all_called(model);
        let mut hits = Vec::new();
        for (at, number) in numbers.iter().enumerate() {
            let is_zero = match &number.now {
                Now::ByQuarter(_, values) => values.iter().all(|&it| it == 0.0),
                Now::One(amount) => *amount == 0.0,
                Now::Flag(_) => false,
                Now::Taken(..) => continue,
            };
            let name = cards::name(called.get(&number.path).map(String::as_str), number);
            let most = format!("{name} {} {}", number.path, number.names.join(" ")).to_lowercase();
            let all = format!("{most} {}", number.doc.to_lowercase());
            if words.iter().all(|word| all.contains(word)) {
                let meant = words.iter().filter(|word| !most.contains(*word)).count();
                // What is called so before what only means it; what is nothing so far last.
                hits.push(((meant, is_zero, at), name));
            }
        }
        hits.sort_by_key(|(rank, _)| *rank);
        let more = hits.len().saturating_sub(HITS);
        hits.truncate(HITS);
        let shown = |((_, _, at), name): ((usize, bool, usize), String)| {
            let number = &numbers[at];
            let now = cards::without(number, model);
            (number.path.clone(), name, number.doc.to_owned(), now)
        };
        let hits: Vec<_> = hits.into_iter().map(shown).collect();
        printable(&desk::found(&hits, more)).into_owned()
    }
}

fn answer(seen: &Seen, solved: &Solved, question: &Question) -> Result<Asked, Refused> {
    let model = &seen.loaded.model;
    Ok(match question {
        Question::Why(address) => {
            let found = why(model, solved, address).map_err(refused)?;
            let (title, content) = desk::whys(model, &found);
            Asked { title, content }
        }
        Question::Curve(address) => {
            let range = CurveRange::default();
            let found = curve_leading(model, solved, address, range, CONFIRMED);
            let (title, content) = desk::curve(model, &found.map_err(refused)?);
            Asked { title, content }
        }
        Question::Range(within) => {
            let within: Within = within.parse().map_err(refused)?;
            let ranges = range(model, solved, within, &[]).map_err(refused)?;
            Asked {
                title: format!("What is certain within {within}"),
                content: desk::ranges(model, &ranges),
            }
        }
        // Answered without a plan.
        Question::Hedge => return Err(refused("nothing was asked")),
    })
}

fn refused(why: impl Into<Box<dyn std::error::Error>>) -> Refused {
    Refused::of("no-answer", why.into().to_string())
}
