//! Where racks serve and who gets them: sites, services, buyers.

use super::Path;
use super::flow::{Flow, ORDERED, envelope};
use super::industry::{Industry, Rack, cost_of, word_of};
use super::random::Random;
use super::supply::rack_cost;
use super::toml::{Series, Toml, rounded, rounded_down};

/// What a unit's price falls by from one generation to the next.
const PRICE_STEP: f64 = 0.03;

/// A service while it is drawn.
struct Service {
    id: String,
    line: usize,
    /// Racks that can serve.
    racks: Vec<usize>,
    sites: Vec<usize>,
    price: f64,
    /// What is sold in the horizon, at most, by those with a contract.
    promise: Promise,
    demand: Path,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Promise {
    Firm,
    WithPenalty,
    AlsoInTail,
    None,
}

pub(super) fn write(toml: &mut Toml, industry: &Industry, flow: &Flow, random: &mut Random) {
    toml.comment("sites");
    let mut lit = Vec::new();
    for at in 0..industry.sites.len() {
        lit.push(write_site(toml, industry, flow, at, random));
    }
    toml.comment("services");
    let mut services = services(industry, random);
    let served = served(industry, flow, &lit, &services);
    for (service, served) in services.iter_mut().zip(served) {
        write_service(toml, industry, service, &served, random);
    }
    toml.comment("outside buyers");
    write_buyers(toml, industry, flow, &services, random);
}

/// Writes a site and returns which share of its racks it can power, by quarter of horizon and tail.
fn write_site(
    toml: &mut Toml,
    industry: &Industry,
    flow: &Flow,
    at: usize,
    random: &mut Random,
) -> Path {
    let site = &industry.sites[at];
    let used = envelope(&flow.power[at], 0.06);
    let mut share = random.between(0.9, 1.1);
    let halls: Path = used
        .iter()
        .enumerate()
        .map(|(t, mw)| {
            if t % 4 == 0 {
                share = random.between(0.88, 1.12);
            }
            mw * share
        })
        .collect();
    let power = Series::steps(&halls, 0.02);
    toml.table(&format!("site.{}", site.id));
    toml.words("name", &site.name);
    if at == 1 {
        toml.words("note", "the customers' buildings and power");
    }
    toml.series("power_mw", &power);
    toml.number("pue", site.pue);
    toml.number("energy_price", site.energy_price);
    let here = |rack: &&Rack| site.lines.contains(&rack.line);
    if at > 0 {
        let racks = industry.racks.iter().filter(here);
        toml.ids("racks", racks.map(|rack| rack.id.as_str()));
    }
    for (index, rack) in industry.racks.iter().enumerate() {
        let Some(position) = industry.sites_of(rack.line).position(|site| site == at) else {
            continue;
        };
        let opening = &flow.opening[index][position];
        if opening[0] <= 0.0 {
            continue;
        }
        toml.table(&format!("site.{}.fleet.{}", site.id, rack.id));
        if at == 0 && index == 0 {
            toml.words("name", "the oldest racks");
            toml.words("note", "they go as they reach their age");
        }
        toml.series("installed", &Series::steps(opening, 0.2));
    }
    let power = power.path(industry.periods());
    let used = &flow.power[at];
    power
        .iter()
        .zip(used)
        .map(|(mw, used)| (mw / used.max(1e-9)).min(1.0))
        .collect()
}

/// Returns a service of every chip, on its racks and those of the generations before and after, and one by the hour of
/// every line.
fn services(industry: &Industry, random: &mut Random) -> Vec<Service> {
    let near = |line: usize, generations: std::ops::RangeInclusive<usize>| {
        let fits = |rack: &Rack| {
            rack.line == line
                && generations.contains(&rack.generation)
                && (rack.chip.is_some() || *generations.start() == 0)
        };
        let racks = (0..industry.racks.len()).filter(|&at| fits(&industry.racks[at]));
        racks.collect::<Vec<usize>>()
    };
    let promises = [
        Promise::WithPenalty,
        Promise::Firm,
        Promise::AlsoInTail,
        Promise::None,
    ];
    let mut services = Vec::new();
    for (at, chip) in industry.chips.iter().enumerate() {
        let sites: Vec<usize> = industry.sites_of(chip.line).collect();
        let left_out = (sites.len() > 2).then_some(at % sites.len());
        let sites = sites
            .iter()
            .enumerate()
            .filter(|&(position, _)| Some(position) != left_out);
        services.push(Service {
            id: format!(
                "{}-{}",
                word_of(chip.line).replace(' ', "-"),
                chip.generation + 1
            ),
            line: chip.line,
            racks: near(
                chip.line,
                chip.generation.saturating_sub(1)..=chip.generation + 1,
            ),
            sites: sites.map(|(_, &site)| site).collect(),
            price: random.between(1900.0, 3600.0),
            promise: promises[(at + at / promises.len()) % promises.len()],
            demand: Vec::new(),
        });
    }
    for line in 0..industry.lines {
        let generations = industry.nodes.len() - 1;
        let middle = generations / 2;
        services.push(Service {
            id: format!("{}-hourly", word_of(line).replace(' ', "-")),
            line,
            racks: near(line, middle.saturating_sub(1)..=middle + 1),
            sites: industry.sites_of(line).collect(),
            price: random.between(1500.0, 2600.0),
            promise: Promise::None,
            demand: Vec::new(),
        });
    }
    services
}

/// Returns what every service gets if those that can use a rack share it alike, over horizon and tail.
fn served(industry: &Industry, flow: &Flow, lit: &[Path], services: &[Service]) -> Vec<Path> {
    let mut served = vec![vec![0.0; industry.periods()]; services.len()];
    for (at, rack) in industry.racks.iter().enumerate() {
        for (site, fleet) in industry.sites_of(rack.line).zip(&flow.fleets[at]) {
            let uses = |service: &&usize| {
                let service = &services[**service];
                service.racks.contains(&at) && service.sites.contains(&site)
            };
            let all: Vec<usize> = (0..services.len()).collect();
            let users: Vec<usize> = all.iter().filter(uses).copied().collect();
            for &service in &users {
                let share = rack.units / users.len() as f64;
                for (t, units) in served[service].iter_mut().enumerate() {
                    *units += share * fleet[t] * lit[site][t];
                }
            }
        }
    }
    served
}

fn write_service(
    toml: &mut Toml,
    industry: &Industry,
    service: &mut Service,
    served: &[f64],
    random: &mut Random,
) {
    toml.table(&format!("service.{}", service.id));
    toml.words("name", &service.id.replace('-', " "));
    if service.id.ends_with("-1") && service.line == 0 {
        toml.words("note", "prices are those of a chip of the first generation");
    }
    toml.words("unit", "chip-quarter");
    let racks = service.racks.iter().map(|&at| &industry.racks[at]);
    toml.numbers("racks", racks.map(|rack| (rack.id.as_str(), rack.units)));
    // The first line's hourly service runs wherever its racks stand.
    let is_everywhere = service.promise == Promise::None && service.line == 0;
    if !is_everywhere {
        let sites = service
            .sites
            .iter()
            .map(|&at| industry.sites[at].id.as_str());
        toml.ids("sites", sites);
    }
    let growth = -PRICE_STEP / industry.cadence - random.between(0.0, 0.006);
    toml.series(
        "price",
        &Series::Growth {
            start: service.price,
            growth,
        },
    );
    toml.number("variable_cost", random.about(180.0, 0.3));
    let attach = ["storage", "networking", "security", "monitoring"];
    let shares = [0.09, 0.045, 0.02, 0.015];
    let attach = attach
        .into_iter()
        .zip(shares.map(|share| share * service.price));
    toml.numbers("attach", attach);

    let horizon = &served[..industry.quarters];
    let wanted: Path = horizon
        .iter()
        .map(|units| units * random.between(1.0, 1.5))
        .collect();
    let first = horizon[0];
    let demand = match service.promise {
        Promise::None if first > 0.0 && service.racks.len() % 2 == 1 => Series::growth(&wanted),
        Promise::WithPenalty => Series::steps(&envelope(&wanted, 0.1), 0.04),
        _ => Series::List(wanted),
    };
    toml.series("demand", &demand);
    service.demand = demand.path(industry.periods());
    let share = match service.promise {
        Promise::None => return,
        Promise::Firm => random.between(0.3, 0.45),
        Promise::WithPenalty | Promise::AlsoInTail => random.between(0.6, 0.85),
    };
    let length = match service.promise {
        Promise::AlsoInTail => industry.periods(),
        _ => industry.quarters,
    };
    // Never more than is wanted, and in the tail less and less.
    let committed = (0..length).map(|t| {
        let left = if t < industry.quarters { 1.0 } else { 0.6 };
        rounded_down((share * left * served[t]).min(0.9 * service.demand[t]))
    });
    toml.series("committed", &Series::List(committed.collect()));
    if service.promise == Promise::Firm {
        toml.value("firm", true);
        return;
    }
    toml.number(
        "shortfall_penalty",
        random.between(0.4, 0.7) * service.price,
    );
    if service.promise == Promise::WithPenalty {
        toml.count("max_wait_quarters", random.one_of(&[2, 3, 4]));
    }
}

/// Who a buyer is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Orders that are late, then lost.
    Contract,
    /// Takes what is offered, and rents less.
    Spot,
    /// Orders delivered when they are due.
    Firm,
    /// Orders that wait, for chips too.
    Maker,
}

