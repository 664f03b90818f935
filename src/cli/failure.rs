//! Why a command has no result.

use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::explain::ExplainError;
use crate::hedge::HedgeError;
use crate::input::Rejected;
use crate::lp::{Interrupted, Stuck};
use crate::outcome::SolveError;
use crate::report::json::Finding;
use crate::roll::{RollError, RollFileError};
use crate::source::Sources;
use crate::sweep::SweepError;

use super::{COULD_NOT_RUN, NO, STOPPED};

/// What to do about a model in which nothing is said to come.
const NO_FUTURES: &str = "nothing is said to come: give scenarios a probability, [scenario.ID] with probability = 0.3 and \
known_from = \"2028Q1\", name scenarios by --futures, or draw from [uncertainty] by --sample";

/// Why a command has no result.
#[derive(Debug)]
pub enum Failure {
    /// What was read has errors.
    Rejected {
        /// What it is: `the model`.
        what: &'static str,
        /// All of them, warnings included.
        diagnostics: Vec<Diagnostic>,
        /// What they point into.
        sources: Sources,
    },
    /// We could not run.
    CouldNotRun {
        /// A stable code such as `cannot-read`.
        code: &'static str,
        /// What happened, and what to do.
        message: String,
    },
    /// Ctrl-C ended the command.
    Stopped {
        /// What was not done.
        message: String,
    },
}

impl Failure {
    /// Returns the failure to run at all, with what happened.
    pub fn could_not_run(code: &'static str, message: impl Into<String>) -> Self {
        Self::CouldNotRun {
            code,
            message: message.into(),
        }
    }

    /// Returns that what was read, `the model`, has errors.
    pub fn rejected(what: &'static str, rejected: Rejected) -> Self {
        Self::Rejected {
            what,
            diagnostics: rejected.diagnostics,
            sources: rejected.sources,
        }
    }

    /// Returns the failure to write a file.
    pub fn cannot_write(path: &Path, why: impl std::fmt::Display) -> Self {
        Self::could_not_run(
            "cannot-write",
            format!("cannot write {}: {why}", path.display()),
        )
    }

    /// Returns whether somebody ended the command, and nothing more is to be written.
    pub fn is_stop(&self) -> bool {
        matches!(self, Self::Stopped { .. })
    }

    /// Returns that a workbook has to be a file.
    pub fn needs_out_for_workbook() -> Self {
        Self::could_not_run(
            "usage",
            "xlsx is a workbook: say where with --out FILE.xlsx",
        )
    }

    /// Returns the exit code of the process.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Rejected { .. } => NO,
            Self::CouldNotRun { .. } => COULD_NOT_RUN,
            Self::Stopped { .. } => STOPPED,
        }
    }

    /// Returns what is wrong as it stands in JSON reports.
    pub fn findings(&self) -> Vec<Finding> {
        match self {
            Self::Rejected {
                diagnostics,
                sources,
                ..
            } => Finding::all(diagnostics, sources),
            Self::CouldNotRun { code, message } => vec![Finding::failure(code, message)],
            Self::Stopped { message } => vec![Finding::failure("stopped", message)],
        }
    }
}

impl From<Rejected> for Failure {
    fn from(rejected: Rejected) -> Self {
        Self::rejected("the model", rejected)
    }
}

impl From<SolveError> for Failure {
    fn from(error: SolveError) -> Self {
        let code = match error {
            SolveError::Interrupted(why) => return why.into(),
            SolveError::Uncertified(_) => "uncertified",
            _ => "solver-failed",
        };
        Self::could_not_run(code, error.to_string())
    }
}

impl From<Interrupted> for Failure {
    fn from(why: Interrupted) -> Self {
        let message = why.to_string();
        match why {
            Interrupted::Stopped => Self::Stopped { message },
            _ => Self::could_not_run("time-limit", message + "; --time-limit gives more"),
        }
    }
}

impl From<SweepError> for Failure {
    fn from(error: SweepError) -> Self {
        match error {
            SweepError::Rejected(rejected) => rejected.into(),
            _ => Self::could_not_run("usage", error.to_string()),
        }
    }
}

impl From<ExplainError> for Failure {
    fn from(error: ExplainError) -> Self {
        match error {
            ExplainError::Solve(error) => error.into(),
            ExplainError::Stuck(Stuck::Interrupted(why)) => why.into(),
            ExplainError::Unknown(what) => Self::could_not_run("usage", what),
            ExplainError::Unconfirmed(_) | ExplainError::Uncertified(_) => {
                Self::could_not_run("uncertified", error.to_string())
            }
            _ => Self::could_not_run("solver-failed", error.to_string()),
        }
    }
}

impl From<RollFileError> for Failure {
    fn from(error: RollFileError) -> Self {
        match error {
            RollFileError::Rejected(rejected) => rejected.into(),
            RollFileError::Roll(RollError::OtherPlan(_)) => {
                Self::could_not_run("roll-plan", error.to_string())
            }
            RollFileError::Roll(_) => Self::could_not_run("usage", error.to_string()),
            RollFileError::Differs(_) => Self::could_not_run("internal", error.to_string()),
        }
    }
}

impl From<HedgeError> for Failure {
    fn from(error: HedgeError) -> Self {
        let code = match error {
            HedgeError::Solve(error) => return error.into(),
            HedgeError::Interrupted(why) => return why.into(),
            HedgeError::NothingMayCome => return Self::could_not_run("no-futures", NO_FUTURES),
            HedgeError::KnownTooLate(_) => "future-known-too-late",
            HedgeError::RiskInStages => "hedge-risk-stages",
            HedgeError::TwoStages(_) => "hedge-two-stages",
            HedgeError::Decisions(_) => "hedge-decisions",
            HedgeError::Uncertified(_) => "uncertified",
            _ => "usage",
        };
        Self::could_not_run(code, error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::could_not_run("internal", format!("cannot write JSON: {error}"))
    }
}

impl From<csv::Error> for Failure {
    fn from(error: csv::Error) -> Self {
        Self::could_not_run("internal", format!("cannot write CSV: {error}"))
    }
}
