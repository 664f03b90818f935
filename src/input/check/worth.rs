//! What wafers cost against the most that their dies can bring. A warning.

use std::collections::HashMap;

use super::plausible::IMPLAUSIBLE;
use super::{Check, at, written};
use crate::diagnostic::Diagnostic;
use crate::model::{Chip, DieId, Item, Model, Series};

/// A wafer that costs a thousandth or a thousand times of what its dies bring is priced in another unit: in the bundled
/// models, dies bring 30 to 200 times the price of their wafer.
const FACTOR: f64 = 1000.0;

impl Check<'_> {
    /// Wafer prices a thousandfold below or above the best revenue of a wafer's dies.
    pub(super) fn wafer_prices(&mut self, model: &Model) {
        let mut best: Vec<Option<(f64, DieId)>> = vec![None; model.foundries.len()];
        for (id, revenue) in model.die_ids().zip(revenue_of_wafers(model)) {
            let die = model.die(id);
            let best = &mut best[die.foundry.0];
            // Where nothing is sold, that is said of the items.
            let is_better = revenue > best.map_or(0.0, |best| best.0);
            if die.available_from.is_some() && is_better {
                *best = Some((revenue, id));
            }
        }
        for (foundry, best) in self.root.entities("foundry").iter().zip(best) {
            let (Some(price), Some((revenue, die))) = (foundry.table.series("wafer_price"), best)
            else {
                continue;
            };
            let is_odd =
                |price: f64| price > 0.0 && (price > revenue * FACTOR || price * FACTOR < revenue);
            let odd = self.horizon().find(|&t| is_odd(price.values()[t]));
            if let Some(t) = odd {
                let value = price.values()[t];
                let how = if value > revenue { "above" } else { "below" };
                let message = format!(
                    "`foundry.{}.wafer_price@{}` is {}, a thousandfold {how} the {} that a wafer brings at best",
                    foundry.id,
                    self.quarter(t),
                    written(value),
                    written(super::super::rounded(revenue, 3)),
                );
                let die = self.root.entities("die").get(die.0);
                self.found.push(at(
                    Diagnostic::warning(IMPLAUSIBLE, message).with_help(
                        "check that wafers, chips, racks and services are priced in the same unit of money",
                    ),
                    [
                        (price.origin(t).span, ""),
                        (die.map(|die| die.span), "the die that brings most"),
                    ],
                ));
            }
        }
    }
}

/// Returns the most revenue that a wafer of each die can lead to.
///
/// What is sold at the best price of any quarter, or serves one service all its life from the best quarter on, with nothing
/// deducted, divided by all the wafers that go into it: a small die that goes into a dear chip does not earn the whole of it.
fn revenue_of_wafers(model: &Model) -> Vec<f64> {
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
    let per_wafer = |revenue: f64, wafers: f64| if wafers > 0.0 { revenue / wafers } else { 0.0 };
    // From racks down to dies: the best of what a part is in.
    let mut of_chips: Vec<f64> = model
        .chip_ids()
        .map(|id| per_wafer(sold(Item::Chip(id)), chips[id.0]))
        .collect();
    for ((id, rack), wafers) in model.rack_ids().zip(&model.racks).zip(racks) {
        let revenue = per_wafer(sold(Item::Rack(id)), wafers);
        for &(chip, _) in &rack.chips {
            of_chips[chip.0] = of_chips[chip.0].max(revenue);
        }
    }
    let mut of_dies: Vec<f64> = model
        .die_ids()
        .map(|id| per_wafer(sold(Item::Die(id)), dies[id.0]))
        .collect();
    for (chip, &revenue) in model.chips.iter().zip(&of_chips) {
        for &(die, _) in &chip.dies {
            of_dies[die.0] = of_dies[die.0].max(revenue);
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
