//! Everything said of limits, on random models and the bundled ones, against changed models solved again.

use std::cell::RefCell;

use waferline::Address;
use waferline::explain::{
    GroupPrice, LimitGroup, LimitPrice, Missing, Price, PricedLimits, price_limits,
};
use waferline::formulation::{Column, Constraint, formulate};
use waferline::model::{Model, Past, Series};
use waferline::solve::{Answer, solve_program};
use waferline::{Outcome, SolveOptions, Solved, solve};

use crate::{bundled, sample, tally};

/// How many statements of each kind were solved again.
#[derive(Default)]
pub struct Said {
    pub prices: usize,
    shares: usize,
    service_first: usize,
    steps: usize,
    worths: usize,
    whole_units: usize,
    groups: usize,
    pairs: usize,
}

impl Said {
    fn add(&mut self, other: &Self) {
        self.prices += other.prices;
        self.shares += other.shares;
        self.service_first += other.service_first;
        self.steps += other.steps;
        self.worths += other.worths;
        self.whole_units += other.whole_units;
        self.groups += other.groups;
        self.pairs += other.pairs;
    }

    fn report(&self, models: usize) {
        tally::report("gain or loss of a limit, and how far", self.prices, models);
        tally::report("gain or loss of a share", self.shares, models);
        tally::report("price under service_first", self.service_first, models);
        tally::report("price of a volume step", self.steps, models);
        tally::report("worth of 5%", self.worths, models);
        tally::report("worth of a whole unit", self.whole_units, models);
        tally::report("price of all quarters of a path", self.groups, models);
        tally::report("limits that limit together", self.pairs, models);
    }
}

fn solved(model: &Model) -> Option<Box<Solved>> {
    match solve(model, &SolveOptions::default()).expect("proved") {
        Outcome::Optimal(solved) => Some(solved),
        _ => None,
    }
}

/// What `service_first` looks at first, from the plan.
fn shortfall(model: &Model, solved: &Solved) -> f64 {
    let of_service = model.services.iter().zip(&solved.plan.services);
    let penalties = of_service.map(|(service, plan)| {
        let Some(penalty) = &service.shortfall_penalty else {
            return 0.0;
        };
        let short = plan.short.iter().enumerate();
        short
            .map(|(t, short)| penalty[t] * model.horizon.rho(t) * short)
            .sum()
    });
    penalties.sum()
}

/// Checks what is said of one model.
struct Checker<'a> {
    model: &'a Model,
    solved: Box<Solved>,
    /// The largest term of the objective.
    money: f64,
    said: Said,
    wrong: Vec<String>,
}

fn is_share(path: &str) -> bool {
    path.ends_with("max_share") || path.ends_with("external_share_max")
}

fn is_step(path: &str) -> bool {
    path.contains(".volume_discount.")
}

