//! The two triangular factors, and solving with them.

use std::sync::Arc;

use super::elimination::eliminate;
use super::etas::{Half, RowEtas};
use super::pivots::{Elimination, LEAST_PIVOT};
use super::slots::Slots;
use super::triangular::{Search, solve_all, solve_reached};
use super::vector::{Sparse, narrow};

/// Marks a place in the order of pivots that was given up.
pub(super) const NONE: u32 = u32::MAX;
/// Room for more entries left in each row of the upper factor.
const SPARE: u32 = 4;

/// The factors of one basis.
#[derive(Clone, Debug)]
pub(in crate::simplex) struct Factor {
    pub(super) size: usize,
    /// Both are shared by all copies of a simplex until one of them changes its basis.
    lower: Arc<Lower>,
    pub(super) upper: Arc<Upper>,
    pub(super) etas: RowEtas,
}

/// The lower triangular factor as row operations: `columns` says what is subtracted from which rows.
#[derive(Debug)]
struct Lower {
    /// Rows whose column is not empty, in order.
    order: Vec<u32>,
    columns: Slots,
    /// Rows whose transposed list is not empty, in order.
    transposed_order: Vec<u32>,
    rows: Slots,
}

/// The upper triangular factor, by column and by row.
#[derive(Clone, Debug)]
pub(super) struct Upper {
    /// Pivot rows in order; [`NONE`] where one was moved to the end.
    pub(super) order: Vec<u32>,
    /// By row: where in the order it is.
    pub(super) place: Vec<u32>,
    pub(super) pivot: Vec<f64>,
    pub(super) columns: Slots,
    pub(super) rows: Slots,
    /// Entries when it was computed.
    pub(super) initial: usize,
}

/// The basis could not be factored: these rows and positions found no pivot.
#[derive(Clone, Debug)]
pub(in crate::simplex) struct Singular {
    pub(in crate::simplex) rows: Vec<usize>,
    pub(in crate::simplex) positions: Vec<usize>,
}

impl Factor {
    /// Returns the factors of the basis whose columns, by position, are `columns` (entries as (row, value)), and which
    /// position's column is to be put at each row's position.
    pub(in crate::simplex) fn new(
        size: usize,
        columns: impl Fn(usize, &mut Vec<(usize, f64)>),
    ) -> Result<(Self, Vec<u32>), Singular> {
        let elimination = eliminate(size, LEAST_PIVOT, columns);
        if !elimination.unpivoted_rows.is_empty() {
            return Err(Singular {
                rows: elimination.unpivoted_rows,
                positions: elimination.unpivoted_positions,
            });
        }
        let mut position_of = vec![0; size];
        let mut row_of = vec![0; size];
        for &(row, position, _) in &elimination.pivots {
            position_of[row as usize] = position;
            row_of[position as usize] = row;
        }
        let factor = Self {
            size,
            lower: Arc::new(Lower::new(size, &elimination)),
            upper: Arc::new(Upper::new(size, &elimination, &row_of)),
            etas: RowEtas::default(),
        };
        Ok((factor, position_of))
    }

    /// Returns the factors of the basis without rows.
    pub(in crate::simplex) fn empty() -> Self {
        let nothing = Elimination::default();
        Self {
            size: 0,
            lower: Arc::new(Lower::new(0, &nothing)),
            upper: Arc::new(Upper::new(0, &nothing, &[])),
            etas: RowEtas::default(),
        }
    }

    /// Becomes a copy of other factors, keeping its own memory.
    pub(in crate::simplex) fn copy_from(&mut self, other: &Self) {
        let Self {
            size,
            lower,
            upper,
            etas,
        } = self;
        *size = other.size;
        *lower = Arc::clone(&other.lower);
        *upper = Arc::clone(&other.upper);
        etas.copy_from(&other.etas);
    }

    /// Returns whether these are factors of a basis with this many rows.
    pub(in crate::simplex) fn is_of_size(&self, size: usize) -> bool {
        self.size == size
    }

    /// Solves `B x = rhs` in place.
    pub(in crate::simplex) fn solve(&self, rhs: &mut Sparse, search: &mut Search) {
        self.solve_by_halves(rhs, search, None);
    }

    /// Solves `B x = rhs` in place, and keeps the half solution that an update with this column needs.
    pub(in crate::simplex) fn solve_entering(
        &self,
        rhs: &mut Sparse,
        search: &mut Search,
        half: &mut Half,
    ) {
        self.solve_by_halves(rhs, search, Some(half));
    }

