//! The proof as a sentence: what no plan can earn more than.

use crate::lp::Certificate;
use crate::model::Model;
use crate::outcome::SelectionProof;
use crate::plan::Plan;
use crate::report::PlanReport;
use crate::report::number::exactly;

/// From this amount on an `f64` has no cents.
const WITHOUT_CENTS: f64 = 1e13;

/// Returns what is proved of a plan, as a sentence: that it is the best, or how far from it another selection of options may be.
pub(super) fn of_plan(report: &PlanReport) -> String {
    let margin = report.plan.margin.present_value;
    let said = sentence(
        &of_all_selections(report.certificate, report.selection),
        margin,
        &report.model.currency,
        Among::of(report.model),
    );
    match report.selection {
        None => format!("Proved optimal: {said}."),
        Some(proof) if proof.is_proved => {
            format!("Proved optimal: {said}{}.", whichever(report.plan))
        }
        Some(proof) if proof.bound.is_finite() => format!(
            "Unproved: the time was over before every selection of options was looked at. This one is the best of those that \
             were; {said}."
        ),
        Some(_) => "Unproved: the time was over before every selection of options was looked at. This one is the best of those \
             that were; how much more another earns is not known."
            .to_owned(),
    }
}

/// Returns which options a plan that earns no more may take; those that the model has decided are as it says.
pub(super) fn whichever(plan: &Plan) -> &'static str {
    if plan.options.iter().any(|option| option.is_decided) {
        ", whichever options it takes of those to be decided"
    } else {
        ", whichever options it takes"
    }
}

/// Returns the certificate of a plan with the bound on all selections of options, where there are any.
pub(super) fn of_all_selections(
    certificate: &Certificate,
    selection: Option<&SelectionProof>,
) -> Certificate {
    let mut of_all = *certificate;
    if let Some(proof) = selection {
        of_all.bound = of_all.bound.max(proof.bound);
        of_all.gap = of_all.gap.max(proof.gap);
    }
    of_all
}

/// Returns what the certificate of a margin proves: `no plan earns more than USD 92.00, which this one earns`.
///
/// The bound is rounded up: the sentence is true of the digits that it shows. Where the least shortfall is held first
/// (policy), it is about plans with the same shortfall.
pub(super) fn sentence(
    certificate: &Certificate,
    objective: f64,
    currency: &str,
    among: Among,
) -> String {
    let which = match (among.same_shortfall, among.as_held) {
        (false, false) => "",
        (true, false) => " with the same shortfall",
        (false, true) => " with these decisions held",
        (true, true) => " with these decisions held and the same shortfall",
    };
    let plan = format!("no plan{which} earns more than");
    let said = (plan.as_str(), "which this one earns");
    bounded(said, certificate, objective, currency)
}

/// Which plans a proof is about.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Among {
    /// Those with the least shortfall.
    pub same_shortfall: bool,
    /// Those that keep what is held.
    pub as_held: bool,
}

impl Among {
    /// Returns which plans the proof of a model's best plan is about.
    pub fn of(model: &Model) -> Self {
        Self {
            same_shortfall: model.policy.service_first,
            as_held: !model.held.is_empty(),
        }
    }
}

/// Returns what is proved of a plan over several futures, as a sentence; where the worst of them weigh more, it is not about what
/// is expected alone.
pub(super) fn of_hedge(
    certificate: &Certificate,
    objective: f64,
    currency: &str,
    (shortfall_is_held, is_neutral): (bool, bool),
) -> String {
    let which = if shortfall_is_held {
        " with the same expected shortfall"
    } else {
        ""
    };
    let earns = if is_neutral {
        "is expected to earn more than"
    } else {
        "comes, with the worst futures so weighed, to more than"
    };
    let plan = format!("no plan over all futures{which} {earns}");
    let said = (plan.as_str(), "which this one reaches");
    format!(
        "Proved optimal: {}.",
        bounded(said, certificate, objective, currency)
    )
}

fn bounded(
    (plan, reached): (&str, &str),
    certificate: &Certificate,
    objective: f64,
    currency: &str,
) -> String {
    let bound = round_up(certificate.bound.max(objective));
    let above = round_up(bound - objective);
    let beside = if above > 0.0 {
        format!("{currency} {} above this one", amount(above, bound))
    } else {
        reached.to_owned()
    };
    let cap = certificate.column_cap.map_or_else(String::new, |cap| {
        format!(" (of plans in which no quantity is above {cap:e})")
    });
    format!("{plan} {currency} {}, {beside}{cap}", amount(bound, bound))
}

/// Returns an amount with as many decimals as one of this size has.
fn amount(value: f64, size: f64) -> String {
    exactly(value, if size.abs() < WITHOUT_CENTS { 2 } else { 0 })
}

/// Returns an amount rounded up to the cent.
fn round_up(value: f64) -> f64 {
    if value.abs() < WITHOUT_CENTS {
        (value * 100.0).ceil() / 100.0
    } else {
        value.ceil()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lp::{LpBuilder, Point, certify};

    fn certificate(bound: f64, column_cap: Option<f64>) -> Certificate {
        let nothing = LpBuilder::<(), ()>::default().build();
        let mut certificate = certify(&nothing, &Point::of(&[], &[])).certificate;
        certificate.bound = bound;
        certificate.column_cap = column_cap;
        certificate
    }

    #[test]
    fn the_bound_is_rounded_up() {
        let said = |objective, bound| {
            sentence(
                &certificate(bound, None),
                objective,
                "USD",
                Among::default(),
            )
        };
        assert_eq!(
            said(190_922_519_167.563, 190_922_519_167.564),
            "no plan earns more than USD 190,922,519,167.57, USD 0.01 above this one"
        );
        assert_eq!(
            said(92.0, 92.0),
            "no plan earns more than USD 92.00, which this one earns"
        );
        assert_eq!(
            said(-4.0e18, -4.0e18),
            "no plan earns more than USD -4,000,000,000,000,000,000, which this one earns"
        );
    }

    #[test]
    fn what_limits_the_proof_is_said() {
        assert_eq!(
            sentence(
                &certificate(92.0, Some(1e15)),
                92.0,
                "USD",
                Among {
                    same_shortfall: true,
                    as_held: false,
                },
            ),
            "no plan with the same shortfall earns more than USD 92.00, which this one earns \
             (of plans in which no quantity is above 1e15)"
        );
    }
}
