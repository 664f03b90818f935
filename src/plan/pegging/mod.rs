//! Pegging: which supply serves which demand.
//!
//! Lots move first in, first out through the stocks of dies, components, chips and racks. What arrives in one quarter is one
//! lot, whatever it is made of; opening stock is a lot older than all others. The outflows of one quarter (into what is made
//! from the item, to sites, to buyers, thrown away) share each lot pro rata. Yield loss goes with the good units. Starts that
//! arrive after the horizon are in process at its end; starts that yield nothing are scrap.

mod fate;
mod fifo;
mod split;

use std::collections::BTreeMap;

use crate::formulation::{Column, Constraint};
use crate::lp::{Lp, Solution};
use crate::model::{DieId, Item, Model};

use super::batch::{Batch, Way};
use super::decisions::{Decisions, shares, total};
use super::placing::{Sales, places};
use super::taken::counted;
use fifo::{Flow, first_in_first_out};

pub use fate::{Destination, Fate};
pub use split::{StockSplit, WaferSplit};

/// Shares by fate, in the order of [`Fate::all`]; they sum to 1.
pub(super) type Shares = Vec<f64>;

/// Which supply serves which demand, for one solution.
#[derive(Clone, Debug)]
pub struct Pegging {
    fates: Vec<Fate>,
    ways: BTreeMap<Way, WayPegs>,
    items: BTreeMap<Item, ItemPegs>,
}

/// One way of making an item, its batches by quarter of starting.
#[derive(Clone, Debug)]
struct WayPegs {
    started: Vec<f64>,
    fates: Vec<Shares>,
}

/// One item's lots: lot 0 is the opening stock, lot q + 1 what arrived in quarter q.
#[derive(Clone, Debug)]
struct ItemPegs {
    lots: Vec<Vec<(Origin, f64)>>,
    flow: Flow,
    fates: Vec<Shares>,
}

/// Where a lot comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// Stock of an item before the first quarter.
    Opening(Item),
    /// Receipts of an item in quarter `t`.
    Receipts(Item, usize),
    /// Started or bought.
    Batch(Batch),
}

/// Where one outflow of an item goes.
enum Outflow {
    /// Into what is started this way in the same quarter.
    Into(Way),
    /// It ends here.
    End(Fate),
}

impl Pegging {
    /// Returns the pegging of a solution of the program of `model`.
    #[must_use]
    pub fn of(model: &Model, lp: &Lp<Column, Constraint>, solution: &Solution) -> Self {
        let model = &*counted(model, lp, &solution.x);
        let decisions = Decisions::new(model, lp, &solution.x);
        Self::trace(&decisions, &Sales::all(&decisions))
    }

    /// Returns the pegging of these decisions: backwards from racks, to chips, to components and dies, so that what an item
    /// goes into is always known.
    pub(super) fn trace(decisions: &Decisions, sales: &[Sales]) -> Self {
        let model = decisions.model;
        let outflows = Outflows::of(decisions, sales);
        let mut pegging = Self {
            fates: Fate::all(model),
            ways: BTreeMap::new(),
            items: BTreeMap::new(),
        };
        let items: Vec<Item> = model.items().collect();
        for &item in items.iter().rev() {
            let pegs = pegging.peg_item(&outflows, model, item);
            pegging.items.insert(item, pegs);
            for way in Way::of(model, item) {
                let fates =
                    (0..model.horizon.quarters).map(|t| pegging.arriving(model, Batch { way, t }));
                let fates = fates.collect();
                let started = outflows.started[&way].clone();
                pegging.ways.insert(way, WayPegs { started, fates });
            }
        }
        pegging
    }

