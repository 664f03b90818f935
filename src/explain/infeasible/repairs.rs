//! The menu of repairs: the least change of one number, of one path, or of several numbers together.

use super::assignment::{Assignment, EXCESS, Operation, outward};
use super::number::{self, Number};
use super::trial::Trials;
use super::{Repair, RepairKind};
use crate::formulation::{Column, Constraint, formulate, limits};
use crate::lp::{Conflict, Elastic, Lp, Relaxation};
use crate::model::{
    Address, BuyerField, BuyerId, Field, FieldPath, Model, OptionField, OptionId, ServiceField,
    ServiceId,
};
use crate::outcome::SolveOptions;

/// How many quarters more a wait is tried to be.
const LONGEST_EXTRA_WAIT: usize = 12;
/// An amount below this share of the number is the solver's rounding.
const ROUNDING: f64 = 1e-9;

/// Returns the repairs, those that leave most margin first.
pub(super) fn menu(
    model: &Model,
    lp: &Lp<Column, Constraint>,
    numbers: &[Number],
    conflict: &Conflict,
    options: &SolveOptions,
) -> Vec<Repair> {
    let mut gives: Vec<Relaxation> = numbers.iter().map(|of| of.give.clone()).collect();
    let mut paths: Vec<(&FieldPath, bool, usize)> = Vec::new();
    for &member in &conflict.members {
        let of = &numbers[member];
        let path = (&of.limit.address.path, of.raises);
        let is_new = !paths
            .iter()
            .any(|&(known, raises, _)| (known, raises) == path);
        if is_new && let Some(give) = number::of_path(numbers, path.0, path.1) {
            paths.push((path.0, path.1, gives.len()));
            gives.push(give);
        }
    }
    let mut search = RepairSearch {
        model,
        numbers,
        elastic: Elastic::new(lp, &gives).with_watch(&options.watch),
        options,
        trials: Trials::new(options),
        menu: Vec::new(),
    };
    for &member in &conflict.members {
        let of = &numbers[member];
        match of.limit.address.field() {
            Field::Option(option, _) => search.add_not_taken(option),
            _ => search.add_number(member),
        }
    }
    for (path, raises, give) in paths {
        search.add_path(path, raises, give);
    }
    let mut promised: Vec<Field> = Vec::new();
    for &member in &conflict.members {
        let address = &numbers[member].limit.address;
        search.add_later(address);
        if !promised.contains(&address.field()) {
            promised.push(address.field());
            search.add_promise(address.field());
        }
    }
    let has = |kinds: &[RepairKind]| search.menu.iter().any(|it| kinds.contains(&it.kind));
    let (more, less) = (
        has(&[RepairKind::More]),
        has(&[RepairKind::Less, RepairKind::OrdersLater]),
    );
    search.add_combinations(!more, !less);
    let mut menu = search.menu;
    menu.sort_by(|a, b| {
        let margin = |repair: &Repair| repair.margin.unwrap_or(f64::INFINITY);
        let by_margin = margin(b).total_cmp(&margin(a));
        by_margin.then_with(|| a.assignments.cmp(&b.assignments))
    });
    menu.dedup_by(|a, b| a.assignments == b.assignments);
    menu
}

/// The menu while it grows.
struct RepairSearch<'a> {
    model: &'a Model,
    numbers: &'a [Number],
    elastic: Elastic<Column, Constraint>,
    options: &'a SolveOptions,
    trials: Trials<'a>,
    menu: Vec<Repair>,
}

