//! The basis: factoring it, solving with it, exchanging a variable of it.

use super::factor::{Factor, Sparse};
use super::method::Simplex;
use super::place::Place;

/// Factors with no more updates than this are not computed again only to check where we are: each update adds rounding of
/// its own, and the numbers are refined against the basis itself, which takes away what twenty of them leave.
const FEW_UPDATES: usize = 20;

impl Simplex {
    /// Computes the factors again, repairing the basis if it is singular, then the point and the reduced costs.
    pub(super) fn refresh(&mut self) {
        self.refactor();
        self.state.recompute_values(&mut self.work.search);
        self.state.recompute_reduced_costs(&mut self.work.search);
    }

    /// Computes the factors again, repairing the basis if it is singular.
    ///
    /// What found no pivot is replaced by the logicals of the rows without one, which are independent of all the rest: the
    /// repaired basis differs in no more than it must.
    pub(super) fn refactor(&mut self) {
        let Self {
            state,
            pricing,
            work: _,
            watch: _,
            known_edges: _,
            edges_before: _,
            known_duals: _,
        } = self;
        loop {
            let factor = Factor::new(state.form.rows, |position, into| {
                let each = |row, value| into.push((row, value));
                state.form.for_column(state.head[position], each);
            });
            match factor {
                Ok((factor, position_of)) => {
                    state.factor = factor;
                    let moved = |&position: &u32| state.head[position as usize];
                    state.head = position_of.iter().map(moved).collect();
                    pricing.reorder(&position_of);
                    break;
                }
                Err(singular) => {
                    for (&row, &position) in singular.rows.iter().zip(&singular.positions) {
                        state.expel(state.head[position]);
                        let logical = state.form.columns + row;
                        state.head[position] = logical;
                        state.settle(logical, Place::Basic);
                    }
                }
            }
        }
        if pricing.open_rows.is_some() {
            pricing.open_rows_only(state);
        }
    }

    /// Computes the point and the reduced costs again, and the factors where they are old; the numbers are refined against
    /// the basis itself, so factors a few updates old serve as well as fresh ones.
    pub(super) fn renew(&mut self) {
        let state = &mut self.state;
        let is_old = state.factor.update_count() > FEW_UPDATES;
        if is_old || !state.factor.is_of_size(state.form.rows) {
            self.refresh();
        } else {
            state.recompute_values(&mut self.work.search);
            state.recompute_reduced_costs(&mut self.work.search);
        }
    }

    /// Fills the work space with `rho' A` over all nonbasic variables, or those that may enter.
    pub(super) fn compute_pivot_row(&mut self, rho: &Sparse) {
        let (state, open_rows) = (&self.state, &self.pricing.open_rows);
        let alpha = &mut self.work.alpha;
        alpha.reset(state.form.variables());
        for (row, multiplier) in rho.iter() {
            let logical = state.form.columns + row;
            if let Some(rows) = open_rows {
                let (columns, values) = rows.get(row);
                for (&column, value) in columns.iter().zip(values) {
                    alpha.add(column as usize, multiplier * value);
                }
                if state.sign[logical] != 0 {
                    alpha.push(logical, -multiplier);
                }
                continue;
            }
            let (columns, values) = state.form.row(row);
            for (&column, value) in columns.iter().zip(values) {
                if state.place[column as usize] != Place::Basic {
                    alpha.add(column as usize, multiplier * value);
                }
            }
            if state.place[logical] != Place::Basic {
                alpha.push(logical, -multiplier);
            }
        }
    }

    /// Puts `B^-1 a_j`, by position, into `column`.
    pub(super) fn solve_column(&mut self, variable: usize, column: &mut Sparse) {
        let (state, work) = (&self.state, &mut self.work);
        column.reset(state.form.rows);
        state
            .form
            .for_column(variable, |row, value| column.push(row, value));
        state
            .factor
            .solve_entering(column, &mut work.search, &mut work.column_half);
    }

    /// Puts row `position` of `B^-1` into `rho`.
    pub(super) fn solve_row(&mut self, position: usize, rho: &mut Sparse) {
        let (state, work) = (&self.state, &mut self.work);
        rho.reset(state.form.rows);
        rho.push(position, 1.0);
        state
            .factor
            .solve_leaving(rho, &mut work.search, &mut work.row_half);
    }

    /// Lets `entering` take the place of the variable at `position`, which becomes nonbasic at `place`.
    ///
    /// The latest [`Self::solve_column`] and [`Self::solve_row`] must have been for these two; `pivot` is where they
    /// meet.
    pub(super) fn exchange(&mut self, entering: usize, position: usize, place: Place, pivot: f64) {
        let (state, work) = (&mut self.state, &self.work);
        self.edges_before = self.known_edges.take().or(self.edges_before.take());
        let leaving = state.head[position];
        state.settle(leaving, place);
        state.settle(entering, Place::Basic);
        self.pricing.reopen(state, leaving);
        self.pricing.reopen(state, entering);
        state.head[position] = entering;
        state
            .factor
            .update(position, pivot, &work.column_half, &work.row_half);
        state.iterations += 1;
    }
}
