//! How much of one thing must be given up for another: the exact line between the plan that is best in the one and the plan
//! that is best in the other.
//!
//! The optimum of a weighted sum of both is walked from all weight on the one to all on the other; each basis on the way is
//! a corner of the line, and each weight at which it changes is the slope between two (Geoffrion, "Solving bicriterion
//! mathematical programs", 1967). Every corner and every stretch is then proved by a certified optimum of its own.

mod ends;
mod measure;
mod trade;

use serde::Serialize;

use crate::explain::ExplainError;
use crate::formulation::{Column, Constraint};
use crate::lp::{Lp, Scaling, Solution};
use crate::model::{FieldPath, Model};
use crate::outcome::{SolveOptions, Solved};
use crate::quarter::Quarter;
use crate::solve::{Answer, hold, prove_near};

pub use measure::Measure;

pub(super) use measure::Form;
use trade::{Trade, confirm_stretch};

/// All that two measures can be at once, where neither can be better without the other being worse.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Frontier {
    /// The one, as it was asked for.
    pub first: String,
    /// The other.
    pub second: String,
    /// What the one is.
    pub first_measure: Measure,
    /// What the other is.
    pub second_measure: Measure,
    /// Both in the plan with the best margin.
    pub best_plan: FrontierPoint,
    /// The corners, from the best of the first to the best of the second; between them the line is straight.
    pub points: Vec<FrontierPoint>,
    /// The stretches between the corners; one fewer.
    pub stretches: Vec<FrontierStretch>,
}

/// A corner of the line: a plan.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FrontierPoint {
    /// The first measure.
    pub first: f64,
    /// The second measure.
    pub second: f64,
    /// The best margin with both at these values, present value.
    pub margin: f64,
}

/// A straight part of the line.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FrontierStretch {
    /// How much the second measure changes with each unit of the first.
    pub rate: f64,
    /// The limits that hold all plans of the stretch, what a small share more of them is worth the greatest first.
    pub limits: Vec<FrontierLimit>,
}

/// A number of the model that holds a stretch where it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FrontierLimit {
    /// Its path, without quarters.
    pub path: FieldPath,
    /// The quarters in which it does.
    pub quarters: Vec<Quarter>,
    /// What the first measure gains or loses, the second staying as it is, if all these quarters are raised by 1%, for a small
    /// change.
    pub per_percent: f64,
}

/// Ranges below this share of the measure are rounding.
const ROUNDING: f64 = 1e-9;

/// Returns the frontier between two measures, `margin`, `outside-racks`, `service-wait`, `service-short` or `run-rate`, each
/// over the horizon or over the quarters named: `run-rate@2029Q1..2029Q4`.
///
/// All plans that keep the model's limits and promises count, whatever they earn. With `service_first` those with the least
/// shortfall do.
///
/// ```
/// use waferline::{Model, Outcome, SolveOptions, solve};
/// use waferline::explain::frontier;
///
/// let model = Model::load("models/minimal.toml")?;
/// let Outcome::Optimal(solved) = solve(&model, &SolveOptions::default())? else {
///     panic!("the bundled model has a plan");
/// };
/// let frontier = frontier(&model, &solved, "margin", "outside-racks")?;
/// // From the best margin on, each rack more costs more.
/// assert!((frontier.points[0].first / solved.solution.objective - 1.0).abs() < 1e-9);
/// assert!(frontier.stretches.windows(2).all(|pair| pair[0].rate < pair[1].rate));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn frontier(
    model: &Model,
    solved: &Solved,
    first: &str,
    second: &str,
) -> Result<Frontier, ExplainError> {
    let model = &*solved.holding(model);
    let lp = &solved.lp;
    let forms = [Form::of(model, lp, first)?, Form::of(model, lp, second)?];
    let [a, b] = &forms;
    if first == second {
        let why = format!("{first}: a trade is between two different measures");
        return Err(ExplainError::Unknown(why));
    }
    let point = |x: &[f64]| FrontierPoint {
        first: a.value(x),
        second: b.value(x),
        margin: lp.objective(x),
    };
    let mut frontier = Frontier {
        first: first.to_owned(),
        second: second.to_owned(),
        first_measure: a.measure,
        second_measure: b.measure,
        best_plan: point(&solved.solution.x),
        points: Vec::new(),
        stretches: Vec::new(),
    };
    let ends = [best(solved, a, b)?, best(solved, b, a)?];
    let range = |form: &Form| (form.value(&ends[0]) - form.value(&ends[1])).abs();
    let is_one = |form: &Form| range(form) <= ROUNDING * form.value(&ends[0]).abs().max(1.0);
    if is_one(a) || is_one(b) {
        // The plan that is best in one measure is best in the other too.
        let x = if is_one(a) { &ends[1] } else { &ends[0] };
        frontier.points.push(point(x));
        return Ok(frontier);
    }
    let mut trade = Trade::between(solved, &forms, [range(a), range(b)])?;
    let corners = trade.corners()?;
    for (i, corner) in corners.iter().enumerate() {
        let (plan, weighted) = trade.at(0.5 * (corner.from + corner.to))?;
        let x = on_face(weighted, &plan, &margin_of(lp), &solved.options)?.0;
        let found = point(&x.x);
        trade.confirm(corner, &found)?;
        frontier.points.push(found);
        if i + 1 < corners.len() {
            let (plan, _) = trade.at(corner.to)?;
            confirm_stretch(corner, &corners[i + 1], &plan, corner.to)?;
            let limits = trade.holding(model, &plan, corner.to);
            frontier.stretches.push(FrontierStretch {
                rate: trade.rate(corner.to),
                limits,
            });
        }
    }
    let [first, last] = [point(&ends[0]), point(&ends[1])];
    frontier.begin_at(first, |rate| trade.limits_at(model, rate), &forms);
    frontier.end_at(last, |rate| trade.limits_at(model, rate), &forms);
    Ok(frontier)
}

