//! Where racks serve: sites and services.

use super::Path;
use super::buyers;
use super::flow::{Flow, envelope};
use super::industry::{Industry, Rack, word_of};
use super::random::Random;
use super::toml::{Series, Toml, rounded_down};

/// What a unit's price falls by from one generation to the next.
const PRICE_STEP: f64 = 0.03;

/// A service while it is drawn.
pub(super) struct Service {
    pub id: String,
    pub line: usize,
    /// Racks that can serve.
    pub racks: Vec<usize>,
    pub sites: Vec<usize>,
    pub price: f64,
    /// What is sold in the horizon, at most, by those with a contract.
    pub promise: Promise,
    pub demand: Path,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Promise {
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
    buyers::write(toml, industry, flow, &services, random);
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
    let committed: Path = committed.collect();
    // Who waits since before the start waits for half of what is committed at first.
    let waits_since = rounded_down(0.5 * committed[0]);
    toml.series("committed", &Series::List(committed));
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
        toml.value(
            "committed_before",
            format_args!("[{waits_since}, {waits_since}]"),
        );
    }
}
