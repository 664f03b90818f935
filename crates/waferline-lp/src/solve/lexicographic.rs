//! First one objective, then another on the face of the first one's optima.

use std::hash::Hash;

use super::answer::{Answer, Proved};
use super::options::SolveOptions;
use super::proof::certified;
use super::prove::{prove, prove_from};
use super::uncertified::Uncertified;
use crate::program::{ColumnId, Lp, RowId, Variable};
use crate::simplex::Simplex;
use crate::solution::{Certificate, Solution};

/// Reduced costs and duals of the first objective above this (its greatest cost scaled to 1) hold their column or row. Exact
/// ones below it are no zeros, but mostly ties that the last digit of a coefficient breaks: whoever asks for one thing before
/// another does not mean that.
const HELD: f64 = 1e-9;

/// What is held may be off by this part of what a certificate accepts, so that the answer still passes it with room to spare.
const BREATH: f64 = 0.5;

/// The answer to a program, or to the face of it on which another objective is greatest.
pub struct Face<C, R> {
    /// The answer; if the first objective has no optimum, that.
    pub proved: Proved,
    /// The program that was answered: the face.
    pub lp: Lp<C, R>,
    /// What was fixed to stay on the face.
    pub held: Vec<Variable>,
    /// The proofs of the objectives before, each scaled to a greatest cost of 1.
    pub before: Vec<Certificate>,
}

impl<C, R> Face<C, R> {
    /// Returns a whole program with its answer: nothing is held.
    pub fn whole(lp: Lp<C, R>, proved: Proved) -> Self {
        Self {
            proved,
            lp,
            held: Vec::new(),
            before: Vec::new(),
        }
    }
}

/// Returns the answer to `lp` on the face on which `first` (a cost a column) is greatest: columns with a nonzero
/// reduced cost stay at their bound, rows with a nonzero dual stay at theirs.
pub fn prove_lexicographic<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: Lp<C, R>,
    first: &[f64],
    options: &SolveOptions,
) -> Result<Face<C, R>, Uncertified> {
    in_order(lp, &[first], Onto::FromOptimum, options)
}

/// Returns the answer to `lp` on the face on which the first objective is greatest, of that on the one on which the second is, and so
/// on: as [`prove_lexicographic`], with any number of objectives before the one of the program.
///
/// Each face is solved afresh. Where it holds most of the program, presolve leaves little of it, while the simplex method may wander for
/// long from the optimum before: of 200 programs of 1,000 columns seven took 9 seconds so, and take a fiftieth of one.
pub fn prove_in_order<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: Lp<C, R>,
    objectives: &[&[f64]],
    options: &SolveOptions,
) -> Result<Face<C, R>, Uncertified> {
    in_order(lp, objectives, Onto::Afresh, options)
}

/// How an optimum on a face is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Onto {
    /// From the optimum of the objective before, which is a point of it.
    FromOptimum,
    /// As any program; then from that optimum.
    Afresh,
}

fn in_order<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: Lp<C, R>,
    objectives: &[&[f64]],
    onto: Onto,
    options: &SolveOptions,
) -> Result<Face<C, R>, Uncertified> {
    let costs: Vec<f64> = lp.columns().iter().map(|column| column.cost).collect();
    let mut face = lp;
    let (mut held, mut before) = (Vec::new(), Vec::new());
    let mut at: Option<Simplex> = None;
    for first in objectives {
        let greatest = first
            .iter()
            .fold(0.0_f64, |most, cost| most.max(cost.abs()));
        if greatest == 0.0 {
            continue;
        }
        let weights: Vec<f64> = first.iter().map(|cost| cost / greatest).collect();
        let mut stage = face.with_costs(&weights);
        let proved = match at.take() {
            Some(simplex) => on_face(&mut stage, &held, (onto, simplex), options)?,
            None => prove(&stage, options)?,
        };
        let Answer::Optimal(solution) = &proved.answer else {
            return Ok(Face::whole(stage.with_costs(&costs), proved));
        };
        // Another solver's duals may be a little off 0 where the basis has none; holding on to that would be wrong.
        let mut simplex = proved
            .basis
            .of(&stage, &solution.x, &options.watch)?
            .clone();
        let Some(solution) = best_of_stage(&stage, &mut simplex, options)? else {
            return Err(Uncertified::Proof("the optimum of the first objective"));
        };
        before.push(solution.certificate);
        held.extend(hold(&mut stage, &solution));
        at = Some(simplex);
        face = stage;
    }
    let mut face = face.with_costs(&costs);
    let proved = match at {
        Some(simplex) => on_face(&mut face, &held, (onto, simplex), options)?,
        None => prove(&face, options)?,
    };
    Ok(Face {
        proved,
        lp: face,
        held,
        before,
    })
}

