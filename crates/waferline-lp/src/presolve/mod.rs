//! Makes a program smaller before it is solved, and its optimal basis whole again after.
//!
//! Planning programs are mostly bookkeeping: balances of two terms, limits on a single column, what is never worth doing.
//! Each reduction is a file; they are repeated, cheap ones first and only where something changed, until nothing is
//! left to do. Every one records what it takes to find, from an optimal basis of what remains, one of what was there
//! before: the simplex method on the whole program then starts at its optimum, and proves it there. Nothing is believed
//! of a reduced program but where to start: bounds that rows imply are never made bounds, and a reduced program without
//! an optimum proves nothing.
//!
//! Source of the methods: Andersen and Andersen, "Presolving in linear programming" (1995): empty and singleton rows,
//! fixed, empty and dominated columns, forcing rows, doubletons, free and implied free columns, duplicate rows and
//! columns, and the way back for primal and dual; Gondzio, "Presolve analysis of linear programs prior to applying an
//! interior point method" (1997): bounds on duals and dominated columns; Tomlin and Welch, "Finding duplicate rows in a
//! linear programming model" (1986). The way back for bases follows Andersen and Andersen's duals: what gets a price
//! becomes nonbasic, what hands it on becomes basic.

mod activity;
mod dominated_column;
mod doubleton;
mod fixed_column;
mod forcing_row;
mod free_column;
mod matrix;
mod parallel;
mod parallel_columns;
mod parallel_rows;
mod postsolve;
mod remains;
mod singleton_row;
mod slack_column;
mod tally;

use std::hash::Hash;
use std::sync::Arc;

use self::postsolve::{Step, Vertex, end_held};
use self::remains::{NoOptimum, Remains};
pub use self::tally::{Rule, Tally};
use crate::program::{ColumnId, Lp, RowId};
use crate::scale::Scaling;
use crate::simplex::{Basis, Simplex, Status};
use crate::watch::{Interrupted, Watch};

/// How often all reductions are gone through; the last rounds find little.
const ROUNDS: usize = 12;
/// A round that leaves more than this share of rows and columns is the last: to go through all of them for less costs more than
/// the simplex method saves.
const WORTH: f64 = 0.995;
/// How often each row and column is looked at on average, before the rest is left as it is. Programs of all sizes need
/// less than 3; where numbers are so far apart that sums forget the smaller ones, reductions undo each other for ever.
const LOOKS: usize = 50;
/// How many looks pass between two at the watch.
const EVERY: usize = 256;

/// A smaller program that has the same optima, and the way back.
#[derive(Clone, Debug)]
pub struct Presolved {
    reduced: Lp<ColumnId, RowId>,
    /// In the order they were taken.
    steps: Vec<Arc<dyn Step>>,
    tally: Tally,
    columns: usize,
    rows: usize,
}

impl Presolved {
    /// Returns the reduced program, `None` if the program turns out to have no optimum: no point that keeps all rows and
    /// bounds, or no end.
    ///
    /// ```
    /// use waferline_lp::{LpBuilder, Presolved, Simplex};
    ///
    /// let mut lp = LpBuilder::default();
    /// for (name, cost, upper) in [("start", -3.0, 10.0), ("stock", -1.0, 4.0), ("sell", 5.0, 8.0)] {
    ///     lp.add_column(name, cost, 0.0, upper);
    /// }
    /// lp.add_row("balance", 0.0, 0.0, [("start", 1.0), ("stock", -1.0), ("sell", -1.0)]);
    /// let lp = lp.build();
    ///
    /// let presolved = Presolved::of(&lp).expect("it has an optimum");
    /// assert!(presolved.reduced().columns().len() < lp.columns().len());
    /// let mut reduced = Simplex::from_nothing(presolved.reduced());
    /// reduced.optimize()?;
    /// let mut whole = Simplex::from_basis(&lp, &presolved.restore(&reduced));
    /// whole.optimize()?;
    /// assert_eq!((whole.iterations(), whole.values()), (0, vec![8.0, 0.0, 8.0]));
    /// # Ok::<(), waferline_lp::Stuck>(())
    /// ```
    #[must_use]
    pub fn of<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(lp: &Lp<C, R>) -> Option<Self> {
        // Without a limit nothing interrupts.
        Self::watched(lp, &Watch::default()).ok().flatten()
    }

