//! The extra supply that covers everything does, and the plan with it is feasible.

use std::collections::HashMap;

use proptest::prelude::*;
use waferline::Address;
use waferline::explain::{Cover, Uncovered, cover};
use waferline::formulation::{Column, Constraint, Limit, formulate, limits};
use waferline::lp::{ColumnId, Lp, LpBuilder, RowId, Variable};
use waferline::model::{Model, Series};
use waferline::solve::{Answer, solve_program};
use waferline::{Outcome, SolveOptions, Solved, solve};

use crate::{feasible, sample, tally};

fn solved(model: &Model) -> Option<Box<Solved>> {
    match solve(model, &SolveOptions::default()).expect("proved") {
        Outcome::Optimal(solved) => Some(solved),
        _ => None,
    }
}

/// Whose demand stays uncovered: orders lost are not orders open.
fn who(of: &Uncovered) -> String {
    if of.lost {
        format!("{}, lost", of.path)
    } else {
        of.path.to_string()
    }
}

/// Returns what is wrong with the claim.
fn wrong(model: &Model, found: &Cover) -> Vec<String> {
    let mut more = model.clone();
    for extra in found.extra.iter().flat_map(|of| &of.quarters) {
        more = more
            .with_number(&extra.address, extra.limit + extra.extra)
            .expect("a limit");
    }
    let plan = &found.plan;
    let mut wrong = feasible::violations(&more, plan);
    let uncovered = |path: String, t: usize| -> f64 {
        let quarter = model.horizon.quarter(t);
        let of = found.uncovered.iter();
        let of = of.filter(|it| who(it) == path && it.quarter == quarter);
        of.map(|it| it.uncovered).sum()
    };
    for t in 0..model.horizon.quarters {
        for service in &plan.services {
            let may = uncovered(format!("service.{}.demand", service.service), t);
            if service.waiting[t] > may + 1e-5 * service.asked[t].max(1.0) {
                wrong.push(format!(
                    "{} waits in {t}: {} of {may}",
                    service.service, service.waiting[t]
                ));
            }
        }
        for (buyer, orders) in model.buyers.iter().zip(&plan.orders) {
            let may = uncovered(format!("buyer.{}.upside", buyer.id), t);
            if orders.upside_sold[t] + may < buyer.upside[t] * (1.0 - 1e-5) {
                wrong.push(format!(
                    "{} upside in {t}: {}",
                    buyer.id, orders.upside_sold[t]
                ));
            }
            let open = format!("buyer.{}.orders", buyer.id);
            let lost = format!("{open}, lost");
            for (who, waits) in [(open, orders.late[t]), (lost, orders.lost[t])] {
                let may = uncovered(who.clone(), t);
                if waits > may + 1e-5 {
                    wrong.push(format!("{who} in {t}: {waits} of {may}"));
                }
            }
        }
    }
    // A table has one row for each.
    for list in [
        &found.waits,
        &found.without_extra.uncovered,
        &found.uncovered,
    ] {
        let mut once: Vec<_> = list.iter().map(|of| (who(of), of.quarter)).collect();
        once.sort();
        once.dedup();
        if once.len() < list.len() {
            wrong.push(format!("twice in one list: {list:?}"));
        }
    }
    let reported = plan.margin.present_value;
    if (reported - found.margin).abs() > 1e-7 * reported.abs() {
        wrong.push(format!("margin {} is {reported}", found.margin));
    }
    wrong
}

#[test]
fn trainium_is_covered() {
    let input = waferline::input::Input::open("models/trainium.toml".as_ref()).expect("bundled");
    let model = input.model(&[], &[]).expect("a model").model;
    let base = solved(&model).expect("a plan");
    let found = cover(&model, &base).expect("covered");
    assert_eq!(wrong(&model, &found), Vec::<String>::new());
    assert!(found.extra.iter().any(|of| of.path == "site.aws.power_mw"));
    assert_eq!(found.margin_before, base.solution.objective);
}

