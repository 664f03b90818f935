//! Amounts carried over, with as many digits as a plan has.
//!
//! A plan keeps its limits to about 13 digits. An amount that is off in the last of them can leave the next model without a
//! plan, where a promise takes all of a stock, or displacement all of a demand. So amounts keep twelve digits and are rounded to
//! the side that leaves room: goods up, since what is too much is thrown away or stands idle; what is owed down; what displaces
//! up, since it counts for what was promised, and down where it takes all of a demand.

/// Digits behind the first one that amounts keep.
const DIGITS: usize = 11;

/// What rounding in a solver may add to an amount, as a share of it: some units in the last of 16 places.
const NOISE: f64 = 1e-14;

/// Returns an amount with twelve digits, rounded up unless what is beyond them is noise.
pub(super) fn rounded_up(amount: f64) -> f64 {
    let (nearest, unit) = kept(amount);
    if nearest >= amount * (1.0 - NOISE) {
        nearest
    } else {
        kept(amount + unit).0
    }
}

/// Returns an amount with twelve digits, rounded down unless what is beyond them is noise.
pub(super) fn rounded_down(amount: f64) -> f64 {
    let (nearest, unit) = kept(amount);
    if nearest <= amount * (1.0 + NOISE) {
        nearest
    } else {
        kept(amount - unit).0
    }
}

/// Returns the nearest amount with twelve digits, and a unit of the last of them.
fn kept(amount: f64) -> (f64, f64) {
    let text = format!("{amount:.DIGITS$e}");
    let exponent = text
        .split_once('e')
        .and_then(|(_, it)| it.parse::<i32>().ok());
    let last = exponent.unwrap_or(0) - i32::try_from(DIGITS).unwrap_or(0);
    (text.parse().unwrap_or(amount), 10_f64.powi(last))
}

#[cfg(test)]
mod tests {
    use super::{rounded_down, rounded_up};

    #[test]
    fn amounts_keep_twelve_digits() {
        for (amount, down, up) in [
            (0.0, 0.0, 0.0),
            (937.5, 937.5, 937.5),
            (499.999_999_999_999_94, 500.0, 500.0),
            (500.000_000_000_000_06, 500.0, 500.0),
            (7.273_287_091_955_722, 7.273_287_091_95, 7.273_287_091_96),
            (7.273_287_091_951_1, 7.273_287_091_95, 7.273_287_091_96),
            (1_234_567.890_123_456, 1_234_567.890_12, 1_234_567.890_13),
            (
                0.001_234_567_890_121,
                0.001_234_567_890_12,
                0.001_234_567_890_13,
            ),
        ] {
            assert_eq!(rounded_down(amount), down);
            assert_eq!(rounded_up(amount), up);
        }
    }
}