fn write_buyers(
    toml: &mut Toml,
    industry: &Industry,
    flow: &Flow,
    services: &[Service],
    random: &mut Random,
) {
    let kinds = [Kind::Contract, Kind::Spot, Kind::Firm, Kind::Maker];
    let count = industry.chips.len().max(kinds.len());
    let generations = industry.nodes.len() - 1;
    let buyers: Vec<(Kind, usize, Vec<usize>)> = (0..count)
        .map(|at| {
            let line = at % industry.lines;
            let first = at / industry.lines % generations;
            let bought = |rack: &Rack| {
                let near = (first..=first + 1).contains(&rack.generation);
                rack.chip.is_some() && rack.line == line && near
            };
            let racks = (0..industry.racks.len()).filter(|&it| bought(&industry.racks[it]));
            // Every kind of every line in turn.
            (
                kinds[(at + at / kinds.len()) % kinds.len()],
                line,
                racks.collect(),
            )
        })
        .collect();
    let buyers_of = |rack: usize| {
        let all = buyers.iter().filter(|(_, _, racks)| racks.contains(&rack));
        all.count().max(1) as f64
    };
    let names = ["contract", "spot", "firm", "maker"];
    for (at, (kind, line, racks)) in buyers.iter().enumerate() {
        let name = names[kinds.iter().position(|it| it == kind).unwrap_or(0)];
        let id = format!("{name}-{}", at + 1);
        // In racks of the first kind bought; others fill more or less of an order by what they do.
        let Some(&first) = racks.first() else {
            continue;
        };
        let unit = industry.racks[first].units;
        let fills = |rack: usize| rounded_fill(industry.racks[rack].units / unit);
        let kept: Path = (0..industry.quarters)
            .map(|t| {
                let of = |&rack: &usize| fills(rack) * flow.racks[rack].good[t] / buyers_of(rack);
                ORDERED * racks.iter().map(of).sum::<f64>()
            })
            .collect();
        toml.table(&format!("buyer.{id}"));
        toml.words("name", &format!("{name} buyer {}", at + 1));
        if at == 0 {
            toml.words("note", "a role, not a company");
        }
        let orders = orders(*kind, &kept);
        if *kind != Kind::Spot {
            toml.series("orders", &Series::List(orders.clone()));
        }
        if *kind != Kind::Firm {
            let more: Path = kept.iter().map(|units| 2.5 * units).collect();
            toml.series("upside", &Series::steps(&more, 0.15));
        }
        let price = 1.8 * rack_cost(industry, first);
        promises(toml, *kind, price, random);
        let displaced = services.iter().rev().find(|it| it.line == *line);
        if let Some(displaced) = displaced.filter(|_| matches!(kind, Kind::Spot | Kind::Contract)) {
            displaces(toml, industry, &orders, &kept, unit, displaced);
        }
        for &rack in racks {
            let often = kept.iter().copied().fold(0.0, f64::max) / fills(rack);
            write_rack_bought(toml, industry, &id, rack, (fills(rack), often), random);
        }
        if *kind == Kind::Maker {
            write_chip_bought(toml, industry, &id, first, random);
        }
    }
}

