//! Where the method starts.
//!
//! The point of the equations nearest to one within the bounds, and the multipliers nearest to the costs, both by least
//! squares; then slacks and multipliers are moved up until all are above 0 and their products are not far from each other.
//!
//! Source of the method: Mehrotra, "On the implementation of a primal-dual interior point method" (1992), section 7.

use super::iterate::{Iterate, Slacks};
use super::normal::Normal;
use super::standard::Standard;

/// Added to the diagonal of `A A'`, for rows that depend on others.
const REGULARIZATION: f64 = 1e-8;
/// Slacks below 0 are moved this many times as far up as the lowest is below.
const LIFT: f64 = 1.5;

impl Iterate {
    pub(super) fn start(program: &Standard, normal: &mut Normal) -> Self {
        let matrix = &program.matrix;
        let size = program.cost.len();
        normal.compute(matrix, &vec![1.0; size], REGULARIZATION);
        let mut x: Vec<f64> = (0..size)
            .map(|j| 0.0_f64.max(program.lower[j]).min(program.upper[j]))
            .collect();
        let mut used = vec![0.0; matrix.height];
        matrix.add_product(&x, &mut used);
        let mut multipliers: Vec<f64> = program
            .right
            .iter()
            .zip(&used)
            .map(|(b, a)| b - a)
            .collect();
        normal.solve(&mut multipliers);
        for (j, x) in x.iter_mut().enumerate() {
            *x += matrix.dot(j, &multipliers);
        }
        let mut y = vec![0.0; matrix.height];
        matrix.add_product(&program.cost, &mut y);
        normal.solve(&mut y);
        let d: Vec<f64> = (0..size)
            .map(|j| program.cost[j] - matrix.dot(j, &y))
            .collect();
        let of = |bounds: &[f64],
                  slack: &dyn Fn(usize) -> f64,
                  multiplier: &dyn Fn(usize) -> f64| Slacks {
            x: (0..size)
                .map(|j| if bounds[j].is_finite() { slack(j) } else { 1.0 })
                .collect(),
            z: (0..size)
                .map(|j| {
                    if bounds[j].is_finite() {
                        multiplier(j)
                    } else {
                        0.0
                    }
                })
                .collect(),
        };
        let mut lower = of(&program.lower, &|j| x[j] - program.lower[j], &|j| {
            if program.upper[j].is_finite() {
                0.5 * d[j]
            } else {
                d[j]
            }
        });
        let mut upper = of(&program.upper, &|j| program.upper[j] - x[j], &|j| {
            if program.lower[j].is_finite() {
                -0.5 * d[j]
            } else {
                -d[j]
            }
        });
        lift(program, &mut lower, &mut upper);
        Self { x, y, lower, upper }
    }
}

/// Moves slacks and multipliers up until all are above 0.
fn lift(program: &Standard, lower: &mut Slacks, upper: &mut Slacks) {
    let pairs = |lower: &Slacks, upper: &Slacks| -> Vec<(f64, f64)> {
        let each = |slacks: &Slacks, bounds: &[f64]| -> Vec<(f64, f64)> {
            let all = slacks.x.iter().zip(&slacks.z).zip(bounds);
            all.filter(|(_, bound)| bound.is_finite())
                .map(|((&x, &z), _)| (x, z))
                .collect()
        };
        let mut all = each(lower, &program.lower);
        all.extend(each(upper, &program.upper));
        all
    };
    let mut add = |by_x: f64, by_z: f64| {
        for (slacks, bounds) in [(&mut *lower, &program.lower), (&mut *upper, &program.upper)] {
            for ((x, z), bound) in slacks.x.iter_mut().zip(&mut slacks.z).zip(bounds) {
                if bound.is_finite() {
                    *x += by_x;
                    *z += by_z;
                }
            }
        }
        pairs(lower, upper)
    };
    let all = add(0.0, 0.0);
    let least = all
        .iter()
        .fold((f64::INFINITY, f64::INFINITY), |least, pair| {
            (least.0.min(pair.0), least.1.min(pair.1))
        });
    if all.is_empty() {
        return;
    }
    let all = add((-LIFT * least.0).max(0.0), (-LIFT * least.1).max(0.0));
    let (sum_x, sum_z): (f64, f64) = all
        .iter()
        .fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
    let products: f64 = all.iter().map(|pair| pair.0 * pair.1).sum();
    let half = |sum: f64| {
        if products > 0.0 && sum > 0.0 {
            0.5 * products / sum
        } else {
            1.0
        }
    };
    add(half(sum_z), half(sum_x));
}
