//! The ends of ranges that move with what gives, as rows of the elastic program.

use std::hash::Hash;

use super::key::{ElasticColumn, ElasticRow};
use crate::program::{LpBuilder, Variable};

/// What moves one end of a range: (relaxation, change per unit).
pub(super) type Ends = Vec<(usize, f64)>;

/// What moves the two ends of a range.
#[derive(Clone, Debug, Default)]
pub(super) struct Moved {
    pub lower: Ends,
    pub upper: Ends,
}

pub(super) fn add(ends: &mut Ends, relaxation: usize, rate: f64) {
    if rate == 0.0 {
        return;
    }
    match ends.iter_mut().find(|(of, _)| *of == relaxation) {
        Some((_, sum)) => *sum += rate,
        None => ends.push((relaxation, rate)),
    }
}

pub(super) fn free_if(moves: bool, end: f64, free: f64) -> f64 {
    if moves { free } else { end }
}

/// Returns the terms of a row whose end moves: `a x - sum rate * given` against the end as it was.
pub(super) fn with_gives<C: Copy>(
    terms: &[(ElasticColumn<C>, f64)],
    ends: &Ends,
) -> Vec<(ElasticColumn<C>, f64)> {
    let given = ends
        .iter()
        .map(|&(relaxation, rate)| (ElasticColumn::Given(relaxation), -rate));
    terms.iter().copied().chain(given).collect()
}

/// Adds the range of a row: one row where its ends move together or only one end is there, else one for each end.
pub(super) fn add_range<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    builder: &mut LpBuilder<ElasticColumn<C>, ElasticRow<R>>,
    (own, variable): (ElasticRow<R>, Variable),
    (lower, upper): (f64, f64),
    moved: &Moved,
    terms: &[(ElasticColumn<C>, f64)],
) {
    if moved.lower == moved.upper || !upper.is_finite() {
        builder.add_row(own, lower, upper, with_gives(terms, &moved.lower));
    } else if !lower.is_finite() {
        builder.add_row(own, lower, upper, with_gives(terms, &moved.upper));
    } else {
        let (below, above) = (ElasticRow::Lower(variable), ElasticRow::Upper(variable));
        builder.add_row(below, lower, f64::INFINITY, with_gives(terms, &moved.lower));
        builder.add_row(
            above,
            f64::NEG_INFINITY,
            upper,
            with_gives(terms, &moved.upper),
        );
    }
}
