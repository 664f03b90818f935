//! Factors of a basis in exact arithmetic.
//!
//! Singletons peel off first, column by column and row by row; what is left is eliminated by Markowitz's rule (1957), where
//! any nonzero will do for a pivot. Between factorizations the product form keeps up with exchanges.

use dashu_ratio::RBig;

use super::elimination::{Elimination, Pivot};
use crate::watch::{Interrupted, Watch};

/// `B = L U` with rows and columns in the order of the pivots, then one exchange after another.
pub(super) struct Factor {
    /// Row, position and value of each pivot.
    pivots: Vec<Pivot>,
    /// Of each pivot: the multiples of its row that other rows lose.
    lower: Vec<Vec<(usize, RBig)>>,
    /// Of each row: the pivots that it loses multiples of, as (pivot, which of its multiples).
    lower_of_row: Vec<Vec<(usize, usize)>>,
    /// Of each pivot: the other entries of its row, by position.
    upper: Vec<Vec<(usize, RBig)>>,
    /// Of each position: the pivots in whose rows it stands, as (pivot, which of its entries).
    upper_of_position: Vec<Vec<(usize, usize)>>,
    exchanges: Vec<Exchange>,
}

/// A column of the basis that another took the place of.
struct Exchange {
    position: usize,
    pivot: RBig,
    /// The rest of the column that came, as the basis before it sees it.
    rest: Vec<(usize, RBig)>,
}

impl Factor {
    /// Returns the factors of a basis that elimination found to be one.
    pub(super) fn of(found: Elimination) -> Self {
        let rows = found.pivots.len();
        let mut lower_of_row = vec![Vec::new(); rows];
        for (k, multiples) in found.lower.iter().enumerate() {
            for (entry, (row, _)) in multiples.iter().enumerate() {
                lower_of_row[*row].push((k, entry));
            }
        }
        let mut upper_of_position = vec![Vec::new(); rows];
        for (k, entries) in found.upper.iter().enumerate() {
            for (entry, (position, _)) in entries.iter().enumerate() {
                upper_of_position[*position].push((k, entry));
            }
        }
        Self {
            pivots: found.pivots,
            lower: found.lower,
            lower_of_row,
            upper: found.upper,
            upper_of_position,
            exchanges: Vec::new(),
        }
    }

    /// Returns how many exchanges there were since the basis was factored.
    pub(super) fn exchanges(&self) -> usize {
        self.exchanges.len()
    }

    /// Returns `B^-1 b` by position, `b` by row.
    pub(super) fn solve_column(
        &self,
        mut b: Vec<RBig>,
        watch: &Watch,
    ) -> Result<Vec<RBig>, Interrupted> {
        for (pivot, multiples) in self.pivots.iter().zip(&self.lower) {
            if multiples.is_empty() || b[pivot.row].is_zero() {
                continue;
            }
            watch.check()?;
            let value = b[pivot.row].clone();
            for (row, multiple) in multiples {
                b[*row] -= multiple * &value;
            }
        }
        let mut x = vec![RBig::ZERO; b.len()];
        for pivot in self.pivots.iter().rev() {
            if b[pivot.row].is_zero() {
                continue;
            }
            watch.check()?;
            let value = std::mem::take(&mut b[pivot.row]) / &pivot.value;
            for &(k, entry) in &self.upper_of_position[pivot.position] {
                b[self.pivots[k].row] -= &self.upper[k][entry].1 * &value;
            }
            x[pivot.position] = value;
        }
        for exchange in &self.exchanges {
            if x[exchange.position].is_zero() {
                continue;
            }
            watch.check()?;
            let value = std::mem::take(&mut x[exchange.position]) / &exchange.pivot;
            for (position, entry) in &exchange.rest {
                x[*position] -= entry * &value;
            }
            x[exchange.position] = value;
        }
        Ok(x)
    }

    /// Returns `B^-T c` by row, `c` by position.
    pub(super) fn solve_row(
        &self,
        mut c: Vec<RBig>,
        watch: &Watch,
    ) -> Result<Vec<RBig>, Interrupted> {
        for exchange in self.exchanges.iter().rev() {
            watch.check()?;
            let mut value = std::mem::take(&mut c[exchange.position]);
            for (position, entry) in &exchange.rest {
                if !c[*position].is_zero() {
                    value -= entry * &c[*position];
                }
            }
            c[exchange.position] = value / &exchange.pivot;
        }
        let mut y = vec![RBig::ZERO; c.len()];
        for (pivot, entries) in self.pivots.iter().zip(&self.upper) {
            if c[pivot.position].is_zero() {
                continue;
            }
            watch.check()?;
            let value = std::mem::take(&mut c[pivot.position]) / &pivot.value;
            for (position, entry) in entries {
                c[*position] -= entry * &value;
            }
            y[pivot.row] = value;
        }
        for pivot in self.pivots.iter().rev() {
            if self.lower_of_row[pivot.row].is_empty() || y[pivot.row].is_zero() {
                continue;
            }
            watch.check()?;
            let value = y[pivot.row].clone();
            for &(k, entry) in &self.lower_of_row[pivot.row] {
                y[self.pivots[k].row] -= &self.lower[k][entry].1 * &value;
            }
        }
        Ok(y)
    }

    /// Lets a column that is `column` in terms of this basis take the place at `position`.
    pub(super) fn exchange(&mut self, position: usize, column: &[RBig]) {
        let nonzero = column.iter().enumerate().filter(|(_, it)| !it.is_zero());
        self.exchanges.push(Exchange {
            position,
            pivot: column[position].clone(),
            rest: nonzero
                .filter(|&(at, _)| at != position)
                .map(|(at, value)| (at, value.clone()))
                .collect(),
        });
    }
}
