//! Good dies per wafer from the size of the die and a yield model.

use std::f64::consts::PI;

use super::document::Table;

/// The yield models, by name.
pub(super) const MODELS: [&str; 5] = [
    "poisson",
    "murphy",
    "seeds",
    "negative-binomial",
    "bose-einstein",
];

/// Returns gross dies per wafer, not rounded: pi d²/(4S) - pi d/sqrt(2S), with d the diameter less twice the edge
/// exclusion and S the area of the die with scribe lines added to both sides.
pub(super) fn gross_dies(geometry: &Table) -> Option<f64> {
    let scribe = geometry.number("scribe_mm")?;
    let area = (geometry.number("width_mm")? + scribe) * (geometry.number("height_mm")? + scribe);
    let diameter = geometry.number("wafer_mm")? - 2.0 * geometry.number("edge_exclusion_mm")?;
    let gross = PI * diameter * diameter / (4.0 * area) - PI * diameter / (2.0 * area).sqrt();
    (diameter > 0.0).then_some(gross)
}

/// Returns good dies per wafer by quarter: the good of the gross dies, and the salvaged share of the bad ones.
pub(super) fn good_dies_per_wafer(geometry: &Table, model: &Table) -> Option<Vec<f64>> {
    let gross = gross_dies(geometry)?;
    let square_cm = geometry.number("width_mm")? * geometry.number("height_mm")? / 100.0;
    let salvage = model.number("salvage")?;
    let name = model.text("model")?;
    let good_dies = |&defects: &f64| {
        let good = good_share(name, model, defects * square_cm)?;
        Some(gross * (good + (1.0 - good) * salvage))
    };
    model
        .series("defects_per_cm2")?
        .values()
        .iter()
        .map(good_dies)
        .collect()
}

/// Returns the share of dies without a defect, for `x` defects per die on average.
fn good_share(name: &str, model: &Table, x: f64) -> Option<f64> {
    Some(match name {
        "poisson" => (-x).exp(),
        // (1 - e^-x)/x is 1 at x = 0.
        "murphy" if x == 0.0 => 1.0,
        "murphy" => (-(-x).exp_m1() / x).powi(2),
        "seeds" => 1.0 / (1.0 + x),
        "negative-binomial" => {
            let clustering = model.number("clustering")?;
            (1.0 + x / clustering).powf(-clustering)
        }
        "bose-einstein" => {
            let layers = model.number("layers")?;
            (1.0 + x / layers).powf(-layers)
        }
        _ => return None,
    })
}
