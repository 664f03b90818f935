//! What an elimination finds.

use super::vector::narrow;

/// Smallest pivot accepted, on a scaled matrix: below it, a basis counts as singular and is repaired. Less than what the
/// simplex method pivots on (`PIVOT_TOLERANCE`), since other rows were subtracted on the way.
pub(in crate::simplex) const LEAST_PIVOT: f64 = 1e-10;
/// Sparse vectors one after another.
#[derive(Clone, Debug, Default)]
pub(in crate::simplex) struct Lists {
    ends: Vec<u32>,
    pub(super) entries: Vec<(u32, f64)>,
}

impl Lists {
    pub(super) fn push(&mut self, entries: impl IntoIterator<Item = (u32, f64)>) {
        self.entries.extend(entries);
        self.ends.push(narrow(self.entries.len()));
    }

    pub(super) fn get(&self, k: usize) -> &[(u32, f64)] {
        let start = if k == 0 { 0 } else { self.ends[k - 1] as usize };
        &self.entries[start..self.ends[k] as usize]
    }
}

/// The result of an elimination; rows and positions without a pivot if the matrix is singular.
#[derive(Default)]
pub(in crate::simplex) struct Elimination {
    /// Pivots in order: row, position, value.
    pub(super) pivots: Vec<(u32, u32, f64)>,
    /// Row operations in the order they are applied: subtract `entry.1` times row `lower_rows[k]` from row `entry.0`.
    pub(super) lower_rows: Vec<u32>,
    pub(super) lower: Lists,
    /// By pivot: the other entries of its row, as (position, value).
    pub(super) upper_by_row: Lists,
    pub(in crate::simplex) unpivoted_rows: Vec<usize>,
    pub(in crate::simplex) unpivoted_positions: Vec<usize>,
}
