//! From linear program to proved answer.

mod backend;
mod lexicographic;
mod options;
mod start;

use std::hash::Hash;

pub use backend::NAME as SOLVER;
pub(crate) use lexicographic::hold;
pub use lexicographic::{Face, solve_lexicographic};
pub use options::SolveOptions;

use crate::lp::{
    End, Interrupted, Lp, Scaling, Simplex, Solution, Stuck, certify, proves_infeasible,
    proves_unbounded,
};

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
    /// The simplex method got stuck.
    #[error("{0}")]
    Stuck(Stuck),
    /// The work was ended before there was an answer.
    #[error(transparent)]
    Interrupted(Interrupted),
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
/// The embedded solver finds a vertex; a basis at that vertex gives the duals (complementary slackness: basic columns
/// have reduced cost 0). Large programs go to the own simplex method first. Whatever either claims, the answer rests on
/// residuals computed from the program alone; where one's claim does not hold, the other is asked.
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
    solve_with_basis(lp, options).map(|(answer, _)| answer)
}

/// Up to this many columns the embedded solver goes first. It is the older code, and there the difference is not felt;
/// beyond, the own method reaches the optimum in a fraction of its time (`benches/RESULTS.md`).
const EMBEDDED_UP_TO: usize = 1_500;

/// Returns the proved answer, and the simplex at its basis.
pub(crate) fn solve_with_basis<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    options: &SolveOptions,
) -> Result<(Answer, Simplex), Uncertified> {
    let watch = &options.watch;
    let scaling = Scaling::of(lp);
    let embedded = || {
        watch.check()?;
        let x = backend::run(lp, &scaling, watch);
        watch.check()?;
        let proved = x.and_then(|x| {
            let simplex = Simplex::from_vertex(lp, &x).with_watch(watch);
            prove(lp, &scaling, simplex).ok()
        });
        Ok::<_, Uncertified>(proved)
    };
    // What a presolved program claims is proved on the whole one; that it has no optimum, only there.
    let own = || {
        if let Some(simplex) = start::presolved(lp, watch)?
            && let Ok(proved) = prove(lp, &scaling, simplex)
        {
            return Ok(proved);
        }
        let simplex = Simplex::from_nothing(lp).with_watch(watch);
        prove(lp, &scaling, simplex)
    };
    if lp.columns().len() <= EMBEDDED_UP_TO {
        return embedded()?.map_or_else(own, Ok);
    }
    match own() {
        Err(error) if !matches!(error, Uncertified::Interrupted(_)) => embedded()?.ok_or(error),
        answered => answered,
    }
}

/// Returns the proved answer to a program whose optimum is near `x` (one value a column), and the simplex at its basis:
/// as [`solve_with_basis`], without the embedded solver where the own method gets there from `x`.
pub(crate) fn solve_near<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    x: &[f64],
    options: &SolveOptions,
) -> Result<(Answer, Simplex), Uncertified> {
    let simplex = Simplex::from_vertex(lp, x).with_watch(&options.watch);
    prove(lp, &Scaling::of(lp), simplex).or_else(|_| solve_with_basis(lp, options))
}

/// Returns the proved answer to a program from a simplex that stands at a basis of it, and the simplex at its optimum: as
/// [`solve_near`], where the bounds and costs of a program of the same matrix were moved.
pub(crate) fn solve_from<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    simplex: Simplex,
    options: &SolveOptions,
) -> Result<(Answer, Simplex), Uncertified> {
    let simplex = simplex.with_watch(&options.watch);
    prove(lp, &Scaling::of(lp), simplex).or_else(|_| solve_with_basis(lp, options))
}

fn prove<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    scaling: &Scaling,
    simplex: Simplex,
) -> Result<(Answer, Simplex), Uncertified> {
    prove_within(lp, scaling, simplex, false)
}

fn prove_within<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    scaling: &Scaling,
    mut simplex: Simplex,
    is_retry: bool,
) -> Result<(Answer, Simplex), Uncertified> {
    let answer = match simplex.optimize()? {
        End::Optimal => {
            let solution = certify(lp, scaling, simplex.values(), simplex.duals());
            let certificate = solution.certificate;
            if !certificate.holds() {
                return Err(Uncertified::Residuals {
                    primal: certificate.primal_residual,
                    dual: certificate.dual_residual,
                    gap: certificate.gap,
                });
            }
            Answer::Optimal(solution)
        }
        End::Infeasible(y) if proves_infeasible(lp, &y) => Answer::Infeasible(y),
        // Within rounding of feasible: a point that misses by less than a certificate accepts is an answer.
        End::Infeasible(_) if !is_retry => {
            return prove_within(lp, scaling, simplex.with_wide_tolerance(), true);
        }
        End::Infeasible(_) => return Err(Uncertified::Proof("infeasibility")),
        End::Unbounded(ray) if proves_unbounded(lp, &ray) => Answer::Unbounded(ray),
        End::Unbounded(_) => return Err(Uncertified::Proof("unboundedness")),
    };
    Ok((answer, simplex))
}
