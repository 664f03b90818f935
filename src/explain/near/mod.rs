//! Of all plans that earn nearly as much as the best, the one nearest to a plan that was made before.
//!
//! Plans jump for pennies when they are made anew; planners call it nervousness. The distance is in money: each change of wafers
//! started, racks installed and units delivered at its list price, discounted. Two programs, each proved: the least distance over
//! the plans whose margin is at least a floor, and the greatest margin at that distance.

use serde::Serialize;

use crate::explain::near_best::Says;
use crate::explain::{ExplainError, PlanQuantity, Within};
use crate::hold::{Compared, Given, GivenPlan, OfChanges, point, program, without_rounding};
use crate::lp::{Certificate, ColumnId, Solution};
use crate::model::Model;
use crate::outcome::{SolveError, Solved};
use crate::plan::{Plan, interpret_point};
use crate::quarter::Quarter;
use crate::solve::{Answer, prove_near};

/// Of this many changes it is said what keeping the old number would cost; the largest in money.
const ASKED: usize = 20;

/// Plans are as near as each other if their distances differ by less than this share of all that was decided: plans are proved to a
/// thousandth of that.
const AS_NEAR: f64 = 1e-9;

/// The plan nearest to one that was made before, of those that earn nearly as much as the best.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NearPlan {
    /// How far below the best a plan's margin may be.
    pub within: Within,
    /// The best margin, present value.
    pub best_margin: f64,
    /// The margin of this plan: the greatest at its distance.
    pub margin: f64,
    /// How far this plan is from the one before: the sum of all changes at list prices, present value.
    pub distance: f64,
    /// How far the best plan is.
    pub best_distance: f64,
    /// The plan.
    pub plan: Plan,
    /// The proof that no plan that counts is nearer; in the money of the list.
    pub nearness: Certificate,
    /// The proof that none as near earns more.
    pub certificate: Certificate,
    /// What changes all the same, the most money first.
    pub changes: Vec<StillChanged>,
    /// What the plan before does that the model does not know; it is left out.
    pub unknown: Vec<PlanQuantity>,
}

/// A decision that is not as it was.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct StillChanged {
    /// What is decided.
    #[serde(flatten)]
    pub what: PlanQuantity,
    /// When.
    pub quarter: Quarter,
    /// How much before.
    pub before: f64,
    /// How much now.
    pub now: f64,
    /// How much in the best plan.
    pub best: f64,
    /// The change at its list price, present value.
    pub money: f64,
    /// What keeping this number alone as it was would take from the best margin; null where no plan keeps it, and where it was not
    /// asked.
    pub keeping_costs: Option<f64>,
    /// No plan keeps this number as it was, whatever it earns.
    pub cannot_be_kept: bool,
}

/// Returns the plan nearest to a given one, of those whose margin is within some of the best.
///
/// Compared are wafer starts, racks installed and units delivered in the quarters that both are about. Options are held as taken.
/// An error where both have no quarter in common, or the model knows nothing of what the plan before does.
///
/// ```
/// use waferline::{Model, Outcome, SolveOptions, solve};
/// use waferline::explain::{Within, near};
/// use waferline::hold::GivenPlan;
///
/// let model = Model::load("models/minimal.toml")?;
/// let Outcome::Optimal(solved) = solve(&model, &SolveOptions::default())? else {
///     panic!("the bundled model has a plan");
/// };
/// // A plan is nearest to itself.
/// let given = GivenPlan::of(&solved.plan);
/// let near = near(&model, &solved, &given, Within::Share(0.001))?;
/// assert_eq!(near.distance, 0.0);
/// assert!(near.changes.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn near(
    model: &Model,
    solved: &Solved,
    given: &GivenPlan,
    within: Within,
) -> Result<NearPlan, ExplainError> {
    let (whole, model) = (model, &*solved.holding(model));
    let decisions = given.decisions(model, &solved.lp, &|what, _| counts(what));
    if decisions.is_empty() {
        let words = "the plan before and the model have no quarter in common";
        return Err(ExplainError::Unknown(words.to_owned()));
    }
    let unknown = given.unknown(model, &counts);
    if !unknown.is_empty() && !given.has_other_than(&unknown, &counts) {
        let words =
            "the plan before is of another model: of all that it does nothing is known here";
        return Err(ExplainError::Unknown(words.to_owned()));
    }
    let compared: Vec<Compared> = (decisions.iter())
        .map(|it| it.compared(model, &solved.lp))
        .collect();
    let best = solved.solution.objective;
    let floor = best - within.of(best);
    let unit = compared.iter().map(|it| it.weight).fold(0.0, f64::max);
    let unit = if unit > 0.0 { unit } else { 1.0 };
    let lp = program(&solved.lp, floor, &compared, unit);
    let x = &solved.solution.x;
    let options = &solved.options;
    let nearest = optimal(prove_near(&lp, &point(x, &compared), options)?.answer)?;
    let mut nearness = nearest.certificate;
    for money in [
        &mut nearness.bound,
        &mut nearness.gap,
        &mut nearness.tolerance,
    ] {
        *money *= unit;
    }
    // Of all that are as near the one that earns most.
    let margin: Vec<f64> = solved.lp.columns().iter().map(|it| it.cost).collect();
    let mut costs = margin.clone();
    costs.resize(lp.columns().len(), 0.0);
    // As near but for rounding of what the plan before does: its decisions together may miss a balance by as much.
    let size: f64 = compared.iter().map(|it| it.weight * it.given).sum();
    let least = -nearest.objective + AS_NEAR * size / unit;
    let mut as_near = lp.with_costs(&costs);
    if let Some(row) = as_near.row(&Says::More(OfChanges::Distance)) {
        as_near.set_row_range(row, 0.0, least);
    }
    let found = optimal(prove_near(&as_near, &nearest.x, options)?.answer)?;
    let x_near = &found.x[..margin.len()];
    // The best plan earns no less: what this one has more is rounding.
    let margin = solved.lp.objective(x_near).min(best);
    let plan = interpret_point(whole, &solved.lp, x_near, margin)
        .map_err(|error| ExplainError::Solve(SolveError::from(error)))?;
    let distance = |x: &[f64]| -> f64 {
        let changes = compared.iter();
        changes
            .map(|it| it.weight * without_rounding(it.amount(x), it.given).abs())
            .sum()
    };
    let mut near = NearPlan {
        within,
        best_margin: best,
        margin,
        distance: distance(x_near),
        best_distance: distance(x),
        plan,
        nearness,
        certificate: found.certificate,
        changes: changes(&decisions, &compared, x_near, x),
        unknown,
    };
    ask_what_keeping_costs(solved, &decisions, &compared, &mut near)?;
    Ok(near)
}

