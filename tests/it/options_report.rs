//! What is said of options: worth, where the answer turns, what comes next and together, against models solved again.

use std::cell::RefCell;
use std::process::Command;

use serde_json::Value;
use waferline::explain::{
    OptionValues, OptionWorth, OptionsAsked, PairKind, PlanQuantity, diagnose, levels, options,
};
use waferline::input::Input;
use waferline::model::{Model, Series};
use waferline::provenance::Provenance;
use waferline::report::json::Report;
use waferline::report::options::{OptionsReport, ValuedOptions};
use waferline::report::{PlanReport, infeasible, markdown, text};
use waferline::solve::FoundBy;
use waferline::{Outcome, SolveOptions, Solved, solve};

use crate::bundled::{load, open};
use crate::options::all_selections;
use crate::{sample, sample_options, tally};

const EVERY_KIND: &str = "tests/fixtures/options.toml";

fn solved(model: &Model) -> Option<Solved> {
    match solve(model, &SolveOptions::default()).expect("proved") {
        Outcome::Optimal(solved) => Some(*solved),
        _ => None,
    }
}

fn margin(model: &Model) -> Option<f64> {
    solved(model).map(|it| it.solution.objective)
}

/// All selections of the whole options of a model with their margins.
struct Selections {
    whole: Vec<usize>,
    all: Vec<(Vec<u32>, Option<f64>)>,
}

impl Selections {
    fn of(model: &Model) -> Self {
        let whole = |&i: &usize| model.options[i].whole && model.options[i].is_free();
        Self {
            whole: (0..model.options.len()).filter(whole).collect(),
            all: all_selections(model),
        }
    }

    /// Returns the best margin of those in which each option is taken as often as is said of it.
    fn best(&self, is: impl Fn(usize, u32) -> bool) -> Option<f64> {
        let fits = |counts: &[u32]| self.whole.iter().zip(counts).all(|(&i, &n)| is(i, n));
        let margins = self
            .all
            .iter()
            .filter(|it| fits(&it.0))
            .filter_map(|it| it.1);
        margins.reduce(f64::max)
    }
}

fn differs(one: Option<f64>, other: Option<f64>, scale: f64) -> bool {
    match (one, other) {
        (None, None) => false,
        (Some(one), Some(other)) => (one - other).abs() > 1e-8 * scale.max(1.0),
        _ => true,
    }
}

/// Returns the model in which an option has so much less cash in one quarter.
fn with_less_cash(model: &Model, i: usize, t: usize, amount: f64) -> Model {
    let mut model = model.clone();
    let cash = &mut model.options[i].cash;
    *cash = cash.clone().with(t, cash[t] - amount);
    model
}

/// Returns whether the best selection takes an option.
fn is_taken(model: &Model, i: usize) -> Option<bool> {
    solved(model).map(|it| it.plan.options[i].taken > 0.0)
}

