//! Stretches of quarters in words.

use crate::quarter::Quarter;

/// How many separate stretches are still listed one by one.
const LISTED: usize = 3;

/// Returns the quarters in which there is something, as stretches: `2027Q1..2027Q3, 2028Q2`.
pub(crate) fn quarters_with(quarters: &[Quarter], values: &[f64]) -> String {
    let mut stretches: Vec<(Quarter, Quarter)> = Vec::new();
    let mut count = 0;
    for (&quarter, &value) in quarters.iter().zip(values) {
        if is_nothing(value) {
            continue;
        }
        count += 1;
        match stretches.last_mut() {
            Some((_, last)) if last.plus(1) == quarter => *last = quarter,
            _ => stretches.push((quarter, quarter)),
        }
    }
    let (Some(&(first, _)), Some(&(_, last))) = (stretches.first(), stretches.last()) else {
        return "never".to_owned();
    };
    if stretches.len() > LISTED {
        return format!("{count} quarters in {}", span(first, last));
    }
    let shown: Vec<String> = stretches
        .iter()
        .map(|&(first, last)| span(first, last))
        .collect();
    shown.join(", ")
}

/// Returns a stretch of quarters as addresses write it: `2027Q1..2027Q3`, or `2027Q1` alone.
pub fn span(first: Quarter, last: Quarter) -> String {
    if first == last {
        first.to_string()
    } else {
        format!("{first}..{last}")
    }
}

/// Returns whether a quantity is only the solver's rounding.
pub(crate) fn is_nothing(value: f64) -> bool {
    value.abs() <= 1e-6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(values: &[f64]) -> Option<String> {
        let start = Quarter::new(2027, 1)?;
        let quarters: Vec<_> = (0..values.len()).map(|t| start.plus(t)).collect();
        Some(quarters_with(&quarters, values))
    }

    #[test]
    fn stretches_are_joined_and_counted() {
        assert_eq!(said(&[0.0, 0.0]).as_deref(), Some("never"));
        assert_eq!(
            said(&[1.0, 2.0, 0.0, 1.0]).as_deref(),
            Some("2027Q1..2027Q2, 2027Q4")
        );
        assert_eq!(
            said(&[1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]).as_deref(),
            Some("4 quarters in 2027Q1..2028Q3")
        );
    }
}
