//! Checks a plan against the model's own limits, from the numbers of both and nothing else.

use waferline::model::{Item, Model};
use waferline::plan::{Plan, Sold, StockLevel};

/// Violations up to this share of the greatest amount involved, or of 1, are rounding.
const TOLERANCE: f64 = 1e-6;

/// Returns every limit and balance of the model that the plan breaks, in words; none if the plan is feasible.
pub fn violations(model: &Model, plan: &Plan) -> Vec<String> {
    let mut check = Check {
        model,
        plan,
        violations: Vec::new(),
    };
    check.amounts();
    check.foundries();
    check.components_and_processes();
    check.stocks();
    check.fleet();
    check.services();
    check.buyers();
    check.policy();
    check.violations
}

/// A check in progress.
struct Check<'a> {
    model: &'a Model,
    plan: &'a Plan,
    violations: Vec<String>,
}

impl Check<'_> {
    fn at_most(&mut self, what: &str, value: f64, limit: f64) {
        let scale = if limit.is_finite() { limit.abs() } else { 1.0 };
        if value.is_nan() || value > limit + TOLERANCE * scale.max(value.abs()).max(1.0) {
            self.violations
                .push(format!("{what}: {value} is above {limit}"));
        }
    }

    /// Checks that the terms sum to 0.
    fn balances(&mut self, what: &str, terms: &[f64]) {
        let sum: f64 = terms.iter().sum();
        let scale = terms
            .iter()
            .fold(1.0, |scale: f64, term| scale.max(term.abs()));
        if sum.is_nan() || sum.abs() > TOLERANCE * scale {
            self.violations.push(format!("{what}: off by {sum}"));
        }
    }

    /// Every quantity is a number, at least 0, one a quarter.
    fn amounts(&mut self) {
        let (horizon, periods) = (self.plan.quarters.len(), self.model.horizon.periods());
        let plan = self.plan;
        let mut short: Vec<(&str, &[f64])> = Vec::new();
        let mut long: Vec<(&str, &[f64])> = Vec::new();
        for of in &plan.starts {
            short.extend([("normal", &of.normal[..]), ("hot lot", &of.hot_lot)]);
        }
        for of in &plan.foundries {
            short.extend([("started", &of.started[..]), ("idle", &of.idle)]);
            short.extend(of.expansions.iter().map(|e| ("expansion", &e.used[..])));
        }
        for of in &plan.processes {
            short.push(("work", &of.work));
            short.extend(of.expansions.iter().map(|e| ("expansion", &e.used[..])));
        }
        short.extend(plan.components.iter().map(|of| ("bought", &of.bought[..])));
        for of in &plan.made {
            short.extend([("started", &of.started[..]), ("made", &of.made)]);
        }
        short.extend(plan.installed.iter().map(|of| ("installed", &of.racks[..])));
        short.extend(plan.sold.iter().map(|of| ("sold", &of.units[..])));
        for of in &plan.stocks {
            short.extend([("closing", &of.closing[..]), ("scrapped", &of.scrapped)]);
        }
        for of in &plan.orders {
            short.extend([("delivered", &of.delivered[..]), ("late", &of.late)]);
            short.extend([("lost", &of.lost[..]), ("upside sold", &of.upside_sold)]);
        }
        short.extend(plan.wafers.iter().map(|of| ("wafers", &of.wafers[..])));
        short.extend(plan.given.iter().map(|of| ("receipts", &of.receipts[..])));
        for of in &plan.fleet {
            long.push(("standing", &of.standing));
            long.extend(of.in_use.iter().map(|of| ("in use", &of.racks[..])));
        }
        long.extend(plan.power.iter().map(|of| ("power", &of.used_mw[..])));
        for of in &plan.services {
            long.extend([("asked", &of.asked[..]), ("displaced", &of.displaced)]);
            long.extend([
                ("served", &of.served[..]),
                ("short", &of.short),
                ("waiting", &of.waiting),
            ]);
        }
        let lengths = short
            .iter()
            .map(|s| (s, horizon))
            .chain(long.iter().map(|s| (s, periods)));
        for ((what, values), length) in lengths {
            let numbers = values
                .iter()
                .all(|&value| value.is_finite() && value >= 0.0);
            if values.len() != length || !numbers {
                self.violations.push(format!("{what}: {values:?}"));
            }
        }
    }

    /// Wafers within capacity, expansions, hot-lot share and availability; idle where reserved.
    fn foundries(&mut self) {
        let (model, plan) = (self.model, self.plan);
        for (foundry, used) in model.foundries.iter().zip(&plan.foundries) {
            let id = &foundry.id;
            for t in 0..plan.quarters.len() {
                let mut started = 0.0;
                let mut hot = 0.0;
                for (die, starts) in model.dies.iter().zip(&plan.starts) {
                    let wafers = starts.normal[t] + starts.hot_lot[t];
                    if die.available_from.is_none_or(|from| t < from) {
                        self.at_most(&format!("{} before it is available", die.id), wafers, 0.0);
                    }
                    if model.foundry(die.foundry).id == *id {
                        started += wafers;
                        hot += starts.hot_lot[t];
                    }
                }
                let mut capacity = foundry.capacity[t];
                for (expansion, used) in foundry.expansions.iter().zip(&used.expansions) {
                    self.at_most(
                        &format!("{id} expansion {t}"),
                        used.used[t],
                        expansion.capacity[t],
                    );
                    capacity += used.used[t];
                }
                self.balances(&format!("{id} started {t}"), &[started, -used.started[t]]);
                self.at_most(&format!("{id} capacity {t}"), started, capacity);
                let share = foundry
                    .hot_lot
                    .as_ref()
                    .map_or(0.0, |hot_lot| hot_lot.max_share[t]);
                self.at_most(&format!("{id} hot lots {t}"), hot, share * started);
                self.at_most(
                    &format!("{id} commitment {t}"),
                    foundry.commitment[t],
                    started + used.idle[t],
                );
                self.at_most(
                    &format!("{id} idle {t}"),
                    used.idle[t],
                    foundry.commitment[t],
                );
            }
        }
    }

    /// Purchases within supply, work within capacity and expansions.
    fn components_and_processes(&mut self) {
        let (model, plan) = (self.model, self.plan);
        for (component, used) in model.components.iter().zip(&plan.components) {
            for t in 0..plan.quarters.len() {
                self.at_most(
                    &format!("{} supply {t}", component.id),
                    used.bought[t],
                    component.supply[t],
                );
            }
        }
        for (position, (process, used)) in model.processes.iter().zip(&plan.processes).enumerate() {
            for t in 0..plan.quarters.len() {
                let chips = model.chips.iter().map(|chip| (&chip.id, &chip.processes));
                let racks = model.racks.iter().map(|rack| (&rack.id, &rack.processes));
                let mut work = 0.0;
                for (id, processes) in chips.chain(racks) {
                    let n: f64 = processes
                        .iter()
                        .filter(|(id, _)| id.0 == position)
                        .map(|p| p.1)
                        .sum();
                    work += n * started(plan, id, t);
                }
                let mut capacity = process.capacity[t];
                for (expansion, used) in process.expansions.iter().zip(&used.expansions) {
                    let what = format!("{} expansion {t}", process.id);
                    self.at_most(&what, used.used[t], expansion.capacity[t]);
                    capacity += used.used[t];
                }
                self.balances(&format!("{} work {t}", process.id), &[work, -used.work[t]]);
                self.at_most(&format!("{} capacity {t}", process.id), work, capacity);
            }
        }
    }

    /// What comes is what goes and what stays, for every item; stocks within their limits.
    fn stocks(&mut self) {
        let (model, plan) = (self.model, self.plan);
        let last = plan.quarters.len() - 1;
        for (item, level) in model.items().zip(&plan.stocks) {
            let (stock, id) = (model.stock(item), model.item_id(item));
            for t in 0..=last {
                let before = if t == 0 {
                    stock.opening
                } else {
                    level.closing[t - 1]
                };
                let leaves =
                    used(model, plan, item, t) + sold(plan, id, t) + installed(plan, id, t);
                let stays = level.closing[t] + level.scrapped[t];
                let comes = arriving(model, plan, item, t);
                let terms = [before, stock.receipts[t], comes, -leaves, -stays];
                self.balances(&format!("{id} balance {t}"), &terms);
                self.at_most(&format!("{id} max {t}"), level.closing[t], stock.max[t]);
                if let Some(made) = plan.made.iter().find(|made| made.item == id) {
                    self.balances(&format!("{id} made {t}"), &[comes, -made.made[t]]);
                }
            }
            self.leftovers(item, level);
        }
    }

    /// Good units in process are those that arrive after the horizon; with the closing stock they reach the minimum.
    fn leftovers(&mut self, item: Item, level: &StockLevel) {
        let (model, plan) = (self.model, self.plan);
        let quarters = plan.quarters.len();
        let late = quarters..quarters + 40;
        let of_past = model.stock(item).in_process.values();
        let of_past: f64 = of_past[quarters..].iter().sum();
        let in_process: f64 = of_past + late.map(|t| arriving(model, plan, item, t)).sum::<f64>();
        self.balances(
            &format!("{} in process", level.item),
            &[in_process, -level.in_process_at_end],
        );
        let left = level.closing[quarters - 1] + in_process;
        self.at_most(
            &format!("{} closing_min", level.item),
            model.stock(item).closing_min,
            left,
        );
    }

    /// Racks installed where they may be, in use where they stand, within the power.
    fn fleet(&mut self) {
        let (model, plan) = (self.model, self.plan);
        for installed in &plan.installed {
            let rack = model
                .rack_ids()
                .find(|&id| model.rack(id).id == installed.rack);
            let site = model
                .site_ids()
                .find(|&id| model.site(id).id == installed.site);
            let allowed = rack.zip(site).is_some_and(|(rack, site)| {
                model.site(site).allows(rack) && model.is_used_at(rack, site)
            });
            if !allowed {
                self.violations
                    .push(format!("{} at {}", installed.rack, installed.site));
            }
        }
        for site in model.site_ids() {
            let site_id = &model.site(site).id;
            let mut power = vec![0.0; model.horizon.periods()];
            for rack in model.rack_ids() {
                let Some(fleet) = plan
                    .fleet
                    .iter()
                    .find(|fleet| fleet.rack == model.rack(rack).id && fleet.site == *site_id)
                else {
                    continue;
                };
                let life = model.rack(rack).life_quarters;
                for (t, power) in power.iter_mut().enumerate() {
                    let opening = model
                        .site(site)
                        .installed(rack)
                        .map_or(0.0, |fleet| fleet[t]);
                    let first = (t + 1).saturating_sub(life);
                    let new = plan
                        .installed
                        .iter()
                        .filter(|i| i.rack == fleet.rack && i.site == fleet.site);
                    let new: f64 = new
                        .flat_map(|i| i.racks.iter().take(t + 1).skip(first))
                        .sum();
                    let what = format!("{} at {site_id} {t}", fleet.rack);
                    self.balances(&what, &[opening, new, -fleet.standing[t]]);
                    let in_use: f64 = fleet.in_use.iter().map(|of| of.racks[t]).sum();
                    self.at_most(&what, in_use, fleet.standing[t]);
                    *power += in_use * model.rack(rack).power_kw * model.site(site).pue[t] / 1000.0;
                }
            }
            for (t, power) in power.into_iter().enumerate() {
                self.balances(
                    &format!("{site_id} power {t}"),
                    &[power, -plan.power[site.0].used_mw[t]],
                );
                self.at_most(
                    &format!("{site_id} power {t}"),
                    power,
                    model.site(site).power_mw[t],
                );
            }
        }
    }

    /// Units served by racks in use, within demand; commitments served, displaced or short.
    fn services(&mut self) {
        let (model, plan) = (self.model, self.plan);
        for (service, level) in model.services.iter().zip(&plan.services) {
            let id = &service.id;
            for t in 0..model.horizon.periods() {
                let mut supply = 0.0;
                for fleet in &plan.fleet {
                    for used in fleet.in_use.iter().filter(|used| used.service == *id) {
                        let rack = model
                            .rack_ids()
                            .find(|&rack| model.rack(rack).id == fleet.rack);
                        let site = model
                            .site_ids()
                            .find(|&site| model.site(site).id == fleet.site);
                        let units = rack.and_then(|rack| service.units_per_rack(rack));
                        let runs = site.is_some_and(|site| service.runs_at(site));
                        supply += if runs {
                            units.unwrap_or(0.0) * used.racks[t]
                        } else {
                            0.0
                        };
                    }
                }
                self.at_most(&format!("{id} supply {t}"), level.served[t], supply);
                let asked = service.demand[t].max(service.committed[t]);
                self.balances(&format!("{id} asked {t}"), &[asked, -level.asked[t]]);
                let displaced = displaced(model, plan, id, t);
                self.balances(
                    &format!("{id} displaced {t}"),
                    &[displaced, -level.displaced[t]],
                );
                let answered = level.served[t] + displaced;
                self.at_most(&format!("{id} demand {t}"), answered, asked);
                self.balances(
                    &format!("{id} waiting {t}"),
                    &[asked, -answered, -level.waiting[t]],
                );
                self.at_most(
                    &format!("{id} committed {t}"),
                    service.committed[t],
                    answered + level.short[t],
                );
                if service.firm {
                    self.at_most(&format!("{id} firm {t}"), level.short[t], 0.0);
                }
                if let Some(wait) = service.max_wait_quarters {
                    let known = [
                        service.committed_before.values(),
                        service.committed.values(),
                    ];
                    let at = (known[0].len() + t).checked_sub(wait);
                    let earlier = at.map_or(0.0, |at| known.concat()[at]);
                    let least = earlier.min(service.committed[t]);
                    self.at_most(&format!("{id} max wait {t}"), least, answered);
                }
            }
        }
    }

    /// Deliveries fill orders and upside; orders are open, lost or delivered; discounts as promised.
    fn buyers(&mut self) {
        let (model, plan) = (self.model, self.plan);
        for (buyer, book) in model.buyers.iter().zip(&plan.orders) {
            let id = &buyer.id;
            for t in 0..plan.quarters.len() {
                let mut units = 0.0;
                for buys in &buyer.buys {
                    let of_item =
                        |sold: &&Sold| sold.buyer == *id && sold.item == model.item_id(buys.item);
                    let Some(sold) = plan.sold.iter().find(of_item) else {
                        self.violations.push(format!("{id} has no deliveries"));
                        continue;
                    };
                    units += buys.order_units * sold.units[t];
                    let mut rest = sold.units[t];
                    let mut dearest = 0.0;
                    for step in &buys.steps {
                        let in_step = rest.min(step.width);
                        dearest += in_step * buys.price[t] * (1.0 - step.discount);
                        rest -= in_step;
                    }
                    let paid = sold.units[t] * sold.net_price[t].unwrap_or(0.0);
                    self.at_most(&format!("{id} price {t}"), paid, dearest);
                }
                let delivered = [units, -book.delivered[t], -book.upside_sold[t]];
                self.balances(&format!("{id} delivered {t}"), &delivered);
                self.at_most(
                    &format!("{id} upside {t}"),
                    book.upside_sold[t],
                    buyer.upside[t],
                );
                let before = if t == 0 {
                    self.balances(
                        &format!("{id} open before"),
                        &[buyer.backlog.open, -book.open_before],
                    );
                    buyer.backlog.open
                } else {
                    book.late[t - 1]
                };
                let orders = [
                    before,
                    buyer.orders[t],
                    -book.delivered[t],
                    -book.lost[t],
                    -book.late[t],
                ];
                self.balances(&format!("{id} orders {t}"), &orders);
                if buyer.firm {
                    self.at_most(&format!("{id} firm {t}"), book.late[t] + book.lost[t], 0.0);
                }
                match &buyer.cancel {
                    None => self.at_most(&format!("{id} lost {t}"), book.lost[t], 0.0),
                    Some(cancel) => {
                        let past = buyer.backlog.due.values();
                        let all = [past, &buyer.orders.values()[..=t]].concat();
                        let young = all.iter().rev().take(cancel.after).sum();
                        self.at_most(&format!("{id} age {t}"), book.late[t], young);
                    }
                }
            }
        }
    }

    /// The external share and the budget.
    fn policy(&mut self) {
        let (model, plan) = (self.model, self.plan);
        for t in 0..plan.quarters.len() {
            let mut outside = 0.0;
            let mut own = 0.0;
            for item in model.items() {
                let id = model.item_id(item);
                outside += model.chips_in(item) * sold(plan, id, t);
                own += model.chips_in(item) * installed(plan, id, t);
            }
            let share = model.policy.external_share_max[t];
            if share.is_finite() {
                self.at_most(
                    &format!("external share {t}"),
                    outside,
                    share * (outside + own),
                );
            }
            self.at_most(
                &format!("budget {t}"),
                spending(model, plan, t),
                model.policy.budget[t],
            );
        }
    }
}