/// Checks that an option is worth what is said, and that the answer turns where it is said to; returns how many turns there were.
fn check_option(
    model: &Model,
    all: &Selections,
    i: usize,
    said: &OptionWorth,
) -> Result<usize, String> {
    let mut free = model.clone();
    free.options[i].taken = None;
    let option = &free.options[i];
    let scale = said.with.unwrap_or(0.0).abs().max(1.0);
    let wrong = |what: &str| Err(format!("{what} of {said:?}"));
    if said.is_decided == model.options[i].is_free() {
        return wrong("decided");
    }
    let alone = (!model.options[i].is_free()).then(|| Selections::of(&free));
    let selections = alone.as_ref().unwrap_or(all);
    let (with, without) = if option.whole {
        let at = |least: u32, most: u32| {
            selections.best(|other, n| other != i || (least..=most).contains(&n))
        };
        for (n, &adds) in (1..).zip(&said.count_worth) {
            let by_hand = at(n, n).zip(at(n - 1, n - 1)).map(|(a, b)| a - b);
            if differs(adds, by_hand, scale) {
                return wrong("what each time adds");
            }
        }
        (at(1, option.at_most), at(0, 0))
    } else {
        let mut none = free.clone();
        none.options[i].taken = Some(0.0);
        (
            selections.best(|_, _| true),
            Selections::of(&none).best(|_, _| true),
        )
    };
    if differs(said.with, with, scale)
        || differs(said.without, without, scale)
        || differs(said.worth, with.zip(without).map(|(a, b)| a - b), scale)
    {
        return wrong("worth");
    }
    if let (Some(worth), Some([least, most])) = (said.worth, said.proved)
        && !(least <= worth && worth <= most)
    {
        return wrong("proved worth");
    }
    let Some(cash) = &said.breaks_even_cash else {
        return Ok(0);
    };
    let t = usize::try_from(cash.quarter.since(model.horizon.start)).expect("within the plan");
    if cash.now != option.cash[t] {
        return wrong("cash now");
    }
    // A little to either side of it, the one answer and the other.
    let little = 1e-5 * scale.max(cash.amount.abs()) / model.horizon.rho(t);
    let there = with_less_cash(&free, i, t, cash.amount);
    let mut left = there.clone();
    left.options[i].taken = Some(0.0);
    let tie = margin(&there).zip(margin(&left)).map(|(a, b)| a - b);
    if tie.is_none_or(|tie| tie.abs() > 1e-7 * scale.max(cash.amount.abs())) {
        return wrong(&format!("a tie ({tie:?})"));
    }
    let beyond = with_less_cash(&free, i, t, cash.amount + little);
    let before = with_less_cash(&free, i, t, cash.amount - little);
    match (is_taken(&beyond, i), is_taken(&before, i)) {
        (Some(false), Some(true)) => Ok(1),
        turns => wrong(&format!("a turn ({turns:?})")),
    }
}

/// Checks selections, pairs and groups against all selections; returns how many there were.
fn check_together(
    model: &Model,
    selections: &Selections,
    values: &OptionValues,
) -> Result<[usize; 3], String> {
    let name = |i: usize| model.options[i].id.as_str();
    let position = |id: &str| {
        let found = model.options.iter().position(|it| it.id == id);
        found.expect("an option")
    };
    let best = selections.best(|_, _| true).ok_or("no plan")?;
    let scale = best.abs();
    let mut margins: Vec<f64> = selections.all.iter().filter_map(|it| it.1).collect();
    margins.sort_by(|a, b| b.total_cmp(a));
    if values.is_all != (values.selections.len() == margins.len()) {
        return Err(format!("all of {}: {values:?}", margins.len()));
    }
    for (said, by_hand) in values.selections.iter().zip(&margins) {
        let of_it = selections.best(|i, n| said.taken.get(name(i)) == Some(&n));
        if differs(Some(said.objective), Some(*by_hand), scale)
            || differs(of_it, Some(said.objective), scale)
        {
            return Err(format!("{by_hand}, {of_it:?}: {said:?}"));
        }
    }
    for pair in &values.pairs {
        let (a, b) = (position(&pair.a), position(&pair.b));
        let at = |with_a: bool, with_b: bool| {
            selections.best(|i, n| (i != a || (n > 0) == with_a) && (i != b || (n > 0) == with_b))
        };
        let by_hand = [
            at(false, false),
            at(true, false),
            at(false, true),
            at(true, true),
        ];
        let said = [pair.neither, pair.a_only, pair.b_only, pair.both];
        if said
            .iter()
            .zip(by_hand)
            .any(|(&said, of)| differs(said, of, scale))
        {
            return Err(format!("{by_hand:?}: {pair:?}"));
        }
        let more = match by_hand {
            [Some(neither), Some(a), Some(b), Some(both)] => Some(both + neither - a - b),
            _ => None,
        };
        let is_so = match pair.together {
            PairKind::Complements => more.is_some_and(|more| more > 0.0),
            PairKind::Substitutes => more.is_some_and(|more| more < 0.0),
            PairKind::Independent => more.is_some_and(|more| more.abs() <= 1e-7 * scale.max(1.0)),
            PairKind::NeverBoth => by_hand[3].is_none(),
            PairKind::Unknown => more.is_none() && by_hand[3].is_some(),
        };
        if !is_so {
            return Err(format!("{more:?}: {pair:?}"));
        }
    }
    for group in &values.groups {
        let none = selections.best(|i, n| n == 0 || !group.ids.iter().any(|id| id == name(i)));
        if differs(group.worth, none.map(|none| best - none), scale) {
            return Err(format!("{none:?} of {best}: {group:?}"));
        }
    }
    Ok([
        values.selections.len(),
        values.pairs.len(),
        values.groups.len(),
    ])
}

