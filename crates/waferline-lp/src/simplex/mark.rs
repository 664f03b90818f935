//! Bases that a walk passed, to start from later.

use super::method::Simplex;
use super::status::Basis;

/// A basis that a walk passed, optimal where it was.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Mark {
    /// The parameter there.
    pub at: f64,
    /// The basis.
    pub basis: Basis,
}

/// Bases along a walk, at most so many, spread over its segments.
pub(super) struct Marks {
    pub(super) passed: Vec<Mark>,
    most: usize,
    /// Every how many segments there is one.
    every: usize,
}

impl Marks {
    pub(super) fn of(most: usize) -> Self {
        Self {
            passed: Vec::new(),
            most,
            every: 1,
        }
    }

    /// Marks where the segment of this number begins, if one is due.
    pub(super) fn pass(&mut self, segment: usize, at: f64, simplex: &Simplex) {
        if self.most == 0 || !segment.is_multiple_of(self.every) {
            return;
        }
        if self.passed.len() == self.most {
            // Every second one stays.
            let mut is_odd = true;
            self.passed.retain(|_| {
                is_odd = !is_odd;
                !is_odd
            });
            self.every *= 2;
            if !segment.is_multiple_of(self.every) {
                return;
            }
        }
        let basis = simplex.basis();
        self.passed.push(Mark { at, basis });
    }
}
