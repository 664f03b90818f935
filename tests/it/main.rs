//! The integration tests, one binary.

#![allow(clippy::expect_used, clippy::cast_precision_loss)]

/// The model files of this repository, and what holds for every answer to one.
mod bundled;
/// Every way a program can end, for each way to solve it.
mod conformance;
/// Optima computed by an independent implementation.
mod corpus;
/// Programs as files: text, names.
mod export;
/// Checks a plan in the model's own terms, without the program.
mod feasible;
/// A module uses only lower floors.
mod floors;
/// Columns, rows, costs, addresses of a model by hand.
mod formulation;
/// Published and hand-worked optima.
mod known_optima;
/// The library as a program without files meets it.
mod library;
/// Every bundled model with every scenario.
mod models;
/// Reading a solution back: quantities, pegging, margin.
mod plan;
/// Random models: proofs, plans, and what must not change the optimum.
mod properties;
/// Reports of a plan by hand.
mod rendering;
/// A small model with every feature, its numbers turned by knobs.
mod sample;
/// The published schemas, and what they are schemas of.
mod schemas;
/// The optimum along a bound or a cost, against re-solves from scratch.
mod walks;
