//! How much of one thing must be given up for another: the exact line between the plan that is best in the one and the plan
//! that is best in the other.
//!
//! The optimum of a weighted sum of both is walked from all weight on the one to all on the other; each basis on the way is
//! a corner of the line, and each weight at which it changes is the slope between two (Geoffrion, "Solving bicriterion
//! mathematical programs", 1967). Every corner and every stretch is then proved by a certified optimum of its own.

mod measure;

use schemars::JsonSchema;
use serde::Serialize;

use crate::explain::ExplainError;
use crate::formulation::{Column, Constraint, Limit, limits};
use crate::lp::{Certificate, ColumnId, Direction, Finish, Lp, Simplex, Solution, Variable};
use crate::model::Model;
use crate::outcome::{SolveError, SolveOptions, Solved};
use crate::quarter::Quarter;
use crate::solve::{Answer, Proved, hold, prove_from, prove_near};

pub use measure::Measure;

use measure::Form;

/// All that two measures can be at once, where neither can be better without the other being worse.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
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
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FrontierPoint {
    /// The first measure.
    pub first: f64,
    /// The second measure.
    pub second: f64,
    /// The best margin with both at these values, present value.
    pub margin: f64,
}

/// A straight part of the line.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FrontierStretch {
    /// How much the second measure changes with each unit of the first.
    pub rate: f64,
    /// The limits that hold all plans of the stretch, what a small share more of them is worth the greatest first.
    pub limits: Vec<FrontierLimit>,
}

/// A number of the model that holds a stretch where it is.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FrontierLimit {
    /// Its path, without quarters.
    pub path: String,
    /// The quarters in which it does.
    pub quarters: Vec<Quarter>,
    /// What the first measure gains or loses, the second staying as it is, if all these quarters are raised by 1%, for a small
    /// change.
    pub per_percent: f64,
}

/// Values that should be the same may differ by this share of the range that they are in.
const SAME: f64 = Certificate::TOLERANCE;
/// Prices below this share of the greatest are rounding.
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
    let lp = &solved.lp;
    let forms = [Form::of(model, lp, first)?, Form::of(model, lp, second)?];
    let [a, b] = &forms;
    if first == second {
        let why = format!("{first}: a trade is between two measures");
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
    let ends = [best(solved, a)?, best(solved, b)?];
    let range = |form: &Form| (form.value(&ends[0].x) - form.value(&ends[1].x)).abs();
    let is_one = |form: &Form| range(form) <= ROUNDING * form.value(&ends[0].x).abs().max(1.0);
    if is_one(a) || is_one(b) {
        // The plan that is best in one measure is best in the other too; the best margin of those is told.
        let plan = if is_one(a) { &ends[1] } else { &ends[0] };
        let form = if is_one(a) { b } else { a };
        let costs = normal(&form.good());
        let x = best_on_face(&lp.clone().with_costs(&costs), plan, lp, &solved.options)?;
        frontier.points.push(point(&x));
        return Ok(frontier);
    }
    let mut trade = Trade::between(solved, &forms, [range(a), range(b)])?;
    let corners = trade.corners()?;
    for (i, corner) in corners.iter().enumerate() {
        let (plan, weighted) = trade.at(0.5 * (corner.from + corner.to))?;
        let x = best_on_face(&weighted, &plan, lp, &solved.options)?;
        let found = point(&x);
        trade.confirm(corner, &found)?;
        frontier.points.push(found);
        if i + 1 < corners.len() {
            let (plan, _) = trade.at(corner.to)?;
            trade.confirm_stretch(corner, &corners[i + 1], &plan, corner.to)?;
            let limits = trade.holding(model, &plan, corner.to);
            frontier.stretches.push(FrontierStretch {
                rate: trade.rate(corner.to),
                limits,
            });
        }
    }
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
            "one of the measures has no end, so there is nothing to trade".to_owned(),
        )),
        Answer::Infeasible(_) => Err(ExplainError::Unconfirmed(
            "a plan was found, and then none".to_owned(),
        )),
    }
}

/// Returns a plan in which the measure is best.
fn best(solved: &Solved, form: &Form) -> Result<Solution, ExplainError> {
    let lp = solved.lp.clone().with_costs(&normal(&form.good()));
    let proved = prove_near(&lp, &solved.solution.x, &solved.options).map_err(SolveError::from)?;
    optimal(proved.answer)
}

