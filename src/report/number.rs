//! Numbers as people read them: thousands separators, sensible rounding, and no small number shown as 0.
//!
//! Money has one style, that of English newspapers for any currency: the code, the number, and without a space m for millions,
//! bn for 10^9, tn for 10^12; in headings the same after a space. `USD 190.9bn`, `USD 1.36m`, `EUR 78,450`; `Worth, USD m`.

use crate::printable::thousands;

/// Shown for exactly nothing in tables, so that what is there stands out.
pub const NOTHING: &str = "-";

/// Below this a quantity is the solver's rounding, not a decision.
const NOISE: f64 = 1e-7;

/// How one row of a table, or one sentence, rounds: the same number of decimals for all its numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Format {
    factor: f64,
    decimals: usize,
    noise: f64,
}

impl Format {
    /// Returns the rounding that suits quantities of this size: none after the point from 1,000 up or where all are
    /// whole, else one or two decimals.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        Self::scaled(values, 1.0)
    }

    fn scaled(values: &[f64], factor: f64) -> Self {
        let greatest = greatest(values) / factor;
        let whole = |value: &f64| {
            let value = value / factor;
            (value - value.round()).abs() <= 1e-6 * value.abs().max(1.0)
        };
        let decimals = match greatest {
            _ if values.iter().filter(|v| v.is_finite()).all(whole) => 0,
            large if large >= 1000.0 => 0,
            middle if middle >= 10.0 => 1,
            _ => 2,
        };
        Self {
            factor,
            decimals,
            noise: NOISE.max(greatest * 1e-9),
        }
    }

    /// Returns the number; nothing is [`NOTHING`].
    #[must_use]
    pub fn cell(&self, value: f64) -> String {
        if (value / self.factor).abs() <= self.noise {
            NOTHING.to_owned()
        } else {
            self.show(value)
        }
    }

    /// Returns the number; nothing is `0`.
    #[must_use]
    pub fn show(&self, value: f64) -> String {
        let value = value / self.factor;
        if value.is_infinite() {
            return "no limit".to_owned();
        }
        if value.abs() <= self.noise {
            return "0".to_owned();
        }
        // A small number among large ones keeps its first digit; one below 0 more of them, since nobody reads what is next to
        // nothing below 0 as less than something.
        let most = if value > 0.0 { 2 } else { 7 };
        for decimals in self.decimals..=self.decimals.max(most) {
            let text = fixed(value, decimals);
            if text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
                return text;
            }
        }
        if value > 0.0 {
            format!("<{}", fixed(0.1_f64.powi(2), self.decimals.max(2)))
        } else {
            "0".to_owned()
        }
    }
}

/// In what unit money is shown: single, thousands, millions or more of the currency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Money {
    format: Format,
    suffix: &'static str,
}

impl Money {
    /// Returns the unit and rounding that suit amounts of this size.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let (factor, suffix) = match greatest(values) {
            amount if amount >= 1e15 => (1e12, "tn"),
            amount if amount >= 1e12 => (1e9, "bn"),
            amount if amount >= 1e6 => (1e6, "m"),
            amount if amount >= 1e5 => (1e3, "k"),
            _ => (1.0, ""),
        };
        Self {
            format: Format::scaled(values, factor),
            suffix,
        }
    }

    /// Returns the unit for a heading: `USD m`.
    #[must_use]
    pub fn unit(&self, currency: &str) -> String {
        match self.suffix {
            "" => currency.to_owned(),
            suffix => format!("{currency} {suffix}"),
        }
    }

    /// Returns what a shown 1 stands for.
    #[must_use]
    pub fn factor(&self) -> f64 {
        self.format.factor
    }

    /// Returns how amounts in the unit are rounded.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// Returns the amount in the unit; nothing is [`NOTHING`].
    #[must_use]
    pub fn cell(&self, value: f64) -> String {
        self.format.cell(value)
    }
}

/// Returns an amount with its unit, for sentences and headlines: `USD 41.23bn`, `USD 190.9bn`.
#[must_use]
pub fn money(value: f64, currency: &str) -> String {
    let (factor, digits, suffix) = money_unit(value);
    format!("{currency} {}{suffix}", fixed(value / factor, digits))
}

/// Returns the unit that suits an amount of money, how many digits of it are shown, and what stands for it.
fn money_unit(value: f64) -> (f64, usize, &'static str) {
    const UNITS: [(f64, &str); 4] = [(1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1.0, "")];
    let digits = |factor: f64| match (value / factor).abs() {
        _ if factor == 1.0 && value == value.round() => 0,
        large if large >= 1000.0 => 0,
        middle if middle >= 100.0 && factor > 1.0 => 1,
        _ => 2,
    };
    // What rounds up to a thousand of a unit is one of the next.
    let reaches = |&(factor, _): &(f64, &str)| (value / factor).abs() >= 0.99995;
    let (factor, suffix) = UNITS.into_iter().find(reaches).unwrap_or((1.0, ""));
    (factor, digits(factor), suffix)
}

/// Returns a quantity for a sentence.
#[must_use]
pub fn quantity(value: f64) -> String {
    Format::of(&[value]).show(value)
}

/// Which way the end of a range is rounded, so that what is said of it stays true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Toward {
    /// Down: there is at least so much.
    Less,
    /// Up: there is at most so much.
    More,
}

impl Toward {
    /// Returns a value that is shown in full where it is shown in this unit. What misses a whole one by no more than a proof does is
    /// that one.
    fn round(self, value: f64, unit: f64) -> f64 {
        let whole = (value / unit).round() * unit;
        if (value - whole).abs() <= NOISE * value.abs().max(1.0) {
            return whole;
        }
        match self {
            Self::Less => (value / unit).floor() * unit,
            Self::More => (value / unit).ceil() * unit,
        }
    }

