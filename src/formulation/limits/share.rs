//! Limits by a share: the sum that the share applies to.

use std::collections::HashMap;

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

/// Returns the most that the sum can be to which each limit of a path applies its share, whatever the plan; `None` where no row says
/// so.
///
/// Of wafers, hot lots or not, a foundry starts no more than its capacity and all of its expansions.
pub(crate) fn most_shared(lp: &Lp<Column, Constraint>, path: &[Limit]) -> Option<Vec<f64>> {
    let capacity_of = |limit: &Limit| match limit.part_of.first() {
        Some(&(Variable::Row(row), _)) => match lp.rows()[row.0].key {
            Constraint::HotLotShare { foundry, t } => {
                lp.row(&Constraint::FoundryCapacity { foundry, t })
            }
            _ => None,
        },
        _ => None,
    };
    let rows: Vec<RowId> = path.iter().map(capacity_of).collect::<Option<_>>()?;
    let mut most: HashMap<RowId, f64> = rows
        .iter()
        .map(|&row| (row, lp.rows()[row.0].upper))
        .collect();
    for (j, column) in lp.columns().iter().enumerate() {
        for (row, value) in lp.entries(ColumnId(j)).filter(|&(_, value)| value < 0.0) {
            if let Some(most) = most.get_mut(&row) {
                *most -= value * column.upper;
            }
        }
    }
    let most: Vec<f64> = rows.iter().map(|row| most[row]).collect();
    most.iter().all(|it| it.is_finite()).then_some(most)
}

#[cfg(test)]
mod tests {
    use super::{most_shared, with_share};
    use crate::Model;
    use crate::formulation::{Column, Constraint, formulate, limits};
    use crate::lp::{ColumnId, Lp};
    use crate::model::Series;
    use crate::solve::{Answer, solve_program};

    /// Returns all that makes up a program.
    fn all(lp: &Lp<Column, Constraint>) -> String {
        let columns = lp.columns().iter().enumerate();
        let columns = columns.map(|(j, it)| (it, lp.entries(ColumnId(j)).collect::<Vec<_>>()));
        format!("{:?} {:?}", columns.collect::<Vec<_>>(), lp.rows())
    }

    #[test]
    fn no_plan_starts_more_wafers_than_a_share_is_said_to_apply_to() {
        let model = Model::load("models/trainium.toml").expect("a model");
        let lp = formulate(&model);
        let limits = limits(&model, &lp);
        let (mut compared, mut reached) = (0, 0);
        for path in limits.chunk_by(|a, b| a.address.path == b.address.path) {
            if path[0].share_of.is_empty() {
                continue;
            }
            let Some(most) = most_shared(&lp, path) else {
                assert!(path[0].address.to_string().starts_with("policy"));
                continue;
            };
            for (limit, &most) in path.iter().zip(&most).step_by(3) {
                let mut costs = vec![0.0; lp.columns().len()];
                for &(column, weight) in &limit.share_of {
                    costs[column.0] = weight;
                }
                let program = lp.clone().with_costs(&costs);
                let Ok(Answer::Optimal(there)) = solve_program(&program) else {
                    panic!("{}", limit.address);
                };
                assert!(there.objective <= most * (1.0 + 1e-9), "{}", limit.address);
                compared += 1;
                reached += usize::from(there.objective >= most * (1.0 - 1e-9));
            }
        }
        assert!(compared >= 8 && reached > 0, "{reached} of {compared}");
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
