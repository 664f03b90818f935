//! What is taken whole or left: an agreement, a hall, a reserved line.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Field, Model, OptionField, OptionId, Series};

/// A decision that cannot be had by halves: what it adds to the numbers of the model, and its cash.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanOption {
    /// Id in the model file.
    pub id: String,
    /// Shown in reports in place of the id.
    pub name: Option<String>,
    /// What taking it once adds.
    pub adds: Vec<Addition>,
    /// Money a quarter if taken once, horizon and tail: positive received, negative paid.
    pub cash: Series,
    /// How often it can be taken.
    pub at_most: u32,
    /// The quarter of the horizon in which it is decided.
    pub decided: usize,
    /// Taken only together with each of these.
    pub requires: Vec<OptionId>,
    /// Never taken together with one of these; said on one side, it holds on both.
    pub excludes: Vec<OptionId>,
    /// Taken in whole numbers; otherwise in any share from 0 to `at_most`.
    pub whole: bool,
    /// How often it is taken, where that is decided.
    pub taken: Option<f64>,
}

/// What taking an option once adds to one number of the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Addition {
    /// The number.
    pub field: Field,
    /// What is added each quarter of horizon and tail; for a number that does not vary, the first counts.
    pub amounts: Series,
}

impl PlanOption {
    /// Returns whether it is still to be decided whether it is taken.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.taken.is_none()
    }

    /// Returns between which numbers of times it can be taken: one of them where that is decided.
    #[must_use]
    pub fn range(&self) -> (f64, f64) {
        match self.taken {
            Some(taken) => (taken, taken),
            None => (0.0, f64::from(self.at_most)),
        }
    }
}

/// What options add to the numbers of a model: by number and quarter, how much each adds every time it is taken. Numbers
/// that do not vary are those of quarter 0.
pub(crate) type Additions = BTreeMap<(Field, usize), Vec<(OptionId, f64)>>;

impl Model {
    /// Returns whether all options are decided, so that the program has nothing to choose but amounts.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        !self.options.iter().any(PlanOption::is_free)
    }

    /// Returns whether the best plan is the optimum of one linear program: nothing is asked for first, and nothing is to be taken
    /// whole or left. Otherwise an optimum of the program alone is no answer.
    pub(crate) fn is_linear(&self) -> bool {
        !self.policy.service_first && self.is_decided()
    }

    /// Returns the model with its options decided: taken this often, in the order of the model.
    #[must_use]
    pub fn holding(&self, taken: &[f64]) -> Model {
        let mut model = self.clone();
        for (option, &times) in model.options.iter_mut().zip(taken) {
            option.taken = Some(times);
        }
        model
    }

    /// Returns the model whose numbers have what the decided options add, in place of the options' own additions.
    pub(crate) fn as_taken(&self) -> Cow<'_, Model> {
        self.with_added(|option, amount| amount * option.taken.unwrap_or(0.0))
    }

    /// Returns the model whose numbers are what they are with the options taken; those add nothing more, and keep their cash.
    #[must_use]
    pub fn merged(&self) -> Cow<'_, Model> {
        let Cow::Owned(mut model) = self.as_taken() else {
            return Cow::Borrowed(self);
        };
        for option in &mut model.options {
            option.adds.clear();
        }
        Cow::Owned(model)
    }

    /// Returns what the decided options add to a number in `t`, 0 for one that does not vary.
    pub(crate) fn added_to(&self, field: Field, t: usize) -> f64 {
        let of_option = |option: &PlanOption| {
            let added = option.adds.iter().filter(|add| add.field == field);
            option.taken.unwrap_or(0.0) * added.map(|add| add.amounts[t]).sum::<f64>()
        };
        self.options.iter().map(of_option).sum()
    }

    /// Returns the model with the greatest numbers that its options can make: what cannot exist there cannot exist at all.
    pub(crate) fn at_its_widest(&self) -> Cow<'_, Model> {
        self.with_added(|option, amount| amount.max(0.0) * option.range().1)
    }

    fn with_added(&self, added: impl Fn(&PlanOption, f64) -> f64) -> Cow<'_, Model> {
        if self.options.iter().all(|option| option.adds.is_empty()) {
            return Cow::Borrowed(self);
        }
        let mut model = self.clone();
        for option in &self.options {
            for Addition { field, amounts } in &option.adds {
                model.add(*field, |t| added(option, amounts[t]));
            }
        }
        Cow::Owned(model)
    }

    /// Returns the first quarter in which the number of a field counts: of cash that of the decision.
    pub(crate) fn first_counted(&self, field: Field) -> usize {
        match field {
            Field::Option(id, OptionField::Cash) => self.option(id).decided,
            _ => 0,
        }
    }

    /// Returns what options add to which numbers; amounts of 0 are left out.
    pub(crate) fn additions(&self) -> Additions {
        let mut additions = Additions::new();
        for id in self.option_ids() {
            for Addition { field, amounts } in &self.option(id).adds {
                let quarters = if field.varies() {
                    amounts.values().len()
                } else {
                    1
                };
                for (t, &amount) in amounts.values().iter().enumerate().take(quarters) {
                    if amount != 0.0 {
                        let all = additions.entry((*field, t)).or_default();
                        all.push((id, amount));
                    }
                }
            }
        }
        additions
    }
}
