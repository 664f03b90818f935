//! The industry that is made up: who makes what from what, and who uses it.

use super::Path;
use super::random::Random;
use super::toml::rounded;
use crate::input::die_yield::{Geometry, MODELS, good_share};
use crate::quarter::Quarter;

/// Quarters that a rack serves.
pub(super) const LIFE: usize = 20;
/// What costs and performance grow by from one generation to the next.
const COST_STEP: f64 = 1.15;
const PERFORMANCE_STEP: f64 = 1.22;
/// Chips of one line in a quarter, when its first generation is in full production.
const CHIPS_A_QUARTER: f64 = 240_000.0;
/// Quarters from the first chips of a generation to full production.
const RAMP: f64 = 3.0;

/// The whole of it.
#[derive(Clone, Debug)]
pub(super) struct Industry {
    pub start: Quarter,
    pub quarters: usize,
    pub tail: usize,
    /// Quarters from one generation to the next.
    pub cadence: f64,
    /// Families of chips that succeed each other, such as training and inference.
    pub lines: usize,
    /// One node a generation, and after them an older one for input and output dies.
    pub nodes: Vec<Node>,
    pub chips: Vec<Chip>,
    pub racks: Vec<Rack>,
    pub sites: Vec<Site>,
}

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub id: String,
    pub name: String,
    pub wafer_price: f64,
    pub lead: usize,
}

#[derive(Clone, Debug)]
pub(super) struct Die {
    pub id: String,
    pub name: String,
    pub node: usize,
    pub geometry: Geometry,
    pub model: &'static str,
    /// Clustering or layers.
    pub parameter: f64,
    pub defects: f64,
    pub salvage: f64,
    pub per_wafer: f64,
    pub per_chip: f64,
}

#[derive(Clone, Debug)]
pub(super) struct Chip {
    pub id: String,
    pub name: String,
    pub line: usize,
    pub generation: usize,
    /// The quarter of its first racks; 0: made before the horizon too.
    pub launch: usize,
    pub dies: Vec<Die>,
    /// Stacks of memory.
    pub memory: f64,
    /// Interposer wafers.
    pub interposer: f64,
    pub yields: f64,
    pub cost: f64,
    pub power_kw: f64,
    /// Chip-quarters of the first generation that one serves.
    pub performance: f64,
    /// Chips that go into racks, by quarter.
    pub volume: Path,
}

#[derive(Clone, Debug)]
pub(super) struct Rack {
    pub id: String,
    pub name: String,
    pub line: usize,
    pub generation: usize,
    /// Which chip, unless it is no longer made.
    pub chip: Option<usize>,
    pub chips: f64,
    /// Share of the chips that go into this kind of rack.
    pub share: f64,
    pub lead: usize,
    pub cost: f64,
    pub power_kw: f64,
    /// Service units in a quarter.
    pub units: f64,
    /// Racks of the opening fleet.
    pub fleet: f64,
}

#[derive(Clone, Debug)]
pub(super) struct Site {
    pub id: String,
    pub name: String,
    pub lines: Vec<usize>,
    pub pue: f64,
    pub energy_price: f64,
}

/// What a generation's cost or performance is of the first one's.
pub(super) fn cost_of(generation: usize) -> f64 {
    COST_STEP.powf(generation as f64)
}

impl Industry {
    pub(crate) fn draw(quarters: usize, chips: usize, random: &mut Random) -> Self {
        let lines = lines_of(chips);
        let generations = chips.div_ceil(lines);
        let cadence = quarters as f64 / generations as f64;
        let mut industry = Self {
            start: Quarter::new(2027, 1).unwrap_or_else(|| unreachable!("a quarter of 2027")),
            quarters,
            tail: LIFE - 1,
            cadence,
            lines,
            nodes: nodes(generations, random),
            chips: Vec::new(),
            racks: Vec::new(),
            sites: sites(chips, lines, random),
        };
        for at in 0..chips {
            let chip = industry.draw_chip(at % lines, at / lines, random);
            industry.chips.push(chip);
        }
        for line in 0..lines {
            industry.racks.push(old_rack(line, random));
        }
        for at in 0..chips {
            industry.draw_racks(at, random);
        }
        industry
    }