    fn solve_by_halves(&self, rhs: &mut Sparse, search: &mut Search, half: Option<&mut Half>) {
        let is_listed = solve_reached(&self.lower.columns, None, rhs, search);
        if !is_listed {
            solve_all(
                &self.lower.columns,
                None,
                self.lower.order.iter().copied(),
                rhs,
            );
        }
        self.etas.apply(rhs, is_listed);
        if let Some(half) = half {
            half.keep(rhs, is_listed);
        }
        let upper = &*self.upper;
        if !is_listed || !solve_reached(&upper.columns, Some(&upper.pivot), rhs, search) {
            let order = upper.order.iter().rev().copied().filter(|&row| row != NONE);
            solve_all(&upper.columns, Some(&upper.pivot), order, rhs);
        }
    }

    /// Solves `B^T y = rhs` in place.
    pub(in crate::simplex) fn solve_transposed(&self, rhs: &mut Sparse, search: &mut Search) {
        self.solve_transposed_by_halves(rhs, search, None);
    }

    /// Solves `B^T y = e_row` in place, and keeps the half solution that an update of this row needs.
    pub(in crate::simplex) fn solve_leaving(
        &self,
        rhs: &mut Sparse,
        search: &mut Search,
        half: &mut Half,
    ) {
        self.solve_transposed_by_halves(rhs, search, Some(half));
    }

    fn solve_transposed_by_halves(
        &self,
        rhs: &mut Sparse,
        search: &mut Search,
        half: Option<&mut Half>,
    ) {
        let upper = &*self.upper;
        if !solve_reached(&upper.rows, Some(&upper.pivot), rhs, search) {
            let order = upper.order.iter().copied().filter(|&row| row != NONE);
            solve_all(&upper.rows, Some(&upper.pivot), order, rhs);
        }
        if let Some(half) = half {
            half.keep(rhs, true);
        }
        self.etas.apply_transposed(rhs);
        if !solve_reached(&self.lower.rows, None, rhs, search) {
            let order = self.lower.transposed_order.iter().rev().copied();
            solve_all(&self.lower.rows, None, order, rhs);
            rhs.list();
        }
    }
}

impl Lower {
    fn new(size: usize, elimination: &Elimination) -> Self {
        let mut column_lengths = vec![0; size];
        let mut row_lengths = vec![0; size];
        for (k, &row) in elimination.lower_rows.iter().enumerate() {
            let entries = elimination.lower.get(k);
            column_lengths[row as usize] = narrow(entries.len());
            for &(other, _) in entries {
                row_lengths[other as usize] += 1;
            }
        }
        let mut columns = Slots::with_room(&column_lengths, 0);
        let mut rows = Slots::with_room(&row_lengths, 0);
        for (k, &row) in elimination.lower_rows.iter().enumerate() {
            for &(other, multiplier) in elimination.lower.get(k) {
                columns.push(row as usize, other, multiplier);
                rows.push(other as usize, row, multiplier);
            }
        }
        let pivots = elimination.pivots.iter().map(|&(row, _, _)| row);
        Self {
            order: elimination.lower_rows.clone(),
            transposed_order: pivots.filter(|&row| !rows.is_empty(row as usize)).collect(),
            columns,
            rows,
        }
    }
}

impl Upper {
    fn new(size: usize, elimination: &Elimination, row_of: &[u32]) -> Self {
        let mut column_lengths = vec![0; size];
        let mut row_lengths = vec![0; size];
        for (k, &(row, _, _)) in elimination.pivots.iter().enumerate() {
            let entries = elimination.upper_by_row.get(k);
            row_lengths[row as usize] = narrow(entries.len());
            for &(position, _) in entries {
                column_lengths[row_of[position as usize] as usize] += 1;
            }
        }
        let mut columns = Slots::with_room(&column_lengths, 0);
        let mut rows = Slots::with_room(&row_lengths, SPARE);
        let mut pivot = vec![0.0; size];
        let mut place = vec![0; size];
        for (k, &(row, _, value)) in elimination.pivots.iter().enumerate() {
            pivot[row as usize] = value;
            place[row as usize] = narrow(k);
            for &(position, entry) in elimination.upper_by_row.get(k) {
                let column = row_of[position as usize];
                rows.push(row as usize, column, entry);
                columns.push(column as usize, row, entry);
            }
        }
        Self {
            order: elimination.pivots.iter().map(|&(row, _, _)| row).collect(),
            place,
            pivot,
            initial: rows.count(),
            columns,
            rows,
        }
    }
}
