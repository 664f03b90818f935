//! The integration tests, one binary.

#![allow(clippy::expect_used, clippy::cast_precision_loss)]

/// Every way a program can end, for each way to solve it.
mod conformance;
/// Checks a plan in the model's own terms, without the program.
mod feasible;
/// A module uses only lower floors.
mod floors;
/// A small model with every feature, its numbers turned by knobs.
mod sample;
/// The optimum along a bound or a cost, against re-solves from scratch.
mod walks;