/// Returns the chips or racks started.
fn started(plan: &Plan, id: &str, t: usize) -> f64 {
    let of_item = plan.made.iter().find(|made| made.item == id);
    of_item.map_or(0.0, |made| made.started[t])
}

/// Returns the good units that arrive in a quarter, which may lie after the horizon.
fn arriving(model: &Model, plan: &Plan, item: Item, t: usize) -> f64 {
    let quarters = plan.quarters.len();
    let begun = |lead: usize| t.checked_sub(lead).filter(|&begun| begun < quarters);
    match item {
        Item::Component(id) if t < quarters => plan.components[id.0].bought[t],
        Item::Component(_) => 0.0,
        Item::Die(id) => {
            let (die, starts) = (model.die(id), &plan.starts[id.0]);
            let foundry = model.foundry(die.foundry);
            let good = |wafers: &[f64], lead| {
                begun(lead).map_or(0.0, |b| wafers[b] * die.good_dies_per_wafer[b])
            };
            let saved = foundry
                .hot_lot
                .as_ref()
                .map_or(0, |hot_lot| hot_lot.quarters_saved);
            good(&starts.normal, foundry.lead_quarters)
                + good(&starts.hot_lot, foundry.lead_quarters - saved)
        }
        Item::Chip(id) => {
            let chip = model.chip(id);
            begun(chip.lead_quarters)
                .map_or(0.0, |b| started(plan, &chip.id, b) * chip.good_share[b])
        }
        Item::Rack(id) => {
            let rack = model.rack(id);
            begun(rack.lead_quarters).map_or(0.0, |b| started(plan, &rack.id, b))
        }
    }
}

