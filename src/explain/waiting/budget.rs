//! How many programs may be solved for reasons, whoever asks for them first.

use std::cell::Cell;

/// What one shortage may spend of the programs that all of them share.
///
/// It is written down what was asked for, so that reasons found side by side are those of one after the other: they are as
/// if what is left for them had been given from the start, as long as they [did not ask](Self::asked) for more.
pub(super) struct Budget {
    given: usize,
    asked: Cell<usize>,
}

impl Budget {
    pub fn of(given: usize) -> Self {
        Self {
            given,
            asked: Cell::new(0),
        }
    }

    /// Returns whether there is time for so many programs more.
    pub fn spend(&self, programs: usize) -> bool {
        let left = self.given.saturating_sub(self.asked.get());
        self.asked.set(self.asked.get() + programs);
        left >= programs
    }

    /// Returns how many programs were asked for, also beyond what was given.
    pub fn asked(&self) -> usize {
        self.asked.get()
    }
}
