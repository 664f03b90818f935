//! From quarter to quarter: the margin carried out and that of the next model make up the whole.

use std::cell::Cell;

use waferline::explain::{Changed, input_changes};
use waferline::generate::{Scale, model_file};
use waferline::hold::{GivenPlan, Holding, held_model};
use waferline::input::Input;
use waferline::model::Model;
use waferline::plan::Plan;
use waferline::roll::{Rolled, RolledFile, SavedPlan, roll, roll_file};
use waferline::{Outcome, SolveOptions, Solved, solve};

use crate::bundled::{answer, files_under, load, objective, open, optimum};
use crate::hedge::a_tenth;
use crate::{sample, tally};

/// Margins agree to this share of all money that changes hands.
const EXACT: f64 = 1e-9;

/// Returns the least shortfall at its penalties, present value, of quarters from `from` to before `to`.
fn shortfall(model: &Model, solved: &Solved, from: usize, to: usize) -> f64 {
    let mut money = 0.0;
    for (service, level) in model.services.iter().zip(&solved.plan.services) {
        if let Some(penalty) = &service.shortfall_penalty {
            let quarters = from..to.min(level.short.len());
            money += quarters
                .map(|t| model.horizon.rho(t) * penalty[t] * level.short[t])
                .sum::<f64>();
        }
    }
    money
}

/// Returns the sum of all lines of the margin without their signs, present value: what rounding is a share of.
fn turnover(solved: &Solved) -> f64 {
    let lines = solved.plan.margin.lines.iter();
    lines.map(|line| line.present_value.abs()).sum()
}

fn rolled(model: &Model, solved: &Solved, quarters: usize) -> Result<Rolled, String> {
    let to = model.horizon.quarter(quarters);
    roll(model, &solved.plan, to, None).map_err(|error| error.to_string())
}

/// Says that the margin carried out and the rest are the whole, after so many quarters.
fn holds(model: &Model, solved: &Solved, quarters: usize) -> Result<(), String> {
    let rolled = rolled(model, solved, quarters)?;
    let next = match solve(&rolled.model, &SolveOptions::default()) {
        Ok(Outcome::Optimal(next)) => next,
        Ok(Outcome::Infeasible(why)) => {
            return Err(format!(
                "after {quarters} quarters no plan: {:?}",
                why.conflict
            ));
        }
        other => return Err(format!("after {quarters} quarters {other:?}")),
    };
    let discount = model.horizon.rho(quarters);
    let whole = rolled.carried_out.present_value + discount * next.plan.margin.present_value;
    let off = (whole - solved.plan.margin.present_value).abs();
    let scale = turnover(solved).max(1.0);
    if off > EXACT * scale {
        return Err(format!(
            "after {quarters} quarters {whole}, not {}: off by {}",
            solved.plan.margin.present_value,
            off / scale
        ));
    }
    if model.policy.service_first {
        let periods = model.horizon.periods();
        let before = shortfall(model, solved, 0, quarters);
        let after = discount * shortfall(&rolled.model, &next, 0, periods);
        let all = shortfall(model, solved, 0, periods);
        if (before + after - all).abs() > EXACT * all.max(scale) {
            return Err(format!("shortfall {before} + {after}, not {all}"));
        }
    }
    Ok(())
}

#[test]
fn what_is_carried_out_and_the_rest_are_the_whole_of_every_bundled_model() {
    let mut statements = 0;
    let files = files_under("models");
    for path in &files {
        let model = load(&open(path), &[]).model;
        let Outcome::Optimal(solved) = answer(&model) else {
            continue;
        };
        for quarters in 1..model.horizon.quarters {
            holds(&model, &solved, quarters)
                .unwrap_or_else(|wrong| panic!("{}: {wrong}", path.display()));
            statements += 1;
        }
    }
    assert!(statements > 20, "{statements}");
    tally::report("rolled margins, bundled", statements, files.len());
}

