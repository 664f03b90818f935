//! A sparse matrix from which rows and columns are taken and to which entries are added.
//!
//! Every entry is stored once; its row and its column list it. What is taken away stays listed until half of a list is
//! gone, so taking away costs a constant on average, however long a row is.

/// An entry; a value of 0 says that it is gone.
#[derive(Clone, Copy, Debug)]
struct Entry {
    row: usize,
    column: usize,
    value: f64,
}

/// A row or a column: which entries are listed, and how many of them are still there.
#[derive(Clone, Debug, Default)]
struct Line {
    slots: Vec<usize>,
    count: usize,
}

/// The matrix.
#[derive(Clone, Debug)]
pub(super) struct Matrix {
    entries: Vec<Entry>,
    rows: Vec<Line>,
    columns: Vec<Line>,
}

impl Matrix {
    /// Returns a matrix without entries.
    pub(super) fn new(rows: usize, columns: usize) -> Self {
        Self {
            entries: Vec::new(),
            rows: vec![Line::default(); rows],
            columns: vec![Line::default(); columns],
        }
    }

    /// Returns how many entries a row has.
    pub(super) fn row_count(&self, row: usize) -> usize {
        self.rows[row].count
    }

    /// Returns how many entries a column has.
    pub(super) fn column_count(&self, column: usize) -> usize {
        self.columns[column].count
    }

    /// Returns a row's entries as (column, value).
    pub(super) fn row(&self, row: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.rows[row]
            .slots
            .iter()
            .map(|&slot| &self.entries[slot])
            .filter(|entry| entry.value != 0.0)
            .map(|entry| (entry.column, entry.value))
    }

    /// Returns a column's entries as (row, value).
    pub(super) fn column(&self, column: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.columns[column]
            .slots
            .iter()
            .map(|&slot| &self.entries[slot])
            .filter(|entry| entry.value != 0.0)
            .map(|entry| (entry.row, entry.value))
    }

    /// Adds an entry where there is none.
    pub(super) fn insert(&mut self, row: usize, column: usize, value: f64) {
        let slot = self.entries.len();
        self.entries.push(Entry { row, column, value });
        for line in [&mut self.rows[row], &mut self.columns[column]] {
            line.slots.push(slot);
            line.count += 1;
        }
    }

    /// Returns the value of an entry, 0 where there is none.
    pub(super) fn get(&self, row: usize, column: usize) -> f64 {
        self.slot(row, column)
            .map_or(0.0, |slot| self.entries[slot].value)
    }

    /// Sets the value of an entry; 0 takes it away.
    pub(super) fn set(&mut self, row: usize, column: usize, value: f64) {
        match self.slot(row, column) {
            Some(slot) if value == 0.0 => self.forget(slot),
            Some(slot) => self.entries[slot].value = value,
            None if value == 0.0 => {}
            None => self.insert(row, column, value),
        }
    }

    /// Takes a row away and returns its entries as (column, value).
    pub(super) fn take_row(&mut self, row: usize) -> Vec<(usize, f64)> {
        let taken = self.row(row).collect();
        for slot in std::mem::take(&mut self.rows[row].slots) {
            self.forget(slot);
        }
        taken
    }

    /// Takes a column away and returns its entries as (row, value).
    pub(super) fn take_column(&mut self, column: usize) -> Vec<(usize, f64)> {
        let taken = self.column(column).collect();
        for slot in std::mem::take(&mut self.columns[column].slots) {
            self.forget(slot);
        }
        taken
    }

    fn slot(&self, row: usize, column: usize) -> Option<usize> {
        let is_meant = |slot: &&usize| {
            let entry = &self.entries[**slot];
            entry.value != 0.0 && entry.row == row && entry.column == column
        };
        let (of_row, of_column) = (&self.rows[row].slots, &self.columns[column].slots);
        let shorter = if of_row.len() < of_column.len() {
            of_row
        } else {
            of_column
        };
        shorter.iter().find(is_meant).copied()
    }

    fn forget(&mut self, slot: usize) {
        let Entry { row, column, value } = self.entries[slot];
        if value == 0.0 {
            return;
        }
        self.entries[slot].value = 0.0;
        for line in [&mut self.rows[row], &mut self.columns[column]] {
            line.count -= 1;
            if line.slots.len() > 2 * line.count + 8 {
                line.slots.retain(|&slot| self.entries[slot].value != 0.0);
            }
        }
    }
}
