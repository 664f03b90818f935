//! The best of one program: a linear one, one with a first objective, or one whose options are taken whole.

use std::hash::Hash;

use super::error::HedgeError;
use crate::lp::{Basis as Statuses, ColumnId, Double, Lp, RowId, Simplex, Solution};
use crate::outcome::SelectionProof;
use crate::solve::{
    Answer, Basis, FoundBy, Proved, Searched, SolveOptions, WholeSearch, prove, prove_from,
    prove_lexicographic,
};

/// What is asked of a program beside its objective.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    /// The columns that must be whole.
    pub whole: Vec<ColumnId>,
    /// What is best first, a cost a column.
    pub first: Option<Vec<f64>>,
}

impl Rules {
    /// Returns what is asked of a whole program, of what is left of it.
    pub fn of_rest(&self, rest: &Lp<ColumnId, RowId>) -> Self {
        let whole = self.whole.iter();
        let first = self.first.as_ref();
        Self {
            whole: whole.filter_map(|column| rest.column(column)).collect(),
            first: first.map(|first| {
                let columns = rest.columns().iter();
                columns.map(|column| first[column.key.0]).collect()
            }),
        }
    }
}

/// The optimum of a program.
pub(super) struct Best<C, R> {
    /// The program with what must be whole held as it is best.
    pub lp: Lp<C, R>,
    pub basis: Basis,
    pub solution: Solution,
    pub selection: Option<SelectionProof>,
    pub found_by: FoundBy,
}

impl<C, R> Best<C, R> {
    /// Returns what no decisions earn more than.
    pub fn bound(&self) -> f64 {
        let of_selection = self.selection.as_ref().map(|it| it.bound);
        of_selection.unwrap_or(self.solution.certificate.bound)
    }
}

/// How a program ends.
pub(super) enum Ended<C, R> {
    Best(Box<Best<C, R>>),
    Infeasible {
        /// The program that the multipliers are of.
        lp: Lp<C, R>,
        multipliers: Vec<Double>,
        /// There would be a point if columns need not be whole; the proof is of those at 0.
        only_in_part: bool,
    },
    Unbounded,
}

/// Returns the proved end of a program under its rules.
pub(super) fn best<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    rules: Rules,
    options: &SolveOptions,
) -> Result<Ended<C, R>, HedgeError> {
    best_from(lp, rules, None, options)
}

/// Returns the proved end of a program under its rules, found from a basis where it is one linear program.
pub(super) fn best_from<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    rules: Rules,
    start: Option<&Statuses>,
    options: &SolveOptions,
) -> Result<Ended<C, R>, HedgeError> {
    let Rules { whole, first } = rules;
    if !whole.is_empty() {
        return best_selection(lp, whole, options);
    }
    let proved = match (first, start) {
        (Some(first), _) => prove_lexicographic(lp.clone(), &first, options)?.proved,
        (None, Some(start)) => prove_from(lp, Simplex::from_basis(lp, start), options)?,
        (None, None) => prove(lp, options)?,
    };
    Ok(ended(lp.clone(), proved, None, false))
}

fn best_selection<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    whole: Vec<ColumnId>,
    options: &SolveOptions,
) -> Result<Ended<C, R>, HedgeError> {
    let ranges = whole.iter();
    let ranges: Vec<(u32, u32)> = ranges
        .map(|&column| whole_range(lp.columns()[column.0].upper))
        .collect();
    let mut search = WholeSearch::new(lp, whole, options);
    match search.best(&ranges)? {
        Searched::Found(found) => {
            // What follows from a selection that may not be the best would be told as if it were.
            if let Some(why) = found.interrupted {
                return Err(HedgeError::Interrupted(why));
            }
            let (held, proved) = search.at(&found.counts)?;
            Ok(ended(held, proved, Some(SelectionProof::of(&found)), false))
        }
        Searched::Infeasible(none) => {
            if let Some(multipliers) = none.relaxed {
                return Ok(Ended::Infeasible {
                    lp: lp.clone(),
                    multipliers,
                    only_in_part: false,
                });
            }
            let (held, proved) = search.at(&vec![0; ranges.len()])?;
            Ok(ended(held, proved, None, true))
        }
        Searched::Unbounded(_) => Ok(Ended::Unbounded),
    }
}

fn ended<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: Lp<C, R>,
    proved: Proved,
    selection: Option<SelectionProof>,
    only_in_part: bool,
) -> Ended<C, R> {
    match proved.answer {
        Answer::Optimal(solution) => Ended::Best(Box::new(Best {
            lp,
            basis: proved.basis,
            solution,
            selection,
            found_by: proved.found_by,
        })),
        Answer::Infeasible(multipliers) => Ended::Infeasible {
            lp,
            multipliers,
            only_in_part,
        },
        Answer::Unbounded(_) => Ended::Unbounded,
    }
}

/// Returns how often a column can be taken: options have whole bounds from 0.
fn whole_range(upper: f64) -> (u32, u32) {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an option can be taken a `u32` of times"
    )]
    let most = upper as u32;
    (0, most)
}
