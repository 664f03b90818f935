//! Planning quarter after quarter while draws become known: against programs made another way.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use proptest::test_runner::{Config as ProptestConfig, TestCaseError, TestRunner};
use waferline::formulation::{Column, formulate};
use waferline::hedge::Estimate;
use waferline::input::{DrawnChange, Input};
use waferline::lp::ColumnId;
use waferline::model::{Model, Uncertainty};
use waferline::simulate::{
    CarriedOut, DrawResult, Ending, Policy, Request, Setting, Simulated, Simulation,
};
use waferline::solve::{Answer, solve_program};
use waferline::sweep::Sample;
use waferline::{Outcome, SolveOptions, solve};

use crate::hedge::a_tenth;
use crate::{sample, tally};

/// Margins that differ by less than this share of the money that flows are one: decisions are held but for rounding.
const SAME: f64 = 1e-7;

/// How far what is held may be off in the programs made here.
const BREATH: f64 = 1e-9;

/// How far what was carried out by a repair may be off: it is proved to about as much.
const CARRIED: f64 = 1e-7;

/// A random model file from the one of the fixtures: other numbers, other promises, other things that are uncertain.
pub(crate) struct Random {
    pub text: String,
    pub replan: usize,
    service_first: bool,
    has_options: bool,
}

struct Turns<'a>(std::iter::Cycle<std::slice::Iter<'a, f64>>);

impl Turns<'_> {
    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.0.next().expect("knobs") * (high - low)
    }

    fn below(&mut self, many: usize) -> usize {
        let at = self.between(0.0, many as f64);
        (0..many).rfind(|&i| i as f64 <= at).unwrap_or(0)
    }

    fn whether(&mut self, chance: f64) -> bool {
        self.between(0.0, 1.0) < chance
    }

    fn distribution(&mut self) -> String {
        let (low, high) = (self.between(0.5, 1.0), self.between(1.0, 1.6));
        match self.below(5) {
            0 => format!("uniform = {{ low = {low:.3}, high = {high:.3} }}"),
            1 => format!("triangular = {{ low = {low:.3}, mode = 1, high = {high:.3} }}"),
            2 => format!("normal = {{ mean = 1, sd = 0.2, min = {low:.3}, max = {high:.3} }}"),
            3 => "lognormal = { median = 1, sigma = 0.2 }".to_owned(),
            _ => format!("discrete = {{ values = [{low:.3}, 1, {high:.3}], weights = [1, 2, 1] }}"),
        }
    }
}

const QUARTERS: [&str; 6] = ["2027Q1", "2027Q2", "2027Q3", "2027Q4", "2028Q1", "2028Q2"];

const UNCERTAIN: [&str; 10] = [
    "foundry.fab.capacity *=",
    "foundry.fab.wafer_price *=",
    "die.compute.good_dies_per_wafer *=",
    "component.hbm.supply *=",
    "component.hbm.price *=",
    "site.hall.power_mw *=",
    "service.rental.demand *=",
    "service.rental.price *=",
    "buyer.cloud.upside *=",
    "buyer.cloud.buys.ultra.price *=",
];

