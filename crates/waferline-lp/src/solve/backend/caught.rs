//! A panic in a solver is that solver's failure, not the caller's.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

// A panic hook gets neither arguments nor a way to ask the work that panics: what it can look at is the thread it runs
// in, which is the one that panics, so that a value of the thread is the only place for this. It is set for as long as
// the work runs, and no result depends on it.
thread_local! {
    /// Whether a panic of this thread is caught below.
    static IS_CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// Returns whether a panic of this thread is a solver's failure, after which the next solver is asked: there is nothing
/// for a panic hook to report.
#[must_use]
pub fn is_panic_caught() -> bool {
    IS_CAUGHT.get()
}

/// Returns what the work returns, `None` if it panics: for work by others on what others wrote.
pub fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    let before = IS_CAUGHT.replace(true);
    // What the work may leave half done is its own, and dropped with it.
    let result = catch_unwind(AssertUnwindSafe(work)).ok();
    IS_CAUGHT.set(before);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_no_result() {
        assert_eq!(caught(|| -> u8 { panic!("meant to be") }), None);
        assert!(!is_panic_caught());
        assert_eq!(caught(is_panic_caught), Some(true));
    }
}
