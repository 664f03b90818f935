//! The whole way from a model to a certified answer.

mod search;
mod times;
mod words;

use std::borrow::Cow;

use crate::explain::Refusal;
use crate::formulation::{Column, Constraint, formulate};
use crate::lp::{self, Interrupted, Lp, Simplex, Solution, Stuck, Variable};
use crate::model::{Address, Model};
use crate::plan::{InterpretError, Plan, interpret};
#[cfg(feature = "exact")]
pub use crate::solve::ExactProof;
pub use crate::solve::SolveOptions;
use crate::solve::{
    Answer, Basis, Face, FoundBy, Uncertified, prove, prove_from, prove_lexicographic, prove_near,
};

pub use search::SelectionProof;
pub(crate) use search::Selections;
use times::Clock;
pub use times::Times;
pub(crate) use words::{InTheWay, Limiting, in_the_way};
use words::{conflict, describe_ray};

/// The certified answer to a model.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The best plan, with its proof.
    Optimal(Box<Solved>),
    /// No plan keeps every limit and promise; proved.
    Infeasible(Infeasible),
    /// The margin has no end; proved.
    Unbounded(Unbounded),
}

/// The best plan, the program it is an optimum of, and the proof.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Solved {
    /// The optimum in the planner's words.
    pub plan: Plan,
    /// The program.
    pub lp: Lp<Column, Constraint>,
    /// Its certified optimum: values, duals, certificate.
    pub solution: Solution,
    /// The proof that no other selection of options is better; `None` where all are decided. `lp` holds the selection, and its
    /// certificate is about that.
    pub selection: Option<SelectionProof>,
    /// With `service_first`: the rows and columns that hold the least shortfall. Their ranges in `lp` are single values.
    pub held: Vec<Variable>,
    /// The proof in exact arithmetic, if that was asked for; with `held`, of the program that holds it.
    #[cfg(feature = "exact")]
    pub exact: Option<ExactProof>,
    /// How it was solved; explaining it goes on in the same way.
    pub options: SolveOptions,
    /// How long that took.
    pub times: Times,
    /// What found it.
    pub found_by: FoundBy,
    basis: Basis,
}

impl Solved {
    /// Returns the model with its options decided as the plan takes them: what is explained is explained so.
    #[must_use]
    pub fn holding<'m>(&self, model: &'m Model) -> Cow<'m, Model> {
        if model.is_decided() {
            return Cow::Borrowed(model);
        }
        let times = model.option_ids();
        let times = times.map(|option| self.lp.value(&self.solution.x, &Column::Taken { option }));
        let times: Vec<f64> = times.collect();
        Cow::Owned(model.holding(&times))
    }

    /// Returns the same plan under another watch: what explains it ends when that says so.
    #[cfg(feature = "desk")]
    pub(crate) fn watched(&self, watch: &lp::Watch) -> Self {
        let mut watched = self.clone();
        watched.options = watched.options.with_watch(watch.clone());
        watched.basis = watched.basis.with_watch(watch);
        watched
    }

    /// Returns the simplex at an optimal basis, from which explanations start; where another solver found the optimum
    /// the basis is found when it is first asked for.
    pub fn simplex(&self) -> Result<&Simplex, Stuck> {
        self.basis
            .of(&self.lp, &self.solution.x, &self.options.watch)
    }
}

impl Outcome {
    /// Returns what found the answer.
    #[must_use]
    pub fn found_by(&self) -> FoundBy {
        match self {
            Self::Optimal(solved) => solved.found_by,
            Self::Infeasible(_) | Self::Unbounded(_) => FoundBy::OWN,
        }
    }
}

/// Why there is no plan: limits that cannot hold together.
#[derive(Clone, Debug)]
pub struct Infeasible {
    /// The limits of the proof, in the order of the model.
    pub conflict: Vec<ConflictingLimit>,
    /// There would be a plan if options could be taken in part; no whole selection has one, and the conflict is that of taking
    /// none of those that are to be decided.
    pub only_in_part: bool,
    /// The proof in exact arithmetic, if that was asked for.
    #[cfg(feature = "exact")]
    pub exact: Option<ExactProof>,
    /// How it was solved; explaining it goes on in the same way.
    pub options: SolveOptions,
}

