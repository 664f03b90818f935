//! The search for whole columns against trying every selection: the best, ties, the order, every kind of box, and the proof.

mod programs;

use std::cmp;
use std::env;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use programs::{INF, TestLp, staircase_with_choices, with_choices};
use waferline_lp::solve::{
    Answer, Ended, Found, Leaf, Searched, SolveOptions, Uncertified, WholeSearch, prove,
};
use waferline_lp::{ColumnId, Double, Interrupted, LpBuilder, Phase, Progress, Variable, Watch};
use waferline_lp::{proves_infeasible, proves_unbounded};

type Within = Vec<(u32, u32)>;

/// How many random programs are tried; `WAFERLINE_CASES` says otherwise.
fn cases(usual: u64) -> u64 {
    let asked = env::var("WAFERLINE_CASES").ok();
    asked.map_or(usual, |cases| cases.parse().expect("a number"))
}

/// What is no difference in money.
fn tolerance(lp: &TestLp, objective: f64) -> f64 {
    let unit = lp.columns().iter().map(|it| it.cost.abs());
    1e-8 * unit.fold(objective.abs(), f64::max)
}

fn held(lp: &TestLp, whole: &[ColumnId], within: &[(u32, u32)]) -> TestLp {
    let mut lp = lp.clone();
    for (&column, &(least, most)) in whole.iter().zip(within) {
        lp.set_column_range(column, f64::from(least), f64::from(most));
    }
    lp
}

fn bounds_of(lp: &TestLp, whole: &[ColumnId]) -> Within {
    let most = |upper: f64| (0..4).find(|&count| f64::from(count) == upper);
    let upper = |id: &ColumnId| most(lp.columns()[id.0].upper).expect("few");
    whole.iter().map(|id| (0, upper(id))).collect()
}

fn selections(within: &[(u32, u32)]) -> Vec<Vec<u32>> {
    within.iter().fold(vec![Vec::new()], |all, &(least, most)| {
        let longer = |counts: Vec<u32>| {
            (least..=most).map(move |count| {
                let mut counts = counts.clone();
                counts.push(count);
                counts
            })
        };
        all.into_iter().flat_map(longer).collect()
    })
}

fn order(one: &[u32], other: &[u32]) -> cmp::Ordering {
    let total = |counts: &[u32]| counts.iter().sum::<u32>();
    total(one).cmp(&total(other)).then_with(|| other.cmp(one))
}

/// All selections with their optimum: `None` where none is feasible, infinity where it has no end.
fn enumerated(
    lp: &TestLp,
    whole: &[ColumnId],
    within: &[(u32, u32)],
) -> Vec<(Vec<u32>, Option<f64>)> {
    let value = |counts: &Vec<u32>| {
        let just: Within = counts.iter().map(|&count| (count, count)).collect();
        let proved = prove(&held(lp, whole, &just), &SolveOptions::default()).expect("proved");
        match proved.answer {
            Answer::Optimal(solution) => Some(solution.objective),
            Answer::Infeasible(_) => None,
            Answer::Unbounded(_) => Some(INF),
        }
    };
    let all = selections(within).into_iter();
    all.map(|counts| (counts.clone(), value(&counts))).collect()
}

/// The best of some selections, by the rule for ties.
fn best_of<'a>(
    lp: &TestLp,
    all: impl Iterator<Item = (&'a Vec<u32>, f64)> + Clone,
) -> Option<(&'a Vec<u32>, f64)> {
    let greatest = all.clone().map(|it| it.1).max_by(f64::total_cmp)?;
    let ties = all.filter(|it| it.1 >= greatest - tolerance(lp, greatest));
    ties.min_by(|a, b| order(a.0, b.0))
}

