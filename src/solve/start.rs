//! Where the own method starts: at the optimum that a presolved program leads to, if there is one.

use std::hash::Hash;

use crate::lp::{End, Lp, Presolved, Simplex};

/// Returns the simplex at the basis of `lp` that the optimum of the presolved program stands for; `None` if that one has
/// no optimum, or none was reached. Nothing is proved yet.
pub(super) fn presolved<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
) -> Option<Simplex> {
    let presolved = Presolved::of(lp)?;
    let mut reduced = Simplex::from_nothing(presolved.reduced());
    match reduced.optimize() {
        Ok(End::Optimal) => Some(Simplex::from_basis(lp, &presolved.restore(&reduced))),
        Ok(End::Infeasible(_) | End::Unbounded(_)) | Err(_) => None,
    }
}
