//! From linear program to proved answer.

mod backend;
mod basis;
mod exact;
mod lexicographic;
mod options;
mod start;

use std::hash::Hash;

pub use backend::{FoundBy, NotBuiltIn, Solver, is_panic_caught};
pub use basis::Basis;
pub use exact::ExactProof;
pub(crate) use exact::exactly;
pub(crate) use lexicographic::hold;
pub(crate) use lexicographic::{Face, prove_lexicographic};
pub use options::SolveOptions;

use crate::lp::{
    Certificate, End, ExactFailure, Interrupted, Lp, Scaling, Simplex, Solution, Stuck, Watch,
    certify, proves_infeasible, proves_unbounded,
};
use backend::{Claim, caught};

/// The proved answer to a program.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A certified optimum.
    Optimal(Solution),
    /// Row multipliers that prove that there is no feasible point ([`proves_infeasible`]).
    Infeasible(Vec<f64>),
    /// A direction that proves that the objective has no end ([`proves_unbounded`]), from a feasible point.
    Unbounded(Vec<f64>),
}

/// No answer could be proved.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Uncertified {
    /// Optimal by the method, but the residuals are too large.
    #[error(
        "the optimum found has primal residual {primal:.1e}, dual residual {dual:.1e}, gap {gap:.1e}; each must be below 1e-7"
    )]
    Residuals {
        /// Primal residual.
        primal: f64,
        /// Dual residual.
        dual: f64,
        /// Relative gap.
        gap: f64,
    },
    /// The proof that there is no plan, or no end, does not hold.
    #[error("a proof of {0} does not hold")]
    Proof(&'static str),
    /// A solver found no optimum, and does not prove that there is none.
    #[error("{0} found no optimum")]
    NoClaim(Solver),
    /// A solver failed in a way that is a mistake in its program.
    #[error("{0} failed; its program has a mistake, not the model")]
    Failed(Solver),
    /// The simplex method got stuck.
    #[error("{0}")]
    Stuck(Stuck),
    /// Exact arithmetic was asked for and has no answer.
    #[error("{0}")]
    Exact(ExactFailure),
    /// The work was ended before there was an answer.
    #[error(transparent)]
    Interrupted(Interrupted),
}

impl Uncertified {
    fn residuals(certificate: &Certificate) -> Self {
        Self::Residuals {
            primal: certificate.primal_residual,
            dual: certificate.dual_residual,
            gap: certificate.gap,
        }
    }
}

impl From<Stuck> for Uncertified {
    fn from(stuck: Stuck) -> Self {
        match stuck {
            Stuck::Interrupted(why) => Self::Interrupted(why),
            stuck => Self::Stuck(stuck),
        }
    }
}

impl From<Interrupted> for Uncertified {
    fn from(why: Interrupted) -> Self {
        Self::Interrupted(why)
    }
}

/// Returns the proved answer to a program: an optimum with its certificate, or the proof that there is none.
///
/// Solvers that tell duals are taken at their word as far as it is proved. The embedded solver finds a vertex alone; a
/// basis at that vertex gives the duals (complementary slackness: basic columns have reduced cost 0). Whatever anyone
/// claims, the answer rests on residuals computed from the program; where a claim does not hold, another is asked.
///
/// ```
/// use waferline::lp::LpBuilder;
/// use waferline::solve::{Answer, solve_program};
///
/// let mut lp = LpBuilder::default();
/// lp.add_column("own", 10.0, 0.0, 6.0);
/// lp.add_column("sell", 8.0, 0.0, f64::INFINITY);
/// lp.add_row("wafers", f64::NEG_INFINITY, 10.0, [("own", 1.0), ("sell", 1.0)]);
/// let Answer::Optimal(solution) = solve_program(&lp.build())? else { panic!("feasible and bounded") };
/// assert_eq!(solution.objective, 92.0);
/// assert_eq!(solution.dual, [8.0]);
/// # Ok::<(), waferline::solve::Uncertified>(())
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
    prove(lp, options).map(|proved| proved.answer)
}

