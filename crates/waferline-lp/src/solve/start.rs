//! Where the own methods start: at the optimum that a presolved program leads to, if there is one.

use std::hash::Hash;

use super::backend::FoundBy;
#[cfg(feature = "interior-point")]
use crate::interior::near_optimum;
use crate::presolve::Presolved;
use crate::program::{ColumnId, Lp, RowId};
use crate::simplex::{End, Simplex, Stuck};
use crate::watch::{Interrupted, Watch};

/// From this many columns of the presolved program the interior point method goes first. Its time over the simplex method's, both
/// whole solves of generated models: 1.0 at 879 columns, 0.6 to 0.8 from 945 to 1,123, 0.75 at 3,369, 0.56 at 3,657, 0.48 at 4,040,
/// 0.38 to 0.47 from 4,439 to 5,541, 0.18 to 0.22 from 12,903 to 12,971.
#[cfg(feature = "interior-point")]
const INTERIOR_FROM: usize = 900;

/// Which of the own methods goes first on the presolved program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// What suits its size.
    BySize,
    Simplex,
    Interior,
}

impl Method {
    /// Returns whether the interior point method goes first.
    #[cfg(feature = "interior-point")]
    fn is_interior(self, columns: usize) -> bool {
        match self {
            Self::BySize => columns >= INTERIOR_FROM,
            Self::Simplex => false,
            Self::Interior => true,
        }
    }
}

/// Returns the simplex at the basis of `lp` that the optimum of the presolved program stands for, and what found it; `None`
/// if that one has no optimum, or none was reached. Nothing is proved yet.
pub(super) fn presolved<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    method: Method,
    watch: &Watch,
) -> Result<Option<(Simplex, FoundBy)>, Interrupted> {
    let Some(presolved) = Presolved::watched(lp, watch)? else {
        return Ok(None);
    };
    let crossed_over = crossed_over(presolved.reduced(), method, watch)?;
    let optimum = if let Some(optimum) = crossed_over {
        Some((optimum, FoundBy::OWN_INTERIOR))
    } else {
        let from_nothing = Simplex::from_nothing(presolved.reduced()).with_watch(watch);
        optimal(from_nothing)?.map(|optimum| (optimum, FoundBy::OWN))
    };
    Ok(optimum.map(|(reduced, found_by)| {
        let whole = Simplex::from_basis(lp, &presolved.restore(&reduced));
        (whole.with_watch(watch), found_by)
    }))
}

/// Returns the simplex at the optimum that the interior point method leads to, if it goes first and leads to one.
#[cfg(feature = "interior-point")]
fn crossed_over(
    reduced: &Lp<ColumnId, RowId>,
    method: Method,
    watch: &Watch,
) -> Result<Option<Simplex>, Interrupted> {
    if !method.is_interior(reduced.columns().len()) {
        return Ok(None);
    }
    let Some(interior) = near_optimum(reduced, watch)? else {
        return Ok(None);
    };
    match Simplex::from_interior(reduced, &interior, watch) {
        Ok(simplex) => optimal(simplex),
        Err(Stuck::Interrupted(why)) => Err(why),
        Err(_) => Ok(None),
    }
}

/// Returns nothing: the interior point method is not built in.
#[cfg(not(feature = "interior-point"))]
#[allow(clippy::unnecessary_wraps, reason = "as where it is built in")]
fn crossed_over(
    _reduced: &Lp<ColumnId, RowId>,
    _method: Method,
    _watch: &Watch,
) -> Result<Option<Simplex>, Interrupted> {
    Ok(None)
}

/// Returns the simplex moved to an optimum, if it gets to one.
fn optimal(mut simplex: Simplex) -> Result<Option<Simplex>, Interrupted> {
    match simplex.optimize() {
        Ok(End::Optimal) => Ok(Some(simplex)),
        Err(Stuck::Interrupted(why)) => Err(why),
        Ok(End::Infeasible(_) | End::Unbounded(_)) | Err(_) => Ok(None),
    }
}
