//! A basis in exact arithmetic: the point it makes, its reduced costs, exchanging its variables.

use dashu_ratio::RBig;

use super::elimination::eliminate;
use super::end::ExactFailure;
use super::factor::Factor;
use super::form::Form;
use super::rational::Rational;
use crate::simplex::{Basis, Status};
use crate::watch::{Interrupted, Phase, Progress, Watch};

/// After this many exchanges the basis is factored again: by then their columns take longer than its factors.
const EXCHANGES: usize = 40;
/// After this many pivots in a row that move nothing, the smallest index goes first until one does: that cannot cycle.
const STALLED: usize = 60;

/// A basis, its vertex and its reduced costs.
pub(super) struct Vertex<'a> {
    pub(super) form: &'a Form,
    pub(super) watch: &'a Watch,
    /// The basic variables by position.
    pub(super) head: Vec<usize>,
    pub(super) place: Vec<Status>,
    /// Values of the basic variables, by position.
    pub(super) x: Vec<RBig>,
    /// Reduced costs, by variable; of basic ones 0.
    pub(super) d: Vec<RBig>,
    factor: Factor,
    /// Pivots so far, and how many there may be.
    pub(super) pivots: usize,
    most_pivots: usize,
    /// Pivots since one moved something.
    stalled: usize,
}

/// Which way a variable may move.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Up,
    Down,
    Both,
    Neither,
}

impl<'a> Vertex<'a> {
    /// Returns the vertex of a basis, repaired where it is none: what is basic beyond the rows or depends on others goes to
    /// an end, rows' activities take its place, and what is at an end that it does not have goes to one that it has.
    pub(super) fn at(
        form: &'a Form,
        basis: &Basis,
        most_pivots: usize,
        watch: &'a Watch,
    ) -> Result<Self, ExactFailure> {
        let mut place = basis.columns.clone();
        place.resize(form.columns, Status::Lower);
        place.extend(&basis.rows);
        place.resize(form.variables(), Status::Basic);
        for (variable, place) in place.iter_mut().enumerate() {
            let is_there = match place {
                Status::Basic => true,
                Status::Lower => form.lower[variable].is_some(),
                Status::Upper => form.upper[variable].is_some(),
                Status::Free => false,
            };
            if !is_there {
                *place = any_end(form, variable);
            }
        }
        let basic = (0..form.variables()).filter(|&it| place[it] == Status::Basic);
        let mut head: Vec<usize> = basic.collect();
        let factor = loop {
            let found = eliminate(form.rows, columns(form, &head), watch)?;
            if found.open_rows.is_empty() && found.dependent.is_empty() {
                break Factor::of(found);
            }
            for &position in &found.dependent {
                place[head[position]] = any_end(form, head[position]);
            }
            head.retain(|&it| place[it] == Status::Basic);
            for row in found.open_rows {
                place[form.columns + row] = Status::Basic;
                head.push(form.columns + row);
            }
        };
        let mut vertex = Self {
            form,
            watch,
            head,
            place,
            x: Vec::new(),
            d: Vec::new(),
            factor,
            pivots: 0,
            most_pivots,
            stalled: 0,
        };
        vertex.find_values()?;
        vertex.find_reduced_costs()?;
        Ok(vertex)
    }

    /// Computes the values of the basic variables from those at their ends.
    fn find_values(&mut self) -> Result<(), Interrupted> {
        let mut b = vec![RBig::ZERO; self.form.rows];
        for variable in 0..self.form.variables() {
            if let Some(value) = self.end_value(variable)
                && !value.is_zero()
            {
                self.form
                    .for_column(variable, |row, entry| b[row] -= entry * value);
            }
        }
        self.x = self.factor.solve_column(b, self.watch)?;
        Ok(())
    }

