//! Options that contradict each other, a promise or their decision, and what is doubtful about them.

use waferline::Address;
use waferline::Model;
use waferline::explain::{Changed, InputValue, input_changes};
use waferline::input::Input;
use waferline::model::{Field, OptionField, OptionId, Series};

use crate::options_input::{input, loaded, one_wrong, wrong};

fn warnings(options: &str, sets: &[&str]) -> Vec<(&'static str, String)> {
    let loaded = loaded(options, sets);
    let found = loaded.warnings.into_iter();
    found.map(|it| (it.code, it.message)).collect()
}

fn codes(options: &str, sets: &[&str]) -> Vec<&'static str> {
    let found = warnings(options, sets);
    found.into_iter().map(|it| it.0).collect()
}

/// Returns options with dated cash, each with these lines.
fn options(all: &[(&str, &str)]) -> String {
    let one = |(id, lines): &(&str, &str)| {
        format!("[option.{id}]\ncash = {{ at = {{ \"2027Q1\" = -1 }} }}\n{lines}\n")
    };
    all.iter().map(one).collect()
}

#[test]
fn what_is_required_and_excluded_exists() {
    let of = |line: &str| options(&[("hall", line), ("grid", "")]);
    one_wrong(
        &of("requires = [\"gird\"]"),
        &[],
        "unknown-id",
        "\"gird\"",
        "option `gird`",
    );
    one_wrong(
        &of("excludes = [\"own\"]"),
        &[],
        "unknown-id",
        "\"own\"",
        "not defined",
    );
    let twice = of("requires = [\"grid\", \"grid\"]");
    one_wrong(&twice, &[], "duplicate-reference", "\"grid\"", "twice");
    let found = input(&of("requires = [\"gird\"]")).model(&[], &[]);
    let help = found.expect_err("wrong").diagnostics[0].help.clone();
    assert_eq!(help.as_deref(), Some("did you mean `grid`?"));
}

#[test]
fn nothing_requires_itself() {
    one_wrong(
        &options(&[("a", "requires = [\"a\"]")]),
        &[],
        "option-circle",
        "\"a\"",
        "`option.a` requires itself",
    );
    one_wrong(
        &options(&[
            ("a", "requires = [\"b\"]"),
            ("b", "requires = [\"c\"]"),
            ("c", "requires = [\"d\", \"a\"]"),
            ("d", ""),
            // Not in the circle.
            ("e", "requires = [\"a\"]"),
        ]),
        &[],
        "option-circle",
        "\"b\"",
        "itself through `b`, `c`",
    );
    let two = options(&[
        ("a", "requires = [\"b\"]"),
        ("b", "requires = [\"a\"]"),
        ("c", "requires = [\"d\"]"),
        ("d", "requires = [\"c\"]"),
    ]);
    let found = wrong(&input(&two), &[]);
    assert_eq!(found.len(), 2, "{found:?}");
    // Of very many, the first few; and in no time.
    let last = |i: usize| (i + 2999) % 3000;
    let circle = (0..3000).map(|i| format!("[option.o{i}]\nrequires = [\"o{}\"]\n", last(i)));
    let found = wrong(&input(&circle.collect::<String>()), &[]);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].1.ends_with("`o2993`, `o2992`, .."),
        "{}",
        found[0].1
    );
}

#[test]
fn nothing_requires_what_it_excludes() {
    for (all, at, words) in [
        (
            vec![("a", "excludes = [\"a\"]")],
            "\"a\"",
            "`option.a` excludes itself",
        ),
        (
            vec![("a", "requires = [\"b\"]\nexcludes = [\"b\"]"), ("b", "")],
            "\"b\"",
            "requires `b` and excludes it",
        ),
        (
            vec![("a", "requires = [\"b\"]"), ("b", "excludes = [\"a\"]")],
            "\"a\"",
            "`option.a` requires `b`, which excludes it",
        ),
        // Through others.
        (
            vec![
                ("a", "requires = [\"b\"]"),
                ("b", "requires = [\"c\"]"),
                ("c", "excludes = [\"a\"]"),
            ],
            "\"a\"",
            "`option.a` requires `c`, which excludes it",
        ),
        // Two that exclude each other; what requires the wrong one is not wrong again.
        (
            vec![
                ("top", "requires = [\"a\"]"),
                ("a", "requires = [\"b\", \"c\"]"),
                ("b", ""),
                ("c", "excludes = [\"b\"]"),
            ],
            "\"b\"",
            "`option.a` requires `c` and `b`, which exclude each other",
        ),
    ] {
        one_wrong(&options(&all), &[], "contradiction", at, words);
    }
    // Either of two that exclude each other can be taken.
    loaded(
        &options(&[
            ("a", "excludes = [\"b\"]"),
            ("b", "excludes = [\"a\"]"),
            ("c", "requires = [\"a\"]"),
        ]),
        &[],
    );
}

