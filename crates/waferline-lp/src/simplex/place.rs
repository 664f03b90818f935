//! Where a variable is: in the basis, or at which of its ends.

/// Where a variable is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Basic,
    Lower,
    Upper,
    /// Free and at 0.
    Free,
}

/// Sign of a free variable outside the basis.
pub(super) const BOTH: i8 = 2;
