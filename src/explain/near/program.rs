//! The plans that earn nearly as much as the best, and how far each is from one that was made before.

use crate::formulation::{Column, Constraint};
use crate::lp::{ColumnId, Lp, LpBuilder};

/// A decision that is compared: which columns it is, how much of it there was, what a unit of change counts.
#[derive(Clone, Debug)]
pub(super) struct Compared {
    pub columns: Vec<ColumnId>,
    pub given: f64,
    pub weight: f64,
}

impl Compared {
    /// Returns how much of it there is in a plan.
    pub fn amount(&self, x: &[f64]) -> f64 {
        self.columns.iter().map(|column| x[column.0]).sum()
    }
}

/// What a column does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Does {
    /// What it does in a plan.
    Plan(Column),
    /// How much more there is of the decision of this place than there was.
    More(usize),
    /// How much less.
    Less(usize),
}

/// What a row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Says {
    /// What it says of a plan.
    Rule(Constraint),
    /// That the margin is at least so much.
    Margin,
    /// What the decision of this place is: as much as it was, and what is changed.
    Change(usize),
    /// How far all changes come to; open, until it is known how near a plan can be.
    Distance,
}

/// Returns the program of the least distance: `sum w |x - given|` over plans whose margin is at least `floor`, in units of `unit`.
///
/// Its first columns are those of the plan.
pub(super) fn program(
    plan: &Lp<Column, Constraint>,
    floor: f64,
    compared: &[Compared],
    unit: f64,
) -> Lp<Does, Says> {
    let mut builder = LpBuilder::default();
    let mut terms = vec![Vec::new(); plan.rows().len()];
    let mut margin = Vec::new();
    for (j, column) in plan.columns().iter().enumerate() {
        let key = Does::Plan(column.key);
        builder.add_column(key, 0.0, column.lower, column.upper);
        margin.push((key, column.cost));
        for (row, n) in plan.entries(ColumnId(j)) {
            terms[row.0].push((key, n));
        }
    }
    for (i, it) in compared.iter().enumerate() {
        for key in [Does::More(i), Does::Less(i)] {
            builder.add_column(key, -it.weight / unit, 0.0, f64::INFINITY);
        }
    }
    for (row, terms) in plan.rows().iter().zip(terms) {
        builder.add_row(Says::Rule(row.key), row.lower, row.upper, terms);
    }
    builder.add_row(Says::Margin, floor, f64::INFINITY, margin);
    for (i, it) in compared.iter().enumerate() {
        let parts = it.columns.iter();
        let parts = parts.map(|column| (Does::Plan(plan.columns()[column.0].key), 1.0));
        let all = parts.chain([(Does::More(i), -1.0), (Does::Less(i), 1.0)]);
        builder.add_row(Says::Change(i), it.given, it.given, all);
    }
    let changes = compared.iter().enumerate().flat_map(|(i, it)| {
        let weight = it.weight / unit;
        [(Does::More(i), weight), (Does::Less(i), weight)]
    });
    builder.add_row(Says::Distance, 0.0, f64::INFINITY, changes);
    builder.build()
}

/// Returns a point of the program that stands for a plan.
pub(super) fn point(x: &[f64], compared: &[Compared]) -> Vec<f64> {
    let changes = compared.iter().flat_map(|it| {
        let change = it.amount(x) - it.given;
        [change.max(0.0), (-change).max(0.0)]
    });
    x.iter().copied().chain(changes).collect()
}
