//! Who is asked for the answer, and who is asked next where that fails.

use std::hash::Hash;

use super::answer::{Answer, Proved};
use super::backend::{self, Claim, Solver, caught};
use super::basis::Basis;
#[cfg(feature = "exact")]
use super::exact;
use super::options::SolveOptions;
use super::proof::walk_up;
use super::start::{self, Method};
use super::uncertified::Uncertified;
use crate::certificate::certify;
use crate::program::Lp;
use crate::scale::Scaling;
use crate::simplex::Simplex;
use crate::solution::Point;
use crate::watch::Watch;

/// Returns the proved answer of the solver that goes first, or of the next one where that fails.
pub fn prove<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    options: &SolveOptions,
) -> Result<Proved, Uncertified> {
    if let Some(variable) = lp.without_number() {
        return Err(Uncertified::NoNumber(variable));
    }
    let scaling = Scaling::of(lp);
    let (first, second) = options.solver().order(lp.columns().len());
    let ask = |solver| {
        let answer = caught(|| match solver {
            Solver::Own => own(lp, Method::BySize, &options.watch),
            Solver::OwnSimplex => own(lp, Method::Simplex, &options.watch),
            Solver::OwnInterior => own(lp, Method::Interior, &options.watch),
            other => confirm(lp, &scaling, other, options),
        });
        answer.unwrap_or(Err(Uncertified::Failed(solver)))
    };
    let error = match ask(first) {
        Err(Uncertified::Interrupted(why)) => return Err(why.into()),
        Err(error) => error,
        proved => return proved,
    };
    let other = match ask(second) {
        Err(Uncertified::Interrupted(why)) => return Err(why.into()),
        Err(other) => other,
        proved => return proved,
    };
    // Of two errors the own method's says more.
    let error = if first.is_own() { error } else { other };
    #[cfg(feature = "exact")]
    if let Some(last) = caught(|| exact::by_exact_pivots(lp, &options.watch)) {
        return last?.ok_or(error);
    }
    Err(error)
}

/// Returns the proved answer to a program whose optimum is near `x` (one value a column): as [`prove`], without another
/// solver where the own method gets there from `x`.
pub fn prove_near<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    x: &[f64],
    options: &SolveOptions,
) -> Result<Proved, Uncertified> {
    prove_from(lp, Simplex::from_vertex(lp, x), options)
}

/// Returns the proved answer to a program from a simplex that stands at a basis of it: as [`prove_near`], where the bounds
/// and costs of a program of the same matrix were moved.
pub fn prove_from<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    simplex: Simplex,
    options: &SolveOptions,
) -> Result<Proved, Uncertified> {
    if lp.without_number().is_some() {
        return prove(lp, options);
    }
    let answer = caught(|| walk_up(lp, simplex, &options.watch));
    match answer.unwrap_or(Err(Uncertified::Failed(Solver::Own))) {
        Err(Uncertified::Interrupted(why)) => Err(why.into()),
        Err(_) => prove(lp, options),
        proved => proved,
    }
}

/// Returns the proved answer of the own methods, presolved first. What a presolved program claims is proved on the whole
/// one; that there is no optimum, only there.
fn own<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    method: Method,
    watch: &Watch,
) -> Result<Proved, Uncertified> {
    if let Some((simplex, found_by)) = start::presolved(lp, method, watch)?
        && let Ok(proved) = walk_up(lp, simplex, watch)
    {
        return Ok(Proved { found_by, ..proved });
    }
    watch.check()?;
    walk_up(lp, Simplex::from_nothing(lp), watch)
}

/// Returns the optimum that another solver claims: as it is where its own duals prove it, else finished by the simplex
/// method from where it is, at its own basis if it has one.
fn confirm<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    scaling: &Scaling,
    solver: Solver,
    options: &SolveOptions,
) -> Result<Proved, Uncertified> {
    let claim = backend::ask(solver, lp, scaling, options)?;
    let Some(claim) = claim else {
        return Err(Uncertified::NoClaim(solver));
    };
    let Claim {
        x,
        dual,
        basis,
        found_by,
    } = claim;
    if let Some(dual) = dual {
        let solution = certify(lp, &Point::of(&x, &dual));
        if solution.certificate.holds() {
            return Ok(Proved {
                answer: Answer::Optimal(solution),
                basis: Basis::reported(basis),
                found_by,
            });
        }
    }
    let start = match basis {
        Some(basis) => Simplex::from_basis(lp, &basis),
        None => Simplex::from_vertex(lp, &x),
    };
    let finished = walk_up(lp, start, &options.watch)?;
    Ok(Proved {
        found_by,
        ..finished
    })
}
