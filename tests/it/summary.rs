//! The lines that a director reads, word by word, against the plan's columns and against models solved at other prices.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use waferline::explain::{Beyond, Destination, IndifferencePrice, Sale, explain};
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

/// The number a text begins with: `1,234.5 M ...` is 1.2345e9.
fn number(text: &str) -> f64 {
    let end = text
        .find(|it: char| !(it.is_ascii_digit() || ",.-".contains(it)))
        .unwrap_or(text.len());
    let digits = text[..end].trim_end_matches(['.', ',']).replace(',', "");
    let factor = match text[end..].get(..2) {
        Some(" B") => 1e9,
        Some(" M") => 1e6,
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
fn sells(
    model: &Model,
    solved: &Solved,
    prices: &[IndifferencePrice],
    line: &str,
    re_solves: bool,
) -> Result<usize, TestCaseError> {
    let all = sold(model, solved, None);
    let total: f64 = all.iter().sum();
    prop_assert!(
        is_as_printed(number(after(line, "Sell ")), total),
        "{}: {}",
        line,
        total
    );
    let first = all.iter().position(|&units| units > 1e-6).expect("sold");
    let first = model.horizon.quarter(first).to_string();
    prop_assert!(line.contains(&format!("the first in {first}")), "{}", line);
    let mut statements = 2;
    for part in after(line, &format!("{first}: ")).split("; ") {
        if part.contains("more in the table") {
            continue;
        }
        let is_this = |it: &&IndifferencePrice| {
            let words = format!(
                " {} to {}",
                rack_name(model, &it.item),
                buyer_name(model, &it.buyer)
            );
            part.split(" (")
                .next()
                .is_some_and(|sale| sale.trim_end_matches('.').ends_with(&words))
        };
        let this: Vec<_> = prices.iter().filter(is_this).collect();
        let units: f64 = this.iter().map(|it| it.units).sum();
        prop_assert!(is_as_printed(number(part), units), "{}: {}", part, units);
        let made: Vec<_> = this.into_iter().filter(|it| it.units > 1e-6).collect();
        statements += 1;
        if part.contains("sold from ") {
            let from = after(part, "sold from USD ");
            let least = number(from);
            let most = from.split(" to USD ").nth(1).map_or(least, number);
            let at_any = made
                .iter()
                .filter(|it| it.indifference.is_none_or(|from| from <= 0.0));
            let at_any = at_any.count();
            if at_any > 0 {
                let words = format!("any price in {at_any} of {}", made.len());
                prop_assert!(part.contains(&words), "{}: {}", part, words);
            } else {
                prop_assert!(!part.contains("any price"), "{}", part);
            }
            // Two digits may be all that is printed.
            let (below, above) = (0.99 * least - 0.01, 1.01 * most + 0.01);
            for it in made.iter().filter(|_| re_solves) {
                if it.indifference.is_some_and(|from| from > 0.0) {
                    let units = sold_at(model, it, below);
                    prop_assert!(units <= 1e-6, "{}: {} at {}", part, units, below);
                }
                let units = sold_at(model, it, above);
                prop_assert!(units > 1e-6, "{}: {} at {}", part, units, above);
                statements += 1;
            }
        }
        let gets = |it: &Beyond, who: &str| {
            it.moves.iter().any(|it| {
                let to = match &it.to {
                    Destination::OwnUse => "own use".to_owned(),
                    Destination::Buyer { .. } if it.is_same_sale => "the same buyer".to_owned(),
                    Destination::Buyer { buyer } => buyer_name(model, buyer),
                };
                it.net() > 0.0 && who.starts_with(&to)
            })
        };
        if part.contains("otherwise more for ") {
            let who = after(part, "otherwise more for ");
            for who in who.trim_end_matches([')', '.']).split(" and ") {
                let mut beyond = made.iter().filter_map(|it| it.beyond.as_ref());
                prop_assert!(beyond.any(|it| gets(it, who)), "{}: {}", part, who);
                statements += 1;
            }
        }
    }
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
    if line.starts_with("No sale") {
        prop_assert!(
            prices
                .iter()
                .all(|it| weight(it).is_none_or(|it| it < 1.0 + 1e-9))
        );
        return Ok(1);
    }
    let mut statements = 0;
    for part in after(line, "answer: ").split("; ") {
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
        if !by.starts_with('<') {
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

fn check(model: &Model, base: &Solved, re_solves: bool) -> Result<usize, TestCaseError> {
    let explanation = explain(model, base).expect("explained");
    let report = ExplanationReport {
        model,
        solved: base,
        explanation: &explanation,
        promises: None,
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
        Some(line) => statements += sells(model, base, prices, line, re_solves)?,
        None => {}
    }
    let changing = begins("What would change").or_else(|| begins("No sale that"));
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
    let is_full = std::env::var("WAFERLINE_CASES").is_ok();
    let counts = (Cell::new(0), Cell::new(0));
    for (i, scenario) in scenarios.iter().enumerate() {
        let names: Vec<&str> = scenario.iter().map(String::as_str).collect();
        let model = input.model(&names, &[]).expect("valid").model;
        let Some(base) = solved(&model) else { continue };
        let said = check(&model, &base, is_full || i == 0);
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
            counts.0.set(counts.0.get() + check(&model, &base, true)?);
            counts.1.set(counts.1.get() + 1);
        }
        Ok(())
    });
    if let Err(why) = tried {
        panic!("{why}");
    }
    tally::report("lines of the summary", counts.0.get(), counts.1.get());
}
