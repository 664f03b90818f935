//! Fields of who asks for it: sites, services, buyers.

use super::list::Fields;
use super::{Field, FieldMut, PartMut};
use crate::model::{
    Backlog, Buyer, BuyerId, Buys, Cancel, Item, Model, RackId, Service, ServiceId, Site, SiteId,
    Support,
};

/// A field of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SiteField {
    /// `power_mw`.
    PowerMw,
    /// `pue`.
    Pue,
    /// `energy_price`.
    EnergyPrice,
    /// `racks`.
    Racks,
    /// `fleet`: which racks it opens with, or all about them.
    Fleet,
    /// `fleet.ID.installed`.
    Installed(RackId),
}

/// A field of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ServiceField {
    /// `racks.ID`.
    Racks(RackId),
    /// `sites`.
    Sites,
    /// `price`.
    Price,
    /// `variable_cost`.
    VariableCost,
    /// `attach`: which lines are sold with it, or all about them.
    Attach,
    /// `attach.NAME`, by position.
    AttachLine(usize),
    /// `demand`.
    Demand,
    /// `committed`.
    Committed,
    /// `shortfall_penalty`.
    ShortfallPenalty,
    /// `firm`.
    Firm,
    /// `max_wait_quarters`.
    MaxWaitQuarters,
    /// `committed_before`.
    CommittedBefore,
}

/// A field of a buyer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BuyerField {
    /// `orders`.
    Orders,
    /// `upside`.
    Upside,
    /// `firm`.
    Firm,
    /// `late_penalty`.
    LatePenalty,
    /// `cancel_after`; with the penalty where the rule is one field.
    CancelAfter,
    /// `cancel_penalty`.
    CancelPenalty,
    /// `backlog.open`.
    BacklogOpen,
    /// `backlog.due`.
    BacklogDue,
    /// `displaces.ID`.
    Displaces(ServiceId),
    /// `displaces_quarters`.
    DisplacesQuarters,
    /// `delivered_before`.
    DeliveredBefore,
    /// `buys`: which items, or all about them.
    Buys,
    /// `buys.ID.FIELD`.
    Bought(Item, BuysField),
}

/// A field of what a buyer buys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BuysField {
    /// `price`.
    Price,
    /// `delivery_cost`.
    DeliveryCost,
    /// `order_units`.
    OrderUnits,
    /// `support`: whether there is a contract, or all about it.
    Support,
    /// `support.margin`.
    SupportMargin,
    /// `support.quarters`.
    SupportQuarters,
    /// `volume_discount`.
    VolumeDiscount,
    /// `volume_discount.N`: from where a step sells, the first being 1.
    VolumeStep(usize),
}

impl SiteField {
    pub(super) fn text(self, model: &Model) -> String {
        match self {
            Self::PowerMw => "power_mw".to_owned(),
            Self::Pue => "pue".to_owned(),
            Self::EnergyPrice => "energy_price".to_owned(),
            Self::Racks => "racks".to_owned(),
            Self::Fleet => "fleet".to_owned(),
            Self::Installed(rack) => format!("fleet.{}.installed", model.rack(rack).id),
        }
    }
}

impl ServiceField {
    pub(super) fn text(self, model: &Model, service: &Service) -> String {
        match self {
            Self::Racks(rack) => format!("racks.{}", model.rack(rack).id),
            Self::Sites => "sites".to_owned(),
            Self::Price => "price".to_owned(),
            Self::VariableCost => "variable_cost".to_owned(),
            Self::Attach => "attach".to_owned(),
            Self::AttachLine(line) => format!("attach.{}", service.attach[line].0),
            Self::Demand => "demand".to_owned(),
            Self::Committed => "committed".to_owned(),
            Self::ShortfallPenalty => "shortfall_penalty".to_owned(),
            Self::Firm => "firm".to_owned(),
            Self::MaxWaitQuarters => "max_wait_quarters".to_owned(),
            Self::CommittedBefore => "committed_before".to_owned(),
        }
    }
}

impl BuyerField {
    pub(super) fn text(self, model: &Model) -> String {
        match self {
            Self::Orders => "orders".to_owned(),
            Self::Upside => "upside".to_owned(),
            Self::Firm => "firm".to_owned(),
            Self::LatePenalty => "late_penalty".to_owned(),
            Self::CancelAfter => "cancel_after".to_owned(),
            Self::CancelPenalty => "cancel_penalty".to_owned(),
            Self::BacklogOpen => "backlog.open".to_owned(),
            Self::BacklogDue => "backlog.due".to_owned(),
            Self::Displaces(service) => format!("displaces.{}", model.service(service).id),
            Self::DisplacesQuarters => "displaces_quarters".to_owned(),
            Self::DeliveredBefore => "delivered_before".to_owned(),
            Self::Buys => "buys".to_owned(),
            Self::Bought(item, field) => {
                format!("buys.{}.{}", model.item_id(item), field.text())
            }
        }
    }
}

impl BuysField {
    fn text(self) -> String {
        match self {
            Self::Price => "price".to_owned(),
            Self::DeliveryCost => "delivery_cost".to_owned(),
            Self::OrderUnits => "order_units".to_owned(),
            Self::Support => "support".to_owned(),
            Self::SupportMargin => "support.margin".to_owned(),
            Self::SupportQuarters => "support.quarters".to_owned(),
            Self::VolumeDiscount => "volume_discount".to_owned(),
            Self::VolumeStep(step) => format!("volume_discount.{step}"),
        }
    }
}

