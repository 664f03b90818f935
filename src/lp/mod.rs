//! Linear programs as data, generic over what their columns and rows mean; knows nothing of chips.
//!
//! One sense: every [`Lp`] maximizes. Rows are ranges `lower <= a x <= upper`.

mod program;
mod solution;
mod write;

pub use program::{ColumnData, ColumnId, Lp, LpBuilder, RowData, RowId};
pub use solution::{Certificate, Solution};
pub use write::{Names, write_lp_format, write_mps};
