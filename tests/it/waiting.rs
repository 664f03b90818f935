//! Who waits: levels agree with the plan, and every reason is what another way of solving finds.

use std::collections::BTreeMap;

use proptest::prelude::*;
use waferline::explain::{
    Concession, PricedLimits, Reason, ReasonKind, Wait, Waiter, WaitsFor, price_limits, waiting,
};
use waferline::formulation::{Column, Constraint, formulate};
use waferline::input::Input;
use waferline::lp::{ColumnId, Lp, LpBuilder, RowId};
use waferline::model::{Model, Series};
use waferline::solve::{Answer, solve_program};
use waferline::{Outcome, SolveOptions, Solved, solve};

use crate::{sample, tally};

type Program = Lp<Column, Option<Constraint>>;
/// A row to be added: its terms and ends.
type Extra = (Vec<(Column, f64)>, f64, f64);

fn model_file() -> Input {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/models/trainium.toml");
    Input::open(path.as_ref()).expect("readable")
}

fn trainium(scenarios: &[&str]) -> (Model, Option<Box<Solved>>) {
    let model = model_file().model(scenarios, &[]).expect("valid").model;
    let solved = plan(&model);
    (model, solved)
}

fn plan(model: &Model) -> Option<Box<Solved>> {
    match solve(model, &SolveOptions::default()).expect("proved") {
        Outcome::Optimal(solved) => Some(solved),
        _ => None,
    }
}

#[test]
fn levels_and_shortages_are_those_of_the_plan() {
    let (model, solved) = trainium(&[]);
    let solved = solved.expect("a plan");
    let reported = waiting(&model, &solved).expect("explained");
    let horizon = model.horizon.quarters;
    for service in &solved.plan.services {
        let who = Waiter::Service(service.service.clone());
        for in_tail in [false, true] {
            let of = |what: WaitsFor| -> f64 {
                let all = reported.shortages.iter().filter(|it| it.in_tail == in_tail);
                let of_it = all.filter(|it| it.who == who && it.waits_for == what);
                of_it.map(|it| it.amount).sum()
            };
            let range = if in_tail {
                horizon..service.asked.len()
            } else {
                0..horizon
            };
            let short: f64 = service.short[range.clone()].iter().sum();
            let waits: f64 = service.waiting[range].iter().sum();
            assert!((of(WaitsFor::Commitment) - short).abs() < 1.0);
            assert!((of(WaitsFor::Commitment) + of(WaitsFor::Demand) - waits).abs() < 1.0);
        }
    }
    for level in &reported.levels {
        assert!(level.short + level.other + level.late + level.lost > 0.0);
        assert_eq!(
            level.in_tail,
            level.quarter > model.horizon.quarter(horizon - 1)
        );
    }
    assert!(
        reported.shortages.iter().any(|it| it.in_tail),
        "the tail is reported"
    );
}

/// Returns the program again, with more rows.
fn with_rows(lp: &Lp<Column, Constraint>, rows: &[Extra]) -> Program {
    let mut terms: Vec<Vec<(Column, f64)>> = vec![Vec::new(); lp.rows().len()];
    let mut builder = LpBuilder::default();
    for (j, column) in lp.columns().iter().enumerate() {
        builder.add_column(column.key, column.cost, column.lower, column.upper);
        for (row, a) in lp.entries(ColumnId(j)) {
            terms[row.0].push((column.key, a));
        }
    }
    for (row, terms) in lp.rows().iter().zip(terms) {
        builder.add_row(Some(row.key), row.lower, row.upper, terms);
    }
    for (at, (terms, lower, upper)) in rows.iter().enumerate() {
        // Keys that no program has: rows are told apart by a quarter far beyond its end.
        let key = Constraint::Budget { t: 1_000_000 + at };
        builder.add_row(Some(key), *lower, *upper, terms.clone());
    }
    builder.build()
}

