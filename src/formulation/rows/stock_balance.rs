//! What the four stock balances share.

use crate::formulation::draft::{Draft, End};
use crate::formulation::key::{Column, Constraint};
use crate::model::{Field, Item, StockField};

/// Adds, under `key`, the balance of an item whose other outflows are `installed`:
///
/// `S[i,t] + scrap[i,t] = S[i,t-1] + receipts[i,t] + arrivals - sum_m n[m,i] starts[m,t] - sold - installed`
///
/// with `S[i,-1] = opening`; `arrivals` are the good units of starts that arrive in `t`, at the yield of the quarter
/// of starting; `starts` are those of the chips and racks made from the item.
pub(super) fn add(
    draft: &mut Draft<'_>,
    key: Constraint,
    item: Item,
    t: usize,
    inflow: Option<Column>,
    installed: impl Iterator<Item = Column>,
) {
    let (model, links) = (draft.model, draft.links);
    let stock = model.stock(item);
    let field = |field| Field::Stock(item, field);
    let (before, opening) = match t.checked_sub(1) {
        Some(before) => (
            Some((Column::Stock { item, t: before }, -1.0)),
            End::from(0.0),
        ),
        None => (
            None,
            draft.end(field(StockField::Opening), t, stock.opening),
        ),
    };
    let arrivals = links.arriving(item, t).iter();
    let starts = links.uses(item).iter();
    let terms = [
        (Column::Stock { item, t }, 1.0),
        (Column::Scrap { item, t }, 1.0),
    ]
    .into_iter()
    .chain(before)
    .chain(arrivals.map(|&(start, good)| (start, -good)))
    .chain(inflow.map(|column| (column, -1.0)))
    .chain(starts.map(|&(maker, n)| (maker.start(t), n)))
    .chain(links.deliveries(item, t).map(|sold| (sold, 1.0)))
    .chain(installed.map(|column| (column, 1.0)));
    let receipts = draft.end(field(StockField::Receipts), t, stock.receipts[t]);
    draft.equal(key, opening + receipts, terms);
}
