//! What a report says before it has a form: sections of sentences and tables of finished cells.
//!
//! The text and the Markdown renderer both take a [`Document`], so they always say the same.

use crate::printable::one_line;
use crate::quarter::Quarter;

use super::number::{Money, NOTHING};

/// A report.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Document {
    /// The title.
    pub title: String,
    /// The sections, the answer first.
    pub sections: Vec<Section>,
}

/// Which section of a report, where something else has to find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SectionId {
    /// What to do with the racks.
    Racks,
    /// Who waits and why.
    Waiting,
    /// What limits are worth.
    Limits,
    /// The limits worth most, by quarter.
    LimitsByQuarter,
    /// Where the margin comes from.
    Imputation,
    /// What is held of another plan.
    Held,
}

/// A part of a report.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Section {
    /// Which it is, where something else has to find it.
    pub id: Option<SectionId>,
    /// The heading; empty right under the title.
    pub title: String,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A sentence, a list, a table or a drawing.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// Sentences.
    Paragraph(String),
    /// Points.
    List(Vec<String>),
    /// Numbers.
    Table(Table),
    /// Rows of characters that stand under each other as they are.
    Drawing(Vec<String>),
}

/// Rows of finished cells under columns that may be more than fit beside each other.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Table {
    /// What the rows are, and the unit: `wafers`.
    pub label: String,
    /// The columns after the label.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
    /// What the rows that are added next can be asked about.
    asked: Option<Ask>,
}

/// What the numbers of a row by quarter can be asked about, as addresses without a quarter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Why it is done, or not: an activity, `service.bedrock`.
    Why(String),
    /// The best margin along it: a limit or price, `foundry.tsmc-n3p.capacity`.
    Curve(String),
}

/// One column of a table.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Column {
    /// The heading.
    pub heading: String,
    /// What its cells are.
    pub kind: Kind,
}

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Numbers of one quarter.
    Quarter(Quarter),
    /// Numbers.
    Amount,
    /// Amounts of money.
    Money,
    /// Shares of something.
    Share,
    /// Words.
    Words,
}

impl Kind {
    /// Returns whether its cells lean to the right, as numbers do.
    #[must_use]
    pub fn is_number(self) -> bool {
        self != Self::Words
    }
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Row {
    /// What this row and its neighbors belong to: a foundry, a channel; empty for none.
    pub group: String,
    /// What the row is.
    pub label: String,
    /// One cell a column.
    pub cells: Vec<String>,
    /// The exact number behind each cell, where the row is of numbers; a cell without one is words.
    pub values: Vec<Option<f64>>,
    /// What a shown 1 of each number stands for: 1,000,000 where money is in millions; 1 beyond the end.
    pub units: Vec<f64>,
    /// Whether it sums up others.
    pub is_total: bool,
    /// What its numbers can be asked about.
    pub ask: Option<Ask>,
}

impl Ask {
    /// Returns the question why something of a kind is done: `die`, `trn3-compute`.
    pub(crate) fn why(kind: &str, id: &str) -> Self {
        Self::Why(format!("{kind}.{id}"))
    }

    /// Returns the question after the curve of a field: `foundry`, `tsmc-n3p`, `capacity`.
    pub(crate) fn curve(kind: &str, id: &str, field: &str) -> Self {
        Self::Curve(format!("{kind}.{id}.{field}"))
    }
}

impl Document {
    /// Returns the document with nothing in its texts that steers what shows it, each on one line.
    #[must_use]
    pub fn printable(&self) -> Self {
        Self {
            title: one_line(&self.title),
            sections: self.sections.iter().map(Section::printable).collect(),
        }
    }
}

impl Section {
    fn printable(&self) -> Self {
        let block = |block: &Block| match block {
            Block::Paragraph(words) => Block::Paragraph(one_line(words)),
            Block::List(points) => Block::List(points.iter().map(|it| one_line(it)).collect()),
            Block::Table(table) => Block::Table(table.printable()),
            Block::Drawing(rows) => Block::Drawing(rows.iter().map(|it| one_line(it)).collect()),
        };
        Self {
            id: self.id,
            title: one_line(&self.title),
            blocks: self.blocks.iter().map(block).collect(),
        }
    }

    /// Returns an empty section.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            id: None,
            title: title.into(),
            blocks: Vec::new(),
        }
    }

    /// Returns an empty section that can be found.
    #[must_use]
    pub fn known(id: SectionId, title: impl Into<String>) -> Self {
        Self {
            id: Some(id),
            ..Self::new(title)
        }
    }

    /// Adds a table unless it has no rows.
    pub(crate) fn add_table(&mut self, table: Table) {
        if !table.rows.is_empty() {
            self.blocks.push(Block::Table(table));
        }
    }

    /// Adds a paragraph.
    pub(crate) fn add_paragraph(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Paragraph(text.into()));
    }
}

