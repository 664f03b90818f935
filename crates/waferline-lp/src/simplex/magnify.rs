//! The way on from a refined point that shows its basis not to be optimal.
//!
//! Where a value is truly beyond its bound, or a price truly of the wrong sign, but by less than the method's tolerance,
//! the program is looked at from that point under a magnifying glass: bounds and costs relative to it, times so much that
//! the violation is 1. With `x = x* + u / p` and the objective times `q`,
//!
//! ```text
//! maximize q d* u over A u = 0, p (lower - x*) <= u <= p (upper - x*)
//! ```
//!
//! is the same program: its rows are the same, so the basis and its factors serve, and the ordinary method goes on from
//! there with its ordinary tolerances. A look gains about nine digits.
//!
//! Source of the method: Gleixner, Steffy and Wolter, "Iterative refinement for linear programming" (2016).

use super::end::{End, Stuck};
use super::method::Simplex;
use super::optimize::{FINAL_ROUNDS, ROUNDS};
use super::refine::Refined;
use super::state::State;
use crate::double::Double;

/// A look takes some pivots, where it finds anything at all; one that takes this many, and one more for so many rows, goes round
/// in degenerate vertices that rounding tells apart, each pivot as long as a refinement.
const LEAST_PATIENCE: usize = 200;
const ROWS_A_PIVOT: usize = 20;

/// The most that a violation is magnified in one look: numbers beside it must stay apart in `f64`.
const MOST: f64 = 1e15;

impl Simplex {
    /// Optimizes the program as seen from a refined point, magnified until what it misses is 1. Proofs that it ends at
    /// are those of the program itself, and its numbers are the program's again: walks start from them.
    pub(crate) fn magnify(&mut self, refined: &Refined) -> Result<End, Stuck> {
        let costs = self.state.true_cost.clone();
        let (lowers, uppers) = (self.state.true_lower.clone(), self.state.true_upper.clone());
        let (missed, wrong) = self.state.greatest_misses(refined);
        let (closer, dearer) = (magnification(missed), magnification(wrong));
        for (v, (x, d)) in refined.x.iter().zip(&refined.d).enumerate() {
            let seen = |bound: f64| {
                if bound.is_finite() {
                    (Double::from(bound) - *x).times(closer).value()
                } else {
                    bound
                }
            };
            self.state.true_lower[v] = seen(lowers[v]);
            self.state.true_upper[v] = seen(uppers[v]);
            self.state.true_cost[v] = d.times(dearer).value();
        }
        // From an optimum within the tolerance it is not far; if it seems so, the numbers are the trouble.
        let patience = self.state.patience;
        self.state.patience = LEAST_PATIENCE + self.state.form.rows / ROWS_A_PIVOT;
        let end = self.optimize_from(ROUNDS - 2 * FINAL_ROUNDS);
        self.state.patience = patience;
        self.state.true_cost = costs;
        self.state.true_lower = lowers;
        self.state.true_upper = uppers;
        self.state.restore();
        self.renew();
        end
    }
}

impl State {
    /// Returns the greatest violation of a bound, and the greatest reduced cost of the wrong sign, at a refined point.
    fn greatest_misses(&self, refined: &Refined) -> (f64, f64) {
        let mut missed = 0.0_f64;
        let mut wrong = 0.0_f64;
        for (v, (x, d)) in refined.x.iter().zip(&refined.d).enumerate() {
            let beyond = |bound: f64| (*x - Double::from(bound)).value();
            if self.true_lower[v].is_finite() {
                missed = missed.max(-beyond(self.true_lower[v]));
            }
            if self.true_upper[v].is_finite() {
                missed = missed.max(beyond(self.true_upper[v]));
            }
            wrong = wrong.max(match self.sign[v] {
                0 => 0.0,
                1 => d.value(),
                -1 => -d.value(),
                _ => d.abs().value(),
            });
        }
        (missed, wrong)
    }
}

/// Returns the power of two that makes a violation about 1.
fn magnification(missed: f64) -> f64 {
    if missed > 0.0 {
        (1.0 / missed).clamp(1.0, MOST).log2().floor().exp2()
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use crate::LpBuilder;
    use crate::simplex::{End, Simplex};

    #[test]
    fn a_look_under_the_glass_leaves_the_programs_own_numbers() {
        let mut lp = LpBuilder::default();
        lp.add_column("own", 10.0, 0.0, 6.0);
        lp.add_column("sell", 8.0, 0.0, f64::INFINITY);
        let uses = [("own", 1.0), ("sell", 1.0)];
        lp.add_row("wafers", f64::NEG_INFINITY, 10.0, uses);
        let mut simplex = Simplex::from_nothing(&lp.build());
        assert_eq!(simplex.optimize(), Ok(End::Optimal));
        let refined = simplex.refine();
        assert_eq!(simplex.magnify(&refined), Ok(End::Optimal));
        assert_eq!((simplex.objective(), simplex.duals()), (92.0, vec![8.0]));
        assert_eq!(simplex.values(), [6.0, 4.0]);
    }
}
