//! Why somebody waits: what solving again with nobody waiting finds, quarters of the same answer together.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::explain::ExplainError;
use crate::formulation::{Column, Constraint};
use crate::lp::Solution;
use crate::model::{Address, BuyerField, BuyerId, Field, Model, ServiceField, ServiceId};
use crate::outcome::Solved;

use super::budget::Budget;
use super::chain::{Chain, Met};
use super::changes::changes;
use super::force::{Forced, Found, Nobody, Which};
use super::obstacle::Obstacles;
use super::{Reason, ReasonKind, WaitsFor};

/// Two optima are proved to this share of the margin each; a smaller difference is none.
const SAME_MARGIN: f64 = 2e-9;

/// Who waits.
#[derive(Clone, Copy, Debug)]
pub(super) enum Party {
    Service(ServiceId),
    Buyer(BuyerId),
}

/// Everything that is looked at to say why.
pub(super) struct Why<'a> {
    model: &'a Model,
    solved: &'a Solved,
    chain: Chain<'a>,
    obstacles: Obstacles<'a>,
    forced: Forced<'a>,
}

/// Quarters that no plan serves together.
struct Apart {
    /// What was found for each alone; none for those that are served together.
    alone: Vec<Option<Found>>,
    /// What was found for these.
    together: Option<Found>,
    /// How many no proof of several rules out alone.
    open: usize,
}

impl<'a> Why<'a> {
    pub fn of(model: &'a Model, solved: &'a Solved) -> Self {
        Self {
            model,
            solved,
            chain: Chain::of(model, solved),
            obstacles: Obstacles::of(model, solved),
            forced: Forced::of(model, solved),
        }
    }

    /// Returns the reasons of a stretch of quarters, with what waits in each quarter.
    pub fn reasons(
        &self,
        budget: &Budget,
        party: Party,
        waits_for: WaitsFor,
        quarters: Range<usize>,
        waits: &[f64],
    ) -> Result<Vec<Reason>, ExplainError> {
        let nobody: Vec<Nobody> = quarters
            .clone()
            .map(|t| self.nobody(party, waits_for, t))
            .collect();
        let mut reasons = match self.forced.best(budget, &nobody)? {
            Found::NoPlan { alone } if nobody.len() > 1 => {
                self.in_parts(budget, party, &nobody, alone, waits)?
            }
            found => vec![self.of_found(&found, party, &nobody, waits)],
        };
        for reason in &mut reasons {
            self.add_conflict(budget, party, reason, &nobody, waits)?;
        }
        Ok(reasons)
    }

    /// Returns the reasons of quarters that no plan serves together: those that no plan serves alone, of which a proof has ruled out
    /// some, and the others, together where a plan serves them together.
    fn in_parts(
        &self,
        budget: &Budget,
        party: Party,
        nobody: &[Nobody],
        ruled_out: Vec<usize>,
        waits: &[f64],
    ) -> Result<Vec<Reason>, ExplainError> {
        let Apart {
            alone,
            together,
            open,
        } = self.apart(budget, nobody, ruled_out)?;
        let kind = |found: &Option<Found>| found.as_ref().map(|it| self.kind(it));
        let mut reasons: Vec<Reason> = Vec::new();
        let mut at = 0;
        for run in alone.chunk_by(|a, b| kind(a) == kind(b)) {
            let of = &nobody[at..at + run.len()];
            at += run.len();
            match kind(&run[0]) {
                None => reasons.push(match &together {
                    Some(found) if run.len() == open => self.of_found(found, party, of, waits),
                    _ => self.reason(budget, party, of, waits)?,
                }),
                Some(kind @ (ReasonKind::NoPlan | ReasonKind::NotComputed)) => {
                    reasons.push(self.run(kind, of, waits));
                }
                Some(_) => {
                    // That no plan serves all that are open together is known.
                    let together = if run.len() == 1 || run.len() == open {
                        None
                    } else {
                        let together = self.reason(budget, party, of, waits)?;
                        together.loss.is_some().then_some(together)
                    };
                    match together {
                        Some(together) => reasons.push(together),
                        None => reasons.extend(of.iter().zip(run).filter_map(|(of, found)| {
                            let found = found.as_ref()?;
                            let of = std::slice::from_ref(of);
                            Some(self.of_found(found, party, of, waits))
                        })),
                    }
                }
            }
        }
        Ok(reasons)
    }

