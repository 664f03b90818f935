//! From a basis to an answer that is proved.

use std::hash::Hash;

use super::answer::{Answer, Proved};
use super::backend::FoundBy;
use super::basis::Basis;
use super::uncertified::Uncertified;
use crate::climb::{Reached, Unproved, climb};
use crate::program::Lp;
use crate::simplex::Simplex;
use crate::solution::Solution;
use crate::watch::Watch;

/// Returns the certified optimum at the basis where a simplex stands, refined and pivoted on from there where need be;
/// `None` if the program turns out to have no optimum.
pub fn certified<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    simplex: &mut Simplex,
) -> Result<Option<Solution>, Uncertified> {
    Ok(match climb(lp, simplex)? {
        Reached::Optimal(solution) => Some(solution),
        Reached::Infeasible(_) | Reached::Unbounded(_) => None,
    })
}

/// Returns the proved answer that the simplex method reaches from a basis.
pub(super) fn walk_up<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    simplex: Simplex,
    watch: &Watch,
) -> Result<Proved, Uncertified> {
    let mut simplex = simplex.with_watch(watch);
    let answer = match climb(lp, &mut simplex)? {
        Reached::Optimal(solution) => Answer::Optimal(solution),
        Reached::Infeasible(multipliers) => Answer::Infeasible(multipliers),
        Reached::Unbounded(ray) => Answer::Unbounded(ray),
    };
    Ok(Proved {
        answer,
        basis: Basis::known(simplex),
        found_by: FoundBy::OWN,
    })
}

impl From<Unproved> for Uncertified {
    fn from(unproved: Unproved) -> Self {
        match unproved {
            Unproved::Residuals(certificate, worst) => Self::Residuals { certificate, worst },
            Unproved::Proof(what) => Self::Proof(what),
            Unproved::Stuck(stuck) => stuck.into(),
        }
    }
}
