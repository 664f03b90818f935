//! Questions about a program some of whose columns must be whole.

use std::collections::BTreeMap;
use std::hash::Hash;

use super::found::{Ended, Ranked, Searched};
use super::memory::Memory;
use super::selection::{Within, common};
use super::tree::Tree;
use super::whole::Whole;
use crate::program::{ColumnId, Lp, Variable};
use crate::solve::answer::Proved;
use crate::solve::options::SolveOptions;
use crate::solve::uncertified::Uncertified;

/// A program some of whose columns must be whole, and what is known of it from the questions asked so far.
///
/// What solves is what [`SolveOptions`] say, for the first program; the others are solved from its basis by the own method. `HiGHS`
/// is also asked for a selection to begin with; what it says is proved here.
///
/// The best of an earlier question, its bounds and its bases serve the next: a question that what is known answers
/// already is answered without a solve. The same questions in the same order have the same answers, to the last digit.
///
/// Of selections that earn the same, within what a certificate accepts ([`Certificate::tolerance`](crate::Certificate): 1e-9 of
/// the objective), the best is the one that takes least in all; of those, the one with more of the column listed first.
///
/// ```
/// use waferline_lp::LpBuilder;
/// use waferline_lp::solve::{Searched, SolveOptions, WholeSearch};
///
/// // Two halls, each whole or not at all, and what is made in them.
/// let mut lp = LpBuilder::default();
/// let north = lp.add_column("north", -12.0, 0.0, 1.0);
/// let south = lp.add_column("south", -7.0, 0.0, 1.0);
/// lp.add_column("made", 2.0, 0.0, 9.0);
/// lp.add_row("room", f64::NEG_INFINITY, 0.0, [("made", 1.0), ("north", -8.0), ("south", -5.0)]);
/// let lp = lp.build();
/// let options = SolveOptions::default();
/// let mut search = WholeSearch::new(&lp, vec![north, south], &options);
///
/// let Searched::Found(best) = search.best(&[(0, 1), (0, 1)])? else { panic!("feasible and bounded") };
/// assert_eq!((best.counts, best.objective), (vec![1, 0], 4.0));
/// // Without the north hall; whatever was solved before is used again.
/// let Searched::Found(best) = search.best(&[(0, 0), (0, 1)])? else { panic!("feasible and bounded") };
/// assert_eq!((best.counts, best.objective), (vec![0, 1], 3.0));
/// let in_order = search.ranked(&[(0, 1), (0, 1)], 4)?.found;
/// let objectives: Vec<f64> = in_order.iter().map(|found| found.objective).collect();
/// assert_eq!(objectives, [4.0, 3.0, 0.0, -1.0]);
/// # Ok::<(), waferline_lp::solve::Uncertified>(())
/// ```
#[derive(Debug)]
pub struct WholeSearch<'a, C, R> {
    memory: Memory<'a, C, R>,
    /// Questions answered before: the box, and what was named.
    answered: BTreeMap<(Within, Vec<Vec<u32>>), Searched>,
    /// What nothing can be proved with.
    without_number: Option<Variable>,
}

impl<'a, C: Copy + Eq + Hash, R: Copy + Eq + Hash> WholeSearch<'a, C, R> {
    /// Returns a search that knows nothing yet. `whole` are the columns that must be whole, in the order that breaks ties; their
    /// bounds are rounded inward. Where one is negative, has no end or is more than a `u32` holds, all answers are
    /// [`Uncertified::NoNumber`], as for a bound that is not a number.
    ///
    /// # Panics
    /// If a column is listed twice, or is none of the program's.
    #[must_use]
    pub fn new(lp: &'a Lp<C, R>, whole: Vec<ColumnId>, options: &SolveOptions) -> Self {
        let mut listed = whole.clone();
        listed.sort_unstable();
        listed.dedup();
        assert_eq!(listed.len(), whole.len(), "a whole column is listed once");
        let nothing = Whole {
            columns: Vec::new(),
            bounds: Vec::new(),
        };
        let (whole, unusable) = match Whole::of(lp, whole) {
            Ok(whole) => (whole, None),
            Err(variable) => (nothing, Some(variable)),
        };
        Self {
            memory: Memory::of(lp, whole, options),
            answered: BTreeMap::new(),
            without_number: lp.without_number().or(unusable),
        }
    }

    /// Returns the best of the selections within these ranges, one for each whole column, both ends included; what of a range
    /// is outside the column's bounds is left out.
    ///
    /// If the watch ends the work, it is the best selection so far with what is proved of it; the error
    /// [`Uncertified::Interrupted`] if there is none.
    ///
    /// # Panics
    /// If there are not as many ranges as whole columns.
    pub fn best(&mut self, within: &[(u32, u32)]) -> Result<Searched, Uncertified> {
        self.best_but(within, &[])
    }

    /// Returns the best selections within these ranges in order, up to `count`, each with its proof that none but those before it
    /// is better. Ties are broken as in [`Self::best`], each time among those that are left.
    ///
    /// # Panics
    /// If there are not as many ranges as whole columns.
    pub fn ranked(&mut self, within: &[(u32, u32)], count: usize) -> Result<Ranked, Uncertified> {
        let (mut found, mut named) = (Vec::new(), Vec::new());
        let mut ended = Ended::Counted;
        while found.len() < count {
            match self.best_but(within, &named) {
                Ok(Searched::Found(next)) => {
                    named.push(next.counts.clone());
                    let interrupted = next.interrupted;
                    found.push(next);
                    if let Some(why) = interrupted {
                        ended = Ended::Interrupted(why);
                        break;
                    }
                }
                Ok(Searched::Infeasible(none)) => {
                    ended = Ended::Exhausted(none);
                    break;
                }
                Ok(Searched::Unbounded(unbounded)) => {
                    ended = Ended::Unbounded(unbounded);
                    break;
                }
                Err(Uncertified::Interrupted(why)) if !found.is_empty() => {
                    ended = Ended::Interrupted(why);
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(Ranked { found, ended })
    }

    /// Returns the program with its whole columns held at a selection, and its proved answer with point, prices and basis:
    /// solved from the basis of the nearest program that was solved. Once one was, the watch does not end this: the best so far
    /// can be read when time is up.
    ///
    /// # Panics
    /// If there are not as many counts as whole columns.
    pub fn at(&mut self, counts: &[u32]) -> Result<(Lp<C, R>, Proved), Uncertified> {
        if let Some(variable) = self.without_number {
            return Err(Uncertified::NoNumber(variable));
        }
        let lp = self.memory.held_at(counts);
        let proved = self.memory.read(counts)?;
        Ok((lp, proved))
    }

    /// Returns how many linear programs were solved so far.
    #[must_use]
    pub fn solves(&self) -> usize {
        self.memory.solves
    }

    /// Returns the best selection that is not one of these.
    fn best_but(
        &mut self,
        within: &[(u32, u32)],
        named: &[Vec<u32>],
    ) -> Result<Searched, Uncertified> {
        if let Some(variable) = self.without_number {
            return Err(Uncertified::NoNumber(variable));
        }
        let bounds = &self.memory.whole.bounds;
        assert_eq!(
            within.len(),
            bounds.len(),
            "one range for each whole column"
        );
        let within = common(within, bounds);
        let question = (within, named.to_vec());
        if let Some(answer) = self.answered.get(&question) {
            return Ok(answer.clone().known());
        }
        let answer = Tree::of(&mut self.memory, question.0.clone(), named).search()?;
        if answer.is_proved() {
            self.answered.insert(question, answer.clone());
        }
        Ok(answer)
    }
}
