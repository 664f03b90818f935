//! The basis: factoring it, solving with it, exchanging a variable of it.

use super::factor::{Factor, Sparse, narrow};
use super::{Place, Simplex};

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
                        self.place[logical] = Place::Basic;
                    }
                }
            }
        }
        self.recompute_values();
        self.recompute_reduced_costs();
    }

    /// Makes a variable nonbasic at its nearest bound.
    pub(super) fn expel(&mut self, variable: usize) {
        let (lower, upper) = (self.form.lower[variable], self.form.upper[variable]);
        let x = self.x[variable];
        self.place[variable] = match (lower.is_finite(), upper.is_finite()) {
            (true, true) if x - lower <= upper - x => Place::Lower,
            (true, false) => Place::Lower,
            (_, true) => Place::Upper,
            (false, false) => Place::Free,
        };
    }

    /// Empties the work space of the pivot row.
    pub(super) fn forget_pivot_row(&mut self) {
        let variables = self.form.variables();
        if self.alpha.len() != variables {
            self.touched.clear();
            self.alpha = vec![0.0; variables];
            self.is_touched = vec![false; variables];
        }
        for &variable in &self.touched {
            self.alpha[variable as usize] = 0.0;
            self.is_touched[variable as usize] = false;
        }
        self.touched.clear();
    }

    /// Fills the work space with `rho A` over all nonbasic variables.
    pub(super) fn compute_pivot_row(&mut self, rho: &Sparse) {
        self.forget_pivot_row();
        for (row, multiplier) in rho.iter() {
            let (columns, values) = self.form.row(row);
            for (&column, &value) in columns.iter().zip(values) {
                let at = column as usize;
                if self.place[at] == Place::Basic {
                    continue;
                }
                // An entry may cancel to 0 on the way, so its value cannot tell whether it is listed.
                if !self.is_touched[at] {
                    self.is_touched[at] = true;
                    self.touched.push(column);
                }
                self.alpha[at] += multiplier * value;
            }
            let logical = self.form.columns + row;
            if self.place[logical] != Place::Basic {
                self.is_touched[logical] = true;
                self.alpha[logical] = -multiplier;
                self.touched.push(narrow(logical));
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
        self.place[leaving] = place;
        self.place[entering] = Place::Basic;
        self.head[position] = entering;
        self.factor
            .update(position, pivot, &self.column_half, &self.row_half);
        self.iterations += 1;
    }
}
