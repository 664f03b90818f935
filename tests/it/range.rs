//! What is certain and what is free among plans that earn nearly as much: every end, and every sentence, against re-solves.

use std::cell::Cell;
use std::collections::BTreeMap;

use waferline::explain::{AmountRange, Measure, Ranged, Ranges, Stretch, Within, range};
use waferline::formulation::Column;
use waferline::input::Input;
use waferline::model::{Item, Model};
use waferline::report::document::Block;
use waferline::report::range::{range_csv, range_document};
use waferline::{Outcome, SolveOptions, Solved, solve};

use crate::again::Again;
use crate::{sample, tally};

/// Two proved optima of one program differ by no more than this part of what they are made of.
const SAME: f64 = 1e-6;

fn solved(model: &Model) -> Option<Box<Solved>> {
    match solve(model, &SolveOptions::default()).expect("solves") {
        Outcome::Optimal(solved) => Some(solved),
        _ => None,
    }
}

/// Returns how many quarters, from which on, a stretch is about.
fn quarters(model: &Model, over: Stretch) -> std::ops::Range<usize> {
    let horizon = &model.horizon;
    match over {
        Stretch::All => 0..horizon.quarters,
        Stretch::Year(year) => {
            let of_year = |t: &usize| horizon.quarter(*t).to_string()[..4] == year.to_string();
            let all: Vec<usize> = (0..horizon.quarters).filter(of_year).collect();
            all[0]..all[all.len() - 1] + 1
        }
        Stretch::Quarters(from, to) => {
            let at = |quarter| horizon.index(quarter).expect("of the model");
            at(from)..at(to) + 1
        }
    }
}

/// Returns what one unit of a column adds to an amount: from its definition, not from the program's code for it.
fn weight(model: &Model, what: &Ranged, over: &std::ops::Range<usize>, key: Column) -> f64 {
    let id = |item: Item| model.item_id(item).to_owned();
    let is_in = |t: usize| over.contains(&t);
    let mean = 4.0 / over.len() as f64;
    match (what, key) {
        (
            Ranged::Sold { item, buyer },
            Column::Deliver {
                buyer: b,
                item: i,
                t,
                ..
            },
        ) if is_in(t) && id(i) == *item && model.buyer(b).id == *buyer => 1.0,
        (
            Ranged::Installed { rack, site },
            Column::Install {
                rack: r,
                site: z,
                t,
            },
        ) if is_in(t) && model.rack(r).id == *rack && model.site(z).id == *site => 1.0,
        (
            Ranged::Started { die },
            Column::WaferStart { die: d, t } | Column::HotLotStart { die: d, t },
        ) if is_in(t) && model.die(d).id == *die => 1.0,
        (
            Ranged::PeakPower { site },
            Column::Use {
                rack, site: z, t, ..
            },
        ) if is_in(t) && model.site(z).id == *site => {
            model.rack(rack).power_kw * model.site(z).pue[t] / 1000.0
        }
        (
            Ranged::Measure {
                measure: Measure::OutsideRacks,
            },
            Column::Deliver {
                item: Item::Rack(_),
                t,
                ..
            },
        ) if is_in(t) => 1.0,
        (
            Ranged::Measure {
                measure: Measure::ServiceShort,
            },
            Column::Shortfall { t, .. },
        ) if is_in(t) => 1.0,
        (
            Ranged::Measure {
                measure: Measure::ServiceWait,
            },
            Column::Serve { t, .. },
        ) if is_in(t) => -1.0,
        (
            Ranged::Measure {
                measure: Measure::ServiceWait,
            },
            Column::Displacing { buyer, t },
        ) if is_in(t) => {
            let displaces = model.buyer(buyer).displaces.iter();
            -displaces.map(|it| it.1).sum::<f64>()
        }
        (
            Ranged::Measure {
                measure: Measure::RunRate,
            },
            Column::Deliver {
                buyer,
                item,
                step,
                t,
            },
        ) if is_in(t) => {
            let mut buys = model.buyer(buyer).buys.iter();
            let buys = buys.find(|it| it.item == item).expect("bought");
            mean * buys.price[t] * (1.0 - buys.steps[step].discount)
        }
        (
            Ranged::Measure {
                measure: Measure::RunRate,
            },
            Column::Install { rack, t, .. },
        ) if is_in(t) => {
            let price = model.rack(rack).transfer_price.as_ref();
            price.map_or(0.0, |price| mean * price[t])
        }
        _ => 0.0,
    }
}