impl Random {
    /// Everything is known from `known` where that is said.
    fn of(knobs: &[f64], known: Option<&str>) -> Self {
        let turns = &mut Turns(knobs.iter().cycle());
        let file = fs::read_to_string("tests/fixtures/futures.toml").expect("a model");
        let (business, rest) = file.split_once("[option.hall-b]").expect("options");
        let options = rest.split_once("[scenario").expect("scenarios").0;
        let mut text = business.to_owned();
        let turn = |before: &str, factor: f64, text: &mut String| {
            let (name, value) = before.split_once(" = ").expect("a number");
            let value: f64 = value.parse().expect("a number");
            assert!(text.contains(before), "{before}");
            *text = text.replacen(before, &format!("{name} = {:.4}", value * factor), 1);
        };
        for before in [
            "capacity = 500",
            "supply = 130000",
            "opening = 9000",
            "committed = 6000",
            "shortfall_penalty = 2000",
        ] {
            turn(before, turns.between(0.5, 1.5), &mut text);
        }
        let mut news = String::new();
        if turns.whether(0.4) {
            let order = turns.between(30.0, 130.0);
            let firm = ["", "firm = true\n"][turns.below(2)];
            let buys = "buys.ultra.price =";
            let orders = format!("{firm}orders = {{ at = {{ \"2027Q4\" = {order:.1} }} }}\n{buys}");
            text = text.replace(buys, &orders);
            let known = known.unwrap_or(QUARTERS[turns.below(4)]);
            news = format!(
                "\n[uncertainty.orders]\nvary = [\"buyer.cloud.orders *=\"]\nknown_from = \"{known}\"\n\
                 discrete = {{ values = [1, 3], weights = [1, 1] }}\n"
            );
        }
        let service_first = turns.whether(0.2);
        if service_first {
            text.push_str("\n[policy]\nservice_first = true\n");
        }
        let has_options = turns.whether(0.25) && !service_first;
        if has_options {
            write!(text, "\n[option.hall-b]{options}").expect("a string");
        }
        text.push_str(&news);
        let mut open = UNCERTAIN.to_vec();
        for at in 0..=turns.below(3) {
            let change = open.remove(turns.below(open.len()));
            let known = known.unwrap_or(QUARTERS[turns.below(QUARTERS.len())]);
            let distribution = turns.distribution();
            write!(
                text,
                "\n[uncertainty.news-{at}]\nvary = [\"{change}\"]\nknown_from = \"{known}\"\n{distribution}\n"
            )
            .expect("a string");
        }
        Self {
            text,
            replan: 1 + turns.below(3),
            service_first,
            has_options,
        }
    }
}

/// Tries a statement about random model files.
fn random(ordinary: u32, known: Option<&str>, holds: impl Fn(&Random) -> Result<(), String>) {
    let knobs = proptest::collection::vec(0.0_f64..1.0, 60);
    let mut runner = TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..sample::tried(ordinary)
    });
    let reported = runner.run(&knobs, |knobs| {
        let it = Random::of(&knobs, known);
        holds(&it).map_err(|why| TestCaseError::fail(format!("{why}\n{}", it.text)))
    });
    if let Err(wrong) = reported {
        panic!("{wrong}");
    }
}

const ALL: [Policy; 4] = [Policy::File, Policy::Mean, Policy::Hedge, Policy::Never];

fn request(replan: usize, policies: &[Policy]) -> Request {
    Request {
        sample: Sample { number: 4, seed: 7 },
        replan,
        policies: policies.to_vec(),
        hedge_draws: 3,
        ..Request::default()
    }
}

/// Returns what is asked of a model file, and what comes of all draws.
fn simulated(input: &Input, request: &Request) -> (Setting, Vec<DrawResult>) {
    let setting = Setting::new(input, request).expect("a setting");
    let simulation = Simulation::new(input, &setting).expect("a simulation");
    let draws = 0..setting.sample.number;
    let results = draws.map(|draw| simulation.run(draw).expect("known in time"));
    let results = results.collect();
    (setting, results)
}

/// Returns what flows in a plan, in money.
fn flows(model: &Model, decisions: &BTreeMap<Column, f64>) -> f64 {
    let lp = formulate(model);
    let columns = lp.columns().iter();
    let money = columns.map(|it| (it.cost * decisions.get(&it.key).unwrap_or(&0.0)).abs());
    money.sum::<f64>().max(1.0)
}

