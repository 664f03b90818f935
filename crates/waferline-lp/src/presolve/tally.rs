//! What each reduction did.

/// The reductions, in the order they are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A row without entries.
    EmptyRow,
    /// A row with one entry: a bound.
    SingletonRow,
    /// A row that its columns keep anyway.
    RedundantRow,
    /// A row that its columns keep at their bounds only.
    ForcingRow,
    /// A column whose bounds are one number.
    FixedColumn,
    /// A column without entries.
    EmptyColumn,
    /// An equality of two columns: one is a multiple of the other.
    Doubleton,
    /// A column that its rows keep within its bounds, put in terms of the others of a row.
    FreeColumn,
    /// A column of one row, an equality: its slack.
    SlackColumn,
    /// A column that costs more than its rows can be worth, or earns more.
    DominatedColumn,
    /// A row that is a multiple of another.
    ParallelRow,
    /// A column that is a multiple of another.
    ParallelColumn,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::EmptyRow,
        Self::SingletonRow,
        Self::RedundantRow,
        Self::ForcingRow,
        Self::FixedColumn,
        Self::EmptyColumn,
        Self::Doubleton,
        Self::FreeColumn,
        Self::SlackColumn,
        Self::DominatedColumn,
        Self::ParallelRow,
        Self::ParallelColumn,
    ];
}

/// How many rows and columns each reduction took away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub(super) rows: [usize; Rule::ALL.len()],
    pub(super) columns: [usize; Rule::ALL.len()],
}

impl Tally {
    /// Returns how many rows a reduction took away.
    #[must_use]
    pub fn rows(&self, rule: Rule) -> usize {
        self.rows[rule as usize]
    }

    /// Returns how many columns a reduction took away.
    #[must_use]
    pub fn columns(&self, rule: Rule) -> usize {
        self.columns[rule as usize]
    }
}
