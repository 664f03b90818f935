//! The best plan under other costs or with something fixed: re-solved from the optimal basis, and proved.

use crate::explain::ExplainError;
use crate::formulation::{Column, Constraint};
use crate::lp::{
    ColumnId, Direction, Double, End, Finish, Lp, Point, Scaling, Simplex, Solution, Stuck,
    Variable, WalkSpace, certify,
};
use crate::outcome::Solved;
use crate::solve::{Answer, SolveOptions, Uncertified, certified, prove};

/// A solved program whose costs and bounds can be changed.
#[derive(Clone, Debug)]
pub(crate) struct Trial {
    simplex: Simplex,
    lp: Lp<Column, Constraint>,
    scaling: Scaling,
    costs: Vec<f64>,
    options: SolveOptions,
}

/// From which change of its price something is done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Onset {
    /// From this one.
    At(f64),
    /// From none.
    Never,
    /// Forcing the first bit of it does not tell.
    Unclear,
}

/// Quantities below this share of a column's unit are rounding.
const ROUNDING: f64 = 1e-8;

impl Trial {
    /// Returns the solved program, to be changed.
    pub(crate) fn of(solved: &Solved) -> Result<Self, Stuck> {
        Ok(Self {
            simplex: solved.simplex()?.clone(),
            scaling: Scaling::of(&solved.lp),
            options: solved.options.clone(),
            costs: solved.lp.columns().iter().map(|it| it.cost).collect(),
            lp: solved.lp.clone(),
        })
    }

    /// Becomes the solved program again, in the memory that is there.
    pub(crate) fn restart(&mut self, solved: &Solved) -> Result<(), Stuck> {
        self.simplex.clone_from(solved.simplex()?);
        for (j, (cost, column)) in self.costs.iter_mut().zip(solved.lp.columns()).enumerate() {
            *cost = column.cost;
            self.lp
                .set_column_range(ColumnId(j), column.lower, column.upper);
        }
        Ok(())
    }

    /// Takes over the basis at which the latest walk in this memory ended.
    pub(crate) fn stand_at_end_of(&mut self, space: &WalkSpace) {
        self.simplex.stand_at_end_of(space);
    }

    /// Sets the cost of each of these columns to what it was in `base`, more by `rate * change`.
    pub(crate) fn move_costs(
        &mut self,
        base: &Lp<Column, Constraint>,
        rates: &[(ColumnId, f64)],
        change: f64,
    ) {
        for &(column, rate) in rates {
            let cost = base.columns()[column.0].cost + rate * change;
            self.costs[column.0] = cost;
            self.simplex.set_cost(column, cost);
        }
    }

    /// Fixes these columns at 0.
    pub(crate) fn fix_at_zero(&mut self, columns: impl IntoIterator<Item = ColumnId>) {
        for column in columns {
            self.fix(column, 0.0);
        }
    }

    /// Fixes a column at an amount.
    pub(crate) fn fix(&mut self, column: ColumnId, amount: f64) {
        let variable = Variable::Column(column);
        self.simplex.set_range(variable, amount, amount);
        self.lp.set_column_range(column, amount, amount);
    }

    /// Returns the proved optimum; `None` if there is no plan, or the margin is unbounded.
    pub(crate) fn optimize(&mut self) -> Result<Option<Solution>, ExplainError> {
        self.cost_the_program();
        Ok(match certified(&self.lp, &mut self.simplex) {
            Err(Uncertified::Interrupted(why)) => return Err(Stuck::Interrupted(why).into()),
            // From that basis nothing was proved: another solver may, or exact pivots.
            Err(_) => match prove(&self.lp, &self.options)?.answer {
                Answer::Optimal(solution) => Some(solution),
                Answer::Infeasible(_) | Answer::Unbounded(_) => None,
            },
            Ok(found) => found,
        })
    }

    fn cost_the_program(&mut self) {
        for (j, &cost) in self.costs.iter().enumerate() {
            self.lp.set_cost(ColumnId(j), cost);
        }
    }

    /// Returns whether the prices of the basis where the trial stands prove that the solved program's plan is a best one
    /// still; false does not say that it is not.
    pub(crate) fn proves(&mut self, solved: &Solved) -> bool {
        let x = solved.solution.x.iter().copied().map(Double::from);
        let point = Point::new(x.collect(), self.simplex.refined_duals());
        self.cost_the_program();
        certify(&self.lp, &point).certificate.holds()
    }

    /// Returns the simplex at its basis.
    pub(crate) fn simplex(&self) -> &Simplex {
        &self.simplex
    }

