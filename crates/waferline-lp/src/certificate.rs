//! Proofs, computed from the program itself: of optimality, of infeasibility, of unboundedness.
//!
//! A plan is the best if it keeps its limits and no plan earns more. The first is a matter of each row and bound, measured
//! by what flows through it: one huge number elsewhere in the program makes no violation small. The second is a bound in
//! money (weak duality): for any prices `y`, with `d = c - A' y`,
//!
//! ```text
//! c x = d x + y (A x) <= sum_j max { d_j x_j in its range } + sum_i max { y_i s_i in its range }
//! ```
//!
//! so a price of the wrong sign is no defect by itself: it counts with how far its column or row can go. All sums are
//! taken in double-double arithmetic; what they leave is not rounding.

use std::cell::OnceCell;
use std::hash::Hash;

use crate::double::Double;
use crate::implied::Ranges;
use crate::program::{ColumnId, Lp};
use crate::solution::{Certificate, Point, Solution};
use crate::terms::{ROUNDING, Terms, worse};

/// No quantity of a model is larger (the greatest number that a model file may hold).
const CAP: f64 = 1e15;

/// A bound that is greater by less of itself is as good: it proves 15 digits, as many as there are. Prices of a program with 8,800
/// columns are of the wrong sign by half of this, by rounding alone.
const LAST_DIGITS: f64 = 4.0 * f64::EPSILON;

/// The part of all money that moves (`|c x|`) to which a gap is relative where the objective is smaller: a plan that
/// earns next to nothing with much money cannot be proved to the last cent of that.
const OF_TURNOVER: f64 = 1e-4;

/// Returns the solution that a point and row duals make, with what proves or disproves it.
///
/// The check is on the `f64` values of the point, which are the ones reported. Prices count in double-double: any prices
/// prove a bound.
#[must_use]
pub fn certify<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(lp: &Lp<C, R>, point: &Point) -> Solution {
    let x: Vec<f64> = point.x.iter().map(|value| value.value()).collect();
    let mut rows = vec![Terms::default(); lp.rows().len()];
    let mut objective = Terms::default();
    let mut money_moved = 0.0;
    let mut primal_residual = 0.0;
    for (j, (column, &value)) in lp.columns().iter().zip(&x).enumerate() {
        objective.add(Double::product(column.cost, value));
        money_moved += (column.cost * value).abs();
        let missed = miss(Double::from(value), column.lower, column.upper);
        primal_residual = worse(primal_residual, share(missed, value.abs()));
        if value != 0.0 {
            for (row, coefficient) in lp.entries(ColumnId(j)) {
                rows[row.0].add(Double::product(coefficient, value));
            }
        }
    }
    for (terms, row) in rows.iter().zip(lp.rows()) {
        let missed = miss(terms.sum, row.lower, row.upper);
        primal_residual = worse(primal_residual, share(missed, terms.largest));
    }
    let prices = Prices::of(lp, &point.y);
    let largest = objective.largest;
    let objective = objective.sum.value();
    // Mostly a first look at the rows shows that prices of the wrong sign are worth nothing that could be read.
    let first = prices.bound(lp, &x, &|| Ranges::at_first_look(lp));
    let bound = if first.by_wrong <= LAST_DIGITS * objective.abs() {
        first
    } else {
        prices.bound(lp, &x, &|| Ranges::of(lp, Some(objective)))
    };
    // Where no money moves at all, terms of the bound that cancel would leave a gap without a size to measure it by.
    let gap = Terms {
        sum: bound.terms.sum - Double::from(objective),
        largest: worse(bound.terms.largest, largest),
    }
    .rounded();
    Solution {
        objective,
        activity: rows.iter().map(|terms| terms.sum.value()).collect(),
        dual: prices.dual.iter().map(|price| price.value()).collect(),
        reduced_cost: prices.reduced_cost.iter().map(|d| d.value()).collect(),
        certificate: Certificate {
            primal_residual,
            dual_residual: bound.wrong,
            gap: gap.value(),
            bound: (Double::from(objective) + gap).value(),
            tolerance: Certificate::GAP * objective.abs().max(OF_TURNOVER * money_moved),
            column_cap: bound.is_capped.then_some(CAP),
        },
        x,
        multipliers: prices.dual,
    }
}

/// Row duals, reduced costs, and what each is measured by.
struct Prices {
    dual: Vec<Double>,
    dual_size: Vec<f64>,
    reduced_cost: Vec<Double>,
    cost_size: Vec<f64>,
}

