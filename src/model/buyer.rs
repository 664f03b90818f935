//! A company that buys items for its own data centers.

use super::{Item, Past, Series, ServiceId};

/// An outside buyer: contracted orders and what may be sold on top.
#[derive(Clone, Debug, PartialEq)]
pub struct Buyer {
    /// Id in the model file.
    pub id: String,
    /// Shown in reports in place of the id.
    pub name: Option<String>,
    /// Order units due, by quarter.
    pub orders: Series,
    /// Order units that may be sold on top, in that quarter only.
    pub upside: Series,
    /// Orders are delivered in the quarter they are due.
    pub firm: bool,
    /// Money per order unit and quarter late.
    pub late_penalty: Series,
    /// When orders are lost; `None`: never.
    pub cancel: Option<Cancel>,
    /// What is open of orders that were due before the start.
    pub backlog: Backlog,
    /// Rental units a quarter released by each order unit delivered.
    pub displaces: Vec<(ServiceId, f64)>,
    /// For how many quarters, from that of delivery; 0 where nothing is displaced.
    pub displaces_quarters: usize,
    /// Order units delivered in the last quarters before the start, which may still displace.
    pub delivered_before: Past,
    /// What it buys; several are substitutes.
    pub buys: Vec<Buys>,
}

/// Orders that were due before the start.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Backlog {
    /// Order units open at the start.
    pub open: f64,
    /// Orders by quarter in which they were due, as far as their age still matters.
    pub due: Past,
}

/// When an open order is lost and what that costs.
#[derive(Clone, Debug, PartialEq)]
pub struct Cancel {
    /// At most this many quarters late.
    pub after: usize,
    /// Money per order unit lost, or open at the end of the horizon.
    pub penalty: Series,
}

/// One item that a buyer buys.
#[derive(Clone, Debug, PartialEq)]
pub struct Buys {
    /// The item.
    pub item: Item,
    /// Money per unit at delivery.
    pub price: Series,
    /// Money per unit.
    pub delivery_cost: Series,
    /// Order units that one of these fills.
    pub order_units: f64,
    /// Margin after delivery.
    pub support: Option<Support>,
    /// Steps of the volume discount, the first from 0 at discount 0, contiguous.
    pub steps: Vec<VolumeStep>,
}

/// Margin per unit and quarter, in the quarters after delivery.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Support {
    /// Money per unit and quarter.
    pub margin: f64,
    /// How many quarters.
    pub quarters: usize,
}

/// Units of a quarter that sell at one discount.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VolumeStep {
    /// Units in the step; infinite in the last.
    pub width: f64,
    /// Share of the price.
    pub discount: f64,
}