/// Checks who is displaced: less is less; returns how many there are, one where it is nobody, and how many of the plans solved
/// again are the same. Where plans are equally good it may be another.
fn check_displaced(model: &Model, i: usize, said: &OptionWorth) -> Result<[usize; 2], String> {
    let mut without = model.clone();
    without.options[i].taken = Some(0.0);
    let again = solved(&without)
        .map(|it| levels(&it.plan))
        .unwrap_or_default();
    let mut same = 0;
    for change in &said.displaces {
        let is_less = change.after < change.before;
        let is_so = match change.what {
            PlanQuantity::Sold { .. }
            | PlanQuantity::Installed { .. }
            | PlanQuantity::Served { .. } => is_less,
            _ => change.after > change.before,
        };
        if !is_so {
            return Err(format!("displaced: {change:?}"));
        }
        let level = again.iter().find(|level| level.what == change.what);
        let total = level.map_or(0.0, |level| level.total);
        same += usize::from((total - change.before).abs() <= 1e-6 * total.abs().max(1.0));
    }
    if said.displaces.is_empty() && said.worth.is_some() {
        // That it is nobody, too: from the two plans solved again.
        let with = with_it(model, i).map(|it| levels(&it.plan));
        let is_somebody = with.unwrap_or_default().iter().any(|level| {
            let before = again.iter().find(|it| it.what == level.what);
            let before = before.map_or(0.0, |it| it.total);
            let by = level.total - before;
            is_worse(model, i, &level.what, by, 1e-6 * before.abs().max(1.0))
        });
        return Ok([1, usize::from(!is_somebody)]);
    }
    Ok([said.displaces.len(), same])
}

/// Returns the best plan that takes an option.
fn with_it(model: &Model, i: usize) -> Option<Solved> {
    let option = &model.options[i];
    if !option.whole {
        return solved(model);
    }
    let plans = (1..=option.at_most).filter_map(|count| {
        let mut taken = model.clone();
        taken.options[i].taken = Some(f64::from(count));
        solved(&taken)
    });
    plans.max_by(|a, b| a.solution.objective.total_cmp(&b.solution.objective))
}

/// Returns whether somebody else gets less or waits longer where something a plan does changes by so much.
fn is_worse(model: &Model, i: usize, what: &PlanQuantity, by: f64, rounding: f64) -> bool {
    let adds_to = |path: String| {
        let mut adds = model.options[i].adds.iter();
        adds.any(|add| model.path(add.field).as_str().starts_with(&path))
    };
    match what {
        PlanQuantity::Sold { .. }
        | PlanQuantity::Installed { .. }
        | PlanQuantity::Served { .. } => by < -rounding,
        PlanQuantity::Waiting { service } | PlanQuantity::Short { service } => {
            by > rounding && !adds_to(format!("service.{service}."))
        }
        PlanQuantity::Late { buyer } | PlanQuantity::Lost { buyer } => {
            by > rounding && !adds_to(format!("buyer.{buyer}."))
        }
        _ => false,
    }
}

