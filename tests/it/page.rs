//! The report as a page: its numbers are those of the JSON, nothing is loaded, nothing in a model acts on the page. What
//! a browser makes of it is checked by `tests/browser/check.mjs`.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use waferline::explain::{explain, highlights};
use waferline::input::Input;
use waferline::model::Model;
use waferline::provenance::Provenance;
use waferline::report::explain::ExplanationReport;
use waferline::report::html::HtmlReport;

use crate::bundled::{files_under, load, open, optimum};

/// Returns the page of a model, and every number of what it is made from.
fn page(model: &Model) -> (String, BTreeSet<u64>) {
    let solved = optimum(model);
    let explanation = explain(model, &solved).expect("explained");
    let highlights = highlights(model, &solved, &explanation).expect("highlights");
    let provenance = Provenance::new(
        [("model.toml", &b""[..])],
        &[],
        &[],
        waferline::solve::FoundBy::OWN,
    );
    let page = HtmlReport {
        explanation: ExplanationReport {
            model,
            solved: &solved,
            explanation: &explanation,
            promises: None,
            held: None,
            asked: None,
            top: 10,
        },
        highlights: &highlights,
        options: None,
        hedge: None,
        ranges: None,
        bridge: None,
        provenance: &provenance,
        warnings: &[],
        date: Some("2027-01-31"),
    }
    .render();
    let mut numbers = BTreeSet::new();
    for value in [
        serde_json::to_value(&solved.plan),
        serde_json::to_value(&explanation),
        serde_json::to_value(&highlights.curves),
        serde_json::to_value(solved.solution.certificate),
    ] {
        collect(&value.expect("JSON"), &mut numbers);
    }
    (page, numbers)
}

fn collect(value: &Value, into: &mut BTreeSet<u64>) {
    match value {
        Value::Number(number) => into.extend(number.as_f64().map(f64::to_bits)),
        Value::Array(all) => all.iter().for_each(|it| collect(it, into)),
        Value::Object(all) => all.values().for_each(|it| collect(it, into)),
        _ => {}
    }
}

/// Returns the part of a page from one text to the next of another.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let start = page.find(from).unwrap_or_else(|| panic!("no {from}"));
    let rest = &page[start..];
    &rest[..rest.find(to).unwrap_or(rest.len())]
}

/// Returns the exact numbers behind the cells of a part of a page.
fn values(part: &str, attribute: &str) -> Vec<f64> {
    let start = format!("{attribute}=\"");
    part.split(start.as_str())
        .skip(1)
        .map(|rest| {
            let (value, _) = rest.split_once('"').expect("a quoted value");
            value.parse().expect("a number")
        })
        .collect()
}

#[test]
fn numbers_are_those_of_the_json() {
    let input = open("models/trainium.toml");
    let model = load(&input, &[]).model;
    let (page, numbers) = page(&model);
    let is_known = |value: &f64| numbers.contains(&value.to_bits());
    let heat = between(&page, "id=\"heat\"", "</table>");
    let mut shown = values(heat, "data-value");
    shown.extend(values(heat, "data-loss"));
    assert!(shown.len() > 100, "{} prices", shown.len());
    let curves = values(
        between(&page, "<section id=\"curves\"", "</section>"),
        "data-value",
    );
    assert!(curves.len() > 10, "{} points of curves", curves.len());
    shown.extend(curves);
    for part in ["<section id=\"proof\"", "<dl class=\"cards\""] {
        shown.extend(values(between(&page, part, "</dd>"), "data-value").first());
    }
    // Of the figures, what is no sum over series or share.
    let mut rows = 0;
    let ends = |row: &str| row.find("</tr>").unwrap_or(row.len());
    let all = page.split("<tr").map(|row| &row[..ends(row)]);
    for row in all.filter(|row| {
        [
            "asked for",
            "served",
            "commitment short",
            "there is",
            "delivered on order",
            "late at the quarter",
        ]
        .iter()
        .any(|label| row.contains(&format!(">{label}")))
            && row.contains("data-value")
            && !row.contains("%</td>")
            && !row.contains("class=\"words group\"")
    }) {
        rows += 1;
        shown.extend(values(row, "data-value"));
    }
    assert!(rows >= 15, "{rows} rows of figures");
    let strange: Vec<&f64> = shown.iter().filter(|it| !is_known(it)).collect();
    assert!(strange.is_empty(), "not in the JSON: {strange:?}");
}

#[test]
fn flows_sum_to_the_wafers_started() {
    let input = open("models/trainium.toml");
    let model = load(&input, &[]).model;
    let solved = optimum(&model);
    let flows = waferline::plan::wafer_flows(&model, &solved.plan);
    let starts = solved.plan.starts.iter();
    let started: f64 = starts
        .flat_map(|it| it.normal.iter().chain(&it.hot_lot))
        .sum();
    let all: f64 = flows.iter().map(|flow| flow.wafers).sum();
    assert!((all / started - 1.0).abs() < 1e-9, "{all} of {started}");
    assert!(flows.iter().all(|flow| flow.wafers > 0.0));
}

#[test]
fn nothing_is_loaded_and_the_policy_says_so() {
    let model = Model::load("models/minimal.toml").expect("a model");
    let (page, _) = page(&model);
    assert!(page.contains("default-src &#39;none&#39;") || page.contains("default-src 'none'"));
    for loads in [
        "src=",
        "href=\"http",
        "url(http",
        "@import",
        "<link",
        " style=",
        "onclick",
        "<iframe",
    ] {
        assert!(!page.contains(loads), "{loads}");
    }
    assert!(page.len() < 2_000_000);
}

