//! Refined duals that are known already.

use super::place::Place;
use super::state::State;
use crate::double::Double;

/// The refined row duals of a basis at its costs: where only ends of ranges move and the basis stays, they stay too.
#[derive(Debug)]
pub(super) struct KnownDuals {
    basic: Vec<usize>,
    cost: Vec<f64>,
    pub(super) y: Vec<Double>,
}

impl KnownDuals {
    /// Returns these duals as those of the basis and the costs of a state.
    pub(super) fn of(state: &State, y: Vec<Double>) -> Self {
        Self {
            basic: state.head.clone(),
            cost: state.form.cost.clone(),
            y,
        }
    }

    /// Returns whether a state of the same program has this basis and these costs.
    pub(super) fn are_of(&self, state: &State) -> bool {
        let is_basic = |&variable: &usize| state.place[variable] == Place::Basic;
        self.cost == state.form.cost && self.basic.iter().all(is_basic)
    }
}
