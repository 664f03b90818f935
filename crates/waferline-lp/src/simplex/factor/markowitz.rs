//! Gaussian elimination of a sparse square matrix in an order that keeps it sparse and stable.
//!
//! The next pivot `a_ij` is one with the least `(r_i - 1) (c_j - 1)`, `r` and `c` the counts of its row and column in what is
//! left: at most this many entries can fill in (Markowitz 1957). It must be stable too, `|a_ij| >= u max |a_i.|` over its row.
//! Rows and columns are kept by count, and only the first few of the least counts are looked at; the search ends when no
//! other can be better (Duff and Reid; Suhl and Suhl 1990).

use super::pivots::Elimination;
use super::vector::narrow;

/// A pivot is at least this share of the largest entry of its row, so that one elimination lets entries grow no more than
/// elevenfold: the usual compromise between stability and fill.
const THRESHOLD: f64 = 0.1;
/// What an entry becomes below this share of what it was, or of 1, is cancellation, and no entry.
const DROP: f64 = 1e-14;
/// How many rows and columns are looked at for one pivot: more seldom find one with less fill.
const CANDIDATES: usize = 4;

/// Rows or columns bucketed by how many active entries they have, as doubly linked lists.
struct Buckets {
    head: Vec<usize>,
    next: Vec<usize>,
    previous: Vec<usize>,
    count: Vec<usize>,
}

const NONE: usize = usize::MAX;

impl Buckets {
    fn new(counts: Vec<usize>, size: usize) -> Self {
        let n = counts.len();
        let mut buckets = Self {
            head: vec![NONE; size + 1],
            next: vec![NONE; n],
            previous: vec![NONE; n],
            count: counts,
        };
        for item in (0..n).rev() {
            buckets.link(item);
        }
        buckets
    }

    fn link(&mut self, item: usize) {
        let count = self.count[item];
        let first = self.head[count];
        self.next[item] = first;
        self.previous[item] = NONE;
        if first != NONE {
            self.previous[first] = item;
        }
        self.head[count] = item;
    }

    fn unlink(&mut self, item: usize) {
        let (next, previous) = (self.next[item], self.previous[item]);
        if previous == NONE {
            self.head[self.count[item]] = next;
        } else {
            self.next[previous] = next;
        }
        if next != NONE {
            self.previous[next] = previous;
        }
    }

    fn set_count(&mut self, item: usize, count: usize) {
        if self.count[item] != count {
            self.unlink(item);
            self.count[item] = count;
            self.link(item);
        }
    }
}

/// The part of the matrix that is not eliminated yet.
pub(super) struct Active {
    rows: Vec<Vec<(u32, f64)>>,
    columns: Vec<Vec<u32>>,
    row_buckets: Buckets,
    column_buckets: Buckets,
    /// Where the pivot row has an entry: its index in that row plus one.
    mark: Vec<usize>,
    /// No pivot is less.
    least: f64,
}

impl Active {
    /// Returns the matrix with these rows, whose columns have entries in the rows listed.
    pub(super) fn new(rows: Vec<Vec<(u32, f64)>>, columns: Vec<Vec<u32>>, least: f64) -> Self {
        let size = rows.len();
        let row_counts = rows.iter().map(Vec::len).collect();
        let column_counts = columns.iter().map(Vec::len).collect();
        Self {
            rows,
            columns,
            row_buckets: Buckets::new(row_counts, size),
            column_buckets: Buckets::new(column_counts, size),
            mark: vec![0; size],
            least,
        }
    }

    /// Returns the pivot with the least fill among a few stable candidates.
    pub(super) fn choose_pivot(&mut self) -> Option<(usize, usize)> {
        let size = self.rows.len();
        let mut best: Option<(usize, usize)> = None;
        let mut best_cost = usize::MAX;
        let mut best_value = 0.0;
        let mut looked = 0;
        for count in 1..=size {
            let mut position = self.column_buckets.head[count];
            while position != NONE {
                let following = self.column_buckets.next[position];
                for &row in &self.columns[position] {
                    let row = row as usize;
                    let (value, largest) = entry_and_largest(&self.rows[row], position);
                    let cost = (count - 1) * (self.row_buckets.count[row] - 1);
                    // A column with one entry eliminates nothing, so nothing can grow.
                    let stable = self.is_stable(value, if count == 1 { 0.0 } else { largest });
                    if stable
                        && (cost < best_cost || (cost == best_cost && value.abs() > best_value))
                    {
                        (best, best_cost, best_value) = (Some((row, position)), cost, value.abs());
                    }
                }
                looked += 1;
                if best.is_some()
                    && (looked >= CANDIDATES || best_cost <= (count - 1) * (count - 1))
                {
                    return best;
                }
                position = following;
            }
            let mut row = self.row_buckets.head[count];
            while row != NONE {
                let largest = self.rows[row]
                    .iter()
                    .fold(0.0_f64, |largest, &(_, value)| largest.max(value.abs()));
                for &(position, value) in &self.rows[row] {
                    let position = position as usize;
                    let cost = (count - 1) * (self.column_buckets.count[position] - 1);
                    if self.is_stable(value, largest)
                        && (cost < best_cost || (cost == best_cost && value.abs() > best_value))
                    {
                        (best, best_cost, best_value) = (Some((row, position)), cost, value.abs());
                    }
                }
                looked += 1;
                if best.is_some() && (looked >= CANDIDATES || best_cost <= count * (count - 1)) {
                    return best;
                }
                row = self.row_buckets.next[row];
            }
        }
        best
    }

