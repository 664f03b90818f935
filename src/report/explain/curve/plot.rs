//! A curve drawn with characters.

use crate::explain::Curve;
use crate::report::drawing;
use crate::report::number::money;

use super::amount;

/// How many columns and rows of characters the drawing has.
const DRAWN: (usize, usize) = (44, 8);

/// Returns the margin over the amount, with its ends and today's place named.
pub(super) fn drawn(curve: &Curve, currency: &str) -> Vec<String> {
    let margins = curve.points.iter().map(|point| point.margin);
    let least = margins.clone().fold(f64::INFINITY, f64::min);
    let most = margins.fold(f64::NEG_INFINITY, f64::max);
    let (Some(first), Some(last)) = (curve.points.first(), curve.points.last()) else {
        return Vec::new();
    };
    let points: Vec<(f64, f64)> = curve
        .points
        .iter()
        .map(|point| (point.amount, point.margin))
        .collect();
    let (columns, rows) = DRAWN;
    let (top, bottom) = (money(most, currency), money(least, currency));
    let margin = top.chars().count().max(bottom.chars().count());
    let mut lines: Vec<String> = drawing::area(&points, DRAWN)
        .into_iter()
        .enumerate()
        .map(|(at, row)| match at {
            0 => format!("{top:>margin$} ┤{row}"),
            last if last + 1 == rows => format!("{bottom:>margin$} ┤{row}"),
            _ => format!("{:margin$} │{row}", ""),
        })
        .collect();
    let today = drawing::column(curve.today, (first.amount, last.amount), columns);
    let axis = (0..columns).map(|at| if Some(at) == today { '┴' } else { '─' });
    lines.push(format!("{:margin$} └{}", "", axis.collect::<String>()));
    let named = today.map(|at| (at, format!("today {}", amount(curve.today))));
    let labels = drawing::labels(columns, &amount(first.amount), named, &amount(last.amount));
    lines.push(format!("{:margin$}  {labels}", ""));
    lines
        .into_iter()
        .map(|line| line.trim_end().to_owned())
        .collect()
}