    /// Returns the lots of an item and their fates; whatever it goes into is pegged already.
    fn peg_item(&self, outflows: &Outflows, model: &Model, item: Item) -> ItemPegs {
        let quarters = model.horizon.quarters;
        let lots = lots(model, item, &outflows.started);
        let sizes: Vec<f64> = lots
            .iter()
            .map(|lot| lot.iter().map(|(_, units)| units).sum())
            .collect();
        let empty = Vec::new();
        let leaving = outflows.of.get(&item).unwrap_or(&empty);
        let outflow = total(quarters, leaving.iter().map(|(_, units)| (1.0, &units[..])));
        let flow = first_in_first_out(&sizes, &outflow);

        let mixed: Vec<Shares> = (0..quarters)
            .map(|t| {
                let units: Vec<f64> = leaving.iter().map(|(_, units)| units[t]).collect();
                let mut mixed = vec![0.0; self.fates.len()];
                for ((to, _), share) in leaving.iter().zip(shares(&units)) {
                    match to {
                        _ if share == 0.0 => {}
                        Outflow::End(fate) => mixed[fate.index(model)] += share,
                        Outflow::Into(way) => add(&mut mixed, share, &self.ways[way].fates[t]),
                    }
                }
                mixed
            })
            .collect();
        let in_stock = Fate::ClosingStock.index(model);
        let fates = flow.left.iter().map(|left| {
            let mut fates = vec![0.0; self.fates.len()];
            for &(t, share) in left {
                add(&mut fates, share, &mixed[t]);
            }
            fates[in_stock] += 1.0 - left.iter().map(|part| part.1).sum::<f64>();
            shares(&fates)
        });
        let fates = fates.collect();
        ItemPegs { lots, flow, fates }
    }

    /// Returns the fate of a batch from the lot that it arrives in.
    fn arriving(&self, model: &Model, batch: Batch) -> Shares {
        let certain = |fate: Fate| {
            let mut fates = vec![0.0; self.fates.len()];
            fates[fate.index(model)] = 1.0;
            fates
        };
        let arrival = batch.arrival(model);
        if arrival.good <= 0.0 {
            return certain(Fate::Scrap);
        }
        match self.items[&arrival.item].fates.get(arrival.t + 1) {
            Some(fates) => fates.clone(),
            None => certain(Fate::InProcess),
        }
    }

    /// Returns all fates with the shares of a batch, in the order that [`Shares`] keep.
    pub(super) fn shares_of(&self, batch: Batch) -> impl Iterator<Item = (Fate, f64)> + '_ {
        let shares = self
            .ways
            .get(&batch.way)
            .and_then(|way| way.fates.get(batch.t));
        let shares = shares.into_iter().flatten().copied();
        self.fates.iter().copied().zip(shares)
    }

    /// Returns the units started or bought in a batch.
    #[must_use]
    pub fn started(&self, batch: Batch) -> f64 {
        let way = self.ways.get(&batch.way);
        way.and_then(|way| way.started.get(batch.t))
            .copied()
            .unwrap_or(0.0)
    }

    /// Returns where a batch ends up, as shares of what was started that sum to 1; shares of 0 are left out.
    ///
    /// A batch that arrives in an empty lot counts as closing stock.
    #[must_use]
    pub fn fate(&self, batch: Batch) -> Vec<(Fate, f64)> {
        self.shares_of(batch).filter(|part| part.1 > 0.0).collect()
    }

    /// Returns what one unit of an item that leaves its stock in quarter `t` was made from: wafers and components by quarter of
    /// starting and buying, opening stock and receipts, each in its own units. Empty if nothing left in that quarter.
    #[must_use]
    pub fn origins(&self, model: &Model, item: Item, t: usize) -> Vec<(Origin, f64)> {
        let mut origins = BTreeMap::new();
        self.add_origins(model, item, t, 1.0, &mut origins);
        origins.into_iter().collect()
    }

    fn add_origins(
        &self,
        model: &Model,
        item: Item,
        t: usize,
        units: f64,
        origins: &mut BTreeMap<Origin, f64>,
    ) {
        let pegs = &self.items[&item];
        for &(lot, share) in &pegs.flow.taken[t] {
            let size: f64 = pegs.lots[lot].iter().map(|(_, units)| units).sum();
            for &(origin, in_lot) in &pegs.lots[lot] {
                let units = units * share * in_lot / size;
                let Origin::Batch(batch) = origin else {
                    *origins.entry(origin).or_default() += units;
                    continue;
                };
                let started = units / batch.arrival(model).good;
                let takes = batch.way.takes(model);
                if matches!(batch.way, Way::Chips(_) | Way::Racks(_)) {
                    for (input, n) in takes {
                        self.add_origins(model, input, batch.t, n * started, origins);
                    }
                } else {
                    *origins.entry(origin).or_default() += started;
                }
            }
        }
    }

    /// Returns the wafers of a die by who got them and quarter of starting; in every quarter they sum to the starts.
    #[must_use]
    pub fn wafers(&self, die: DieId) -> Vec<(Fate, Vec<f64>)> {
        let ways = [Way::Wafers(die), Way::HotLots(die)];
        let ways: Vec<&WayPegs> = ways.iter().filter_map(|way| self.ways.get(way)).collect();
        let wafers = |(at, &fate): (usize, &Fate)| {
            let quarters = ways[0].started.len();
            let wafers = (0..quarters).map(|t| {
                let parts = ways.iter().map(|way| way.started[t] * way.fates[t][at]);
                parts.sum()
            });
            (fate, wafers.collect::<Vec<f64>>())
        };
        let all = self.fates.iter().enumerate().map(wafers);
        all.filter(|(_, wafers)| wafers.iter().any(|&w| w > 0.0))
            .collect()
    }
}

