//! What two models differ in, field by field, and the models in between.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::{
    Entity, Field, FieldMut, Model, OptionField, OptionId, RackField, Series, fields,
};
use crate::quarter::Quarter;

use super::additions::{Targets, place};
use super::align::{Aligned, aligned};

/// What the change is called that decisions are held.
const HELD: &str = "decisions held";

/// One field in which two models differ, or an entity that only one of them has.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct InputChange {
    /// The path as assignments write it, without quarters: `site.aws.power_mw`; of an entity `buyer.neocloud`.
    pub path: String,
    /// How it differs.
    #[serde(flatten)]
    pub change: Changed,
}

/// How a field differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Changed {
    /// A number by quarter.
    Series {
        /// Quarters in which it differs, those that differ alike as one, in order.
        runs: Vec<InputRun>,
    },
    /// Anything that does not vary by quarter.
    Value {
        /// In the base; null where it is not given or means no limit.
        before: Option<InputValue>,
        /// In the other.
        after: Option<InputValue>,
    },
    /// The base has no such entity.
    Added,
    /// Only the base has such an entity.
    Removed,
}

/// A stretch of quarters in which a number differs in one way: between the same two values, by one factor or by one amount.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct InputRun {
    /// The first quarter.
    pub from: Quarter,
    /// The last quarter.
    pub to: Quarter,
    /// The value in the base, by quarter; null: no limit.
    pub before: Vec<Option<f64>>,
    /// The value in the other, by quarter; null: no limit.
    pub after: Vec<Option<f64>>,
    /// What all quarters are multiplied by, where that is the same.
    pub factor: Option<f64>,
    /// What is added in all quarters, where that is the same.
    pub added: Option<f64>,
}

/// A value that does not vary by quarter.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum InputValue {
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(f64),
    /// An id, a quarter, or what there is of a table, in words.
    Text(String),
}

/// Returns what two models differ in, in the order of the model; names and titles are left out.
///
/// Numbers that follow from others are reported as they follow: of a geometry and a yield model the good dies per wafer.
///
/// ```
/// use std::path::Path;
/// use waferline::explain::{Changed, input_changes};
/// use waferline::input::Input;
///
/// let input = Input::open(Path::new("models/minimal.toml"))?;
/// let base = input.model(&[], &[])?.model;
/// let with = input.model(&[], &["site.cloud.power_mw@2027Q2.. *= 0.9"])?.model;
/// let changes = input_changes(&base, &with);
/// assert_eq!(changes[0].path, "site.cloud.power_mw");
/// let Changed::Series { runs } = &changes[0].change else { panic!("a number by quarter") };
/// assert!((runs[0].factor.unwrap_or(0.0) - 0.9).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn input_changes(base: &Model, with: &Model) -> Vec<InputChange> {
    Differences::between(base, with).changes
}

/// Two models over the same entities, what they differ in, and every model in between.
#[derive(Debug)]
pub(super) struct Differences {
    base: Model,
    with: Model,
    /// What differs, in the order of the model.
    pub changes: Vec<InputChange>,
    /// Whether the quarters differ: there is then no model in between.
    pub is_one: bool,
    /// Parts that are exchanged as one.
    whole: BTreeSet<Field>,
    /// What the options of each add to.
    targets: [Targets; 2],
    /// Which change each differing field belongs to.
    change_of: BTreeMap<Field, usize>,
    /// Changes on which no margin depends.
    pub idle: BTreeSet<usize>,
    /// Which change it is that other decisions are held.
    held: Option<usize>,
}

