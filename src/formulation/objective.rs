//! What a unit of each column earns and costs, line by line.

use super::arrival::arrival;
use super::key::Column;
use super::line::{Line, LineGroup, Term};
use crate::model::{BuyerId, HOURS_PER_QUARTER, Item, Model, RackId, ServiceId, SiteId};

/// Returns every amount of money that one unit of the column earns (positive) or costs (negative).
///
/// What the column earns in all, at present value, is the sum of `rho(term.t) * term.amount`.
///
/// ```text
/// max sum_t rho(t) * (service + hardware - supply + y cash) + rho(T-1) * end
///
/// service:  v (price - variable_cost + sum attach) - q shortfall_penalty
///           - u (operating_cost + power_kw pue 2191.5 energy_price)
/// hardware: x (price (1 - discount) - delivery_cost + sum_{n=1..N} rho(n) support.margin)
///           - O late_penalty - L cancel_penalty
/// supply:   (w + h) wafer_price + h premium wafer_price + e premium wafer_price + idle take_or_pay wafer_price
///           + b price + (p, a) (cost + sum_r n process cost) + e (expansion cost - process cost) + S holding_cost
/// end:      salvage_value (S + good units in process, N among them) - cancel_penalty O, where cancel_after is given
/// ```
///
/// Amounts of 0 are left out.
#[must_use]
pub fn terms(model: &Model, column: Column) -> Vec<Term> {
    let mut money = Money::new(model);
    match column {
        Column::WaferStart { die, t } => {
            let price = model.foundry(model.die(die).foundry).wafer_price[t];
            money.supply(Line::Wafers, t, price);
        }
        Column::HotLotStart { die, t } => {
            let foundry = model.foundry(model.die(die).foundry);
            let price = foundry.wafer_price[t];
            money.supply(Line::Wafers, t, price);
            if let Some(hot_lot) = &foundry.hot_lot {
                money.supply(Line::HotLotPremium, t, hot_lot.premium[t] * price);
            }
        }
        Column::FoundryExpansion {
            foundry,
            expansion,
            t,
        } => {
            let foundry = model.foundry(foundry);
            let premium = foundry.expansions[expansion].premium[t];
            money.supply(Line::ExpansionPremium, t, premium * foundry.wafer_price[t]);
        }
        Column::ProcessExpansion {
            process,
            expansion,
            t,
        } => {
            let process = model.process(process);
            let extra = process.expansions[expansion].cost[t] - process.cost[t];
            money.supply(Line::ExpansionWork, t, extra);
        }
        Column::IdleWafers { foundry, t } => {
            let foundry = model.foundry(foundry);
            let owed = foundry.take_or_pay[t] * foundry.wafer_price[t];
            money.supply(Line::IdleWafers, t, owed);
        }
        Column::Purchase { component, t } => {
            money.supply(Line::Components, t, model.component(component).price[t]);
        }
        Column::ChipStart { chip, t } => {
            let chip = model.chip(chip);
            money.supply(Line::Work, t, model.work_price(&chip.processes, t));
            money.supply(Line::ChipCost, t, chip.cost[t]);
        }
        Column::RackStart { rack, t } => {
            let rack = model.rack(rack);
            money.supply(Line::Work, t, model.work_price(&rack.processes, t));
            money.supply(Line::RackCost, t, rack.cost[t]);
        }
        Column::Stock { item, t } => {
            let stock = model.stock(item);
            money.supply(Line::Holding, t, stock.holding_cost[t]);
            if t == money.last {
                money.end(Line::ClosingStock, stock.salvage_value);
            }
        }
        Column::InProcess { item, .. } => {
            money.end(Line::WorkInProcess, model.stock(item).salvage_value);
        }
        Column::Use { rack, site, t, .. } => money.add_use(rack, site, t),
        Column::Serve { service, t } => money.add_serve(service, t),
        Column::Shortfall { service, t } => {
            if let Some(penalty) = &model.service(service).shortfall_penalty {
                money.service(Line::ShortfallPenalty, t, -penalty[t]);
            }
        }
        Column::Deliver {
            buyer,
            item,
            step,
            t,
        } => money.add_delivery(buyer, item, step, t),
        Column::OpenOrders { buyer, t } => money.add_open_orders(buyer, t),
        Column::Taken { option } => {
            for (t, &cash) in model.option(option).cash.values().iter().enumerate() {
                money.add(Line::Options, LineGroup::Options, 0, t, cash);
            }
        }
        Column::LostOrders { buyer, t } => {
            if let Some(cancel) = &model.buyer(buyer).cancel {
                money.hardware(Line::CancelPenalty, t, -cancel.penalty[t]);
            }
        }
        Column::Scrap { .. }
        | Column::Install { .. }
        | Column::Fleet { .. }
        | Column::OrderDelivery { .. }
        | Column::UpsideDelivery { .. }
        | Column::Displacing { .. } => {}
    }
    if let Some(arrival) = arrival(model, column)
        && arrival.t >= model.horizon.quarters
    {
        let salvage = model.stock(arrival.item).salvage_value;
        money.end(Line::WorkInProcess, arrival.good * salvage);
    }
    money.terms
}

