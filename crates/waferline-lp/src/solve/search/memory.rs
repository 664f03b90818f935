//! What is known of a program from the questions asked so far: cuts, relaxed boxes, selections, and bases to start from.

use std::collections::BTreeMap;
use std::collections::VecDeque;
use std::hash::Hash;
use std::sync::Arc;

use super::cut::{Bound, Cut, Kind};
use super::selection::{Within, distance, is_inside, just};
use super::whole::{Whole, exactly, rounded};
use crate::certificate::certify;
use crate::double::Double;
use crate::implied::Ranges;
use crate::program::{Lp, Variable};
use crate::simplex::Simplex;
use crate::solution::{Certificate, Point, Solution};
use crate::solve::answer::{Answer, Proved};
use crate::solve::backend::ask_whole;
use crate::solve::options::SolveOptions;
use crate::solve::prove::{prove, prove_from};
use crate::solve::uncertified::Uncertified;

/// How many of the last bases are kept to start from. A box that is asked for next is mostly near one of the last few; a basis
/// of a program of 8,000 columns takes some megabytes.
const BASES: usize = 8;

/// An answer to a box whose columns need not be whole, or to a selection.
#[derive(Clone, Debug)]
pub(super) enum Known {
    Optimal(Optimum),
    /// With Farkas multipliers.
    Infeasible(Arc<[Double]>),
    /// With a ray.
    Unbounded(Arc<[f64]>),
}

/// What is kept of an optimum.
#[derive(Clone, Debug)]
pub(super) struct Optimum {
    pub(super) objective: f64,
    /// Nothing in the box earns more.
    pub(super) bound: Bound,
    /// What the certificate accepts as no difference.
    pub(super) tolerance: f64,
    /// The values of the whole columns.
    pub(super) values: Vec<f64>,
}

/// All that is known. Maps are ordered: what is found never depends on how they hash.
#[derive(Debug)]
pub(super) struct Memory<'a, C, R> {
    pub(super) lp: &'a Lp<C, R>,
    pub(super) whole: Whole,
    options: SolveOptions,
    /// A copy of the program whose ranges are those of the box at hand.
    held: Lp<C, R>,
    /// How far columns and rows of the program can go, found when first needed.
    ranges: Option<Ranges>,
    pub(super) cuts: Vec<Cut>,
    relaxed: BTreeMap<Within, Known>,
    pub(super) selections: BTreeMap<Vec<u32>, Known>,
    bases: VecDeque<(Within, Simplex)>,
    pub(super) solves: usize,
}

impl<'a, C: Copy + Eq + Hash, R: Copy + Eq + Hash> Memory<'a, C, R> {
    pub(super) fn of(lp: &'a Lp<C, R>, whole: Whole, options: &SolveOptions) -> Self {
        Self {
            lp,
            whole,
            options: options.within_rounding(),
            held: lp.clone(),
            ranges: None,
            cuts: Vec::new(),
            relaxed: BTreeMap::new(),
            selections: BTreeMap::new(),
            bases: VecDeque::new(),
            solves: 0,
        }
    }

    /// Returns the least bound of a box that is known.
    pub(super) fn bound(&self, within: &[(u32, u32)]) -> Option<Bound> {
        let least = |one: &Bound, other: &Bound| one.amount.total_cmp(&other.amount);
        let cuts = self.cuts.iter().map(|cut| cut.proved(cut.bound(within)));
        let boxes = self.relaxed.iter().filter_map(|(outer, known)| {
            let known = match known {
                Known::Optimal(optimum) => optimum.bound.clone(),
                Known::Infeasible(multipliers) => Bound::refuted(Arc::clone(multipliers)),
                Known::Unbounded(_) => return None,
            };
            is_inside(within, outer).then_some(known)
        });
        cuts.chain(boxes).min_by(least)
    }