impl<'a> Fields<'a, '_> {
    pub(super) fn site(&mut self, id: SiteId, site: &'a mut Site, racks: &[String]) {
        let Site {
            id: _,
            name: _,
            power_mw,
            pue,
            energy_price,
            racks: allowed,
            fleet,
        } = site;
        let at = |field| Field::Site(id, field);
        self.series(at(SiteField::PowerMw), power_mw);
        self.series(at(SiteField::Pue), pue);
        self.series(at(SiteField::EnergyPrice), energy_price);
        self.add(at(SiteField::Racks), FieldMut::Racks(allowed));
        if self.is_whole(at(SiteField::Fleet)) {
            self.part(at(SiteField::Fleet), PartMut::Fleet(fleet));
            return;
        }
        let keys = fleet.iter().map(|(rack, _)| racks[rack.0].clone());
        self.add(at(SiteField::Fleet), FieldMut::Keys(keys.collect()));
        for (rack, installed) in fleet {
            self.series(at(SiteField::Installed(*rack)), installed);
        }
    }

    pub(super) fn service(&mut self, id: ServiceId, service: &'a mut Service) {
        let Service {
            id: _,
            name: _,
            unit: _,
            racks,
            sites,
            price,
            variable_cost,
            attach,
            demand,
            committed,
            shortfall_penalty,
            firm,
            max_wait_quarters,
            committed_before,
        } = service;
        let at = |field| Field::Service(id, field);
        self.quantities(racks, |it| at(ServiceField::Racks(it)));
        self.add(at(ServiceField::Sites), FieldMut::Sites(sites));
        self.series(at(ServiceField::Price), price);
        self.series(at(ServiceField::VariableCost), variable_cost);
        if self.is_whole(at(ServiceField::Attach)) {
            self.part(at(ServiceField::Attach), PartMut::Attach(attach));
        } else {
            let keys = attach.iter().map(|it| it.0.clone()).collect();
            self.add(at(ServiceField::Attach), FieldMut::Keys(keys));
            for (line, (_, margin)) in attach.iter_mut().enumerate() {
                self.series(at(ServiceField::AttachLine(line)), margin);
            }
        }
        self.series(at(ServiceField::Demand), demand);
        self.series(at(ServiceField::Committed), committed);
        let penalty = at(ServiceField::ShortfallPenalty);
        if self.is_whole(penalty) {
            self.part(penalty, PartMut::OptionalSeries(shortfall_penalty));
        } else {
            self.optional(penalty, shortfall_penalty.as_mut().map(FieldMut::Series));
        }
        self.add(at(ServiceField::Firm), FieldMut::Flag(firm));
        let wait = at(ServiceField::MaxWaitQuarters);
        if self.is_whole(wait) {
            self.part(wait, PartMut::OptionalCount(max_wait_quarters));
        } else {
            self.optional(wait, max_wait_quarters.as_mut().map(FieldMut::Count));
        }
        self.past(at(ServiceField::CommittedBefore), committed_before);
    }

    pub(super) fn buyer(
        &mut self,
        id: BuyerId,
        buyer: &'a mut Buyer,
        item_id: &dyn Fn(Item) -> String,
    ) {
        let Buyer {
            id: _,
            name: _,
            orders,
            upside,
            firm,
            late_penalty,
            cancel,
            backlog: Backlog { open, due },
            displaces,
            displaces_quarters,
            delivered_before,
            buys,
        } = buyer;
        let at = |field| Field::Buyer(id, field);
        self.series(at(BuyerField::Orders), orders);
        self.series(at(BuyerField::Upside), upside);
        self.add(at(BuyerField::Firm), FieldMut::Flag(firm));
        self.series(at(BuyerField::LatePenalty), late_penalty);
        match cancel {
            cancel if self.is_whole(at(BuyerField::CancelAfter)) => {
                self.part(at(BuyerField::CancelAfter), PartMut::Cancel(cancel));
            }
            Some(Cancel { after, penalty }) => {
                self.count(at(BuyerField::CancelAfter), after);
                self.series(at(BuyerField::CancelPenalty), penalty);
            }
            None => self.presence(at(BuyerField::CancelAfter), false),
        }
        self.number(at(BuyerField::BacklogOpen), open);
        self.past(at(BuyerField::BacklogDue), due);
        self.quantities(displaces, |it| at(BuyerField::Displaces(it)));
        self.count(at(BuyerField::DisplacesQuarters), displaces_quarters);
        self.past(at(BuyerField::DeliveredBefore), delivered_before);
        if self.is_whole(at(BuyerField::Buys)) {
            self.part(at(BuyerField::Buys), PartMut::Buys(buys));
            return;
        }
        let keys = buys.iter().map(|it| item_id(it.item)).collect();
        self.add(at(BuyerField::Buys), FieldMut::Keys(keys));
        for bought in buys {
            self.bought(id, bought);
        }
    }

    fn bought(&mut self, id: BuyerId, buys: &'a mut Buys) {
        let Buys {
            item,
            price,
            delivery_cost,
            order_units,
            support,
            steps,
        } = buys;
        let at = |field| Field::Buyer(id, BuyerField::Bought(*item, field));
        self.series(at(BuysField::Price), price);
        self.series(at(BuysField::DeliveryCost), delivery_cost);
        self.number(at(BuysField::OrderUnits), order_units);
        if self.is_whole(at(BuysField::Support)) {
            self.part(at(BuysField::Support), PartMut::Support(support));
        } else {
            self.presence(at(BuysField::Support), support.is_some());
            if let Some(Support { margin, quarters }) = support {
                self.number(at(BuysField::SupportMargin), margin);
                self.count(at(BuysField::SupportQuarters), quarters);
            }
        }
        self.add(at(BuysField::VolumeDiscount), FieldMut::Steps(steps));
    }
}
