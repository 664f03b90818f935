//! What one unit of something earns and costs, rolled back from the prices of balances to money and limits.

mod engine;
mod statement;

pub(super) use engine::{ByRow, Prices, RollBack, by_row};
pub(super) use statement::{Key, Statement};