/// Returns the program in which nobody waits from one quarter to another.
fn forced(model: &Model, wait: &Wait, reason: &Reason) -> Option<Lp<Column, Constraint>> {
    let mut lp = formulate(model);
    let service = |id: &str| model.service_ids().find(|&it| model.service(it).id == *id);
    let buyer = |id: &str| model.buyer_ids().find(|&it| model.buyer(it).id == *id);
    for t in quarters(model, reason) {
        let column = match (&wait.who, wait.waits_for) {
            (Waiter::Service(id), WaitsFor::Demand) => {
                let service = service(id)?;
                let row = lp.row(&Constraint::ServiceDemand { service, t })?;
                let most = lp.rows()[row.0].upper;
                lp.set_row_range(row, most, most);
                continue;
            }
            (Waiter::Service(id), _) => Column::Shortfall {
                service: service(id)?,
                t,
            },
            (Waiter::Buyer(id), WaitsFor::LostOrders) => Column::LostOrders {
                buyer: buyer(id)?,
                t,
            },
            (Waiter::Buyer(id), _) => Column::OpenOrders {
                buyer: buyer(id)?,
                t,
            },
        };
        let column = lp.column(&column)?;
        lp.set_column_range(column, 0.0, 0.0);
    }
    Some(lp)
}

fn quarters(model: &Model, reason: &Reason) -> std::ops::RangeInclusive<usize> {
    let at = |quarter: waferline::Quarter| {
        usize::try_from(quarter.since(model.horizon.quarter(0))).expect("within the plan")
    };
    at(reason.from)..=at(reason.to)
}

/// Returns the least shortfall of a program at its penalties (as a greatest: below 0); `None` without a plan.
fn least_shortfall(model: &Model, lp: &Lp<Column, Constraint>) -> Option<f64> {
    let costs: Vec<f64> = lp
        .columns()
        .iter()
        .map(|it| shortfall(model, it.key))
        .collect();
    optimum(&with_rows(&lp.clone().with_costs(&costs), &[]))
}

fn shortfall(model: &Model, key: Column) -> f64 {
    let Column::Shortfall { service, t } = key else {
        return 0.0;
    };
    let penalty = model.service(service).shortfall_penalty.as_ref();
    -penalty.map_or(0.0, |it| it[t]) * model.horizon.rho(t)
}

fn optimum(lp: &Program) -> Option<f64> {
    match solve_program(lp).expect("proved") {
        Answer::Optimal(solution) => Some(solution.objective),
        Answer::Infeasible(_) => None,
        Answer::Unbounded(_) => panic!("the plan has an end"),
    }
}

/// Returns the row that holds the least shortfall, where that comes first, but for this many breaths of rounding.
fn held(model: &Model, lp: &Lp<Column, Constraint>, least: f64, breaths: f64) -> Extra {
    let terms: Vec<(Column, f64)> = lp
        .columns()
        .iter()
        .map(|it| it.key)
        .map(|key| (key, shortfall(model, key)))
        .filter(|&(_, cost)| cost != 0.0)
        .collect();
    let breath = 1e-9 * least.abs().max(1.0);
    (terms, least - breaths * breath, f64::INFINITY)
}

/// What a run has checked.
#[derive(Default)]
struct Checked {
    kinds: BTreeMap<ReasonKind, usize>,
    given: usize,
    limits: usize,
    models: usize,
}

impl Checked {
    fn report(&self) {
        for (kind, count) in &self.kinds {
            let word = serde_json::to_value(kind).expect("a word");
            let word = word.as_str().unwrap_or_default().to_owned();
            tally::report(&format!("reason for waiting, {word}"), *count, self.models);
        }
        tally::report("what gives way for who waits", self.given, self.models);
        tally::report("limit named with a reason", self.limits, self.models);
    }

    /// Returns what is wrong with the reasons of a model.
    fn wrong(&mut self, model: &Model, solved: &Solved) -> Vec<String> {
        self.models += 1;
        let reported = waiting(model, solved).expect("explained");
        let priced = price_limits(model, solved).expect("priced");
        let mut wrong = Vec::new();
        for wait in &reported.shortages {
            let mut next = wait.from;
            for reason in &wait.reasons {
                if reason.from != next {
                    wrong.push(format!("a gap before {reason:#?}"));
                }
                next = reason.to.plus(1);
                *self.kinds.entry(reason.kind).or_default() += 1;
                for of in self.wrong_reason(model, solved, &priced, wait, reason) {
                    wrong.push(format!(
                        "{of}: {:?} {:?} {reason:#?}",
                        wait.who, wait.waits_for
                    ));
                }
            }
            if next != wait.to.plus(1) {
                wrong.push(format!("quarters without a reason: {wait:#?}"));
            }
        }
        wrong
    }

