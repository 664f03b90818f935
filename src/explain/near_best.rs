//! The plans that earn nearly as much as the best, as a program, with more said of them.

use std::hash::Hash;

use crate::formulation::{Column, Constraint};
use crate::lp::{ColumnId, Lp, LpBuilder};

/// What a column does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Does<C> {
    /// What it does in a plan.
    Plan(Column),
    /// Something that is asked of plans.
    More(C),
}

/// What a row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Says<R> {
    /// What it says of a plan.
    Rule(Constraint),
    /// That the margin is at least so much.
    Margin,
    /// Something that is said of what is asked.
    More(R),
}

/// A column beside those of a plan: what it does, its cost, its lower and its upper end.
pub(crate) type MoreColumn<C> = (C, f64, f64, f64);

/// Returns the plans whose margin is at least `floor`, nothing of them with a cost, and these columns behind theirs; rows may follow.
pub(crate) fn near_best<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    plan: &Lp<Column, Constraint>,
    floor: f64,
    more: impl IntoIterator<Item = MoreColumn<C>>,
) -> LpBuilder<Does<C>, Says<R>> {
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
    for (key, cost, lower, upper) in more {
        builder.add_column(Does::More(key), cost, lower, upper);
    }
    for (row, terms) in plan.rows().iter().zip(terms) {
        builder.add_row(Says::Rule(row.key), row.lower, row.upper, terms);
    }
    builder.add_row(Says::Margin, floor, f64::INFINITY, margin);
    builder
}
