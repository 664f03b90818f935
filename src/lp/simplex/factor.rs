//! Sparse LU factors of a basis, with product-form updates.
//!
//! Source of the method: Markowitz pivoting with threshold stability after Suhl and Suhl, "Computing sparse LU
//! factorizations for large-scale linear programming bases" (1990); product-form update after Dantzig and
//! Orchard-Hays (1954). Rows of the basis are "rows", its columns "positions".

use std::sync::Arc;

use super::markowitz::{Elimination, eliminate};

/// Sparse vectors one after another.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    starts: Vec<usize>,
    entries: Vec<(usize, f64)>,
}

impl Lists {
    pub(super) fn new() -> Self {
        Self {
            starts: vec![0],
            entries: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, entries: impl IntoIterator<Item = (usize, f64)>) {
        self.entries.extend(entries);
        self.starts.push(self.entries.len());
    }

    pub(super) fn get(&self, k: usize) -> &[(usize, f64)] {
        &self.entries[self.starts[k]..self.starts[k + 1]]
    }
}

/// The factors of one basis.
#[derive(Clone, Debug)]
pub(super) struct Factor {
    /// Shared by all copies of a simplex until one of them factors anew.
    lu: Arc<Lu>,
    /// Updates since: position, its new value in the column, the other entries.
    updates: Vec<(usize, f64)>,
    update_entries: Lists,
}

/// Lower and upper triangular factors.
#[derive(Debug)]
struct Lu {
    size: usize,
    /// Row operations in the order they are applied: subtract `entry.1` times row `lower_rows[k]` from row `entry.0`.
    lower_rows: Vec<usize>,
    lower: Lists,
    /// Pivots in order: row, position, value.
    pivots: Vec<(usize, usize, f64)>,
    /// By pivot: the other entries of its row, as (position, value).
    upper_by_row: Lists,
    /// By position: the entries above its pivot, as (row, value).
    upper_by_position: Lists,
}

/// The basis could not be factored: these rows and positions found no pivot.
#[derive(Clone, Debug)]
pub(super) struct Singular {
    pub(super) rows: Vec<usize>,
    pub(super) positions: Vec<usize>,
}

impl Factor {
    /// Returns the factors of the basis whose columns, by position, are `columns` (entries as (row, value)).
    pub(super) fn new(
        size: usize,
        columns: impl Fn(usize, &mut Vec<(usize, f64)>),
    ) -> Result<Self, Singular> {
        let Elimination {
            pivots,
            lower_rows,
            lower,
            upper_by_row,
            unpivoted_rows,
            unpivoted_positions,
        } = eliminate(size, columns);
        if !unpivoted_rows.is_empty() {
            return Err(Singular {
                rows: unpivoted_rows,
                positions: unpivoted_positions,
            });
        }
        let mut above: Vec<Vec<(usize, f64)>> = vec![Vec::new(); size];
        for (k, &(row, _, _)) in pivots.iter().enumerate() {
            for &(position, value) in upper_by_row.get(k) {
                above[position].push((row, value));
            }
        }
        let mut upper_by_position = Lists::new();
        for entries in above {
            upper_by_position.push(entries);
        }
        Ok(Self::from_lu(Lu {
            size,
            lower_rows,
            lower,
            pivots,
            upper_by_row,
            upper_by_position,
        }))
    }

    /// Returns the factors of the basis without rows.
    pub(super) fn empty() -> Self {
        Self::from_lu(Lu {
            size: 0,
            lower_rows: Vec::new(),
            lower: Lists::new(),
            pivots: Vec::new(),
            upper_by_row: Lists::new(),
            upper_by_position: Lists::new(),
        })
    }

    fn from_lu(lu: Lu) -> Self {
        Self {
            lu: Arc::new(lu),
            updates: Vec::new(),
            update_entries: Lists::new(),
        }
    }

    /// Returns whether these are factors of a basis with so many rows.
    pub(super) fn is_of_size(&self, size: usize) -> bool {
        self.lu.size == size
    }

    /// Returns how many updates were made since the factors were computed.
    pub(super) fn update_count(&self) -> usize {
        self.updates.len()
    }

    /// Returns whether a fresh factorization is due: long update files cost more than factoring anew.
    pub(super) fn is_stale(&self) -> bool {
        self.updates.len() >= 100
            || (self.updates.len() >= 20
                && self.update_entries.entries.len()
                    > 3 * self.lu.size
                        + self.lu.lower.entries.len()
                        + 2 * self.lu.upper_by_row.entries.len())
    }

    /// Returns `B^-1 rhs`: `rhs` by row, used up; the result by position.
    pub(super) fn solve(&self, mut rhs: Vec<f64>) -> Vec<f64> {
        for (k, &row) in self.lu.lower_rows.iter().enumerate() {
            let value = rhs[row];
            if value != 0.0 {
                for &(other, multiplier) in self.lu.lower.get(k) {
                    rhs[other] -= multiplier * value;
                }
            }
        }
        let mut result = vec![0.0; self.lu.size];
        for &(row, position, pivot) in self.lu.pivots.iter().rev() {
            let value = rhs[row];
            if value != 0.0 {
                let value = value / pivot;
                result[position] = value;
                for &(other, coefficient) in self.lu.upper_by_position.get(position) {
                    rhs[other] -= coefficient * value;
                }
            }
        }
        for (k, &(position, pivot)) in self.updates.iter().enumerate() {
            let value = result[position];
            if value != 0.0 {
                let value = value / pivot;
                result[position] = value;
                for &(other, coefficient) in self.update_entries.get(k) {
                    result[other] -= coefficient * value;
                }
            }
        }
        result
    }

    /// Returns `B^-T rhs`: `rhs` by position, used up; the result by row.
    pub(super) fn solve_transposed(&self, mut rhs: Vec<f64>) -> Vec<f64> {
        for (k, &(position, pivot)) in self.updates.iter().enumerate().rev() {
            let mut value = rhs[position];
            for &(other, coefficient) in self.update_entries.get(k) {
                value -= coefficient * rhs[other];
            }
            rhs[position] = value / pivot;
        }
        let mut result = vec![0.0; self.lu.size];
        for (k, &(row, position, pivot)) in self.lu.pivots.iter().enumerate() {
            let value = rhs[position];
            if value != 0.0 {
                let value = value / pivot;
                result[row] = value;
                for &(other, coefficient) in self.lu.upper_by_row.get(k) {
                    rhs[other] -= coefficient * value;
                }
            }
        }
        for (k, &row) in self.lu.lower_rows.iter().enumerate().rev() {
            let mut value = result[row];
            for &(other, multiplier) in self.lu.lower.get(k) {
                value -= multiplier * result[other];
            }
            result[row] = value;
        }
        result
    }

    /// Replaces the basis column at `position` by the one whose `B^-1 a` is `column`.
    pub(super) fn update(&mut self, position: usize, column: &[f64]) {
        self.updates.push((position, column[position]));
        self.update_entries.push(
            column
                .iter()
                .enumerate()
                .filter(|&(i, &value)| i != position && value.abs() > 1e-14)
                .map(|(i, &value)| (i, value)),
        );
    }
}
