//! The factor itself, computed front by front.
//!
//! The front of a supernode is the dense symmetric matrix of its rows: entries of the matrix in its columns, plus what the
//! supernodes below it in the tree leave for its rows. Its columns are eliminated; what is left is for its parent.
//! In postorder, what is left waits on a stack.
//!
//! Source of the method: Duff and Reid, "The multifrontal solution of indefinite sparse symmetric linear equations" (1983).

use super::dense::{Packed, dot, eliminate, subtract_multiple};
use super::symbolic::Symbolic;

/// A pivot that is not above this share of the largest diagonal entry of the matrix is one of a row that depends on others: less than
/// rounding leaves of it.
const DEPENDENT: f64 = 1e-30;

/// The factor: each supernode's columns, one after another, with all of its rows.
#[derive(Clone, Debug, Default)]
pub(in crate::interior) struct Factor {
    values: Vec<f64>,
    starts: Vec<usize>,
    front: Vec<f64>,
    waiting: Vec<f64>,
    packed: Packed,
    local: Vec<usize>,
}

impl Factor {
    /// Computes the factor of the matrix whose lower half has these entries, in the plan's order.
    pub(in crate::interior) fn compute(&mut self, symbolic: &Symbolic, entries: &[f64]) {
        let nodes = &symbolic.supernodes;
        self.local.resize(symbolic.tree.order.len(), 0);
        self.values.clear();
        self.starts.clear();
        self.waiting.clear();
        let mut greatest = 0.0_f64;
        for column in 0..symbolic.tree.order.len() {
            greatest = greatest.max(entries[symbolic.starts[column]]);
        }
        // Supernodes whose remainder waits, and where it begins.
        let mut waiting: Vec<(usize, usize)> = Vec::new();
        for (s, rows) in nodes.rows.iter().enumerate() {
            let size = rows.len();
            let (first, end) = (nodes.first[s], nodes.first[s + 1]);
            let columns = end - first;
            self.front.clear();
            self.front.resize(size * size, 0.0);
            for (k, &row) in rows.iter().enumerate() {
                self.local[row] = k;
            }
            for column in first..end {
                let at = (column - first) * size;
                let range = symbolic.starts[column]..symbolic.starts[column + 1];
                for (&row, entry) in symbolic.rows[range.clone()].iter().zip(&entries[range]) {
                    self.front[at + self.local[row]] += entry;
                }
            }
            for _ in 0..nodes.children[s] {
                if let Some((child, begin)) = waiting.pop() {
                    let own = nodes.first[child + 1] - nodes.first[child];
                    self.take_over(&nodes.rows[child][own..], begin, size);
                }
            }
            eliminate(
                &mut self.front,
                size,
                columns,
                DEPENDENT * greatest,
                &mut self.packed,
            );
            self.starts.push(self.values.len());
            self.values.extend_from_slice(&self.front[..columns * size]);
            if columns < size {
                waiting.push((s, self.waiting.len()));
                for column in columns..size {
                    self.waiting.extend_from_slice(
                        &self.front[column * size + column..(column + 1) * size],
                    );
                }
            }
        }
    }

    /// Adds what a child left for `rows` to the front.
    fn take_over(&mut self, rows: &[usize], begin: usize, size: usize) {
        let mut at = begin;
        for (k, &column) in rows.iter().enumerate() {
            let into = &mut self.front[self.local[column] * size..];
            let values = &self.waiting[at..at + rows.len() - k];
            for (&row, value) in rows[k..].iter().zip(values) {
                into[self.local[row]] += value;
            }
            at += rows.len() - k;
        }
        self.waiting.truncate(begin);
    }

