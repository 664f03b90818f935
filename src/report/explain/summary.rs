//! What a director reads: at most ten lines, every number of which stands in a section below.

use crate::explain::{LimitGroup, Wait, Waiter, WaitsFor};
use crate::model::Model;
use crate::plan::Plan;
use crate::report::number::{count, money, percent, quantity};
use crate::report::proof;
use crate::report::section::end_effects_from;
use crate::report::spans::{is_nothing, span};

use super::ExplanationReport;
use super::words::Words;
use super::{change, outside, waiting};

/// What goes where in one year.
pub(super) struct Year {
    pub(super) name: String,
    own: f64,
    outside: f64,
}

pub(super) fn lines(report: &ExplanationReport, words: &Words) -> Vec<String> {
    let plan = &report.solved.plan;
    let lines = [
        margin(report),
        placed(report),
        outside::line(report, words),
        binds(report, words),
        customers(report, words),
        orders(report, words),
        change::line(report, words),
        end_effects(plan),
        Some(proved(report)),
    ];
    lines.into_iter().flatten().collect()
}

fn margin(report: &ExplanationReport) -> Option<String> {
    let plan = &report.solved.plan;
    let (first, last) = (*plan.quarters.first()?, *plan.quarters.last()?);
    let tail = plan.tail_quarters.last().map_or_else(String::new, |last| {
        format!(", with installed racks serving until {last}")
    });
    Some(format!(
        "The best margin is {} of present value, {}{tail}.",
        money(plan.margin.present_value, &report.model.currency),
        span(first, last),
    ))
}

/// Returns racks installed and sold by calendar year.
pub(super) fn years(model: &Model, plan: &Plan) -> Vec<Year> {
    let mut years: Vec<Year> = Vec::new();
    for (t, quarter) in plan.quarters.iter().enumerate() {
        let name = quarter.to_string()[..4].to_owned();
        let own: f64 = plan.installed.iter().map(|it| it.racks[t]).sum();
        let outside: f64 = racks_sold(model, plan).map(|units| units[t]).sum();
        match years.last_mut() {
            Some(year) if year.name == name => {
                year.own += own;
                year.outside += outside;
            }
            _ => years.push(Year { name, own, outside }),
        }
    }
    years
}

/// Returns the units by quarter of every sale of a rack.
pub(super) fn racks_sold<'a>(model: &'a Model, plan: &'a Plan) -> impl Iterator<Item = &'a [f64]> {
    sales_of_racks(model, plan).map(|sold| &sold.units[..])
}

/// Returns the sales of racks, also of those that no site takes.
pub(in crate::report) fn sales_of_racks<'a>(
    model: &'a Model,
    plan: &'a Plan,
) -> impl Iterator<Item = &'a crate::plan::Sold> {
    let is_rack = |item: &str| model.racks.iter().any(|rack| rack.id == item);
    plan.sold.iter().filter(move |sold| is_rack(&sold.item))
}

fn placed(report: &ExplanationReport) -> Option<String> {
    let parts: Vec<String> = years(report.model, &report.solved.plan)
        .iter()
        .filter(|year| !is_nothing(year.own + year.outside))
        .map(|year| {
            let all = year.own + year.outside;
            let how = match (is_nothing(year.own), is_nothing(year.outside)) {
                (false, true) => "all for your own services".to_owned(),
                (true, false) => "all sold outside".to_owned(),
                _ => format!(
                    "{} own, {} outside",
                    percent(year.own / all),
                    percent(year.outside / all)
                ),
            };
            format!("{} racks in {}, {how}", quantity(all.round()), year.name)
        })
        .collect();
    (!parts.is_empty()).then(|| format!("Place {}.", parts.join("; ")))
}

/// Returns an amount or a range of amounts: `USD 1.50m to USD 1.86m`.
pub(super) fn money_range(least: f64, most: f64, currency: &str) -> String {
    let (least, most) = (money(least, currency), money(most, currency));
    if least == most {
        least
    } else {
        format!("{least} to {most}")
    }
}