/// Models whose numbers lie decades apart, on which the search once came to no end. Files with numbers outside the range
/// that a plan can have are refused where they are read.
#[test]
fn models_of_uneven_numbers_are_covered() {
    let folders = ["tests/hostile", "tests/hostile/in-range"];
    let files = folders
        .iter()
        .flat_map(|it| std::fs::read_dir(it).expect("bundled"));
    let mut files: Vec<_> = files.map(|it| it.expect("bundled").path()).collect();
    files.sort();
    let name =
        |path: &std::path::Path| path.file_name().map(|it| it.to_string_lossy().into_owned());
    files.retain(|path| name(path).is_some_and(|it| it.starts_with("cover-err")));
    assert!(files.len() >= 10);
    let mut covered = 0;
    for file in files {
        let input = waferline::input::Input::open(&file).expect("readable");
        let Ok(loaded) = input.model(&[], &[]) else {
            continue;
        };
        let Some(base) = solved(&loaded.model) else {
            continue;
        };
        let found = cover(&loaded.model, &base);
        assert!(found.is_ok(), "{}: {found:?}", file.display());
        covered += 1;
    }
    assert!(covered > 0);
}

#[test]
fn what_needs_no_supply_is_told_apart() {
    let input = waferline::input::Input::open("models/minimal.toml".as_ref()).expect("bundled");
    // Selling is worth more than serving: what waits could be served.
    let sets = [
        "buyer.neocloud.buys.rack64.price *= 3",
        "service.rental.price *= 0.1",
    ];
    let model = input.model(&[], &sets).expect("a model").model;
    let found = cover(&model, &solved(&model).expect("a plan")).expect("covered");
    let sum = |list: &[Uncovered]| list.iter().map(|of| of.uncovered / of.asked).sum::<f64>();
    assert!(sum(&found.without_extra.uncovered) < sum(&found.waits));
    assert!(found.without_extra.loss > 0.0, "{found:?}");
}

#[test]
fn enough_needs_nothing() {
    let input = waferline::input::Input::open("models/minimal.toml".as_ref()).expect("bundled");
    let sets = [
        "service.rental.demand = 1000",
        "service.rental.committed = 1000",
        "buyer.neocloud.upside = 1",
    ];
    let model = input.model(&[], &sets).expect("a model").model;
    let found = cover(&model, &solved(&model).expect("a plan")).expect("covered");
    assert!(
        found.extra.is_empty() && found.uncovered.is_empty(),
        "{found:?}"
    );
}

/// Whether more of a number is more supply; where the model has an expansion in that quarter, more comes from the
/// cheapest one.
fn is_supply(model: &Model, address: &Address) -> bool {
    let words: Vec<&str> = address.path.as_str().split('.').collect();
    let Some(t) = address
        .quarter
        .and_then(|quarter| model.horizon.index(quarter))
    else {
        return false;
    };
    let from = |kind: &str, id: &str| -> Vec<(String, f64)> {
        let foundries = model
            .foundries
            .iter()
            .filter(|it| kind == "foundry" && it.id == id);
        let foundries = foundries.flat_map(|it| &it.expansions);
        let foundries = foundries.map(|it| (it.id.clone(), it.capacity[t], it.premium[t]));
        let processes = model
            .processes
            .iter()
            .filter(|it| kind == "process" && it.id == id);
        let processes = processes.flat_map(|it| &it.expansions);
        let processes = processes.map(|it| (it.id.clone(), it.capacity[t], it.cost[t]));
        let some = foundries
            .chain(processes)
            .filter(|&(_, capacity, _)| capacity > 0.0);
        let mut all: Vec<(String, f64)> = some.map(|(id, _, price)| (id, price)).collect();
        all.sort_by(|a, b| a.1.total_cmp(&b.1));
        all
    };
    match words[..] {
        [kind @ ("foundry" | "process"), id, "capacity"] => from(kind, id).is_empty(),
        [kind, id, "expansion", extra, "capacity"] => from(kind, id)
            .first()
            .is_none_or(|(cheapest, _)| cheapest == extra),
        [
            ..,
            "supply" | "power_mw" | "budget" | "max_share" | "external_share_max",
        ]
        | [.., "stock", "max"] => true,
        _ => false,
    }
}

