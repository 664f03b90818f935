//! The least change of decisions with which a plan keeps them.

use serde::Serialize;

use super::because::{ForcedBy, because};
use super::decisions::{Given, without_rounding};
use super::error::HoldError;
use super::keep::{HeldModel, Kept};
use super::program::{Compared, program};
use crate::explain::{ExplainError, PlanQuantity};
use crate::formulation::{Column, Constraint, formulate, held_range};
use crate::lp::{Certificate, Lp};
use crate::model::{Held, Model};
use crate::outcome::{Outcome, Solved, shortfall_costs, solve, solve_near};
use crate::quarter::Quarter;
use crate::solve::{Answer, SolveOptions, prove_in_order};

/// What costs nothing counts this part of what costs most: else it would be changed without a reason.
const LEAST_WEIGHT: f64 = 1e-6;

/// A decision that is not as given.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LeastChange {
    /// What is decided.
    #[serde(flatten)]
    pub what: PlanQuantity,
    /// When.
    pub quarter: Quarter,
    /// How much is given.
    pub given: f64,
    /// How much is held instead.
    pub now: f64,
    /// The change at its list price, present value.
    pub money: f64,
    /// With everything else held as it is now, these do not let it be as given; together they prove it.
    pub because: Vec<ForcedBy>,
}

/// Returns the model with its held decisions changed as little as lets a plan keep them.
pub(super) fn least_change(
    model: &Model,
    held: HeldModel,
    options: &SolveOptions,
) -> Result<Kept, HoldError> {
    let nothing_held = |outcome: Outcome, held: &HeldModel| Kept {
        model: model.clone(),
        outcome,
        decisions: held.decisions.len(),
        changes: Vec::new(),
        distance: 0.0,
        certificate: None,
        unknown: held.unknown.clone(),
        options_are_changed: false,
    };
    let free = match solve(model, options)? {
        Outcome::Optimal(free) => free,
        // Without a plan there is nothing to hold anything in.
        none => return Ok(nothing_held(none, &held)),
    };
    // Options that the plan says nothing of are those of the best plan.
    let own = free.holding(model).into_owned();
    let mut base = held.model.clone();
    base.held.clear();
    let taken = base.options.iter().zip(&own.options);
    let taken: Vec<f64> = taken
        .map(|(given, own)| given.taken.or(own.taken).unwrap_or(0.0))
        .collect();
    let as_given = nearest(&base.holding(&taken), &held.decisions, options)?;
    let options_are_changed = as_given.is_none();
    let nearest = if let Some(nearest) = as_given {
        nearest
    } else {
        // Options as given leave no plan at all.
        base = model.clone();
        let nearest = nearest(&own, &held.decisions, options)?;
        nearest.ok_or_else(|| unconfirmed("the best plan has none that is nearest"))?
    };
    base.held = nearest.held;
    // The nearest point is the best of this model too.
    let (lp, x) = &nearest.found;
    let outcome = solve_near(&base, |column| lp.value(x, &column), options)?;
    let Outcome::Optimal(solved) = &outcome else {
        return Err(unconfirmed("the least change leaves no plan"));
    };
    let changes = changes(&base, solved, &held.decisions)?;
    Ok(Kept {
        outcome,
        decisions: held.decisions.len(),
        distance: changes.iter().map(|it| it.money).sum(),
        changes,
        certificate: nearest.certificate,
        unknown: held.unknown,
        options_are_changed,
        model: base,
    })
}

/// Decisions with the least change.
struct Nearest {
    held: Vec<Held>,
    /// The program and its point in which they are so.
    found: (Lp<Column, Constraint>, Vec<f64>),
    /// The proof that no plan needs less, in money.
    certificate: Option<Certificate>,
}

/// Returns the decisions of a plan of the model that needs the least change, of those the one with the best margin; `None` where it
/// has no plan. Its options are decided.
fn nearest(
    model: &Model,
    decisions: &[Given],
    options: &SolveOptions,
) -> Result<Option<Nearest>, HoldError> {
    let plan = formulate(model);
    let compared = decisions.iter().map(|it| it.compared(model, &plan));
    let compared: Vec<Compared> = compared.collect();
    let Some(point) = nearest_point(model, &plan, compared.clone(), options)? else {
        return Ok(None);
    };
    let held = decisions.iter().zip(&compared).map(|(given, it)| {
        let amount = it.amount(&point.x);
        let (least, most) = held_range(it.given);
        let is_kept = (least..=most).contains(&amount);
        given.held(if is_kept { it.given } else { amount.max(0.0) })
    });
    Ok(Some(Nearest {
        held: held.collect(),
        certificate: point.certificate,
        found: (plan, point.x),
    }))
}

