//! What to do until it is known what comes, how each future ends then, and what knowing, correcting and hedging are worth.

mod differs;
mod json;
mod now;
mod prices;
mod refusal;
mod sampled;
mod spread;
mod worth;

use std::fmt::Write as _;

use crate::hedge::{Estimate, ExpectedPrice, FutureOutcome, Futures, Hedge, Judged};
use crate::plan::FirstQuarters;

use super::Shown;
use super::document::{Column, Document, Section, Table};
use super::names::Names;
use super::number::{Money, count, money, percent};
use super::proof;
use super::section::add_tables;
use super::title;

use sampled::OverDraws;

pub use json::{
    BrokenFuture, BrokenLimit, FirstReported, FutureReported, HedgeDocument, HedgeFound,
    HedgeLimit, NoneFound, Size,
};
pub use sampled::{JudgedReported, SampleReported, StandardErrors};
#[cfg(feature = "xlsx")]
pub(super) use spread::FUTURES;

pub use refusal::{LocateIn, alone, no_hedge};

/// A hedge with what is needed to report it.
#[derive(Clone, Debug)]
pub struct HedgeReport<'a> {
    /// What may come.
    pub futures: &'a Futures,
    /// What each is called, in their order.
    pub called: Vec<String>,
    /// What to do.
    pub hedge: &'a Hedge,
    /// Where the futures are draws: which.
    pub sampled: Option<Sampled<'a>>,
    /// Changes of what is uncertain that no draw makes, since their fields do not vary by quarter.
    pub stays: &'a [String],
    /// Whether the plan of each future is reported too.
    pub with_plans: bool,
    /// What the limits before the news are worth, where that was asked for.
    pub prices: Option<&'a [ExpectedPrice]>,
}

/// The draws that a hedge was made for, and those that it was judged on.
#[derive(Clone, Copy, Debug)]
pub struct Sampled<'a> {
    /// The seed of the draws.
    pub seed: u64,
    /// How the decisions do on other draws, and the seed of those.
    pub judged: Option<(&'a Judged, u64)>,
}

/// Expectations over draws, each an estimate by the differences draw by draw.
pub(super) struct Estimates {
    pub margin: Option<Estimate>,
    pub knowing: Option<Estimate>,
    pub correcting: Option<Estimate>,
    pub hedging: Option<Estimate>,
}

/// On what a future's margin rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    OwnBest,
    Hedge,
    Mean,
    File,
}

/// What the section of [`HedgeReport::endings`] is called.
pub(super) const REPLANNED: &str = "Planned, then replanned";

/// What its columns mean.
pub(super) const REPLANNED_MEANS: &str = "File, mean: until the news everything is decided as in the best plan of the file, or of the mean of the futures; then \
     each future is planned anew. Own best: known from the start.";

impl Ending {
    pub const ALL: [Self; 4] = [Self::OwnBest, Self::Hedge, Self::Mean, Self::File];

    /// Returns what it is called.
    pub fn words(self) -> &'static str {
        match self {
            Self::OwnBest => "own best",
            Self::Hedge => "hedge",
            Self::Mean => "mean, replanned",
            Self::File => "file, replanned",
        }
    }

    /// Returns the margin of a future on it; `None` where there is no plan.
    pub fn of(self, outcome: &FutureOutcome) -> Option<f64> {
        match self {
            Self::OwnBest => Some(outcome.wait_and_see),
            Self::Hedge => Some(outcome.margin),
            Self::Mean => outcome.replanned.mean,
            Self::File => outcome.replanned.file,
        }
    }
}

impl<'a> HedgeReport<'a> {
    /// Returns the report of a hedge over scenarios, each called as in the model file by its id.
    #[must_use]
    pub fn of(futures: &'a Futures, hedge: &'a Hedge) -> Self {
        Self {
            futures,
            called: futures.all().iter().map(|it| it.name.clone()).collect(),
            hedge,
            sampled: None,
            stays: &[],
            with_plans: false,
            prices: None,
        }
    }

    /// Returns the report: what to do until the news and what that is worth, then the tables behind it.
    #[must_use]
    pub fn document(&self) -> Document {
        let mut sections = self.lead();
        sections.extend(self.details());
        Document {
            title: format!("{}: hedge", title(self.futures.base())),
            sections,
        }
    }

    /// Returns what a director reads, the answer first.
    pub(super) fn lead(&self) -> Vec<Section> {
        let names = Names::of(self.futures.base());
        let mut sections = vec![
            self.answer(self.now().as_ref(), &names),
            worth::of_draws(self),
            self.replanned(),
            differs::section(self, &names),
            differs::first_quarter(self, &names),
            prices::section(self, &names),
        ];
        sections.retain(|section| !section.blocks.is_empty());
        sections
    }

