//! Supply spending within the budget.

use crate::formulation::draft::Draft;
use crate::formulation::key::Constraint;
use crate::model::{Field, PolicyField};

/// `Budget[t]: supply spending[t] <= budget[t]`, undiscounted, where there is a limit: every line of `supply` in the
/// objective
pub(crate) fn add(draft: &mut Draft<'_>) {
    let model = draft.model;
    for t in 0..draft.horizon {
        let spending = draft.take_spending(t);
        let budget = model.policy.budget[t];
        if budget.is_finite() {
            let budget = draft.end(Field::Policy(PolicyField::Budget), t, budget);
            draft.at_most(Constraint::Budget { t }, budget, spending);
        }
    }
}