    /// Solves in place; `space` is memory to work in.
    pub(in crate::interior) fn solve(
        &self,
        symbolic: &Symbolic,
        right: &mut [f64],
        space: &mut Vec<f64>,
    ) {
        let nodes = &symbolic.supernodes;
        space.clear();
        space.extend(symbolic.tree.order.iter().map(|&node| right[node]));
        let mut local = Vec::new();
        for (s, rows) in nodes.rows.iter().enumerate() {
            let width = nodes.first[s + 1] - nodes.first[s];
            local.clear();
            local.extend(rows.iter().map(|&row| space[row]));
            for (k, column) in self.columns(s, rows.len()).enumerate().take(width) {
                let x = local[k] / column[k];
                local[k] = x;
                subtract_multiple(&mut local[k + 1..], x, &column[k + 1..]);
            }
            rows.iter()
                .zip(&local)
                .for_each(|(&row, &value)| space[row] = value);
        }
        for (s, rows) in nodes.rows.iter().enumerate().rev() {
            let width = nodes.first[s + 1] - nodes.first[s];
            local.clear();
            local.extend(rows.iter().map(|&row| space[row]));
            for k in (0..width).rev() {
                let begin = self.starts[s] + k * rows.len();
                let column = &self.values[begin..begin + rows.len()];
                local[k] = (local[k] - dot(&column[k + 1..], &local[k + 1..])) / column[k];
            }
            rows.iter()
                .zip(&local)
                .take(width)
                .for_each(|(&row, &value)| space[row] = value);
        }
        for (&node, &value) in symbolic.tree.order.iter().zip(space.iter()) {
            right[node] = value;
        }
    }

    fn columns(&self, s: usize, size: usize) -> impl Iterator<Item = &[f64]> {
        self.values[self.starts[s]..].chunks_exact(size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interior::cholesky::graph::Graph;
    use crate::interior::cholesky::symbolic::{Ordered, Symbolic};

    /// A grid of this many nodes each way, each meeting its neighbors, some more at random: the columns of `A`, as rows.
    fn columns(side: usize) -> Vec<Vec<usize>> {
        let mut columns = Vec::new();
        for i in 0..side {
            for j in 0..side {
                let node = i * side + j;
                columns.push(vec![node]);
                if j + 1 < side {
                    columns.push(vec![node, node + 1]);
                }
                if i + 1 < side {
                    columns.push(vec![node, node + side]);
                }
                if (i * 7 + j * 3) % 11 == 0 {
                    let far = (node * 13 + 5) % (side * side);
                    if far != node {
                        columns.push(vec![node.min(far), node.max(far)]);
                    }
                }
            }
        }
        columns
    }

    /// `A A'` is factored and solved with, whatever the order.
    #[test]
    fn solves_what_it_factors() {
        for side in [1, 2, 5, 12, 40] {
            let columns = columns(side);
            let size = side * side;
            let graph = Graph::of_columns(size, columns.iter().map(Vec::as_slice));
            let symbolic = Symbolic::of(Ordered::of(graph, size));
            let mut entries = vec![0.0; symbolic.entries()];
            let value = |k: usize, i: usize| 1.0 + ((k * 5 + i) % 4) as f64;
            for (k, rows) in columns.iter().enumerate() {
                for (at, &row) in rows.iter().enumerate() {
                    for (other_at, &other) in rows.iter().enumerate().skip(at) {
                        entries[symbolic.entry(row, other)] += value(k, at) * value(k, other_at);
                    }
                }
            }
            let mut factor = Factor::default();
            factor.compute(&symbolic, &entries);
            let x: Vec<f64> = (0..size).map(|i| (i % 9) as f64 - 4.0).collect();
            let mut right = vec![0.0; size];
            for (k, rows) in columns.iter().enumerate() {
                let product: f64 = rows
                    .iter()
                    .enumerate()
                    .map(|(at, &row)| value(k, at) * x[row])
                    .sum();
                for (at, &row) in rows.iter().enumerate() {
                    right[row] += value(k, at) * product;
                }
            }
            factor.solve(&symbolic, &mut right, &mut Vec::new());
            for (found, x) in right.iter().zip(&x) {
                assert!((found - x).abs() < 1e-8, "{side}: {found} {x}");
            }
        }
    }

    /// A row that depends on others is left out of every solution, not divided by.
    #[test]
    fn a_dependent_row_gets_nothing() {
        let columns = [vec![0, 1], vec![2]];
        let graph = Graph::of_columns(3, columns.iter().map(Vec::as_slice));
        let symbolic = Symbolic::of(Ordered::of(graph, 3));
        let mut entries = vec![0.0; symbolic.entries()];
        for (one, other) in [(0, 0), (0, 1), (1, 1), (2, 2)] {
            entries[symbolic.entry(one, other)] = 1.0;
        }
        let mut factor = Factor::default();
        factor.compute(&symbolic, &entries);
        let mut right = vec![2.0, 2.0, 3.0];
        factor.solve(&symbolic, &mut right, &mut Vec::new());
        assert_eq!((right[0] + right[1], right[2]), (2.0, 3.0));
    }
}
