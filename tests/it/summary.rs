//! The lines that a director reads, word by word, against the plan's columns and against models solved at other prices.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use waferline::explain::{Explanation, IndifferencePrice, Sale, explain, explain_leading};
use waferline::formulation::Column;
use waferline::input::Input;
use waferline::model::{Item, Model};
use waferline::report::explain::ExplanationReport;
use waferline::{Outcome, SolveOptions, Solved, solve};

use crate::{sample, tally};

fn solved(model: &Model) -> Option<Box<Solved>> {
    match solve(model, &SolveOptions::default()).expect("proved") {
        Outcome::Optimal(solved) => Some(solved),
        _ => None,
    }
}

/// The number a text begins with: `1,234.5m ...` is 1.2345e9.
fn number(text: &str) -> f64 {
    let end = text
        .find(|it: char| !(it.is_ascii_digit() || ",.-".contains(it)))
        .unwrap_or(text.len());
    let digits = text[..end].trim_end_matches(['.', ',']).replace(',', "");
    let factor = match &text[end..] {
        unit if unit.starts_with("bn") => 1e9,
        unit if unit.starts_with('m') && !unit[1..].starts_with(char::is_alphanumeric) => 1e6,
        _ => 1.0,
    };
    factor * digits.parse::<f64>().expect("a number")
}

fn after<'t>(text: &'t str, words: &str) -> &'t str {
    let at = text
        .find(words)
        .unwrap_or_else(|| panic!("{words} in {text}"));
    &text[at + words.len()..]
}

/// Whether a number as printed, with three digits or more, is this one.
fn is_as_printed(printed: f64, value: f64) -> bool {
    (printed - value).abs() <= 0.006 * value.abs().max(1e-9) || (printed - value).abs() <= 0.51
}

/// Racks sold to a buyer (to all without one), by quarter, from the columns of the plan.
fn sold(model: &Model, solved: &Solved, of: Option<(&str, &str)>) -> Vec<f64> {
    let mut units = vec![0.0; model.horizon.quarters];
    for (column, x) in solved.lp.columns().iter().zip(&solved.solution.x) {
        if let Column::Deliver { buyer, item, t, .. } = column.key
            && matches!(item, Item::Rack(_))
        {
            let this = (model.buyer(buyer).id.as_str(), model.item_id(item));
            if of.is_none_or(|of| of == this) {
                units[t] += x;
            }
        }
    }
    units
}

/// Units sold in one quarter if the price of that quarter is another.
fn sold_at(model: &Model, it: &IndifferencePrice, price: f64) -> f64 {
    let t = model.horizon.index(it.quarter).expect("within");
    let mut moved = model.clone();
    let buyer = moved.buyers.iter_mut().find(|buyer| buyer.id == it.buyer);
    let buys = buyer.expect("known").buys.iter_mut();
    let mut buys = buys.filter(|buys| model.item_id(buys.item) == it.item);
    let buys = buys.next().expect("known");
    buys.price = buys.price.clone().with(t, price);
    let again = solved(&moved).expect("still a plan");
    sold(model, &again, Some((&it.buyer, &it.item)))[t]
}

fn name<'m>(named: impl Iterator<Item = (&'m String, &'m Option<String>)>, id: &str) -> String {
    let mut named = named;
    let found = named.find(|it| it.0 == id).and_then(|it| it.1.clone());
    found.unwrap_or_else(|| id.to_owned())
}

fn buyer_name(model: &Model, id: &str) -> String {
    name(model.buyers.iter().map(|it| (&it.id, &it.name)), id)
}

fn rack_name(model: &Model, id: &str) -> String {
    name(model.racks.iter().map(|it| (&it.id, &it.name)), id)
}

