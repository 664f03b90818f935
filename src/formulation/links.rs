//! Who uses what: the model's references read backward, so that every row finds its columns at once.

use std::collections::{BTreeMap, BTreeSet};

use super::arrival::arrival;
use super::key::Column;
use crate::model::{
    BuyerId, ChipId, DieId, FoundryId, Item, Model, ProcessId, RackId, ServiceId, SiteId,
};

/// A chip or a rack that is made from other items and work.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Maker {
    Chip(ChipId),
    Rack(RackId),
}

impl Maker {
    /// Returns the column that starts it in quarter `t`.
    pub(crate) fn start(self, t: usize) -> Column {
        match self {
            Self::Chip(chip) => Column::ChipStart { chip, t },
            Self::Rack(rack) => Column::RackStart { rack, t },
        }
    }
}

/// A rack at a site where some service can use it.
#[derive(Clone, Debug)]
pub(crate) struct Placement {
    pub(crate) rack: RackId,
    pub(crate) site: SiteId,
    /// Whether new racks may be installed.
    pub(crate) installable: bool,
    /// The services that can use it here.
    pub(crate) services: Vec<ServiceId>,
}

/// Columns over the good units that reach an item, per unit of the column.
#[derive(Clone, Debug, Default)]
struct Arrivals {
    by_quarter: Vec<Vec<(Column, f64)>>,
    in_process: Vec<(Column, f64)>,
}

/// The model's references read backward.
#[derive(Clone, Debug, Default)]
pub(crate) struct Links {
    possible: BTreeSet<Item>,
    arrivals: BTreeMap<Item, Arrivals>,
    uses: BTreeMap<Item, Vec<(Maker, f64)>>,
    sales: BTreeMap<Item, Vec<(BuyerId, usize)>>,
    work: Vec<Vec<(Maker, f64)>>,
    dies: Vec<Vec<DieId>>,
    placements: Vec<Placement>,
    serving: Vec<Vec<(RackId, SiteId, f64)>>,
    displacing: Vec<Vec<(BuyerId, f64)>>,
}

impl Links {
    /// Returns the model's references read backward.
    pub(crate) fn of(model: &Model) -> Self {
        let mut links = Self {
            work: vec![Vec::new(); model.processes.len()],
            dies: vec![Vec::new(); model.foundries.len()],
            serving: vec![Vec::new(); model.services.len()],
            displacing: vec![Vec::new(); model.services.len()],
            ..Self::default()
        };
        // Items come before what is made from them.
        for item in model.items() {
            links.add_item(model, item);
        }
        for die in model.die_ids() {
            links.dies[model.die(die).foundry.0].push(die);
        }
        links.add_uses(model);
        links.add_sales(model);
        links.add_placements(model);
        links
    }

    /// Finds out whether the item can ever be there, and from which starts.
    fn add_item(&mut self, model: &Model, item: Item) {
        let horizon = model.horizon.quarters;
        let mut arrivals = Arrivals {
            by_quarter: vec![Vec::new(); horizon],
            in_process: Vec::new(),
        };
        for column in (0..horizon).flat_map(|t| self.starts(model, item, t)) {
            if let Some(arrival) = arrival(model, column)
                && arrival.good > 0.0
            {
                let entry = (column, arrival.good);
                match arrivals.by_quarter.get_mut(arrival.t) {
                    Some(quarter) => quarter.push(entry),
                    None => arrivals.in_process.push(entry),
                }
            }
        }
        let bought = |t: usize| match item {
            Item::Component(component) => model.component(component).supply[t] > 0.0,
            _ => false,
        };
        if model.stock(item).has_given(horizon)
            || (0..horizon).any(bought)
            || arrivals
                .by_quarter
                .iter()
                .any(|quarter| !quarter.is_empty())
        {
            self.possible.insert(item);
        }
        self.arrivals.insert(item, arrivals);
    }

    /// Returns the columns that start the item in quarter `t`, of those that can be used.
    pub(crate) fn starts(&self, model: &Model, item: Item, t: usize) -> Vec<Column> {
        match item {
            Item::Component(_) => Vec::new(),
            Item::Die(id) => {
                let die = model.die(id);
                if die.available_from.is_none_or(|from| t < from) {
                    return Vec::new();
                }
                let mut starts = vec![Column::WaferStart { die: id, t }];
                if model.foundry(die.foundry).hot_lot.is_some() {
                    starts.push(Column::HotLotStart { die: id, t });
                }
                starts
            }
            Item::Chip(id) => {
                let chip = model.chip(id);
                let inputs = items(&chip.dies, Item::Die)
                    .chain(items(&chip.components, Item::Component))
                    .all(|(input, _)| self.is_possible(input));
                let start = (chip.is_made() && inputs).then_some(Column::ChipStart { chip: id, t });
                start.into_iter().collect()
            }
            Item::Rack(id) => {
                let rack = model.rack(id);
                let inputs = items(&rack.chips, Item::Chip)
                    .chain(items(&rack.components, Item::Component))
                    .all(|(input, _)| self.is_possible(input));
                let start = (rack.is_made() && inputs).then_some(Column::RackStart { rack: id, t });
                start.into_iter().collect()
            }
        }
    }