/// Returns what an amount is where nothing is done: what the best plan reports, less what its columns add.
fn constant(model: &Model, solved: &Solved, what: &Ranged, over: std::ops::Range<usize>) -> f64 {
    let waits = Ranged::Measure {
        measure: Measure::ServiceWait,
    };
    if *what != waits {
        return 0.0;
    }
    let services = solved.plan.services.iter();
    let waiting = services.map(|it| it.waiting[over.clone()].iter().sum::<f64>());
    let columns = solved.lp.columns().iter().zip(&solved.solution.x);
    let added = columns.map(|(it, x)| weight(model, what, &over, it.key) * x);
    waiting.sum::<f64>() - added.sum::<f64>()
}

/// Plans that earn nearly as much as the best, solved from nothing, written out again.
struct Near<'a> {
    model: &'a Model,
    solved: &'a Solved,
    floor: f64,
}

impl<'a> Near<'a> {
    fn plans(&self) -> Again<'a> {
        let lp = &self.solved.lp;
        let margin = lp.columns().iter().map(|it| (it.key, it.cost)).collect();
        Again::of(self.solved).hold(self.floor, f64::INFINITY, margin)
    }

    /// Returns the least (-1) or the greatest (1) amount, and what it is made of.
    fn end(&self, what: &Ranged, over: std::ops::Range<usize>, sign: f64) -> (f64, f64) {
        let is_margin = *what
            == Ranged::Measure {
                measure: Measure::Margin,
            };
        let lp = &self.solved.lp;
        let cost = |key| {
            let id = lp.column(&key).expect("known");
            if is_margin {
                lp.columns()[id.0].cost
            } else {
                weight(self.model, what, &over, key)
            }
        };
        let again = self.plans().with_costs(|key| sign * cost(key));
        let solution = again.solution().expect("a plan");
        let columns = lp.columns().iter().zip(&solution.x);
        let size: f64 = columns.map(|(it, x)| (cost(it.key) * x).abs()).sum();
        let constant = constant(self.model, self.solved, what, over);
        (
            constant + sign * solution.objective,
            (size + constant).max(1.0),
        )
    }

    /// Returns the most power that is ever in use, the least possible of it found by what is possible below it.
    fn is_peak_possible(&self, what: &Ranged, most: f64) -> bool {
        let mut plans = self.plans().with_costs(|_| 0.0);
        for t in 0..self.model.horizon.periods() {
            let keys = self.solved.lp.columns().iter().map(|it| it.key);
            let terms = keys.map(|key| (key, weight(self.model, what, &(t..t + 1), key)));
            let terms: Vec<_> = terms.filter(|it| it.1 != 0.0).collect();
            plans = plans.hold(f64::NEG_INFINITY, most, terms);
        }
        plans.solution().is_some()
    }

    /// Returns what is wrong with a range.
    fn wrong(&self, it: &AmountRange) -> Option<String> {
        let said = |what: &str, found: f64| {
            Some(format!(
                "{:?} {}: {what} {found}, said {it:?}",
                it.what, it.over
            ))
        };
        let greatest = it.greatest?;
        if matches!(it.what, Ranged::PeakPower { .. }) {
            let periods = 0..self.model.horizon.periods();
            let ends = periods.map(|t| self.end(&it.what, t..t + 1, 1.0).0);
            let found = ends.fold(0.0, f64::max);
            if (found - greatest).abs() > SAME * found.max(1.0) {
                return said("greatest", found);
            }
            let breath = SAME * it.least.max(1.0);
            if !self.is_peak_possible(&it.what, it.least + breath) {
                return said("not possible with", it.least);
            }
            if it.least > breath && self.is_peak_possible(&it.what, it.least - breath) {
                return said("possible below", it.least);
            }
            return None;
        }
        let over = quarters(self.model, it.over);
        for (sign, amount) in [(-1.0, it.least), (1.0, greatest)] {
            let (found, size) = self.end(&it.what, over.clone(), sign);
            if (found - amount).abs() > SAME * size {
                return said(if sign > 0.0 { "greatest" } else { "least" }, found);
            }
        }
        None
    }
}

