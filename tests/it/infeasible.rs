//! Conflicts are irreducible, repairs are minimal and sufficient.

use proptest::prelude::*;
use waferline::explain::{Diagnosis, Repair, RepairKind, Sense, diagnose};
use waferline::formulation::{Column, Constraint, Limit, formulate, limits};
use waferline::input::Input;
use waferline::lp::{ColumnId, Lp, RowId, Variable};
use waferline::model::{Field, Model, OptionField, Series};
use waferline::solve::{Answer, solve_program};
use waferline::{Address, Quarter};
use waferline::{Outcome, SolveOptions, solve};

use crate::sample;

fn minimal() -> Input {
    Input::open("models/minimal.toml".as_ref()).expect("the bundled model")
}

fn outcome(model: &Model) -> Outcome {
    solve(model, &SolveOptions::default()).expect("proved")
}

fn margin(model: &Model) -> Option<f64> {
    match outcome(model) {
        Outcome::Optimal(solved) => Some(solved.solution.objective),
        _ => None,
    }
}

fn diagnosis(model: &Model) -> Option<Diagnosis> {
    match outcome(model) {
        Outcome::Infeasible(why) => Some(diagnose(model, &why)),
        _ => None,
    }
}

/// Returns the program in which only these limits hold, and what defines the rest.
pub(crate) fn only(model: &Model, kept: &[(&Address, Sense)]) -> Lp<Column, Constraint> {
    // What a fleet gains in one quarter it loses in the next: the number is raised, not its rows freed.
    let is_fleet = |address: &Address| address.path.as_str().ends_with(".installed");
    let mut more = model.clone();
    for limit in limits(model, &formulate(model)) {
        if is_fleet(&limit.address) && !kept.contains(&(&limit.address, Sense::AtMost)) {
            more = more
                .with_number(&limit.address, limit.amount + 1e5)
                .expect("a fleet");
        }
    }
    let model = &more;
    let mut lp = formulate(model);
    for option in model.option_ids() {
        let path = model.path(Field::Option(option, OptionField::Taken));
        let is_kept = kept.contains(&(&Address::fixed(path), Sense::AtLeast));
        if let Some(column) = lp.column(&Column::Taken { option }).filter(|_| !is_kept) {
            lp.set_column_range(column, 0.0, lp.columns()[column.0].upper);
        }
    }
    let whole = lp.clone();
    // What was delivered is not taken back.
    let is_delivered = |address: &Address| address.path.as_str().ends_with(".delivered_before");
    for limit in limits(model, &whole) {
        if is_fleet(&limit.address) || is_delivered(&limit.address) {
            continue;
        }
        let holds = |sense| {
            kept.iter()
                .any(|&(address, of)| *address == limit.address && of == sense)
        };
        let ranges = limit.raise.iter().chain(&limit.lower).map(|of| of.variable);
        let ranges = ranges.chain(limit.part_of.iter().map(|&(variable, _)| variable));
        let mut once: Vec<Variable> = Vec::new();
        for variable in ranges {
            if once.contains(&variable) {
                continue;
            }
            once.push(variable);
            let (lower, upper) = match variable {
                Variable::Row(row) => (lp.rows()[row.0].lower, lp.rows()[row.0].upper),
                Variable::Column(column) => {
                    (lp.columns()[column.0].lower, lp.columns()[column.0].upper)
                }
            };
            let is_equality = match variable {
                Variable::Row(row) => whole.rows()[row.0].lower == whole.rows()[row.0].upper,
                Variable::Column(_) => false,
            };
            let freed = match (limit.relaxed_by_raising, variable) {
                (true, Variable::Row(_)) if is_equality && holds(Sense::AtMost) => continue,
                (false, Variable::Row(_)) if is_equality && holds(Sense::AtLeast) => continue,
                (true, Variable::Row(_)) if is_equality => (lower, f64::INFINITY),
                // Down to 0, while what else stands in the row stays.
                (false, Variable::Row(_)) if is_equality => (less(lower, limit.amount), upper),
                // What an option adds to a row is not the row's number.
                (_, Variable::Row(row)) => (
                    if holds(Sense::AtLeast) {
                        lower
                    } else if is_added_to(&whole, row) {
                        less(lower, asked(&limit, variable))
                    } else {
                        f64::NEG_INFINITY
                    },
                    if holds(Sense::AtMost) {
                        upper
                    } else {
                        f64::INFINITY
                    },
                ),
                (_, Variable::Column(_)) => (
                    lower,
                    if holds(Sense::AtMost) {
                        upper
                    } else {
                        f64::INFINITY
                    },
                ),
            };
            match variable {
                Variable::Row(row) => lp.set_row_range(row, freed.0, freed.1),
                Variable::Column(column) => lp.set_column_range(column, freed.0, freed.1),
            }
        }
    }
    lp
}