    fn add_uses(&mut self, model: &Model) {
        let mut add = |item: Item, maker: Maker, n: f64| {
            self.uses.entry(item).or_default().push((maker, n));
        };
        for id in model.chip_ids() {
            let chip = model.chip(id);
            for (item, n) in
                items(&chip.dies, Item::Die).chain(items(&chip.components, Item::Component))
            {
                add(item, Maker::Chip(id), n);
            }
            for &(process, n) in &chip.processes {
                self.work[process.0].push((Maker::Chip(id), n));
            }
        }
        for id in model.rack_ids() {
            let rack = model.rack(id);
            for (item, n) in
                items(&rack.chips, Item::Chip).chain(items(&rack.components, Item::Component))
            {
                add(item, Maker::Rack(id), n);
            }
            for &(process, n) in &rack.processes {
                self.work[process.0].push((Maker::Rack(id), n));
            }
        }
    }

    fn add_sales(&mut self, model: &Model) {
        for id in model.buyer_ids() {
            let buyer = model.buyer(id);
            for buys in &buyer.buys {
                let sale = (id, buys.steps.len());
                self.sales.entry(buys.item).or_default().push(sale);
            }
            for &(service, n) in &buyer.displaces {
                self.displacing[service.0].push((id, n));
            }
        }
    }

    fn add_placements(&mut self, model: &Model) {
        for site in model.site_ids() {
            for rack in model.rack_ids() {
                let mut services = Vec::new();
                for id in model.service_ids() {
                    let service = model.service(id);
                    if service.runs_at(site)
                        && let Some(units) = service.units_per_rack(rack)
                    {
                        services.push(id);
                        self.serving[id.0].push((rack, site, units));
                    }
                }
                if !services.is_empty() {
                    self.placements.push(Placement {
                        rack,
                        site,
                        installable: model.site(site).allows(rack)
                            && self.is_possible(Item::Rack(rack)),
                        services,
                    });
                }
            }
        }
    }

    /// Returns whether a unit of the item can ever be there: made, bought, received or there at the start.
    pub(crate) fn is_possible(&self, item: Item) -> bool {
        self.possible.contains(&item)
    }

    /// Returns the starts of which good units arrive in quarter `t` of the horizon, with good units per start.
    pub(crate) fn arriving(&self, item: Item, t: usize) -> &[(Column, f64)] {
        self.arrivals
            .get(&item)
            .map_or(&[], |arrivals| &arrivals.by_quarter[t])
    }

    /// Returns the starts still in process at the end of the horizon, with good units per start.
    pub(crate) fn in_process(&self, item: Item) -> &[(Column, f64)] {
        self.arrivals
            .get(&item)
            .map_or(&[], |arrivals| &arrivals.in_process)
    }

    /// Returns what is made from the item, with units of the item per start.
    pub(crate) fn uses(&self, item: Item) -> &[(Maker, f64)] {
        self.uses.get(&item).map_or(&[], Vec::as_slice)
    }

    /// Returns what the process works on, with units of work per start.
    pub(crate) fn work(&self, process: ProcessId) -> &[(Maker, f64)] {
        &self.work[process.0]
    }

    /// Returns the columns that deliver the item to buyers in quarter `t`.
    pub(crate) fn deliveries(&self, item: Item, t: usize) -> impl Iterator<Item = Column> + '_ {
        let sales = self.sales.get(&item).map_or(&[][..], Vec::as_slice);
        sales.iter().flat_map(move |&(buyer, steps)| {
            (0..steps).map(move |step| Column::Deliver {
                buyer,
                item,
                step,
                t,
            })
        })
    }

    /// Returns the dies made at the foundry.
    pub(crate) fn dies(&self, foundry: FoundryId) -> &[DieId] {
        &self.dies[foundry.0]
    }

    /// Returns the racks at sites where some service can use them, by site, then by rack.
    pub(crate) fn placements(&self) -> &[Placement] {
        &self.placements
    }

    /// Returns the racks at sites that can serve the service, with the units one rack serves in a quarter.
    pub(crate) fn serving(&self, service: ServiceId) -> &[(RackId, SiteId, f64)] {
        &self.serving[service.0]
    }

    /// Returns who displaces the service, with service units per order unit delivered.
    pub(crate) fn displacing(&self, service: ServiceId) -> &[(BuyerId, f64)] {
        &self.displacing[service.0]
    }
}

/// Returns the parts of a bill of materials that are there at all, as items.
fn items<I: Copy>(
    parts: &[(I, f64)],
    item: impl Fn(I) -> Item,
) -> impl Iterator<Item = (Item, f64)> {
    parts
        .iter()
        .filter(|&&(_, n)| n > 0.0)
        .map(move |&(id, n)| (item(id), n))
}
