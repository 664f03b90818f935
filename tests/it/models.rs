//! Every bundled model with every scenario: what is read, proved and reported.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use waferline::explain::{OptionsAsked, diagnose, options};
use waferline::formulation::{Column, Constraint, describe_column};
use waferline::model::Model;
use waferline::report::{PlanReport, infeasible, text};
use waferline::{Outcome, SolveOptions, Solved};

use crate::bundled::{answer, files_under, first_tie, load, open, optimum};

const TRAINIUM: &str = "models/trainium.toml";
const DEALS: &str = "models/trainium-deals.toml";

/// Answers that the bundled models are meant to give; all others have a plan.
const WITHOUT_PLAN: [(&str, &str); 1] = [(TRAINIUM, "trn4-late-no-grace")];

/// Returns the report of a plan as a file would hold it.
fn report(model: &Model, solved: &Solved) -> String {
    let report = PlanReport {
        model,
        plan: &solved.plan,
        certificate: &solved.solution.certificate,
        selection: solved.selection.as_ref(),
    };
    plain(&text::render(&report.document(), 120))
}

fn plain(styled: &str) -> String {
    anstream::adapter::strip_str(styled).to_string()
}

#[test]
fn every_model_and_scenario_is_answered() {
    let mut table = String::new();
    for path in files_under("models") {
        let file = path.display().to_string();
        let input = open(&path);
        let scenarios = input.scenarios();
        let cases = std::iter::once("").chain(scenarios.iter().map(|it| it.name.as_str()));
        for case in cases {
            let names: Vec<&str> = std::iter::once(case).filter(|it| !it.is_empty()).collect();
            let loaded = load(&input, &names);
            let outcome = answer(&loaded.model);
            let has_plan = matches!(outcome, Outcome::Optimal(_));
            assert_eq!(has_plan, !WITHOUT_PLAN.contains(&(&file, case)), "{case}");
            let reported = match outcome {
                Outcome::Optimal(solved) => format!("{:.11e}", solved.solution.objective),
                _ => "no plan".to_owned(),
            };
            writeln!(table, "{file:34} {case:24} {reported}").expect("text");
            for warning in &loaded.warnings {
                writeln!(table, "  {}: {}", warning.code, warning.message).expect("text");
            }
        }
    }
    insta::assert_snapshot!("objectives", table);
}

/// Snapshots the whole plan where it is the only best one, else what all best plans share.
fn snapshot(name: &str, file: &str, scenarios: &[&str]) {
    let loaded = load(&open(file), scenarios);
    let solved = optimum(&loaded.model);
    let reported = match first_tie(&solved, |_| true) {
        None => report(&loaded.model, &solved),
        Some(_) => shared(&loaded.model, &solved),
    };
    insta::assert_snapshot!(name, reported);
}

/// Returns what all best plans share: the margin, and each kind of decision that the optimum does not leave open.
fn shared(model: &Model, solved: &Solved) -> String {
    let plan = &solved.plan;
    let mut reported = format!(
        "several best plans; all earn {:.9e} and share\n",
        plan.margin.present_value
    );
    let mut add = |kind: &str, of: &dyn Fn(&Column) -> bool, lines: Vec<(String, &Vec<f64>)>| {
        if let Some(open) = first_tie(solved, of) {
            let open = describe_column(model, open);
            writeln!(reported, "{kind}: open, such as how many to {open}").expect("text");
            return;
        }
        writeln!(reported, "{kind}").expect("text");
        for (label, values) in lines {
            let cells: Vec<String> = values.iter().map(|it| format!("{it:.1}")).collect();
            writeln!(reported, "  {label}: {}", cells.join(" ")).expect("text");
        }
    };
    add(
        "wafers started",
        &|it| matches!(it, Column::WaferStart { .. } | Column::HotLotStart { .. }),
        plan.starts
            .iter()
            .flat_map(|it| {
                let normal = (it.die.clone(), &it.normal);
                [normal, (format!("{}, hot lots", it.die), &it.hot_lot)]
            })
            .collect(),
    );
    add(
        "chips and racks started",
        &|it| matches!(it, Column::ChipStart { .. } | Column::RackStart { .. }),
        plan.made
            .iter()
            .map(|it| (it.item.clone(), &it.started))
            .collect(),
    );
    add(
        "racks installed",
        &|it| matches!(it, Column::Install { .. }),
        plan.installed
            .iter()
            .map(|it| (format!("{} at {}", it.rack, it.site), &it.racks))
            .collect(),
    );
    add(
        "sold",
        &|it| matches!(it, Column::Deliver { .. }),
        plan.sold
            .iter()
            .map(|it| (format!("{} to {}", it.item, it.buyer), &it.units))
            .collect(),
    );
    add(
        "orders late",
        &|it| matches!(it, Column::OpenOrders { .. }),
        plan.orders
            .iter()
            .map(|it| (it.buyer.clone(), &it.late))
            .collect(),
    );
    add(
        "service short",
        &|it| matches!(it, Column::Shortfall { .. }),
        plan.services
            .iter()
            .map(|it| (it.service.clone(), &it.short))
            .collect(),
    );
    add(
        "service served",
        &|it| matches!(it, Column::Serve { .. }),
        plan.services
            .iter()
            .map(|it| (it.service.clone(), &it.served))
            .collect(),
    );
    reported
}

