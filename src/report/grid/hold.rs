//! What is held of another plan.

use crate::report::hold::HoldReport;

use super::{Cell, Grid, grid};

/// Returns tables with what is held of another plan behind the first of them, if anything is.
#[must_use]
pub fn with_hold(mut grids: Vec<Grid>, held: Option<&HoldReport>) -> Vec<Grid> {
    if let Some(held) = held {
        let at = grids.len().min(1);
        grids.splice(at..at, [summary(held), changes(held), because(held)]);
    }
    grids
}

fn summary(held: &HoldReport) -> Grid {
    let kinds: Vec<&str> = held.only.iter().map(|it| it.name()).collect();
    let rows: Vec<(&'static str, Cell)> = vec![
        ("plan", held.plan.clone().into()),
        ("until", held.until.into()),
        ("only", kinds.join(" ").into()),
        ("decisions", number(held.decisions)),
        ("present_value", held.margin.into()),
        ("best_margin", held.best_margin.into()),
        ("distance", held.distance.into()),
        ("options_are_changed", held.options_are_changed.into()),
    ];
    grid("held", &["key", "value"], rows)
}

#[expect(clippy::cast_precision_loss, reason = "tables have no other numbers")]
fn number(count: usize) -> Cell {
    Cell::Number(count as f64)
}

fn changes(held: &HoldReport) -> Grid {
    let rows = held.changes.iter().map(|it| {
        let (kind, ids) = it.what.kind_and_ids();
        let ids = ids.join(" ");
        (kind, ids, it.quarter, it.given, it.now, it.money)
    });
    let headings = ["kind", "ids", "quarter", "given", "now", "money"];
    grid("held-changes", &headings, rows)
}

fn because(held: &HoldReport) -> Grid {
    let rows = held.changes.iter().flat_map(|it| {
        let (kind, ids) = it.what.kind_and_ids();
        let ids = ids.join(" ");
        it.because.iter().map(move |why| {
            let address = why.address.as_ref().map(ToString::to_string);
            (
                kind,
                ids.clone(),
                it.quarter,
                address,
                why.what.clone(),
                Cell::of_word(why.sense),
                why.amount,
            )
        })
    });
    let headings = [
        "kind", "ids", "quarter", "address", "what", "sense", "amount",
    ];
    grid("held-because", &headings, rows)
}