/// The amounts of one column, growing.
struct Money<'a> {
    model: &'a Model,
    /// T - 1, the quarter in which what is left at the end counts.
    last: usize,
    terms: Vec<Term>,
}

impl<'a> Money<'a> {
    fn new(model: &'a Model) -> Self {
        Self {
            model,
            last: model.horizon.quarters.saturating_sub(1),
            terms: Vec::new(),
        }
    }

    fn add(&mut self, line: Line, group: LineGroup, attach: usize, t: usize, amount: f64) {
        if amount != 0.0 {
            self.terms.push(Term {
                line,
                group,
                attach,
                t,
                amount,
            });
        }
    }

    /// Adds a cost of supply; the sign turns here.
    fn supply(&mut self, line: Line, t: usize, cost: f64) {
        self.add(line, LineGroup::Supply, 0, t, -cost);
    }

    fn service(&mut self, line: Line, t: usize, amount: f64) {
        self.add(line, LineGroup::Service, 0, t, amount);
    }

    fn hardware(&mut self, line: Line, t: usize, amount: f64) {
        self.add(line, LineGroup::Hardware, 0, t, amount);
    }

    fn end(&mut self, line: Line, amount: f64) {
        self.add(line, LineGroup::End, 0, self.last, amount);
    }

    fn add_use(&mut self, rack: RackId, site: SiteId, t: usize) {
        let (rack, site) = (self.model.rack(rack), self.model.site(site));
        self.service(Line::OperatingCost, t, -rack.operating_cost[t]);
        let kwh = rack.power_kw * site.pue[t] * HOURS_PER_QUARTER;
        self.service(Line::Energy, t, -kwh * site.energy_price[t]);
    }

    fn add_serve(&mut self, service: ServiceId, t: usize) {
        let service = self.model.service(service);
        self.service(Line::Rental, t, service.price[t]);
        self.service(Line::VariableCost, t, -service.variable_cost[t]);
        for (attach, (_, margin)) in service.attach.iter().enumerate() {
            self.add(Line::Surrounding, LineGroup::Service, attach, t, margin[t]);
        }
    }

    fn add_delivery(&mut self, buyer: BuyerId, item: Item, step: usize, t: usize) {
        let offers = &self.model.buyer(buyer).buys;
        let Some(buys) = offers.iter().find(|buys| buys.item == item) else {
            return;
        };
        let price = buys.price[t];
        self.hardware(Line::Sales, t, price);
        let discount = buys.steps[step].discount;
        self.hardware(Line::VolumeDiscount, t, -price * discount);
        self.hardware(Line::DeliveryCost, t, -buys.delivery_cost[t]);
        if let Some(support) = buys.support {
            let quarters: f64 = (1..=support.quarters)
                .map(|n| self.model.horizon.rho(n))
                .sum();
            self.hardware(Line::Support, t, quarters * support.margin);
        }
    }

    fn add_open_orders(&mut self, buyer: BuyerId, t: usize) {
        let buyer = self.model.buyer(buyer);
        self.hardware(Line::LatePenalty, t, -buyer.late_penalty[t]);
        if let Some(cancel) = &buyer.cancel
            && t == self.last
        {
            self.end(Line::CancelPenalty, -cancel.penalty[t]);
        }
    }
}
