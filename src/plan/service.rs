//! Own services: racks standing and in use, power, and who is served and who waits.

use serde::Serialize;

use crate::formulation::{Column, terms};
use crate::model::{Model, RackId, ServiceId, SiteId};

use super::decisions::{Decisions, NOISE, settle, total};
use super::placing::OrderBook;

/// Racks of one kind at one site; horizon and tail.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FleetUse {
    /// Rack id.
    pub rack: String,
    /// Site id.
    pub site: String,
    /// Racks standing.
    pub standing: Vec<f64>,
    /// Racks in use, by service.
    pub in_use: Vec<RacksInUse>,
}

/// Racks that one service uses; horizon and tail.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RacksInUse {
    /// Service id.
    pub service: String,
    /// Racks.
    pub racks: Vec<f64>,
}

/// Power at one site; horizon and tail.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PowerUse {
    /// Site id.
    pub site: String,
    /// MW in use, PUE included.
    pub used_mw: Vec<f64>,
    /// MW there are.
    pub limit_mw: Vec<f64>,
}

/// One service; horizon and tail.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServiceLevel {
    /// Service id.
    pub service: String,
    /// Unit.
    pub unit: Option<String>,
    /// Units asked for: demand, or the commitment where that is more.
    pub asked: Vec<f64>,
    /// Units committed.
    pub committed: Vec<f64>,
    /// Units released by sales to buyers.
    pub displaced: Vec<f64>,
    /// Units served.
    pub served: Vec<f64>,
    /// Committed units not served.
    pub short: Vec<f64>,
    /// Units asked for, neither served nor displaced: customers who wait, the short ones included.
    pub waiting: Vec<f64>,
}

/// Margin of one line sold around the services, undiscounted; horizon and tail.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SurroundingLine {
    /// `storage`, `networking`.
    pub line: String,
    /// Money by quarter.
    pub by_quarter: Vec<f64>,
    /// Present value.
    pub present_value: f64,
}

/// Racks of one kind at one site that one service uses.
pub(super) struct Running {
    /// The racks.
    pub rack: RackId,
    /// Where.
    pub site: SiteId,
    /// For what.
    pub service: ServiceId,
    /// Service units that one rack serves.
    pub units: f64,
    /// Racks in use, horizon and tail.
    pub racks: Vec<f64>,
}

impl Running {
    /// Returns every use of racks that the program has, in the order of the model: racks, sites, services.
    ///
    /// Racks that cost nothing to run may be on without serving anybody; only those that serve count as in use.
    pub fn all(decisions: &Decisions) -> Vec<Self> {
        let model = decisions.model;
        let mut all = Vec::new();
        for rack in model.rack_ids() {
            for site in model.site_ids() {
                for service in model.service_ids() {
                    let Some(units) = model.service(service).units_per_rack(rack) else {
                        continue;
                    };
                    let column = |t| Column::Use {
                        rack,
                        site,
                        service,
                        t,
                    };
                    if decisions.has(column) {
                        let racks = decisions.periods(column);
                        all.push(Self {
                            rack,
                            site,
                            service,
                            units,
                            racks,
                        });
                    }
                }
            }
        }
        for service in model.service_ids() {
            let served = decisions.periods(|t| Column::Serve { service, t });
            let mut serving: Vec<&mut Self> =
                all.iter_mut().filter(|r| r.service == service).collect();
            for (t, served) in served.into_iter().enumerate() {
                switch_off_idle(model, &mut serving, served, t);
            }
        }
        all
    }

    /// Returns whether running a rack costs nothing in quarter `t`.
    fn is_free(&self, model: &Model, t: usize) -> bool {
        let column = Column::Use {
            rack: self.rack,
            site: self.site,
            service: self.service,
            t,
        };
        terms(model, column).is_empty()
    }
}

/// Takes racks of one service that run for nothing and serve nobody out of use, pro rata.
fn switch_off_idle(model: &Model, serving: &mut [&mut Running], served: f64, t: usize) {
    let units: f64 = serving.iter().map(|r| r.units * r.racks[t]).sum();
    let idle = units - served;
    if idle <= NOISE * units {
        return;
    }
    let mut free: Vec<&mut Running> = Vec::new();
    for running in serving {
        if running.is_free(model, t) {
            free.push(running);
        }
    }
    let free_units: f64 = free.iter().map(|r| r.units * r.racks[t]).sum();
    for running in free {
        running.racks[t] *= 1.0 - (idle / free_units).min(1.0);
    }
}

