//! What ranges are asked of: sums over the columns of a plan, over the horizon and by year.

use std::fmt;
use std::ops::RangeInclusive;

use serde::{Serialize, Serializer};

use crate::explain::curve::span;
use crate::explain::frontier::Form;
use crate::explain::price_out::activities;
use crate::explain::{ExplainError, Measure};
use crate::formulation::{Column, Constraint, describe_activity};
use crate::input::suggest;
use crate::lp::{ColumnId, Lp};
use crate::model::{Item, Model};
use crate::quarter::Quarter;

/// What an amount is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Ranged {
    /// A measure of `frontier`.
    Measure {
        /// Which.
        measure: Measure,
    },
    /// Racks sold to a buyer.
    Sold {
        /// Rack id.
        item: String,
        /// Buyer id.
        buyer: String,
    },
    /// Racks installed at a site.
    Installed {
        /// Rack id.
        rack: String,
        /// Site id.
        site: String,
    },
    /// Wafers started, hot lots included.
    Started {
        /// Die id.
        die: String,
    },
    /// The most power in use in any quarter of horizon and tail, MW.
    PeakPower {
        /// Site id.
        site: String,
    },
    /// An activity of `why`.
    Activity {
        /// Its address without a quarter, `buyer.neocloud.trn3-ultra`.
        activity: String,
        /// What it does, in words: `deliver Ultra rack to Neocloud`.
        does: String,
    },
}

/// The quarters that an amount is summed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// The whole horizon; of a peak the tail too.
    All,
    /// Those of a year, within the horizon.
    Year(i32),
    /// From one quarter to another.
    Quarters(Quarter, Quarter),
}

impl fmt::Display for Stretch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.pad("all"),
            Self::Year(year) => f.pad(&year.to_string()),
            Self::Quarters(from, to) if from == to => f.pad(&from.to_string()),
            Self::Quarters(from, to) => f.pad(&format!("{from}..{to}")),
        }
    }
}

impl Serialize for Stretch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Stretch {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Stretch".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "description": "`all`, a year within the horizon (`2027`), a quarter, or two with `..` between" })
    }
}

/// A sum over columns: `constant + terms x`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sum {
    pub constant: f64,
    pub terms: Vec<(ColumnId, f64)>,
}

impl Sum {
    fn of(lp: &Lp<Column, Constraint>, keys: impl IntoIterator<Item = (Column, f64)>) -> Self {
        let terms = keys.into_iter();
        let terms = terms.filter_map(|(key, n)| Some((lp.column(&key)?, n)));
        Self {
            constant: 0.0,
            terms: terms.collect(),
        }
    }

    /// Returns how much there is of it in the plan `x`.
    pub fn value(&self, x: &[f64]) -> f64 {
        let terms = self.terms.iter().map(|&(column, n)| n * x[column.0]);
        self.constant + terms.sum::<f64>()
    }

    /// Returns how little (sign -1) or much (1) there can be by the bounds of the columns alone.
    pub fn bound(&self, bounds: impl Iterator<Item = (f64, f64)>, sign: f64) -> f64 {
        let bounds: Vec<(f64, f64)> = bounds.collect();
        let terms = self.terms.iter().map(|&(column, n)| {
            let (lower, upper) = bounds[column.0];
            n * if sign * n > 0.0 { upper } else { lower }
        });
        self.constant + terms.sum::<f64>()
    }
}

/// How an amount follows from a plan.
#[derive(Clone, Debug)]
pub(super) enum Amount {
    Sum(Sum),
    /// The greatest of these.
    Peak(Vec<Sum>),
}

/// Something with an amount over each of several stretches.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    pub what: Ranged,
    pub amounts: Vec<(Stretch, Amount)>,
}

