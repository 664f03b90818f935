//! Values of fields: whether they are the same, exchanged, reported.

use crate::model::{FieldMut, Model, PartMut};

use super::additions::said;
use super::inputs::InputValue;

impl FieldMut<'_> {
    /// Whether two fields of one path say the same.
    pub(super) fn is_same(&self, other: &FieldMut) -> bool {
        match (self, other) {
            (FieldMut::Series(a), FieldMut::Series(b)) => a == b,
            (FieldMut::Past(a), FieldMut::Past(b)) => a == b,
            (FieldMut::Number(a), FieldMut::Number(b)) => a == b,
            (FieldMut::Count(a), FieldMut::Count(b))
            | (FieldMut::Quarter(a), FieldMut::Quarter(b)) => a == b,
            (FieldMut::Flag(a), FieldMut::Flag(b)) => a == b,
            (FieldMut::Start(a), FieldMut::Start(b)) => a == b,
            (FieldMut::Foundry(a), FieldMut::Foundry(b)) => a == b,
            (FieldMut::Sites(a), FieldMut::Sites(b)) => a == b,
            (FieldMut::Racks(a), FieldMut::Racks(b)) => a == b,
            (FieldMut::Times(a), FieldMut::Times(b)) => a == b,
            (FieldMut::Taken(a), FieldMut::Taken(b)) => a == b,
            (FieldMut::Options(a), FieldMut::Options(b)) => a == b,
            // To which numbers, see `Targets`.
            (FieldMut::Additions(a), FieldMut::Additions(b)) => {
                let amounts = a.iter().map(|it| &it.amounts);
                amounts.eq(b.iter().map(|it| &it.amounts))
            }
            (FieldMut::Steps(a), FieldMut::Steps(b)) => a == b,
            (FieldMut::Keys(a), FieldMut::Keys(b)) => a == b,
            // Parts are fields of their own only where they differ.
            _ => false,
        }
    }

    /// Exchanges the values of two fields of one kind.
    pub(super) fn exchange(self, other: FieldMut) {
        use std::mem::swap;
        match (self, other) {
            (FieldMut::Series(a), FieldMut::Series(b)) => swap(a, b),
            (FieldMut::Past(a), FieldMut::Past(b)) => swap(a, b),
            (FieldMut::Number(a), FieldMut::Number(b)) => swap(a, b),
            (FieldMut::Count(a), FieldMut::Count(b))
            | (FieldMut::Quarter(a), FieldMut::Quarter(b)) => swap(a, b),
            (FieldMut::Flag(a), FieldMut::Flag(b)) => swap(a, b),
            (FieldMut::Start(a), FieldMut::Start(b)) => swap(a, b),
            (FieldMut::Foundry(a), FieldMut::Foundry(b)) => swap(a, b),
            (FieldMut::Sites(a), FieldMut::Sites(b)) => swap(a, b),
            (FieldMut::Racks(a), FieldMut::Racks(b)) => swap(a, b),
            (FieldMut::Times(a), FieldMut::Times(b)) => swap(a, b),
            (FieldMut::Taken(a), FieldMut::Taken(b)) => swap(a, b),
            (FieldMut::Options(a), FieldMut::Options(b)) => swap(a, b),
            (FieldMut::Additions(a), FieldMut::Additions(b)) => swap(a, b),
            (FieldMut::Steps(a), FieldMut::Steps(b)) => swap(a, b),
            (FieldMut::Part(a), FieldMut::Part(b)) => match (a, b) {
                (PartMut::OptionalSeries(a), PartMut::OptionalSeries(b)) => swap(a, b),
                (PartMut::OptionalCount(a), PartMut::OptionalCount(b)) => swap(a, b),
                (PartMut::HotLot(a), PartMut::HotLot(b)) => swap(a, b),
                (PartMut::Cancel(a), PartMut::Cancel(b)) => swap(a, b),
                (PartMut::Support(a), PartMut::Support(b)) => swap(a, b),
                (PartMut::FoundryExpansions(a), PartMut::FoundryExpansions(b)) => swap(a, b),
                (PartMut::ProcessExpansions(a), PartMut::ProcessExpansions(b)) => swap(a, b),
                (PartMut::Fleet(a), PartMut::Fleet(b)) => swap(a, b),
                (PartMut::Attach(a), PartMut::Attach(b)) => swap(a, b),
                (PartMut::Buys(a), PartMut::Buys(b)) => swap(a, b),
                _ => {}
            },
            _ => {}
        }
    }

    /// Returns the value as it is reported; `None` where it is not given or means no limit.
    pub(super) fn reported(&self, model: &Model) -> Option<InputValue> {
        let text = |words: String| Some(InputValue::Text(words));
        let number = |value: f64| value.is_finite().then_some(InputValue::Number(value));
        match self {
            FieldMut::Past(past) => {
                let all: Vec<String> = past.values().iter().map(f64::to_string).collect();
                (!all.is_empty()).then(|| InputValue::Text(all.join(", ")))
            }
            FieldMut::Number(value) => number(**value),
            FieldMut::Count(count) => number(**count as f64),
            FieldMut::Flag(flag) => Some(InputValue::Flag(**flag)),
            FieldMut::Start(Some(t)) => text(model.horizon.quarter(*t).to_string()),
            FieldMut::Start(None) => text("never".to_owned()),
            FieldMut::Foundry(id) => text(model.foundry(**id).id.clone()),
            FieldMut::Sites(sites) => {
                let ids = |sites: &Vec<_>| {
                    let ids = sites.iter().map(|&id| model.site(id).id.as_str());
                    ids.collect::<Vec<_>>().join(", ")
                };
                sites.as_ref().map(|sites| InputValue::Text(ids(sites)))
            }
            FieldMut::Racks(racks) => {
                let ids = |racks: &Vec<_>| {
                    let ids = racks.iter().map(|&id| model.rack(id).id.as_str());
                    ids.collect::<Vec<_>>().join(", ")
                };
                racks.as_ref().map(|racks| InputValue::Text(ids(racks)))
            }
            FieldMut::Quarter(t) => text(model.horizon.quarter(**t).to_string()),
            FieldMut::Times(times) => number(f64::from(**times)),
            FieldMut::Taken(Some(times)) => number(*times),
            FieldMut::Taken(None) => text("free".to_owned()),
            FieldMut::Options(options) => {
                let ids = options.iter().map(|&id| model.option(id).id.as_str());
                let ids: Vec<&str> = ids.collect();
                (!ids.is_empty()).then(|| InputValue::Text(ids.join(", ")))
            }
            FieldMut::Additions(adds) => {
                let said: Vec<String> = adds.iter().map(|it| said(it, model)).collect();
                (!said.is_empty()).then(|| InputValue::Text(said.join(", ")))
            }
            FieldMut::Steps(steps) => {
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
            FieldMut::Part(part) => part.reported(model),
            FieldMut::Series(_) | FieldMut::Keys(_) => None,
        }
    }
}

impl PartMut<'_> {
    fn reported(&self, model: &Model) -> Option<InputValue> {
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
