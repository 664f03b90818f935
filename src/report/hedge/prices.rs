//! What the limits before the news are worth, over all futures.

use super::HedgeReport;
use crate::explain::{Missing, Price};
use crate::hedge::{ExpectedPrice, SidePrice};
use crate::report::document::{Column, Section, Table};
use crate::report::explain::limits;
use crate::report::explain::words::Words;
use crate::report::names::Names;
use crate::report::number::{Money, NOTHING, count};

/// How many limits are shown; JSON has all.
const SHOWN: usize = 12;

/// Returns the limits before the news that are worth something, those worth most first.
pub(super) fn section(report: &HedgeReport, names: &Names) -> Section {
    let mut section = Section::new("What the limits before the news are worth");
    let Some(prices) = report.prices else {
        return section;
    };
    let model = report.futures.base();
    let words = Words::of(model, names);
    let paid = |side: Option<SidePrice>| side.is_some_and(|it| it.per_unit != 0.0);
    let worth: Vec<&ExpectedPrice> = prices
        .iter()
        .filter(|it| paid(it.gain) || paid(it.loss))
        // Fleets, receipts and opening stock are there whatever anybody decides.
        .filter(|it| !it.address.field().is_given())
        .collect();
    if worth.is_empty() {
        section.add_paragraph(if model.policy.service_first {
            "Where service comes first, limits have no price in money alone."
        } else {
            "No limit before the news that a decision can move is worth anything, over all futures."
        });
        return section;
    }
    let shown = &worth[..worth.len().min(SHOWN)];
    let sides = shown.iter().flat_map(|it| [it.gain, it.loss]).flatten();
    let unit = Money::of(&sides.map(|it| it.per_unit).collect::<Vec<_>>());
    let head = unit.unit(&model.currency);
    let columns = vec![
        Column::number(format!("One more adds, {head}")),
        Column::words("up to"),
        Column::number(format!("One fewer costs, {head}")),
        Column::words("down to"),
    ];
    let mut table = Table::new("Limit, and its unit", columns);
    for it in shown {
        // What is relaxed by lowering it gains on the way down.
        let (gain, loss) = ((it.gain, it.gain_missing), (it.loss, it.loss_missing));
        let ((more, no_more), (less, no_less)) = if it.relaxed_by_raising {
            (gain, loss)
        } else {
            ((negative(loss.0), loss.1), (negative(gain.0), gain.1))
        };
        let cell = |side: Option<SidePrice>| {
            side.map_or_else(|| NOTHING.to_owned(), |it| unit.cell(it.per_unit))
        };
        table.add_row(
            "",
            format!(
                "{}, {}",
                words.address(&it.address),
                words.unit(&it.address.path)
            ),
            vec![
                cell(more),
                until(more, no_more),
                cell(less),
                until(less, no_less),
            ],
        );
        let amount = |side: Option<SidePrice>| side.map(|it| it.per_unit);
        table.with_values([amount(more), None, amount(less), None]);
        table.in_units([unit.factor(), 1.0, unit.factor(), 1.0]);
    }
    section.add_table(table);
    let more = worth.len() - shown.len();
    if more > 0 {
        section.add_paragraph(format!(
            "And {}; JSON has all.",
            count(more, "more limit", "more limits")
        ));
    }
    section.add_paragraph(
        "What the objective rises or falls by, where the number is another one in all futures: a rate, which holds up to the amount beside it. Limits by a share have none here; what is given, such as fleets and receipts, is in JSON.",
    );
    section
}

/// Returns a price that is a cost as a gain below 0, and the other way round.
fn negative(side: Option<SidePrice>) -> Option<SidePrice> {
    side.map(|it| SidePrice {
        per_unit: 0.0 - it.per_unit,
        ..it
    })
}

fn until(side: Option<SidePrice>, missing: Option<Missing>) -> String {
    let price = side.map(|it| Price {
        per_unit: it.per_unit,
        until: it.until,
        then_no_plan: it.then_no_plan,
        then_not_same_shortfall: false,
    });
    limits::until(price, missing)
}