/// Returns what is left of the sum of some numbers without one of them; what rounding leaves is nothing.
fn less(sum: f64, amount: f64) -> f64 {
    let left = sum - amount;
    if amount.is_finite() && left.abs() <= 1e-12 * amount.abs() {
        0.0
    } else {
        left
    }
}

/// Returns whether an option adds to the number of a row.
fn is_added_to(lp: &Lp<Column, Constraint>, row: RowId) -> bool {
    let mut taken = (0..lp.columns().len())
        .map(ColumnId)
        .filter(|&column| matches!(lp.columns()[column.0].key, Column::Taken { .. }));
    taken.any(|column| lp.entries(column).any(|(of, _)| of == row))
}

/// Returns how much a limit asks for in a range.
fn asked(limit: &Limit, variable: Variable) -> f64 {
    let moves = limit.lower.iter().find(|of| of.variable == variable);
    moves.map_or(f64::INFINITY, |of| limit.amount * of.lower.abs())
}

pub(crate) fn is_feasible(lp: &Lp<Column, Constraint>) -> bool {
    let free = vec![0.0; lp.columns().len()];
    let answer = solve_program(&lp.clone().with_costs(&free)).expect("proved");
    !matches!(answer, Answer::Infeasible(_))
}

fn confirm_conflict(model: &Model, why: &Diagnosis) -> Result<(), String> {
    let members: Vec<(&Address, Sense)> = why
        .conflict
        .iter()
        .filter_map(|member| Some((member.address.as_ref()?, member.sense)))
        .collect();
    if !why.is_irreducible || members.len() != why.conflict.len() || members.is_empty() {
        return Err(format!("{why:?}"));
    }
    if is_feasible(&only(model, &members)) {
        return Err(format!("no conflict: {:?}", why.conflict));
    }
    for (position, member) in why.conflict.iter().enumerate() {
        let mut rest = members.clone();
        rest.remove(position);
        if !is_feasible(&only(model, &rest)) {
            return Err(format!("{} is not needed", member.description));
        }
    }
    Ok(())
}

/// Returns the model after an assignment to a limit, its change scaled to this share.
fn assigned(model: &Model, text: &str, share: f64) -> Option<Model> {
    let (address, operator, value) = parts(text)?;
    let address = model.find_address(address)?;
    let apply = |now: f64| match operator {
        "+=" => now + share * value,
        "*=" => now * (1.0 + share * (value - 1.0)),
        _ => now + share * (value - now),
    };
    let now = |address: &Address| {
        let t = address
            .quarter
            .map_or(0, |quarter| model.horizon.index(quarter).unwrap_or(0));
        let lp = formulate(model);
        let all = limits(model, &lp);
        let limit = all.iter().find(|limit| limit.address == *address);
        limit.map(|limit| limit.amount).or_else(|| {
            let path = address.path.as_str();
            let id = path.strip_prefix("buyer.")?.strip_suffix(".orders")?;
            let buyer = model.buyers.iter().find(|buyer| buyer.id == id)?;
            Some(buyer.orders[t])
        })
    };
    let is_one = [".stock.", ".backlog.open"];
    let is_one = is_one.iter().any(|it| address.path.as_str().contains(it));
    if operator == "*=" || (address.quarter.is_none() && !is_one) {
        // Quarters of the plan, and those before it that still count.
        let t = 0..model.horizon.periods();
        let mut quarters: Vec<Quarter> = t.map(|t| model.horizon.quarter(t)).collect();
        let all = limits(model, &formulate(model));
        let before = all
            .iter()
            .filter(|limit| limit.address.path == address.path);
        quarters.extend(before.filter_map(|limit| limit.address.quarter));
        quarters.sort_unstable();
        quarters.dedup();
        let mut changed = model.clone();
        for quarter in quarters {
            let at = Address::at(address.path.clone(), quarter);
            if let Some(now) = now(&at) {
                changed = changed.with_number(&at, apply(now))?;
            }
        }
        return Some(changed);
    }
    model.with_number(&address, apply(now(&address)?))
}