/// Returns the plan with the best margin among the optima of a program.
fn best_on_face(
    lp: &Lp<Column, Constraint>,
    optimum: &Solution,
    margin: &Lp<Column, Constraint>,
    options: &SolveOptions,
) -> Result<Vec<f64>, ExplainError> {
    let costs: Vec<f64> = margin.columns().iter().map(|column| column.cost).collect();
    let mut face = lp.clone().with_costs(&costs);
    hold(&mut face, optimum);
    let proved = prove_near(&face, &optimum.x, options).map_err(SolveError::from)?;
    Ok(optimal(proved.answer)?.x)
}

/// The optimum of a weighted sum of two measures.
struct Trade<'a> {
    solved: &'a Solved,
    forms: &'a [Form; 2],
    ranges: [f64; 2],
    /// In what each measure is counted: the same share of its range, such that no column adds more than 1.
    units: [f64; 2],
    /// What each column adds to the one and to the other, in these units.
    good: [Vec<f64>; 2],
    simplex: Simplex,
}

/// A plan that is best for all weights of the second measure from one to another.
struct Corner {
    from: f64,
    to: f64,
    /// Both measures, as good things in the units of the trade, without constants.
    good: [f64; 2],
}

impl<'a> Trade<'a> {
    fn between(
        solved: &'a Solved,
        forms: &'a [Form; 2],
        ranges: [f64; 2],
    ) -> Result<Self, ExplainError> {
        let [a, b] = [forms[0].good(), forms[1].good()];
        let most = |good: &[f64], range: f64| {
            let size = good.iter().map(|it| it.abs() / range);
            size.fold(0.0, f64::max)
        };
        let share = most(&a, ranges[0]).max(most(&b, ranges[1]));
        let units = [share * ranges[0], share * ranges[1]];
        let counted = |good: Vec<f64>, unit: f64| good.into_iter().map(|it| it / unit).collect();
        let mut trade = Self {
            solved,
            forms,
            ranges,
            units,
            good: [counted(a, units[0]), counted(b, units[1])],
            simplex: solved.simplex()?.clone(),
        };
        // Scaled for both measures alike.
        let lp = trade.program(0.5);
        let proved =
            prove_near(&lp, &solved.solution.x, &solved.options).map_err(SolveError::from)?;
        trade.stand(&lp, proved)?;
        Ok(trade)
    }

    fn cost(&self, column: usize, weight: f64) -> f64 {
        (1.0 - weight) * self.good[0][column] + weight * self.good[1][column]
    }

    /// Returns the program with this weight on the second measure.
    fn program(&self, weight: f64) -> Lp<Column, Constraint> {
        let columns = 0..self.good[0].len();
        let costs: Vec<f64> = columns.map(|j| self.cost(j, weight)).collect();
        self.solved.lp.clone().with_costs(&costs)
    }

    /// Moves to the certified optimum with this weight on the second measure.
    fn at(&mut self, weight: f64) -> Result<(Solution, Lp<Column, Constraint>), ExplainError> {
        let lp = self.program(weight);
        let mut simplex = self.simplex.clone();
        for j in 0..self.good[0].len() {
            if self.good[0][j] != 0.0 || self.good[1][j] != 0.0 {
                simplex.set_cost(ColumnId(j), self.cost(j, weight));
            }
        }
        let proved = prove_from(&lp, simplex, &self.solved.options).map_err(SolveError::from)?;
        Ok((self.stand(&lp, proved)?, lp))
    }

    /// Moves to a proved optimum, and returns it.
    fn stand(
        &mut self,
        lp: &Lp<Column, Constraint>,
        proved: Proved,
    ) -> Result<Solution, ExplainError> {
        let solution = optimal(proved.answer)?;
        let watch = &self.solved.options.watch;
        self.simplex = proved.basis.of(lp, &solution.x, watch)?.clone();
        Ok(solution)
    }

