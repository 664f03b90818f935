//! What leads an explanation is what the whole of it says first.

use approx::relative_eq;
use proptest::prelude::*;
use waferline::explain::{
    Explanation, LimitGroup, Missing, Wait, WaitsFor, explain, explain_leading, scarce_limits,
};
use waferline::model::Model;
use waferline::{Outcome, SolveOptions, Solved, solve};

use crate::sample;

/// How many lines are asked for.
const TOP: usize = 4;

fn solved(model: &Model) -> Option<Solved> {
    match solve(model, &SolveOptions::default()).expect("proved") {
        Outcome::Optimal(solved) => Some(*solved),
        _ => None,
    }
}

/// Checks the quarters of one limit; those of one that is shown are all there.
fn compare_quarters(
    group: &LimitGroup,
    known: &LimitGroup,
    is_shown: bool,
) -> Result<usize, TestCaseError> {
    let mut compared = 0;
    // What a report shows is priced as the whole has it: the first quarters of the first three, and that of a whole unit.
    let shown = group.quarters.iter().zip(&known.quarters);
    let mut shown = shown.filter(|(_, other)| other.binds_at_a_price());
    if is_shown {
        for (one, other) in shown.by_ref().take(TOP) {
            prop_assert_eq!(one, other);
        }
    }
    for (one, other) in group.quarters.iter().zip(&known.quarters) {
        if group
            .one_more
            .as_ref()
            .is_some_and(|it| it.address == one.address)
        {
            prop_assert_eq!(one, other);
        }
    }
    prop_assert_eq!(group.quarters.len(), known.quarters.len());
    for (one, other) in group.quarters.iter().zip(&known.quarters) {
        prop_assert_eq!(&one.address, &other.address);
        prop_assert_eq!(
            one.binds_at_a_price(),
            other.binds_at_a_price(),
            "{:?} is not {:?}",
            one,
            other
        );
        if one.gain_missing != Some(Missing::NotComputed) {
            prop_assert_eq!(one, other);
        }
        compared += 1;
    }
    Ok(compared)
}

/// Checks everything that leads against the whole; returns how many numbers and sentences were compared.
fn compare(whole: &Explanation, leading: &Explanation, money: f64) -> Result<usize, TestCaseError> {
    let mut compared = 0;
    let same = |one: f64, other: f64| {
        (one - other).abs() <= 1e-8 * money || relative_eq!(one, other, max_relative = 1e-6)
    };
    let worth = |it: &LimitGroup| it.worth_of_5_percent.unwrap_or(0.0);
    // Where two are worth the same, either may come first.
    for (one, other) in leading
        .limits
        .groups
        .iter()
        .zip(&whole.limits.groups)
        .take(TOP)
    {
        if worth(one) > 1e-8 * money {
            prop_assert!(
                same(worth(one), worth(other)),
                "{one:?} instead of {other:?}"
            );
        }
        compared += 1;
    }
    let of_worth = |it: &Explanation| {
        it.limits
            .groups
            .iter()
            .filter(|it| worth(it) > 1e-8 * money)
            .count()
    };
    prop_assert_eq!(of_worth(leading).min(TOP), of_worth(whole).min(TOP));
    for (rank, group) in leading.limits.groups.iter().enumerate() {
        let known = whole
            .limits
            .groups
            .iter()
            .find(|it| it.path == group.path)
            .expect("priced");
        prop_assert!(
            same(worth(group), worth(known)),
            "{group:?} is not {known:?}"
        );
        compared += compare_quarters(group, known, rank < 3)?;
        if let (Some(one), Some(other)) = (&group.one_more, &known.one_more)
            && one.address == other.address
        {
            prop_assert!(same(one.worth, other.worth), "{one:?} is not {other:?}");
        }
    }
    prop_assert_eq!(
        leading.limits.prices_are_unique,
        whole.limits.prices_are_unique
    );
    prop_assert_eq!(&leading.limits.together, &whole.limits.together);
    prop_assert_eq!(&leading.imputation, &whole.imputation);
    prop_assert_eq!(leading.ties.plan_is_unique, whole.ties.plan_is_unique);
    // What leads has no reasons of other demand after the plan.
    let first = |it: &Explanation| {
        let mut first: Vec<Wait> = it
            .waiting
            .in_order()
            .into_iter()
            .take(TOP)
            .cloned()
            .collect();
        let after = |it: &&mut Wait| it.in_tail && it.waits_for == WaitsFor::Demand;
        first
            .iter_mut()
            .filter(after)
            .for_each(|it| it.reasons.clear());
        first
    };
    let left_out =
        |it: &Wait| it.reasons.is_empty() && it.in_tail && it.waits_for == WaitsFor::Demand;
    let all = leading.waiting.in_order().into_iter().take(TOP);
    prop_assert!(all.filter(|it| it.reasons.is_empty()).all(left_out));
    prop_assert_eq!(
        leading
            .waiting
            .in_order()
            .into_iter()
            .take(TOP)
            .cloned()
            .collect::<Vec<_>>(),
        first(whole)
    );
    for price in &leading.indifference.prices {
        let is_same = |it: &&waferline::explain::IndifferencePrice| {
            (&it.buyer, &it.item, it.quarter) == (&price.buyer, &price.item, price.quarter)
        };
        let known = whole
            .indifference
            .prices
            .iter()
            .find(is_same)
            .expect("looked at");
        prop_assert_eq!(price, known);
        compared += 1;
    }
    Ok(compared)
}