/// What the multipliers of a leaf prove, added up in the plainest way from the program and them alone.
fn recomputed(lp: &TestLp, leaf: &Leaf, whole: &[ColumnId]) -> f64 {
    let lp = held(lp, whole, &leaf.within);
    if leaf.bound == -INF {
        return if proves_infeasible(&lp, &leaf.multipliers) {
            -INF
        } else {
            INF
        };
    }
    // A price of the wrong sign that is next to nothing counts with how far rows let its column go: no further than this.
    let most = |price: Double, size: f64, (lower, upper): (f64, f64)| {
        let end = if price.is_positive() { upper } else { lower };
        if price == Double::ZERO {
            price
        } else if end.is_infinite() && price.abs().value() < 1e-12 * size {
            price.abs().times(1e3)
        } else {
            price.times(end)
        }
    };
    let sizes = leaf.multipliers.iter().map(|y| y.abs().value());
    let greatest = sizes.fold(0.0, f64::max);
    let mut sum = Double::ZERO;
    for (row, &y) in lp.rows().iter().zip(&*leaf.multipliers) {
        sum += most(y, greatest, (row.lower, row.upper));
    }
    for (j, column) in lp.columns().iter().enumerate() {
        let cost = Double::from(column.cost);
        let used = lp.entries(ColumnId(j));
        let used = used.map(|(row, value)| leaf.multipliers[row.0].times(value));
        let (mut left, mut size) = (cost, column.cost.abs());
        for term in used {
            left += -term;
            size = size.max(term.abs().value());
        }
        // What rounding leaves, of numbers of 32 digits.
        if left.abs().value() > 1e-24 * size {
            sum += most(left, size, (column.lower, column.upper));
        }
    }
    sum.value()
}

/// Checks that leaves cover a box but for what was named, and that each proves what it says.
fn check_leaves(
    lp: &TestLp,
    whole: &[ColumnId],
    within: &[(u32, u32)],
    named: &[Vec<u32>],
    leaves: &[Leaf],
    most: f64,
) {
    for leaf in leaves {
        assert!(leaf.bound <= most);
        let bound = recomputed(lp, leaf, whole);
        assert!(
            bound <= leaf.bound + tolerance(lp, leaf.bound.max(-1e9)),
            "{bound} {leaf:?}"
        );
    }
    for counts in selections(within) {
        let covers = |leaf: &&Leaf| {
            let mut both = leaf.within.iter().zip(&counts);
            both.all(|(range, count)| (range.0..=range.1).contains(count))
        };
        let times = leaves.iter().filter(covers).count();
        let is_named = named.contains(&counts);
        assert!(
            times == 1 || is_named && times == 0,
            "{counts:?} {times} {leaves:?}"
        );
    }
}

fn check_found(
    lp: &TestLp,
    whole: &[ColumnId],
    within: &[(u32, u32)],
    named: &[Vec<u32>],
    found: &Found,
    all: &[(Vec<u32>, Option<f64>)],
) {
    let inside = |counts: &Vec<u32>| {
        let mut both = within.iter().zip(counts);
        both.all(|(range, count)| (range.0..=range.1).contains(count)) && !named.contains(counts)
    };
    let asked = all.iter().filter(|it| inside(&it.0));
    let asked = asked.filter_map(|(counts, value)| Some((counts, (*value)?)));
    let (counts, objective) = best_of(lp, asked).expect("one is feasible");
    assert_eq!((&found.counts, found.is_proved()), (counts, true));
    assert!((found.objective - objective).abs() <= tolerance(lp, objective));
    assert!(
        found.gap <= tolerance(lp, objective) && found.bound == found.objective + found.gap
            || (found.bound - found.objective - found.gap).abs() < 1e-12
    );
    check_leaves(lp, whole, within, named, &found.leaves, found.bound);
}

