//! What is left to decide once a future is known, with what was decided before held.

use super::best::{Best, Ended, Rules, best_from};
use super::error::HedgeError;
use super::future::Futures;
use super::program::Program;
use super::rest::{BREATH, Whole, activity};
use super::start::Start;
use super::worth::{Broken, HeldPlan};
use crate::formulation::{Column, Constraint};
#[cfg(feature = "sweep")]
use crate::lp::LpBuilder;
use crate::lp::{ColumnId, Double, Lp, RowId};
use crate::model::Model;
use crate::outcome::{ConflictingLimit, InTheWay, Limiting, in_the_way};
use crate::solve::SolveOptions;

/// What is held keeps a limit if it misses it by no more than this part of what flows through it, or of one unit: certificates are
/// stricter by far, and no plan that was made for other numbers comes so near by chance.
const KEPT: f64 = 1e-9;

/// What was decided before: a value for a column, by its key; what is not there is 0.
pub(crate) type Held<'a> = &'a dyn Fn(Column) -> f64;

/// The best that can follow.
#[derive(Clone, Debug)]
pub(crate) enum Follows {
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
pub(crate) struct Recourse<'f> {
    model: &'f Model,
    program: &'f Program,
    /// The first quarter that is decided anew; `None`: none is.
    from: Option<usize>,
}

impl<'f> Recourse<'f> {
    /// Of one of the futures, by its position.
    pub fn of(futures: &'f Futures, future: usize) -> Self {
        Self {
            model: &futures.all()[future].model,
            program: &futures.programs[future],
            from: futures.told_from(future),
        }
    }

    /// Of a model and its program, decided anew from a quarter on.
    #[cfg(feature = "sweep")]
    pub fn from(model: &'f Model, program: &'f Program, from: usize) -> Self {
        Self {
            model,
            program,
            from: Some(from),
        }
    }

    fn is_held(&self, column: usize) -> bool {
        let quarter = self.program.column_quarter[column];
        self.from.is_none_or(|from| quarter < from)
    }

    /// Returns the best that follows on decisions; none where they do not keep what is said before.
    pub fn follow(&self, held: Held, options: &SolveOptions) -> Result<Follows, HedgeError> {
        Ok(self.follow_from(held, None, options)?.0)
    }

    /// Returns the same, found from a basis of a program that differs a little, and where the optimum stands.
    pub fn follow_from(
        &self,
        held: Held,
        start: Option<&Start>,
        options: &SolveOptions,
    ) -> Result<(Follows, Option<Start>), HedgeError> {
        let mut x = match self.held_values(held) {
            Ok(x) => x,
            Err(broken) => return Ok((self.no_plan(broken), None)),
        };
        let fixed = self.program.lp.objective(&x);
        let mut rest = self.rest(&x, 0.0);
        let mut ended = self.best(&rest, start, options)?;
        if matches!(ended, Ended::Infeasible { .. }) {
            rest = self.rest(&x, BREATH);
            ended = self.best(&rest, start, options)?;
        }
        Ok(match ended {
            Ended::Best(best) => {
                for (column, value) in rest.columns().iter().zip(&best.solution.x) {
                    x[column.key.0] = *value;
                }
                let margin = fixed + best.solution.objective;
                let stands = self.start_at(&best);
                (Follows::Best { margin, x }, stands)
            }
            Ended::Infeasible {
                lp, multipliers, ..
            } => (self.no_plan(self.in_the_way(&lp, &multipliers)), None),
            Ended::Unbounded => (Follows::Unbounded, None),
        })
    }

    /// Returns what is held, by column of the whole program, 0 where nothing is; the limits of what is said before that it breaks, if
    /// it does.
    pub fn held_values(&self, held: Held) -> Result<Vec<f64>, Vec<InTheWay<Column, Constraint>>> {
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
            return Err(broken);
        }
        for (j, column) in lp.columns().iter().enumerate() {
            if self.is_held(j) {
                x[j] = x[j].clamp(column.lower, column.upper);
            }
        }
        Ok(x)
    }

    fn best(
        &self,
        rest: &Lp<ColumnId, RowId>,
        start: Option<&Start>,
        options: &SolveOptions,
    ) -> Result<Ended<ColumnId, RowId>, HedgeError> {
        let basis = start.map(|start| start.for_rest(&self.program.lp, rest));
        best_from(rest, self.rules(rest), basis.as_ref(), options)
    }

    /// Returns where the optimum of what is left stands, as a basis of the whole program.
    fn start_at(&self, best: &Best<ColumnId, RowId>) -> Option<Start> {
        let basis = best.basis.found()?.basis();
        Some(Start::of_rest(&self.program.lp, &best.lp, &basis))
    }

    pub fn no_plan(&self, limits: Vec<InTheWay<Column, Constraint>>) -> Follows {
        let limits = limits.into_iter();
        let of = |limit| ConflictingLimit::of(self.model, limit);
        Follows::NoPlan(limits.map(of).collect())
    }

    /// Returns what is asked of the whole program, of what is left of it.
    fn rules(&self, rest: &Lp<ColumnId, RowId>) -> Rules {
        let program = self.program;
        let rules = Rules {
            whole: program.whole.clone(),
            first: program.first.clone(),
        };
        rules.of_rest(rest)
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
            let (sum, size) = activity(&self.program.rows[i], x);
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

    /// Returns the program of what is left: what is held stands on the right-hand side, by columns and rows of the whole one.
    pub fn rest(&self, x: &[f64], breath: f64) -> Lp<ColumnId, RowId> {
        let whole = Whole {
            lp: &self.program.lp,
            rows: &self.program.rows,
            is_held: &|column| self.is_held(column),
            is_before: &|row| self.is_before(row),
        };
        whole.rest(x, breath)
    }

    /// Returns the same by what its columns do and its rows say.
    #[cfg(feature = "sweep")]
    pub fn rest_by_key(&self, x: &[f64]) -> Lp<Column, Constraint> {
        let (whole, rest) = (&self.program.lp, self.rest(x, BREATH));
        let mut builder = LpBuilder::default();
        let mut terms = vec![Vec::new(); rest.rows().len()];
        for (j, column) in rest.columns().iter().enumerate() {
            let key = whole.columns()[column.key.0].key;
            builder.add_column(key, column.cost, column.lower, column.upper);
            for (row, n) in rest.entries(ColumnId(j)) {
                terms[row.0].push((key, n));
            }
        }
        for (row, terms) in rest.rows().iter().zip(terms) {
            let key = whole.rows()[row.key.0].key;
            builder.add_row(key, row.lower, row.upper, terms);
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
