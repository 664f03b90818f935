//! What is taken for 0 where nothing is exact, in units of the scaled program: its coefficients, bounds and costs are near
//! 1, so that an absolute tolerance says the same of every program.
//!
//! None of these decides what is proved: the certificate does, on the program's own numbers. They say when the method
//! stops moving, and what it dares to divide by.

/// Bounds may be missed by this much. HiGHS, CLP and GLPK take 1e-7; here it is two digits less, because refinement to
/// 1e-12 and beyond starts from the basis that this leaves. Much less, and the rounding of a point computed by many updates
/// would be taken for infeasibility.
pub(super) const PRIMAL_TOLERANCE: f64 = 1e-9;
/// The same where neither feasibility nor infeasibility can be proved with less: still below what the solvers named above
/// accept to begin with.
pub(super) const WIDE_TOLERANCE: f64 = 3e-8;
/// Reduced costs may have the wrong sign by this much. It is also the room that Harris's ratio test (1973) has to prefer a
/// larger pivot to a shorter step: no less than the bounds' own, so that neither method undoes what the other accepts.
pub(super) const DUAL_TOLERANCE: f64 = 1e-9;
/// Entries of a pivot row or column below this are not pivoted on: on a matrix of entries near 1 they are likely what
/// cancellation left of one, and pivoting on that would make a basis that is singular but for rounding.
/// What it lets in wrongly is seen by [`UNRELIABLE`].
pub(super) const PIVOT_TOLERANCE: f64 = 1e-9;
/// A pivot is known twice, from its row and from its column. Where the two differ by more than this share of it (or this
/// much, below 1), half of the digits are gone, and the factors are computed again before anything is done.
pub(super) const UNRELIABLE: f64 = 1e-6;
/// Costs and bounds are perturbed by up to this share of themselves, and by up to this much where they are small: a
/// thousand times the tolerances, so that steps have a length, and little enough that few pivots undo it (after Koberstein
/// 2005, who perturbs costs alone).
pub(super) const PERTURBATION: f64 = 1e-6;

/// Returns the same small positive number for the same variable on every machine, between 0.5 and 1.
///
/// Variables that are perturbed alike would tie as before. The multiplier is 2^64 over the golden ratio (Knuth, *The Art of
/// Computer Programming*, volume 3, section 6.4: multiplicative hashing), which scatters neighbors.
pub(super) fn jitter(variable: usize) -> f64 {
    let mixed = (variable as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
    0.5 + 0.5 * (mixed as f64) / f64::from(1 << 24)
}