    fn wrong_reason(
        &mut self,
        model: &Model,
        solved: &Solved,
        priced: &PricedLimits,
        wait: &Wait,
        reason: &Reason,
    ) -> Vec<String> {
        let mut wrong = Vec::new();
        for limit in &reason.limits {
            self.limits += 1;
            let all = priced.groups.iter().flat_map(|group| &group.quarters);
            let known = all.filter(|it| it.address == limit.address).find(|it| {
                let worth = |price: Option<waferline::explain::Price>| {
                    price.is_some_and(|price| price.per_unit.abs() > 0.0)
                };
                it.binding || worth(it.gain) || worth(it.loss)
            });
            if known.is_none() && solved.held.is_empty() {
                wrong.push(format!("{} neither binds nor has a price", limit.address));
            }
        }
        let first = model.policy.service_first;
        let least = first.then(|| least_shortfall(model, &formulate(model)).expect("a plan"));
        let margin_within = |rows: &[Extra], breaths: f64| -> Option<f64> {
            let lp = forced(model, wait, reason)?;
            let mut rows = rows.to_vec();
            rows.extend(least.map(|least| held(model, &lp, least, breaths)));
            optimum(&with_rows(&lp, &rows))
        };
        let margin = |rows: &[Extra]| margin_within(rows, 1.0);
        let now = solved.solution.objective;
        // `held` leaves a breath of shortfall, which margin can use: what it is worth, a second breath tells.
        let breath_is_worth = match (margin_within(&[], 1.0), margin_within(&[], 2.0)) {
            (Some(one), Some(two)) if first => two - one,
            _ => 0.0,
        };
        let exact =
            if first { 1e-6 } else { 1e-8 } * now.abs().max(1.0) + 2.0 * breath_is_worth.max(0.0);
        match reason.kind {
            ReasonKind::NotComputed => {}
            ReasonKind::CostsMore | ReasonKind::AsGood => {
                let reported = reason.loss.expect("a loss");
                match margin(&[]) {
                    None => wrong.push("there is no plan".to_owned()),
                    Some(then) if (now - then - reported).abs() > exact => {
                        wrong.push(format!("the loss is {}", now - then));
                    }
                    Some(_) => {}
                }
                let sum: f64 = reason.changes.iter().map(|it| it.money).sum();
                if (sum + reported).abs() > exact {
                    wrong.push(format!("the changes sum to {sum}"));
                }
                // A best plan does all of it together.
                let rows: Vec<Extra> = reason
                    .changes
                    .iter()
                    .filter_map(|given| {
                        self.given += 1;
                        as_said(model, solved, wait, reason, given)
                    })
                    .collect();
                if margin(&rows).is_none_or(|then| then < now - reported - exact) {
                    wrong.push("no best plan gives way like this".to_owned());
                }
            }
            ReasonKind::ShortElsewhere => {
                let lp = forced(model, wait, reason).expect("a program");
                let then = least_shortfall(model, &lp);
                let least = least.expect("shortfall first");
                if then.is_none_or(|then| then > least - 1e-9 * least.abs().max(1.0)) {
                    wrong.push(format!("shortfall {least} to {then:?}"));
                }
            }
            ReasonKind::NoPlan | ReasonKind::NotInTime => {
                for t in quarters(model, reason) {
                    let quarter = model.horizon.quarter(t);
                    let mut alone = reason.clone();
                    alone.from = quarter;
                    alone.to = quarter;
                    let lp = forced(model, wait, &alone);
                    if lp.is_some_and(|lp| optimum(&with_rows(&lp, &[])).is_some()) {
                        wrong.push(format!("there is a plan in {quarter}"));
                    }
                    if reason.kind == ReasonKind::NotInTime && reason.conflict_in == Some(quarter) {
                        let lp = forced(&wide(model, wait, t), wait, &alone);
                        if lp.is_some_and(|lp| optimum(&with_rows(&lp, &[])).is_some()) {
                            wrong.push(format!("more supply is there in {quarter}"));
                        }
                    }
                }
            }
        }
        wrong
    }
}

