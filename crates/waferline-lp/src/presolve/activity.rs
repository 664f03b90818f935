//! The least and the greatest that a row's columns can make of it within their bounds.

/// Two numbers closer than this, in scaled units and relative to their size above 1, are one: a tenth of what the simplex method
/// accepts, so that what is taken for equal here is feasible there.
pub(super) const SAME: f64 = 1e-10;

/// A lower and an upper end; either may be infinite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Span {
    pub(super) lower: f64,
    pub(super) upper: f64,
}

impl Span {
    /// Returns whether both ends are the same number.
    pub(super) fn is_fixed(self) -> bool {
        self.lower == self.upper
    }

    /// Returns what a coefficient makes of the span, ends in order.
    pub(super) fn times(self, coefficient: f64) -> Self {
        let (one, other) = (coefficient * self.lower, coefficient * self.upper);
        Self {
            lower: one.min(other),
            upper: one.max(other),
        }
    }

    /// Returns this span with the ends of another one that are tighter, and which those are: (lower, upper).
    pub(super) fn tightened(self, by: Self) -> (Self, bool, bool) {
        let is_tighter = |gain: f64, end: f64| gain > SAME * end.abs().max(1.0);
        let is_lower = is_tighter(by.lower - self.lower, by.lower);
        let is_upper = is_tighter(self.upper - by.upper, by.upper);
        let span = Self {
            lower: if is_lower { by.lower } else { self.lower },
            upper: if is_upper { by.upper } else { self.upper },
        };
        (span, is_lower, is_upper)
    }

    /// Returns the span, ends within rounding of each other made one (`upper`, if `to_upper`); `None` if they crossed.
    pub(super) fn closed(self, to_upper: bool) -> Option<Self> {
        let rounding = if self.lower.is_finite() && self.upper.is_finite() {
            SAME * self.upper.abs().max(1.0)
        } else {
            0.0
        };
        if self.lower > self.upper + rounding {
            return None;
        }
        if self.upper > self.lower + rounding {
            return Some(self);
        }
        let level = if to_upper { self.upper } else { self.lower };
        Some(Self {
            lower: level,
            upper: level,
        })
    }

    /// Returns the span moved by an amount.
    pub(super) fn plus(self, amount: f64) -> Self {
        Self {
            lower: self.lower + amount,
            upper: self.upper + amount,
        }
    }
}

/// A sum that keeps what rounding takes from it (Knuth's two-sum), so that what is added and taken away leaves nothing.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    high: f64,
    low: f64,
    /// How many terms are infinite.
    endless: usize,
}

impl Sum {
    fn add(&mut self, term: f64) {
        if term.is_infinite() {
            self.endless += 1;
        } else {
            self.add_finite(term);
        }
    }

    fn remove(&mut self, term: f64) {
        if term.is_infinite() {
            self.endless -= 1;
        } else {
            self.add_finite(-term);
        }
    }

    fn add_finite(&mut self, term: f64) {
        let sum = self.high + term;
        let part = sum - self.high;
        self.low += (self.high - (sum - part)) + (term - part);
        self.high = sum;
    }

    /// Returns the sum, `endless` if a term is infinite.
    fn value(self, endless: f64) -> f64 {
        if self.endless == 0 {
            self.high + self.low
        } else {
            endless
        }
    }
}

/// The least and the greatest activity of a row.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Activity {
    least: Sum,
    greatest: Sum,
}

impl Activity {
    /// Adds a column's part: its span times its coefficient.
    pub(super) fn add(&mut self, part: Span) {
        self.least.add(part.lower);
        self.greatest.add(part.upper);
    }

    /// Takes a column's part away.
    pub(super) fn remove(&mut self, part: Span) {
        self.least.remove(part.lower);
        self.greatest.remove(part.upper);
    }

    /// Returns the least and the greatest activity.
    pub(super) fn span(&self) -> Span {
        Span {
            lower: self.least.value(f64::NEG_INFINITY),
            upper: self.greatest.value(f64::INFINITY),
        }
    }

    /// Returns the least and the greatest activity of the other columns.
    pub(super) fn without(mut self, part: Span) -> Span {
        self.remove(part);
        self.span()
    }
}