/// Returns every measure, the racks of each kind to each destination, the wafer starts of each die, and the peak of each site.
pub(super) fn default_subjects(
    model: &Model,
    lp: &Lp<Column, Constraint>,
) -> Result<Vec<Subject>, ExplainError> {
    let mut all = Vec::new();
    for (name, measure) in Measure::NAMED {
        all.push(of_measure(model, lp, name, measure)?);
    }
    let racks: Vec<_> = model.rack_ids().collect();
    for &rack in &racks {
        for site in model.site_ids() {
            let install = |t| vec![(Column::Install { rack, site, t }, 1.0)];
            let what = Ranged::Installed {
                rack: model.rack(rack).id.clone(),
                site: model.site(site).id.clone(),
            };
            all.extend(by_year(model, lp, what, &install));
        }
        for buyer in model.buyer_ids() {
            let item = Item::Rack(rack);
            let deliver = |t| deliveries(model, lp, (buyer, item), t);
            let what = Ranged::Sold {
                item: model.rack(rack).id.clone(),
                buyer: model.buyer(buyer).id.clone(),
            };
            all.extend(by_year(model, lp, what, &deliver));
        }
    }
    for die in model.die_ids() {
        let starts = |t| {
            let (normal, hot) = (
                Column::WaferStart { die, t },
                Column::HotLotStart { die, t },
            );
            vec![(normal, 1.0), (hot, 1.0)]
        };
        let what = Ranged::Started {
            die: model.die(die).id.clone(),
        };
        all.extend(by_year(model, lp, what, &starts));
    }
    for site in model.site_ids() {
        let used = |t: usize| {
            let columns = lp.columns().iter();
            let terms = columns.filter_map(|column| match column.key {
                Column::Use {
                    rack,
                    site: at,
                    t: then,
                    ..
                } if at == site && then == t => {
                    let megawatts = model.rack(rack).power_kw * model.site(site).pue[t] / 1000.0;
                    Some((column.key, megawatts))
                }
                _ => None,
            });
            Sum::of(lp, terms)
        };
        let by_quarter: Vec<Sum> = (0..model.horizon.periods()).map(used).collect();
        if by_quarter.iter().any(|sum| !sum.terms.is_empty()) {
            all.push(Subject {
                what: Ranged::PeakPower {
                    site: model.site(site).id.clone(),
                },
                amounts: vec![(Stretch::All, Amount::Peak(by_quarter))],
            });
        }
    }
    Ok(all)
}

/// Returns what was asked for by name: measures, and activities of `why`, each with or without quarters.
pub(super) fn asked_subjects(
    model: &Model,
    lp: &Lp<Column, Constraint>,
    asked: &[String],
) -> Result<Vec<Subject>, ExplainError> {
    let of_one = |name: &String| {
        let (path, quarters) = match name.split_once('@') {
            None => (name.trim(), None),
            Some((path, quarters)) => (path.trim(), Some(quarters.trim())),
        };
        match (Measure::named(path), quarters) {
            (Some(measure), None) => of_measure(model, lp, path, measure),
            (Some(measure), Some(quarters)) => {
                let over = span(model, quarters)
                    .map_err(|why| ExplainError::Unknown(format!("{name}: {why}")))?;
                Ok(Subject {
                    what: Ranged::Measure { measure },
                    amounts: vec![(
                        stretch(model, &over),
                        Amount::Sum(form(model, lp, &format!("{path}@{quarters}"))?),
                    )],
                })
            }
            (None, _) => of_activity(model, lp, name, quarters.is_some()),
        }
    };
    asked.iter().map(of_one).collect()
}

fn of_activity(
    model: &Model,
    lp: &Lp<Column, Constraint>,
    name: &str,
    has_quarters: bool,
) -> Result<Subject, ExplainError> {
    let all = activities(model, name).map_err(|error| match error {
        ExplainError::Unknown(why) => {
            let measures = Measure::NAMED.map(|it| it.0);
            let path = name.split('@').next().unwrap_or_default().trim();
            ExplainError::Unknown(match suggest::closest(path, measures) {
                Some(meant) => format!("no measure is called `{path}`: did you mean `{meant}`?"),
                None => format!("{why} Measures are {}.", measures.join(", ")),
            })
        }
        other => other,
    })?;
    let (Some(first), Some(last)) = (all.first(), all.last()) else {
        return Err(ExplainError::Unknown(format!("{name}: no quarter")));
    };
    let keys = first.columns(model).into_iter();
    let Some(key) = keys.chain(last.columns(model)).next() else {
        return Err(ExplainError::Unknown(format!("{name}: it never happens")));
    };
    let what = Ranged::Activity {
        activity: first.address.path.clone(),
        does: describe_activity(model, key),
    };
    let keys = |t: usize| {
        let mut here = all.iter().filter(|it| it.t == t);
        let columns = here.next().map(|it| it.columns(model)).unwrap_or_default();
        columns.into_iter().map(|key| (key, 1.0)).collect()
    };
    if !has_quarters {
        let none = || Subject {
            what: what.clone(),
            amounts: vec![(Stretch::All, Amount::Sum(Sum::of(lp, [])))],
        };
        return Ok(by_year(model, lp, what.clone(), &keys).unwrap_or_else(none));
    }
    let sum = Sum::of(lp, (first.t..=last.t).flat_map(keys));
    Ok(Subject {
        what,
        amounts: vec![(stretch(model, &(first.t..=last.t)), Amount::Sum(sum))],
    })
}

