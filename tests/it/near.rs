//! The plan nearest to one made before: distance, margin and every sentence, against programs written otherwise.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use waferline::Solved;
use waferline::explain::{NearPlan, PlanQuantity, Within, levels, near};
use waferline::formulation::Column;
use waferline::hold::GivenPlan;
use waferline::lp::{ColumnId, LpBuilder};
use waferline::model::Model;
use waferline::plan::Plan;
use waferline::report::document::Block;
use waferline::report::near::near_document;
use waferline::solve::{Answer, solve_program};

use crate::again::Again;
use crate::feasible::violations;
use crate::hedge::a_tenth;
use crate::hedge_parts::run;
use crate::hold::{solved, weight};
use crate::{sample, tally};

/// Two proved optima of one program differ by no more than this part of what they are made of.
const SAME: f64 = 1e-6;

/// What a column starts, installs or delivers, and when; `None` of others.
fn does(model: &Model, key: Column) -> Option<(PlanQuantity, usize)> {
    match key {
        Column::WaferStart { die, t } | Column::HotLotStart { die, t } => {
            let die = model.die(die).id.clone();
            Some((PlanQuantity::Started { die }, t))
        }
        Column::Install { rack, site, t } => {
            let (rack, site) = (model.rack(rack).id.clone(), model.site(site).id.clone());
            Some((PlanQuantity::Installed { rack, site }, t))
        }
        Column::Deliver { buyer, item, t, .. } => {
            let (item, buyer) = (
                model.item_id(item).to_owned(),
                model.buyer(buyer).id.clone(),
            );
            Some((PlanQuantity::Sold { item, buyer }, t))
        }
        _ => None,
    }
}

/// Returns how much the plan before has of everything that counts, in the quarters of the model.
fn before(model: &Model, plan: &Plan) -> BTreeMap<(PlanQuantity, usize), f64> {
    let mut all = BTreeMap::new();
    for level in levels(plan) {
        let counts = matches!(
            level.what,
            PlanQuantity::Started { .. }
                | PlanQuantity::Installed { .. }
                | PlanQuantity::Sold { .. }
        );
        for (t, &amount) in level.by_quarter.iter().enumerate() {
            if counts && t < model.horizon.quarters && amount != 0.0 {
                all.insert((level.what.clone(), t), amount);
            }
        }
    }
    all
}

/// Returns the least distance of a plan with at least this margin, from a program with one column a decision that is at least
/// the change either way.
fn least_distance(model: &Model, solved: &Solved, plan: &Plan, floor: f64) -> f64 {
    let lp = &solved.lp;
    let mut sums: BTreeMap<(PlanQuantity, usize), Vec<usize>> = BTreeMap::new();
    for (j, column) in lp.columns().iter().enumerate() {
        if let Some(key) = does(model, column.key) {
            sums.entry(key).or_default().push(j);
        }
    }
    let before = before(model, plan);
    let mut constant = 0.0;
    for (key, amount) in &before {
        if !sums.contains_key(key) {
            constant += weight(model, &key.0, key.1) * amount;
        }
    }
    let unit = sums.keys().map(|(what, t)| weight(model, what, *t));
    let unit = unit.fold(1.0, f64::max);
    let mut builder = LpBuilder::default();
    for (j, column) in lp.columns().iter().enumerate() {
        builder.add_column(j, 0.0, column.lower, column.upper);
    }
    let width = lp.columns().len();
    for (i, (what, t)) in sums.keys().enumerate() {
        let cost = -weight(model, what, *t) / unit;
        builder.add_column(width + i, cost, 0.0, f64::INFINITY);
    }
    let mut rows = vec![Vec::new(); lp.rows().len()];
    for j in 0..width {
        for (row, n) in lp.entries(ColumnId(j)) {
            rows[row.0].push((j, n));
        }
    }
    for (i, (row, terms)) in lp.rows().iter().zip(rows).enumerate() {
        builder.add_row(i, row.lower, row.upper, terms);
    }
    let margin = lp.columns().iter().enumerate().map(|(j, it)| (j, it.cost));
    builder.add_row(usize::MAX, floor, f64::INFINITY, margin);
    for (i, (key, columns)) in sums.iter().enumerate() {
        let amount = before.get(key).copied().unwrap_or(0.0);
        for (way, row) in [(1.0, 2 * i), (-1.0, 2 * i + 1)] {
            let terms = columns.iter().map(|&j| (j, -way));
            let terms = terms.chain([(width + i, 1.0)]);
            let key = usize::MAX - 1 - row;
            builder.add_row(key, -way * amount, f64::INFINITY, terms);
        }
    }
    match solve_program(&builder.build()).expect("proved") {
        Answer::Optimal(solution) => constant - unit * solution.objective,
        other => panic!("{other:?}"),
    }
}