/// A plan with the least change.
#[derive(Clone, Debug)]
pub(crate) struct NearestPoint {
    /// The values of its program.
    pub x: Vec<f64>,
    /// The proof that no plan needs less, in money.
    pub certificate: Option<Certificate>,
}

/// Returns the point of a model's program, or of a part of it, that needs the least change, of those the one with the best margin; `None`
/// where it has none.
pub(crate) fn nearest_point(
    model: &Model,
    plan: &Lp<Column, Constraint>,
    mut compared: Vec<Compared>,
    options: &SolveOptions,
) -> Result<Option<NearestPoint>, HoldError> {
    let most = compared.iter().map(|it| it.weight).fold(0.0, f64::max);
    let least_weight = LEAST_WEIGHT * if most > 0.0 { most } else { 1.0 };
    for it in &mut compared {
        it.weight = it.weight.max(least_weight);
    }
    let unit = most.max(least_weight);
    let lp = program(plan, f64::NEG_INFINITY, &compared, unit);
    // First the changes, with `service_first` then the shortfall, then the margin.
    let more = lp.columns().len() - plan.columns().len();
    let with_more = |costs: Vec<f64>| [costs, vec![0.0; more]].concat();
    let distance: Vec<f64> = lp.columns().iter().map(|it| it.cost).collect();
    let shortfall = with_more(shortfall_costs(model, plan));
    let margin = with_more(plan.columns().iter().map(|it| it.cost).collect());
    let before: &[&[f64]] = if model.policy.service_first {
        &[&distance, &shortfall]
    } else {
        &[&distance]
    };
    let face = prove_in_order(lp.with_costs(&margin), before, options)?;
    // With nothing to compare, nothing comes before the margin.
    let mut x = match (face.proved.answer, face.before.first()) {
        (Answer::Optimal(best), Some(_)) => best.x,
        (Answer::Optimal(best), None) if compared.is_empty() => best.x,
        (Answer::Infeasible(_), None) => return Ok(None),
        _ => return Err(unconfirmed("no plan has the least change")),
    };
    x.truncate(plan.columns().len());
    let certificate = face.before.first().filter(|_| !compared.is_empty());
    Ok(Some(NearestPoint {
        x,
        certificate: certificate.map(|it| in_money(*it, unit)),
    }))
}

/// Returns a proof whose objective is in units of money.
fn in_money(mut certificate: Certificate, unit: f64) -> Certificate {
    for money in [
        &mut certificate.bound,
        &mut certificate.gap,
        &mut certificate.tolerance,
    ] {
        *money *= unit;
    }
    certificate
}

/// Returns what is held otherwise than given, the most money first.
fn changes(
    model: &Model,
    solved: &Solved,
    decisions: &[Given],
) -> Result<Vec<LeastChange>, HoldError> {
    let changed: Vec<usize> = (0..decisions.len())
        .filter(|&at| {
            let (now, given) = (model.held[at].amount, decisions[at].amount);
            without_rounding(now, given) != 0.0
        })
        .collect();
    let model = &*solved.holding(model);
    let lp = formulate(model);
    let options = &solved.options;
    let found = options.threads().lanes(changed.len(), |i| {
        let at = changed[i];
        let (given, now) = (&decisions[at], model.held[at].amount);
        let amount = given.amount;
        Ok(LeastChange {
            what: given.what.clone(),
            quarter: given.quarter,
            given: amount,
            now,
            money: given.weight * (now - amount).abs(),
            because: because(model, &lp, at, amount, options)?,
        })
    });
    let mut changes: Vec<LeastChange> = found.into_iter().collect::<Result<_, HoldError>>()?;
    changes.sort_by(|a, b| b.money.total_cmp(&a.money));
    Ok(changes)
}

fn unconfirmed(what: &str) -> HoldError {
    ExplainError::Unconfirmed(what.to_owned()).into()
}
