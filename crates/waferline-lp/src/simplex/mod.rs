//! A bounded revised simplex method over a basis we can see.
//!
//! It starts from nothing, at a basis, from an interior point by crossover, or at a vertex: another solver may return one
//! and nothing else, and to prove it, price it and move it we need its basis. It yields duals, proofs of infeasibility and rays.
//!
//! Source of the methods: Maros, *Computational Techniques of the Simplex Method* (2003), chapters 9 and 10, and
//! Koberstein, *The dual simplex method* (2005): Harris ratio tests, bound flipping, cost shifting, and a dual that is
//! made feasible by shifting costs, whose optimum is then finished by the primal on the true costs.

mod basis;
mod breakpoint;
mod correction;
#[cfg(feature = "interior-point")]
mod crossover;
mod direction;
mod dual;
mod edges;
mod end;
mod factor;
mod form;
mod implied;
mod known_duals;
mod known_edges;
mod magnify;
mod mark;
mod method;
mod optimize;
mod piece;
mod place;
mod point;
mod pricing;
mod primal;
mod ratio;
mod refine;
mod rows;
mod start;
mod state;
mod status;
mod tolerance;
mod turn;
mod walk;
mod walker;
mod walks;
mod workspace;

#[cfg(feature = "interior-point")]
pub(crate) use self::crossover::Interior;
pub use self::direction::{Direction, Finish};
pub use self::end::{End, Stuck};
pub use self::mark::Mark;
pub use self::method::Simplex;
pub(crate) use self::refine::Refined;
pub use self::status::{Basis, Status};
pub use self::walk::{Segment, Walk};
pub use self::walker::WalkSpace;
pub use self::walks::Walks;
