//! Where wafers and racks go: the flow in all, and by quarter.

use kuva::plot::SankeyPlot;
use kuva::plot::sankey::{SankeyLink, SankeyNode};
use kuva::render::plots::Plot;

use crate::plan::{Destination, FlowEnd, WaferFlow, wafer_flows};
use crate::report::PlanReport;
use crate::report::document::{Column, Table};
use crate::report::names::Names;
use crate::report::number::{percent, quantity};
use crate::report::spans::is_nothing;

use super::draw::{COLORS, Drawing, NARROW, WIDE, color, draw};
use super::figure::{ABOVE, Figure, Stacked, folded};

/// How many places a flow names at its end; the others are one.
const NAMED_ENDS: usize = 12;
/// A line of text: ends of the least flows are as far apart, so that their names are.
const LINE: f64 = 14.0;
/// How many foundries, and how many dies, a flow names.
const NAMED_SOURCES: usize = 8;

/// Returns the flow of wafers in all, then wafers and racks by quarter.
pub(super) fn figures(report: &PlanReport, names: &Names) -> Vec<Figure> {
    let mut all: Vec<Figure> = wafers_in_all(report, names).into_iter().collect();
    all.extend(Stacked::figures(stacks(report, names)));
    all
}

/// Returns wafers and racks by quarter.
pub(super) fn stacks(report: &PlanReport, names: &Names) -> Vec<Stacked> {
    vec![
        wafers_by_quarter(report, names),
        racks_by_quarter(report, names),
    ]
}

/// One band of the flow.
struct Band {
    foundry: String,
    die: String,
    end: String,
    wafers: f64,
}

pub(super) fn wafers_in_all(report: &PlanReport, names: &Names) -> Option<Figure> {
    let flows = wafer_flows(report.model, report.plan);
    let started: f64 = flows.iter().map(|flow| flow.wafers).sum();
    if is_nothing(started) {
        return None;
    }
    let bands = bands(report, names, &flows);
    let mut numbers = Table::new(
        "To",
        vec![
            Column::words("Foundry"),
            Column::words("For"),
            Column::number("Wafers"),
            Column::share("Share"),
        ],
    );
    for band in &bands {
        let cells = vec![
            band.foundry.clone(),
            band.die.clone(),
            quantity(band.wafers),
            percent(band.wafers / started),
        ];
        numbers.add_row("", band.end.clone(), cells);
        let share = band.wafers / started;
        numbers.with_values([None, None, Some(band.wafers), Some(share)]);
    }
    Some(Figure {
        id: "flow".to_owned(),
        title: "From foundries through chips to services and buyers, wafers".to_owned(),
        says: format!(
            "{} wafers started over the plan. What is installed at a site is shared among its services by the \
             rack-quarters that they use.",
            quantity(started.round())
        ),
        legend: Vec::new(),
        wide: sankey("flow-w", &bands, (WIDE, height(&bands, 380.0)), 34),
        narrow: Some(sankey(
            "flow-n",
            &bands,
            (NARROW, height(&bands, 340.0)),
            15,
        )),
        numbers,
    })
}

/// Returns how high a flow is: so that each of its ends has a line for its name.
fn height(bands: &[Band], least: f64) -> f64 {
    let ends = distinct(bands, |band| &band.end).len();
    least.max(30.0 * ends as f64)
}

fn distinct(bands: &[Band], of: impl Fn(&Band) -> &String) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for band in bands {
        if !all.contains(of(band)) {
            all.push(of(band).clone());
        }
    }
    all
}

