//! What things cost by the list: the same yardstick for all of them.

use super::{DieId, Item, Model, ProcessId};

impl Model {
    /// Returns the list price of one unit of an item started or bought in quarter `t` of the horizon, undiscounted: of a
    /// component its price; of a die its part of a wafer; of a chip or rack its parts, work and other cost. Nothing is added
    /// for what does not yield.
    #[must_use]
    pub fn list_price(&self, item: Item, t: usize) -> f64 {
        match item {
            Item::Die(id) => {
                let good = self.die(id).good_dies_per_wafer[t];
                if good > 0.0 {
                    self.wafer_price(id, t) / good
                } else {
                    0.0
                }
            }
            Item::Component(id) => self.component(id).price[t],
            Item::Chip(id) => {
                let chip = self.chip(id);
                let dies = chip.dies.iter().map(|&(die, n)| (Item::Die(die), n));
                let components = chip.components.iter();
                let parts = dies.chain(components.map(|&(id, n)| (Item::Component(id), n)));
                self.parts_price(parts, t) + self.work_price(&chip.processes, t) + chip.cost[t]
            }
            Item::Rack(id) => {
                let rack = self.rack(id);
                let chips = rack.chips.iter().map(|&(chip, n)| (Item::Chip(chip), n));
                let components = rack.components.iter();
                let parts = chips.chain(components.map(|&(id, n)| (Item::Component(id), n)));
                self.parts_price(parts, t) + self.work_price(&rack.processes, t) + rack.cost[t]
            }
        }
    }

    /// Returns the price of a wafer of the die started in quarter `t`.
    #[must_use]
    pub fn wafer_price(&self, die: DieId, t: usize) -> f64 {
        self.foundry(self.die(die).foundry).wafer_price[t]
    }

    fn parts_price(&self, parts: impl Iterator<Item = (Item, f64)>, t: usize) -> f64 {
        parts.map(|(part, n)| n * self.list_price(part, t)).sum()
    }

    /// Returns the normal cost of the work that one start in quarter `t` needs.
    pub(crate) fn work_price(&self, processes: &[(ProcessId, f64)], t: usize) -> f64 {
        let work = processes.iter();
        work.map(|&(process, n)| n * self.process(process).cost[t])
            .sum()
    }
}
