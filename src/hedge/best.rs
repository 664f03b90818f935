//! The best over all futures, as one program.

use super::error::HedgeError;
use super::extensive::{Extensive, HedgeColumn, HedgeRow, Node};
use super::future::Futures;
use super::hedged::NoHedge;
use super::program::Program;
use crate::lp::{ColumnId, Double, Lp, Solution};
use crate::outcome::{
    ConflictingLimit, InTheWay, Limiting, SelectionProof, in_the_way, shortfall_costs,
};
use crate::solve::{
    Answer, Found, FoundBy, Proved, Searched, SolveOptions, Uncertified, WholeSearch, prove,
    prove_lexicographic,
};

/// The optimum of the extensive form.
pub(super) struct Best {
    pub solution: Solution,
    pub selection: Option<SelectionProof>,
    pub found_by: FoundBy,
}

impl Best {
    /// Returns what no decisions earn more than.
    pub fn bound(&self) -> f64 {
        let of_selection = self.selection.as_ref().map(|it| it.bound);
        of_selection.unwrap_or(self.solution.certificate.bound)
    }
}

/// Returns the proved optimum of the extensive form, or why there is none.
pub(super) fn best(
    futures: &Futures,
    extensive: &Extensive,
    options: &SolveOptions,
) -> Result<Result<Best, NoHedge>, HedgeError> {
    let whole = extensive.whole_columns(futures);
    if !whole.is_empty() {
        return best_selection(futures, extensive, whole, options);
    }
    let proved = if futures.base().policy.service_first {
        let first = extensive.expected_by(futures, &|s, program: &Program| {
            shortfall_costs(&futures.all()[s].model, &program.lp)
        });
        prove_lexicographic(extensive.lp.clone(), &first, options)?.proved
    } else {
        prove(&extensive.lp, options)?
    };
    read(futures, &extensive.lp, proved, None)
}

fn best_selection(
    futures: &Futures,
    extensive: &Extensive,
    whole: Vec<ColumnId>,
    options: &SolveOptions,
) -> Result<Result<Best, NoHedge>, HedgeError> {
    let columns = extensive.lp.columns();
    let ranges: Vec<(u32, u32)> = whole
        .iter()
        .map(|&column| whole_range(columns[column.0].upper))
        .collect();
    let mut search = WholeSearch::new(&extensive.lp, whole, options);
    match search.best(&ranges)? {
        Searched::Found(found) => {
            let (lp, proved) = search.at(&found.counts)?;
            read(futures, &lp, proved, Some(&found))
        }
        Searched::Infeasible(none) => {
            if let Some(multipliers) = &none.relaxed {
                return Ok(Err(NoHedge::Together {
                    conflict: conflict_of(futures, &extensive.lp, multipliers),
                    only_in_part: false,
                }));
            }
            let (lp, proved) = search.at(&vec![0; ranges.len()])?;
            let conflict = match &proved.answer {
                Answer::Infeasible(multipliers) => conflict_of(futures, &lp, multipliers),
                Answer::Optimal(_) | Answer::Unbounded(_) => Vec::new(),
            };
            Ok(Err(NoHedge::Together {
                conflict,
                only_in_part: true,
            }))
        }
        Searched::Unbounded(_) => Err(no_end()),
    }
}

/// Returns how often a column can be taken: options have whole bounds from 0.
pub(super) fn whole_range(upper: f64) -> (u32, u32) {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an option can be taken a `u32` of times"
    )]
    let most = upper as u32;
    (0, most)
}

fn read(
    futures: &Futures,
    lp: &Lp<HedgeColumn, HedgeRow>,
    proved: Proved,
    found: Option<&Found>,
) -> Result<Result<Best, NoHedge>, HedgeError> {
    match proved.answer {
        Answer::Optimal(solution) => Ok(Ok(Best {
            solution,
            selection: found.map(SelectionProof::of),
            found_by: proved.found_by,
        })),
        Answer::Infeasible(multipliers) => Ok(Err(NoHedge::Together {
            conflict: conflict_of(futures, lp, &multipliers),
            only_in_part: false,
        })),
        Answer::Unbounded(_) => Err(no_end()),
    }
}

/// Returns what it means that the extensive form has no end: a ray of it is a ray of some future alone, which was solved.
fn no_end() -> HedgeError {
    HedgeError::Uncertified(Uncertified::Proof(
        "an end of the margin, which each future has alone",
    ))
}

/// Returns the limits that cannot hold together, and in which future.
fn conflict_of(
    futures: &Futures,
    lp: &Lp<HedgeColumn, HedgeRow>,
    multipliers: &[Double],
) -> Vec<(Option<String>, ConflictingLimit)> {
    let constraint = |row| match row {
        HedgeRow::Rule { row, .. } => Some(row),
        HedgeRow::Below { .. } => None,
    };
    let limits = in_the_way(lp, multipliers, constraint, |row| (row.lower, row.upper));
    let limits = limits
        .into_iter()
        .filter_map(|InTheWay { of, sense, bound }| {
            let (node, of) = match of {
                Limiting::Row(HedgeRow::Rule { node, row }) => (node, Limiting::Row(row)),
                Limiting::Column(HedgeColumn::Decision { node, column }) => {
                    (node, Limiting::Column(column))
                }
                _ => return None,
            };
            let (name, model) = match node {
                Node::Shared => (None, futures.base()),
                Node::Own(s) => (Some(futures.all()[s].name.clone()), &futures.all()[s].model),
            };
            let limit = InTheWay { of, sense, bound };
            Some((name, ConflictingLimit::of(model, limit)))
        });
    limits.collect()
}