/// Returns whether changes of something count: wafer starts, racks installed, units delivered.
fn counts(what: &PlanQuantity) -> bool {
    matches!(
        what,
        PlanQuantity::Started { .. } | PlanQuantity::Installed { .. } | PlanQuantity::Sold { .. }
    )
}

/// Returns what is not as it was, the most money first.
fn changes(
    decisions: &[Given],
    compared: &[Compared],
    near: &[f64],
    best: &[f64],
) -> Vec<StillChanged> {
    let changed = decisions.iter().zip(compared).filter_map(|(given, it)| {
        let change = without_rounding(it.amount(near), it.given);
        (change != 0.0).then(|| StillChanged {
            what: given.what.clone(),
            quarter: given.quarter,
            before: it.given,
            now: it.amount(near),
            best: it.amount(best),
            money: it.weight * change.abs(),
            keeping_costs: None,
            cannot_be_kept: it.columns.is_empty(),
        })
    });
    let mut changes: Vec<StillChanged> = changed.collect();
    changes.sort_by(|a, b| b.money.total_cmp(&a.money));
    changes
}

/// Finds what keeping each of the largest changes as it was would cost.
fn ask_what_keeping_costs(
    solved: &Solved,
    decisions: &[Given],
    compared: &[Compared],
    near: &mut NearPlan,
) -> Result<(), ExplainError> {
    let asked = near.changes.len().min(ASKED);
    let asked = &near.changes[..asked];
    let threads = solved.options.threads();
    let found = threads.lanes(asked.len(), |i| {
        let mut all = decisions.iter().zip(compared);
        let of = all.find(|(it, _)| it.what == asked[i].what && it.quarter == asked[i].quarter);
        of.map_or(Ok(None), |(_, it)| margin_keeping(solved, it))
    });
    for (change, margin) in near.changes.iter_mut().zip(found) {
        match margin? {
            // What is said to cost less than nothing is rounding.
            Some(margin) => change.keeping_costs = Some((near.best_margin - margin).max(0.0)),
            None => change.cannot_be_kept = true,
        }
    }
    Ok(())
}

/// Returns the best margin with one decision as it was; `None` where no plan has it so.
fn margin_keeping(solved: &Solved, kept: &Compared) -> Result<Option<f64>, ExplainError> {
    if kept.columns.is_empty() {
        return Ok(None);
    }
    let lp = program(
        &solved.lp,
        f64::NEG_INFINITY,
        std::slice::from_ref(kept),
        1.0,
    );
    let mut costs: Vec<f64> = solved.lp.columns().iter().map(|it| it.cost).collect();
    costs.extend([0.0, 0.0]);
    let mut lp = lp.with_costs(&costs);
    for change in costs.len() - 2..costs.len() {
        lp.set_column_range(ColumnId(change), 0.0, 0.0);
    }
    let x = point(&solved.solution.x, std::slice::from_ref(kept));
    match prove_near(&lp, &x, &solved.options)?.answer {
        Answer::Optimal(solution) => Ok(Some(solution.objective)),
        Answer::Infeasible(_) => Ok(None),
        Answer::Unbounded(_) => Err(ExplainError::Unconfirmed(
            "the margin has an end, and then none".to_owned(),
        )),
    }
}

fn optimal(answer: Answer) -> Result<Solution, ExplainError> {
    match answer {
        Answer::Optimal(solution) => Ok(solution),
        Answer::Infeasible(_) | Answer::Unbounded(_) => Err(ExplainError::Unconfirmed(
            "the best plan is none of those that earn nearly as much".to_owned(),
        )),
    }
}
