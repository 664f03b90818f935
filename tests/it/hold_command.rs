//! Plans that are held, from outside and on the command line: tables, workbooks, formats, what is wrong.

use std::fmt::Write as _;
use std::fs;

use approx::assert_relative_eq;
use rust_xlsxwriter::Workbook;
use serde_json::Value;
use tempfile::TempDir;

use waferline::SolveOptions;
use waferline::hold::{DecisionKind, GivenPlan, Holding, hold};
use waferline::model::Model;

use crate::hedge_parts::run;
use crate::hold::solved;

#[test]
fn a_table_says_the_same_as_the_plan_and_leaves_open_what_it_does_not_name() {
    let model = Model::load("models/minimal.toml").expect("a model");
    let best = solved(&model).expect("a plan");
    let mut table = "what,which,quarter,amount\n".to_owned();
    for sold in &best.plan.sold {
        for (quarter, units) in best.plan.quarters.iter().zip(&sold.units) {
            let (item, buyer) = (&sold.item, &sold.buyer);
            writeln!(table, "sales,{item} to {buyer},{quarter},{units}").expect("a text");
        }
    }
    let given = GivenPlan::from_table(&model, "plan.csv", table.into_bytes()).expect("a plan");
    let sales = Holding {
        only: vec![DecisionKind::Sales],
        ..Holding::default()
    };
    let of_plan = GivenPlan::of(&best.plan);
    let options = SolveOptions::default();
    let [one, other] = [(&given, &Holding::default()), (&of_plan, &sales)].map(|(given, asked)| {
        let kept = hold(&model, given, asked, &options).expect("held");
        assert!(kept.changes.is_empty());
        (kept.model.held.clone(), kept.decisions)
    });
    assert_eq!(one, other);
}

#[test]
fn a_workbook_says_the_same_as_its_csv() {
    let model = Model::load("models/trainium.toml").expect("a model");
    let lines = [
        (
            "sales",
            "Trainium3 UltraServer to Neocloud",
            "2028Q1",
            700.0,
        ),
        ("installs", "trn3-ultra at customer-halls", "2027Q2", 20.5),
        ("starts", "trn3-compute", "2027Q1", 9000.0),
    ];
    let mut csv = "amount,quarter,note,which,what\n".to_owned();
    let mut book = Workbook::new();
    book.add_worksheet()
        .write(0, 0, "what this is")
        .expect("written");
    let sheet = book.add_worksheet();
    for (column, name) in [(1, "What"), (2, "Which"), (3, "Quarter"), (5, "Amount")] {
        sheet.write(2, column, name).expect("written");
    }
    for (row, (what, which, quarter, amount)) in (3..).zip(lines) {
        writeln!(csv, "{amount},{quarter},as agreed,{which},{what}").expect("a text");
        sheet.write(row, 1, what).expect("written");
        sheet.write(row, 2, which).expect("written");
        sheet.write(row, 3, quarter).expect("written");
        sheet.write(row, 5, amount).expect("written");
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let of_csv = GivenPlan::from_table(&model, "plan.csv", csv.into_bytes()).expect("a plan");
    let of_book = GivenPlan::from_table(&model, "plan.xlsx", bytes).expect("a plan");
    assert_eq!(of_csv, of_book);
    // What a cell holds that decides nothing is said with its place.
    let mut wrong = Workbook::new();
    let sheet = wrong.add_worksheet();
    for (column, name) in ["what", "which", "quarter", "amount"].iter().enumerate() {
        let column = u16::try_from(column).expect("few");
        sheet.write(0, column, *name).expect("written");
    }
    sheet.write(1, 0, "sales").expect("written");
    sheet.write(1, 1, 5).expect("written");
    sheet.write(1, 2, "2027Q1").expect("written");
    let bytes = wrong.save_to_buffer().expect("a workbook");
    let rejected = GivenPlan::from_table(&model, "plan.xlsx", bytes).expect_err("no plan");
    let said = rejected.to_string();
    assert!(said.contains("a row has no `amount`"), "{said}");
    assert!(said.contains("plan.xlsx, Sheet1!"), "{said}");
    let nothing = GivenPlan::from_table(&model, "plan.xlsx", b"what".to_vec());
    assert!(
        nothing
            .expect_err("none")
            .to_string()
            .contains("no workbook")
    );
}

/// The words of a text, whatever line they are on.
fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const MODEL: &str = "models/minimal.toml";

/// A folder with the best plan of the model in it.
struct Kept {
    folder: TempDir,
    plan: String,
}

impl Kept {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let plan = folder.path().join("plan.json");
        let plan = plan.to_str().expect("UTF-8").to_owned();
        assert_eq!(run(&["solve", MODEL, "--out", &plan]).0, Some(0));
        Self { folder, plan }
    }

    fn at(&self, name: &str) -> String {
        let path = self.folder.path().join(name);
        path.to_str().expect("UTF-8").to_owned()
    }

    /// Runs a command on the model with less memory, for which the plan was not made.
    fn with(&self, command: &str, more: &[&str]) -> (Option<i32>, String, String) {
        let less = ["--set", "component.hbm.supply *= 0.9", "--hold", &self.plan];
        run(&[&[command, MODEL], &less[..], more].concat())
    }
}

