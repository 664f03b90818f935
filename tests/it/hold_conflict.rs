//! Plans that cannot be kept: what is in the way by name; and held plans beside others.

use std::cell::Cell;

use waferline::explain::{Diagnosis, Sense, compare, diagnose};
use waferline::formulation::{Constraint, describe_row};
use waferline::hold::{GivenPlan, Holding, held_model, hold};
use waferline::model::{Address, Model};
use waferline::{Outcome, SolveOptions, solve};

use crate::hedge::a_tenth;
use crate::hold::{SAME, solved};
use crate::infeasible::{is_feasible, only};
use crate::{sample, tally};

/// Returns what is wrong with the conflict of a model that holds decisions: its members alone are one, and without any they are
/// none.
fn wrong_conflict(model: &Model, why: &Diagnosis) -> Option<String> {
    if !why.is_irreducible {
        return None;
    }
    let numbers: Vec<(&Address, Sense)> = why
        .conflict
        .iter()
        .filter_map(|it| Some((it.address.as_ref()?, it.sense)))
        .collect();
    let held: Vec<usize> = (0..model.held.len())
        .filter(|&at| {
            let what = describe_row(model, Constraint::Held { at });
            let mut members = why.conflict.iter();
            members.any(|it| it.address.is_none() && it.what == what)
        })
        .collect();
    if held.len() + numbers.len() != why.conflict.len() {
        return Some(format!("{why:?}"));
    }
    let with = |held: &[usize], numbers: &[_]| {
        let mut only_held = model.clone();
        only_held.held = held.iter().map(|&at| model.held[at]).collect();
        is_feasible(&only(&only_held, numbers))
    };
    if with(&held, &numbers) {
        return Some(format!("no conflict: {:?}", why.conflict));
    }
    for at in 0..held.len() {
        let mut rest = held.clone();
        rest.remove(at);
        if !with(&rest, &numbers) {
            return Some(format!(
                "held decision {at} is not needed: {:?}",
                why.conflict
            ));
        }
    }
    for at in 0..numbers.len() {
        let mut rest = numbers.clone();
        rest.remove(at);
        if !with(&held, &rest) {
            return Some(format!("number {at} is not needed: {:?}", why.conflict));
        }
    }
    None
}

#[test]
fn a_plan_that_cannot_be_kept_is_in_conflict_by_name() {
    let (compared, named) = (Cell::new(0), Cell::new(0));
    sample::models(60, |model, knobs| {
        let mut other = knobs.to_vec();
        let turned = other.len() / 3;
        other[turned] = 1.0 - other[turned];
        // Options as decided add to numbers that a conflict counts.
        let (Some(before), Some(_)) = (solved(&sample::model(&other)), solved(model)) else {
            return Ok(());
        };
        if !model.options.is_empty() {
            return Ok(());
        }
        let given = GivenPlan::of(&before.plan);
        let all = Holding::default();
        let Ok(held) = held_model(model, &given, &all) else {
            return Ok(());
        };
        let kept = hold(model, &given, &all, &SolveOptions::default());
        let kept = kept.map_err(|error| error.to_string())?;
        match solve(&held, &SolveOptions::default()).expect("solves") {
            Outcome::Infeasible(why) => {
                if kept.certificate.is_none() {
                    return Err("kept, and not possible".to_owned());
                }
                let why = diagnose(&held, &why);
                compared.set(compared.get() + 1);
                let of_held = why.conflict.iter().filter(|it| it.address.is_none());
                named.set(named.get() + of_held.count());
                wrong_conflict(&held, &why).map_or(Ok(()), Err)
            }
            _ if kept.changes.is_empty() => Ok(()),
            _ => Err(format!("possible, and changed: {:?}", kept.changes)),
        }
    });
    tally::report("conflicts of what is held", named.get(), compared.get());
    assert!(compared.get() >= a_tenth(10), "{compared:?}");
    assert!(named.get() >= compared.get());
}

#[test]
fn a_comparison_says_what_holding_alone_takes() {
    let compared = Cell::new(0);
    sample::models(25, |model, knobs| {
        let mut other = knobs.to_vec();
        let turned = other.len() / 4;
        other[turned] = 1.0 - other[turned];
        let with = sample::model(&other);
        let (Some(before), Some(_)) = (solved(model), solved(&with)) else {
            return Ok(());
        };
        let given = GivenPlan::of(&before.plan);
        let first = Holding {
            until: Some(model.horizon.quarter(1)),
            ..Holding::default()
        };
        let options = SolveOptions::default();
        let Ok(kept) = hold(&with, &given, &first, &options) else {
            return Ok(());
        };
        let Outcome::Optimal(after) = &kept.outcome else {
            return Err("no plan".to_owned());
        };
        if before.plan.quarters != after.plan.quarters || !model.is_decided() {
            return Ok(());
        }
        let found = compare(model, &before, &kept.model, after).map_err(|it| it.to_string())?;
        let lines: f64 = found.bridge.lines.iter().map(|it| it.amount).sum();
        let scale = before
            .solution
            .objective
            .abs()
            .max(after.solution.objective.abs())
            .max(1.0);
        if (lines - (found.bridge.to - found.bridge.from)).abs() > SAME * scale {
            return Err(format!("{:?}", found.bridge));
        }
        let mut of_holding = found
            .bridge
            .lines
            .iter()
            .filter(|it| it.inputs == ["decisions held"]);
        let Some(line) = of_holding.next() else {
            return Ok(());
        };
        // The decisions as they are held, under the numbers of the base.
        let mut alone = model.clone();
        alone.held.clone_from(&kept.model.held);
        let margin = solved(&alone).map(|it| it.solution.objective - before.solution.objective);
        let is_same = match (margin, line.alone) {
            (Some(margin), Some(said)) => (margin - said).abs() <= SAME * scale,
            (None, None) => true,
            _ => false,
        };
        compared.set(compared.get() + 1);
        is_same
            .then_some(())
            .ok_or_else(|| format!("{margin:?}, said {:?}", line.alone))
    });
    assert!(compared.get() >= a_tenth(15), "{compared:?}");
}