/// Returns how much the best plan has, from what is reported of it.
fn planned(model: &Model, solved: &Solved, it: &AmountRange) -> Option<f64> {
    let over = quarters(model, it.over);
    let sum = |values: &[f64]| values[over.clone()].iter().sum::<f64>();
    let plan = &solved.plan;
    Some(match &it.what {
        Ranged::Sold { item, buyer } => {
            let sold = plan.sold.iter();
            let sold = sold.filter(|it| it.item == *item && it.buyer == *buyer);
            sold.map(|it| sum(&it.units)).sum()
        }
        Ranged::Installed { rack, site } => {
            let placed = plan.installed.iter();
            let placed = placed.filter(|it| it.rack == *rack && it.site == *site);
            placed.map(|it| sum(&it.racks)).sum()
        }
        Ranged::Started { die } => {
            let starts = plan.starts.iter().filter(|it| it.die == *die);
            starts.map(|it| sum(&it.normal) + sum(&it.hot_lot)).sum()
        }
        Ranged::PeakPower { site } => {
            let power = plan.power.iter().filter(|it| it.site == *site);
            let used = power.flat_map(|it| it.used_mw.iter().copied());
            used.fold(0.0, f64::max)
        }
        _ => return None,
    })
}

/// Returns the sentences on what is certain.
fn sentences(model: &Model, ranges: &Ranges) -> Vec<String> {
    let document = range_document(model, ranges);
    let blocks = document.sections[0].blocks.iter();
    let lists = blocks.filter_map(|block| match block {
        Block::List(list) => Some(list.clone()),
        _ => None,
    });
    lists.flatten().collect()
}

/// Returns the first number of a sentence after these words, in full.
fn number_after(sentence: &str, words: &str) -> Option<f64> {
    let rest = &sentence[sentence.find(words)? + words.len()..];
    let rest = rest.trim_start().trim_start_matches("USD ");
    let digits = rest.find(|c: char| !c.is_ascii_digit() && !",.-".contains(c));
    let (digits, unit) = rest.split_at(digits.unwrap_or(rest.len()));
    let number: f64 = digits.replace(',', "").parse().ok()?;
    let factor = [("tn", 1e12), ("bn", 1e9), ("m", 1e6)]
        .into_iter()
        .find(|(suffix, _)| unit.starts_with(suffix))
        .map_or(1.0, |it| it.1);
    Some(number * factor)
}