/// Returns the paths that are worth something, the most valuable first; what is there whatever is decided left out.
fn ranked<'a>(report: &'a ExplanationReport) -> impl Iterator<Item = (&'a LimitGroup, f64)> {
    let groups = report.explanation.limits.groups.iter();
    let open = groups.filter(|group| !group.path.field.is_given());
    open.filter_map(|group| {
        let worth = group.worth_of_5_percent.filter(|&worth| worth > 0.0)?;
        Some((group, worth))
    })
}

fn binds(report: &ExplanationReport, words: &Words) -> Option<String> {
    let parts: Vec<String> = ranked(report)
        .take(3)
        .map(|(group, worth)| {
            format!(
                "{}, {}",
                words.moved("5%", &group.path, group.relaxed_by_raising()),
                money(worth, &report.model.currency),
            )
        })
        .collect();
    let one = scarcest(report, words).map_or_else(String::new, |one| format!(" {one}"));
    (!parts.is_empty()).then(|| format!("Worth most: {}.{one}", parts.join("; ")))
}

/// Returns what to ask next, as commands: why what would change the answer is as it is, and the curve of what is worth most.
pub(super) fn commands(report: &ExplanationReport) -> Vec<String> {
    let Some(asked) = report.asked else {
        return Vec::new();
    };
    let why = change::telling(report).map(|it| {
        let (buyer, item) = (&it.price.buyer, &it.price.item);
        format!(
            "waferline why {asked} buyer.{buyer}.{item}@{}",
            it.price.quarter
        )
    });
    let curve = ranked(report)
        .next()
        .map(|(group, _)| format!("waferline curve {asked} {}", group.path));
    let options = &report.model.options;
    let options = (!options.is_empty()).then(|| format!("waferline options {asked}"));
    [why, curve, options].into_iter().flatten().collect()
}

/// Returns what a whole unit of the scarcest limit is worth, and how far the rate at which it begins holds.
fn scarcest(report: &ExplanationReport, words: &Words) -> Option<String> {
    let (group, _) = ranked(report).next()?;
    let one = group.one_more.as_ref()?;
    let at = group.quarters.iter().find(|it| it.address == one.address)?;
    let currency = &report.model.currency;
    let when = one
        .address
        .quarter
        .map_or_else(String::new, |quarter| format!(" in {quarter}"));
    let (path, size) = (&group.path, Words::unit_size(&group.path));
    let unit = format!("{} {}", quantity((one.by / size).abs()), words.unit(path));
    let worth = money(one.worth, currency);
    let rate = match at.gain.filter(|gain| gain.until.is_some()) {
        Some(gain) => {
            let per_unit = money(gain.per_unit, currency);
            let begins = if per_unit == worth {
                ", and so is each further one".to_owned()
            } else {
                let limit = quantity(at.limit);
                format!("; from {limit} it is {per_unit} a {}", words.unit(path))
            };
            let way = if one.by > 0.0 { "up to" } else { "down to" };
            format!("{begins} {way} {}", super::limits::until(at.gain, None))
        }
        None => String::new(),
    };
    Some(format!(
        "{}{when} is worth {worth}{rate}.",
        words.moved(&unit, path, one.by > 0.0),
    ))
}

/// Returns what waits within the plan.
fn shortages<'a>(report: &'a ExplanationReport, what: WaitsFor) -> impl Iterator<Item = &'a Wait> {
    let all = report.explanation.waiting.shortages.iter();
    all.filter(move |it| it.waits_for == what && !it.in_tail)
}

