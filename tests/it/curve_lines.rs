//! A curve told short: few lines, each true of the whole curve at the digits that are printed.

use waferline::Model;
use waferline::explain::{Curve, CurveRange, ExplainError, curve};
use waferline::report::document::{Block, Document, Table};
use waferline::report::explain::curve_document;
use waferline::report::html::curve_svg;
use waferline::report::{markdown, text};
use waferline::{Outcome, SolveOptions, solve};

use crate::sample;

/// Every digit that is left out may round by half of the last one.
const ROUNDING: f64 = 0.501;

fn drawn(model: &Model, address: &str) -> Option<Curve> {
    let Outcome::Optimal(solved) = solve(model, &SolveOptions::default()).expect("solves") else {
        return None;
    };
    match curve(model, &solved, address, CurveRange::default()) {
        Ok(curve) => Some(curve),
        Err(ExplainError::Unknown(_)) => None,
        Err(error) => panic!("{address}: {error}"),
    }
}

fn table(document: &Document) -> &Table {
    let blocks = document.sections.iter().flat_map(|it| &it.blocks);
    let mut tables = blocks.filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    tables.next().expect("a table of breakpoints")
}

/// Returns the numbers that a cell may stand for, `None` for one that says that there is none.
fn range(cell: &str, heading: &str) -> Option<(f64, f64)> {
    let unit = match heading.rsplit(' ').next() {
        Some("bn") => 1e9,
        Some("m") => 1e6,
        Some("k") => 1e3,
        _ => 1.0,
    };
    let (sign, plain) = match cell.strip_prefix(['<', '>']) {
        Some(plain) => (true, plain),
        None => (false, cell),
    };
    if plain == "-" {
        return None;
    }
    let plain = plain.replace(',', "");
    let decimals = plain.split_once('.').map_or(0, |(_, after)| after.len());
    let value: f64 = plain.parse().unwrap_or_else(|_| panic!("a number: {cell}"));
    let digit = 0.1_f64.powi(i32::try_from(decimals).expect("few decimals"));
    // "<0.01" is anything from 0 up to it.
    let off = if sign { value.abs() } else { ROUNDING * digit };
    // What is almost nothing beside the greatest number of its column is shown as 0.
    Some(((value - off) * unit, (value + off) * unit))
}

fn says(cell: &str, heading: &str, value: f64) -> bool {
    let slack = 1e-9 * value.abs();
    range(cell, heading).is_some_and(|(from, to)| (from - slack..=to + slack).contains(&value))
}

/// Returns what is untrue of the lines of a curve told short.
fn untrue(curve: &Curve, table: &Table) -> Option<String> {
    let headings: Vec<&str> = table.columns.iter().map(|it| it.heading.as_str()).collect();
    let greatest = |of: &dyn Fn(usize) -> Option<f64>| {
        let all = (0..curve.points.len()).filter_map(of);
        all.fold(0.0_f64, |most, it| most.max(it.abs()))
    };
    let steepest = greatest(&|at| curve.points[at].per_unit_after);
    let slope = headings[1];
    let is_said = |cell: &str, value: Option<f64>| match value {
        None => cell == "-",
        Some(value) if cell == "-" || cell == "0" => value.abs() <= 1e-7 + 1e-8 * steepest,
        Some(value) => says(cell, slope, value),
    };
    for row in &table.rows {
        let (margin, before, after) = (&row.cells[0], &row.cells[1], &row.cells[2]);
        let here: Vec<usize> = (0..curve.points.len())
            .filter(|&at| {
                let point = &curve.points[at];
                says(&row.label, "", point.amount)
                    && (says(margin, headings[0], point.margin) || margin == "-")
            })
            .collect();
        // Next to each other, the slope before the first and that after the last.
        let is_true = here.iter().any(|&first| {
            is_said(before, curve.points[first].per_unit_before)
                && here
                    .iter()
                    .any(|&last| last >= first && is_said(after, curve.points[last].per_unit_after))
        });
        if !is_true {
            return Some(format!("{}: {row:?} of {here:?}", curve.address));
        }
    }
    let (first, last) = (&table.rows[0], &table.rows[table.rows.len() - 1]);
    let ends = [&curve.points[0], &curve.points[curve.points.len() - 1]];
    for (row, point) in [first, last].into_iter().zip(ends) {
        if !says(&row.label, "", point.amount) {
            return Some(format!("{}: an end is missing", curve.address));
        }
    }
    None
}

#[test]
fn lines_of_random_models_are_true() {
    sample::models(4, |model, knobs| {
        let t = knobs.iter().filter(|&&knob| knob < 0.5).count() % sample::HORIZON;
        let quarter = model.horizon.quarter(t);
        for address in [
            "foundry.n5.capacity".to_owned(),
            format!("foundry.n3.capacity@{quarter}"),
            format!("buyer.neocloud.buys.ultra.price@{quarter}"),
            "foundry.n5.hot_lot.max_share".to_owned(),
        ] {
            let Some(curve) = drawn(model, &address) else {
                continue;
            };
            for most in [5, 8] {
                let document = curve_document(model, &curve, Some(most));
                let table = table(&document);
                if curve.points.len() > 4 && table.rows.len() > most {
                    return Err(format!("{address}: {} lines", table.rows.len()));
                }
                if let Some(what) = untrue(&curve, table) {
                    return Err(what);
                }
            }
        }
        Ok(())
    });
}

#[test]
fn a_long_curve_has_forty_lines_and_all_where_asked() {
    let model = Model::load("models/trainium.toml").expect("valid");
    for address in [
        "foundry.tsmc-n3p.capacity",
        "component.hbm4.supply",
        "buyer.neocloud.buys.trn3-ultra.price@2028Q2",
    ] {
        let curve = drawn(&model, address).expect("a curve");
        let short = curve_document(&model, &curve, Some(10));
        assert_eq!(untrue(&curve, table(&short)), None);
        let lines = text::render(&short, 100).lines().count();
        assert!(
            lines <= 40,
            "{address}: {lines}\n{}",
            text::render(&short, 100)
        );
        let all = curve_document(&model, &curve, None);
        assert_eq!(table(&all).rows.len(), curve.points.len());
        assert_eq!(untrue(&curve, table(&all)), None);
        // As wide as a narrow terminal, and no wider; styles take no room.
        let narrow = anstream::adapter::strip_str(&text::render(&short, 60)).to_string();
        for line in narrow.lines() {
            assert!(line.chars().count() <= 60, "{line}");
        }
        assert!(markdown::render(&short).contains("```text\n"));
        let drawing = curve_svg(&model, &curve);
        assert!(drawing.starts_with("<svg xmlns=") && drawing.ends_with("</svg>\n"));
        assert!(
            !drawing.contains("NaN") && drawing.contains("<path"),
            "{address}"
        );
    }
}

#[test]
fn names_do_not_act_in_a_drawing() {
    let mut model = Model::load("models/minimal.toml").expect("valid");
    let curve = drawn(&model, "foundry.fab.capacity").expect("a curve");
    model.name = Some("</text><script>alert(1)</script>".to_owned());
    model.foundries[0].name = model.name.clone();
    assert!(!curve_svg(&model, &curve).contains("<script"));
}