/// Returns the orders by quarter, in whole racks.
fn orders(kind: Kind, kept: &[f64]) -> Path {
    let more = match kind {
        Kind::Firm => 0.9,
        _ => 1.1,
    };
    let whole = |units: &f64| rounded_down((more * units).floor());
    kept.iter().map(whole).collect()
}

fn promises(toml: &mut Toml, kind: Kind, price: f64, random: &mut Random) {
    match kind {
        Kind::Firm => toml.value("firm", true),
        Kind::Spot => {}
        Kind::Contract => {
            toml.number("late_penalty", 0.05 * price);
            toml.count("cancel_after", random.one_of(&[2, 3]));
            toml.number("cancel_penalty", 0.25 * price);
        }
        Kind::Maker => toml.number("late_penalty", random.about(0.04, 0.3) * price),
    }
}

/// Writes which rental business a buyer's racks take, less than a third of it however much is sold.
fn displaces(
    toml: &mut Toml,
    industry: &Industry,
    orders: &[f64],
    kept: &[f64],
    unit: f64,
    service: &Service,
) {
    let quarters = 12;
    let sold: Path = orders
        .iter()
        .zip(kept)
        .map(|(due, kept)| due + 2.5 * kept)
        .collect();
    let per_unit = (0..industry.periods())
        .filter_map(|t| {
            let from = (t + 1).saturating_sub(quarters).min(sold.len());
            let active: f64 = sold[from..sold.len().min(t + 1)].iter().sum();
            (active > 0.0).then(|| 0.3 * service.demand[t] / active)
        })
        .fold(0.2 * unit, f64::min);
    if per_unit > 0.0 {
        toml.numbers("displaces", [(service.id.as_str(), rounded_down(per_unit))]);
        toml.count("displaces_quarters", quarters);
    }
}

