//! What a search finds, and the parts of the box that prove it.

use std::sync::Arc;

use super::cut::Bound;
use crate::double::Double;
use crate::watch::Interrupted;

/// A part of the box that was asked for, and why it needs no further look.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Leaf {
    /// The part: a range for each whole column, both ends included.
    pub within: Vec<(u32, u32)>,
    /// No selection in it earns more; minus infinity where none is feasible.
    pub bound: f64,
    /// What proves that, one number a row: row duals, or Farkas multipliers where nothing is feasible.
    pub multipliers: Arc<[Double]>,
    /// As of a [`Certificate`](crate::Certificate): the bound holds for points in which no column is above this. Nearly always
    /// absent.
    pub column_cap: Option<f64>,
}

impl Leaf {
    pub(super) fn of(within: Vec<(u32, u32)>, bound: Bound) -> Self {
        Self {
            within,
            bound: bound.amount,
            multipliers: bound.multipliers,
            column_cap: bound.column_cap,
        }
    }
}

/// The best selection, with its proof.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Found {
    /// How much of each whole column, in the order in which they were given.
    pub counts: Vec<u32>,
    /// The certified optimum of the program with the whole columns held there.
    pub objective: f64,
    /// No selection that was asked for earns more: the greatest bound of the leaves, and of what is still open if the work
    /// was ended.
    pub bound: f64,
    /// The bound holds for points in which no column is above this: that of a leaf, if one has it.
    pub column_cap: Option<f64>,
    /// `bound` less the objective: within what a certificate accepts ([`Certificate::tolerance`](crate::Certificate)) unless the
    /// work was ended.
    pub gap: f64,
    /// The parts that the box was taken into. They cover it, apart from what was named already where the next best is asked for,
    /// and from what was still open if the work was ended.
    pub leaves: Vec<Leaf>,
    /// How many linear programs were solved to answer this; what was known from before is not counted.
    pub solves: usize,
    /// What ended the work before the proof was complete; `None` if the selection is proved to be the best.
    pub interrupted: Option<Interrupted>,
}

impl Found {
    /// Returns whether the selection is proved to be the best.
    #[must_use]
    pub fn is_proved(&self) -> bool {
        self.interrupted.is_none()
    }
}

/// That no selection is feasible.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NoSelection {
    /// Farkas multipliers that prove that there is no feasible point even if the columns need not be whole; `None` if there is
    /// one, so that only whole numbers leave none.
    pub relaxed: Option<Vec<Double>>,
    /// The parts of the box, each with its proof that nothing in it is feasible.
    pub leaves: Vec<Leaf>,
    /// How many linear programs were solved to answer this.
    pub solves: usize,
}

/// A selection with which the objective has no end.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct UnboundedSelection {
    /// How much of each whole column.
    pub counts: Vec<u32>,
    /// The direction in which it has none ([`proves_unbounded`](crate::proves_unbounded)), with the whole columns held.
    pub ray: Vec<f64>,
    /// How many linear programs were solved to answer this.
    pub solves: usize,
}

/// How a search ends.
#[derive(Clone, Debug)]
pub enum Searched {
    /// With a selection; see [`Found::is_proved`].
    Found(Found),
    /// No selection is feasible; proved.
    Infeasible(NoSelection),
    /// The objective has no end; proved.
    Unbounded(UnboundedSelection),
}

impl Searched {
    /// Returns whether nothing is left to be proved.
    #[must_use]
    pub fn is_proved(&self) -> bool {
        match self {
            Self::Found(found) => found.is_proved(),
            Self::Infeasible(_) | Self::Unbounded(_) => true,
        }
    }

    /// Returns the answer as one that is known already: nothing was solved for it.
    pub(super) fn known(mut self) -> Self {
        match &mut self {
            Self::Found(found) => found.solves = 0,
            Self::Infeasible(none) => none.solves = 0,
            Self::Unbounded(unbounded) => unbounded.solves = 0,
        }
        self
    }
}

/// The best selections in order.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Ranked {
    /// The best first. The bound of each is that of all selections but those before it.
    pub found: Vec<Found>,
    /// Why there are no more.
    pub ended: Ended,
}

/// Why a list of selections ends.
#[derive(Clone, Debug)]
pub enum Ended {
    /// It has as many as were asked for.
    Counted,
    /// No other is feasible; proved.
    Exhausted(NoSelection),
    /// With this one the objective has no end.
    Unbounded(UnboundedSelection),
    /// There was no more time, or somebody stopped it. If the last of the list is not proved, it is the best found so far.
    Interrupted(Interrupted),
}
