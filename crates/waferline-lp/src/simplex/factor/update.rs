//! Exchanging one column of the basis without factoring anew.
//!
//! Source of the method: Forrest and Tomlin (1972). The column's half solution replaces the column of the upper factor,
//! whose row and column move to the end of the order; what is left of the row is eliminated by one row operation. Its
//! multipliers are read off the half solution for that row, so an update solves nothing.

use std::sync::Arc;

use super::vector::{ROUNDING, Sparse};
use super::{Factor, NONE, narrow};

/// Updates that a factor is good for at the most.
const MOST_UPDATES: usize = 100;

/// A solution half way: between the lower and the upper factor.
#[derive(Clone, Debug, Default)]
pub(in crate::simplex) struct Half {
    entries: Vec<(u32, f64)>,
}

impl Half {
    /// Keeps the entries of a vector.
    pub(super) fn keep(&mut self, vector: &Sparse, is_listed: bool) {
        self.entries.clear();
        let entry = |(i, value): (usize, f64)| (value.abs() > ROUNDING).then(|| (narrow(i), value));
        if is_listed {
            self.entries.extend(vector.iter().filter_map(entry));
        } else {
            let all = vector.value.iter().copied().enumerate();
            self.entries.extend(all.filter_map(entry));
        }
    }
}

/// Row operations between the factors: subtract multiples of other rows from one.
#[derive(Clone, Debug, Default)]
pub(super) struct RowEtas {
    rows: Vec<u32>,
    ends: Vec<u32>,
    index: Vec<u32>,
    value: Vec<f64>,
}

impl RowEtas {
    pub(super) fn copy_from(&mut self, other: &Self) {
        self.rows.clone_from(&other.rows);
        self.ends.clone_from(&other.ends);
        self.index.clone_from(&other.index);
        self.value.clone_from(&other.value);
    }

    fn range(&self, k: usize) -> std::ops::Range<usize> {
        let start = if k == 0 { 0 } else { self.ends[k - 1] as usize };
        start..self.ends[k] as usize
    }

    /// Applies the operations to a vector, listing what becomes nonzero if it `is_listed`.
    pub(super) fn apply(&self, vector: &mut Sparse, is_listed: bool) {
        let mut start = 0;
        for (&row, &end) in self.rows.iter().zip(&self.ends) {
            let end = end as usize;
            let mut sum = 0.0;
            for (&i, value) in self.index[start..end].iter().zip(&self.value[start..end]) {
                sum += value * vector.value[i as usize];
            }
            start = end;
            if sum.abs() > ROUNDING {
                if is_listed {
                    vector.add(row as usize, -sum);
                } else {
                    vector.value[row as usize] -= sum;
                }
            }
        }
    }

    /// Applies the transposed operations, last one first, to a listed vector.
    pub(super) fn apply_transposed(&self, vector: &mut Sparse) {
        for k in (0..self.rows.len()).rev() {
            let from = vector.value[self.rows[k] as usize];
            if from.abs() <= ROUNDING {
                continue;
            }
            let range = self.range(k);
            for (&i, value) in self.index[range.clone()].iter().zip(&self.value[range]) {
                vector.add(i as usize, -value * from);
            }
        }
    }
}

impl Factor {
    /// Returns how many updates were made since the factors were computed.
    pub(in crate::simplex) fn update_count(&self) -> usize {
        self.etas.rows.len()
    }

    /// Returns whether a fresh factorization is due: factors that have filled up cost more than factoring anew.
    pub(in crate::simplex) fn is_stale(&self) -> bool {
        let updates = self.update_count();
        let filled = self.upper.rows.count() + self.etas.index.len();
        updates >= MOST_UPDATES
            || (updates >= 20 && filled > 3 * self.upper.initial + 3 * self.size)
    }

    /// Replaces the column at `position`, by halves: that of the entering column's solution, and that of the solution
    /// for the row it is pivoted on; `pivot` is the entering column's entry there.
    pub(in crate::simplex) fn update(
        &mut self,
        position: usize,
        pivot: f64,
        column: &Half,
        row: &Half,
    ) {
        let p = narrow(position);
        let upper = Arc::make_mut(&mut self.upper);
        let before = upper.pivot[position];
        for k in upper.columns.range(position) {
            let row = upper.columns.index_at(k);
            upper.rows.remove(row as usize, p);
        }
        upper.columns.clear(position);
        for k in upper.rows.range(position) {
            let column = upper.rows.index_at(k);
            upper.columns.remove(column as usize, p);
        }
        upper.rows.clear(position);
        for &(row, value) in &column.entries {
            if row != p {
                upper.columns.push(position, row, value);
                upper.rows.push(row as usize, p, value);
            }
        }
        upper.pivot[position] = before * pivot;
        let place = upper.place[position] as usize;
        upper.order[place] = NONE;
        upper.place[position] = narrow(upper.order.len());
        upper.order.push(p);
        for &(other, value) in &row.entries {
            if other != p {
                self.etas.index.push(other);
                self.etas.value.push(-value * before);
            }
        }
        self.etas.rows.push(p);
        self.etas.ends.push(narrow(self.etas.index.len()));
    }
}