/// A proved answer, how it was found, and the basis it has got or will get.
pub(crate) struct Proved {
    pub(crate) answer: Answer,
    pub(crate) basis: Basis,
    pub(crate) found_by: FoundBy,
}

/// Returns the proved answer of the solver that goes first, or of the next one where that fails.
pub(crate) fn prove<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    options: &SolveOptions,
) -> Result<Proved, Uncertified> {
    let scaling = Scaling::of(lp);
    let (first, second) = options.solver().order(lp.columns().len());
    let ask = |solver| {
        let answer = caught(|| match solver {
            Solver::Own => own(lp, &scaling, &options.watch),
            other => confirm(lp, &scaling, other, &options.watch),
        });
        answer.unwrap_or(Err(Uncertified::Failed(solver)))
    };
    match ask(first) {
        Err(Uncertified::Interrupted(why)) => Err(why.into()),
        // Of two errors the own method's says more.
        Err(error) if first == Solver::Own => ask(second).map_err(|other| match other {
            Uncertified::Interrupted(_) => other,
            _ => error,
        }),
        Err(_) => ask(second),
        proved => proved,
    }
}

/// Returns the proved answer to a program whose optimum is near `x` (one value a column): as [`prove`], without another
/// solver where the own method gets there from `x`.
pub(crate) fn prove_near<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    x: &[f64],
    options: &SolveOptions,
) -> Result<Proved, Uncertified> {
    prove_from(lp, Simplex::from_vertex(lp, x), options)
}

/// Returns the proved answer to a program from a simplex that stands at a basis of it: as [`prove_near`], where the bounds
/// and costs of a program of the same matrix were moved.
pub(crate) fn prove_from<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    simplex: Simplex,
    options: &SolveOptions,
) -> Result<Proved, Uncertified> {
    let answer = caught(|| walk_up(lp, &Scaling::of(lp), simplex, &options.watch));
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
    scaling: &Scaling,
    watch: &Watch,
) -> Result<Proved, Uncertified> {
    if let Some(simplex) = start::presolved(lp, watch)?
        && let Ok(proved) = walk_up(lp, scaling, simplex, watch)
    {
        return Ok(proved);
    }
    watch.check()?;
    walk_up(lp, scaling, Simplex::from_nothing(lp), watch)
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
        let solution = certify(lp, scaling, x.clone(), dual);
        if solution.certificate.holds() {
            return Ok(Proved {
                answer: Answer::Optimal(solution),
                basis: Basis::default(),
                found_by,
            });
        }
    }
    let finished = walk_up(lp, scaling, Simplex::from_vertex(lp, &x), watch)?;
    Ok(Proved {
        found_by,
        ..finished
    })
}

/// Returns the proved answer that the simplex method reaches from a basis.
fn walk_up<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    scaling: &Scaling,
    simplex: Simplex,
    watch: &Watch,
) -> Result<Proved, Uncertified> {
    let mut simplex = simplex.with_watch(watch);
    let mut end = simplex.optimize()?;
    // Within rounding of feasible: a point that misses by less than a certificate accepts is an answer.
    if matches!(&end, End::Infeasible(y) if !proves_infeasible(lp, y)) {
        simplex = simplex.with_wide_tolerance();
        end = simplex.optimize()?;
    }
    let answer = match end {
        End::Optimal => {
            let solution = certify(lp, scaling, simplex.values(), simplex.duals());
            if !solution.certificate.holds() {
                return Err(Uncertified::residuals(&solution.certificate));
            }
            Answer::Optimal(solution)
        }
        End::Infeasible(y) if proves_infeasible(lp, &y) => Answer::Infeasible(y),
        End::Infeasible(_) => return Err(Uncertified::Proof("infeasibility")),
        End::Unbounded(ray) if proves_unbounded(lp, &ray) => Answer::Unbounded(ray),
        End::Unbounded(_) => return Err(Uncertified::Proof("unboundedness")),
    };
    Ok(Proved {
        answer,
        basis: Basis::known(simplex),
        found_by: FoundBy::OWN,
    })
}
