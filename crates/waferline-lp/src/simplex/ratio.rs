//! Which variable enters: the dual ratio test.
//!
//! Source of the methods: Harris (1973) for the tolerance; Maros, "A generalized dual phase-2 simplex algorithm" (2003)
//! for passing boxed variables while that still helps (bound flipping, or long steps).

use super::{DUAL_TOLERANCE, PIVOT_TOLERANCE, Simplex};

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

impl Simplex {
    /// Returns which nonbasic variable's reduced cost vanishes first, passing boxed ones while that still helps.
    pub(super) fn dual_ratio_test(
        &self,
        leaving: usize,
        to_lower: bool,
        test: &mut RatioTest,
    ) -> Option<usize> {
        test.flips.clear();
        self.list_candidates(to_lower, &mut test.candidates);
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
    fn list_candidates(&self, to_lower: bool, candidates: &mut Vec<Candidate>) {
        candidates.clear();
        for (variable, alpha) in self.alpha.iter() {
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
