//! Options: what is taken whole or left, against models without options and against all selections.

use std::cell::RefCell;

use waferline::model::{
    BuyerField, Field, FoundryField, Item, Model, PolicyField, ProcessField, ServiceField,
    SiteField, StockField,
};
use waferline::{Outcome, SolveOptions, Solved, solve};

use crate::sample;

fn solved(model: &Model) -> Option<Solved> {
    match solve(model, &SolveOptions::default()).expect("proved") {
        Outcome::Optimal(solved) => Some(*solved),
        _ => None,
    }
}

/// Adds to one number of a model, by hand, and returns what it is then.
fn add(model: &mut Model, field: Field, t: usize, by: f64) -> f64 {
    let series = match field {
        Field::Foundry(id, FoundryField::Capacity) => &mut model.foundries[id.0].capacity,
        Field::Foundry(id, FoundryField::Commitment) => &mut model.foundries[id.0].commitment,
        Field::Foundry(id, FoundryField::Expansion(which, _)) => {
            &mut model.foundries[id.0].expansions[which].capacity
        }
        Field::Component(id, _) => &mut model.components[id.0].supply,
        Field::Process(id, ProcessField::Capacity) => &mut model.processes[id.0].capacity,
        Field::Process(id, ProcessField::Expansion(which, _)) => {
            &mut model.processes[id.0].expansions[which].capacity
        }
        Field::Site(id, SiteField::PowerMw) => &mut model.sites[id.0].power_mw,
        Field::Site(id, SiteField::Installed(rack)) => {
            let fleet = model.sites[id.0].fleet.iter_mut();
            &mut fleet
                .into_iter()
                .find(|it| it.0 == rack)
                .expect("a fleet")
                .1
        }
        Field::Service(id, ServiceField::Demand) => &mut model.services[id.0].demand,
        Field::Service(id, ServiceField::Committed) => &mut model.services[id.0].committed,
        Field::Buyer(id, BuyerField::Orders) => &mut model.buyers[id.0].orders,
        Field::Buyer(id, BuyerField::Upside) => &mut model.buyers[id.0].upside,
        Field::Policy(PolicyField::Budget) => &mut model.policy.budget,
        Field::Stock(item, field) => {
            let stock = match item {
                Item::Component(id) => &mut model.components[id.0].stock,
                Item::Rack(id) => &mut model.racks[id.0].stock,
                _ => panic!("{item:?}"),
            };
            match field {
                StockField::Receipts => &mut stock.receipts,
                StockField::Max => &mut stock.max,
                _ => {
                    let number = match field {
                        StockField::Opening => &mut stock.opening,
                        _ => &mut stock.closing_min,
                    };
                    *number += if t == 0 { by } else { 0.0 };
                    return *number;
                }
            }
        }
        other => panic!("{other:?}"),
    };
    *series = series.clone().with(t, series[t] + by);
    series[t]
}

/// Returns whether a number counts after the horizon too.
fn counts_in_tail(field: Field) -> bool {
    matches!(field, Field::Site(..) | Field::Service(..))
}

/// Returns the model without its decided options, what they add written into its numbers, and the present value of their cash;
/// `None` where a number is below 0 then.
fn without_options(model: &Model) -> Option<(Model, f64)> {
    let mut plain = model.clone();
    let mut cash = 0.0;
    for option in std::mem::take(&mut plain.options) {
        let times = option.taken.expect("decided");
        for addition in &option.adds {
            for t in 0..model.horizon.periods() {
                add(&mut plain, addition.field, t, times * addition.amounts[t]);
            }
        }
        let values = option.cash.values().iter().enumerate();
        cash += values
            .map(|(t, money)| times * money * model.horizon.rho(t))
            .sum::<f64>();
    }
    let added = model.options.iter().flat_map(|option| &option.adds);
    for field in added.map(|addition| addition.field) {
        let quarters = if counts_in_tail(field) {
            model.horizon.periods()
        } else {
            model.horizon.quarters
        };
        if (0..quarters).any(|t| add(&mut plain, field, t, 0.0) < 0.0) {
            return None;
        }
    }
    Some((plain, cash))
}

#[test]
fn what_is_taken_is_as_if_it_were_written_into_the_numbers() {
    let counts = RefCell::new([0_usize; 3]);
    sample::models(60, |_, knobs| {
        let mut model = sample::model_with_options(knobs, 4);
        for (i, option) in model.options.iter_mut().enumerate() {
            option.taken = Some(f64::from(option.at_most) * f64::from(u8::from(knobs[i] < 0.6)));
            option.requires.clear();
        }
        let plain = without_options(&model);
        let cash = plain.as_ref().map_or(0.0, |(_, cash)| *cash);
        let plain = plain.and_then(|(plain, _)| solved(&plain));
        let mut counts = counts.borrow_mut();
        counts[2] += 1;
        match (solved(&model), plain) {
            (Some(one), Some(other)) => {
                counts[0] += 1;
                let (one, other) = (one.solution.objective, other.solution.objective + cash);
                let scale = 1e-9 * one.abs().max(cash.abs()).max(1.0);
                if (one - other).abs() > scale {
                    return Err(format!("{one} is not {other}"));
                }
                Ok(())
            }
            (None, None) => {
                counts[1] += 1;
                Ok(())
            }
            (one, other) => Err(format!("a plan: {}, {}", one.is_some(), other.is_some())),
        }
    });
    let [plans, none, models] = counts.into_inner();
    assert!(plans > models / 2 && none > 0, "{plans} {none} {models}");
}
