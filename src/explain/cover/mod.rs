//! Covering both paths: the cheapest extra supply with which nobody waits and every order and upside is met.
//!
//! First what could be served without any: the least demand that stays uncovered, by its share of what is asked, and the
//! best margin then. Then with every supply without limit: what still stays uncovered, no supply covers. For the rest the
//! extra supply that costs least money at the model's own prices (wafers, expansions, components, work), and of what
//! has no price the least sum of shares of the limits, a quarter later counting 1% less; a model that gives no price
//! for power or for capacity makes more of it free. Last the most margin with that supply.

mod asked;
mod supply;

use serde::Serialize;

use self::asked::Asked;
use self::supply::Supply;
use super::ExplainError;
use crate::formulation::{Column, Constraint, formulate};
use crate::lp::{Elastic, Lp, Relaxation, Relaxed, Stuck};
use crate::model::{Address, FieldPath, Model, Series};
use crate::outcome::{SolveError, Solved};
use crate::plan::{Plan, interpret};
use crate::quarter::Quarter;
use crate::solve::{Answer, SolveOptions, solve_program_with};

/// The cheapest extra supply with which nobody waits.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Cover {
    /// What waits in the best plan as it is.
    pub waits: Vec<Uncovered>,
    /// What could be served without any extra supply.
    pub without_extra: WithoutExtra,
    /// The extra supply, by path: what costs most first, then what has no price, the greatest share first.
    pub extra: Vec<ExtraSupply>,
    /// What the extra supply costs at the model's prices, present value: the least with which all this is covered.
    pub extra_cost: f64,
    /// What stays uncovered with every supply without limit, proved by solving so: asked for before anything can
    /// arrive, mostly.
    pub uncovered: Vec<Uncovered>,
    /// The margin of the plan without extra supply, present value.
    pub margin_before: f64,
    /// The best margin with the extra supply when everything covered is served, present value.
    pub margin: f64,
    /// The plan with the extra supply.
    #[serde(skip)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub plan: Plan,
}

/// What can be served when serving comes before margin, without extra supply.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WithoutExtra {
    /// The least that waits then, by the sum of its shares of what is asked.
    pub uncovered: Vec<Uncovered>,
    /// The best margin then, present value.
    pub margin: f64,
    /// By how much that is less than the margin of the plan as it is.
    pub loss: f64,
}

/// Extra supply of one kind.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ExtraSupply {
    /// The path, `process.cowos.capacity`.
    pub path: FieldPath,
    /// The extra amounts, summed over the quarters, as a share of the limit over all quarters of the horizon (and tail,
    /// where it goes on).
    pub share: f64,
    /// What it costs at the model's prices, present value; null where the model gives none, which makes it free here.
    pub cost: Option<f64>,
    /// By quarter, those with some.
    pub quarters: Vec<Extra>,
}

/// Extra supply in one quarter.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Extra {
    /// Which number.
    pub address: Address,
    /// What it is.
    pub limit: f64,
    /// How much more it has to be, rounded up.
    pub extra: f64,
    /// The extra as a share of the limit; null where that is 0, or a share itself.
    pub share: Option<f64>,
    /// What a unit costs in that quarter; for a share of hot lots a wafer more as a hot lot. Null where the model gives
    /// no price.
    pub price: Option<f64>,
    /// What the extra costs before it is rounded up, present value; null where the model gives no price.
    pub cost: Option<f64>,
    /// The change as `--set` takes it.
    pub assignment: String,
}

/// Demand that no supply can cover.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Uncovered {
    /// Who asks: `service.bedrock.demand`, `buyer.neocloud.upside`, or `buyer.neocloud.orders` for orders open at the
    /// quarter's end or lost in it.
    pub path: FieldPath,
    /// These are orders lost in the quarter: too late, they are not open at its end.
    pub lost: bool,
    /// When.
    pub quarter: Quarter,
    /// Units asked for.
    pub asked: f64,
    /// Units of it that cannot be had.
    pub uncovered: f64,
}

/// Amounts below this share of what they are part of are the solver's rounding.
const ROUNDING: f64 = 1e-8;

/// Two sums of shares that differ by no more are the same.
const SAME_SHARE: f64 = 1e-6;

