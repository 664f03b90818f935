//! What the multipliers of one program say about all selections.

use std::hash::Hash;
use std::sync::Arc;

use super::selection::{Within, first_of, just};
use super::whole::{NEARLY, Whole, count};
use crate::double::Double;
use crate::implied::Ranges;
use crate::program::{ColumnId, Lp};
use crate::terms::{ROUNDING, Terms};

/// `best(z) <= constant + slope z` for every selection `z`; of a refutation: `z` is feasible only if `0 <= constant + slope z`.
#[derive(Clone, Debug)]
pub(super) struct Cut {
    constant: Double,
    slope: Vec<Double>,
    /// The sum of the sizes of the terms of the constant, which its rounding is relative to.
    size: f64,
    kind: Kind,
    pub(super) multipliers: Arc<[Double]>,
    /// As of a [`Bound`].
    noise: f64,
}

/// What no selection of a box earns more than, and what proves it.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    /// Minus infinity where none is feasible.
    pub(super) amount: f64,
    pub(super) multipliers: Arc<[Double]>,
    /// What of it the certificate of its multipliers takes for rounding, where that is more than a share of the objective: of
    /// much money that moves next to nothing may be left.
    pub(super) noise: f64,
    /// If it holds only where no column is above this, that.
    pub(super) column_cap: Option<f64>,
}

impl Bound {
    /// Returns that nothing is feasible.
    pub(super) fn refuted(multipliers: Arc<[Double]>) -> Self {
        Self {
            amount: f64::NEG_INFINITY,
            multipliers,
            noise: 0.0,
            column_cap: None,
        }
    }
}

/// What multipliers prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Row duals: how much can be earned.
    Prices,
    /// Farkas multipliers: that nothing is feasible.
    Refutation,
}