#[test]
fn what_excludes_is_taken_once_and_whole() {
    for (all, at, words) in [
        (
            vec![("a", "excludes = [\"b\"]\nat_most = 2"), ("b", "")],
            "\"b\"",
            "`a` can be taken 2 times",
        ),
        (
            vec![("a", "excludes = [\"b\"]"), ("b", "at_most = 3")],
            "\"b\"",
            "`b` can be taken 3 times",
        ),
        (
            vec![("a", "excludes = [\"b\"]\nwhole = false"), ("b", "")],
            "[\"b\"]",
            "`option.a.excludes` contradicts `whole = false`",
        ),
        (
            vec![("a", "requires = [\"b\"]\nwhole = false"), ("b", "")],
            "[\"b\"]",
            "`option.a.requires` contradicts `whole = false`",
        ),
        (
            vec![("a", "requires = [\"b\"]"), ("b", "whole = false")],
            "\"b\"",
            "`option.a` requires `b`, which is taken in shares",
        ),
        (
            vec![("a", "excludes = [\"b\"]"), ("b", "whole = false")],
            "\"b\"",
            "`option.a` excludes `b`, which is taken in shares",
        ),
    ] {
        one_wrong(&options(&all), &[], "contradiction", at, words);
    }
    // Being required is no matter of how often.
    loaded(
        &options(&[
            ("a", "requires = [\"b\"]\nat_most = 3"),
            ("b", "at_most = 2"),
        ]),
        &[],
    );
}

#[test]
fn what_is_taken_can_be() {
    let one = |lines: &str| options(&[("a", lines)]);
    for (lines, code, at) in [
        ("taken = 2", "too-large", "2"),
        ("taken = 1.5\nat_most = 2", "not-whole", "1.5"),
        ("taken = -1", "negative", "-1"),
        ("taken = nan", "not-finite", "nan"),
        ("taken = \"yes\"", "wrong-type", "\"yes\""),
        ("taken = true", "wrong-type", "true"),
        ("at_most = 0", "zero", "0"),
        ("at_most = 1.5", "not-whole", "1.5"),
        ("at_most = \"free\"", "wrong-type", "\"free\""),
        ("whole = 1", "wrong-type", "1"),
        ("decided = 2027", "wrong-type", "2027"),
        ("requires = \"b\"", "wrong-type", "\"b\""),
    ] {
        one_wrong(&one(lines), &[], code, at, "option.a");
    }
    loaded(&one("taken = 1.5\nat_most = 2\nwhole = false"), &[]);
    one_wrong(
        "[option.a]\ncash = 1e16",
        &[],
        "number-out-of-range",
        "1e16",
        "option.a.cash",
    );
    one_wrong(
        "[option.a]\ncash = { at = { \"2027Q1\" = \"much\" } }",
        &[],
        "wrong-type",
        "\"much\"",
        "option.a.cash",
    );
}

#[test]
fn what_is_taken_agrees_with_the_others() {
    let needs = options(&[
        ("a", "requires = [\"b\"]"),
        ("b", "requires = [\"c\"]"),
        ("c", ""),
    ]);
    one_wrong(
        &needs,
        &["option.a.taken = 1", "option.c.taken = 0"],
        "contradiction",
        "1",
        "`option.a` is taken, but requires `c`, which is declined",
    );
    loaded(&needs, &["option.a.taken = 1"]);
    let either = options(&[
        ("a", "excludes = [\"b\"]"),
        ("b", ""),
        ("c", "requires = [\"b\"]"),
    ]);
    one_wrong(
        &either,
        &["option.a.taken = 1", "option.b.taken = 1"],
        "contradiction",
        "1",
        "`option.a` and `b` are both taken",
    );
    one_wrong(
        &either,
        &["option.a.taken = 1", "option.c.taken = 1"],
        "contradiction",
        "1",
        "`option.a` and `c` are both taken, and need `a` and `b`",
    );
    loaded(&either, &["option.a.taken = 1", "option.b.taken = 0"]);
    // What can never be taken is doubtful only.
    let never = warnings(&needs, &["option.c.taken = 0", "option.b.taken = 0"]);
    assert_eq!(
        never,
        [(
            "never-taken",
            "`option.a` can never be taken: it requires `b`, which is declined".to_owned()
        )]
    );
}