/// Returns the cheapest extra supply with which nobody waits and every order and upside is met, and what cannot be
/// covered by any.
pub fn cover(model: &Model, solved: &Solved) -> Result<Cover, ExplainError> {
    // Supply is counted with what options add to it.
    let model = solved.holding(model);
    let model = &*model.merged();
    let wide = with_all_purchases(model);
    let mut lp = formulate(&wide);
    limit_purchases(model, &mut lp);
    let asked = Asked::of(model, &lp);
    asked.demand(&mut lp, |_| 0.0);

    let supply = Supply::of(model, &wide, &lp);
    let gives: Vec<Relaxation> = supply.gives.iter().chain(&asked.gives).cloned().collect();
    let mut search = Search {
        elastic: Elastic::new(&lp, &gives).with_watch(&solved.options.watch),
        supply: &supply,
        asked: &asked,
        options: &solved.options,
    };
    let margin_before = solved.solution.objective;
    let waits = asked.in_plan(solved);
    let left = search.least_uncovered(false)?;
    let (margin_without, _) = best(model, &[], &asked, &left, &solved.options)?;
    let missing = search.least_uncovered(true)?;
    let found = search.cheapest(&missing)?;

    let extra = supply.extra(&found.amounts, &found.x);
    let (margin, plan) = best(model, &extra, &asked, &missing, &solved.options)?;
    Ok(Cover {
        waits: asked.uncovered(model, &waits),
        without_extra: WithoutExtra {
            uncovered: asked.uncovered(model, &left),
            margin: margin_without,
            loss: margin_before - margin_without,
        },
        extra_cost: extra.iter().filter_map(|of| of.cost).sum(),
        extra: by_path(model, extra),
        uncovered: asked.uncovered(model, &missing),
        margin_before,
        margin,
        plan,
    })
}

/// The program whose supply and demand may give way, and what a unit of each counts.
struct Search<'a> {
    elastic: Elastic<Column, Constraint>,
    supply: &'a Supply,
    asked: &'a Asked,
    options: &'a SolveOptions,
}

impl Search<'_> {
    /// Returns the least that stays uncovered, by its share of what is asked: with every supply without limit, or none.
    fn least_uncovered(&mut self, with_supply: bool) -> Result<Vec<f64>, ExplainError> {
        let first = self.supply.gives.len();
        let price = &self.asked.price;
        let of = |give: usize| match give.checked_sub(first) {
            Some(position) => Some(price[position]),
            None => with_supply.then_some(0.0),
        };
        let found = least(&mut self.elastic, of, self.options)?.ok_or_else(nothing)?;
        Ok(found.amounts[first..].to_vec())
    }

    /// Returns the cheapest supply with which no more than `missing` stays uncovered.
    fn cheapest(&mut self, missing: &[f64]) -> Result<Relaxed, ExplainError> {
        let first = self.supply.gives.len();
        // What is taken for rounding may be needed after all.
        let mut found = None;
        for breath in [0.0, ROUNDING, 10.0 * ROUNDING] {
            for (position, &amount) in missing.iter().enumerate() {
                let rounding = breath * self.asked.amount[position];
                let price = self.asked.price[position];
                let most = if amount * price > ROUNDING || breath > 0.0 {
                    amount * (1.0 + 1e-9) + rounding
                } else {
                    0.0
                };
                self.elastic.set_most(first + position, most);
            }
            let money = &self.supply.money;
            let of = |give: usize| Some(money.get(give).copied().flatten().unwrap_or(0.0));
            found = least(&mut self.elastic, of, self.options)?;
            if found.is_some() {
                break;
            }
        }
        let cheapest = found.ok_or_else(nothing)?;
        let price = &self.supply.price;
        let of = |give: usize| Some(price.get(give).copied().unwrap_or(0.0));
        // Rounding may make what was enough a breath too little.
        for breath in [1e-9, 1e-7] {
            for (give, money) in self.supply.money.iter().enumerate() {
                if money.is_some() {
                    let most = cheapest.amounts[give] * (1.0 + breath);
                    self.elastic.set_most(give, most);
                }
            }
            if let Some(found) = least(&mut self.elastic, of, self.options)? {
                return Ok(found);
            }
        }
        Ok(cheapest)
    }
}

fn nothing() -> ExplainError {
    ExplainError::Unknown("no supply makes a plan that covers demand".to_owned())
}

/// Returns the least that has to give, proved: by the elastic program's own simplex, or by another solver.
fn least(
    elastic: &mut Elastic<Column, Constraint>,
    price: impl Fn(usize) -> Option<f64>,
    options: &SolveOptions,
) -> Result<Option<Relaxed>, ExplainError> {
    match elastic.least(&price) {
        Err(Stuck::NoProgress(_)) => {}
        found => return Ok(found?),
    }
    match solve_program_with(&elastic.program(&price), options)? {
        Answer::Optimal(solution) => Ok(Some(elastic.read(solution.x))),
        Answer::Infeasible(_) => Ok(None),
        Answer::Unbounded(_) => Err(ExplainError::Unconfirmed(
            "extra supply would earn an unbounded margin".to_owned(),
        )),
    }
}

