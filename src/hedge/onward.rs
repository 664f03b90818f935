//! The plan that is best over all futures once the first quarters are decided.

use super::best::{Ended, best};
use super::error::HedgeError;
use super::extensive::{Extensive, HedgeColumn, HedgeRow, Node};
use super::future::Futures;
use super::hedged::Decisions;
use super::named;
use super::recourse::Held;
use super::rest::{BREATH, Whole, rows_of};
use super::risk::Risk;
use crate::lp::{ColumnId, Double, Lp, RowId};
use crate::outcome::{ConflictingLimit, InTheWay, Limiting, in_the_way};
use crate::solve::SolveOptions;

/// What is best over all futures from a quarter on.
#[derive(Clone, Debug)]
pub(crate) enum Onward {
    /// What is decided, by column: until the news for all futures; after it the mean of what is decided in each.
    Best(Decisions),
    /// No plan serves all futures.
    NoPlan(Vec<ConflictingLimit>),
    /// The expected margin has no end.
    Unbounded,
}

/// Returns what is best over all futures from a quarter on that is not after the news; what was decided before is held, and kept what
/// was said then.
pub(crate) fn onward(
    futures: &Futures,
    from: usize,
    held: Held,
    options: &SolveOptions,
) -> Result<Onward, HedgeError> {
    let options = &options.within_rounding();
    let extensive = Extensive::of(futures, Risk::default());
    let whole = &extensive.lp;
    let base = &futures.base_program;
    // Before the news everything is decided for all futures.
    let is_held = |j: usize| match whole.columns()[j].key {
        HedgeColumn::Decision {
            node: Node::Shared,
            column,
        } => column.decided_in(futures.base()) < from,
        _ => false,
    };
    let is_before = |i: usize| {
        let HedgeRow::Rule { node, row } = whole.rows()[i].key else {
            return false;
        };
        let program = match node {
            Node::Shared => base,
            Node::Own(s) => &futures.programs[s],
        };
        let row = program.lp.row(&row);
        row.is_some_and(|row| program.row_quarter[row.0] < from)
    };
    let columns = whole.columns().iter().enumerate();
    let mut x: Vec<f64> = columns
        .map(|(j, column)| match column.key {
            HedgeColumn::Decision { column: key, .. } if is_held(j) => {
                held(key).clamp(column.lower, column.upper)
            }
            _ => 0.0,
        })
        .collect();
    let rows = rows_of(whole);
    let left = Whole {
        lp: whole,
        rows: &rows,
        is_held: &is_held,
        is_before: &is_before,
    };
    let rules = extensive.rules(futures);
    let mut rest = left.rest(&x, 0.0);
    let mut ended = best(&rest, rules.of_rest(&rest), options)?;
    if matches!(ended, Ended::Infeasible { .. }) {
        rest = left.rest(&x, BREATH);
        ended = best(&rest, rules.of_rest(&rest), options)?;
    }
    Ok(match ended {
        Ended::Best(best) => {
            for (column, value) in rest.columns().iter().zip(&best.solution.x) {
                x[column.key.0] = *value;
            }
            Onward::Best(decided(futures, &extensive, &x))
        }
        Ended::Infeasible {
            lp, multipliers, ..
        } => Onward::NoPlan(conflict(futures, whole, &lp, &multipliers)),
        Ended::Unbounded => Onward::Unbounded,
    })
}

/// Returns what is decided at a point of the extensive form; of what each future decides for itself, the mean.
fn decided(futures: &Futures, extensive: &Extensive, x: &[f64]) -> Decisions {
    let mut all = extensive.shared_values(x);
    for (s, future) in futures.all().iter().enumerate() {
        let program = &futures.programs[s];
        let values = extensive.values_of(s, x);
        for (j, column) in program.lp.columns().iter().enumerate() {
            if future.is_known(program.column_quarter[j]) {
                *all.entry(column.key).or_default() += future.probability * values[j];
            }
        }
    }
    all
}

/// Returns the limits that a proof of infeasibility rests on, as the whole program has them.
fn conflict(
    futures: &Futures,
    whole: &Lp<HedgeColumn, HedgeRow>,
    rest: &Lp<ColumnId, RowId>,
    multipliers: &[Double],
) -> Vec<ConflictingLimit> {
    let row = |id: RowId| &whole.rows()[id.0];
    let found = in_the_way(
        rest,
        multipliers,
        |id| row(id).key.rule(),
        |data| (row(data.key).lower, row(data.key).upper),
    );
    let found = found.into_iter().map(|InTheWay { of, sense, bound }| {
        let of = match of {
            Limiting::Row(id) => Limiting::Row(row(id).key),
            Limiting::Column(id) => Limiting::Column(whole.columns()[id.0].key),
        };
        InTheWay { of, sense, bound }
    });
    let named = named(futures, found.collect()).into_iter();
    named.map(|(_, limit)| limit).collect()
}
