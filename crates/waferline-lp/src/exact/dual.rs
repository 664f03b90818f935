//! The dual simplex method in exact arithmetic: from any basis to a feasible point, or to the proof that there is none.
//!
//! As `simplex/dual`, without tolerances: a value is beyond its end or it is not, a reduced cost has its sign, and the ratio
//! test takes the least `|d_j| / |alpha_j|` as it is. Costs whose reduced cost has the wrong sign at the start are shifted to 0; the
//! primal method finishes on the true ones.
//!
//! It ends: what leaves is the basic variable farthest beyond its range, but after a stretch of pivots that did not move the
//! dual objective the one of the smallest index, as does what enters (Bland, "New finite pivoting rules for the simplex method",
//! 1977). If nothing can enter, the row of the inverse is a proof by Farkas' lemma, in fractions.

use dashu_ratio::RBig;

use super::end::ExactFailure;
use super::vertex::{Vertex, Way};
use crate::simplex::Status;

impl Vertex<'_> {
    /// Pivots until every basic variable is in its range, or returns row multipliers that prove that this cannot be.
    ///
    /// Costs whose reduced costs have the wrong sign are shifted until they have none: feasibility is not about costs, and
    /// the primal method has the true ones again. Returns whether any were.
    pub(super) fn become_feasible(&mut self) -> Result<Feasible, ExactFailure> {
        let mut shifted = false;
        for variable in 0..self.form.variables() {
            if self.is_attractive(variable) {
                self.d[variable] = RBig::ZERO;
                shifted = true;
            }
        }
        while let Some((position, miss)) = self.leaving() {
            let rho = self.row(position)?;
            let alpha = self.pivot_row(&rho)?;
            let Some(entering) = self.entering(&alpha, miss) else {
                return Ok(Feasible::No(farkas(rho, miss)));
            };
            let column = self.column(entering)?;
            let leaving = self.head[position];
            let (to, end) = match miss {
                Way::Down => (Status::Lower, &self.form.lower[leaving]),
                _ => (Status::Upper, &self.form.upper[leaving]),
            };
            let Some(end) = end else { break };
            let step = (&self.x[position] - end) / &column[position];
            // The objective of the dual moves unless the reduced cost is 0.
            let moves = !self.d[entering].is_zero();
            self.exchange(entering, position, to, &step, (&column, &alpha))?;
            self.count(moves)?;
        }
        Ok(Feasible::Yes { shifted })
    }

    /// Returns the position that is farthest out of its range, and on which side; when stalled, that of the smallest index.
    fn leaving(&self) -> Option<(usize, Way)> {
        let missing =
            (0..self.head.len()).filter_map(|position| Some((position, self.miss(position)?)));
        if self.is_stalled() {
            return missing.min_by_key(|&(position, _)| self.head[position]);
        }
        missing.max_by(|&(one, way), &(other, other_way)| {
            let far = |position, way| self.distance(position, way);
            let order = far(one, way).total_cmp(&far(other, other_way));
            order.then_with(|| self.head[other].cmp(&self.head[one]))
        })
    }

    /// Returns by about how much a position misses its range, weighted.
    fn distance(&self, position: usize, way: Way) -> f64 {
        let variable = self.head[position];
        let end = match way {
            Way::Down => &self.form.lower[variable],
            _ => &self.form.upper[variable],
        };
        let missed = end.as_ref().map(|end| &self.x[position] - end);
        missed.map_or(0.0, |it| it.to_f64_fast().abs()) * self.form.weight[variable]
    }

    /// Returns what enters so that every reduced cost keeps its sign, of several the smallest index.
    fn entering(&self, alpha: &[RBig], miss: Way) -> Option<usize> {
        let mut best: Option<(usize, RBig)> = None;
        for (variable, alpha) in alpha.iter().enumerate() {
            // What leaves must rise if it is below its range: it does as `alpha` times the entering falls.
            let helps = match (self.way(variable), miss) {
                (Way::Neither, _) => false,
                (Way::Both, _) => !alpha.is_zero(),
                (Way::Up, Way::Down) | (Way::Down, Way::Up) => *alpha < RBig::ZERO,
                (Way::Up | Way::Down, _) => *alpha > RBig::ZERO,
            };
            if !helps {
                continue;
            }
            let ratio = &self.d[variable] / alpha;
            let ratio = if ratio < RBig::ZERO { -ratio } else { ratio };
            if best.as_ref().is_none_or(|(_, least)| ratio < *least) {
                best = Some((variable, ratio));
            }
        }
        best.map(|(variable, _)| variable)
    }
}

/// How the way to a feasible point ended.
pub(super) enum Feasible {
    /// At one; costs were shifted on the way or not.
    Yes { shifted: bool },
    /// There is none: row multipliers.
    No(Vec<RBig>),
}

/// Returns a row of the inverse as multipliers that ask more of the columns than they can give.
fn farkas(rho: Vec<RBig>, miss: Way) -> Vec<RBig> {
    match miss {
        Way::Down => rho.into_iter().map(|it| -it).collect(),
        _ => rho,
    }
}
