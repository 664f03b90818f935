//! From when on decisions are shaped by the horizon's end.

use crate::model::{Item, Model};
use crate::quarter::Quarter;

use super::batch::{Batch, Way};

/// Returns the first quarter in which starts can no longer arrive within the horizon; `None` if everything arrives at once.
///
/// The lead counted is the longest chain of leads, die to chip to rack, of anything that can be made; hot lots do not shorten it.
/// What has a shorter chain still arrives from later starts.
pub(super) fn end_effects_from(model: &Model) -> Option<Quarter> {
    let leads = model.items().filter_map(|item| longest_lead(model, item));
    let lead = leads.max().filter(|&lead| lead > 0)?;
    let t = model.horizon.quarters.saturating_sub(lead);
    Some(model.horizon.quarter(t))
}

/// Returns the longest chain of leads that ends in the item; `None` if it cannot be made.
fn longest_lead(model: &Model, item: Item) -> Option<usize> {
    let possible = match item {
        Item::Die(id) => model.die(id).available_from.is_some(),
        Item::Component(_) => true,
        Item::Chip(id) => model.chip(id).is_made(),
        Item::Rack(id) => model.rack(id).is_made(),
    };
    if !possible {
        return None;
    }
    let way = *Way::of(model, item).first()?;
    let takes = way.takes(model);
    let inputs = takes
        .iter()
        .filter_map(|&(input, _)| longest_lead(model, input));
    let lead = Batch { way, t: 0 }.arrival(model).t;
    Some(lead + inputs.max().unwrap_or(0))
}
