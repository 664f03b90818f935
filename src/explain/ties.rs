//! Other plans that are as good: what could be done in place of what, at no cost.

use serde::Serialize;

use crate::explain::ExplainError;
use crate::formulation::{Column, Constraint, describe_column};
use crate::lp::{ColumnId, End, Lp, RowId, Scaling, Simplex, Stuck, Variable};
use crate::model::Model;
use crate::outcome::Solved;

/// Activities that could replace each other at no cost.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Ties {
    /// No other plan has the same margin.
    pub plan_is_unique: bool,
    /// What is not done and could be, without a change of the margin; if nothing is, what could be done more.
    pub ties: Vec<Tie>,
    /// Further activities that were not looked at.
    pub not_looked_at: usize,
}

/// Something that is not done and could be, or could be done more.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Tie {
    /// What, in words.
    pub activity: String,
    /// How much of it at most, without a change of the margin; null if unbounded.
    pub up_to: Option<f64>,
    /// What there would be less of then, the largest parts first.
    pub instead_of: Vec<Instead>,
}

/// Something that would be done less.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Instead {
    /// What, in words.
    pub activity: String,
    /// By how much less, in its own units.
    pub less: f64,
}

/// Reduced costs and duals above this share of the largest amount they are made of hold their column or row.
const HELD: f64 = 1e-9;
/// Changes above this share of a column's unit are real.
const MOVES: f64 = 1e-6;
/// How many activities are looked at.
const LOOKED_AT: usize = 60;
/// How many parts are named.
const NAMED: usize = 3;

/// Returns whether the plan is the only best one, and what could replace what at no cost.
///
/// All best plans are the points at which columns with a reduced cost stay at their bounds and rows with a price at
/// theirs. The plan is the only one if no generic objective moves it there.
pub fn ties(model: &Model, solved: &Solved) -> Result<Ties, ExplainError> {
    let model = &*solved.holding(model);
    leading_ties(model, solved, usize::MAX)
}

/// As [`ties`], until `top` are found.
pub(super) fn leading_ties(
    model: &Model,
    solved: &Solved,
    top: usize,
) -> Result<Ties, ExplainError> {
    let face = Face::of(solved)?;
    if face.is_a_point()? {
        return Ok(Ties {
            plan_is_unique: true,
            ties: Vec::new(),
            not_looked_at: 0,
        });
    }
    let lp = &solved.lp;
    let free = (0..lp.columns().len()).map(ColumnId);
    let free = free.filter(|&it| face.is_free(it) && is_decision(lp.columns()[it.0].key));
    let (done, not_done): (Vec<ColumnId>, Vec<ColumnId>) = free.partition(|&it| face.is_done(it));
    let named = face.named(model, &not_done, top)?;
    // Where all that could be is done already, plans differ in how much of it.
    if named.ties.is_empty() {
        face.named(model, &done, top)
    } else {
        Ok(named)
    }
}

/// Whether a column is something a planner decides, rather than what follows.
fn is_decision(column: Column) -> bool {
    !matches!(
        column,
        Column::Fleet { .. }
            | Column::InProcess { .. }
            | Column::Displacing { .. }
            | Column::OrderDelivery { .. }
            | Column::UpsideDelivery { .. }
            | Column::OpenOrders { .. }
    )
}

/// All best plans.
struct Face<'a> {
    solved: &'a Solved,
    /// At the plan, with what all best plans share fixed and all costs 0.
    simplex: Simplex,
    held: Vec<bool>,
    scaling: Scaling,
}

impl<'a> Face<'a> {
    fn of(solved: &'a Solved) -> Result<Self, Stuck> {
        let (lp, solution) = (&solved.lp, &solved.solution);
        let mut simplex = solved.simplex()?.clone();
        let mut held = vec![false; lp.columns().len()];
        let mut most = vec![0.0_f64; lp.rows().len()];
        for (j, data) in lp.columns().iter().enumerate() {
            let column = ColumnId(j);
            let mut largest = data.cost.abs();
            for (row, value) in lp.entries(column) {
                let amount = (value * solution.dual[row.0]).abs();
                largest = largest.max(amount);
            }
            for (row, value) in lp.entries(column) {
                most[row.0] = most[row.0].max(largest / value.abs());
            }
            if solution.reduced_cost[j].abs() > HELD * largest {
                let x = solution.x[j];
                simplex.set_range(Variable::Column(column), x, x);
                held[j] = true;
            }
            simplex.set_cost(column, 0.0);
        }
        for (i, &dual) in solution.dual.iter().enumerate() {
            if dual.abs() > HELD * most[i] {
                let bound = held_bound(lp, RowId(i), dual);
                simplex.set_range(Variable::Row(RowId(i)), bound, bound);
            }
        }
        Ok(Self {
            solved,
            simplex,
            held,
            scaling: Scaling::of(lp),
        })
    }

