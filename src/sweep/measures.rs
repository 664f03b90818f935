//! What is kept of a plan: the numbers by which cases are compared.

use serde::{Deserialize, Serialize};

use crate::explain::{ExplainError, scarce_limits};
use crate::formulation::Line;
use crate::model::Model;
use crate::outcome::Solved;
use crate::plan::Plan;

/// What is kept of the best plan of a case. The margin is that of every best plan; where several plans are equally good,
/// the quantities are those of one of them, always the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Measures {
    /// Present value of the margin.
    pub margin: f64,
    /// Money a year: the chips business standing alone, average of the quarters of the horizon.
    pub run_rate: f64,
    /// Committed service units not served, horizon and tail.
    pub service_short: f64,
    /// Service units asked for in the horizon and neither served nor displaced, the short ones among them.
    pub service_waiting: f64,
    /// Present value of the penalties for short services.
    pub shortfall_penalty: f64,
    /// Order units late at a quarter's end, summed over the quarters.
    pub orders_late: f64,
    /// Order units lost.
    pub orders_lost: f64,
    /// Racks sold outside.
    pub racks_outside: f64,
    /// Racks installed for own services.
    pub racks_own: f64,
    /// Wafers started.
    pub wafers: f64,
    /// The limit of which 5% more in all quarters is worth most; null if none is worth anything.
    pub scarcest: Option<String>,
    /// What those 5% are worth, by re-solve.
    pub scarcest_worth: Option<f64>,
    /// The first quarter in which that limit binds.
    pub scarcest_from: Option<String>,
    /// How often each option is taken, in the order of the model.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionCount>,
    /// Every limit of which a little more is worth something, the scarcest first, the others by their price.
    pub limits: Vec<Limiting>,
}

/// What a plan comes to: the quantities by which plans are compared.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Quantities {
    /// Present value of the margin.
    pub margin: f64,
    /// Money a year: the chips business standing alone, average of the quarters of the horizon.
    pub run_rate: f64,
    /// Committed service units not served, horizon and tail.
    pub service_short: f64,
    /// Service units asked for in the horizon and neither served nor displaced, the short ones among them.
    pub service_waiting: f64,
    /// Present value of the penalties for short services.
    pub shortfall_penalty: f64,
    /// Order units late at a quarter's end, summed over the quarters.
    pub orders_late: f64,
    /// Order units lost.
    pub orders_lost: f64,
    /// Racks sold outside.
    pub racks_outside: f64,
    /// Racks installed for own services.
    pub racks_own: f64,
    /// Wafers started.
    pub wafers: f64,
}

/// How often an option is taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OptionCount {
    /// Option id.
    pub option: String,
    /// How often it is taken; a share where shares are allowed.
    pub taken: f64,
}

/// A limit of which a little more is worth something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Limiting {
    /// Its path.
    pub path: String,
    /// What 5% more of it in all quarters would add to the margin at the price of the first bit: the most it can be worth, but for a share.
    pub at_price: f64,
}

impl Quantities {
    /// Returns what a plan of a model comes to.
    #[must_use]
    pub fn of(model: &Model, plan: &Plan) -> Self {
        let horizon = plan.quarters.len();
        let services = plan.services.iter();
        let waiting = services
            .clone()
            .flat_map(|it| it.waiting.iter().take(horizon));
        let orders = plan.orders.iter();
        let started = plan
            .starts
            .iter()
            .flat_map(|it| it.normal.iter().chain(&it.hot_lot));
        Self {
            margin: plan.margin.present_value,
            run_rate: plan.run_rate.by_quarter.iter().sum::<f64>() / horizon as f64,
            service_short: services.flat_map(|it| &it.short).sum(),
            service_waiting: waiting.sum(),
            shortfall_penalty: penalties(plan),
            orders_late: orders.clone().flat_map(|it| &it.late).sum(),
            orders_lost: orders.flat_map(|it| &it.lost).sum(),
            racks_outside: racks_sold(model, plan),
            racks_own: plan.installed.iter().flat_map(|it| &it.racks).sum(),
            wafers: started.sum(),
        }
    }
}

impl Measures {
    /// Returns what is kept of a solved case.
    pub(super) fn of(model: &Model, solved: &Solved) -> Result<Self, ExplainError> {
        let plan = &solved.plan;
        let of_plan = Quantities::of(model, plan);
        let scarce = scarce_limits(model, solved)?;
        let scarcest = scarce.first().filter(|it| it.worth_of_5_percent.is_some());
        Ok(Self {
            margin: of_plan.margin,
            run_rate: of_plan.run_rate,
            service_short: of_plan.service_short,
            service_waiting: of_plan.service_waiting,
            shortfall_penalty: of_plan.shortfall_penalty,
            orders_late: of_plan.orders_late,
            orders_lost: of_plan.orders_lost,
            racks_outside: of_plan.racks_outside,
            racks_own: of_plan.racks_own,
            wafers: of_plan.wafers,
            scarcest: scarcest.map(|it| it.path.to_string()),
            scarcest_worth: scarcest.and_then(|it| it.worth_of_5_percent),
            scarcest_from: scarcest.and_then(|it| it.from).map(|it| it.to_string()),
            options: plan
                .options
                .iter()
                .map(|it| OptionCount {
                    option: it.option.clone(),
                    taken: it.taken,
                })
                .collect(),
            limits: scarce
                .into_iter()
                .map(|it| Limiting {
                    path: it.path.to_string(),
                    at_price: it.at_price,
                })
                .collect(),
        })
    }
}

fn penalties(plan: &Plan) -> f64 {
    let lines = plan.margin.lines.iter();
    let penalties = lines.filter(|line| line.line == Line::ShortfallPenalty);
    // What is paid stands in the margin as a cost; 0 is not to become -0.
    0.0 - penalties.map(|line| line.present_value).sum::<f64>()
}

fn racks_sold(model: &Model, plan: &Plan) -> f64 {
    let is_rack = |item: &str| model.racks.iter().any(|rack| rack.id == item);
    let sold = plan.sold.iter().filter(|sold| is_rack(&sold.item));
    sold.flat_map(|sold| &sold.units).sum()
}
