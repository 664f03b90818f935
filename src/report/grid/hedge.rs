//! What to do until the news, and how each future ends.

use crate::explain::{PlanQuantity, levels};
use crate::hedge::Broken;
use crate::report::hedge::HedgeReport;

use super::{Cell, Grid, grid};

/// Returns a hedge as tables; all of them, those without rows too; that of fresh draws only where there were any.
#[must_use]
pub fn hedge(report: &HedgeReport) -> Vec<Grid> {
    let mut grids = vec![
        summary(report),
        futures(report),
        differs(report),
        first_quarter(report),
        now(report),
        broken(report),
    ];
    grids.extend(judged(report));
    grids
}

fn summary(report: &HedgeReport) -> Grid {
    let (hedge, model) = (report.hedge, report.futures.base());
    let number = |number: Option<f64>| number.map_or(Cell::Empty, Cell::from);
    let worth = &hedge.worth;
    let size = hedge.size;
    let mut rows: Vec<(&'static str, Cell)> = vec![
        ("waferline", env!("CARGO_PKG_VERSION").into()),
        ("name", model.name.clone().unwrap_or_default().into()),
        ("currency", model.currency.clone().into()),
        ("objective", hedge.objective.into()),
        ("expected_margin", hedge.expected_margin.into()),
        ("worst_margin", hedge.worst_margin.into()),
        ("risk_weight", hedge.risk.weight.into()),
        ("risk_worst", hedge.risk.worst.into()),
        ("bound", hedge.bound.into()),
        ("columns", number(size.map(|it| it.0 as f64))),
        ("rows", number(size.map(|it| it.1 as f64))),
        ("shared_quarters", (hedge.shared_quarters as f64).into()),
        ("value_of_knowing", number(worth.knowing)),
        ("value_of_correcting", number(worth.correcting)),
        ("value_of_hedging", number(worth.hedging)),
        (
            "file_is_one_of_several",
            worth.file_is_one_of_several.into(),
        ),
        (
            "mean_is_one_of_several",
            worth.mean_is_one_of_several.into(),
        ),
    ];
    if let Some(certificate) = &hedge.certificate {
        rows.extend([
            ("primal_residual", certificate.primal_residual.into()),
            ("dual_residual", certificate.dual_residual.into()),
            ("gap", certificate.gap.into()),
            ("tolerance", certificate.tolerance.into()),
        ]);
    }
    if let Some(sampled) = report.sampled {
        rows.push(("seed", Cell::from(sampled.seed.to_string())));
        if let Some((_, seed)) = sampled.judged {
            rows.push(("judge_seed", Cell::from(seed.to_string())));
        }
    }
    grid("summary", &["key", "value"], rows)
}

fn futures(report: &HedgeReport) -> Grid {
    let horizon = &report.futures.base().horizon;
    let both = report.futures.all().iter().zip(&report.hedge.futures);
    let rows = both.zip(&report.called).map(|((future, outcome), called)| {
        (
            &future.name,
            called,
            future.probability,
            future.known_from.map(|t| horizon.quarter(t)),
            outcome.margin,
            outcome.wait_and_see,
            outcome.regret(),
            outcome.replanned.file,
            outcome.replanned.mean,
        )
    });
    let headings = [
        "future",
        "name",
        "probability",
        "known_from",
        "margin",
        "wait_and_see",
        "regret",
        "file_replanned",
        "mean_replanned",
    ];
    grid("futures", &headings, rows)
}

/// Returns the differences from the plan of the file, a row a future: what it would do itself.
fn differs(report: &HedgeReport) -> Grid {
    let rows = report.hedge.differs.iter().enumerate().flat_map(|(i, it)| {
        let futures = report.futures.all().iter().zip(&it.known);
        futures.map(move |(future, &known)| {
            let (kind, ids) = it.what.kind_and_ids();
            (
                (i + 1) as f64,
                it.quarter,
                kind,
                ids.join(" "),
                it.file,
                it.hedge,
                it.money,
                &future.name,
                known,
            )
        })
    });
    let headings = [
        "place", "quarter", "kind", "ids", "file", "hedge", "money", "future", "known",
    ];
    grid("differs", &headings, rows)
}

fn first_quarter(report: &HedgeReport) -> Grid {
    let rows = report.hedge.whatever_happens.iter().map(|it| {
        let (kind, ids) = it.what.kind_and_ids();
        (
            it.quarter,
            kind,
            ids.join(" "),
            it.least,
            it.greatest,
            it.hedge,
            it.is_same(),
        )
    });
    let headings = [
        "quarter", "kind", "ids", "least", "greatest", "hedge", "same",
    ];
    grid("first-quarter", &headings, rows)
}

/// Returns what is done until the news, a row a quarter and quantity.
fn now(report: &HedgeReport) -> Grid {
    let headings = ["quarter", "kind", "ids", "amount"];
    let Some(first) = report.now() else {
        return grid("now", &headings, Vec::<(Cell, Cell, Cell, Cell)>::new());
    };
    let quarters: Vec<_> = first.quarters.iter().chain(&first.tail_quarters).collect();
    let mut rows = Vec::new();
    for level in levels(&first.as_plan()) {
        let (kind, ids) = level.what.kind_and_ids();
        for (quarter, &amount) in quarters.iter().zip(&level.by_quarter) {
            rows.push((**quarter, kind, ids.join(" "), amount));
        }
    }
    for it in &first.options {
        let taken = PlanQuantity::Taken {
            option: it.option.clone(),
        };
        let (kind, ids) = taken.kind_and_ids();
        rows.push((it.decided, kind, ids.join(" "), it.taken));
    }
    grid("now", &headings, rows)
}

/// Returns the futures and draws that have no plan on what was decided before, a row a limit.
fn broken(report: &HedgeReport) -> Grid {
    let judged = report.sampled.and_then(|it| it.judged);
    let fresh = judged.map_or(&[][..], |(judged, _)| &judged.broken);
    let sets = [(false, &report.hedge.worth.broken[..]), (true, fresh)];
    let rows = sets.into_iter().flat_map(|(is_fresh, all)| {
        all.iter().flat_map(move |it: &Broken| {
            it.limits.iter().map(move |limit| {
                (
                    &it.future,
                    is_fresh,
                    Cell::of_word(it.plan),
                    limit.address.as_ref(),
                    &limit.description,
                )
            })
        })
    });
    let headings = ["future", "is_fresh", "plan", "address", "limit"];
    grid("broken", &headings, rows)
}

fn judged(report: &HedgeReport) -> Option<Grid> {
    report.sampled?;
    let rows = report.over_draws().map(|it| {
        let error = it.fresh.and_then(|it| it.standard_error);
        (
            it.what,
            it.in_sample,
            it.error,
            it.fresh.map(|it| it.mean),
            error,
        )
    });
    let headings = [
        "what",
        "in_sample",
        "in_sample_error",
        "fresh",
        "fresh_error",
    ];
    Some(grid("judged", &headings, rows))
}
