//! What a solution of a system of the basis leaves over, to be solved for again.

use super::factor::Sparse;
use crate::terms::{ROUNDING, Terms};

/// A correction that leaves more than this share of what was left over before has reached the end of its precision.
/// (Rounding makes it fall by chance now and then, but hardly ever to a quarter.)
const GAINS: f64 = 0.25;

/// What is left over is only rounding where in every row it is within this share of the largest term: two thousand times what
/// double-double arithmetic rounds (2^-104), and a ten-thousandth of what is taken for rounding of a value.
const ROUNDED: f64 = ROUNDING * 1e-4;

/// What is left over, brought to a size that solving does not take for rounding.
pub(super) struct Correction {
    pub(super) values: Sparse,
    pub(super) unit: f64,
}

impl Correction {
    /// Returns what is left over; `None` if it is nothing or only rounding, or hardly less than `before`: neither the greatest amount
    /// nor the greatest relative to the terms of its row.
    pub(super) fn of(left: &[Terms], before: &mut (f64, f64)) -> Option<Self> {
        let mut largest = 0.0_f64;
        let mut greatest_share = 0.0_f64;
        for terms in left {
            let amount = terms.sum.abs().value();
            if amount > 0.0 {
                largest = largest.max(amount);
                greatest_share = greatest_share.max(amount / terms.largest);
            }
        }
        // No number, or none that can be divided by: the point overflowed.
        let is_usable = largest.is_normal() && greatest_share.is_finite();
        // In a row of nothing but rounding the share stays 1; in one of small numbers the amount says nothing.
        let gains = largest <= GAINS * before.0 || greatest_share <= GAINS * before.1;
        if !is_usable || !gains || greatest_share <= ROUNDED {
            return None;
        }
        *before = (before.0.min(largest), before.1.min(greatest_share));
        let unit = largest.log2().floor().exp2();
        let mut values = Sparse::default();
        values.reset(left.len());
        values.index.reserve(left.len());
        for (i, terms) in left.iter().enumerate() {
            values.push(i, terms.sum.value() / unit);
        }
        Some(Self { values, unit })
    }
}
