//! What is bought and where it is worked: foundries, components, processes, and what may be spent on it.

use super::Path;
use super::flow::{Flow, envelope, sum};
use super::industry::{Industry, cost_of};
use super::random::Random;
use super::toml::{Series, Toml, rounded_down};

/// How fast capacity that is no longer needed goes away, a quarter.
const FALL: f64 = 0.08;

/// Memory of two generations.
pub(super) fn memory_of(generation: usize) -> String {
    let named = ["hbm3e", "hbm4", "hbm4e", "hbm5", "hbm5e"];
    let at = generation / 2;
    named
        .get(at)
        .map_or_else(|| format!("memory-{}", at + 1), |&name| name.to_owned())
}

/// Packaging of two lines.
pub(super) fn packaging_of(line: usize) -> String {
    format!("packaging-{}", line / 2 + 1)
}

/// Assembly of two lines.
pub(super) fn assembly_of(line: usize) -> String {
    format!("assembly-{}", line / 2 + 1)
}

/// What a stack of a generation's memory costs.
pub(super) fn memory_price(generation: usize) -> f64 {
    430.0 * cost_of(generation / 2 * 2)
}

pub(super) const SUBSTRATE: &str = "substrate";
pub(super) const OPTICS: &str = "optics";
pub(super) const TEST: &str = "chip-test";
/// Optical modules a chip in a rack needs, tester hours a chip.
pub(super) const OPTICS_A_CHIP: f64 = 2.0;
pub(super) const TEST_A_CHIP: f64 = 0.2;
const SUBSTRATE_PRICE: f64 = 90.0;
const OPTICS_PRICE: f64 = 380.0;
pub(super) const PACKAGING_COST: f64 = 18_000.0;
pub(super) const ASSEMBLY_COST: f64 = 25_000.0;
const TEST_COST: f64 = 240.0;

/// Returns what one rack costs, roughly: what its price outside and the budget start from.
pub(super) fn rack_cost(industry: &Industry, rack: usize) -> f64 {
    let rack = &industry.racks[rack];
    let Some(chip) = rack.chip.map(|chip| &industry.chips[chip]) else {
        return 0.0;
    };
    let dies: f64 = chip
        .dies
        .iter()
        .map(|die| die.per_chip * industry.nodes[die.node].wafer_price / die.per_wafer)
        .sum();
    let parts = chip.memory * memory_price(chip.generation)
        + SUBSTRATE_PRICE
        + chip.interposer * PACKAGING_COST
        + TEST_A_CHIP * TEST_COST
        + chip.cost;
    rack.chips * ((dies + parts) / chip.yields + OPTICS_A_CHIP * OPTICS_PRICE)
        + rack.cost
        + ASSEMBLY_COST
}

pub(super) fn write(toml: &mut Toml, industry: &Industry, flow: &Flow, random: &mut Random) {
    toml.comment("wafers");
    for at in 0..industry.nodes.len() {
        foundry(toml, industry, flow, at, random);
    }
    toml.comment("components");
    components(toml, industry, flow, random);
    toml.comment("packaging, test, assembly");
    processes(toml, industry, flow, random);
    policy(toml, industry, flow, random);
}

