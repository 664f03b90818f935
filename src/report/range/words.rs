//! What is certain, in sentences that a director can use.

use crate::explain::{AmountRange, Measure, Ranged, Ranges, Stretch};
use crate::report::names::Names;
use crate::report::number::{Toward, quantity};
use crate::report::options::joined;

/// How many of the most open amounts are named.
const OPEN: usize = 3;

/// Returns what something is called in a table.
pub(super) fn name(what: &Ranged, names: &Names) -> String {
    match what {
        Ranged::Measure { measure } => match measure {
            Measure::Margin => "margin".to_owned(),
            Measure::OutsideRacks => "racks sold outside".to_owned(),
            Measure::ServiceWait => "service units that wait".to_owned(),
            Measure::ServiceShort => "committed service units short".to_owned(),
            Measure::RunRate => "run rate of the chips business".to_owned(),
        },
        Ranged::Sold { item, buyer } => {
            format!("sold: {} to {}", names.item(item), names.buyer(buyer))
        }
        Ranged::Installed { rack, site } => {
            format!("installed: {} at {}", names.item(rack), names.site(site))
        }
        Ranged::Started { die } => format!("wafers started: {}", names.item(die)),
        Ranged::PeakPower { site } => format!("power at its peak: {}, MW", names.site(site)),
        Ranged::Activity { does, .. } => does.clone(),
    }
}

/// Returns what is certain of one thing: over all quarters, and in which years there is none of it or just so much.
pub(super) fn certain(of_one: &[AmountRange], names: &Names, currency: &str) -> Vec<String> {
    let mut said = Vec::new();
    let mut none: Vec<String> = Vec::new();
    for it in of_one {
        let when = when(it.over);
        // What the whole says is not said again of its years.
        let is_part = it.over != Stretch::All && of_one.len() > 1;
        match amount(it, currency) {
            Some(Certain::None) if is_part => none.push(it.over.to_string()),
            Some(Certain::None) => {
                said.push(format!("{}{when}", nothing(&it.what, names)));
                break;
            }
            Some(Certain::Some { words, is_exact }) if is_exact || !is_part => {
                said.push(format!("{}{when}", some(&it.what, &words, names)));
            }
            _ => {}
        }
    }
    if let (Some(first), false) = (of_one.first(), none.is_empty()) {
        let years = joined(&none, "and");
        said.push(format!("{} in {years}", nothing(&first.what, names)));
    }
    said
}

/// What is certain of an amount.
enum Certain {
    /// There is none.
    None,
    /// There is so much: `at least 12`.
    Some { words: String, is_exact: bool },
}

fn amount(it: &AmountRange, currency: &str) -> Option<Certain> {
    let measure = match it.what {
        // What counts is said before everything.
        Ranged::Measure {
            measure: Measure::Margin,
        } => return None,
        Ranged::Measure { measure } => Some(measure),
        _ => None,
    };
    if it.is_none() {
        return Some(Certain::None);
    }
    let show = |toward: Toward, value: f64| match measure {
        Some(Measure::RunRate) => toward.money(value, currency),
        _ => toward.quantity(value),
    };
    let words = if it.is_one() {
        format!("exactly {}", show(Toward::Less, it.least))
    } else if it.least > 0.0 && Toward::Less.quantity(it.least) != "0" {
        format!("at least {}", show(Toward::Less, it.least))
    } else if measure.is_some_and(|it| !it.is_better_if_more()) {
        format!("at most {}", show(Toward::More, it.greatest?))
    } else {
        return None;
    };
    Some(Certain::Some {
        words,
        is_exact: it.is_one(),
    })
}

fn when(over: Stretch) -> String {
    match over {
        Stretch::All => String::new(),
        over => format!(" in {over}"),
    }
}

/// Says that there is so much of something.
fn some(what: &Ranged, amount: &str, names: &Names) -> String {
    match what {
        Ranged::Measure { measure } => match measure {
            Measure::Margin => format!("the margin is {amount}"),
            Measure::OutsideRacks => format!("{amount} racks are sold outside"),
            Measure::ServiceWait => format!("{amount} service units wait"),
            Measure::ServiceShort => format!("{amount} committed service units are not served"),
            Measure::RunRate => format!("the run rate of the chips business is {amount}"),
        },
        Ranged::Sold { item, buyer } => {
            let (item, buyer) = (names.item(item), names.buyer(buyer));
            format!("{amount} {item} are sold to {buyer}")
        }
        Ranged::Installed { rack, site } => {
            let (rack, site) = (names.item(rack), names.site(site));
            format!("{amount} {rack} are installed at {site}")
        }
        Ranged::Started { die } => format!("{amount} wafers of {} are started", names.item(die)),
        Ranged::PeakPower { site } => {
            format!("{amount} MW are in use at {} at the peak", names.site(site))
        }
        Ranged::Activity { does, .. } => format!("{does}: {amount}"),
    }
}

/// Says that there is none of something.
fn nothing(what: &Ranged, names: &Names) -> String {
    match what {
        Ranged::Measure { measure } => match measure {
            Measure::Margin => "there is no margin".to_owned(),
            Measure::OutsideRacks => "nothing is sold outside".to_owned(),
            Measure::ServiceWait => "nobody waits".to_owned(),
            Measure::ServiceShort => "every commitment is kept".to_owned(),
            Measure::RunRate => "the chips business sells nothing".to_owned(),
        },
        Ranged::Sold { item, buyer } => {
            format!("no {} is sold to {}", names.item(item), names.buyer(buyer))
        }
        Ranged::Installed { rack, site } => {
            format!(
                "no {} is installed at {}",
                names.item(rack),
                names.site(site)
            )
        }
        Ranged::Started { die } => format!("no wafers of {} are started", names.item(die)),
        Ranged::PeakPower { site } => format!("no power is in use at {}", names.site(site)),
        Ranged::Activity { does, .. } => format!("{does}: none"),
    }
}

/// Returns where racks can go otherwise at the least cost: the widest ranges over all quarters.
pub(super) fn open(ranges: &Ranges, names: &Names) -> Vec<String> {
    let racks = ranges.ranges.iter().filter(|it| {
        let is_destination = matches!(it.what, Ranged::Sold { .. } | Ranged::Installed { .. });
        is_destination && it.over == Stretch::All && !it.is_one()
    });
    let mut open: Vec<(f64, &AmountRange)> = racks
        .filter_map(|it| Some((it.greatest? - it.least, it)))
        .collect();
    open.sort_by(|a, b| b.0.total_cmp(&a.0));
    open.truncate(OPEN);
    let said = open.into_iter().filter_map(|(_, it)| {
        Some(format!(
            "{}: {} to {}, {} in the best plan",
            name(&it.what, names),
            Toward::Less.quantity(it.least),
            Toward::More.quantity(it.greatest?),
            quantity(it.planned)
        ))
    });
    said.collect()
}