    /// Computes the reduced costs of the program's costs.
    pub(super) fn find_reduced_costs(&mut self) -> Result<(), Interrupted> {
        let y = self.prices()?;
        let mut d = vec![RBig::ZERO; self.form.variables()];
        for (variable, d) in d.iter_mut().enumerate() {
            if self.place[variable] != Status::Basic {
                self.watch.check()?;
                *d = self.form.reduced_cost(variable, &y);
            }
        }
        self.d = d;
        Ok(())
    }

    /// Returns the price of each row.
    pub(super) fn prices(&self) -> Result<Vec<RBig>, Interrupted> {
        let cost = |&variable: &usize| self.form.cost[variable].clone();
        self.factor
            .solve_row(self.head.iter().map(cost).collect(), self.watch)
    }

    /// Returns the value of a variable outside the basis, `None` for 0 and for basic ones.
    pub(super) fn end_value(&self, variable: usize) -> Option<&RBig> {
        match self.place[variable] {
            Status::Lower => self.form.lower[variable].as_ref(),
            Status::Upper => self.form.upper[variable].as_ref(),
            Status::Basic | Status::Free => None,
        }
    }

    /// Returns which way a variable outside the basis may move.
    pub(super) fn way(&self, variable: usize) -> Way {
        match self.place[variable] {
            Status::Basic => Way::Neither,
            _ if self.form.is_fixed(variable) => Way::Neither,
            Status::Lower => Way::Up,
            Status::Upper => Way::Down,
            Status::Free => Way::Both,
        }
    }

    /// Returns whether moving a variable the way it may would raise the objective.
    pub(super) fn is_attractive(&self, variable: usize) -> bool {
        let d = &self.d[variable];
        match self.way(variable) {
            Way::Neither => false,
            Way::Up => *d > RBig::ZERO,
            Way::Down => *d < RBig::ZERO,
            Way::Both => !d.is_zero(),
        }
    }

    /// Returns whether the basic variable at a position is below its range, or above it.
    pub(super) fn miss(&self, position: usize) -> Option<Way> {
        let (variable, x) = (self.head[position], &self.x[position]);
        if self.form.lower[variable].as_ref().is_some_and(|it| x < it) {
            return Some(Way::Down);
        }
        let above = self.form.upper[variable].as_ref().is_some_and(|it| x > it);
        above.then_some(Way::Up)
    }

    /// Returns whether every basic variable is within its range.
    pub(super) fn is_feasible(&self) -> bool {
        (0..self.head.len()).all(|position| self.miss(position).is_none())
    }

    /// Returns a variable's column in terms of the basis, by position.
    pub(super) fn column(&self, variable: usize) -> Result<Vec<RBig>, Interrupted> {
        let mut b = vec![RBig::ZERO; self.form.rows];
        self.form
            .for_column(variable, |row, value| b[row].clone_from(value));
        self.factor.solve_column(b, self.watch)
    }

    /// Returns row `position` of the inverse.
    pub(super) fn row(&self, position: usize) -> Result<Vec<RBig>, Interrupted> {
        let mut c = vec![RBig::ZERO; self.form.rows];
        c[position] = RBig::ONE;
        self.factor.solve_row(c, self.watch)
    }

    /// Returns `rho A` over the variables outside the basis.
    pub(super) fn pivot_row(&self, rho: &[RBig]) -> Result<Vec<RBig>, Interrupted> {
        let mut alpha = vec![RBig::ZERO; self.form.variables()];
        for (row, multiplier) in rho.iter().enumerate() {
            if multiplier.is_zero() {
                continue;
            }
            self.watch.check()?;
            for (column, value) in self.form.row(row) {
                if self.place[column] != Status::Basic {
                    alpha[column] += value * multiplier;
                }
            }
            let logical = self.form.columns + row;
            if self.place[logical] != Status::Basic {
                alpha[logical] = -multiplier;
            }
        }
        Ok(alpha)
    }

