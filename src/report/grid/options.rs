//! What options are worth, and which a plan takes.

use crate::plan::Plan;
use crate::report::options::ValuedOptions;

use super::{Cell, Grid, by_quarter, grid};

/// Returns what options are worth as tables; all of them, those without rows too.
#[must_use]
pub fn options(report: &ValuedOptions) -> Vec<Grid> {
    vec![
        summary(report),
        worths(report),
        counts(report),
        displaced(report),
        groups(report),
        selections(report),
        pairs(report),
    ]
}

fn summary(report: &ValuedOptions) -> Grid {
    let rows: Vec<(&'static str, Cell)> = vec![
        ("waferline", env!("CARGO_PKG_VERSION").into()),
        ("name", report.model.name.clone().unwrap_or_default().into()),
        ("currency", report.model.currency.clone().into()),
        ("present_value", report.margin.into()),
        ("solves", (report.values.solves as f64).into()),
    ];
    grid("summary", &["key", "value"], rows)
}

fn worths(report: &ValuedOptions) -> Grid {
    let rows = report.values.options.iter().map(|it| {
        let cash = it.breaks_even_cash.as_ref();
        let price = it.breaks_even_price.as_ref();
        (
            &it.id,
            it.taken,
            f64::from(it.at_most),
            it.is_decided,
            it.with,
            it.without,
            it.worth,
            it.breaks_even,
            cash.map(|cash| cash.quarter),
            cash.map(|cash| cash.amount),
            price.map(|price| price.amount),
            price.map(|price| price.lowest_now),
        )
    });
    let headings = [
        "option",
        "taken",
        "at_most",
        "is_decided",
        "with",
        "without",
        "worth",
        "breaks_even",
        "breaks_even_quarter",
        "breaks_even_cash",
        "breaks_even_price",
        "lowest_price_now",
    ];
    grid("options", &headings, rows)
}

fn counts(report: &ValuedOptions) -> Grid {
    let rows = report.values.options.iter().flat_map(|it| {
        let worths = it.count_worth.iter().enumerate();
        worths.map(|(i, &worth)| (&it.id, (i + 1) as f64, worth))
    });
    grid("option-counts", &["option", "count", "worth"], rows)
}

fn displaced(report: &ValuedOptions) -> Grid {
    let rows = report.values.options.iter().flat_map(|it| {
        it.displaces.iter().map(|change| {
            let (kind, ids) = change.what.kind_and_ids();
            (
                &it.id,
                kind,
                ids.join(" "),
                change.before,
                change.after,
                change.moved,
            )
        })
    });
    let headings = ["option", "kind", "ids", "without", "with", "moved"];
    grid("option-displaces", &headings, rows)
}

fn groups(report: &ValuedOptions) -> Grid {
    let groups = report.values.groups.iter().enumerate();
    let rows = groups.flat_map(|(i, it)| {
        let ids = it.ids.iter();
        ids.map(move |id| ((i + 1) as f64, id, it.worth))
    });
    grid("option-groups", &["group", "option", "worth"], rows)
}

fn selections(report: &ValuedOptions) -> Grid {
    let selections = report.values.selections.iter().enumerate();
    let rows = selections.flat_map(|(i, it)| {
        let taken = it.taken.iter();
        taken
            .map(move |(id, &taken)| ((i + 1) as f64, it.objective, it.bound, id, f64::from(taken)))
    });
    let headings = ["selection", "objective", "bound", "option", "taken"];
    grid("option-selections", &headings, rows)
}

fn pairs(report: &ValuedOptions) -> Grid {
    let rows = report.values.pairs.iter().map(|it| {
        (
            &it.a,
            &it.b,
            it.neither,
            it.a_only,
            it.b_only,
            it.both,
            Cell::of_word(it.together),
        )
    });
    let headings = ["a", "b", "neither", "a_only", "b_only", "both", "together"];
    grid("option-pairs", &headings, rows)
}

/// Returns how often a plan takes each option.
pub(crate) fn taken(plan: &Plan) -> Grid {
    let rows = plan
        .options
        .iter()
        .map(|it| (&it.option, it.taken, f64::from(it.at_most), it.is_decided));
    let headings = ["option", "taken", "at_most", "is_decided"];
    grid("options", &headings, rows)
}

/// Returns the cash of each option that a plan takes.
pub(crate) fn cash(plan: &Plan) -> Grid {
    let rows = by_quarter(plan, &plan.options, |it, t, quarter| {
        Some((quarter, &it.option, super::at(&it.cash, t)?))
    });
    grid("option-cash", &["quarter", "option", "cash"], rows)
}
