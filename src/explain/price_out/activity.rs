//! Activities by address: what the planner can ask "why" or "why not" about.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::explain::ExplainError;
use crate::formulation::Column;
use crate::input::suggest;
use crate::model::{BuyerId, ChipId, ComponentId, DieId, Item, Model, RackId, ServiceId, SiteId};
use crate::quarter::Quarter;

/// How to ask for an activity: `buyer.neocloud.trn3-ultra@2028Q2`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ActivityAddress {
    /// What happens, `buyer.neocloud.trn3-ultra`.
    pub path: String,
    /// When.
    pub quarter: Quarter,
}

impl fmt::Display for ActivityAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}@{}", self.path, self.quarter))
    }
}

impl Serialize for ActivityAddress {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ActivityAddress {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ActivityAddress".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "description": "what happens, then @quarter, as `waferline why` takes it" })
    }
}

/// Something that could happen in one quarter.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Activity {
    /// How to ask for it.
    pub address: ActivityAddress,
    pub(crate) kind: Kind,
    pub(crate) t: usize,
}

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    StartWafers(DieId),
    StartHotLots(DieId),
    StartChips(ChipId),
    StartRacks(RackId),
    Buy(ComponentId),
    Install(RackId, SiteId),
    Use(RackId, SiteId, ServiceId),
    Serve(ServiceId),
    Deliver(BuyerId, Item),
}

impl Activity {
    /// Returns the buyer and the item, if it is a delivery.
    pub(crate) fn delivery(&self) -> Option<(BuyerId, Item)> {
        match self.kind {
            Kind::Deliver(buyer, item) => Some((buyer, item)),
            _ => None,
        }
    }

    /// Returns the columns that are this activity: several only where a volume discount has steps.
    pub(crate) fn columns(&self, model: &Model) -> Vec<Column> {
        let t = self.t;
        vec![match self.kind {
            Kind::StartWafers(die) => Column::WaferStart { die, t },
            Kind::StartHotLots(die) => Column::HotLotStart { die, t },
            Kind::StartChips(chip) => Column::ChipStart { chip, t },
            Kind::StartRacks(rack) => Column::RackStart { rack, t },
            Kind::Buy(component) => Column::Purchase { component, t },
            Kind::Install(rack, site) => Column::Install { rack, site, t },
            Kind::Use(rack, site, service) => Column::Use {
                rack,
                site,
                service,
                t,
            },
            Kind::Serve(service) => Column::Serve { service, t },
            Kind::Deliver(buyer, item) => {
                let buys = model.buyer(buyer).buys.iter().find(|it| it.item == item);
                let steps = buys.map_or(0, |buys| buys.steps.len());
                let deliver = |step| Column::Deliver {
                    buyer,
                    item,
                    step,
                    t,
                };
                return (0..steps).map(deliver).collect();
            }
        }]
    }

    /// Returns why the activity cannot happen in its quarter, whatever it earns.
    pub(crate) fn why_impossible(&self, model: &Model) -> String {
        let (t, quarter) = (self.t, model.horizon.quarter(self.t));
        match self.kind {
            Kind::Use(rack, site, service)
                if !model.service(service).runs_at(site)
                    || model.service(service).units_per_rack(rack).is_none() =>
            {
                let (rack, site) = (
                    model.rack(rack).display_name(),
                    model.site(site).display_name(),
                );
                let service = model.service(service).display_name();
                format!("{service} cannot use {rack} at {site}")
            }
            Kind::Use(..) => format!("none of these racks can stand there in {quarter}"),
            Kind::Serve(_) => format!("no rack that could serve it can stand in {quarter}"),
            _ if t >= model.horizon.quarters => {
                "nothing is decided after the horizon: the fleet only goes on serving".to_owned()
            }
            Kind::StartWafers(die) | Kind::StartHotLots(die) => {
                let die = model.die(die);
                match die.available_from {
                    Some(from) if t >= from => format!(
                        "foundry.{} offers no hot lots",
                        model.foundry(die.foundry).id
                    ),
                    Some(from) => format!(
                        "die.{} is available from {} on",
                        die.id,
                        model.horizon.quarter(from)
                    ),
                    None => format!("die.{} is not available within the horizon", die.id),
                }
            }
            Kind::StartChips(_) | Kind::StartRacks(_) => {
                "it is made from nothing, or from something that can never be there".to_owned()
            }
            Kind::Buy(component) => {
                let component = &model.component(component).id;
                format!("component.{component}.supply is 0 in {quarter}")
            }
            Kind::Install(rack, site) if !model.site(site).allows(rack) => {
                let (rack, site) = (&model.rack(rack).id, &model.site(site).id);
                format!("site.{site}.racks does not name {rack}")
            }
            Kind::Install(rack, site) if !model.is_used_at(rack, site) => {
                let (rack, site) = (
                    model.rack(rack).display_name(),
                    model.site(site).display_name(),
                );
                format!("no service can use {rack} at {site}")
            }
            Kind::Install(..) => "there can never be a new one of these racks".to_owned(),
            Kind::Deliver(buyer, item) => {
                let (buyer, item) = (model.buyer(buyer).display_name(), model.item_name(item));
                format!(
                    "{buyer} has neither open orders nor upside in {quarter}, or there can never be a {item}"
                )
            }
        }
    }
}