    /// Returns whether any of these columns is more than rounding in `x`.
    pub(crate) fn is_done(&self, x: &[f64], columns: &[ColumnId]) -> bool {
        columns
            .iter()
            .any(|&column| x[column.0] > self.rounding(column))
    }

    /// Returns the change of a column's cost that is too small to tell plans apart.
    pub(crate) fn resolution(&self, column: ColumnId) -> f64 {
        ROUNDING * self.scaling.money / (self.scaling.column[column.0] * self.scaling.quantity)
    }

    /// Returns the quantity of a column that is rounding.
    pub(crate) fn rounding(&self, column: ColumnId) -> f64 {
        ROUNDING * self.unit(column)
    }

    /// Returns the quantity of a column that is near 1 in the scaled program.
    pub(crate) fn unit(&self, column: ColumnId) -> f64 {
        self.scaling.column[column.0] * self.scaling.quantity
    }

    /// Returns by how much the cost of a column that is not done has to rise, in units of `rate`, until it just pays to do
    /// it: what the first bit of it costs, forced. The walk that finds it ends at a basis that is optimal there.
    pub(crate) fn pays_forced(
        &self,
        space: &mut WalkSpace,
        (column, rate): (ColumnId, f64),
    ) -> Result<Onset, Stuck> {
        let forced = Direction::Bounds(vec![(Variable::Column(column), 1.0, 0.0)]);
        let slope = self.simplex.derivative_in(space, &forced)?;
        Ok(slope.map_or(Onset::Never, |slope| Onset::At((-slope / rate).max(0.0))))
    }

    /// Returns by how much the cost of a column that is done has to fall, in units of `rate`, until it just pays no more
    /// to do any of it, `columns` (itself and those it stands for) being fixed at 0: what the first bit of it earns
    /// then. The walk that finds it ends at a basis that is optimal there.
    pub(crate) fn stops_forced(
        &self,
        space: &mut WalkSpace,
        columns: &[ColumnId],
        (column, rate): (ColumnId, f64),
    ) -> Result<Onset, Stuck> {
        let mut without = self.simplex.clone();
        for &column in columns {
            without.set_range(Variable::Column(column), 0.0, 0.0);
        }
        if without.optimize()? != End::Optimal {
            return Ok(Onset::Never);
        }
        let forced = Direction::Bounds(vec![(Variable::Column(column), 1.0, 1.0)]);
        let slope = without.derivative_in(space, &forced)?;
        Ok(slope.map_or(Onset::Unclear, |slope| Onset::At((slope / rate).max(0.0))))
    }

    /// Returns by how much the costs of these columns, some of them done, have to move back along their rates until none
    /// is done any more; `None` if no change up to `most` is enough.
    pub(crate) fn stops_from(
        &self,
        space: &mut WalkSpace,
        rates: &[(ColumnId, f64)],
        most: f64,
    ) -> Result<Option<f64>, Stuck> {
        let back = rates
            .iter()
            .map(|&(column, rate)| (column, -rate))
            .collect();
        let walk = self.simplex.walk_in(space, &Direction::Costs(back), most)?;
        let noise = self.noise(rates);
        let stopped = walk.segments.iter().find(|it| it.slope >= -noise);
        Ok(stopped.map(|segment| segment.from))
    }

    /// Returns what rounding of these columns' quantities earns per unit of their costs' parameter.
    fn noise(&self, rates: &[(ColumnId, f64)]) -> f64 {
        rates
            .iter()
            .map(|&(column, rate)| (rate * self.rounding(column)).abs())
            .sum()
    }

    /// Returns by how much the costs of these columns, none of them done, have to move along their rates until one is
    /// done in some best plan; `None` if no change is enough.
    pub(crate) fn pays_from(
        &self,
        space: &mut WalkSpace,
        rates: &[(ColumnId, f64)],
    ) -> Result<Option<f64>, Stuck> {
        let direction = Direction::Costs(rates.to_vec());
        let noise = self.noise(rates);
        let first = self
            .simplex
            .first_segment_in(space, &direction, f64::INFINITY)?;
        let Some(segment) = first.segments.first() else {
            return Ok(Some(0.0));
        };
        if segment.slope > noise {
            return Ok(Some(segment.from));
        }
        if segment.to.is_infinite() {
            return Ok(None);
        }
        if first.finish == Finish::Unbounded {
            return Ok(Some(segment.to));
        }
        // The segment may end at a step of rounding only.
        let walk = self.simplex.walk_in(space, &direction, f64::INFINITY)?;
        let paying = walk.segments.iter().find(|it| it.slope > noise);
        Ok(match (paying, walk.segments.last()) {
            (Some(segment), _) => Some(segment.from),
            (None, Some(last)) if walk.finish == Finish::Unbounded => Some(last.to),
            _ => None,
        })
    }
}
