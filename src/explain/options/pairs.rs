//! Two options with and without each other.

use serde::Serialize;

use super::question::Question;
use crate::explain::error::ExplainError;
use crate::model::OptionId;

/// The best margins with and without each of two options, all others free; null without a plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OptionPair {
    /// One option's id.
    pub a: String,
    /// The other's.
    pub b: String,
    /// With neither.
    pub neither: Option<f64>,
    /// With the one, without the other.
    pub a_only: Option<f64>,
    /// With the other, without the one.
    pub b_only: Option<f64>,
    /// With both.
    pub both: Option<f64>,
    /// What they are to each other.
    pub together: PairKind,
}

/// What two options are to each other: both together against the sum of each alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PairKind {
    /// Both are worth more than the sum of each alone.
    Complements,
    /// Both are worth less than the sum of each alone.
    Substitutes,
    /// Both are worth the sum.
    Independent,
    /// There is no plan with both.
    NeverBoth,
    /// One of the other three has no plan, so that there is nothing to compare.
    Unknown,
}

/// Differences below this share of the greatest margin are rounding: a few times what two margins are proved to.
const ROUNDING: f64 = 1e-8;

impl PairKind {
    fn of(
        neither: Option<f64>,
        a_only: Option<f64>,
        b_only: Option<f64>,
        both: Option<f64>,
    ) -> Self {
        let (Some(neither), Some(a), Some(b)) = (neither, a_only, b_only) else {
            return match both {
                None => Self::NeverBoth,
                Some(_) => Self::Unknown,
            };
        };
        let Some(both) = both else {
            return Self::NeverBoth;
        };
        let more = (both - neither) - ((a - neither) + (b - neither));
        let scale = [neither, a, b, both].into_iter().map(f64::abs);
        let rounding = ROUNDING * scale.fold(0.0, f64::max);
        if more > rounding {
            Self::Complements
        } else if more < -rounding {
            Self::Substitutes
        } else {
            Self::Independent
        }
    }
}

/// Returns all pairs of options that are to be decided whole.
pub(super) fn pairs(question: &mut Question) -> Result<Vec<OptionPair>, ExplainError> {
    let model = question.model;
    let whole = question.whole();
    let mut pairs = Vec::new();
    for (i, &a) in whole.iter().enumerate() {
        for &b in &whole[i + 1..] {
            let mut margin = |with_a: bool, with_b: bool| {
                let range = |id: OptionId, with: bool| {
                    let most = if with { model.option(id).at_most } else { 0 };
                    (id, u32::from(with), most)
                };
                let best = question.best(&[range(a, with_a), range(b, with_b)])?;
                Ok::<_, ExplainError>(best.map(|best| best.objective))
            };
            let (neither, both) = (margin(false, false)?, margin(true, true)?);
            let (a_only, b_only) = (margin(true, false)?, margin(false, true)?);
            pairs.push(OptionPair {
                a: model.option(a).id.clone(),
                b: model.option(b).id.clone(),
                neither,
                a_only,
                b_only,
                both,
                together: PairKind::of(neither, a_only, b_only, both),
            });
        }
    }
    Ok(pairs)
}
