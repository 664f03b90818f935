//! The linear program: keyed columns and rows over a sparse matrix.

use rustc_hash::FxHashMap;
use std::hash::Hash;
use std::sync::Arc;

/// Position of a column in its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnId(pub usize);

/// Position of a row in its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId(pub usize);

/// A column or a row of a program: what can be at a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variable {
    /// A column's value.
    Column(ColumnId),
    /// A row's activity.
    Row(RowId),
}

/// A column: what it means, what it earns a unit, and its bounds.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnData<C> {
    /// What it means.
    pub key: C,
    /// Objective per unit; the program maximizes.
    pub cost: f64,
    /// Least value; may be minus infinity.
    pub lower: f64,
    /// Greatest value; may be infinite.
    pub upper: f64,
}

/// A row: what it means and its range.
#[derive(Clone, Debug, PartialEq)]
pub struct RowData<R> {
    /// What it means.
    pub key: R,
    /// Least activity; may be minus infinity.
    pub lower: f64,
    /// Greatest activity; may be infinite.
    pub upper: f64,
}

/// A linear program: maximize `cost x` with every row's activity and every column within its range.
///
/// Copies share the matrix and the keys: they differ in costs and ranges only.
#[derive(Clone, Debug)]
pub struct Lp<C, R> {
    columns: Vec<ColumnData<C>>,
    rows: Vec<RowData<R>>,
    places: Arc<Places<C, R>>,
    matrix: Arc<Matrix>,
}

/// Where the column and the row of each key are.
#[derive(Clone, Debug)]
struct Places<C, R> {
    columns: FxHashMap<C, ColumnId>,
    rows: FxHashMap<R, RowId>,
}

/// The coefficients by column, entries of a column in ascending row order.
#[derive(Clone, Debug)]
struct Matrix {
    starts: Vec<usize>,
    row_indices: Vec<usize>,
    values: Vec<f64>,
}

impl<C: Copy + Eq + Hash, R: Copy + Eq + Hash> Lp<C, R> {
    /// Returns the columns, in the order they were added.
    #[must_use]
    pub fn columns(&self) -> &[ColumnData<C>] {
        &self.columns
    }

    /// Returns the rows, in the order they were added.
    #[must_use]
    pub fn rows(&self) -> &[RowData<R>] {
        &self.rows
    }

    /// Returns where the column with this key is, if it was created.
    #[must_use]
    pub fn column(&self, key: &C) -> Option<ColumnId> {
        self.places.columns.get(key).copied()
    }

    /// Returns where the row with this key is, if it was created.
    #[must_use]
    pub fn row(&self, key: &R) -> Option<RowId> {
        self.places.rows.get(key).copied()
    }

    /// Returns the value of the column with this key in `x`, 0 where the column was not created.
    #[must_use]
    pub fn value(&self, x: &[f64], key: &C) -> f64 {
        self.column(key).map_or(0.0, |id| x[id.0])
    }

