//! Every field of a model, each once, in the order of the model.

use super::{Field, Part};
use crate::model::{
    Buyer, Buys, Chip, Component, Die, Foundry, Model, Process, Rack, Series, Service, Site, Stock,
};

/// Fields with their paths, growing.
struct Fields<'a, 'w> {
    found: Vec<(String, Field<'a>)>,
    whole: &'w dyn Fn(&str) -> bool,
}

/// Ids by position, for the keys of maps.
struct Ids {
    dies: Vec<String>,
    components: Vec<String>,
    processes: Vec<String>,
    chips: Vec<String>,
    racks: Vec<String>,
    services: Vec<String>,
    items: Vec<(crate::model::Item, String)>,
}

impl Ids {
    fn of(model: &Model) -> Self {
        macro_rules! ids {
            ($list:ident) => {
                model.$list.iter().map(|it| it.id.clone()).collect()
            };
        }
        let items = model.items();
        Self {
            dies: ids!(dies),
            components: ids!(components),
            processes: ids!(processes),
            chips: ids!(chips),
            racks: ids!(racks),
            services: ids!(services),
            items: items
                .map(|item| (item, model.item_id(item).to_owned()))
                .collect(),
        }
    }
}

/// Returns every field with its path; names, titles and the quarters of the horizon are none.
///
/// A part that may be missing or has entries by key (`hot_lot`, `fleet`) is one field where `whole` says so of its path,
/// else its keys and then a field for each of its numbers.
pub(in crate::explain) fn fields<'a>(
    model: &'a mut Model,
    whole: &dyn Fn(&str) -> bool,
) -> Vec<(String, Field<'a>)> {
    let ids = Ids::of(model);
    let mut all = Fields {
        found: Vec::new(),
        whole,
    };
    let rate = Field::Number(&mut model.horizon.discount_rate);
    all.add("horizon", "discount_rate", rate);
    for foundry in &mut model.foundries {
        all.foundry(foundry);
    }
    for die in &mut model.dies {
        all.die(die);
    }
    for component in &mut model.components {
        all.component(component);
    }
    for process in &mut model.processes {
        all.process(process);
    }
    for chip in &mut model.chips {
        all.chip(chip, &ids);
    }
    for rack in &mut model.racks {
        all.rack(rack, &ids);
    }
    for site in &mut model.sites {
        all.site(site, &ids);
    }
    for service in &mut model.services {
        all.service(service, &ids);
    }
    for buyer in &mut model.buyers {
        all.buyer(buyer, &ids);
    }
    let policy = &mut model.policy;
    all.series(
        "policy",
        "external_share_max",
        &mut policy.external_share_max,
    );
    all.series("policy", "budget", &mut policy.budget);
    all.add(
        "policy",
        "service_first",
        Field::Flag(&mut policy.service_first),
    );
    all.found
}