/// Returns the units that go into chips and racks started.
fn used(model: &Model, plan: &Plan, item: Item, t: usize) -> f64 {
    let mut used = 0.0;
    for chip in &model.chips {
        let dies = chip.dies.iter().map(|&(id, n)| (Item::Die(id), n));
        let components = chip
            .components
            .iter()
            .map(|&(id, n)| (Item::Component(id), n));
        let of_item = dies.chain(components).filter(|part| part.0 == item);
        used += of_item.map(|part| part.1).sum::<f64>() * started(plan, &chip.id, t);
    }
    for rack in &model.racks {
        let chips = rack.chips.iter().map(|&(id, n)| (Item::Chip(id), n));
        let components = rack
            .components
            .iter()
            .map(|&(id, n)| (Item::Component(id), n));
        let of_item = chips.chain(components).filter(|part| part.0 == item);
        used += of_item.map(|part| part.1).sum::<f64>() * started(plan, &rack.id, t);
    }
    used
}

/// Returns the units delivered to all buyers.
fn sold(plan: &Plan, id: &str, t: usize) -> f64 {
    plan.sold
        .iter()
        .filter(|sold| sold.item == id)
        .map(|sold| sold.units[t])
        .sum()
}

/// Returns the racks installed at all sites.
fn installed(plan: &Plan, id: &str, t: usize) -> f64 {
    let of_item = plan
        .installed
        .iter()
        .filter(|installed| installed.rack == id);
    of_item.map(|installed| installed.racks[t]).sum()
}

