//! What a simulation asks: all that decides what comes of a draw.

use serde::{Deserialize, Serialize};

use super::policy::Policy;
use crate::hedge::{Drawing, FuturesAsked, FuturesError};
use crate::input::Input;
use crate::model::Uncertainty;
use crate::provenance::sha256;
use crate::quarter::Quarter;
use crate::sealed::{seal, seal_readably, unseal};
use crate::sweep::{Sample, Unreadable};

use super::draw::DrawResult;

/// The most draws of a simulation.
const MOST: usize = 10_000_000;

/// This many digits of a digest tell a draw from every other.
const ID_DIGITS: usize = 16;

/// So many draws of its own `hedge` plans with, unless told otherwise.
const HEDGE_DRAWS: usize = 20;

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Scenarios that everything is under, in order.
    pub scenarios: Vec<String>,
    /// Assignments of everything, in order, after the scenarios.
    pub sets: Vec<String>,
    /// How often what is uncertain is drawn, and which numbers.
    pub sample: Sample,
    /// So many quarters lie between two looks.
    pub replan: usize,
    /// How to plan, in the order of the report; hindsight is always there.
    pub policies: Vec<Policy>,
    /// From when everything is known, whatever the file says.
    pub known_from: Option<Quarter>,
    /// With how many draws of its own [`Policy::Hedge`] plans at a look.
    pub hedge_draws: usize,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            scenarios: Vec::new(),
            sets: Vec::new(),
            sample: Sample {
                number: 200,
                seed: 1,
            },
            replan: 1,
            policies: vec![Policy::File, Policy::Mean],
            known_from: None,
            hedge_draws: HEDGE_DRAWS,
        }
    }
}

/// What a simulation asks, whole: with it results can be brought together on any machine, without the model file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Setting {
    /// Version of waferline.
    pub waferline: String,
    /// The model's title.
    pub name: Option<String>,
    /// The currency of every amount.
    pub currency: String,
    /// Digest of the model before anything is drawn.
    pub model: String,
    /// Scenarios that everything is under, in order.
    pub scenarios: Vec<String>,
    /// Assignments of everything, in order, after the scenarios.
    pub sets: Vec<String>,
    /// The first quarter.
    pub start: Quarter,
    /// How many quarters there are, horizon and tail.
    pub quarters: usize,
    /// The least shortfall of services comes before the margin.
    pub service_first: bool,
    /// How often what is uncertain is drawn, and which numbers.
    pub sample: Sample,
    /// So many quarters lie between two looks.
    pub replan: usize,
    /// How one plans, hindsight last.
    pub policies: Vec<Policy>,
    /// With how many draws of its own `hedge` plans at a look; null where nobody hedges.
    pub hedge_draws: Option<usize>,
    /// From when everything is known, whatever the file says.
    pub known_from: Option<Quarter>,
    /// What is drawn, each with the quarter from which it is known and acts.
    pub uncertainties: Vec<Uncertainty>,
    /// Changes that no draw makes, since their fields do not vary by quarter.
    pub stays: Vec<String>,
}

impl Setting {
    /// Returns the setting that is asked for; an error where the model is wrong as it is, where nothing is uncertain, or where it is
    /// not said from when something is known.
    pub fn new(input: &Input, request: &Request) -> Result<Self, FuturesError> {
        let asked = FuturesAsked {
            scenarios: request.scenarios.clone(),
            sets: request.sets.clone(),
            futures: Vec::new(),
            known_from: request.known_from,
        };
        let said = |words: String| Err(FuturesError::Asked(words));
        let mut policies: Vec<Policy> = Vec::new();
        for &policy in &request.policies {
            if policy != Policy::Hindsight && !policies.contains(&policy) {
                policies.push(policy);
            }
        }
        let hedges = policies.contains(&Policy::Hedge);
        policies.push(Policy::Hindsight);
        match request.sample.number {
            0 => return said("--sample 0 draws nothing".to_owned()),
            many if many > MOST => {
                return said(format!(
                    "{many} draws are more than the 10 million that a simulation may have"
                ));
            }
            _ => {}
        }
        if request.replan == 0 {
            return said("--replan 0 is no number of quarters".to_owned());
        }
        if hedges && request.hedge_draws == 0 {
            return said("--hedge-draws 0 leaves nothing to hedge over".to_owned());
        }
        let drawing = Drawing::of(input, &asked)?;
        let model = &drawing.loaded.model;
        let entries = drawing.entries.iter();
        Ok(Self {
            waferline: env!("CARGO_PKG_VERSION").to_owned(),
            name: model.name.clone(),
            currency: model.currency.clone(),
            model: sha256(format!("{model:?}").as_bytes()),
            scenarios: asked.scenarios,
            sets: asked.sets,
            start: model.horizon.start,
            quarters: model.horizon.periods(),
            service_first: model.policy.service_first,
            sample: request.sample,
            replan: request.replan,
            policies,
            hedge_draws: hedges.then_some(request.hedge_draws),
            known_from: request.known_from,
            uncertainties: entries
                .map(|entry| Uncertainty {
                    known_from: Some(entry.known_from),
                    ..entry.uncertainty.clone()
                })
                .collect(),
            stays: drawing.stays.clone(),
        })
    }

    /// Returns what the model is read under.
    pub(super) fn asked(&self) -> FuturesAsked {
        FuturesAsked {
            scenarios: self.scenarios.clone(),
            sets: self.sets.clone(),
            futures: Vec::new(),
            known_from: self.known_from,
        }
    }

    /// Returns what a draw, by its position from 0, is known by: a digest of all that decides what comes of it.
    #[must_use]
    pub fn id_of(&self, draw: usize) -> String {
        // How many draws there are is nothing to one of them.
        let one = Self {
            sample: Sample {
                number: draw + 1,
                ..self.sample
            },
            ..self.clone()
        };
        let mut id = sha256(format!("{one:?}").as_bytes());
        id.truncate(ID_DIGITS);
        id
    }

    /// Returns whether the other asks the same, but for how many draws: then results of one serve the other.
    #[must_use]
    pub fn extends(&self, other: &Self) -> bool {
        let other = Self {
            sample: Sample {
                number: self.sample.number,
                ..other.sample
            },
            ..other.clone()
        };
        *self == other
    }

    /// Returns the text under which it is kept.
    pub fn keep(&self) -> Result<String, serde_json::Error> {
        seal_readably(self)
    }

    /// Returns it from the text under which it was kept.
    pub fn recall(text: &str) -> Result<Self, Unreadable> {
        let setting = unseal(text).filter(Self::is_whole);
        setting.ok_or(Unreadable::Damaged)
    }

    /// Returns the text under which the result of one of its draws is kept; numbers read back exactly.
    pub fn keep_draw(&self, result: &DrawResult) -> Result<String, serde_json::Error> {
        seal(result)
    }

    /// Returns the result of a draw, by its position from 0, from the text under which it was kept.
    pub fn recall_draw(&self, draw: usize, text: &str) -> Result<DrawResult, Unreadable> {
        match unseal::<DrawResult>(text) {
            None => Err(Unreadable::Damaged),
            Some(it) if it.id != self.id_of(draw) || it.endings.len() != self.policies.len() => {
                Err(Unreadable::Foreign)
            }
            Some(it) => Ok(it),
        }
    }

    /// Returns whether its parts fit together: those of [`Setting::new`] do.
    fn is_whole(&self) -> bool {
        self.replan > 0
            && (1..=MOST).contains(&self.sample.number)
            && self.policies.last() == Some(&Policy::Hindsight)
    }
}