/// What is started, and what leaves each item's stock.
struct Outflows {
    started: BTreeMap<Way, Vec<f64>>,
    of: BTreeMap<Item, Vec<(Outflow, Vec<f64>)>>,
}

impl Outflows {
    fn of(decisions: &Decisions, sales: &[Sales]) -> Self {
        let model = decisions.model;
        let mut started = BTreeMap::new();
        let mut of: BTreeMap<Item, Vec<(Outflow, Vec<f64>)>> = BTreeMap::new();
        for way in model.items().flat_map(|item| Way::of(model, item)) {
            let starts = decisions.horizon(|t| way.column(t));
            for (input, n) in way.takes(model) {
                let units = starts.iter().map(|starts| n * starts).collect();
                of.entry(input)
                    .or_default()
                    .push((Outflow::Into(way), units));
            }
            started.insert(way, starts);
        }
        let mut ends = |item: Item, fate: Fate, units: Vec<f64>| {
            of.entry(item)
                .or_default()
                .push((Outflow::End(fate), units));
        };
        for (rack, site) in places(decisions) {
            let units = decisions.horizon(|t| Column::Install { rack, site, t });
            ends(Item::Rack(rack), Fate::OwnService(site), units);
        }
        for sales in sales {
            let units = (0..model.horizon.quarters)
                .map(|t| sales.units(t))
                .collect();
            ends(sales.buys.item, Fate::Buyer(sales.buyer), units);
        }
        for item in model.items() {
            let units = decisions.horizon(|t| Column::Scrap { item, t });
            ends(item, Fate::Scrap, units);
        }
        Self { started, of }
    }
}

/// Returns an item's lots, each with where its good units come from: opening stock, then arrivals by quarter.
fn lots(model: &Model, item: Item, started: &BTreeMap<Way, Vec<f64>>) -> Vec<Vec<(Origin, f64)>> {
    let stock = model.stock(item);
    let mut lots = vec![vec![(Origin::Opening(item), stock.opening)]];
    for t in 0..model.horizon.quarters {
        lots.push(vec![(Origin::Receipts(item, t), stock.receipts[t])]);
    }
    for way in Way::of(model, item) {
        for (t, &units) in started[&way].iter().enumerate() {
            let batch = Batch { way, t };
            let arrival = batch.arrival(model);
            if let Some(lot) = lots.get_mut(arrival.t + 1) {
                lot.push((Origin::Batch(batch), units * arrival.good));
            }
        }
    }
    for lot in &mut lots {
        lot.retain(|&(_, units)| units > 0.0);
    }
    lots
}

/// Adds `share` times `of` to `sum`.
fn add(sum: &mut [f64], share: f64, of: &[f64]) {
    for (sum, of) in sum.iter_mut().zip(of) {
        *sum += share * of;
    }
}
