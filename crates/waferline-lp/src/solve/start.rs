//! Where the own method starts: at the optimum that a presolved program leads to, if there is one.

use std::hash::Hash;

use crate::presolve::Presolved;
use crate::program::Lp;
use crate::simplex::{End, Simplex, Stuck};
use crate::watch::{Interrupted, Watch};

/// Returns the simplex at the basis of `lp` that the optimum of the presolved program stands for; `None` if that one has
/// no optimum, or none was reached. Nothing is proved yet.
pub(super) fn presolved<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    watch: &Watch,
) -> Result<Option<Simplex>, Interrupted> {
    let Some(presolved) = Presolved::watched(lp, watch)? else {
        return Ok(None);
    };
    let mut reduced = Simplex::from_nothing(presolved.reduced()).with_watch(watch);
    match reduced.optimize() {
        Ok(End::Optimal) => {
            let whole = Simplex::from_basis(lp, &presolved.restore(&reduced));
            Ok(Some(whole.with_watch(watch)))
        }
        Err(Stuck::Interrupted(why)) => Err(why),
        Ok(End::Infeasible(_) | End::Unbounded(_)) | Err(_) => Ok(None),
    }
}