/// Returns the distance between two plans as they are reported.
fn distance(model: &Model, plan: &Plan, other: &Plan) -> f64 {
    let (one, other) = (before(model, plan), before(model, other));
    let keys: std::collections::BTreeSet<_> = one.keys().chain(other.keys()).collect();
    let of = |all: &BTreeMap<_, f64>, key| all.get(key).copied().unwrap_or(0.0);
    let changes = keys.into_iter();
    changes
        .map(|key| weight(model, &key.0, key.1) * (of(&one, key) - of(&other, key)).abs())
        .sum()
}

/// Returns what is wrong with a plan near to another.
fn wrong(whole: &Model, solved: &Solved, plan: &Plan, found: &NearPlan) -> Option<String> {
    let model = &*solved.holding(whole);
    let best = solved.solution.objective;
    let floor = best - found.within.of(best);
    let size = solved.lp.columns().iter().zip(&solved.solution.x);
    let size: f64 = size
        .map(|(it, x)| (it.cost * x).abs())
        .sum::<f64>()
        .max(1.0);
    if found.margin < floor - SAME * size || found.margin > best + SAME * size {
        return Some(format!("margin {} beside {best} and {floor}", found.margin));
    }
    // The judge of plans knows the model's own numbers, not what options add to them.
    let broken = if whole.options.is_empty() {
        violations(whole, &found.plan)
    } else {
        Vec::new()
    };
    if let Some(first) = broken.first() {
        return Some(first.clone());
    }
    let money = before(model, plan)
        .iter()
        .map(|(key, amount)| weight(model, &key.0, key.1) * amount)
        .sum::<f64>()
        .max(size);
    let reported = distance(model, &found.plan, plan);
    let least = least_distance(model, solved, plan, floor);
    for (what, distance) in [("reported", reported), ("least", least)] {
        if (distance - found.distance).abs() > SAME * money {
            return Some(format!("{what} {distance}, said {}", found.distance));
        }
    }
    if found.best_distance < found.distance - SAME * money {
        return Some("the best plan is nearer".to_owned());
    }
    // The first of the changes, kept as it was: alone, and not at all.
    for change in found.changes.iter().take(2) {
        let t = model.horizon.index(change.quarter).expect("of the model");
        let terms: Vec<(Column, f64)> = solved
            .lp
            .columns()
            .iter()
            .filter(|it| does(model, it.key) == Some((change.what.clone(), t)))
            .map(|it| (it.key, 1.0))
            .collect();
        let kept = Again::of(solved).hold(change.before, change.before, terms);
        match (kept.optimum(), change.keeping_costs) {
            (Some(margin), Some(cost)) if (best - margin - cost).abs() <= SAME * size => {}
            (None, None) if change.cannot_be_kept => {}
            (kept, _) => return Some(format!("kept {kept:?}, said {change:?}")),
        }
    }
    None
}

/// Returns the sentences on what changes.
fn sentences(model: &Model, found: &NearPlan) -> Vec<String> {
    let document = near_document(model, found, "before.json");
    let blocks = document.sections[0].blocks.iter();
    let lists = blocks.filter_map(|block| match block {
        Block::List(list) => Some(list.clone()),
        _ => None,
    });
    lists.flatten().collect()
}

#[test]
fn no_plan_that_counts_is_nearer_and_none_as_near_earns_more() {
    let (compared, changed) = (Cell::new(0), Cell::new(0));
    sample::models(40, |model, knobs| {
        // The plan before was made for other numbers.
        let mut other = knobs.to_vec();
        let turned = other.len() / 3;
        other[turned] = 1.0 - other[turned];
        let Some(before) = solved(&sample::model(&other)) else {
            return Ok(());
        };
        let Some(solved) = solved(model) else {
            return Ok(());
        };
        let held = solved.holding(model).into_owned();
        let within = match knobs[0] {
            few if few < 0.5 => Within::Share(0.001),
            _ => Within::Share(0.05),
        };
        let given = GivenPlan::of(&before.plan);
        let found = near(model, &solved, &given, within);
        let found = match found {
            Ok(found) => found,
            Err(error) if error.to_string().contains("no quarter in common") => return Ok(()),
            Err(error) => return Err(error.to_string()),
        };
        // Where entities differ, what is unknown is left out; the programs here have all.
        if !found.unknown.is_empty() || before.plan.quarters != solved.plan.quarters {
            return Ok(());
        }
        compared.set(compared.get() + 1);
        changed.set(changed.get() + found.changes.len());
        for sentence in sentences(&held, &found) {
            if !sentence.contains(", not ") {
                return Err(sentence);
            }
        }
        wrong(model, &solved, &before.plan, &found).map_or(Ok(()), Err)
    });
    tally::report("plans near to others", compared.get(), compared.get());
    assert!(
        compared.get() >= a_tenth(40) && changed.get() > 0,
        "{compared:?} {changed:?}"
    );
}

