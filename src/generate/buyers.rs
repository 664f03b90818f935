//! Who gets racks outside: buyers.

use super::Path;
use super::demand::Service;
use super::flow::{Flow, ORDERED};
use super::industry::{Industry, Rack, cost_of};
use super::random::Random;
use super::supply::rack_cost;
use super::toml::{Series, Toml, rounded, rounded_down};

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

pub(super) fn write(
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
        if *kind == Kind::Contract {
            backlog(toml, orders.iter().copied().fold(0.0, f64::max));
        }
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

/// Writes what is open at the start: a little of what is ordered at most, all of it due in the quarter before.
fn backlog(toml: &mut Toml, orders: f64) {
    let open = (0.05 * orders).ceil();
    let due = (0.5 * orders).ceil();
    toml.value(
        "backlog",
        format_args!("{{ open = {open}, due = [{due}] }}"),
    );
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
    // What was delivered in the two quarters before the start displaces too.
    let before = kept.first().map_or(0.0, |units| units.floor());
    let of_past = |t: usize| if t + 1 < quarters { 2.0 * before } else { 0.0 };
    let sold: Path = orders
        .iter()
        .zip(kept)
        .map(|(due, kept)| due + 2.5 * kept)
        .collect();
    let per_unit = (0..industry.periods())
        .filter_map(|t| {
            let from = (t + 1).saturating_sub(quarters).min(sold.len());
            let since: f64 = sold[from..sold.len().min(t + 1)].iter().sum();
            let active = since + of_past(t);
            (active > 0.0).then(|| 0.3 * service.demand[t] / active)
        })
        .fold(0.2 * unit, f64::min);
    if per_unit > 0.0 {
        toml.numbers("displaces", [(service.id.as_str(), rounded_down(per_unit))]);
        toml.count("displaces_quarters", quarters);
        toml.value("delivered_before", format_args!("[{before}, {before}]"));
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
