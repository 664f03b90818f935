//! What explanations call limits, units and activities.

use crate::explain::{Giving, Total, Waiter, is_share};
use crate::model::Model;
use crate::report::names::Names;
use crate::report::number::quantity;

/// Words for a model.
pub(in crate::report) struct Words<'a> {
    pub model: &'a Model,
    pub names: &'a Names<'a>,
}

impl<'a> Words<'a> {
    pub fn of(model: &'a Model, names: &'a Names<'a>) -> Self {
        Self { model, names }
    }

    /// Returns what to call the number at a path: `power at AWS regions`; the path itself where it has no short name.
    pub fn limit(&self, path: &str) -> String {
        let names = self.names;
        let segments: Vec<&str> = path.split('.').collect();
        match segments[..] {
            ["foundry", id, "capacity"] => format!("wafers at {}", names.foundry(id)),
            ["foundry", id, "commitment"] => format!("reserved wafers at {}", names.foundry(id)),
            ["foundry", id, "hot_lot", "max_share"] => {
                format!("share of hot lots at {}", names.foundry(id))
            }
            ["foundry", id, "expansion", extra, "capacity"] => {
                let extra = names.expansion("foundry", id, extra);
                format!("wafers at {}, {extra}", names.foundry(id))
            }
            ["process", id, "capacity"] => format!("{} capacity", names.process(id)),
            ["process", id, "expansion", extra, "capacity"] => {
                let extra = names.expansion("process", id, extra);
                format!("{} capacity, {extra}", names.process(id))
            }
            ["component", id, "supply"] => format!("{} supply", names.item(id)),
            ["site", id, "power_mw"] => format!("power at {}", names.site(id)),
            ["site", id, "fleet", rack, "installed"] => {
                format!(
                    "opening fleet of {} at {}",
                    names.item(rack),
                    names.site(id)
                )
            }
            ["service", id, "demand"] => format!("demand for {}", names.service(id)),
            ["service", id, "committed"] => format!("commitment to {}", names.service(id)),
            ["buyer", id, "upside"] => format!("upside of {}", names.buyer(id)),
            ["buyer", id, "orders"] => format!("orders of {}", names.buyer(id)),
            ["buyer", id, "buys", item, "volume_discount", step] => {
                format!(
                    "start of discount step {step} for {} to {}",
                    names.item(item),
                    names.buyer(id)
                )
            }
            ["policy", "external_share_max"] => "share sold outside (policy)".to_owned(),
            ["policy", "budget"] => "budget".to_owned(),
            [_, id, "stock", "opening"] => format!("opening stock of {}", names.item(id)),
            [_, id, "stock", "receipts"] => format!("receipts of {}", names.item(id)),
            [_, id, "stock", "max"] => format!("room to store {}", names.item(id)),
            [_, id, "stock", "closing_min"] => format!("closing stock of {}", names.item(id)),
            _ => path.to_owned(),
        }
    }

    /// Returns what to call a number that a curve follows: a limit, or a price.
    #[cfg(feature = "html")]
    pub fn number(&self, path: &str) -> String {
        let segments: Vec<&str> = path.split('.').collect();
        match segments[..] {
            ["buyer", id, "buys", item, "price"] => format!(
                "price of {} to {}",
                self.names.item(item),
                self.names.buyer(id)
            ),
            ["service", id, "price"] => format!("price of {}", self.names.service(id)),
            ["foundry", id, "wafer_price"] => format!("wafer price at {}", self.names.foundry(id)),
            ["component", id, "price"] => format!("price of {}", self.names.item(id)),
            _ => self.limit(path),
        }
    }

    /// Returns what one unit of the number at a path is: `MW`, `wafer`; of a share a percentage point, see
    /// [`Self::unit_size`].
    pub fn unit(&self, path: &str) -> String {
        let segments: Vec<&str> = path.split('.').collect();
        match segments[..] {
            _ if is_share(path) => "percentage point".to_owned(),
            ["buyer", _, "buys", ..] => "unit".to_owned(),
            ["foundry", ..] => "wafer".to_owned(),
            ["process", ..] => "unit of work".to_owned(),
            ["site", _, "power_mw"] => "MW".to_owned(),
            ["site" | "rack", ..] => "rack".to_owned(),
            ["service", id, ..] => {
                let service = self.model.services.iter().find(|it| it.id == id);
                service
                    .and_then(|it| it.unit.clone())
                    .unwrap_or_else(|| "unit".to_owned())
            }
            ["buyer", ..] => "order unit".to_owned(),
            ["die", ..] => "die".to_owned(),
            ["chip", ..] => "chip".to_owned(),
            ["policy", "budget"] => self.model.currency.clone(),
            _ => "unit".to_owned(),
        }
    }

