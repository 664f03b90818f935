//! Two models over the same entities: what one lacks stands there with nothing in it, so that fields can be exchanged.

use super::additions::{Targets, place};
use crate::hold::{decision_of, held_by_id};
use crate::model::{
    Backlog, Buyer, BuyerId, Chip, ChipId, Component, ComponentId, Die, DieId, Entity, Foundry,
    FoundryId, Item, Model, OptionId, Past, PlanOption, Process, ProcessId, Rack, RackId, Series,
    Service, ServiceId, Site, SiteId, Stock,
};

/// Two models with the same entities in the same order.
#[derive(Debug)]
pub(super) struct Aligned {
    pub base: Model,
    pub with: Model,
    /// The entities that only one of them has, and whether it is `with`.
    pub only_in_one: Vec<(Entity, bool)>,
}

/// Where the entities of a model go in the lists of both.
struct Positions {
    foundries: Vec<usize>,
    dies: Vec<usize>,
    components: Vec<usize>,
    processes: Vec<usize>,
    chips: Vec<usize>,
    racks: Vec<usize>,
    sites: Vec<usize>,
    services: Vec<usize>,
    buyers: Vec<usize>,
    options: Vec<usize>,
}

/// Returns both models over the entities of either: those of `base` first, in its order.
///
/// An entity that a model lacks has no capacity, no demand and no parts there, so that no margin changes. Their quarters
/// must be the same.
pub(super) fn aligned(base: &Model, with: &Model) -> Aligned {
    let mut aligned = Aligned {
        base: base.clone(),
        with: with.clone(),
        only_in_one: Vec::new(),
    };
    let Aligned {
        base: a,
        with: b,
        only_in_one,
    } = &mut aligned;
    let targets = [Targets::of(a), Targets::of(b)];
    // What is held refers to entities and their parts: by their ids, until those stand where they stay.
    let held = held_by_id(b);
    // References first: they count positions in the lists as they are.
    macro_rules! positions {
        ($($list:ident),*) => {{
            Positions { $($list: {
                let mut ids: Vec<&str> = a.$list.iter().map(|it| it.id.as_str()).collect();
                let mut of_with = Vec::with_capacity(b.$list.len());
                for it in &b.$list {
                    let at = ids.iter().position(|id| *id == it.id).unwrap_or_else(|| {
                        ids.push(&it.id);
                        ids.len() - 1
                    });
                    of_with.push(at);
                }
                of_with
            }),* }
        }};
    }
    let positions = positions!(
        foundries, dies, components, processes, chips, racks, sites, services, buyers, options
    );
    refer(b, &positions);
    macro_rules! fill {
        ($($noun:ident, $id:ident, $list:ident, $absent:ident;)*) => {$(
            let mut theirs: Vec<Option<_>> = Vec::new();
            for (it, &at) in std::mem::take(&mut b.$list).into_iter().zip(&positions.$list) {
                theirs.resize(theirs.len().max(at + 1), None);
                theirs[at] = Some(it);
            }
            theirs.resize(theirs.len().max(a.$list.len()), None);
            for (at, it) in theirs.into_iter().enumerate() {
                match (a.$list.get(at), it) {
                    (Some(_), Some(it)) => b.$list.push(it),
                    (Some(mine), None) => {
                        only_in_one.push((Entity::$noun($id(at)), false));
                        b.$list.push($absent(mine.clone()));
                    }
                    (None, Some(it)) => {
                        only_in_one.push((Entity::$noun($id(at)), true));
                        a.$list.push($absent(it.clone()));
                        b.$list.push(it);
                    }
                    (None, None) => {}
                }
            }
        )*};
    }
    fill! {
        Foundry, FoundryId, foundries, without_foundry;
        Die, DieId, dies, without_die;
        Component, ComponentId, components, without_component;
        Process, ProcessId, processes, without_process;
        Chip, ChipId, chips, without_chip;
        Rack, RackId, racks, without_rack;
        Site, SiteId, sites, without_site;
        Service, ServiceId, services, without_service;
        Buyer, BuyerId, buyers, without_buyer;
        Option, OptionId, options, without_option;
    }
    fill_maps(a, b);
    let decisions: Vec<_> = held
        .iter()
        .map(|what| decision_of(b, what.as_ref()?))
        .collect();
    for (held, decision) in b.held.iter_mut().zip(decisions) {
        held.decision = decision.unwrap_or(held.decision);
    }
    let [of_a, of_b] = targets;
    let of_b = of_b.moved(&positions.options);
    place(a, |_| &of_a);
    place(b, |_| &of_b);
    aligned
}