    /// Takes quarters apart that no plan serves together, of which a proof has ruled out some alone.
    fn apart(
        &self,
        budget: &Budget,
        nobody: &[Nobody],
        mut ruled_out: Vec<usize>,
    ) -> Result<Apart, ExplainError> {
        let mut alone: Vec<Option<Found>> = nobody.iter().map(|_| None).collect();
        let mut open: Vec<usize> = (0..nobody.len()).collect();
        while !ruled_out.is_empty() {
            for &at in &ruled_out {
                alone[open[at]] = Some(Found::NoPlan { alone: Vec::new() });
            }
            open.retain(|&at| alone[at].is_none());
            if open.is_empty() {
                break;
            }
            let rest: Vec<Nobody> = open.iter().map(|&at| nobody[at]).collect();
            match self.forced.best(budget, &rest)? {
                Found::NoPlan { alone } => ruled_out = alone,
                found => {
                    return Ok(Apart {
                        alone,
                        together: Some(found),
                        open: open.len(),
                    });
                }
            }
        }
        // The proof takes several of them.
        for &at in &open {
            let of = std::slice::from_ref(&nobody[at]);
            alone[at] = Some(self.forced.best(budget, of)?);
        }
        Ok(Apart {
            alone,
            together: None,
            open: open.len(),
        })
    }

    /// Returns what kind of reason a best plan is, or that there is none.
    fn kind(&self, found: &Found) -> ReasonKind {
        match found {
            Found::Plan(plan) => {
                let now = self.solved.solution.objective;
                if now - plan.objective <= SAME_MARGIN * now.abs() {
                    ReasonKind::AsGood
                } else {
                    ReasonKind::CostsMore
                }
            }
            Found::ShortElsewhere(_) => ReasonKind::ShortElsewhere,
            Found::NoPlan { .. } => ReasonKind::NoPlan,
            Found::Unknown => ReasonKind::NotComputed,
        }
    }

    /// Returns the ranges that say that nobody waits in a quarter.
    fn nobody(&self, party: Party, waits_for: WaitsFor, t: usize) -> Nobody {
        let none = |key| Nobody {
            t,
            which: Which::Column(key),
            lower: 0.0,
            upper: 0.0,
        };
        match (party, waits_for) {
            (Party::Service(service), WaitsFor::Commitment) => {
                none(Column::Shortfall { service, t })
            }
            (Party::Service(service), _) => {
                let key = Constraint::ServiceDemand { service, t };
                let lp = &self.solved.lp;
                let asked = lp.row(&key).map_or(0.0, |row| lp.rows()[row.0].upper);
                Nobody {
                    t,
                    which: Which::Row(key),
                    lower: asked,
                    upper: asked,
                }
            }
            (Party::Buyer(buyer), WaitsFor::LostOrders) => none(Column::LostOrders { buyer, t }),
            (Party::Buyer(buyer), _) => none(Column::OpenOrders { buyer, t }),
        }
    }

    fn run(&self, kind: ReasonKind, nobody: &[Nobody], waits: &[f64]) -> Reason {
        let quarter = |of: Option<&Nobody>| self.model.horizon.quarter(of.map_or(0, |of| of.t));
        Reason {
            kind,
            from: quarter(nobody.first()),
            to: quarter(nobody.last()),
            amount: nobody.iter().map(|of| waits[of.t]).sum(),
            loss: None,
            changes: Vec::new(),
            limits: Vec::new(),
            conflict_in: None,
            least_waiting: None,
            other_limits: 0,
        }
    }

    /// Returns what solving again finds for some quarters together; the conflict is not looked for yet.
    fn reason(
        &self,
        budget: &Budget,
        party: Party,
        nobody: &[Nobody],
        waits: &[f64],
    ) -> Result<Reason, ExplainError> {
        let found = self.forced.best(budget, nobody)?;
        Ok(self.of_found(&found, party, nobody, waits))
    }

