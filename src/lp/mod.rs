//! Linear programs as data, generic over what their columns and rows mean; knows nothing of chips.
//!
//! One sense: every [`Lp`] maximizes. Rows are ranges `lower <= a x <= upper`.

mod certificate;
mod climb;
mod double;
mod elastic;
mod exact;
mod implied;
mod presolve;
mod program;
mod refutation;
mod scale;
mod simplex;
mod solution;
mod watch;
mod write;

pub use certificate::{Point, certify};
pub use climb::{Reached, Unproved, climb};
pub(crate) use climb::{residuals, sharpen};
pub use double::Double;
pub use elastic::{Conflict, Elastic, ElasticColumn, ElasticRow, Give, Least};
pub use exact::{ExactEnd, ExactFailure, ExactOptimum, Rational, solve_exactly};
pub use presolve::{Presolved, Rule, Tally};
pub use program::{ColumnData, ColumnId, Lp, LpBuilder, RowData, RowId};
pub use refutation::{proves_infeasible, proves_unbounded, shortage};
pub use scale::Scaling;
pub use simplex::{Basis, Direction, End, Finish, Segment, Simplex, Status, Stuck, Variable, Walk};
pub use solution::{Certificate, Solution};
pub use watch::{Interrupted, Phase, Progress, Watch};
pub use write::{Names, write_lp_format, write_mps};
