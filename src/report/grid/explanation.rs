//! Why the plan is what it is: limits, where the margin comes from, who waits, what is sold from which price.

use crate::explain::{Price, Promises, Waiter};
use crate::report::explain::ExplanationReport;

use super::{Cell, Grid, grid};

pub fn lines(report: &ExplanationReport) -> Grid {
    let rows = report.summary().into_iter().map(|line| (line,));
    grid("in-words", &["line"], rows)
}

pub fn limits(report: &ExplanationReport) -> Grid {
    let rows = report.explanation.limits.groups.iter().map(|it| {
        let one = it.one_more.as_ref();
        (
            &it.path,
            it.relaxed_by_raising(),
            it.worth_of_5_percent,
            one.map(|one| one.address.to_string()),
            one.map(|one| one.by),
            one.map(|one| one.worth),
            it.gain.map(|price| price.per_unit),
            it.loss.map(|price| price.per_unit),
            it.imputed,
        )
    });
    let headings = [
        "path",
        "relaxed_by_raising",
        "worth_of_5_percent",
        "one_more_at",
        "one_more_by",
        "one_more_worth",
        "gain",
        "loss",
        "imputed",
    ];
    grid("limits", &headings, rows)
}

pub(crate) fn limits_by_quarter(report: &ExplanationReport) -> Grid {
    let until = |price: Option<Price>| price.and_then(|price| price.until);
    let per_unit = |price: Option<Price>| price.map(|price| price.per_unit);
    let groups = report.explanation.limits.groups.iter();
    let rows = groups.flat_map(|group| &group.quarters).map(|it| {
        (
            &it.address.path,
            it.address.quarter,
            it.limit,
            it.used,
            it.slack,
            it.binding,
            it.relaxed_by_raising,
            per_unit(it.gain),
            until(it.gain),
            per_unit(it.loss),
            until(it.loss),
            it.imputed,
        )
    });
    let headings = [
        "path",
        "quarter",
        "limit",
        "used",
        "slack",
        "binding",
        "relaxed_by_raising",
        "gain",
        "gain_until",
        "loss",
        "loss_until",
        "imputed",
    ];
    grid("limits-by-quarter", &headings, rows)
}

pub fn together(report: &ExplanationReport) -> Grid {
    let rows = report.explanation.limits.together.iter().map(|it| {
        let [one, other] = &it.addresses;
        (one, other, it.gain_of_one_each, it.gain_per_percent)
    });
    let headings = ["one", "other", "gain_of_one_each", "gain_per_percent"];
    grid("limiting-together", &headings, rows)
}

pub fn imputation(report: &ExplanationReport) -> Grid {
    let lines = report.explanation.imputation.lines.iter();
    let rows = lines.map(|it| (&it.path, it.amount));
    grid("where-margin-comes-from", &["path", "amount"], rows)
}

/// Returns the waiter's kind and id.
fn waiter(who: &Waiter) -> (&'static str, &str) {
    match who {
        Waiter::Service(id) => ("service", id),
        Waiter::Buyer(id) => ("buyer", id),
    }
}

pub fn shortages(report: &ExplanationReport) -> Grid {
    let rows = report.explanation.waiting.shortages.iter().map(|it| {
        let (kind, id) = waiter(&it.who);
        (
            kind,
            id,
            Cell::of_word(it.waits_for),
            it.in_tail,
            it.from,
            it.to,
            it.amount,
            it.at_worst,
        )
    });
    let headings = [
        "kind",
        "id",
        "waits_for",
        "in_tail",
        "from",
        "to",
        "amount",
        "at_worst",
    ];
    grid("shortages", &headings, rows)
}

pub fn reasons(report: &ExplanationReport) -> Grid {
    let shortages = report.explanation.waiting.shortages.iter();
    let rows = shortages.flat_map(|it| {
        it.reasons.iter().map(move |reason| {
            let (kind, id) = waiter(&it.who);
            let limits: Vec<String> = reason
                .limits
                .iter()
                .map(|limit| limit.address.to_string())
                .collect();
            (
                kind,
                id,
                Cell::of_word(it.waits_for),
                reason.from,
                reason.to,
                Cell::of_word(reason.kind),
                reason.amount,
                reason.loss,
                Cell::from((!limits.is_empty()).then(|| limits.join(", "))),
            )
        })
    });
    let headings = [
        "kind",
        "id",
        "waits_for",
        "from",
        "to",
        "reason",
        "amount",
        "loss",
        "limits",
    ];
    grid("reasons", &headings, rows)
}

pub fn waiting(report: &ExplanationReport) -> Grid {
    let rows = report.explanation.waiting.levels.iter().map(|it| {
        let (kind, id) = waiter(&it.who);
        (
            it.quarter, kind, id, it.in_tail, it.asked, it.served, it.short, it.other, it.late,
            it.lost,
        )
    });
    let headings = [
        "quarter", "kind", "id", "in_tail", "asked", "served", "short", "other", "late", "lost",
    ];
    grid("waiting", &headings, rows)
}

pub(crate) fn sold_from(report: &ExplanationReport) -> Grid {
    let rows = report.explanation.indifference.prices.iter().map(|it| {
        (
            it.quarter,
            &it.buyer,
            &it.item,
            Cell::of_word(it.sale),
            it.units,
            it.price,
            it.indifference,
            it.distance,
            it.beyond.as_ref().map(|it| it.racks),
            it.beyond.as_ref().map(|it| it.margin),
        )
    });
    let headings = [
        "quarter",
        "buyer",
        "item",
        "sale",
        "units",
        "price",
        "sold_from",
        "distance",
        "racks_that_move",
        "margin_beyond",
    ];
    grid("sold-from", &headings, rows)
}

pub fn ties(report: &ExplanationReport) -> Grid {
    let rows = report.explanation.ties.ties.iter().map(|it| {
        let instead = it.instead_of.iter();
        let instead: Vec<&str> = instead.map(|other| other.activity.as_str()).collect();
        (&it.activity, it.up_to, instead.join(", "))
    });
    grid("ties", &["activity", "up_to", "instead_of"], rows)
}

pub fn promises(promises: &Promises) -> Grid {
    let rows = promises
        .promises
        .iter()
        .map(|it| (&it.path, Cell::of_word(it.kind), it.gained, it.no_plan));
    grid("promises", &["path", "kind", "gained", "no_plan"], rows)
}
