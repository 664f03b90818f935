//! Decisions before the news that others made, expected prices, and the files that other engines solve.

use std::cell::Cell;
use std::fmt::Write as _;
use std::path::PathBuf;

use waferline::SolveOptions;
use waferline::formulation::formulate;
use waferline::hedge::{
    Extensive, ExtensiveFormat, Future, Futures, GivenDecisions, Hedge, HedgeError, Hedged,
    NoHedge, Risk, expected_prices, hold, write_extensive, write_mpi_sppy,
};
use waferline::model::{Address, Model};

use crate::hedge::{SAME, a_tenth, best, futures_of, is_plain, turn};
use crate::{sample, tally};

/// Returns the columns before the news as a table of decisions, each changed.
fn table(futures: &Futures, found: &Hedge, change: impl Fn(usize, f64) -> f64) -> String {
    let names = nonants(futures);
    let plan = waferline::hedge::decisions_by_name(futures, found).expect("two stages");
    assert_eq!(plan.len(), names.len());
    let mut text = String::new();
    for (i, ((name, value), other)) in plan.iter().zip(&names).enumerate() {
        assert_eq!(name, other);
        writeln!(text, "{name},{}", change(i, *value)).expect("a string");
    }
    text
}

/// Returns the names of what is decided before the news, from the files for mpi-sppy; they are the same in each.
fn nonants(futures: &Futures) -> Vec<String> {
    let files = write_mpi_sppy(futures).expect("two stages");
    let mut all: Option<Vec<String>> = None;
    for (name, content) in &files {
        if !name.ends_with("_nonants.json") {
            continue;
        }
        let json: serde_json::Value = serde_json::from_slice(content).expect("JSON");
        let names = json["treeData"]["nodes"]["ROOT"]["nonAnts"]
            .as_array()
            .expect("names");
        let names: Vec<String> = names
            .iter()
            .map(|it| it.as_str().expect("a name").to_owned())
            .collect();
        let program = &files
            .iter()
            .find(|it| it.0 == name.replace("_nonants.json", ".mps"))
            .expect("a program")
            .1;
        let program = String::from_utf8(program.clone()).expect("text");
        for name in &names {
            assert!(program.contains(&format!(" {name} ")), "{name}");
        }
        assert!(all.as_ref().is_none_or(|it| *it == names));
        all = Some(names);
    }
    all.expect("a future")
}

fn held(futures: &Futures, table: &str) -> Result<Hedged, HedgeError> {
    let given = GivenDecisions::parse(table)?;
    hold(futures, &given, Risk::default(), &SolveOptions::default())
}

#[test]
fn the_hedges_own_decisions_are_worth_the_hedge_and_others_no_more() {
    let (compared, worse, broken) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let count = |it: &Cell<usize>| it.set(it.get() + 1);
    sample::models(45, |model, knobs| {
        if !is_plain(model) {
            return Ok(());
        }
        let futures = futures_of(model, knobs, 4);
        if futures.known_at_once().is_none() {
            let Err(HedgeError::TwoStages(_)) = write_mpi_sppy(&futures) else {
                return Err("several quarters, and no error".to_owned());
            };
            return Ok(());
        }
        let Some(found) = best(&futures, Risk::default()) else {
            return Ok(());
        };
        let scale = found
            .futures
            .iter()
            .map(|it| it.margin.abs())
            .fold(1.0, f64::max);
        // As other engines write them: off by their tolerances.
        let noisy =
            |i: usize, value: f64| value + 3e-7 * (1.0 + value.abs()) * ((i % 3) as f64) - 3e-7;
        let own = match held(&futures, &table(&futures, &found, noisy)) {
            Ok(Hedged::Best(own)) => own,
            other => return Err(format!("{other:?}")),
        };
        count(&compared);
        if (own.objective - found.objective).abs() > 1e-4 * scale {
            return Err(format!("{} and {}", own.objective, found.objective));
        }
        if own.objective > found.objective + SAME * scale
            || own.bound < found.objective - SAME * scale
        {
            return Err(format!(
                "{} of {} and {}",
                own.objective, found.objective, own.bound
            ));
        }
        if own.certificate.is_some() {
            return Err("decisions that are given have no certificate".to_owned());
        }
        // The plan of the file, given as decisions, is what planned then replanned says.
        let lp = formulate(futures.base());
        let file = found.file().expect("a plan");
        let names = nonants(&futures);
        let columns = waferline::hedge::shared_columns(&futures).expect("two stages");
        let mut text = String::from("name,value\n");
        for (name, column) in names.iter().zip(&columns) {
            let value = lp.column(column).map_or(0.0, |id| file.solution.x[id.0]);
            writeln!(text, "{name},{value}").expect("a string");
        }
        let replanned: Vec<Option<f64>> =
            found.futures.iter().map(|it| it.replanned.file).collect();
        match held(&futures, &text).expect("proved") {
            Hedged::Best(own) => {
                count(&worse);
                for (it, replanned) in own.futures.iter().zip(replanned) {
                    if replanned
                        .is_some_and(|replanned| (it.margin - replanned).abs() > 1e-5 * scale)
                    {
                        return Err(format!("{} and {replanned:?}", it.margin));
                    }
                }
            }
            Hedged::None(none) => {
                count(&broken);
                let NoHedge::Given(all) = *none else {
                    return Err(format!("{none:?}"));
                };
                if all.is_empty() || replanned.iter().all(Option::is_some) {
                    return Err(format!("{all:?}"));
                }
            }
        }
        Ok(())
    });
    tally::report("given decisions", compared.get(), compared.get());
    assert!(
        compared.get() >= a_tenth(45) && worse.get() > 0,
        "{compared:?} {worse:?} {broken:?}"
    );
}