#[test]
fn the_plan_of_the_minimal_model() {
    snapshot("minimal", "models/minimal.toml", &[]);
}

#[test]
fn the_plans_of_the_trainium_model() {
    snapshot("trainium", TRAINIUM, &[]);
    for scenario in [
        "cloud-only",
        "racks-outside",
        "n3-minus-fifth",
        "more-foundry",
        "trn4-two-quarters-late",
        "power-short",
    ] {
        snapshot(&format!("trainium_{scenario}"), TRAINIUM, &[scenario]);
    }
}

#[test]
fn the_impossible_scenario_says_why() {
    let loaded = load(&open(TRAINIUM), &["trn4-late-no-grace"]);
    let Outcome::Infeasible(why) = answer(&loaded.model) else {
        panic!("meant to be impossible");
    };
    let why = diagnose(&loaded.model, &why);
    let reported = infeasible(&loaded.model, &why, &|_| None);
    let reported = plain(&text::render(&reported, 120));
    insta::assert_snapshot!("trainium_trn4-late-no-grace", reported);
}

/// What the issue asks of the base case.
#[test]
fn the_base_case_is_worth_planning() {
    let loaded = load(&open(TRAINIUM), &[]);
    let solved = optimum(&loaded.model);

    // Different limits bind in different quarters.
    let mut limiting: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (row, &dual) in solved.lp.rows().iter().zip(&solved.solution.dual) {
        if dual.abs() < 1.0 {
            continue;
        }
        let (t, limit) = match row.key {
            Constraint::FoundryCapacity { foundry, t } => {
                (t, loaded.model.foundry(foundry).id.clone())
            }
            Constraint::ProcessCapacity { process, t } => {
                (t, loaded.model.process(process).id.clone())
            }
            Constraint::SitePower { site, t } => (t, loaded.model.site(site).id.clone()),
            Constraint::ExternalShare { t } => (t, "share sold".to_owned()),
            _ => continue,
        };
        if t < loaded.model.horizon.quarters {
            limiting.entry(t).or_default().push(limit);
        }
    }
    let mut reported = String::new();
    for (&t, limits) in &limiting {
        let quarter = loaded.model.horizon.quarter(t);
        writeln!(reported, "{quarter} {}", limits.join(", ")).expect("text");
    }
    insta::assert_snapshot!("trainium_limits", reported);
    let mut different: Vec<&Vec<String>> = limiting.values().collect();
    different.dedup();
    assert!(different.len() >= 4, "{reported}");

    // Racks are sold in some quarters and not in others.
    let sold_in = |t: usize| solved.plan.sold.iter().any(|sold| sold.units[t] > 1.0);
    let quarters = 0..loaded.model.horizon.quarters;
    let selling = quarters.clone().filter(|&t| sold_in(t)).count();
    assert!(selling > 0 && selling < quarters.len());

    // A promise waits, and is kept later.
    let services = &solved.plan.services;
    assert!(
        services
            .iter()
            .any(|service| service.waiting.iter().any(|&units| units > 1.0))
    );
    let orders = &solved.plan.orders;
    assert!(
        orders
            .iter()
            .any(|book| book.late.iter().any(|&units| units > 1.0))
    );
}

