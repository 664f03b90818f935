//! What each option is worth, at which price the answer turns, and which selections come next.

mod break_even;
mod pairs;
mod question;

use std::collections::BTreeMap;

use serde::Serialize;

use super::compare::{PlanChange, PlanQuantity, plan_changes};
use super::error::ExplainError;
use crate::model::{Field, Model, OptionId};
use crate::outcome::{Selections, Solved};
use crate::solve::SolveOptions;

pub use break_even::{CashBreakEven, PriceBreakEven};
pub use pairs::{OptionPair, PairKind};
use question::Question;

/// Sums over the horizon that differ by less than this share are the same: something is only earlier or later.
const ROUNDING: f64 = 1e-7;

/// Up to so many options, all pairs of them are looked at without being asked for.
const PAIRS_OF: usize = 10;

/// What to find about options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptionsAsked {
    /// How many of the best selections.
    pub top: usize,
    /// All pairs, however many options there are; otherwise up to ten options.
    pub pairs: bool,
}

impl Default for OptionsAsked {
    fn default() -> Self {
        Self {
            top: 5,
            pairs: false,
        }
    }
}

/// What the options of a model are worth. Worths do not add up: each is what the option adds to the best of all others.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OptionValues {
    /// Every option, in the order of the model.
    pub options: Vec<OptionWorth>,
    /// Options that come together, because one requires another: what all of a group are worth.
    pub groups: Vec<OptionGroup>,
    /// The best selections of the options to be decided, in order.
    pub selections: Vec<OptionSelection>,
    /// Whether there are no other selections with a plan.
    pub is_all: bool,
    /// Two options with and without each other; empty where there are too many to look at unasked.
    pub pairs: Vec<OptionPair>,
    /// Pairs that were not looked at.
    pub pairs_not_looked_at: usize,
    /// How many linear programs were solved for all of it.
    pub solves: usize,
}

/// What one option is worth.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OptionWorth {
    /// Option id.
    pub id: String,
    /// How often the best selection takes it; a share where shares are allowed.
    pub taken: f64,
    /// How often it can be taken.
    pub at_most: u32,
    /// Whether the model says so; it is valued as if that were to be decided.
    pub is_decided: bool,
    /// The best margin with it, at least once; null without a plan. Where shares are allowed, the best of all.
    pub with: Option<f64>,
    /// The best margin without it; null without a plan.
    pub without: Option<f64>,
    /// `with` less `without`, all other options free; null where either has no plan.
    pub worth: Option<f64>,
    /// Between which numbers the worth is proved to be.
    pub proved: Option<[f64; 2]>,
    /// For options that can be taken more than once: what each time adds to the time before, all other options free; null
    /// without a plan.
    pub count_worth: Vec<Option<f64>>,
    /// Where the answer turns, in present value per time taken: the most that its cash can lose before it is not taken at all;
    /// negative for what its cash must gain before it is taken. Null where only one answer has a plan, and for shares.
    pub breaks_even: Option<f64>,
    /// The same as one sum.
    pub breaks_even_cash: Option<CashBreakEven>,
    /// The same as a price, where the option brings a buyer of its own and is taken once; null elsewhere, and where no price from
    /// 0 up is low enough.
    pub breaks_even_price: Option<PriceBreakEven>,
    /// Who gets less or waits longer with it than without it, the largest first; but not what it asks for itself.
    pub displaces: Vec<PlanChange>,
}

/// Options that come together.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OptionGroup {
    /// Option ids.
    pub ids: Vec<String>,
    /// The best margin with any of them less the best with none; null where none has no plan.
    pub worth: Option<f64>,
}

/// One selection of options.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OptionSelection {
    /// How often each option to be decided is taken, by id.
    pub taken: BTreeMap<String, u32>,
    /// The best margin with it.
    pub objective: f64,
    /// The selections after it earn no more than this.
    pub bound: f64,
}

