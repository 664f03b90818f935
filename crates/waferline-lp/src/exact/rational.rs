//! Exact fractions, as results show them.

use std::fmt;

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use crate::double::Double;

/// An exact fraction: what a program's numbers, each of them a fraction of a power of two, lead to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rational(pub(super) RBig);

impl Rational {
    /// Returns exactly this number; `None` for infinities and for what is no number.
    #[must_use]
    pub fn of(value: f64) -> Option<Self> {
        RBig::try_from(value).ok().map(Self)
    }

    /// Returns the nearest `f64`; infinite beyond the greatest.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        self.0.to_f64().value()
    }

    /// Returns the nearest number of twice the precision.
    #[must_use]
    pub fn to_double(&self) -> Double {
        let high = self.to_f64();
        let left = RBig::try_from(high).map_or(RBig::ZERO, |high| &self.0 - high);
        Double::from(high) + Double::from(left.to_f64().value())
    }

    /// Returns the numbers over the size of the greatest; all 0 as they are.
    pub(crate) fn over_greatest(numbers: &[Self]) -> Vec<Self> {
        let size = |it: &Self| {
            if it.0 < RBig::ZERO {
                -&it.0
            } else {
                it.0.clone()
            }
        };
        match numbers.iter().map(size).max() {
            Some(greatest) if !greatest.is_zero() => {
                let over = |it: &Self| Self(&it.0 / &greatest);
                numbers.iter().map(over).collect()
            }
            _ => numbers.to_vec(),
        }
    }

    /// Returns the numerator of the reduced fraction, with its sign, in decimal digits.
    #[must_use]
    pub fn numerator(&self) -> String {
        self.0.numerator().to_string()
    }

    /// Returns the denominator of the reduced fraction in decimal digits.
    #[must_use]
    pub fn denominator(&self) -> String {
        self.0.denominator().to_string()
    }

    /// Returns the number to this many significant decimal digits, rounded to nearest (halves away from 0): `-1.25`, `3.33e40`
    /// where it has no digit near the point. Zeros at the end are left out, so a number of fewer digits is exactly what
    /// stands there.
    ///
    /// ```
    /// use waferline_lp::Rational;
    ///
    /// let tenth = Rational::of(0.1).expect("a number");
    /// assert_eq!(tenth.digits(20), "0.10000000000000000555");
    /// assert_eq!(Rational::of(-1.25).expect("a number").digits(30), "-1.25");
    /// ```
    #[must_use]
    pub fn digits(&self, significant: usize) -> String {
        let size = self.0.numerator().clone();
        let sign = if size < IBig::ZERO { "-" } else { "" };
        let (_, size) = size.into_parts();
        if size == UBig::ZERO {
            return "0".to_owned();
        }
        let denominator = self.0.denominator();
        // Where the first digit is: right, or one too high.
        let mut first = length(&size) - length(denominator);
        let keep = i64::try_from(significant.max(1)).unwrap_or(i64::MAX);
        let mut digits;
        loop {
            let shift = keep - 1 - first;
            let ten = |power: i64| UBig::from(10u8).pow(usize::try_from(power).unwrap_or(0));
            let (top, bottom) = (&size * ten(shift), denominator * ten(-shift));
            digits = ((top * 2u8 + &bottom) / (bottom * 2u8)).to_string();
            let found = i64::try_from(digits.len()).unwrap_or(i64::MAX);
            if found == keep {
                break;
            }
            first += found - keep;
        }
        format!("{sign}{}", placed(digits.trim_end_matches('0'), first))
    }
}

/// Returns how many decimal digits a positive integer has.
fn length(integer: &UBig) -> i64 {
    i64::try_from(integer.to_string().len()).unwrap_or(i64::MAX)
}

/// Returns digits with the point or the power of ten that makes the first of them count `10^first`.
fn placed(digits: &str, first: i64) -> String {
    /// Numbers are written with a power of ten from here on, and below 10^-6.
    const LONG: i64 = 40;
    let zeros = |many: i64| "0".repeat(usize::try_from(many).unwrap_or(0));
    let many = i64::try_from(digits.len()).unwrap_or(i64::MAX);
    if !(-6..LONG).contains(&first) {
        let (head, tail) = digits.split_at(1);
        let point = if tail.is_empty() { "" } else { "." };
        return format!("{head}{point}{tail}e{first}");
    }
    if first < 0 {
        return format!("0.{}{digits}", zeros(-first - 1));
    }
    if many <= first + 1 {
        return format!("{digits}{}", zeros(first + 1 - many));
    }
    let (whole, rest) = digits.split_at(usize::try_from(first + 1).unwrap_or(0));
    format!("{whole}.{rest}")
}

impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
