//! Where wafers go in all: from a foundry through a die to the service or buyer that got them.

use serde::Serialize;

use super::{Destination, Plan};
use crate::model::{DieId, Model};

/// Where wafers end up, services told apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", content = "id", rename_all = "kebab-case")]
pub enum FlowEnd {
    /// An own service.
    Service(String),
    /// Installed at this site and used by no service.
    UnusedAt(String),
    /// An outside buyer.
    Buyer(String),
    /// In stock at the end of the horizon.
    ClosingStock,
    /// Started and not arrived at the end of the horizon.
    InProcess,
    /// Thrown away.
    Scrap,
}

/// Wafers of one die that ended up in one place, over all quarters.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WaferFlow {
    /// Foundry id.
    pub foundry: String,
    /// Die id.
    pub die: String,
    /// Where they ended up.
    pub to: FlowEnd,
    /// Wafers started.
    pub wafers: f64,
}

/// Returns the wafers of every die by who got them, over all quarters; they sum to the wafers started.
///
/// What went to a site is shared among its services by the rack-quarters, horizon and tail, that each uses there of the
/// racks made with that die: racks of one kind at one site are not told apart.
///
/// ```
/// use waferline::plan::wafer_flows;
/// use waferline::{Model, Outcome, SolveOptions, solve};
///
/// let model = Model::load("models/minimal.toml")?;
/// let Outcome::Optimal(solved) = solve(&model, &SolveOptions::default())? else {
///     panic!("the bundled model has a plan");
/// };
/// let flows: f64 = wafer_flows(&model, &solved.plan).iter().map(|flow| flow.wafers).sum();
/// let started: f64 = solved.plan.starts.iter().flat_map(|starts| &starts.normal).sum();
/// assert!((flows / started - 1.0).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn wafer_flows(model: &Model, plan: &Plan) -> Vec<WaferFlow> {
    let mut flows: Vec<WaferFlow> = Vec::new();
    for split in &plan.wafers {
        let wafers: f64 = split.wafers.iter().sum();
        let Some(die) = model.die_ids().find(|&id| model.die(id).id == split.die) else {
            continue;
        };
        if wafers <= 0.0 {
            continue;
        }
        let mut add = |to: FlowEnd, wafers: f64| {
            let known = flows
                .iter_mut()
                .find(|it| it.die == split.die && it.to == to);
            match known {
                Some(flow) => flow.wafers += wafers,
                None => flows.push(WaferFlow {
                    foundry: model.foundry(model.die(die).foundry).id.clone(),
                    die: split.die.clone(),
                    to,
                    wafers,
                }),
            }
        };
        match &split.destination {
            Destination::OwnService(site) => {
                let uses = rack_quarters(model, plan, die, site);
                let all: f64 = uses.iter().map(|(_, used)| used).sum();
                if all > 0.0 {
                    for (service, used) in uses {
                        add(FlowEnd::Service(service), wafers * used / all);
                    }
                } else {
                    add(FlowEnd::UnusedAt(site.clone()), wafers);
                }
            }
            Destination::Buyer(buyer) => add(FlowEnd::Buyer(buyer.clone()), wafers),
            Destination::ClosingStock => add(FlowEnd::ClosingStock, wafers),
            Destination::InProcess => add(FlowEnd::InProcess, wafers),
            Destination::Scrap => add(FlowEnd::Scrap, wafers),
        }
    }
    flows
}

/// Returns the rack-quarters that each service uses at a site of racks made with a die, in the order of the model.
fn rack_quarters(model: &Model, plan: &Plan, die: DieId, site: &str) -> Vec<(String, f64)> {
    let has_die = |rack: &str| {
        let rack = model.racks.iter().find(|it| it.id == rack);
        rack.is_some_and(|rack| {
            let mut chips = rack.chips.iter().filter(|&&(_, n)| n > 0.0);
            chips.any(|&(chip, _)| {
                let mut dies = model.chip(chip).dies.iter();
                dies.any(|&(it, n)| it == die && n > 0.0)
            })
        })
    };
    let mut uses: Vec<(String, f64)> = Vec::new();
    for service in &model.services {
        let fleets = plan.fleet.iter();
        let used: f64 = fleets
            .filter(|fleet| fleet.site == site && has_die(&fleet.rack))
            .flat_map(|fleet| &fleet.in_use)
            .filter(|it| it.service == service.id)
            .flat_map(|it| &it.racks)
            .sum();
        if used > 0.0 {
            uses.push((service.id.clone(), used));
        }
    }
    uses
}