    fn unit(&self, column: ColumnId) -> f64 {
        self.scaling.column[column.0] * self.scaling.quantity
    }

    /// Whether no other best plan exists: a generic objective and its opposite both leave the plan as it is.
    fn is_a_point(&self) -> Result<bool, ExplainError> {
        let x = &self.solved.solution.x;
        for sign in [1.0, -1.0] {
            let mut simplex = self.simplex.clone();
            for column in (0..x.len()).map(ColumnId) {
                simplex.set_cost(column, sign * generic(column.0) / self.unit(column));
            }
            if simplex.optimize()? != End::Optimal {
                return Ok(false);
            }
            let other = simplex.values();
            let moved = |column: usize| {
                (other[column] - x[column]).abs()
                    > MOVES * self.unit(ColumnId(column)).max(x[column].abs())
            };
            if (0..x.len()).any(moved) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether some best plan might do a column, or more of it.
    fn is_free(&self, column: ColumnId) -> bool {
        !self.held[column.0] && self.solved.lp.columns()[column.0].upper > 0.0
    }

    fn is_done(&self, column: ColumnId) -> bool {
        self.solved.solution.x[column.0] > 1e-3 * MOVES * self.unit(column)
    }

    /// Returns what could be done of these, as far as they are looked at.
    fn named(
        &self,
        model: &Model,
        candidates: &[ColumnId],
        top: usize,
    ) -> Result<Ties, ExplainError> {
        let mut found = Ties {
            plan_is_unique: false,
            ties: Vec::new(),
            not_looked_at: candidates.len(),
        };
        for &column in candidates.iter().take(LOOKED_AT) {
            if found.ties.len() >= top {
                break;
            }
            found.ties.extend(self.tie(model, column)?);
            found.not_looked_at -= 1;
        }
        Ok(found)
    }

    /// Returns how much of an activity a best plan could do, if more than the plan, and what there would be less of.
    fn tie(&self, model: &Model, column: ColumnId) -> Result<Option<Tie>, ExplainError> {
        let (lp, x) = (&self.solved.lp, &self.solved.solution.x);
        let mut simplex = self.simplex.clone();
        simplex.set_cost(column, 1.0);
        let mut tie = Tie {
            activity: describe_column(model, lp.columns()[column.0].key),
            up_to: None,
            instead_of: Vec::new(),
        };
        match simplex.optimize()? {
            End::Optimal => {}
            End::Unbounded(_) => return Ok(Some(tie)),
            End::Infeasible(_) => return Ok(None),
        }
        let other = simplex.values();
        if other[column.0] - x[column.0] <= MOVES * self.unit(column).max(x[column.0]) {
            return Ok(None);
        }
        tie.up_to = Some(other[column.0]);
        let mut less: Vec<(f64, usize)> = (0..x.len())
            .filter(|&j| is_decision(lp.columns()[j].key))
            .map(|j| ((x[j] - other[j]) / self.unit(ColumnId(j)), j))
            .filter(|&(fall, _)| fall > MOVES)
            .collect();
        less.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        tie.instead_of = less
            .into_iter()
            .take(NAMED)
            .map(|(_, j)| Instead {
                activity: describe_column(model, lp.columns()[j].key),
                less: x[j] - other[j],
            })
            .collect();
        Ok(Some(tie))
    }
}

/// Returns the end of a row's range that its price holds it at.
fn held_bound(lp: &Lp<Column, Constraint>, row: RowId, dual: f64) -> f64 {
    let data = &lp.rows()[row.0];
    if dual > 0.0 { data.upper } else { data.lower }
}

/// Returns the same number between 1 and 2 for the same column everywhere, unrelated to its neighbors'.
fn generic(column: usize) -> f64 {
    let mixed = (column as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
    1.0 + (mixed as f64) / f64::from(1 << 24)
}