/// Returns the certified optimum of the first objective; where the answer is to be exact, the exact one: what it holds leaves
/// the exact vertex, to the last digit.
#[cfg_attr(
    not(feature = "exact"),
    allow(unused_variables, reason = "only exact answers ask the options")
)]
fn best_of_stage<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    stage: &Lp<C, R>,
    simplex: &mut Simplex,
    options: &SolveOptions,
) -> Result<Option<Solution>, Uncertified> {
    #[cfg(feature = "exact")]
    if options.is_exact() {
        let found = super::exact::optimum_near(stage, simplex.clone(), &options.watch)?;
        return Ok(found.map(|(solution, at)| {
            *simplex = at;
            solution
        }));
    }
    certified(stage, simplex)
}

/// Returns the proved optimum on a face, from a basis of the first optimum: that is a point of it, so that a face without
/// one is only rounding, and what holds it is given the breath that a certificate gives.
fn on_face<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    face: &mut Lp<C, R>,
    held: &[Variable],
    (onto, mut simplex): (Onto, Simplex),
    options: &SolveOptions,
) -> Result<Proved, Uncertified> {
    if onto == Onto::Afresh && !options.is_exact() {
        match prove(face, options) {
            Err(Uncertified::Interrupted(why)) => return Err(why.into()),
            Ok(proved) if !matches!(proved.answer, Answer::Infeasible(_)) => return Ok(proved),
            _ => {}
        }
    }
    for (j, column) in face.columns().iter().enumerate() {
        simplex.set_cost(ColumnId(j), column.cost);
    }
    for &variable in held {
        let (lower, upper) = face.range(variable);
        simplex.set_range(variable, lower, upper);
    }
    let proved = prove_from(face, simplex, options)?;
    // Exact arithmetic, which comes next, finds the point that an exact face has, whatever rounding makes of it here.
    if options.is_exact() || !matches!(proved.answer, Answer::Infeasible(_)) {
        return Ok(proved);
    }
    let breath = BREATH * Certificate::FEASIBILITY;
    for &variable in held {
        let (lower, upper) = face.range(variable);
        let (lower, upper) = (lower - breath * lower.abs(), upper + breath * upper.abs());
        match variable {
            Variable::Column(column) => face.set_column_range(column, lower, upper),
            Variable::Row(row) => face.set_row_range(row, lower, upper),
        }
    }
    let proved = prove(face, options)?;
    match proved.answer {
        Answer::Infeasible(_) => Err(Uncertified::Proof(
            "a point where the first objective is best",
        )),
        _ => Ok(proved),
    }
}

/// Fixes what the optimum of the first objective holds, and returns it.
pub fn hold<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    face: &mut Lp<C, R>,
    solution: &Solution,
) -> Vec<Variable> {
    let mut held = Vec::new();
    for (j, &d) in solution.reduced_cost.iter().enumerate() {
        if d.abs() > HELD {
            let column = &face.columns()[j];
            let bound = if d > 0.0 { column.upper } else { column.lower };
            face.set_column_range(ColumnId(j), bound, bound);
            held.push(Variable::Column(ColumnId(j)));
        }
    }
    for (i, &dual) in solution.dual.iter().enumerate() {
        if dual.abs() > HELD {
            let row = &face.rows()[i];
            let bound = if dual > 0.0 { row.upper } else { row.lower };
            face.set_row_range(RowId(i), bound, bound);
            held.push(Variable::Row(RowId(i)));
        }
    }
    held
}
