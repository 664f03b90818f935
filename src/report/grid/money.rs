//! Where the margin comes from.

use crate::plan::{Channel, LeftOver, Plan};

use super::{Grid, at, by_quarter, grid, quarters};

/// Returns the channel's kind and the site's or buyer's id, or what is left over.
pub fn channel(channel: &Channel) -> (&'static str, &str) {
    match channel {
        Channel::OwnService(site) => ("own-service", site),
        Channel::OwnServices => ("own-services", ""),
        Channel::Buyer(buyer) => ("buyer", buyer),
        Channel::Options => ("options", ""),
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

pub fn margin(plan: &Plan) -> Grid {
    let rows = by_quarter(plan, &plan.margin.lines, |it, t, quarter| {
        let (kind, id) = channel(&it.channel);
        Some((quarter, kind, id, it.line, &it.of, at(&it.by_quarter, t)?))
    });
    grid(
        "margin",
        &["quarter", "channel", "channel_id", "line", "of", "amount"],
        rows,
    )
}

pub(crate) fn margin_present_value(plan: &Plan) -> Grid {
    let rows = plan.margin.lines.iter().map(|it| {
        let (kind, id) = channel(&it.channel);
        (kind, id, it.line, &it.of, it.present_value)
    });
    let headings = ["channel", "channel_id", "line", "of", "present_value"];
    grid("margin-present-value", &headings, rows)
}

pub fn surrounding(plan: &Plan) -> Grid {
    let rows = by_quarter(plan, &plan.surrounding, |it, t, quarter| {
        Some((quarter, &it.line, at(&it.by_quarter, t)?))
    });
    grid("surrounding", &["quarter", "line", "amount"], rows)
}

pub fn run_rate(plan: &Plan) -> Grid {
    let amounts = quarters(plan).zip(&plan.run_rate.by_quarter);
    let rows = amounts.map(|((_, quarter), amount)| (quarter, amount));
    grid("run-rate", &["quarter", "amount_a_year"], rows)
}
