//! The what-if desk: numbers are changed, and the best plan follows with its worth and its reasons.
//!
//! A [`Desk`] has one [`Session`], whose steps are undone and done again, and a [`Board`] of panes. Whoever changes something
//! gives a [`Step`]; a thread of the desk's own solves the newest state, gives up on older ones, and shows part after part
//! of the answer. Nothing here knows of a network or of files: that is `cli/desk`.

mod asked;
mod board;
mod cards;
mod drawn;
mod planner;
mod seen;
mod session;
mod state;
mod step;
mod table;

pub use asked::{Asked, Question};
pub use board::Pane;
pub use seen::{Refused, Seen};
pub use session::{NoSession, Session};
pub use state::State;
pub use step::Step;
pub use table::{Desk, DeskSettings};
