//! What is left to decide once a future is known, with what was decided before held.

use super::best::{Ended, Rules, best};
use super::error::HedgeError;
use super::future::{Future, Futures};
use super::program::Program;
use super::worth::{Broken, HeldPlan};
use crate::formulation::{Column, Constraint};
use crate::lp::{ColumnId, Double, Lp, LpBuilder, RowId};
use crate::outcome::{ConflictingLimit, InTheWay, Limiting, in_the_way};
use crate::solve::SolveOptions;

/// What is held may leave a limit short by this part of what flows through it: rounding of what was solved before, not a plan that
/// breaks it.
const BREATH: f64 = 1e-12;

/// What is held keeps a limit if it misses it by no more than this part of what flows through it, or of one unit: certificates are
/// stricter by far, and no plan that was made for other numbers comes so near by chance.
const KEPT: f64 = 1e-9;

/// What was decided before: a value for a column, by its key; what is not there is 0.
pub(super) type Held<'a> = &'a dyn Fn(Column) -> f64;

/// The best that can follow.
#[derive(Clone, Debug)]
pub(super) enum Follows {
    /// With this margin, what was decided before included, by these values of the future's own program.
    Best { margin: f64, x: Vec<f64> },
    /// No plan keeps what is said later: these limits are in the way.
    NoPlan(Vec<ConflictingLimit>),
    /// The margin has no end.
    Unbounded,
}

impl Follows {
    /// Returns what is broken in this future by what that plan decided, if anything is.
    pub fn broken(&self, future: &str, plan: HeldPlan) -> Option<Broken> {
        let Self::NoPlan(limits) = self else {
            return None;
        };
        Some(Broken {
            future: future.to_owned(),
            plan,
            limits: limits.clone(),
        })
    }

    pub fn margin(&self) -> Option<f64> {
        match self {
            Self::Best { margin, .. } => Some(*margin),
            Self::NoPlan(_) | Self::Unbounded => None,
        }
    }
}

/// What is left to decide of a future once it is known.
pub(super) struct Recourse<'f> {
    future: &'f Future,
    program: &'f Program,
    /// The first quarter that is decided anew; `None`: none is.
    from: Option<usize>,
}

impl<'f> Recourse<'f> {
    /// Of one of the futures, by its position.
    pub fn of(futures: &'f Futures, future: usize) -> Self {
        Self {
            future: &futures.all()[future],
            program: &futures.programs[future],
            from: futures.told_from(future),
        }
    }

    fn is_held(&self, column: usize) -> bool {
        let quarter = self.program.column_quarter[column];
        self.from.is_none_or(|from| quarter < from)
    }

    /// Returns the best that follows on decisions; none where they do not keep what is said before.
    pub fn follow(&self, held: Held, options: &SolveOptions) -> Result<Follows, HedgeError> {
        let lp = &self.program.lp;
        let columns = lp.columns().iter().enumerate();
        let mut x: Vec<f64> = columns
            .map(|(j, column)| {
                if self.is_held(j) {
                    held(column.key)
                } else {
                    0.0
                }
            })
            .collect();
        let broken = self.broken_before(&x);
        if !broken.is_empty() {
            return Ok(self.no_plan(broken));
        }
        for (j, column) in lp.columns().iter().enumerate() {
            if self.is_held(j) {
                x[j] = x[j].clamp(column.lower, column.upper);
            }
        }
        let fixed = lp.objective(&x);
        let mut rest = self.rest(&x, 0.0);
        let mut ended = best(&rest, self.rules(&rest), options)?;
        if matches!(ended, Ended::Infeasible { .. }) {
            rest = self.rest(&x, BREATH);
            ended = best(&rest, self.rules(&rest), options)?;
        }
        Ok(match ended {
            Ended::Best(best) => {
                for (column, value) in rest.columns().iter().zip(&best.solution.x) {
                    x[column.key.0] = *value;
                }
                let margin = fixed + best.solution.objective;
                Follows::Best { margin, x }
            }
            Ended::Infeasible {
                lp, multipliers, ..
            } => self.no_plan(self.in_the_way(&lp, &multipliers)),
            Ended::Unbounded => Follows::Unbounded,
        })
    }

    fn no_plan(&self, limits: Vec<InTheWay<Column, Constraint>>) -> Follows {
        let limits = limits.into_iter();
        let of = |limit| ConflictingLimit::of(&self.future.model, limit);
        Follows::NoPlan(limits.map(of).collect())
    }

