//! A plan as tidy tables: one CSV a noun, one row an entity and quarter, every number unrounded.

use csv::Writer;
use serde::Serialize;

use crate::plan::{Channel, Destination, ExpansionUse, LeftOver, Plan};
use crate::quarter::Quarter;

use super::PlanReport;

/// One CSV file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvFile {
    /// Its name: `wafer-starts.csv`.
    pub name: &'static str,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// Returns the plan as CSV files; all of them, those without rows too, so that readers find what they expect.
pub fn render(report: &PlanReport) -> Result<Vec<CsvFile>, csv::Error> {
    let plan = report.plan;
    Ok(vec![
        summary(report)?,
        wafer_starts(plan)?,
        foundries(plan)?,
        expansions(plan)?,
        components(plan)?,
        processes(plan)?,
        made(plan)?,
        installed(plan)?,
        sold(plan)?,
        wafers(plan)?,
        opening_stock(plan)?,
        receipts(plan)?,
        stocks(plan)?,
        stock_ends(plan)?,
        fleet(plan)?,
        fleet_in_use(plan)?,
        power(plan)?,
        services(plan)?,
        orders(plan)?,
        margin(plan)?,
        margin_present_value(plan)?,
        surrounding(plan)?,
        run_rate(plan)?,
    ])
}

/// Returns a file with these headings and rows.
fn file<R: Serialize>(
    name: &'static str,
    headings: &[&str],
    rows: impl IntoIterator<Item = R>,
) -> Result<CsvFile, csv::Error> {
    let mut writer = Writer::from_writer(Vec::new());
    writer.write_record(headings)?;
    for row in rows {
        writer.serialize(row)?;
    }
    let content = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    Ok(CsvFile { name, content })
}

/// Returns each quarter with its position in the vectors, horizon first, then tail.
fn quarters(plan: &Plan) -> impl Iterator<Item = (usize, Quarter)> + '_ {
    plan.quarters
        .iter()
        .chain(&plan.tail_quarters)
        .copied()
        .enumerate()
}

/// Returns one row for every quarter in which `row` has something to say.
fn by_quarter<'a, T, R>(
    plan: &'a Plan,
    entities: &'a [T],
    row: impl Fn(&'a T, usize, Quarter) -> Option<R> + Copy + 'a,
) -> impl Iterator<Item = R> + 'a {
    entities.iter().flat_map(move |entity| {
        quarters(plan).filter_map(move |(t, quarter)| row(entity, t, quarter))
    })
}

fn at(values: &[f64], t: usize) -> Option<f64> {
    values.get(t).copied()
}

fn summary(report: &PlanReport) -> Result<CsvFile, csv::Error> {
    let certificate = report.certificate;
    let number = |value: f64| value.to_string();
    let rows = [
        ("waferline", env!("CARGO_PKG_VERSION").to_owned()),
        ("name", report.model.name.clone().unwrap_or_default()),
        ("currency", report.model.currency.clone()),
        ("present_value", number(report.plan.margin.present_value)),
        ("primal_residual", number(certificate.primal_residual)),
        ("dual_residual", number(certificate.dual_residual)),
        ("gap", number(certificate.gap)),
        (
            "end_effects_from",
            report
                .plan
                .end_effects_from
                .map(|it| it.to_string())
                .unwrap_or_default(),
        ),
    ];
    file("summary.csv", &["key", "value"], rows)
}

fn wafer_starts(plan: &Plan) -> Result<CsvFile, csv::Error> {
    let normal = by_quarter(plan, &plan.starts, |it, t, quarter| {
        Some((quarter, &it.foundry, &it.die, "normal", at(&it.normal, t)?))
    });
    let hot = by_quarter(plan, &plan.starts, |it, t, quarter| {
        Some((
            quarter,
            &it.foundry,
            &it.die,
            "hot-lot",
            at(&it.hot_lot, t)?,
        ))
    });
    file(
        "wafer-starts.csv",
        &["quarter", "foundry", "die", "kind", "wafers"],
        normal.chain(hot),
    )
}

fn foundries(plan: &Plan) -> Result<CsvFile, csv::Error> {
    let rows = by_quarter(plan, &plan.foundries, |it, t, quarter| {
        let (started, capacity) = (at(&it.started, t)?, at(&it.capacity, t)?);
        Some((
            quarter,
            &it.foundry,
            started,
            capacity,
            at(&it.commitment, t)?,
            at(&it.idle, t)?,
        ))
    });
    let headings = [
        "quarter",
        "foundry",
        "started",
        "capacity",
        "commitment",
        "idle",
    ];
    file("foundries.csv", &headings, rows)
}

