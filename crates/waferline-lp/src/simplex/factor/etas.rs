//! What exchanges of columns leave between the factors, and what they are made from.

use super::vector::{ROUNDING, Sparse, narrow};

/// A solution half way: between the lower and the upper factor.
#[derive(Clone, Debug, Default)]
pub(in crate::simplex) struct Half {
    pub(super) entries: Vec<(u32, f64)>,
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
    pub(super) rows: Vec<u32>,
    pub(super) ends: Vec<u32>,
    pub(super) index: Vec<u32>,
    pub(super) value: Vec<f64>,
}

impl RowEtas {
    pub(super) fn copy_from(&mut self, other: &Self) {
        let Self {
            rows,
            ends,
            index,
            value,
        } = self;
        rows.clone_from(&other.rows);
        ends.clone_from(&other.ends);
        index.clone_from(&other.index);
        value.clone_from(&other.value);
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