fn customers(report: &ExplanationReport, words: &Words) -> Option<String> {
    if report.model.services.is_empty() {
        return None;
    }
    let commitments = shortages(report, WaitsFor::Commitment);
    let mut broken: Vec<(&Wait, f64)> = commitments.map(|it| (it, it.amount)).collect();
    broken.sort_by(|a, b| b.1.total_cmp(&a.1));
    let demand: Vec<&Wait> = shortages(report, WaitsFor::Demand).collect();
    let short = match broken.first() {
        None => "Your services, within the plan: every commitment is kept".to_owned(),
        Some((worst, _)) => {
            let last = broken.iter().map(|(it, _)| it.to).max()?;
            let more = match broken.len() - 1 {
                0 => String::new(),
                more => format!(", {}", count(more, "other shortage", "other shortages")),
            };
            let at_worst = if worst.from == worst.to {
                String::new()
            } else {
                let most = quantity(worst.at_worst.round());
                format!(", at worst {most} in {}", worst.worst_in)
            };
            let ends = if last > worst.to {
                format!("; the last ends in {last}")
            } else {
                String::new()
            };
            format!(
                "Your services, within the plan: {} is {} {} short of its commitment in {}{at_worst}{more}{ends}",
                words.waiter(&worst.who),
                quantity(worst.amount.round()),
                words.waits_in(&worst.who),
                span(worst.from, worst.to),
            )
        }
    };
    let waiting = if demand.is_empty() {
        "no other demand waits".to_owned()
    } else {
        let mut services: Vec<(&Waiter, f64)> = Vec::new();
        for it in &demand {
            match services.iter_mut().find(|(who, _)| *who == &it.who) {
                Some((_, sum)) => *sum += it.amount,
                None => services.push((&it.who, it.amount)),
            }
        }
        services.sort_by(|a, b| b.1.total_cmp(&a.1));
        let shown: Vec<String> = services
            .iter()
            .take(2)
            .map(|(who, sum)| {
                format!(
                    "{} {} of {}",
                    quantity(sum.round()),
                    words.waits_in(who),
                    words.waiter(who)
                )
            })
            .collect();
        let more = match services.len().saturating_sub(2) {
            0 => String::new(),
            more => format!(" and {}", count(more, "other service", "other services")),
        };
        format!("other demand goes unserved: {}{more}", shown.join(", "))
    };
    let after = report.explanation.waiting.shortages.iter();
    let after = after.filter(|it| it.in_tail && it.waits_for == WaitsFor::Commitment);
    let after = match after.map(|it| it.from).min() {
        Some(from) => format!("; after it, commitments fall short from {from}"),
        None => String::new(),
    };
    Some(format!("{short}; {waiting}{after}."))
}

fn orders(report: &ExplanationReport, words: &Words) -> Option<String> {
    let has_orders = report
        .solved
        .plan
        .orders
        .iter()
        .any(|it| it.open_before > 0.0 || it.due.iter().any(|&due| due > 0.0));
    if !has_orders {
        return None;
    }
    let said: Vec<String> = [WaitsFor::LostOrders, WaitsFor::LateOrders]
        .into_iter()
        .flat_map(|what| shortages(report, what))
        .take(2)
        .map(|it| {
            format!(
                "{}, {} in {}, at worst {}",
                words.waiter(&it.who),
                waiting::waits_for(it.waits_for),
                span(it.from, it.to),
                quantity(it.at_worst),
            )
        })
        .collect();
    Some(if said.is_empty() {
        "Every order is delivered on time.".to_owned()
    } else {
        format!("Not on time: {}.", said.join("; "))
    })
}

fn end_effects(plan: &Plan) -> Option<String> {
    plan.end_effects_from.map(end_effects_from)
}

fn proved(report: &ExplanationReport) -> String {
    let explanation = report.explanation;
    let selection = report.solved.selection.as_ref();
    // What could be done as well is looked for among plans with the options as taken.
    let plan = match (explanation.ties.plan_is_unique, selection) {
        (true, None) => "no other plan earns as much",
        (true, Some(_)) => "no other plan with these options earns as much",
        (false, _) => "other plans earn exactly as much",
    };
    let prices = if explanation.least_shortfall_is_held {
        "; prices are those with the least shortfall held"
    } else {
        ""
    };
    let proved = proof::sentence(
        &proof::of_all_selections(&report.solved.solution.certificate, selection),
        report.solved.solution.objective,
        &report.model.currency,
        proof::Among {
            same_shortfall: explanation.least_shortfall_is_held,
            as_held: !report.model.held.is_empty(),
        },
    );
    let whichever = match selection {
        Some(_) => proof::whichever(&report.solved.plan),
        None => "",
    };
    format!("Proved optimal: {proved}{whichever}; {plan}{prices}.")
}
