//! Goods: in stock, in process, installed.

use super::Over;
use super::rounding::rounded_up;
use super::saved::Done;
use crate::model::{
    Address, Field, Item, Model, RackId, Series, SiteField, SiteId, Stock, StockField,
};
use crate::plan::{Batch, Way};

/// Lets the next model begin with the goods that a plan leaves.
pub(super) fn carry(next: &mut Model, model: &Model, done: &Done, over: &mut Over) {
    for (item, closing) in model.items().zip(&done.closing) {
        let arriving = arriving(model, done, item, over.cut.done);
        carry_stock(next, item, closing, &arriving, over);
    }
    for (rack, site, racks) in &done.installed {
        carry_racks(next, (*rack, *site), racks, over);
    }
}

/// Returns the good units of an item that arrive after the quarters carried out, with the quarters of arrival: in the order
/// of starting, so that carrying out quarter by quarter sums alike.
fn arriving(model: &Model, done: &Done, item: Item, quarters: usize) -> Vec<(usize, f64)> {
    let mut arriving = Vec::new();
    for t in 0..quarters {
        for way in Way::of(model, item) {
            let started = done.started.get(&way).map_or(0.0, |started| started[t]);
            let arrival = Batch { way, t }.arrival(model);
            let good = started * arrival.good;
            if arrival.t >= quarters && good > 0.0 {
                arriving.push((arrival.t, good));
            }
        }
    }
    arriving
}

fn carry_stock(
    next: &mut Model,
    item: Item,
    closing: &[f64],
    arriving: &[(usize, f64)],
    over: &mut Over,
) {
    let (done, quarters) = (over.cut.done, over.cut.quarters);
    let last = next.horizon.arrival_periods() - 1;
    let stock = stock_mut(next, item);
    stock.opening = rounded_up(closing[done - 1]);
    over.add(stock.opening, move |next| {
        Address::fixed(next.path(Field::Stock(item, StockField::Opening)))
    });
    let mut receipts = stock.receipts.values().to_vec();
    let mut in_process = stock.in_process.values().to_vec();
    // What was in process before may arrive within a longer horizon.
    for t in 0..quarters {
        let units = std::mem::take(&mut in_process[t]);
        receipts[t] += units;
        over.add(units, at(item, StockField::Receipts, t));
    }
    for &(t, units) in arriving {
        let t = (t - done).min(last);
        let (field, into) = if t < quarters {
            (StockField::Receipts, &mut receipts[t])
        } else {
            (StockField::InProcess, &mut in_process[t])
        };
        let units = rounded_up(units);
        *into += units;
        over.add(units, at(item, field, t));
    }
    stock.receipts = Series::new(receipts);
    stock.in_process = Series::new(in_process);
}

fn at(item: Item, field: StockField, t: usize) -> impl Fn(&Model) -> Address {
    move |next| next.address(Field::Stock(item, field), t)
}

fn stock_mut(model: &mut Model, item: Item) -> &mut Stock {
    match item {
        Item::Die(id) => &mut model.dies[id.0].stock,
        Item::Component(id) => &mut model.components[id.0].stock,
        Item::Chip(id) => &mut model.chips[id.0].stock,
        Item::Rack(id) => &mut model.racks[id.0].stock,
    }
}

/// Adds racks installed before to the opening fleet, each until its life ends.
fn carry_racks(
    next: &mut Model,
    (rack, site): (RackId, SiteId),
    installed: &[f64],
    over: &mut Over,
) {
    let done = over.cut.done;
    let life = next.rack(rack).life_quarters;
    let periods = next.horizon.periods();
    // Each group of racks stands until its life ends; a fleet whose last rack is gone stays in the file.
    let until = |t: usize| (t + life).saturating_sub(done).min(periods);
    let installed = installed.iter().copied().enumerate().take(done);
    let standing: Vec<(usize, f64)> = installed
        .map(|(t, racks)| (until(t), rounded_up(racks)))
        .filter(|&(_, racks)| racks > 0.0)
        .collect();
    if standing.is_empty() {
        return;
    }
    let fleet = &mut next.sites[site.0].fleet;
    let at = fleet.iter().position(|(kind, _)| *kind == rack);
    let at = at.unwrap_or_else(|| {
        fleet.push((rack, Series::constant(0.0, periods)));
        fleet.len() - 1
    });
    let mut all = fleet[at].1.values().to_vec();
    for (until, racks) in standing {
        all[..until].iter_mut().for_each(|it| *it += racks);
        if until > 0 {
            over.add(racks, move |next| {
                next.address(Field::Site(site, SiteField::Installed(rack)), 0)
            });
        }
    }
    fleet[at].1 = Series::new(all);
}