/// Returns the racks standing and in use, where racks may stand.
pub(super) fn fleet(decisions: &Decisions, running: &[Running]) -> Vec<FleetUse> {
    let model = decisions.model;
    let mut fleet = Vec::new();
    for rack in model.rack_ids() {
        for site in model.site_ids() {
            let column = |t| Column::Fleet { rack, site, t };
            if !decisions.has(column) {
                continue;
            }
            let here = running.iter().filter(|r| r.rack == rack && r.site == site);
            let in_use = here.map(|running| RacksInUse {
                service: model.service(running.service).id.clone(),
                racks: running.racks.clone(),
            });
            fleet.push(FleetUse {
                rack: model.rack(rack).id.clone(),
                site: model.site(site).id.clone(),
                standing: decisions.periods(column),
                in_use: in_use.collect(),
            });
        }
    }
    fleet
}

/// Returns the power in use at every site.
pub(super) fn power(decisions: &Decisions, running: &[Running]) -> Vec<PowerUse> {
    let model = decisions.model;
    let power_at = |id: SiteId| {
        let site = model.site(id);
        let here = running.iter().filter(|running| running.site == id);
        let parts = here.map(|r| (model.rack(r.rack).power_kw / 1000.0, &r.racks[..]));
        let mut used_mw = total(model.horizon.periods(), parts);
        for (used, pue) in used_mw.iter_mut().zip(site.pue.values()) {
            *used *= pue;
        }
        PowerUse {
            site: site.id.clone(),
            used_mw,
            limit_mw: site.power_mw.values().to_vec(),
        }
    };
    model.site_ids().map(power_at).collect()
}

/// Returns what every service was asked for and served.
///
/// Displaced are the units that order units delivered in the last `displaces_quarters` quarters release, before the start too.
/// Short and waiting are
/// what is left open of commitment and demand: a shortfall without a penalty is bounded below only, so its column may be greater.
pub(super) fn services(decisions: &Decisions, orders: &[OrderBook]) -> Vec<ServiceLevel> {
    let model = decisions.model;
    let periods = model.horizon.periods();
    let level = |id: ServiceId| {
        let service = model.service(id);
        let committed = service.committed.values().to_vec();
        let demand = service.demand.values().iter().zip(&committed);
        let asked: Vec<f64> = demand
            .map(|(&demand, &committed)| demand.max(committed))
            .collect();
        let mut displaced = vec![0.0; periods];
        for (buyer, orders) in model.buyers.iter().zip(orders) {
            let per_order = buyer.displaces.iter().filter(|(service, _)| *service == id);
            let per_order: f64 = per_order.map(|&(_, units)| units).sum();
            let quarters = buyer.displaces_quarters;
            for (t, displaced) in displaced.iter_mut().enumerate().take(quarters) {
                *displaced += per_order * buyer.delivered_before.sum(quarters - 1 - t);
            }
            for t in 0..model.horizon.quarters {
                let released = per_order * (orders.delivered[t] + orders.upside_sold[t]);
                for displaced in displaced.iter_mut().skip(t).take(quarters) {
                    *displaced += released;
                }
            }
        }
        let served = decisions.periods(|t| Column::Serve { service: id, t });
        let open = |asked: &[f64]| {
            let mut open = total(
                periods,
                [(1.0, asked), (-1.0, &displaced[..]), (-1.0, &served[..])],
            );
            settle(&mut open, asked.iter().copied().fold(1.0, f64::max));
            open
        };
        ServiceLevel {
            service: service.id.clone(),
            unit: service.unit.clone(),
            short: open(&committed),
            waiting: open(&asked),
            asked,
            committed,
            displaced,
            served,
        }
    };
    model.service_ids().map(level).collect()
}

/// Returns the margin of what is sold around the services; lines of the same name are one, in the order they first appear.
pub(super) fn surrounding(
    decisions: &Decisions,
    services: &[ServiceLevel],
) -> Vec<SurroundingLine> {
    let model = decisions.model;
    let mut lines: Vec<SurroundingLine> = Vec::new();
    for (service, level) in model.services.iter().zip(services) {
        for (name, margin) in &service.attach {
            let at = lines
                .iter()
                .position(|line| line.line == *name)
                .unwrap_or_else(|| {
                    lines.push(SurroundingLine {
                        line: name.clone(),
                        by_quarter: vec![0.0; model.horizon.periods()],
                        present_value: 0.0,
                    });
                    lines.len() - 1
                });
            let line = &mut lines[at];
            for (t, served) in level.served.iter().enumerate() {
                let money = served * margin[t];
                line.by_quarter[t] += money;
                line.present_value += money * model.horizon.rho(t);
            }
        }
    }
    lines
}
