//! What is made: dies, chips and racks, and how they are stocked.

use super::flow::{Flow, Made};
use super::industry::{Chip, Die, Industry, LIFE, Rack, cost_of};
use super::random::Random;
use super::supply::{
    OPTICS, OPTICS_A_CHIP, SUBSTRATE, TEST, TEST_A_CHIP, assembly_of, memory_of, packaging_of,
    rack_cost,
};
use super::toml::{Series, Toml, rounded_down};

pub(super) fn write(toml: &mut Toml, industry: &Industry, flow: &Flow, random: &mut Random) {
    toml.comment("dies");
    for (chip, made) in industry.chips.iter().zip(&flow.dies) {
        for (die, made) in chip.dies.iter().zip(made) {
            write_die(toml, industry, (chip, die), made, random);
        }
    }
    toml.comment("chips");
    for (at, (chip, made)) in industry.chips.iter().zip(&flow.chips).enumerate() {
        toml.table(&format!("chip.{}", chip.id));
        toml.words("name", &chip.name);
        if at == 0 {
            toml.words("note", "the first of its line");
        }
        toml.numbers(
            "dies",
            chip.dies.iter().map(|die| (die.id.as_str(), die.per_chip)),
        );
        let memory = memory_of(chip.generation);
        toml.numbers(
            "components",
            [(memory.as_str(), chip.memory), (SUBSTRATE, 1.0)],
        );
        let packaging = packaging_of(chip.line);
        toml.numbers(
            "processes",
            [(packaging.as_str(), chip.interposer), (TEST, TEST_A_CHIP)],
        );
        toml.number("yield", chip.yields);
        toml.count("lead_quarters", 1);
        toml.number("cost", chip.cost);
        toml.table(&format!("chip.{}.stock", chip.id));
        let stock = Stock {
            made,
            holding_cost: 60.0 * cost_of(chip.generation),
            most: (at % 3 == 0).then_some(1.0),
            least: if at % 3 == 0 { 0.3 } else { 0.0 },
        };
        stock.write(toml);
    }
    toml.comment("racks");
    for at in 0..industry.racks.len() {
        write_rack(toml, industry, flow, at, random);
    }
}

fn write_die(
    toml: &mut Toml,
    industry: &Industry,
    (chip, die): (&Chip, &Die),
    made: &Made,
    random: &mut Random,
) {
    toml.table(&format!("die.{}", die.id));
    toml.words("name", &die.name);
    if chip.generation == 0 {
        toml.words("note", "in production");
    }
    toml.words("foundry", &industry.nodes[die.node].id);
    if let Some(first) = made.starts.iter().position(|&wafers| wafers > 0.0)
        && first > 0
    {
        toml.quarter("available_from", first);
    }
    if chip.generation % 2 == 1 && die.node == chip.generation {
        // Learning: from a little below to a little above what the size and the defects give.
        let start = random.between(0.92, 0.97) * die.per_wafer;
        let step = 0.08 * die.per_wafer / industry.quarters as f64;
        toml.series("good_dies_per_wafer", &Series::Step { start, step });
    } else {
        let size = &die.geometry;
        toml.value(
            "geometry",
            format_args!(
                "{{ width_mm = {}, height_mm = {}, wafer_mm = {}, edge_exclusion_mm = {}, scribe_mm = {} }}",
                size.width_mm, size.height_mm, size.wafer_mm, size.edge_exclusion_mm, size.scribe_mm
            ),
        );
        let parameter = match die.model {
            "negative-binomial" => format!(", clustering = {}", die.parameter),
            "bose-einstein" => format!(", layers = {}", die.parameter),
            _ => String::new(),
        };
        toml.value(
            "yield",
            format_args!(
                "{{ model = \"{}\", defects_per_cm2 = {}{parameter}, salvage = {} }}",
                die.model, die.defects, die.salvage
            ),
        );
    }
    toml.table(&format!("die.{}.stock", die.id));
    let stock = Stock {
        made,
        holding_cost: 6.0 * cost_of(chip.generation),
        most: (chip.line == 0).then_some(2.0),
        least: if chip.line == 0 { 0.3 } else { 0.0 },
    };
    stock.write(toml);
}

/// How an item is stocked.
struct Stock<'a> {
    made: &'a Made,
    holding_cost: f64,
    /// Of a quarter's units, the most that may be kept.
    most: Option<f64>,
    /// Of a quarter's units, what must be there or on its way at the end.
    least: f64,
}

impl Stock<'_> {
    fn write(&self, toml: &mut Toml) {
        let receipts = self.made.receipts.iter().enumerate();
        let receipts: Vec<(usize, f64)> = receipts
            .filter(|&(_, &units)| units > 0.0)
            .map(|(t, &units)| (t, units.ceil()))
            .collect();
        if let Some(&(_, first)) = receipts.first() {
            toml.number("opening", (0.05 * first).ceil());
            toml.series("receipts", &Series::At(receipts));
            // A little of what was started before the horizon arrives only after it.
            let after = self.made.good.len();
            let late = vec![(after, (0.01 * first).ceil())];
            toml.series("in_process", &Series::At(late));
        }
        if let Some(most) = self.most {
            let peak = self.made.good.iter().copied().fold(0.0, f64::max);
            toml.number("max", (most * peak).ceil());
        }
        toml.number("holding_cost", self.holding_cost);
        let last = self.made.good.last().copied().unwrap_or(0.0);
        if self.least > 0.0 && last > 0.0 {
            toml.number("closing_min", rounded_down(self.least * last));
            toml.number("salvage_value", 20.0 * self.holding_cost);
        }
    }
}

fn write_rack(toml: &mut Toml, industry: &Industry, flow: &Flow, at: usize, random: &mut Random) {
    let rack: &Rack = &industry.racks[at];
    toml.table(&format!("rack.{}", rack.id));
    toml.words("name", &rack.name);
    let growth = cost_of(rack.generation);
    if let Some(chip) = rack.chip {
        let chip = &industry.chips[chip];
        toml.numbers("chips", [(chip.id.as_str(), rack.chips)]);
        toml.numbers("components", [(OPTICS, OPTICS_A_CHIP * rack.chips)]);
        let assembly = assembly_of(rack.line);
        toml.numbers("processes", [(assembly.as_str(), rack.chips / 144.0)]);
        toml.number("cost", rack.cost);
        toml.count("lead_quarters", rack.lead);
    } else {
        toml.words("note", "no longer made: nothing to make it from");
    }
    toml.number("power_kw", rack.power_kw);
    toml.count("life_quarters", LIFE);
    let share = if rack.chip.is_some() {
        rack.chips / 144.0
    } else {
        0.3
    };
    toml.number(
        "operating_cost",
        random.about(30_000.0, 0.15) * share * growth,
    );
    if rack.chip.is_some() {
        toml.number("transfer_price", 1.7 * rack_cost(industry, at));
        toml.table(&format!("rack.{}.stock", rack.id));
        let stock = Stock {
            made: &flow.racks[at],
            holding_cost: 20_000.0 * share * growth,
            most: Some(0.5),
            // What is still being assembled counts.
            least: if rack.lead > 0 { 0.2 } else { 0.0 },
        };
        stock.write(toml);
    }
}
