//! The extra supply that covers everything does, and the plan with it is feasible.

use proptest::prelude::*;
use waferline::explain::{Cover, cover, with_limit};
use waferline::model::Model;
use waferline::outcome::{Outcome, SolveOptions, Solved, solve};

use crate::{feasible, sample};

fn solved(model: &Model) -> Option<Box<Solved>> {
    match solve(model, &SolveOptions::default()).expect("proved") {
        Outcome::Optimal(solved) => Some(solved),
        _ => None,
    }
}

/// Returns what is wrong with the claim.
fn wrong(model: &Model, found: &Cover) -> Vec<String> {
    let mut more = model.clone();
    for extra in found.extra.iter().flat_map(|of| &of.quarters) {
        more = with_limit(&more, &extra.address, extra.limit + extra.extra).expect("a limit");
    }
    let plan = &found.plan;
    let mut wrong = feasible::violations(&more, plan);
    let uncovered = |path: String, t: usize| -> f64 {
        let quarter = model.horizon.quarter(t);
        let of = found.uncovered.iter();
        let of = of.filter(|it| it.path == path && it.quarter == quarter);
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
            let may = uncovered(format!("buyer.{}.orders", buyer.id), t);
            let waits = orders.late[t] + orders.lost[t];
            if waits > may + 1e-5 {
                wrong.push(format!("{} orders in {t}: {waits} of {may}", buyer.id));
            }
        }
    }
    let told = plan.margin.present_value;
    if (told - found.margin).abs() > 1e-7 * told.abs() {
        wrong.push(format!("margin {} is {told}", found.margin));
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

proptest! {
    #![proptest_config(sample::tried(25))]

    #[test]
    fn extra_supply_covers(knobs in prop::collection::vec(0.0_f64..1.0, sample::KNOBS)) {
        let model = sample::model(&knobs);
        let Some(base) = solved(&model) else { return Ok(()) };
        let found = match cover(&model, &base) {
            Ok(found) => found,
            Err(error) => return Err(TestCaseError::fail(error.to_string())),
        };
        prop_assert_eq!(wrong(&model, &found), Vec::<String>::new());
    }
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
        text.contains("Extra supply") && text.contains("site.cloud.power_mw"),
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
