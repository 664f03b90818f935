//! How to solve.

use super::{NotBuiltIn, Solver};
use crate::lp::Watch;

/// How to solve: with what, when to give up, and whom to tell.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct SolveOptions {
    /// When to give up, and whom to tell how far the work is.
    pub watch: Watch,
    solver: Solver,
    exact: bool,
}

impl SolveOptions {
    /// Solves with this solver, if it is built in.
    pub fn with_solver(mut self, solver: Solver) -> Result<Self, NotBuiltIn> {
        self.solver = solver.checked()?;
        Ok(self)
    }

    /// Returns what solves.
    #[must_use]
    pub fn solver(&self) -> Solver {
        self.solver
    }

    /// Then solves in exact arithmetic too: nothing is rounded, and the optimum is a fraction.
    ///
    /// ```
    /// use waferline::{Model, Outcome, SolveOptions, solve};
    ///
    /// let model = Model::load("models/known/product-mix.toml")?;
    /// let Outcome::Optimal(solved) = solve(&model, &SolveOptions::default().exactly())? else {
    ///     panic!("it has a plan");
    /// };
    /// let exact = solved.exact.expect("asked for").objective.expect("an optimum");
    /// assert_eq!((exact.numerator(), exact.denominator()), ("56000".into(), "3".into()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn exactly(mut self) -> Self {
        self.exact = true;
        self
    }

    /// Returns these options for what is solved on the way to something else: in floating point alone.
    #[must_use]
    pub(crate) fn within_rounding(&self) -> Self {
        Self {
            exact: false,
            ..self.clone()
        }
    }

    /// Returns whether exact arithmetic is asked for.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.exact
    }

    /// Solves under a watch.
    ///
    /// ```
    /// use waferline::lp::{Interrupted, Watch};
    /// use waferline::{Model, SolveError, SolveOptions, solve};
    ///
    /// let model = Model::load("models/minimal.toml")?;
    /// let no_time = SolveOptions::default().with_watch(Watch::default().with_time_limit(0.0));
    /// assert!(matches!(solve(&model, &no_time), Err(SolveError::Interrupted(Interrupted::TimeLimit { .. }))));
    /// # Ok::<(), waferline::input::LoadError>(())
    /// ```
    #[must_use]
    pub fn with_watch(mut self, watch: Watch) -> Self {
        self.watch = watch;
        self
    }
}
