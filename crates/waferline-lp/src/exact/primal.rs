//! The primal simplex method in exact arithmetic: from a feasible point to the best one.
//!
//! As `simplex/primal`, without tolerances: what enters has the greatest weighted `|d_j|`, what leaves is the first to reach
//! an end. After a stretch of pivots that did not move the objective the smallest index decides in both, so that no basis comes
//! again (Bland, "New finite pivoting rules for the simplex method", 1977). If nothing stops what enters, the direction in which
//! everything moves is returned: along it the objective rises without bound.

use dashu_ratio::RBig;

use super::end::ExactFailure;
use super::vertex::{Vertex, Way};
use crate::simplex::Status;

/// What stops a variable that moves.
struct Stop {
    /// How far it gets, at least 0.
    far: RBig,
    /// The position that stops it and the end it goes to; `None` for its own other end.
    position: Option<(usize, Status)>,
}

impl Vertex<'_> {
    /// Pivots until no variable outside the basis would raise the objective, or returns a direction (one entry a variable)
    /// along which it rises without bound. The point must be feasible.
    pub(super) fn become_best(&mut self) -> Result<Option<Vec<RBig>>, ExactFailure> {
        while let Some(entering) = self.most_attractive() {
            let column = self.column(entering)?;
            let is_up = self.d[entering] > RBig::ZERO;
            let Some(stop) = self.stop(entering, is_up, &column) else {
                return Ok(Some(self.ray(entering, is_up, &column)));
            };
            let moves = !stop.far.is_zero();
            let step = if is_up { stop.far } else { -stop.far };
            if let Some((position, to)) = stop.position {
                let rho = self.row(position)?;
                let alpha = self.pivot_row(&rho)?;
                self.exchange(entering, position, to, &step, (&column, &alpha))?;
            } else {
                self.advance(&column, &step);
                self.place[entering] = if is_up { Status::Upper } else { Status::Lower };
            }
            self.count(moves)?;
        }
        Ok(None)
    }

    /// Returns what raises the objective most a unit, weighted; when stalled, the smallest index that does.
    fn most_attractive(&self) -> Option<usize> {
        let mut attractive = (0..self.form.variables()).filter(|&it| self.is_attractive(it));
        if self.is_stalled() {
            return attractive.next();
        }
        let worth = |variable: usize| {
            // An infinite weight of nothing is nothing.
            let worth = self.d[variable].to_f64_fast().abs() / self.form.weight[variable];
            if worth.is_nan() { 0.0 } else { worth }
        };
        attractive.max_by(|&one, &other| {
            let order = worth(one).total_cmp(&worth(other));
            order.then_with(|| other.cmp(&one))
        })
    }

    /// Returns what stops a variable that moves up or down; of several the smallest index.
    fn stop(&self, entering: usize, is_up: bool, column: &[RBig]) -> Option<Stop> {
        let form = self.form;
        let mut first: Option<(usize, Stop)> = None;
        if let (Some(lower), Some(upper)) = (&form.lower[entering], &form.upper[entering])
            && self.way(entering) != Way::Both
        {
            let far = upper - lower;
            first = Some((
                entering,
                Stop {
                    far,
                    position: None,
                },
            ));
        }
        for (position, entry) in column.iter().enumerate() {
            if entry.is_zero() {
                continue;
            }
            let variable = self.head[position];
            // A basic variable falls as its entry times the entering rises.
            let falls = (*entry > RBig::ZERO) == is_up;
            let (end, to) = if falls {
                (&form.lower[variable], Status::Lower)
            } else {
                (&form.upper[variable], Status::Upper)
            };
            let Some(end) = end else { continue };
            let far = (&self.x[position] - end) / entry;
            let far = if is_up { far } else { -far };
            let is_first = first.as_ref().is_none_or(|(index, stop)| {
                far < stop.far || (far == stop.far && variable < *index)
            });
            if is_first {
                let position = Some((position, to));
                first = Some((variable, Stop { far, position }));
            }
        }
        first.map(|(_, stop)| stop)
    }

    /// Returns the direction in which everything moves as a variable moves without bound.
    fn ray(&self, entering: usize, is_up: bool, column: &[RBig]) -> Vec<RBig> {
        let mut ray = vec![RBig::ZERO; self.form.variables()];
        for (&variable, entry) in self.head.iter().zip(column) {
            ray[variable] = if is_up { -entry } else { entry.clone() };
        }
        ray[entering] = if is_up { RBig::ONE } else { -RBig::ONE };
        ray
    }
}
