//! What wafers cost against the most that their dies can bring. A warning.

use std::collections::HashMap;

use super::plausible::IMPLAUSIBLE;
use super::{Check, at, written};
use crate::diagnostic::Diagnostic;
use crate::model::{Chip, Item, Model, Series};

/// A wafer that costs a thousandth or a thousand times of what its dies bring is priced in another unit: in the bundled
/// models, dies bring 30 to 200 times the price of their wafer.
const FACTOR: f64 = 1000.0;

impl Check<'_> {
    /// Wafer prices a thousandfold below or above the best revenue of a wafer's dies.
    pub(super) fn wafer_prices(&mut self, model: &Model) {
        let mut of_foundries = vec![None::<Worth>; model.foundries.len()];
        for (id, worth) in model.die_ids().zip(worth_of_wafers(model)) {
            let die = model.die(id);
            if let (Some(worth), true) = (worth, die.available_from.is_some()) {
                let of_foundry = &mut of_foundries[die.foundry.0];
                *of_foundry = Worth::either(*of_foundry, Some(worth));
            }
        }
        let foundries = self.root.entities("foundry").iter().zip(of_foundries);
        for (foundry, worth) in foundries {
            // Where nothing is sold, that is said of the items.
            let (Some(price), Some(worth)) = (foundry.table.series("wafer_price"), worth) else {
                continue;
            };
            let is_dear = |price: f64| price > worth.most * FACTOR;
            let is_cheap = |price: f64| price > 0.0 && price * FACTOR < worth.least;
            let odd = self.horizon().find(|&t| {
                let price = price.values()[t];
                is_dear(price) || is_cheap(price)
            });
            if let Some(t) = odd {
                let value = price.values()[t];
                let (how, revenue) = if is_dear(value) {
                    ("above", worth.most)
                } else {
                    ("below", worth.least)
                };
                let message = format!(
                    "`foundry.{}.wafer_price@{}` is {}, a thousandfold {how} the {} that its wafers bring",
                    foundry.id,
                    self.quarter(t),
                    written(value),
                    written(super::super::rounded(revenue, 3)),
                );
                self.found.push(at(
                    Diagnostic::warning(IMPLAUSIBLE, message).with_help(
                        "check that wafers, chips, racks and services are priced in the same unit of money",
                    ),
                    [(price.origin(t).span, "")],
                ));
            }
        }
    }
}

/// What a wafer can lead to, in money: by the item that brings least for it, and by the one that brings most.
#[derive(Clone, Copy, Debug)]
struct Worth {
    least: f64,
    most: f64,
}

impl Worth {
    /// Returns the worth of what is sold for this and takes this many wafers; none where it is not sold or takes none.
    fn of(revenue: f64, wafers: f64) -> Option<Self> {
        let worth = revenue / wafers;
        (worth > 0.0 && worth.is_finite()).then_some(Self {
            least: worth,
            most: worth,
        })
    }

    fn either(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        match (one, other) {
            (Some(one), Some(other)) => Some(Self {
                least: one.least.min(other.least),
                most: one.most.max(other.most),
            }),
            (one, other) => one.or(other),
        }
    }
}

/// Returns the revenue that a wafer of each die can lead to.
///
/// What is sold at the best price of any quarter, or serves one service all its life from the best quarter on, with nothing
/// deducted, divided by all the wafers that go into it: a small die that goes into a dear chip does not earn the whole of it.
fn worth_of_wafers(model: &Model) -> Vec<Option<Worth>> {
    let mut sold: HashMap<Item, f64> = HashMap::new();
    for buys in model.buyers.iter().flat_map(|buyer| &buyer.buys) {
        let support = buys
            .support
            .map_or(0.0, |it| it.margin * it.quarters as f64);
        raise(&mut sold, buys.item, most(&buys.price) + support);
    }
    for service in &model.services {
        let of_unit = |t: usize| {
            let attach = service.attach.iter().map(|(_, margin)| margin.values()[t]);
            service.price.values()[t] + attach.sum::<f64>()
        };
        // What a unit has brought before each quarter, for sums over a life.
        let mut before = vec![0.0];
        for t in 0..model.horizon.periods() {
            before.push(before[t] + of_unit(t));
        }
        for &(rack, units) in &service.racks {
            let life = model.rack(rack).life_quarters;
            let lives = (0..model.horizon.quarters)
                .map(|t| before[(t + life).min(model.horizon.periods())] - before[t]);
            raise(
                &mut sold,
                Item::Rack(rack),
                units * lives.fold(0.0, f64::max),
            );
        }
    }
    let sold = |item: Item| sold.get(&item).copied().unwrap_or(0.0);
    // Wafers in one of each; infinite where none is ever good.
    let dies: Vec<f64> = model
        .dies
        .iter()
        .map(|die| 1.0 / most(&die.good_dies_per_wafer))
        .collect();
    let in_chip = |chip: &Chip| -> f64 {
        let wafers: f64 = chip.dies.iter().map(|&(die, n)| n * dies[die.0]).sum();
        wafers / most(&chip.good_share)
    };
    let chips: Vec<f64> = model.chips.iter().map(in_chip).collect();
    let racks = model.racks.iter().map(|rack| -> f64 {
        let parts = rack.chips.iter();
        parts.map(|&(chip, n)| n * chips[chip.0]).sum()
    });
    // From racks down to dies: whatever a part is in.
    let mut of_chips: Vec<Option<Worth>> = model
        .chip_ids()
        .map(|id| Worth::of(sold(Item::Chip(id)), chips[id.0]))
        .collect();
    for ((id, rack), wafers) in model.rack_ids().zip(&model.racks).zip(racks) {
        let worth = Worth::of(sold(Item::Rack(id)), wafers);
        for &(chip, _) in &rack.chips {
            of_chips[chip.0] = Worth::either(of_chips[chip.0], worth);
        }
    }
    let mut of_dies: Vec<Option<Worth>> = model
        .die_ids()
        .map(|id| Worth::of(sold(Item::Die(id)), dies[id.0]))
        .collect();
    for (chip, &worth) in model.chips.iter().zip(&of_chips) {
        for &(die, _) in &chip.dies {
            of_dies[die.0] = Worth::either(of_dies[die.0], worth);
        }
    }
    of_dies
}

fn raise(best: &mut HashMap<Item, f64>, item: Item, value: f64) {
    let best = best.entry(item).or_default();
    *best = best.max(value);
}

/// Returns the greatest value of any quarter.
fn most(series: &Series) -> f64 {
    series.values().iter().copied().fold(0.0, f64::max)
}
