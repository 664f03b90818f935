//! Chips and racks made, and what is in stock and in process.

use serde::Serialize;

use crate::formulation::Column;
use crate::model::Item;

use super::batch::{Batch, Way};
use super::decisions::{Decisions, total};

/// Chips or racks made.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Made {
    /// Chip or rack id.
    pub item: String,
    /// `chip` or `rack`.
    pub kind: &'static str,
    /// Units started.
    pub started: Vec<f64>,
    /// Good units that arrived, receipts not included.
    pub made: Vec<f64>,
}

/// Stock of one item.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StockLevel {
    /// Item id.
    pub item: String,
    /// Units before the first quarter.
    pub opening: f64,
    /// Units received whatever was decided.
    pub receipts: Vec<f64>,
    /// Units at the quarter's end.
    pub closing: Vec<f64>,
    /// Units thrown away.
    pub scrapped: Vec<f64>,
    /// Good units in process at the end of the horizon: started and not yet arrived, those in process at its start included.
    pub in_process_at_end: f64,
}

/// Returns the chips and racks made; those that cannot be made are left out.
pub(super) fn made(decisions: &Decisions) -> Vec<Made> {
    let model = decisions.model;
    let made = |item: Item, kind| {
        let flow = Arrivals::of(decisions, item);
        Made {
            item: model.item_id(item).to_owned(),
            kind,
            started: flow.started,
            made: flow.arrived,
        }
    };
    let chips = model.chip_ids().filter(|&id| model.chip(id).is_made());
    let racks = model.rack_ids().filter(|&id| model.rack(id).is_made());
    chips
        .map(|id| made(Item::Chip(id), "chip"))
        .chain(racks.map(|id| made(Item::Rack(id), "rack")))
        .collect()
}

/// Returns the stock of every item.
pub(super) fn stocks(decisions: &Decisions) -> Vec<StockLevel> {
    let model = decisions.model;
    let level = |item: Item| {
        let stock = model.stock(item);
        let of_past: f64 = stock
            .arriving_later(model.horizon.quarters)
            .map(|(_, units)| units)
            .sum();
        StockLevel {
            item: model.item_id(item).to_owned(),
            opening: stock.opening,
            receipts: stock.receipts.values()[..model.horizon.quarters].to_vec(),
            closing: decisions.horizon(|t| Column::Stock { item, t }),
            scrapped: decisions.horizon(|t| Column::Scrap { item, t }),
            in_process_at_end: Arrivals::of(decisions, item).in_process + of_past,
        }
    };
    model.items().map(level).collect()
}

/// What becomes of an item's starts.
struct Arrivals {
    /// Units started or bought, all ways together.
    started: Vec<f64>,
    /// Good units that arrived.
    arrived: Vec<f64>,
    /// Good units that arrive after the horizon.
    in_process: f64,
}

impl Arrivals {
    /// Returns the arrivals of an item, each way with its own lead.
    fn of(decisions: &Decisions, item: Item) -> Self {
        let model = decisions.model;
        let quarters = model.horizon.quarters;
        let mut arrived = vec![0.0; quarters];
        let mut in_process = 0.0;
        let ways = Way::of(model, item);
        let starts: Vec<Vec<f64>> = ways
            .iter()
            .map(|way| decisions.horizon(|t| way.column(t)))
            .collect();
        for (&way, starts) in ways.iter().zip(&starts) {
            for (t, started) in starts.iter().enumerate() {
                let arrival = Batch { way, t }.arrival(model);
                let good = started * arrival.good;
                match arrived.get_mut(arrival.t) {
                    Some(arrived) => *arrived += good,
                    None => in_process += good,
                }
            }
        }
        let started = total(quarters, starts.iter().map(|starts| (1.0, &starts[..])));
        Self {
            started,
            arrived,
            in_process,
        }
    }
}