    /// Returns the answer to a box whose columns need not be whole, from memory if it is there: the box itself, one around it
    /// whose optimum is in it, or one around it without a point.
    pub(super) fn relaxed(&mut self, within: &[(u32, u32)]) -> Result<Known, Uncertified> {
        if let Some(known) = self.relaxed.get(within) {
            return Ok(known.clone());
        }
        let around = self.relaxed.iter().find(|(outer, known)| {
            let answers = match known {
                Known::Optimal(optimum) => {
                    let mut both = optimum.values.iter().zip(within);
                    both.all(|(&value, &(least, most))| {
                        f64::from(least) <= value && value <= f64::from(most)
                    })
                }
                Known::Infeasible(_) => true,
                Known::Unbounded(_) => false,
            };
            answers && is_inside(within, outer)
        });
        if let Some((_, known)) = around {
            return Ok(known.clone());
        }
        let proved = self.solve(within)?;
        let known = self.keep(&proved);
        if let (Answer::Optimal(solution), Known::Optimal(optimum)) = (&proved.answer, &known) {
            self.keep_selection(solution, &optimum.bound.multipliers);
        }
        self.relaxed.insert(within.to_vec(), known.clone());
        Ok(known)
    }

    /// Returns the answer to one selection, from memory if it is there.
    pub(super) fn selection(&mut self, counts: &[u32]) -> Result<Known, Uncertified> {
        if let Some(known) = self.selections.get(counts) {
            return Ok(known.clone());
        }
        let proved = self.solve(&just(counts))?;
        let known = self.keep(&proved);
        self.selections.insert(counts.to_vec(), known.clone());
        Ok(known)
    }

    /// Asks the solver that goes first, if it knows what whole is, for the best selection of a box, and proves what that one earns: a
    /// start, nothing more.
    pub(super) fn ask_solver(&mut self, within: &[(u32, u32)]) -> Result<(), Uncertified> {
        let columns = &self.whole.columns;
        self.whole.hold(&mut self.held, within);
        let solver = self.options.solver();
        if let Some(values) = ask_whole(solver, &self.held, columns, &self.options)? {
            self.selection(&rounded(&values, within))?;
        }
        Ok(())
    }

    /// Returns the proved answer to a selection. It is not ended by the watch where there is a basis to start from: what is
    /// known to be the best when time is up is still to be read, and is some pivots away.
    pub(super) fn read(&mut self, counts: &[u32]) -> Result<Proved, Uncertified> {
        if self.bases.is_empty() {
            return self.solve(&just(counts));
        }
        let watch = std::mem::take(&mut self.options.watch);
        let proved = self.solve(&just(counts));
        self.options.watch = watch;
        proved
    }

    /// Returns the proved answer to a box, from the basis of the nearest one where there is one. Bases of programs that differ
    /// in ranges stay dual feasible: a few pivots of the dual method lead to the optimum.
    pub(super) fn solve(&mut self, within: &[(u32, u32)]) -> Result<Proved, Uncertified> {
        self.options.watch.check()?;
        self.whole.hold(&mut self.held, within);
        self.solves += 1;
        let near = self.bases.iter();
        // Of equally near ones the latest, which is the first.
        let proved = match near.min_by_key(|(at, _)| distance(at, within)) {
            Some((_, simplex)) => {
                let mut simplex = simplex.clone();
                for (&column, &(least, most)) in self.whole.columns.iter().zip(within) {
                    let range = (f64::from(least), f64::from(most));
                    simplex.set_range(Variable::Column(column), range.0, range.1);
                }
                prove_from(&self.held, simplex, &self.options)?
            }
            None => prove(&self.held, &self.options)?,
        };
        if let Answer::Optimal(solution) = &proved.answer {
            let watch = &self.options.watch;
            // Without a basis the next one starts elsewhere.
            if let Ok(simplex) = proved.basis.of(&self.held, &solution.x, watch) {
                self.bases.push_front((within.to_vec(), simplex.clone()));
                self.bases.truncate(BASES);
            }
        }
        Ok(proved)
    }

