//! A model in which decisions are held, and its best plan.

use serde::Serialize;

use super::decisions::Given;
use super::error::HoldError;
use super::given::GivenPlan;
use super::kinds::DecisionKind;
use super::repair::{LeastChange, least_change};
use crate::explain::PlanQuantity;
use crate::formulation::formulate;
use crate::lp::Certificate;
use crate::model::{Held, Model};
use crate::outcome::{Outcome, solve};
use crate::quarter::Quarter;
use crate::solve::SolveOptions;

/// Which decisions of a plan are held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Holding {
    /// Those of the quarters before this one; all quarters where there is none.
    pub until: Option<Quarter>,
    /// Those of these kinds; all kinds where there are none.
    pub only: Vec<DecisionKind>,
}

impl Holding {
    /// Returns whether something that a plan does is held, in whatever quarter.
    fn is_of_kind(&self, what: &PlanQuantity) -> bool {
        let kind = DecisionKind::of(what);
        kind.is_some_and(|kind| self.only.is_empty() || self.only.contains(&kind))
    }

    fn is_before(&self, quarter: Quarter) -> bool {
        self.until.is_none_or(|until| quarter < until)
    }
}

/// What came of holding a plan.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Kept {
    /// The model with what is held of it: as given, or with the least change. Without a plan of its own it holds nothing.
    pub model: Model,
    /// The best plan of that model.
    pub outcome: Outcome,
    /// How many decisions are held.
    pub decisions: usize,
    /// What is held otherwise than given, the most money first; nothing where the plan can be kept.
    pub changes: Vec<LeastChange>,
    /// The sum of all changes at list prices, present value.
    pub distance: f64,
    /// The proof that no plan needs less of it; `None` where nothing is changed. In money.
    pub certificate: Option<Certificate>,
    /// What the plan does that the model does not know; it is left out.
    pub unknown: Vec<PlanQuantity>,
    /// No plan takes the options as given: they are those of the best plan that holds nothing.
    pub options_are_changed: bool,
}

/// A model in which decisions are held, before it is known whether a plan keeps them.
#[derive(Clone, Debug)]
pub(super) struct HeldModel {
    pub model: Model,
    pub decisions: Vec<Given>,
    pub unknown: Vec<PlanQuantity>,
}

impl HeldModel {
    pub fn of(model: &Model, given: &GivenPlan, asked: &Holding) -> Result<Self, HoldError> {
        let counts = |what: &PlanQuantity| asked.is_of_kind(what);
        let decisions = given.decisions(model, &formulate(model), &|what, quarter| {
            counts(what) && asked.is_before(quarter)
        });
        let unknown = given.unknown(model, &counts);
        if !unknown.is_empty() && !given.has_other_than(&unknown, &counts) {
            let words =
                "the plan to hold is of another model: of all that it does nothing is known here";
            return Err(HoldError::Nothing(words.to_owned()));
        }
        if decisions.is_empty() {
            return Err(HoldError::Nothing(match asked.until {
                Some(until) => format!("the plan decides nothing of this model before {until}"),
                None => "the plan decides nothing of this model in its quarters".to_owned(),
            }));
        }
        let mut held = model.clone();
        held.held = decisions.iter().map(|it| it.held(it.amount)).collect();
        for option in &mut held.options {
            let decided = model.horizon.quarter(option.decided);
            if option.is_free()
                && asked.is_before(decided)
                && let Some(&taken) = given.taken.get(&option.id)
            {
                let (least, most) = option.range();
                let taken = if option.whole { taken.round() } else { taken };
                option.taken = Some(taken.clamp(least, most));
            }
        }
        Ok(Self {
            model: held,
            decisions,
            unknown,
        })
    }
}

impl Given {
    /// Returns the decision, held to an amount.
    pub(super) fn held(&self, amount: f64) -> Held {
        Held {
            decision: self.decision,
            t: self.t,
            amount,
        }
    }
}

/// Returns the model with the decisions of a plan held as given, whether a plan keeps them or not: to be solved as any model.
///
/// Options that are decided in those quarters are taken as in the plan. An error where the model and the plan have nothing in common.
pub fn held_model(model: &Model, given: &GivenPlan, asked: &Holding) -> Result<Model, HoldError> {
    Ok(HeldModel::of(model, given, asked)?.model)
}

/// Returns the best plan of a model that keeps the decisions of another plan, or keeps them but for the least change.
///
/// The change is the sum of all changes at list prices: a wafer its price, a component its price, a chip or rack what its parts, work
/// and other cost, a delivery its price, each of its quarter and discounted. Of all plans with the least, the one with the best margin
/// is taken (with `service_first` the least shortfall before).
///
/// ```
/// use waferline::hold::{GivenPlan, Holding, hold};
/// use waferline::input::Input;
/// use waferline::{Outcome, SolveOptions, solve};
///
/// let input = Input::open("models/minimal.toml".as_ref())?;
/// let model = input.model(&[], &[])?.model;
/// let options = SolveOptions::default();
/// let Outcome::Optimal(best) = solve(&model, &options)? else {
///     panic!("the bundled model has a plan");
/// };
/// let given = GivenPlan::of(&best.plan);
/// // A plan keeps itself.
/// let kept = hold(&model, &given, &Holding::default(), &options)?;
/// assert!(kept.changes.is_empty());
/// // With less memory it cannot be kept as it is.
/// let fewer = input.model(&[], &["component.hbm.supply *= 0.9"])?.model;
/// let kept = hold(&fewer, &given, &Holding::default(), &options)?;
/// assert!(kept.distance > 0.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn hold(
    model: &Model,
    given: &GivenPlan,
    asked: &Holding,
    options: &SolveOptions,
) -> Result<Kept, HoldError> {
    let held = HeldModel::of(model, given, asked)?;
    let outcome = solve(&held.model, options)?;
    if matches!(outcome, Outcome::Infeasible(_)) {
        return least_change(model, held, options);
    }
    Ok(Kept {
        decisions: held.decisions.len(),
        model: held.model,
        outcome,
        changes: Vec::new(),
        distance: 0.0,
        certificate: None,
        unknown: held.unknown,
        options_are_changed: false,
    })
}