impl Checker<'_> {
    fn base(&self) -> f64 {
        self.solved.solution.objective
    }

    fn fail(&mut self, what: String) {
        self.wrong.push(what);
    }

    /// Solves with one number of one quarter at an amount; `Err` where there is no such model.
    fn at(&self, address: &Address, amount: f64) -> Result<Option<f64>, ()> {
        if is_share(address.path.as_str()) && amount > 1.0 {
            return Err(());
        }
        if is_step(address.path.as_str()) && address.quarter.is_some() {
            return self.step_at(address, amount);
        }
        let model = self.model.with_number(address, amount).ok_or(())?;
        Ok(solved(&model).map(|it| it.solution.objective))
    }

    /// Solves the program with the `from` of a volume step moved in one quarter: what no model can say.
    fn step_at(&self, address: &Address, amount: f64) -> Result<Option<f64>, ()> {
        if self.model.policy.service_first {
            return Err(());
        }
        let mut parts = address.path.as_str().split('.');
        let (buyer, item) = (parts.nth(1).ok_or(())?, parts.nth(1).ok_or(())?);
        let number: usize = parts.nth(1).ok_or(())?.parse().map_err(|_| ())?;
        let b = self.model.buyer_ids();
        let b = b.into_iter().find(|&b| self.model.buyer(b).id == buyer);
        let b = b.ok_or(())?;
        let buys = self.model.buyer(b).buys.iter();
        let mut buys = buys.filter(|buys| self.model.item_id(buys.item) == item);
        let buys = buys.next().ok_or(())?;
        let t = self.model.horizon.index(address.quarter.ok_or(())?);
        let mut lp = formulate(self.model);
        let now: f64 = buys.steps[..number].iter().map(|it| it.width).sum();
        for (step, change) in [(number - 1, amount - now), (number, now - amount)] {
            let key = Column::Deliver {
                buyer: b,
                item: buys.item,
                step,
                t: t.ok_or(())?,
            };
            let width = buys.steps[step].width + change;
            if width < 0.0 {
                return Err(());
            }
            lp.set_column_range(lp.column(&key).ok_or(())?, 0.0, width);
        }
        match solve_program(&lp).expect("proved") {
            Answer::Optimal(solution) => Ok(Some(solution.objective)),
            _ => Ok(None),
        }
    }

    /// One side of one limit: inside its range, near its end, and beyond.
    fn side(&mut self, price: &LimitPrice, relax: bool) {
        let (side, missing) = if relax {
            (price.gain, price.gain_missing)
        } else {
            (price.loss, price.loss_missing)
        };
        let what = format!("{} {}", price.address, if relax { "gain" } else { "loss" });
        let sign = if relax == price.relaxed_by_raising {
            1.0
        } else {
            -1.0
        };
        match side {
            Some(side) if is_share(price.address.path.as_str()) => {
                self.share(&what, price, side, relax, sign);
            }
            Some(side) => self.priced(&what, price, side, relax, sign),
            None => self.unpriced(&what, price, missing, sign),
        }
    }

    fn unpriced(&mut self, what: &str, price: &LimitPrice, missing: Option<Missing>, sign: f64) {
        let amount = price.limit + sign * 1e-3 * price.limit.max(1.0);
        self.said.prices += 1;
        match missing {
            None => self.fail(format!("{what}: neither a price nor why there is none")),
            Some(Missing::AtItsEnd) => {
                if price.limit != 0.0 && price.limit != 1.0 {
                    self.fail(format!("{what}: not at its end: {}", price.limit));
                }
            }
            Some(Missing::NoPlan) => {
                if let Ok(Some(_)) = self.at(&price.address, amount) {
                    self.fail(format!(
                        "{what}: said to have no plan, but it has at {amount}"
                    ));
                }
            }
            Some(Missing::NotSameShortfall) => {
                let Some(model) = self.model.with_number(&price.address, amount) else {
                    return;
                };
                let (now, money) = (shortfall(self.model, &self.solved), self.money);
                if let Some(again) = solved(&model)
                    && (shortfall(&model, &again) - now).abs() <= 1e-10 * money
                {
                    self.fail(format!("{what}: the same shortfall at {amount}"));
                }
            }
            Some(Missing::NotComputed) => {
                if !self.model.policy.service_first {
                    self.fail(format!("{what}: not computed"));
                }
            }
        }
    }

    fn priced(&mut self, what: &str, price: &LimitPrice, side: Price, relax: bool, sign: f64) {
        let reach = side
            .until
            .map_or(price.limit.max(1.0), |until| (until - price.limit).abs());
        for share in [0.3, 0.999] {
            let step = share * reach;
            let amount = price.limit + sign * step;
            if step == 0.0 || amount < 0.0 {
                continue;
            }
            let change = side.per_unit * if relax { step } else { -step };
            let tolerance = 1e-8 * self.money + 1e-6 * change.abs();
            match self.at(&price.address, amount) {
                Err(()) => return,
                Ok(Some(value)) if (value - self.base() - change).abs() <= tolerance => {}
                Ok(other) => {
                    let found = other.map(|value| value - self.base());
                    self.fail(format!(
                        "{what} at {amount}: {change} expected, {found:?} found; {price:?}"
                    ));
                }
            }
        }
        let path = &price.address.path;
        self.said.prices += 1;
        self.said.steps += usize::from(is_step(path.as_str()));
        self.said.service_first += usize::from(self.model.policy.service_first);
        let Some(until) = side.until else { return };
        let beyond = until + sign * 0.02 * reach.max(1e-3 * price.limit);
        if beyond < 0.0 {
            return;
        }
        if side.then_no_plan && matches!(self.at(&price.address, beyond), Ok(Some(_))) {
            self.fail(format!("{what}: there is a plan beyond {until}"));
        }
        if side.then_not_same_shortfall {
            self.other_shortfall(what, &price.address, (price.limit, until, beyond));
        }
    }

    /// Beyond the end of a price the least shortfall is off the line on which it was up to there.
    fn other_shortfall(
        &mut self,
        what: &str,
        at: &Address,
        (from, until, beyond): (f64, f64, f64),
    ) {
        let now = shortfall(self.model, &self.solved);
        let at_amount = |amount: f64| {
            let model = self.model.with_number(at, amount)?;
            Some(shortfall(&model, &*solved(&model)?))
        };
        let half = at_amount(0.5 * (from + until));
        let (Some(half), Some(after)) = (half, at_amount(beyond)) else {
            return;
        };
        // Where it moves along the line, another set of first prices may tell the same rate.
        let is_still = (half - now).abs() <= 1e-10 * self.money;
        if is_still && (after - now).abs() <= 1e-10 * self.money {
            self.fail(format!("{what}: the same shortfall beyond {until}"));
        }
    }

    /// A share's price is a derivative: the differences of two steps, extrapolated to none.
    fn share(&mut self, what: &str, price: &LimitPrice, side: Price, relax: bool, sign: f64) {
        let rate = |step: f64| {
            let found = self.at(&price.address, price.limit + sign * step).ok()??;
            Some((found - self.base()) / if relax { step } else { -step })
        };
        let mut found = Vec::new();
        // A rate of change at first: a bend may lie within the longer step. The shorter one is no excuse for a wider miss.
        let steps = [1e-4, 1e-6].map(|step| step * price.limit.max(0.01));
        let noise = 1e-9 * self.money / steps[0];
        for step in steps {
            let (Some(one), Some(half)) = (rate(step), rate(0.5 * step)) else {
                return;
            };
            let none = 2.0 * half - one;
            if (none - side.per_unit).abs() <= 1e-3 * none.abs() + noise {
                found.clear();
                break;
            }
            found.push(none);
        }
        self.said.shares += 1;
        self.said.service_first += usize::from(self.model.policy.service_first);
        if !found.is_empty() {
            self.fail(format!("{what}: {found:?} found; {price:?}"));
        }
    }

    /// Solves with all listed quarters of a path moved by `step`.
    fn all_at(&self, group: &LimitGroup, step: f64) -> Result<Option<f64>, ()> {
        let mut model = self.model.clone();
        if is_step(group.path.as_str()) {
            // All quarters of a step are one number of the model.
            let address = Address::fixed(group.path.clone());
            model = model
                .with_number(&address, group.quarters[0].limit + step)
                .ok_or(())?;
        } else {
            for it in &group.quarters {
                if it.limit + step < 0.0 {
                    return Err(());
                }
                model = model.with_number(&it.address, it.limit + step).ok_or(())?;
            }
        }
        Ok(solved(&model).map(|it| it.solution.objective))
    }

    fn group_side(&mut self, group: &LimitGroup, side: GroupPrice, relax: bool) {
        let what = format!(
            "{} together, {}",
            group.path,
            if relax { "gain" } else { "loss" }
        );
        let raised = relax == group.relaxed_by_raising();
        let sign = if raised { 1.0 } else { -1.0 };
        let first = group.quarters[0].limit;
        let is_same = group.quarters.iter().all(|it| it.limit == first);
        match (side.until, side.for_units) {
            (Some(until), Some(units)) if is_same => {
                if (until - (first + sign * units)).abs() > 1e-9 * first.max(1.0) {
                    self.fail(format!("{what}: until {until}, for {units} units"));
                }
            }
            (Some(_), _) => self.fail(format!("{what}: an amount where amounts differ")),
            (None, _) => {}
        }
        let least = group.quarters.iter().map(|it| it.limit);
        let least = least.fold(f64::INFINITY, f64::min);
        if !raised
            && side
                .for_units
                .is_none_or(|units| units > least * (1.0 + 1e-12))
        {
            self.fail(format!("{what}: below 0: {side:?}, least {least}"));
        }
        let reach = side.for_units.unwrap_or(first.max(1.0));
        for share in [0.3, 0.999] {
            let step = share * reach;
            let change = side.per_unit * if relax { step } else { -step };
            let tolerance = 1e-8 * self.money + 1e-6 * change.abs();
            match self.all_at(group, sign * step) {
                Err(()) => return,
                Ok(Some(value)) if (value - self.base() - change).abs() <= tolerance => {}
                Ok(other) => {
                    let found = other.map(|value| value - self.base());
                    self.fail(format!(
                        "{what}, each by {step}: {change} expected, {found:?} found; {side:?}"
                    ));
                }
            }
        }
        self.said.groups += 1;
        self.said.steps += usize::from(is_step(group.path.as_str()));
        if side.then_no_plan && matches!(self.all_at(group, sign * 1.02 * reach), Ok(Some(_))) {
            self.fail(format!("{what}: there is a plan beyond {side:?}"));
        }
    }

    fn worth(&mut self, group: &LimitGroup) {
        let factor = if group.relaxed_by_raising() {
            1.05
        } else {
            0.95
        };
        let mut model = self.model.clone();
        if is_step(group.path.as_str()) {
            let address = Address::fixed(group.path.clone());
            let moved = model.with_number(&address, factor * group.quarters[0].limit);
            let Some(moved) = moved else { return };
            model = moved;
        } else {
            // Before the start, and after the tail.
            let is_outside = |it: &&LimitPrice| {
                let quarter = it.address.quarter;
                quarter.is_some_and(|quarter| self.model.horizon.index(quarter).is_none())
            };
            for it in group.quarters.iter().filter(is_outside) {
                let changed = model.with_number(&it.address, factor * it.limit);
                model = changed.expect("a number");
            }
            grow_unlisted_before(&mut model, group, factor);
            for t in 0..model.horizon.periods() {
                let address = Address::at(group.path.clone(), model.horizon.quarter(t));
                let quarter = group.quarters.iter().find(|it| it.address == address);
                let fixed = || {
                    let one = &group.quarters[0];
                    (t == 0 && one.address.quarter.is_none()).then_some(one)
                };
                let Some(it) = quarter.or_else(fixed) else {
                    // A number that does not limit today may when it has grown.
                    grow_unlisted(&mut model, group.path.as_str(), t, factor);
                    continue;
                };
                let most = if is_share(group.path.as_str()) {
                    1.0
                } else {
                    f64::INFINITY
                };
                let amount = (factor * it.limit).min(most);
                model = model.with_number(&it.address, amount).expect("a number");
            }
        }
        let found = solved(&model).map(|it| it.solution.objective - self.base());
        match (group.worth_of_5_percent, found) {
            (Some(worth), Some(found)) => {
                self.said.worths += 1;
                if (worth - found).abs() > 1e-8 * self.money + 1e-6 * found.abs() {
                    self.fail(format!("5% of {}: {worth} said, {found} found", group.path));
                }
            }
            (None, Some(found)) => {
                self.fail(format!("5% of {}: nothing said, {found} found", group.path));
            }
            (Some(worth), None) => {
                self.fail(format!("5% of {}: {worth} said, no plan found", group.path));
            }
            (None, None) => {}
        }
    }

    fn whole_unit(&mut self, group: &LimitGroup) {
        let Some(one) = &group.one_more else { return };
        let at = group.quarters.iter().find(|it| it.address == one.address);
        let at = at.expect("one of its quarters");
        let expected = if is_share(group.path.as_str()) {
            0.01
        } else {
            1.0
        };
        let sign = if group.relaxed_by_raising() {
            1.0
        } else {
            -1.0
        };
        if (one.by - sign * expected).abs() > 1e-12 && at.limit + one.by != 1.0 {
            self.fail(format!("{}: not a whole unit: {one:?}", group.path));
        }
        // A whole unit that is within the stretch of its price is worth that, however little it is beside the margin.
        let ends = |gain: &Price| {
            gain.until
                .is_none_or(|until| (until - at.limit).abs() >= one.by.abs())
        };
        let is_rate = !is_share(group.path.as_str()) && !self.model.policy.service_first;
        if let Some(gain) = at.gain.filter(|gain| is_rate && ends(gain))
            && (one.worth - gain.per_unit).abs() > 1e-9 * gain.per_unit.abs().max(1e-8 * self.money)
        {
            self.fail(format!("{one:?} of {gain:?}"));
        }
        let Ok(found) = self.at(&one.address, at.limit + one.by) else {
            return;
        };
        self.said.whole_units += 1;
        let found = found.map(|found| found - self.base());
        let is_it = |found: f64| (one.worth - found).abs() <= 1e-8 * self.money;
        if !found.is_some_and(is_it) {
            self.fail(format!("{one:?}: {found:?} found"));
        }
    }

    fn pairs(&mut self, limits: &PricedLimits) {
        let all: Vec<&LimitPrice> = limits.groups.iter().flat_map(|it| &it.quarters).collect();
        for pair in limits.together.iter().take(3) {
            let of = pair.addresses.each_ref().map(|address| {
                let found = all.iter().find(|it| it.address == *address);
                *found.expect("a limit")
            });
            let sign = |k: usize| if of[k].relaxed_by_raising { 1.0 } else { -1.0 };
            let alone = |k: usize, step: f64| {
                let found = self.at(&of[k].address, of[k].limit + sign(k) * step);
                found.ok().flatten().map(|found| found - self.base())
            };
            let both = |steps: [f64; 2]| {
                let mut model = self.model.clone();
                for k in 0..2 {
                    let amount = of[k].limit + sign(k) * steps[k];
                    model = model.with_number(&of[k].address, amount)?;
                }
                Some(solved(&model)?.solution.objective - self.base())
            };
            let mut wrong = Vec::new();
            for (k, it) in of.iter().enumerate() {
                let step = 0.01 * it.limit;
                if alone(k, step).is_some_and(|gain| gain > 1e-8 * self.money) {
                    wrong.push(format!("{} alone is worth something", it.address));
                }
            }
            if let Some(said) = pair.gain_of_one_each {
                match both([1.0, 1.0]) {
                    Some(found) if (found - said).abs() <= 1e-8 * self.money => {}
                    None if of.iter().any(|it| is_step(it.address.path.as_str())) => {}
                    found => wrong.push(format!("{pair:?}: {found:?} found")),
                }
            }
            let small = 1e-3;
            if let Some(found) = both([0, 1].map(|k| small * 0.01 * of[k].limit)) {
                let said = small * pair.gain_per_percent;
                if (found - said).abs() > 1e-3 * said.abs() + 1e-9 * self.money {
                    wrong.push(format!("{pair:?}: {found} found for a small change"));
                }
            }
            self.said.pairs += 1;
            self.wrong.extend(wrong);
        }
    }
}