    /// Keeps what an answer says about all selections, and returns what it says about its box.
    fn keep(&mut self, proved: &Proved) -> Known {
        match &proved.answer {
            Answer::Optimal(solution) => {
                let multipliers: Arc<[Double]> = solution.multipliers.as_slice().into();
                let optimum = self.optimum(solution, Arc::clone(&multipliers));
                self.add_cut(&multipliers, (Kind::Prices, optimum.bound.noise));
                Known::Optimal(optimum)
            }
            Answer::Infeasible(multipliers) => {
                let multipliers: Arc<[Double]> = multipliers.as_slice().into();
                self.add_cut(&multipliers, (Kind::Refutation, 0.0));
                Known::Infeasible(multipliers)
            }
            Answer::Unbounded(ray) => Known::Unbounded(ray.as_slice().into()),
        }
    }

    /// If the optimum of a box is at a selection, exactly, it is the optimum there too: proved again with the columns held
    /// there, without a pivot.
    fn keep_selection(&mut self, solution: &Solution, multipliers: &Arc<[Double]>) {
        let values = self.whole.values(&solution.x);
        let counts: Option<Vec<u32>> = values.iter().map(|&value| exactly(value)).collect();
        let Some(counts) = counts else { return };
        if self.selections.contains_key(&counts) {
            return;
        }
        self.whole.hold(&mut self.held, &just(&counts));
        let x = solution.x.iter().copied().map(Double::from).collect();
        let solution = certify(&self.held, &Point::new(x, solution.multipliers.clone()));
        if solution.certificate.holds() {
            let optimum = self.optimum(&solution, Arc::clone(multipliers));
            self.selections.insert(counts, Known::Optimal(optimum));
        }
    }

    fn optimum(&self, solution: &Solution, multipliers: Arc<[Double]>) -> Optimum {
        let certificate = &solution.certificate;
        let of_objective = Certificate::GAP * solution.objective.abs();
        let is_noise = certificate.tolerance > of_objective;
        Optimum {
            objective: solution.objective,
            // The certificate looks at points that earn as much as its own; others earn less than that.
            bound: Bound {
                amount: certificate.bound.max(solution.objective),
                multipliers,
                noise: if is_noise { certificate.tolerance } else { 0.0 },
                column_cap: certificate.column_cap,
            },
            tolerance: certificate.tolerance,
            values: self.whole.values(&solution.x),
        }
    }

    fn add_cut(&mut self, multipliers: &Arc<[Double]>, kind: (Kind, f64)) {
        let ranges = self.ranges.get_or_insert_with(|| Ranges::of(self.lp, None));
        self.cuts
            .extend(Cut::of(self.lp, &self.whole, ranges, multipliers, kind));
    }

    /// Returns how much one more of a whole column is worth by the prices of an optimum.
    pub(super) fn worth(&self, column: usize, optimum: &Optimum) -> f64 {
        let of_same = |cut: &&Cut| Arc::ptr_eq(&cut.multipliers, &optimum.bound.multipliers);
        let cut = self.cuts.iter().find(of_same);
        cut.map_or(0.0, |cut| cut.slope(column))
    }

    /// Returns a selection of a box with as little as the box has of all that is worth nothing at an optimum.
    pub(super) fn without_idle(
        &self,
        counts: &[u32],
        within: &[(u32, u32)],
        optimum: &Optimum,
    ) -> Vec<u32> {
        let both = counts.iter().zip(within).enumerate();
        both.map(|(k, (&count, &(least, _)))| {
            let lost = self.worth(k, optimum) * f64::from(count - least);
            if lost <= optimum.tolerance {
                least
            } else {
                count
            }
        })
        .collect()
    }

    /// Returns the program with its whole columns held at a selection.
    pub(super) fn held_at(&self, counts: &[u32]) -> Lp<C, R> {
        let mut lp = self.lp.clone();
        self.whole.hold(&mut lp, &just(counts));
        lp
    }

    pub(super) fn watch(&self) -> &crate::watch::Watch {
        &self.options.watch
    }
}
