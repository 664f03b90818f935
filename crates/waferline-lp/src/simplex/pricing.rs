//! What chooses the next pivot remembers, while a method runs.

use super::rows::OpenRows;
use super::state::State;

/// Weights and rows of the method that is running; empty between methods.
#[derive(Clone, Debug, Default)]
pub(super) struct Pricing {
    /// Dual steepest edge weights by position; empty outside the dual method.
    pub(super) edges: Vec<f64>,
    /// The matrix by row without what cannot enter; none where pivot rows are complete.
    pub(super) open_rows: Option<Box<OpenRows>>,
}

impl Pricing {
    /// Makes pivot rows leave out what cannot enter, until [`Self::all_rows`].
    pub(super) fn open_rows_only(&mut self, state: &State) {
        self.open_rows = Some(Box::new(OpenRows::new(&state.form, &state.sign)));
    }

    /// Makes pivot rows complete again.
    pub(super) fn all_rows(&mut self) {
        self.open_rows = None;
    }

    /// Lets a variable's entries in or leaves them out, by its sign.
    pub(super) fn reopen(&mut self, state: &State, variable: usize) {
        if let Some(rows) = &mut self.open_rows {
            rows.set(&state.form, variable, state.sign[variable] != 0);
        }
    }

    /// Puts the weights in the order that new factors put the positions in.
    pub(super) fn reorder(&mut self, position_of: &[u32]) {
        if !self.edges.is_empty() {
            let moved = |&position: &u32| self.edges[position as usize];
            self.edges = position_of.iter().map(moved).collect();
        }
    }
}