/// Asks about a program in every way and returns how it ended.
fn check(seed: u64) -> &'static str {
    let (lp, whole) = with_choices(seed, 8);
    // Ties that only rounding breaks are ties, in any unit of money.
    let unit = [1.0, 0.1, 1e7 / 3.0][usize::try_from(seed % 3).expect("small")];
    let costs: Vec<f64> = lp.columns().iter().map(|it| unit * it.cost).collect();
    let lp = lp.with_costs(&costs);
    let bounds = bounds_of(&lp, &whole);
    let all = enumerated(&lp, &whole, &bounds);
    let options = SolveOptions::default();
    let mut search = WholeSearch::new(&lp, whole.clone(), &options);
    // Other questions first or last: what is known changes no answer.
    let mut boxes = vec![bounds.clone()];
    for k in 0..whole.len() {
        for range in [(0, 0), (1, bounds[k].1)] {
            let mut part = bounds.clone();
            part[k] = range;
            boxes.push(part.clone());
            let other = (k + 1 + usize::try_from(seed % 7).expect("small")) % whole.len();
            part[other] = (1, 1);
            boxes.push(part);
        }
    }
    if seed.is_multiple_of(2) {
        boxes.reverse();
    }
    let mut ended = "";
    for within in boxes {
        let inside: Vec<_> = selections(&within);
        let values = || all.iter().filter(|it| inside.contains(&it.0));
        let searched = search.best(&within).expect("an answer");
        let kind = match searched {
            Searched::Found(found) => {
                assert!(values().all(|it| it.1 != Some(INF)));
                check_found(&lp, &whole, &within, &[], &found, &all);
                let again = search.best(&within).expect("an answer");
                let Searched::Found(again) = again else {
                    panic!("the same answer")
                };
                assert_eq!((again.counts, again.solves), (found.counts.clone(), 0));
                let (at, proved) = search.at(&found.counts).expect("an answer");
                let Answer::Optimal(solution) = proved.answer else {
                    panic!("an optimum")
                };
                assert!(
                    (solution.objective - found.objective).abs() <= tolerance(&lp, found.objective)
                );
                assert!(at.objective(&solution.x) > -INF && solution.certificate.holds());
                "found"
            }
            Searched::Infeasible(none) => {
                assert!(values().all(|it| it.1.is_none()));
                check_leaves(&lp, &whole, &within, &[], &none.leaves, -INF);
                let relaxed = held(&lp, &whole, &within);
                let is_feasible = !matches!(
                    prove(&relaxed, &options).expect("proved").answer,
                    Answer::Infeasible(_)
                );
                assert_eq!(none.relaxed.is_none(), is_feasible);
                if let Some(multipliers) = &none.relaxed {
                    assert!(proves_infeasible(&relaxed, multipliers));
                }
                if is_feasible { "none whole" } else { "none" }
            }
            Searched::Unbounded(unbounded) => {
                let of = values().find(|it| it.0 == unbounded.counts);
                assert_eq!(of.expect("asked for").1, Some(INF));
                let just: Within = unbounded.counts.iter().map(|&it| (it, it)).collect();
                assert!(proves_unbounded(&held(&lp, &whole, &just), &unbounded.ray));
                "unbounded"
            }
        };
        if within == bounds {
            ended = kind;
        }
    }
    let feasible = all.iter().filter(|it| it.1.is_some()).count();
    if ended == "found" {
        let ranked = search.ranked(&bounds, 6).expect("an answer");
        assert_eq!(ranked.found.len(), feasible.min(6));
        let mut named = Vec::new();
        for found in &ranked.found {
            check_found(&lp, &whole, &bounds, &named, found, &all);
            named.push(found.counts.clone());
        }
        assert_eq!(
            matches!(ranked.ended, Ended::Exhausted(_)),
            feasible < 6,
            "{:?}",
            ranked.ended
        );
    }
    ended
}

#[test]
fn random_programs() {
    let mut counts = [0; 4];
    for seed in 1..=cases(500) {
        let kinds = ["found", "none whole", "none", "unbounded"];
        let ended = check(seed);
        counts[kinds.iter().position(|&kind| kind == ended).expect("known")] += 1;
    }
    assert!(counts.iter().all(|&count| count > 0), "{counts:?}");
}

/// `k` columns that are needed, and `k` that make no difference in one of three ways, listed before them or after.
fn with_idle(k: usize, kind: usize, first: bool) -> (TestLp, Vec<ColumnId>) {
    let mut lp = LpBuilder::default();
    for column in 0..k {
        lp.add_column(column, -2.0 - column as f64 / 64.0, 0.0, 1.0);
        lp.add_column(k + column, 0.0, 0.0, 1.0);
    }
    lp.add_column(2 * k, 3.0, 0.0, INF);
    let needed = (0..k).map(|column| (column, -1.0));
    lp.add_row(0, -INF, 0.0, needed.chain([(2 * k, 1.0)]));
    let idle = k..2 * k;
    match kind {
        // In no row; in one that never binds; each its own.
        0 => {}
        1 => {
            let idle = idle.map(|column| (column, -3.0));
            lp.add_row(1, -INF, 100.0, idle.chain([(2 * k, 1.0)]));
        }
        _ => {
            for column in idle {
                let used = [(column, 2.0), (2 * k, 1.0)];
                lp.add_row(column, -100.0, INF, used);
            }
        }
    }
    let lp = lp.build();
    let id = |key: usize| lp.column(&key).expect("added");
    let mut whole: Vec<ColumnId> = (0..2 * k).map(id).collect();
    if first {
        whole.rotate_left(k);
    }
    (lp, whole)
}