fn parts(text: &str) -> Option<(&str, &str, f64)> {
    let mut words = text.split(' ');
    let (address, operator, value) = (words.next()?, words.next()?, words.next()?);
    Some((address, operator, value.parse().ok()?))
}

/// Loads the minimal model after these assignments, diagnoses it, and confirms everything said through assignments.
fn confirm(sets: &[&str]) -> Diagnosis {
    let input = minimal();
    let model = input.model(&[], sets).expect("a model").model;
    let why = diagnosis(&model).expect("no plan");
    confirm_conflict(&model, &why).expect("an irreducible conflict");
    assert!(!why.repairs.is_empty(), "{why:?}");
    for repair in &why.repairs {
        let with = |assignments: Vec<String>| {
            let all = sets
                .iter()
                .copied()
                .chain(assignments.iter().map(String::as_str));
            let all: Vec<&str> = all.collect();
            margin(&input.model(&[], &all).expect("a model").model)
        };
        let found = with(repair.assignments.clone()).expect("a plan");
        let said = repair.margin.expect("an end");
        assert!(
            (found - said).abs() <= 1e-9 * said.abs(),
            "{repair:?}: {found}"
        );
        if let Some(less) = repair
            .assignments
            .iter()
            .map(|text| lessened(text))
            .collect()
        {
            assert_eq!(with(less), None, "{repair:?}");
        }
    }
    why
}

/// Returns 99.9% of a change; `None` for what has no less.
fn lessened(text: &str) -> Option<String> {
    let (address, operator, value) = parts(text)?;
    Some(match operator {
        "+=" => format!("{address} += {}", 0.999 * value),
        "*=" => format!("{address} *= {}", 1.0 + 0.999 * (value - 1.0)),
        _ if address.ends_with("max_wait_quarters") => {
            format!("{address} = {}", value - 1.0)
        }
        _ => return None,
    })
}

fn has(why: &Diagnosis, kind: RepairKind) -> bool {
    why.repairs.iter().any(|repair| repair.kind == kind)
}

fn paths(why: &Diagnosis) -> Vec<String> {
    let addresses = why.conflict.iter().filter_map(|it| it.address.as_ref());
    addresses.map(ToString::to_string).collect()
}

#[test]
fn firm_order_above_what_can_be_made() {
    let why = confirm(&[
        "buyer.neocloud.firm = true",
        "buyer.neocloud.orders@2027Q2 = 2500",
    ]);
    assert!(paths(&why).contains(&"buyer.neocloud.orders@2027Q2".to_owned()));
    let shortage = why.shortage.as_ref().expect("something is asked for");
    assert_eq!(shortage.asked, 2500.0);
    // 60,000 chips a quarter are packaged, 64 in a rack.
    approx::assert_relative_eq!(
        shortage.possible,
        2.0 * 60_000.0 / 64.0,
        max_relative = 1e-9
    );
    assert!(
        has(&why, RepairKind::OrdersLater) && has(&why, RepairKind::NotFirm),
        "{why:?}"
    );
}