#[test]
fn nobody_earns_more_than_who_knew_it_all() {
    let (compared, stranded) = (Cell::new(0), Cell::new(0));
    random(60, None, |it| {
        let input = Input::from_toml("random.toml", &it.text);
        let setting = Setting::new(&input, &request(it.replan, &ALL)).expect("a setting");
        let simulation = Simulation::new(&input, &setting).expect("a simulation");
        for draw in 0..setting.sample.number {
            let result = &simulation.run(draw).expect("known in time");
            for &policy in &setting.policies {
                if let Some(out) = simulation.carried_out(draw, policy).expect("known in time") {
                    is_kept(&setting, result, &out, policy)?;
                }
            }
            let hindsight = result.endings.last().expect("hindsight");
            for (policy, ending) in setting.policies.iter().zip(&result.endings) {
                match (ending, hindsight) {
                    (Ending::Through(own), Ending::Through(best)) => {
                        compared.set(compared.get() + 1);
                        let size = best.margin.abs().max(1e6);
                        let short = own.shortfall_penalty - best.shortfall_penalty;
                        let is_less = own.margin <= best.margin + SAME * size;
                        if (it.service_first && short < -SAME * size)
                            || (!it.service_first && !is_less)
                        {
                            return Err(format!("{policy}: {own:?}, but {best:?}"));
                        }
                    }
                    (Ending::Stranded { .. }, _) => stranded.set(stranded.get() + 1),
                    (Ending::Through(_), other) => {
                        return Err(format!("{policy} got through, but {other:?}"));
                    }
                    (other, _) => return Err(format!("{policy}: {other:?}")),
                }
            }
        }
        Ok(())
    });
    tally::report("draws below hindsight", compared.get(), 10 * a_tenth(60));
    assert!(compared.get() >= 10 * a_tenth(60), "{compared:?}");
    // Few models strand anybody: a short run may have none.
    let is_short = a_tenth(60) < 6;
    assert!(stranded.get() > 0 || is_short, "{stranded:?}");
}

#[test]
fn where_all_is_known_from_the_start_all_plan_alike() {
    let compared = Cell::new(0);
    random(30, Some("2027Q1"), |it| {
        let input = Input::from_toml("random.toml", &it.text);
        let policies = [Policy::File, Policy::Mean, Policy::Hedge];
        let (_, results) = simulated(&input, &request(it.replan, &policies));
        for result in results {
            let first = &result.endings[0];
            if result.endings.iter().any(|it| it != first) {
                return Err(format!("{result:?}"));
            }
            compared.set(compared.get() + usize::from(first.through().is_some()));
        }
        Ok(())
    });
    assert!(compared.get() >= a_tenth(30), "{compared:?}");
}

/// Returns the best margin of a model in which these decisions are held that are made before a quarter; `None` where there is none.
fn best_holding(
    model: &Model,
    decisions: &BTreeMap<Column, f64>,
    until: usize,
    breath: f64,
) -> Option<f64> {
    let mut lp = formulate(model);
    for j in 0..lp.columns().len() {
        let column = &lp.columns()[j];
        if column.key.decided_in(model) < until {
            let x = decisions.get(&column.key).copied().unwrap_or(0.0);
            let breath = breath * x.abs().max(1.0);
            let (lower, upper) = (column.lower, column.upper);
            let (least, most) = (x - breath, x + breath);
            lp.set_column_range(
                ColumnId(j),
                least.clamp(lower, upper),
                most.clamp(lower, upper),
            );
        }
    }
    match solve_program(&lp).expect("proved") {
        Answer::Optimal(solution) => Some(solution.objective),
        _ => None,
    }
}

/// Returns the quarter from which an entry is known, from 0.
fn known_from(uncertainty: &Uncertainty) -> usize {
    let quarter = uncertainty.known_from.expect("said").to_string();
    QUARTERS.iter().position(|it| *it == quarter).expect("one")
}

/// Returns what is believed in a quarter, made anew from the file.
fn believed(input: &Input, setting: &Setting, values: &[f64], at: usize, mean: bool) -> Model {
    let both = setting.uncertainties.iter().zip(values);
    let drawn = both.filter_map(|(entry, &drawn)| {
        let value = match (known_from(entry) <= at, mean) {
            (true, _) => drawn,
            (false, true) => format!("{:.8e}", entry.distribution.mean())
                .parse()
                .expect("a number"),
            (false, false) => return None,
        };
        Some(DrawnChange {
            change: entry.vary[0].clone(),
            value,
            from: entry.known_from.expect("said"),
        })
    });
    let drawn: Vec<DrawnChange> = drawn.collect();
    input.drawn_model(&[], &[], &drawn).expect("a model").model
}