/// Checks what a sweep says of the limits of a case against the whole; returns of how many shares of hot lots it says something.
fn compare_scarce(
    model: &Model,
    solved: &Solved,
    whole: &Explanation,
    money: f64,
) -> Result<usize, TestCaseError> {
    let scarce = scarce_limits(model, solved).expect("limits");
    let rounding = 1e-8 * money;
    let groups = &whole.limits.groups;
    let worth = |it: &LimitGroup| it.worth_of_5_percent.unwrap_or(0.0);
    // Whatever is worth something is said to limit, and what it is said to be worth at the most is the most, but for shares.
    for group in groups.iter().filter(|group| worth(group) > rounding) {
        let found = scarce.iter().find(|it| it.path == group.path);
        let is_share = group.path.to_string().contains("share");
        let at_price = match found {
            Some(found) if is_share && found.at_price > 0.0 => f64::INFINITY,
            found => found.map_or(0.0, |it| it.at_price),
        };
        prop_assert!(
            at_price >= worth(group) - rounding,
            "{at_price} of {group:?}"
        );
    }
    if let (Some(first), Some(most)) = (scarce.first(), groups.first())
        && let Some(proved) = first.worth_of_5_percent
    {
        prop_assert!(
            (proved - worth(most)).abs() <= rounding.max(1e-6 * proved),
            "{first:?} before {most:?}"
        );
    }
    let of_hot_lots = |it: &&waferline::explain::Scarce| it.path.to_string().contains("max_share");
    Ok(scarce.iter().filter(of_hot_lots).count())
}

proptest! {
    #![proptest_config(sample::tried(12))]

    #[test]
    fn what_leads_is_what_the_whole_says(knobs in prop::collection::vec(0.0..1.0_f64, sample::KNOBS)) {
        let model = sample::model(&knobs);
        let Some(solved) = solved(&model) else { return Ok(()) };
        let whole = explain(&model, &solved).expect("explained");
        let leading = explain_leading(&model, &solved, TOP).expect("explained");
        let terms = solved.lp.columns().iter().zip(&solved.solution.x);
        let money = terms.map(|(column, x)| (column.cost * x).abs()).fold(0.0, f64::max);
        compare(&whole, &leading, money)?;
        compare_scarce(&model, &solved, &whole, money)?;
    }
}

#[test]
fn what_leads_of_the_bundled_models_is_what_the_whole_says() {
    let mut of_hot_lots = 0;
    for path in [
        "models/minimal.toml",
        "models/trainium.toml",
        "models/known/degenerate-pair.toml",
    ] {
        let model = Model::load(path).expect("valid");
        let solved = solved(&model).expect("has a plan");
        let whole = explain(&model, &solved).expect("explained");
        let leading = explain_leading(&model, &solved, TOP).expect("explained");
        let money = solved.solution.objective.abs();
        let compared = compare(&whole, &leading, money).expect("the same");
        assert!(compared > 3, "{path}: {compared}");
        of_hot_lots += compare_scarce(&model, &solved, &whole, money).expect("the same");
    }
    assert!(of_hot_lots >= 2, "{of_hot_lots}");
}
