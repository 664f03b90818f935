//! What a sweep asks: which cases there are, and what each is known by.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::case::Case;
use super::draw::draw;
use super::error::SweepError;
use crate::input::{Axis, AxisValue, Input};
use crate::model::Uncertainty;
use crate::provenance::sha256;

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// Scenarios that every case is under, in order.
    pub scenarios: Vec<String>,
    /// Assignments of every case, in order, after the scenarios.
    pub sets: Vec<String>,
    /// What is varied over values: every combination is a case.
    pub vary: Vec<String>,
    /// How often what is uncertain is drawn.
    pub sample: Option<Sample>,
}

/// How often to draw, and which numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sample {
    /// How many draws.
    pub number: usize,
    /// Another seed gives other draws.
    pub seed: u64,
}

/// What a sweep asks, whole: its cases follow from it, on any machine, without the model file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Study {
    /// Version of waferline.
    pub waferline: String,
    /// The model's title.
    pub name: Option<String>,
    /// The currency of every amount.
    pub currency: String,
    /// Digest of the model before anything is varied.
    pub model: String,
    /// Scenarios that every case is under, in order.
    pub scenarios: Vec<String>,
    /// Assignments of every case, in order, after the scenarios.
    pub sets: Vec<String>,
    /// What is varied over values; the last changes fastest.
    pub axes: Vec<Axis>,
    /// For each scenario that is varied over, the digest of the model under it.
    pub scenario_models: Vec<String>,
    /// How often what is uncertain is drawn.
    pub sample: Option<Sample>,
    /// What is drawn.
    pub uncertainties: Vec<Uncertainty>,
}

/// One of several parts of a study, or of other work, that run apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Shard {
    /// Which, from 1.
    pub index: usize,
    /// Of how many.
    pub of: usize,
}

/// The most cases of a study.
const MOST: usize = 10_000_000;

/// This many digits of a digest tell a case from every other.
const ID_DIGITS: usize = 16;

impl Study {
    /// Returns the study that varies a model as asked; fails if the model is wrong as it is.
    pub fn new(input: &Input, request: &Request) -> Result<Self, SweepError> {
        let sets: Vec<&str> = request.sets.iter().map(String::as_str).collect();
        let scenarios: Vec<&str> = request.scenarios.iter().map(String::as_str).collect();
        let base = input.model(&scenarios, &sets)?;
        let vary: Vec<&str> = request.vary.iter().map(String::as_str).collect();
        let axes = input.axes(&vary)?;
        let sample = request.sample.filter(|sample| sample.number > 0);
        match (sample, base.uncertainties.is_empty()) {
            (Some(_), true) => return Err(SweepError::NothingUncertain),
            (None, _) if axes.is_empty() => return Err(SweepError::NothingVaries),
            _ => {}
        }
        let digest = |scenario: &AxisValue| {
            let mut scenarios = scenarios.clone();
            scenarios.extend(scenario.scenario());
            // Under a scenario of its own a model may be wrong; its cases say so.
            match input.model(&scenarios, &sets) {
                Ok(loaded) => sha256(format!("{:?}", loaded.model).as_bytes()),
                Err(rejected) => sha256(rejected.to_string().as_bytes()),
            }
        };
        let varied = axes.iter().find(|axis| axis.is_scenario());
        let scenario_models =
            varied.map_or(Vec::new(), |axis| axis.values.iter().map(digest).collect());
        let study = Self {
            waferline: env!("CARGO_PKG_VERSION").to_owned(),
            name: base.model.name.clone(),
            currency: base.model.currency.clone(),
            model: sha256(format!("{:?}", base.model).as_bytes()),
            scenarios: request.scenarios.clone(),
            sets: request.sets.clone(),
            axes,
            scenario_models,
            sample,
            uncertainties: match sample {
                Some(_) => base.uncertainties,
                None => Vec::new(),
            },
        };
        match study.size() {
            Some(size) if size <= MOST => Ok(study),
            size => Err(SweepError::TooMany(
                size.map_or("far too many".to_owned(), |it| it.to_string()),
            )),
        }
    }

    /// Returns how many combinations of values there are, draws not counted; `None` if no number holds them.
    fn points(&self) -> Option<usize> {
        let mut lengths = self.axes.iter().map(|axis| axis.values.len());
        lengths.try_fold(1_usize, usize::checked_mul)
    }

    /// Returns how many cases there are; `None` if no number holds them.
    fn size(&self) -> Option<usize> {
        self.points()?.checked_mul(self.draws())
    }

    /// Returns whether its parts fit together, so that its cases can be listed: those of [`Study::new`] do.
    pub(super) fn is_whole(&self) -> bool {
        let mut scenarios = self.axes.iter().filter(|axis| axis.is_scenario());
        let models = scenarios.next().map_or(0, |axis| axis.values.len());
        models == self.scenario_models.len()
            && scenarios.next().is_none()
            && self.axes.iter().all(|axis| !axis.values.is_empty())
            && (self.sample.is_some() || self.uncertainties.is_empty())
            && self.size().is_some_and(|size| size <= MOST)
    }

