//! How it is solved.

use std::ffi::CStr;
use std::time::Duration;

/// Which of the methods solves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// The dual simplex method.
    #[default]
    Simplex,
    /// The interior point method with its crossover to a vertex.
    Interior,
}

impl Method {
    /// Returns what its option is called. Of the interior point methods it is IPX: `ipm` would be another one where a build has it.
    pub(crate) fn option(self) -> &'static CStr {
        match self {
            Self::Simplex => c"simplex",
            Self::Interior => c"ipx",
        }
    }
}

/// How to solve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// With what.
    pub method: Method,
    /// By how much bounds may be missed, and prices be of the wrong sign; at least 1e-10.
    pub tolerance: f64,
    /// After how long to give up.
    pub time_limit: Option<Duration>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            method: Method::default(),
            // HiGHS's own.
            tolerance: 1e-7,
            time_limit: None,
        }
    }
}
