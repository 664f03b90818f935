//! How to solve.

use super::backend::{NotBuiltIn, Solver};
use super::threads::Threads;
use crate::watch::Watch;

/// How to solve: with what, when to give up, and whom to report to.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct SolveOptions {
    /// When to give up, and whom to report its progress to.
    pub watch: Watch,
    solver: Solver,
    threads: Threads,
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

    /// Lets no more threads work at a time than this.
    #[must_use]
    pub fn with_threads(mut self, threads: Threads) -> Self {
        self.threads = threads;
        self
    }

    /// Returns how many threads may work at a time.
    #[must_use]
    pub fn threads(&self) -> Threads {
        self.threads
    }

    /// Then solves in exact arithmetic too: nothing is rounded, and the optimum is a fraction.
    ///
    /// ```
    /// use waferline_lp::LpBuilder;
    /// use waferline_lp::solve::{SolveOptions, exactly, prove};
    ///
    /// let mut lp = LpBuilder::default();
    /// lp.add_column("own", 1.0, 0.0, f64::INFINITY);
    /// lp.add_row("wafers", f64::NEG_INFINITY, 1.0, [("own", 3.0)]);
    /// let lp = lp.build();
    /// let options = SolveOptions::default().exactly();
    /// let (_, exact) = exactly(&lp, prove(&lp, &options)?, &options)?;
    /// let third = exact.and_then(|exact| exact.objective).expect("an optimum");
    /// assert_eq!((third.numerator(), third.denominator()), ("1".into(), "3".into()));
    /// # Ok::<(), waferline_lp::solve::Uncertified>(())
    /// ```
    #[cfg(feature = "exact")]
    #[must_use]
    pub fn exactly(mut self) -> Self {
        self.exact = true;
        self
    }

    /// Returns these options for what is solved on the way to something else: in floating point alone.
    #[must_use]
    pub fn within_rounding(&self) -> Self {
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
    /// use waferline_lp::solve::{SolveOptions, Uncertified, solve_program_with};
    /// use waferline_lp::{Interrupted, LpBuilder, Watch};
    ///
    /// let mut lp = LpBuilder::default();
    /// lp.add_column("own", 1.0, 0.0, f64::INFINITY);
    /// lp.add_row("wafers", f64::NEG_INFINITY, 1.0, [("own", 1.0)]);
    /// let no_time = SolveOptions::default().with_watch(Watch::default().with_time_limit(0.0));
    /// let ended = solve_program_with(&lp.build(), &no_time);
    /// assert!(matches!(ended, Err(Uncertified::Interrupted(Interrupted::TimeLimit { .. }))));
    /// ```
    #[must_use]
    pub fn with_watch(mut self, watch: Watch) -> Self {
        self.watch = watch;
        self
    }
}
