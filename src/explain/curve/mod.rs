//! The best margin as a function of one number: every breakpoint exactly, and what happens there.
//!
//! The optimum is walked from basis to basis in both directions (Gass and Saaty 1955); where another number takes over
//! as the least or greatest of two, the changed model is solved again and walked on. Every breakpoint and the middle of
//! every stretch is confirmed by solving again.

mod direction;
mod draw;
mod ends;
mod event;
mod number;
mod pieces;
mod sampled;
mod totals;

use serde::Serialize;

pub(super) use direction::is_alike;
pub use event::{Event, EventKind};
pub(super) use number::span;
pub use totals::{Change, Total};

use crate::formulation::formulate;
use crate::lp::Direction;
use crate::model::{Field, FieldPath, Model, ServiceField};
use crate::outcome::Solved;

use super::ExplainError;
use draw::{Drawer, confirmed};
use ends::ends;
use number::Number;
use pieces::{Pieces, Stretch};

/// Which stretch of a number a curve covers; `None`: half as much to half as much again.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CurveRange {
    /// From this amount or factor.
    pub from: Option<f64>,
    /// To this amount or factor.
    pub to: Option<f64>,
}

/// What the number along a curve is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CurveBy {
    /// The number itself.
    Amount,
    /// All quarters of the address times this; today 1.
    Factor,
}

/// What kind of number a curve follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CurveOf {
    /// A limit or promise: the margin is concave in it, except where another number takes over.
    Limit,
    /// A price or cost: the margin is convex in it.
    Price,
}

/// How a curve was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CurveFound {
    /// Walked from breakpoint to breakpoint: straight between its points, which are all the breakpoints there are.
    Walked,
    /// Solved at each of its points: between them it may bend, and `per_unit` is the average. Of shares, of limits under
    /// `service_first`, and where a walk could not be confirmed.
    Sampled,
}

/// The best margin as a function of one number.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Curve {
    /// The address asked for.
    pub address: String,
    /// Which field that is.
    #[serde(skip)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub path: FieldPath,
    /// Whether `amount` is the number itself or a factor on several.
    pub by: CurveBy,
    /// Limit or price.
    pub of: CurveOf,
    /// Whether it is straight between its points.
    pub found: CurveFound,
    /// Where the number stands in the model.
    pub today: f64,
    /// The best margin there, present value.
    pub margin_today: f64,
    /// Both ends and every breakpoint (of a sampled curve: every point solved), ascending.
    pub points: Vec<CurvePoint>,
    /// The stretches between the points; one fewer.
    pub stretches: Vec<CurveStretch>,
    /// Below this there is no plan; of a sampled curve, the greatest amount below its points that was found to have none.
    pub no_plan_below: Option<f64>,
    /// Above this there is no plan; of a sampled curve, the least amount above its points that was found to have none.
    pub no_plan_above: Option<f64>,
    /// Beyond this, towards lower or higher amounts, the margin is unbounded.
    pub no_end_beyond: Option<f64>,
}

/// An end or a breakpoint of a curve.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CurvePoint {
    /// Amount or factor.
    pub amount: f64,
    /// The best margin, present value.
    pub margin: f64,
    /// Money per unit below; null at the lower end.
    pub per_unit_before: Option<f64>,
    /// Money per unit above; null at the upper end.
    pub per_unit_after: Option<f64>,
    /// What happens here as the number rises.
    pub events: Vec<Event>,
    /// For a price: what rises and falls as the number passes this point.
    pub changes: Vec<Change>,
    /// The margin was confirmed by solving again; otherwise it is the limit of what was, at the edge of the possible.
    pub confirmed: bool,
}

/// A straight part of a curve; of a sampled one, what is between two points.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CurveStretch {
    /// From this amount or factor.
    pub from: f64,
    /// To this amount or factor.
    pub to: f64,
    /// Money of present value per unit: for a share, per 1.00 of it.
    pub per_unit: f64,
    /// For a buyer's price: units of the item sold to that buyer in the quarters asked for.
    pub units_sold: Option<f64>,
    /// For a limit: what one unit more of it changes along this stretch, on average.
    pub changes_per_unit: Vec<Change>,
}

/// Returns the best margin as a function of the number at `address`: `path`, `path@2027Q3`, `path@2027Q3..2028Q1`.
///
/// One number is followed by its amount, several together by a factor.
///
/// ```
/// use waferline::{Model, Outcome, SolveOptions, solve};
/// use waferline::explain::{CurveRange, curve};
///
/// let model = Model::load("models/minimal.toml")?;
/// let Outcome::Optimal(solved) = solve(&model, &SolveOptions::default())? else {
///     panic!("the bundled model has a plan");
/// };
/// let curve = curve(&model, &solved, "foundry.fab.capacity@2027Q2", CurveRange::default())?;
/// // A limit is worth less and less.
/// assert!(curve.stretches.windows(2).all(|pair| pair[0].per_unit >= pair[1].per_unit));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn curve(
    model: &Model,
    solved: &Solved,
    address: &str,
    range: CurveRange,
) -> Result<Curve, ExplainError> {
    let model = &*solved.holding(model);
    curve_by(model, solved, address, range, Extent::All)
}