#[test]
fn service_first_asks_for_decided_options() {
    let all = options(&[("a", ""), ("b", "taken = 1"), ("c", "taken = 0"), ("d", "")]);
    let found = wrong(&input(&all), &["policy.service_first = true"]);
    let said: Vec<(&str, &str)> = found.iter().map(|it| (it.0, it.2.as_str())).collect();
    let code = "option-with-service-first";
    assert_eq!(said, [(code, "a"), (code, "d")]);
    loaded(&all, &["policy.service_first = true", "option.*.taken = 0"]);
}

#[test]
fn a_service_is_asked_for_what_is_promised() {
    // The base asks for 9000 and promises 6000.
    let hall = |lines: &str| format!("[option.hall]\n{lines}");
    one_wrong(
        &hall("adds = ['service.rental.committed@2027Q3.. += 3001']"),
        &[],
        "option-below-commitment",
        "service.rental.committed@2027Q3.. += 3001",
        "in 2027Q3 with `option.hall`: 9000 against 9001",
    );
    loaded(&hall("adds = ['service.rental.committed += 3000']"), &[]);
    // In the tail too.
    one_wrong(
        &hall("adds = ['service.rental.committed@2028Q2 += 9001']"),
        &[],
        "option-below-commitment",
        "service.rental.committed@2028Q2 += 9001",
        "in 2028Q2",
    );
    // As often as it can be taken, or is.
    let twice = hall("adds = ['service.rental.committed@..X += 2000']\nat_most = 2");
    let twice = twice.replace("@..X", "");
    one_wrong(
        &twice,
        &[],
        "option-below-commitment",
        "service.rental.committed += 2000",
        "9000 against 10000",
    );
    loaded(&twice, &["option.hall.taken = 1"]);
    loaded(&twice, &["service.rental.demand = 10000"]);
    // Demand that is taken away, and by several.
    let several = "[option.a]\nadds = ['service.rental.demand += -2000']\n[option.b]\nadds = ['service.rental.committed += 1000', 'service.rental.demand += 500']\n[option.c]\nadds = ['service.rental.committed += 600']";
    one_wrong(
        several,
        &[],
        "option-below-commitment",
        "service.rental.demand += -2000",
        "with `option.a` and 2 more: 7500 against 7600",
    );
    loaded(several, &["option.c.taken = 0"]);
    // A level that needs an option is promised without it as well.
    let raised = "[option.a]\nadds = ['service.rental.demand += 2000']";
    one_wrong(
        raised,
        &["service.rental.committed@2027Q2 = 10000"],
        "option-below-commitment",
        "9000",
        "in 2027Q2 where no option raises it: 9000 against 10000",
    );
    loaded(
        raised,
        &[
            "service.rental.committed@2027Q2 = 10000",
            "option.a.taken = 1",
        ],
    );
}

#[test]
fn a_commitment_by_an_option_alone() {
    let hall = "[option.hall]\nadds = ['service.rental.committed += 1000']";
    one_wrong(
        hall,
        &["service.rental.max_wait_quarters = 2"],
        "option-cannot-add",
        "service.rental.committed += 1000",
        "beside `max_wait_quarters`",
    );
    let without = include_str!("../fixtures/base.toml")
        .replace("committed = 6000\n", "")
        .replace("shortfall_penalty = 2500\n", "");
    let model = |sets: &[&str]| {
        Input::from_toml("base.toml", &format!("{without}\n{hall}")).model(&[], sets)
    };
    let found = model(&[]).expect_err("no penalty").diagnostics;
    assert_eq!((found.len(), found[0].code), (1, "missing-field"));
    assert!(
        found[0]
            .message
            .contains("service.rental.shortfall_penalty")
    );
    assert!(model(&["service.rental.firm = true"]).is_ok());
    assert!(model(&["service.rental.shortfall_penalty = 5"]).is_ok());
}