/// Checks that words say what the numbers do.
fn check_words(model: &Model, values: &OptionValues, best: &Solved) -> Result<(), String> {
    let report = ValuedOptions {
        model,
        values,
        margin: best.solution.objective,
    };
    let said = markdown::render(&report.document());
    let count = |words: &str| said.matches(words).count();
    let of_kind = |kind| values.pairs.iter().filter(|it| it.together == kind).count();
    for (words, kind) in [
        (" are complements: ", PairKind::Complements),
        (" are substitutes: ", PairKind::Substitutes),
    ] {
        // Of many pairs those are named that change each other most.
        let (shown, all) = (count(words), of_kind(kind));
        if shown > all || (shown < all && values.pairs.len() <= 8) {
            return Err(format!("{words}: {said}"));
        }
    }
    for (it, taken) in values.options.iter().zip(&best.plan.options) {
        if it.taken != taken.taken {
            return Err(format!("{it:?} {taken:?}"));
        }
        let line = said
            .lines()
            .find(|line| line.starts_with(&format!("| {} ", it.id)));
        let line = line.ok_or_else(|| format!("no line of {}: {said}", it.id))?;
        let word = if taken.taken > 0.0 {
            "| taken"
        } else {
            "| left"
        };
        let is_tie = it
            .with
            .zip(it.without)
            .is_some_and(|(a, b)| (a - b).abs() <= 1e-9 * a.abs().max(b.abs()));
        if !line.contains(word)
            || (!it.is_decided && line.contains("makes no difference") != is_tie)
            || line.contains("no plan with it") != (it.with.is_none() && it.without.is_some())
            || line.contains("the model says so") != it.is_decided
        {
            return Err(format!("{line} of {it:?}"));
        }
    }
    Ok(())
}

#[test]
fn what_is_said_of_options_holds_when_models_are_solved_again() {
    let counts = RefCell::new([0_usize; 8]);
    sample::models(16, |_, knobs| {
        let mut model = sample::model_with_options(knobs, sample_options::at_most(4));
        // One of them may be decided.
        if let Some(last) = model
            .options
            .last_mut()
            .filter(|it| knobs[0] < 0.3 && it.whole)
        {
            last.taken = Some(0.0);
        }
        let Some(best) = solved(&model) else {
            return Ok(());
        };
        let values = options(&model, &SolveOptions::default(), &OptionsAsked::default());
        let values = values.map_err(|error| error.to_string())?;
        let mut counts = counts.borrow_mut();
        counts[0] += 1;
        let all = Selections::of(&model);
        for (i, said) in values.options.iter().enumerate() {
            counts[1] += 1;
            counts[2] += check_option(&model, &all, i, said)?;
            let [displaced, same] = check_displaced(&model, i, said)?;
            counts[3] += displaced;
            counts[4] += same;
        }
        let [selections, pairs, groups] = check_together(&model, &all, &values)?;
        counts[5] += selections;
        counts[6] += pairs;
        counts[7] += groups;
        check_words(&model, &values, &best)
    });
    let [
        models,
        worths,
        turns,
        displaced,
        same,
        selections,
        pairs,
        groups,
    ] = counts.into_inner();
    tally::report("what an option is worth", worths, models);
    tally::report("where the answer turns", turns, models);
    tally::report("who is displaced", displaced, models);
    tally::report("the best selections", selections, models);
    tally::report("two options at once", pairs, models);
    tally::report("options that come together", groups, models);
    let (is_short, least) = sample::must_meet(9, 16);
    assert!(models >= least, "{models}");
    assert!(is_short || turns > models, "{turns} turns of {models}");
    assert!(is_short || 2 * same > displaced, "{same} of {displaced}");
}