/// Lets every reference of `model` count positions in the lists of both models.
fn refer(model: &mut Model, to: &Positions) {
    for option in &mut model.options {
        for it in option.requires.iter_mut().chain(&mut option.excludes) {
            *it = OptionId(to.options[it.0]);
        }
    }
    for die in &mut model.dies {
        die.foundry = FoundryId(to.foundries[die.foundry.0]);
    }
    let component = |(id, n): (ComponentId, f64)| (ComponentId(to.components[id.0]), n);
    let process = |(id, n): (ProcessId, f64)| (ProcessId(to.processes[id.0]), n);
    let rack = |id: RackId| RackId(to.racks[id.0]);
    for chip in &mut model.chips {
        let dies = chip.dies.iter().map(|&(id, n)| (DieId(to.dies[id.0]), n));
        chip.dies = dies.collect();
        chip.components = chip.components.iter().copied().map(component).collect();
        chip.processes = chip.processes.iter().copied().map(process).collect();
    }
    for it in &mut model.racks {
        let chips = it.chips.iter().map(|&(id, n)| (ChipId(to.chips[id.0]), n));
        it.chips = chips.collect();
        it.components = it.components.iter().copied().map(component).collect();
        it.processes = it.processes.iter().copied().map(process).collect();
    }
    for site in &mut model.sites {
        if let Some(allowed) = &mut site.racks {
            for it in allowed.iter_mut() {
                *it = rack(*it);
            }
            allowed.sort();
        }
        site.fleet.iter_mut().for_each(|(it, _)| *it = rack(*it));
    }
    for service in &mut model.services {
        service.racks.iter_mut().for_each(|(it, _)| *it = rack(*it));
        if let Some(sites) = &mut service.sites {
            for it in sites.iter_mut() {
                *it = SiteId(to.sites[it.0]);
            }
            sites.sort();
        }
    }
    for buyer in &mut model.buyers {
        for (service, _) in &mut buyer.displaces {
            *service = ServiceId(to.services[service.0]);
        }
        for buys in &mut buyer.buys {
            buys.item = match buys.item {
                Item::Die(id) => Item::Die(DieId(to.dies[id.0])),
                Item::Component(id) => Item::Component(ComponentId(to.components[id.0])),
                Item::Chip(id) => Item::Chip(ChipId(to.chips[id.0])),
                Item::Rack(id) => Item::Rack(rack(id)),
            };
        }
    }
}

/// Gives both models the same keys in every map and list with keys, in the same order, quantities of 0 where one has none.
fn fill_maps(a: &mut Model, b: &mut Model) {
    for (a, b) in a.foundries.iter_mut().zip(&mut b.foundries) {
        order(&a.expansions, &mut b.expansions, |it| it.id.clone());
    }
    for (a, b) in a.processes.iter_mut().zip(&mut b.processes) {
        order(&a.expansions, &mut b.expansions, |it| it.id.clone());
    }
    for (a, b) in a.chips.iter_mut().zip(&mut b.chips) {
        fill(&mut a.dies, &mut b.dies);
        fill(&mut a.components, &mut b.components);
        fill(&mut a.processes, &mut b.processes);
    }
    for (a, b) in a.racks.iter_mut().zip(&mut b.racks) {
        fill(&mut a.chips, &mut b.chips);
        fill(&mut a.components, &mut b.components);
        fill(&mut a.processes, &mut b.processes);
    }
    for (a, b) in a.sites.iter_mut().zip(&mut b.sites) {
        if let Some(allowed) = &mut a.racks {
            allowed.sort();
        }
        order(&a.fleet, &mut b.fleet, |it| it.0);
    }
    for (a, b) in a.services.iter_mut().zip(&mut b.services) {
        if let Some(sites) = &mut a.sites {
            sites.sort();
        }
        fill(&mut a.racks, &mut b.racks);
        order(&a.attach, &mut b.attach, |it| it.0.clone());
    }
    for option in a.options.iter_mut().chain(&mut b.options) {
        option.requires.sort();
        option.excludes.sort();
    }
    for (a, b) in a.buyers.iter_mut().zip(&mut b.buyers) {
        fill(&mut a.displaces, &mut b.displaces);
        order(&a.buys, &mut b.buys, |it| it.item);
    }
}

