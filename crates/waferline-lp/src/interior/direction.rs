//! Newton's direction.
//!
//! With `Theta^-1 = z_l / x_l + z_u / x_u` (plus a little, which keeps free variables from going anywhere at once),
//!
//! ```text
//! r    = r_d - (s_l + z_l r_l) / x_l + (s_u - z_u r_u) / x_u
//! (A Theta A' + delta I) dy = r_p + A Theta r           dx = Theta (A' dy - r)
//! dx_l = dx - r_l        dz_l = (s_l - z_l dx_l) / x_l
//! dx_u = r_u - dx        dz_u = (s_u - z_u dx_u) / x_u
//! ```
//!
//! where `s_l` and `s_u` are what the products of slacks and multipliers shall change by. The predictor is
//! refined until `A dx = r_p` holds, and so is what is gone along, once all corrections are in it: refining each of them took half of
//! all solves and saved no iteration. (Without refining the predictor, one program of size XL takes 54 iterations instead of 40.)
//!
//! Source of the method: Wright, *Primal-Dual Interior-Point Methods* (1997), chapter 11.

use super::iterate::{Iterate, Residuals, norm};
use super::normal::Normal;
use super::standard::Standard;

/// Least curvature of a variable (primal regularization, in scaled units): for free variables, which have none of their own.
const PRIMAL_REGULARIZATION: f64 = 1e-10;
/// What is added to the diagonal (dual regularization), for rows that depend on others; refinement takes it back.
const DUAL_REGULARIZATION: f64 = 1e-10;
/// The direction is refined until the rows miss what they were to change by no more than by this share of it, or by this share of
/// the right-hand side: a hundredth of what they may miss at the end.
const REFINED: f64 = 1e-6;
const REFINED_OF_RIGHT: f64 = 1e-10;
/// How often at most; each solve gains several digits, or there are none to gain.
const REFINEMENTS: usize = 3;

/// Newton's matrix at a point, factored.
pub(super) struct Newton<'a> {
    pub(super) program: &'a Standard,
    pub(super) normal: &'a mut Normal,
    pub(super) theta: Vec<f64>,
}

/// What products of slacks and multipliers shall change by.
#[derive(Clone, Debug)]
pub(super) struct Products {
    pub(super) lower: Vec<f64>,
    pub(super) upper: Vec<f64>,
}

impl<'a> Newton<'a> {
    pub(super) fn at(program: &'a Standard, normal: &'a mut Normal, at: &Iterate) -> Self {
        let theta: Vec<f64> = (0..at.x.len())
            .map(|j| 1.0 / (at.curvature(j) + PRIMAL_REGULARIZATION))
            .collect();
        normal.compute(&program.matrix, &theta, DUAL_REGULARIZATION);
        Self {
            program,
            normal,
            theta,
        }
    }

    /// Returns the direction that takes away these residuals and changes the products as said, as one solve finds it.
    pub(super) fn direction(
        &mut self,
        at: &Iterate,
        residuals: &Residuals,
        products: &Products,
    ) -> Iterate {
        let Self {
            program,
            normal,
            theta,
        } = self;
        let matrix = &program.matrix;
        let size = at.x.len();
        let r: Vec<f64> = (0..size)
            .map(|j| {
                let lower =
                    (products.lower[j] + at.lower.z[j] * residuals.lower[j]) / at.lower.x[j];
                let upper =
                    (products.upper[j] - at.upper.z[j] * residuals.upper[j]) / at.upper.x[j];
                residuals.dual[j] - lower + upper
            })
            .collect();
        let weighted: Vec<f64> = r
            .iter()
            .zip(theta.iter())
            .map(|(r, theta)| r * theta)
            .collect();
        let mut y = residuals.primal.clone();
        matrix.add_product(&weighted, &mut y);
        normal.solve(&mut y);
        let x = (0..size)
            .map(|j| theta[j] * (matrix.dot(j, &y) - r[j]))
            .collect();
        let mut direction = Iterate {
            x,
            y,
            ..Iterate::default()
        };
        direction.lower.x = (0..size)
            .map(|j| direction.x[j] - residuals.lower[j])
            .collect();
        direction.upper.x = (0..size)
            .map(|j| residuals.upper[j] - direction.x[j])
            .collect();
        direction.lower.z = (0..size)
            .map(|j| (products.lower[j] - at.lower.z[j] * direction.lower.x[j]) / at.lower.x[j])
            .collect();
        direction.upper.z = (0..size)
            .map(|j| (products.upper[j] - at.upper.z[j] * direction.upper.x[j]) / at.upper.x[j])
            .collect();
        for j in 0..size {
            if !program.lower[j].is_finite() {
                (direction.lower.x[j], direction.lower.z[j]) = (0.0, 0.0);
            }
            if !program.upper[j].is_finite() {
                (direction.upper.x[j], direction.upper.z[j]) = (0.0, 0.0);
            }
        }
        direction
    }

    /// Refines a direction that is to take away these residuals until the rows change as they were to.
    pub(super) fn refine(&mut self, direction: &mut Iterate, at: &Iterate, residuals: &Residuals) {
        let (program, matrix) = (self.program, &self.program.matrix);
        let wanted = (REFINED * norm(&residuals.primal))
            .max(REFINED_OF_RIGHT * (1.0 + norm(&program.right)));
        for _ in 0..REFINEMENTS {
            let mut used = vec![0.0; matrix.height];
            matrix.add_product(&direction.x, &mut used);
            let mut missing: Vec<f64> = residuals
                .primal
                .iter()
                .zip(&used)
                .map(|(r, a)| r - a)
                .collect();
            if norm(&missing) <= wanted {
                break;
            }
            self.normal.solve(&mut missing);
            let y = direction.y.iter_mut().zip(&missing);
            y.for_each(|(y, more)| *y += more);
            for j in 0..direction.x.len() {
                let more = self.theta[j] * matrix.dot(j, &missing);
                direction.x[j] += more;
                if program.lower[j].is_finite() {
                    direction.lower.x[j] += more;
                    direction.lower.z[j] -= at.lower.z[j] * more / at.lower.x[j];
                }
                if program.upper[j].is_finite() {
                    direction.upper.x[j] -= more;
                    direction.upper.z[j] += at.upper.z[j] * more / at.upper.x[j];
                }
            }
        }
    }
}
