//! How many programs may be solved for reasons, whoever asks for them first.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What one shortage may spend of the programs that all share, those before it first.
///
/// It counts what was asked for, given or not, where others can see it while it goes on. What those before it will have asked for is
/// not known until they end; what is refused by then would be refused at their end too, and what was granted is right if their
/// end leaves that much.
pub(super) struct Budget<'a> {
    given: usize,
    before: &'a [AtomicUsize],
    asked: &'a AtomicUsize,
    granted: Cell<usize>,
}

impl<'a> Budget<'a> {
    /// Returns what `asked` may count up to: what was given to all, without what those before it have asked for.
    pub fn of(given: usize, before: &'a [AtomicUsize], asked: &'a AtomicUsize) -> Self {
        Self {
            given,
            before,
            asked,
            granted: Cell::new(0),
        }
    }

    /// Returns whether there is time for so many programs more.
    pub fn spend(&self, programs: usize) -> bool {
        let asked = self.asked.fetch_add(programs, Ordering::Relaxed) + programs;
        let is_granted = asked <= self.left();
        if is_granted {
            self.granted.set(asked);
        }
        is_granted
    }

    /// Returns what those before it have left so far.
    pub fn left(&self) -> usize {
        let asked = |it: &AtomicUsize| it.load(Ordering::Relaxed);
        let before: usize = self.before.iter().map(asked).sum();
        self.given.saturating_sub(before)
    }

    /// Returns the count at which something was granted last: with this much, or more, all would have been the same.
    pub fn granted(&self) -> usize {
        self.granted.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_ask_for_later_is_refused_at_once() {
        let counts = [AtomicUsize::new(0), AtomicUsize::new(0)];
        let (first, second) = (
            Budget::of(10, &[], &counts[0]),
            Budget::of(10, &counts[..1], &counts[1]),
        );
        assert!(second.spend(3) && first.spend(6) && second.spend(1));
        assert!(!second.spend(1));
        assert_eq!((second.left(), second.granted()), (4, 4));
        // What is refused counts as well.
        assert!(!first.spend(5) && !first.spend(1));
        assert_eq!((first.granted(), second.left()), (6, 0));
    }
}
