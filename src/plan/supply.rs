//! Wafers, components and work: what is taken from suppliers, and what there was.

use serde::Serialize;

use crate::formulation::Column;
use crate::model::{Model, Series};

use super::batch::Way;
use super::decisions::{Decisions, settle, total};

/// Wafer starts for one die.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DieStarts {
    /// Die id.
    pub die: String,
    /// Foundry id.
    pub foundry: String,
    /// Wafers, normal.
    pub normal: Vec<f64>,
    /// Wafers, hot lots.
    pub hot_lot: Vec<f64>,
}

/// Use of one foundry.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FoundryUse {
    /// Foundry id.
    pub foundry: String,
    /// Wafers started.
    pub started: Vec<f64>,
    /// Normal capacity, wafers.
    pub capacity: Vec<f64>,
    /// Starts in expansions.
    pub expansions: Vec<ExpansionUse>,
    /// Wafers reserved.
    pub commitment: Vec<f64>,
    /// Reserved wafers paid for and not started.
    pub idle: Vec<f64>,
}

/// Use of one expansion.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExpansionUse {
    /// Expansion id.
    pub expansion: String,
    /// Wafers or units of work used.
    pub used: Vec<f64>,
    /// Wafers or units of work there are.
    pub capacity: Vec<f64>,
}

/// Purchases of one component.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ComponentUse {
    /// Component id.
    pub component: String,
    /// Units bought.
    pub bought: Vec<f64>,
    /// Most that can be bought.
    pub supply: Vec<f64>,
}

/// Use of one process.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProcessUse {
    /// Process id.
    pub process: String,
    /// Units of work.
    pub work: Vec<f64>,
    /// Normal capacity.
    pub capacity: Vec<f64>,
    /// Work in expansions.
    pub expansions: Vec<ExpansionUse>,
}

/// Returns the wafer starts of every die.
pub(super) fn starts(decisions: &Decisions) -> Vec<DieStarts> {
    let model = decisions.model;
    let starts = |way: Way| decisions.horizon(|t| way.column(t));
    model
        .die_ids()
        .map(|id| DieStarts {
            die: model.die(id).id.clone(),
            foundry: model.foundry(model.die(id).foundry).id.clone(),
            normal: starts(Way::Wafers(id)),
            hot_lot: starts(Way::HotLots(id)),
        })
        .collect()
}

/// Returns the use of every foundry, from the starts of its dies.
pub(super) fn foundries(decisions: &Decisions, starts: &[DieStarts]) -> Vec<FoundryUse> {
    let model = decisions.model;
    let quarters = model.horizon.quarters;
    let use_of = |id| {
        let foundry = model.foundry(id);
        let of_foundry = starts.iter().filter(|s| s.foundry == foundry.id);
        let parts = of_foundry.flat_map(|s| [(1.0, &s.normal[..]), (1.0, &s.hot_lot[..])]);
        let started = total(quarters, parts);
        let capacity = horizon(model, &foundry.capacity);
        let commitment = horizon(model, &foundry.commitment);
        let expansions = foundry.expansions.iter().enumerate();
        let expansions = expansions.map(|(expansion, e)| ExpansionUse {
            expansion: e.id.clone(),
            used: decisions.horizon(|t| Column::FoundryExpansion {
                foundry: id,
                expansion,
                t,
            }),
            capacity: horizon(model, &e.capacity),
        });
        FoundryUse {
            foundry: foundry.id.clone(),
            expansions: needed(expansions.collect(), &started, &capacity),
            idle: missing(&commitment, &started),
            started,
            capacity,
            commitment,
        }
    };
    model.foundry_ids().map(use_of).collect()
}

/// Returns the purchases of every component.
pub(super) fn components(decisions: &Decisions) -> Vec<ComponentUse> {
    let model = decisions.model;
    model
        .component_ids()
        .map(|id| ComponentUse {
            component: model.component(id).id.clone(),
            bought: decisions.horizon(|t| Way::Purchase(id).column(t)),
            supply: horizon(model, &model.component(id).supply),
        })
        .collect()
}

/// Returns the use of every process.
pub(super) fn processes(decisions: &Decisions) -> Vec<ProcessUse> {
    let model = decisions.model;
    let use_of = |id| {
        let process = model.process(id);
        let users = Way::users_of(model, id);
        let users: Vec<(f64, Vec<f64>)> = users
            .into_iter()
            .map(|(way, n)| (n, decisions.horizon(|t| way.column(t))))
            .collect();
        let parts = users.iter().map(|(n, started)| (*n, &started[..]));
        let work = total(model.horizon.quarters, parts);
        let capacity = horizon(model, &process.capacity);
        let expansions = process.expansions.iter().enumerate();
        let expansions = expansions.map(|(expansion, e)| ExpansionUse {
            expansion: e.id.clone(),
            used: decisions.horizon(|t| Column::ProcessExpansion {
                process: id,
                expansion,
                t,
            }),
            capacity: horizon(model, &e.capacity),
        });
        ProcessUse {
            process: process.id.clone(),
            expansions: needed(expansions.collect(), &work, &capacity),
            work,
            capacity,
        }
    };
    model.process_ids().map(use_of).collect()
}

/// Returns a series over the horizon.
fn horizon(model: &Model, series: &Series) -> Vec<f64> {
    series.values()[..model.horizon.quarters].to_vec()
}

/// Returns how much of `promised` the `used` leaves open, never below 0.
///
/// Reserved wafers that cost nothing when idle are bounded below only, so the column itself may be greater.
fn missing(promised: &[f64], used: &[f64]) -> Vec<f64> {
    let mut missing: Vec<f64> = promised.iter().zip(used).map(|(p, u)| p - u).collect();
    settle(&mut missing, promised.iter().copied().fold(1.0, f64::max));
    missing
}

/// Returns the expansions with no more used than exceeds the normal capacity.
///
/// An expansion without a premium costs nothing to take and not to use, so its column may be greater.
fn needed(mut expansions: Vec<ExpansionUse>, used: &[f64], capacity: &[f64]) -> Vec<ExpansionUse> {
    let beyond = missing(used, capacity);
    for (t, beyond) in beyond.iter().enumerate() {
        let taken: f64 = expansions.iter().map(|e| e.used[t]).sum();
        let mut surplus = taken - beyond;
        for expansion in expansions.iter_mut().rev() {
            let less = surplus.clamp(0.0, expansion.used[t]);
            expansion.used[t] -= less;
            surplus -= less;
        }
    }
    for expansion in &mut expansions {
        settle(&mut expansion.used, 1.0);
    }
    expansions
}
