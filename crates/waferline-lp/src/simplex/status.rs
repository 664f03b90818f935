//! Bases by name: what a simplex hands to somebody else, and how it starts from what somebody else hands to it.

use std::hash::Hash;
use std::sync::Arc;

use super::factor::LEAST_PIVOT;
use super::method::Simplex;
use super::place::Place;
use crate::program::Lp;

/// Where the value of a column, or the activity of a row, is at a vertex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// In the basis: where the others put it.
    Basic,
    /// At its lower end.
    Lower,
    /// At its upper end.
    Upper,
    /// At 0, without an end.
    Free,
}

/// A basis: the status of every column and row of a program. As many are basic as there are rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// By column.
    pub columns: Vec<Status>,
    /// By row.
    pub rows: Vec<Status>,
}

impl Basis {
    /// Returns this basis of one program for another with columns and rows of the same keys, where to start if the two
    /// differ little; a column that only the other has is at its lower end, and such a row is basic.
    #[must_use]
    pub fn carried<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
        &self,
        from: &Lp<C, R>,
        to: &Lp<C, R>,
    ) -> Self {
        let columns = to.columns().iter().map(|column| {
            let before = from.column(&column.key);
            before.map_or(Status::Lower, |id| self.columns[id.0])
        });
        let rows = to.rows().iter().map(|row| {
            let before = from.row(&row.key);
            before.map_or(Status::Basic, |id| self.rows[id.0])
        });
        Self {
            columns: columns.collect(),
            rows: rows.collect(),
        }
    }
}

impl Simplex {
    /// Returns the current basis.
    #[must_use]
    pub fn basis(&self) -> Basis {
        let status = |place: &Place| match place {
            Place::Basic => Status::Basic,
            Place::Lower => Status::Lower,
            Place::Upper => Status::Upper,
            Place::Free => Status::Free,
        };
        let (columns, rows) = self.state.place.split_at(self.state.form.columns);
        Basis {
            columns: columns.iter().map(status).collect(),
            rows: rows.iter().map(status).collect(),
        }
    }

    /// Returns the simplex at a basis, for [`Self::optimize`] to go on from; what is not basic after all, because there
    /// are too many or because they depend on each other, is replaced by rows' activities.
    ///
    /// ```
    /// use waferline_lp::{LpBuilder, Simplex};
    ///
    /// let mut lp = LpBuilder::default();
    /// lp.add_column("own", 10.0, 0.0, 6.0);
    /// lp.add_column("sell", 8.0, 0.0, f64::INFINITY);
    /// lp.add_row("wafers", f64::NEG_INFINITY, 10.0, [("own", 1.0), ("sell", 1.0)]);
    /// let lp = lp.build();
    /// let mut simplex = Simplex::from_nothing(&lp);
    /// simplex.optimize()?;
    /// let mut again = Simplex::from_basis(&lp, &simplex.basis());
    /// again.optimize()?;
    /// assert_eq!((again.iterations(), again.values()), (0, vec![6.0, 4.0]));
    /// # Ok::<(), waferline_lp::Stuck>(())
    /// ```
    #[must_use]
    pub fn from_basis<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
        lp: &Lp<C, R>,
        basis: &Basis,
    ) -> Self {
        let mut simplex = Self::with_form(lp);
        simplex.stand_at(basis);
        simplex
    }

    /// Returns a simplex at the basis of this one on a program of the same columns and rows that differs in some coefficients, costs or
    /// ends, scaled as this one and with its weights: where the two differ in coefficients these are about right, which is all that
    /// they need to be.
    ///
    /// ```
    /// use waferline_lp::{LpBuilder, Simplex};
    ///
    /// let mut lp = LpBuilder::default();
    /// let own = lp.add_column("own", 10.0, 0.0, 6.0);
    /// let wafers = lp.add_row("wafers", f64::NEG_INFINITY, 10.0, [("own", 1.0)]);
    /// let lp = lp.build();
    /// let mut simplex = Simplex::from_nothing(&lp);
    /// simplex.optimize()?;
    /// let other = lp.with_coefficients([(wafers, own, 4.0)]).expect("an entry");
    /// let mut again = simplex.carried_to(&other);
    /// again.optimize()?;
    /// assert_eq!((simplex.values(), again.values()), (vec![6.0], vec![2.5]));
    /// # Ok::<(), waferline_lp::Stuck>(())
    /// ```
    ///
    /// # Panics
    /// If the programs have not as many columns and rows.
    #[must_use]
    pub fn carried_to<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(&self, lp: &Lp<C, R>) -> Self {
        let form = &self.state.form;
        let is_same = (lp.columns().len(), lp.rows().len()) == (form.columns, form.rows);
        assert!(is_same, "the programs have the same columns and rows");
        let mut simplex = Self::scaled(lp, Arc::clone(&form.scaling));
        simplex.stand_at(&self.basis());
        simplex.with_edges_of(self)
    }

    fn stand_at(&mut self, basis: &Basis) {
        let state = &mut self.state;
        let mut basic = Vec::with_capacity(state.form.rows);
        for (variable, &status) in basis.columns.iter().chain(&basis.rows).enumerate() {
            state.expel(variable);
            match status {
                Status::Basic => basic.push(variable),
                Status::Lower if state.form.lower[variable].is_finite() => {
                    state.settle(variable, Place::Lower);
                }
                Status::Upper if state.form.upper[variable].is_finite() => {
                    state.settle(variable, Place::Upper);
                }
                Status::Lower | Status::Upper | Status::Free => {}
            }
        }
        basic.truncate(state.form.rows);
        if basic.len() < state.form.rows {
            state.complete(basic, LEAST_PIVOT);
            return;
        }
        // As many as there are rows: what depends on others is replaced where the factors are computed, which is once then.
        for &variable in &basic {
            state.settle(variable, Place::Basic);
        }
        state.head = basic;
    }
}
