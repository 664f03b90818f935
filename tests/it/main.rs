//! The integration tests, one binary.

mod export; // programs as files: text, names
mod formulation; // columns, rows, costs, addresses of a model by hand