    /// Returns the plan until the news, and what the plan of each future is, if that was asked for.
    pub(super) fn details(&self) -> Vec<Section> {
        let names = Names::of(self.futures.base());
        let now = self.now();
        let mut sections = now.map_or_else(Vec::new, |it| now::sections(self, &it, &names));
        if self.with_plans {
            sections.extend(self.plans());
        }
        sections.retain(|section| !section.blocks.is_empty());
        sections
    }

    /// Returns whether each future has its line; of more the spread and the worst are shown.
    pub(super) fn shows_each(&self) -> bool {
        self.futures.all().len() <= spread::EACH
    }

    /// Returns how many of what may come: `3 futures`, `50 draws`.
    fn count(&self, number: usize) -> String {
        if self.futures.are_draws() {
            count(number, "draw", "draws")
        } else {
            count(number, "future", "futures")
        }
    }

    /// Returns the first screen.
    fn answer(&self, first: Option<&FirstQuarters>, names: &Names) -> Section {
        let mut section = Section::new("");
        section.add_paragraph(self.expected(first));
        match first {
            Some(first) => {
                now::add_lines(&mut section, self, first, names);
                differs::add_lead(&mut section, self, names);
            }
            None => section.add_paragraph(
                "Every quarter is decided knowing what comes: each future follows its own best plan, and there is nothing to hedge.",
            ),
        }
        spread::add(&mut section, self);
        worth::add(&mut section, self);
        differs::add_agreed(&mut section, self, names);
        section.add_paragraph(self.proof());
        section
    }

    /// Returns what is expected, of how many futures, and until when nothing is known.
    fn expected(&self, first: Option<&FirstQuarters>) -> String {
        let (hedge, model) = (self.hedge, self.futures.base());
        let currency = &model.currency;
        let number = self.futures.all().len();
        let which = self.count(number);
        let decided = match (first, self.futures.known_at_once(), number) {
            (_, _, 1) | (None, ..) => String::new(),
            (Some(first), Some(_), _) => format!(
                "{} decided before it is known which of {which} comes; what is later waits for the news. ",
                now::decided(first)
            ),
            (Some(first), None, _) => format!(
                "{} decided knowing none of {which}, which become known one by one; what is later waits for the news. ",
                now::decided(first)
            ),
        };
        let rate = match model.horizon.discount_rate {
            0.0 => "not discounted".to_owned(),
            rate => format!("discounted at {} a year", percent(rate)),
        };
        let error = self.estimates().and_then(|it| it.margin?.standard_error);
        let error = error.map_or_else(String::new, |it| format!(" ± {}", money(it, currency)));
        let in_sample = if self.sampled.is_some() {
            " in sample"
        } else {
            ""
        };
        let least = hedge.futures.iter().zip(&self.called);
        let least = least.min_by(|a, b| a.0.margin.total_cmp(&b.0.margin));
        let worst = match least {
            Some((least, called)) if hedge.risk.is_neutral() && self.sampled.is_none() => {
                format!("at worst {} ({called})", money(least.margin, currency))
            }
            _ => format!(
                "the mean of the worst {} is {}",
                percent(hedge.risk.worst),
                money(hedge.worst_margin, currency)
            ),
        };
        let expected = money(hedge.expected_margin, currency);
        let mut said = if hedge.risk.is_neutral() {
            format!("{decided}Expected margin{in_sample} {expected}{error}, {rate}; {worst}.")
        } else {
            format!(
                "{decided}Expected margin{in_sample} {expected}, {rate}; {worst}. The worst weigh {}, the expected margin {}: {} in all.",
                percent(hedge.risk.weight),
                percent(1.0 - hedge.risk.weight),
                money(hedge.objective, currency)
            )
        };
        if let Some((judged, _)) = self.sampled.and_then(|it| it.judged)
            && let Some(margin) = judged.margin
        {
            let error = margin.standard_error;
            let error = error.map_or_else(String::new, |it| format!(" ± {}", money(it, currency)));
            let _ = write!(
                said,
                " On {} that it was not made for: {}{error}.",
                count(judged.compared, "fresh draw", "fresh draws"),
                money(margin.mean, currency)
            );
        }
        said
    }

    /// Returns what is proved, as a sentence.
    fn proof(&self) -> String {
        let (hedge, model) = (self.hedge, self.futures.base());
        let currency = &model.currency;
        match &hedge.certificate {
            Some(certificate) => proof::of_hedge(
                &proof::of_all_selections(certificate, hedge.selection.as_ref()),
                hedge.objective,
                currency,
                (model.policy.service_first, hedge.risk.is_neutral()),
            ),
            None => format!(
                "The decisions were given. No decisions reach more than {}: each future's own best.",
                money(hedge.bound, currency)
            ),
        }
    }