fn expansions(plan: &Plan) -> Result<CsvFile, csv::Error> {
    fn rows<'a>(
        plan: &'a Plan,
        kind: &'static str,
        of: &'a str,
        expansions: &'a [ExpansionUse],
    ) -> impl Iterator<Item = (Quarter, &'static str, &'a str, &'a str, f64, f64)> {
        by_quarter(plan, expansions, move |it, t, quarter| {
            Some((
                quarter,
                kind,
                of,
                it.expansion.as_str(),
                at(&it.used, t)?,
                at(&it.capacity, t)?,
            ))
        })
    }
    let foundries = plan
        .foundries
        .iter()
        .flat_map(|it| rows(plan, "foundry", &it.foundry, &it.expansions));
    let processes = plan
        .processes
        .iter()
        .flat_map(|it| rows(plan, "process", &it.process, &it.expansions));
    let headings = ["quarter", "kind", "of", "expansion", "used", "capacity"];
    file("expansions.csv", &headings, foundries.chain(processes))
}

fn components(plan: &Plan) -> Result<CsvFile, csv::Error> {
    let rows = by_quarter(plan, &plan.components, |it, t, quarter| {
        Some((
            quarter,
            &it.component,
            at(&it.bought, t)?,
            at(&it.supply, t)?,
        ))
    });
    file(
        "components.csv",
        &["quarter", "component", "bought", "supply"],
        rows,
    )
}

fn processes(plan: &Plan) -> Result<CsvFile, csv::Error> {
    let rows = by_quarter(plan, &plan.processes, |it, t, quarter| {
        Some((quarter, &it.process, at(&it.work, t)?, at(&it.capacity, t)?))
    });
    file(
        "processes.csv",
        &["quarter", "process", "work", "capacity"],
        rows,
    )
}

fn made(plan: &Plan) -> Result<CsvFile, csv::Error> {
    let rows = by_quarter(plan, &plan.made, |it, t, quarter| {
        Some((
            quarter,
            it.kind,
            &it.item,
            at(&it.started, t)?,
            at(&it.made, t)?,
        ))
    });
    file(
        "made.csv",
        &["quarter", "kind", "item", "started", "made"],
        rows,
    )
}

fn installed(plan: &Plan) -> Result<CsvFile, csv::Error> {
    let rows = by_quarter(plan, &plan.installed, |it, t, quarter| {
        Some((quarter, &it.rack, &it.site, at(&it.racks, t)?))
    });
    file("installed.csv", &["quarter", "rack", "site", "racks"], rows)
}

fn sold(plan: &Plan) -> Result<CsvFile, csv::Error> {
    let rows = by_quarter(plan, &plan.sold, |it, t, quarter| {
        let net_price = it.net_price.get(t).copied().flatten();
        Some((quarter, &it.buyer, &it.item, at(&it.units, t)?, net_price))
    });
    file(
        "sold.csv",
        &["quarter", "buyer", "item", "units", "net_price"],
        rows,
    )
}

/// Returns the destination's kind and the site's or buyer's id.
fn destination(destination: &Destination) -> (&'static str, &str) {
    match destination {
        Destination::OwnService(site) => ("own-service", site),
        Destination::Buyer(buyer) => ("buyer", buyer),
        Destination::ClosingStock => ("closing-stock", ""),
        Destination::InProcess => ("in-process", ""),
        Destination::Scrap => ("scrap", ""),
    }
}

fn wafers(plan: &Plan) -> Result<CsvFile, csv::Error> {
    let rows = by_quarter(plan, &plan.wafers, |it, t, quarter| {
        let (kind, id) = destination(&it.destination);
        Some((quarter, &it.die, kind, id, at(&it.wafers, t)?))
    });
    let headings = ["quarter", "die", "destination", "destination_id", "wafers"];
    file("wafers-by-destination.csv", &headings, rows)
}

fn opening_stock(plan: &Plan) -> Result<CsvFile, csv::Error> {
    let rows = plan.given.iter().map(|it| {
        let (kind, id) = destination(&it.destination);
        (&it.item, kind, id, it.opening)
    });
    let headings = ["item", "destination", "destination_id", "units"];
    file("opening-stock-by-destination.csv", &headings, rows)
}

fn receipts(plan: &Plan) -> Result<CsvFile, csv::Error> {
    let rows = by_quarter(plan, &plan.given, |it, t, quarter| {
        let (kind, id) = destination(&it.destination);
        Some((quarter, &it.item, kind, id, at(&it.receipts, t)?))
    });
    let headings = ["quarter", "item", "destination", "destination_id", "units"];
    file("receipts-by-destination.csv", &headings, rows)
}

fn stocks(plan: &Plan) -> Result<CsvFile, csv::Error> {
    let rows = by_quarter(plan, &plan.stocks, |it, t, quarter| {
        Some((
            quarter,
            &it.item,
            at(&it.receipts, t)?,
            at(&it.closing, t)?,
            at(&it.scrapped, t)?,
        ))
    });
    file(
        "stocks.csv",
        &["quarter", "item", "receipts", "closing", "scrapped"],
        rows,
    )
}

fn stock_ends(plan: &Plan) -> Result<CsvFile, csv::Error> {
    let rows = plan
        .stocks
        .iter()
        .map(|it| (&it.item, it.opening, it.in_process_at_end));
    file(
        "stock-ends.csv",
        &["item", "opening", "in_process_at_end"],
        rows,
    )
}