/// What a unit costs, present value.
fn money(model: &Model, address: &Address) -> f64 {
    let words: Vec<&str> = address.path.as_str().split('.').collect();
    let t = model
        .horizon
        .index(address.quarter.expect("a quarter"))
        .expect("within");
    let wafer = |id: &str| {
        let it = model
            .foundries
            .iter()
            .find(|it| it.id == id)
            .expect("known");
        (it, it.wafer_price[t])
    };
    let process = |id: &str| {
        model
            .processes
            .iter()
            .find(|it| it.id == id)
            .expect("known")
    };
    let price = match words[..] {
        ["foundry", id, "capacity"] => wafer(id).1,
        ["foundry", id, "hot_lot", _] => {
            wafer(id).1 * wafer(id).0.hot_lot.as_ref().expect("hot").premium[t]
        }
        ["foundry", id, "expansion", extra, _] => {
            let of = wafer(id)
                .0
                .expansions
                .iter()
                .find(|it| it.id == extra)
                .expect("known");
            wafer(id).1 * (1.0 + of.premium[t])
        }
        ["process", id, "capacity"] => process(id).cost[t],
        ["process", id, "expansion", extra, _] => {
            let of = process(id)
                .expansions
                .iter()
                .find(|it| it.id == extra)
                .expect("known");
            of.cost[t]
        }
        ["component", id, _] => {
            model
                .components
                .iter()
                .find(|it| it.id == id)
                .expect("known")
                .price[t]
        }
        _ => 0.0,
    };
    model.horizon.rho(t) * price
}

/// What a column of the program with extra supply is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum With {
    Own(Column),
    Extra(usize),
    Missing(usize),
}

/// What a row of it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Row {
    Own(Constraint),
    Bound(Column),
}

/// What has to be covered: the range, its path and quarter, and what is asked.
fn demands(
    model: &Model,
    lp: &Lp<Column, Constraint>,
) -> Vec<(Variable, String, usize, f64, bool)> {
    let mut all = Vec::new();
    for t in 0..model.horizon.quarters {
        for service in model.service_ids() {
            let it = model.service(service);
            let asked = it.demand[t].max(it.committed[t]);
            if let Some(row) = lp
                .row(&Constraint::ServiceDemand { service, t })
                .filter(|_| asked > 0.0)
            {
                all.push((
                    Variable::Row(row),
                    format!("service.{}.demand", it.id),
                    t,
                    asked,
                    true,
                ));
            }
        }
        for buyer in model.buyer_ids() {
            let it = model.buyer(buyer);
            let most = it.orders.values().iter().fold(0.0_f64, |a, &b| a.max(b));
            if let Some(column) = lp.column(&Column::UpsideDelivery { buyer, t }) {
                let path = format!("buyer.{}.upside", it.id);
                all.push((Variable::Column(column), path, t, it.upside[t], true));
            }
            let orders = format!("buyer.{}.orders", it.id);
            for (who, key) in [
                (orders.clone(), Column::OpenOrders { buyer, t }),
                (format!("{orders}, lost"), Column::LostOrders { buyer, t }),
            ] {
                if let Some(column) = lp.column(&key) {
                    all.push((Variable::Column(column), who, t, most, false));
                }
            }
        }
    }
    all
}

