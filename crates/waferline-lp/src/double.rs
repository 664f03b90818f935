//! Numbers of twice the precision: an unevaluated sum of two `f64`, 106 bits together.
//!
//! A proof in money sums prices times limits by the billion; what is left over decides. In `f64` the rounding of the sum
//! would be larger than what is looked for.
//!
//! Source of the methods: Dekker, "A floating-point technique for extending the available precision" (1971); sums and
//! products as analyzed by Joldes, Muller and Popescu, "Tight and rigorous error bounds for basic building blocks of
//! double-word arithmetic" (2017): algorithms 6 and 9, with relative errors below 2^-103.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

/// A number as the sum of two `f64`; the second is at most half a last digit of the first.
///
/// ```
/// use waferline_lp::Double;
///
/// let sum = Double::from(1e20) + Double::from(1.0) - Double::from(1e20);
/// assert_eq!(sum.value(), 1.0);
/// assert_eq!(1e20 + 1.0 - 1e20, 0.0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Double {
    high: f64,
    low: f64,
}

impl Double {
    /// Nothing.
    pub const ZERO: Self = Self {
        high: 0.0,
        low: 0.0,
    };

    /// Returns the product of two numbers, exactly unless it leaves the range of `f64`.
    #[must_use]
    pub fn product(a: f64, b: f64) -> Self {
        let high = a * b;
        Self {
            high,
            low: a.mul_add(b, -high),
        }
    }

    /// Returns this number times another; by a power of two exactly.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        let high = Self::product(self.high, factor);
        fast_two_sum(high.high, self.low.mul_add(factor, high.low))
    }

    /// Returns the nearest `f64`.
    #[must_use]
    pub fn value(self) -> f64 {
        self.high
    }

    /// Returns the size.
    #[must_use]
    pub fn abs(self) -> Self {
        if self.high < 0.0 { -self } else { self }
    }

    /// Returns whether it is below 0.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.high < 0.0
    }

    /// Returns whether it is above 0.
    #[must_use]
    pub fn is_positive(self) -> bool {
        self.high > 0.0
    }
}

impl From<f64> for Double {
    fn from(value: f64) -> Self {
        Self {
            high: value,
            low: 0.0,
        }
    }
}

impl Add for Double {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let high = two_sum(self.high, other.high);
        let low = two_sum(self.low, other.low);
        let sum = fast_two_sum(high.high, high.low + low.high);
        fast_two_sum(sum.high, low.low + sum.low)
    }
}

impl AddAssign for Double {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Neg for Double {
    type Output = Self;

    fn neg(self) -> Self {
        Self {
            high: -self.high,
            low: -self.low,
        }
    }
}

impl Sub for Double {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Sum for Double {
    fn sum<I: Iterator<Item = Self>>(terms: I) -> Self {
        terms.fold(Self::ZERO, |sum, term| sum + term)
    }
}

/// Returns the sum of two numbers, exactly (Knuth).
fn two_sum(a: f64, b: f64) -> Double {
    let high = a + b;
    let part = high - a;
    Double {
        high,
        low: (a - (high - part)) + (b - part),
    }
}

/// Returns the sum of two numbers of which the first is larger, exactly (Dekker).
fn fast_two_sum(a: f64, b: f64) -> Double {
    let high = a + b;
    Double {
        high,
        low: b - (high - a),
    }
}