/// Returns what a sentence is about.
fn subject(model: &Model, sentence: &str) -> Ranged {
    let has = |words: &str| sentence.contains(words);
    let measure = |measure| Ranged::Measure { measure };
    for rack in &model.racks {
        let name = rack.display_name();
        for buyer in &model.buyers {
            let to = buyer.display_name();
            if has(&format!("{name} are sold to {to}"))
                || has(&format!("no {name} is sold to {to}"))
            {
                return Ranged::Sold {
                    item: rack.id.clone(),
                    buyer: buyer.id.clone(),
                };
            }
        }
        for site in &model.sites {
            let at = site.display_name();
            if has(&format!("{name} are installed at {at}"))
                || has(&format!("no {name} is installed at {at}"))
            {
                return Ranged::Installed {
                    rack: rack.id.clone(),
                    site: site.id.clone(),
                };
            }
        }
    }
    for die in &model.dies {
        if has(&format!("wafers of {} are started", die.display_name())) {
            return Ranged::Started {
                die: die.id.clone(),
            };
        }
    }
    for site in &model.sites {
        let at = site.display_name();
        if has(&format!("MW are in use at {at}")) || has(&format!("no power is in use at {at}")) {
            return Ranged::PeakPower {
                site: site.id.clone(),
            };
        }
    }
    match sentence {
        _ if has("sold outside") => measure(Measure::OutsideRacks),
        _ if has("committed service units are not served") || has("every commitment is kept") => {
            measure(Measure::ServiceShort)
        }
        _ if has("service units wait") || has("nobody waits") => measure(Measure::ServiceWait),
        _ if has("run rate") || has("chips business sells nothing") => measure(Measure::RunRate),
        _ => panic!("about what is: {sentence}"),
    }
}

/// Returns the stretches that a sentence is about.
fn stretches(model: &Model, sentence: &str) -> Vec<Stretch> {
    let years = (0..model.horizon.quarters).map(|t| model.horizon.quarter(t).to_string());
    let mut years: Vec<i32> = years.map(|it| it[..4].parse().expect("a year")).collect();
    years.dedup();
    let Some((_, when)) = sentence.rsplit_once(" in ") else {
        return vec![Stretch::All];
    };
    let named = years.iter().filter(|year| when.contains(&year.to_string()));
    let named: Vec<Stretch> = named.map(|year| Stretch::Year(*year)).collect();
    if named.is_empty() {
        vec![Stretch::All]
    } else {
        named
    }
}

/// Checks a sentence by solving again what it says; returns what is wrong.
fn wrong_sentence(near: &Near, sentence: &str) -> Option<String> {
    // Of what is open, both ends and the plan are those of a range that is checked as such.
    if sentence.contains(" in the best plan") {
        return None;
    }
    let what = subject(near.model, sentence);
    for over in stretches(near.model, sentence) {
        let over = quarters(near.model, over);
        let end = |sign: f64| match &what {
            Ranged::PeakPower { .. } => {
                let all =
                    (0..near.model.horizon.periods()).map(|t| near.end(&what, t..t + 1, sign).0);
                (all.fold(0.0, f64::max), 1.0)
            }
            _ => near.end(&what, over.clone(), sign),
        };
        let least = number_after(sentence, "at least").or(number_after(sentence, "exactly"));
        let most = number_after(sentence, "at most").or(number_after(sentence, "exactly"));
        match (least, most) {
            (None, None) => {
                let (greatest, size) = end(1.0);
                if greatest > SAME * size {
                    return Some(format!("{sentence}: there may be {greatest}"));
                }
            }
            (least, most) => {
                if let Some(least) = least {
                    let is_wrong = if let Ranged::PeakPower { .. } = &what {
                        near.is_peak_possible(&what, least * (1.0 - SAME) - SAME)
                    } else {
                        let (found, size) = end(-1.0);
                        found < least - SAME * size
                    };
                    if is_wrong {
                        return Some(format!("{sentence}: there may be less"));
                    }
                }
                if let Some(most) = most {
                    let (found, size) = end(1.0);
                    // Where it is exactly so much, it is shown rounded down.
                    let shown = if least.is_some() {
                        0.01_f64.max(1e-3 * most.abs())
                    } else {
                        0.0
                    };
                    if found > most + shown + SAME * size {
                        return Some(format!("{sentence}: there may be {found}"));
                    }
                }
            }
        }
    }
    None
}

