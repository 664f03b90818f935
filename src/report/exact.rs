//! What exact arithmetic says, in words and as data.

use serde::Serialize;

use crate::lp::Rational;
use crate::outcome::{ExactProof, Outcome};

use super::document::Document;
use super::number::count;

/// Significant digits of an exact optimum.
const DIGITS: usize = 30;

/// The proof in exact arithmetic: of the program as stored, which `waferline export` writes. Nothing is rounded in it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Exact {
    /// The greatest present value of the margin to 30 significant digits; null where there is no plan or no end.
    pub digits: Option<String>,
    /// The numerator of the same as a reduced fraction, in decimal digits; null where there is no plan or no end.
    pub numerator: Option<String>,
    /// Its denominator.
    pub denominator: Option<String>,
    /// How many pivots exact arithmetic made from the basis that was found in floating point; 0: that basis was the right one.
    pub pivots: usize,
    /// Whether the least shortfall (`service_first`) is held: then the proof is of the program that holds it.
    pub least_shortfall_is_held: bool,
}

impl Exact {
    /// Returns the proof of an answer, if exact arithmetic was asked for.
    #[must_use]
    pub fn of(outcome: &Outcome) -> Option<Self> {
        let (proof, is_held) = proof(outcome)?;
        let objective = proof.objective.as_ref();
        Some(Self {
            digits: objective.map(|it| it.digits(DIGITS)),
            numerator: objective.map(Rational::numerator),
            denominator: objective.map(Rational::denominator),
            pivots: proof.pivots,
            least_shortfall_is_held: is_held,
        })
    }
}

/// Adds what exact arithmetic says to the first section of an answer, if it was asked for.
#[must_use]
pub fn with_exact(mut document: Document, outcome: &Outcome, currency: &str) -> Document {
    if let (Some(said), Some(first)) = (sentence(outcome, currency), document.sections.first_mut())
    {
        first.add_paragraph(said);
    }
    document
}

/// Returns the proof in exact arithmetic and whether the least shortfall is held in it.
fn proof(outcome: &Outcome) -> Option<(&ExactProof, bool)> {
    match outcome {
        Outcome::Optimal(solved) => Some((solved.exact.as_ref()?, !solved.held.is_empty())),
        Outcome::Infeasible(no) => Some((no.exact.as_ref()?, false)),
        Outcome::Unbounded(no) => Some((no.exact.as_ref()?, false)),
    }
}

fn sentence(outcome: &Outcome, currency: &str) -> Option<String> {
    let (proof, is_held) = proof(outcome)?;
    let what = match (outcome, &proof.objective) {
        (Outcome::Optimal(_), Some(objective)) => format!(
            "the best margin is {currency} {}{}",
            grouped(&objective.digits(DIGITS)),
            if is_held {
                " with the least shortfall held at what floating point found (policy)"
            } else {
                ""
            }
        ),
        (Outcome::Unbounded(_), _) => "the margin has no end".to_owned(),
        _ => "no plan keeps every limit and promise".to_owned(),
    };
    let moved = match proof.pivots {
        0 => String::new(),
        many => format!(
            " The basis found in floating point was not the right one; {} in exact arithmetic led from there to this answer.",
            count(many, "pivot", "pivots")
        ),
    };
    Some(format!(
        "Proved in exact arithmetic, for the program as stored: {what}.{moved}"
    ))
}

/// Returns decimal digits with commas between thousands before the point.
fn grouped(digits: &str) -> String {
    let (sign, digits) = digits
        .strip_prefix('-')
        .map_or(("", digits), |it| ("-", it));
    let end = digits.find(['.', 'e']).unwrap_or(digits.len());
    let (whole, rest) = digits.split_at(end);
    let mut grouped = sign.to_owned();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}