    /// Returns the corners from all weight on the first measure to all on the second.
    fn corners(&mut self) -> Result<Vec<Corner>, ExplainError> {
        self.at(0.0)?;
        let columns = 0..self.good[0].len();
        let moves = columns
            .map(|j| (ColumnId(j), self.good[1][j] - self.good[0][j]))
            .filter(|it| it.1 != 0.0);
        let direction = Direction::Costs(moves.collect());
        let walk = self.simplex.walk(&direction, 1.0)?;
        if walk.finish != Finish::Reached {
            return Err(ExplainError::Unconfirmed(
                "both measures have an end, and their sum has none".to_owned(),
            ));
        }
        let corner = |segment: &crate::lp::Segment| {
            let first = segment.objective - segment.from * segment.slope;
            Corner {
                from: segment.from,
                to: segment.to,
                good: [first, first + segment.slope],
            }
        };
        Ok(walk.segments.iter().map(corner).collect())
    }

    /// Returns how much the second measure changes with each unit of the first between two corners.
    fn rate(&self, weight: f64) -> f64 {
        let [a, b] = self.forms;
        let [first, second] = self.units;
        -((1.0 - weight) * second * b.sign()) / (weight * first * a.sign())
    }

    /// Checks that a certified plan is where walking found it.
    fn confirm(&self, corner: &Corner, found: &FrontierPoint) -> Result<(), ExplainError> {
        let pairs = [(0, found.first), (1, found.second)];
        for (i, found) in pairs {
            let walked = self.forms[i].of_good(corner.good[i] * self.units[i]);
            let size = self.ranges[i].max(found.abs()).max(walked.abs());
            if (walked - found).abs() > SAME * size {
                return Err(ExplainError::Unconfirmed(format!(
                    "walking says {walked} and solving again {found} of measure {}",
                    i + 1
                )));
            }
        }
        Ok(())
    }

    /// Checks that no plan is beyond the line between two corners: the certified optimum with the weight of its slope is
    /// what both corners have.
    fn confirm_stretch(
        &self,
        from: &Corner,
        to: &Corner,
        optimum: &Solution,
        weight: f64,
    ) -> Result<(), ExplainError> {
        for corner in [from, to] {
            let value = (1.0 - weight) * corner.good[0] + weight * corner.good[1];
            let size = optimum.objective.abs().max(1.0);
            if (value - optimum.objective).abs() > SAME * size {
                return Err(ExplainError::Unconfirmed(format!(
                    "at weight {weight} a corner has {value}, the best plan {}",
                    optimum.objective
                )));
            }
        }
        Ok(())
    }

    /// Returns the limits that hold the optima with this weight, those with a price.
    fn holding(&self, model: &Model, optimum: &Solution, weight: f64) -> Vec<FrontierLimit> {
        let price = |limit: &Limit| -> f64 {
            let moves = limit.raise.iter().map(|it| {
                let price = match it.variable {
                    Variable::Column(id) => optimum.reduced_cost[id.0],
                    Variable::Row(id) => optimum.dual[id.0],
                };
                price * if price > 0.0 { it.upper } else { it.lower }
            });
            moves.sum::<f64>() * limit.amount
        };
        let priced: Vec<(Limit, f64)> = limits(model, &self.solved.lp)
            .into_iter()
            .map(|limit| {
                let price = price(&limit);
                (limit, price)
            })
            .collect();
        let greatest = priced.iter().fold(0.0_f64, |most, it| most.max(it.1.abs()));
        let per_percent = 0.01 * self.units[0] / (1.0 - weight) * self.forms[0].sign();
        let mut holding: Vec<FrontierLimit> = Vec::new();
        for (limit, price) in priced {
            if price.abs() <= ROUNDING * greatest || !price.is_finite() {
                continue;
            }
            match holding.last_mut() {
                Some(last) if last.path == limit.address.path => {
                    last.quarters.extend(limit.address.quarter);
                    last.per_percent += price * per_percent;
                }
                _ => holding.push(FrontierLimit {
                    path: limit.address.path,
                    quarters: limit.address.quarter.into_iter().collect(),
                    per_percent: price * per_percent,
                }),
            }
        }
        holding.sort_by(|a, b| {
            let by_size = b.per_percent.abs().total_cmp(&a.per_percent.abs());
            by_size.then_with(|| a.path.cmp(&b.path))
        });
        holding
    }
}