/// One limit that stands in the way of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct ConflictingLimit {
    /// The number that limits, where it is one number of the model.
    pub address: Option<Address>,
    /// The limit in words: `wafer starts at tsmc-n3p in 2027Q1 at most 12000`.
    pub description: String,
}

/// Why the margin has no end: activities that earn more together the more there is of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Unbounded {
    /// The activities and how they grow together, in words.
    pub ray: Vec<String>,
    /// The proof in exact arithmetic, if that was asked for.
    #[cfg(feature = "exact")]
    pub exact: Option<ExactProof>,
}

/// Why no answer was reached; never because of the model's contents.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SolveError {
    /// The answer could not be proved.
    #[error("uncertified: {0}")]
    Uncertified(Box<Refusal>),
    /// The work was ended before there was an answer.
    #[error(transparent)]
    Interrupted(Interrupted),
    /// The proved optimum could not be read back as a plan whose money sums to it.
    #[error(transparent)]
    Interpret(#[from] InterpretError),
}

impl SolveError {
    /// Returns why a model has no answer.
    fn of(model: &Model, error: Uncertified) -> Self {
        match error {
            Uncertified::Interrupted(why) => Self::Interrupted(why),
            error => Self::Uncertified(Box::new(Refusal::of(model, error))),
        }
    }
}

/// Returns the certified answer to a model: the best plan, or the proof that there is none or no best.
///
/// ```
/// use waferline::{Model, Outcome, SolveOptions, solve};
///
/// let model = Model::load("models/minimal.toml")?;
/// let Outcome::Optimal(solved) = solve(&model, &SolveOptions::default())? else {
///     panic!("the bundled model has a plan");
/// };
/// assert!(solved.solution.certificate.holds());
/// assert!((solved.plan.margin.present_value / solved.solution.objective - 1.0).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn solve(model: &Model, options: &SolveOptions) -> Result<Outcome, SolveError> {
    if !model.is_decided() {
        return search::solve(model, options);
    }
    let mut clock = Clock::start();
    let lp = formulate(model);
    clock.formulated();
    if model.policy.service_first {
        let first = shortfall_costs(model, &lp);
        let face = prove_lexicographic(lp, &first, options);
        let face = face.map_err(|error| SolveError::of(model, error))?;
        return read_back(model, face, options, clock);
    }
    let proved = prove(&lp, options).map_err(|error| SolveError::of(model, error))?;
    read_back(model, Face::whole(lp, proved), options, clock)
}

/// Returns the certified answer to a model that differs a little from one that was solved: as [`solve`], starting from
/// that one's basis.
pub fn solve_again(model: &Model, near: &Solved) -> Result<Outcome, SolveError> {
    if !model.is_linear() {
        return solve(model, &near.options);
    }
    let simplex = near.simplex();
    let simplex = simplex.map_err(|stuck| SolveError::of(model, stuck.into()))?;
    let start = |lp: &Lp<Column, Constraint>| {
        let basis = simplex.basis().carried(&near.lp, lp);
        Simplex::from_basis(lp, &basis).with_edges_of(simplex)
    };
    solve_at(model, start, &near.options)
}

/// Returns the certified answer to a model, starting from a point that may be near to it, by the value of each column.
pub(crate) fn solve_near(
    model: &Model,
    value: impl Fn(Column) -> f64,
    options: &SolveOptions,
) -> Result<Outcome, SolveError> {
    if !model.is_linear() {
        return solve(model, options);
    }
    let mut clock = Clock::start();
    let lp = formulate(model);
    clock.formulated();
    let x: Vec<f64> = lp
        .columns()
        .iter()
        .map(|column| value(column.key))
        .collect();
    let proved = prove_near(&lp, &x, options).map_err(|error| SolveError::of(model, error))?;
    read_back(model, Face::whole(lp, proved), options, clock)
}