/// Multiplies a number that no quarter of the explanation lists.
fn grow_unlisted(model: &mut Model, path: &str, t: usize, factor: f64) {
    let segments: Vec<&str> = path.split('.').collect();
    let ["service", id, noun] = segments[..] else {
        return;
    };
    let grown = |series: &Series| series.clone().with(t, series[t] * factor);
    for service in model.services.iter_mut().filter(|it| it.id == id) {
        match noun {
            "demand" => service.demand = grown(&service.demand),
            "committed" => service.committed = grown(&service.committed),
            _ => {}
        }
    }
}

/// As [`grow_unlisted`], of levels committed before the start.
fn grow_unlisted_before(model: &mut Model, group: &LimitGroup, factor: f64) {
    let horizon = model.horizon.clone();
    let listed: Vec<_> = group.quarters.iter().map(|it| it.address.quarter).collect();
    for service in &mut model.services {
        if group.path.as_str() != format!("service.{}.committed_before", service.id) {
            continue;
        }
        let levels = service.committed_before.values().iter().rev().enumerate();
        let grown = levels.map(|(at, &level)| {
            let is_listed = listed.contains(&Some(horizon.quarter_before(at + 1)));
            if is_listed { level } else { factor * level }
        });
        let mut grown: Vec<f64> = grown.collect();
        grown.reverse();
        service.committed_before = Past::new(grown);
    }
}

