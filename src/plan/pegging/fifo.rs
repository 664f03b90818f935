//! First in, first out: which lots a quarter's outflow is taken from.

use crate::plan::decisions::shares;

/// A lot and a quarter, and a share: of the lot that left in the quarter, or of the quarter's outflow that came from the lot.
pub(super) type Part = (usize, f64);

/// How an item's lots left its stock.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Flow {
    /// By lot: the quarters in which it left with its share that left then; the rest of the lot is still in stock at the end.
    pub left: Vec<Vec<Part>>,
    /// By quarter: the lots that its outflow was taken from, with their shares in the outflow.
    pub taken: Vec<Vec<Part>>,
}

/// Replays a stock: lot 0 is there before quarter 0, lot q + 1 arrives in quarter q, and each quarter's outflow is taken from
/// the oldest lots first. Outflow that no lot covers is noise and is left out.
pub(super) fn first_in_first_out(lots: &[f64], outflow: &[f64]) -> Flow {
    let mut left_units: Vec<Vec<Part>> = vec![Vec::new(); lots.len()];
    let mut taken_units: Vec<Vec<Part>> = vec![Vec::new(); outflow.len()];
    let mut rest = lots.to_vec();
    let mut oldest = 0;
    for (t, &wanted) in outflow.iter().enumerate() {
        let mut wanted = wanted;
        while wanted > 0.0 && oldest <= (t + 1).min(lots.len() - 1) {
            let units = wanted.min(rest[oldest]);
            if units > 0.0 {
                left_units[oldest].push((t, units));
                taken_units[t].push((oldest, units));
                rest[oldest] -= units;
                wanted -= units;
            }
            if rest[oldest] <= 0.0 {
                oldest += 1;
            }
        }
    }
    let left = left_units
        .iter()
        .zip(rest)
        .map(|(parts, rest)| in_shares(parts, rest));
    let taken = taken_units.iter().map(|parts| in_shares(parts, 0.0));
    Flow {
        left: left.collect(),
        taken: taken.collect(),
    }
}

/// Returns the parts as shares of all of them and the rest; noise is left out.
fn in_shares(parts: &[Part], rest: f64) -> Vec<Part> {
    let units: Vec<f64> = parts.iter().map(|part| part.1).chain([rest]).collect();
    let shares = shares(&units);
    let parts = parts
        .iter()
        .zip(shares)
        .map(|(part, share)| (part.0, share));
    parts.filter(|part| part.1 > 0.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_oldest_lots_first() {
        let flow = first_in_first_out(&[4.0, 6.0, 10.0], &[5.0, 7.0]);
        assert_eq!(flow.left[0], [(0, 1.0)]);
        assert_eq!(flow.left[1], [(0, 1.0 / 6.0), (1, 5.0 / 6.0)]);
        assert_eq!(flow.left[2], [(1, 0.2)]);
        assert_eq!(flow.taken[1], [(1, 5.0 / 7.0), (2, 2.0 / 7.0)]);
    }

    #[test]
    fn takes_nothing_before_it_is_there_and_forgets_noise() {
        let flow = first_in_first_out(&[0.0, 0.0, 1.0], &[1.0, 1.0 - 1e-12]);
        assert!(flow.taken[0].is_empty());
        assert_eq!(flow.left[2], [(1, 1.0)]);
    }
}