#[test]
fn what_is_carried_out_and_the_rest_are_the_whole_of_random_models() {
    let statements = Cell::new(0);
    let models = Cell::new(0);
    sample::models(60, |model, _| {
        let Outcome::Optimal(solved) = answer(model) else {
            return Ok(());
        };
        models.set(models.get() + 1);
        for quarters in 1..model.horizon.quarters {
            holds(model, &solved, quarters)?;
            statements.set(statements.get() + 1);
        }
        Ok(())
    });
    assert!(statements.get() >= a_tenth(60), "{}", statements.get());
    tally::report("rolled margins", statements.get(), models.get());
}

#[test]
fn options_decided_later_stay_open() {
    let (statements, open) = (Cell::new(0), Cell::new(0));
    sample::models(30, |_, knobs| {
        let model = &sample::model_with_options(knobs, 3);
        let Outcome::Optimal(solved) = answer(model) else {
            return Ok(());
        };
        for quarters in 1..model.horizon.quarters {
            holds(model, &solved, quarters)?;
            statements.set(statements.get() + 1);
            let later = model
                .options
                .iter()
                .any(|it| it.is_free() && it.decided >= quarters);
            open.set(open.get() + usize::from(later));
        }
        Ok(())
    });
    assert!(
        statements.get() >= a_tenth(30) && open.get() > 0,
        "{statements:?} {open:?}"
    );
    tally::report("rolled margins with options", statements.get(), open.get());
}

/// Returns the first quarter in which two models over the same quarters differ; `None` where they differ in what has none.
fn differ_from(base: &Model, with: &Model) -> Option<usize> {
    let mut first = base.horizon.periods();
    for change in input_changes(base, with) {
        let Changed::Series { runs } = change.change else {
            return None;
        };
        for run in runs {
            first = first.min(base.horizon.index(run.from)?);
        }
    }
    Some(first)
}

/// What a scenario takes from the plan once it is known is what it takes from the next model, told at the old start.
#[test]
fn a_scenario_changes_the_rest_by_as_much() {
    let mut statements = 0;
    for path in files_under("models") {
        let input = open(&path);
        let base = load(&input, &[]).model;
        let Outcome::Optimal(solved) = answer(&base) else {
            continue;
        };
        let given = GivenPlan::of(&solved.plan);
        for scenario in input.scenarios() {
            let with = load(&input, &[&scenario.name]).model;
            let known = differ_from(&base, &with).unwrap_or(0);
            for quarters in 1..=known.min(base.horizon.quarters - 1) {
                let asked = Holding {
                    until: Some(base.horizon.quarter(quarters)),
                    ..Holding::default()
                };
                let held = held_model(&with, &given, &asked).expect("the same model");
                let (next_input, _) = next_file(&input, quarters);
                let next = load(&next_input, &[]).model;
                let next_with = load(&next_input, &[&scenario.name]).model;
                let margin = |model: &Model| objective(&answer(model));
                let (whole, rest) = (margin(&held), margin(&next_with));
                assert_eq!(
                    whole.is_some(),
                    rest.is_some(),
                    "{} {}",
                    path.display(),
                    scenario.name
                );
                let (Some(whole), Some(rest)) = (whole, rest) else {
                    continue;
                };
                let before = objective(&answer(&next)).expect("the rest of a plan");
                let here = whole - solved.solution.objective;
                let there = base.horizon.rho(quarters) * (rest - before);
                // What is held and what is carried over are rounded, each to a billionth.
                let scale = 10.0 * EXACT * turnover(&solved);
                assert!(
                    (here - there).abs() <= scale,
                    "{} {} after {quarters}: {here} and {there}",
                    path.display(),
                    scenario.name
                );
                statements += 1;
            }
        }
    }
    assert!(statements > 5, "{statements}");
    tally::report("scenarios of rolled models", statements, statements);
}