    /// Counts a pivot, which moved something or not; fails if there were too many.
    pub(super) fn count(&mut self, moved: bool) -> Result<(), ExactFailure> {
        self.watch.check()?;
        self.pivots += 1;
        self.stalled = if moved { 0 } else { self.stalled + 1 };
        self.watch.report(|elapsed| Progress {
            phase: Phase::Exact,
            iterations: self.pivots,
            objective: None,
            infeasibility: None,
            gap: None,
            elapsed,
        });
        if self.pivots > self.most_pivots {
            return Err(ExactFailure::TooManyPivots(self.most_pivots));
        }
        Ok(())
    }

    /// Returns whether the smallest index goes first.
    pub(super) fn is_stalled(&self) -> bool {
        self.stalled >= STALLED
    }

    /// Lets `entering`, whose column in terms of the basis is `column`, move by `step` and take the place of the variable
    /// at `position`, which goes to an end; `alpha` is the pivot row.
    pub(super) fn exchange(
        &mut self,
        entering: usize,
        position: usize,
        to: Status,
        step: &RBig,
        (column, alpha): (&[RBig], &[RBig]),
    ) -> Result<(), ExactFailure> {
        let leaving = self.head[position];
        let value = self.end_value(entering).cloned().unwrap_or(RBig::ZERO) + step;
        self.advance(column, step);
        let shift = &self.d[entering] / &column[position];
        if !shift.is_zero() {
            for (variable, alpha) in alpha.iter().enumerate() {
                if !alpha.is_zero() {
                    self.d[variable] -= alpha * &shift;
                }
            }
        }
        self.d[entering] = RBig::ZERO;
        self.d[leaving] = -shift;
        self.x[position] = value;
        self.head[position] = entering;
        self.place[entering] = Status::Basic;
        self.place[leaving] = to;
        if self.factor.exchanges() < EXCHANGES {
            self.factor.exchange(position, column);
        } else {
            let found = eliminate(self.form.rows, columns(self.form, &self.head), self.watch)?;
            self.factor = Factor::of(found);
        }
        Ok(())
    }

    /// Moves the basic variables as a variable outside with this column moves by `step`.
    pub(super) fn advance(&mut self, column: &[RBig], step: &RBig) {
        if step.is_zero() {
            return;
        }
        for (x, entry) in self.x.iter_mut().zip(column) {
            if !entry.is_zero() {
                *x -= entry * step;
            }
        }
    }

    /// Returns the value of each variable.
    fn all_values(&self) -> Vec<RBig> {
        let at_end = |variable| self.end_value(variable).cloned();
        let mut values: Vec<RBig> = (0..self.form.variables())
            .map(|variable| at_end(variable).unwrap_or(RBig::ZERO))
            .collect();
        for (&variable, x) in self.head.iter().zip(&self.x) {
            values[variable].clone_from(x);
        }
        values
    }

    /// Returns the value of each column.
    pub(super) fn values(&self) -> Vec<Rational> {
        let mut values = self.all_values();
        values.truncate(self.form.columns);
        values.into_iter().map(Rational).collect()
    }

    /// Returns the basis by name.
    pub(super) fn basis(&self) -> Basis {
        let (columns, rows) = self.place.split_at(self.form.columns);
        Basis {
            columns: columns.to_vec(),
            rows: rows.to_vec(),
        }
    }
}

/// Returns the columns of the variables, by position.
fn columns(form: &Form, head: &[usize]) -> Vec<Vec<(usize, RBig)>> {
    let column = |&variable: &usize| {
        let mut entries = Vec::new();
        form.for_column(variable, |row, value| entries.push((row, value.clone())));
        entries
    };
    head.iter().map(column).collect()
}

/// Returns an end that a variable has, `Free` if it has none.
fn any_end(form: &Form, variable: usize) -> Status {
    match (&form.lower[variable], &form.upper[variable]) {
        (Some(_), _) => Status::Lower,
        (None, Some(_)) => Status::Upper,
        (None, None) => Status::Free,
    }
}
