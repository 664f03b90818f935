//! Changed models, tried one after another; each starts where the one before it ended.

use crate::formulation::{Column, Constraint, formulate};
use crate::lp::{Basis, End, Lp, Simplex, proves_infeasible};
use crate::model::Model;
use crate::outcome::{Outcome, SolveOptions, solve, solve_from};

/// Search ends when the least change is known to this share of it.
const SEARCHED: f64 = 2e-4;
/// While less than this share of what suffices is known not to, the search goes down by this factor instead of halving: what
/// is needed can be many decades below what was tried first.
const DECADES: f64 = 1e-3;
/// Nothing smaller than this share of what was tried first is searched for.
const LEAST_SHARE: f64 = 1e-12;

/// The models tried so far, as far as the next one needs them.
pub(super) struct Trials<'a> {
    options: &'a SolveOptions,
    /// The program whose feasibility was decided last, and the basis at its end.
    last: Option<(Lp<Column, Constraint>, Basis)>,
    /// The program whose best plan was found last, and its basis.
    best: Option<(Lp<Column, Constraint>, Basis)>,
}

impl<'a> Trials<'a> {
    pub(super) fn new(options: &'a SolveOptions) -> Self {
        Self {
            options,
            last: None,
            best: None,
        }
    }

    /// Returns whether a model has a plan; that it has none is proved.
    pub(super) fn has_plan(&mut self, model: &Model) -> bool {
        let lp = formulate(model);
        let nothing = vec![0.0; lp.columns().len()];
        let lp = lp.with_costs(&nothing);
        let simplex = match &self.last {
            Some((from, basis)) => Simplex::from_basis(&lp, &basis.carried(from, &lp)),
            None => Simplex::from_nothing(&lp),
        };
        let mut simplex = simplex.with_watch(&self.options.watch);
        let end = simplex.optimize();
        let has_plan = match end {
            Ok(End::Optimal) => Some(true),
            Ok(End::Infeasible(y)) if proves_infeasible(&lp, &y) => Some(false),
            _ => None,
        };
        if has_plan.is_some() {
            self.last = Some((lp, simplex.basis()));
        }
        // A point of the program may take options in part.
        let has_plan = has_plan.filter(|&it| !it || model.is_decided());
        has_plan.unwrap_or_else(|| {
            let outcome = solve(model, self.options);
            matches!(outcome, Ok(Outcome::Optimal(_) | Outcome::Unbounded(_)))
        })
    }

    /// Returns the margin of a model's best plan, infinite if it has no end; `None` if it has no plan that could be proved.
    pub(super) fn margin(&mut self, model: &Model) -> Option<f64> {
        // A plan is quickly ruled out, and slowly proved best.
        if !self.has_plan(model) {
            return None;
        }
        // The first one starts from a plan.
        let start = self.best.as_ref().or(self.last.as_ref());
        let outcome = match start {
            Some((from, basis)) if model.is_linear() => {
                solve_from(model, (from, basis), self.options)
            }
            _ => solve(model, self.options),
        };
        match outcome {
            Ok(Outcome::Optimal(solved)) => {
                let margin = solved.solution.objective;
                let basis = solved.simplex().ok().map(Simplex::basis);
                self.best = basis.map(|basis| (solved.lp, basis));
                Some(margin)
            }
            Ok(Outcome::Unbounded(_)) => Some(f64::INFINITY),
            Ok(Outcome::Infeasible(_)) | Err(_) => None,
        }
    }

    /// Returns the least change up to `most` for which the model has a plan, to within [`SEARCHED`] of itself and above;
    /// `None` if even the most does not suffice.
    pub(super) fn searched(
        &mut self,
        most: f64,
        changed: impl Fn(f64) -> Option<Model>,
    ) -> Option<f64> {
        let mut suffices = |change: f64| changed(change).is_some_and(|model| self.has_plan(&model));
        if most <= 0.0 || !suffices(most) {
            return None;
        }
        let (mut low, mut high) = (0.0, most);
        while high - low > SEARCHED * high && high > LEAST_SHARE * most {
            let middle = if low < DECADES * high {
                DECADES * high
            } else if low < 0.5 * high {
                (low * high).sqrt()
            } else {
                f64::midpoint(low, high)
            };
            if suffices(middle) {
                high = middle;
            } else {
                low = middle;
            }
        }
        Some(high)
    }
}