impl Differences {
    pub fn between(base: &Model, with: &Model) -> Self {
        let Aligned {
            mut base,
            mut with,
            only_in_one,
        } = aligned(base, with);
        let horizons = horizon_changes(&base, &with);
        let is_one = !horizons.is_empty();
        if is_one {
            in_quarters_of(&base, &mut with);
        }
        let whole = parts_apart(&mut base, &mut with);
        let targets = [Targets::of(&base), Targets::of(&with)];
        let mut changes = horizons;
        let mut change_of = BTreeMap::new();
        let (base_words, with_words) = (base.clone(), with.clone());
        let mut reported: BTreeMap<Entity, usize> = BTreeMap::new();
        let mut idle = BTreeSet::new();
        let is_whole = |field: Field| whole.contains(&field);
        let theirs = fields(&mut with, &is_whole);
        for ((field, a), (_, b)) in fields(&mut base, &is_whole).into_iter().zip(theirs) {
            let [mine, others] = &targets;
            let is_alike = match field {
                Field::Option(id, OptionField::Adds) => Targets::are_same(mine, others, id),
                _ => true,
            };
            if is_alike && a.is_same(&b) {
                continue;
            }
            let mut alone = only_in_one.iter();
            let entity = alone.find(|(entity, _)| field.entity() == Some(*entity));
            let at = if let Some(&(entity, is_added)) = entity {
                *reported.entry(entity).or_insert_with(|| {
                    let change = if is_added {
                        Changed::Added
                    } else {
                        Changed::Removed
                    };
                    changes.push(InputChange {
                        path: entity.path(&base_words),
                        change,
                    });
                    changes.len() - 1
                })
            } else {
                changes.push(InputChange {
                    path: base_words.path(field).to_string(),
                    change: changed(&a, &b, &base_words, &with_words),
                });
                changes.len() - 1
            };
            // Valued for the run rate only.
            if let Field::Rack(_, RackField::TransferPrice) = field {
                idle.insert(at);
            }
            change_of.insert(field, at);
        }
        let held = (base.held != with.held).then_some(changes.len());
        if held.is_some() {
            changes.push(InputChange {
                path: HELD.to_owned(),
                change: Changed::Value {
                    before: decisions(&base),
                    after: decisions(&with),
                },
            });
        }
        Self {
            base,
            with,
            changes,
            is_one,
            whole,
            targets,
            change_of,
            idle,
            held,
        }
    }

    /// Returns the base with those of the changes made for whose position `is_made` is true.
    pub fn model(&self, is_made: impl Fn(usize) -> bool) -> Model {
        let (mut model, mut with) = (self.base.clone(), self.with.clone());
        let is_whole = |field: Field| self.whole.contains(&field);
        let theirs = fields(&mut with, &is_whole);
        for ((field, a), (_, b)) in fields(&mut model, &is_whole).into_iter().zip(theirs) {
            if self.change_of.get(&field).is_some_and(|&at| is_made(at)) {
                a.exchange(b);
            }
        }
        if self.held.is_some_and(&is_made) {
            model.held.clone_from(&self.with.held);
        }
        let [of_base, of_with] = &self.targets;
        place(&mut model, |option| {
            let adds = Field::Option(OptionId(option), OptionField::Adds);
            let change = self.change_of.get(&adds);
            if change.is_some_and(|&at| is_made(at)) {
                of_with
            } else {
                of_base
            }
        });
        model
    }
}

/// Returns how many decisions a model holds, if any.
fn decisions(model: &Model) -> Option<InputValue> {
    let number = model.held.len();
    let decisions = if number == 1 { "decision" } else { "decisions" };
    (number > 0).then(|| InputValue::Text(format!("{number} {decisions}")))
}

/// Returns in which quarters the models differ, if they do.
fn horizon_changes(base: &Model, with: &Model) -> Vec<InputChange> {
    let (a, b) = (&base.horizon, &with.horizon);
    let number = |count: usize| InputValue::Number(count as f64);
    let text = |quarter: Quarter| InputValue::Text(quarter.to_string());
    let all = [
        ("start", text(a.start), text(b.start)),
        ("quarters", number(a.quarters), number(b.quarters)),
        (
            "tail_quarters",
            number(a.tail_quarters),
            number(b.tail_quarters),
        ),
    ];
    let apart = all.into_iter().filter(|(_, before, after)| before != after);
    let change = |(field, before, after)| InputChange {
        path: format!("horizon.{field}"),
        change: Changed::Value {
            before: Some(before),
            after: Some(after),
        },
    };
    apart.map(change).collect()
}

