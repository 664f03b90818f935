//! What options add to, and which of them are taken together.

use crate::formulation::draft::Draft;
use crate::formulation::key::{Column, Constraint};
use crate::model::Amounts;

/// `Bound[x]: x <= bound + sum_o adds[o] y[o]`, for columns whose bound options add to
pub(crate) fn add_bounds(draft: &mut Draft<'_>) {
    for (column, bound) in draft.take_bounds() {
        draft.at_most(Constraint::Bound { column }, bound, [(column, 1.0)]);
    }
}

/// `Remains[n,t]: n[t] + sum_o adds[o,n,t] y[o] >= 0`, for numbers that some option takes from, in the quarters in which they
/// count
pub(crate) fn add_remains(draft: &mut Draft<'_>) {
    let model = draft.model;
    let mut rows = Vec::new();
    for (&(field, t), added) in draft.additions() {
        let counts = t < draft.horizon || field.counts_in_tail();
        let takes = added.iter().any(|&(_, amount)| amount < 0.0);
        if !counts || !takes {
            continue;
        }
        let amount = match model.amounts(field) {
            Some(Amounts::ByQuarter(amounts)) => amounts[t],
            Some(Amounts::One(amount)) => amount,
            // No option adds to what is past.
            Some(Amounts::Before(_)) | None => continue,
        };
        rows.push((
            Constraint::Remains { field, t },
            -draft.end(field, t, amount),
        ));
    }
    for (key, least) in rows {
        draft.at_least(key, least, []);
    }
}

/// `Requires[o,r]: y[o] <= at_most[o] y[r]`; `Excludes[o,x]: y[o] + y[x] <= 1`
pub(crate) fn add_ties(draft: &mut Draft<'_>) {
    let model = draft.model;
    for option in model.option_ids() {
        let entity = model.option(option);
        let taken = (Column::Taken { option }, 1.0);
        for &other in &entity.requires {
            let others = (Column::Taken { option: other }, -f64::from(entity.at_most));
            let key = Constraint::Requires { option, other };
            draft.at_most(key, 0.0, [taken, others]);
        }
        for &other in &entity.excludes {
            // Said on both sides, it is one row.
            if other < option && model.option(other).excludes.contains(&option) {
                continue;
            }
            let others = (Column::Taken { option: other }, 1.0);
            let key = Constraint::Excludes { option, other };
            draft.at_most(key, 1.0, [taken, others]);
        }
    }
}
