//! Numbers that can be, but hardly are: a slip of the unit or of a digit. Warnings.

use std::collections::HashMap;

use super::super::die_yield::{Geometry, good_dies_per_wafer};
use super::super::document::Data;
use super::super::node::Path;
use super::super::schema::Plausible;
use super::{Check, at, written};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The code of a number outside the range in which it is expected.
pub(super) const IMPLAUSIBLE: &str = "implausible";
/// Neighboring quarters that differ by this factor differ in their unit.
const UNIT_SLIP: f64 = 1000.0;
/// A share of good dies below this is a defect density of another unit.
const LEAST_YIELD: f64 = 0.05;

impl Check<'_> {
    /// Fields that say in which range they are expected.
    pub(super) fn plausible_numbers(&mut self) {
        let model = self.root.table("model");
        let currency = model.and_then(|model| model.text("currency"));
        let mut found = Vec::new();
        self.root.each_slot(Path::ROOT, &mut |path, field, slot| {
            let Some(plausible) = field.plausible else {
                return;
            };
            let applies = plausible.currencies.is_empty()
                || currency.is_some_and(|it| plausible.currencies.contains(&it));
            if !applies {
                return;
            }
            let doubt = match &slot.data {
                Data::Number(value) => outside(*value, plausible)
                    .filter(|_| slot.origin.given)
                    .map(|why| (path.to_string(), *value, why, slot.origin.span)),
                Data::Series(series) => self.periods().find_map(|t| {
                    let (value, origin) = (series.values()[t], series.origin(t));
                    let why = outside(value, plausible).filter(|_| origin.given)?;
                    let address = format!("{path}@{}", self.quarter(t));
                    Some((address, value, why, origin.span))
                }),
                _ => None,
            };
            if let Some((address, value, why, span)) = doubt {
                let message = format!("`{address}` is {}; {why} is expected", written(value));
                let help = format!("check its unit. {}", field.doc);
                found.push(at(
                    Diagnostic::warning(IMPLAUSIBLE, message).with_help(help.trim_end_matches('.')),
                    [(span, "")],
                ));
            }
        });
        self.found.extend(found);
    }

    /// Neighboring quarters a thousandfold apart, each written for itself.
    pub(super) fn unit_slips(&mut self) {
        let mut found = Vec::new();
        self.root.each_slot(Path::ROOT, &mut |path, _, slot| {
            let Data::Series(series) = &slot.data else {
                return;
            };
            let values = series.values();
            // Within one place a formula or a constant says what was meant.
            let starts = series.runs().iter().skip(1);
            let slip = starts.map(|&(t, origin)| (t, origin)).find(|&(t, origin)| {
                let (before, after) = (values[t - 1], values[t]);
                let (low, high) = (before.min(after), before.max(after));
                origin.given && low > 0.0 && high >= UNIT_SLIP * low && high.is_finite()
            });
            if let Some((t, origin)) = slip {
                let message = format!(
                    "`{path}` is {} in {} and {} in {}: a thousandfold apart",
                    written(values[t - 1]),
                    self.quarter(t - 1),
                    written(values[t]),
                    self.quarter(t)
                );
                found.push(at(
                    Diagnostic::warning("unit-slip", message)
                        .with_help("check that both are in the same unit"),
                    [
                        (origin.span, "from here on"),
                        (series.origin(t - 1).span, "before"),
                    ],
                ));
            }
        });
        self.found.extend(found);
    }

    /// Dies of which hardly any is good.
    pub(super) fn plausible_yields(&mut self) {
        let mut found = Vec::new();
        self.each("die", |path, die| {
            let (Some(geometry), Some(model)) = (die.table("geometry"), die.table("yield")) else {
                return;
            };
            let gross = Geometry::of(geometry).and_then(Geometry::gross_dies);
            let (Some(gross), Some(good)) = (gross, good_dies_per_wafer(geometry, model)) else {
                return;
            };
            let poor = good
                .iter()
                .map(|good| good / gross)
                .position(|it| it < LEAST_YIELD);
            if let Some(t) = poor {
                let message = format!(
                    "of the dies of `{path}` {}% are good in {}, below {}%",
                    written(super::super::rounded(100.0 * good[t] / gross, 2)),
                    self.quarter(t),
                    100.0 * LEAST_YIELD
                );
                found.push(at(
                    Diagnostic::warning(IMPLAUSIBLE, message)
                        .with_help("check the unit: defects per square centimeter"),
                    [(model.given_at("defects_per_cm2"), "")],
                ));
            }
        });
        self.found.extend(found);
    }

    /// What is started and arrives after the last quarter, whenever it is started.
    pub(super) fn late_arrivals(&mut self) {
        let Some(last) = self.horizon().last() else {
            return;
        };
        let quarters = last + 1;
        let mut found = Vec::new();
        let mut dies: HashMap<&str, Vec<String>> = HashMap::new();
        for die in self.root.entities("die") {
            let foundry = die.table.text("foundry").unwrap_or_default();
            let name = format!("`die.{}`", die.id);
            dies.entry(foundry).or_default().push(name);
        }
        for foundry in self.root.entities("foundry") {
            let table = &foundry.table;
            let lead = table.count("lead_quarters").filter(|&it| it >= quarters);
            let (Some(lead), Some(names)) = (lead, dies.get(foundry.id.as_str())) else {
                continue;
            };
            let saved = table
                .table("hot_lot")
                .and_then(|it| it.count("quarters_saved"));
            let but = match saved {
                Some(saved) if lead < quarters + saved => " but by hot lots",
                _ => "",
            };
            let span = table.span_of("lead_quarters");
            found.push(never(&names.join(", "), but, lead, quarters, span));
        }
        for (kind, parts) in [("chip", "dies"), ("rack", "chips")] {
            self.each(kind, |path, table| {
                let recipes = [parts, "components", "processes"];
                let is_made = recipes.iter().any(|recipe| !table.map(recipe).is_empty());
                let lead = table.count("lead_quarters").filter(|&it| it >= quarters);
                if let (Some(lead), true) = (lead, is_made) {
                    let span = table.span_of("lead_quarters");
                    found.push(never(&format!("`{path}`"), "", lead, quarters, span));
                }
            });
        }
        self.found.extend(found);
    }
}

fn never(what: &str, but: &str, lead: usize, quarters: usize, span: Option<Span>) -> Diagnostic {
    let message = format!(
        "{what}: nothing that is started arrives{but}, because the lead of {lead} quarters is not below the horizon of {quarters}"
    );
    at(
        Diagnostic::warning("never-arrives", message)
            .with_help("check that the lead is in quarters, or extend the horizon"),
        [(span, "")],
    )
}

/// Returns in which way a number is outside its range.
fn outside(value: f64, range: Plausible) -> Option<String> {
    if value < range.low {
        Some(format!("at least {}", range.low))
    } else if value > range.high {
        Some(format!("at most {}", range.high))
    } else {
        None
    }
}
