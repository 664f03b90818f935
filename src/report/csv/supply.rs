//! What is started, bought, made and kept.

use crate::plan::{ExpansionUse, Plan};
use crate::quarter::Quarter;

use super::{CsvFile, at, by_quarter, file};

pub fn wafer_starts(plan: &Plan) -> Result<CsvFile, csv::Error> {
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

pub fn foundries(plan: &Plan) -> Result<CsvFile, csv::Error> {
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

pub fn expansions(plan: &Plan) -> Result<CsvFile, csv::Error> {
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

pub fn components(plan: &Plan) -> Result<CsvFile, csv::Error> {
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

pub fn processes(plan: &Plan) -> Result<CsvFile, csv::Error> {
    let rows = by_quarter(plan, &plan.processes, |it, t, quarter| {
        Some((quarter, &it.process, at(&it.work, t)?, at(&it.capacity, t)?))
    });
    file(
        "processes.csv",
        &["quarter", "process", "work", "capacity"],
        rows,
    )
}

pub fn made(plan: &Plan) -> Result<CsvFile, csv::Error> {
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

pub fn stocks(plan: &Plan) -> Result<CsvFile, csv::Error> {
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

pub fn stock_ends(plan: &Plan) -> Result<CsvFile, csv::Error> {
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
