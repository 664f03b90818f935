//! Who gets the wafers and the racks.

use crate::plan::{Destination, Sold};
use crate::report::document::{Ask, Column, Section, Table};
use crate::report::names::Names;
#[cfg(feature = "xlsx")]
use crate::report::number::count;
use crate::report::number::{Money, NOTHING};
use crate::report::{PlanReport, Shown};

/// One item and where its units go, by quarter.
#[non_exhaustive]
pub struct Flows {
    /// Item id.
    pub item: String,
    /// Destination in words, and units by quarter; destinations that get nothing are left out.
    pub parts: Vec<(String, Vec<f64>)>,
    /// What the units of each part can be asked about.
    asks: Vec<Ask>,
}

/// Returns where each kind of rack is installed and each item is sold, in the model's order; items that go nowhere
/// are left out.
pub fn flows(report: Shown, names: &Names) -> Vec<Flows> {
    let plan = report.plan;
    let all = report.model.items().map(|item| {
        let id = report.model.item_id(item);
        let installed = plan.installed.iter().filter(|it| it.rack == id);
        let own = installed.map(|it| {
            let to = format!("own services at {}", names.site(&it.site));
            let ask = Ask::why("rack", &format!("{id}.site.{}", it.site));
            ((to, it.racks.clone()), ask)
        });
        let sold = plan.sold.iter().filter(|it| it.item == id);
        let outside = sold.map(|it| {
            let ask = Ask::why("buyer", &format!("{}.{id}", it.buyer));
            ((names.buyer(&it.buyer).to_owned(), it.units.clone()), ask)
        });
        let (parts, asks) = own
            .chain(outside)
            .filter(|((_, units), _)| units.iter().any(|&unit| unit > 0.0))
            .unzip();
        Flows {
            item: id.to_owned(),
            parts,
            asks,
        }
    });
    all.filter(|flows| !flows.parts.is_empty()).collect()
}

/// At most so many destinations stand apart.
#[cfg(feature = "xlsx")]
const APART: usize = 8;

/// What the table of all racks is called.
#[cfg(feature = "xlsx")]
pub const ALL_RACKS: &str = "Racks, all kinds";

/// Returns racks by quarter and where they go, of all kinds together; of many destinations the smallest as one.
#[cfg(feature = "xlsx")]
pub fn racks_by_destination(report: &PlanReport, names: &Names) -> Table {
    let (model, plan) = (report.model, report.plan);
    let mut parts: Vec<(String, Vec<f64>)> = Vec::new();
    let is_rack = |flows: &Flows| model.racks.iter().any(|rack| rack.id == flows.item);
    for (to, units) in flows(report.shown(), names)
        .into_iter()
        .filter(is_rack)
        .flat_map(|flows| flows.parts)
    {
        match parts.iter_mut().find(|(known, _)| *known == to) {
            None => parts.push((to, units)),
            Some((_, sums)) => add(sums, &units),
        }
    }
    let total = |units: &[f64]| units.iter().sum::<f64>();
    if parts.len() > APART {
        parts.sort_by(|a, b| total(&b.1).total_cmp(&total(&a.1)));
        let rest = parts.split_off(APART - 1);
        let label = count(rest.len(), "other", "others");
        let mut sums = vec![0.0; plan.quarters.len()];
        for (_, units) in &rest {
            add(&mut sums, units);
        }
        parts.push((label, sums));
    }
    let mut all = vec![0.0; plan.quarters.len()];
    let mut table = Table::by_quarter_and_total(ALL_RACKS, &plan.quarters);
    for (to, units) in &parts {
        table.add_flow("", to, units);
        add(&mut all, units);
    }
    if parts.len() > 1 && table.add_flow("", "all", &all) {
        table.mark_total();
    }
    table
}

/// Adds what goes there too.
#[cfg(feature = "xlsx")]
fn add(sums: &mut [f64], units: &[f64]) {
    for (sum, units) in sums.iter_mut().zip(units) {
        *sum += units;
    }
}

fn destination_name(destination: &Destination, names: &Names) -> String {
    match destination {
        Destination::OwnService(site) => format!("own services at {}", names.site(site)),
        Destination::Buyer(buyer) => names.buyer(buyer).to_owned(),
        Destination::ClosingStock => "closing stock".to_owned(),
        Destination::InProcess => "in process at the end".to_owned(),
        Destination::Scrap => "thrown away".to_owned(),
    }
}

pub fn wafers(report: &PlanReport, names: &Names) -> Section {
    let quarters = &report.plan.quarters;
    let mut section = Section::new("Who gets the wafers");
    let mut table = Table::by_quarter_and_total("By quarter of starting", quarters);
    for split in &report.plan.wafers {
        let to = destination_name(&split.destination, names);
        table.add_flow(names.item(&split.die), to, &split.wafers);
    }
    section.add_table(table);

    let mut given = Table::by_quarter_and_total("Stock and receipts, units", quarters);
    given.columns.insert(0, Column::number("Opening"));
    for split in &report.plan.given {
        let to = destination_name(&split.destination, names);
        let mut units = vec![split.opening];
        units.extend(&split.receipts);
        given.add_flow(names.item(&split.item), to, &units);
    }
    given.drop_empty_columns();
    section.add_table(given);
    section
}

/// Returns units by quarter of each item and where they go.
pub fn units_by_quarter(report: Shown, names: &Names) -> Table {
    let mut units = Table::by_quarter_and_total("Units installed or sold", &report.plan.quarters);
    for flows in flows(report, names) {
        for ((to, by_quarter), ask) in flows.parts.iter().zip(&flows.asks) {
            units.asks(ask.clone());
            units.add_flow(names.item(&flows.item), to, by_quarter);
        }
    }
    units
}

pub fn items(report: &PlanReport, names: &Names) -> Section {
    let mut section = Section::new("Who gets the racks");
    section.add_table(units_by_quarter(report.shown(), names));

    let paid = |price: &Option<f64>| price.unwrap_or(0.0);
    let all: Vec<f64> = report
        .plan
        .sold
        .iter()
        .flat_map(|sold| sold.net_price.iter().map(paid))
        .collect();
    let unit = Money::of(&all);
    let label = format!(
        "Average net price a unit, {}",
        unit.unit(&report.model.currency)
    );
    let mut prices = Table::by_quarter(label, &report.plan.quarters);
    let mut priced: Vec<&Sold> = report
        .plan
        .sold
        .iter()
        .filter(|sold| sold.net_price.iter().any(Option::is_some))
        .collect();
    // Items in the order in which the plan has them, so that each is one group.
    let first = |sold: &Sold| report.plan.sold.iter().position(|it| it.item == sold.item);
    priced.sort_by_key(|sold| first(sold));
    for sold in priced {
        let cell = |price: &Option<f64>| {
            price.map_or_else(|| NOTHING.to_owned(), |price| unit.cell(price))
        };
        let cells = sold.net_price.iter().map(cell).collect();
        prices.add_row(names.item(&sold.item), names.buyer(&sold.buyer), cells);
        prices.with_values(sold.net_price.iter().copied());
        prices.in_unit(unit);
    }
    section.add_table(prices);
    section
}
