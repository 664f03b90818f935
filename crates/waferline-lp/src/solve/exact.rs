//! From an answer proved within rounding to the exact one.

use std::hash::Hash;

use super::answer::{Answer, Proved};
use super::backend::FoundBy;
use super::basis::Basis;
use super::options::SolveOptions;
use super::start::{self, Method};
use super::uncertified::Uncertified;
use crate::certificate::certify;
use crate::climb::{residuals, sharpen};
use crate::exact::{ExactEnd, ExactFailure, ExactOptimum, Rational, solve_exactly};
use crate::program::Lp;
use crate::simplex::{Basis as Statuses, End, Simplex, Stuck};
use crate::solution::{Point, Solution};
use crate::watch::{Interrupted, Watch};

/// This many exact pivots are made at most: many more than a basis ever needed that floating point took for optimal.
const MOST_PIVOTS: usize = 100_000;

/// The proof in exact arithmetic: of the program as stored, nothing rounded.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ExactProof {
    /// The optimum; `None` where there is none, because there is no plan or no end.
    pub objective: Option<Rational>,
    /// How many pivots exact arithmetic made from the basis that floating point found; 0: that one was optimal.
    pub pivots: usize,
}

impl From<ExactFailure> for Uncertified {
    fn from(failure: ExactFailure) -> Self {
        match failure {
            ExactFailure::Interrupted(why) => Self::Interrupted(why),
            failure => Self::Exact(failure),
        }
    }
}

/// Returns the exact answer to a program and its proof, if the options ask for it, from the basis of an answer: an
/// optimum is the exact one, every number rounded to the nearest `f64`, and certified again.
pub fn exactly<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    proved: Proved,
    options: &SolveOptions,
) -> Result<(Proved, Option<ExactProof>), Uncertified> {
    if !options.is_exact() {
        return Ok((proved, None));
    }
    let from = basis_of(lp, &proved, options)?;
    let end = solve_exactly(lp, &from, MOST_PIVOTS, &options.watch)?;
    let (answer, objective, pivots) = match end {
        ExactEnd::Optimal(optimum) => {
            let answer = Answer::Optimal(certified(lp, &optimum)?);
            (answer, Some(optimum.objective), optimum.pivots)
        }
        ExactEnd::Infeasible {
            multipliers,
            pivots,
        } => {
            let multipliers = direction(&multipliers, Rational::to_double);
            (Answer::Infeasible(multipliers), None, pivots)
        }
        ExactEnd::Unbounded { ray, pivots, .. } => (
            Answer::Unbounded(direction(&ray, Rational::to_f64)),
            None,
            pivots,
        ),
    };
    // Where the basis was the right one, what was proved of it stays.
    let was_right = match (&proved.answer, &answer) {
        (Answer::Optimal(_), Answer::Optimal(_)) => pivots == 0,
        (Answer::Infeasible(_), Answer::Infeasible(_))
        | (Answer::Unbounded(_), Answer::Unbounded(_)) => true,
        _ => false,
    };
    let proved = match (was_right, answer) {
        (true, answer @ Answer::Optimal(_)) => Proved { answer, ..proved },
        (true, _) => proved,
        (false, answer) => Proved {
            answer,
            basis: Basis::default(),
            ..proved
        },
    };
    Ok((proved, Some(ExactProof { objective, pivots })))
}

/// Returns the exact optimum near the basis of a simplex, every number rounded to the nearest `f64` and certified, and a simplex
/// at its basis; `None` if there is none.
pub(super) fn optimum_near<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    mut simplex: Simplex,
    watch: &Watch,
) -> Result<Option<(Solution, Simplex)>, Uncertified> {
    sharpen(&mut simplex)?;
    let end = solve_exactly(lp, &simplex.basis(), MOST_PIVOTS, watch)?;
    let ExactEnd::Optimal(optimum) = end else {
        return Ok(None);
    };
    let solution = certified(lp, &optimum)?;
    let simplex = Simplex::from_basis(lp, &optimum.basis).with_watch(watch);
    Ok(Some((solution, simplex)))
}

