//! Which breakpoints have a line: those that look alike are one, and of many some are shown, spread over the range.
//!
//! Nothing is averaged. A line says what the curve has at its place: the slope before the first of its breakpoints, and the
//! one after the last of them.

use crate::explain::{Curve, CurvePoint};

/// One line of the table, in the digits that are printed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line<'a> {
    /// The breakpoints it stands for: next to each other, and at the printed digits the same.
    pub points: &'a [CurvePoint],
    pub amount: String,
    pub margin: String,
    pub before: String,
    pub after: String,
    /// Units sold from here; empty where nothing is sold at a price.
    pub sold: String,
}

impl Line<'_> {
    /// Returns whether nothing of what is printed changes here.
    fn is_straight(&self, sold_before: &str) -> bool {
        self.before == self.after && self.sold == sold_before
    }

    fn from(&self) -> f64 {
        self.points.first().map_or(f64::NAN, |it| it.amount)
    }

    fn to(&self) -> f64 {
        self.points.last().map_or(f64::NAN, |it| it.amount)
    }

    /// Returns how much the slope changes here.
    fn bend(&self) -> f64 {
        let first = self.points.first().and_then(|it| it.per_unit_before);
        let last = self.points.last().and_then(|it| it.per_unit_after);
        first
            .zip(last)
            .map_or(0.0, |(first, last)| (last - first).abs())
    }
}

/// Returns the lines of a curve, one a breakpoint, with those that look alike made one.
pub(super) fn merged<'a>(curve: &'a Curve, each: Vec<Line<'a>>) -> Vec<Line<'a>> {
    let mut lines: Vec<Line> = Vec::new();
    let mut first = 0;
    for (at, here) in each.into_iter().enumerate() {
        match lines.last_mut() {
            Some(last) if last.amount == here.amount && last.margin == here.margin => {
                last.points = &curve.points[first..=at];
                last.after = here.after;
                last.sold = here.sold;
            }
            _ => {
                first = at;
                lines.push(here);
            }
        }
    }
    let all = lines.len();
    let mut sold = String::new();
    let mut kept: Vec<Line> = Vec::new();
    for (at, here) in lines.into_iter().enumerate() {
        let is_end = at == 0 || at + 1 == all;
        let says = is_end || !here.is_straight(&sold);
        sold.clone_from(&here.sold);
        if says {
            kept.push(here);
        }
    }
    kept
}

/// Returns at most this many lines: both ends, those around today, then half of the rest where the curve bends most, and
/// the others spread over the range.
pub(super) fn some(lines: Vec<Line>, today: f64, most: usize) -> Vec<Line> {
    if lines.len() <= most {
        return lines;
    }
    let after = lines.partition_point(|it| it.to() <= today);
    let mut wanted = vec![
        0,
        lines.len() - 1,
        after.min(lines.len() - 1),
        after.saturating_sub(1),
    ];
    let mut by_bend: Vec<usize> = (0..lines.len()).collect();
    by_bend.sort_by(|&a, &b| lines[b].bend().total_cmp(&lines[a].bend()).then(a.cmp(&b)));
    let mut is_shown = vec![false; lines.len()];
    let mut room = most;
    wanted.extend(
        by_bend
            .into_iter()
            .take(most.saturating_sub(wanted.len()) / 2),
    );
    for at in wanted {
        if room > 0 && !is_shown[at] {
            is_shown[at] = true;
            room -= 1;
        }
    }
    while room > 0 {
        let Some(at) = in_widest_gap(&lines, &is_shown) else {
            break;
        };
        is_shown[at] = true;
        room -= 1;
    }
    let mut shown = is_shown.into_iter();
    let mut lines = lines;
    lines.retain(|_| shown.next().unwrap_or(false));
    lines
}

/// Returns the line that is nearest to the middle of the widest stretch without one, of those that hold any.
fn in_widest_gap(lines: &[Line], is_shown: &[bool]) -> Option<usize> {
    let shown: Vec<usize> = (0..lines.len()).filter(|&at| is_shown[at]).collect();
    let gaps = shown.windows(2).filter(|pair| pair[1] - pair[0] > 1);
    let width = |pair: &[usize]| lines[pair[1]].from() - lines[pair[0]].from();
    let gap = gaps.max_by(|a, b| width(a).total_cmp(&width(b)))?;
    let middle = 0.5 * (lines[gap[0]].from() + lines[gap[1]].from());
    let off = |at: &usize| (lines[*at].from() - middle).abs();
    (gap[0] + 1..gap[1]).min_by(|a, b| off(a).total_cmp(&off(b)))
}