impl RepairSearch<'_> {
    /// Adds the least change of one number, if one suffices.
    fn add_number(&mut self, member: usize) {
        let of = &self.numbers[member];
        let (address, amount) = (&of.limit.address, of.limit.amount);
        let kind = if of.raises {
            RepairKind::More
        } else {
            RepairKind::Less
        };
        let change = |least| Assignment::of_number(address, amount, of.raises, least);
        if !of.is_share()
            && let Ok(Some(least)) = self.elastic.least(|give| (give == member).then_some(1.0))
        {
            let tightened = self.tightened(vec![change(least.amounts[member])]);
            if self.add(kind, &tightened) {
                return;
            }
        }
        let changed = |change: f64| {
            let change = if of.raises { change } else { -change };
            self.model.with_number(address, amount + change)
        };
        let most = match (of.is_share(), of.raises) {
            (true, true) => 1.0 - amount,
            (false, true) => return,
            (_, false) => amount,
        };
        if let Some(least) = self.trials.searched(most, changed) {
            self.add(kind, &[change(least)]);
        }
    }

    /// Adds the least factor on all quarters of a path, if one suffices.
    fn add_path(&mut self, path: &FieldPath, raises: bool, path_give: usize) {
        let kind = if raises {
            RepairKind::MoreThroughout
        } else {
            RepairKind::LessThroughout
        };
        if let Ok(Some(least)) = self
            .elastic
            .least(|give| (give == path_give).then_some(1.0))
        {
            self.add(
                kind,
                &[Assignment::of_path(path, raises, least.amounts[path_give])],
            );
        }
    }

    /// Adds other ways of easing the promise of a path: orders no longer firm, a longer wait.
    fn add_promise(&mut self, field: Field) {
        match field {
            Field::Buyer(buyer, BuyerField::Orders | BuyerField::BacklogOpen) => {
                self.add_not_firm(buyer);
            }
            Field::Service(service, ServiceField::Committed | ServiceField::CommittedBefore) => {
                self.add_longer_wait(service);
            }
            _ => {}
        }
    }

    /// Adds that an order is due one quarter later.
    fn add_later(&mut self, address: &Address) {
        if let Field::Buyer(buyer, BuyerField::Orders) = address.field() {
            self.add_later_orders(buyer, address);
        }
    }

    /// Adds the least part of an order that has to be due one quarter later.
    fn add_later_orders(&mut self, buyer: BuyerId, address: &Address) {
        let horizon = &self.model.horizon;
        let Some(t) = address
            .quarter
            .and_then(|quarter| horizon.index(quarter))
            .filter(|&t| t + 1 < horizon.quarters)
        else {
            return;
        };
        let next = Address::at(address.path.clone(), horizon.quarter(t + 1));
        let orders = &self.model.buyer(buyer).orders;
        let (now, later) = (orders[t], orders[t + 1]);
        // Half of it moved, so that both quarters have orders and the program knows both.
        let halved = self.model.with_number(address, now / 2.0);
        let halved = halved.and_then(|model| model.with_number(&next, later + now / 2.0));
        let Some(halved) = halved else { return };
        let lp = formulate(&halved);
        let limits = limits(&halved, &lp);
        let moved = |address: &Address, rate: f64| {
            let limit = limits.iter().find(|limit| limit.address == *address)?;
            let moves = limit.raise.iter();
            let moves = moves.map(move |of| (of.variable, rate * of.lower, rate * of.upper));
            Some(moves.collect::<Vec<_>>())
        };
        let (Some(less), Some(more)) = (moved(address, -1.0), moved(&next, 1.0)) else {
            return;
        };
        let (fewer, others) = (moved(address, 1.0), moved(&next, -1.0));
        let give = |moves: Vec<_>| Relaxation {
            moves,
            most: now / 2.0,
        };
        let further = give([less, more].concat());
        let back = give([fewer.unwrap_or_default(), others.unwrap_or_default()].concat());
        let Ok(Some(found)) = Elastic::new(&lp, &[further, back])
            .with_watch(&self.options.watch)
            .least(|give| Some(if give == 0 { 1.0 } else { -1.0 }))
        else {
            return;
        };
        let least = now / 2.0 + found.amounts[0] - found.amounts[1];
        let fewer = Assignment::of_number(address, now, false, least);
        let moved = match fewer.operation {
            Operation::Add(change) => -change,
            _ => now,
        };
        let more = Assignment {
            address: next,
            operation: Operation::Add(moved),
        };
        self.add(RepairKind::OrdersLater, &[fewer, more]);
    }

    /// Adds that an option is taken less often, or left, if that suffices.
    fn add_not_taken(&mut self, option: OptionId) {
        let taken = self.model.option(option).taken.unwrap_or(0.0);
        let mut fewer = (taken - 1.0).floor().max(0.0);
        loop {
            let mut model = self.model.clone();
            model.options[option.0].taken = Some(fewer);
            let path = model.path(Field::Option(option, OptionField::Taken));
            let text = format!("{path} = {fewer}");
            if self.add_model(RepairKind::TakenLess, vec![text], &model) || fewer == 0.0 {
                return;
            }
            fewer -= 1.0;
        }
    }

    /// Adds that the orders may be late, if that suffices.
    fn add_not_firm(&mut self, buyer: BuyerId) {
        let mut model = self.model.clone();
        model.buyers[buyer.0].firm = false;
        let path = model.path(Field::Buyer(buyer, BuyerField::Firm));
        let text = format!("{path} = false");
        self.add_model(RepairKind::NotFirm, vec![text], &model);
    }

    /// Adds the shortest longer wait that suffices.
    fn add_longer_wait(&mut self, service: ServiceId) {
        let entity = self.model.service(service);
        let Some(wait) = entity.max_wait_quarters else {
            return;
        };
        for longer in wait + 1..=wait + LONGEST_EXTRA_WAIT {
            let mut model = self.model.clone();
            model.services[service.0].max_wait_quarters = Some(longer);
            let path = model.path(Field::Service(service, ServiceField::MaxWaitQuarters));
            let text = format!("{path} = {longer}");
            if self.add_model(RepairKind::LongerWait, vec![text], &model) {
                return;
            }
        }
    }

    /// Adds the cheapest changes of several numbers, by the sum of relative changes: of what holds back alone, of what
    /// is asked for alone, and of both where nothing else suffices.
    fn add_combinations(&mut self, more: bool, less: bool) {
        let numbers = self.numbers;
        let largest = |of: &Number| {
            let path = &of.limit.address.path;
            let of_path = numbers
                .iter()
                .filter(|other| other.limit.address.path == *path);
            of_path.fold(0.0_f64, |most, other| most.max(other.limit.amount))
        };
        let price: Vec<f64> = numbers
            .iter()
            .map(|of| {
                let amount = if of.limit.amount > 0.0 {
                    of.limit.amount
                } else {
                    largest(of)
                };
                if amount > 0.0 { 1.0 / amount } else { 1.0 }
            })
            .collect();
        let choices: [fn(&Number) -> bool; 3] = [|of| of.raises, Number::asks, |_| true];
        for (may, wanted) in choices.into_iter().zip([Some(more), Some(less), None]) {
            if !wanted.unwrap_or(self.menu.is_empty()) {
                continue;
            }
            let may = |give: usize| {
                let of = numbers
                    .get(give)
                    .filter(|of| !of.is_share() && !of.is_taken() && may(of));
                of.map(|_| price[give])
            };
            let Ok(Some(least)) = self.elastic.least(may) else {
                continue;
            };
            let changes: Vec<Assignment> = numbers
                .iter()
                .zip(&least.amounts)
                .filter(|&(of, &least)| least > ROUNDING * of.limit.amount.max(1.0))
                .map(|(of, &least)| {
                    let (address, amount) = (&of.limit.address, of.limit.amount);
                    Assignment::of_number(address, amount, of.raises, least)
                })
                .collect();
            let tightened = self.tightened(changes);
            self.add(RepairKind::Together, &tightened);
        }
    }

    /// Returns the assignments, each no more than needed beside the others. A commitment that counts only while it is
    /// less than another can make a lowered one do more than the linear program knows.
    fn tightened(&mut self, mut changes: Vec<Assignment>) -> Vec<Assignment> {
        for position in 0..changes.len() {
            let Assignment { address, operation } = changes[position].clone();
            let Operation::Add(change) = operation else {
                continue;
            };
            let others = changes.iter().enumerate().filter(|&(i, _)| i != position);
            let rest = others
                .into_iter()
                .try_fold(self.model.clone(), |model, (_, one)| one.applied(&model));
            let Some(rest) = rest else { continue };
            // What the others make needless is no change, however small.
            if self.trials.has_plan(&rest) {
                changes[position].operation = Operation::Add(0.0);
                continue;
            }
            let part = |part: f64| {
                let operation = Operation::Add(part.copysign(change));
                let address = address.clone();
                Assignment { address, operation }.applied(&rest)
            };
            let slightly_less = (1.0 - 2.0 * EXCESS) * change.abs();
            if let Some(least) = self.trials.searched(slightly_less, part) {
                let (least, _) = outward(least);
                changes[position].operation = Operation::Add(least.copysign(change));
            }
        }
        changes.retain(|one| one.operation != Operation::Add(0.0));
        changes
    }

    /// Adds the assignments if the model they make has a plan; returns whether it has.
    fn add(&mut self, kind: RepairKind, assignments: &[Assignment]) -> bool {
        let changed = assignments
            .iter()
            .try_fold(self.model.clone(), |model, one| one.applied(&model));
        let texts = assignments.iter().map(ToString::to_string).collect();
        changed.is_some_and(|model| self.add_model(kind, texts, &model))
    }

    fn add_model(&mut self, kind: RepairKind, assignments: Vec<String>, model: &Model) -> bool {
        let Some(margin) = self.trials.margin(model) else {
            return false;
        };
        self.menu.push(Repair {
            kind,
            assignments,
            margin: Some(margin).filter(|it| it.is_finite()),
        });
        true
    }
}
