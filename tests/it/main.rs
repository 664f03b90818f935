//! The integration tests, one binary.

mod conformance; // every way a program can end, for each way to solve it
