//! The few numbers that say what a plan is.

use crate::report::PlanReport;
use crate::report::explain::summary;

/// Sums over a plan.
pub(super) struct Totals {
    /// The margin, present value.
    pub margin: f64,
    /// Racks installed for own services.
    pub own: f64,
    /// Racks sold outside.
    pub sold: f64,
    /// The share of demand within the horizon that is served; `None` without demand.
    pub served: Option<f64>,
}

impl Totals {
    /// Returns those of a plan.
    pub fn of(plan: &PlanReport) -> Self {
        let sum = |values: &[f64]| values.iter().sum::<f64>();
        let sales = summary::sales_of_racks(plan.model, plan.plan);
        let within = |values: &[f64]| sum(&values[..values.len().min(plan.plan.quarters.len())]);
        let (asked, served) = plan
            .plan
            .services
            .iter()
            .fold((0.0, 0.0), |(asked, served), it| {
                (asked + within(&it.asked), served + within(&it.served))
            });
        Self {
            margin: plan.plan.margin.present_value,
            own: plan.plan.installed.iter().map(|it| sum(&it.racks)).sum(),
            sold: sales.map(|it| sum(&it.units)).sum(),
            served: (asked > 0.0).then(|| served / asked),
        }
    }
}
