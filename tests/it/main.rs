//! The integration tests, one binary.

#![allow(clippy::expect_used, clippy::cast_precision_loss)]

mod export; // programs as files: text, names
mod feasible; // checks a plan in the model's own terms, without the program
mod formulation; // columns, rows, costs, addresses of a model by hand
mod plan; // reading a solution back: quantities, pegging, margin
mod rendering; // what reports look like
mod sample; // a small model with every feature, its numbers turned by knobs