/// Returns the model with some supply of every component in every quarter, so that its program can buy it.
pub(super) fn with_all_purchases(model: &Model) -> Model {
    let mut wide = model.clone();
    for component in &mut wide.components {
        let most = component
            .supply
            .values()
            .iter()
            .fold(0.0_f64, |a, &b| a.max(b));
        let some = if most > 0.0 { most } else { 1.0 };
        let supply = component.supply.values().iter();
        component.supply = Series::new(
            supply
                .map(|&now| if now > 0.0 { now } else { some })
                .collect(),
        );
    }
    wide
}

pub(super) fn limit_purchases(model: &Model, lp: &mut Lp<Column, Constraint>) {
    for component in model.component_ids() {
        for t in 0..model.horizon.quarters {
            if let Some(column) = lp.column(&Column::Purchase { component, t }) {
                lp.set_column_range(column, 0.0, model.component(component).supply[t]);
            }
        }
    }
}

/// Returns the best margin of the model with the extra supply when all that can be covered is, and the plan.
fn best(
    model: &Model,
    extra: &[Extra],
    asked: &Asked,
    missing: &[f64],
    options: &SolveOptions,
) -> Result<(f64, Plan), ExplainError> {
    let more = extra.iter().try_fold(model.clone(), |model, of| {
        model.with_number(&of.address, of.limit + of.extra)
    });
    let more = more.unwrap_or_else(|| model.clone());
    if let Some(found) = best_with(&more, asked, missing, options)? {
        return Ok(found);
    }
    // Rounding in the stages before left a breath too little: as little as the model with that supply can do.
    let mut lp = formulate(&more);
    let again = Asked::of(&more, &lp);
    again.demand(&mut lp, |_| 0.0);
    let mut elastic = Elastic::new(&lp, &again.gives).with_watch(&options.watch);
    let found = least(&mut elastic, |give| Some(again.price[give]), options)?;
    let left = found.map_or_else(Vec::new, |found| found.amounts);
    let share = |amounts: &[f64]| -> f64 {
        let pairs = amounts.iter().zip(&asked.price);
        pairs.map(|(amount, price)| amount * price).sum()
    };
    let holds = left.len() == missing.len() && share(&left) <= share(missing) + SAME_SHARE;
    if holds && let Some(found) = best_with(&more, asked, &left, options)? {
        return Ok(found);
    }
    Err(ExplainError::Unconfirmed(
        "the extra supply found does not cover what it should".to_owned(),
    ))
}

/// Returns the best margin of a model when no more than `missing` stays uncovered, and the plan; `None` without a plan.
fn best_with(
    model: &Model,
    asked: &Asked,
    missing: &[f64],
    options: &SolveOptions,
) -> Result<Option<(f64, Plan)>, ExplainError> {
    // Rounding in the stages before may have left a breath too little, too little even to prove that it is.
    let mut stuck = None;
    for slack in [1e-9, 1e-8, 1e-7] {
        let mut lp = formulate(model);
        asked.demand(&mut lp, |position| {
            missing[position] + slack * asked.amount[position].max(1.0)
        });
        match solve_program_with(&lp, options) {
            Ok(Answer::Optimal(solution)) => {
                let plan = interpret(model, &lp, &solution).map_err(SolveError::from)?;
                return Ok(Some((solution.objective, plan)));
            }
            Ok(Answer::Infeasible(_) | Answer::Unbounded(_)) => {}
            Err(error) => stuck = Some(error),
        }
    }
    match stuck {
        Some(error) => Err(error.into()),
        None => Ok(None),
    }
}

fn by_path(model: &Model, extra: Vec<Extra>) -> Vec<ExtraSupply> {
    let mut paths: Vec<ExtraSupply> = Vec::new();
    for of in extra {
        let path = of.address.path.clone();
        match paths.iter_mut().find(|known| known.path == path) {
            Some(known) => known.quarters.push(of),
            None => paths.push(ExtraSupply {
                path,
                share: 0.0,
                cost: None,
                quarters: vec![of],
            }),
        }
    }
    for of in &mut paths {
        let more: f64 = of.quarters.iter().map(|extra| extra.extra).sum();
        let costs: Vec<f64> = of.quarters.iter().filter_map(|extra| extra.cost).collect();
        of.cost = (!costs.is_empty()).then(|| costs.iter().sum());
        let whole = model.total_of(of.path.field);
        of.share = if whole > 0.0 {
            more / whole
        } else {
            f64::INFINITY
        };
    }
    paths.sort_by(|a, b| {
        let cost = |of: &ExtraSupply| of.cost.unwrap_or(-1.0);
        let by_cost = cost(b).total_cmp(&cost(a));
        by_cost
            .then(b.share.total_cmp(&a.share))
            .then_with(|| a.path.cmp(&b.path))
    });
    paths
}