#[test]
fn commands_hold_in_every_format() {
    let kept = Kept::new();
    for command in ["solve", "explain"] {
        let (code, text, error) = kept.with(command, &[]);
        assert_eq!(code, Some(0), "{error}");
        let text = in_one_line(&text);
        assert!(
            text.contains("It cannot be kept as it is. The least change is"),
            "{text}"
        );
        assert!(
            text.contains("no plan with these decisions held earns more than"),
            "{text}"
        );
        let (_, json, _) = kept.with(command, &["--format", "json"]);
        let json: Value = serde_json::from_str(&json).expect("JSON");
        let held = &json["held"];
        let of = |number: &Value| number.as_f64().expect("a number");
        assert_relative_eq!(
            of(&held["margin"]),
            of(&json["objective"]),
            max_relative = 1e-12
        );
        assert!(held["margin"].as_f64() <= held["best_margin"].as_f64());
        assert!(held["distance"].as_f64() > Some(0.0));
        let because = &held["changes"][0]["because"][0];
        assert!(
            because["what"].is_string() && because["amount"].is_number(),
            "{held}"
        );
        let csv = kept.at(command);
        assert_eq!(
            kept.with(command, &["--format", "csv", "--out", &csv]).0,
            Some(0)
        );
        let changes = fs::read_to_string(format!("{csv}/held-changes.csv")).expect("a table");
        let lines = held["changes"].as_array().expect("changes").len() + 1;
        assert_eq!(changes.lines().count(), lines);
        let book = kept.at(&format!("{command}.xlsx"));
        assert_eq!(kept.with(command, &["--out", &book]).0, Some(0));
    }
    let page = kept.at("page.html");
    assert_eq!(kept.with("report", &["--out", &page]).0, Some(0));
    let page = fs::read_to_string(page).expect("a page");
    assert!(
        page.contains("It cannot be kept as it is."),
        "not on the page"
    );
}

#[test]
fn what_is_in_the_way_is_named_and_cases_are_held() {
    let kept = Kept::new();
    // Nothing asked for may be changed: then what is in the way is named.
    let (code, text, _) = kept.with("solve", &["--strict"]);
    assert_eq!(code, Some(1));
    let text = in_one_line(&text);
    assert!(
        text.contains("with these decisions held. This is proved") && text.contains("- held "),
        "{text}"
    );
    let (code, text, error) = run(&[
        "compare",
        MODEL,
        "--set",
        "component.hbm.supply *= 0.9",
        "--with",
        &format!("hold:{} until 2027Q3 only sales,installs", kept.plan),
        &format!("hold:{} strict", kept.plan),
    ]);
    assert_eq!(code, Some(1), "{error}");
    let text = in_one_line(&text);
    assert!(text.contains("decisions held none"), "{text}");
    assert!(text.contains("strict: no plan"), "{text}");
    let until = run(&["solve", MODEL, "--hold", &kept.plan, "--until", "2027Q2"]).1;
    assert!(
        in_one_line(&until).contains("of the quarters before 2027Q2 are held as in"),
        "{until}"
    );
    assert!(
        in_one_line(&until).contains("as much as the best plan with nothing held"),
        "{until}"
    );
    let table = kept.at("sheet.csv");
    fs::write(
        &table,
        "what,which,quarter,amount\nsales,rack64 to neocloud,2027Q3,60\n",
    )
    .expect("written");
    let (code, near, error) = run(&["solve", MODEL, "--near", &table, "--within", "10%"]);
    assert_eq!(code, Some(0), "{error}");
    assert!(in_one_line(&near).contains("stays as in"), "{near}");
}

#[test]
fn a_plan_to_hold_that_is_none_is_told() {
    let kept = Kept::new();
    for (content, words) in [
        (
            "what,which,quarter,amount\nsale,x,2027Q1,1\n",
            "did you mean `sales`?",
        ),
        (
            "what,which,quarter,amount\nsales,rack,2027Q1,1\n",
            "ITEM to BUYER",
        ),
        (
            "what,which,quarter\nsales,rack64 to neocloud,2027Q1\n",
            "no column `amount`",
        ),
        (
            "what,which,quarter,amount\nsales,rack64 to neocloud,2027,1\n",
            "is not a quarter",
        ),
        (
            "what,which,quarter,amount\nsales,rack64 to neocloud,2027Q1,-1\n",
            "0 or more",
        ),
        (
            "what,which,quarter,amount\nsales,rack64 to neocloud,2027Q1,many\n",
            "is not a number",
        ),
        (
            "what,which,quarter,amount\nsales,rack64 to neocloud,2027Q1,1\nsales,rack64 to neocloud,2027Q1,2\n",
            "twice",
        ),
    ] {
        let file = kept.at("wrong.csv");
        fs::write(&file, content).expect("written");
        let (code, _, error) = run(&["solve", MODEL, "--hold", &file]);
        assert!(code == Some(1) && error.contains(words), "{error}");
    }
    for (arguments, words) in [
        (&["solve", MODEL, "--until", "2027Q2"][..], "--hold"),
        (
            &["solve", MODEL, "--hold", &kept.plan, "--only", "racks"][..],
            "racks",
        ),
        (
            &["solve", MODEL, "--hold", &kept.plan, "--until", "2020Q1"][..],
            "decides nothing",
        ),
        (
            &["solve", "models/trainium.toml", "--hold", &kept.plan][..],
            "of another model",
        ),
        (
            &[
                "solve", MODEL, "--hold", &kept.plan, "--format", "json", "--out", &kept.plan,
            ][..],
            "is an input",
        ),
        (
            &["compare", MODEL, "--with", "hold:"][..],
            "no plan is named",
        ),
        (
            &["compare", MODEL, "--with", "hold:x.json for"][..],
            "is not understood",
        ),
    ] {
        let (code, _, error) = run(arguments);
        assert!(
            code == Some(2) && error.contains(words),
            "{arguments:?}: {error}"
        );
    }
}