/// At each look, what is decided until the next news is part of a plan that is best as believed then, with what was decided before; and
/// the money of it all is that of the draw.
fn plans_well(
    input: &Input,
    setting: &Setting,
    (result, out): (&DrawResult, &CarriedOut),
    policy: Policy,
) -> Result<(), String> {
    let entries = setting.uncertainties.iter();
    let mut looks: Vec<usize> = entries.map(known_from).chain([0]).collect();
    looks.sort_unstable();
    looks.dedup();
    let size = flows(&out.model, &out.decisions);
    let same = |a: f64, b: f64| (a - b).abs() <= SAME * size;
    for (i, &look) in looks.iter().enumerate() {
        let next = looks.get(i + 1).copied().unwrap_or(setting.quarters);
        let model = believed(input, setting, &result.values, look, policy == Policy::Mean);
        let best = best_holding(&model, &out.decisions, look, BREATH);
        let kept = best_holding(&model, &out.decisions, next, BREATH);
        let is_best = best.zip(kept).is_some_and(|(best, kept)| same(best, kept));
        if !is_best {
            return Err(format!("{policy} in {look}: {best:?}, but {kept:?}"));
        }
    }
    is_kept(setting, result, out, policy)
}

/// What is carried out keeps every limit of the draw, and its money is what is said of it.
fn is_kept(
    setting: &Setting,
    result: &DrawResult,
    out: &CarriedOut,
    policy: Policy,
) -> Result<(), String> {
    let size = flows(&out.model, &out.decisions);
    let same = |a: f64, b: f64| (a - b).abs() <= 10.0 * CARRIED * size;
    let lp = formulate(&out.model);
    let columns = lp.columns().iter();
    let x: Vec<f64> = columns
        .map(|it| *out.decisions.get(&it.key).unwrap_or(&0.0))
        .collect();
    let paid = lp.columns().iter().zip(&x).map(|(it, x)| it.cost * x);
    let paid: f64 = paid.sum();
    let beyond = |x: f64, (lower, upper): (f64, f64)| {
        let breath = 1e-6 * x.abs().max(1.0);
        x < lower - breath || x > upper + breath
    };
    for (row, activity) in lp.rows().iter().zip(lp.activity(&x)) {
        if beyond(activity, (row.lower, row.upper)) {
            return Err(format!("{policy}: {:?} is {activity}", row.key));
        }
    }
    for (column, &x) in lp.columns().iter().zip(&x) {
        if beyond(x, (column.lower, column.upper)) {
            return Err(format!("{policy}: {:?} is {x}", column.key));
        }
    }
    let margin = best_holding(&out.model, &out.decisions, setting.quarters, CARRIED);
    let at = setting.policies.iter().position(|it| *it == policy);
    let said = result.endings[at.expect("asked")].through();
    let said = said.expect("through").margin;
    if same(paid, said) && margin.is_some_and(|it| same(it, said)) {
        Ok(())
    } else {
        Err(format!("{policy}: {said}, not {paid} or {margin:?}"))
    }
}

#[test]
fn what_is_decided_at_a_look_is_best_as_believed_then() {
    let compared = Cell::new(0);
    random(60, None, |it| {
        if it.service_first || it.has_options {
            return Ok(());
        }
        let input = Input::from_toml("random.toml", &it.text);
        let setting = Setting::new(&input, &request(1, &[Policy::File, Policy::Mean]));
        let setting = setting.expect("a setting");
        let simulation = Simulation::new(&input, &setting).expect("a simulation");
        for draw in 0..setting.sample.number {
            let result = simulation.run(draw).expect("known in time");
            for policy in [Policy::File, Policy::Mean] {
                let out = simulation.carried_out(draw, policy).expect("known in time");
                let Some(out) = out else { continue };
                plans_well(&input, &setting, (&result, &out), policy)?;
                compared.set(compared.get() + 1);
            }
        }
        Ok(())
    });
    tally::report("looks planned again", compared.get(), 10 * a_tenth(60));
    assert!(compared.get() >= 4 * a_tenth(60), "{compared:?}");
}