    fn is_stable(&self, value: f64, largest: f64) -> bool {
        value.abs() >= self.least && value.abs() >= THRESHOLD * largest
    }

    /// Eliminates one row and column.
    pub(super) fn pivot(&mut self, row: usize, position: usize, result: &mut Elimination) {
        let pivot_row = std::mem::take(&mut self.rows[row]);
        let pivot_column = std::mem::take(&mut self.columns[position]);
        self.row_buckets.unlink(row);
        self.column_buckets.unlink(position);
        let (pivot, _) = entry_and_largest(&pivot_row, position);
        for (index, &(other, _)) in pivot_row.iter().enumerate() {
            let other = other as usize;
            if other != position {
                self.mark[other] = index + 1;
                take_out(&mut self.columns[other], narrow(row));
            }
        }
        if pivot_column.len() > 1 {
            result.lower_rows.push(narrow(row));
            let mut multipliers = Vec::with_capacity(pivot_column.len() - 1);
            for other in pivot_column {
                if other as usize != row {
                    let multiplier = self.subtract(other as usize, &pivot_row, position, pivot);
                    multipliers.push((other, multiplier));
                }
            }
            result.lower.push(multipliers);
        }
        for &(other, _) in &pivot_row {
            let other = other as usize;
            self.mark[other] = 0;
            if other != position {
                let count = self.columns[other].len();
                self.column_buckets.set_count(other, count);
            }
        }
        let position = narrow(position);
        result.pivots.push((narrow(row), position, pivot));
        let others = pivot_row.into_iter().filter(|entry| entry.0 != position);
        result.upper_by_row.push(others);
    }

    /// Subtracts the pivot row from `row` so that its entry at `position` vanishes; returns the multiplier.
    fn subtract(
        &mut self,
        row: usize,
        pivot_row: &[(u32, f64)],
        position: usize,
        pivot: f64,
    ) -> f64 {
        let mut entries = std::mem::take(&mut self.rows[row]);
        let (value, _) = entry_and_largest(&entries, position);
        let multiplier = value / pivot;
        let mut met = 0;
        entries.retain_mut(|(other, value)| {
            let other = *other as usize;
            if other == position {
                return false;
            }
            let mark = self.mark[other];
            if mark == 0 {
                return true;
            }
            met += 1;
            let before = value.abs();
            *value -= multiplier * pivot_row[mark - 1].1;
            // Met: its mark is turned off by setting the high bit for the fill pass below.
            self.mark[other] = mark | MET;
            if value.abs() <= DROP * before.max(1.0) {
                take_out(&mut self.columns[other], narrow(row));
                return false;
            }
            true
        });
        if met + 1 < pivot_row.len() {
            for &(other, value) in pivot_row {
                let column = other as usize;
                if column != position && self.mark[column] & MET == 0 {
                    entries.push((other, -multiplier * value));
                    self.columns[column].push(narrow(row));
                }
            }
        }
        for &(other, _) in pivot_row {
            self.mark[other as usize] &= !MET;
        }
        self.row_buckets.set_count(row, entries.len());
        self.rows[row] = entries;
        multiplier
    }
}

const MET: usize = 1 << (usize::BITS - 1);

/// Takes a row out of a column's list.
fn take_out(rows: &mut Vec<u32>, row: u32) {
    if let Some(at) = rows.iter().position(|&r| r == row) {
        rows.swap_remove(at);
    }
}

/// Returns the entry at `position` and the largest absolute entry of a row.
fn entry_and_largest(entries: &[(u32, f64)], position: usize) -> (f64, f64) {
    let mut found = 0.0;
    let mut largest = 0.0_f64;
    for &(other, value) in entries {
        if other as usize == position {
            found = value;
        }
        largest = largest.max(value.abs());
    }
    (found, largest)
}
