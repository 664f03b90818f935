//! What is drawn acts from the quarter on in which it is known, and leaves everything before as it is.

use std::ops::Range;

use waferline::Address;
use waferline::input::{DrawnChange, Input, Loaded, Rejected};
use waferline::model::{Distribution, Model, Uncertainty};

use crate::bundled::{load, open};
use crate::draws::Draws;
use crate::fields::WHOLE;

fn drawn(change: &str, value: f64, from: &str) -> DrawnChange {
    DrawnChange {
        change: change.to_owned(),
        value,
        from: from.parse().expect("a quarter"),
    }
}

fn whole() -> Input {
    Input::from_toml("whole.toml", WHOLE)
}

fn accepted(result: Result<Loaded, Rejected>) -> Loaded {
    result.unwrap_or_else(|rejected| panic!("{rejected}"))
}

/// Returns the model of `WHOLE` after one drawn change.
fn after(change: &str, value: f64, from: &str) -> Model {
    accepted(whole().drawn_model(&[], &[], &[drawn(change, value, from)])).model
}

/// Returns what is wrong with drawn changes of `WHOLE`.
fn refused(drawn: &[DrawnChange]) -> String {
    let found = whole().drawn_model(&[], &[], drawn);
    found.expect_err("a refusal").to_string()
}

/// Returns something uncertain that varies these.
fn uncertain(changes: &[&str]) -> Uncertainty {
    Uncertainty {
        id: "it".to_owned(),
        name: None,
        description: None,
        vary: changes.iter().map(|&it| it.to_owned()).collect(),
        distribution: Distribution::Uniform {
            low: 0.0,
            high: 1.0,
        },
        known_from: None,
    }
}

// Against models put together by hand.

/// A model file, and the paths of its numbers.
struct File {
    input: Input,
    base: Model,
    paths: Vec<String>,
}

/// A change of random numbers in random quarters.
struct Change {
    /// The path, with or without `*`.
    pattern: String,
    /// The quarters that it picks.
    picked: Range<usize>,
    operation: (&'static str, f64),
    /// The quarter from which on it acts.
    from: usize,
}

/// How often what was compared.
#[derive(Default)]
struct Tally {
    by_hand: usize,
    as_assigned: usize,
    fixed: usize,
}

impl File {
    fn of(input: Input) -> Self {
        let base = load(&input, &[]).model;
        let paths = base.paths().iter().map(ToString::to_string).collect();
        Self { input, base, paths }
    }

    fn periods(&self) -> usize {
        self.base.horizon.periods()
    }

    /// Returns the address of these quarters, or of every quarter.
    fn dated(&self, pattern: &str, quarters: &Range<usize>) -> String {
        if quarters.len() == self.periods() {
            return pattern.to_owned();
        }
        let horizon = &self.base.horizon;
        let (first, last) = (
            horizon.quarter(quarters.start),
            horizon.quarter(quarters.end - 1),
        );
        format!("{pattern}@{first}..{last}")
    }

    /// Returns the paths that a pattern means.
    fn meant<'a>(&'a self, pattern: &'a str) -> impl Iterator<Item = &'a str> {
        let is_meant = |path: &&str| {
            let (words, ids) = (pattern.split('.'), path.split('.'));
            words.clone().count() == ids.clone().count()
                && words.zip(ids).all(|(word, id)| word == "*" || word == id)
        };
        self.paths.iter().map(String::as_str).filter(is_meant)
    }

    /// Returns the model whose numbers in these quarters say nothing: all are the same.
    fn without(&self, model: &Model, pattern: &str, quarters: Range<usize>) -> Model {
        let mut model = model.clone();
        for path in self.meant(pattern) {
            let path = model.find_path(path).expect("a field");
            for t in quarters.clone() {
                let address = Address::at(path.clone(), model.horizon.quarter(t));
                // There is no cash before a decision.
                model = model.with_number(&address, 0.125).unwrap_or(model);
            }
        }
        model
    }

    fn change(&self, path: &str, draws: &mut Draws) -> Change {
        let mut words: Vec<&str> = path.split('.').collect();
        if words.len() > 2 && draws.below(3) == 0 {
            words[1] = "*";
        }
        let [one, other, from] = [(); 3].map(|()| draws.below(self.periods()));
        Change {
            pattern: words.join("."),
            picked: match draws.below(3) {
                0 => one.min(other)..one.max(other) + 1,
                1 => one..self.periods(),
                _ => 0..self.periods(),
            },
            operation: draws.one_of(&[
                ("=", 0.5),
                ("=", 700.0),
                ("*=", 0.75),
                ("*=", 1.25),
                ("+=", 0.25),
                ("+=", 16.0),
            ]),
            from,
        }
    }

