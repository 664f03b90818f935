//! The best point in which some columns are whole, with its proof: branch and bound on the own method.
//!
//! A question is a box: a range of whole numbers for each of those columns. The box is taken apart until every part is
//! closed: by a bound that its multipliers prove, by a proof that nothing in it is feasible, or because it is one selection,
//! whose program is then solved with the columns held there. The parts cover the box; they are the proof.
//!
//! Most parts close without a solve. The prices of any program solved before bound every selection, not only those they were
//! found for: with `z` the whole columns, `K` the most that all other columns and the rows can be worth at prices `y`, and `d`
//! the reduced costs,
//!
//! ```text
//! best(z) <= K(y) + d z
//! ```
//!
//! so each solve leaves a cut, and the cuts answer most of what is asked next. What proves that nothing is feasible leaves one
//! too. This is what makes hundreds of questions about one program cost little more than the first.
//!
//! Sources of the methods: Land and Doig, "An automatic method of solving discrete programming problems" (1960), for branch and
//! bound; Benders, "Partitioning procedures for solving mixed-variables programming problems" (1962), for the cuts; Nemhauser
//! and Wolsey, *Integer and Combinatorial Optimization* (1988), for what reduced costs cut off a box; Lawler, "A procedure for
//! computing the K best solutions to discrete optimization problems" (1972), for the best selections in order.

mod cut;
mod found;
mod memory;
mod selection;
mod tree;
mod whole;
mod whole_search;

pub use found::{Ended, Found, Leaf, NoSelection, Ranked, Searched, UnboundedSelection};
pub use whole_search::WholeSearch;
