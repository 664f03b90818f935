//! Means, percentiles and rank correlation.

/// Returns the mean of the values; `None` of nothing.
pub(super) fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Returns the value below which this share of the sorted values lies, between two values in proportion; `None` of nothing.
pub(crate) fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * sorted.len().checked_sub(1)? as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to the last position"
    )]
    let below = place.floor() as usize;
    let above = sorted.get(below + 1).unwrap_or(&sorted[below]);
    Some(sorted[below] + (above - sorted[below]) * place.fract())
}

/// Returns Spearman's rank correlation, from -1 to 1; `None` where one of the two never varies.
pub(super) fn rank_correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let (a, b) = (ranks(a), ranks(b));
    let (mean_a, mean_b) = (mean(&a)?, mean(&b)?);
    let mut sums = [0.0; 3];
    for (a, b) in a.iter().zip(&b) {
        let (a, b) = (a - mean_a, b - mean_b);
        sums[0] += a * b;
        sums[1] += a * a;
        sums[2] += b * b;
    }
    (sums[1] > 0.0 && sums[2] > 0.0).then(|| sums[0] / (sums[1] * sums[2]).sqrt())
}

/// Returns the rank of each value, from 0; equal values share the middle of their ranks.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&i, &j| values[i].total_cmp(&values[j]));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    for equal in order.chunk_by(|&i, &j| values[i] == values[j]) {
        for &i in equal {
            ranks[i] = first as f64 + (equal.len() - 1) as f64 / 2.0;
        }
        first += equal.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_lie_between_values() {
        let sorted = [1.0, 2.0, 3.0, 4.0, 10.0];
        assert_eq!(percentile(&sorted, 0.5), Some(3.0));
        assert_eq!(percentile(&sorted, 0.0), Some(1.0));
        assert_eq!(percentile(&sorted, 1.0), Some(10.0));
        assert!((percentile(&sorted, 0.9).unwrap_or(0.0) - 7.6).abs() < 1e-12);
        assert_eq!(percentile(&[], 0.5), None);
    }

    #[test]
    fn rank_correlation_sees_order_alone() {
        let a = [1.0, 2.0, 3.0, 4.0];
        assert_eq!(rank_correlation(&a, &[1.0, 10.0, 100.0, 1e9]), Some(1.0));
        assert_eq!(rank_correlation(&a, &[4.0, 3.0, 2.0, -7.0]), Some(-1.0));
        assert_eq!(rank_correlation(&a, &[5.0; 4]), None);
        // By hand: ranks 0 1 2 3 and 0.5 0.5 2 3; 4.5 / sqrt(5 * 4.5).
        let tied = rank_correlation(&a, &[1.0, 1.0, 2.0, 3.0]).unwrap_or(0.0);
        assert!((tied - 4.5 / 22.5_f64.sqrt()).abs() < 1e-12);
    }
}
