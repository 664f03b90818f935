//! The integration tests, one binary.

#![allow(clippy::expect_used, clippy::cast_precision_loss)]

/// The binary: exit codes, outputs, its words.
mod command_line;
/// Every way a program can end, for each way to solve it.
mod conformance;
/// Programs as files: text, names.
mod export;
/// Checks a plan in the model's own terms, without the program.
mod feasible;
/// A module uses only lower floors.
mod floors;
/// Columns, rows, costs, addresses of a model by hand.
mod formulation;
/// Reading a solution back: quantities, pegging, margin.
mod plan;
/// What the README and CONTRIBUTING say.
mod readme;
/// Reports of a plan by hand.
mod rendering;
/// A small model with every feature, its numbers turned by knobs.
mod sample;
/// The optimum along a bound or a cost, against re-solves from scratch.
mod walks;
