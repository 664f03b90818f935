//! Where the margin comes from: every amount of money in the objective, by whose it is.
//!
//! Revenue, energy and penalties belong to who pays or causes them; the cost of supply goes with the supply, as pegged.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::formulation::{Column, Line, Term, terms};
use crate::model::{FoundryId, Item, Model, OptionId, ProcessId, ServiceId};

use super::InterpretError;
use super::channel::{Attribution, Channel, Owner};
use super::decisions::Decisions;

/// Where the margin comes from: lines that sum exactly to the objective.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Margin {
    /// Present value of all lines; equals the objective.
    pub present_value: f64,
    /// By quarter, undiscounted; horizon and tail.
    pub by_quarter: Vec<f64>,
    /// Every line.
    pub lines: Vec<MarginLine>,
}

/// One line of the margin statement.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MarginLine {
    /// Whose margin.
    pub channel: Channel,
    /// What: `rental`, `wafers`, `energy`.
    pub line: Line,
    /// Which service, item, component: the id the line is about, where it is about one.
    pub of: Option<String>,
    /// Money by quarter, undiscounted, costs negative; horizon and tail.
    pub by_quarter: Vec<f64>,
    /// Present value.
    pub present_value: f64,
}

/// Lines and objective may differ by this much of the sum of all amounts without their signs.
const TOLERANCE: f64 = 1e-9;

/// Amounts this small beside the sum of all amounts without their signs are shown as 0.
const NEGLIGIBLE: f64 = 1e-15;

/// The entity a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum About {
    Nothing,
    Foundry(FoundryId),
    Process(ProcessId),
    Item(Item),
    Service(ServiceId),
    Option(OptionId),
}

/// Returns the margin by channel, line and quarter; an error if its lines do not sum to the objective.
pub(super) fn margin(
    decisions: &Decisions,
    attribution: &Attribution,
    objective: f64,
) -> Result<Margin, InterpretError> {
    let model = decisions.model;
    let periods = model.horizon.periods();
    let rho: Vec<f64> = (0..periods).map(|t| model.horizon.rho(t)).collect();
    let mut lines: BTreeMap<(Owner, Line, About), Vec<f64>> = BTreeMap::new();
    let mut turnover = 0.0;
    for (column, value) in decisions.columns().filter(|&(_, value)| value != 0.0) {
        let owners = attribution.owners(column);
        for Term {
            line, t, amount, ..
        } in terms(model, column)
        {
            let money = value * amount;
            turnover += rho[t] * money.abs();
            let mut add = |owner, money| {
                let key = (owner, line, about(column));
                lines.entry(key).or_insert_with(|| vec![0.0; periods])[t] += money;
            };
            match Owner::of_left_over(line) {
                Some(owner) => add(owner, money),
                None => owners
                    .iter()
                    .for_each(|&(owner, share)| add(owner, share * money)),
            }
        }
    }
    let lines = lines
        .into_iter()
        .filter_map(|((owner, line, about), mut by_quarter)| {
            for (money, rho) in by_quarter.iter_mut().zip(&rho) {
                if rho * money.abs() <= NEGLIGIBLE * turnover {
                    *money = 0.0;
                }
            }
            by_quarter
                .iter()
                .any(|&money| money != 0.0)
                .then(|| MarginLine {
                    channel: owner.channel(model),
                    line,
                    of: id(model, about),
                    present_value: by_quarter
                        .iter()
                        .zip(&rho)
                        .map(|(money, rho)| money * rho)
                        .sum(),
                    by_quarter,
                })
        });
    let lines: Vec<MarginLine> = lines.collect();
    let present_value: f64 = lines.iter().map(|line| line.present_value).sum();
    let difference = (present_value - objective).abs();
    if difference.is_nan() || difference > TOLERANCE * turnover {
        return Err(InterpretError::DoesNotSum {
            lines: present_value,
            objective,
        });
    }
    let by_quarter = super::decisions::total(
        periods,
        lines.iter().map(|line| (1.0, &line.by_quarter[..])),
    );
    Ok(Margin {
        present_value,
        by_quarter,
        lines,
    })
}

/// Returns what a column's money is about.
fn about(column: Column) -> About {
    match column {
        Column::WaferStart { die, .. } | Column::HotLotStart { die, .. } => {
            About::Item(Item::Die(die))
        }
        Column::FoundryExpansion { foundry, .. } | Column::IdleWafers { foundry, .. } => {
            About::Foundry(foundry)
        }
        Column::ProcessExpansion { process, .. } => About::Process(process),
        Column::Purchase { component, .. } => About::Item(Item::Component(component)),
        Column::ChipStart { chip, .. } => About::Item(Item::Chip(chip)),
        Column::RackStart { rack, .. }
        | Column::Install { rack, .. }
        | Column::Fleet { rack, .. } => About::Item(Item::Rack(rack)),
        Column::Stock { item, .. }
        | Column::Scrap { item, .. }
        | Column::InProcess { item, .. }
        | Column::Deliver { item, .. } => About::Item(item),
        Column::Use { service, .. }
        | Column::Serve { service, .. }
        | Column::Shortfall { service, .. } => About::Service(service),
        Column::OrderDelivery { .. }
        | Column::UpsideDelivery { .. }
        | Column::OpenOrders { .. }
        | Column::LostOrders { .. }
        | Column::Displacing { .. } => About::Nothing,
        Column::Taken { option } => About::Option(option),
    }
}

/// Returns the id in the model file.
fn id(model: &Model, about: About) -> Option<String> {
    let id = match about {
        About::Nothing => return None,
        About::Foundry(id) => &model.foundry(id).id,
        About::Process(id) => &model.process(id).id,
        About::Item(item) => model.item_id(item),
        About::Service(id) => &model.service(id).id,
        About::Option(id) => &model.option(id).id,
    };
    Some(id.to_owned())
}