/// Returns a measure over the horizon, and by year where it can be.
fn of_measure(
    model: &Model,
    lp: &Lp<Column, Constraint>,
    name: &str,
    measure: Measure,
) -> Result<Subject, ExplainError> {
    let mut amounts = vec![(Stretch::All, Amount::Sum(form(model, lp, name)?))];
    if measure != Measure::Margin {
        for (year, over) in years(model) {
            let (from, to) = (
                model.horizon.quarter(*over.start()),
                model.horizon.quarter(*over.end()),
            );
            let sum = form(model, lp, &format!("{name}@{from}..{to}"))?;
            amounts.push((Stretch::Year(year), Amount::Sum(sum)));
        }
    }
    Ok(Subject {
        what: Ranged::Measure { measure },
        amounts,
    })
}

fn form(model: &Model, lp: &Lp<Column, Constraint>, name: &str) -> Result<Sum, ExplainError> {
    let form = Form::of(model, lp, name)?;
    let weights = form.weights().iter().enumerate();
    let terms = weights.filter(|it| *it.1 != 0.0);
    Ok(Sum {
        constant: form.value(&[]),
        terms: terms.map(|(j, &n)| (ColumnId(j), n)).collect(),
    })
}

/// Returns something over the horizon and by year; `None` where the program has none of its columns.
fn by_year(
    model: &Model,
    lp: &Lp<Column, Constraint>,
    what: Ranged,
    keys: &dyn Fn(usize) -> Vec<(Column, f64)>,
) -> Option<Subject> {
    let of = |over: RangeInclusive<usize>| Amount::Sum(Sum::of(lp, over.flat_map(keys)));
    let last = model.horizon.periods().checked_sub(1)?;
    let all = Sum::of(lp, (0..=last).flat_map(keys));
    if all.terms.is_empty() {
        return None;
    }
    let by_year = years(model).into_iter();
    let by_year = by_year.map(|(year, over)| (Stretch::Year(year), of(over)));
    let amounts = std::iter::once((Stretch::All, Amount::Sum(all))).chain(by_year);
    Some(Subject {
        what,
        amounts: amounts.collect(),
    })
}

/// Returns the years of the horizon, each with its quarters; none where it is all one year.
fn years(model: &Model) -> Vec<(i32, RangeInclusive<usize>)> {
    let mut years: Vec<(i32, RangeInclusive<usize>)> = Vec::new();
    for t in 0..model.horizon.quarters {
        let year = model.horizon.quarter(t).year();
        match years.last_mut() {
            Some((last, over)) if *last == year => *over = *over.start()..=t,
            _ => years.push((year, t..=t)),
        }
    }
    if years.len() < 2 {
        years.clear();
    }
    years
}

fn stretch(model: &Model, over: &RangeInclusive<usize>) -> Stretch {
    let quarter = |t: &usize| model.horizon.quarter(*t);
    Stretch::Quarters(quarter(over.start()), quarter(over.end()))
}

/// Returns the columns of a delivery, which has one for each step of a discount.
fn deliveries(
    model: &Model,
    lp: &Lp<Column, Constraint>,
    (buyer, item): (crate::model::BuyerId, Item),
    t: usize,
) -> Vec<(Column, f64)> {
    let buys = model.buyer(buyer).buys.iter().find(|it| it.item == item);
    let steps = 0..buys.map_or(0, |buys| buys.steps.len());
    let deliver = |step| Column::Deliver {
        buyer,
        item,
        step,
        t,
    };
    let all = steps.map(deliver).filter(|key| lp.column(key).is_some());
    all.map(|key| (key, 1.0)).collect()
}
