//! The plans that earn nearly as much as the best, as a program.

use crate::explain::ExplainError;
use crate::explain::near_best::{Does, Says, near_best};
use crate::lp::{ColumnId, Lp, LpBuilder, Simplex};
use crate::outcome::Solved;
use crate::solve::{Answer, prove_from, prove_near};

use super::subject::Sum;

/// What stands beside a plan: as much as the greatest of several amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Peak;

/// What is said of it: that it is at least the amount of this place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct AtLeast(usize);

/// All plans whose margin is at least a floor.
pub(super) struct NearBest<'s> {
    solved: &'s Solved,
    floor: f64,
    lp: Lp<Does<Peak>, Says<AtLeast>>,
}

/// Optima of one thing after the other, each from where the one before was found.
pub(super) struct Optima<'n, 's> {
    near: &'n NearBest<'s>,
    /// The last optimum.
    x: Vec<f64>,
    /// Where it was found, and which columns cost something there; `None` before the first.
    at: Option<(Simplex, Vec<ColumnId>)>,
}

impl<'s> NearBest<'s> {
    pub fn of(solved: &'s Solved, floor: f64) -> Self {
        let mut near = Self {
            lp: LpBuilder::default().build(),
            solved,
            floor,
        };
        near.lp = near.program(&[]);
        near
    }

    /// Returns the best plan.
    pub fn best(&self) -> &[f64] {
        &self.solved.solution.x
    }

    /// Returns optima that start at the best plan.
    pub fn walk(&self) -> Optima<'_, 's> {
        Optima {
            near: self,
            x: self.best().to_vec(),
            at: None,
        }
    }

    /// Returns the least that the greatest of these amounts can be.
    pub fn least_peak(&self, amounts: &[Sum]) -> Result<f64, ExplainError> {
        let lp = self.program(amounts);
        let peak = amounts.iter().map(|sum| sum.value(self.best()));
        let mut x = self.best().to_vec();
        x.push(peak.fold(0.0, f64::max));
        let mut costs = vec![0.0; x.len()];
        costs[x.len() - 1] = -1.0;
        let proved = prove_near(&lp.with_costs(&costs), &x, &self.solved.options)?;
        let least = optimum(proved.answer)?;
        let least = least.and_then(|x| x.last().copied());
        least.ok_or_else(|| ExplainError::Unconfirmed("a peak has no least".to_owned()))
    }

    /// Returns the plans, beside the greatest of these amounts if there are any.
    fn program(&self, amounts: &[Sum]) -> Lp<Does<Peak>, Says<AtLeast>> {
        let plan = &self.solved.lp;
        let peak = (!amounts.is_empty()).then_some((Peak, 0.0, 0.0, f64::INFINITY));
        let mut builder = near_best(plan, self.floor, peak);
        for (i, sum) in amounts.iter().enumerate() {
            let parts = sum.terms.iter();
            let parts = parts.map(|&(column, n)| (Does::Plan(plan.columns()[column.0].key), -n));
            let all = parts.chain([(Does::More(Peak), 1.0)]);
            builder.add_row(Says::More(AtLeast(i)), sum.constant, f64::INFINITY, all);
        }
        builder.build()
    }
}

impl Optima<'_, '_> {
    /// Returns the least amount; `None` where it has no end.
    pub fn least(&mut self, sum: &Sum) -> Result<Option<f64>, ExplainError> {
        self.end(sum, -1.0)
    }

    /// Returns the greatest amount; `None` where it has no end.
    pub fn greatest(&mut self, sum: &Sum) -> Result<Option<f64>, ExplainError> {
        self.end(sum, 1.0)
    }

    /// Returns the greatest that any of these can be; `None` where it has no end.
    pub fn greatest_of(&mut self, amounts: &[Sum]) -> Result<Option<f64>, ExplainError> {
        let mut greatest = 0.0_f64;
        for sum in amounts {
            match self.greatest(sum)? {
                None => return Ok(None),
                Some(amount) => greatest = greatest.max(amount),
            }
        }
        Ok(Some(greatest))
    }

    fn end(&mut self, sum: &Sum, sign: f64) -> Result<Option<f64>, ExplainError> {
        let lp = &self.near.lp;
        // A plan that has as little, or as much, as the bounds of its columns allow is an end.
        if sum.bound(lp.columns().iter().map(|it| (it.lower, it.upper)), sign) == sum.value(&self.x)
        {
            return Ok(Some(sum.value(&self.x)));
        }
        let size = sum.terms.iter().map(|it| it.1.abs()).fold(0.0, f64::max);
        let mut costs = vec![0.0; lp.columns().len()];
        for &(column, n) in &sum.terms {
            costs[column.0] = sign * n / size;
        }
        let lp = lp.clone().with_costs(&costs);
        let simplex = match self.at.take() {
            None => Simplex::from_vertex(&lp, &self.x),
            Some((mut simplex, counted)) => {
                let counted = counted.into_iter().chain(sum.terms.iter().map(|it| it.0));
                counted.for_each(|column| simplex.set_cost(column, costs[column.0]));
                simplex
            }
        };
        let proved = prove_from(&lp, simplex, &self.near.solved.options)?;
        let counted = sum.terms.iter().map(|it| it.0).collect();
        self.at = proved.basis.found().map(|it| (it.clone(), counted));
        let Some(x) = optimum(proved.answer)? else {
            return Ok(None);
        };
        self.x = x;
        Ok(Some(sum.value(&self.x)))
    }
}

/// Returns the optimum of an answer; `None` where it has no end.
fn optimum(answer: Answer) -> Result<Option<Vec<f64>>, ExplainError> {
    match answer {
        Answer::Optimal(solution) => Ok(Some(solution.x)),
        Answer::Unbounded(_) => Ok(None),
        Answer::Infeasible(_) => Err(ExplainError::Unconfirmed(
            "the best plan is none of those that earn nearly as much".to_owned(),
        )),
    }
}
