//! Covering both paths: the cheapest extra supply with which nobody waits and every order and upside is met.
//!
//! Three stages, each on the optima of the one before: first the least demand that stays uncovered (what no supply
//! can reach in time, by its share of what is asked); then the least extra supply, by the sum of its shares of the
//! limits, a quarter later counting 1% less; then the most margin with that supply. Supply of different kinds has no common price in a model, so the
//! shares of the limits count; what the extra supply costs (wafers, expansion premiums, components, work) is in the
//! margin.

mod asked;
mod supply;

use schemars::JsonSchema;
use serde::Serialize;

use self::asked::Asked;
use self::supply::Supply;
use super::{ExplainError, with_limit};
use crate::address::Address;
use crate::formulation::{Column, Constraint, formulate};
use crate::lp::{Elastic, Give, Least, Lp};
use crate::model::{Model, Series};
use crate::outcome::{SolveError, Solved};
use crate::plan::{Plan, interpret};
use crate::quarter::Quarter;
use crate::solve::{Answer, SolveOptions, solve_program_with};

/// The cheapest extra supply with which nobody waits.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Cover {
    /// The extra supply, by path, those with the greatest share first.
    pub extra: Vec<ExtraSupply>,
    /// What no supply can cover: asked for before anything can arrive, mostly.
    pub uncovered: Vec<Uncovered>,
    /// The margin of the plan without extra supply, present value.
    pub margin_before: f64,
    /// The best margin with the extra supply when everything covered is served, present value.
    pub margin: f64,
    /// The plan with the extra supply.
    #[serde(skip)]
    #[schemars(skip)]
    pub plan: Plan,
}

/// Extra supply of one kind.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ExtraSupply {
    /// The path, `process.cowos.capacity`.
    pub path: String,
    /// The extra amounts, summed over the quarters, as a share of the limit over all quarters of the horizon (and tail,
    /// where it goes on).
    pub share: f64,
    /// By quarter, those with some.
    pub quarters: Vec<Extra>,
}

/// Extra supply in one quarter.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Extra {
    /// Which number.
    pub address: Address,
    /// What it is.
    pub limit: f64,
    /// How much more it has to be, rounded up.
    pub extra: f64,
    /// The extra as a share of the limit; null where that is 0, or a share itself.
    pub share: Option<f64>,
    /// The change as `--set` takes it.
    pub assignment: String,
}

/// Demand that no supply can cover.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Uncovered {
    /// Who asks: `service.bedrock.demand`, `buyer.neocloud.upside`, or `buyer.neocloud.orders` for orders open at the
    /// quarter's end.
    pub path: String,
    /// When.
    pub quarter: Quarter,
    /// Units asked for.
    pub asked: f64,
    /// Units of it that cannot be had.
    pub uncovered: f64,
}

/// Amounts below this share of what they are part of are the solver's rounding.
const ROUNDING: f64 = 1e-8;

/// Returns the cheapest extra supply with which nobody waits and every order and upside is met, and what cannot be
/// covered by any.
pub fn cover(model: &Model, solved: &Solved) -> Result<Cover, ExplainError> {
    let wide = with_all_purchases(model);
    let mut lp = formulate(&wide);
    limit_purchases(model, &mut lp);
    let asked = Asked::of(model, &lp);
    asked.demand(&mut lp, |_| 0.0);

    let supply = Supply::of(model, &wide, &lp);
    let gives: Vec<Give> = supply.gives.iter().chain(&asked.gives).cloned().collect();
    let watch = &solved.options.watch;
    let mut elastic = Elastic::new(&lp, &gives).with_watch(watch);
    let found = cheapest(&mut elastic, &supply, &asked)?;

    let (amounts, missing) = found.amounts.split_at(supply.gives.len());
    let extra = supply.extra(amounts, &found.x);
    let (margin, plan) = best(model, &extra, &asked, missing, &solved.options)?;
    Ok(Cover {
        extra: by_path(model, extra),
        uncovered: asked.uncovered(model, missing),
        margin_before: solved.solution.objective,
        margin,
        plan,
    })
}

/// Finds the least uncovered, then the least extra supply.
fn cheapest(
    elastic: &mut Elastic<Column, Constraint>,
    supply: &Supply,
    asked: &Asked,
) -> Result<Least, ExplainError> {
    let first = supply.gives.len();
    let nothing = || ExplainError::Unknown("no supply makes a plan that covers demand".to_owned());
    let uncovered = elastic
        .least(|give| {
            Some(if give < first {
                0.0
            } else {
                asked.price[give - first]
            })
        })?
        .ok_or_else(nothing)?;
    for (position, &price) in asked.price.iter().enumerate() {
        let amount = uncovered.amounts[first + position];
        let most = if amount * price > ROUNDING {
            amount
        } else {
            0.0
        };
        elastic.set_most(first + position, most * (1.0 + 1e-9));
    }
    let second = |give: usize| {
        Some(if give < first {
            supply.price[give]
        } else {
            0.0
        })
    };
    if let Some(found) = elastic.least(second)? {
        return Ok(found);
    }
    // What was taken for rounding may have been needed after all.
    for position in 0..asked.price.len() {
        let amount = uncovered.amounts[first + position];
        elastic.set_most(first + position, amount + ROUNDING * asked.amount[position]);
    }
    elastic.least(second)?.ok_or_else(nothing)
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
        with_limit(&model, &of.address, of.limit + of.extra)
    });
    let more = more.unwrap_or_else(|| model.clone());
    // Rounding in the stages before may have left a breath too little, too little even to prove that it is.
    let mut stuck = None;
    for slack in [1e-9, 1e-8, 1e-7] {
        let mut lp = formulate(&more);
        asked.demand(&mut lp, |position| {
            missing[position] + slack * asked.amount[position].max(1.0)
        });
        match solve_program_with(&lp, options) {
            Ok(Answer::Optimal(solution)) => {
                let plan = interpret(&more, &lp, &solution).map_err(SolveError::from)?;
                return Ok((solution.objective, plan));
            }
            Ok(Answer::Infeasible(_) | Answer::Unbounded(_)) => {}
            Err(error) => stuck = Some(error),
        }
    }
    Err(match stuck {
        Some(error) => SolveError::from(error).into(),
        None => ExplainError::Unconfirmed(
            "the extra supply found does not cover what it should".to_owned(),
        ),
    })
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
                quarters: vec![of],
            }),
        }
    }
    for of in &mut paths {
        let more: f64 = of.quarters.iter().map(|extra| extra.extra).sum();
        let whole = super::field::total(model, &of.path);
        of.share = if whole > 0.0 {
            more / whole
        } else {
            f64::INFINITY
        };
    }
    paths.sort_by(|a, b| {
        b.share
            .total_cmp(&a.share)
            .then_with(|| a.path.cmp(&b.path))
    });
    paths
}