/// Returns the certified margin of the best plan of a model that differs a little from one that was solved, without the plan;
/// `None` where there is none or no best.
pub(crate) fn margin_again(model: &Model, near: &Solved) -> Result<Option<f64>, SolveError> {
    if !model.is_linear() {
        return Ok(match solve(model, &near.options)? {
            Outcome::Optimal(solved) => Some(solved.solution.objective),
            Outcome::Infeasible(_) | Outcome::Unbounded(_) => None,
        });
    }
    let failed = |error| SolveError::of(model, error);
    let simplex = near.simplex().map_err(|stuck| failed(stuck.into()))?;
    let lp = formulate(model);
    let basis = simplex.basis().carried(&near.lp, &lp);
    let start = Simplex::from_basis(&lp, &basis).with_edges_of(simplex);
    let proved = prove_from(&lp, start, &near.options).map_err(failed)?;
    Ok(match proved.answer {
        Answer::Optimal(solution) => Some(solution.objective),
        Answer::Infeasible(_) | Answer::Unbounded(_) => None,
    })
}

/// Returns the certified answer to a model, starting from a basis of another program for a model that differs a little;
/// only where that is the optimum of one program ([`Model::is_linear`]).
pub(crate) fn solve_from(
    model: &Model,
    (from, basis): (&Lp<Column, Constraint>, &lp::Basis),
    options: &SolveOptions,
) -> Result<Outcome, SolveError> {
    let start = |lp: &Lp<Column, Constraint>| Simplex::from_basis(lp, &basis.carried(from, lp));
    solve_at(model, start, options)
}

/// Returns the certified answer to a model, from where a simplex of its program stands at first.
fn solve_at(
    model: &Model,
    start: impl Fn(&Lp<Column, Constraint>) -> Simplex,
    options: &SolveOptions,
) -> Result<Outcome, SolveError> {
    let mut clock = Clock::start();
    let lp = formulate(model);
    clock.formulated();
    let proved = prove_from(&lp, start(&lp), options);
    let proved = proved.map_err(|error| SolveError::of(model, error))?;
    read_back(model, Face::whole(lp, proved), options, clock)
}

fn read_back(
    model: &Model,
    face: Face<Column, Constraint>,
    options: &SolveOptions,
    mut clock: Clock,
) -> Result<Outcome, SolveError> {
    let Face {
        proved, lp, held, ..
    } = face;
    #[cfg(feature = "exact")]
    let (proved, exact) = crate::solve::exactly(&lp, proved, options)
        .map_err(|error| SolveError::of(model, error))?;
    clock.solved();
    Ok(match proved.answer {
        Answer::Optimal(solution) => Outcome::Optimal(Box::new(Solved {
            plan: interpret(model, &lp, &solution)?,
            times: clock.interpreted(),
            lp,
            solution,
            selection: None,
            held,
            #[cfg(feature = "exact")]
            exact,
            options: options.within_rounding(),
            found_by: proved.found_by,
            basis: proved.basis,
        })),
        Answer::Infeasible(multipliers) => Outcome::Infeasible(Infeasible {
            conflict: conflict(model, &lp, &multipliers),
            only_in_part: false,
            #[cfg(feature = "exact")]
            exact,
            options: options.within_rounding(),
        }),
        Answer::Unbounded(ray) => Outcome::Unbounded(Unbounded {
            ray: describe_ray(model, &lp, &ray),
            #[cfg(feature = "exact")]
            exact,
        }),
    })
}

/// What `service_first` looks at first: shortfalls at their penalties, discounted.
pub(crate) fn shortfall_costs(model: &Model, lp: &Lp<Column, Constraint>) -> Vec<f64> {
    lp.columns()
        .iter()
        .map(|column| match column.key {
            Column::Shortfall { service, t } => {
                let penalty = model.service(service).shortfall_penalty.as_ref();
                -penalty.map_or(0.0, |penalty| penalty[t]) * model.horizon.rho(t)
            }
            _ => 0.0,
        })
        .collect()
}