impl Column {
    /// Returns a column of numbers.
    #[must_use]
    pub fn number(heading: impl Into<String>) -> Self {
        Self {
            heading: heading.into(),
            kind: Kind::Amount,
        }
    }

    /// Returns a column of amounts of money.
    #[must_use]
    pub fn money(heading: impl Into<String>) -> Self {
        Self {
            kind: Kind::Money,
            ..Self::number(heading)
        }
    }

    /// Returns a column of shares.
    #[must_use]
    pub fn share(heading: impl Into<String>) -> Self {
        Self {
            kind: Kind::Share,
            ..Self::number(heading)
        }
    }

    /// Returns a column of words.
    #[must_use]
    pub fn words(heading: impl Into<String>) -> Self {
        Self {
            kind: Kind::Words,
            ..Self::number(heading)
        }
    }

    /// Returns a column of numbers for each quarter.
    pub fn quarters(quarters: &[Quarter]) -> impl Iterator<Item = Self> + '_ {
        quarters.iter().map(|&quarter| Self {
            kind: Kind::Quarter(quarter),
            ..Self::number(quarter.to_string())
        })
    }

    /// Returns whether a wide table is best broken before this column: a year begins.
    #[must_use]
    pub(crate) fn begins_year(&self) -> bool {
        matches!(self.kind, Kind::Quarter(quarter) if quarter.is_first_of_year())
    }
}

impl Table {
    fn printable(&self) -> Self {
        let column = |column: &Column| Column {
            heading: one_line(&column.heading),
            ..column.clone()
        };
        let row = |row: &Row| Row {
            group: one_line(&row.group),
            label: one_line(&row.label),
            cells: row.cells.iter().map(|it| one_line(it)).collect(),
            ..row.clone()
        };
        Self {
            label: one_line(&self.label),
            columns: self.columns.iter().map(column).collect(),
            rows: self.rows.iter().map(row).collect(),
            asked: self.asked.clone(),
        }
    }

    /// Returns an empty table with these columns after the label.
    #[must_use]
    pub fn new(label: impl Into<String>, columns: Vec<Column>) -> Self {
        Self {
            label: label.into(),
            columns,
            rows: Vec::new(),
            asked: None,
        }
    }

    /// Says what the rows that are added from now on can be asked about.
    pub(crate) fn asks(&mut self, ask: Ask) {
        self.asked = Some(ask);
    }

    /// Returns an empty table with a column a quarter.
    #[must_use]
    pub fn by_quarter(label: impl Into<String>, quarters: &[Quarter]) -> Self {
        Self::new(label, Column::quarters(quarters).collect())
    }

    /// Returns an empty table with a column a quarter and one for their sum.
    #[must_use]
    pub(crate) fn by_quarter_and_total(label: impl Into<String>, quarters: &[Quarter]) -> Self {
        let mut table = Self::by_quarter(label, quarters);
        table.columns.push(Column::number("Total"));
        table
    }

    /// Adds a row.
    pub fn add_row(&mut self, group: &str, label: impl Into<String>, cells: Vec<String>) {
        self.rows.push(Row {
            group: group.to_owned(),
            label: label.into(),
            cells,
            values: Vec::new(),
            units: Vec::new(),
            is_total: false,
            ask: self.asked.clone(),
        });
    }

    /// Says which exact numbers the cells of the row added last show, from the first cell on.
    pub(crate) fn with_values(&mut self, values: impl IntoIterator<Item = Option<f64>>) {
        if let Some(row) = self.rows.last_mut() {
            row.values = values.into_iter().collect();
        }
    }

    /// Says that all numbers of the row added last are money in this unit.
    pub(crate) fn in_unit(&mut self, unit: Money) {
        if let Some(row) = self.rows.last_mut() {
            row.units = vec![unit.factor(); row.values.len()];
        }
    }

    /// Says what a shown 1 of each number of the row added last stands for.
    pub(crate) fn in_units(&mut self, units: impl IntoIterator<Item = f64>) {
        if let Some(row) = self.rows.last_mut() {
            row.units = units.into_iter().collect();
        }
    }

    /// Says that the row added last sums up others.
    pub(crate) fn mark_total(&mut self) {
        if let Some(row) = self.rows.last_mut() {
            row.is_total = true;
        }
    }

    /// Drops the columns in which no row says anything.
    pub(crate) fn drop_empty_columns(&mut self) {
        for position in (0..self.columns.len()).rev() {
            if self.rows.iter().all(|row| row.cells[position] == NOTHING) {
                self.columns.remove(position);
                for row in &mut self.rows {
                    row.cells.remove(position);
                    if position < row.values.len() {
                        row.values.remove(position);
                    }
                    if position < row.units.len() {
                        row.units.remove(position);
                    }
                }
            }
        }
    }
}