/// Returns costs with the greatest at 1.
fn normal(costs: &[f64]) -> Vec<f64> {
    let greatest = costs
        .iter()
        .fold(0.0_f64, |most, cost| most.max(cost.abs()));
    let greatest = if greatest > 0.0 { greatest } else { 1.0 };
    costs.iter().map(|cost| cost / greatest).collect()
}

fn optimal(answer: Answer) -> Result<Solution, ExplainError> {
    match answer {
        Answer::Optimal(solution) => Ok(solution),
        Answer::Unbounded(_) => Err(ExplainError::Unknown(
            "one of the measures is unbounded, so there is no trade-off".to_owned(),
        )),
        Answer::Infeasible(_) => Err(ExplainError::Unconfirmed(
            "a plan was found, and then none".to_owned(),
        )),
    }
}

fn margin_of(lp: &Lp<Column, Constraint>) -> Vec<f64> {
    lp.columns().iter().map(|column| column.cost).collect()
}

/// Returns a plan in which the measure is best; of those, one in which the other is; of those, the one with the best margin.
fn best(solved: &Solved, form: &Form, then: &Form) -> Result<Vec<f64>, ExplainError> {
    let (lp, options) = (&solved.lp, &solved.options);
    let first = lp.clone().with_costs(&normal(&form.good()));
    let proved = prove_near(&first, &solved.solution.x, options)?;
    let best = optimal(proved.answer)?;
    let (best, face) = on_face(first, &best, &normal(&then.good()), options)?;
    Ok(on_face(face, &best, &margin_of(lp), options)?.0.x)
}

/// Returns the plan with the greatest sum of other costs among the optima of a program, and the program it is an optimum of.
fn on_face(
    lp: Lp<Column, Constraint>,
    optimum: &Solution,
    costs: &[f64],
    options: &SolveOptions,
) -> Result<(Solution, Lp<Column, Constraint>), ExplainError> {
    // What is held is distinguished from rounding in scaled units: one measure may count little beside the other.
    let scaling = Scaling::of(&lp);
    let mut scaled = optimum.clone();
    for (d, scale) in scaled.reduced_cost.iter_mut().zip(&scaling.column) {
        *d *= scale * scaling.quantity / scaling.money;
    }
    for (dual, scale) in scaled.dual.iter_mut().zip(&scaling.row) {
        *dual *= scaling.quantity / (scaling.money * scale);
    }
    let mut face = lp.with_costs(costs);
    hold(&mut face, &scaled);
    let proved = prove_near(&face, &optimum.x, options)?;
    Ok((optimal(proved.answer)?, face))
}
