//! Triangular solves that touch no more than they must.
//!
//! In the graph with an arrow from `k` to `i` for each entry `l_ik`, the solution of `L x = b` is nonzero only where the
//! nonzeros of `b` lead. A depth-first search finds these rows, each after all that it leads to; in the reverse of that order
//! they can be solved one by one, and the work is that of the entries met, whatever the size of the basis. Where a search
//! would reach much of the factor it costs more than it saves, and all rows are run through in the order of the pivots.
//!
//! Source of the method: Gilbert and Peierls, "Sparse partial pivoting in time proportional to arithmetic operations"
//! (1988), for what a sparse right-hand side reaches; Hall and `McKinnon`, "Hyper-sparsity in the revised simplex method
//! and how to exploit it" (2005), for when that pays.

use super::slots::Slots;
use super::vector::{ROUNDING, Sparse, narrow};

/// A right-hand side with a larger share of entries is solved by running through all pivots; its solution
/// is denser still.
const SPARSE: f64 = 0.05;
/// A search that has reached more than one in this many rows is given up for the same, but none before it has reached some few.
const GIVEN_UP: usize = 10;
const FEW: usize = 20;

/// Work space of a search: what was reached, and the way there.
#[derive(Clone, Debug, Default)]
pub(in crate::simplex) struct Search {
    is_reached: Vec<bool>,
    /// What was reached, each after all it leads to.
    finished: Vec<u32>,
    path: Vec<(u32, u32)>,
}

/// Solves with a triangular factor, entry by entry of what the right-hand side reaches; returns false, with nothing
/// done, if that is so much that running through all pivots costs less.
///
/// `lists` says for each row what its value is subtracted from, `pivot` what it is divided by first.
pub(super) fn solve_reached(
    lists: &Slots,
    pivot: Option<&[f64]>,
    rhs: &mut Sparse,
    search: &mut Search,
) -> bool {
    let size = rhs.value.len();
    if rhs.index.len() as f64 > SPARSE * size as f64 || !search.reach(lists, &rhs.index, size) {
        return false;
    }
    rhs.index.clear();
    for &row in search.finished.iter().rev() {
        let k = row as usize;
        search.is_reached[k] = false;
        let mut value = rhs.value[k];
        if value.abs() <= ROUNDING {
            rhs.value[k] = 0.0;
            continue;
        }
        if let Some(pivot) = pivot {
            value /= pivot[k];
            rhs.value[k] = value;
        }
        rhs.index.push(row);
        subtract(lists, k, value, &mut rhs.value);
    }
    true
}

/// Solves with a triangular factor by running through `order`, and lists the result where `pivot` is given.
pub(super) fn solve_all(
    lists: &Slots,
    pivot: Option<&[f64]>,
    order: impl Iterator<Item = u32>,
    rhs: &mut Sparse,
) {
    rhs.index.clear();
    for row in order {
        let k = row as usize;
        let mut value = rhs.value[k];
        if value == 0.0 {
            continue;
        }
        if value.abs() <= ROUNDING {
            rhs.value[k] = 0.0;
            continue;
        }
        if let Some(pivot) = pivot {
            value /= pivot[k];
            rhs.value[k] = value;
            rhs.index.push(row);
        }
        subtract(lists, k, value, &mut rhs.value);
    }
}

fn subtract(lists: &Slots, k: usize, value: f64, from: &mut [f64]) {
    let (index, entries) = lists.get(k);
    for (&i, entry) in index.iter().zip(entries) {
        from[i as usize] -= entry * value;
    }
}

impl Search {
    /// Finds all that the roots lead to, depth first; returns false if that is too much.
    fn reach(&mut self, lists: &Slots, roots: &[u32], size: usize) -> bool {
        self.is_reached.resize(size, false);
        self.finished.clear();
        let most = FEW.max(size / GIVEN_UP);
        for &root in roots {
            if self.is_reached[root as usize] {
                continue;
            }
            self.is_reached[root as usize] = true;
            let (mut row, mut next) = (root, 0);
            loop {
                let leads_to = lists.index(row as usize);
                let onward = leads_to[next..]
                    .iter()
                    .position(|&to| !self.is_reached[to as usize]);
                if let Some(skipped) = onward {
                    next += skipped;
                    let to = leads_to[next];
                    self.is_reached[to as usize] = true;
                    self.path.push((row, narrow(next + 1)));
                    if self.path.len() + self.finished.len() >= most {
                        self.give_up(to);
                        return false;
                    }
                    (row, next) = (to, 0);
                } else {
                    self.finished.push(row);
                    match self.path.pop() {
                        Some((back, at)) => (row, next) = (back, at as usize),
                        None => break,
                    }
                }
            }
        }
        true
    }

    /// Forgets all that was reached, `at` last.
    fn give_up(&mut self, at: u32) {
        self.is_reached[at as usize] = false;
        for (row, _) in self.path.drain(..) {
            self.is_reached[row as usize] = false;
        }
        for &row in &self.finished {
            self.is_reached[row as usize] = false;
        }
    }
}
