//! The method: predictor, corrector, and correctors of centrality.
//!
//! Each iteration factors Newton's matrix once. The predictor aims at products of 0; how far it gets says how much the
//! corrector has to aim at the center instead (`sigma = (mu_aff / mu)^3`), and what second-order terms the corrector has to
//! make up for (Mehrotra 1992). Further correctors, each a solve with the same factor, bring products that would be
//! far from their mean after a longer step back to between [`LEAST_SHARE`] and [`MOST_SHARE`] of it (Gondzio 1996), and
//! are taken with the weight that lets the step be longest (Colombo and Gondzio 2008).
//!
//! Source of the methods: Mehrotra, "On the implementation of a primal-dual interior point method" (1992); Gondzio, "Multiple
//! centrality corrections in a primal-dual method for linear programming" (1996); Colombo and Gondzio, "Further development of
//! multiple centrality correctors for interior point methods" (2008).

use super::direction::Newton;
use super::iterate::{Distance, Iterate, Residuals, norm};
use super::normal::Normal;
use super::standard::Standard;
use super::step::SHORT_OF_BOUNDARY;
use crate::watch::{Interrupted, Phase, Progress, Watch};

/// Relative residuals and gap at which the point is optimal.
const OPTIMAL: f64 = 1e-8;
/// The method goes on to a gap of this, so that little is left over for crossover, but no more than so many iterations beyond an optimum:
/// rounding may end it sooner.
const SHARP: f64 = 1e-9;
const BEYOND: usize = 2;
/// A program that takes more iterations has no optimum, or numbers that the method cannot deal with: 15 to 60 are usual.
const MOST_ITERATIONS: usize = 150;
/// Steps shorter than this, this often in a row, are no progress.
const SHORT: f64 = 1e-4;
const SHORT_STEPS: usize = 4;
/// How much longer a corrector of centrality tries to make a step.
const LONGER: f64 = 0.3;
/// A corrector that gains less than this share of what it tried is the last.
const WORTH: f64 = 0.1;
/// Up to so many correctors where a factorization takes as long as this many solves. (A fourth saves one or two of 24 to 30 iterations at sizes M and
/// L, a fifth hardly any.)
const CORRECTORS: [(f64, usize); 3] = [(10.0, 1), (30.0, 2), (50.0, 4)];

/// Where the method ended.
pub(super) struct Ended {
    pub(super) point: Iterate,
    pub(super) distance: Distance,
}

/// Moves from Mehrotra's point until it is optimal, or no progress is made.
pub(super) fn optimize(
    program: &Standard,
    normal: &mut Normal,
    watch: &Watch,
) -> Result<Ended, Interrupted> {
    let mut point = Iterate::start(program, normal);
    let share = normal.factor_share();
    let correctors = CORRECTORS
        .iter()
        .filter(|(from, _)| share >= *from)
        .map(|(_, count)| *count)
        .max()
        .unwrap_or(0);
    let mut iterations = 0;
    let mut short = 0;
    let mut beyond = 0;
    let mut optimal: Option<Ended> = None;
    loop {
        let residuals = point.residuals(program);
        let distance = point.distance(program, &residuals);
        if distance.most() <= OPTIMAL {
            if distance.gap <= SHARP || beyond >= BEYOND {
                return Ok(Ended { point, distance });
            }
            beyond += 1;
            let point = point.clone();
            optimal = Some(Ended { point, distance });
        } else if let Some(ended) = optimal {
            // Rounding has the last word.
            return Ok(ended);
        }
        let is_over = iterations >= MOST_ITERATIONS || short >= SHORT_STEPS;
        if is_over || !distance.most().is_finite() {
            return Ok(Ended { point, distance });
        }
        watch.check()?;
        watch.report(|elapsed| Progress {
            phase: Phase::Interior,
            iterations,
            objective: None,
            infeasibility: None,
            gap: Some(distance.gap),
            elapsed,
        });
        let direction = choose(program, normal, &point, &residuals, correctors);
        let (primal, dual) = point.longest(program, &direction);
        if primal.max(dual) < SHORT {
            short += 1;
        } else {
            short = 0;
        }
        let before = point.clone();
        point.go(
            &direction,
            (SHORT_OF_BOUNDARY * primal).min(1.0),
            (SHORT_OF_BOUNDARY * dual).min(1.0),
        );
        iterations += 1;
        if !(norm(&point.x) + norm(&point.y)).is_finite() {
            return Ok(Ended {
                point: before,
                distance,
            });
        }
    }
}

/// Returns the direction of the next step.
fn choose(
    program: &Standard,
    normal: &mut Normal,
    point: &Iterate,
    residuals: &Residuals,
    correctors: usize,
) -> Iterate {
    let mu = point.mu(program);
    let mut newton = Newton::at(program, normal, point);
    let to_zero = point.to_zero();
    let mut predictor = newton.direction(point, residuals, &to_zero);
    newton.refine(&mut predictor, point, residuals);
    let (primal, dual) = point.longest(program, &predictor);
    let mut ahead = point.clone();
    ahead.go(&predictor, primal.min(1.0), dual.min(1.0));
    let share = if mu > 0.0 {
        ahead.mu(program) / mu
    } else {
        0.0
    };
    let target = mu * (share * share * share).clamp(0.0, 1.0);
    let corrected = newton.direction(point, residuals, &to_zero.corrected(&predictor, target));
    let mut direction = centered(program, &mut newton, point, corrected, target, correctors);
    newton.refine(&mut direction, point, residuals);
    direction
}

/// Returns a direction with corrections of its centrality.
fn centered(
    program: &Standard,
    newton: &mut Newton,
    point: &Iterate,
    mut direction: Iterate,
    target: f64,
    correctors: usize,
) -> Iterate {
    let mut longest = point.longest(program, &direction);
    let nothing = Residuals::none(program);
    for _ in 0..correctors {
        let tried = ((longest.0 + LONGER).min(1.0), (longest.1 + LONGER).min(1.0));
        let products = point.toward_center(program, &direction, tried, target);
        let correction = newton.direction(point, &nothing, &products);
        let (weight, reached) = direction.best_weight(program, point, &correction, longest);
        let gained =
            (reached.0.min(1.0) - longest.0.min(1.0)) + (reached.1.min(1.0) - longest.1.min(1.0));
        if gained <= 0.0 {
            break;
        }
        direction.add(&correction, weight);
        longest = reached;
        if gained < WORTH * LONGER || longest.0.min(longest.1) >= 1.0 {
            break;
        }
    }
    direction
}
