//! `HiGHS`, a solver in C++ that also reports duals and its basis.
//!
//! It works in the caller's thread and asks our watch whether to go on.

use std::hash::Hash;
use std::ops::ControlFlow;

use waferline_highs as highs;
use waferline_highs::{End, Look, Options, Program};

use super::caught::caught;
use super::claim::{Claim, FoundBy};
use crate::program::{ColumnId, Lp};
use crate::scale::Scaling;
use crate::simplex::{Basis, Status};
use crate::solve::options::SolveOptions;
use crate::watch::{Interrupted, Phase, Progress, Watch};

const NAME: &str = "HiGHS";

/// From this many columns on the interior point method, with its crossover to a vertex, is the faster one. Its time over the
/// simplex method's, generated models: 1.1 at 1,462 columns, 0.8 from 2,361 to 3,192, 0.55 at 3,833, 0.32 at 8,212, 0.15 at 19,204.
const INTERIOR_FROM: usize = 2_000;
/// Bounds and signs may be missed by this much, in scaled units; below what certificates accept.
const TOLERANCE: f64 = 1e-8;

/// Returns the vertex with its duals and its basis at which the solver ends.
pub(super) fn run<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    scaling: &Scaling,
    options: &SolveOptions,
) -> Result<Option<Claim>, Interrupted> {
    let watch = &options.watch;
    let (method, name) = if lp.columns().len() < INTERIOR_FROM {
        (highs::Method::Simplex, "simplex")
    } else {
        (highs::Method::Interior, "interior point with crossover")
    };
    let program = program(lp, scaling, &units(scaling));
    let how = Options {
        method,
        tolerance: TOLERANCE,
        time_limit: watch.time_left(),
    };
    // A report that panics is the failure of this solver, as one that panics within our own method is of that one.
    let mut iterations = 0;
    let mut ask = |look: Look| {
        // Its crossover says 0: those before it stand.
        iterations = iterations.max(look.iterations);
        go_on(watch, iterations)
    };
    let end = caught(|| highs::run(&program, &how, &mut ask));
    watch.check()?;
    let Some(Ok(End::Optimal(found))) = end else {
        return Ok(None);
    };
    let price = scaling.money / scaling.quantity;
    Ok(Some(Claim {
        x: found
            .x
            .iter()
            .zip(&scaling.column)
            .map(|(x, scale)| x * scale * scaling.quantity)
            .collect(),
        // Minimizing, the signs are the other ones.
        dual: Some(
            found
                .dual
                .iter()
                .zip(&scaling.row)
                .map(|(dual, scale)| -dual * scale * price)
                .collect(),
        ),
        basis: found.basis.map(named),
        found_by: FoundBy {
            name: NAME,
            version: highs::VERSION,
            method: name,
        },
    }))
}

/// Returns the values of the whole columns in the best point that the solver finds in which they are whole. Nothing is proved.
pub(super) fn run_whole<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    whole: &[ColumnId],
    options: &SolveOptions,
) -> Result<Option<Vec<f64>>, Interrupted> {
    let scaling = Scaling::of(lp);
    let mut units = units(&scaling);
    // What is whole is counted one by one.
    for column in whole {
        units[column.0] = 1.0;
    }
    let mut program = program(lp, &scaling, &units);
    for column in whole {
        program.must_be_whole(column.0);
    }
    let how = Options {
        time_limit: options.watch.time_left(),
        ..Options::default()
    };
    let mut ask = |look: Look| go_on(&options.watch, look.iterations);
    let end = caught(|| highs::run(&program, &how, &mut ask));
    options.watch.check()?;
    let Some(Ok(End::Whole(x))) = end else {
        return Ok(None);
    };
    Ok(Some(whole.iter().map(|column| x[column.0]).collect()))
}

/// Returns what one of each scaled column is in the program's units.
fn units(scaling: &Scaling) -> Vec<f64> {
    let scales = scaling.column.iter();
    scales.map(|scale| scale * scaling.quantity).collect()
}

/// Returns the scaled program, minimizing: then the sign of a dual is beyond doubt.
fn program<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    scaling: &Scaling,
    units: &[f64],
) -> Program {
    let rows = lp.rows().iter().zip(&scaling.row).map(|(row, scale)| {
        let unit = scale / scaling.quantity;
        (row.lower * unit, row.upper * unit)
    });
    let mut program = Program::with_rows(rows);
    for (j, (column, &unit)) in lp.columns().iter().zip(units).enumerate() {
        let scale = unit / scaling.quantity;
        let entries = lp.entries(ColumnId(j));
        program.add_column(
            -column.cost * unit / scaling.money,
            column.lower / unit,
            column.upper / unit,
            entries.map(|(row, value)| (row.0, value * scale * scaling.row[row.0])),
        );
    }
    program
}

/// Looks at the watch, and reports how far it is.
fn go_on(watch: &Watch, iterations: usize) -> ControlFlow<()> {
    watch.report(|elapsed| Progress {
        phase: Phase::Solver(NAME),
        iterations,
        objective: None,
        infeasibility: None,
        gap: None,
        elapsed,
    });
    match watch.check() {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    }
}

/// Returns the basis in our words; scaling moves no status.
fn named(basis: highs::Basis) -> Basis {
    let status = |status| match status {
        highs::Status::Basic => Status::Basic,
        highs::Status::Lower => Status::Lower,
        highs::Status::Upper => Status::Upper,
        highs::Status::Free => Status::Free,
    };
    Basis {
        columns: basis.columns.into_iter().map(status).collect(),
        rows: basis.rows.into_iter().map(status).collect(),
    }
}