    /// Returns the nonzero entries of a column as (row, coefficient), rows ascending.
    pub fn entries(&self, column: ColumnId) -> impl Iterator<Item = (RowId, f64)> + '_ {
        let matrix = &*self.matrix;
        let range = matrix.starts[column.0]..matrix.starts[column.0 + 1];
        matrix.row_indices[range.clone()]
            .iter()
            .zip(&matrix.values[range])
            .map(|(&row, &value)| (RowId(row), value))
    }

    /// Returns how many nonzero entries the matrix has.
    #[must_use]
    pub fn nonzeros(&self) -> usize {
        self.matrix.values.len()
    }

    /// Returns `A x`, one activity a row.
    #[must_use]
    pub fn activity(&self, x: &[f64]) -> Vec<f64> {
        let mut activity = vec![0.0; self.rows.len()];
        for (j, &value) in x.iter().enumerate() {
            if value != 0.0 {
                for (row, coefficient) in self.entries(ColumnId(j)) {
                    activity[row.0] += coefficient * value;
                }
            }
        }
        activity
    }

    /// Returns the first column or row with a number that nothing can be proved with: a cost or coefficient that is not
    /// finite, an end that is not a number.
    pub(crate) fn without_number(&self) -> Option<Variable> {
        let columns = self.columns.iter().enumerate().find(|&(j, column)| {
            let mut entries = self.entries(ColumnId(j));
            !column.cost.is_finite()
                || column.lower.is_nan()
                || column.upper.is_nan()
                || entries.any(|(_, value)| !value.is_finite())
        });
        let rows = self.rows.iter();
        let row = || {
            rows.enumerate()
                .find(|(_, row)| row.lower.is_nan() || row.upper.is_nan())
        };
        let column = columns.map(|(j, _)| Variable::Column(ColumnId(j)));
        column.or_else(|| row().map(|(i, _)| Variable::Row(RowId(i))))
    }

    /// Returns `cost x`.
    #[must_use]
    pub fn objective(&self, x: &[f64]) -> f64 {
        self.columns.iter().zip(x).map(|(c, &x)| c.cost * x).sum()
    }

    /// Returns the same program with other costs, one a column.
    #[must_use]
    pub fn with_costs(mut self, costs: &[f64]) -> Self {
        for (column, &cost) in self.columns.iter_mut().zip(costs) {
            column.cost = cost;
        }
        self
    }

    /// Returns the program with other coefficients in place of some that are there; `None` where one is not, or would be 0 or no number.
    ///
    /// ```
    /// use waferline_lp::LpBuilder;
    ///
    /// let mut lp = LpBuilder::default();
    /// let own = lp.add_column("own", 10.0, 0.0, 6.0);
    /// let wafers = lp.add_row("wafers", 0.0, 10.0, [("own", 1.0)]);
    /// let lp = lp.build();
    /// let other = lp.with_coefficients([(wafers, own, 2.0)]).expect("an entry");
    /// assert_eq!((lp.activity(&[3.0]), other.activity(&[3.0])), (vec![3.0], vec![6.0]));
    /// assert!(lp.with_coefficients([(wafers, own, 0.0)]).is_none());
    /// ```
    #[must_use]
    pub fn with_coefficients(
        &self,
        changed: impl IntoIterator<Item = (RowId, ColumnId, f64)>,
    ) -> Option<Self> {
        let mut matrix = Matrix::clone(&self.matrix);
        for (row, column, value) in changed {
            let entries = matrix.starts[column.0]..matrix.starts[column.0 + 1];
            let at = matrix.row_indices[entries.clone()].binary_search(&row.0);
            let is_entry = value != 0.0 && value.is_finite();
            matrix.values[entries.start + at.ok().filter(|_| is_entry)?] = value;
        }
        let matrix = Arc::new(matrix);
        Some(Self {
            matrix,
            ..self.clone()
        })
    }

    /// Sets the cost of one column.
    pub fn set_cost(&mut self, column: ColumnId, cost: f64) {
        self.columns[column.0].cost = cost;
    }

    /// Returns the bounds of a column or the range of a row.
    #[must_use]
    pub fn range(&self, variable: Variable) -> (f64, f64) {
        match variable {
            Variable::Column(ColumnId(j)) => (self.columns[j].lower, self.columns[j].upper),
            Variable::Row(RowId(i)) => (self.rows[i].lower, self.rows[i].upper),
        }
    }

    /// Sets the bounds of a column, or the range of a row.
    pub fn set_range(&mut self, variable: Variable, lower: f64, upper: f64) {
        match variable {
            Variable::Column(column) => self.set_column_range(column, lower, upper),
            Variable::Row(row) => self.set_row_range(row, lower, upper),
        }
    }

    /// Sets the bounds of one column.
    pub fn set_column_range(&mut self, column: ColumnId, lower: f64, upper: f64) {
        self.columns[column.0].lower = lower;
        self.columns[column.0].upper = upper;
    }

    /// Sets the range of one row.
    pub fn set_row_range(&mut self, row: RowId, lower: f64, upper: f64) {
        self.rows[row.0].lower = lower;
        self.rows[row.0].upper = upper;
    }
}

/// A program that grows: columns first, then rows over them by key.
#[derive(Clone, Debug)]
pub struct LpBuilder<C, R> {
    columns: Vec<ColumnData<C>>,
    rows: Vec<RowData<R>>,
    column_of: FxHashMap<C, ColumnId>,
    row_of: FxHashMap<R, RowId>,
    row_starts: Vec<usize>,
    terms: Vec<(usize, f64)>,
}

impl<C: Copy + Eq + Hash, R: Copy + Eq + Hash> Default for LpBuilder<C, R> {
    fn default() -> Self {
        Self {
            columns: Vec::new(),
            rows: Vec::new(),
            column_of: FxHashMap::default(),
            row_of: FxHashMap::default(),
            row_starts: Vec::new(),
            terms: Vec::new(),
        }
    }
}

