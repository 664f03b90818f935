//! From an answer proved within rounding to the exact one.

use std::hash::Hash;

use super::{Answer, Basis, Proved, SolveOptions, Uncertified};
use crate::lp::{
    Basis as Statuses, ExactEnd, ExactFailure, Lp, Rational, Scaling, Simplex, Stuck, certify,
    solve_exactly,
};

/// So many exact pivots are made at most: many more than a basis ever needed that floating point took for optimal.
const MOST_PIVOTS: usize = 100_000;

/// The proof in exact arithmetic: of the program as stored, nothing rounded.
#[derive(Clone, Debug, PartialEq)]
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
pub(crate) fn exactly<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    proved: Proved,
    options: &SolveOptions,
) -> Result<(Proved, Option<ExactProof>), Uncertified> {
    if !options.is_exact() {
        return Ok((proved, None));
    }
    let start = start(lp, &proved, options)?;
    let end = solve_exactly(lp, &start, MOST_PIVOTS, &options.watch)?;
    let (answer, objective, pivots) = match end {
        ExactEnd::Optimal(optimum) => {
            let x = rounded(&optimum.x);
            let solution = certify(lp, &Scaling::of(lp), x, rounded(&optimum.y));
            if !solution.certificate.holds() {
                return Err(Uncertified::residuals(&solution.certificate));
            }
            let answer = Answer::Optimal(solution);
            (answer, Some(optimum.objective), optimum.pivots)
        }
        ExactEnd::Infeasible {
            multipliers,
            pivots,
        } => (Answer::Infeasible(direction(&multipliers)), None, pivots),
        ExactEnd::Unbounded { ray, pivots, .. } => {
            (Answer::Unbounded(direction(&ray)), None, pivots)
        }
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

/// Returns where exact arithmetic starts: at the basis of the answer, or at none if it has none.
fn start<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    proved: &Proved,
    options: &SolveOptions,
) -> Result<Statuses, Uncertified> {
    if let Answer::Optimal(solution) = &proved.answer {
        return match proved.basis.of(lp, &solution.x, &options.watch) {
            Ok(simplex) => Ok(simplex.basis()),
            Err(Stuck::Interrupted(why)) => Err(why.into()),
            Err(_) => Ok(Simplex::from_vertex(lp, &solution.x).basis()),
        };
    }
    let found = proved.basis.found().map(Simplex::basis);
    Ok(found.unwrap_or_else(|| Simplex::from_nothing(lp).basis()))
}

fn rounded(values: &[Rational]) -> Vec<f64> {
    values.iter().map(Rational::to_f64).collect()
}

/// Returns the same direction, its greatest entry 1: as it is its entries may be beyond any `f64`.
fn direction(values: &[Rational]) -> Vec<f64> {
    Rational::over_greatest(values)
        .iter()
        .map(Rational::to_f64)
        .collect()
}
