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
