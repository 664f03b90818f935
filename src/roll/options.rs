//! Options: those decided before are as the plan takes them.

use super::saved::Done;
use crate::model::{Cut, Field, Model, StockField};

/// Decides the options whose quarter is over, and returns what is to be said of them.
pub(super) fn carry(next: &mut Model, model: &Model, done: &Done, cut: &Cut) -> Vec<String> {
    let mut notes = Vec::new();
    for id in model.option_ids() {
        let option = model.option(id);
        let carried = &mut next.options[id.0];
        // What it added to the opening stock is in stock, or gone.
        let is_opening = |field| matches!(field, Field::Stock(_, StockField::Opening));
        carried
            .adds
            .retain(|add| !is_opening(add.field) && !add.amounts.is_zero());
        if option.decided >= cut.done {
            continue;
        }
        let taken = done.taken[id.0];
        carried.taken = Some(taken);
        if option.is_free() {
            let how = if taken == 0.0 {
                "declined".to_owned()
            } else if option.at_most == 1 && taken == 1.0 {
                "taken".to_owned()
            } else {
                format!("taken {taken} times")
            };
            let quarter = model.horizon.quarter(option.decided);
            let name = option.display_name();
            notes.push(format!("{name} was decided in {quarter}: {how}."));
        }
    }
    notes
}