/// Checks what is said of the limits of one model: of each path the quarter that `pick` names, or all of them. Returns
/// how much was said, and what was contradicted.
pub fn check_limits(model: &Model, pick: Option<usize>) -> (Said, Vec<String>) {
    match solved(model) {
        Some(solved) => check_limits_of(model, model, solved, pick),
        None => (Said::default(), Vec::new()),
    }
}

/// Checks what is said of the limits of a plan of `asked`, whose options `model` holds as the plan takes them.
pub fn check_limits_of(
    asked: &Model,
    model: &Model,
    solved: Box<Solved>,
    pick: Option<usize>,
) -> (Said, Vec<String>) {
    let limits = price_limits(asked, &solved).expect("prices");
    // What options add, and their cash, is theirs.
    let of_options = solved.lp.columns().iter().enumerate();
    let of_options = of_options.map(|(j, column)| match column.key {
        Column::Taken { .. } => solved.solution.reduced_cost[j] * solved.solution.x[j],
        _ => 0.0,
    });
    let between = solved.lp.rows().iter().zip(&solved.solution.dual);
    let between = between.map(|(row, dual)| match row.key {
        Constraint::Excludes { .. } => row.upper * dual,
        _ => 0.0,
    });
    let of_options: f64 = of_options.chain(between).sum();
    let terms = solved.lp.columns().iter().zip(&solved.solution.x);
    let money = terms.map(|(c, x)| (c.cost * x).abs()).fold(1.0, f64::max);
    let mut checker = Checker {
        model,
        solved,
        money,
        said: Said::default(),
        wrong: Vec::new(),
    };
    let imputed = limits.groups.iter().map(|group| group.imputed);
    let imputed = imputed.sum::<f64>() + of_options;
    if (imputed - checker.base()).abs() > 1e-9 * money {
        let base = checker.base();
        checker.fail(format!("imputed {imputed} of {base}"));
    }
    let worths = limits
        .groups
        .iter()
        .map(|it| it.worth_of_5_percent.unwrap_or(0.0));
    if !worths.is_sorted_by(|a, b| a >= b) {
        checker.fail("the ranking is out of order".to_owned());
    }
    for (index, group) in limits.groups.iter().enumerate() {
        checker.worth(group);
        checker.whole_unit(group);
        let sides = [(group.gain, true), (group.loss, false)];
        // Of many models a third each, so that more models can be tried.
        let is_turn = pick.is_none_or(|pick| (pick + index) % 3 == 0);
        for (side, relax) in sides {
            if let (Some(side), true) = (side, is_turn && !is_share(group.path.as_str())) {
                checker.group_side(group, side, relax);
            }
        }
        let chosen = pick.map(|pick| (pick + index) % group.quarters.len());
        for (t, price) in group.quarters.iter().enumerate() {
            if chosen.is_some_and(|chosen| chosen != t) {
                continue;
            }
            let is_concave = !model.policy.service_first
                // Commitments tied in a wait limit: lowering one lowers the least of them, raising one does not raise it.
                && !price.address.path.as_str().ends_with(".committed");
            if let (Some(gain), Some(loss)) = (price.gain, price.loss)
                && gain.per_unit > loss.per_unit + 1e-9 * money
                && is_concave
            {
                checker.fail(format!("{}: gain above loss", price.address));
            }
            checker.side(price, true);
            checker.side(price, false);
        }
    }
    checker.pairs(&limits);
    (checker.said, checker.wrong)
}