/// Checks the line on what is sold; returns how many statements.
fn sells(model: &Model, solved: &Solved, line: &str) -> Result<usize, TestCaseError> {
    let all = sold(model, solved, None);
    let total: f64 = all.iter().sum();
    let said = number(after(line, "Sell "));
    prop_assert!(is_as_printed(said, total), "{line}: {total}");
    let first = all.iter().position(|&units| units > 1e-6).expect("sold");
    let first = model.horizon.quarter(first).to_string();
    prop_assert!(line.contains(&format!("the first in {first}")), "{line}");
    let mut statements = 2;
    let mut left: Vec<(String, f64)> = Vec::new();
    for it in &solved.plan.sold {
        let (units, name) = (it.units.iter().sum::<f64>(), rack_name(model, &it.item));
        if units > 1e-6 && model.racks.iter().any(|rack| rack.id == it.item) {
            left.push((format!("{name} to {}", buyer_name(model, &it.buyer)), units));
        }
    }
    let parts = match line.split_once(&format!("{first}: ")) {
        Some((_, parts)) => parts.trim_end_matches('.'),
        // There is one sale only, and it is the sentence.
        None => line
            .split(", the first")
            .next()
            .expect("a sale")
            .trim_start_matches("Sell "),
    };
    // A comma and a blank: not one within a number.
    for part in parts.split(", ") {
        if part.contains(" other sale") {
            let others: f64 = left.iter().map(|(_, units)| units).sum();
            prop_assert!(is_as_printed(number(part), others), "{part}: {others}");
            prop_assert!(
                part.contains(&format!(" in {} other", left.len())),
                "{part}"
            );
            left.clear();
        } else {
            let named = left
                .iter()
                .position(|(words, _)| part.ends_with(&format!(" {words}")));
            let Some(named) = named else {
                return Err(TestCaseError::fail(format!("{part} is not sold")));
            };
            let (_, units) = left.remove(named);
            prop_assert!(is_as_printed(number(part), units), "{part}: {units}");
        }
        statements += 1;
    }
    prop_assert!(left.is_empty(), "{line} leaves out {left:?}");
    Ok(statements)
}

/// Checks the line on what would change the answer; returns how many statements.
fn changes(
    model: &Model,
    base: &Solved,
    prices: &[IndifferencePrice],
    line: &str,
) -> Result<usize, TestCaseError> {
    let racks: f64 = sold(model, base, None).iter().sum::<f64>()
        + base
            .plan
            .installed
            .iter()
            .flat_map(|it| &it.racks)
            .sum::<f64>();
    let margin = base.solution.objective.abs();
    // By money or by racks, whichever is more of what is news.
    let weight = |it: &IndifferencePrice| {
        let beyond = it.beyond.as_ref()?;
        let is_told = it.price? > 0.0 && it.indifference? > 0.0;
        let weight = (beyond.margin.abs() / (1e-4 * margin)).max(beyond.racks / (0.01 * racks));
        (is_told && weight >= 1.0 - 1e-9).then_some(weight)
    };
    if line.starts_with("No sale") || line.starts_with("Of the ") {
        prop_assert!(
            prices
                .iter()
                .all(|it| weight(it).is_none_or(|it| it < 1.0 + 1e-9))
        );
        return Ok(1);
    }
    let mut statements = 0;
    for part in after(line, ": ").split("; ") {
        let sale = if part.contains(" stops ") {
            Sale::Sold
        } else {
            Sale::NotSold
        };
        let of_kind = prices.iter().filter(|it| it.sale == sale);
        let ranked = of_kind.filter_map(|it| Some((it, weight(it)?)));
        let ranked: Vec<_> = ranked.collect();
        let first = ranked.iter().map(|it| it.1).fold(0.0, f64::max);
        let names_it = |it: &&&(&IndifferencePrice, f64)| {
            let (buyer, item) = (buyer_name(model, &it.0.buyer), rack_name(model, &it.0.item));
            part.starts_with(&format!("{item} to {buyer} in {}", it.0.quarter))
        };
        let is_rack = |id: &str| model.racks.iter().any(|rack| rack.id == id);
        let named = ranked.iter().filter(|it| is_rack(&it.0.item));
        let named = named.clone().find(|it| names_it(&it));
        // Chips and dies have other names; what they move is checked elsewhere.
        let Some((it, its_weight)) = named else {
            continue;
        };
        prop_assert!(
            *its_weight >= first * (1.0 - 1e-9),
            "{}: {} of {}",
            part,
            its_weight,
            first
        );
        let (from, pays) = (
            it.indifference.expect("reported"),
            it.price.expect("reported"),
        );
        let rounded = 0.01 * from + 0.01;
        let (stops, starts) = (from - rounded, from + rounded);
        let at = |price| sold_at(model, it, price) > 1e-6;
        prop_assert!(!at(stops) && at(starts), "{}", part);
        let by = part.split(" by ").nth(1).expect("a share");
        if !by.starts_with("less than ") {
            let share = 100.0 * (from - pays).abs() / pays;
            prop_assert!((number(by) - share).abs() <= 0.51, "{}: {}", part, share);
        }
        if sale == Sale::Sold {
            let lower = number(after(part, "the margin is USD "));
            let mut moved = model.clone();
            let t = model.horizon.index(it.quarter).expect("within");
            for buyer in moved.buyers.iter_mut().filter(|buyer| buyer.id == it.buyer) {
                for buys in &mut buyer.buys {
                    if model.item_id(buys.item) == it.item {
                        buys.price = buys.price.clone().with(t, stops);
                    }
                }
            }
            let again = solved(&moved).expect("still a plan").solution.objective;
            let less = base.solution.objective - again;
            prop_assert!(is_as_printed(lower, less), "{}: {}", part, less);
        }
        statements += 4;
    }
    Ok(statements)
}

