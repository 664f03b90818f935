//! What exact arithmetic says, in words and as data.

use crate::lp::Rational;
use crate::outcome::{ExactProof, Outcome};

use super::Exact;
use super::document::Document;
use super::number::count;

/// Significant digits of an exact optimum.
const DIGITS: usize = 30;

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
        (Outcome::Unbounded(_), _) => "the margin is unbounded".to_owned(),
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
