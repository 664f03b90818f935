//! The quarters that a file's series are written out over.

use super::document::{Defaults, Table, as_count};
use super::node::{Node, Value};
use super::schema::{Kind, Tail};
use crate::diagnostic::Diagnostic;
use crate::model::Horizon;
use crate::quarter::Quarter;
use crate::source::Span;

/// Most quarters of horizon and tail together: 250 years.
const MAX_PERIODS: usize = 1000;

/// Horizon and tail of the file, or a stand-in while they are wrong.
#[derive(Clone, Debug)]
pub(super) struct Calendar {
    pub horizon: Horizon,
    /// Where the horizon is given.
    pub span: Option<Span>,
    /// Whether start, quarters and tail are right; if not, nothing can be said about dates and lengths.
    pub is_known: bool,
    /// How many quarters of the tail are beyond that of the file.
    pub beyond: usize,
}

impl Calendar {
    /// Returns one quarter that stands in for an unknown horizon.
    pub fn unknown() -> Self {
        Self {
            horizon: Horizon {
                start: Quarter::new(2000, 1).unwrap_or_else(|| unreachable!("a valid quarter")),
                quarters: 1,
                tail_quarters: 0,
                discount_rate: 0.0,
            },
            span: None,
            is_known: false,
            beyond: 0,
        }
    }

    /// Returns the calendar of a horizon that is given by no file.
    #[cfg(feature = "roll")]
    pub fn of_horizon(horizon: Horizon) -> Self {
        Self {
            horizon,
            span: None,
            is_known: true,
            beyond: 0,
        }
    }

    /// Returns the calendar with a longer tail, in which numbers by quarter go on.
    pub fn further(mut self, quarters: usize) -> Self {
        if self.is_known {
            self.horizon.tail_quarters += quarters;
            self.beyond = quarters;
        }
        self
    }

    /// Returns the calendar that `[horizon]` gives; what is missing or no number is reported by the checks.
    pub fn read(horizon: &Table, root: &Node, found: &mut Vec<Diagnostic>) -> Self {
        let unknown = Self::unknown();
        let start = horizon.quarter("start");
        let quarters = horizon.count("quarters").filter(|&quarters| quarters > 0);
        let (tail, tail_span) = if horizon.is_given("tail_quarters") {
            (
                horizon.count("tail_quarters"),
                horizon.span_of("tail_quarters"),
            )
        } else {
            let (longest, span) = longest_in_file(root);
            (Some(longest.saturating_sub(1)), span)
        };
        let (Some(start), Some(quarters), Some(tail_quarters)) = (start, quarters, tail) else {
            return unknown;
        };
        if quarters + tail_quarters > MAX_PERIODS {
            let message = format!(
                "horizon and tail have {} quarters; at most {MAX_PERIODS} are possible",
                quarters + tail_quarters
            );
            let error = Diagnostic::error("horizon-too-long", message)
                .with_help("give fewer `quarters`, or `tail_quarters` where a long life or support sets the tail");
            let longer = horizon
                .span_of("quarters")
                .filter(|_| quarters > tail_quarters);
            found.push(match longer.or(tail_span) {
                Some(span) => error.with_label(span, ""),
                None => error,
            });
            return unknown;
        }
        Self {
            horizon: Horizon {
                start,
                quarters,
                tail_quarters,
                discount_rate: horizon.number("discount_rate").unwrap_or(0.0),
            },
            span: horizon.span_of("quarters"),
            is_known: true,
            beyond: 0,
        }
    }

    pub fn periods(&self) -> usize {
        self.horizon.periods()
    }

    /// Returns what defaults depend on.
    pub fn defaults(&self) -> Defaults {
        Defaults {
            start: self.horizon.start,
            periods: self.periods(),
            arrival_periods: self.horizon.arrival_periods(),
        }
    }

    /// Returns the quarters that a field of this kind has: goods in process arrive after the tail too.
    pub(crate) fn of(&self, kind: Kind) -> Self {
        let mut calendar = self.clone();
        if let Kind::Series(_, Tail::Arrives) = kind {
            let horizon = &mut calendar.horizon;
            horizon.tail_quarters = horizon.arrival_periods() - horizon.quarters;
        }
        calendar
    }

    /// Returns the error for a quarter of `place` that is neither in the horizon nor in the tail.
    pub fn outside(&self, place: &str, quarter: Quarter, span: Span) -> Diagnostic {
        let message = format!("`{place}`: {quarter} is outside horizon and tail");
        let error = Diagnostic::error("outside-horizon", message).with_label(span, "");
        let error = match self.span {
            Some(horizon) => error.with_label(horizon, "the horizon"),
            None => error,
        };
        error.with_help(format!(
            "horizon and tail go from {} to {}",
            self.horizon.start,
            self.horizon.quarter(self.periods().saturating_sub(1))
        ))
    }
}

/// Returns the longest life or support in the file as written, assignments aside, and where it stands.
fn longest_in_file(root: &Node) -> (usize, Option<Span>) {
    let tables = |kind: &str| root.get(kind).map(Node::entries).unwrap_or_default();
    let lives = tables("rack")
        .iter()
        .filter_map(|rack| rack.node.get("life_quarters"));
    let supports = tables("buyer")
        .iter()
        .filter_map(|buyer| buyer.node.get("buys"))
        .flat_map(Node::entries)
        .filter_map(|buys| buys.node.get("support")?.get("quarters"));
    lives
        .chain(supports)
        .filter_map(|node| match node.value {
            Value::Number(number) => Some((as_count(number)?, Some(node.span))),
            _ => None,
        })
        .max_by_key(|&(quarters, _)| quarters)
        .unwrap_or((0, None))
}