    /// Returns the end of a range as a cell of a table.
    pub fn cell(self, format: &Format, value: f64) -> String {
        let decimals = i32::try_from(format.decimals).unwrap_or_default();
        let shown = self.round(value, format.factor * 0.1_f64.powi(decimals));
        // What is next to nothing is shown as little, and not as nothing.
        format.cell(if shown == 0.0 { value } else { shown })
    }

    /// Returns the end of a range of a quantity for a sentence.
    pub fn quantity(self, value: f64) -> String {
        let decimals = Format::of(&[value]).decimals;
        let decimals = i32::try_from(decimals).unwrap_or_default();
        quantity(self.round(value, 0.1_f64.powi(decimals)))
    }

    /// Returns the end of a range of money for a sentence.
    pub fn money(self, value: f64, currency: &str) -> String {
        let (factor, digits, _) = money_unit(value);
        let digits = i32::try_from(digits).unwrap_or_default();
        money(self.round(value, factor * 0.1_f64.powi(digits)), currency)
    }
}

/// Returns a share in percent; only exactly nothing is `0%`, only all is `100%`.
#[must_use]
pub(crate) fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    match percent.abs() {
        _ if !percent.is_finite() => NOTHING.to_owned(),
        none if none <= NOISE => "0%".to_owned(),
        small if small < 0.05 => "<0.1%".to_owned(),
        small if small < 0.95 => format!("{percent:.1}%"),
        near if (99.5..100.0 - NOISE).contains(&near) => {
            format!("{:.1}%", percent.clamp(-99.9, 99.9))
        }
        _ => format!("{}%", fixed(percent, 0)),
    }
}

/// Returns a count with its noun: `1 foundry`, `12 quarters`.
#[must_use]
pub fn count(number: usize, one: &str, many: &str) -> String {
    let noun = if number == 1 { one } else { many };
    format!("{} {noun}", thousands(&number.to_string()))
}

/// Returns an amount with this many decimals, whatever its size.
#[must_use]
pub fn exactly(value: f64, decimals: usize) -> String {
    fixed(value, decimals)
}

fn greatest(values: &[f64]) -> f64 {
    let finite = values.iter().filter(|value| value.is_finite());
    finite.fold(0.0, |most, value| most.max(value.abs()))
}

fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let shown = match text.split_once('.') {
        None => thousands(&text),
        Some((whole, fraction)) => format!("{}.{fraction}", thousands(whole)),
    };
    let is_zero = !text.bytes().any(|b| (b'1'..=b'9').contains(&b));
    if value < 0.0 && !is_zero {
        format!("-{shown}")
    } else {
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_ranges_are_rounded_outward() {
        let both = |value| [Toward::Less, Toward::More].map(|it| it.quantity(value));
        assert_eq!(both(14_299.6), ["14,299", "14,300"]);
        assert_eq!(both(14_299.999_999_99), ["14,300", "14,300"]);
        assert_eq!(both(12.34), ["12.3", "12.4"]);
        assert_eq!(both(0.0), ["0", "0"]);
        let both = |value| [Toward::Less, Toward::More].map(|it| it.money(value, "USD"));
        assert_eq!(both(41_236e6), ["USD 41.23bn", "USD 41.24bn"]);
        assert_eq!(both(-5.4e6), ["USD -5.40m", "USD -5.40m"]);
    }

    #[test]
    fn quantities_keep_what_is_small() {
        let format = Format::of(&[12_345.6, 0.3, 0.04, 0.002, 1e-9, -0.3, f64::INFINITY]);
        let shown = [12_345.6, 0.3, 0.04, 0.002, 1e-9, -0.3, -0.002].map(|v| format.cell(v));
        assert_eq!(
            shown,
            ["12,346", "0.3", "0.04", "<0.01", "-", "-0.3", "-0.002"]
        );
        assert_eq!(format.show(f64::INFINITY), "no limit");
    }

    #[test]
    fn whole_quantities_have_no_decimals() {
        assert_eq!(Format::of(&[3.0, 200.0]).cell(3.0), "3");
        assert_eq!(Format::of(&[3.25, 8.0]).cell(8.0), "8.00");
        assert_eq!(Format::of(&[33.25, 8.0]).cell(8.0), "8.0");
    }

    #[test]
    fn money_names_its_unit() {
        let unit = Money::of(&[2.5e9, -4e5]);
        assert_eq!(unit.unit("USD"), "USD m");
        assert_eq!(
            [2.5e9, -4e5, 0.0].map(|v| unit.cell(v)),
            ["2,500", "-0.4", "-"]
        );
        assert_eq!(money(41_234_567_890.0, "USD"), "USD 41.23bn");
        assert_eq!(money(-1_530_000.0, "USD"), "USD -1.53m");
        assert_eq!(money(78_450.0, "USD"), "USD 78,450");
        assert_eq!(money(514_521.71, "USD"), "USD 514,522");
        assert_eq!(money(190_922_519_167.57, "USD"), "USD 190.9bn");
        assert_eq!(money(1_284e9, "EUR"), "EUR 1.28tn");
        assert_eq!(money(999_960_000.0, "USD"), "USD 1.00bn");
    }

    #[test]
    fn percent_is_honest_at_both_ends() {
        let shown = [0.0, 0.0001, 0.004, 0.42, 0.9996, 1.0, -0.021].map(percent);
        assert_eq!(
            shown,
            ["0%", "<0.1%", "0.4%", "42%", "99.9%", "100%", "-2%"]
        );
    }
}
