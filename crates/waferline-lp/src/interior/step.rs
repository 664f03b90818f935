//! Steps along a direction: how long they may be, and what would make them longer.

use super::direction::Products;
use super::iterate::{Iterate, Residuals, Slacks};
use super::standard::Standard;

/// Share of the way to the boundary that a step may go: no slack or multiplier becomes less than a thousandth of what it was.
pub(super) const SHORT_OF_BOUNDARY: f64 = 0.999;
/// Products that a correction of centrality leaves alone: between these shares of the mean (Gondzio 1996).
const LEAST_SHARE: f64 = 0.1;
const MOST_SHARE: f64 = 10.0;
/// Weights of a correction that are tried, most first.
const WEIGHTS: [f64; 4] = [1.0, 0.6, 0.3, 0.1];

impl Products {
    /// Returns this change corrected for what a step along `direction` would leave of second order, and aimed at `target`.
    pub(super) fn corrected(&self, direction: &Iterate, target: f64) -> Self {
        let corrected = |products: &[f64], moves: &Slacks| {
            let terms = products.iter().zip(&moves.x).zip(&moves.z);
            terms
                .map(|((product, x), z)| product + target - x * z)
                .collect()
        };
        Self {
            lower: corrected(&self.lower, &direction.lower),
            upper: corrected(&self.upper, &direction.upper),
        }
    }
}

impl Residuals {
    /// Returns residuals of nothing.
    pub(super) fn none(program: &Standard) -> Self {
        let (rows, variables) = (program.matrix.height, program.cost.len());
        Self {
            primal: vec![0.0; rows],
            lower: vec![0.0; variables],
            upper: vec![0.0; variables],
            dual: vec![0.0; variables],
        }
    }
}

impl Iterate {
    /// Returns the change that makes all products 0.
    pub(super) fn to_zero(&self) -> Products {
        let to_zero = |slacks: &Slacks| {
            slacks
                .x
                .iter()
                .zip(&slacks.z)
                .map(|(x, z)| -x * z)
                .collect()
        };
        Products {
            lower: to_zero(&self.lower),
            upper: to_zero(&self.upper),
        }
    }

    /// Returns how far slacks and multipliers let a step go.
    pub(super) fn longest(&self, program: &Standard, direction: &Self) -> (f64, f64) {
        let room = |values: &[f64], moves: &[f64], bounds: &[f64], so_far: f64| {
            let mut room = so_far;
            for ((value, by), bound) in values.iter().zip(moves).zip(bounds) {
                if *by < 0.0 && bound.is_finite() {
                    room = room.min(-value / by);
                }
            }
            room
        };
        // More than this is not needed: steps end at 1.
        let most = 1.0 / SHORT_OF_BOUNDARY;
        let primal = room(&self.lower.x, &direction.lower.x, &program.lower, most);
        let dual = room(&self.lower.z, &direction.lower.z, &program.lower, most);
        (
            room(&self.upper.x, &direction.upper.x, &program.upper, primal),
            room(&self.upper.z, &direction.upper.z, &program.upper, dual),
        )
    }

    /// Moves.
    pub(super) fn go(&mut self, direction: &Self, primal: f64, dual: f64) {
        let go = |values: &mut [f64], moves: &[f64], step: f64| {
            values
                .iter_mut()
                .zip(moves)
                .for_each(|(value, by)| *value += step * by);
        };
        go(&mut self.x, &direction.x, primal);
        go(&mut self.lower.x, &direction.lower.x, primal);
        go(&mut self.upper.x, &direction.upper.x, primal);
        go(&mut self.y, &direction.y, dual);
        go(&mut self.lower.z, &direction.lower.z, dual);
        go(&mut self.upper.z, &direction.upper.z, dual);
    }

    /// Adds a multiple of another direction.
    pub(super) fn add(&mut self, other: &Self, weight: f64) {
        self.go(other, weight, weight);
    }

    /// Returns what brings the products that a step would leave far from `target` back to it.
    pub(super) fn toward_center(
        &self,
        program: &Standard,
        direction: &Self,
        (primal, dual): (f64, f64),
        target: f64,
    ) -> Products {
        let (least, most) = (LEAST_SHARE * target, MOST_SHARE * target);
        let each = |slacks: &Slacks, moves: &Slacks, bounds: &[f64]| {
            let size = bounds.len();
            (0..size)
                .map(|j| {
                    if !bounds[j].is_finite() {
                        return 0.0;
                    }
                    let product =
                        (slacks.x[j] + primal * moves.x[j]) * (slacks.z[j] + dual * moves.z[j]);
                    if product < least {
                        least - product
                    } else if product > most {
                        (most - product).max(-most)
                    } else {
                        0.0
                    }
                })
                .collect()
        };
        Products {
            lower: each(&self.lower, &direction.lower, &program.lower),
            upper: each(&self.upper, &direction.upper, &program.upper),
        }
    }

    /// Returns the weight of a correction at which this direction's steps from `point` are longest, and how long.
    pub(super) fn best_weight(
        &self,
        program: &Standard,
        point: &Self,
        correction: &Self,
        now: (f64, f64),
    ) -> (f64, (f64, f64)) {
        let mut best = (0.0, now);
        for weight in WEIGHTS {
            let mut tried = self.clone();
            tried.add(correction, weight);
            let reached = point.longest(program, &tried);
            if reached.0 + reached.1 > best.1.0 + best.1.1 {
                best = (weight, reached);
            }
        }
        best
    }
}