#[test]
fn what_makes_no_difference_is_not_taken_and_not_tried_both_ways() {
    for k in [4, 10, 20] {
        for kind in 0..3 {
            for first in [false, true] {
                let (lp, whole) = with_idle(k, kind, first);
                let options = SolveOptions::default();
                let mut search = WholeSearch::new(&lp, whole.clone(), &options);
                // All the same, and where the search would rather not begin: each idle column was at 1 before.
                for within in [vec![(0, 1); 2 * k], vec![(0, 1); 2 * k]] {
                    for (at, column) in whole.iter().enumerate() {
                        if lp.columns()[column.0].cost == 0.0 {
                            let mut with = within.clone();
                            with[at] = (1, 1);
                            search.best(&with).expect("an answer");
                        }
                    }
                    let found = search.best(&within).expect("an answer");
                    let Searched::Found(found) = found else {
                        panic!("feasible and bounded")
                    };
                    for (&count, column) in found.counts.iter().zip(&whole) {
                        let is_needed = lp.columns()[column.0].cost != 0.0;
                        assert_eq!(count, u32::from(is_needed));
                    }
                    assert!(found.leaves.len() <= 4 * k + 2, "{}", found.leaves.len());
                }
                assert!(search.solves() <= 5 * k + 2, "{}", search.solves());
            }
        }
    }
}

#[test]
fn where_everything_ties_at_nothing_nothing_is_taken() {
    // What each costs it earns, but for rounding: ten times a tenth of a tenth.
    let k = 16;
    let mut lp = LpBuilder::default();
    for column in 0..k {
        lp.add_column(column, -0.3 - column as f64 / 10.0, 0.0, 1.0);
        lp.add_column(k + column, 0.1, 0.0, INF);
        let room = 3.0 + column as f64;
        lp.add_row(column, -INF, 0.0, [(k + column, 1.0), (column, -room)]);
    }
    let lp = lp.build();
    let whole: Vec<ColumnId> = (0..k).map(|column| ColumnId(2 * column)).collect();
    let options = SolveOptions::default();
    let mut search = WholeSearch::new(&lp, whole, &options);
    let within = all_of(k);
    for at in 0..k {
        let mut with = within.clone();
        with[at] = (1, 1);
        search.best(&with).expect("an answer");
    }
    let Searched::Found(found) = search.best(&within).expect("an answer") else {
        panic!("feasible and bounded")
    };
    assert_eq!(found.counts, vec![0; k]);
    assert!(
        found.objective.abs() < 1e-12 && found.gap < 1e-12,
        "{}",
        found.gap
    );
    assert!(search.solves() < 10 * k, "{}", search.solves());
}

#[test]
fn of_columns_that_are_alike_the_first_listed_are_taken() {
    // Any three of eleven earn the same; what a fourth earns costs as much.
    let mut lp = LpBuilder::default();
    for column in 0..11 {
        lp.add_column(column, -5.0, 0.0, 1.0);
    }
    lp.add_column(11, 3.0, 0.0, 15.0);
    lp.add_column(12, 1.0, 0.0, 30.0);
    let room = (0..11).map(|column| (column, -5.0));
    lp.add_row(0, -INF, 0.0, room.chain([(11, 1.0), (12, 1.0)]));
    let lp = lp.build();
    let whole: Vec<ColumnId> = (0..11).rev().map(ColumnId).collect();
    let options = SolveOptions::default();
    let mut search = WholeSearch::new(&lp, whole, &options);
    let ranked = search.ranked(&[(0, 1); 11], 5).expect("an answer");
    let counts: Vec<Vec<usize>> = ranked
        .found
        .iter()
        .map(|found| (0..11).filter(|&k| found.counts[k] == 1).collect())
        .collect();
    assert_eq!(
        counts,
        [[0, 1, 2], [0, 1, 3], [0, 1, 4], [0, 1, 5], [0, 1, 6]]
    );
    assert!(search.solves() < 60, "{}", search.solves());
}

fn all_of(count: usize) -> Within {
    vec![(0, 1); count]
}

