//! The point that the method moves, and how far it is from where it must be.
//!
//! ```text
//! r_p = b - A x        r_l = l - x + x_l        r_u = u - x - x_u        r_d = c - A' y - z_l + z_u
//! ```
//!
//! with slacks `x_l`, `x_u` and multipliers `z_l`, `z_u` of finite bounds, all above 0; `mu` is the mean of the products.

use super::standard::Standard;

/// Values and multipliers; slacks and multipliers of bounds that are not finite are 1 and 0, and never looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Iterate {
    pub(super) x: Vec<f64>,
    pub(super) y: Vec<f64>,
    pub(super) lower: Slacks,
    pub(super) upper: Slacks,
}

/// By variable: how far from its bound, and the bound's multiplier.
#[derive(Clone, Debug, Default)]
pub(super) struct Slacks {
    pub(super) x: Vec<f64>,
    pub(super) z: Vec<f64>,
}

/// What is missing.
#[derive(Clone, Debug, Default)]
pub(super) struct Residuals {
    pub(super) primal: Vec<f64>,
    pub(super) lower: Vec<f64>,
    pub(super) upper: Vec<f64>,
    pub(super) dual: Vec<f64>,
}

/// How far the point is from optimal, relative to the program's numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Distance {
    pub(super) primal: f64,
    pub(super) dual: f64,
    pub(super) gap: f64,
}

impl Distance {
    /// Returns the greatest of the three.
    pub(super) fn most(&self) -> f64 {
        self.primal.max(self.dual).max(self.gap)
    }
}

impl Iterate {
    /// Returns `z_l / x_l + z_u / x_u`: how much a variable is held where it is.
    pub(super) fn curvature(&self, j: usize) -> f64 {
        self.lower.z[j] / self.lower.x[j] + self.upper.z[j] / self.upper.x[j]
    }

    pub(super) fn residuals(&self, program: &Standard) -> Residuals {
        let mut used = vec![0.0; program.matrix.height];
        program.matrix.add_product(&self.x, &mut used);
        let variables = 0..self.x.len();
        Residuals {
            primal: program
                .right
                .iter()
                .zip(&used)
                .map(|(b, a)| b - a)
                .collect(),
            lower: variables
                .clone()
                .map(|j| {
                    let bound = program.lower[j];
                    if bound.is_finite() {
                        bound - self.x[j] + self.lower.x[j]
                    } else {
                        0.0
                    }
                })
                .collect(),
            upper: variables
                .clone()
                .map(|j| {
                    let bound = program.upper[j];
                    if bound.is_finite() {
                        bound - self.x[j] - self.upper.x[j]
                    } else {
                        0.0
                    }
                })
                .collect(),
            dual: variables
                .map(|j| {
                    program.cost[j] - program.matrix.dot(j, &self.y) - self.lower.z[j]
                        + self.upper.z[j]
                })
                .collect(),
        }
    }

    /// Returns the mean product of slack and multiplier.
    pub(super) fn mu(&self, program: &Standard) -> f64 {
        let mut sum = 0.0;
        let mut count = 0;
        for (slacks, bounds) in [(&self.lower, &program.lower), (&self.upper, &program.upper)] {
            for ((x, z), bound) in slacks.x.iter().zip(&slacks.z).zip(bounds) {
                if bound.is_finite() {
                    sum += x * z;
                    count += 1;
                }
            }
        }
        sum / f64::max(1.0, count.into())
    }

    pub(super) fn distance(&self, program: &Standard, residuals: &Residuals) -> Distance {
        let dot = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
        let at = |bounds: &[f64], z: &[f64]| -> f64 {
            let finite = bounds.iter().zip(z).filter(|(bound, _)| bound.is_finite());
            finite.map(|(bound, z)| bound * z).sum()
        };
        let primal = dot(&program.cost, &self.x);
        let dual = dot(&program.right, &self.y) + at(&program.lower, &self.lower.z)
            - at(&program.upper, &self.upper.z);
        let missed = norm(&residuals.primal)
            .max(norm(&residuals.lower))
            .max(norm(&residuals.upper));
        Distance {
            primal: missed / (1.0 + norm(&program.right)),
            dual: norm(&residuals.dual) / (1.0 + norm(&program.cost)),
            gap: (primal - dual).abs() / (1.0 + 0.5 * (primal + dual).abs()),
        }
    }
}

/// Returns the greatest absolute value; infinite where one is no number.
pub(super) fn norm(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most, value| {
        if value.abs() <= most {
            most
        } else if value.is_nan() {
            f64::INFINITY
        } else {
            value.abs()
        }
    })
}
