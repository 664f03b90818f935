//! The integration tests, one binary.

mod conformance;
mod floors; // a module uses only lower floors // every way a program can end, for each way to solve it