    /// Returns what is asked of the whole program, of what is left of it.
    fn rules(&self, rest: &Lp<ColumnId, RowId>) -> Rules {
        let whole = self.program.whole.iter();
        let first = self.program.first.as_ref();
        Rules {
            whole: whole.filter_map(|column| rest.column(column)).collect(),
            first: first.map(|first| {
                let columns = rest.columns().iter();
                columns.map(|column| first[column.key.0]).collect()
            }),
        }
    }

    /// Returns the limits of what is said before that the held decisions break: spending at other prices, and what a plan that was
    /// made for other numbers does not keep.
    fn broken_before(&self, x: &[f64]) -> Vec<InTheWay<Column, Constraint>> {
        let lp = &self.program.lp;
        let broken = |value: f64, size: f64, (lower, upper): (f64, f64)| {
            let reach = |bound: f64| KEPT * size.max(bound.abs()).max(1.0);
            if value > upper + reach(upper) {
                Some(("at most", upper))
            } else if value < lower - reach(lower) {
                Some(("at least", lower))
            } else {
                None
            }
        };
        let mut limits = Vec::new();
        for (i, row) in lp.rows().iter().enumerate() {
            let (sum, size) = self.activity(RowId(i), x);
            if self.is_before(i)
                && let Some((sense, bound)) = broken(sum, size, (row.lower, row.upper))
            {
                let of = Limiting::Row(row.key);
                limits.push(InTheWay { of, sense, bound });
            }
        }
        for (j, column) in lp.columns().iter().enumerate() {
            if self.is_held(j)
                && let Some((sense, bound)) =
                    broken(x[j], x[j].abs().max(1.0), (column.lower, column.upper))
            {
                let of = Limiting::Column(column.key);
                limits.push(InTheWay { of, sense, bound });
            }
        }
        limits
    }

    /// Returns whether a row is said before anything is decided anew.
    fn is_before(&self, row: usize) -> bool {
        let quarter = self.program.row_quarter[row];
        self.from.is_none_or(|from| quarter < from)
    }

    /// Returns a row's activity at a point, and the sum of its terms without their signs.
    fn activity(&self, row: RowId, x: &[f64]) -> (f64, f64) {
        let terms = self.program.rows[row.0].iter();
        terms.fold((0.0, 0.0), |(sum, size), &(column, n)| {
            let term = n * x[column.0];
            (sum + term, size + term.abs())
        })
    }

    /// Returns the program of what is left: what is held stands on the right-hand side, by columns and rows of the whole one.
    fn rest(&self, x: &[f64], breath: f64) -> Lp<ColumnId, RowId> {
        let lp = &self.program.lp;
        let mut builder = LpBuilder::default();
        for (j, column) in lp.columns().iter().enumerate() {
            if !self.is_held(j) {
                builder.add_column(ColumnId(j), column.cost, column.lower, column.upper);
            }
        }
        for (i, row) in lp.rows().iter().enumerate() {
            if self.is_before(i) {
                continue;
            }
            let terms = self.program.rows[i].iter().copied();
            let open: Vec<(ColumnId, f64)> = terms
                .filter(|&(column, _)| !self.is_held(column.0))
                .collect();
            let (sum, size) = self.activity(RowId(i), x);
            // A row that is about what is held alone was kept by it, up to rounding.
            let breath = if open.is_empty() {
                breath.max(BREATH)
            } else {
                breath
            };
            let slack = breath * size;
            let (lower, upper) = (row.lower - sum - slack, row.upper - sum + slack);
            if !open.is_empty() || lower > 0.0 || upper < 0.0 {
                builder.add_row(RowId(i), lower, upper, open);
            }
        }
        builder.build()
    }

    /// Returns the limits that a proof of infeasibility rests on, as the whole program has them.
    fn in_the_way(
        &self,
        rest: &Lp<ColumnId, RowId>,
        multipliers: &[Double],
    ) -> Vec<InTheWay<Column, Constraint>> {
        let lp = &self.program.lp;
        let row = |id: RowId| &lp.rows()[id.0];
        let found = in_the_way(
            rest,
            multipliers,
            |id| Some(row(id).key),
            |data| (row(data.key).lower, row(data.key).upper),
        );
        let of_whole = |of: Limiting<ColumnId, RowId>| match of {
            Limiting::Row(id) => Limiting::Row(row(id).key),
            Limiting::Column(id) => Limiting::Column(lp.columns()[id.0].key),
        };
        let found = found.into_iter();
        let limits = found.map(|InTheWay { of, sense, bound }| InTheWay {
            of: of_whole(of),
            sense,
            bound,
        });
        limits.collect()
    }
}