#[test]
fn what_is_there_through_an_option_is_there() {
    // A buyer that orders nothing by itself, a charge for wafers that an option reserves, capacity and demand of 0.
    let options = r#"
[buyer.lab]
late_penalty = 5
cancel_after = 2
cancel_penalty = 5
displaces = { rental = 10 }
displaces_quarters = 2
buys.ultra.price = 5e6
[option.lab]
adds = ["buyer.lab.orders@2027Q3 += 3", "foundry.n3.commitment += 1100", "foundry.n3.capacity += 200", "service.rental.demand += 50000", "component.hbm.supply += 5"]
"#;
    let base = [
        "foundry.n3.take_or_pay = 0.5",
        "component.hbm.supply = 0",
        "service.rental.committed = 0",
        "service.rental.demand = 0",
    ];
    assert_eq!(codes(options, &base), [""; 0]);
    // Without the option, there is something to say.
    let without = &options[..options.find("[option").expect("an option")];
    assert_eq!(codes(without, &base), ["unread-field"]);
    let reserved = ["foundry.n3.commitment = 1200"];
    assert_eq!(codes(without, &reserved), ["commitment-above-capacity"]);
    assert_eq!(codes(options, &reserved), [""; 0]);
    // Orders that displace more than there is, but for an option.
    let many = ["buyer.lab.orders@2027Q3 = 1000"];
    assert_eq!(codes(without, &many), ["displaces-too-much"]);
    assert_eq!(codes(options, &many), [""; 0]);
    // A closing stock for which an option makes room.
    let room = "[component.wire]\nsupply = 5\nprice = 1\nstock = { max = 10, closing_min = 20 }\n[buyer.tests]\nupside = 5\nbuys.wire.price = 10\n";
    one_wrong(room, &[], "max-below-closing-min", "10", "below");
    loaded(
        &format!("{room}[option.yard]\nadds = ['component.wire.stock.max += 10']"),
        &[],
    );
    // What is left below 0 is no error of the file: such a selection has no plan.
    loaded(
        "[option.a]\nadds = ['site.own.power_mw += -31', 'buyer.neocloud.orders += -1']",
        &[],
    );
}

#[test]
fn doubtful_options() {
    let idle = "[option.a]\n[option.b]\nadds = ['site.own.power_mw += 0']\n[option.c]\nadds = ['site.own.power_mw += 1']\n[option.d]\ncash = { at = { \"2027Q2\" = 1 } }";
    let found = warnings(idle, &[]);
    assert_eq!(
        found,
        ["a", "b"].map(|id| (
            "idle-option",
            format!("`option.{id}` adds nothing and has no cash")
        ))
    );
    for (cash, is_undated) in [
        ("-5", true),
        ("{ start = -5, growth = 0.01 }", true),
        ("[0, 0, 0, -5]", true),
        ("[-5, 0, 0, 0]", false),
        ("[-5, 0, 0, -5, -5, -5, -5]", false),
        ("{ from = { \"2027Q2\" = -5 } }", false),
        ("{ at = { \"2027Q2\" = -5 } }", false),
    ] {
        let found = codes(&format!("[option.a]\ncash = {cash}"), &[]);
        let expected: &[&str] = if is_undated { &["undated-cash"] } else { &[] };
        assert_eq!(found, expected, "{cash}");
    }
    let of_one = |sets: &[&str]| codes("[option.a]\ncash = { at = { \"2027Q2\" = -5 } }", sets);
    assert_eq!(of_one(&["option.a.cash += 1"]), ["undated-cash"]);
    assert_eq!(of_one(&["option.a.cash *= 2"]), [""; 0]);
    assert_eq!(of_one(&["option.a.cash@2028Q1.. = 1"]), [""; 0]);
}

/// Two options, of which models have others.
const DIFFERING: &str = "[option.a]\nadds = ['site.own.power_mw@2027Q2..2027Q3 += 5', 'component.hbm.supply += { start = 1, step = 1 }']\ncash = { at = { \"2027Q2\" = -5 } }\n[option.b]\ncash = { at = { \"2027Q2\" = -5 } }\n";

#[test]
fn models_differ_in_their_options() {
    let all = DIFFERING;
    let base = loaded(all, &[]).model;
    let changes = |with: &Model| {
        let found = input_changes(&base, with).into_iter();
        found.map(|it| (it.path, it.change)).collect::<Vec<_>>()
    };
    let set = |set: &str| changes(&loaded(all, &[set]).model);
    let value = |path: &str, before: Option<InputValue>, after: Option<InputValue>| {
        vec![(path.to_owned(), Changed::Value { before, after })]
    };
    let text = |text: &str| Some(InputValue::Text(text.to_owned()));
    let number = |number: f64| Some(InputValue::Number(number));
    assert_eq!(
        set("option.a.taken = 1"),
        value("option.a.taken", text("free"), number(1.0))
    );
    assert_eq!(
        set("option.a.at_most = 3"),
        value("option.a.at_most", number(1.0), number(3.0))
    );
    assert_eq!(
        set("option.a.decided = \"2027Q2\"").last(),
        value("option.a.decided", text("2027Q1"), text("2027Q2")).last()
    );
    assert_eq!(
        set("option.a.requires = [\"b\"]"),
        value("option.a.requires", None, text("b"))
    );
    assert_eq!(
        set("option.a.excludes = [\"b\"]"),
        value("option.a.excludes", None, text("b"))
    );
    assert_eq!(
        set("option.a.whole = false"),
        value(
            "option.a.whole",
            Some(InputValue::Flag(true)),
            Some(InputValue::Flag(false))
        )
    );
    let adds =
        "component.hbm.supply@2027Q1.. += 1 to 7, 28 in all, site.own.power_mw@2027Q2..2027Q3 += 5";
    assert_eq!(
        set("option.a.adds = ['site.own.power_mw += 7']"),
        value("option.a.adds", text(adds), text("site.own.power_mw += 7"))
    );
    let Changed::Series { runs } = &set("option.a.cash *= 2")[0].1 else {
        panic!("a number by quarter");
    };
    assert_eq!((runs[0].factor, runs[0].added), (Some(2.0), Some(-5.0)));
}

