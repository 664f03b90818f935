//! Values of fields: whether they are the same, exchanged, told.

use crate::explain::field::{Field, Part};
use crate::model::Model;

use super::inputs::InputValue;

impl Field<'_> {
    /// Whether two fields of one path say the same.
    pub(super) fn is_same(&self, other: &Field) -> bool {
        match (self, other) {
            (Field::Series(a), Field::Series(b)) => a == b,
            (Field::Number(a), Field::Number(b)) => a == b,
            (Field::Count(a), Field::Count(b)) => a == b,
            (Field::Flag(a), Field::Flag(b)) => a == b,
            (Field::Start(a), Field::Start(b)) => a == b,
            (Field::Foundry(a), Field::Foundry(b)) => a == b,
            (Field::Sites(a), Field::Sites(b)) => a == b,
            (Field::Racks(a), Field::Racks(b)) => a == b,
            (Field::Steps(a), Field::Steps(b)) => a == b,
            (Field::Keys(a), Field::Keys(b)) => a == b,
            // Parts are fields of their own only where they differ.
            _ => false,
        }
    }

    /// Exchanges the values of two fields of one kind.
    pub(super) fn exchange(self, other: Field) {
        use std::mem::swap;
        match (self, other) {
            (Field::Series(a), Field::Series(b)) => swap(a, b),
            (Field::Number(a), Field::Number(b)) => swap(a, b),
            (Field::Count(a), Field::Count(b)) => swap(a, b),
            (Field::Flag(a), Field::Flag(b)) => swap(a, b),
            (Field::Start(a), Field::Start(b)) => swap(a, b),
            (Field::Foundry(a), Field::Foundry(b)) => swap(a, b),
            (Field::Sites(a), Field::Sites(b)) => swap(a, b),
            (Field::Racks(a), Field::Racks(b)) => swap(a, b),
            (Field::Steps(a), Field::Steps(b)) => swap(a, b),
            (Field::Part(a), Field::Part(b)) => match (a, b) {
                (Part::OptionalSeries(a), Part::OptionalSeries(b)) => swap(a, b),
                (Part::OptionalCount(a), Part::OptionalCount(b)) => swap(a, b),
                (Part::HotLot(a), Part::HotLot(b)) => swap(a, b),
                (Part::Cancel(a), Part::Cancel(b)) => swap(a, b),
                (Part::Support(a), Part::Support(b)) => swap(a, b),
                (Part::FoundryExpansions(a), Part::FoundryExpansions(b)) => swap(a, b),
                (Part::ProcessExpansions(a), Part::ProcessExpansions(b)) => swap(a, b),
                (Part::Fleet(a), Part::Fleet(b)) => swap(a, b),
                (Part::Attach(a), Part::Attach(b)) => swap(a, b),
                (Part::Buys(a), Part::Buys(b)) => swap(a, b),
                _ => {}
            },
            _ => {}
        }
    }

    /// Returns the value as it is told; `None` where it is not given or means no limit.
    pub(super) fn told(&self, model: &Model) -> Option<InputValue> {
        let text = |words: String| Some(InputValue::Text(words));
        let number = |value: f64| value.is_finite().then_some(InputValue::Number(value));
        match self {
            Field::Number(value) => number(**value),
            Field::From(steps, step) => number(steps[..*step].iter().map(|it| it.width).sum()),
            Field::Count(count) => number(**count as f64),
            Field::Flag(flag) => Some(InputValue::Flag(**flag)),
            Field::Start(Some(t)) => text(model.horizon.quarter(*t).to_string()),
            Field::Start(None) => text("never".to_owned()),
            Field::Foundry(id) => text(model.foundry(**id).id.clone()),
            Field::Sites(sites) => {
                let ids = |sites: &Vec<_>| {
                    let ids = sites.iter().map(|&id| model.site(id).id.as_str());
                    ids.collect::<Vec<_>>().join(", ")
                };
                sites.as_ref().map(|sites| InputValue::Text(ids(sites)))
            }
            Field::Racks(racks) => {
                let ids = |racks: &Vec<_>| {
                    let ids = racks.iter().map(|&id| model.rack(id).id.as_str());
                    ids.collect::<Vec<_>>().join(", ")
                };
                racks.as_ref().map(|racks| InputValue::Text(ids(racks)))
            }
            Field::Steps(steps) => {
                let mut from = 0.0;
                let mut said = Vec::new();
                for step in &**steps {
                    if step.discount != 0.0 {
                        said.push(format!("{} off from {from}", step.discount));
                    }
                    from += step.width;
                }
                (!said.is_empty()).then(|| InputValue::Text(said.join(", ")))
            }
            Field::Part(part) => part.told(model),
            Field::Series(_) | Field::Keys(_) => None,
        }
    }
}

impl Part<'_> {
    fn told(&self, model: &Model) -> Option<InputValue> {
        let given = |is_there: bool| is_there.then(|| InputValue::Text("given".to_owned()));
        let listed = |ids: Vec<&str>| {
            let ids = ids.join(", ");
            (!ids.is_empty()).then_some(InputValue::Text(ids))
        };
        match self {
            Self::OptionalSeries(series) => given(series.is_some()),
            Self::OptionalCount(count) => count.map(|count| InputValue::Number(count as f64)),
            Self::HotLot(hot_lot) => given(hot_lot.is_some()),
            Self::Cancel(cancel) => {
                let after = cancel.as_ref().map(|cancel| cancel.after as f64);
                after.map(InputValue::Number)
            }
            Self::Support(support) => given(support.is_some()),
            Self::FoundryExpansions(list) => listed(list.iter().map(|it| it.id.as_str()).collect()),
            Self::ProcessExpansions(list) => listed(list.iter().map(|it| it.id.as_str()).collect()),
            Self::Fleet(list) => {
                let racks = list.iter().map(|(rack, _)| model.rack(*rack).id.as_str());
                listed(racks.collect())
            }
            Self::Attach(list) => listed(list.iter().map(|(line, _)| line.as_str()).collect()),
            Self::Buys(list) => listed(list.iter().map(|it| model.item_id(it.item)).collect()),
        }
    }
}
