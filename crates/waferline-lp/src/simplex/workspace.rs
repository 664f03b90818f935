//! Memory that the method works in; nothing in it is worth copying.

use super::factor::{Half, Search, Sparse};

/// What solving with the basis leaves for the update of the factors, and space for it.
///
/// A copy of a simplex starts with none of it: what is kept here belongs to the latest row and column only.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    /// Half solutions of the latest column and row, for the update of the factors.
    pub(super) column_half: Half,
    pub(super) row_half: Half,
    /// Space for finding what a sparse right-hand side reaches.
    pub(super) search: Search,
    /// The latest pivot row `e_p' B^-1 A`, and where it is nonzero.
    pub(super) alpha: Sparse,
}
