//! Draws: the same seed gives the same numbers, on every machine, whatever else is drawn.

use rand_distr::{Distribution as _, LogNormal, Normal, StandardUniform, Triangular, Uniform};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng as _;
use sha2::{Digest as _, Sha256};

use crate::input::rounded;
use crate::model::{Distribution, Uncertainty};

/// Draws have this many significant digits: enough for any plan, few enough that the mathematics of no machine shows.
const DIGITS: usize = 9;

/// Returns draw `index` of what is uncertain.
///
/// It depends on the seed, the id and the index alone: the first 100 of 1,000 draws are those of 100, and one more
/// uncertainty leaves the draws of the others as they are.
pub(crate) fn draw(uncertainty: &Uncertainty, seed: u64, index: usize) -> f64 {
    let place = format!("{seed}\n{}\n{index}", uncertainty.id);
    let mut random = Xoshiro256PlusPlus::from_seed(Sha256::digest(place).into());
    let random = &mut random;
    // The model's checks leave nothing that a distribution could refuse but a width of 0.
    let value = match &uncertainty.distribution {
        &Distribution::Uniform { low, high } => {
            Uniform::new_inclusive(low, high).map_or(low, |it| it.sample(random))
        }
        &Distribution::Triangular { low, mode, high } => {
            Triangular::new(low, high, mode).map_or(mode, |it| it.sample(random))
        }
        &Distribution::Normal { mean, sd, min, max } => {
            let value = Normal::new(mean, sd).map_or(mean, |it| it.sample(random));
            within(value, min, max)
        }
        &Distribution::Lognormal {
            median,
            sigma,
            min,
            max,
        } => {
            let factor = LogNormal::new(0.0, sigma).map_or(1.0, |it| it.sample(random));
            within(median * factor, min, max)
        }
        Distribution::Discrete { values, weights } => {
            let share: f64 = StandardUniform.sample(random);
            one_of(values, weights, share)
        }
    };
    rounded(value, DIGITS)
}

fn within(value: f64, min: Option<f64>, max: Option<f64>) -> f64 {
    let raised = min.map_or(value, |min| value.max(min));
    max.map_or(raised, |max| raised.min(max))
}