/// Gives two maps the same keys in the same order.
fn fill<K: Copy + PartialEq>(a: &mut Vec<(K, f64)>, b: &mut Vec<(K, f64)>) {
    for &(key, _) in &*b {
        if a.iter().all(|it| it.0 != key) {
            a.push((key, 0.0));
        }
    }
    let quantity = |key: K| b.iter().find(|it| it.0 == key).map_or(0.0, |it| it.1);
    *b = a.iter().map(|&(key, _)| (key, quantity(key))).collect();
}

/// Puts a list in the order of another by their keys; what only it has goes last, in its order.
fn order<T, K: PartialEq>(like: &[T], list: &mut [T], key: impl Fn(&T) -> K) {
    let place = |it: &T| {
        let key_of_it = key(it);
        let found = like.iter().position(|like| key(like) == key_of_it);
        found.unwrap_or(like.len())
    };
    list.sort_by_key(place);
}

/// Returns a series of zeros as long as another.
fn none(like: &Series) -> Series {
    Series::constant(0.0, like.values().len())
}

fn no_stock(like: &Stock) -> Stock {
    Stock {
        in_process: none(&like.in_process),
        ..Stock::free(like.receipts.values().len())
    }
}

fn without_foundry(it: Foundry) -> Foundry {
    Foundry {
        capacity: none(&it.capacity),
        commitment: none(&it.commitment),
        expansions: Vec::new(),
        ..it
    }
}

fn without_die(it: Die) -> Die {
    Die {
        available_from: None,
        stock: no_stock(&it.stock),
        ..it
    }
}

fn without_component(it: Component) -> Component {
    Component {
        supply: none(&it.supply),
        stock: no_stock(&it.stock),
        ..it
    }
}

fn without_process(it: Process) -> Process {
    Process {
        capacity: none(&it.capacity),
        expansions: Vec::new(),
        ..it
    }
}

fn without_chip(it: Chip) -> Chip {
    Chip {
        dies: Vec::new(),
        components: Vec::new(),
        processes: Vec::new(),
        stock: no_stock(&it.stock),
        ..it
    }
}

fn without_rack(it: Rack) -> Rack {
    Rack {
        chips: Vec::new(),
        components: Vec::new(),
        processes: Vec::new(),
        stock: no_stock(&it.stock),
        ..it
    }
}

fn without_site(it: Site) -> Site {
    Site {
        power_mw: none(&it.power_mw),
        racks: Some(Vec::new()),
        fleet: Vec::new(),
        ..it
    }
}

fn without_service(it: Service) -> Service {
    Service {
        racks: Vec::new(),
        demand: none(&it.demand),
        committed: none(&it.committed),
        committed_before: Past::default(),
        ..it
    }
}

fn without_buyer(it: Buyer) -> Buyer {
    Buyer {
        orders: none(&it.orders),
        backlog: Backlog::default(),
        delivered_before: Past::default(),
        upside: none(&it.upside),
        buys: Vec::new(),
        ..it
    }
}

/// An option that is not there is declined.
fn without_option(it: PlanOption) -> PlanOption {
    PlanOption {
        adds: Vec::new(),
        cash: none(&it.cash),
        requires: Vec::new(),
        excludes: Vec::new(),
        taken: Some(0.0),
        ..it
    }
}
