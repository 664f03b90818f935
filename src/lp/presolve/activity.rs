//! The least and the greatest that a row's columns can make of it within their bounds.

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