fn fleet(plan: &Plan) -> Result<CsvFile, csv::Error> {
    let rows = by_quarter(plan, &plan.fleet, |it, t, quarter| {
        Some((quarter, &it.rack, &it.site, at(&it.standing, t)?))
    });
    file("fleet.csv", &["quarter", "rack", "site", "standing"], rows)
}

fn fleet_in_use(plan: &Plan) -> Result<CsvFile, csv::Error> {
    let rows = plan.fleet.iter().flat_map(|fleet| {
        by_quarter(plan, &fleet.in_use, |it, t, quarter| {
            Some((
                quarter,
                &fleet.rack,
                &fleet.site,
                &it.service,
                at(&it.racks, t)?,
            ))
        })
    });
    file(
        "fleet-in-use.csv",
        &["quarter", "rack", "site", "service", "racks"],
        rows,
    )
}

fn power(plan: &Plan) -> Result<CsvFile, csv::Error> {
    let rows = by_quarter(plan, &plan.power, |it, t, quarter| {
        Some((quarter, &it.site, at(&it.used_mw, t)?, at(&it.limit_mw, t)?))
    });
    file(
        "power.csv",
        &["quarter", "site", "used_mw", "limit_mw"],
        rows,
    )
}

fn services(plan: &Plan) -> Result<CsvFile, csv::Error> {
    let rows = by_quarter(plan, &plan.services, |it, t, quarter| {
        let (asked, committed, displaced) = (
            at(&it.asked, t)?,
            at(&it.committed, t)?,
            at(&it.displaced, t)?,
        );
        let (served, short, waiting) = (at(&it.served, t)?, at(&it.short, t)?, at(&it.waiting, t)?);
        Some((
            quarter,
            &it.service,
            asked,
            committed,
            displaced,
            served,
            short,
            waiting,
        ))
    });
    let headings = [
        "quarter",
        "service",
        "asked",
        "committed",
        "displaced",
        "served",
        "short",
        "waiting",
    ];
    file("services.csv", &headings, rows)
}

fn orders(plan: &Plan) -> Result<CsvFile, csv::Error> {
    let rows = by_quarter(plan, &plan.orders, |it, t, quarter| {
        let (due, delivered, late) = (at(&it.due, t)?, at(&it.delivered, t)?, at(&it.late, t)?);
        let (lost, upside, sold) = (
            at(&it.lost, t)?,
            at(&it.upside, t)?,
            at(&it.upside_sold, t)?,
        );
        Some((quarter, &it.buyer, due, delivered, late, lost, upside, sold))
    });
    let headings = [
        "quarter",
        "buyer",
        "due",
        "delivered",
        "late",
        "lost",
        "upside",
        "upside_sold",
    ];
    file("orders.csv", &headings, rows)
}

/// Returns the channel's kind and the site's or buyer's id, or what is left over.
fn channel(channel: &Channel) -> (&'static str, &str) {
    match channel {
        Channel::OwnService(site) => ("own-service", site),
        Channel::OwnServices => ("own-services", ""),
        Channel::Buyer(buyer) => ("buyer", buyer),
        Channel::Unattributed(left_over) => ("unattributed", left_over_id(*left_over)),
    }
}

fn left_over_id(left_over: LeftOver) -> &'static str {
    match left_over {
        LeftOver::IdleWafers => "idle-wafers",
        LeftOver::Holding => "holding",
        LeftOver::ClosingStock => "closing-stock",
        LeftOver::WorkInProcess => "work-in-process",
        LeftOver::Scrap => "scrap",
    }
}

fn margin(plan: &Plan) -> Result<CsvFile, csv::Error> {
    let rows = by_quarter(plan, &plan.margin.lines, |it, t, quarter| {
        let (kind, id) = channel(&it.channel);
        Some((quarter, kind, id, it.line, &it.of, at(&it.by_quarter, t)?))
    });
    file(
        "margin.csv",
        &["quarter", "channel", "channel_id", "line", "of", "amount"],
        rows,
    )
}

fn margin_present_value(plan: &Plan) -> Result<CsvFile, csv::Error> {
    let rows = plan.margin.lines.iter().map(|it| {
        let (kind, id) = channel(&it.channel);
        (kind, id, it.line, &it.of, it.present_value)
    });
    let headings = ["channel", "channel_id", "line", "of", "present_value"];
    file("margin-present-value.csv", &headings, rows)
}

fn surrounding(plan: &Plan) -> Result<CsvFile, csv::Error> {
    let rows = by_quarter(plan, &plan.surrounding, |it, t, quarter| {
        Some((quarter, &it.line, at(&it.by_quarter, t)?))
    });
    file("surrounding.csv", &["quarter", "line", "amount"], rows)
}

fn run_rate(plan: &Plan) -> Result<CsvFile, csv::Error> {
    let amounts = quarters(plan).zip(&plan.run_rate.by_quarter);
    let rows = amounts.map(|((_, quarter), amount)| (quarter, amount));
    file("run-rate.csv", &["quarter", "amount_a_year"], rows)
}
