//! From [`Model`](crate::model::Model) to linear program.

mod key;
mod line;

pub use key::{Column, Constraint};
pub use line::{Line, LineGroup, Term};