/// Returns what the options of a model are worth, all others free each time.
///
/// Worth is Gomory and Baumol's decremental value: the optimum with the option less the optimum without it, each proved by a
/// tree of its own; prices of a linear program cannot say it.
///
/// An error where no selection has a plan, where the margin has no end, or where the work was ended.
///
/// ```
/// use waferline::explain::{OptionsAsked, options};
/// use waferline::{Model, SolveOptions};
/// use serde_json::json;
///
/// let model = Model::builder("USD", "2027Q1", 2)
///     .set("component.hbm.supply", 100)
///     .set("component.hbm.price", 5)
///     .set("buyer.shop.upside", 500)
///     .set("buyer.shop.buys.hbm.price", 8)
///     .set("option.line.adds", json!(["component.hbm.supply += 40"]))
///     .set("option.line.cash", json!({ "at": { "2027Q1": -200 } }))
///     .build()?;
/// let found = options(&model, &SolveOptions::default(), &OptionsAsked::default())?;
/// // 2 quarters of 40 more at 3 each, for 200.
/// assert_eq!(found.options[0].worth.map(f64::round), Some(40.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn options(
    model: &Model,
    how: &SolveOptions,
    asked: &OptionsAsked,
) -> Result<OptionValues, ExplainError> {
    let selections = Selections::of(model);
    let mut question = Question::of(&selections, how);
    let Some(best) = question.best(&[])? else {
        return Err(ExplainError::Unknown(
            "no selection of options has a plan".to_owned(),
        ));
    };
    let taken = question.plan(&best)?.plan.options;
    let mut solves = 0;
    let mut values = Vec::with_capacity(model.options.len());
    for id in model.option_ids() {
        let option = model.option(id);
        if option.is_free() {
            values.push(worth(&mut question, id, taken[id.0].taken)?);
            continue;
        }
        let mut freed = model.clone();
        freed.options[id.0].taken = None;
        let selections = Selections::of(&freed);
        let mut alone = Question::of(&selections, how);
        values.push(OptionWorth {
            is_decided: true,
            ..worth(&mut alone, id, taken[id.0].taken)?
        });
        solves += alone.solves();
    }
    let groups = groups(&mut question, best.objective)?;
    let (selections, is_all) = question.ranked(asked.top)?;
    let free = question.whole().to_vec();
    let all_pairs = free.len() * free.len().saturating_sub(1) / 2;
    let looks = asked.pairs || free.len() <= PAIRS_OF;
    let pairs = if looks {
        pairs::pairs(&mut question)?
    } else {
        Vec::new()
    };
    Ok(OptionValues {
        options: values,
        groups,
        selections,
        is_all,
        pairs_not_looked_at: if looks { 0 } else { all_pairs },
        pairs,
        solves: solves + question.solves(),
    })
}

/// Returns what one option to be decided is worth.
fn worth(question: &mut Question, id: OptionId, taken: f64) -> Result<OptionWorth, ExplainError> {
    let option = question.model.option(id);
    let at_most = option.at_most;
    let (with, without) = if option.whole {
        let with = question.best(&[(id, 1, at_most)])?;
        (with, question.best(&[(id, 0, 0)])?)
    } else {
        (question.best(&[])?, question.without_share(id)?)
    };
    let margin = |found: &Option<question::Best>| found.as_ref().map(|it| it.objective);
    let (proved, displaces) = match (&with, &without) {
        (Some(one), Some(other)) => {
            let (one_plan, other_plan) = (question.plan(one)?, question.plan(other)?);
            let proved = [one.objective - other.bound, one.bound - other.objective];
            (
                Some(proved),
                displaced(question.model, id, &other_plan, &one_plan),
            )
        }
        _ => (None, Vec::new()),
    };
    let mut by_count = Vec::new();
    if option.whole {
        for count in 1..=at_most {
            by_count.push(margin(&question.best(&[(id, count, count)])?));
        }
    }
    let before = std::iter::once(margin(&without)).chain(by_count.iter().copied());
    let steps = by_count.iter().zip(before);
    let count_worth = steps.map(|(&after, before)| Some(after? - before?));
    let turns = match margin(&without) {
        Some(without) if option.whole => break_even::break_even(question, id, &by_count, without)?,
        _ => None,
    };
    let (cash, price) = turns
        .as_ref()
        .map(|it| (it.cash.clone(), it.price.clone()))
        .unzip();
    Ok(OptionWorth {
        id: option.id.clone(),
        taken,
        at_most,
        is_decided: false,
        with: margin(&with),
        without: margin(&without),
        worth: with
            .as_ref()
            .zip(without.as_ref())
            .map(|(a, b)| a.objective - b.objective),
        proved,
        count_worth: if at_most > 1 {
            count_worth.collect()
        } else {
            Vec::new()
        },
        breaks_even: turns.map(|it| it.present_value),
        breaks_even_cash: cash,
        breaks_even_price: price.flatten(),
        displaces,
    })
}

