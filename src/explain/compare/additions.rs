//! What options add, from one model to another whose lists have other positions.

use std::collections::HashMap;

use crate::model::{Addition, Field, FieldPath, Model, OptionId};

/// The most stretches of one amount that are said one by one.
const MOST_SAID: usize = 4;

/// What each option of a model adds to, as its file writes it.
#[derive(Debug)]
pub(super) struct Targets(Vec<Vec<FieldPath>>);

impl Targets {
    pub fn of(model: &Model) -> Self {
        let paths = |adds: &[Addition]| adds.iter().map(|it| model.path(it.field)).collect();
        Self(model.options.iter().map(|it| paths(&it.adds)).collect())
    }

    /// Returns them by the options' positions in another list.
    pub fn moved(self, to: &[usize]) -> Self {
        let mut moved = Vec::new();
        for (paths, &at) in self.0.into_iter().zip(to) {
            moved.resize(moved.len().max(at + 1), Vec::new());
            moved[at] = paths;
        }
        Self(moved)
    }

    /// Returns whether an option adds to the same in both models, in the same order: positions may be those of others.
    pub fn are_same(one: &Self, other: &Self, option: OptionId) -> bool {
        one.0.get(option.0) == other.0.get(option.0)
    }

    fn is_empty(&self) -> bool {
        self.0.iter().all(Vec::is_empty)
    }
}

/// Lets the additions of each option name their numbers by the positions of `model`. `targets` says of each option what it
/// adds to; what the model does not have is added no more.
pub(super) fn place<'a>(model: &mut Model, targets: impl Fn(usize) -> &'a Targets) {
    if (0..model.options.len()).all(|option| targets(option).is_empty()) {
        return;
    }
    let paths = model.paths();
    let fields: HashMap<&str, Field> = paths.iter().map(|it| (it.as_str(), it.field)).collect();
    for (position, option) in model.options.iter_mut().enumerate() {
        let of_option = targets(position).0.get(position);
        let of_option = of_option.map(Vec::as_slice).unwrap_or_default();
        let adds = std::mem::take(&mut option.adds).into_iter().zip(of_option);
        let placed = adds.filter_map(|(addition, path)| {
            let field = *fields.get(path.as_str())?;
            Some((path, Addition { field, ..addition }))
        });
        let mut placed: Vec<_> = placed.collect();
        placed.sort_by_key(|(path, _)| path.as_str());
        option.adds = placed.into_iter().map(|(_, addition)| addition).collect();
    }
}

/// Returns an addition as the model file writes it: `site.aws.power_mw@2028Q3.. += 120`.
pub(super) fn said(addition: &Addition, model: &Model) -> String {
    let path = model.path(addition.field);
    let amounts = addition.amounts.values();
    let quarter = |t: usize| model.horizon.quarter(t);
    let mut runs: Vec<(usize, usize, f64)> = Vec::new();
    for (t, &amount) in amounts.iter().enumerate() {
        match runs.last_mut() {
            Some(run) if run.2 == amount => run.1 = t,
            _ => runs.push((t, t, amount)),
        }
    }
    if let [(_, _, amount)] = runs[..] {
        return format!("{path} += {amount}");
    }
    runs.retain(|run| run.2 != 0.0);
    let span = |from: usize, to: usize| match to {
        to if to + 1 == amounts.len() => format!("{}..", quarter(from)),
        to if to == from => quarter(from).to_string(),
        to => format!("{}..{}", quarter(from), quarter(to)),
    };
    if let (true, Some(first), Some(last)) = (runs.len() > MOST_SAID, runs.first(), runs.last()) {
        let all: f64 = amounts.iter().sum();
        return format!(
            "{path}@{} += {} to {}, {all} in all",
            span(first.0, last.1),
            first.2,
            last.2
        );
    }
    let each = runs
        .iter()
        .map(|&(from, to, amount)| format!("{path}@{} += {amount}", span(from, to)));
    each.collect::<Vec<_>>().join(", ")
}
