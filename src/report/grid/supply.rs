//! What is started, bought, made and kept.

use crate::plan::{ExpansionUse, Plan};
use crate::quarter::Quarter;

use super::{Grid, at, by_quarter, grid};

pub(crate) fn wafer_starts(plan: &Plan) -> Grid {
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
    grid(
        "wafer-starts",
        &["quarter", "foundry", "die", "kind", "wafers"],
        normal.chain(hot),
    )
}

pub fn foundries(plan: &Plan) -> Grid {
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
    grid("foundries", &headings, rows)
}

pub fn expansions(plan: &Plan) -> Grid {
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
    grid("expansions", &headings, foundries.chain(processes))
}

pub fn components(plan: &Plan) -> Grid {
    let rows = by_quarter(plan, &plan.components, |it, t, quarter| {
        Some((
            quarter,
            &it.component,
            at(&it.bought, t)?,
            at(&it.supply, t)?,
        ))
    });
    grid(
        "components",
        &["quarter", "component", "bought", "supply"],
        rows,
    )
}

pub fn processes(plan: &Plan) -> Grid {
    let rows = by_quarter(plan, &plan.processes, |it, t, quarter| {
        Some((quarter, &it.process, at(&it.work, t)?, at(&it.capacity, t)?))
    });
    grid(
        "processes",
        &["quarter", "process", "work", "capacity"],
        rows,
    )
}

pub fn made(plan: &Plan) -> Grid {
    let rows = by_quarter(plan, &plan.made, |it, t, quarter| {
        Some((
            quarter,
            it.kind,
            &it.item,
            at(&it.started, t)?,
            at(&it.made, t)?,
        ))
    });
    grid(
        "made",
        &["quarter", "kind", "item", "started", "made"],
        rows,
    )
}

pub fn stocks(plan: &Plan) -> Grid {
    let rows = by_quarter(plan, &plan.stocks, |it, t, quarter| {
        Some((
            quarter,
            &it.item,
            at(&it.receipts, t)?,
            at(&it.closing, t)?,
            at(&it.scrapped, t)?,
        ))
    });
    grid(
        "stocks",
        &["quarter", "item", "receipts", "closing", "scrapped"],
        rows,
    )
}

pub(crate) fn stock_ends(plan: &Plan) -> Grid {
    let rows = plan
        .stocks
        .iter()
        .map(|it| (&it.item, it.opening, it.in_process_at_end));
    grid(
        "stock-ends",
        &["item", "opening", "in_process_at_end"],
        rows,
    )
}
