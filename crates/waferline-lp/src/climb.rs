//! From a basis to an answer that is proved.
//!
//! The simplex method ends within its tolerance. What it ends at is refined to twice the precision and certified; where
//! that shows a value beyond its bound or a price of the wrong sign, the method goes on from there under a magnifying
//! glass (`simplex/magnify`), until the proof holds or nothing moves any more.

use std::hash::Hash;

use crate::certificate::certify;
use crate::double::Double;
use crate::program::{ColumnId, Lp, RowId, Variable};
use crate::refutation::{CLEARLY, proves_unbounded, shortage};
use crate::simplex::{End, Refined, Simplex, Stuck};
use crate::solution::{Certificate, Solution};

/// How often the program is magnified. Each look gains some nine digits, so that the first few decide.
const LOOKS: usize = 8;

/// What a simplex method reaches, proved.
#[derive(Clone, Debug)]
pub enum Reached {
    /// A certified optimum.
    Optimal(Solution),
    /// Row multipliers that prove that there is no feasible point ([`proves_infeasible`](crate::proves_infeasible)).
    Infeasible(Vec<Double>),
    /// A direction that proves that the objective has no end ([`proves_unbounded`]), from a feasible point.
    Unbounded(Vec<f64>),
}

/// Why what a simplex method reaches is not proved.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Unproved {
    /// Optimal by the method, but this certificate does not hold, and this row or column misses its range most.
    Residuals(Certificate, Option<Variable>),
    /// A proof of this does not hold.
    Proof(&'static str),
    /// The method did not come to an end.
    Stuck(Stuck),
}

impl From<Stuck> for Unproved {
    fn from(stuck: Stuck) -> Self {
        Self::Stuck(stuck)
    }
}

/// Returns the proved answer that a simplex of this program reaches from where it stands; it ends at its basis.
pub fn climb<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    simplex: &mut Simplex,
) -> Result<Reached, Unproved> {
    let reached = climb_on(lp, simplex);
    simplex.set_wide_tolerance(false);
    reached
}

fn climb_on<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    simplex: &mut Simplex,
) -> Result<Reached, Unproved> {
    let mut end = simplex.optimize()?;
    let mut nearest: Option<Refined> = None;
    let mut no_plan: Option<Vec<Double>> = None;
    let mut is_wide = false;
    let mut worst = Unproved::Proof("optimality");
    for _ in 0..LOOKS {
        match end {
            End::Infeasible(y) => {
                match shortage(lp, &y) {
                    Some(short) if short > CLEARLY => return Ok(Reached::Infeasible(y)),
                    Some(_) => no_plan = Some(y),
                    None => {}
                }
                if let Some(solution) = nearest.take().and_then(|at| within(lp, simplex, &at)) {
                    return Ok(Reached::Optimal(solution));
                }
                if is_wide {
                    break;
                }
                is_wide = true;
                simplex.set_wide_tolerance(true);
                end = simplex.optimize()?;
            }
            End::Optimal | End::Unbounded(_) => {
                let refined = simplex.refine();
                let solution = certify(lp, &simplex.point(&refined));
                let certificate = solution.certificate;
                if certificate.holds() {
                    return Ok(Reached::Optimal(solution));
                }
                if let End::Unbounded(ray) = end {
                    let is_feasible = certificate.primal_residual <= Certificate::FEASIBILITY;
                    if is_feasible && proves_unbounded(lp, &ray) {
                        return Ok(Reached::Unbounded(ray));
                    }
                    worst = Unproved::Proof("unboundedness");
                } else {
                    worst = residuals(lp, &solution);
                }
                let before = simplex.iterations();
                let looked = simplex.magnify(&refined);
                nearest = Some(refined);
                end = match looked {
                    // Far from where it looked from, its numbers blur; from where it got to they are sharp again.
                    Err(Stuck::NoProgress(_)) => End::Optimal,
                    other => other?,
                };
                if simplex.iterations() == before && end == End::Optimal {
                    break;
                }
            }
        }
    }
    if let Some(y) = no_plan {
        return Ok(Reached::Infeasible(y));
    }
    if let Some(solution) = nearest.and_then(|at| within(lp, simplex, &at)) {
        return Ok(Reached::Optimal(solution));
    }
    Err(worst)
}

/// Pivots on from an optimum until no price is of the wrong sign and no value beyond its end as far as magnifying shows,
/// however little money it is about: where exact arithmetic has next to nothing left to do (iterative refinement:
/// Gleixner, Steffy and Wolter 2016).
#[cfg(feature = "exact")]
pub(crate) fn sharpen(simplex: &mut Simplex) -> Result<(), crate::watch::Interrupted> {
    for _ in 0..LOOKS {
        let before = simplex.iterations();
        let refined = simplex.refine();
        match simplex.magnify(&refined) {
            Err(Stuck::Interrupted(why)) => return Err(why),
            Ok(End::Optimal) if simplex.iterations() > before => {}
            // Nothing moves any more, or the numbers blur: exact arithmetic goes on from here.
            _ => break,
        }
    }
    Ok(())
}

/// Returns the certified optimum at a refined point with every value put within its bounds, if it is one: no basis is
/// exactly feasible, but the rows hold to the rounding of what flows through them.
fn within<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    simplex: &Simplex,
    refined: &Refined,
) -> Option<Solution> {
    let refined = simplex.put_within(refined);
    let solution = certify(lp, &simplex.point(&refined));
    solution.certificate.holds().then_some(solution)
}

/// Returns why a solution is not proved.
pub(crate) fn residuals<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    solution: &Solution,
) -> Unproved {
    Unproved::Residuals(solution.certificate, worst(lp, solution))
}

/// Returns the row or column whose range is missed most, relative to what flows through it.
fn worst<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    solution: &Solution,
) -> Option<Variable> {
    let miss = |value: f64, lower: f64, upper: f64| (lower - value).max(value - upper).max(0.0);
    let mut most = (0.0, None);
    let mut see = |missed: f64, size: f64, variable: Variable| {
        if missed > 0.0 && missed / size > most.0 {
            most = (missed / size, Some(variable));
        }
    };
    let mut size = vec![0.0_f64; lp.rows().len()];
    for (j, (column, &x)) in lp.columns().iter().zip(&solution.x).enumerate() {
        see(
            miss(x, column.lower, column.upper),
            x.abs(),
            Variable::Column(ColumnId(j)),
        );
        for (row, value) in lp.entries(ColumnId(j)) {
            size[row.0] = size[row.0].max((value * x).abs());
        }
    }
    for (i, (row, &activity)) in lp.rows().iter().zip(&solution.activity).enumerate() {
        let missed = miss(activity, row.lower, row.upper);
        see(missed, size[i], Variable::Row(RowId(i)));
    }
    most.1
}
