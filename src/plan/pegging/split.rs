//! Who got the wafers, the opening stock and the receipts, in the model's words.

use serde::Serialize;

use crate::model::Model;

use super::{Destination, Pegging};

/// Wafers of one die by who got them; the destinations of a quarter sum to its starts.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WaferSplit {
    /// Die id.
    pub die: String,
    /// Where they went.
    pub destination: Destination,
    /// Wafers, by quarter of starting.
    pub wafers: Vec<f64>,
}

/// Opening stock and receipts of one item by who got them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StockSplit {
    /// Item id.
    pub item: String,
    /// Where they went.
    pub destination: Destination,
    /// Units of the opening stock.
    pub opening: f64,
    /// Units received, by quarter of arriving.
    pub receipts: Vec<f64>,
}

impl Pegging {
    /// Returns who got the wafers of every die.
    pub(in crate::plan) fn wafer_splits(&self, model: &Model) -> Vec<WaferSplit> {
        let split = |die| {
            let id = &model.die(die).id;
            let splits = self.wafers(die).into_iter();
            splits.map(|(fate, wafers)| WaferSplit {
                die: id.clone(),
                destination: fate.destination(model),
                wafers,
            })
        };
        model.die_ids().flat_map(split).collect()
    }

    /// Returns who got the opening stock and the receipts of every item that has any.
    pub(in crate::plan) fn stock_splits(&self, model: &Model) -> Vec<StockSplit> {
        let quarters = model.horizon.quarters;
        let mut splits = Vec::new();
        for item in model.items() {
            let stock = model.stock(item);
            for (at, fate) in self.fates.iter().enumerate() {
                let share = |lot: usize| self.items[&item].fates[lot][at];
                let opening = stock.opening * share(0);
                let received = |t: usize| stock.receipts[t] * share(t + 1);
                let receipts: Vec<f64> = (0..quarters).map(received).collect();
                if opening > 0.0 || receipts.iter().any(|&units| units > 0.0) {
                    splits.push(StockSplit {
                        item: model.item_id(item).to_owned(),
                        destination: fate.destination(model),
                        opening,
                        receipts,
                    });
                }
            }
        }
        splits
    }
}