/// Returns the rest of a plan, after so many quarters: the plan of the next model, if it is kept.
fn rest(plan: &Plan, quarters: usize) -> Plan {
    let mut plan = plan.clone();
    let cut = |values: &mut Vec<f64>| drop(values.drain(..quarters));
    plan.quarters.drain(..quarters);
    for it in &mut plan.starts {
        cut(&mut it.normal);
        cut(&mut it.hot_lot);
    }
    plan.made.iter_mut().for_each(|it| cut(&mut it.started));
    plan.installed.iter_mut().for_each(|it| cut(&mut it.racks));
    plan.stocks.iter_mut().for_each(|it| cut(&mut it.closing));
    for it in &mut plan.orders {
        cut(&mut it.delivered);
        cut(&mut it.upside_sold);
        cut(&mut it.late);
    }
    cut(&mut plan.margin.by_quarter);
    plan
}

#[test]
fn rolling_twice_is_rolling_once() {
    let statements = Cell::new(0);
    sample::models(60, |model, _| {
        let Outcome::Optimal(solved) = answer(model) else {
            return Ok(());
        };
        for quarters in 2..model.horizon.quarters {
            let to = model.horizon.quarter(quarters);
            let once = rolled(model, &solved, quarters)?;
            let first = rolled(model, &solved, 1)?;
            let twice = roll(&first.model, &rest(&solved.plan, 1), to, None);
            let twice = twice.map_err(|error| error.to_string())?;
            if once.model != twice.model {
                let apart = input_changes(&once.model, &twice.model);
                return Err(format!("after {quarters} quarters: {apart:?}"));
            }
            let carried = first.carried_out.present_value
                + model.horizon.rho(1) * twice.carried_out.present_value;
            let off = (carried - once.carried_out.present_value).abs();
            if off > EXACT * turnover(&solved).max(1.0) {
                return Err(format!(
                    "after {quarters} quarters {carried} is off by {off}"
                ));
            }
            statements.set(statements.get() + 1);
        }
        Ok(())
    });
    assert!(statements.get() >= a_tenth(60), "{}", statements.get());
}

/// Returns the file that says the rest, the plan of this one being its best.
fn next_file(input: &Input, quarters: usize) -> (Input, RolledFile) {
    let model = load(input, &[]).model;
    let solved = optimum(&model);
    let to = model.horizon.quarter(quarters);
    let next = roll_file(input, &SavedPlan::of(&solved.plan), to, None);
    let next = next.unwrap_or_else(|error| panic!("{error}"));
    (Input::from_toml("next.toml", &next.text), next)
}

#[test]
fn the_file_says_what_the_next_model_is() {
    let mut statements = 0;
    let mut files: Vec<(String, Input)> = files_under("models")
        .iter()
        .map(|path| (path.display().to_string(), open(path)))
        .collect();
    for seed in 1..4 {
        let text = model_file(
            Scale {
                quarters: 8,
                chips: 2,
            },
            seed,
        );
        files.push((
            format!("generated {seed}"),
            Input::from_toml("generated.toml", &text),
        ));
    }
    for (name, input) in &files {
        let model = load(input, &[]).model;
        let Outcome::Optimal(solved) = answer(&model) else {
            continue;
        };
        let saved = SavedPlan::of(&solved.plan);
        for quarters in 1..model.horizon.quarters {
            let to = model.horizon.quarter(quarters);
            // That the file reads back as the model is checked there.
            let next = roll_file(input, &saved, to, None)
                .unwrap_or_else(|error| panic!("{name} to {to}: {error}"));
            let read = Input::from_toml("next.toml", &next.text);
            assert_eq!(load(&read, &[]).model, next.rolled.model, "{name} to {to}");
            let ids = |input: &Input| {
                let all = input.scenarios().into_iter();
                all.map(|it| it.name).collect::<Vec<_>>()
            };
            assert_eq!(ids(input), ids(&read), "{name}");
            statements += 1;
        }
    }
    assert!(statements > 40, "{statements}");
}