fn foundry(toml: &mut Toml, industry: &Industry, flow: &Flow, at: usize, random: &mut Random) {
    let node = &industry.nodes[at];
    let dies = industry.chips.iter().zip(&flow.dies);
    let wafers = dies.flat_map(|(chip, made)| {
        let here = chip.dies.iter().zip(made).filter(|(die, _)| die.node == at);
        here.map(|(_, made)| (1.0, &made.starts))
    });
    let used = sum(industry.quarters, wafers);
    let capacity = scarce(&used, 0.92, 1.02, random);
    toml.table(&format!("foundry.{}", node.id));
    toml.words("name", &node.name);
    if at == 0 {
        toml.words("note", "the node of the first generation");
    }
    let capacity = capacity
        .iter()
        .map(|&it| rounded_down(it))
        .collect::<Path>();
    toml.series("capacity", &Series::List(capacity.clone()));
    let price = Series::Growth {
        start: node.wafer_price,
        growth: random.between(0.002, 0.012),
    };
    toml.series("wafer_price", &price);
    toml.count("lead_quarters", node.lead);
    let reserved = random.between(0.6, 0.85);
    let until = (industry.quarters * 2).div_ceil(3);
    let commitment = capacity.iter().enumerate().map(|(t, &wafers)| {
        let share = if t < until { reserved } else { 0.0 };
        rounded_down(share * wafers)
    });
    let commitment: Path = commitment.collect();
    let is_reserved = commitment.iter().any(|&wafers| wafers > 0.0);
    toml.series("commitment", &Series::List(commitment));
    let take_or_pay = random.between(0.7, 0.9);
    if is_reserved {
        toml.number("take_or_pay", take_or_pay);
    }
    if node.lead > 1 {
        toml.table(&format!("foundry.{}.hot_lot", node.id));
        toml.number("premium", random.between(0.5, 1.0));
        toml.count("quarters_saved", 1);
        toml.number("max_share", random.between(0.05, 0.1));
    }
    for (id, name, premium) in [
        ("overseas", "fab overseas", 0.2),
        ("second-source", "second source", 0.45),
    ] {
        if id != "overseas" && !at.is_multiple_of(4) {
            continue;
        }
        toml.table(&format!("foundry.{}.expansion.{id}", node.id));
        toml.words("name", name);
        if at == 0 {
            toml.words("note", "qualified for every die of the node");
        }
        let extra = capacity
            .iter()
            .map(|wafers| 0.04 * wafers)
            .collect::<Path>();
        toml.series("capacity", &Series::steps(&extra, 0.25));
        toml.number("premium", random.about(premium, 0.2));
    }
}

/// Returns a limit near what is used: between these shares of it, and slow to fall.
fn scarce(used: &[f64], least: f64, most: f64, random: &mut Random) -> Path {
    let mut limits = envelope(used, FALL);
    for limit in &mut limits {
        *limit *= random.between(least, most);
    }
    limits
}

fn components(toml: &mut Toml, industry: &Industry, flow: &Flow, random: &mut Random) {
    let generations = industry.nodes.len() - 1;
    for generation in (0..generations).step_by(2) {
        let chips = industry.chips.iter().zip(&flow.chips);
        let same = chips.filter(|(chip, _)| chip.generation / 2 == generation / 2);
        let used = sum(
            industry.quarters,
            same.map(|(chip, made)| (chip.memory, &made.starts)),
        );
        let supply = scarce(&used, 0.92, 1.06, random);
        let last = supply[supply.len() - 1];
        let opening = 0.05 * supply[0];
        let most = 0.5 * supply.iter().copied().fold(0.0, f64::max);
        let id = memory_of(generation);
        let price = random.about(memory_price(generation), 0.05);
        toml.table(&format!("component.{id}"));
        toml.words("name", &format!("{} stack", id.to_uppercase()));
        if generation == 0 {
            toml.words("note", "contracts by the quarter");
        }
        toml.series("supply", &Series::List(supply));
        toml.number("price", price);
        toml.table(&format!("component.{id}.stock"));
        if opening > 0.0 {
            toml.number("opening", opening);
            toml.series("receipts", &Series::At(vec![(0, 0.4 * opening)]));
            let late = vec![(industry.quarters, 0.1 * opening)];
            toml.series("in_process", &Series::At(late));
        }
        toml.number("max", most);
        toml.number("closing_min", rounded_down(0.02 * last));
        toml.number("holding_cost", 9.0);
        toml.number("salvage_value", 0.3 * price);
    }
    let substrate = sum(
        industry.quarters,
        flow.chips.iter().map(|made| (1.0, &made.starts)),
    );
    let racks = industry.racks.iter().zip(&flow.racks);
    let optics = sum(
        industry.quarters,
        racks.map(|(rack, made)| (rack.chips * OPTICS_A_CHIP, &made.starts)),
    );
    for (id, used, price) in [
        (SUBSTRATE, substrate, SUBSTRATE_PRICE),
        (OPTICS, optics, OPTICS_PRICE),
    ] {
        let supply = scarce(&used, 0.95, 1.1, random);
        toml.table(&format!("component.{id}"));
        toml.words("name", id);
        toml.series("supply", &Series::steps(&supply, 0.03));
        toml.series(
            "price",
            &Series::Growth {
                start: price,
                growth: -0.005,
            },
        );
    }
}