/// The first quarter in which the longest chain of leads no longer arrives, from the leads of the model.
fn too_late(model: &Model) -> Option<String> {
    let mut longest = 0;
    for item in model.items() {
        longest = longest.max(chain(model, item).unwrap_or(0));
    }
    (longest > 0).then(|| {
        let from = model.horizon.quarters.saturating_sub(longest);
        model.horizon.quarter(from).to_string()
    })
}

fn chain(model: &Model, item: Item) -> Option<usize> {
    match item {
        Item::Die(id) => {
            let die = model.die(id);
            die.available_from?;
            Some(model.foundry(die.foundry).lead_quarters)
        }
        Item::Component(_) => Some(0),
        Item::Chip(id) => {
            let chip = model.chip(id);
            let dies = chip
                .dies
                .iter()
                .filter_map(|it| chain(model, Item::Die(it.0)));
            chip.is_made()
                .then(|| chip.lead_quarters + dies.max().unwrap_or(0))
        }
        Item::Rack(id) => {
            let rack = model.rack(id);
            let chips = rack
                .chips
                .iter()
                .filter_map(|it| chain(model, Item::Chip(it.0)));
            rack.is_made()
                .then(|| rack.lead_quarters + chips.max().unwrap_or(0))
        }
    }
}

/// Checks the lines of the whole explanation and those of what leads it, which have to stand alone too.
fn check(model: &Model, base: &Solved) -> Result<usize, TestCaseError> {
    let whole = explain(model, base).expect("explained");
    let leading = explain_leading(model, base, 4).expect("explained");
    Ok(check_lines(model, base, &whole)? + check_lines(model, base, &leading)?)
}

fn check_lines(
    model: &Model,
    base: &Solved,
    explanation: &Explanation,
) -> Result<usize, TestCaseError> {
    let report = ExplanationReport {
        model,
        solved: base,
        explanation,
        promises: None,
        held: None,
        asked: None,
        top: 10,
    };
    let prices = &explanation.indifference.prices;
    let mut statements = 0;
    let lines = report.summary();
    prop_assert!(lines.len() <= 10);
    let begins = |words: &str| lines.iter().find(|line| line.starts_with(words));
    let margin = number(after(&lines[0], "margin is USD "));
    prop_assert!(
        is_as_printed(margin, base.solution.objective),
        "{}",
        lines[0]
    );
    statements += 1;
    let total: f64 = sold(model, base, None).iter().sum();
    match begins("Sell ") {
        Some(line) if line.starts_with("Sell no") => prop_assert!(total <= 1e-6),
        Some(line) => statements += sells(model, base, line)?,
        None => {}
    }
    let changing = begins("What would change").or_else(|| begins("No sale that"));
    let changing = changing.or_else(|| begins("Of the "));
    if let Some(line) = changing {
        statements += changes(model, base, prices, line)?;
    }
    match (begins("What takes longest"), too_late(model)) {
        (Some(line), Some(from)) => prop_assert!(line.contains(&from), "{}: {}", line, from),
        (None, None) => {}
        (line, from) => prop_assert!(false, "{:?} {:?}", line, from),
    }
    Ok(statements + 1)
}

#[test]
fn what_a_director_reads_is_true() {
    let input = Input::open("models/trainium.toml".as_ref()).expect("readable");
    let mut scenarios = vec![Vec::new()];
    scenarios.extend(input.scenarios().into_iter().map(|it| vec![it.name]));
    let counts = (Cell::new(0), Cell::new(0));
    for scenario in &scenarios {
        let names: Vec<&str> = scenario.iter().map(String::as_str).collect();
        let model = input.model(&names, &[]).expect("valid").model;
        let Some(base) = solved(&model) else { continue };
        let said = check(&model, &base);
        counts
            .0
            .set(counts.0.get() + said.unwrap_or_else(|why| panic!("{scenario:?}: {why}")));
        counts.1.set(counts.1.get() + 1);
    }
    let runner = &mut TestRunner::new(sample::tried(20));
    let knobs = prop::collection::vec(0.0..1.0_f64, sample::KNOBS);
    let tried = runner.run(&knobs, |knobs| {
        let model = sample::model(&knobs);
        if let Some(base) = solved(&model) {
            counts.0.set(counts.0.get() + check(&model, &base)?);
            counts.1.set(counts.1.get() + 1);
        }
        Ok(())
    });
    if let Err(why) = tried {
        panic!("{why}");
    }
    tally::report("lines of the summary", counts.0.get(), counts.1.get());
}
