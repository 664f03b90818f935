//! Solving again with a path relaxed by 5%, some pivots at a time.
//!
//! What a path is worth is asked of those that may be worth most. On its way to the optimum the dual method tells more and more closely
//! how much that can be: the duals of every basis prove a bound (weak duality). So most paths that turn out to be worth less than
//! those that are looked for are never solved to the end.

use super::Pricer;
use crate::explain::ExplainError;
use crate::formulation::{Column, Constraint, Limit};
use crate::lp::{Lp, Point, Prices, Simplex, certify};

/// So many pivots are made at a time: most programs are at their end by then. Against solving all to the end, an explanation of 8,800
/// columns takes 0.82 to 1.0 of the time and one of 20,600 columns 0.84; with 500 at a time 0.94 to 1.0 and 0.82.
pub(super) const PIVOTS: usize = 250;
/// After so many times a program is solved to its end: it gets nowhere, or needs more care.
const TIMES: usize = 40;

/// What solving again with a path relaxed by 5% finds.
pub(super) struct Again {
    /// What that is worth; `None` where it leaves no plan or could not be proved.
    pub worth: Option<f64>,
    /// The prices that prove it, and by how much the margin is greater there, where the limits of the program alone moved.
    pub there: Option<(Prices, f64)>,
}

/// How far it is.
pub(super) enum Relaxing {
    /// Not begun.
    New,
    /// On its way.
    On(Box<OnItsWay>),
    /// It is worth this.
    Done(Result<Again, ExplainError>),
}

/// A program on its way to its optimum.
pub(super) struct OnItsWay {
    lp: Lp<Column, Constraint>,
    simplex: Simplex,
    times: usize,
    /// No plan of it earns more than the plan and this, which is 0 or more.
    pub at_most: f64,
}

impl Relaxing {
    /// Goes on with the path for so many pivots.
    pub fn go_on(self, pricer: &Pricer, path: &[Limit], pivots: usize) -> Self {
        let after = match self {
            Self::New => pricer.begun(path, pivots),
            Self::On(on) => pricer.gone_on(*on, path, pivots),
            done @ Self::Done(_) => return done,
        };
        after.unwrap_or_else(|error| Self::Done(Err(error)))
    }
}

impl Pricer<'_> {
    fn begun(&self, path: &[Limit], pivots: usize) -> Result<Relaxing, ExplainError> {
        let is_held = path.iter().any(|limit| self.is_held(limit));
        let moves = self.moved_by_5_percent(path).filter(|_| !is_held);
        let begun = match moves {
            Some(moves) => self.with_moves(&moves)?,
            None => None,
        };
        match begun {
            Some((lp, simplex)) => {
                let (times, at_most) = (0, f64::INFINITY);
                let on = OnItsWay {
                    lp,
                    simplex,
                    times,
                    at_most,
                };
                self.gone_on(on, path, pivots)
            }
            None => self.otherwise(path),
        }
    }

    fn gone_on(
        &self,
        mut on: OnItsWay,
        path: &[Limit],
        pivots: usize,
    ) -> Result<Relaxing, ExplainError> {
        let objective = self.solved.solution.objective;
        on.times += 1;
        if on.times < TIMES && on.simplex.optimize_for(pivots)?.is_none() {
            // The bound is that of plans that earn at least as much as the plan: the optimum may be less where orders are fewer.
            let x = self.solved.solution.x.iter().map(|&it| it.into()).collect();
            let y = on.simplex.refined_duals();
            let bound = certify(&on.lp, &Point::new(x, y)).certificate.bound;
            on.at_most = (bound - objective).max(0.0);
            return Ok(Relaxing::On(Box::new(on)));
        }
        let Some(there) = self.optimum(&on.lp, on.simplex)? else {
            return self.otherwise(path);
        };
        Ok(Relaxing::Done(Ok(Again {
            worth: Some(self.risen_to(there.objective)),
            there: Some((Prices::of(&there), there.objective - objective)),
        })))
    }

    /// Returns what relaxing a path is worth where ends of ranges do not say all.
    fn otherwise(&self, path: &[Limit]) -> Result<Relaxing, ExplainError> {
        let worth = self.worth_again(path)?;
        Ok(Relaxing::Done(Ok(Again { worth, there: None })))
    }
}

#[cfg(test)]
mod tests {
    use super::Relaxing;
    use crate::Model;
    use crate::explain::limits::Pricer;
    use crate::outcome::{Outcome, SolveOptions, solve};

    #[test]
    fn bounds_on_the_way_hold_and_the_end_is_the_same_however_often_one_looks() {
        let (mut bounds, mut tighter) = (0, 0);
        for file in ["trainium.toml", "trainium-deals.toml"] {
            let model = Model::load(format!("models/{file}")).expect("a model");
            let Ok(Outcome::Optimal(solved)) = solve(&model, &SolveOptions::default()) else {
                panic!("a plan");
            };
            let model = &*solved.holding(&model);
            let pricer = Pricer::of(model, &solved);
            let limits = pricer.limits();
            let breath = 1e-9 * solved.solution.objective;
            for path in limits.chunk_by(|a, b| a.address.path == b.address.path) {
                let Relaxing::Done(Ok(at_once)) = Relaxing::New.go_on(&pricer, path, 100_000)
                else {
                    panic!("{}", path[0].address);
                };
                let Some(worth) = at_once.worth else { continue };
                let mut relaxing = Relaxing::New;
                let mut before = f64::INFINITY;
                let again = loop {
                    relaxing = relaxing.go_on(&pricer, path, 2);
                    match relaxing {
                        Relaxing::On(ref on) => {
                            assert!(on.at_most >= worth - breath, "{}", path[0].address);
                            bounds += 1;
                            tighter += usize::from(on.at_most < before);
                            before = before.min(on.at_most);
                        }
                        Relaxing::Done(done) => break done.expect("an optimum"),
                        Relaxing::New => unreachable!("it has gone on"),
                    }
                };
                let difference = (again.worth.expect("worth") - worth).abs();
                assert!(difference <= breath, "{}: {difference}", path[0].address);
            }
        }
        assert!(bounds > 50 && tighter > bounds / 2, "{tighter} of {bounds}");
    }
}
