//! The plans that earn nearly as much as the best, and how far each is from one that was made before.

use crate::explain::near_best::{Does, Says, near_best};
use crate::formulation::{Column, Constraint};
use crate::lp::{ColumnId, Lp};

/// A decision that is compared: which columns it is, how much of it there was, what a unit of change counts.
#[derive(Clone, Debug)]
pub(crate) struct Compared {
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

/// A change of the decision of this place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Change {
    /// How much more there is of it than there was.
    More(usize),
    /// How much less.
    Less(usize),
}

/// What is said of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum OfChanges {
    /// What the decision of this place is: as much as it was, and what is changed.
    Decision(usize),
    /// How far all changes come to; open, until it is known how near a plan can be.
    Distance,
}

/// Returns the program of the least distance: `sum w |x - given|` over plans whose margin is at least `floor`, in units of `unit`.
///
/// Its first columns are those of the plan.
pub(crate) fn program(
    plan: &Lp<Column, Constraint>,
    floor: f64,
    compared: &[Compared],
    unit: f64,
) -> Lp<Does<Change>, Says<OfChanges>> {
    let changes = compared.iter().enumerate().flat_map(|(i, it)| {
        let cost = -it.weight / unit;
        [Change::More(i), Change::Less(i)].map(|change| (change, cost, 0.0, f64::INFINITY))
    });
    let mut builder = near_best(plan, floor, changes.clone());
    for (i, it) in compared.iter().enumerate() {
        let parts = it.columns.iter();
        let parts = parts.map(|column| (Does::Plan(plan.columns()[column.0].key), 1.0));
        let change = [(Change::More(i), -1.0), (Change::Less(i), 1.0)];
        let all = parts.chain(change.map(|(change, n)| (Does::More(change), n)));
        let row = Says::More(OfChanges::Decision(i));
        builder.add_row(row, it.given, it.given, all);
    }
    let distance = changes.map(|(change, cost, ..)| (Does::More(change), -cost));
    let row = Says::More(OfChanges::Distance);
    builder.add_row(row, 0.0, f64::INFINITY, distance);
    builder.build()
}

/// Returns a point of the program that stands for a plan.
pub(crate) fn point(x: &[f64], compared: &[Compared]) -> Vec<f64> {
    let changes = compared.iter().flat_map(|it| {
        let change = it.amount(x) - it.given;
        [change.max(0.0), (-change).max(0.0)]
    });
    x.iter().copied().chain(changes).collect()
}
