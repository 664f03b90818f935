//! From quarter to quarter: the model as it stands once the first quarters of its plan are carried out.
//!
//! What is there then (stock, goods in process, racks, open orders, promises that still bind) stands in the next model as
//! numbers of its own, and the quarters behind are cut off. Nothing else changes, so that the best plan of the next model
//! is the rest of the best plan of this one: margin = margin carried out + (1 + discount_rate)^(-k/4) * next margin.

mod buyers;
mod error;
#[cfg(feature = "roll")]
mod file;
mod goods;
mod margin;
mod options;
mod quarters;
mod rounding;
mod saved;

pub use error::RollError;
#[cfg(feature = "roll")]
pub use file::{RollFileError, RolledFile, roll_file};
pub use margin::CarriedOut;
pub use saved::SavedPlan;

use crate::model::{Address, Cut, Horizon, Model};
use crate::plan::Plan;
use crate::quarter::Quarter;

/// The next model, and how it came about.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Rolled {
    /// The model as it stands at the start of its first quarter.
    pub model: Model,
    /// The quarters before that.
    pub carried_out: CarriedOut,
    /// What they leave behind, by where it stands in the next model.
    pub carried_over: Vec<CarriedOver>,
    /// What is dropped or changes its meaning, in words.
    pub notes: Vec<String>,
}

/// A number of the next model that the quarters carried out have made.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CarriedOver {
    /// Where it stands.
    pub address: Address,
    /// How much was carried over, in the number's own units; the number may hold more than that.
    pub amount: f64,
}

/// Returns the model as it stands at the start of `to`, once the quarters before are carried out as planned.
///
/// The horizon ends where it did, or after `quarters` quarters. Beyond its old end numbers by quarter go on with their last
/// value; orders, upside and receipts are 0 there. `plan` must be the best plan of the model, or any other that keeps its
/// limits. An error if `to` is not within the horizon, after its start.
///
/// ```
/// use waferline::roll::roll;
/// use waferline::{Model, Outcome, SolveOptions, solve};
///
/// let best = |model: &Model| -> Result<_, Box<dyn std::error::Error>> {
///     match solve(model, &SolveOptions::default())? {
///         Outcome::Optimal(solved) => Ok(solved),
///         _ => Err("the bundled model has a plan".into()),
///     }
/// };
/// let model = Model::load("models/minimal.toml")?;
/// let solved = best(&model)?;
/// let rolled = roll(&model, &solved.plan, "2027Q2".parse()?, None)?;
///
/// // Nothing is lost and nothing counted twice.
/// let rest = model.horizon.rho(1) * best(&rolled.model)?.solution.objective;
/// let whole = rolled.carried_out.present_value + rest;
/// assert!((whole / solved.solution.objective - 1.0).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn roll(
    model: &Model,
    plan: &Plan,
    to: Quarter,
    quarters: Option<usize>,
) -> Result<Rolled, RollError> {
    let saved = SavedPlan::of(plan);
    roll_further(model, model, &saved, to, quarters)
}

/// As [`roll`], with a saved plan and a model of the same file, whose numbers by quarter are written out further.
pub(crate) fn roll_further(
    model: &Model,
    further: &Model,
    plan: &SavedPlan,
    to: Quarter,
    quarters: Option<usize>,
) -> Result<Rolled, RollError> {
    let cut = quarters::cut_at(&model.horizon, to, quarters)?;
    let done = saved::Done::of(model, plan)?;
    let mut next = further.clone();
    next.horizon = cut.horizon();
    quarters::cut(&mut next, &cut);
    let mut over = Over {
        cut: &cut,
        found: Vec::new(),
    };
    let merged = model.holding(&done.taken);
    let merged = merged.merged();
    goods::carry(&mut next, model, &done, &mut over);
    buyers::carry(&mut next, &merged, &done, &mut over);
    let mut notes = options::carry(&mut next, model, &done, &cut);
    notes.extend(cut.note());
    Ok(Rolled {
        carried_over: over.in_all(&next),
        carried_out: CarriedOut::of(model, plan, &done, &cut),
        model: next,
        notes,
    })
}

/// Where a number stands, once the next model is complete.
type Place = Box<dyn Fn(&Model) -> Address>;

/// What is carried over, growing.
struct Over<'a> {
    cut: &'a Cut,
    found: Vec<(Place, f64)>,
}

impl Over<'_> {
    /// Returns what is carried over, each number once, in the order found.
    fn in_all(self, next: &Model) -> Vec<CarriedOver> {
        let mut all: Vec<CarriedOver> = Vec::new();
        for (place, amount) in self.found {
            let address = place(next);
            match all.iter_mut().find(|it| it.address == address) {
                Some(known) => known.amount += amount,
                None => all.push(CarriedOver { address, amount }),
            }
        }
        all
    }

    fn add(&mut self, amount: f64, place: impl Fn(&Model) -> Address + 'static) {
        if amount != 0.0 {
            self.found.push((Box::new(place), amount));
        }
    }
}

impl Horizon {
    /// Returns the quarters from `to` on, in words of the model: `2027Q3 to 2029Q4`.
    pub(crate) fn words(&self) -> String {
        let last = self.quarter(self.quarters.saturating_sub(1));
        format!("{} to {last}", self.start)
    }
}