/// Returns the row that says that units sold and served change by what was said.
fn as_said(
    model: &Model,
    solved: &Solved,
    wait: &Wait,
    reason: &Reason,
    given: &waferline::explain::Given,
) -> Option<Extra> {
    let then = quarters(model, reason);
    let is_own = |id: &str| matches!(&wait.who, Waiter::Service(who) if who == id);
    let is_it = |key: Column| match (&given.what, key) {
        (
            Concession::Sold { item, buyer },
            Column::Deliver {
                buyer: b, item: i, ..
            },
        ) => model.buyer(b).id == *buyer && model.item_id(i) == item,
        (Concession::Served { service }, Column::Serve { service: s, t }) => {
            model.service(s).id == *service && !(is_own(service) && then.contains(&t))
        }
        (Concession::ServedThen { service }, Column::Serve { service: s, t }) => {
            model.service(s).id == *service && then.contains(&t)
        }
        (Concession::Lost { buyer }, Column::LostOrders { buyer: b, .. })
        | (Concession::Late { buyer }, Column::OpenOrders { buyer: b, .. }) => {
            model.buyer(b).id == *buyer
        }
        // What a buyer who does not wait for ever has open at the end is lost too.
        (Concession::Lost { buyer }, Column::OpenOrders { buyer: b, t }) => {
            let b = model.buyer(b);
            b.id == *buyer && b.cancel.is_some() && t + 1 == model.horizon.quarters
        }
        (Concession::Bought { component }, Column::Purchase { component: m, .. }) => {
            model.component(m).id == *component
        }
        _ => false,
    };
    let of = solved.lp.columns().iter().zip(&solved.solution.x);
    let of: Vec<(Column, f64)> = of
        .map(|(it, &x)| (it.key, x))
        .filter(|it| is_it(it.0))
        .collect();
    let before: f64 = of.iter().map(|(_, x)| x).sum();
    let after = before + given.amount;
    let breath = 1e-7 * before.abs().max(after.abs()).max(1.0);
    let terms: Vec<(Column, f64)> = of.iter().map(|&(key, _)| (key, 1.0)).collect();
    (!terms.is_empty()).then_some((terms, after - breath, after + breath))
}

/// Returns the model with more of everything than anybody could use, nothing promised but what is looked at.
fn wide(model: &Model, wait: &Wait, t: usize) -> Model {
    let periods = model.horizon.periods();
    let (much, none) = (
        Series::constant(1e7, periods),
        Series::constant(0.0, periods),
    );
    let no_limit = Series::constant(f64::INFINITY, periods);
    let mut wide = model.clone();
    for it in &mut wide.foundries {
        it.capacity = much.clone();
        it.commitment = none.clone();
        if let Some(hot_lot) = &mut it.hot_lot {
            hot_lot.max_share = Series::constant(1.0, periods);
        }
    }
    for it in &mut wide.components {
        it.supply = much.clone();
    }
    for it in &mut wide.processes {
        it.capacity = much.clone();
    }
    for it in &mut wide.sites {
        it.power_mw = much.clone();
    }
    wide.policy.budget = no_limit.clone();
    wide.policy.external_share_max = no_limit.clone();
    let stocks = wide.dies.iter_mut().map(|it| &mut it.stock);
    let stocks = stocks.chain(wide.components.iter_mut().map(|it| &mut it.stock));
    let stocks = stocks.chain(wide.chips.iter_mut().map(|it| &mut it.stock));
    for stock in stocks.chain(wide.racks.iter_mut().map(|it| &mut it.stock)) {
        stock.max = no_limit.clone();
        stock.closing_min = 0.0;
    }
    for it in &mut wide.services {
        let is_it = matches!(&wait.who, Waiter::Service(id) if *id == it.id);
        let at = |(q, &units): (usize, &f64)| if is_it && q == t { units } else { 0.0 };
        // What is asked for stays what it is.
        let asked = it.demand.values().iter().zip(it.committed.values());
        it.demand = Series::new(asked.map(|(a, b)| a.max(*b)).collect());
        it.committed = Series::new(it.committed.values().iter().enumerate().map(at).collect());
        it.max_wait_quarters = None;
        if it.firm && !is_it {
            it.firm = false;
        }
    }
    for it in &mut wide.buyers {
        if !matches!(&wait.who, Waiter::Buyer(id) if *id == it.id) {
            it.orders = none.clone();
            it.firm = false;
        }
    }
    wide
}