#[test]
fn firm_order_before_anything_can_arrive() {
    let why = confirm(&[
        "buyer.neocloud.firm = true",
        "rack.rack64.lead_quarters = 2",
        "buyer.neocloud.orders@2027Q2 = 10",
    ]);
    assert_eq!(paths(&why), ["buyer.neocloud.orders@2027Q2"]);
    assert!(has(&why, RepairKind::OrdersLater), "{why:?}");
}

#[test]
fn firm_commitment_without_power() {
    let why = confirm(&[
        "service.rental.firm = true",
        "service.rental.committed@2027Q1 = 59000",
        "site.cloud.power_mw@2027Q1 = 60",
    ]);
    assert!(
        has(&why, RepairKind::More) && has(&why, RepairKind::Less),
        "{why:?}"
    );
}

#[test]
fn wait_too_short() {
    let why = confirm(&[
        "service.rental.max_wait_quarters = 0",
        "service.rental.committed@2027Q2 = 100000",
        "site.cloud.power_mw@2027Q2 = 90",
    ]);
    assert!(has(&why, RepairKind::LongerWait), "{why:?}");
}

#[test]
fn closing_stock_above_what_can_be_made() {
    let why = confirm(&["rack.rack64.stock.closing_min = 5000"]);
    assert!(paths(&why).contains(&"rack.rack64.stock.closing_min".to_owned()));
}

#[test]
fn budget_below_firm_orders() {
    let why = confirm(&[
        "buyer.neocloud.firm = true",
        "buyer.neocloud.orders@2027Q1 = 300",
        "policy.budget = 60000000",
    ]);
    assert!(paths(&why).contains(&"policy.budget@2027Q1".to_owned()));
}

#[test]
fn reserved_wafers_above_the_budget() {
    let why = confirm(&[
        "foundry.fab.commitment = 800",
        "foundry.fab.take_or_pay = 1",
        "policy.budget@2027Q3 = 10000000",
    ]);
    let both = ["foundry.fab.commitment@2027Q3", "policy.budget@2027Q3"];
    assert_eq!(paths(&why), both);
}

#[test]
fn share_sold_outside_below_firm_orders() {
    let why = confirm(&[
        "buyer.neocloud.firm = true",
        "buyer.neocloud.orders@2027Q1 = 300",
        "policy.external_share_max = 0.1",
    ]);
    let share = why
        .repairs
        .iter()
        .any(|repair| repair.assignments[0].starts_with("policy.external_share_max@2027Q1 +="));
    assert!(share, "{why:?}");
}

#[test]
fn several_conflicts_at_once() {
    let why = confirm(&[
        "buyer.neocloud.firm = true",
        "buyer.neocloud.orders@2027Q1 = 2000",
        "rack.rack64.stock.closing_min = 9000",
    ]);
    assert!(has(&why, RepairKind::Together), "{why:?}");
}

#[test]
fn trainium_without_grace() {
    let input = Input::open("models/trainium.toml".as_ref()).expect("the bundled model");
    let model = input
        .model(&["trn4-late-no-grace"], &[])
        .expect("a model")
        .model;
    let why = diagnosis(&model).expect("no plan");
    confirm_conflict(&model, &why).expect("an irreducible conflict");
    let wait = "service.trainium4-reserved.max_wait_quarters = 3";
    assert!(
        why.repairs
            .iter()
            .any(|repair| repair.assignments == [wait]),
        "{why:?}"
    );
}

#[test]
fn unbounded_tells_the_ray() {
    let mut model = minimal().model(&[], &[]).expect("a model").model;
    let periods = model.horizon.periods();
    model.components[0].supply = Series::constant(f64::INFINITY, periods);
    model.components[0].stock.salvage_value = 1e6;
    let Outcome::Unbounded(why) = outcome(&model) else {
        panic!("buying for salvage has no end");
    };
    assert!(
        why.ray.iter().any(|words| words.starts_with("buy hbm in")),
        "{why:?}"
    );
}