    fn of_found(&self, found: &Found, party: Party, nobody: &[Nobody], waits: &[f64]) -> Reason {
        let kind = self.kind(found);
        match found {
            Found::Plan(plan) | Found::ShortElsewhere(plan) => {
                self.with_plan(kind, party, nobody, plan, waits)
            }
            Found::NoPlan { .. } | Found::Unknown => self.run(kind, nobody, waits),
        }
    }

    /// Returns a reason with what a plan in which nobody waits does otherwise.
    fn with_plan(
        &self,
        kind: ReasonKind,
        party: Party,
        nobody: &[Nobody],
        plan: &Solution,
        waits: &[f64],
    ) -> Reason {
        let quarters: BTreeSet<usize> = nobody.iter().map(|of| of.t).collect();
        let then = match party {
            Party::Service(service) => Some((service, &quarters)),
            Party::Buyer(_) => None,
        };
        let (now, lp) = (&self.solved.solution, &self.solved.lp);
        let loss = now.objective - plan.objective;
        let mut met: Vec<Met> = Vec::new();
        for &t in &quarters {
            let of_quarter = match party {
                Party::Service(service) => self.chain.service(service, t),
                Party::Buyer(buyer) => self.chain.order(buyer, t),
            };
            for new in of_quarter {
                match met.iter_mut().find(|known| known.address == new.address) {
                    Some(known) => known.pays = known.pays.max(new.pays),
                    None => met.push(new),
                }
            }
        }
        met.sort_by(|a, b| {
            b.pays
                .total_cmp(&a.pays)
                .then_with(|| a.address.cmp(&b.address))
        });
        let limits = met
            .iter()
            .filter_map(|met| self.obstacles.named(&met.address));
        Reason {
            loss: Some(if kind == ReasonKind::AsGood {
                0.0
            } else {
                loss
            }),
            changes: changes(self.model, lp, (&now.x, &plan.x), then),
            limits: limits.filter(|limit| limit.price != 0.0).collect(),
            ..self.run(kind, nobody, waits)
        }
    }

    /// Adds which numbers rule out a plan, for the quarter in which most waits.
    fn add_conflict(
        &self,
        budget: &Budget,
        party: Party,
        reason: &mut Reason,
        nobody: &[Nobody],
        waits: &[f64],
    ) -> Result<(), ExplainError> {
        if reason.kind != ReasonKind::NoPlan {
            return Ok(());
        }
        let quarter = |of: &Nobody| self.model.horizon.quarter(of.t);
        let within = nobody
            .iter()
            .filter(|of| (reason.from..=reason.to).contains(&quarter(of)));
        let worst = within.max_by(|a, b| waits[a.t].total_cmp(&waits[b.t]).then(b.t.cmp(&a.t)));
        let Some(worst) = worst else { return Ok(()) };
        let counts = |address: &Address| self.obstacles.named(address).is_some();
        let Some(mut members) = self.forced.conflict(budget, worst, &counts)? else {
            return Ok(());
        };
        // That it is asked for is no reason why it is not there.
        members.retain(|address| !Self::is_asked(party, address));
        reason.conflict_in = Some(quarter(worst));
        if members.iter().all(|it| it.field().is_given()) {
            reason.kind = ReasonKind::NotInTime;
        } else {
            reason.least_waiting = self.forced.least_waiting(budget, worst)?;
        }
        for address in &members {
            match self.obstacles.named(address) {
                Some(limit) => reason.limits.push(limit),
                None => reason.other_limits += 1,
            }
        }
        Ok(())
    }

    /// Returns whether a number is what the party itself asks for.
    fn is_asked(party: Party, address: &Address) -> bool {
        match (party, address.field()) {
            (
                Party::Service(id),
                Field::Service(
                    of,
                    ServiceField::Committed | ServiceField::CommittedBefore | ServiceField::Demand,
                ),
            ) => id == of,
            (
                Party::Buyer(id),
                Field::Buyer(
                    of,
                    BuyerField::Orders | BuyerField::BacklogOpen | BuyerField::BacklogDue,
                ),
            ) => id == of,
            _ => false,
        }
    }
}