    /// Returns how much of the number [`Self::unit`] is: prices of shares are for 1.00 of them, and are shown for a
    /// percentage point.
    pub fn unit_size(path: &str) -> f64 {
        if is_share(path) { 0.01 } else { 1.0 }
    }

    /// Returns a change of the number at a path in words: `5% more of power at AWS regions`, `1 order unit less of
    /// orders of neocloud`.
    pub fn moved(&self, change: &str, path: &str, raised: bool) -> String {
        let way = if raised { "more" } else { "less" };
        format!("{change} {way} of {}", self.limit(path))
    }

    /// Returns what to call who waits.
    pub fn waiter(&self, who: &Waiter) -> String {
        match who {
            Waiter::Service(id) => self.names.service(id).to_owned(),
            Waiter::Buyer(id) => self.names.buyer(id).to_owned(),
        }
    }

    /// Returns the plural of what a waiter is counted in.
    pub fn waits_in(&self, who: &Waiter) -> String {
        match who {
            Waiter::Service(id) => format!("{}s", self.unit(&format!("service.{id}"))),
            Waiter::Buyer(_) => "order units".to_owned(),
        }
    }

    /// Returns something that costs margin when it changes by an amount: `38 fewer Trainium3 UltraServer to neocloud`.
    pub fn giving(&self, what: &Giving, amount: f64) -> String {
        let names = self.names;
        let (name, units) = match what {
            Giving::Served { service } | Giving::ServedThen { service } => {
                let unit = self.unit(&format!("service.{service}"));
                (names.service(service).to_owned(), format!("{unit}s of "))
            }
            Giving::Sold { item, buyer } => {
                let name = format!("{} to {}", names.item(item), names.buyer(buyer));
                (name, String::new())
            }
            Giving::Late { buyer } => {
                let units = "order-quarters late at ".to_owned();
                (names.buyer(buyer).to_owned(), units)
            }
            Giving::Lost { buyer } => (
                names.buyer(buyer).to_owned(),
                "orders lost or left open at the end at ".to_owned(),
            ),
            Giving::Wafers { foundry } => {
                (names.foundry(foundry).to_owned(), "wafers at ".to_owned())
            }
            Giving::HotLots { foundry } => {
                (names.foundry(foundry).to_owned(), "hot lots at ".to_owned())
            }
            Giving::ExtraWafers { foundry, expansion } => {
                let extra = names.expansion("foundry", foundry, expansion);
                let name = format!("{}, {extra}", names.foundry(foundry));
                (name, "wafers at ".to_owned())
            }
            Giving::Bought { component } => (names.item(component).to_owned(), String::new()),
            Giving::Made { item } => (format!("{} made", names.item(item)), String::new()),
            Giving::ExtraWork { process, expansion } => {
                let extra = names.expansion("process", process, expansion);
                let name = format!("{}, {extra}", names.process(process));
                (name, "units of work at ".to_owned())
            }
            Giving::Stock { item } => {
                return format!("stock of {} held or left at the end", names.item(item));
            }
        };
        let earns = matches!(
            what,
            Giving::Served { .. } | Giving::ServedThen { .. } | Giving::Sold { .. }
        );
        // As many or more that earn less, as many or fewer that cost more: then times and prices are what changes.
        let size = quantity(amount.abs());
        match (earns, amount < 0.0) {
            _ if size == quantity(0.0) && earns => format!("{name} later or for less"),
            _ if size == quantity(0.0) => format!("{units}{name} earlier or dearer"),
            (true, true) => format!("{size} fewer {units}{name}"),
            (true, false) => format!("{name} later or for less"),
            (false, false) => format!("{size} more {units}{name}"),
            (false, true) => format!("{units}{name} earlier or dearer"),
        }
    }

    /// Returns what to call something a plan does.
    pub fn total(&self, total: &Total) -> String {
        let names = self.names;
        match total {
            Total::Sold { item, buyer } => {
                format!("{} sold to {}", names.item(item), names.buyer(buyer))
            }
            Total::Installed { rack, site } => {
                format!("{} installed at {}", names.item(rack), names.site(site))
            }
            Total::Served { service } => {
                let unit = self.unit(&format!("service.{service}"));
                format!("{unit}s of {} served", names.service(service))
            }
            Total::Short { service } => {
                let unit = self.unit(&format!("service.{service}"));
                format!("{unit}s of {} short", names.service(service))
            }
            Total::Lost { buyer } => format!("orders of {} lost", names.buyer(buyer)),
            Total::Started { die } => format!("wafers for {}", names.item(die)),
        }
    }
}
