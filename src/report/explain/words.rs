//! What explanations call limits, units and activities.

use super::rules::{of_option, of_policy};
use crate::explain::{Concession, Total, Waiter};
use crate::model::{
    Address, BuyerField, BuyerId, BuysField, ChipField, ChipId, ComponentField, DieField, Field,
    FieldPath, FoundryExpansionField, FoundryField, FoundryId, Item, Model, OptionField,
    PolicyField, ProcessExpansionField, ProcessField, ProcessId, RackField, RackId, ServiceField,
    ServiceId, SiteField, StockField,
};
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

    /// Returns what to call the number at a path: `power at AWS regions`.
    pub fn limit(&self, path: &FieldPath) -> String {
        let (model, names) = (self.model, self.names);
        match path.field {
            Field::DiscountRate => "discount rate".to_owned(),
            Field::Foundry(id, field) => self.of_foundry(id, field),
            Field::Die(id, field) => {
                let name = names.item(&model.die(id).id);
                match field {
                    DieField::Foundry => format!("foundry of {name}"),
                    DieField::AvailableFrom => format!("first quarter of {name}"),
                    DieField::GoodDiesPerWafer => format!("good dies per wafer of {name}"),
                }
            }
            Field::Component(id, field) => {
                let name = names.item(&model.component(id).id);
                match field {
                    ComponentField::Supply => format!("{name} supply"),
                    ComponentField::Price => format!("price of {name}"),
                }
            }
            Field::Process(id, field) => self.of_process(id, field),
            Field::Chip(id, field) => self.of_chip(id, field),
            Field::Rack(id, field) => self.of_rack(id, field),
            Field::Stock(item, field) => {
                let name = names.item(model.item_id(item));
                match field {
                    StockField::Opening => format!("opening stock of {name}"),
                    StockField::Receipts => format!("receipts of {name}"),
                    StockField::InProcess => format!("{name} in process at the start"),
                    StockField::Max => format!("room to store {name}"),
                    StockField::ClosingMin => format!("closing stock of {name}"),
                    StockField::HoldingCost => format!("cost of holding {name}"),
                    StockField::SalvageValue => format!("salvage value of {name}"),
                }
            }
            Field::Site(id, field) => {
                let name = names.site(&model.site(id).id);
                match field {
                    SiteField::PowerMw => format!("power at {name}"),
                    SiteField::Pue => format!("power overhead at {name}"),
                    SiteField::EnergyPrice => format!("energy price at {name}"),
                    SiteField::Racks => format!("racks allowed at {name}"),
                    SiteField::Fleet => format!("opening fleet at {name}"),
                    SiteField::Installed(rack) => {
                        let rack = names.item(&model.rack(rack).id);
                        format!("opening fleet of {rack} at {name}")
                    }
                }
            }
            Field::Service(id, field) => self.of_service(id, field),
            Field::Buyer(id, field) => self.of_buyer(id, field),
            Field::Option(id, field) => of_option(model.option(id).display_name(), field),
            Field::Policy(field) => of_policy(field).to_owned(),
        }
    }

    fn of_foundry(&self, id: FoundryId, field: FoundryField) -> String {
        let foundry = self.model.foundry(id);
        let name = self.names.foundry(&foundry.id);
        match field {
            FoundryField::Capacity => format!("wafers at {name}"),
            FoundryField::WaferPrice => format!("wafer price at {name}"),
            FoundryField::LeadQuarters => format!("lead time at {name}"),
            FoundryField::Commitment => format!("reserved wafers at {name}"),
            FoundryField::TakeOrPay => format!("charge for reserved wafers at {name}"),
            FoundryField::HotLot => format!("hot lots at {name}"),
            FoundryField::HotLotPremium => format!("premium for hot lots at {name}"),
            FoundryField::HotLotQuartersSaved => format!("time saved by hot lots at {name}"),
            FoundryField::HotLotMaxShare => format!("share of hot lots at {name}"),
            FoundryField::Expansions => format!("expansions of {name}"),
            FoundryField::Expansion(extra, field) => {
                let extra = &foundry.expansions[extra].id;
                let extra = self.names.expansion("foundry", &foundry.id, extra);
                match field {
                    FoundryExpansionField::Capacity => format!("wafers at {name}, {extra}"),
                    FoundryExpansionField::Premium => format!("premium at {name}, {extra}"),
                }
            }
        }
    }

    fn of_process(&self, id: ProcessId, field: ProcessField) -> String {
        let process = self.model.process(id);
        let name = self.names.process(&process.id);
        match field {
            ProcessField::Capacity => format!("{name} capacity"),
            ProcessField::Cost => format!("cost of {name}"),
            ProcessField::Expansions => format!("expansions of {name}"),
            ProcessField::Expansion(extra, field) => {
                let extra = &process.expansions[extra].id;
                let extra = self.names.expansion("process", &process.id, extra);
                match field {
                    ProcessExpansionField::Capacity => format!("{name} capacity, {extra}"),
                    ProcessExpansionField::Cost => format!("cost of {name}, {extra}"),
                }
            }
        }
    }

    fn of_chip(&self, id: ChipId, field: ChipField) -> String {
        let (model, names) = (self.model, self.names);
        let name = names.item(&model.chip(id).id);
        match field {
            ChipField::Dies(part) => format!("{} in {name}", names.item(&model.die(part).id)),
            ChipField::Components(part) => {
                format!("{} in {name}", names.item(&model.component(part).id))
            }
            ChipField::Processes(process) => {
                format!("{} for {name}", names.process(&model.process(process).id))
            }
            ChipField::Yield => format!("yield of {name}"),
            ChipField::LeadQuarters => format!("lead time of {name}"),
            ChipField::Cost => format!("cost of {name}"),
        }
    }

    fn of_rack(&self, id: RackId, field: RackField) -> String {
        let (model, names) = (self.model, self.names);
        let name = names.item(&model.rack(id).id);
        match field {
            RackField::Chips(part) => format!("{} in {name}", names.item(&model.chip(part).id)),
            RackField::Components(part) => {
                format!("{} in {name}", names.item(&model.component(part).id))
            }
            RackField::Processes(process) => {
                format!("{} for {name}", names.process(&model.process(process).id))
            }
            RackField::Cost => format!("cost of {name}"),
            RackField::LeadQuarters => format!("lead time of {name}"),
            RackField::PowerKw => format!("power of {name}"),
            RackField::LifeQuarters => format!("life of {name}"),
            RackField::OperatingCost => format!("operating cost of {name}"),
            RackField::TransferPrice => format!("transfer price of {name}"),
        }
    }

    fn of_service(&self, id: ServiceId, field: ServiceField) -> String {
        let service = self.model.service(id);
        let name = self.names.service(&service.id);
        match field {
            ServiceField::Racks(rack) => {
                let rack = self.names.item(&self.model.rack(rack).id);
                format!("units of {name} per {rack}")
            }
            ServiceField::Sites => format!("sites of {name}"),
            ServiceField::Price => format!("price of {name}"),
            ServiceField::VariableCost => format!("variable cost of {name}"),
            ServiceField::Attach => format!("what is sold with {name}"),
            ServiceField::AttachLine(line) => {
                format!("{} sold with {name}", service.attach[line].0)
            }
            ServiceField::Demand => format!("demand for {name}"),
            ServiceField::Committed => format!("commitment to {name}"),
            ServiceField::ShortfallPenalty => format!("shortfall penalty of {name}"),
            ServiceField::Firm => format!("firm service of {name}"),
            ServiceField::MaxWaitQuarters => format!("longest wait for {name}"),
            ServiceField::CommittedBefore => format!("earlier commitment to {name}"),
        }
    }

    fn of_buyer(&self, id: BuyerId, field: BuyerField) -> String {
        let (model, names) = (self.model, self.names);
        let name = names.buyer(&model.buyer(id).id);
        match field {
            BuyerField::Orders => format!("orders of {name}"),
            BuyerField::Upside => format!("upside of {name}"),
            BuyerField::Firm => format!("firm orders of {name}"),
            BuyerField::LatePenalty => format!("late penalty of {name}"),
            BuyerField::CancelAfter => format!("patience of {name}"),
            BuyerField::CancelPenalty => format!("cancellation penalty of {name}"),
            BuyerField::BacklogOpen => format!("open orders of {name}"),
            BuyerField::BacklogDue => format!("earlier orders of {name}"),
            BuyerField::DeliveredBefore => format!("earlier deliveries to {name}"),
            BuyerField::Displaces(service) => {
                let service = names.service(&model.service(service).id);
                format!("{service} displaced by {name}")
            }
            BuyerField::DisplacesQuarters => format!("time in which {name} displaces"),
            BuyerField::Buys => format!("what {name} buys"),
            BuyerField::Bought(item, field) => {
                let item = names.item(model.item_id(item));
                let to = format!("{item} to {name}");
                match field {
                    BuysField::Price => format!("price of {to}"),
                    BuysField::DeliveryCost => format!("delivery cost of {to}"),
                    BuysField::OrderUnits => format!("order units of {to}"),
                    BuysField::Support => format!("support contract for {to}"),
                    BuysField::SupportMargin => format!("support margin of {to}"),
                    BuysField::SupportQuarters => format!("length of support for {to}"),
                    BuysField::VolumeDiscount => format!("volume discount for {to}"),
                    BuysField::VolumeStep(step) => {
                        format!("start of discount step {step} for {to}")
                    }
                }
            }
        }
    }

    /// Returns what to call an input that differs, by its path as assignments write it; the path itself of an entity or of
    /// the quarters.
    #[cfg(feature = "html")]
    pub fn input(&self, path: &str) -> String {
        let found = self.model.find_path(path);
        found.map_or_else(|| path.to_owned(), |path| self.limit(&path))
    }

    /// Returns what to call the number at an address: `power at AWS regions in 2028Q3`.
    pub fn address(&self, address: &Address) -> String {
        let name = self.limit(&address.path);
        match address.quarter {
            Some(quarter) => format!("{name} in {quarter}"),
            None => name,
        }
    }

    /// Returns what one unit of the number at a path is: `MW`, `wafer`; of a share a percentage point, see
    /// [`Self::unit_size`].
    pub fn unit(&self, path: &FieldPath) -> String {
        if path.field.is_share() {
            return "percentage point".to_owned();
        }
        let unit = match path.field {
            Field::Foundry(..) => "wafer",
            Field::Process(..) => "unit of work",
            Field::Site(_, SiteField::PowerMw) => "MW",
            Field::Site(..) | Field::Rack(..) | Field::Stock(Item::Rack(_), _) => "rack",
            Field::Service(id, _) => self.service_unit(&self.model.service(id).id),
            Field::Buyer(_, BuyerField::Bought(..)) => "unit",
            Field::Buyer(..) => "order unit",
            Field::Die(..) | Field::Stock(Item::Die(_), _) => "die",
            Field::Chip(..) | Field::Stock(Item::Chip(_), _) => "chip",
            Field::Policy(PolicyField::Budget) | Field::Option(_, OptionField::Cash) => {
                &self.model.currency
            }
            Field::Policy(_)
            | Field::Option(..)
            | Field::DiscountRate
            | Field::Component(..)
            | Field::Stock(Item::Component(_), _) => "unit",
        };
        unit.to_owned()
    }

    /// Returns what a service is counted in.
    fn service_unit(&self, id: &str) -> &'a str {
        let service = self.model.services.iter().find(|it| it.id == id);
        let unit = service.and_then(|it| it.unit.as_deref());
        unit.unwrap_or("unit")
    }

    /// Returns how much of the number [`Self::unit`] is: prices of shares are for 1.00 of them, and are shown for a
    /// percentage point.
    pub(crate) fn unit_size(path: &FieldPath) -> f64 {
        if path.field.is_share() { 0.01 } else { 1.0 }
    }

    /// Returns a change of the number at a path in words: `5% more of power at AWS regions`, `1 order unit less of
    /// orders of neocloud`.
    pub fn moved(&self, change: &str, path: &FieldPath, raised: bool) -> String {
        let way = if raised { "more" } else { "less" };
        format!("{change} {way} of {}", self.limit(path))
    }

    /// Returns what to call who waits.
    pub(crate) fn waiter(&self, who: &Waiter) -> String {
        match who {
            Waiter::Service(id) => self.names.service(id).to_owned(),
            Waiter::Buyer(id) => self.names.buyer(id).to_owned(),
        }
    }

    /// Returns the plural of what a waiter is counted in.
    pub(crate) fn waits_in(&self, who: &Waiter) -> String {
        match who {
            Waiter::Service(id) => format!("{}s", self.service_unit(id)),
            Waiter::Buyer(_) => "order units".to_owned(),
        }
    }

    /// Returns something that costs margin when it changes by an amount: `38 fewer Trainium3 UltraServer to neocloud`.
    pub(crate) fn giving(&self, what: &Concession, amount: f64) -> String {
        let names = self.names;
        let (name, units) = match what {
            Concession::Served { service } | Concession::ServedThen { service } => {
                let unit = self.service_unit(service);
                (names.service(service).to_owned(), format!("{unit}s of "))
            }
            Concession::Sold { item, buyer } => {
                let name = format!("{} to {}", names.item(item), names.buyer(buyer));
                (name, String::new())
            }
            Concession::Late { buyer } => {
                let units = "order-quarters late at ".to_owned();
                (names.buyer(buyer).to_owned(), units)
            }
            Concession::Lost { buyer } => (
                names.buyer(buyer).to_owned(),
                "orders lost or left open at the end at ".to_owned(),
            ),
            Concession::Option { option } => (names.option(option).to_owned(), String::new()),
            Concession::Wafers { foundry } => {
                (names.foundry(foundry).to_owned(), "wafers at ".to_owned())
            }
            Concession::HotLots { foundry } => {
                (names.foundry(foundry).to_owned(), "hot lots at ".to_owned())
            }
            Concession::ExtraWafers { foundry, expansion } => {
                let extra = names.expansion("foundry", foundry, expansion);
                let name = format!("{}, {extra}", names.foundry(foundry));
                (name, "wafers at ".to_owned())
            }
            Concession::Bought { component } => (names.item(component).to_owned(), String::new()),
            Concession::Made { item } => (format!("{} made", names.item(item)), String::new()),
            Concession::ExtraWork { process, expansion } => {
                let extra = names.expansion("process", process, expansion);
                let name = format!("{}, {extra}", names.process(process));
                (name, "units of work at ".to_owned())
            }
            Concession::Stock { item } => {
                return format!("stock of {} held or left at the end", names.item(item));
            }
        };
        let earns = matches!(
            what,
            Concession::Served { .. } | Concession::ServedThen { .. } | Concession::Sold { .. }
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
                let unit = self.service_unit(service);
                format!("{unit}s of {} served", names.service(service))
            }
            Total::Short { service } => {
                let unit = self.service_unit(service);
                format!("{unit}s of {} short", names.service(service))
            }
            Total::Lost { buyer } => format!("orders of {} lost", names.buyer(buyer)),
            Total::Started { die } => format!("wafers for {}", names.item(die)),
        }
    }
}
