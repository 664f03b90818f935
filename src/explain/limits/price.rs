//! What is said of limits.

use serde::Serialize;

use crate::model::{Address, FieldPath};

/// The price of a limit on one side, and how far it holds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Price {
    /// Money of present value per unit: for a share, per 1.00 of it.
    pub per_unit: f64,
    /// The amount of the limit up to which it holds; null if unbounded, or if the limit is a share (whose price
    /// holds for a small change only).
    pub until: Option<f64>,
    /// Beyond `until` there is no plan.
    pub then_no_plan: bool,
    /// With `service_first`: beyond `until` the least shortfall is another one, or changes at another rate.
    pub then_not_same_shortfall: bool,
}

/// Why a limit has no price on one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// It cannot move that way: it is 0, or a share of 1.
    AtItsEnd,
    /// Moved at all, there is no plan.
    NoPlan,
    /// With `service_first`: moved at all, the least shortfall is another one.
    NotSameShortfall,
    /// It was not computed: the number holds the least shortfall of `service_first` in a way that has no single price.
    NotComputed,
}

/// A limit in one quarter with its two prices.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LimitPrice {
    /// Which number of the model.
    pub address: Address,
    /// What it is.
    pub limit: f64,
    /// How much of it is used; the limit itself where the number is given rather than used (orders, receipts).
    pub used: f64,
    /// What is left of it.
    pub slack: f64,
    /// Nothing is left.
    pub binding: bool,
    /// Relaxed by raising it; otherwise by lowering it.
    pub relaxed_by_raising: bool,
    /// How much the best margin rises per unit if it is relaxed a little; null where `gain_missing` says why. With
    /// `service_first` the least shortfall comes first, before and after.
    pub gain: Option<Price>,
    /// Why there is no `gain`.
    pub gain_missing: Option<Missing>,
    /// How much the best margin falls per unit if it is tightened a little; null where `loss_missing` says why.
    pub loss: Option<Price>,
    /// Why there is no `loss`.
    pub loss_missing: Option<Missing>,
    /// Its part of the objective: price times limit. Over all limits these sum to the objective.
    pub imputed: f64,
}

impl LimitPrice {
    /// Returns whether nothing is left of it and a little more or less of it changes the margin, as far as that is known.
    #[must_use]
    pub fn binds_at_a_price(&self) -> bool {
        let counts = |side: Option<Price>, missing: Option<Missing>| match side {
            Some(side) => side.per_unit != 0.0,
            None => missing == Some(Missing::NotComputed),
        };
        self.binding
            && (counts(self.gain, self.gain_missing) || counts(self.loss, self.loss_missing))
    }

    /// Returns whether nothing is left of a limit of this amount.
    pub(super) fn binds(slack: f64, amount: f64) -> bool {
        slack <= 1e-9 * amount.abs().max(1.0)
    }
}

/// The price of moving every quarter of a path by one unit, and how far it holds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct GroupPrice {
    /// Money of present value if every quarter that is listed moves by one unit: for a share, per 1.00 of it.
    pub per_unit: f64,
    /// By how much every quarter can move at this price, the smallest down to 0 at most; null if unbounded, or if the
    /// limit is a share.
    pub for_units: Option<f64>,
    /// The amount up to which it holds; absent where the quarters have different amounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<f64>,
    /// Moved further there is no plan.
    pub then_no_plan: bool,
    /// With `service_first`: moved further the least shortfall is another one, or changes at another rate.
    pub then_not_same_shortfall: bool,
}

/// What a whole unit is worth.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OneMore {
    /// Which number of the model.
    pub address: Address,
    /// By how much it was relaxed: 1, or -1 of what is relaxed by lowering it, or 0.01 of a share.
    pub by: f64,
    /// How much the best margin rose, present value.
    pub worth: f64,
}

/// One path of the model file over the quarters.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LimitGroup {
    /// The path, without a quarter.
    pub path: FieldPath,
    /// What relaxing it by 5% in all quarters adds to the best margin: 5% more of what is relaxed by raising it (a share
    /// at most to 1), 5% less of a commitment. By solving again; null where it was not computed.
    pub worth_of_5_percent: Option<f64>,
    /// What a whole unit is worth in the quarter in which it is worth most at first: as much as its gain, where that holds for all
    /// of it, else by solving again; null where it was not computed, as for limits that are worth little.
    pub one_more: Option<OneMore>,
    /// Gain when every quarter listed is relaxed by one unit; null where that was not computed or cannot be.
    pub gain: Option<GroupPrice>,
    /// Loss when every quarter listed is tightened by one unit; null as `gain`.
    pub loss: Option<GroupPrice>,
    /// Its part of the objective, all quarters.
    pub imputed: f64,
    /// The quarters.
    pub quarters: Vec<LimitPrice>,
}

impl LimitGroup {
    /// Returns whether it is relaxed by raising it.
    #[must_use]
    pub fn relaxed_by_raising(&self) -> bool {
        self.quarters.iter().all(|it| it.relaxed_by_raising)
    }
}

/// Two limits that gain nothing alone and something together.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Together {
    /// The two.
    pub addresses: [Address; 2],
    /// Whether each is relaxed by raising it.
    pub relaxed_by_raising: [bool; 2],
    /// Money of present value if each is relaxed by one whole unit, walked to its end; null where one of them cannot be.
    pub gain_of_one_each: Option<f64>,
    /// Money of present value per 1% that both are relaxed by, for a small change.
    pub gain_per_percent: f64,
}

/// The limits of a solved model, priced.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PricedLimits {
    /// By path, those worth most first.
    pub groups: Vec<LimitGroup>,
    /// Pairs that are worth something only together.
    pub together: Vec<Together>,
    /// No two sets of prices prove the same optimum: every gain equals its loss.
    pub prices_are_unique: bool,
    /// Paths that were not priced, each worth no more than those that were; none where everything was asked for.
    #[serde(skip)]
    pub not_priced: usize,
}