#[test]
fn what_is_said_of_every_kind_holds_too() {
    let input = open(EVERY_KIND);
    let mut prices = 0;
    for changes in [
        &[][..],
        &[
            "component.hbm.supply = 400",
            "option.lab-deal.cash@2027Q1 = -60e6",
        ],
    ] {
        let mut model = input.model(&[], changes).expect("a model").model;
        // Of the others, which say nothing of prices, there are too many to look at all selections.
        model
            .options
            .retain(|it| it.requires.is_empty() && it.excludes.is_empty() && it.whole);
        let values = options(&model, &SolveOptions::default(), &OptionsAsked::default());
        let all = Selections::of(&model);
        for (i, said) in values.expect("values").options.iter().enumerate() {
            check_option(&model, &all, i, said).expect("what is said holds");
            let Some(price) = &said.breaks_even_price else {
                continue;
            };
            prices += 1;
            let buyer = model.buyers.iter().position(|it| it.id == price.buyer);
            let at = |by: f64| {
                let mut model = model.clone();
                model.options[i].taken = None;
                for buys in &mut model.buyers[buyer.expect("a buyer")].buys {
                    let cheaper = buys
                        .price
                        .values()
                        .iter()
                        .map(|it| (it - by * buys.order_units).max(0.0));
                    buys.price = Series::new(cheaper.collect());
                }
                is_taken(&model, i)
            };
            let little = 1e-5 * price.amount.abs();
            let turns = (at(price.amount + little), at(price.amount - little));
            assert_eq!(turns, (Some(false), Some(true)), "{said:?}");
        }
    }
    assert!(prices >= 4, "{prices} prices");
}

#[test]
fn every_kind_of_option_in_words() {
    let model = load(&open(EVERY_KIND), &[]).model;
    let values = options(&model, &SolveOptions::default(), &OptionsAsked::default());
    let best = solved(&model).expect("a plan");
    let report = ValuedOptions {
        model: &model,
        values: &values.expect("values"),
        margin: best.solution.objective,
    };
    for width in [60, 100] {
        let styled = text::render(&report.document(), width);
        let plain = anstream::adapter::strip_str(&styled).to_string();
        assert!(
            plain.lines().all(|line| line.chars().count() <= width),
            "{plain}"
        );
        insta::assert_snapshot!(format!("options-{width}"), plain);
    }
}

fn run(args: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waferline"));
    let output = command.args(args).output().expect("the command runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn json(args: &[&str]) -> Value {
    let (code, out, error) = run(&[args, &["--format", "json", "-q"]].concat());
    assert_eq!(code, Some(0), "{error}");
    serde_json::from_str(&out).expect("JSON")
}

#[test]
fn the_command_answers_as_text_and_data() {
    let document = json(&["options", EVERY_KIND, "--top", "3"]);
    let schema = OptionsReport::schema();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<String> = validator
        .iter_errors(&document)
        .map(|it| it.to_string())
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    assert_eq!(document["status"], "options");
    assert_eq!(document["selections"].as_array().map(Vec::len), Some(3));
    for it in document["options"].as_array().expect("options") {
        let is_share = it["id"] == "hbm-share";
        assert_eq!(it["breaks_even"].is_number(), !is_share, "{it}");
        assert!(
            it["worth"].is_number() && it["count_worth"].is_array(),
            "{it}"
        );
    }
    assert!(
        document["pairs"][0]["a_only"].is_number(),
        "{}",
        document["pairs"][0]
    );

    let (code, _, error) = run(&["options", "models/minimal.toml"]);
    assert_eq!(code, Some(2));
    assert!(error.contains("[option.ID]"), "{error}");

    let no = [
        "options",
        EVERY_KIND,
        "-q",
        "--set",
        "rack.ultra.stock.closing_min = 5000",
    ];
    let (code, out, _) = run(&no);
    assert_eq!(code, Some(1));
    assert!(out.contains("No plan keeps every limit"), "{out}");
}

#[test]
fn a_search_that_was_ended_is_said_to_be_unproved() {
    let model = load(&open(EVERY_KIND), &[]).model;
    let mut best = solved(&model).expect("a plan");
    let margin = best.solution.objective;
    let proof = best.selection.as_mut().expect("a search");
    proof.is_proved = false;
    proof.gap = 5e6;
    proof.bound = margin + 5e6;
    let report = PlanReport {
        model: &model,
        plan: &best.plan,
        certificate: &best.solution.certificate,
        selection: best.selection.as_ref(),
    };
    let said = markdown::render(&report.document());
    assert!(
        said.contains("Unproved: ") && said.contains("above this one"),
        "{said}"
    );
    let provenance = Provenance::new([], &[], &[], best.found_by);
    let json = Report::optimal(&report, provenance, Vec::new())
        .render()
        .expect("JSON");
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["status"], "unproved");
    assert_eq!(json["selection_proof"]["gap"], 5e6);
}

