//! Comparisons: what differs in inputs and plans, and bridges that sum exactly.

use std::process::{Command, Output};

use approx::assert_relative_eq;
use proptest::prelude::*;
use serde_json::Value;
use waferline::Model;
use waferline::explain::{
    Bridge, BridgeMethod, Changed, InputValue, bridge, compare, input_changes,
};
use waferline::input::Input;
use waferline::model::Series;
use waferline::{Outcome, SolveOptions, Solved, solve};

use crate::sample;

fn open(path: &str) -> Input {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    Input::open(path.as_ref()).expect("readable")
}

fn solved(model: &Model) -> Option<Box<Solved>> {
    match solve(model, &SolveOptions::default()).expect("solves") {
        Outcome::Optimal(solved) => Some(solved),
        _ => None,
    }
}

/// Returns what is wrong with a bridge.
fn wrong(bridge: &Bridge) -> Option<String> {
    let sum: f64 = bridge.lines.iter().map(|line| line.amount).sum();
    let difference = bridge.to - bridge.from;
    // Margins of 1e11 that differ by 1 are told apart to 1e-5.
    let size = difference
        .abs()
        .max(1e-6 * bridge.from.abs().max(bridge.to.abs()));
    let is_off = (sum - difference).abs() > 1e-9 * size;
    is_off.then(|| format!("{sum} is not {difference}: {bridge:#?}"))
}

fn model(input: &Input, scenarios: &[&str], sets: &[&str]) -> Model {
    input.model(scenarios, sets).expect("valid").model
}

#[test]
fn bridges_to_every_scenario_sum_exactly() {
    let input = open("models/trainium.toml");
    let base = model(&input, &[], &[]);
    let from = solved(&base).expect("a plan");
    let mut bridged = 0;
    for scenario in input.scenarios() {
        let with = model(&input, &[&scenario.name], &[]);
        let Some(to) = solved(&with) else { continue };
        let found = compare(&base, &from, &with, &to).expect("compared");
        assert_eq!(wrong(&found.bridge), None, "{}", scenario.name);
        assert_eq!(found.bridge.method, BridgeMethod::EveryOrder);
        assert_eq!(
            found.bridge.lines.len(),
            found.inputs.len(),
            "{}",
            scenario.name
        );
        let by_line: f64 = found.margin.iter().map(|it| it.after - it.before).sum();
        let difference = found.bridge.to - found.bridge.from;
        assert!(
            (by_line - difference).abs() < 1e-9 * found.bridge.from,
            "{}",
            scenario.name
        );
        bridged += 1;
    }
    assert_eq!(bridged, 16);
}

#[test]
fn many_changes_are_divided_by_drawn_orders_and_sum_exactly() {
    let input = open("models/trainium.toml");
    let base = model(&input, &["nvidia-outbids"], &[]);
    let with = model(&input, &["rental-price-war"], &[]);
    let (from, to) = (
        solved(&base).expect("a plan"),
        solved(&with).expect("a plan"),
    );
    let found = bridge(&base, &from, &with, &to).expect("bridged");
    assert!(
        matches!(
            found.method,
            BridgeMethod::DrawnOrders {
                orders: 32,
                ended_together: 0
            }
        ),
        "{:?}",
        found.method
    );
    assert_eq!(wrong(&found), None);
    assert_eq!(
        found,
        bridge(&base, &from, &with, &to).expect("bridged"),
        "the same again"
    );
    // A part lies about where its change alone and its change last are.
    for line in &found.lines {
        let (alone, last) = (line.alone.expect("a plan"), line.last.expect("a plan"));
        let room = 0.5 * (alone - last).abs() + 1e-3 * found.from;
        assert!(
            line.amount > alone.min(last) - room && line.amount < alone.max(last) + room,
            "{line:?}"
        );
    }
}

#[test]
fn a_model_in_between_without_a_plan_is_passed_by() {
    let input = open("models/trainium.toml");
    let base = model(&input, &[], &[]);
    let with = model(&input, &["trn4-two-quarters-late"], &[]);
    let (from, to) = (
        solved(&base).expect("a plan"),
        solved(&with).expect("a plan"),
    );
    let found = bridge(&base, &from, &with, &to).expect("bridged");
    assert_eq!((found.solved, found.without_plan), (2, 1));
    let line = |path: &str| {
        found
            .lines
            .iter()
            .find(|it| it.inputs == [path])
            .expect("a line")
    };
    // Later wafers have a plan only once customers agreed to wait: they come second.
    let later = line("die.trn4-compute.available_from");
    let wait = line("service.trainium4-reserved.max_wait_quarters");
    assert_eq!((later.alone, wait.last), (None, None));
    assert_eq!(
        (wait.alone, later.last),
        (Some(wait.amount), Some(later.amount))
    );
    let reported = input_changes(&base, &with);
    let quarter = |text: &str| Some(InputValue::Text(text.to_owned()));
    assert_eq!(reported[0].path, "die.trn4-compute.available_from");
    assert_eq!(
        reported[0].change,
        Changed::Value {
            before: quarter("2027Q2"),
            after: quarter("2027Q4")
        }
    );
}

