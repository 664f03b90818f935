//! Decide now, know later: the plan that is best over all futures, when later decisions may wait for the news.
//!
//! [`hedge`] is the whole way: each future alone (`wait and see`), all of them as one program ([`Extensive`]), and what follows on the
//! plan of the file and of the mean. Terms are those of stochastic programming: Birge and Louveaux, *Introduction to Stochastic
//! Programming* (2011), for the value of knowing (EVPI) and of hedging (VSS); Rockafellar and Uryasev (2000) for the conditional value at
//! risk.

mod alone;
mod best;
mod decisions;
#[cfg(feature = "sweep")]
mod draws;
mod error;
mod estimate;
mod exported;
mod extensive;
mod future;
mod given;
mod hedged;
mod held;
mod holding;
mod judge;
mod mean;
mod nearest;
mod news;
#[cfg(feature = "sweep")]
mod onward;
mod prices;
mod program;
mod recourse;
mod rest;
mod risk;
mod scenarios;
mod several;
mod start;
mod turnout;
mod worth;

pub use decisions::{FirstDecision, OtherDecision};
pub use error::{HedgeError, KnownTooLate};
pub use estimate::Estimate;
pub use exported::{
    ExportedFile, ExtensiveFormat, decisions_by_name, shared_columns, write_extensive,
    write_mpi_sppy,
};
pub use extensive::{Extensive, HedgeColumn, HedgeRow, Node};
pub use future::{BASE, Future, Futures};
pub use given::{GivenDecisions, hold};
pub use hedged::{FutureOutcome, Hedge, Hedged, NoHedge};
pub use holding::Holding;
pub use judge::{Judged, judge};
pub use mean::mean;
pub use prices::{ExpectedPrice, SidePrice, expected_prices};
pub use risk::Risk;
#[cfg(feature = "cli")]
pub(crate) use scenarios::called;
pub use scenarios::{FuturesAsked, FuturesError, LoadedFutures};
pub use turnout::{BrokenLimit, DrawTurnout, Turnout};
pub use worth::{Broken, HeldPlan, Replanned, Worth};

#[cfg(feature = "sweep")]
pub(crate) use alone::own_best;
#[cfg(feature = "sweep")]
pub(crate) use draws::Drawing;
#[cfg(feature = "sweep")]
pub(crate) use news::first_news;
#[cfg(feature = "sweep")]
pub(crate) use onward::{Onward, onward};
#[cfg(feature = "sweep")]
pub(crate) use program::Program;
#[cfg(feature = "sweep")]
pub(crate) use recourse::{Follows, Recourse};
#[cfg(feature = "sweep")]
pub(crate) use start::Start;

use crate::lp::{Double, Lp};
use crate::outcome::{ConflictingLimit, InTheWay, Limiting, in_the_way};
use crate::solve::{SolveOptions, Uncertified};

use alone::{Alone, Proof};
use best::{Ended, best};
use hedged::Optimum;

/// Returns the plan that is best over all futures, with what its parts are worth.
///
/// What is solved on the way starts from the plan of the file and runs on as many threads as the options say; the result does not
/// depend on them.
///
/// ```
/// use waferline::hedge::{Future, Futures, Hedged, Risk, hedge};
/// use waferline::{Model, SolveOptions};
///
/// let shop = |price: f64| {
///     Model::builder("USD", "2027Q1", 2)
///         .set("component.hbm.supply", [100.0, 0.0])
///         .set("component.hbm.price", 430)
///         .set("component.hbm.stock.salvage_value", 100)
///         .set("buyer.other.upside", [0, 100])
///         .set("buyer.other.buys.hbm.price", price)
///         .build()
/// };
/// let (dear, cheap) = (shop(600.0)?, shop(200.0)?);
/// // Memory is bought in the first quarter, and its price is known in the second.
/// let futures = Futures::new(dear, vec![Future::new("cheap", 0.75, cheap).known_from(1)])?;
/// let Hedged::Best(best) = hedge(&futures, Risk::default(), &SolveOptions::default())? else {
///     panic!("there is a plan");
/// };
/// // 0.25 * 600 + 0.75 * 200 is less than 430: nothing is bought, though the plan of the file buys all.
/// assert_eq!(best.expected_margin, 0.0);
/// assert_eq!(best.differs[0].hedge, 0.0);
/// assert_eq!(best.worth.knowing, Some(0.25 * 100.0 * 170.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn hedge(futures: &Futures, risk: Risk, options: &SolveOptions) -> Result<Hedged, HedgeError> {
    if !risk.is_neutral() && futures.known_at_once().is_none() {
        return Err(HedgeError::RiskInStages);
    }
    let options = &options.within_rounding();
    let alone = match Alone::of(futures, options)? {
        Ok(alone) => alone,
        Err(none) => return Ok(Hedged::None(Box::new(none))),
    };
    let extensive = Extensive::of(futures, risk);
    let best = match best(&extensive.lp, extensive.rules(futures), options)? {
        Ended::Best(best) => best,
        Ended::Infeasible {
            lp,
            multipliers,
            only_in_part,
        } => {
            return Ok(Hedged::None(Box::new(NoHedge::Together {
                conflict: conflict_of(futures, &lp, &multipliers),
                only_in_part,
            })));
        }
        // A ray of it is a ray of some future alone, and those have an end.
        Ended::Unbounded => {
            let what = "an end of the margin, which each future has alone";
            return Err(Uncertified::Proof(what).into());
        }
    };
    let points = (0..futures.all().len()).map(|s| extensive.values_of(s, &best.solution.x));
    let size = (extensive.lp.columns().len(), extensive.lp.rows().len());
    let proof = Proof {
        objective: best.solution.objective,
        bound: best.bound(),
        certificate: Some(best.solution.certificate),
        selection: best.selection,
        found_by: best.found_by,
        size: Some(size),
        optimum: Some(Optimum {
            extensive: extensive.with_program(best.lp),
            x: best.solution.x.clone(),
            basis: best.basis,
            watch: options.watch.clone(),
        }),
    };
    let decisions = extensive.shared_values(&best.solution.x);
    let alone = alone.followed(options)?;
    let told = alone.told(risk, &points.collect::<Vec<_>>(), decisions, proof, options)?;
    Ok(Hedged::Best(Box::new(told)))
}

/// Returns the limits that cannot hold together, and in which future.
fn conflict_of(
    futures: &Futures,
    lp: &Lp<HedgeColumn, HedgeRow>,
    multipliers: &[Double],
) -> Vec<(Option<String>, ConflictingLimit)> {
    let limits = in_the_way(lp, multipliers, HedgeRow::rule, |row| {
        (row.lower, row.upper)
    });
    named(futures, limits)
}

/// Returns limits of the extensive form in words, and in which future they stand.
fn named(
    futures: &Futures,
    limits: Vec<InTheWay<HedgeColumn, HedgeRow>>,
) -> Vec<(Option<String>, ConflictingLimit)> {
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
