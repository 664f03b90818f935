//! Where a solve of what is left may start: at the optimum of a program that differs a little.

use crate::formulation::{Column, Constraint};
use crate::lp::{Basis, ColumnId, Lp, RowId, Status};

/// A basis of a model's whole program, by its keys.
#[derive(Clone, Debug)]
pub(crate) struct Start {
    lp: Lp<Column, Constraint>,
    basis: Basis,
}

impl Start {
    /// Returns the basis of a whole program.
    #[cfg(feature = "sweep")]
    pub fn new(lp: Lp<Column, Constraint>, basis: Basis) -> Self {
        Self { lp, basis }
    }

    /// Returns the basis of what is left of a program, as one of the whole: what is held is at its lower end, and what was said before
    /// is basic.
    pub(super) fn of_rest(
        whole: &Lp<Column, Constraint>,
        rest: &Lp<ColumnId, RowId>,
        basis: &Basis,
    ) -> Self {
        let mut columns = vec![Status::Lower; whole.columns().len()];
        let mut rows = vec![Status::Basic; whole.rows().len()];
        for (column, status) in rest.columns().iter().zip(&basis.columns) {
            columns[column.key.0] = *status;
        }
        for (row, status) in rest.rows().iter().zip(&basis.rows) {
            rows[row.key.0] = *status;
        }
        Self {
            lp: whole.clone(),
            basis: Basis { columns, rows },
        }
    }

    /// Returns where to start with what is left of another program.
    pub(super) fn for_rest(
        &self,
        whole: &Lp<Column, Constraint>,
        rest: &Lp<ColumnId, RowId>,
    ) -> Basis {
        let carried = self.basis.carried(&self.lp, whole);
        let columns = rest.columns().iter();
        let rows = rest.rows().iter();
        Basis {
            columns: columns.map(|it| carried.columns[it.key.0]).collect(),
            rows: rows.map(|it| carried.rows[it.key.0]).collect(),
        }
    }
}