#[test]
fn what_is_not_known_yet_changes_nothing() {
    let compared = Cell::new(0);
    random(30, None, |it| {
        let input = Input::from_toml("random.toml", &it.text);
        let setting = Setting::new(&input, &request(it.replan, &ALL)).expect("a setting");
        let simulation = Simulation::new(&input, &setting).expect("a simulation");
        let first = setting
            .uncertainties
            .iter()
            .map(known_from)
            .min()
            .expect("some");
        for policy in ALL {
            let outs = (0..setting.sample.number)
                .filter_map(|draw| simulation.carried_out(draw, policy).expect("known in time"));
            let before = outs.map(|out| {
                let all = out.decisions.into_iter();
                let before = all.filter(|(key, x)| key.decided_in(&out.model) < first && *x != 0.0);
                before.collect::<BTreeMap<Column, f64>>()
            });
            let before: Vec<_> = before.collect();
            if before.windows(2).any(|it| it[0] != it[1]) {
                return Err(format!("{policy}: {before:?}"));
            }
            compared.set(compared.get() + before.len().saturating_sub(1));
        }
        Ok(())
    });
    assert!(compared.get() >= 4 * a_tenth(30), "{compared:?}");
}

#[test]
fn a_plan_that_can_be_kept_is_kept() {
    let (kept, changed) = (Cell::new(0), Cell::new(0));
    // Known at once: what is known first may not let be what the rest would.
    random(60, Some("2027Q3"), |it| {
        let input = Input::from_toml("random.toml", &it.text);
        let base = input.model(&[], &[]).expect("a model").model;
        let Outcome::Optimal(first) = solve(&base, &SolveOptions::default()).expect("proved")
        else {
            return Ok(());
        };
        let setting = Setting::new(&input, &request(1, &[Policy::Never])).expect("a setting");
        let simulation = Simulation::new(&input, &setting).expect("a simulation");
        for draw in 0..setting.sample.number {
            let out = simulation
                .carried_out(draw, Policy::Never)
                .expect("known in time");
            let Some(out) = out else { continue };
            let planned = |key: Column| first.lp.value(&first.solution.x, &key);
            let is_held = |key: &Column| {
                matches!(
                    key,
                    Column::WaferStart { .. }
                        | Column::Purchase { .. }
                        | Column::ChipStart { .. }
                        | Column::RackStart { .. }
                        | Column::Install { .. }
                        | Column::Deliver { .. }
                        | Column::Taken { .. }
                )
            };
            let held = first.lp.columns().iter().map(|it| it.key).filter(is_held);
            let held: BTreeMap<Column, f64> = held.map(|key| (key, planned(key))).collect();
            // The plan as it was, in the draw: nothing else is held.
            let mut lp = formulate(&out.model);
            let mut is_within = true;
            for (&key, &x) in &held {
                let breath = BREATH * x.abs().max(1.0);
                let range = lp.column(&key).map_or((0.0, 0.0), |at| {
                    let column = &lp.columns()[at.0];
                    (column.lower, column.upper)
                });
                is_within &= x >= range.0 - breath && x <= range.1 + breath;
                if let Some(at) = lp.column(&key).filter(|_| is_within) {
                    let (least, most) = ((x - breath).max(range.0), (x + breath).min(range.1));
                    lp.set_column_range(at, least, most);
                }
            }
            let answer = solve_program(&lp).expect("proved");
            let now = |key| out.decisions.get(key).copied().unwrap_or(0.0);
            let other = held
                .iter()
                .find(|(key, x)| (now(key) - *x).abs() > 1e-5 * x.abs().max(1.0));
            let can_be_kept = is_within && matches!(answer, Answer::Optimal(_));
            if let (true, Some((key, x))) = (can_be_kept, other) {
                return Err(format!("{key:?} is {}, not {x}", now(key)));
            }
            let count = if can_be_kept { &kept } else { &changed };
            count.set(count.get() + 1);
        }
        Ok(())
    });
    assert!(kept.get() >= a_tenth(60), "{kept:?}");
    assert!(changed.get() >= a_tenth(60), "{changed:?}");
}

