//! The search for whole columns against trying every selection: the best, ties, the order, every kind of box, and the proof.

mod programs;

use std::cmp::Ordering;
use std::env;

use programs::{INF, TestLp, with_choices};
use waferline_lp::ColumnId;
use waferline_lp::solve::{Answer, Ended, Found, Leaf, Searched, SolveOptions, WholeSearch, prove};
use waferline_lp::{proves_infeasible, proves_unbounded};

type Within = Vec<(u32, u32)>;

/// How many random programs are tried; `WAFERLINE_CASES` says otherwise.
fn cases(usual: u64) -> u64 {
    let asked = env::var("WAFERLINE_CASES").ok();
    asked.map_or(usual, |cases| cases.parse().expect("a number"))
}

/// What of a program is better than nothing to compare money with.
fn tolerance(objective: f64) -> f64 {
    1e-8 * objective.abs().max(1.0)
}

fn held(lp: &TestLp, whole: &[ColumnId], within: &[(u32, u32)]) -> TestLp {
    let mut lp = lp.clone();
    for (&column, &(least, most)) in whole.iter().zip(within) {
        lp.set_column_range(column, f64::from(least), f64::from(most));
    }
    lp
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

fn order(one: &[u32], other: &[u32]) -> Ordering {
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
    all: impl Iterator<Item = (&'a Vec<u32>, f64)> + Clone,
) -> Option<(&'a Vec<u32>, f64)> {
    let greatest = all.clone().map(|it| it.1).max_by(f64::total_cmp)?;
    let ties = all.filter(|it| it.1 >= greatest - tolerance(greatest));
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
    let most = |price: f64, (lower, upper): (f64, f64)| {
        // What rounding leaves of a price has no end to be multiplied with.
        let end = if price > 0.0 { upper } else { lower };
        if price.abs() < 1e-10 && end.is_infinite() {
            0.0
        } else if price == 0.0 {
            0.0
        } else {
            price * end
        }
    };
    let y = |i: usize| leaf.multipliers[i].value();
    let rows = lp.rows().iter().enumerate();
    let rows: f64 = rows
        .map(|(i, row)| most(y(i), (row.lower, row.upper)))
        .sum();
    let columns = lp.columns().iter().enumerate();
    let columns: f64 = columns
        .map(|(j, column)| {
            let used: f64 = lp
                .entries(ColumnId(j))
                .map(|(row, value)| y(row.0) * value)
                .sum();
            most(column.cost - used, (column.lower, column.upper))
        })
        .sum();
    rows + columns
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
            bound <= leaf.bound + tolerance(leaf.bound.max(-1e9)),
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
    let (counts, objective) = best_of(asked).expect("one is feasible");
    assert_eq!((&found.counts, found.is_proved()), (counts, true));
    assert!((found.objective - objective).abs() <= tolerance(objective));
    assert!(
        found.gap <= tolerance(objective) && found.bound == found.objective + found.gap
            || (found.bound - found.objective - found.gap).abs() < 1e-12
    );
    check_leaves(lp, whole, within, named, &found.leaves, found.bound);
}

/// Asks about a program in every way and returns how it ended.
fn check(seed: u64) -> &'static str {
    let (lp, whole) = with_choices(seed, 8);
    let bounds: Within = whole
        .iter()
        .map(|id| (0, lp.columns()[id.0].upper as u32))
        .collect();
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
                assert!((solution.objective - found.objective).abs() <= tolerance(found.objective));
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
    println!("{counts:?}");
    assert!(counts.iter().all(|&count| count > 0), "{counts:?}");
}