fn write_rack_bought(
    toml: &mut Toml,
    industry: &Industry,
    buyer: &str,
    rack: usize,
    (fills, often): (f64, f64),
    random: &mut Random,
) {
    toml.table(&format!("buyer.{buyer}.buys.{}", industry.racks[rack].id));
    let bought = &industry.racks[rack];
    if buyer == "contract-1" {
        toml.words("name", &format!("{} for a hall of its own", bought.name));
        toml.words("note", "price at delivery");
    }
    let launch = bought.chip.map_or(0, |chip| industry.chips[chip].launch);
    let growth = random.between(-0.02, -0.01);
    let at_launch = random.between(1.5, 2.1) * rack_cost(industry, rack);
    let start = at_launch / (1.0 + growth).powf(launch as f64);
    toml.series("price", &Series::Growth { start, growth });
    toml.number("delivery_cost", 0.01 * at_launch);
    toml.number("order_units", fills);
    if buyer.starts_with("spot") || buyer.starts_with("contract") {
        let (few, many) = (rounded(1.0 * often), rounded(2.0 * often));
        toml.value(
            "volume_discount",
            format_args!(
                "[{{ from = {few}, discount = 0.025 }}, {{ from = {many}, discount = 0.05 }}]"
            ),
        );
    }
    let margin = 0.002 * at_launch;
    toml.table(&format!(
        "buyer.{buyer}.buys.{}.support",
        industry.racks[rack].id
    ));
    toml.number("margin", margin);
    toml.count("quarters", random.one_of(&[12, 16, 20]));
}

fn write_chip_bought(
    toml: &mut Toml,
    industry: &Industry,
    buyer: &str,
    rack: usize,
    random: &mut Random,
) {
    let rack = &industry.racks[rack];
    let Some(chip) = rack.chip.map(|chip| &industry.chips[chip]) else {
        return;
    };
    toml.table(&format!("buyer.{buyer}.buys.{}", chip.id));
    let price = random.between(7000.0, 9000.0) * cost_of(chip.generation);
    toml.number("price", price);
    toml.number("order_units", 1.0 / rack.chips);
}

/// Returns a share of an order as it is written.
fn rounded_fill(fills: f64) -> f64 {
    rounded(fills).max(0.01)
}