impl<'a> Fields<'a, '_> {
    fn add(&mut self, of: &str, name: &str, field: Field<'a>) {
        self.found.push((format!("{of}.{name}"), field));
    }

    fn series(&mut self, of: &str, name: &str, series: &'a mut Series) {
        self.add(of, name, Field::Series(series));
    }

    fn number(&mut self, of: &str, name: &str, number: &'a mut f64) {
        self.add(of, name, Field::Number(number));
    }

    fn count(&mut self, of: &str, name: &str, count: &'a mut usize) {
        self.add(of, name, Field::Count(count));
    }

    /// Whether a part is one field.
    fn is_whole(&self, of: &str, name: &str) -> bool {
        (self.whole)(&format!("{of}.{name}"))
    }

    /// Says that a part that may be missing is there or not.
    fn presence(&mut self, of: &str, name: &str, is_there: bool) {
        let keys = is_there.then(|| name.to_owned());
        self.add(of, name, Field::Keys(keys.into_iter().collect()));
    }

    fn optional_series(&mut self, of: &str, name: &str, series: &'a mut Option<Series>) {
        if self.is_whole(of, name) {
            self.add(of, name, Field::Part(Part::OptionalSeries(series)));
        } else if let Some(series) = series {
            self.series(of, name, series);
        } else {
            self.presence(of, name, false);
        }
    }

    fn quantities<T>(
        &mut self,
        of: &str,
        name: &str,
        map: &'a mut [(T, f64)],
        id: impl Fn(&T) -> String,
    ) {
        for (key, quantity) in map {
            self.number(of, &format!("{name}.{}", id(key)), quantity);
        }
    }

    fn stock(&mut self, of: &str, stock: &'a mut Stock) {
        self.number(of, "stock.opening", &mut stock.opening);
        self.series(of, "stock.receipts", &mut stock.receipts);
        self.series(of, "stock.max", &mut stock.max);
        self.number(of, "stock.closing_min", &mut stock.closing_min);
        self.series(of, "stock.holding_cost", &mut stock.holding_cost);
        self.number(of, "stock.salvage_value", &mut stock.salvage_value);
    }

    fn foundry(&mut self, foundry: &'a mut Foundry) {
        let of = &format!("foundry.{}", foundry.id);
        self.series(of, "capacity", &mut foundry.capacity);
        self.series(of, "wafer_price", &mut foundry.wafer_price);
        self.count(of, "lead_quarters", &mut foundry.lead_quarters);
        self.series(of, "commitment", &mut foundry.commitment);
        self.series(of, "take_or_pay", &mut foundry.take_or_pay);
        if self.is_whole(of, "hot_lot") {
            let part = Part::HotLot(&mut foundry.hot_lot);
            self.add(of, "hot_lot", Field::Part(part));
        } else {
            self.presence(of, "hot_lot", foundry.hot_lot.is_some());
            if let Some(hot_lot) = &mut foundry.hot_lot {
                self.series(of, "hot_lot.premium", &mut hot_lot.premium);
                self.count(of, "hot_lot.quarters_saved", &mut hot_lot.quarters_saved);
                self.series(of, "hot_lot.max_share", &mut hot_lot.max_share);
            }
        }
        if self.is_whole(of, "expansion") {
            let part = Part::FoundryExpansions(&mut foundry.expansions);
            self.add(of, "expansion", Field::Part(part));
            return;
        }
        let keys = foundry.expansions.iter().map(|it| it.id.clone()).collect();
        self.add(of, "expansion", Field::Keys(keys));
        for extra in &mut foundry.expansions {
            let name = format!("expansion.{}", extra.id);
            self.series(of, &format!("{name}.capacity"), &mut extra.capacity);
            self.series(of, &format!("{name}.premium"), &mut extra.premium);
        }
    }

    fn die(&mut self, die: &'a mut Die) {
        let of = &format!("die.{}", die.id);
        self.add(of, "foundry", Field::Foundry(&mut die.foundry));
        self.add(of, "available_from", Field::Start(&mut die.available_from));
        self.series(of, "good_dies_per_wafer", &mut die.good_dies_per_wafer);
        self.stock(of, &mut die.stock);
    }

    fn component(&mut self, component: &'a mut Component) {
        let of = &format!("component.{}", component.id);
        self.series(of, "supply", &mut component.supply);
        self.series(of, "price", &mut component.price);
        self.stock(of, &mut component.stock);
    }

    fn process(&mut self, process: &'a mut Process) {
        let of = &format!("process.{}", process.id);
        self.series(of, "capacity", &mut process.capacity);
        self.series(of, "cost", &mut process.cost);
        if self.is_whole(of, "expansion") {
            let part = Part::ProcessExpansions(&mut process.expansions);
            self.add(of, "expansion", Field::Part(part));
            return;
        }
        let keys = process.expansions.iter().map(|it| it.id.clone()).collect();
        self.add(of, "expansion", Field::Keys(keys));
        for extra in &mut process.expansions {
            let name = format!("expansion.{}", extra.id);
            self.series(of, &format!("{name}.capacity"), &mut extra.capacity);
            self.series(of, &format!("{name}.cost"), &mut extra.cost);
        }
    }

    fn chip(&mut self, chip: &'a mut Chip, ids: &Ids) {
        let of = &format!("chip.{}", chip.id);
        self.quantities(of, "dies", &mut chip.dies, |it| ids.dies[it.0].clone());
        let component = |it: &crate::model::ComponentId| ids.components[it.0].clone();
        self.quantities(of, "components", &mut chip.components, component);
        let process = |it: &crate::model::ProcessId| ids.processes[it.0].clone();
        self.quantities(of, "processes", &mut chip.processes, process);
        self.series(of, "yield", &mut chip.good_share);
        self.count(of, "lead_quarters", &mut chip.lead_quarters);
        self.series(of, "cost", &mut chip.cost);
        self.stock(of, &mut chip.stock);
    }

    fn rack(&mut self, rack: &'a mut Rack, ids: &Ids) {
        let of = &format!("rack.{}", rack.id);
        self.quantities(of, "chips", &mut rack.chips, |it| ids.chips[it.0].clone());
        let component = |it: &crate::model::ComponentId| ids.components[it.0].clone();
        self.quantities(of, "components", &mut rack.components, component);
        let process = |it: &crate::model::ProcessId| ids.processes[it.0].clone();
        self.quantities(of, "processes", &mut rack.processes, process);
        self.series(of, "cost", &mut rack.cost);
        self.count(of, "lead_quarters", &mut rack.lead_quarters);
        self.number(of, "power_kw", &mut rack.power_kw);
        self.count(of, "life_quarters", &mut rack.life_quarters);
        self.series(of, "operating_cost", &mut rack.operating_cost);
        self.optional_series(of, "transfer_price", &mut rack.transfer_price);
        self.stock(of, &mut rack.stock);
    }

    fn site(&mut self, site: &'a mut Site, ids: &Ids) {
        let of = &format!("site.{}", site.id);
        self.series(of, "power_mw", &mut site.power_mw);
        self.series(of, "pue", &mut site.pue);
        self.series(of, "energy_price", &mut site.energy_price);
        self.add(of, "racks", Field::Racks(&mut site.racks));
        if self.is_whole(of, "fleet") {
            let part = Part::Fleet(&mut site.fleet);
            self.add(of, "fleet", Field::Part(part));
            return;
        }
        let keys = site.fleet.iter().map(|it| ids.racks[it.0.0].clone());
        self.add(of, "fleet", Field::Keys(keys.collect()));
        for (rack, installed) in &mut site.fleet {
            let name = format!("fleet.{}.installed", ids.racks[rack.0]);
            self.series(of, &name, installed);
        }
    }

    fn service(&mut self, service: &'a mut Service, ids: &Ids) {
        let of = &format!("service.{}", service.id);
        self.quantities(of, "racks", &mut service.racks, |it| {
            ids.racks[it.0].clone()
        });
        self.add(of, "sites", Field::Sites(&mut service.sites));
        self.series(of, "price", &mut service.price);
        self.series(of, "variable_cost", &mut service.variable_cost);
        if self.is_whole(of, "attach") {
            let part = Part::Attach(&mut service.attach);
            self.add(of, "attach", Field::Part(part));
        } else {
            let keys = service.attach.iter().map(|it| it.0.clone()).collect();
            self.add(of, "attach", Field::Keys(keys));
            for (line, margin) in &mut service.attach {
                self.series(of, &format!("attach.{line}"), margin);
            }
        }
        self.series(of, "demand", &mut service.demand);
        self.series(of, "committed", &mut service.committed);
        self.optional_series(of, "shortfall_penalty", &mut service.shortfall_penalty);
        self.add(of, "firm", Field::Flag(&mut service.firm));
        self.optional_count(of, "max_wait_quarters", &mut service.max_wait_quarters);
    }

    fn optional_count(&mut self, of: &str, name: &str, count: &'a mut Option<usize>) {
        if self.is_whole(of, name) {
            self.add(of, name, Field::Part(Part::OptionalCount(count)));
        } else if let Some(count) = count {
            self.count(of, name, count);
        } else {
            self.presence(of, name, false);
        }
    }

    fn buyer(&mut self, buyer: &'a mut Buyer, ids: &Ids) {
        let of = &format!("buyer.{}", buyer.id);
        self.series(of, "orders", &mut buyer.orders);
        self.series(of, "upside", &mut buyer.upside);
        self.add(of, "firm", Field::Flag(&mut buyer.firm));
        self.series(of, "late_penalty", &mut buyer.late_penalty);
        match &mut buyer.cancel {
            cancel if self.is_whole(of, "cancel_after") => {
                self.add(of, "cancel_after", Field::Part(Part::Cancel(cancel)));
            }
            Some(cancel) => {
                self.count(of, "cancel_after", &mut cancel.after);
                self.series(of, "cancel_penalty", &mut cancel.penalty);
            }
            None => self.presence(of, "cancel_after", false),
        }
        self.quantities(of, "displaces", &mut buyer.displaces, |it| {
            ids.services[it.0].clone()
        });
        self.count(of, "displaces_quarters", &mut buyer.displaces_quarters);
        if self.is_whole(of, "buys") {
            self.add(of, "buys", Field::Part(Part::Buys(&mut buyer.buys)));
            return;
        }
        let id = |buys: &Buys| {
            let found = ids.items.iter().find(|(item, _)| *item == buys.item);
            found.map_or_else(String::new, |(_, id)| id.clone())
        };
        let keys: Vec<String> = buyer.buys.iter().map(id).collect();
        self.add(of, "buys", Field::Keys(keys.clone()));
        for (buys, key) in buyer.buys.iter_mut().zip(keys) {
            self.buys(&format!("{of}.buys.{key}"), buys);
        }
    }

    fn buys(&mut self, of: &str, buys: &'a mut Buys) {
        self.series(of, "price", &mut buys.price);
        self.series(of, "delivery_cost", &mut buys.delivery_cost);
        self.number(of, "order_units", &mut buys.order_units);
        if self.is_whole(of, "support") {
            let part = Part::Support(&mut buys.support);
            self.add(of, "support", Field::Part(part));
        } else {
            self.presence(of, "support", buys.support.is_some());
            if let Some(support) = &mut buys.support {
                self.number(of, "support.margin", &mut support.margin);
                self.count(of, "support.quarters", &mut support.quarters);
            }
        }
        self.add(of, "volume_discount", Field::Steps(&mut buys.steps));
    }
}
