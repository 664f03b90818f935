//! From linear program to proved answer.

mod backend;
mod basis;
#[cfg(feature = "exact")]
mod exact;
mod lexicographic;
mod options;
mod proof;
mod start;
mod uncertified;

use std::hash::Hash;

pub use backend::{FoundBy, NotBuiltIn, Solver, is_panic_caught};
pub use basis::Basis;
#[cfg(feature = "exact")]
pub use exact::{ExactProof, exactly};
pub use lexicographic::{Face, hold, prove_lexicographic};
pub use options::SolveOptions;
pub use proof::certified;
pub use uncertified::Uncertified;

use crate::{Double, Lp, Point, Scaling, Simplex, Solution, Watch, certify};

use backend::{Claim, caught};
use proof::walk_up;

/// The proved answer to a program.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A certified optimum.
    Optimal(Solution),
    /// Row multipliers that prove that there is no feasible point ([`proves_infeasible`](crate::proves_infeasible)).
    Infeasible(Vec<Double>),
    /// A direction that proves that the objective has no end ([`proves_unbounded`](crate::proves_unbounded)), from a feasible point.
    Unbounded(Vec<f64>),
}

/// Returns the proved answer to a program: an optimum with its certificate, or the proof that there is none.
///
/// Solvers that tell duals are taken at their word as far as it is proved. The embedded solver finds a vertex alone; a
/// basis at that vertex gives the duals (complementary slackness: basic columns have reduced cost 0). Whatever anyone
/// claims, the answer rests on residuals computed from the program; where a claim does not hold, another is asked.
///
/// ```
/// use waferline_lp::LpBuilder;
/// use waferline_lp::solve::{Answer, solve_program};
///
/// let mut lp = LpBuilder::default();
/// lp.add_column("own", 10.0, 0.0, 6.0);
/// lp.add_column("sell", 8.0, 0.0, f64::INFINITY);
/// lp.add_row("wafers", f64::NEG_INFINITY, 10.0, [("own", 1.0), ("sell", 1.0)]);
/// let Answer::Optimal(solution) = solve_program(&lp.build())? else { panic!("feasible and bounded") };
/// assert_eq!(solution.objective, 92.0);
/// assert_eq!(solution.dual, [8.0]);
/// # Ok::<(), waferline_lp::solve::Uncertified>(())
/// ```
pub fn solve_program<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
) -> Result<Answer, Uncertified> {
    solve_program_with(lp, &SolveOptions::default())
}

/// As [`solve_program`], in the way that the options say.
pub fn solve_program_with<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    options: &SolveOptions,
) -> Result<Answer, Uncertified> {
    let proved = prove(lp, options)?;
    #[cfg(feature = "exact")]
    let (proved, _) = exactly(lp, proved, options)?;
    Ok(proved.answer)
}

/// A proved answer, how it was found, and the basis it has got or will get.
#[derive(Clone, Debug)]
pub struct Proved {
    /// The answer.
    pub answer: Answer,
    /// The basis of an optimum, found when it is first asked for.
    pub basis: Basis,
    /// What found it.
    pub found_by: FoundBy,
}

/// Returns the proved answer of the solver that goes first, or of the next one where that fails.
pub fn prove<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    options: &SolveOptions,
) -> Result<Proved, Uncertified> {
    let scaling = Scaling::of(lp);
    let (first, second) = options.solver().order(lp.columns().len());
    let ask = |solver| {
        let answer = caught(|| match solver {
            Solver::Own => own(lp, &options.watch),
            other => confirm(lp, &scaling, other, &options.watch),
        });
        answer.unwrap_or(Err(Uncertified::Failed(solver)))
    };
    let error = match ask(first) {
        Err(Uncertified::Interrupted(why)) => return Err(why.into()),
        Err(error) => error,
        proved => return proved,
    };
    let other = match ask(second) {
        Err(Uncertified::Interrupted(why)) => return Err(why.into()),
        Err(other) => other,
        proved => return proved,
    };
    // Of two errors the own method's says more.
    let error = if first == Solver::Own { error } else { other };
    #[cfg(feature = "exact")]
    if let Some(last) = caught(|| exact::by_exact_pivots(lp, &options.watch)) {
        return last?.ok_or(error);
    }
    Err(error)
}

/// Returns the proved answer to a program whose optimum is near `x` (one value a column): as [`prove`], without another
/// solver where the own method gets there from `x`.
pub fn prove_near<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    x: &[f64],
    options: &SolveOptions,
) -> Result<Proved, Uncertified> {
    prove_from(lp, Simplex::from_vertex(lp, x), options)
}

/// Returns the proved answer to a program from a simplex that stands at a basis of it: as [`prove_near`], where the bounds
/// and costs of a program of the same matrix were moved.
pub fn prove_from<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    simplex: Simplex,
    options: &SolveOptions,
) -> Result<Proved, Uncertified> {
    let answer = caught(|| walk_up(lp, simplex, &options.watch));
    match answer.unwrap_or(Err(Uncertified::Failed(Solver::Own))) {
        Err(Uncertified::Interrupted(why)) => Err(why.into()),
        Err(_) => prove(lp, options),
        proved => proved,
    }
}

/// Returns the proved answer of the own method, presolved first. What a presolved program claims is proved on the whole
/// one; that there is no optimum, only there.
fn own<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    watch: &Watch,
) -> Result<Proved, Uncertified> {
    if let Some(simplex) = start::presolved(lp, watch)?
        && let Ok(proved) = walk_up(lp, simplex, watch)
    {
        return Ok(proved);
    }
    watch.check()?;
    walk_up(lp, Simplex::from_nothing(lp), watch)
}

/// Returns the optimum that another solver claims: as it is where its own duals prove it, else finished by the simplex
/// method from where it is.
fn confirm<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    scaling: &Scaling,
    solver: Solver,
    watch: &Watch,
) -> Result<Proved, Uncertified> {
    let Some(Claim { x, dual, found_by }) = backend::ask(solver, lp, scaling, watch)? else {
        return Err(Uncertified::NoClaim(solver));
    };
    if let Some(dual) = dual {
        let solution = certify(lp, &Point::of(&x, &dual));
        if solution.certificate.holds() {
            return Ok(Proved {
                answer: Answer::Optimal(solution),
                basis: Basis::default(),
                found_by,
            });
        }
    }
    let finished = walk_up(lp, Simplex::from_vertex(lp, &x), watch)?;
    Ok(Proved {
        found_by,
        ..finished
    })
}