/// Returns the service units that order units delivered lately release.
fn displaced(model: &Model, plan: &Plan, service: &str, t: usize) -> f64 {
    let mut displaced = 0.0;
    for (buyer, book) in model.buyers.iter().zip(&plan.orders) {
        let first = (t + 1).saturating_sub(buyer.displaces_quarters);
        let window = first..(t + 1).min(plan.quarters.len());
        let of_past = buyer.displaces_quarters.saturating_sub(t + 1);
        let of_past = buyer.delivered_before.values().iter().rev().take(of_past);
        let delivered: f64 = window
            .map(|t| book.delivered[t] + book.upside_sold[t])
            .chain(of_past.copied())
            .sum();
        for &(id, units) in &buyer.displaces {
            if model.service(id).id == service {
                displaced += units * delivered;
            }
        }
    }
    displaced
}

/// Returns the supply spending of a quarter.
fn spending(model: &Model, plan: &Plan, t: usize) -> f64 {
    let mut money = 0.0;
    for (foundry, used) in model.foundries.iter().zip(&plan.foundries) {
        let price = foundry.wafer_price[t];
        let hot = plan
            .starts
            .iter()
            .filter(|starts| starts.foundry == foundry.id);
        let hot: f64 = hot.map(|starts| starts.hot_lot[t]).sum();
        let premium = foundry
            .hot_lot
            .as_ref()
            .map_or(0.0, |hot_lot| hot_lot.premium[t]);
        money += price * (used.started[t] + premium * hot + foundry.take_or_pay[t] * used.idle[t]);
        for (expansion, used) in foundry.expansions.iter().zip(&used.expansions) {
            money += price * expansion.premium[t] * used.used[t];
        }
    }
    for (component, used) in model.components.iter().zip(&plan.components) {
        money += component.price[t] * used.bought[t];
    }
    for (process, used) in model.processes.iter().zip(&plan.processes) {
        money += process.cost[t] * used.work[t];
        for (expansion, used) in process.expansions.iter().zip(&used.expansions) {
            money += (expansion.cost[t] - process.cost[t]) * used.used[t];
        }
    }
    money += model
        .chips
        .iter()
        .map(|chip| chip.cost[t] * started(plan, &chip.id, t))
        .sum::<f64>();
    money += model
        .racks
        .iter()
        .map(|rack| rack.cost[t] * started(plan, &rack.id, t))
        .sum::<f64>();
    for (item, level) in model.items().zip(&plan.stocks) {
        money += model.stock(item).holding_cost[t] * level.closing[t];
    }
    money
}