#[test]
fn a_plan_is_nearest_to_itself_and_more_room_brings_nearer() {
    let model = Model::load("models/trainium.toml").expect("a model");
    let before = solved(&model).expect("a plan");
    let given = GivenPlan::of(&before.plan);
    let own = near(&model, &before, &given, Within::default()).expect("near");
    assert!(
        own.changes.is_empty() && own.distance == 0.0,
        "{:?}",
        own.changes
    );
    let input = waferline::input::Input::open("models/trainium.toml".as_ref()).expect("a file");
    let fewer = input.model(&[], &["foundry.tsmc-n3p.capacity *= 0.97"]);
    let fewer = fewer.expect("valid").model;
    let best = solved(&fewer).expect("a plan");
    let mut last: Option<NearPlan> = None;
    for within in [0.0001, 0.001, 0.01, 0.1] {
        let found = near(&fewer, &best, &given, Within::Share(within)).expect("near");
        assert_eq!(wrong(&fewer, &best, &before.plan, &found), None, "{within}");
        assert!(found.distance < found.best_distance);
        if let Some(last) = last {
            assert!(found.distance <= last.distance * (1.0 + SAME));
            assert!(found.margin <= last.margin + 1.0);
        }
        last = Some(found);
    }
    // A twentieth of the wafers are not there: something changes, whatever is given up.
    assert!(!last.expect("found").changes.is_empty());
}

#[test]
fn solve_goes_near_in_every_format_and_says_what_is_wrong() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let (plan, model) = (at("plan.json"), "models/minimal.toml");
    assert_eq!(run(&["solve", model, "--out", &plan]).0, Some(0));
    let less = [
        "solve",
        model,
        "--set",
        "component.hbm.supply *= 0.9",
        "--near",
        &plan,
    ];
    let with = |more: &[&str]| run(&[&less[..], more].concat());
    let (code, text, error) = with(&[]);
    assert_eq!(code, Some(0), "{error}");
    assert!(
        text.contains("Proved: of all plans within 0.1% of the best margin none is nearer"),
        "{text}"
    );
    // What is proved of a best plan is not said of this one.
    assert!(!text.contains("no plan earns more"), "{text}");
    let (_, json, _) = with(&["--format", "json"]);
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["status"], "near");
    assert_eq!(json["within"], "0.1%");
    assert!(json["margin"].as_f64() <= json["best_margin"].as_f64());
    assert!(json["distance"].as_f64() <= json["best_distance"].as_f64());
    let first = &json["changes"][0];
    assert!(
        first["keeping_costs"].is_number() || first["cannot_be_kept"] == true,
        "{first}"
    );
    let csv = at("tables");
    assert_eq!(with(&["--format", "csv", "--out", &csv]).0, Some(0));
    let changes = fs::read_to_string(format!("{csv}/changes.csv")).expect("a table");
    let lines = json["changes"].as_array().expect("changes").len() + 1;
    assert_eq!(changes.lines().count(), lines);
    assert_eq!(with(&["--out", &at("near.xlsx")]).0, Some(0));
    for (file, content, words) in [
        ("none.json", "{}", "it holds no plan"),
        ("no.json", "wafers", "it holds no plan"),
    ] {
        fs::write(at(file), content).expect("written");
        let (code, _, error) = run(&["solve", model, "--near", &at(file)]);
        assert!(code == Some(2) && error.contains(words), "{error}");
    }
    let other = fs::read_to_string(&plan)
        .expect("a plan")
        .replace("2027Q", "2017Q");
    fs::write(at("old.json"), other).expect("written");
    let (code, _, error) = run(&["solve", model, "--near", &at("old.json")]);
    assert!(
        code == Some(2) && error.contains("no quarter in common"),
        "{error}"
    );
    let (code, _, error) = run(&["solve", "models/trainium.toml", "--near", &plan]);
    assert!(
        code == Some(2) && error.contains("is of another model"),
        "{error}"
    );
    // The plan that stays near is one to carry out.
    let (near, next) = (at("near.json"), at("next.toml"));
    assert_eq!(
        run(&["solve", model, "--near", &plan, "--out", &near]).0,
        Some(0)
    );
    let rolled = [
        "roll", model, "--to", "2027Q2", "--plan", &near, "--out", &next,
    ];
    assert_eq!(run(&rolled).0, Some(0));
    let (code, text, _) = run(&["solve", model, "--near", &plan]);
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        code == Some(0) && words.contains(", as it does in the best plan."),
        "{text}"
    );
    let (code, _, error) = run(&["solve", model, "--within", "1%"]);
    assert!(code == Some(2) && error.contains("--near"), "{error}");
    // The plan before is an input.
    let (code, _, error) = with(&["--format", "json", "--out", &plan]);
    assert!(
        code == Some(2) && error.contains("is an input of this command"),
        "{error}"
    );
}
