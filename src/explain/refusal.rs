//! What to look at where no answer could be proved: which row or column stands out, and which numbers of the model are
//! farthest apart in size.

use std::fmt;

use crate::formulation::{describe_column, describe_row, formulate};
use crate::lp::Variable;
use crate::model::{Address, FieldMut, Model, fields};
use crate::solve::Uncertified;

/// Why no answer could be proved, in the planner's words.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Refusal {
    /// What failed.
    pub why: Uncertified,
    /// What misses its range most, or has a number that is none: `wafer starts at tsmc-n3p in 2027Q1`.
    pub stands_out: Option<String>,
    /// The numbers of the model that are least and greatest in size, with their addresses.
    pub farthest_apart: Option<[(Address, f64); 2]>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.why)?;
        if let Some(what) = &self.stands_out {
            match self.why {
                Uncertified::NoNumber(_) => write!(f, "; it belongs to the {what}")?,
                _ => write!(f, "; the {what} misses most")?,
            }
        }
        if let Some([(least, small), (greatest, large)]) = &self.farthest_apart {
            write!(
                f,
                "; the numbers that differ most in size are `{least}` ({small:?}) and `{greatest}` ({large:?})"
            )?;
        }
        Ok(())
    }
}

impl Refusal {
    /// Returns what to look at in a model that was not answered.
    #[must_use]
    pub fn of(model: &Model, why: Uncertified) -> Self {
        let stands_out = match &why {
            Uncertified::Residuals { worst, .. } => {
                worst.map(|variable| described(model, variable))
            }
            &Uncertified::NoNumber(variable) => Some(described(model, variable)),
            _ => None,
        };
        Self {
            why,
            stands_out,
            farthest_apart: farthest_apart(model),
        }
    }
}

/// Returns what a row or column of the model's program is.
fn described(model: &Model, variable: Variable) -> String {
    let lp = formulate(model);
    match variable {
        Variable::Column(id) => describe_column(model, lp.columns()[id.0].key),
        Variable::Row(id) => describe_row(model, lp.rows()[id.0].key),
    }
}

/// Returns the least and the greatest number in size that are neither 0 nor infinite; `None` of a model with one
/// number or none.
fn farthest_apart(model: &Model) -> Option<[(Address, f64); 2]> {
    let mut numbers: Vec<(Address, f64)> = Vec::new();
    for (field, found) in fields(&mut model.clone(), &|_| false) {
        match found {
            FieldMut::Series(series) => {
                let values = series.values().iter().enumerate();
                numbers.extend(values.map(|(t, &value)| (model.address(field, t), value)));
            }
            FieldMut::Number(&mut value) => {
                numbers.push((Address::fixed(model.path(field)), value));
            }
            _ => {}
        }
    }
    numbers.retain(|(_, value)| *value != 0.0 && value.is_finite());
    let size = |it: &&(Address, f64)| it.1.abs();
    let least = numbers.iter().min_by(|a, b| size(a).total_cmp(&size(b)))?;
    let greatest = numbers.iter().max_by(|a, b| size(a).total_cmp(&size(b)))?;
    (least.0 != greatest.0).then(|| [least.clone(), greatest.clone()])
}