#[test]
fn that_options_in_part_would_do_is_said() {
    // 50 must be left of what comes through the option alone, which takes more than there is of the other if taken whole.
    let text = r#"
        model.currency = "USD"
        horizon = { start = "2027Q1", quarters = 2 }
        [component.some]
        supply = 0
        price = 1
        stock.closing_min = 50
        [component.other]
        supply = 100
        price = 1
        [option.swap]
        adds = ["component.some.supply += 100", "component.other.supply += -200"]
    "#;
    let model = Input::from_toml("swap.toml", text)
        .model(&[], &[])
        .expect("a model")
        .model;
    let Outcome::Infeasible(why) = solve(&model, &SolveOptions::default()).expect("proved") else {
        panic!("there is no plan");
    };
    assert!(why.only_in_part);
    let why = diagnose(&model, &why);
    let said = markdown::render(&infeasible(&model, &why, &|_| None));
    assert!(
        said.contains("No selection of options makes a plan possible"),
        "{said}"
    );
    let provenance = Provenance::new([], &[], &[], FoundBy::OWN);
    let report = Report::infeasible(&why, &|_| None, provenance, Vec::new());
    assert!(
        report
            .render()
            .expect("JSON")
            .contains("\"only_in_part\": true")
    );
}

#[test]
fn every_answer_says_how_options_are_taken() {
    let plan = json(&["solve", EVERY_KIND]);
    let proof = &plan["selection_proof"];
    assert_eq!(proof["is_proved"], true);
    let [bound, margin] =
        [&proof["bound"], &plan["objective"]].map(|it| it.as_f64().expect("a number"));
    assert!(bound >= margin * (1.0 - 1e-12), "{proof}");
    assert!(proof["solves"].as_u64() > Some(0), "{proof}");
    let taken = plan["plan"]["options"].as_array().expect("options");
    let open = taken.iter().filter(|it| it["is_decided"] == false);
    let held: serde_json::Map<String, Value> = open
        .map(|it| {
            (
                it["option"].as_str().expect("an id").to_owned(),
                it["taken"].clone(),
            )
        })
        .collect();
    assert_eq!(held.len(), taken.len() - 1);
    let (_, said, _) = run(&["solve", EVERY_KIND, "-q"]);
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "Taken: Lab agreement",
        "whichever options it takes",
        "Second hall",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let held = Value::Object(held);
    for asked in [
        &["explain", EVERY_KIND][..],
        &["why", EVERY_KIND],
        &["cover", EVERY_KIND],
        &["curve", EVERY_KIND, "component.hbm.supply"],
        &["frontier", EVERY_KIND, "--trade", "run-rate:margin"],
    ] {
        assert_eq!(json(asked)["options_held"], held, "{asked:?}");
        let (_, said, _) = run(&[asked, &["-q"]].concat());
        assert_eq!(
            said.matches("All of this holds with the options as taken")
                .count(),
            1,
            "{said}"
        );
    }
    let plain = json(&["explain", "models/minimal.toml"]);
    assert!(plain.get("options_held").is_none());

    let compared = json(&[
        "compare",
        EVERY_KIND,
        "--with",
        "option.old-contract.taken = 0",
    ]);
    let options = compared["cases"][0]["options"].as_array().expect("options");
    let old = options.iter().find(|it| it["option"] == "old-contract");
    let old = old.map(|it| (it["before"].as_f64(), it["after"].as_f64()));
    assert_eq!(old, Some((Some(1.0), Some(0.0))));

    let checked = json(&["check", EVERY_KIND]);
    assert_eq!(checked["entities"]["option"], 11);
    assert_eq!(checked["options"][0]["id"], "lab-deal");

    let (_, program, _) = run(&["export", EVERY_KIND, "-q", "--format", "lp"]);
    assert!(program.contains("\nGeneral\n y_hbm_lot\n"), "{program}");
}
