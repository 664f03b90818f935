//! The integration tests, one binary.

/// Wrong and doubtful models: a snapshot of what each is told.
mod bad_models;
/// Hundreds of small damages to a valid model: no panic, and the error where the damage is.
mod mutations;
/// What the model file means: series, defaults, assignments, CSV, JSON.
mod reading;
