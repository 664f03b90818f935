//! What may come, how likely it is, and when it is known.

use super::error::{HedgeError, KnownTooLate};
use super::news::{first_news, first_other_cost};
use super::program::Program;
use crate::model::Model;

/// The model as it is, where that is one of the futures.
pub const BASE: &str = "base";

/// Probabilities may miss 1 by this much: they are written in decimals.
const ROUNDING: f64 = 1e-9;

/// One of several ways things may turn out; no two of them come together.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Future {
    /// What it is called: the id of its scenario, [`BASE`], or the number of its draw.
    pub name: String,
    /// How likely it is; those of all futures sum to 1.
    pub probability: f64,
    /// The first quarter (from 0, horizon and tail) that is decided knowing it; `None`: it is what is left when the others have
    /// not come.
    pub known_from: Option<usize>,
    /// The model if it comes.
    pub model: Model,
}

impl Future {
    /// Returns a future that is known from the first quarter in which its program is another one than the file's.
    #[must_use]
    pub fn new(name: impl Into<String>, probability: f64, model: Model) -> Self {
        Self {
            name: name.into(),
            probability,
            known_from: None,
            model,
        }
    }

    /// Returns the same future, known from this quarter on.
    #[must_use]
    pub fn known_from(mut self, quarter: usize) -> Self {
        self.known_from = Some(quarter);
        self
    }

    /// Returns whether quarter `t` is decided knowing it.
    #[must_use]
    pub fn is_known(&self, t: usize) -> bool {
        self.known_from.is_some_and(|from| t >= from)
    }
}

/// All that may come, beside the model as it is.
#[derive(Clone, Debug)]
pub struct Futures {
    base: Model,
    all: Vec<Future>,
    pub(super) base_program: Program,
    pub(super) programs: Vec<Program>,
    drawn: bool,
}

impl Futures {
    /// Returns the futures of a model. What is missing to 1 in their probabilities is the model as it is, called [`BASE`]; a
    /// future without a quarter from which it is known gets the first in which its rows, bounds or costs are others.
    ///
    /// An error where the probabilities make no sense, where a future is about another business than the model (it may differ in
    /// numbers alone), or where it differs before it is known.
    pub fn new(base: Model, mut futures: Vec<Future>) -> Result<Self, HedgeError> {
        let sum: f64 = futures.iter().map(|future| future.probability).sum();
        let is_likely = |it: &Future| it.probability > 0.0 && it.probability.is_finite();
        if futures.is_empty() {
            return Err(HedgeError::NothingMayCome);
        }
        if let Some(wrong) = futures.iter().find(|it| !is_likely(it)) {
            return Err(HedgeError::Probability {
                future: wrong.name.clone(),
                probability: wrong.probability,
            });
        }
        if sum > 1.0 + ROUNDING {
            return Err(HedgeError::Probabilities(sum));
        }
        if sum < 1.0 - ROUNDING {
            futures.push(Future::new(BASE, 1.0 - sum, base.clone()));
        } else {
            let all = futures.iter_mut();
            all.for_each(|future| future.probability /= sum);
        }
        for (i, future) in futures.iter().enumerate() {
            if futures[..i].iter().any(|other| other.name == future.name) {
                return Err(HedgeError::SameName(future.name.clone()));
            }
            if let Some(what) = other_business(&base, &future.model) {
                let future = future.name.clone();
                return Err(HedgeError::OtherBusiness { future, what });
            }
        }
        let base_program = Program::of(&base);
        let programs: Vec<Program> = futures.iter().map(|it| Program::of(&it.model)).collect();
        let mut too_late = Vec::new();
        for (future, program) in futures.iter_mut().zip(&programs) {
            let news = first_news(program, &base_program);
            let Some(known_from) = future.known_from else {
                let costs = first_other_cost(program, &base_program);
                future.known_from = news.map(|news| news.quarter).into_iter().chain(costs).min();
                continue;
            };
            if let Some(news) = news.filter(|news| news.quarter < known_from) {
                too_late.push(KnownTooLate {
                    future: future.name.clone(),
                    quarter: base.horizon.quarter(news.quarter),
                    known_from: base.horizon.quarter(known_from),
                    address: news.address(&future.model, &base),
                });
            }
        }
        if !too_late.is_empty() {
            return Err(HedgeError::KnownTooLate(too_late));
        }
        Ok(Self {
            base,
            all: futures,
            base_program,
            programs,
            drawn: false,
        })
    }