/// Checks that each repair gives the plan that it says, and that less of it gives none; returns how many were checked.
fn confirm_repairs(model: &Model, why: &Diagnosis) -> Result<usize, String> {
    let counted = |repair: &&Repair| {
        !matches!(
            repair.kind,
            RepairKind::NotFirm | RepairKind::LongerWait | RepairKind::TakenLess
        )
    };
    let mut checked = 0;
    for repair in why.repairs.iter().filter(counted) {
        let after = |share: f64| {
            let mut all = repair.assignments.iter();
            all.try_fold(model.clone(), |model, text| assigned(&model, text, share))
        };
        let found = after(1.0).and_then(|model| margin(&model));
        let said = repair.margin;
        let agrees = match (found, said) {
            (Some(found), Some(said)) => (found - said).abs() <= 1e-6 * said.abs().max(1.0),
            _ => false,
        };
        if !agrees {
            return Err(format!("{repair:?}: {found:?}"));
        }
        if after(0.998).and_then(|model| margin(&model)).is_some() {
            return Err(format!("{repair:?} does more than needed"));
        }
        checked += 1;
    }
    Ok(checked)
}

#[test]
fn repairs_hold_with_options_to_be_decided() {
    let counts = std::cell::RefCell::new([0_usize; 2]);
    sample::models(24, |_, knobs| {
        let mut model = sample::model_with_options(knobs, 3);
        for buyer in &mut model.buyers {
            buyer.firm = true;
            buyer.cancel = None;
        }
        let Some(why) = diagnosis(&model).filter(|why| !why.only_in_part) else {
            return Ok(());
        };
        confirm_conflict(&model, &why)?;
        let mut counts = counts.borrow_mut();
        counts[0] += 1;
        counts[1] += confirm_repairs(&model, &why)?;
        Ok(())
    });
    let [models, repairs] = counts.into_inner();
    let (is_short, least) = sample::must_meet(3, 24);
    assert!(models >= least, "{models}");
    assert!(is_short || repairs > models, "{repairs} of {models}");
}

/// What a whole line would make possible, a part of it does not: 130 ordered in each quarter, 100 supplied, 50 more from the
/// third on.
#[test]
fn a_repair_takes_options_whole() {
    let input = Input::from_toml(
        "whole.toml",
        r#"
        model.currency = "USD"
        horizon = { start = "2027Q1", quarters = 4 }
        [component.hbm]
        supply = 100
        price = 5
        [buyer.shop]
        firm = true
        orders = 130
        buys.hbm.price = 8
        [option.line]
        adds = ["component.hbm.supply@2027Q3.. += 50"]
        cash = { at = { "2027Q3" = -20 } }
        "#,
    );
    let model = input.model(&[], &[]).expect("a model").model;
    let why = diagnosis(&model).expect("no plan");
    assert_eq!(confirm_conflict(&model, &why), Ok(()));
    assert!(
        confirm_repairs(&model, &why).is_ok_and(|checked| checked > 1),
        "{why:?}"
    );
    let more = "component.hbm.supply@2027Q1 += 60";
    let more = why
        .repairs
        .iter()
        .find(|repair| repair.assignments == [more]);
    // 520 sold at 3 each, less the whole line.
    assert!(
        more.is_some_and(|it| it.margin.is_some_and(|it| (it - 1540.0).abs() < 1e-6)),
        "{why:?}"
    );
}

proptest! {
    #![proptest_config(sample::tried(40))]

    #[test]
    fn conflicts_and_repairs_hold(
        knobs in prop::collection::vec(0.0_f64..1.0, sample::KNOBS),
        firm in prop::bool::ANY,
    ) {
        let mut model = sample::model(&knobs);
        for service in &mut model.services {
            service.firm |= firm;
        }
        for buyer in &mut model.buyers {
            buyer.firm = true;
            buyer.cancel = None;
        }
        let Some(why) = diagnosis(&model) else { return Ok(()) };
        if let Err(wrong) = confirm_conflict(&model, &why) {
            prop_assert!(false, "{wrong}");
        }
        if let Err(wrong) = confirm_repairs(&model, &why) {
            prop_assert!(false, "{wrong}");
        }
    }
}