/// Returns the bands with small ends and sources folded; largest ends first within own use, sales and what is left.
fn bands(report: &PlanReport, names: &Names, flows: &[WaferFlow]) -> Vec<Band> {
    let foundries = largest(flows, |flow| flow.foundry.clone(), NAMED_SOURCES);
    let dies = largest(flows, |flow| flow.die.clone(), NAMED_SOURCES);
    let ends = largest(flows, |flow| end_name(&flow.to, names), NAMED_ENDS);
    let named = |known: &[String], key: String, name: String, others: &str| {
        if known.contains(&key) {
            name
        } else {
            others.to_owned()
        }
    };
    let mut bands: Vec<(usize, Band)> = Vec::new();
    for flow in flows {
        let end = end_name(&flow.to, names);
        let rank = ends
            .iter()
            .position(|it| *it == end)
            .map_or(usize::MAX, |position| {
                let kind = match flow.to {
                    FlowEnd::Service(_) | FlowEnd::UnusedAt(_) => 0,
                    FlowEnd::Buyer(_) => 1,
                    _ => 2,
                };
                kind * 1000 + position
            });
        let foundry = names.foundry(&flow.foundry).to_owned();
        let band = Band {
            foundry: named(&foundries, flow.foundry.clone(), foundry, "other foundries"),
            die: named(
                &dies,
                flow.die.clone(),
                chip_name(report, names, &flow.die),
                "other chips",
            ),
            end: named(&ends, end.clone(), end, "others"),
            wafers: flow.wafers,
        };
        let same = bands.iter_mut().find(|(_, it)| {
            (&it.foundry, &it.die, &it.end) == (&band.foundry, &band.die, &band.end)
        });
        match same {
            Some((_, known)) => known.wafers += band.wafers,
            None => bands.push((rank, band)),
        }
    }
    bands.sort_by_key(|(rank, _)| *rank);
    bands.into_iter().map(|(_, band)| band).collect()
}

/// Returns the keys of the most wafers, at most this many.
fn largest(flows: &[WaferFlow], key: impl Fn(&WaferFlow) -> String, most: usize) -> Vec<String> {
    let mut sums: Vec<(String, f64)> = Vec::new();
    for flow in flows {
        let key = key(flow);
        match sums.iter_mut().find(|(known, _)| *known == key) {
            Some((_, sum)) => *sum += flow.wafers,
            None => sums.push((key, flow.wafers)),
        }
    }
    sums.sort_by(|a, b| b.1.total_cmp(&a.1));
    let kept = if sums.len() > most { most - 1 } else { most };
    sums.into_iter().take(kept).map(|(key, _)| key).collect()
}

/// Returns the name of the chip that a die is for; of the die where it is for several or none.
fn chip_name(report: &PlanReport, names: &Names, die: &str) -> String {
    let model = report.model;
    let uses = |it: &&crate::model::Chip| {
        let mut dies = it.dies.iter();
        dies.any(|&(id, n)| n > 0.0 && model.die(id).id == die)
    };
    let chips: Vec<&str> = model.chips.iter().filter(uses).map(|it| &*it.id).collect();
    match chips[..] {
        [chip] => names.item(chip).to_owned(),
        _ => names.item(die).to_owned(),
    }
}

fn end_name(end: &FlowEnd, names: &Names) -> String {
    match end {
        FlowEnd::Service(id) => names.service(id).to_owned(),
        FlowEnd::UnusedAt(site) => format!("unused at {}", names.site(site)),
        FlowEnd::Buyer(id) => format!("sold to {}", names.buyer(id)),
        FlowEnd::ClosingStock => "closing stock".to_owned(),
        FlowEnd::InProcess => "in process at the end".to_owned(),
        FlowEnd::Scrap => "thrown away".to_owned(),
    }
}