#[test]
fn what_is_wrong_with_given_decisions_is_said() {
    let base = Model::load("models/minimal.toml").expect("a model");
    let mut short = base.clone();
    turn(&mut short.components[0].supply, 1, 0.5);
    let short = Future::new("short", 0.5, short).known_from(1);
    let futures = Futures::new(base, vec![short]).expect("futures");
    let found = best(&futures, Risk::default()).expect("a hedge");
    let right = table(&futures, &found, |_, value| value);
    let wrong = |text: &str| match held(&futures, text) {
        Err(HedgeError::Decisions(words)) => words,
        other => panic!("{other:?}"),
    };
    assert!(held(&futures, &right).is_ok());
    let first = right.lines().next().expect("a decision");
    let name = first.split(',').next().expect("a name");
    assert!(wrong(&format!("{right}{first}\n")).contains("is decided twice"));
    assert!(
        wrong(&right.replacen(name, "w_other", 1))
            .contains(&format!("missing: {name}; not among them: w_other"))
    );
    let words = wrong(&format!("{right}more words\n"));
    assert!(words.contains("is no decision"), "{words}");
    assert!(
        wrong(&right.replacen(first, &format!("{name},-5"), 1)).contains("beyond what it can be")
    );
    assert!(wrong(&right.replacen(first, &format!("{name},nan"), 1)).contains("missing"));
    let far = table(&futures, &found, |_, value| value + 1.0);
    let words = wrong(&far);
    let said = ["do not keep the limits", "beyond what it can be"];
    assert!(said.iter().any(|it| words.contains(it)), "{words}");
}

#[test]
fn expected_prices_are_what_solving_again_gives() {
    let compared = Cell::new(0);
    sample::models(25, |model, knobs| {
        if !is_plain(model) {
            return Ok(());
        }
        let futures = futures_of(model, knobs, 3);
        let Some(found) = best(&futures, Risk::default()) else {
            return Ok(());
        };
        let scale = found
            .futures
            .iter()
            .map(|it| it.margin.abs())
            .fold(1.0, f64::max);
        let prices = expected_prices(&futures, &found).expect("prices");
        for price in prices.iter().step_by(7).take(8) {
            for (side, relax) in [(price.gain, true), (price.loss, false)] {
                let Some(side) = side else { continue };
                let up = relax == price.relaxed_by_raising;
                // A part of the way, so that nothing else binds.
                let whole = side
                    .until
                    .map_or(f64::INFINITY, |until| (until - price.limit).abs());
                let by = (0.5 * whole).min(0.01 * price.limit.max(1.0));
                if by < 1e-6 * price.limit.max(1.0) {
                    continue;
                }
                let to = if up {
                    price.limit + by
                } else {
                    price.limit - by
                };
                let Some(moved) = with_number(&futures, &price.address, to) else {
                    continue;
                };
                let again = best(&moved, Risk::default());
                let Some(again) = again else {
                    return Err(format!("{} to {to}: no plan", price.address));
                };
                let change = again.objective - found.objective;
                let said = side.per_unit * by * if relax { 1.0 } else { -1.0 };
                if (change - said).abs() > 1e-6 * said.abs() + 1e-9 * scale {
                    return Err(format!("{} by {by}: {change} and {said}", price.address));
                }
                compared.set(compared.get() + 1);
            }
        }
        Ok(())
    });
    tally::report("expected prices", compared.get(), compared.get());
    assert!(compared.get() >= a_tenth(25), "{compared:?}");
}

/// Returns the futures with a number set in all of them.
fn with_number(futures: &Futures, address: &Address, to: f64) -> Option<Futures> {
    let set = |model: &Model| model.with_number(address, to);
    let all = futures.all().iter().map(|it| {
        let mut future = Future::new(it.name.clone(), it.probability, set(&it.model)?);
        future.known_from = it.known_from;
        Some(future)
    });
    Futures::new(set(futures.base())?, all.collect::<Option<Vec<_>>>()?).ok()
}

#[test]
fn exported_programs_have_names_of_their_own() {
    // `.ci/hedge-check` has another solver solve them.
    let folder = std::env::var_os("WAFERLINE_EXPORTS").map(PathBuf::from);
    let number = Cell::new(0);
    sample::models(20, |model, knobs| {
        if !is_plain(model) {
            return Ok(());
        }
        let futures = futures_of(model, knobs, 7);
        let extensive = Extensive::of(&futures, Risk::default());
        let text = write_extensive(&futures, &extensive, ExtensiveFormat::Mps).expect("written");
        let text = String::from_utf8(text).expect("text");
        let rows = text
            .lines()
            .skip_while(|it| *it != "ROWS")
            .take_while(|it| *it != "COLUMNS");
        let mut names: Vec<&str> = rows.filter_map(|it| it.split_whitespace().nth(1)).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        let is_name = |it: &&str| {
            it.bytes()
                .all(|it| it.is_ascii_alphanumeric() || it == b'_')
        };
        if names.len() != count || !names.iter().all(is_name) {
            return Err(format!("{count} names"));
        }
        if let Some(folder) = &folder {
            let found = best(&futures, Risk::default());
            let expected = found.map_or("infeasible".to_owned(), |it| format!("{}", it.objective));
            let at = number.get();
            std::fs::write(folder.join(format!("{at:03}.mps")), &text).expect("written");
            std::fs::write(folder.join(format!("{at:03}.expected")), expected).expect("written");
        }
        number.set(number.get() + 1);
        Ok(())
    });
    assert!(number.get() >= a_tenth(20));
}