fn processes(toml: &mut Toml, industry: &Industry, flow: &Flow, random: &mut Random) {
    let quarters = industry.quarters;
    for group in (0..industry.lines).step_by(2) {
        let chips = industry.chips.iter().zip(&flow.chips);
        let here = chips.filter(|(chip, _)| chip.line / 2 == group / 2);
        let used = sum(
            quarters,
            here.map(|(chip, made)| (chip.interposer, &made.starts)),
        );
        let capacity = scarce(&used, 0.92, 1.02, random);
        toml.table(&format!("process.{}", packaging_of(group)));
        toml.words("name", &format!("packaging {}", group / 2 + 1));
        if group == 0 {
            toml.words("note", "unit of work: one interposer wafer");
        }
        expandable(
            toml,
            &packaging_of(group),
            &capacity,
            PACKAGING_COST,
            ("osat", "outsourced assembly", 1.3),
        );
    }
    for group in (0..industry.lines).step_by(2) {
        let racks = industry.racks.iter().zip(&flow.racks);
        let here = racks.filter(|(rack, _)| rack.line / 2 == group / 2 && rack.chip.is_some());
        let used = sum(
            quarters,
            here.map(|(rack, made)| (rack.chips / 144.0, &made.starts)),
        );
        let capacity = scarce(&used, 0.92, 1.04, random);
        toml.table(&format!("process.{}", assembly_of(group)));
        toml.words("name", &format!("rack assembly {}", group / 2 + 1));
        expandable(
            toml,
            &assembly_of(group),
            &capacity,
            ASSEMBLY_COST,
            ("overtime", "overtime", 1.25),
        );
    }
    let hours = sum(
        quarters,
        flow.chips.iter().map(|made| (TEST_A_CHIP, &made.starts)),
    );
    let capacity = scarce(&hours, 0.96, 1.06, random);
    toml.table(&format!("process.{TEST}"));
    toml.words("name", "chip test");
    toml.series("capacity", &Series::steps(&capacity, 0.02));
    toml.number("cost", TEST_COST);
}

fn expandable(
    toml: &mut Toml,
    id: &str,
    capacity: &[f64],
    cost: f64,
    (expansion, name, dearer): (&str, &str, f64),
) {
    toml.series("capacity", &Series::List(capacity.to_vec()));
    toml.number("cost", cost);
    toml.table(&format!("process.{id}.expansion.{expansion}"));
    toml.words("name", name);
    if id.ends_with("-1") {
        toml.words("note", "by the quarter, at a price");
    }
    let extra: Path = capacity.iter().map(|work| 0.03 * work).collect();
    toml.series("capacity", &Series::steps(&extra, 0.2));
    toml.number("cost", dearer * cost);
}

fn policy(toml: &mut Toml, industry: &Industry, flow: &Flow, random: &mut Random) {
    let racks =
        (0..industry.racks.len()).map(|at| (rack_cost(industry, at), &flow.racks[at].starts));
    let spending = envelope(&sum(industry.quarters, racks), 0.02);
    let budget: Path = spending
        .iter()
        .map(|spent| spent * random.between(0.94, 1.08))
        .collect();
    toml.comment("the whole plan");
    toml.table("policy");
    let share = random.between(0.16, 0.22);
    let later = industry.quarters / 2;
    toml.series(
        "external_share_max",
        &Series::From(vec![(0, share), (later, share + 0.06)]),
    );
    toml.series("budget", &Series::List(budget));
    toml.value("service_first", false);
}
