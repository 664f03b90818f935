//! The basis: factoring it, solving with it, exchanging a variable of it.

use super::factor::{Factor, Sparse};
use super::{BOTH, Place, Simplex};

impl Simplex {
    /// Computes the factors anew, repairing the basis if it is singular, then the point and the reduced costs.
    pub(super) fn refresh(&mut self) {
        loop {
            let factor = Factor::new(self.form.rows, |position, into| {
                self.form
                    .for_column(self.head[position], |row, value| into.push((row, value)));
            });
            match factor {
                Ok((factor, position_of)) => {
                    self.factor = factor;
                    let moved = |&position: &u32| self.head[position as usize];
                    self.head = position_of.iter().map(moved).collect();
                    if !self.edges.is_empty() {
                        let moved = |&position: &u32| self.edges[position as usize];
                        self.edges = position_of.iter().map(moved).collect();
                    }
                    break;
                }
                Err(singular) => {
                    for (&row, &position) in singular.rows.iter().zip(&singular.positions) {
                        self.expel(self.head[position]);
                        let logical = self.form.columns + row;
                        self.head[position] = logical;
                        self.settle(logical, Place::Basic);
                    }
                }
            }
        }
        if self.open_rows.is_some() {
            self.open_rows_only();
        }
        self.recompute_values();
        self.recompute_reduced_costs();
    }

    /// Makes a variable nonbasic at its nearest bound.
    pub(super) fn expel(&mut self, variable: usize) {
        let (lower, upper) = (self.form.lower[variable], self.form.upper[variable]);
        let x = self.x[variable];
        let place = match (lower.is_finite(), upper.is_finite()) {
            (true, true) if x - lower <= upper - x => Place::Lower,
            (true, false) => Place::Lower,
            (_, true) => Place::Upper,
            (false, false) => Place::Free,
        };
        self.settle(variable, place);
    }

    /// Says where a variable is.
    pub(super) fn settle(&mut self, variable: usize, place: Place) {
        self.place[variable] = place;
        self.sign[variable] = match place {
            Place::Basic => 0,
            _ if self.form.lower[variable] == self.form.upper[variable] => 0,
            Place::Lower => 1,
            Place::Upper => -1,
            Place::Free => BOTH,
        };
    }

    /// Fills the work space with `rho A` over all nonbasic variables, or those that may enter.
    pub(super) fn compute_pivot_row(&mut self, rho: &Sparse) {
        let alpha = &mut self.alpha;
        alpha.reset(self.form.variables());
        for (row, multiplier) in rho.iter() {
            let logical = self.form.columns + row;
            if let Some(rows) = &self.open_rows {
                let (columns, values) = rows.get(row);
                for (&column, value) in columns.iter().zip(values) {
                    alpha.add(column as usize, multiplier * value);
                }
                if self.sign[logical] != 0 {
                    alpha.push(logical, -multiplier);
                }
                continue;
            }
            let (columns, values) = self.form.row(row);
            for (&column, value) in columns.iter().zip(values) {
                if self.place[column as usize] != Place::Basic {
                    alpha.add(column as usize, multiplier * value);
                }
            }
            if self.place[logical] != Place::Basic {
                alpha.push(logical, -multiplier);
            }
        }
    }

    /// Puts `B^-1 a_j`, by position, into `column`.
    pub(super) fn solve_column(&mut self, variable: usize, column: &mut Sparse) {
        column.reset(self.form.rows);
        self.form
            .for_column(variable, |row, value| column.push(row, value));
        self.factor
            .solve_entering(column, &mut self.search, &mut self.column_half);
    }

    /// Puts row `position` of `B^-1` into `rho`.
    pub(super) fn solve_row(&mut self, position: usize, rho: &mut Sparse) {
        rho.reset(self.form.rows);
        rho.push(position, 1.0);
        self.factor
            .solve_leaving(rho, &mut self.search, &mut self.row_half);
    }

    /// Lets `entering` take the place of the variable at `position`, which becomes nonbasic at `place`.
    ///
    /// The latest [`Self::solve_column`] and [`Self::solve_row`] must have been for these two; `pivot` is where they
    /// meet.
    pub(super) fn exchange(&mut self, entering: usize, position: usize, place: Place, pivot: f64) {
        let leaving = self.head[position];
        self.settle(leaving, place);
        self.settle(entering, Place::Basic);
        self.reopen(leaving);
        self.reopen(entering);
        self.head[position] = entering;
        self.factor
            .update(position, pivot, &self.column_half, &self.row_half);
        self.iterations += 1;
    }
}
