//! Limits by a share: the sum that the share applies to.

use crate::formulation::key::{Column, Constraint};
use crate::lp::{ColumnId, Lp};
use crate::model::{Item, Model};

/// Returns the columns whose weighted sum a row's share applies to; none for rows without a share.
///
/// Not read off the row: its coefficients are `weight * (1 - share)` and `-weight * share`, and one of them is 0 at a
/// share of 1 or 0.
pub(crate) fn share_of(
    model: &Model,
    lp: &Lp<Column, Constraint>,
    row: Constraint,
) -> Vec<(ColumnId, f64)> {
    let weight = |key: Column| match (row, key) {
        (
            Constraint::HotLotShare { foundry, t },
            Column::WaferStart { die, t: at } | Column::HotLotStart { die, t: at },
        ) => (t == at && model.die(die).foundry == foundry).then_some(1.0),
        (Constraint::ExternalShare { t }, Column::Install { rack, t: at, .. }) => {
            (t == at).then(|| model.chips_in(Item::Rack(rack)))
        }
        (Constraint::ExternalShare { t }, Column::Deliver { item, t: at, .. }) => {
            (t == at).then(|| model.chips_in(item))
        }
        _ => None,
    };
    let columns = lp.columns().iter().enumerate();
    columns
        .filter_map(|(j, column)| Some((ColumnId(j), weight(column.key)?)))
        .filter(|&(_, weight)| weight > 0.0)
        .collect()
}