    /// Returns how many cases each combination of values has.
    #[must_use]
    pub fn draws(&self) -> usize {
        self.sample.map_or(1, |sample| sample.number)
    }

    /// Returns what differs from case to case: the assignments without their values, and `uncertainty.ID`.
    #[must_use]
    pub fn inputs(&self) -> Vec<String> {
        let axes = self.axes.iter().map(|axis| axis.vary.clone());
        let drawn = self.uncertainties.iter();
        axes.chain(drawn.map(|it| format!("uncertainty.{}", it.id)))
            .collect()
    }

    /// Returns what an input is called in reports: what is uncertain by its name.
    #[must_use]
    pub(crate) fn title_of(&self, input: &str) -> String {
        let id = input.strip_prefix("uncertainty.");
        let known = self.uncertainties.iter().find(|it| Some(&*it.id) == id);
        known.map_or_else(
            || input.to_owned(),
            |it| it.name.clone().unwrap_or_else(|| it.id.clone()),
        )
    }

    /// Returns the cases in their order: combinations of values, the last varied changing fastest, and for each of them
    /// the same draws.
    #[must_use]
    pub fn cases(&self) -> Vec<Case> {
        let points = self.points().unwrap_or(0);
        let draws = self.draws();
        let drawn: Vec<Vec<f64>> = match self.sample {
            None => vec![Vec::new()],
            Some(sample) => (0..sample.number)
                .map(|index| {
                    self.uncertainties
                        .iter()
                        .map(|it| draw(it, sample.seed, index))
                        .collect()
                })
                .collect(),
        };
        let mut cases = Vec::with_capacity(points * draws);
        for point in 0..points {
            for drawn in &drawn {
                cases.push(self.case(cases.len() + 1, &self.values(point), drawn));
            }
        }
        cases
    }

    /// Returns the positions of the values of one combination.
    fn values(&self, mut point: usize) -> Vec<usize> {
        let mut positions = vec![0; self.axes.len()];
        for (position, axis) in positions.iter_mut().zip(&self.axes).rev() {
            *position = point % axis.values.len();
            point /= axis.values.len();
        }
        positions
    }

    fn case(&self, number: usize, positions: &[usize], drawn: &[f64]) -> Case {
        let mut case = Case {
            number,
            id: String::new(),
            inputs: Vec::with_capacity(positions.len() + drawn.len()),
            scenarios: self.scenarios.clone(),
            sets: self.sets.clone(),
        };
        let mut model = &self.model;
        for (axis, &position) in self.axes.iter().zip(positions) {
            let value = &axis.values[position];
            if axis.is_scenario() {
                model = &self.scenario_models[position];
                case.scenarios.extend(value.scenario().map(str::to_owned));
            } else {
                case.sets
                    .push(format!("{} {}", axis.vary, value.assigned()));
            }
            case.inputs.push(value.clone());
        }
        for (uncertainty, &value) in self.uncertainties.iter().zip(drawn) {
            let value = AxisValue::Number(value);
            let changes = uncertainty.vary.iter();
            case.sets
                .extend(changes.map(|change| format!("{change} {}", value.assigned())));
            case.inputs.push(value);
        }
        // Runs start from the plan of the model as it is, so that is part of what a result is made from.
        let changes = case.sets[self.sets.len()..].iter().map(String::as_str);
        let made_from: Vec<&str> = [&*self.waferline, &*self.model, &**model]
            .into_iter()
            .chain(changes)
            .collect();
        case.id = sha256(made_from.join("\n").as_bytes());
        case.id.truncate(ID_DIGITS);
        case
    }

    /// Returns whether the other asks the same, but for how many draws: then results of one serve the other.
    #[must_use]
    pub fn extends(&self, other: &Self) -> bool {
        let number = |study: &Self| study.sample.map(|sample| sample.number);
        let mut other = other.clone();
        if let (Some(sample), Some(number)) = (&mut other.sample, number(self)) {
            sample.number = number;
        }
        // Sweeps know every draw from the start: since when others do is nothing to them.
        for (theirs, ours) in other.uncertainties.iter_mut().zip(&self.uncertainties) {
            theirs.known_from = ours.known_from;
        }
        *self == other
    }
}

impl Shard {
    /// All of it.
    pub const WHOLE: Self = Self { index: 1, of: 1 };

    /// Returns whether the part of this number, from 1, is this shard's: parts are dealt out in turn.
    #[must_use]
    pub fn has(self, number: usize) -> bool {
        number % self.of == self.index % self.of
    }
}

impl FromStr for Shard {
    type Err = SweepError;

    fn from_str(text: &str) -> Result<Self, SweepError> {
        let parsed = text.split_once('/').and_then(|(index, of)| {
            let (index, of) = (index.trim().parse().ok()?, of.trim().parse().ok()?);
            (1 <= index && index <= of).then_some(Self { index, of })
        });
        parsed.ok_or_else(|| SweepError::Shard(text.to_owned()))
    }
}