#[test]
fn runs_of_quarters_are_folded() {
    let input = open("models/trainium.toml");
    let base = model(&input, &[], &[]);
    let sets = [
        "site.aws.power_mw@2028Q1.. *= 0.85",
        "component.hbm4.price@2027Q3..2028Q2 += 120",
        "policy.budget@2028Q1 = 9e9",
    ];
    let reported = input_changes(&base, &model(&input, &[], &sets));
    let paths: Vec<&str> = reported.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(
        paths,
        ["component.hbm4.price", "site.aws.power_mw", "policy.budget"]
    );
    let run = |at: usize| match &reported[at].change {
        Changed::Series { runs } if runs.len() == 1 => runs[0].clone(),
        other => panic!("{other:?}"),
    };
    let price = run(0);
    assert_eq!(
        (price.from.to_string(), price.to.to_string()),
        ("2027Q3".into(), "2028Q2".into())
    );
    assert_eq!(price.added, Some(120.0));
    let power = run(1);
    assert_eq!(power.from.to_string(), "2028Q1");
    assert_relative_eq!(power.factor.expect("a factor"), 0.85, max_relative = 1e-12);
    let budget = run(2);
    assert_eq!((budget.before, budget.after), (vec![None], vec![Some(9e9)]));
    assert!(input_changes(&base, &base).is_empty());
}

#[test]
fn entities_of_one_model_only_are_one_change() {
    let input = open("models/trainium.toml");
    let with = model(&input, &[], &[]);
    let mut base = with.clone();
    base.buyers.retain(|it| it.id != "neocloud");
    base.sites[0].power_mw = Series::constant(9000.0, base.horizon.periods());
    let (from, to) = (
        solved(&base).expect("a plan"),
        solved(&with).expect("a plan"),
    );
    for (base, from, with, to, kind) in [
        (&base, &from, &with, &to, Changed::Added),
        (&with, &to, &base, &from, Changed::Removed),
    ] {
        let found = compare(base, from, with, to).expect("compared");
        let reported: Vec<_> = found.inputs.iter().map(|it| it.path.as_str()).collect();
        assert_eq!(reported, ["site.aws.power_mw", "buyer.neocloud"]);
        assert_eq!(found.inputs[1].change, kind);
        assert_eq!(wrong(&found.bridge), None);
        assert_eq!(found.bridge.solved, 2);
        // Alone it does what it does to the model without it.
        let line = found
            .bridge
            .lines
            .iter()
            .find(|it| it.inputs == ["site.aws.power_mw"])
            .expect("a line");
        let mut alone = base.clone();
        alone.sites[0].power_mw = with.sites[0].power_mw.clone();
        let margin = solved(&alone).expect("a plan").solution.objective;
        assert_relative_eq!(
            line.alone.expect("a plan"),
            margin - from.solution.objective,
            max_relative = 1e-6
        );
    }
}

#[test]
fn the_order_of_entities_does_not_matter() {
    let input = open("models/trainium.toml");
    let base = model(&input, &[], &[]);
    let mut with = base.clone();
    with.buyers.reverse();
    with.foundries.reverse();
    for die in &mut with.dies {
        die.foundry.0 = 1 - die.foundry.0;
    }
    assert_eq!(input_changes(&base, &with), []);
}

#[test]
fn other_quarters_are_one_change() {
    let text = std::fs::read_to_string("models/minimal.toml").expect("readable");
    let base = model(&Input::from_toml("base", &text), &[], &[]);
    let longer = text.replace(
        "quarters = 4, discount_rate",
        "quarters = 4, tail_quarters = 9, discount_rate",
    );
    let with = model(
        &Input::from_toml("longer", &longer),
        &[],
        &["component.hbm.price += 100"],
    );
    let (from, to) = (
        solved(&base).expect("a plan"),
        solved(&with).expect("a plan"),
    );
    let found = compare(&base, &from, &with, &to).expect("compared");
    let reported: Vec<_> = found.inputs.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(reported, ["horizon.tail_quarters", "component.hbm.price"]);
    assert_eq!(found.bridge.method, BridgeMethod::Together);
    assert_eq!(wrong(&found.bridge), None);
    assert_eq!(found.bridge.lines.len(), 1);
}

