//! Changes as assignments that `--set` takes, rounded outward so that they suffice as printed.

use std::fmt;

use crate::model::{Address, FieldPath, Model};

/// How much more than the least a printed change may be, as a share of it.
pub(super) const EXCESS: f64 = 5e-4;

/// One assignment to a number or to all quarters of a path.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Assignment {
    pub address: Address,
    pub operation: Operation,
}

/// What an assignment does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Operation {
    Set(f64),
    Add(f64),
    Times(f64),
}

impl Assignment {
    /// Returns the model after the assignment.
    pub fn applied(&self, model: &Model) -> Option<Model> {
        model.with_changed_number(&self.address, |value| match self.operation {
            Operation::Set(amount) => amount,
            Operation::Add(amount) => value + amount,
            Operation::Times(factor) => value * factor,
        })
    }

    /// Returns the change of one number by at least `least`, not below 0.
    pub(crate) fn of_number(address: &Address, amount: f64, raises: bool, least: f64) -> Self {
        let (change, _) = outward(least);
        let operation = if raises {
            Operation::Add(change)
        } else if change >= amount {
            Operation::Set(0.0)
        } else {
            Operation::Add(-change)
        };
        Self {
            address: address.clone(),
            operation,
        }
    }

    /// Returns the change of all quarters of a path by at least the share `least` of each.
    pub(crate) fn of_path(path: &FieldPath, raises: bool, least: f64) -> Self {
        let (change, decimals) = outward(least);
        let factor = if raises { 1.0 + change } else { 1.0 - change };
        let operation = match format!("{factor:.decimals$}").parse() {
            Ok(factor) if factor > 0.0 => Operation::Times(factor),
            _ => Operation::Set(0.0),
        };
        Self {
            address: Address::fixed(path.clone()),
            operation,
        }
    }
}

impl fmt::Display for Assignment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = &self.address;
        match self.operation {
            Operation::Set(amount) => write!(f, "{address} = {amount}"),
            Operation::Add(amount) => write!(f, "{address} += {amount}"),
            Operation::Times(factor) => write!(f, "{address} *= {factor}"),
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the logarithm of a number is small"
)]
/// Returns the number of the fewest digits that is at least `least` and hardly more, with how many decimals it has.
pub(super) fn outward(least: f64) -> (f64, usize) {
    if least <= 0.0 || !least.is_finite() {
        return (least.max(0.0), 0);
    }
    let magnitude = least.log10().floor() as i32;
    for digits in 1..=12 {
        let exponent = digits - 1 - magnitude;
        let unit = 10_f64.powi(-exponent);
        // What rounding in the solver put just above a round number is that number.
        let units = (least / unit - 1e-8 * (least / unit)).ceil();
        let decimals = usize::try_from(exponent).unwrap_or(0);
        let text = format!("{:.decimals$}", units * unit);
        if let Ok(rounded) = text.parse::<f64>()
            && rounded - least <= EXCESS * least
        {
            return (rounded, decimals);
        }
    }
    (least, 15)
}

#[cfg(test)]
mod tests {
    use super::outward;

    #[test]
    fn rounds_outward_to_few_digits() {
        assert_eq!(outward(1899.3).0, 1900.0);
        assert_eq!(outward(120_448.0).0, 120_500.0);
        assert_eq!(outward(40.000_000_01).0, 40.0);
        assert_eq!(outward(0.043_213).0, 0.043_22);
        assert_eq!(outward(0.0).0, 0.0);
    }
}