/// Checks the ranges of one model; returns how many ends and sentences were solved again.
fn check(
    model: &Model,
    within: Within,
    pick: &mut dyn FnMut(usize) -> bool,
) -> Result<[usize; 2], String> {
    let Some(solved) = solved(model) else {
        return Ok([0, 0]);
    };
    let held = solved.holding(model).into_owned();
    let ranges = range(model, &solved, within, &[]).map_err(|error| error.to_string())?;
    let best = solved.solution.objective;
    let near = Near {
        model: &held,
        solved: &solved,
        // A breath below, so that where nothing may be lost rounding is not lost either.
        floor: ranges.least_margin - 1e-9 * best.abs().max(1.0),
    };
    let mut counts = [0, 0];
    for (i, it) in ranges.ranges.iter().enumerate() {
        let size = it.planned.abs().max(1.0);
        if let Some(planned) = planned(&held, &solved, it)
            && (planned - it.planned).abs() > 1e-9 * size
        {
            return Err(format!("planned {planned}, said {it:?}"));
        }
        if it.least > it.planned || it.greatest.is_some_and(|most| most < it.planned) {
            return Err(format!("the plan is outside: {it:?}"));
        }
        if within != Within::Amount(0.0) && pick(i) {
            counts[0] += 2;
            if let Some(wrong) = near.wrong(it) {
                return Err(wrong);
            }
        }
    }
    for (i, sentence) in sentences(&held, &ranges).iter().enumerate() {
        if within != Within::Amount(0.0) && pick(i) {
            counts[1] += 1;
            if let Some(wrong) = wrong_sentence(&near, sentence) {
                return Err(wrong);
            }
        }
    }
    Ok(counts)
}

#[test]
fn ends_and_sentences_are_what_solving_again_gives() {
    let (ends, said, models) = (Cell::new(0), Cell::new(0), Cell::new(0));
    sample::models(24, |model, knobs| {
        let within = match knobs[knobs.len() - 1] {
            few if few < 0.25 => Within::Share(0.001),
            many if many < 0.5 => Within::Share(0.1),
            money if money < 0.75 => Within::Amount(1e6),
            _ => Within::Share(0.01),
        };
        // One in seven, others in each model.
        let mut turn = knobs[knobs.len() - 2];
        let mut pick = |_| {
            turn += 1.0 / 7.0;
            let is_turn = turn >= 1.0;
            turn = turn.fract();
            is_turn
        };
        let [of_ends, of_sentences] = check(model, within, &mut pick)?;
        ends.set(ends.get() + of_ends);
        said.set(said.get() + of_sentences);
        models.set(models.get() + usize::from(of_ends > 0));
        Ok(())
    });
    tally::report("ends of ranges", ends.get(), models.get());
    tally::report("sentences on what is certain", said.get(), models.get());
    assert!(
        ends.get() > models.get() && said.get() > 0,
        "{ends:?} {said:?}"
    );
}

#[test]
fn all_that_is_said_of_bundled_models_is_so() {
    for path in [
        "models/minimal.toml",
        "models/trainium-deals.toml",
        "tests/fixtures/full.toml",
    ] {
        let input = Input::open(path.as_ref()).expect("readable");
        for sets in [&[][..], &["policy.service_first = true"]] {
            // An open option and service first are asked one after the other.
            if !sets.is_empty() && path.contains("deals") {
                continue;
            }
            let model = input.model(&[], sets).expect("valid").model;
            let mut turn = 0;
            let every_other = &mut |_| {
                turn += 1;
                turn % 5 == 0
            };
            let [ends, said] = check(&model, Within::Share(0.02), every_other)
                .unwrap_or_else(|wrong| panic!("{path} {sets:?}: {wrong}"));
            assert!(ends > 0 && said > 0, "{path}: {ends} {said}");
        }
    }
}