    /// Returns how each future ends on other plans than the hedge, a line each; `None` of one future, and of many.
    pub(super) fn endings(&self) -> Option<Table> {
        let outcomes = &self.hedge.futures;
        if outcomes.len() < 2 || !self.shows_each() {
            return None;
        }
        let amounts = outcomes.iter().flat_map(|outcome| {
            let all = Ending::ALL.into_iter();
            all.filter_map(|it| it.of(outcome))
        });
        let unit = Money::of(&amounts.collect::<Vec<_>>());
        let headings = Ending::ALL.map(|it| Column::money(it.words()));
        let label = format!("Margin, {}", unit.unit(&self.futures.base().currency));
        let mut table = Table::new(label, headings.to_vec());
        for (called, outcome) in self.called.iter().zip(outcomes) {
            let values = Ending::ALL.map(|it| it.of(outcome));
            let cell =
                |it: Option<f64>| it.map_or_else(|| "no plan".to_owned(), |it| unit.cell(it));
            table.add_row("", called.clone(), values.map(cell).to_vec());
            table.with_values(values);
            table.in_unit(unit);
        }
        Some(table)
    }

    fn replanned(&self) -> Section {
        let mut section = Section::new(REPLANNED);
        if let Some(table) = self.endings() {
            section.add_table(table);
            section.add_paragraph(REPLANNED_MEANS);
        }
        section
    }

    /// Returns the plan of each future in short.
    fn plans(&self) -> Vec<Section> {
        let all = self.futures.all().iter().zip(&self.hedge.futures);
        let of_each = all.zip(&self.called).map(|((future, outcome), called)| {
            let mut section = Section::new(format!("If it is {called}: the plan"));
            let shown = Shown {
                model: &future.model,
                plan: &outcome.plan,
            };
            add_tables(&mut section, shown, &Names::of(&future.model));
            section
        });
        of_each.collect()
    }

    /// Returns what is done in the quarters that are decided knowing nothing; `None` where there are none.
    pub(super) fn now(&self) -> Option<FirstQuarters> {
        let plan = self.hedge.now()?;
        let (model, number) = (self.futures.base(), self.hedge.shared_quarters);
        Some(FirstQuarters::of(plan, model, number))
    }

    /// Returns the expectations as estimates; `None` where the futures are no draws, or where the worst of them weigh more, since
    /// a mean of the worst has no such error.
    fn estimates(&self) -> Option<Estimates> {
        self.sampled?;
        if !self.hedge.risk.is_neutral() {
            return None;
        }
        let outcomes = &self.hedge.futures;
        let of = |worth: Option<f64>, amount: &dyn Fn(&FutureOutcome) -> Option<f64>| {
            worth?;
            let amounts: Option<Vec<f64>> = outcomes.iter().map(amount).collect();
            Estimate::of(&amounts?)
        };
        let worth = &self.hedge.worth;
        Some(Estimates {
            margin: of(Some(self.hedge.expected_margin), &|it| Some(it.margin)),
            knowing: of(worth.knowing, &|it| Some(it.regret())),
            correcting: of(worth.correcting, &|it| {
                Some(it.replanned.mean? - it.replanned.file?)
            }),
            hedging: of(worth.hedging, &|it| Some(it.margin - it.replanned.mean?)),
        })
    }

    /// Returns what is expected over draws: in sample, with its error, and on fresh draws.
    pub(super) fn over_draws(&self) -> [OverDraws; 4] {
        let errors = self.estimates();
        let error = |pick: fn(&Estimates) -> Option<Estimate>| {
            let estimate = errors.as_ref().and_then(pick);
            estimate.and_then(|it| it.standard_error)
        };
        let fresh = self.sampled.and_then(|it| it.judged).map(|it| it.0);
        let worth = &self.hedge.worth;
        [
            OverDraws {
                what: "margin",
                in_sample: Some(self.hedge.expected_margin),
                error: error(|it| it.margin),
                fresh: fresh.and_then(|it| it.margin),
            },
            OverDraws {
                what: "knowing",
                in_sample: worth.knowing,
                error: error(|it| it.knowing),
                fresh: None,
            },
            OverDraws {
                what: "correcting",
                in_sample: worth.correcting,
                error: error(|it| it.correcting),
                fresh: fresh.and_then(|it| it.correcting),
            },
            OverDraws {
                what: "hedging",
                in_sample: worth.hedging,
                error: error(|it| it.hedging),
                fresh: fresh.and_then(|it| it.hedging),
            },
        ]
    }
}