/// Returns the least of what `price` counts with extra supply (if there may be any) and missing demand of at most
/// `most`, by a program of its own: every number of supply is a column, every demand's missing part another.
fn least(
    model: &Model,
    with_supply: bool,
    most: &dyn Fn(&str, usize, f64) -> f64,
    price: &dyn Fn(Option<&Address>, f64) -> f64,
) -> Option<f64> {
    let mut wide = model.clone();
    for component in &mut wide.components {
        let some = component
            .supply
            .values()
            .iter()
            .map(|&now| if now > 0.0 { now } else { 1.0 });
        component.supply = Series::new(some.collect());
    }
    let lp = formulate(&wide);
    let supplies: Vec<Limit> = limits(&wide, &lp)
        .into_iter()
        .filter(|limit| is_supply(model, &limit.address))
        .collect();
    let demands = demands(model, &lp);
    // What is added to a range: terms, and whether its lower end is the upper one.
    let mut more: HashMap<Variable, (Vec<(With, f64)>, bool)> = HashMap::new();
    for (at, limit) in supplies.iter().enumerate() {
        let moves = if limit.share_of.is_empty() {
            limit
                .raise
                .iter()
                .map(|it| (it.variable, it.upper))
                .collect()
        } else {
            vec![(limit.part_of[0].0, 1.0)]
        };
        for (variable, rate) in moves {
            more.entry(variable)
                .or_default()
                .0
                .push((With::Extra(at), -rate));
        }
    }
    for (at, (variable, _, _, _, whole)) in demands.iter().enumerate() {
        let of = more.entry(*variable).or_default();
        of.0.push((With::Missing(at), if *whole { 1.0 } else { -1.0 }));
        of.1 |= *whole;
    }
    let mut builder = LpBuilder::default();
    let mut rows: Vec<Vec<(With, f64)>> = vec![Vec::new(); lp.rows().len()];
    for (j, column) in lp.columns().iter().enumerate() {
        let free = more.contains_key(&Variable::Column(ColumnId(j)));
        let upper = if free { f64::INFINITY } else { column.upper };
        builder.add_column(With::Own(column.key), 0.0, column.lower, upper);
        for (row, a) in lp.entries(ColumnId(j)) {
            rows[row.0].push((With::Own(column.key), a));
        }
    }
    for (at, limit) in supplies.iter().enumerate() {
        let upper = if with_supply { f64::INFINITY } else { 0.0 };
        builder.add_column(
            With::Extra(at),
            -price(Some(&limit.address), 1.0),
            0.0,
            upper,
        );
    }
    for (at, (_, path, t, asked, _)) in demands.iter().enumerate() {
        builder.add_column(
            With::Missing(at),
            -price(None, *asked),
            0.0,
            most(path, *t, *asked),
        );
    }
    for (i, (row, mut terms)) in lp.rows().iter().zip(rows).enumerate() {
        let (added, whole) = more.remove(&Variable::Row(RowId(i))).unwrap_or_default();
        terms.extend(added);
        let lower = if whole { row.upper } else { row.lower };
        builder.add_row(Row::Own(row.key), lower, row.upper, terms);
    }
    for (j, column) in lp.columns().iter().enumerate() {
        let Some((mut terms, whole)) = more.remove(&Variable::Column(ColumnId(j))) else {
            continue;
        };
        terms.push((With::Own(column.key), 1.0));
        // A component that is not sold in a quarter: its supply is 0 there.
        let upper = match column.key {
            Column::Purchase { component, t } => model.component(component).supply[t],
            Column::OpenOrders { .. } | Column::LostOrders { .. } => 0.0,
            _ => column.upper,
        };
        let lower = if whole { upper } else { f64::NEG_INFINITY };
        builder.add_row(Row::Bound(column.key), lower, upper, terms);
    }
    match solve_program(&builder.build()).expect("proved") {
        Answer::Optimal(solution) => Some(-solution.objective),
        Answer::Infeasible(_) => None,
        Answer::Unbounded(_) => panic!("counts have an end"),
    }
}