impl Cut {
    /// Returns the cut that multipliers make, computed from the program and them alone; `None` if something that it counts with
    /// can go on without end. `ranges` are how far columns and rows of the program can go.
    pub(super) fn of<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
        lp: &Lp<C, R>,
        whole: &Whole,
        ranges: &Ranges,
        multipliers: &Arc<[Double]>,
        (kind, noise): (Kind, f64),
    ) -> Option<Self> {
        let mut cut = Self {
            constant: Double::ZERO,
            slope: vec![Double::ZERO; whole.columns.len()],
            size: 0.0,
            kind,
            multipliers: Arc::clone(multipliers),
            noise,
        };
        // Farkas multipliers are prices of the other sign where nothing earns anything.
        let price = |i: usize| match kind {
            Kind::Prices => multipliers[i],
            Kind::Refutation => -multipliers[i],
        };
        let mut place = vec![usize::MAX; lp.columns().len()];
        for (k, column) in whole.columns.iter().enumerate() {
            place[column.0] = k;
        }
        for (i, row) in lp.rows().iter().enumerate() {
            cut.add(price(i), (row.lower, row.upper), || ranges.rows[i])?;
        }
        for (j, column) in lp.columns().iter().enumerate() {
            let mut terms = Terms::default();
            if kind == Kind::Prices {
                terms.add(Double::from(column.cost));
            }
            for (row, value) in lp.entries(ColumnId(j)) {
                terms.add(-price(row.0).times(value));
            }
            let d = terms.rounded();
            match cut.slope.get_mut(place[j]) {
                Some(slope) => *slope = d,
                None => cut.add(d, (column.lower, column.upper), || ranges.columns[j])?,
            }
        }
        Some(cut)
    }

    /// Adds the most that something is worth at a price within its range; `None` if that has no end.
    fn add(
        &mut self,
        price: Double,
        own: (f64, f64),
        implied: impl FnOnce() -> (f64, f64),
    ) -> Option<()> {
        if price == Double::ZERO {
            return Some(());
        }
        let end = |range: (f64, f64)| {
            if price.is_positive() {
                range.1
            } else {
                range.0
            }
        };
        let own = end(own);
        let end = if own.is_finite() { own } else { end(implied()) };
        let term = price.times(end);
        self.size += term.abs().value();
        self.constant += term;
        end.is_finite().then_some(())
    }

    /// Returns what no selection in a box earns more than: minus infinity where none is feasible, infinity where nothing is said.
    pub(super) fn bound(&self, within: &[(u32, u32)]) -> f64 {
        let (sum, size) = self.greatest(within);
        match self.kind {
            Kind::Prices => sum,
            Kind::Refutation if sum < -ROUNDING * size => f64::NEG_INFINITY,
            Kind::Refutation => f64::INFINITY,
        }
    }

    /// Returns an amount that this cut proves.
    pub(super) fn proved(&self, amount: f64) -> Bound {
        Bound {
            amount,
            multipliers: Arc::clone(&self.multipliers),
            noise: self.noise,
            column_cap: None,
        }
    }

    /// Returns by how much the greatest value in a box is above what `cutoff` asks: what there is to lose.
    pub(super) fn slack(&self, within: &[(u32, u32)], cutoff: f64) -> f64 {
        let floor = match self.kind {
            Kind::Prices => cutoff,
            Kind::Refutation => 0.0,
        };
        self.greatest(within).0 - floor
    }

    /// Returns the greatest value in a box, and the sum of the sizes of its terms.
    fn greatest(&self, within: &[(u32, u32)]) -> (f64, f64) {
        let (mut sum, mut size) = (self.constant, self.size);
        for (slope, &(least, most)) in self.slope.iter().zip(within) {
            let end = if slope.is_positive() { most } else { least };
            let term = slope.times(f64::from(end));
            size += term.abs().value();
            sum += term;
        }
        (sum.value(), size)
    }

    /// Returns how much one more of a whole column is worth by these multipliers.
    pub(super) fn slope(&self, column: usize) -> f64 {
        self.slope[column].value()
    }

    /// Returns how much must be taken in all, at the least, of what is in a box for this cut to let it earn `cutoff`.
    pub(super) fn least_taken(&self, within: &[(u32, u32)], cutoff: f64) -> u64 {
        let first = first_of(within);
        let taken = |counts: &[u32]| counts.iter().map(|&count| u64::from(count)).sum::<u64>();
        let least = taken(&first);
        if self.kind == Kind::Refutation {
            return least;
        }
        let missing = cutoff - self.greatest(&just(&first)).0;
        let mut steps: Vec<(f64, u32)> = within
            .iter()
            .enumerate()
            .map(|(k, range)| (self.slope(k), range.1 - range.0))
            .filter(|step| step.0 > 0.0)
            .collect();
        // What earns most by these multipliers goes first.
        steps.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (mut missing, mut more) = (missing, 0.0);
        for (worth, most) in steps {
            if missing <= 0.0 {
                break;
            }
            let needed = (missing / worth).min(f64::from(most));
            missing -= needed * worth;
            more += needed;
        }
        // A sum that rounding made a little too large must not ask for one more.
        least + u64::from(count((more - NEARLY).ceil().max(0.0)).unwrap_or(u32::MAX))
    }

    /// Takes from a box what of one column this cut proves to earn less than `cutoff`, and returns it with its bound: all that
    /// is so far from the better end that what is lost by then is more than the slack. That stays the same meanwhile.
    pub(super) fn slice(
        &self,
        within: &mut Within,
        column: usize,
        (cutoff, slack): (f64, f64),
    ) -> Option<(Within, f64)> {
        let slope = self.slope(column);
        let (least, most) = within[column];
        if slope == 0.0 || least == most {
            return None;
        }
        let steps = (slack / slope.abs()).floor();
        // A quotient that rounding made one too small is put right by the look at the part itself.
        for kept in [count(steps)?, count(steps + 1.0)?] {
            if kept >= most - least {
                return None;
            }
            let (rest, cut_off) = if slope > 0.0 {
                ((most - kept, most), (least, most - kept - 1))
            } else {
                ((least, least + kept), (least + kept + 1, most))
            };
            let mut part = within.clone();
            part[column] = cut_off;
            let bound = self.bound(&part);
            if bound == f64::NEG_INFINITY || bound < cutoff {
                within[column] = rest;
                return Some((part, bound));
            }
        }
        None
    }
}