    /// Returns horizon and tail.
    pub fn periods(&self) -> usize {
        self.quarters + self.tail
    }

    /// Returns the sites where racks of this line stand.
    pub(crate) fn sites_of(&self, line: usize) -> impl Iterator<Item = usize> + '_ {
        let is_here = move |&site: &usize| self.sites[site].lines.contains(&line);
        (0..self.sites.len()).filter(is_here)
    }

    fn draw_chip(&self, line: usize, generation: usize, random: &mut Random) -> Chip {
        let launch = if generation == 0 {
            0.0
        } else {
            generation as f64 * self.cadence - random.between(0.0, 0.5 * self.cadence)
        };
        let launch = whole(launch).min(self.quarters - 4);
        let number = generation + 1;
        let letter = letter_of(line);
        let id = format!("{letter}{number}");
        let performance = PERFORMANCE_STEP.powf(generation as f64);
        let full = random.about(CHIPS_A_QUARTER, 0.3) * 1.1_f64.powf(generation as f64);
        let cadence = self.cadence;
        let volume: Path = (0..self.quarters)
            .map(|t| {
                if t < launch {
                    return 0.0;
                }
                let age = (t - launch) as f64 + if generation == 0 { RAMP } else { 1.0 };
                let late = (age - cadence - RAMP).max(0.0);
                random.about(full, 0.06) * (age / RAMP).min(1.0) * 0.88_f64.powf(late)
            })
            .collect();
        let mut dies = vec![self.draw_die(&id, (line, generation), "compute", random)];
        if generation % 2 == 1 || generation == 0 && line % 2 == 1 {
            dies.push(self.draw_die(&id, (line, generation), "io", random));
        }
        Chip {
            name: format!("{} chip {number}", word_of(line)),
            line,
            generation,
            launch,
            dies,
            memory: random.one_of(&[4.0, 6.0, 8.0]),
            interposer: 1.0 / random.one_of(&[20.0, 24.0, 26.0, 30.0]),
            yields: random.between(0.94, 0.98),
            cost: random.about(600.0, 0.2) * cost_of(generation),
            power_kw: random.about(1.0, 0.2) * 1.06_f64.powf(generation as f64),
            performance,
            volume,
            id,
        }
    }

    fn draw_die(
        &self,
        chip: &str,
        (line, generation): (usize, usize),
        what: &str,
        random: &mut Random,
    ) -> Die {
        let is_io = what == "io";
        let node = if is_io {
            self.nodes.len() - 1
        } else {
            generation
        };
        let geometry = Geometry {
            width_mm: tenths(random.between(20.0, 23.0) * if is_io { 0.55 } else { 1.0 }),
            height_mm: tenths(random.between(20.0, 24.0) * if is_io { 0.5 } else { 1.0 }),
            wafer_mm: 300.0,
            edge_exclusion_mm: 3.0,
            scribe_mm: 0.1,
        };
        // Every model in turn, from those that have a parameter, so that small files have both.
        let turn = generation + line;
        let model = MODELS[(3 + turn) % MODELS.len()];
        let parameter = match model {
            "bose-einstein" => 10.0,
            _ => 3.0,
        };
        // The model with layers counts defects by layer.
        let scale = if model == "bose-einstein" {
            0.012
        } else {
            0.09
        };
        let defects = rounded(random.about(scale, 0.15));
        let salvage = tenths(random.between(0.2, 0.6));
        let good = good_share(model, parameter, defects * geometry.square_cm()).unwrap_or(0.5);
        let gross = geometry.gross_dies().unwrap_or(1.0);
        Die {
            id: format!("{chip}-{what}"),
            name: format!("{} {} die", chip.to_uppercase(), what),
            node,
            geometry,
            model,
            parameter,
            defects,
            salvage,
            per_wafer: gross * (good + (1.0 - good) * salvage),
            per_chip: if is_io { 1.0 } else { 2.0 },
        }
    }

    fn draw_racks(&mut self, chip: usize, random: &mut Random) {
        let drawn = &self.chips[chip];
        let chips = random.one_of(&[64.0, 72.0, 96.0, 144.0]);
        let kinds: &[(&str, f64, f64)] = if chip % 4 == 2 {
            &[("ultra", 1.0, 0.7), ("air", 0.25, 0.3)]
        } else {
            &[("ultra", 1.0, 1.0)]
        };
        let cost = random.about(5000.0, 0.15) * cost_of(drawn.generation);
        let mut racks = Vec::new();
        for &(kind, size, share) in kinds {
            let chips = chips * size;
            let quarterly = drawn.volume[0] * share / chips;
            racks.push(Rack {
                id: format!("{}-{kind}", drawn.id),
                name: format!("{} {kind} rack", drawn.name),
                line: drawn.line,
                generation: drawn.generation,
                chip: Some(chip),
                chips,
                share,
                lead: usize::from(chip.is_multiple_of(3)),
                cost: cost * chips,
                power_kw: tenths(chips * drawn.power_kw * 1.3),
                units: whole_number(chips * drawn.performance),
                fleet: whole_number(3.0 * quarterly),
            });
        }
        self.racks.extend(racks);
    }
}

