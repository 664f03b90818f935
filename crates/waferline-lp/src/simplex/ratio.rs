//! Which variable enters: the dual ratio test.
//!
//! While the leaving variable goes to its bound, each reduced cost `d_j` moves by the step times `alpha_j`, its entry in the
//! pivot row. The variable whose `d_j` reaches 0 first, at the step `|d_j| / |alpha_j|`, enters. Two things make that
//! better than it sounds:
//!
//! - *Harris*: first the longest step at which no reduced cost is beyond 0 by more than the tolerance; then, of all whose
//!   own ratio is no longer than that, the one with the largest pivot. What goes a little beyond 0 has its cost shifted.
//! - *Bound flipping*: a boxed variable that is passed goes to its other bound, and its sign is right again. It makes up for
//!   `|alpha_j| (upper_j - lower_j)` of what the leaving variable misses; as long as that is less than all of it, the
//!   dual objective still grows behind it, only less steeply. Groups of equal ratio (by Harris) are passed as one. The first
//!   is found without sorting, since mostly it is the last one too.
//!
//! Source of the methods: Harris, "Pivot selection methods of the Devex LP code" (1973); Maros, "A generalized dual phase-2
//! simplex algorithm" (2003).

use super::factor::Sparse;
use super::state::State;
use super::tolerance::{DUAL_TOLERANCE, PIVOT_TOLERANCE};

/// A nonbasic variable whose reduced cost moves towards 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    variable: usize,
    d: f64,
    alpha: f64,
}

/// What a ratio test found.
#[derive(Clone, Debug, Default)]
pub(super) struct RatioTest {
    candidates: Vec<Candidate>,
    /// Variables passed on the way: they go to their other bounds.
    pub(super) flips: Vec<usize>,
}

impl Candidate {
    fn ratio(&self) -> f64 {
        self.d / self.alpha
    }

    /// How far the step may go, within the tolerance.
    fn limit(&self) -> f64 {
        (self.d + DUAL_TOLERANCE) / self.alpha
    }
}

impl State {
    /// Returns which nonbasic variable's reduced cost vanishes first along the pivot row `alpha`, passing boxed ones while
    /// that still helps.
    pub(super) fn dual_ratio_test(
        &self,
        alpha: &Sparse,
        (leaving, to_lower): (usize, bool),
        test: &mut RatioTest,
    ) -> Option<usize> {
        test.flips.clear();
        self.list_candidates(alpha, to_lower, &mut test.candidates);
        let mut miss = if to_lower {
            self.form.lower[leaving] - self.x[leaving]
        } else {
            self.x[leaving] - self.form.upper[leaving]
        };
        let mut rest = &mut test.candidates[..];
        let mut is_sorted = false;
        while !rest.is_empty() {
            // Harris: within the tolerance, the largest pivot.
            let end = if is_sorted {
                first_group(rest)
            } else {
                bring_to_front(rest)
            };
            let (group, beyond) = rest.split_at_mut(end);
            let relief: f64 = group.iter().map(|c| self.relief(c)).sum();
            if relief < miss && !beyond.is_empty() {
                miss -= relief;
                test.flips.extend(group.iter().map(|c| c.variable));
                rest = beyond;
                if !is_sorted {
                    rest.sort_unstable_by(|a, b| {
                        let by_ratio = a.ratio().total_cmp(&b.ratio());
                        by_ratio.then(a.variable.cmp(&b.variable))
                    });
                    is_sorted = true;
                }
                continue;
            }
            let best = group.iter().max_by(|a, b| {
                let by_pivot = a.alpha.total_cmp(&b.alpha);
                by_pivot.then(b.variable.cmp(&a.variable))
            });
            return best.map(|candidate| candidate.variable);
        }
        None
    }

    /// Lists the variables whose reduced cost the step moves towards 0.
    fn list_candidates(&self, alpha: &Sparse, to_lower: bool, candidates: &mut Vec<Candidate>) {
        candidates.clear();
        for (variable, alpha) in alpha.iter() {
            let alpha = if to_lower { -alpha } else { alpha };
            let alpha = match self.sign[variable] {
                0 => continue,
                1 => alpha,
                -1 => -alpha,
                _ => alpha.abs(),
            };
            if alpha > PIVOT_TOLERANCE {
                candidates.push(Candidate {
                    variable,
                    d: self.d[variable].abs(),
                    alpha,
                });
            }
        }
    }

    /// How much of the leaving variable's miss is made up for by moving a variable to its other bound.
    fn relief(&self, candidate: &Candidate) -> f64 {
        let variable = candidate.variable;
        candidate.alpha * (self.form.upper[variable] - self.form.lower[variable])
    }
}

/// Puts the candidates that are first, within the tolerance, before the others; returns how many.
fn bring_to_front(candidates: &mut [Candidate]) -> usize {
    let limit = candidates
        .iter()
        .map(Candidate::limit)
        .fold(f64::INFINITY, f64::min);
    let mut end = 0;
    for k in 0..candidates.len() {
        if candidates[k].ratio() <= limit {
            candidates.swap(k, end);
            end += 1;
        }
    }
    end
}

/// Returns how many of the candidates, sorted by ratio, are first within the tolerance.
fn first_group(sorted: &[Candidate]) -> usize {
    let mut limit = f64::INFINITY;
    let mut end = 0;
    while end < sorted.len() && sorted[end].ratio() <= limit {
        limit = limit.min(sorted[end].limit());
        end += 1;
    }
    end
}
