//! How many threads work at a time.

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// How many threads work at a time at most, the caller's among them. By default as many as the machine runs at once
/// ([`std::thread::available_parallelism`]), or one where it does not say.
///
/// It bounds every thread that this library starts, and what is found never depends on it. With [`Threads::one`] none is
/// started, and all work is done in the caller's thread. Otherwise the embedded solver, microlp, works in a thread of its own,
/// while the one that asked it only waits: it can then be abandoned when the [`Watch`](crate::Watch) ends the work. In the
/// caller's thread it cannot: the work ends no sooner than that solver does, which looks at the time limit itself, but not
/// at the flag that stops. `HiGHS` always works in the caller's thread, and asks the watch.
///
/// ```
/// use waferline_lp::solve::Threads;
///
/// let squares = |threads: Threads| threads.lanes(5, |lane| lane * lane);
/// assert_eq!(squares(Threads::one()), [0, 1, 4, 9, 16]);
/// assert_eq!(squares(Threads::at_most(3)), squares(Threads::default()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threads(NonZeroUsize);

impl Default for Threads {
    fn default() -> Self {
        Self(thread::available_parallelism().unwrap_or(NonZeroUsize::MIN))
    }
}

impl Threads {
    /// The caller's thread alone.
    #[must_use]
    pub const fn one() -> Self {
        Self(NonZeroUsize::MIN)
    }

    /// Up to this many; none is taken for one.
    #[must_use]
    pub fn at_most(count: usize) -> Self {
        Self(NonZeroUsize::new(count).unwrap_or(NonZeroUsize::MIN))
    }

    /// Returns how many there may be.
    #[must_use]
    pub fn count(self) -> usize {
        self.0.get()
    }

    /// Returns what each of this many lanes of work returns, by number. Each thread takes the next lane that nobody has
    /// begun, the caller's too; one thread takes one after the other.
    ///
    /// # Panics
    /// With the panic of a lane, as if it had been worked in the caller's thread.
    pub fn lanes<T: Send>(self, count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
        let threads = self.count().min(count);
        if threads <= 1 {
            return (0..count).map(work).collect();
        }
        let next = AtomicUsize::new(0);
        let take = || {
            let lanes = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
            let lanes = lanes.take_while(|&lane| lane < count);
            lanes.map(|lane| (lane, work(lane))).collect::<Vec<_>>()
        };
        let mut done = thread::scope(|scope| {
            // Where no thread can be started, those there are do its part.
            let start = |_| thread::Builder::new().spawn_scoped(scope, take).ok();
            let others: Vec<_> = (1..threads).map_while(start).collect();
            let mut done = take();
            for other in others {
                done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
            }
            done
        });
        done.sort_by_key(|&(lane, _)| lane);
        done.into_iter().map(|(_, found)| found).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_are_in_order_whoever_took_them() {
        for count in [1, 2, 3, 8] {
            let found = Threads::at_most(count).lanes(7, |lane| lane);
            assert_eq!(found, [0, 1, 2, 3, 4, 5, 6]);
        }
        assert_eq!(Threads::default().lanes(0, |lane| lane), [0; 0]);
        assert_eq!(Threads::at_most(0), Threads::one());
    }

    #[test]
    #[should_panic(expected = "meant to be")]
    fn a_panic_in_a_lane_is_the_callers() {
        Threads::at_most(2).lanes(2, |lane| assert_ne!(lane, 1, "meant to be"));
    }
}