    /// Returns the same futures, as draws that stand for many more.
    #[must_use]
    pub fn as_draws(mut self) -> Self {
        self.drawn = true;
        self
    }

    /// Returns the model as it is.
    #[must_use]
    pub fn base(&self) -> &Model {
        &self.base
    }

    /// Returns the futures, in their order; the model as it is last, if it is one of them by what is missing to 1.
    #[must_use]
    pub fn all(&self) -> &[Future] {
        &self.all
    }

    /// Returns whether they are draws that stand for many more.
    #[must_use]
    pub fn are_draws(&self) -> bool {
        self.drawn
    }

    /// Returns how many quarters, from the first on, are decided knowing none of the futures.
    #[must_use]
    pub fn shared_quarters(&self) -> usize {
        let known = self.all.iter().filter_map(|future| future.known_from);
        known.min().unwrap_or_else(|| self.base.horizon.periods())
    }

    /// Returns the first quarter that is decided knowing that a future has come: of what is left when the others have not come, the
    /// one from which all others are known. `None` where nothing is ever known.
    #[must_use]
    pub fn told_from(&self, future: usize) -> Option<usize> {
        let last = || self.all.iter().filter_map(|it| it.known_from).max();
        self.all[future].known_from.or_else(last)
    }

    /// Returns the quarter from which all futures are known that ever are; `None` where they part one by one.
    #[must_use]
    pub fn known_at_once(&self) -> Option<usize> {
        let mut known = self.all.iter().filter_map(|future| future.known_from);
        let first = known.next().unwrap_or(0);
        known.all(|other| other == first).then_some(first)
    }

    /// Returns the sum of an amount of each future, times how likely it is.
    #[must_use]
    pub fn mean_of(&self, amounts: &[f64]) -> f64 {
        let both = self.all.iter().zip(amounts);
        both.map(|(future, amount)| future.probability * amount)
            .sum()
    }
}

/// Returns in what two models are about different businesses: entities, quarters, or what is asked for first.
fn other_business(base: &Model, model: &Model) -> Option<String> {
    if base.horizon != model.horizon {
        return Some("horizon".to_owned());
    }
    if base.policy.service_first != model.policy.service_first {
        return Some("policy.service_first".to_owned());
    }
    let ids = |model: &Model| {
        let lists: [(&str, Vec<String>); 10] = [
            (
                "foundry",
                model.foundries.iter().map(|it| it.id.clone()).collect(),
            ),
            ("die", model.dies.iter().map(|it| it.id.clone()).collect()),
            (
                "component",
                model.components.iter().map(|it| it.id.clone()).collect(),
            ),
            (
                "process",
                model.processes.iter().map(|it| it.id.clone()).collect(),
            ),
            ("chip", model.chips.iter().map(|it| it.id.clone()).collect()),
            ("rack", model.racks.iter().map(|it| it.id.clone()).collect()),
            ("site", model.sites.iter().map(|it| it.id.clone()).collect()),
            (
                "service",
                model.services.iter().map(|it| it.id.clone()).collect(),
            ),
            (
                "buyer",
                model.buyers.iter().map(|it| it.id.clone()).collect(),
            ),
            (
                "option",
                model.options.iter().map(|it| it.id.clone()).collect(),
            ),
        ];
        lists
    };
    let both = ids(base).into_iter().zip(ids(model));
    let mut other = both.filter(|(one, other)| one.1 != other.1);
    other.next().map(|(one, _)| one.0.to_owned())
}