/// Puts the numbers of `with` into the quarters of `base`, so that quarters that both have can be compared; those that only
/// one has say nothing of their own.
fn in_quarters_of(base: &Model, with: &mut Model) {
    let (from, to) = (with.horizon.clone(), &base.horizon);
    let mut base = base.clone();
    let like: BTreeMap<Field, FieldMut> = fields(&mut base, &|_| false).into_iter().collect();
    for (field, found) in fields(with, &|_| false) {
        match (found, like.get(&field)) {
            (FieldMut::Series(series), Some(FieldMut::Series(like))) => {
                let value = |t: usize| {
                    let theirs = from.index(to.quarter(t));
                    theirs.map_or(like[t], |theirs| series[theirs])
                };
                *series = Series::new((0..like.values().len()).map(value).collect());
            }
            (FieldMut::Additions(adds), like) => {
                let like = match like {
                    Some(FieldMut::Additions(like)) => &like[..],
                    _ => &[],
                };
                for addition in adds {
                    let like = like.iter().find(|it| it.field == addition.field);
                    let value = |t: usize| match from.index(to.quarter(t)) {
                        Some(theirs) => addition.amounts[theirs],
                        None => like.map_or(0.0, |like| like.amounts[t]),
                    };
                    addition.amounts = Series::new((0..to.periods()).map(value).collect());
                }
            }
            (FieldMut::Quarter(quarter), _) => {
                let theirs = to.index(from.quarter(*quarter)).unwrap_or(0);
                *quarter = theirs.min(to.quarters - 1);
            }
            (FieldMut::Start(start), _) => {
                let first = start.map(|t| from.quarter(t));
                *start = first.map(|quarter| to.index(quarter).unwrap_or(0));
            }
            _ => {}
        }
    }
}

/// Returns the parts that only one of the models has, or whose entries have other keys.
fn parts_apart(base: &mut Model, with: &mut Model) -> BTreeSet<Field> {
    let shape = |model: &mut Model| -> BTreeMap<Field, Option<Vec<String>>> {
        let shape = |(field, found)| match found {
            FieldMut::Keys(keys) => (field, Some(keys)),
            _ => (field, None),
        };
        fields(model, &|_| false).into_iter().map(shape).collect()
    };
    let (mine, theirs) = (shape(base), shape(with));
    let apart = mine.into_iter().filter(|(field, keys)| {
        let other = theirs.get(field);
        other.is_some_and(|other| other != keys)
    });
    apart.map(|(field, _)| field).collect()
}

fn changed(a: &FieldMut, b: &FieldMut, base: &Model, with: &Model) -> Changed {
    match (a, b) {
        (FieldMut::Series(a), FieldMut::Series(b)) => Changed::Series {
            runs: runs(a.values(), b.values(), base),
        },
        _ => Changed::Value {
            before: a.reported(base),
            after: b.reported(with),
        },
    }
}

/// Numbers this close together, relative to the greater, are the same.
const SAME: f64 = 1e-9;

fn is_same(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= SAME * a.abs().max(b.abs())
}

/// Returns the stretches in which two series differ.
fn runs(before: &[f64], after: &[f64], model: &Model) -> Vec<InputRun> {
    let pairs: Vec<(f64, f64)> = before.iter().copied().zip(after.iter().copied()).collect();
    let mut runs = Vec::new();
    let mut t = 0;
    while t < pairs.len() {
        let (a, b) = pairs[t];
        if a == b {
            t += 1;
            continue;
        }
        let rest = &pairs[t..];
        let while_ = |fits: &dyn Fn(f64, f64) -> bool| {
            rest.iter()
                .take_while(|&&(a, b)| a != b && fits(a, b))
                .count()
        };
        let alike = while_(&|x, y| x == a && y == b);
        let times = while_(&|x, y| x != 0.0 && is_same(y / x, b / a));
        let plus = while_(&|x, y| is_same(y - x, b - a));
        let length = alike.max(times).max(plus).max(1);
        let (first, last) = (t, t + length - 1);
        let limit = |value: f64| value.is_finite().then_some(value);
        runs.push(InputRun {
            from: model.horizon.quarter(first),
            to: model.horizon.quarter(last),
            before: before[first..=last].iter().map(|&it| limit(it)).collect(),
            after: after[first..=last].iter().map(|&it| limit(it)).collect(),
            factor: limit(b / a).filter(|_| times == length && a != 0.0 && a.is_finite()),
            added: limit(b - a).filter(|_| plus == length),
        });
        t += length;
    }
    runs
}
