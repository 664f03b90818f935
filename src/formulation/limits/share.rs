//! Limits by a share: the sum that the share applies to.

use super::Limit;
use crate::formulation::key::{Column, Constraint};
use crate::lp::{ColumnId, Lp, RowId, Variable};
use crate::model::{Item, Model};

/// Returns the columns whose weighted sum a row's share applies to; none for rows without a share.
///
/// Not read off the row: its coefficients are `weight * (1 - share)` and `-weight * share`, and one of them is 0 at a
/// share of 1 or 0.
pub(crate) fn share_of(
    model: &Model,
    lp: &Lp<Column, Constraint>,
    row: Constraint,
) -> Vec<(ColumnId, f64)> {
    let weight = |key: Column| match (row, key) {
        (
            Constraint::HotLotShare { foundry, t },
            Column::WaferStart { die, t: at } | Column::HotLotStart { die, t: at },
        ) => (t == at && model.die(die).foundry == foundry).then_some(1.0),
        (Constraint::ExternalShare { t }, Column::Install { rack, t: at, .. }) => {
            (t == at).then(|| model.chips_in(Item::Rack(rack)))
        }
        (Constraint::ExternalShare { t }, Column::Deliver { item, t: at, .. }) => {
            (t == at).then(|| model.chips_in(item))
        }
        _ => None,
    };
    let columns = lp.columns().iter().enumerate();
    columns
        .filter_map(|(j, column)| Some((ColumnId(j), weight(column.key)?)))
        .filter(|&(_, weight)| weight > 0.0)
        .collect()
}

/// Returns the coefficients that change where a share becomes another, by row and column, as the rows of the program have them.
pub(crate) fn with_share<'l>(
    lp: &'l Lp<Column, Constraint>,
    limit: &'l Limit,
    share: f64,
) -> impl Iterator<Item = (RowId, ColumnId, f64)> + 'l {
    let rows = limit.part_of.iter();
    let rows = rows.filter_map(|&(variable, _)| match variable {
        Variable::Row(row) => Some(row),
        Variable::Column(_) => None,
    });
    rows.flat_map(move |row| {
        limit.share_of.iter().map(move |&(column, weight)| {
            let is_limited = matches!(
                lp.columns()[column.0].key,
                Column::HotLotStart { .. } | Column::Deliver { .. }
            );
            let value = if is_limited {
                weight * (1.0 - share)
            } else {
                -share * weight
            };
            (row, column, value)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::with_share;
    use crate::Model;
    use crate::formulation::{Column, Constraint, formulate, limits};
    use crate::lp::{ColumnId, Lp};
    use crate::model::Series;

    /// Returns all that makes up a program.
    fn all(lp: &Lp<Column, Constraint>) -> String {
        let columns = lp.columns().iter().enumerate();
        let columns = columns.map(|(j, it)| (it, lp.entries(ColumnId(j)).collect::<Vec<_>>()));
        format!("{:?} {:?}", columns.collect::<Vec<_>>(), lp.rows())
    }

    #[test]
    fn a_program_of_other_shares_is_that_of_the_model_that_has_them() {
        let files = ["trainium.toml", "trainium-deals.toml"];
        let models = files.map(|file| {
            let mut model = Model::load(format!("models/{file}")).expect("a model");
            let quarters = model.horizon.quarters;
            model.policy.external_share_max = Series::new(vec![0.4; quarters]);
            model
        });
        let mut compared = 0;
        for model in &models {
            let lp = formulate(model);
            for limit in limits(model, &lp) {
                if limit.share_of.is_empty() {
                    continue;
                }
                for share in [limit.amount * 1.05, limit.amount * 0.5, 0.25, 1.0] {
                    let changed = lp.with_coefficients(with_share(&lp, &limit, share));
                    let Some(changed) = changed else {
                        assert!(share == 1.0 || share == 0.0 || limit.amount == 0.0);
                        continue;
                    };
                    let other = model.with_number(&limit.address, share).expect("a model");
                    assert!(
                        all(&changed) == all(&formulate(&other)),
                        "{}",
                        limit.address
                    );
                    compared += 1;
                }
            }
        }
        assert!(compared > 150, "{compared}");
    }
}