#[test]
fn comments_names_and_order_are_kept() {
    let text = "\
# A plan.
[model]
currency = \"USD\" # dollars
[horizon]
start = \"2027Q1\" # first
quarters = 4
tail_quarters = 3
# The fab.
[foundry.n3]
name = \"N3\" # a node
capacity = [10, 20, # ramp
  30, 40]
wafer_price = 5
lead_quarters = 2
[die.d]
foundry = \"n3\"
available_from = \"2027Q1\"
good_dies_per_wafer = { start = 10, step = 1 }
[buyer.b]
note = \"a note\"
upside = 500
[buyer.b.buys.d.price.from]
\"2027Q1\" = 7
# From here on less.
\"2027Q4\" = 6
[scenario.s]
set = [
  \"foundry.n3.capacity@2027Q1 *= 0.5\", # over soon
  # stays
  \"foundry.n3.capacity@2027Q1..2027Q3 *= 0.5\",
  \"foundry.n3.capacity = [1, 2, 3, 4]\",
  \"die.d.stock.opening = 9\",
  \"die.d.stock.receipts *= 2\",
]
[uncertainty.u]
vary = [\"foundry.n3.capacity@2027Q1 *=\"]
uniform = { low = 0.5, high = 1.5 }
";
    let (read, next) = next_file(&Input::from_toml("plan.toml", text), 2);
    load(&read, &["s"]);
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(format!("{}\n--\n{}", next.text, next.rolled.notes.join("\n")));
    });
}

#[test]
fn a_longer_horizon_goes_on_as_the_tail_does() {
    let input = open("models/minimal.toml");
    let model = load(&input, &[]).model;
    let solved = optimum(&model);
    let saved = SavedPlan::of(&solved.plan);
    let last = model.horizon.quarters;
    let to = model.horizon.quarter(last);
    let next = roll_file(&input, &saved, to, Some(4)).expect("the next file");
    let rolled = &next.rolled.model;
    assert_eq!(rolled.horizon.quarters, 4);
    assert_eq!(rolled.horizon.tail_quarters, model.horizon.tail_quarters);
    assert!(next.rolled.notes.iter().any(|it| it.contains("beyond")));
    for buyer in &rolled.buyers {
        assert!(buyer.orders.is_zero() && buyer.upside.is_zero());
    }
    optimum(rolled);
    // Without a number of quarters nothing would be left.
    let error = roll_file(&input, &saved, to, None).expect_err("nothing left");
    assert!(error.to_string().contains("--quarters"), "{error}");
    for wrong in ["2026Q4", "2027Q1", "2060Q1"] {
        let to = wrong.parse().expect("a quarter");
        assert!(roll_file(&input, &saved, to, None).is_err(), "{wrong}");
    }
}

#[test]
fn a_json_model_becomes_toml() {
    let model = serde_json::json!({
        "model": { "currency": "USD", "name": "A \"plan\"" },
        "horizon": { "start": "2027Q1", "quarters": 3, "tail_quarters": 2 },
        "component": { "hbm": { "supply": [10, 20, 30], "price": { "start": 3, "growth": 0.5 } } },
        "buyer": { "b": {
            "orders": { "at": { "2027Q1": 12 } }, "late_penalty": 1,
            "buys": { "hbm": { "price": 9 } }
        } }
    });
    let input = Input::from_json("plan.json", &model.to_string());
    let (read, next) = next_file(&input, 1);
    let rolled = load(&read, &[]).model;
    assert_eq!(rolled.name.as_deref(), Some("A \"plan\""));
    assert_eq!(
        rolled.components[0].supply.values(),
        [20.0, 30.0, 30.0, 30.0]
    );
    assert!(
        (rolled.buyers[0].backlog.open - 2.0).abs() < 1e-9,
        "{}",
        next.text
    );
}
