//! What else changes where a sale starts or stops: the plan just beyond its price, beside the plan as it is.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::explain::price_out::Trial;
use crate::formulation::Column;
use crate::lp::ColumnId;
use crate::model::{BuyerId, Item, Model};
use crate::outcome::Solved;
use crate::quarter::Quarter;

/// Who gets units.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Destination {
    /// A buyer.
    Buyer {
        /// Its id.
        buyer: String,
    },
    /// The own services: racks installed at any site.
    OwnUse,
}

/// What one destination gets more or less of.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Move {
    /// Item id.
    pub item: String,
    /// Who gets it.
    pub to: Destination,
    /// The same item to the same buyer as the sale itself, in other quarters.
    pub is_same_sale: bool,
    /// Units more, summed over the quarters in which there are more.
    pub more: f64,
    /// Units fewer, summed over the quarters in which there are fewer.
    pub fewer: f64,
    /// The first quarter with a change.
    pub from: Quarter,
    /// The last quarter with a change.
    pub to_quarter: Quarter,
}

impl Move {
    /// Returns the units more in all; below 0, fewer.
    #[must_use]
    pub fn net(&self) -> f64 {
        self.more - self.fewer
    }
}

/// The best plan just beyond an indifference price, beside the plan as it is; both solved and proved.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Beyond {
    /// By how many units the sale changes: below 0, all that is sold stops; above 0, this many start at once.
    pub units: f64,
    /// Racks that go to another destination than now, in whatever quarter, or are placed more or fewer.
    pub racks: f64,
    /// These racks as a share of all that the plan places.
    pub share_of_racks: f64,
    /// How much less the plan earns at that price than now, as a number below 0; 0 where a sale starts.
    pub margin: f64,
    /// The size of that change as a share of the margin.
    pub share_of_margin: f64,
    /// Who gets more or less, the greatest net change first, the sale itself left out.
    pub moves: Vec<Move>,
}

/// A change of less than this share of the margin is no news,
const NEWS_OF_MARGIN: f64 = 1e-4;
/// if it also moves fewer than this share of the racks.
const NEWS_OF_RACKS: f64 = 0.01;
/// Changes below this share of a column's unit, or of its value, are rounding.
const MOVES: f64 = 1e-6;

impl Beyond {
    /// Returns how much the change matters: 1 where it moves a ten-thousandth of the margin or a hundredth of the racks.
    #[must_use]
    pub fn weight(&self) -> f64 {
        (self.share_of_margin / NEWS_OF_MARGIN).max(self.share_of_racks / NEWS_OF_RACKS)
    }

    /// Returns whether the change is worth reporting by itself.
    #[must_use]
    pub fn is_news(&self) -> bool {
        self.weight() >= 1.0
    }

    /// Compares the plan `other`, on the other side of the price of a sale, with the plan as it is.
    pub(super) fn of(
        model: &Model,
        solved: &Solved,
        trial: &Trial,
        sale: (BuyerId, Item, usize),
        other: &[f64],
        margin: f64,
    ) -> Self {
        let x = &solved.solution.x;
        let mut units = 0.0;
        let mut placed = 0.0;
        let mut moved: BTreeMap<(Destination, String), Vec<(usize, f64)>> = BTreeMap::new();
        for (j, column) in solved.lp.columns().iter().enumerate() {
            let (to, item, t) = match column.key {
                Column::Deliver { buyer, item, t, .. } => {
                    if (buyer, item, t) == sale {
                        units += other[j] - x[j];
                    }
                    (Some(buyer), item, t)
                }
                Column::Install { rack, t, .. } => (None, Item::Rack(rack), t),
                _ => continue,
            };
            if matches!(item, Item::Rack(_)) {
                placed += x[j];
            }
            let change = other[j] - x[j];
            let real = MOVES * trial.unit(ColumnId(j)).max(x[j].abs());
            if change.abs() > real && !(to == Some(sale.0) && (item, t) == (sale.1, sale.2)) {
                let to = to.map_or(Destination::OwnUse, |buyer| Destination::Buyer {
                    buyer: model.buyer(buyer).id.clone(),
                });
                let item = model.item_id(item).to_owned();
                moved.entry((to, item)).or_default().push((t, change));
            }
        }
        let mut moves: Vec<Move> = moved
            .into_iter()
            .filter_map(|((to, item), changes)| {
                let first = changes.iter().map(|it| it.0).min()?;
                let last = changes.iter().map(|it| it.0).max()?;
                let sum = |sign: f64| changes.iter().map(|it| (sign * it.1).max(0.0)).sum();
                let is_same_sale = item == model.item_id(sale.1)
                    && matches!(&to, Destination::Buyer { buyer } if *buyer == model.buyer(sale.0).id);
                Some(Move {
                    item,
                    to,
                    is_same_sale,
                    more: sum(1.0),
                    fewer: sum(-1.0),
                    from: model.horizon.quarter(first),
                    to_quarter: model.horizon.quarter(last),
                })
            })
            .collect();
        moves.sort_by(|a, b| b.net().abs().total_cmp(&a.net().abs()));
        let is_rack = |item: &str| model.racks.iter().any(|rack| rack.id == item);
        let nets = moves.iter().filter(|it| is_rack(&it.item)).map(Move::net);
        let own = matches!(sale.1, Item::Rack(_)).then_some(units);
        let (mut up, mut down) = (0.0, 0.0);
        for net in nets.chain(own) {
            up += f64::max(net, 0.0);
            down += f64::max(-net, 0.0);
        }
        let racks = f64::max(up, down);
        let share = |part: f64, whole: f64| if part > 0.0 { part / whole } else { 0.0 };
        Self {
            units,
            racks,
            share_of_racks: share(racks, placed.max(racks)),
            margin,
            share_of_margin: share(margin.abs(), solved.solution.objective.abs()),
            moves,
        }
    }
}
