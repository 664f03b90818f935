//! Made-up models of any size, for trying and for measuring.
//!
//! A made-up industry (`industry`) has a reference plan (`flow`): how many racks of each chip are made, where they go and
//! what they serve. Every limit is drawn a little above or below what that plan uses, and every promise well
//! below what it delivers, so that much is scarce in many quarters and all promises can be kept. `supply`, `made` and
//! `demand` write that down as a model file, in the words of `toml`.

mod buyers;
mod demand;
mod flow;
mod industry;
mod made;
mod random;
mod scenarios;
mod supply;
mod toml;
mod uncertain;

use flow::Flow;
use industry::Industry;
use random::Random;
use toml::Toml;

/// Numbers by quarter.
type Path = Vec<f64>;

/// Fewest and most quarters of a generated model.
const QUARTERS: (usize, usize) = (8, 200);
/// Fewest and most chips of a generated model.
const CHIPS: (usize, usize) = (2, 2000);

/// How large a generated model is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Quarters of the horizon, from 8 to 200; what is beyond counts as these.
    pub quarters: usize,
    /// Chips, from 2 to 2,000; dies, racks, sites, services and buyers grow with them.
    pub chips: usize,
}

/// The usual sizes, by the columns of their linear programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// About 1,500 columns: 12 quarters.
    S,
    /// About 9,000 columns: 20 quarters.
    M,
    /// About 21,000 columns: 24 quarters.
    L,
    /// About 62,000 columns: 40 quarters.
    Xl,
}

impl Size {
    /// Returns the quarters and chips of this size.
    #[must_use]
    pub fn scale(self) -> Scale {
        let (quarters, chips) = match self {
            Size::S => (12, 2),
            Size::M => (20, 8),
            Size::L => (24, 16),
            Size::Xl => (40, 32),
        };
        Scale { quarters, chips }
    }
}

/// Returns a model file, TOML, with every table and field there is: valid, with a plan that keeps every promise, and
/// the same text for the same scale and seed.
///
/// Nothing in it is a fact, though prices, leads and yields are those of accelerators. Series in CSV files
/// are the one form it has not, as they are no part of the text.
///
/// ```
/// use waferline::generate::{Size, model_file};
/// use waferline::input::Input;
///
/// let text = model_file(Size::S.scale(), 1);
/// let loaded = Input::from_toml("generated", &text).model(&[], &[])?;
/// assert_eq!(loaded.model.horizon.quarters, 12);
/// assert_eq!(loaded.model.chips.len(), 2);
/// # Ok::<(), waferline::input::Rejected>(())
/// ```
#[must_use]
pub fn model_file(scale: Scale, seed: u64) -> String {
    let quarters = scale.quarters.clamp(QUARTERS.0, QUARTERS.1);
    let chips = scale.chips.clamp(CHIPS.0, CHIPS.1);
    let mut random = Random::new(seed);
    let industry = Industry::draw(quarters, chips, &mut random);
    let flow = Flow::of(&industry);

    let mut toml = Toml::new(industry.start);
    toml.comment(&format!(
        "Made up by `waferline generate --quarters {quarters} --chips {chips} --seed {seed}`: no number here is a fact."
    ));
    head(&mut toml, &industry, seed);
    supply::write(&mut toml, &industry, &flow, &mut random);
    made::write(&mut toml, &industry, &flow, &mut random);
    demand::write(&mut toml, &industry, &flow, &mut random);
    scenarios::write(&mut toml, &industry);
    uncertain::write(&mut toml, &industry);
    toml.finish()
}

fn head(toml: &mut Toml, industry: &Industry, seed: u64) {
    toml.table("model");
    let chips = industry.chips.len();
    toml.words("name", &format!("made up: {chips} chips, seed {seed}"));
    toml.words("currency", "USD");
    toml.table("horizon");
    toml.quarter("start", 0);
    toml.count("quarters", industry.quarters);
    toml.count("tail_quarters", industry.tail);
    toml.value("discount_rate", "0.10");
}
