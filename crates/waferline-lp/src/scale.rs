//! Scaling: powers of two that bring a program's coefficients, bounds and costs near 1.
//!
//! Planning models mix wafers, chips by the hundred thousand and money by the billion. Solvers work with absolute
//! tolerances, so what they get is scaled: rows and columns geometrically (Fourer, "Solving staircase linear programs
//! by the simplex method", 1982: alternate passes of the square root of least times greatest), then all bounds
//! together and all costs together. Powers of two make scaling and its reverse exact.

use std::hash::Hash;

use crate::program::{ColumnId, Lp};

/// How a program was scaled: `x = column * scaled x`, and so on.
#[derive(Clone, Debug)]
pub struct Scaling {
    /// Each row is multiplied by this.
    pub row: Vec<f64>,
    /// Each column's unit is this many of the program's units, before `quantity`.
    pub column: Vec<f64>,
    /// One scaled unit of any quantity is this many.
    pub quantity: f64,
    /// One scaled unit of objective is this many.
    pub money: f64,
}

/// How many alternate passes; more change little.
const PASSES: usize = 4;

impl Scaling {
    /// Returns the scaling for a program.
    #[must_use]
    pub fn of<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(lp: &Lp<C, R>) -> Self {
        let mut row = vec![1.0; lp.rows().len()];
        let mut column = vec![1.0; lp.columns().len()];
        for _ in 0..PASSES {
            let mut rows = vec![Spread::default(); row.len()];
            for (j, &scale) in column.iter().enumerate() {
                for (i, value) in lp.entries(ColumnId(j)) {
                    rows[i.0].add(value * scale);
                }
            }
            for (scale, spread) in row.iter_mut().zip(&rows) {
                *scale = 1.0 / spread.middle();
            }
            for (j, scale) in column.iter_mut().enumerate() {
                let mut spread = Spread::default();
                for (i, value) in lp.entries(ColumnId(j)) {
                    spread.add(value * row[i.0]);
                }
                *scale = 1.0 / spread.middle();
            }
        }
        row.iter_mut()
            .chain(&mut column)
            .for_each(|scale| *scale = power_of_two(*scale));
        let mut quantity = Mean::default();
        let mut money = Mean::default();
        for (data, scale) in lp.columns().iter().zip(&column) {
            quantity.add(data.lower / scale);
            quantity.add(data.upper / scale);
            money.add(data.cost * scale);
        }
        for (data, scale) in lp.rows().iter().zip(&row) {
            quantity.add(data.lower * scale);
            quantity.add(data.upper * scale);
        }
        let quantity = power_of_two(quantity.geometric());
        Self {
            row,
            column,
            quantity,
            money: power_of_two(money.geometric()) * quantity,
        }
    }
}

/// Least and greatest absolute value met.
#[derive(Clone, Copy, Default)]
struct Spread {
    range: Option<(f64, f64)>,
}

impl Spread {
    fn add(&mut self, value: f64) {
        let value = value.abs();
        let (least, greatest) = self.range.unwrap_or((value, value));
        self.range = Some((least.min(value), greatest.max(value)));
    }

    fn middle(self) -> f64 {
        self.range
            .map_or(1.0, |(least, greatest)| (least * greatest).sqrt())
    }
}

/// Geometric mean of the finite nonzero values met.
#[derive(Default)]
struct Mean {
    logarithms: f64,
    count: usize,
}

impl Mean {
    fn add(&mut self, value: f64) {
        if value.is_finite() && value != 0.0 {
            self.logarithms += value.abs().log2();
            self.count += 1;
        }
    }

    fn geometric(&self) -> f64 {
        if self.count == 0 {
            1.0
        } else {
            (self.logarithms / self.count as f64).exp2()
        }
    }
}

fn power_of_two(value: f64) -> f64 {
    value.log2().round().exp2()
}
