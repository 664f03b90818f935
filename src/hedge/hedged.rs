//! What a hedge is, and why there may be none.

use std::collections::BTreeMap;

use super::decisions::{FirstDecision, OtherDecision};
use super::extensive::Extensive;
use super::held::Plans;
use super::risk::Risk;
use super::worth::{Broken, Replanned, Worth};
use crate::formulation::Column;
use crate::lp::{Certificate, Watch};
use crate::outcome::{ConflictingLimit, Outcome, SelectionProof, Solved};
use crate::plan::Plan;
use crate::solve::{Basis, FoundBy};

/// What is decided before the news, by column; what is not there is 0.
pub(super) type Decisions = BTreeMap<Column, f64>;

/// The answer to what to decide now.
#[derive(Clone, Debug)]
pub enum Hedged {
    /// The best plan over all futures, with its proof.
    Best(Box<Hedge>),
    /// No plan keeps every limit and promise of all futures, or the margin has no end; proved.
    None(Box<NoHedge>),
}

/// The plan that is best over all futures.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Hedge {
    /// What was greatest: the expected margin, or what the risk makes of it.
    pub objective: f64,
    /// The mean of the margins, each weighed by how likely its future is.
    pub expected_margin: f64,
    /// The mean margin of the worst futures ([`Risk::worst`]).
    pub worst_margin: f64,
    /// How much the worst futures weigh.
    pub risk: Risk,
    /// The proof of the extensive form; `None` where the decisions were given.
    pub certificate: Option<Certificate>,
    /// No decisions reach more than this: what the certificate proves, and of decisions that were given what knowing would be worth.
    pub bound: f64,
    /// The proof that no other selection of options is better; `None` where all are decided.
    pub selection: Option<SelectionProof>,
    /// What found it.
    pub found_by: FoundBy,
    /// Columns and rows of the extensive form; `None` where the decisions were given.
    pub size: Option<(usize, usize)>,
    /// What the hedge makes of each future, in their order.
    pub futures: Vec<FutureOutcome>,
    /// What knowing, correcting and hedging are worth.
    pub worth: Worth,
    /// How many quarters, from the first on, are decided knowing none of the futures.
    pub shared_quarters: usize,
    /// Decisions before the news that are not as in the plan of the file, those that are most money first; empty where the file
    /// has no plan.
    pub differs: Vec<OtherDecision>,
    /// What the futures' own best plans decide in the first quarter.
    pub whatever_happens: Vec<FirstDecision>,
    /// What is decided before the news, by column.
    pub(super) decisions: Decisions,
    /// The best plans of the file and of the mean of all futures, if there are such.
    pub(super) plans: Plans,
    /// The optimum of the extensive form; `None` where the decisions were given.
    pub(super) optimum: Option<Optimum>,
}

/// The optimum of the extensive form, as a place to go on from.
#[derive(Clone, Debug)]
pub(super) struct Optimum {
    /// With options held as they are taken.
    pub extensive: Extensive,
    pub x: Vec<f64>,
    pub basis: Basis,
    pub watch: Watch,
}

/// What the hedge makes of one future.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FutureOutcome {
    /// Its margin under the hedge.
    pub margin: f64,
    /// Its own best margin, if it were known from the start.
    pub wait_and_see: f64,
    /// Its margin where what is decided before it is known was decided for the file, and for the mean.
    pub replanned: Replanned,
    /// Its plan under the hedge; the quarters before the news are the same in all of them.
    pub plan: Plan,
}

impl FutureOutcome {
    /// Returns what not having known costs: its own best margin less that under the hedge.
    #[must_use]
    pub fn regret(&self) -> f64 {
        self.wait_and_see - self.margin
    }
}

impl Hedge {
    /// Returns the best plan of the file, if it has one.
    #[must_use]
    pub fn file(&self) -> Option<&Solved> {
        self.plans.file.as_deref()
    }

    /// Returns what is decided before the news, by column; what is not there is 0.
    #[must_use]
    pub fn decisions(&self) -> &BTreeMap<Column, f64> {
        &self.decisions
    }

    /// Returns the plan of a future, whose first [`Hedge::shared_quarters`] are what to do now; `None` where everything is decided
    /// knowing what comes.
    #[must_use]
    pub fn now(&self) -> Option<&Plan> {
        let plan = || self.futures.first().map(|it| &it.plan);
        (self.shared_quarters > 0).then(plan).flatten()
    }
}

/// Why there is no hedge.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum NoHedge {
    /// A future has no best plan of its own.
    Alone {
        /// Which, by its position.
        future: usize,
        /// Why.
        outcome: Outcome,
    },
    /// Each future has a plan of its own, but no plan serves them all until the news.
    Together {
        /// The limits that cannot hold together, each with the name of the future it stands in; `None`: in those that are not known
        /// yet.
        conflict: Vec<(Option<String>, ConflictingLimit)>,
        /// There would be a plan if options could be taken in part.
        only_in_part: bool,
    },
    /// Decisions that were given leave some futures without a plan.
    Given(Vec<Broken>),
}
