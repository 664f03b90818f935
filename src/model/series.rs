//! Numbers by quarter, written out over the horizon and the tail.

use std::ops::Index;

/// One number for every quarter of the horizon and the tail, in the model file's units.
///
/// A limit that is absent is `f64::INFINITY`.
#[derive(Clone, Debug, PartialEq)]
pub struct Series(Vec<f64>);

impl Series {
    /// Returns the series with these values, horizon first, then tail.
    #[must_use]
    pub fn new(values: Vec<f64>) -> Self {
        Self(values)
    }

    /// Returns the series with `value` in each of `periods` quarters.
    #[must_use]
    pub fn constant(value: f64, periods: usize) -> Self {
        Self(vec![value; periods])
    }

    /// Returns the values, horizon first, then tail.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.0
    }

    /// Returns the series with `value` in quarter `t`, the others as they are.
    #[must_use]
    pub fn with(mut self, t: usize, value: f64) -> Self {
        if let Some(slot) = self.0.get_mut(t) {
            *slot = value;
        }
        self
    }

    /// Returns whether every value is 0.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0.iter().all(|&value| value == 0.0)
    }
}

impl Index<usize> for Series {
    type Output = f64;

    fn index(&self, t: usize) -> &f64 {
        &self.0[t]
    }
}
