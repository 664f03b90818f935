//! Numbers within their domain.

use super::super::die_yield::{Geometry, good_dies_per_wafer};
use super::super::discount::{Step, sorted};
use super::super::document::{Data, MAX_COUNT, Origin, Slot, Table, as_count};
use super::super::node::{Path, Placed};
use super::super::schema::{Domain, Field, Kind, Presence};
use super::{Check, at};
use crate::diagnostic::Diagnostic;

/// The code of a number that no plan can have.
pub(in crate::input) const OUT_OF_RANGE: &str = "number-out-of-range";

impl Check<'_> {
    /// Finite, not negative, shares within 0..1, counts whole.
    pub(super) fn numbers(&mut self) {
        let mut found = Vec::new();
        let is_known = self.calendar.is_known;
        self.root.each_slot(
            Path::ROOT,
            &mut |path, field, slot| match (&slot.data, field.kind) {
                (Data::Number(value), Kind::Number(domain)) => {
                    if let Some((code, what)) = wrong(*value, domain) {
                        found.push(report(code, &path.to_string(), *value, what, slot.origin));
                    }
                }
                (Data::Number(value), Kind::Taken) => {
                    if let Some((code, what)) = wrong(*value, Domain::NonNegative) {
                        found.push(report(code, &path.to_string(), *value, what, slot.origin));
                    }
                }
                (Data::Series(_), Kind::Series(domain, _)) => {
                    self.series(path, field, slot, domain, is_known, &mut found);
                }
                (Data::Numbers(numbers), Kind::Numbers(domain) | Kind::Past(domain)) => {
                    for &Placed { value, span } in numbers {
                        if let Some((code, what)) = wrong(value, domain) {
                            let origin = Origin::given(span);
                            found.push(report(code, &path.to_string(), value, what, origin));
                        }
                    }
                }
                _ => {}
            },
        );
        self.found.extend(found);
    }

    /// Reports the first wrong quarter of each place that set some.
    fn series(
        &self,
        path: Path,
        field: &Field,
        slot: &Slot,
        domain: Domain,
        is_known: bool,
        found: &mut Vec<Diagnostic>,
    ) {
        let Data::Series(series) = &slot.data else {
            return;
        };
        let may_be_absent = field.presence == Presence::Unlimited;
        let runs = series.runs();
        for (i, &(from, origin)) in runs.iter().enumerate() {
            if may_be_absent && !origin.given {
                continue;
            }
            let to = runs.get(i + 1).map_or(series.values().len(), |run| run.0);
            let first = (from..to).find_map(|t| {
                let value = series.values()[t];
                wrong(value, domain).map(|(code, what)| (t, value, code, what))
            });
            let Some((t, value, code, what)) = first else {
                continue;
            };
            let address = if is_known && (runs.len() > 1 || t > 0) {
                format!("{path}@{}", self.quarter(t))
            } else {
                path.to_string()
            };
            let already = found.last().is_some_and(|last: &Diagnostic| {
                last.code == code && last.labels.first().map(|label| label.span) == origin.span
            });
            if !already {
                found.push(report(code, &address, value, what, origin));
            }
        }
    }

    /// A discount grows with the units, and each step begins at its own number.
    pub(super) fn discounts(&mut self) {
        let mut found = Vec::new();
        self.each("buyer", |path, buyer| {
            let path = path.child("buys");
            for buys in buyer.entities("buys") {
                let path = path.child(&buys.id);
                check_steps(
                    path.child("volume_discount"),
                    buys.table.discounts("volume_discount"),
                    &mut found,
                );
            }
        });
        self.found.extend(found);
    }

    /// At least part of a die fits on the wafer.
    pub(super) fn geometries(&mut self) {
        let mut found = Vec::new();
        self.each("die", |path, die| {
            let Some(geometry) = die.table("geometry") else {
                return;
            };
            let sizes = ["width_mm", "height_mm", "wafer_mm"];
            let is_sound = sizes
                .iter()
                .all(|key| geometry.number(key).is_some_and(|size| size > 0.0));
            let gross = Geometry::of(geometry).and_then(Geometry::gross_dies);
            let model = die.table("yield");
            // What follows from a number that is wrong itself is not worth a word.
            let is_right = |table: &Table| {
                let fields = table.shape.fields.iter().zip(&table.slots);
                fields.filter_map(|(field, slot)| Some((field, slot.as_ref()?))).all(is_right)
            };
            let model = model.filter(|model| is_right(geometry) && is_right(model));
            let derived = model.and_then(|model| good_dies_per_wafer(geometry, model));
            let is_beyond = |good: &f64| *good > 0.0 && !Domain::NonNegative.holds(*good);
            if let Some(good) = derived.into_iter().flatten().find(is_beyond) {
                let message = format!(
                    "`{path}` gives {} good dies per wafer by its geometry and yield; {}",
                    written(good),
                    range_of(Domain::NonNegative)
                );
                found.push(at(
                    Diagnostic::error(OUT_OF_RANGE, message).with_help(
                        "check the sizes, all in millimeters, and the defects per square centimeter",
                    ),
                    [(die.span_of("yield"), "")],
                ));
            }
            if is_sound && gross.is_none_or(|gross| gross.is_nan() || gross <= 0.0) {
                let message = format!("no die of `{path}` fits on its wafer");
                found.push(at(
                    Diagnostic::error("die-too-large", message)
                        .with_help("check width_mm, height_mm, wafer_mm, edge_exclusion_mm and scribe_mm: all are millimeters"),
                    [(die.span_of("geometry"), "")],
                ));
            }
        });
        self.found.extend(found);
    }
}

