//! The normal equations `(A D A' + delta I) y = r`.
//!
//! Each column of `A` adds the products of its entries, times its weight, to fixed places of the lower half; the places are
//! found once. A column with many entries makes `A A'` dense, and so may fill: where either asks for more memory than the simplex
//! method would ever need, there is no plan.

use super::cholesky::{Factor, Graph, Ordered, Symbolic};
use super::standard::{Matrix, Standard};

/// Products of two entries of a column: 200 MB of places. (The largest planning programs have a fiftieth.)
const MOST_PRODUCTS: usize = 50_000_000;
/// Entries of the factor: 800 MB. (The largest planning programs have a twentieth.)
const MOST_FILL: usize = 100_000_000;
/// Long columns are split if a factorization then takes no more than this share of the operations: copies are variables and rows more.
const WORTH_SPLITTING: f64 = 0.5;

/// The matrix, its factor, and how to get from weights to both.
#[derive(Clone, Debug)]
pub(super) struct Normal {
    symbolic: Symbolic,
    /// Where each product of two entries of a column goes, column by column.
    targets: Vec<u32>,
    /// By row: where its diagonal entry is.
    diagonal: Vec<usize>,
    entries: Vec<f64>,
    factor: Factor,
    space: Vec<f64>,
}

impl Normal {
    /// Returns the program, its long columns split if that is worth it, with the plan for it; `None` if that takes too much memory.
    pub(super) fn of(program: Standard) -> Option<(Standard, Self)> {
        let split = program.split().and_then(|split| {
            let ordered = ordered(&split)?;
            Some((split, ordered))
        });
        let whole = ordered(&program);
        let (program, ordered) = match (split, whole) {
            (Some((split, ordered)), Some(whole)) => {
                if ordered.operations() <= WORTH_SPLITTING * whole.operations() {
                    (split, ordered)
                } else {
                    (program, whole)
                }
            }
            (Some(split), None) => split,
            (None, whole) => (program, whole?),
        };
        let normal = Self::planned(&program.matrix, ordered)?;
        Some((program, normal))
    }

    fn planned(matrix: &Matrix, ordered: Ordered) -> Option<Self> {
        let symbolic = Symbolic::of(ordered);
        if symbolic.fill() > MOST_FILL {
            return None;
        }
        let mut targets = Vec::with_capacity(products(matrix));
        for j in 0..matrix.width() {
            let (rows, _) = matrix.column(j);
            for (k, &row) in rows.iter().enumerate() {
                targets.extend(
                    rows[k..]
                        .iter()
                        .map(|&other| narrow(symbolic.entry(row, other))),
                );
            }
        }
        Some(Self {
            diagonal: (0..matrix.height)
                .map(|row| symbolic.entry(row, row))
                .collect(),
            entries: vec![0.0; symbolic.entries()],
            factor: Factor::default(),
            space: Vec::new(),
            symbolic,
            targets,
        })
    }

    /// Returns how much more a factorization takes than a solve with it.
    pub(super) fn factor_share(&self) -> f64 {
        self.symbolic.operations() / (4.0 * self.symbolic.fill() as f64).max(1.0)
    }

    /// Factors the matrix for these weights, with `delta` on its diagonal.
    pub(super) fn compute(&mut self, matrix: &Matrix, weights: &[f64], delta: f64) {
        self.entries.fill(0.0);
        for &at in &self.diagonal {
            self.entries[at] = delta;
        }
        let mut targets = self.targets.iter();
        for (j, weight) in weights.iter().enumerate() {
            let (_, values) = matrix.column(j);
            for (k, value) in values.iter().enumerate() {
                let weighted = value * weight;
                for (other, &at) in values[k..].iter().zip(targets.by_ref()) {
                    self.entries[at as usize] += weighted * other;
                }
            }
        }
        self.factor.compute(&self.symbolic, &self.entries);
    }

    /// Solves in place.
    pub(super) fn solve(&mut self, right: &mut [f64]) {
        self.factor.solve(&self.symbolic, right, &mut self.space);
    }
}

/// Returns how many products of two entries of a column there are.
fn products(matrix: &Matrix) -> usize {
    let lengths = (0..matrix.width()).map(|j| matrix.column(j).0.len());
    lengths.fold(0_usize, |sum, length| {
        sum.saturating_add(length.saturating_mul(length + 1) / 2)
    })
}

/// Returns the pattern with a first order; `None` if there are too many products.
fn ordered(program: &Standard) -> Option<Ordered> {
    let matrix = &program.matrix;
    (products(matrix) <= MOST_PRODUCTS).then(|| {
        let columns = (0..matrix.width()).map(|j| matrix.column(j).0);
        Ordered::of(
            Graph::of_columns(matrix.height, columns),
            program.rows.len(),
        )
    })
}

/// Returns a place as it is stored: there are no more than [`MOST_PRODUCTS`] and a diagonal.
#[allow(clippy::cast_possible_truncation)]
fn narrow(place: usize) -> u32 {
    place as u32
}