fn sankey(id: &str, bands: &[Band], size: (f64, f64), longest: usize) -> Drawing {
    let columns = [
        distinct(bands, |band| &band.foundry),
        distinct(bands, |band| &band.die),
        distinct(bands, |band| &band.end),
    ];
    let mut plot = SankeyPlot::new().with_node_width(12.0).with_node_gap(LINE);
    for (column, names) in columns.iter().enumerate() {
        for name in names {
            plot.nodes.push(SankeyNode {
                id: format!("{column} {name}"),
                // The names of chips stand between the columns, where there is less room.
                label: cut(
                    name,
                    if column == 1 {
                        longest * 3 / 5
                    } else {
                        longest
                    },
                ),
                color: Some(color(plot.nodes.len() % COLORS)),
                column: Some(column),
            });
        }
    }
    let at = |column: usize, name: &String| {
        let before: usize = columns[..column].iter().map(Vec::len).sum();
        before
            + columns[column]
                .iter()
                .position(|it| it == name)
                .unwrap_or(0)
    };
    for band in bands {
        let (foundry, die, end) = (at(0, &band.foundry), at(1, &band.die), at(2, &band.end));
        for (source, target) in [(foundry, die), (die, end)] {
            let mut links = plot.links.iter_mut();
            match links.find(|it| (it.source, it.target) == (source, target)) {
                Some(link) => link.value += band.wafers,
                None => plot.links.push(SankeyLink {
                    source,
                    target,
                    value: band.wafers,
                    color: None,
                }),
            }
        }
    }
    draw(id, size, vec![Plot::Sankey(plot)], |layout| {
        layout.with_force_margins_y(ABOVE, ABOVE)
    })
}

/// Returns a name cut to a length that a drawing has room for.
pub(super) fn cut(name: &str, longest: usize) -> String {
    if name.chars().count() <= longest {
        return name.to_owned();
    }
    let start: String = name.chars().take(longest.saturating_sub(1)).collect();
    format!("{}…", start.trim_end())
}

fn wafers_by_quarter(report: &PlanReport, names: &Names) -> Stacked {
    let mut parts = destinations(report, names);
    for split in &report.plan.wafers {
        let to = match &split.destination {
            Destination::OwnService(site) => format!("own services at {}", names.site(site)),
            Destination::Buyer(buyer) => format!("sold to {}", names.buyer(buyer)),
            Destination::ClosingStock => "closing stock".to_owned(),
            Destination::InProcess => "in process at the end".to_owned(),
            Destination::Scrap => "thrown away".to_owned(),
        };
        add(&mut parts, to, &split.wafers);
    }
    Stacked {
        id: "wafers".to_owned(),
        title: "Wafers started a quarter, by who gets them".to_owned(),
        says: String::new(),
        quarters: report.plan.quarters.clone(),
        parts: folded(parts),
        lines: Vec::new(),
        before: None,
        is_small: false,
    }
}

fn racks_by_quarter(report: &PlanReport, names: &Names) -> Stacked {
    let plan = report.plan;
    let mut parts = destinations(report, names);
    for it in &plan.installed {
        let to = format!("own services at {}", names.site(&it.site));
        add(&mut parts, to, &it.racks);
    }
    for it in crate::report::explain::summary::sales_of_racks(report.model, plan) {
        let to = format!("sold to {}", names.buyer(&it.buyer));
        add(&mut parts, to, &it.units);
    }
    let racks: f64 = parts.iter().flat_map(|(_, racks)| racks).sum();
    Stacked {
        id: "racks".to_owned(),
        title: "Racks installed or sold a quarter".to_owned(),
        says: format!("{} racks in all.", quantity(racks.round())),
        quarters: plan.quarters.clone(),
        parts: folded(parts),
        lines: Vec::new(),
        before: None,
        is_small: false,
    }
}

/// Returns every site and buyer with nothing yet, in the order of the model, so that all charts color them alike.
fn destinations(report: &PlanReport, names: &Names) -> Vec<(String, Vec<f64>)> {
    let (model, nothing) = (report.model, vec![0.0; report.plan.quarters.len()]);
    let mut parts = Vec::new();
    for site in &model.sites {
        let name = format!("own services at {}", names.site(&site.id));
        add(&mut parts, name, &nothing);
    }
    for buyer in &model.buyers {
        let name = format!("sold to {}", names.buyer(&buyer.id));
        add(&mut parts, name, &nothing);
    }
    parts
}

fn add(parts: &mut Vec<(String, Vec<f64>)>, name: String, values: &[f64]) {
    match parts.iter_mut().find(|(known, _)| *known == name) {
        None => parts.push((name, values.to_vec())),
        Some((_, sums)) => {
            for (sum, value) in sums.iter_mut().zip(values) {
                *sum += value;
            }
        }
    }
}
