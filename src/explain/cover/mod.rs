//! Covering both paths: the cheapest extra supply with which nobody waits and every order and upside is met.
//!
//! Three stages, each on the optima of the one before: first the least demand that stays uncovered (what no supply
//! can reach in time, by its share of what is asked); then the least extra supply, by the sum of its shares of the
//! limits, a quarter later counting 1% less; then the most margin with that supply. Supply of different kinds has no common price in a model, so the
//! shares of the limits count; what the extra supply costs (wafers, expansion premiums, components, work) is in the
//! margin.

mod asked;

use schemars::JsonSchema;
use serde::Serialize;

use self::asked::Asked;
use super::infeasible::numbers;
use super::{ExplainError, with_limit};
use crate::address::Address;
use crate::formulation::{Column, Constraint, formulate};
use crate::lp::{Elastic, Give, Least, Lp};
use crate::model::{Model, Series};
use crate::outcome::{SolveError, Solved};
use crate::plan::{Plan, interpret};
use crate::quarter::Quarter;
use crate::solve::{Answer, solve_program};

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
    /// The extra as a share of the limit; null where that is 0.
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

/// A quarter later, extra supply counts this much of what it counts now: it comes when it is needed, not before.
const LATER: f64 = 0.99;
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
    let mut elastic = Elastic::new(&lp, &gives);
    let found = cheapest(&mut elastic, &supply, &asked)?;

    let (amounts, missing) = found.amounts.split_at(supply.gives.len());
    let extra = supply.extra(amounts, &found.x);
    let (margin, plan) = best(model, &extra, &asked, missing)?;
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
fn with_all_purchases(model: &Model) -> Model {
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

fn limit_purchases(model: &Model, lp: &mut Lp<Column, Constraint>) {
    for component in model.component_ids() {
        for t in 0..model.horizon.quarters {
            if let Some(column) = lp.column(&Column::Purchase { component, t }) {
                lp.set_column_range(column, 0.0, model.component(component).supply[t]);
            }
        }
    }
}

/// The limits that more supply can raise.
struct Supply {
    gives: Vec<Give>,
    /// What a unit of each costs: its share of the greatest amount on its path.
    price: Vec<f64>,
    addresses: Vec<Address>,
    limits: Vec<f64>,
    /// For a limit by a share: the columns it is a share of, with their weights, and which of them are sold.
    shares: Vec<Vec<(usize, f64, bool)>>,
}

impl Supply {
    fn of(model: &Model, wide: &Model, lp: &Lp<Column, Constraint>) -> Self {
        let mut supply = Self {
            gives: Vec::new(),
            price: Vec::new(),
            addresses: Vec::new(),
            limits: Vec::new(),
            shares: Vec::new(),
        };
        let raised = numbers(wide, lp).into_iter().filter(|of| of.raises);
        let raised: Vec<_> = raised.filter(|of| is_supply(&of.limit.address)).collect();
        for of in &raised {
            let address = &of.limit.address;
            if has_dearer_way(model, address) {
                continue;
            }
            let of_path = raised.iter().map(|other| &other.limit);
            let of_path = of_path.filter(|limit| limit.address.path == address.path);
            let most = of_path.fold(0.0_f64, |most, limit| most.max(limit.amount));
            let share = of.limit.share_of.iter();
            let share: Vec<_> = share
                .map(|&(column, weight)| {
                    let key = lp.columns()[column.0].key;
                    let sold = matches!(key, Column::Deliver { .. } | Column::HotLotStart { .. });
                    (column.0, weight, sold)
                })
                .collect();
            // A share gives in units of what it is a share of: wafers, chips.
            let unit = match share.is_empty() {
                true => most,
                false => share_unit(model, address),
            };
            let t = address
                .quarter
                .and_then(|quarter| model.horizon.index(quarter));
            let later = LATER.powi(t.and_then(|t| i32::try_from(t).ok()).unwrap_or(0));
            supply
                .price
                .push(if unit > 0.0 { later / unit } else { later });
            supply.gives.push(of.give.clone());
            supply.limits.push(of.limit.amount);
            supply.addresses.push(address.clone());
            supply.shares.push(share);
        }
        supply
    }

    /// Returns what is needed of each, rounded up, where something is.
    fn extra(&self, amounts: &[f64], x: &[f64]) -> Vec<Extra> {
        let mut all = Vec::new();
        for (position, &amount) in amounts.iter().enumerate() {
            if amount * self.price[position] <= ROUNDING {
                continue;
            }
            let limit = self.limits[position];
            let address = &self.addresses[position];
            let needed = if self.shares[position].is_empty() {
                amount
            } else {
                let sum = |only_sold: bool| -> f64 {
                    let columns = self.shares[position].iter();
                    let counted = columns.filter(|(_, _, sold)| *sold || !only_sold);
                    counted.map(|&(column, weight, _)| weight * x[column]).sum()
                };
                (sum(true) / sum(false) - limit).clamp(0.0, 1.0 - limit)
            };
            let (extra, assignment) = super::infeasible::more(address, limit, needed);
            all.push(Extra {
                address: address.clone(),
                limit,
                extra,
                share: (limit > 0.0).then(|| extra / limit),
                assignment,
            });
        }
        all
    }
}

/// Returns how much a share of everything would be: the foundry's greatest capacity, the most chips that buyers ask
/// for in a quarter.
fn share_unit(model: &Model, address: &Address) -> f64 {
    let greatest = |values: &[f64]| values.iter().fold(0.0_f64, |most, &value| most.max(value));
    let id = address.path.split('.').nth(1);
    if let Some(foundry) = model.foundries.iter().find(|it| Some(it.id.as_str()) == id) {
        return greatest(foundry.capacity.values());
    }
    let chips = model.buyers.iter().map(|buyer| {
        let chips = buyer
            .buys
            .iter()
            .map(|buys| model.chips_in(buys.item) / buys.order_units);
        let units = greatest(buyer.orders.values()) + greatest(buyer.upside.values());
        units * chips.fold(0.0, f64::max)
    });
    chips.sum()
}

/// Returns whether more of the number is more supply (or room for it), rather than more demand or given stock.
fn is_supply(address: &Address) -> bool {
    let field = address.path.rsplit('.').next().unwrap_or_default();
    let fields = [
        "capacity",
        "supply",
        "power_mw",
        "budget",
        "max_share",
        "external_share_max",
    ];
    fields.contains(&field) || address.path.ends_with(".stock.max")
}

/// Returns whether the model has an expansion of this capacity in this quarter: more then comes from there, at its
/// price; the cheapest where there are several.
fn has_dearer_way(model: &Model, address: &Address) -> bool {
    let Some(t) = address
        .quarter
        .and_then(|quarter| model.horizon.index(quarter))
    else {
        return false;
    };
    let words: Vec<&str> = address.path.split('.').collect();
    let cheapest = |prices: Vec<(&str, f64, f64)>| {
        let there = prices
            .into_iter()
            .filter(|&(_, capacity, _)| capacity > 0.0);
        let cheapest = there.min_by(|a, b| a.2.total_cmp(&b.2));
        cheapest.map(|(id, ..)| id.to_owned())
    };
    let from = match words.as_slice() {
        ["foundry", id, ..] => model.foundries.iter().find(|it| it.id == *id).map(|it| {
            let all = it.expansions.iter();
            cheapest(
                all.map(|e| (e.id.as_str(), e.capacity[t], e.premium[t]))
                    .collect(),
            )
        }),
        ["process", id, ..] => model.processes.iter().find(|it| it.id == *id).map(|it| {
            let all = it.expansions.iter();
            cheapest(
                all.map(|e| (e.id.as_str(), e.capacity[t], e.cost[t]))
                    .collect(),
            )
        }),
        _ => None,
    };
    match (from.flatten(), words.as_slice()) {
        (Some(_), [_, _, "capacity"]) => true,
        (Some(from), [_, _, "expansion", id, "capacity"]) => from != *id,
        _ => false,
    }
}

/// Returns the best margin of the model with the extra supply when all that can be covered is, and the plan.
fn best(
    model: &Model,
    extra: &[Extra],
    asked: &Asked,
    missing: &[f64],
) -> Result<(f64, Plan), ExplainError> {
    let more = extra.iter().try_fold(model.clone(), |model, of| {
        with_limit(&model, &of.address, of.limit + of.extra)
    });
    let more = more.unwrap_or_else(|| model.clone());
    // Rounding in the stages before may have left a breath too little.
    for slack in [1e-9, 1e-7] {
        let mut lp = formulate(&more);
        asked.demand(&mut lp, |position| {
            missing[position] + slack * asked.amount[position].max(1.0)
        });
        if let Answer::Optimal(solution) = solve_program(&lp).map_err(SolveError::from)? {
            let plan = interpret(&more, &lp, &solution).map_err(SolveError::from)?;
            return Ok((solution.objective, plan));
        }
    }
    let what = "the extra supply found does not cover what it should";
    Err(ExplainError::Unknown(what.to_owned()))
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
        let whole = super::change::total(model, &of.path);
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