/// A staircase with choices that cost a part of what the first of their room is worth.
fn priced(stages: usize, choices: usize) -> (TestLp, Vec<ColumnId>) {
    staircase_with_choices(stages, choices, |base| {
        let proved = prove(base, &SolveOptions::default()).expect("proved");
        let Answer::Optimal(best) = proved.answer else {
            panic!("an optimum")
        };
        best.dual
    })
}

#[test]
fn many_questions_about_one_program_are_few_solves() {
    let (lp, whole) = priced(20, 8);
    let options = SolveOptions::default();
    let mut search = WholeSearch::new(&lp, whole.clone(), &options);
    let all = enumerated(&lp, &whole, &all_of(8));
    let mut boxes = vec![all_of(8)];
    for a in 0..8 {
        for b in 0..=a {
            for corner in 0..4 {
                let mut within = all_of(8);
                within[a] = (corner & 1, corner & 1);
                within[b] = (corner >> 1, corner >> 1);
                boxes.push(within);
            }
        }
    }
    for within in boxes {
        match search.best(&within).expect("an answer") {
            Searched::Found(found) => check_found(&lp, &whole, &within, &[], &found, &all),
            Searched::Infeasible(none) => {
                check_leaves(&lp, &whole, &within, &[], &none.leaves, -INF);
            }
            Searched::Unbounded(_) => panic!("bounded"),
        }
    }
    let ranked = search.ranked(&all_of(8), 5).expect("an answer");
    let mut named = Vec::new();
    for found in &ranked.found {
        check_found(&lp, &whole, &all_of(8), &named, found, &all);
        named.push(found.counts.clone());
    }
    // Every selection would be 256.
    assert!(search.solves() <= 110, "{}", search.solves());
}

#[test]
fn the_same_questions_have_the_same_answers_to_the_last_digit() {
    let (lp, whole) = priced(20, 8);
    let options = SolveOptions::default();
    let ask = || {
        let mut search = WholeSearch::new(&lp, whole.clone(), &options);
        let ranked = search.ranked(&all_of(8), 4).expect("an answer");
        let digits = |found: &Found| (found.objective.to_bits(), found.bound.to_bits());
        let found = ranked.found.iter();
        let found = found.map(|it| (it.counts.clone(), digits(it), it.leaves.len(), it.solves));
        found.collect::<Vec<_>>()
    };
    assert_eq!(ask(), ask());
}

#[test]
fn nothing_to_be_proved_with_is_an_error_as_for_any_program() {
    let number = |cost: f64, lower: f64, upper: f64| {
        let mut lp = LpBuilder::default();
        lp.add_column(0, 1.0, 0.0, 1.0);
        lp.add_column(1, cost, lower, upper);
        lp.add_row(0, -INF, 1.5, [(0, 1.0), (1, 1.0)]);
        let lp = lp.build();
        let options = SolveOptions::default();
        let whole = vec![ColumnId(0), ColumnId(1)];
        WholeSearch::new(&lp, whole, &options).best(&[(0, 9), (0, 9)])
    };
    let refused = Uncertified::NoNumber(Variable::Column(ColumnId(1)));
    for (cost, lower, upper) in [
        (f64::NAN, 0.0, 1.0),
        (1.0, f64::NAN, 1.0),
        (1.0, 0.0, INF),
        (1.0, -1.0, 1.0),
        (1.0, 0.0, 1e10),
    ] {
        assert_eq!(number(cost, lower, upper).err(), Some(refused.clone()));
    }
    // Bounds are rounded inward; what is outside of them is left out.
    let Ok(Searched::Found(found)) = number(2.0, 0.25, 1.75) else {
        panic!("an optimum")
    };
    assert_eq!((found.counts, found.objective), (vec![0, 1], 2.0));
    let Ok(Searched::Infeasible(none)) = number(2.0, 0.25, 0.75) else {
        panic!("nothing whole is in there")
    };
    assert!(none.relaxed.is_none());
}

#[test]
fn without_whole_columns_it_is_the_program_itself() {
    let (lp, _) = priced(4, 2);
    let options = SolveOptions::default();
    let mut search = WholeSearch::new(&lp, Vec::new(), &options);
    let Searched::Found(found) = search.best(&[]).expect("an answer") else {
        panic!("an optimum")
    };
    let Answer::Optimal(best) = prove(&lp, &options).expect("proved").answer else {
        panic!("an optimum")
    };
    assert_eq!((found.objective, found.leaves.len()), (best.objective, 1));
    let ranked = search.ranked(&[], 3).expect("an answer");
    assert_eq!(ranked.found.len(), 1);
    assert!(matches!(ranked.ended, Ended::Exhausted(_)));
}

