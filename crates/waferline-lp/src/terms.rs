//! Sums that know how large their terms were: what of them is rounding.

use crate::double::Double;

/// A reduced cost, or a value beside its bound, within this share of its largest term is 0: some hundred million times
/// what double-double arithmetic rounds (2^-104), and far below what a basis leaves that is not optimal.
pub(crate) const ROUNDING: f64 = 1e-24;

/// A sum and its largest term.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Terms {
    pub(crate) sum: Double,
    pub(crate) largest: f64,
}

impl Terms {
    pub(crate) fn add(&mut self, term: Double) {
        self.sum += term;
        self.largest = worse(self.largest, term.abs().value());
    }

    /// Takes a price times a coefficient away. Most prices are 0: in double-double arithmetic it pays to look.
    pub(crate) fn take(&mut self, price: Double, coefficient: f64) {
        if price != Double::ZERO {
            self.add(-price.times(coefficient));
        }
    }

    /// Returns the sum, 0 where it is only what rounding leaves.
    pub(crate) fn rounded(&self) -> Double {
        if self.sum.abs().value() <= ROUNDING * self.largest {
            Double::ZERO
        } else {
            self.sum
        }
    }
}

/// Returns the greater of two residuals; what is no number is worse than any.
pub(crate) fn worse(one: f64, other: f64) -> f64 {
    if one.is_nan() || other.is_nan() {
        f64::INFINITY
    } else {
        one.max(other)
    }
}
