//! The reference plan: what is started, made, installed and served if every chip is made as planned.
//!
//! It is worked out backward, from the chips that go into racks to the wafers, and forward, from racks to the fleet and
//! its power. What must have been started before the horizon arrives as receipts.

use super::Path;
use super::industry::{Industry, LIFE};

/// Share of the racks made that are kept for orders.
pub(super) const ORDERED: f64 = 0.1;

/// What is made of one item.
#[derive(Clone, Debug)]
pub(super) struct Made {
    /// Units started (wafers of a die).
    pub starts: Path,
    /// Units that are there to be used.
    pub good: Path,
    /// Of those, the ones that were started before the horizon.
    pub receipts: Path,
}

#[derive(Clone, Debug)]
pub(super) struct Flow {
    pub chips: Vec<Made>,
    /// By chip, as its dies are listed.
    pub dies: Vec<Vec<Made>>,
    pub racks: Vec<Made>,
    /// Racks standing, by rack and as its line's sites are listed, over horizon and tail.
    pub fleets: Vec<Vec<Path>>,
    /// Of these, the opening fleet.
    pub opening: Vec<Vec<Path>>,
    /// MW of all racks standing, by site, over horizon and tail.
    pub power: Vec<Path>,
}

impl Flow {
    pub fn of(industry: &Industry) -> Self {
        let racks: Vec<Made> = industry
            .racks
            .iter()
            .map(|rack| match rack.chip {
                None => Made::from_starts(vec![0.0; industry.quarters], 0),
                Some(chip) => {
                    let volume = industry.chips[chip].volume.iter();
                    let starts = volume.map(|chips| chips * rack.share / rack.chips);
                    Made::from_starts(starts.collect(), rack.lead)
                }
            })
            .collect();
        let chips: Vec<Made> = industry
            .chips
            .iter()
            .map(|chip| Made::for_use(chip.volume.clone(), 1, chip.yields))
            .collect();
        let dies = industry.chips.iter().zip(&chips).map(|(chip, made)| {
            let of = |die: &super::industry::Die| {
                let used = made.starts.iter().map(|starts| starts * die.per_chip);
                Made::for_use(used.collect(), industry.nodes[die.node].lead, die.per_wafer)
            };
            chip.dies.iter().map(of).collect()
        });
        let dies = dies.collect();
        let opening = opening_fleets(industry);
        let fleets = fleets(industry, &racks, &opening);
        let power = power(industry, &fleets);
        Self {
            chips,
            dies,
            racks,
            fleets,
            opening,
            power,
        }
    }
}

impl Made {
    /// Returns what arrives of these starts, and before them what arrived at the same rate.
    fn from_starts(starts: Path, lead: usize) -> Self {
        let first = starts.first().copied().unwrap_or(0.0);
        let good = (0..starts.len()).map(|t| t.checked_sub(lead).map_or(first, |t| starts[t]));
        let receipts = (0..starts.len()).map(|t| if t < lead { first } else { 0.0 });
        Self {
            good: good.collect(),
            receipts: receipts.collect(),
            starts,
        }
    }

    /// Returns what must be started for this use.
    fn for_use(good: Path, lead: usize, per_start: f64) -> Self {
        let last = good.last().copied().unwrap_or(0.0);
        let used = |t: usize| good.get(t).copied().unwrap_or(last);
        let starts = (0..good.len()).map(|t| used(t + lead) / per_start);
        let receipts = (0..good.len()).map(|t| if t < lead { good[t] } else { 0.0 });
        Self {
            starts: starts.collect(),
            receipts: receipts.collect(),
            good,
        }
    }
}

/// Returns which share of a rack's fleet stands at each of its line's sites.
fn shares(industry: &Industry, line: usize, rack: usize) -> Path {
    let weights: Path = industry
        .sites_of(line)
        .map(|site| 1.0 + ((rack + 2 * site) % 3) as f64)
        .collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / sum).collect()
}

/// Returns the fleets that stood before the horizon, until they reach their age.
fn opening_fleets(industry: &Industry) -> Vec<Vec<Path>> {
    let of = |at: usize| {
        let rack = &industry.racks[at];
        let shares = shares(industry, rack.line, at);
        let left = |t: usize| (1.0 - t as f64 / (LIFE as f64 - 4.0)).max(0.0);
        let fleet = |share: f64| {
            let racks = (rack.fleet * share).round();
            (0..industry.periods())
                .map(|t| (racks * left(t)).round())
                .collect()
        };
        shares.into_iter().map(fleet).collect()
    };
    (0..industry.racks.len()).map(of).collect()
}

/// Returns the racks standing, those kept for orders left out.
fn fleets(industry: &Industry, racks: &[Made], opening: &[Vec<Path>]) -> Vec<Vec<Path>> {
    let of = |at: usize| {
        let rack = &industry.racks[at];
        let good = &racks[at].good;
        let shares = shares(industry, rack.line, at);
        let stand = |(share, opening): (f64, &Path)| {
            let mut standing = 0.0;
            let fleet = (0..industry.periods()).map(|t| {
                let came = good.get(t).copied().unwrap_or(0.0);
                let went = t.checked_sub(LIFE).and_then(|t| good.get(t));
                standing += (came - went.copied().unwrap_or(0.0)) * share * (1.0 - ORDERED);
                opening[t] + standing.max(0.0)
            });
            fleet.collect()
        };
        shares.into_iter().zip(&opening[at]).map(stand).collect()
    };
    (0..racks.len()).map(of).collect()
}

fn power(industry: &Industry, fleets: &[Vec<Path>]) -> Vec<Path> {
    let mut power = vec![vec![0.0; industry.periods()]; industry.sites.len()];
    for (rack, fleets) in industry.racks.iter().zip(fleets) {
        for (site, fleet) in industry.sites_of(rack.line).zip(fleets) {
            let kw = rack.power_kw * industry.sites[site].pue;
            for (mw, racks) in power[site].iter_mut().zip(fleet) {
                *mw += racks * kw / 1000.0;
            }
        }
    }
    power
}

/// Returns the path that grows with this one and falls by at most this share a quarter.
pub(super) fn envelope(path: &[f64], fall: f64) -> Path {
    let mut last = 0.0_f64;
    let mut above = |&value: &f64| {
        last = value.max(last * (1.0 - fall));
        last
    };
    path.iter().map(&mut above).collect()
}

/// Returns the sum of paths of one length.
pub(super) fn sum<'a>(length: usize, paths: impl IntoIterator<Item = (f64, &'a Path)>) -> Path {
    let mut sum = vec![0.0; length];
    for (factor, path) in paths {
        for (sum, value) in sum.iter_mut().zip(path) {
            *sum += factor * value;
        }
    }
    sum
}