    fn compare(&self, change: &Change, tally: &mut Tally) {
        let Change {
            pattern,
            from,
            operation: (operator, value),
            ..
        } = change;
        let assigned = |address: &str| {
            let assignment = format!("{address} {operator} {value:?}");
            self.input.model(&[], &[&assignment])
        };
        let address = self.dated(pattern, &change.picked);
        let text = format!("{address} {operator}");
        let quarter = self.base.horizon.quarter(*from);
        let what = format!("{text} {value} from {quarter}");
        let found = self
            .input
            .drawn_model(&[], &[], &[drawn(&text, *value, &quarter.to_string())]);
        if self.input.fixed_changes(&uncertain(&[&text])) == [text] {
            assert!(assigned(&format!("{pattern}@{quarter}")).is_err(), "{what}");
            let found = found.ok().filter(|_| address == *pattern);
            assert!(found.is_none_or(|it| it.model == self.base), "{what}");
            tally.fixed += 1;
            return;
        }
        let left = change.picked.start.max(*from)..change.picked.end;
        let narrowed = (!left.is_empty()).then(|| {
            let narrow = self.dated(pattern, &left);
            assigned(&narrow)
        });
        // Where quarters are named, what is committed goes on into the tail, and cash has its dates.
        let field = pattern.rsplit('.').next();
        let means_the_same = !["committed", "cash"].map(Some).contains(&field);
        let (found, plain) = match (found, assigned(&address)) {
            (Ok(found), Ok(plain)) => (found, plain.model),
            (Ok(_), Err(_)) => {
                // What is wrong would be before it is known.
                let is_right = narrowed.is_none_or(|it| it.is_ok());
                assert!(is_right || !means_the_same, "{what}");
                return;
            }
            (Err(_), _) => {
                assert!(narrowed.is_some_and(|it| it.is_err()), "{what}");
                return;
            }
        };
        let (before, since) = (0..*from, *from..self.periods());
        let same = |one: &Model, other: &Model, without: Range<usize>| {
            self.without(one, pattern, without.clone()) == self.without(other, pattern, without)
        };
        assert!(same(&found.model, &self.base, since), "before: {what}");
        assert!(same(&found.model, &plain, before), "from then on: {what}");
        tally.by_hand += 1;
        assert_eq!(
            found.assignments.len(),
            usize::from(narrowed.is_some()),
            "{what}"
        );
        if let Some(narrowed) = narrowed.filter(|_| means_the_same) {
            assert!(found.model == accepted(narrowed).model, "{what}");
            tally.as_assigned += 1;
        }
    }
}

#[test]
fn each_number_is_as_it_was_until_the_draw_is_known_and_then_as_assigned() {
    let mut draws = Draws(7);
    let mut tally = Tally::default();
    let bundled = ["minimal", "trainium", "trainium-deals"].map(|it| format!("models/{it}.toml"));
    let files = bundled.iter().map(open);
    for input in files.chain([whole(), open("tests/fixtures/full.toml")]) {
        let file = File::of(input);
        for path in &file.paths {
            for _ in 0..2 {
                file.compare(&file.change(path, &mut draws), &mut tally);
            }
        }
    }
    println!(
        "{} by hand, {} as assigned, {} fixed",
        tally.by_hand, tally.as_assigned, tally.fixed
    );
    assert!(tally.by_hand > 300 && tally.as_assigned > 200 && tally.fixed > 50);
}

// By hand, in a model from 2027Q1 whose tail begins in 2028Q1.

#[test]
fn what_is_committed_without_dates_is_nothing_in_the_tail() {
    let committed = |change: &str, value: f64, from: &str| {
        let model = after(&format!("service.rent.committed{change}"), value, from);
        model.services[0].committed.values().to_vec()
    };
    // As the file and every assignment mean it.
    let undated = committed(" =", 30.0, "2027Q3");
    assert_eq!(undated, [20.0, 20.0, 30.0, 30.0, 0.0, 0.0, 0.0]);
    let dated = committed("@2027Q2..2028Q2 =", 30.0, "2027Q3");
    assert_eq!(dated, [20.0, 20.0, 30.0, 30.0, 30.0, 30.0, 0.0]);
    let scaled = committed("@2027Q2.. *=", 2.0, "2027Q4");
    assert_eq!(scaled, [20.0, 20.0, 20.0, 40.0, 0.0, 0.0, 0.0]);
    let added = committed("@2027Q2..2027Q3 +=", 1.0, "2027Q3");
    assert_eq!(added, [20.0, 20.0, 21.0, 20.0, 0.0, 0.0, 0.0]);
}

#[test]
fn a_limit_begins_where_it_is_drawn_and_none_cannot_be_changed() {
    let input = Input::from_toml("it.toml", &WHOLE.replace("budget = 1000000\n", ""));
    let after = |change: &str, from: &str| {
        input.drawn_model(
            &[],
            &["policy.budget@2027Q4 = 9"],
            &[drawn(change, 5.0, from)],
        )
    };
    let budget = |change: &str, from: &str| {
        accepted(after(change, from)).model.policy.budget.values()[..5].to_vec()
    };
    let none = f64::INFINITY;
    assert_eq!(
        budget("policy.budget =", "2027Q3"),
        [none, none, 5.0, 5.0, 5.0]
    );
    assert_eq!(
        budget("policy.budget *=", "2027Q3"),
        [none, none, none, 45.0, none]
    );
    let none = after("policy.budget *=", "2028Q1").expect_err("no limit is left");
    assert_eq!(none.diagnostics[0].code, "no-limit");
}

#[test]
fn cash_begins_with_the_decision_whenever_the_draw_is_known() {
    let text = WHOLE.replace("[option.grid]\n", "[option.grid]\ndecided = \"2027Q3\"\n");
    let input = Input::from_toml("it.toml", &text);
    let after = |change: &str, value: f64, from: &str| {
        let drawn = [drawn(&format!("option.grid.cash{change}"), value, from)];
        input.drawn_model(&[], &[], &drawn)
    };
    let cash = |change: &str, value: f64, from: &str| {
        let model = accepted(after(change, value, from)).model;
        model.options[0].cash.values()[..5].to_vec()
    };
    assert_eq!(
        cash(" *=", 2.0, "2027Q2"),
        [0.0, 0.0, -200.0, -200.0, -200.0]
    );
    assert_eq!(
        cash(" +=", -1.0, "2027Q4"),
        [0.0, 0.0, -100.0, -101.0, -101.0]
    );
    assert_eq!(cash(" =", -7.0, "2027Q2"), [0.0, 0.0, -7.0, -7.0, -7.0]);
    assert_eq!(cash(" =", -7.0, "2028Q1"), [0.0, 0.0, -100.0, -100.0, -7.0]);
    assert_eq!(
        cash("@2027Q1.. =", -7.0, "2027Q4"),
        [0.0, 0.0, -100.0, -7.0, -7.0]
    );
    // Named, and before it is decided.
    let wrong = after("@2027Q1.. =", -7.0, "2027Q2").expect_err("dated before the decision");
    assert_eq!(wrong.diagnostics[0].code, "before-decided");
}

#[test]
fn patterns_and_maps_change_from_then_on() {
    let text = WHOLE.replace(
        "attach = { storage = 3 }",
        "attach = { storage = 3, security = [1, 2, 3, 4] }",
    );
    let input = Input::from_toml("it.toml", &text);
    let drawn = [
        drawn("service.*.attach.* +=", 1.0, "2027Q3"),
        drawn("service.rent.attach.storage@..2027Q4 *=", 2.0, "2027Q4"),
    ];
    let wrong = input
        .drawn_model(&[], &[], &drawn)
        .expect_err("no quarters");
    assert_eq!(wrong.diagnostics[0].code, "bad-quarter");
    let drawn = [
        drawn[0].clone(),
        DrawnChange {
            change: "service.rent.attach.storage@2027Q1..2027Q4 *=".to_owned(),
            ..drawn[1].clone()
        },
    ];
    let model = accepted(input.drawn_model(&[], &[], &drawn)).model;
    let attach = &model.services[0].attach;
    assert_eq!(attach[0].1.values(), [3.0, 3.0, 4.0, 8.0, 4.0, 4.0, 4.0]);
    assert_eq!(attach[1].1.values(), [1.0, 2.0, 4.0, 5.0, 5.0, 5.0, 5.0]);
}

#[test]
fn good_dies_follow_defects_from_then_on() {
    let input = open("models/trainium.toml");
    let change = "die.trn3-compute.yield.defects_per_cm2 =";
    let base = load(&input, &[]).model;
    let other = accepted(input.model(&[], &[&format!("{change} 0.15")])).model;
    let drawn = [drawn(change, 0.15, "2028Q1")];
    let found = accepted(input.drawn_model(&[], &[], &drawn)).model;
    let dies = |model: &Model| {
        let die = model.dies.iter().find(|it| it.id == "trn3-compute");
        die.expect("a die").good_dies_per_wafer.values().to_vec()
    };
    let t = base
        .horizon
        .index("2028Q1".parse().expect("a quarter"))
        .expect("a quarter of it");
    assert!(dies(&other)[t] < dies(&base)[t]);
    let by_hand = [&dies(&base)[..t], &dies(&other)[t..]].concat();
    assert_eq!(dies(&found), by_hand);
}

#[test]
fn what_does_not_vary_by_quarter_stays() {
    let changes = [
        "foundry.n3.lead_quarters =",
        "foundry.*.capacity@2027Q2.. *=",
        "option.grid.taken =",
        "chip.trn.dies.* *=",
        "service.rent.attach.storage *=",
        "buyer.*.buys.*.support.margin *=",
    ];
    let fixed = [changes[0], changes[2], changes[3], changes[5]];
    assert_eq!(whole().fixed_changes(&uncertain(&changes)), fixed);
    let base = load(&whole(), &[]).model;
    // Not even where it is known from the start.
    for from in ["2026Q4", "2027Q1", "2027Q3"] {
        let drawn = fixed.map(|change| drawn(change, 3.0, from));
        let found = accepted(whole().drawn_model(&[], &[], &drawn));
        assert!(found.model == base && found.assignments.is_empty());
    }
    // What means nothing at all is for `Input::model` to say.
    assert!(
        whole()
            .fixed_changes(&uncertain(&["foundry.n4.lead_quarters =", "foundry"]))
            .is_empty()
    );
}

#[test]
fn known_from_the_start_is_the_assignment_and_after_the_end_nothing() {
    let input = Input::from_toml("it.toml", &WHOLE.replace("transfer_price = 500\n", ""));
    let base = load(&input, &[]).model;
    let change = "rack.ultra.transfer_price =";
    let after = |from: &str| input.drawn_model(&[], &[], &[drawn(change, 3.0, from)]);
    let assigned = accepted(input.model(&[], &[&format!("{change} 3.0")]));
    for from in ["2020Q1", "2027Q1"] {
        let found = accepted(after(from));
        assert!(found.model == assigned.model && found.assignments == assigned.assignments);
    }
    for from in ["2028Q4", "2040Q1"] {
        let found = accepted(after(from));
        assert!(found.model == base && found.assignments.is_empty());
    }
    // There is no price before it, which no plan could have.
    let wrong = after("2027Q2").expect_err("no price before");
    assert_eq!(wrong.diagnostics[0].code, "not-given");
    let gone = [drawn(
        "component.hbm.price@2027Q1..2027Q2 *=",
        3.0,
        "2027Q3",
    )];
    assert!(accepted(input.drawn_model(&[], &[], &gone)).model == base);
}

#[test]
fn draws_come_after_scenarios_and_assignments_and_say_since_when() {
    let text = format!("{WHOLE}\n[scenario.more]\nset = [\"foundry.n3.capacity += 10\"]\n");
    let drawn = [
        drawn(" foundry.n3.capacity@2027Q3.. *= ", 0.5, "2027Q2"),
        drawn("foundry.n3.capacity *=", 0.5, "2027Q4"),
    ];
    let input = Input::from_toml("it.toml", &text);
    let found = accepted(input.drawn_model(&["more"], &["foundry.n3.capacity *= 2"], &drawn));
    let capacity = &found.model.foundries[0].capacity.values()[..5];
    assert_eq!(capacity, [220.0, 220.0, 110.0, 55.0, 55.0]);
    assert_eq!(
        found.assignments,
        [
            "foundry.n3.capacity += 10",
            "foundry.n3.capacity *= 2",
            "foundry.n3.capacity@2027Q3.. *= 0.5",
            "foundry.n3.capacity *= 0.5 from 2027Q4",
        ]
    );
}

#[test]
fn everything_wrong_with_draws_is_said_at_once() {
    let reported = refused(&[
        drawn("foundry.n3.capactiy *=", 2.0, "2027Q3"),
        drawn("component.hbm.price = 2", 3.0, "2027Q3"),
        drawn("component.hbm.price +=", -10.0, "2027Q3"),
        drawn("component.hbm.supply =", f64::NAN, "2027Q1"),
        drawn("foundry.n3.lead_quarters@2027Q3 =", 1.0, "2027Q3"),
        drawn("service.rent.firm =", 1.0, "2027Q3"),
        drawn("service.rent.attach.gold *=", 1.0, "2027Q3"),
        drawn("component.hbm.price@2040Q1 *=", 1.0, "2027Q3"),
    ]);
    insta::assert_snapshot!(reported);
}
