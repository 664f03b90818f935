//! The factor itself, computed front by front.
//!
//! The front of a supernode is the dense symmetric matrix of its rows: entries of the matrix in its columns, plus what the
//! supernodes below it in the tree leave for its rows. Its columns are eliminated; what is left is for its parent.
//! In postorder, what is left waits on a stack.
//!
//! Source of the method: Duff and Reid, "The multifrontal solution of indefinite sparse symmetric linear equations" (1983).

use super::dense::{Front, Packed, dot, subtract_four, subtract_multiple};
use super::symbolic::Symbolic;

/// A pivot that is not above this share of the largest diagonal entry of the matrix is one of a row that depends on others: less than
/// rounding leaves of it.
const DEPENDENT: f64 = 1e-30;

/// The factor: each supernode's columns, one after another, with all of its rows.
#[derive(Clone, Debug, Default)]
pub(in crate::interior) struct Factor {
    values: Vec<f64>,
    starts: Vec<usize>,
    packed: Packed,
    local: Vec<usize>,
    /// Memory for what the front at hand leaves, and what waits of others.
    rest: Vec<f64>,
    waiting: Vec<f64>,
}

impl Factor {
    /// Computes the factor of the matrix whose lower half has these entries, in the plan's order.
    pub(in crate::interior) fn compute(&mut self, symbolic: &Symbolic, entries: &[f64]) {
        let nodes = &symbolic.supernodes;
        self.local.resize(symbolic.tree.order.len(), 0);
        self.starts.clear();
        let mut end = 0;
        for (s, rows) in nodes.rows.iter().enumerate() {
            self.starts.push(end);
            end += (nodes.first[s + 1] - nodes.first[s]) * rows.len();
        }
        self.values.resize(end, 0.0);
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
            let left = size - (end - first);
            self.rest.resize(self.rest.len().max(left * left), 0.0);
            let begin = self.starts[s];
            let mut front = Front {
                size,
                own: &mut self.values[begin..begin + (end - first) * size],
                rest: &mut self.rest[..left * left],
            };
            front.clear();
            for (k, &row) in rows.iter().enumerate() {
                self.local[row] = k;
            }
            for column in first..end {
                let into = &mut front.own[(column - first) * size..];
                let range = symbolic.starts[column]..symbolic.starts[column + 1];
                for (&row, entry) in symbolic.rows[range.clone()].iter().zip(&entries[range]) {
                    into[self.local[row]] += entry;
                }
            }
            for _ in 0..nodes.children[s] {
                if let Some((child, begin)) = waiting.pop() {
                    let own = nodes.first[child + 1] - nodes.first[child];
                    let values = &self.waiting[begin..];
                    front.take_over(&nodes.rows[child][own..], values, &self.local);
                    self.waiting.truncate(begin);
                }
            }
            front.eliminate(DEPENDENT * greatest, &mut self.packed);
            if left > 0 {
                waiting.push((s, self.waiting.len()));
                front.leave(&mut self.waiting);
            }
        }
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
            forward(self.columns(s, rows.len(), width), &mut local);
            rows.iter()
                .zip(&local)
                .for_each(|(&row, &value)| space[row] = value);
        }
        for (s, rows) in nodes.rows.iter().enumerate().rev() {
            let width = nodes.first[s + 1] - nodes.first[s];
            local.clear();
            local.extend(rows.iter().map(|&row| space[row]));
            backward(self.columns(s, rows.len(), width), &mut local);
            rows.iter()
                .zip(&local)
                .take(width)
                .for_each(|(&row, &value)| space[row] = value);
        }
        for (&node, &value) in symbolic.tree.order.iter().zip(space.iter()) {
            right[node] = value;
        }
    }

    fn columns(&self, s: usize, size: usize, width: usize) -> &[f64] {
        &self.values[self.starts[s]..self.starts[s] + width * size]
    }
}

/// Solves with a supernode's columns for its own rows, and takes what they use from the others.
fn forward(columns: &[f64], local: &mut [f64]) {
    let size = local.len();
    let mut four = columns.chunks_exact(4 * size);
    let mut first = 0;
    for columns in four.by_ref() {
        for k in first..first + 4 {
            let column = &columns[(k - first) * size..];
            let x = local[k] / column[k];
            local[k] = x;
            subtract_multiple(&mut local[k + 1..first + 4], x, &column[k + 1..first + 4]);
        }
        let (own, others) = local[first..].split_at_mut(4);
        let of = |k: usize| &columns[k * size + first + 4..(k + 1) * size];
        let by = [own[0], own[1], own[2], own[3]];
        subtract_four(others, by, [of(0), of(1), of(2), of(3)]);
        first += 4;
    }
    for (k, column) in (first..).zip(four.remainder().chunks_exact(size)) {
        let x = local[k] / column[k];
        local[k] = x;
        subtract_multiple(&mut local[k + 1..], x, &column[k + 1..]);
    }
}

/// Solves with the transpose of a supernode's columns for its own rows.
fn backward(columns: &[f64], local: &mut [f64]) {
    let size = local.len();
    for (k, column) in columns.chunks_exact(size).enumerate().rev() {
        local[k] = (local[k] - dot(&column[k + 1..], &local[k + 1..])) / column[k];
    }
}

impl Front<'_> {
    /// Makes all entries 0.
    fn clear(&mut self) {
        self.own.fill(0.0);
        let left = self.size - self.own.len() / self.size;
        for k in 0..left {
            self.rest[k * left + k..(k + 1) * left].fill(0.0);
        }
    }

    /// Adds what a child left for `rows`; `local` says where these are here.
    fn take_over(&mut self, rows: &[usize], mut values: &[f64], local: &[usize]) {
        let places: Vec<usize> = rows.iter().map(|&row| local[row]).collect();
        // Rows that stand side by side here too go together.
        let side_by_side = |one: &usize, other: &usize| one + 1 == *other;
        let runs: Vec<&[usize]> = places.chunk_by(side_by_side).collect();
        for (number, run) in runs.iter().enumerate() {
            for (k, &first) in run.iter().enumerate() {
                let (into, _) = self.from(first, first);
                let of_others = runs[number + 1..].iter().copied();
                for run in std::iter::once(&run[k..]).chain(of_others) {
                    let (own, others) = values.split_at(run.len());
                    let begin = run[0] - first;
                    for (entry, value) in into[begin..begin + run.len()].iter_mut().zip(own) {
                        *entry += value;
                    }
                    values = others;
                }
            }
        }
    }

    /// Appends what is left, the lower half of it.
    fn leave(&self, waiting: &mut Vec<f64>) {
        let left = self.size - self.own.len() / self.size;
        for k in 0..left {
            waiting.extend_from_slice(&self.rest[k * left + k..(k + 1) * left]);
        }
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