/// The tables are copied, for want of a way to include them; the deals come on top.
#[test]
fn the_model_of_deals_is_the_trainium_model_with_options() {
    let text = |file: &str| {
        let text = std::fs::read_to_string(file).expect("a model");
        text.replace("\r\n", "\n")
    };
    let (base, deals) = (text(TRAINIUM), text(DEALS));
    let part = |from: &str, to: &str| {
        let start = base.find(from).expect("a table");
        base[start..start + base[start..].find(to).expect("a table")].trim_end()
    };
    assert!(
        deals.contains(part("\n[horizon]", "\n[scenario.")),
        "{DEALS} is to have all tables of {TRAINIUM} as they stand there"
    );

    // Some scenarios would say something else beside the deals; those that are there are the same.
    let scenarios = |text: &str| -> BTreeMap<String, String> {
        let tables = text.split("\n[scenario.").skip(1);
        let named = tables.filter_map(|it| it.split_once(']'));
        let named = named.map(|(name, table)| (name.to_owned(), table.trim_end().to_owned()));
        named.collect()
    };
    let base = scenarios(&base);
    let mut shared = 0;
    for (name, table) in scenarios(&deals) {
        if let Some(same) = base.get(&name) {
            assert_eq!(&table, same, "{name}");
            shared += 1;
        }
    }
    assert!(shared > 3, "scenarios are compared");

    // Without them it is the same plan.
    let margin = |file, scenarios: &[&str]| {
        let loaded = load(&open(file), scenarios);
        optimum(&loaded.model).solution.objective
    };
    let (alone, declined) = (margin(TRAINIUM, &[]), margin(DEALS, &["nothing-signed"]));
    assert!((alone - declined).abs() <= 1e-9 * alone, "{declined}");
}

#[test]
fn the_plan_of_the_model_of_deals() {
    snapshot("trainium-deals", DEALS, &[]);
}

/// Which deals are signed, and what each is worth: not what it seems to be alone.
#[test]
fn the_deals_are_worth_deciding() {
    let loaded = load(&open(DEALS), &[]);
    let asked = OptionsAsked::default();
    let values = options(&loaded.model, &SolveOptions::default(), &asked).expect("an answer");
    let mut reported = String::new();
    for option in &values.options {
        let worth = option.worth.expect("plans with and without it");
        let even = option.breaks_even.expect("a price at which it turns");
        assert_eq!(option.taken > 0.0, worth > 0.0, "{}", option.id);
        let (id, taken, at_most) = (&option.id, option.taken, option.at_most);
        writeln!(
            reported,
            "{id:20} {taken} of {at_most}, worth {worth:+.5e}, breaks even at {even:+.5e}"
        )
        .expect("text");
    }
    for (place, selection) in values.selections.iter().enumerate() {
        writeln!(
            reported,
            "{}: {:.9e}, {:?}",
            place + 1,
            selection.objective,
            selection.taken
        )
        .expect("text");
    }
    insta::assert_snapshot!("trainium-deals_options", reported);

    // Either agreement is worth signing, both are not; the line is worth its money beside the halls alone.
    let pair = |a: &str, b: &str| {
        let pair = values.pairs.iter().find(|it| it.a == a && it.b == b);
        let pair = pair.expect("all pairs are looked at");
        [pair.neither, pair.a_only, pair.b_only, pair.both].map(|it| it.expect("a plan"))
    };
    let [neither, lab, neocloud, both] = pair("lab-agreement", "neocloud-agreement");
    assert!(lab > neither && neocloud > neither && both < lab);
    let [neither, halls, line, both] = pair("hall", "packaging-line");
    assert!(line < neither && halls < neither && both > neither);
}
