//! The sales that matter most, without looking at the others: of those made the ones of most money, of the others the ones that
//! seem nearest to being made.

use super::{Desk, IndifferenceTable, found, price_rates};
use crate::explain::ExplainError;
use crate::lp::ColumnId;
use crate::model::{BuyerId, Item, Model};
use crate::outcome::Solved;

/// Returns the indifference prices of `top` sales, half of them made and half not, as far as there are so many.
pub(in crate::explain) fn leading_indifference(
    model: &Model,
    solved: &Solved,
    top: usize,
) -> Result<IndifferenceTable, ExplainError> {
    let mut desk = Desk::of(solved)?;
    let (mut made, mut others) = (Vec::new(), Vec::new());
    for sale in sales(model) {
        let rates = price_rates(model, solved, sale.0, sale.1, sale.2);
        let columns: Vec<ColumnId> = rates.iter().map(|&(column, _)| column).collect();
        if columns.is_empty() {
            continue;
        }
        let (lp, solution) = (&solved.lp, &solved.solution);
        if desk.trial.is_done(&solution.x, &columns) {
            let earned = |&it: &ColumnId| lp.columns()[it.0].cost * solution.x[it.0];
            made.push((-columns.iter().map(earned).sum::<f64>(), sale));
        } else {
            // What is missing at the prices of the plan, as a share of what the sale would earn.
            let missing =
                |&it: &ColumnId| -solution.reduced_cost[it.0] / lp.columns()[it.0].cost.abs();
            let least = columns.iter().map(missing).fold(f64::INFINITY, f64::min);
            others.push((least, sale));
        }
    }
    let all = made.len() + others.len();
    made.sort_by(|a, b| a.0.total_cmp(&b.0));
    others.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = top.div_ceil(2).max(top.saturating_sub(others.len()));
    made.truncate(half);
    others.truncate(top - made.len().min(top));
    let mut leading: Vec<(BuyerId, Item, usize)> = made
        .into_iter()
        .chain(others)
        .map(|(_, sale)| sale)
        .collect();
    leading.sort_by_key(|&(buyer, _, t)| (buyer, t));
    let looked_at = leading.len();
    let prices = leading
        .into_iter()
        .map(|sale| found(model, solved, sale, &mut desk));
    Ok(IndifferenceTable {
        prices: prices.collect::<Result<_, _>>()?,
        after_service_first: !solved.held.is_empty(),
        not_looked_at: all - looked_at,
    })
}

/// Returns every buyer, item and quarter of the horizon.
pub(super) fn sales(model: &Model) -> impl Iterator<Item = (BuyerId, Item, usize)> + '_ {
    model.buyer_ids().flat_map(|buyer| {
        let offers = model.buyer(buyer).buys.iter();
        let quarters = 0..model.horizon.quarters;
        offers.flat_map(move |buys| quarters.clone().map(move |t| (buyer, buys.item, t)))
    })
}
