//! What a solver claims, and who it is.

use crate::simplex::Basis;

/// The program and the method that found an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FoundBy {
    /// Name of the program.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// Its method.
    pub method: &'static str,
}

/// An optimum that a solver claims, in the program's units.
pub(in crate::solve) struct Claim {
    /// Value of each column.
    pub x: Vec<f64>,
    /// Dual of each row, from solvers that report them.
    pub dual: Option<Vec<f64>>,
    /// The basis, from solvers that report it.
    pub basis: Option<Basis>,
    pub found_by: FoundBy,
}

impl FoundBy {
    /// Our own simplex method.
    pub const OWN: Self = Self {
        name: "waferline",
        version: env!("CARGO_PKG_VERSION"),
        method: "simplex",
    };

    /// Our own interior point method, with the crossover to a vertex.
    pub const OWN_INTERIOR: Self = Self {
        method: "interior point with crossover",
        ..Self::OWN
    };
}