/// Returns what is wrong with the claims that this is the least, and the cheapest.
fn not_least(model: &Model, found: &Cover) -> Vec<String> {
    let mut wrong = Vec::new();
    let share = |list: &[Uncovered]| -> f64 {
        let known = list.iter().filter(|of| of.asked > 0.0);
        known.map(|of| of.uncovered / of.asked).sum()
    };
    let by_share = |address: Option<&Address>, asked: f64| match address {
        Some(_) => 0.0,
        None if asked > 0.0 => 1.0 / asked,
        None => 1.0,
    };
    let all = |path: &str, _: usize, asked: f64| {
        // Open orders add up.
        if path.contains(".orders") {
            f64::INFINITY
        } else {
            asked
        }
    };
    for (with_supply, reported) in [
        (true, share(&found.uncovered)),
        (false, share(&found.without_extra.uncovered)),
    ] {
        match least(model, with_supply, &all, &by_share) {
            Some(least) if (least - reported).abs() <= 1e-6 * reported.max(1.0) => {}
            other => wrong.push(format!("supply {with_supply}: {reported} waits, {other:?}")),
        }
    }
    let missing = |path: &str, t: usize, asked: f64| -> f64 {
        let quarter = model.horizon.quarter(t);
        let of = found
            .uncovered
            .iter()
            .filter(|of| who(of) == path && of.quarter == quarter);
        of.map(|of| of.uncovered).sum::<f64>() + 1e-8 * asked.max(1.0)
    };
    let by_money = |address: Option<&Address>, _: f64| address.map_or(0.0, |it| money(model, it));
    let reported = found.extra_cost;
    match least(model, true, &missing, &by_money) {
        Some(least) if (least - reported).abs() <= 1e-5 * reported.abs().max(1.0) => {}
        other => wrong.push(format!("costs {reported}, {other:?} is enough")),
    }
    for extra in found.extra.iter().flat_map(|of| &of.quarters) {
        if extra.address.path.as_str().ends_with("share") && extra.limit + extra.extra > 1.0 {
            wrong.push(format!("a share above 1: {extra:?}"));
        }
    }
    let loss = found.margin_before - found.without_extra.margin;
    if found.without_extra.loss != loss {
        wrong.push(format!("the loss is {loss}"));
    }
    wrong
}

#[test]
fn extra_supply_covers_and_nothing_cheaper_does() {
    let counts = std::cell::Cell::new([0_usize; 4]);
    let knobs = prop::collection::vec(0.0_f64..1.0, sample::KNOBS);
    let mut runner = proptest::test_runner::TestRunner::new(sample::tried(20));
    let outcome = runner.run(&knobs, |knobs| {
        // Supply counts with what the options add.
        let model = sample::model(&knobs).merged().into_owned();
        let Some(base) = solved(&model) else {
            return Ok(());
        };
        let found = match cover(&model, &base) {
            Ok(found) => found,
            Err(error) => return Err(TestCaseError::fail(error.to_string())),
        };
        prop_assert_eq!(wrong(&model, &found), Vec::<String>::new());
        prop_assert_eq!(not_least(&model, &found), Vec::<String>::new());
        let [models, supplies, uncovered, without] = counts.get();
        let extras: usize = found.extra.iter().map(|of| of.quarters.len()).sum();
        counts.set([
            models + 1,
            supplies + extras,
            uncovered + found.uncovered.len(),
            without + found.without_extra.uncovered.len(),
        ]);
        Ok(())
    });
    let [models, supplies, uncovered, without] = counts.get();
    tally::report(
        "extra supply that covers, and costs least",
        supplies,
        models,
    );
    tally::report("what no supply covers", uncovered, models);
    tally::report("what waits without extra supply", without, models);
    assert!(outcome.is_ok(), "{outcome:?}");
}

#[test]
fn the_command_answers_as_text_and_data() {
    let run = |args: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_waferline"));
        command.args(["cover", "models/minimal.toml"]).args(args);
        let output = command.output().expect("the command runs");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        (output.status.code(), text)
    };
    let (code, text) = run(&[]);
    assert_eq!(code, Some(0));
    assert!(
        text.contains("Extra supply") && text.contains("power at cloud"),
        "{text}"
    );
    let (_, text) = run(&["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(report["status"], "covered");
    assert!(
        report["extra"][0]["quarters"][0]["assignment"].is_string(),
        "{text}"
    );
    let no = [
        "--set",
        "rack.rack64.stock.closing_min = 5000",
        "--format",
        "json",
    ];
    let (code, text) = run(&no);
    let report: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((code, &report["status"]), (Some(1), &"infeasible".into()));
    assert!(report["repairs"][0]["assignments"][0].is_string(), "{text}");
    let lines = report["conflict"].as_array().expect("members");
    assert!(
        lines.iter().any(|member| member["file"] == "--set 1"),
        "{text}"
    );
}