#[test]
fn what_is_certain_in_all_but_name_is_planned_as_by_hindsight() {
    let text = fs::read_to_string("tests/fixtures/futures.toml").expect("a model");
    let (text, _) = text.split_once("[uncertainty").expect("uncertain");
    let certain = "[uncertainty.memory]\nvary = [\"component.hbm.supply *=\"]\nknown_from = \"2027Q3\"\n\
        discrete = { values = [0.4], weights = [1] }\n";
    let input = Input::from_toml("certain.toml", &format!("{text}{certain}"));
    let (setting, results) = simulated(&input, &request(1, &ALL));
    let simulated = Simulated::of(&setting, &results);
    let regret = |policy: Policy| {
        let it = simulated.policies.iter().find(|it| it.policy == policy);
        it.and_then(|it| it.regret).expect("through").mean
    };
    assert!(regret(Policy::Mean).abs() < 1e-3, "{simulated:#?}");
    assert!(regret(Policy::Hedge).abs() < 1e-3, "{simulated:#?}");
    assert!(regret(Policy::File) > 1e3, "{simulated:#?}");
    assert!(
        regret(Policy::Never) >= regret(Policy::File),
        "{simulated:#?}"
    );
}

#[test]
fn statistics_are_those_of_the_draws_that_all_got_through() {
    let input = Input::from_toml("firm.toml", &firm());
    let request = Request {
        sample: Sample {
            number: 12,
            seed: 1,
        },
        ..request(1, &[Policy::File, Policy::Mean])
    };
    let (setting, results) = simulated(&input, &request);
    let simulated = Simulated::of(&setting, &results);
    let through = |it: &&DrawResult| it.endings.iter().all(|it| it.through().is_some());
    let all: Vec<&DrawResult> = results.iter().filter(through).collect();
    assert!(!all.is_empty() && all.len() < results.len(), "{results:#?}");
    assert_eq!(
        (simulated.draws, simulated.compared),
        (results.len(), all.len())
    );
    for (at, of) in simulated.policies.iter().enumerate() {
        let margin = |it: &DrawResult, at: usize| it.endings[at].through().expect("through").margin;
        let margins: Vec<f64> = all.iter().map(|it| margin(it, at)).collect();
        assert_eq!(of.margin, Estimate::of(&margins));
        let stranded = |it: &&DrawResult| matches!(it.endings[at], Ending::Stranded { .. });
        assert_eq!(of.stranded, results.iter().filter(stranded).count());
        let regrets = all.iter().map(|it| margin(it, 2) - margin(it, at));
        let regret = (at < 2)
            .then(|| Estimate::of(&regrets.collect::<Vec<f64>>()))
            .flatten();
        assert_eq!(of.regret, regret);
    }
    assert_eq!(simulated.policies[0].stranded, results.len() - all.len());
    let limits = simulated.not_through.iter().map(|it| match &it.ending {
        Ending::Stranded { at, limits } => (at.to_string(), limits.len()),
        other => panic!("{other:?}"),
    });
    assert!(
        limits
            .clone()
            .all(|(at, limits)| at == "2027Q3" && limits > 0)
    );
    assert!(limits.count() > 0);
}

/// Returns a model in which a firm order may come that a plan without it starts too few wafers for.
pub(crate) fn firm() -> String {
    let text = fs::read_to_string("tests/fixtures/futures.toml").expect("a model");
    let (text, _) = text.split_once("[scenario").expect("scenarios");
    let text = text.replace("buys.ultra.price =", "firm = true\nbuys.ultra.price =");
    format!(
        "{text}[uncertainty.order]\nname = \"Firm order\"\nvary = [\"buyer.cloud.orders@2027Q3 =\"]\nknown_from = \"2027Q3\"\n\
         discrete = {{ values = [0, 250], weights = [1, 1] }}\n"
    )
}