/// Returns where exact arithmetic starts: at the basis of the answer, or at none if it has none.
fn basis_of<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    proved: &Proved,
    options: &SolveOptions,
) -> Result<Statuses, Uncertified> {
    if let Answer::Optimal(solution) = &proved.answer {
        let mut simplex = match proved.basis.of(lp, &solution.x, &options.watch) {
            Ok(simplex) => simplex.clone(),
            Err(Stuck::Interrupted(why)) => return Err(why.into()),
            Err(_) => return Ok(Simplex::from_vertex(lp, &solution.x).basis()),
        };
        sharpen(&mut simplex)?;
        return Ok(simplex.basis());
    }
    let found = proved.basis.found().map(Simplex::basis);
    Ok(found.unwrap_or_else(|| Simplex::from_nothing(lp).basis()))
}

/// Returns the certified solution that an exact optimum is, its point rounded to `f64`.
fn certified<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    optimum: &ExactOptimum,
) -> Result<Solution, Uncertified> {
    let doubles = |values: &[Rational]| values.iter().map(Rational::to_double).collect();
    let solution = certify(
        lp,
        &Point {
            x: doubles(&optimum.x),
            y: doubles(&optimum.y),
        },
    );
    if solution.certificate.holds() {
        Ok(solution)
    } else {
        Err(residuals(lp, &solution).into())
    }
}

/// A program of more rows than this is not pivoted on in fractions when nothing else certifies: a pivot would take longer
/// than a planner waits.
const LAST_ROWS: usize = 4_000;
/// This many pivots are tried then.
const LAST_PIVOTS: usize = 2_000;

/// Returns the answer by exact pivots from the basis where the simplex method gives up: the last thing that is tried when
/// nothing certifies. `None` if the program is too large, or they do not get there.
pub(super) fn by_exact_pivots<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    watch: &Watch,
) -> Result<Option<Proved>, Interrupted> {
    if lp.rows().len() > LAST_ROWS {
        return Ok(None);
    }
    let mut simplex = match start::presolved(lp, Method::Simplex, watch)? {
        Some((simplex, _)) => simplex,
        None => Simplex::from_nothing(lp).with_watch(watch),
    };
    // However it ends, it ends at a basis.
    if let Err(Stuck::Interrupted(why)) = simplex.optimize() {
        return Err(why);
    }
    let end = match solve_exactly(lp, &simplex.basis(), LAST_PIVOTS, watch) {
        Ok(end) => end,
        Err(ExactFailure::Interrupted(why)) => return Err(why),
        Err(_) => return Ok(None),
    };
    let (answer, basis) = match end {
        ExactEnd::Optimal(optimum) => {
            let Ok(solution) = certified(lp, &optimum) else {
                return Ok(None);
            };
            let mut simplex = Simplex::from_basis(lp, &optimum.basis).with_watch(watch);
            let basis = match simplex.optimize() {
                Ok(End::Optimal) => Basis::known(simplex),
                _ => Basis::default(),
            };
            (Answer::Optimal(solution), basis)
        }
        ExactEnd::Infeasible { multipliers, .. } => {
            let answer = Answer::Infeasible(direction(&multipliers, Rational::to_double));
            (answer, Basis::default())
        }
        ExactEnd::Unbounded { ray, .. } => {
            let answer = Answer::Unbounded(direction(&ray, Rational::to_f64));
            (answer, Basis::default())
        }
    };
    Ok(Some(Proved {
        answer,
        basis,
        found_by: FoundBy::OWN,
    }))
}

/// Returns the same direction, its greatest entry 1: as it is its entries may be beyond any `f64`.
fn direction<T>(values: &[Rational], rounded: fn(&Rational) -> T) -> Vec<T> {
    Rational::over_greatest(values)
        .iter()
        .map(rounded)
        .collect()
}
