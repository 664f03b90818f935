//! Steps along a direction: how long they may be, and what would make them longer.

use super::direction::Products;
use super::iterate::{Iterate, Residuals, Slacks};
use super::standard::Standard;

/// Share of the way to the boundary that a step may go: no slack or multiplier becomes less than a thousandth of what it was.
pub(super) const SHORT_OF_BOUNDARY: f64 = 0.999;
/// More than this is not looked for: steps end at 1.
const LONGEST: f64 = 1.0 / SHORT_OF_BOUNDARY;
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
                // Most go nowhere near: they are spared the division.
                if value + room * by < 0.0 && bound.is_finite() {
                    room = -value / by;
                }
            }
            room
        };
        let primal = room(&self.lower.x, &direction.lower.x, &program.lower, LONGEST);
        let dual = room(&self.lower.z, &direction.lower.z, &program.lower, LONGEST);
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
        let primal =
            |slacks: fn(&Self) -> &Slacks| [self, correction, point].map(|it| &*slacks(it).x);
        let dual =
            |slacks: fn(&Self) -> &Slacks| [self, correction, point].map(|it| &*slacks(it).z);
        let mut rooms = [[LONGEST; WEIGHTS.len()]; 2];
        for (slacks, bounds) in [
            ((|it| &it.lower) as fn(&Self) -> &Slacks, &program.lower),
            (|it| &it.upper, &program.upper),
        ] {
            lessen(&mut rooms[0], primal(slacks), bounds);
            lessen(&mut rooms[1], dual(slacks), bounds);
        }
        let mut best = (0.0, now);
        for (k, weight) in WEIGHTS.into_iter().enumerate() {
            let reached = (rooms[0][k], rooms[1][k]);
            if reached.0 + reached.1 > best.1.0 + best.1.1 {
                best = (weight, reached);
            }
        }
        best
    }
}

/// Lessens how far a step may go, for each weight of a correction, to what values leave room for that move so and are corrected so.
fn lessen(
    rooms: &mut [f64; WEIGHTS.len()],
    [moves, corrections, values]: [&[f64]; 3],
    bounds: &[f64],
) {
    for (((by, correction), value), bound) in moves.iter().zip(corrections).zip(values).zip(bounds)
    {
        if bound.is_finite() {
            for (room, weight) in rooms.iter_mut().zip(WEIGHTS) {
                let by = by + weight * correction;
                // Most go nowhere near: they are spared the division.
                if value + *room * by < 0.0 {
                    *room = -value / by;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::standard::Matrix;
    use super::*;

    /// The best weight is that of the longest of all steps that can be tried.
    #[test]
    fn the_best_weight_lets_the_step_be_longest() {
        let size = 40;
        let mut program = Standard {
            matrix: Matrix::of_height(0),
            cost: Vec::new(),
            lower: Vec::new(),
            upper: Vec::new(),
            right: Vec::new(),
            variables: Vec::new(),
            rows: Vec::new(),
        };
        for j in 0..size {
            let end = |is_there: bool, end: f64| if is_there { end } else { f64::INFINITY };
            let bounds = (-end(j % 3 > 0, 1.0), end(j % 4 > 0, 2.0));
            program.push(j, 0.0, bounds, []);
        }
        let iterate = |seed: usize, least: f64| {
            let values = |k: usize| -> Vec<f64> {
                let value =
                    |j: usize| least + ((j * j + 17 * j + seed * (k + 5)) % 23) as f64 / 5.0;
                (0..size).map(value).collect()
            };
            let slacks = |k: usize| Slacks {
                x: values(k),
                z: values(k + 1),
            };
            Iterate {
                x: values(0),
                y: Vec::new(),
                lower: slacks(1),
                upper: slacks(3),
            }
        };
        for seed in 0..50 {
            let point = iterate(seed, 0.5);
            let (direction, correction) = (iterate(seed + 3, -3.0), iterate(seed + 7, -2.0));
            let now = point.longest(&program, &direction);
            let (weight, reached) = direction.best_weight(&program, &point, &correction, now);
            let sum = |(primal, dual): (f64, f64)| primal + dual;
            let mut longest = sum(now);
            for tried in WEIGHTS {
                let mut corrected = direction.clone();
                corrected.add(&correction, tried);
                let steps = point.longest(&program, &corrected);
                longest = longest.max(sum(steps));
                let is_it = tried == weight;
                assert!(!is_it || (sum(steps) - sum(reached)).abs() < 1e-12);
            }
            assert!((sum(reached) - longest).abs() < 1e-12, "{seed}");
        }
    }
}
