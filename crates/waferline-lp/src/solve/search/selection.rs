//! Selections (a whole number for each whole column), boxes of them, and the order in which ties are broken.

use std::cmp::Ordering;

/// Ranges of whole numbers, both ends included, one for each whole column.
pub(super) type Within = Vec<(u32, u32)>;

/// Returns which of two selections comes first among those that earn the same: the one that takes least in all, then more of the
/// one listed first.
pub(super) fn by_order(one: &[u32], other: &[u32]) -> Ordering {
    let total = |counts: &[u32]| counts.iter().map(|&count| u64::from(count)).sum::<u64>();
    total(one).cmp(&total(other)).then_with(|| other.cmp(one))
}

/// Returns the selection that comes first of those in a box: the least of everything. Every other one takes more in all.
pub(super) fn first_of(within: &[(u32, u32)]) -> Vec<u32> {
    within.iter().map(|&(least, _)| least).collect()
}

/// Returns whether a selection of a box that takes no less than `least` in all may come before another.
pub(super) fn may_precede(within: &[(u32, u32)], least: u64, other: &[u32]) -> bool {
    // What comes first of those that take so much: as much as there is of what is listed first.
    let mut counts = first_of(within);
    let taken = counts.iter().map(|&count| u64::from(count)).sum::<u64>();
    let mut missing = least.saturating_sub(taken);
    for (count, &(_, most)) in counts.iter_mut().zip(within) {
        let more = u32::try_from(missing)
            .unwrap_or(u32::MAX)
            .min(most - *count);
        *count += more;
        missing -= u64::from(more);
    }
    missing == 0 && by_order(&counts, other).is_lt()
}

/// Returns the only selection of a box, if it has just one.
pub(super) fn only(within: &[(u32, u32)]) -> Option<Vec<u32>> {
    let is_one = within.iter().all(|&(least, most)| least == most);
    is_one.then(|| first_of(within))
}

/// Returns the box of one selection.
pub(super) fn just(counts: &[u32]) -> Within {
    counts.iter().map(|&count| (count, count)).collect()
}

pub(super) fn is_empty(within: &[(u32, u32)]) -> bool {
    within.iter().any(|&(least, most)| least > most)
}

/// Returns whether a selection is in a box.
pub(super) fn has(within: &[(u32, u32)], counts: &[u32]) -> bool {
    let mut both = within.iter().zip(counts);
    both.all(|(&(least, most), count)| (least..=most).contains(count))
}

/// Returns whether a box is inside another.
pub(super) fn is_inside(inner: &[(u32, u32)], outer: &[(u32, u32)]) -> bool {
    let mut both = inner.iter().zip(outer);
    both.all(|(inner, outer)| outer.0 <= inner.0 && inner.1 <= outer.1)
}

/// Returns what two boxes have in common.
pub(super) fn common(one: &[(u32, u32)], other: &[(u32, u32)]) -> Within {
    let both = one.iter().zip(other);
    both.map(|(one, other)| (one.0.max(other.0), one.1.min(other.1)))
        .collect()
}

/// Returns of how many columns two boxes have different ranges.
pub(super) fn distance(one: &[(u32, u32)], other: &[(u32, u32)]) -> usize {
    one.iter().zip(other).filter(|(a, b)| a != b).count()
}
