//! Good dies per wafer from the size of the die and a yield model.

use std::f64::consts::PI;

use super::document::Table;

/// The yield models, by name.
pub(crate) const MODELS: [&str; 5] = [
    "poisson",
    "murphy",
    "seeds",
    "negative-binomial",
    "bose-einstein",
];

/// The size of a die and of its wafer.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_field_names, reason = "named as in the model file")]
pub(crate) struct Geometry {
    pub width_mm: f64,
    pub height_mm: f64,
    pub wafer_mm: f64,
    pub edge_exclusion_mm: f64,
    pub scribe_mm: f64,
}

impl Geometry {
    pub(super) fn of(table: &Table) -> Option<Self> {
        Some(Self {
            width_mm: table.number("width_mm")?,
            height_mm: table.number("height_mm")?,
            wafer_mm: table.number("wafer_mm")?,
            edge_exclusion_mm: table.number("edge_exclusion_mm")?,
            scribe_mm: table.number("scribe_mm")?,
        })
    }

    /// Returns gross dies per wafer, not rounded: pi d²/(4S) - pi d/sqrt(2S), with d the diameter less twice the edge
    /// exclusion and S the area of the die with scribe lines added to both sides; `None` if nothing is left of the wafer.
    pub(crate) fn gross_dies(self) -> Option<f64> {
        let area = (self.width_mm + self.scribe_mm) * (self.height_mm + self.scribe_mm);
        let diameter = self.wafer_mm - 2.0 * self.edge_exclusion_mm;
        let gross = PI * diameter * diameter / (4.0 * area) - PI * diameter / (2.0 * area).sqrt();
        (diameter > 0.0).then_some(gross)
    }

    /// Returns the area of the die without scribe lines, in square centimeters.
    pub(crate) fn square_cm(self) -> f64 {
        self.width_mm * self.height_mm / 100.0
    }
}

/// Returns good dies per wafer by quarter: the good of the gross dies, and the salvaged share of the bad ones.
pub(super) fn good_dies_per_wafer(geometry: &Table, model: &Table) -> Option<Vec<f64>> {
    let geometry = Geometry::of(geometry)?;
    let gross = geometry.gross_dies()?;
    let salvage = model.number("salvage")?;
    let name = model.text("model")?;
    let parameter = match name {
        "negative-binomial" => model.number("clustering")?,
        "bose-einstein" => model.number("layers")?,
        _ => 0.0,
    };
    let good_dies = |&defects: &f64| {
        let good = good_share(name, parameter, defects * geometry.square_cm())?;
        Some(gross * (good + (1.0 - good) * salvage))
    };
    model
        .series("defects_per_cm2")?
        .values()
        .iter()
        .map(good_dies)
        .collect()
}

/// Returns the share of dies without a defect, for `x` defects per die on average; `parameter` is the clustering or the
/// layers of the models that have one. `None` if there is no such model.
pub(crate) fn good_share(name: &str, parameter: f64, x: f64) -> Option<f64> {
    Some(match name {
        "poisson" => (-x).exp(),
        // (1 - e^-x)/x is 1 at x = 0.
        "murphy" if x == 0.0 => 1.0,
        "murphy" => (-(-x).exp_m1() / x).powi(2),
        "seeds" => 1.0 / (1.0 + x),
        "negative-binomial" | "bose-einstein" => (1.0 + x / parameter).powf(-parameter),
        _ => return None,
    })
}
