//! One piece of a walk.

use super::factor::Sparse;

/// Pieces shorter than this, in scaled units, are steps of length 0: the tolerance to which their ends are known.
pub(super) const NO_LENGTH: f64 = 1e-9;

/// The next piece: how far, and what ends it.
pub(super) struct Piece {
    pub(super) length: f64,
    /// Position or variable that ends it; and at its lower bound (bounds) or moving up (costs).
    pub(super) end: Option<(usize, bool)>,
    /// It ends because a moving lower bound meets an upper one.
    pub(super) closes: bool,
    /// How fast basic variables (by position) or reduced costs (by variable) move.
    pub(super) rates: Sparse,
}
