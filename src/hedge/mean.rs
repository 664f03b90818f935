//! The mean of all futures: a model of numbers that never come together.

use super::future::Futures;
use crate::model::{FieldMut, Model, Series, fields};

/// Returns the model whose numbers are the means of the futures', each weighed by how likely it is; what is no number, and what
/// is not there in every future, is as in the file.
#[must_use]
pub fn mean(futures: &Futures) -> Model {
    let mut mean = futures.base().clone();
    let mut models: Vec<Model> = futures.all().iter().map(|it| it.model.clone()).collect();
    let numbers: Vec<Numbers> = models.iter_mut().map(numbers).collect();
    let by_parts = |_| false;
    for (field, found) in fields(&mut mean, &by_parts) {
        let of_all: Option<Vec<&Vec<f64>>> = numbers.iter().map(|it| it.get(&field)).collect();
        let Some(of_all) = of_all else { continue };
        let at = |t: usize| {
            let amounts: Vec<f64> = of_all.iter().map(|amounts| amounts[t]).collect();
            // Numbers that are all one stay that one, to the last digit.
            if amounts.iter().all(|&amount| amount == amounts[0]) {
                amounts[0]
            } else {
                futures.mean_of(&amounts)
            }
        };
        match found {
            FieldMut::Series(series) => {
                let quarters = series.values().len();
                if of_all.iter().all(|amounts| amounts.len() == quarters) {
                    *series = Series::new((0..quarters).map(at).collect());
                }
            }
            FieldMut::Number(number) if of_all.iter().all(|amounts| amounts.len() == 1) => {
                *number = at(0);
            }
            _ => {}
        }
    }
    mean
}

/// Numbers by field: one, or one a quarter.
type Numbers = std::collections::BTreeMap<crate::model::Field, Vec<f64>>;

fn numbers(model: &mut Model) -> Numbers {
    let all = fields(model, &|_| false).into_iter();
    let numbers = all.filter_map(|(field, found)| match found {
        FieldMut::Series(series) => Some((field, series.values().to_vec())),
        FieldMut::Number(number) => Some((field, vec![*number])),
        _ => None,
    });
    numbers.collect()
}