#[test]
fn models_have_other_options() {
    let all = DIFFERING;
    let base = loaded(all, &[]).model;
    let changes = |with: &Model| {
        let found = input_changes(&base, with).into_iter();
        found.map(|it| (it.path, it.change)).collect::<Vec<_>>()
    };
    let text = |text: &str| Some(InputValue::Text(text.to_owned()));
    // Another order, and one that only one of them has.
    let (a, b) = all.split_at(all.find("[option.b]").expect("two options"));
    let other = loaded(
        &format!(
            "{b}{}",
            a.replace("'site", "'service.rental.demand += 0', 'site")
                .replace("'service.rental.demand += 0', ", "")
        ),
        &[],
    )
    .model;
    assert!(changes(&other).is_empty(), "{:?}", changes(&other));
    let more = loaded(
        &format!("[option.c]\nrequires = [\"a\"]\nadds = ['site.own.power_mw += 1']\n{all}"),
        &[],
    );
    assert_eq!(
        changes(&more.model),
        [("option.c".to_owned(), Changed::Added)]
    );
    let fewer = loaded(a, &[]);
    assert_eq!(
        changes(&fewer.model),
        [("option.b".to_owned(), Changed::Removed)]
    );
    // An expansion that only one of them has, at the place where the other has another.
    let with = |id: &str| {
        format!(
            "[foundry.n3.expansion.{id}]\ncapacity = 5\n[option.more]\nadds = ['foundry.n3.expansion.{id}.capacity += 7']"
        )
    };
    let north = loaded(&with("north"), &[]).model;
    let found = input_changes(&north, &loaded(&with("south"), &[]).model);
    let adds = found.iter().find(|it| it.path == "option.more.adds");
    let said = |id: &str| text(&format!("foundry.n3.expansion.{id}.capacity += 7"));
    let (before, after) = (said("north"), said("south"));
    assert_eq!(
        adds.map(|it| it.change.clone()),
        Some(Changed::Value { before, after })
    );
    // Quarters that only one of them has.
    let longer = loaded(all, &[]).model;
    let base_text =
        include_str!("../fixtures/base.toml").replace("quarters = 4\n", "quarters = 6\n");
    let later = Input::from_toml("base.toml", &format!("{base_text}\n{all}"));
    let later = later
        .model(&[], &[])
        .unwrap_or_else(|it| panic!("{it}"))
        .model;
    let found = input_changes(&longer, &later);
    assert!(
        !found.iter().any(|it| it.path.starts_with("option.")),
        "{found:?}"
    );
}

#[test]
fn cash_is_a_number_of_the_catalogue() {
    let all = "[option.a]\ncash = { at = { \"2027Q3\" = -5 } }\ndecided = \"2027Q2\"";
    let model = loaded(all, &[]).model;
    let path = model.find_path("option.a.cash").expect("a field");
    assert_eq!(path.field, Field::Option(OptionId(0), OptionField::Cash));
    let at = |text: &str| model.find_address(text).expect("an address");
    let all = model
        .with_number(&Address::fixed(path), 7.0)
        .expect("a number");
    assert_eq!(all.options[0].cash, Series::constant(7.0, 7).with(0, 0.0));
    let one = model.with_number(&at("option.a.cash@2027Q2"), 7.0);
    assert_eq!(
        one.expect("a number").options[0].cash.values()[..3],
        [0.0, 7.0, -5.0]
    );
    // Before the decision there is none.
    assert!(
        model
            .with_number(&at("option.a.cash@2027Q1"), 7.0)
            .is_none()
    );
    assert!(model.with_number(&at("option.a.taken"), 1.0).is_none());
}
