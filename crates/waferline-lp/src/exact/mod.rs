//! The optimum in exact arithmetic: a basis is solved in fractions, every bound and every reduced cost is judged by its
//! sign, and where a sign is wrong the simplex method goes on, in fractions too, until none is.
//!
//! Exact means: of the program as stored. Every `f64` is a fraction, so every vertex is one; nothing is rounded anywhere.
//!
//! Sources: Applegate, Cook, Dash, Espinoza, *Exact solutions to linear programming problems* (2007), who let floating
//! point find the basis and fractions judge it; Gleixner, Steffy, Wolter, *Iterative refinement for linear programming*
//! (2016). Most bases of planning programs are nearly triangular, so plain fractions do without rational reconstruction.

mod check;
mod dual;
mod elimination;
mod end;
mod factor;
mod form;
mod primal;
mod rational;
mod vertex;

use std::hash::Hash;

use dashu_ratio::RBig;

use self::dual::Feasible;
pub use self::end::{ExactEnd, ExactFailure, ExactOptimum};
use self::form::Form;
pub use self::rational::Rational;
use self::vertex::Vertex;
use crate::program::Lp;
use crate::simplex::Basis;
use crate::watch::Watch;

/// Returns the exact end of a program, from any basis of it: an optimal one needs no pivots, a bad one more, and where it is
/// no basis at all (too many are basic, too few, or they depend on each other) it is repaired first.
///
/// Every answer has passed [`ExactEnd::check`]. Work grows with the rows and with the length of the fractions; a pivot costs
/// about as much as solving twice with the factors. Gives up after `most_pivots`, and when the watch says so.
///
/// ```
/// use waferline_lp::{ExactEnd, LpBuilder, Simplex, Watch, solve_exactly};
///
/// let mut lp = LpBuilder::default();
/// lp.add_column("own", 0.1, 0.0, 6.0);
/// lp.add_column("sell", 0.08, 0.0, f64::INFINITY);
/// lp.add_row("wafers", f64::NEG_INFINITY, 10.0, [("own", 1.0), ("sell", 3.0)]);
/// let lp = lp.build();
/// let anywhere = Simplex::from_nothing(&lp).basis();
/// let ExactEnd::Optimal(optimum) = solve_exactly(&lp, &anywhere, 100, &Watch::default())? else {
///     panic!("feasible and bounded");
/// };
/// // 0.1 and 0.08 are not what they seem.
/// assert_eq!(optimum.objective.digits(20), "0.70666666666666670219");
/// # Ok::<(), waferline_lp::ExactFailure>(())
/// ```
pub fn solve_exactly<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    basis: &Basis,
    most_pivots: usize,
    watch: &Watch,
) -> Result<ExactEnd, ExactFailure> {
    let end = end_of(lp, basis, most_pivots, watch)?;
    end.check(lp, watch)?;
    Ok(end)
}

fn end_of<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    basis: &Basis,
    most_pivots: usize,
    watch: &Watch,
) -> Result<ExactEnd, ExactFailure> {
    let form = Form::of(lp)?;
    if check::has_empty_range(lp) {
        let multipliers = vec![Rational(RBig::ZERO); form.rows];
        return Ok(ExactEnd::Infeasible {
            multipliers,
            pivots: 0,
        });
    }
    let mut vertex = Vertex::at(&form, basis, most_pivots, watch)?;
    if !vertex.is_feasible() {
        match vertex.become_feasible()? {
            Feasible::No(multipliers) => {
                return Ok(ExactEnd::Infeasible {
                    multipliers: multipliers.into_iter().map(Rational).collect(),
                    pivots: vertex.pivots,
                });
            }
            Feasible::Yes { shifted: true } => vertex.find_reduced_costs()?,
            Feasible::Yes { shifted: false } => {}
        }
    }
    if let Some(mut ray) = vertex.become_best()? {
        ray.truncate(form.columns);
        return Ok(ExactEnd::Unbounded {
            x: vertex.values(),
            ray: ray.into_iter().map(Rational).collect(),
            pivots: vertex.pivots,
        });
    }
    let x = vertex.values();
    let earned = x.iter().zip(&form.cost).filter(|(x, _)| !x.0.is_zero());
    let objective = earned.fold(RBig::ZERO, |sum, (x, cost)| sum + cost * &x.0);
    Ok(ExactEnd::Optimal(Box::new(ExactOptimum {
        objective: Rational(objective),
        y: vertex.prices()?.into_iter().map(Rational).collect(),
        x,
        basis: vertex.basis(),
        pivots: vertex.pivots,
    })))
}
