//! The integration tests, one binary.

mod rendering;