/// Returns the same where what happens is told around today only: of a limit with more than `some` breakpoints about so many, spread
/// over the range, are confirmed by solving again, the two ends and those beside today among them.
///
/// ```
/// use waferline::{Model, Outcome, SolveOptions, solve};
/// use waferline::explain::{CurveRange, curve, curve_leading};
///
/// let model = Model::load("models/minimal.toml")?;
/// let Outcome::Optimal(solved) = solve(&model, &SolveOptions::default())? else {
///     panic!("the bundled model has a plan");
/// };
/// let (address, range) = ("foundry.fab.capacity@2027Q2", CurveRange::default());
/// let (whole, leading) = (
///     curve(&model, &solved, address, range)?,
///     curve_leading(&model, &solved, address, range, 2)?,
/// );
/// assert_eq!(whole.points.len(), leading.points.len());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn curve_leading(
    model: &Model,
    solved: &Solved,
    address: &str,
    range: CurveRange,
    some: usize,
) -> Result<Curve, ExplainError> {
    let model = &*solved.holding(model);
    curve_by(model, solved, address, range, Extent::Some(some))
}

/// Returns the same with at most this many stretches, those around today: each costs two solves.
pub(super) fn curve_around(
    model: &Model,
    solved: &Solved,
    address: &str,
    range: CurveRange,
    most: usize,
) -> Result<Curve, ExplainError> {
    curve_by(model, solved, address, range, Extent::Around(most))
}

/// How much of a curve is drawn.
#[derive(Clone, Copy)]
enum Extent {
    /// Every breakpoint, each confirmed.
    All,
    /// So many stretches around today, each confirmed.
    Around(usize),
    /// Every breakpoint, about so many confirmed.
    Some(usize),
}

fn curve_by(
    model: &Model,
    solved: &Solved,
    address: &str,
    range: CurveRange,
    extent: Extent,
) -> Result<Curve, ExplainError> {
    let (most, some) = match extent {
        Extent::All => (usize::MAX, usize::MAX),
        Extent::Around(most) => (most, usize::MAX),
        Extent::Some(some) => (usize::MAX, some),
    };
    let number = Number::at(model, address)?;
    let (from, to) = ends(model, &number, address, range)?;
    let mut curve = Curve {
        address: address.to_owned(),
        path: number.path.clone(),
        by: if number.is_single() {
            CurveBy::Amount
        } else {
            CurveBy::Factor
        },
        of: CurveOf::Limit,
        found: CurveFound::Sampled,
        today: number.today(),
        margin_today: solved.solution.objective,
        points: Vec::new(),
        stretches: Vec::new(),
        no_plan_below: None,
        no_plan_above: None,
        no_end_beyond: None,
    };
    let of = if let Some(of) = sampled_as(model, &number, address, (from, to))? {
        of
    } else {
        let pieces = Pieces::walk(model, solved, &number, address, (from, to))?;
        let drawer = Drawer {
            model,
            number: &number,
            address,
            of: pieces.of,
            solved,
            pieces: &pieces,
        };
        let stretches = around(&pieces.stretches, number.today(), most);
        match drawer.draw(
            stretches,
            &confirmed(stretches, number.today(), pieces.of, some),
        ) {
            Ok((points, stretches)) => {
                curve.of = pieces.of;
                curve.found = CurveFound::Walked;
                curve.points = points;
                curve.stretches = stretches;
                curve.no_plan_below = pieces.no_plan_below;
                curve.no_plan_above = pieces.no_plan_above;
                curve.no_end_beyond = pieces.no_end_beyond;
                return Ok(curve);
            }
            // Over so wide a range rounding alone moves breakpoints; what is solved at each point is true all the same.
            Err(ExplainError::Unconfirmed(_)) => pieces.of,
            Err(other) => return Err(other),
        }
    };
    let found = sampled::sampled(model, solved, &number, of, (from, to), most)?;
    curve.of = of;
    curve.points = found.points;
    curve.stretches = found.stretches;
    curve.no_plan_below = found.no_plan_below;
    curve.no_plan_above = found.no_plan_above;
    curve.no_end_beyond = found.no_end_beyond;
    Ok(curve)
}

/// Returns what a number is whose curve has to be sampled; `None` where it can be walked: a price moves nothing that
/// holds the least shortfall, unless it is the price of falling short.
fn sampled_as(
    model: &Model,
    number: &Number,
    address: &str,
    (from, to): (f64, f64),
) -> Result<Option<CurveOf>, ExplainError> {
    if number.path.field.is_share() {
        return Ok(Some(CurveOf::Limit));
    }
    if !model.policy.service_first {
        return Ok(None);
    }
    let program = |share: f64| formulate(&number.with(model, from + share * (to - from)));
    let moved = direction::direction(&program(0.25), &program(0.75), 0.5 * (to - from), address)?;
    Ok(match moved {
        Direction::Bounds(_) => Some(CurveOf::Limit),
        Direction::Costs(_) => {
            let field = number.path.field;
            let is_penalty = matches!(field, Field::Service(_, ServiceField::ShortfallPenalty));
            is_penalty.then_some(CurveOf::Price)
        }
    })
}

/// Returns at most this many stretches, that of today in their middle.
fn around(stretches: &[Stretch], today: f64, most: usize) -> &[Stretch] {
    let at = stretches.partition_point(|stretch| stretch.to < today);
    let first = at.saturating_sub(most / 2);
    let first = first.min(stretches.len().saturating_sub(most));
    &stretches[first..stretches.len().min(first.saturating_add(most))]
}