/// Returns the activities that an address names: `buyer.neocloud.trn3-ultra@2028Q2`, a range of quarters
/// (`@2028Q1..2028Q3`, `@2028Q1..`, `@..2028Q3`), or without a quarter all of the horizon.
///
/// ```text
/// buyer.BUYER.ITEM        deliver (also buyer.BUYER.buys.ITEM)
/// service.SERVICE         serve a unit
/// die.DIE                 start a wafer; die.DIE.hot_lot: as a hot lot
/// chip.CHIP  rack.RACK    start one
/// component.COMPONENT     buy one
/// rack.RACK.site.SITE     install one (also site.SITE.RACK)
/// rack.RACK.site.SITE.service.SERVICE   use one for a service
/// ```
///
/// An unknown address is [`ExplainError::Unknown`], with the one probably meant.
pub fn activities(model: &Model, address: &str) -> Result<Vec<Activity>, ExplainError> {
    let (path, quarters) = match address.split_once('@') {
        Some((path, quarters)) => (path, Some(quarters)),
        None => (address, None),
    };
    let known = known(model);
    let canonical = path.trim();
    let found = known
        .iter()
        .find(|(paths, _)| paths.iter().any(|known| known == canonical));
    let Some((paths, kind)) = found else {
        let all = known.iter().map(|(paths, _)| paths[0].as_str());
        let help = match suggest::closest_path(canonical, all.clone()) {
            Some(path) => format!("did you mean `{path}`?"),
            None => suggest::help(canonical, all).unwrap_or_default(),
        };
        return Err(ExplainError::Unknown(format!(
            "no activity is called `{canonical}`: {help}"
        )));
    };
    let range = match quarters {
        None => 0..model.horizon.quarters,
        Some(text) => range(model, text.trim())?,
    };
    Ok(range
        .map(|t| Activity {
            address: ActivityAddress {
                path: paths[0].clone(),
                quarter: model.horizon.quarter(t),
            },
            kind: *kind,
            t,
        })
        .collect())
}

fn range(model: &Model, text: &str) -> Result<std::ops::Range<usize>, ExplainError> {
    let index = |text: &str| -> Result<usize, ExplainError> {
        let quarter: Quarter = text
            .parse()
            .map_err(|error| ExplainError::Unknown(format!("{error}")))?;
        model.horizon.index(quarter).ok_or_else(|| {
            let last = model
                .horizon
                .quarter(model.horizon.periods().saturating_sub(1));
            ExplainError::Unknown(format!(
                "{quarter} is outside the model's quarters, {} to {last}",
                model.horizon.start
            ))
        })
    };
    let range = match text.split_once("..") {
        None => {
            let t = index(text)?;
            return Ok(t..t + 1);
        }
        Some((from, to)) => {
            let first = if from.is_empty() { 0 } else { index(from)? };
            let end = match to {
                "" => model.horizon.quarters,
                to => index(to)? + 1,
            };
            first..end
        }
    };
    if range.is_empty() {
        return Err(ExplainError::Unknown(format!(
            "`{text}` ends before it starts"
        )));
    }
    Ok(range)
}

fn delivery_path(model: &Model, buyer: BuyerId, item: Item) -> String {
    format!("buyer.{}.{}", model.buyer(buyer).id, model.item_id(item))
}

/// Returns every activity with its paths, the one to show first.
fn known(model: &Model) -> Vec<(Vec<String>, Kind)> {
    let mut all = Vec::new();
    for id in model.buyer_ids() {
        for buys in &model.buyer(id).buys {
            let path = delivery_path(model, id, buys.item);
            let long = format!(
                "buyer.{}.buys.{}",
                model.buyer(id).id,
                model.item_id(buys.item)
            );
            all.push((vec![path, long], Kind::Deliver(id, buys.item)));
        }
    }
    for id in model.service_ids() {
        let path = format!("service.{}", model.service(id).id);
        all.push((vec![path], Kind::Serve(id)));
    }
    for id in model.die_ids() {
        let path = format!("die.{}", model.die(id).id);
        let hot = format!("{path}.hot_lot");
        all.push((vec![path], Kind::StartWafers(id)));
        all.push((vec![hot], Kind::StartHotLots(id)));
    }
    for id in model.chip_ids() {
        all.push((
            vec![format!("chip.{}", model.chip(id).id)],
            Kind::StartChips(id),
        ));
    }
    for id in model.rack_ids() {
        all.push((
            vec![format!("rack.{}", model.rack(id).id)],
            Kind::StartRacks(id),
        ));
    }
    for id in model.component_ids() {
        let path = format!("component.{}", model.component(id).id);
        all.push((vec![path], Kind::Buy(id)));
    }
    for rack in model.rack_ids() {
        for site in model.site_ids() {
            let (rack_id, site_id) = (&model.rack(rack).id, &model.site(site).id);
            let path = format!("rack.{rack_id}.site.{site_id}");
            for service in model.service_ids() {
                let path = format!("{path}.service.{}", model.service(service).id);
                all.push((vec![path], Kind::Use(rack, site, service)));
            }
            let other = format!("site.{site_id}.{rack_id}");
            all.push((vec![path, other], Kind::Install(rack, site)));
        }
    }
    all
}