#[test]
fn reasons_on_trainium_are_what_solving_again_finds() {
    let mut checked = Checked::default();
    let all = std::env::var("WAFERLINE_CASES").is_ok();
    // Every scenario in a full run.
    let named: Vec<String> = model_file()
        .scenarios()
        .into_iter()
        .map(|it| it.name)
        .collect();
    let named = named.iter().filter(|_| all).map(|name| vec![name.as_str()]);
    for scenario in std::iter::once(Vec::new()).chain(named) {
        let (model, solved) = trainium(&scenario);
        let Some(solved) = solved else { continue };
        let wrong = checked.wrong(&model, &solved);
        assert!(wrong.is_empty(), "{scenario:?}: {}", wrong.join("\n"));
    }
    checked.report();
    assert!(checked.kinds.len() >= 2 && checked.limits >= 20);
}

#[test]
fn reasons_on_random_models_are_what_solving_again_finds() {
    let checked = std::cell::RefCell::new(Checked::default());
    let knobs = prop::collection::vec(0.0_f64..1.0, sample::KNOBS);
    let mut runner = proptest::test_runner::TestRunner::new(sample::tried(30));
    let outcome = runner.run(&knobs, |knobs| {
        let model = sample::model(&knobs);
        let Some(solved) = plan(&model) else {
            return Ok(());
        };
        let wrong = checked.borrow_mut().wrong(&model, &solved);
        prop_assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        Ok(())
    });
    checked.borrow().report();
    assert!(outcome.is_ok(), "{outcome:?}");
}

/// Returns the program with at most, or with at least, so much waiting in one quarter.
fn with_waiting(
    (model, wait): (&Model, &Wait),
    reason: &Reason,
    amount: f64,
) -> Lp<Column, Constraint> {
    let mut of_one = reason.clone();
    of_one.from = reason.conflict_in.expect("said");
    of_one.to = reason.conflict_in.expect("said");
    let (plain, mut lp) = (
        formulate(model),
        forced(model, wait, &of_one).expect("in the program"),
    );
    for i in 0..lp.columns().len() {
        let (now, before) = (&lp.columns()[i], &plain.columns()[i]);
        if (now.lower, now.upper) != (before.lower, before.upper) {
            lp.set_column_range(ColumnId(i), 0.0, amount);
        }
    }
    for i in 0..lp.rows().len() {
        let (now, before) = (&lp.rows()[i], &plain.rows()[i]);
        if (now.lower, now.upper) != (before.lower, before.upper) {
            let asked = now.upper;
            lp.set_row_range(RowId(i), asked - amount, asked);
        }
    }
    lp
}

#[test]
fn the_least_that_waits_can_be_reached_and_no_less_can() {
    let mut checked = 0;
    let minimal = Model::load("models/minimal.toml").expect("valid");
    for model in [minimal, trainium(&[]).0] {
        let solved = plan(&model).expect("a plan");
        let reported = waiting(&model, &solved).expect("reported");
        for wait in &reported.shortages {
            for reason in &wait.reasons {
                let Some(least) = reason.least_waiting else {
                    continue;
                };
                let answer = |amount: f64| {
                    let lp = with_waiting((&model, wait), reason, amount);
                    solve_program(&lp).expect("proved")
                };
                let what = format!("{:?} {:?} {least}", wait.who, reason.conflict_in);
                assert!(least > 0.0, "{what}");
                assert!(
                    matches!(answer(least * (1.0 + 1e-6)), Answer::Optimal(_)),
                    "{what}"
                );
                assert!(
                    matches!(answer(least * (1.0 - 1e-3)), Answer::Infeasible(_)),
                    "{what}"
                );
                checked += 1;
            }
        }
    }
    assert!(checked >= 4, "{checked}");
}

#[test]
fn what_rules_a_commitment_out_is_what_the_plan_exhausts() {
    // Racks for 64,000 units take more stacks, dies and packages than there are, all of them used up, and more power than
    // there is, some of it left.
    let model = Model::load("models/minimal.toml").expect("valid");
    let solved = plan(&model).expect("a plan");
    let reported = waiting(&model, &solved).expect("reported");
    let short = reported
        .shortages
        .iter()
        .find(|it| it.waits_for == WaitsFor::Commitment)
        .expect("short in 2027Q1");
    let reason = &short.reasons[0];
    assert_eq!(reason.kind, ReasonKind::NoPlan);
    assert!(reason.limits.iter().any(|it| it.binding), "{reason:?}");
    assert_eq!(reason.other_limits, 0);
}
