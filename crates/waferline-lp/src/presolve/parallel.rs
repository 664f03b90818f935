//! Lines of a matrix that are multiples of each other.

/// Coefficients that differ by less than this share are one: ratios of stored numbers, right to some last digits.
const SAME_RATIO: f64 = 1e-12;
/// Each line is compared with this many others of the same pattern.
const MOST_COMPARED: usize = 8;

/// A row or a column: its position, and its entries in ascending order.
pub(super) type Line = (usize, Vec<(usize, f64)>);

/// Returns pairs of lines (first, second, factor) where the second is `factor` times the first; each line is the second
/// one of at most one pair, and then in no other.
pub(super) fn pairs(mut lines: Vec<Line>) -> Vec<(usize, usize, f64)> {
    // Lines of one pattern become neighbors.
    lines.sort_by(|(i, one), (k, other)| {
        let places = |entries: &[(usize, f64)]| entries.len();
        places(one)
            .cmp(&places(other))
            .then_with(|| positions(one).cmp(positions(other)))
            .then(i.cmp(k))
    });
    let mut pairs = Vec::new();
    let mut is_gone = vec![false; lines.len()];
    for first in 0..lines.len() {
        if is_gone[first] {
            continue;
        }
        for second in first + 1..lines.len().min(first + 1 + MOST_COMPARED) {
            let (one, other) = (&lines[first], &lines[second]);
            if one.1.len() != other.1.len() || positions(&one.1).ne(positions(&other.1)) {
                break;
            }
            if is_gone[second] {
                continue;
            }
            if let Some(factor) = factor(&one.1, &other.1) {
                is_gone[second] = true;
                pairs.push((one.0, other.0, factor));
            }
        }
    }
    pairs
}

fn positions(entries: &[(usize, f64)]) -> impl Iterator<Item = usize> + '_ {
    entries.iter().map(|&(position, _)| position)
}

/// Returns what the second line is times the first, entry by entry.
fn factor(one: &[(usize, f64)], other: &[(usize, f64)]) -> Option<f64> {
    let factor = other.first()?.1 / one.first()?.1;
    one.iter()
        .zip(other)
        .all(|(&(_, one), &(_, other))| (one * factor - other).abs() <= SAME_RATIO * other.abs())
        .then_some(factor)
}