impl<C: Copy + Eq + Hash, R: Copy + Eq + Hash> LpBuilder<C, R> {
    /// Adds a column. Ends may be infinite. A cost or coefficient that is not finite has no proof: solving ends in an error.
    ///
    /// # Panics
    /// If the key was added before.
    pub fn add_column(&mut self, key: C, cost: f64, lower: f64, upper: f64) -> ColumnId {
        let id = ColumnId(self.columns.len());
        let before = self.column_of.insert(key, id);
        assert!(before.is_none(), "a column is added once");
        self.columns.push(ColumnData {
            key,
            cost,
            lower,
            upper,
        });
        id
    }

    /// Returns where the column with this key is, if it was added.
    #[must_use]
    pub fn column(&self, key: &C) -> Option<ColumnId> {
        self.column_of.get(key).copied()
    }

    /// Adds a row `lower <= sum of terms <= upper`; terms of the same column add up. Rows without any term are kept: their
    /// range may still be impossible.
    ///
    /// # Panics
    /// If the key was added before, or a term's column was not.
    pub fn add_row(
        &mut self,
        key: R,
        lower: f64,
        upper: f64,
        terms: impl IntoIterator<Item = (C, f64)>,
    ) -> RowId {
        let terms: Vec<(C, f64)> = terms.into_iter().collect();
        let are_known = terms.iter().all(|(key, _)| self.column(key).is_some());
        assert!(are_known, "the columns of a row are added before it");
        self.add_row_of_existing(key, lower, upper, terms)
    }

    /// As [`Self::add_row`], but terms of columns that were not added are 0 and left out: for programs that do without
    /// columns that can only be 0.
    ///
    /// # Panics
    /// If the key was added before.
    pub fn add_row_of_existing(
        &mut self,
        key: R,
        lower: f64,
        upper: f64,
        terms: impl IntoIterator<Item = (C, f64)>,
    ) -> RowId {
        let id = RowId(self.rows.len());
        let before = self.row_of.insert(key, id);
        assert!(before.is_none(), "a row is added once");
        self.rows.push(RowData { key, lower, upper });
        self.row_starts.push(self.terms.len());
        for (key, coefficient) in terms {
            if let Some(column) = self.column(&key)
                && coefficient != 0.0
            {
                self.terms.push((column.0, coefficient));
            }
        }
        id
    }

    /// Returns the finished program.
    #[must_use]
    pub fn build(self) -> Lp<C, R> {
        let row_end = |row: usize| self.row_starts.get(row + 1).copied();
        let mut starts = vec![0; self.columns.len() + 1];
        for &(column, _) in &self.terms {
            starts[column + 1] += 1;
        }
        for j in 0..self.columns.len() {
            starts[j + 1] += starts[j];
        }
        let mut next = starts.clone();
        let mut row_indices = vec![0; self.terms.len()];
        let mut values = vec![0.0; self.terms.len()];
        for row in 0..self.rows.len() {
            let end = row_end(row).unwrap_or(self.terms.len());
            for &(column, value) in &self.terms[self.row_starts[row]..end] {
                row_indices[next[column]] = row;
                values[next[column]] = value;
                next[column] += 1;
            }
        }
        let mut matrix = Matrix {
            starts,
            row_indices,
            values,
        };
        matrix.merge_repeated_entries();
        Lp {
            columns: self.columns,
            rows: self.rows,
            places: Arc::new(Places {
                columns: self.column_of,
                rows: self.row_of,
            }),
            matrix: Arc::new(matrix),
        }
    }
}

impl Matrix {
    /// Adds up entries of the same row and column, and drops those that cancel.
    fn merge_repeated_entries(&mut self) {
        let mut write = 0;
        let mut begin = 0;
        for j in 0..self.starts.len() - 1 {
            let end = self.starts[j + 1];
            let first = write;
            for read in begin..end {
                if write > first && self.row_indices[write - 1] == self.row_indices[read] {
                    self.values[write - 1] += self.values[read];
                } else {
                    if write > first && self.values[write - 1] == 0.0 {
                        write -= 1;
                    }
                    self.row_indices[write] = self.row_indices[read];
                    self.values[write] = self.values[read];
                    write += 1;
                }
            }
            if write > first && self.values[write - 1] == 0.0 {
                write -= 1;
            }
            begin = end;
            self.starts[j + 1] = write;
        }
        self.row_indices.truncate(write);
        self.values.truncate(write);
    }
}
