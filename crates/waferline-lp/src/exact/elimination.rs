//! Gaussian elimination of sparse columns in exact arithmetic, as far as they are independent.
//!
//! Columns and rows with one entry left are pivots first; they fill nothing in. Then the entry with the least
//! `(r_i - 1) (c_j - 1)` (Markowitz 1957). Any nonzero is as good a pivot as another: nothing is rounded, so nothing has to be
//! stable. A column that is 0 when its turn comes depends on the others, exactly: it is reported, and rows are left without a pivot.

use dashu_ratio::RBig;

use crate::watch::{Interrupted, Watch};

/// Where a pivot was.
pub(super) struct Pivot {
    pub(super) row: usize,
    pub(super) position: usize,
    pub(super) value: RBig,
}

/// What elimination found.
pub(super) struct Elimination {
    pub(super) pivots: Vec<Pivot>,
    /// Of each pivot: the multiples of its row that other rows lose.
    pub(super) lower: Vec<Vec<(usize, RBig)>>,
    /// Of each pivot: the other entries of its row, by position.
    pub(super) upper: Vec<Vec<(usize, RBig)>>,
    /// Rows without a pivot.
    pub(super) open_rows: Vec<usize>,
    /// Columns, by position, that depend on the others.
    pub(super) dependent: Vec<usize>,
}

/// What is left of the matrix.
struct Active {
    /// Entries of each row by position.
    rows: Vec<Vec<(usize, RBig)>>,
    /// The rows of each position, pattern only.
    columns: Vec<Vec<usize>>,
    row_is_open: Vec<bool>,
    column_is_open: Vec<bool>,
    /// Positions that may have a single row left.
    single_columns: Vec<usize>,
    /// Rows that may have a single position left.
    single_rows: Vec<usize>,
}

/// Eliminates columns, given by position as entries by row.
pub(super) fn eliminate(
    rows: usize,
    columns: Vec<Vec<(usize, RBig)>>,
    watch: &Watch,
) -> Result<Elimination, Interrupted> {
    let mut active = Active::of(rows, columns);
    let mut found = Elimination {
        pivots: Vec::with_capacity(rows),
        lower: Vec::with_capacity(rows),
        upper: Vec::with_capacity(rows),
        open_rows: Vec::new(),
        dependent: Vec::new(),
    };
    while let Some((row, position)) = active.next_pivot() {
        watch.check()?;
        let (pivot, lower, upper) = active.pivot(row, position);
        found.pivots.push(pivot);
        found.lower.push(lower);
        found.upper.push(upper);
    }
    let open = |is_open: &[bool]| (0..is_open.len()).filter(|&k| is_open[k]).collect();
    found.open_rows = open(&active.row_is_open);
    found.dependent = open(&active.column_is_open);
    Ok(found)
}

impl Active {
    fn of(rows: usize, columns: Vec<Vec<(usize, RBig)>>) -> Self {
        let mut by_row = vec![Vec::new(); rows];
        let mut patterns = Vec::with_capacity(columns.len());
        for (position, column) in columns.into_iter().enumerate() {
            patterns.push(column.iter().map(|&(row, _)| row).collect());
            for (row, value) in column {
                by_row[row].push((position, value));
            }
        }
        Self {
            row_is_open: vec![true; rows],
            column_is_open: vec![true; patterns.len()],
            single_columns: (0..patterns.len()).rev().collect(),
            single_rows: (0..rows).rev().collect(),
            rows: by_row,
            columns: patterns,
        }
    }

    /// Returns the row and position to pivot on, `None` where nothing is left.
    fn next_pivot(&mut self) -> Option<(usize, usize)> {
        while let Some(position) = self.single_columns.pop() {
            if self.column_is_open[position]
                && let [row] = self.columns[position][..]
            {
                return Some((row, position));
            }
        }
        while let Some(row) = self.single_rows.pop() {
            if self.row_is_open[row]
                && let [(position, _)] = self.rows[row][..]
            {
                return Some((row, position));
            }
        }
        self.markowitz()
    }

    /// Returns the entry that can fill in least; of several the one with the shortest number.
    fn markowitz(&self) -> Option<(usize, usize)> {
        let open = (0..self.columns.len())
            .filter(|&it| self.column_is_open[it] && !self.columns[it].is_empty());
        let position = open.min_by_key(|&position| {
            let column = &self.columns[position];
            let shortest = column.iter().map(|&row| self.rows[row].len()).min();
            ((column.len() - 1) * (shortest.unwrap_or(1) - 1), position)
        })?;
        let row = *self.columns[position].iter().min_by_key(|&&row| {
            let length = self.entry(row, position).map_or(0, length);
            (self.rows[row].len(), length, row)
        })?;
        Some((row, position))
    }

    fn entry(&self, row: usize, position: usize) -> Option<&RBig> {
        let mut entries = self.rows[row].iter();
        entries.find(|(at, _)| *at == position).map(|(_, it)| it)
    }

    /// Removes and returns an entry of a row, not of the pattern.
    fn take(&mut self, row: usize, position: usize) -> RBig {
        let at = self.rows[row].iter().position(|&(at, _)| at == position);
        at.map_or(RBig::ZERO, |at| self.rows[row].swap_remove(at).1)
    }

    /// Eliminates a position by a row, and returns the pivot, the multiples that other rows lost, and the rest of the row.
    #[allow(clippy::type_complexity)]
    fn pivot(
        &mut self,
        row: usize,
        position: usize,
    ) -> (Pivot, Vec<(usize, RBig)>, Vec<(usize, RBig)>) {
        let value = self.take(row, position);
        let rest = std::mem::take(&mut self.rows[row]);
        self.row_is_open[row] = false;
        self.column_is_open[position] = false;
        for &(other, _) in &rest {
            self.forget(row, other);
        }
        let mut multiples = Vec::new();
        for loser in std::mem::take(&mut self.columns[position]) {
            if loser == row {
                continue;
            }
            let multiple = self.take(loser, position) / &value;
            self.subtract(loser, &multiple, &rest);
            if self.rows[loser].len() == 1 {
                self.single_rows.push(loser);
            }
            multiples.push((loser, multiple));
        }
        let pivot = Pivot {
            row,
            position,
            value,
        };
        (pivot, multiples, rest)
    }

    /// Takes a row out of the pattern of a position.
    fn forget(&mut self, row: usize, position: usize) {
        self.columns[position].retain(|&it| it != row);
        if self.columns[position].len() == 1 {
            self.single_columns.push(position);
        }
    }

    /// Subtracts a multiple of `rest` from a row.
    fn subtract(&mut self, row: usize, multiple: &RBig, rest: &[(usize, RBig)]) {
        for (position, value) in rest {
            let change = multiple * value;
            let at = self.rows[row].iter().position(|(at, _)| at == position);
            let Some(at) = at else {
                self.rows[row].push((*position, -change));
                self.columns[*position].push(row);
                continue;
            };
            self.rows[row][at].1 -= change;
            if self.rows[row][at].1.is_zero() {
                self.rows[row].swap_remove(at);
                self.forget(row, *position);
            }
        }
    }
}

/// Returns how long a fraction is, in bits.
fn length(value: &RBig) -> usize {
    use dashu_int::ops::BitTest as _;
    value.numerator().bit_len() + value.denominator().bit_len()
}
