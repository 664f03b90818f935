//! When what is started arrives, and how much of it is good.

use super::key::Column;
use crate::model::{Item, Model};

/// What one unit of a start column becomes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrival {
    /// What arrives.
    pub item: Item,
    /// The quarter of arriving; in process at the end where it is not within the horizon.
    pub t: usize,
    /// Good units per unit started.
    pub good: f64,
}

/// Returns what one unit of the column becomes and when; `None` for columns that start nothing.
///
/// The yield is that of the quarter of starting; a hot lot arrives `quarters_saved` sooner and yields as any wafer.
#[must_use]
pub fn arrival(model: &Model, column: Column) -> Option<Arrival> {
    match column {
        Column::WaferStart { die, t } => {
            let lead = model.foundry(model.die(die).foundry).lead_quarters;
            Some(Arrival {
                item: Item::Die(die),
                t: t + lead,
                good: model.die(die).good_dies_per_wafer[t],
            })
        }
        Column::HotLotStart { die, t } => {
            let foundry = model.foundry(model.die(die).foundry);
            let saved = foundry.hot_lot.as_ref()?.quarters_saved;
            Some(Arrival {
                item: Item::Die(die),
                t: t + foundry.lead_quarters.saturating_sub(saved),
                good: model.die(die).good_dies_per_wafer[t],
            })
        }
        Column::ChipStart { chip, t } => Some(Arrival {
            item: Item::Chip(chip),
            t: t + model.chip(chip).lead_quarters,
            good: model.chip(chip).good_share[t],
        }),
        Column::RackStart { rack, t } => Some(Arrival {
            item: Item::Rack(rack),
            t: t + model.rack(rack).lead_quarters,
            good: 1.0,
        }),
        _ => None,
    }
}