#[test]
fn no_time_or_a_stop_before_anything_is_an_error() {
    let (lp, whole) = priced(10, 6);
    let late = Watch::default().with_time_limit(0.0);
    let options = SolveOptions::default().with_watch(late);
    let mut search = WholeSearch::new(&lp, whole.clone(), &options);
    let ended = search.best(&all_of(6)).err();
    assert!(matches!(
        ended,
        Some(Uncertified::Interrupted(Interrupted::TimeLimit { .. }))
    ));
    assert!(search.ranked(&all_of(6), 2).is_err());
    let stopped = Watch::default().with_stop(Arc::new(AtomicBool::new(true)));
    let options = SolveOptions::default().with_watch(stopped);
    let mut search = WholeSearch::new(&lp, whole, &options);
    let ended = search.best(&all_of(6)).err();
    assert_eq!(ended, Some(Uncertified::Interrupted(Interrupted::Stopped)));
}

#[test]
fn a_stop_on_the_way_leaves_the_best_so_far_with_its_gap() {
    let (lp, whole) = priced(40, 12);
    let Ok(Searched::Found(best)) =
        WholeSearch::new(&lp, whole.clone(), &SolveOptions::default()).best(&all_of(12))
    else {
        panic!("an optimum")
    };
    let flag = Arc::new(AtomicBool::new(false));
    let watch = Watch::default().with_stop(Arc::clone(&flag));
    let options = SolveOptions::default().with_watch(watch);
    let mut search = WholeSearch::new(&lp, whole, &options);
    // One selection is known; then it is stopped.
    let mut only = all_of(12);
    for range in &mut only[..12] {
        *range = (0, 0);
    }
    let Ok(Searched::Found(none)) = search.best(&only) else {
        panic!("an optimum")
    };
    flag.store(true, Ordering::Relaxed);
    let Ok(Searched::Found(so_far)) = search.best(&all_of(12)) else {
        panic!("what is known so far")
    };
    assert_eq!(so_far.interrupted, Some(Interrupted::Stopped));
    assert!(!so_far.is_proved() && so_far.solves == 0);
    assert_eq!(
        (&so_far.counts, so_far.objective),
        (&none.counts, none.objective)
    );
    assert!(so_far.bound >= best.objective && so_far.gap > 0.0);
    assert_eq!(so_far.gap, so_far.bound - so_far.objective);
    let ranked = search.ranked(&all_of(12), 3).expect("what is known so far");
    assert_eq!(ranked.found.len(), 1);
    assert!(matches!(ranked.ended, Ended::Interrupted(_)));
    // What is known to be the best is still to be read.
    let (_, proved) = search.at(&so_far.counts).expect("an answer");
    assert!(matches!(proved.answer, Answer::Optimal(_)));
    // What was not proved is not remembered as if it were.
    flag.store(false, Ordering::Relaxed);
    let Ok(Searched::Found(found)) = search.best(&all_of(12)) else {
        panic!("an optimum")
    };
    assert_eq!((found.is_proved(), found.counts), (true, best.counts));
}

#[test]
fn progress_says_how_far_the_search_is() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&seen);
    let watch = Watch::default().with_progress(move |progress| {
        keep.lock().expect("not poisoned").push(*progress);
    });
    let options = SolveOptions::default().with_watch(watch);
    let mut asked = 0;
    // Reports come some times a second: ask until there is one.
    while seen
        .lock()
        .expect("not poisoned")
        .iter()
        .all(|it: &Progress| it.phase != Phase::Search || it.gap.is_none())
    {
        let (lp, whole) = priced(40, 12);
        let searched = WholeSearch::new(&lp, whole, &options).best(&all_of(12));
        assert!(searched.is_ok());
        asked += 1;
        assert!(asked < 1000, "no report");
    }
    let seen = seen.lock().expect("not poisoned");
    let with_gap = |it: &&Progress| it.phase == Phase::Search && it.gap.is_some();
    let report = seen.iter().find(with_gap).expect("one is there");
    assert!(report.gap.is_some_and(|gap| gap >= 0.0));
    assert!(report.objective.is_some() && report.iterations > 0);
}
