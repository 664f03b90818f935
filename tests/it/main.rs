//! The integration tests, one binary.

#![allow(clippy::expect_used, clippy::cast_precision_loss)]

/// Checks a plan in the model's own terms, without the program.
mod feasible;
/// Reading a solution back: quantities, pegging, margin.
mod plan;
/// A small model with every feature, its numbers turned by knobs.
mod sample;