/// Returns whether every number of a field is within its domain.
fn is_right((field, slot): (&Field, &Slot)) -> bool {
    match (&slot.data, field.kind) {
        (Data::Number(value), Kind::Number(domain)) => wrong(*value, domain).is_none(),
        (Data::Series(series), Kind::Series(domain, _)) => {
            let mut values = series.values().iter();
            values.all(|&value| wrong(value, domain).is_none())
        }
        _ => true,
    }
}

fn check_steps(path: Path, steps: &[Step], found: &mut Vec<Diagnostic>) {
    for step in steps {
        for (key, Placed { value, span }, domain) in [
            ("from", step.from, Domain::NonNegative),
            ("discount", step.discount, Domain::Share),
        ] {
            if let Some((code, what)) = wrong(value, domain) {
                let path = path.child(key).to_string();
                found.push(report(code, &path, value, what, Origin::given(span)));
            }
        }
    }
    let sorted = sorted(steps);
    for pair in sorted.windows(2) {
        let (before, after) = (pair[0], pair[1]);
        if before.from.value == after.from.value {
            let message = format!("`{path}` has two steps from {}", before.from.value);
            found.push(
                Diagnostic::error("duplicate-step", message)
                    .with_label(after.from.span, "here again")
                    .with_label(before.from.span, "first here")
                    .with_help("keep one of them"),
            );
        } else if after.discount.value < before.discount.value {
            let message = format!(
                "`{path}` shrinks from {} to {}",
                before.discount.value, after.discount.value
            );
            found.push(
                Diagnostic::error("shrinking-discount", message)
                    .with_label(
                        after.discount.span,
                        format!("beyond {} units", after.from.value),
                    )
                    .with_label(
                        before.discount.span,
                        format!("beyond {} units", before.from.value),
                    )
                    .with_help(
                        "a discount grows with the units; raise the second or lower the first",
                    ),
            );
        }
    }
}

/// Returns what is wrong with a number that stands in no field.
pub(in crate::input) fn wrong_number(
    address: &str,
    value: f64,
    domain: Domain,
    origin: Origin,
) -> Option<Diagnostic> {
    let (code, what) = wrong(value, domain)?;
    Some(report(code, address, value, what, origin))
}

/// Returns the code and the rule a number breaks.
fn wrong(value: f64, domain: Domain) -> Option<(&'static str, &'static str)> {
    if !value.is_finite() {
        return Some(("not-finite", "it must be finite"));
    }
    if value < 0.0 && !matches!(domain, Domain::Any | Domain::Signed) {
        return Some(("negative", "it must not be negative"));
    }
    match domain {
        Domain::Share if value > 1.0 => Some(("not-a-share", "it must be a share from 0 to 1")),
        Domain::Probability if value > 1.0 => Some(("not-a-share", "it must be at most 1")),
        Domain::Positive | Domain::Probability | Domain::CountFromOne if value == 0.0 => {
            Some(("zero", "it must be above 0"))
        }
        Domain::Count | Domain::CountFromOne if value > MAX_COUNT => {
            Some(("too-large", "at most 10000 are possible"))
        }
        Domain::Count | Domain::CountFromOne if as_count(value).is_none() => {
            Some(("not-whole", "it must be a whole number"))
        }
        _ if !domain.holds(value) => Some((OUT_OF_RANGE, range_of(domain))),
        _ => None,
    }
}

/// Returns the numbers a plan can have, in words.
pub(in crate::input) fn range_of(domain: Domain) -> &'static str {
    match domain {
        Domain::Probability => "it must be from 1e-12 to 1",
        Domain::Any | Domain::Share | Domain::Rate => "it must be 0, or from 1e-12 to 1e15 in size",
        Domain::Signed => "it must be 0, or from 1e-9 to 1e15 in size",
        _ => "it must be 0, or from 1e-9 to 1e15",
    }
}

/// Returns the next step where a number is out of the range.
pub(in crate::input) fn range_help(value: f64) -> &'static str {
    if value.abs() < 1.0 {
        "write 0 for nothing, or use a smaller unit"
    } else {
        "leave the field out for no limit; where it is required, any number that is never reached will do"
    }
}

/// Returns the number as people write it: no 300 digits.
pub(in crate::input) fn written(value: f64) -> String {
    let size = value.abs();
    if value.is_finite() && size != 0.0 && !(1e-6..1e16).contains(&size) {
        format!("{value:e}")
    } else {
        value.to_string()
    }
}

fn report(code: &'static str, address: &str, value: f64, what: &str, origin: Origin) -> Diagnostic {
    let error = Diagnostic::error(code, format!("`{address}` is {}; {what}", written(value)));
    let error = at(
        error,
        [
            (origin.span, ""),
            (origin.before, "changed from what is here"),
        ],
    );
    match code {
        "not-a-share" if value <= 100.0 => {
            error.with_help(format!("write {value} percent as {}", value / 100.0))
        }
        "zero" | OUT_OF_RANGE if address.ends_with(".probability") => {
            error.with_help("leave `probability` out of a scenario that does not come")
        }
        OUT_OF_RANGE => error.with_help(range_help(value)),
        "zero"
            if address.contains(".dies.")
                || address.contains(".components.")
                || address.contains(".chips.")
                || address.contains(".processes.") =>
        {
            error.with_help("leave it out of the recipe if none is needed")
        }
        _ => error,
    }
}