#[test]
fn nothing_may_be_lost_or_everything() {
    let model = Model::load("models/minimal.toml").expect("a model");
    let solved = solved(&model).expect("a plan");
    let of = |within| range(&model, &solved, within, &[]).expect("ranged");
    // Plans that are just as good are among those that count, and others are not.
    let none = of(Within::Amount(0.0));
    let margin = &none.ranges[0];
    assert!(margin.is_one(), "{margin:?}");
    let (narrow, wide) = (of(Within::Share(0.001)), of(Within::Amount(1e12)));
    for ((none, narrow), wide) in none.ranges.iter().zip(&narrow.ranges).zip(&wide.ranges) {
        let room = 1e-6 * wide.greatest.unwrap_or(1.0).abs().max(1.0);
        for (inner, outer) in [(none, narrow), (narrow, wide)] {
            assert!(outer.least <= inner.least + room, "{inner:?} {outer:?}");
            assert!(
                outer.greatest >= inner.greatest.map(|it| it - room),
                "{inner:?} {outer:?}"
            );
        }
    }
}

#[test]
fn what_is_asked_for_alone_is_the_same_as_among_all() {
    let model = Model::load("models/trainium.toml").expect("a model");
    let solved = solved(&model).expect("a plan");
    let within = Within::Share(0.01);
    let all = range(&model, &solved, within, &[]).expect("ranged");
    let asked = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|&it| it.to_owned()).collect();
        range(&model, &solved, within, &names)
    };
    let one = asked(&[
        "outside-racks",
        "buyer.neocloud.trn3-ultra",
        "run-rate@2029Q1..2029Q4",
    ]);
    let one = one.expect("ranged").ranges;
    let same = |a: &AmountRange, b: &AmountRange| {
        let close = |a: f64, b: f64| (a - b).abs() <= SAME * a.abs().max(1.0);
        close(a.least, b.least) && close(a.greatest.unwrap_or(0.0), b.greatest.unwrap_or(0.0))
    };
    let of = |wanted: &dyn Fn(&AmountRange) -> bool| -> Vec<&AmountRange> {
        all.ranges.iter().filter(|it| wanted(it)).collect()
    };
    let outside = of(&|it| {
        it.what
            == Ranged::Measure {
                measure: Measure::OutsideRacks,
            }
    });
    let sold = of(
        &|it| matches!(&it.what, Ranged::Sold { item, buyer } if item == "trn3-ultra" && buyer == "neocloud"),
    );
    let run_rate = of(&|it| {
        it.over == Stretch::Year(2029)
            && it.what
                == Ranged::Measure {
                    measure: Measure::RunRate,
                }
    });
    let known: Vec<&AmountRange> = [outside, sold, run_rate].concat();
    assert_eq!(known.len(), one.len());
    for (known, one) in known.iter().zip(&one) {
        assert!(same(known, one), "{known:?} {one:?}");
    }
    let one = asked(&["buyer.neocloud.trn3-ultra@2028Q2"])
        .expect("ranged")
        .ranges;
    assert_eq!(one.len(), 1);
    assert_eq!(one[0].over.to_string(), "2028Q2");
    let wrong = asked(&["outside-rack"])
        .expect_err("no such thing")
        .to_string();
    assert!(wrong.contains("did you mean `outside-racks`?"), "{wrong}");
    assert!(asked(&["outside-racks@2035Q1"]).is_err());
}

#[test]
fn tables_have_every_range_once() {
    let model = Model::load("models/trainium.toml").expect("a model");
    let solved = solved(&model).expect("a plan");
    let ranges = range(&model, &solved, Within::default(), &[]).expect("ranged");
    let text = range_csv(&ranges).expect("CSV");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<BTreeMap<String, String>> =
        reader.deserialize().map(|it| it.expect("a row")).collect();
    assert_eq!(rows.len(), ranges.ranges.len());
    for (row, it) in rows.iter().zip(&ranges.ranges) {
        assert_eq!(row["least"].parse(), Ok(it.least));
        assert_eq!(row["planned"].parse(), Ok(it.planned));
        assert_eq!(row["greatest"].parse().ok(), it.greatest);
        assert_eq!(row["over"], it.over.to_string());
    }
}
