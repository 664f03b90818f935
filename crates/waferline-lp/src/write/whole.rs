//! Which columns must be whole.

use std::hash::Hash;

use crate::program::{ColumnId, Lp};

/// Returns for each column whether it must be whole.
pub(super) fn are_whole<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    whole: &[ColumnId],
) -> Vec<bool> {
    let mut are_whole = vec![false; lp.columns().len()];
    for column in whole {
        are_whole[column.0] = true;
    }
    are_whole
}