fn run(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waferline"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args);
    command.env_remove("COLUMNS").env_remove("CLICOLOR_FORCE");
    command.output().expect("the command runs")
}

fn text(output: Output) -> String {
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn the_command_sets_cases_side_by_side() {
    let cases = [
        "power-short",
        "none; component.hbm4.price += 120",
        "trn4-late-no-grace",
    ];
    let mut args = vec!["compare", "models/trainium.toml", "--with"];
    args.extend(cases);
    let output = run(&args);
    // One of the cases has no plan.
    assert_eq!(output.status.code(), Some(1));
    let reported = text(output);
    for says in [
        "Side by side",
        "power-short: where the difference comes from",
        "site.aws.power_mw",
        "-15%",
        "trn4-late-no-grace: no plan",
        "wafer starts at TSMC N2 in 2027Q4",
    ] {
        assert!(reported.contains(says), "{says}: {reported}");
    }
    args.extend(["--format", "json"]);
    let document: Value = serde_json::from_str(&text(run(&args))).expect("JSON");
    let schema: Value = serde_json::from_str(&text(run(&["schema", "compare"]))).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<String> = validator
        .iter_errors(&document)
        .map(|it| it.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let statuses: Vec<&str> = document["cases"]
        .as_array()
        .expect("cases")
        .iter()
        .filter_map(|it| it["status"].as_str())
        .collect();
    assert_eq!(statuses, ["optimal", "optimal", "infeasible"]);
    let margin = &document["cases"][0]["bridge"]["lines"][0]["amount"];
    assert!(margin.as_f64().is_some_and(|it| it < 0.0), "{margin}");
}

#[test]
fn the_command_compares_files_and_writes_tables() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("tables");
    let out = out.to_str().expect("UTF-8");
    let args = [
        "compare",
        "models/minimal.toml",
        "--base",
        "foundry.fab.capacity *= 0.9",
        "--with",
        "none",
        "models/trainium.toml; power-short",
        "--format",
        "csv",
        "--out",
        out,
    ];
    let output = run(&args);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let bridge = std::fs::read_to_string(folder.path().join("tables/bridge.csv")).expect("a table");
    assert!(
        bridge.contains("\nas it is,foundry.fab.capacity,"),
        "{bridge}"
    );
    let wrong = run(&[
        "compare",
        "models/minimal.toml",
        "--with",
        "nothing-like-it",
    ]);
    assert_eq!(wrong.status.code(), Some(1));
    let impossible = run(&[
        "compare",
        "models/trainium.toml",
        "--base",
        "trn4-late-no-grace",
        "--with",
        "none",
    ]);
    assert_eq!(impossible.status.code(), Some(1));
    assert!(text(impossible).contains("No plan keeps every limit and promise"));
}

proptest! {
    #![proptest_config(sample::tried(8))]

    #[test]
    fn bridges_of_random_pairs_sum_exactly(
        knobs in prop::collection::vec(0.0_f64..1.0, sample::KNOBS),
        turned in prop::collection::vec((0..sample::KNOBS, 0.0_f64..1.0), 1..6),
    ) {
        let mut others = knobs.clone();
        for (at, knob) in turned {
            others[at] = knob;
        }
        let (base, with) = (sample::model(&knobs), sample::model(&others));
        let (Some(from), Some(to)) = (solved(&base), solved(&with)) else { return Ok(()) };
        let found = match bridge(&base, &from, &with, &to) {
            Ok(found) => found,
            Err(error) => return Err(TestCaseError::fail(error.to_string())),
        };
        prop_assert_eq!(wrong(&found), None);
    }
}

#[test]
fn a_pair_that_differs_in_everything_sums_exactly() {
    let knobs = |shift: usize| -> Vec<f64> {
        let knob = |i: usize| ((i * 7919 + shift * 104_729) % 1000) as f64 / 1000.0;
        (0..sample::KNOBS).map(knob).collect()
    };
    let mut plans = (0..).map(|shift| sample::model(&knobs(shift)));
    let mut next = || plans.find_map(|model| solved(&model).map(|plan| (model, plan)));
    let (Some((base, from)), Some((with, to))) = (next(), next()) else {
        panic!("most random models have a plan");
    };
    let found = bridge(&base, &from, &with, &to).expect("bridged");
    assert_eq!(wrong(&found), None);
    assert!(found.lines.len() > 50, "{}", found.lines.len());
}