    /// As [`Self::of`], ended by the watch.
    pub fn watched<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
        lp: &Lp<C, R>,
        watch: &Watch,
    ) -> Result<Option<Self>, Interrupted> {
        let mut remains = Remains::of(lp, &Scaling::of(lp));
        let looks = LOOKS * (lp.columns().len() + lp.rows().len());
        let mut patience = Patience { looks, watch };
        match reduce(&mut remains, &mut patience) {
            Ok(()) => {}
            Err(End::NoOptimum) => return Ok(None),
            Err(End::Interrupted(why)) => return Err(why),
        }
        let (reduced, steps, tally) = remains.into_program();
        Ok(Some(Self {
            reduced,
            steps,
            tally,
            columns: lp.columns().len(),
            rows: lp.rows().len(),
        }))
    }

    /// Returns the reduced program; its keys say which column and row of the whole one each is. In its own units.
    #[must_use]
    pub fn reduced(&self) -> &Lp<ColumnId, RowId> {
        &self.reduced
    }

    /// Returns what each reduction took away.
    #[must_use]
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Returns the basis of the whole program that an optimal basis of the reduced one stands for.
    #[must_use]
    pub fn restore(&self, optimum: &Simplex) -> Basis {
        let mut vertex = Vertex {
            x: vec![0.0; self.columns],
            d: vec![0.0; self.columns],
            y: vec![0.0; self.rows],
            columns: vec![Status::Lower; self.columns],
            rows: vec![Status::Basic; self.rows],
        };
        let (basis, duals) = (optimum.basis(), optimum.duals());
        for ((row, &y), &status) in self.reduced.rows().iter().zip(&duals).zip(&basis.rows) {
            // An equality may have been a range before.
            let end = end_held(status, y, row.lower == row.upper);
            vertex.put_row(row.key.0, y, end);
        }
        let columns = self.reduced.columns().iter().enumerate();
        for (((j, column), x), &status) in columns.zip(optimum.values()).zip(&basis.columns) {
            let used = self.reduced.entries(ColumnId(j));
            let d = used.fold(column.cost, |d, (row, value)| d - value * duals[row.0]);
            vertex.put_column(column.key.0, x, d, status);
        }
        for step in self.steps.iter().rev() {
            step.restore(&mut vertex);
        }
        Basis {
            columns: vertex.columns,
            rows: vertex.rows,
        }
    }
}

/// Why reducing ended before there was nothing left to do.
enum End {
    NoOptimum,
    Interrupted(Interrupted),
}

impl From<NoOptimum> for End {
    fn from(NoOptimum: NoOptimum) -> Self {
        Self::NoOptimum
    }
}

/// How long reducing may go on.
struct Patience<'a> {
    /// How many rows and columns may still be looked at.
    looks: usize,
    watch: &'a Watch,
}

impl Patience<'_> {
    /// Returns whether there may be one more look; fails if the work is to end.
    fn look(&mut self) -> Result<bool, End> {
        if self.looks.is_multiple_of(EVERY) {
            self.check()?;
        }
        self.looks = self.looks.saturating_sub(1);
        Ok(self.looks > 0)
    }

    fn check(&self) -> Result<(), End> {
        self.watch.check().map_err(End::Interrupted)
    }
}

/// Repeats all reductions until they find little.
fn reduce(remains: &mut Remains, patience: &mut Patience) -> Result<(), End> {
    let size = |remains: &Remains| remains.rows().count() + remains.columns().count();
    let mut before = size(remains);
    for _ in 0..ROUNDS {
        settle(remains, patience)?;
        dominated_column::reduce_all(remains)?;
        settle(remains, patience)?;
        let columns: Vec<usize> = remains.columns().collect();
        for column in columns {
            if remains.has_column(column) {
                free_column::reduce(remains, column);
            }
        }
        settle(remains, patience)?;
        parallel_rows::reduce_all(remains)?;
        patience.check()?;
        parallel_columns::reduce_all(remains)?;
        settle(remains, patience)?;
        let after = size(remains);
        if after as f64 > WORTH * before as f64 {
            break;
        }
        before = after;
    }
    let columns: Vec<usize> = remains.columns().collect();
    for column in columns {
        slack_column::reduce(remains, column);
    }
    settle(remains, patience)
}

/// Carries out the reductions that look at one row or column, as long as some change and patience lasts.
fn settle(remains: &mut Remains, patience: &mut Patience) -> Result<(), End> {
    patience.check()?;
    while patience.look()? {
        if let Some(row) = remains.next_row() {
            see_row(remains, row)?;
        } else if let Some(column) = remains.next_column() {
            see_column(remains, column)?;
        } else {
            break;
        }
    }
    Ok(())
}

fn see_row(remains: &mut Remains, row: usize) -> Result<(), NoOptimum> {
    match remains.matrix.row_count(row) {
        0 => forcing_row::reduce_empty(remains, row),
        1 => singleton_row::reduce(remains, row),
        count => {
            if !forcing_row::reduce(remains, row)? && count == 2 {
                doubleton::reduce(remains, row)?;
            }
            Ok(())
        }
    }
}

fn see_column(remains: &mut Remains, column: usize) -> Result<(), NoOptimum> {
    if remains.bounds[column].is_fixed() {
        fixed_column::reduce(remains, column);
        return Ok(());
    }
    match remains.matrix.column_count(column) {
        0 => fixed_column::reduce_empty(remains, column),
        1 => free_column::reduce_singleton(remains, column).map(|_| ()),
        _ => Ok(()),
    }
}