#[test]
fn names_do_not_act_on_the_page() {
    let mut model = Model::load("models/minimal.toml").expect("a model");
    let evil = "</svg></script><script>alert(1)</script>\"' onload=x & co";
    model.name = Some(evil.to_owned());
    model.foundries[0].name = Some(evil.to_owned());
    model.dies[0].name = Some(evil.to_owned());
    model.sites[0].name = Some(evil.to_owned());
    model.services[0].name = Some(evil.to_owned());
    model.buyers[0].name = Some(evil.to_owned());
    model.racks[0].name = Some(evil.to_owned());
    let (page, _) = page(&model);
    assert_eq!(page.matches("<script").count(), 1, "only our own");
    assert_eq!(page.matches("</script").count(), 1, "only our own");
    assert_eq!(page.matches("</style").count(), 2, "only our own");
    assert!(page.contains("&lt;script"));
}

#[test]
fn paper_has_every_cell_of_a_wide_table_and_says_what_it_is_of() {
    let input = open("models/trainium.toml");
    let model = load(&input, &[]).model;
    let (page, _) = page(&model);
    let margins = between(&page, "<style>@page", "</style>");
    for said in [
        "Trainium 2027",
        "Data of 2027",
        "31",
        "SHA",
        "counter(page)",
    ] {
        assert!(margins.contains(said), "{said} in {margins}");
    }
    let cells = |part: &str| {
        let mut cells: Vec<String> = part
            .split("<td")
            .skip(1)
            .filter_map(|it| Some(it.split_once('>')?.1.split_once("</td>")?.0.to_owned()))
            .filter(|it| it.bytes().any(|byte| byte.is_ascii_digit()))
            .collect();
        cells.sort();
        cells
    };
    let mut wide = 0;
    for part in page.split("<div class=\"scroll screen\"").skip(1) {
        let (screen, rest) = part.split_once("</table>").expect("a table");
        // Words of a group, which have a line of their own on paper, may hold digits.
        let mut rest_of = screen.split(" group\"");
        let first = rest_of.next().unwrap_or_default();
        let others = rest_of.filter_map(|it| Some(it.split_once("</td>")?.1));
        let screen: String = std::iter::once(first).chain(others).collect();
        let paper = between(rest, "<div class=\"paper\"", "</div>");
        let (screen, paper) = (cells(&screen), cells(paper));
        assert!(!screen.is_empty());
        assert_eq!(screen, paper);
        wide += 1;
    }
    assert!(wide > 20, "{wide} wide tables");
}

#[test]
fn same_input_same_bytes() {
    let model = Model::load("models/minimal.toml").expect("a model");
    // Not assert_eq: pages are long.
    assert!(page(&model).0 == page(&model).0);
}

#[test]
fn every_bundled_model_has_a_page() {
    for path in files_under("models") {
        let input = Input::open(&path).expect("a model file");
        let model = load(&input, &[]).model;
        let (page, _) = page(&model);
        for part in [
            "summary", "flows", "waiting", "power", "limits", "curves", "margin", "prices",
            "tables", "proof",
        ] {
            assert!(
                page.contains(&format!("<section id=\"{part}\"")),
                "{}: {part}",
                path.display()
            );
        }
        assert!(!page.contains("NaN"), "{}", path.display());
    }
}

fn run(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waferline"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args);
    command.output().expect("the command runs")
}

fn written(out: &Path, args: &[&str]) -> (Option<i32>, String) {
    let out = out.to_str().expect("UTF-8");
    let output = run(&[args, &["--out", out]].concat());
    assert!(output.stdout.is_empty());
    let page = std::fs::read_to_string(out).expect("a page");
    (output.status.code(), page)
}

#[test]
fn the_command_writes_a_page_and_bridges_from_the_base() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("report.html");
    let (code, page) = written(&out, &["report", "models/minimal.toml"]);
    assert_eq!(code, Some(0));
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    assert!(!page.contains("id=\"bridge\""));

    let set = [
        "--set",
        "foundry.fab.capacity *= 1.1",
        "--set",
        "component.hbm.price += 100",
    ];
    let (code, page) = written(
        &out,
        &[&["report", "models/minimal.toml"][..], &set].concat(),
    );
    assert_eq!(code, Some(0));
    let bridge = values(between(&page, "id=\"bridge\"", "</figure>"), "data-value");
    let [from, parts @ .., to] = &bridge[..] else {
        panic!("{bridge:?}");
    };
    assert_eq!(parts.len(), 2);
    assert!((from + parts.iter().sum::<f64>() - to).abs() < 1e-9 * to.abs());
}

#[test]
fn without_a_plan_the_page_says_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("report.html");
    let set = ["--set", "service.rental.firm = true"];
    let (code, page) = written(
        &out,
        &[&["report", "models/minimal.toml"][..], &set].concat(),
    );
    assert_eq!(code, Some(1));
    for said in [
        "cannot hold together",
        "component.hbm.supply@2027Q1",
        "What would make a plan possible",
        "SHA-256",
    ] {
        assert!(page.contains(said), "{said}");
    }
}

#[test]
fn a_page_needs_a_place() {
    let output = run(&["report", "models/minimal.toml"]);
    assert_eq!(output.status.code(), Some(2));
}
