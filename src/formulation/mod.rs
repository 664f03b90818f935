//! From [`Model`](crate::model::Model) to linear program.

mod key;

pub use key::{Column, Constraint};