/// Returns how many lines of chips there are: a line of each has as many generations as fit into a horizon.
fn lines_of(chips: usize) -> usize {
    let root = (chips as f64).sqrt() / 1.4;
    whole(root + 0.5).max(1)
}

fn letter_of(line: usize) -> String {
    let letters = ["t", "i", "v", "e"];
    match line / letters.len() {
        0 => letters[line].to_owned(),
        again => format!("{}{again}-", letters[line % letters.len()]),
    }
}

pub(super) fn word_of(line: usize) -> String {
    let words = ["training", "inference", "video", "edge"];
    match line / words.len() {
        0 => words[line].to_owned(),
        again => format!("{} {}", words[line % words.len()], again + 1),
    }
}

fn nodes(generations: usize, random: &mut Random) -> Vec<Node> {
    let named = ["n3", "n2", "a16", "a14", "a10", "a7", "a5", "a3", "a2"];
    let mut nodes: Vec<Node> = (0..generations)
        .map(|generation| {
            let id = named.get(generation).map_or_else(
                || format!("node-{}", generation + 1),
                |&name| name.to_owned(),
            );
            Node {
                name: format!("{} foundry", id.to_uppercase()),
                id,
                wafer_price: random.about(24_000.0, 0.08) * 1.12_f64.powf(generation as f64),
                lead: 2,
            }
        })
        .collect();
    nodes.push(Node {
        id: "n6".to_owned(),
        name: "N6 foundry".to_owned(),
        wafer_price: random.about(9500.0, 0.08),
        lead: 1,
    });
    nodes
}

fn sites(chips: usize, lines: usize, random: &mut Random) -> Vec<Site> {
    let regions = [
        "north", "east", "south", "west", "central", "coast", "hills", "lakes",
    ];
    let count = (2 + chips / 4).max(lines);
    (0..count)
        .map(|at| {
            let is_hosted = at == 1;
            let region = regions[at % regions.len()];
            let id = match (is_hosted, at / regions.len()) {
                (true, _) => "customer-halls".to_owned(),
                (_, 0) => region.to_owned(),
                (_, again) => format!("{region}-{}", again + 1),
            };
            // The first two have every line, the others one.
            let lines = (0..lines).filter(|&line| at < 2 || at % lines == line);
            Site {
                name: id.replace('-', " "),
                id,
                lines: lines.collect(),
                pue: random.between(1.08, 1.25),
                energy_price: if is_hosted {
                    0.0
                } else {
                    random.between(0.05, 0.1)
                },
            }
        })
        .collect()
}

/// Returns the rack that was made before this line's first chip and still serves.
fn old_rack(line: usize, random: &mut Random) -> Rack {
    let units = whole_number(random.about(30.0, 0.2));
    Rack {
        id: format!("{}0-rack", letter_of(line)),
        name: format!("old {} rack", word_of(line)),
        line,
        generation: 0,
        chip: None,
        chips: 0.0,
        share: 0.0,
        lead: 0,
        cost: 0.0,
        power_kw: tenths(random.about(45.0, 0.2)),
        units,
        fleet: whole_number(random.about(6000.0, 0.3)),
    }
}

fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

fn whole_number(number: f64) -> f64 {
    number.round()
}

/// Returns the number without its fraction, 0 if it is negative.
fn whole(number: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count"
    )]
    let count = number.max(0.0) as usize;
    count
}