/// Returns the value at which the weights up to it reach this share of all.
fn one_of(values: &[f64], weights: &[f64], share: f64) -> f64 {
    let mut left = share * weights.iter().sum::<f64>();
    let mut last = 0.0;
    for (&value, &weight) in values.iter().zip(weights) {
        if weight > 0.0 {
            last = value;
            if left < weight {
                break;
            }
        }
        left -= weight;
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draws(distribution: Distribution, number: usize) -> Vec<f64> {
        let uncertainty = Uncertainty {
            id: "it".to_owned(),
            name: None,
            description: None,
            vary: Vec::new(),
            distribution,
            known_from: None,
        };
        (0..number).map(|i| draw(&uncertainty, 7, i)).collect()
    }

    fn mean(values: &[f64]) -> f64 {
        values.iter().sum::<f64>() / values.len() as f64
    }

    /// Returns the share of values at most `bound`.
    fn below(values: &[f64], bound: f64) -> f64 {
        values.iter().filter(|&&value| value <= bound).count() as f64 / values.len() as f64
    }

    #[test]
    fn draws_follow_their_distribution() {
        const N: usize = 4000;
        let uniform = draws(
            Distribution::Uniform {
                low: 2.0,
                high: 4.0,
            },
            N,
        );
        assert!((mean(&uniform) - 3.0).abs() < 0.03);
        assert!((below(&uniform, 2.5) - 0.25).abs() < 0.02);
        assert!(uniform.iter().all(|value| (2.0..=4.0).contains(value)));

        let (low, mode, high) = (0.0, 1.0, 4.0);
        let triangular = draws(Distribution::Triangular { low, mode, high }, N);
        assert!((mean(&triangular) - 5.0 / 3.0).abs() < 0.05);
        assert!((below(&triangular, 1.0) - 0.25).abs() < 0.02);

        let (min, max) = (None, Some(12.0));
        let (mean_of, sd) = (10.0, 2.0);
        let normal = draws(
            Distribution::Normal {
                mean: mean_of,
                sd,
                min,
                max,
            },
            N,
        );
        assert!((below(&normal, 8.0) - 0.1587).abs() < 0.02);
        assert!((below(&normal, 11.999) - 0.8413).abs() < 0.02);
        assert!(normal.iter().all(|&value| value <= 12.0));

        let (median, sigma) = (100.0, 0.2);
        let lognormal = draws(
            Distribution::Lognormal {
                median,
                sigma,
                min,
                max: None,
            },
            N,
        );
        assert!((below(&lognormal, 100.0) - 0.5).abs() < 0.03);
        assert!((below(&lognormal, 100.0 * 0.2_f64.exp()) - 0.8413).abs() < 0.02);

        let (values, weights) = (vec![1.0, 2.0, 3.0], vec![1.0, 0.0, 3.0]);
        let discrete = draws(Distribution::Discrete { values, weights }, N);
        assert!((below(&discrete, 1.0) - 0.25).abs() < 0.02);
        assert!(discrete.iter().all(|&value| value != 2.0));
    }

    #[test]
    fn draws_have_the_mean_of_their_distribution() {
        const N: usize = 4000;
        let ends = [
            (None, None),
            (Some(9.0), None),
            (Some(9.5), Some(12.0)),
            (None, Some(8.0)),
        ];
        let normal = ends.map(|(min, max)| Distribution::Normal {
            mean: 10.0,
            sd: 2.0,
            min,
            max,
        });
        let lognormal = ends.map(|(min, max)| Distribution::Lognormal {
            median: 10.0,
            sigma: 0.3,
            min,
            max,
        });
        let others = [
            Distribution::Uniform {
                low: 2.0,
                high: 4.0,
            },
            Distribution::Triangular {
                low: 0.0,
                mode: 1.0,
                high: 4.0,
            },
            Distribution::Discrete {
                values: vec![1.0, 2.0, 3.0],
                weights: vec![1.0, 0.0, 3.0],
            },
        ];
        for distribution in normal.into_iter().chain(lognormal).chain(others) {
            let values = draws(distribution.clone(), N);
            let spread = values
                .iter()
                .map(|it| (it - mean(&values)).powi(2))
                .sum::<f64>();
            let error = (spread / N as f64 / N as f64).sqrt();
            let far = (mean(&values) - distribution.mean()).abs();
            assert!(far < 4.0 * error, "{distribution:?}: {far}, {error}");
        }
        let none = Distribution::Normal {
            mean: 5.0,
            sd: 0.0,
            min: Some(6.0),
            max: None,
        };
        assert_eq!(none.mean(), 6.0);
    }

    #[test]
    fn a_width_of_nothing_is_one_value() {
        let (low, mode, high) = (5.0, 5.0, 5.0);
        assert_eq!(draws(Distribution::Uniform { low, high }, 1), [5.0]);
        assert_eq!(
            draws(Distribution::Triangular { low, mode, high }, 1),
            [5.0]
        );
        let (min, max) = (None, None);
        assert_eq!(
            draws(
                Distribution::Normal {
                    mean: 5.0,
                    sd: 0.0,
                    min,
                    max
                },
                1
            ),
            [5.0]
        );
        let (values, weights) = (vec![5.0], vec![1.0]);
        assert_eq!(draws(Distribution::Discrete { values, weights }, 1), [5.0]);
    }

    /// Cases are known by what was drawn, so draws must never change: these are what version 0.1 drew.
    #[test]
    fn draws_stay_what_they_are() {
        let (min, max) = (None, None);
        let drawn = [
            draws(
                Distribution::Uniform {
                    low: 0.0,
                    high: 1.0,
                },
                2,
            ),
            draws(
                Distribution::Triangular {
                    low: 0.0,
                    mode: 0.5,
                    high: 1.0,
                },
                2,
            ),
            draws(
                Distribution::Normal {
                    mean: 0.0,
                    sd: 1.0,
                    min,
                    max,
                },
                2,
            ),
            draws(
                Distribution::Lognormal {
                    median: 1.0,
                    sigma: 1.0,
                    min,
                    max,
                },
                2,
            ),
        ];
        let expected = [
            [0.739_537_091, 0.309_426_018],
            [0.639_124_046, 0.393_335_746],
            [0.590_214_878, -0.485_271_949],
            [1.804_376_09, 0.615_529_781],
        ];
        assert_eq!(drawn, expected);
    }
}