/// Returns the model with what is not used up of its supply taken away, where `takes` says: so that limits bind together.
pub(crate) fn without_slack(model: &Model, takes: impl Fn(usize) -> bool) -> Model {
    let Some(solved) = solved(model) else {
        return model.clone();
    };
    let mut changed = model.clone();
    let limits = price_limits(model, &solved).expect("prices");
    let supplies = [".capacity", ".supply", ".power_mw"];
    let all = limits.groups.iter().flat_map(|group| &group.quarters);
    let loose = all.filter(|it| {
        let is_supply = supplies
            .iter()
            .any(|end| it.address.path.as_str().ends_with(end));
        is_supply && !it.binding && it.used > 0.0
    });
    for (_, it) in loose.enumerate().filter(|(index, _)| takes(*index)) {
        changed = changed.with_number(&it.address, it.used).expect("a number");
    }
    changed
}

#[test]
fn what_is_said_of_limits_of_random_models_holds() {
    let said = RefCell::new((Said::default(), 0));
    sample::models(4, |model, knobs| {
        let mut model = model.clone();
        model.policy.service_first = knobs[4] < 0.4;
        if knobs[3] < 0.3 {
            model = without_slack(&model, |index| knobs[index % knobs.len()] < 0.5);
        }
        let pick = knobs.iter().filter(|&&knob| knob < 0.5).count();
        let (reported, wrong) = check_limits(&model, Some(pick));
        let mut said = said.borrow_mut();
        said.0.add(&reported);
        said.1 += 1;
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(wrong.join("\n"))
        }
    });
    let (said, models) = said.into_inner();
    said.report(models);
}

/// Every bundled scenario: the ranking, whole units, pairs and the paths worth most.
#[test]
#[ignore = "minutes: run by hand, see CONTRIBUTING.md"]
fn what_is_said_of_limits_of_every_trainium_scenario_holds() {
    let input = bundled::open("models/trainium.toml");
    let names: Vec<String> = std::iter::once(String::new())
        .chain(input.scenarios().into_iter().map(|it| it.name))
        .collect();
    let mut said = Said::default();
    for (index, name) in names.iter().enumerate() {
        let scenarios: Vec<&str> = if name.is_empty() { vec![] } else { vec![name] };
        let model = bundled::load(&input, &scenarios).model;
        let (reported, wrong) = check_limits(&model, Some(index));
        assert!(wrong.is_empty(), "{name}: {}", wrong.join("\n"));
        said.add(&reported);
    }
    said.report(names.len());
}