/// The most that any plan can earn.
struct Bound {
    terms: Terms,
    /// What prices of the wrong sign add to it.
    by_wrong: f64,
    /// The greatest price of the wrong sign, relative to its largest term.
    wrong: f64,
    is_capped: bool,
}

impl Prices {
    fn of<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(lp: &Lp<C, R>, y: &[Double]) -> Self {
        let mut prices = Self {
            dual: y.to_vec(),
            dual_size: vec![0.0; y.len()],
            reduced_cost: Vec::with_capacity(lp.columns().len()),
            cost_size: Vec::with_capacity(lp.columns().len()),
        };
        for (j, column) in lp.columns().iter().enumerate() {
            let mut terms = Terms::default();
            terms.add(Double::from(column.cost));
            for (row, coefficient) in lp.entries(ColumnId(j)) {
                terms.take(y[row.0], coefficient);
            }
            prices.reduced_cost.push(terms.rounded());
            prices.cost_size.push(terms.largest);
            for (row, coefficient) in lp.entries(ColumnId(j)) {
                if coefficient != 0.0 {
                    let size = &mut prices.dual_size[row.0];
                    *size = worse(*size, terms.largest / coefficient.abs());
                }
            }
        }
        for (price, size) in prices.dual.iter_mut().zip(&prices.dual_size) {
            if price.abs().value() <= ROUNDING * size {
                *price = Double::ZERO;
            }
        }
        prices
    }

    /// Returns the most that these prices let any plan earn; `x` says at which ends the columns are, `implied` how far what has no end
    /// of its own can go.
    fn bound<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
        &self,
        lp: &Lp<C, R>,
        x: &[f64],
        implied: &dyn Fn() -> Ranges,
    ) -> Bound {
        let ranges = OnceCell::new();
        let ranges = || ranges.get_or_init(implied);
        let mut bound = Bound {
            terms: Terms::default(),
            by_wrong: 0.0,
            wrong: 0.0,
            is_capped: false,
        };
        let columns = self.reduced_cost.iter().zip(&self.cost_size).enumerate();
        for (j, (&d, &size)) in columns {
            let column = &lp.columns()[j];
            if d == Double::ZERO {
                continue;
            }
            let own = if d.is_positive() {
                column.upper
            } else {
                column.lower
            };
            if own == x[j] {
                bound.terms.add(d.times(own));
                continue;
            }
            let (least, greatest) = ranges().columns[j];
            bound.add(d, if d.is_positive() { greatest } else { least }, size);
        }
        let rows = self.dual.iter().zip(&self.dual_size).enumerate();
        for (i, (&y, &size)) in rows {
            let row = &lp.rows()[i];
            if y == Double::ZERO {
                continue;
            }
            let own = if y.is_positive() {
                row.upper
            } else {
                row.lower
            };
            if own.is_finite() {
                bound.terms.add(y.times(own));
                continue;
            }
            let (least, greatest) = ranges().rows[i];
            bound.add(y, if y.is_positive() { greatest } else { least }, size);
        }
        bound
    }
}

impl Bound {
    /// Adds what a price of the wrong sign can be worth: as far as its column or row can go.
    fn add(&mut self, price: Double, end: f64, size: f64) {
        self.wrong = worse(self.wrong, share(price.abs().value(), size));
        let term = if end.is_finite() {
            price.times(end)
        } else {
            self.is_capped = true;
            price.abs().times(CAP)
        };
        self.by_wrong += term.abs().value();
        self.terms.add(term);
    }
}

/// Returns an amount relative to a size; anything is endlessly more than nothing.
fn share(amount: f64, size: f64) -> f64 {
    if amount == 0.0 { 0.0 } else { amount / size }
}

/// Returns by how much a value is outside its range.
fn miss(value: Double, lower: f64, upper: f64) -> f64 {
    // Nothing is within an end that is no number.
    if lower.is_nan() || upper.is_nan() {
        return f64::INFINITY;
    }
    let below = |end: f64, by: fn(Double, Double) -> Double| {
        if end.is_finite() {
            by(value, Double::from(end)).value()
        } else {
            f64::NEG_INFINITY
        }
    };
    let missed = worse(
        below(lower, |value, lower| lower - value),
        below(upper, |value, upper| value - upper),
    );
    missed.max(0.0)
}