/// Returns who gets less or waits longer in a plan than in a base, the largest first; what the option itself asks for and waits
/// is no one else's.
fn displaced(model: &Model, id: OptionId, base: &Solved, with: &Solved) -> Vec<PlanChange> {
    let adds = &model.option(id).adds;
    let of_buyer = |buyer: &str| {
        let mut adds = adds.iter();
        adds.any(|add| matches!(add.field, Field::Buyer(id, _) if model.buyer(id).id == buyer))
    };
    let of_service = |service: &str| {
        let mut adds = adds.iter();
        adds.any(
            |add| matches!(add.field, Field::Service(id, _) if model.service(id).id == service),
        )
    };
    let changes = plan_changes(base, with).changed.into_iter();
    changes
        .filter(|change| match &change.what {
            PlanQuantity::Late { buyer } | PlanQuantity::Lost { buyer } => !of_buyer(buyer),
            PlanQuantity::Waiting { service } | PlanQuantity::Short { service } => {
                !of_service(service)
            }
            _ => true,
        })
        .filter(|change| {
            let size = change.after.abs().max(change.before.abs());
            let by = change.after - change.before;
            let (more, less) = (by > ROUNDING * size, by < -ROUNDING * size);
            match change.what {
                PlanQuantity::Sold { .. }
                | PlanQuantity::Installed { .. }
                | PlanQuantity::Served { .. } => less,
                PlanQuantity::Waiting { .. }
                | PlanQuantity::Short { .. }
                | PlanQuantity::Late { .. }
                | PlanQuantity::Lost { .. } => more,
                _ => false,
            }
        })
        .collect()
}

/// Returns the options that are linked by what they require, with what all of a group are worth.
fn groups(question: &mut Question, best: f64) -> Result<Vec<OptionGroup>, ExplainError> {
    let whole = question.whole().to_vec();
    let model = question.model;
    let mut group_of: Vec<usize> = (0..model.options.len()).collect();
    for &id in &whole {
        for &other in &model.option(id).requires {
            let (from, to) = (group_of[id.0], group_of[other.0]);
            for group in &mut group_of {
                if *group == from {
                    *group = to;
                }
            }
        }
    }
    let mut by_group: BTreeMap<usize, Vec<OptionId>> = BTreeMap::new();
    for &id in &whole {
        by_group.entry(group_of[id.0]).or_default().push(id);
    }
    let mut groups = Vec::new();
    for members in by_group.into_values().filter(|it| it.len() > 1) {
        let none: Vec<(OptionId, u32, u32)> = members.iter().map(|&id| (id, 0, 0)).collect();
        let without = question.best(&none)?;
        groups.push(OptionGroup {
            ids: members
                .iter()
                .map(|&id| model.option(id).id.clone())
                .collect(),
            worth: without.map(|without| best - without.objective),
        });
    }
    Ok(groups)
}
