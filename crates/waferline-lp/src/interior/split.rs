//! Long columns split, where the rest of the program falls into parts without them.
//!
//! A column with an entry in many rows joins all of them: eliminating one row then fills its place in all others. Where the rows
//! would fall into parts that do not meet but for such columns, each part gets its own copy of them, with the same bounds and its share of
//! the cost, and a row more between a copy and the next one says that the two are equal:
//!
//! ```text
//! x_1 - x_2 = 0    x_2 - x_3 = 0    ...
//! ```
//!
//! The parts are eliminated one by one; what is left is a chain. The multipliers of the rows that are added cancel in the sum over
//! the copies, so that the prices of the other rows are prices of the program as it was.
//!
//! Source of the method: Lustig, Mulvey and Carpenter, "Formulating two-stage stochastic programs for interior point methods"
//! (1991); Vanderbei, "Splitting dense columns in sparse linear systems" (1991).

use super::standard::{Matrix, Standard};

/// Columns of no more entries are not taken for long: what they join is about as much as the columns near them join anyway.
const SHORT: usize = 8;
/// The rows have fallen into parts if none has more than this share of them.
const LARGEST_PART: f64 = 0.5;

impl Standard {
    /// Returns the program with the fewest long columns split without which its rows fall into parts; `None` if they do not. Copies
    /// of a column stand side by side under its number, and the rows that are added stand last.
    pub(super) fn split(&self) -> Option<Self> {
        let lengths = (0..self.matrix.width()).map(|j| self.matrix.column(j).0.len());
        let mut length = lengths.max().unwrap_or(0) / 2;
        while length >= SHORT {
            let part = parts(&self.matrix, length);
            if largest(&part) as f64 <= LARGEST_PART * part.len() as f64 {
                return Some(self.split_by(&part));
            }
            length /= 2;
        }
        None
    }

    /// Returns the program with a copy of each column for each part that it has entries in.
    fn split_by(&self, part: &[usize]) -> Self {
        let mut split = Self {
            matrix: Matrix::of_height(self.matrix.height),
            cost: Vec::new(),
            lower: Vec::new(),
            upper: Vec::new(),
            right: self.right.clone(),
            variables: Vec::new(),
            rows: self.rows.clone(),
        };
        let mut entries = Vec::new();
        for (j, &variable) in self.variables.iter().enumerate() {
            let (rows, values) = self.matrix.column(j);
            entries.clear();
            entries.extend(rows.iter().copied().zip(values.iter().copied()));
            entries.sort_by_key(|&(row, _)| part[row]);
            let copies: Vec<&[(usize, f64)]> = entries
                .chunk_by(|one, other| part[one.0] == part[other.0])
                .collect();
            let bounds = (self.lower[j], self.upper[j]);
            let cost = self.cost[j] / copies.len().max(1) as f64;
            let mut before = None;
            for (k, copy) in copies.iter().enumerate() {
                let next = (k + 1 < copies.len()).then(|| split.add_equation());
                let ends = before.map(|row| (row, -1.0)).into_iter();
                let ends = ends.chain(next.map(|row| (row, 1.0)));
                split.push(variable, cost, bounds, copy.iter().copied().chain(ends));
                before = next;
            }
            if copies.is_empty() {
                split.push(variable, cost, bounds, []);
            }
        }
        split
    }
}

/// Returns the part of each row: rows are in one part if columns of no more than `length` entries lead from one to the other. A part
/// has the number of one of its rows.
fn parts(matrix: &Matrix, length: usize) -> Vec<usize> {
    let mut part: Vec<usize> = (0..matrix.height).collect();
    for j in 0..matrix.width() {
        let (rows, _) = matrix.column(j);
        if rows.len() <= length {
            for pair in rows.windows(2) {
                let (one, other) = (root(&mut part, pair[0]), root(&mut part, pair[1]));
                part[one.max(other)] = one.min(other);
            }
        }
    }
    (0..matrix.height).map(|row| root(&mut part, row)).collect()
}

/// Returns the first row of a row's part so far; the way there is shortened.
fn root(part: &mut [usize], mut row: usize) -> usize {
    while part[row] != row {
        part[row] = part[part[row]];
        row = part[row];
    }
    row
}

/// Returns how many rows the largest part has.
fn largest(part: &[usize]) -> usize {
    let mut sizes = vec![0; part.len()];
    for &part in part {
        sizes[part] += 1;
    }
    sizes.into_iter().max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parts of two rows each, tied by a column of theirs, and columns in the first row of every part.
    fn parted(parts: usize, long: usize) -> Standard {
        let height = 2 * parts;
        let mut program = Standard {
            matrix: Matrix::of_height(height),
            cost: Vec::new(),
            lower: Vec::new(),
            upper: Vec::new(),
            right: vec![1.0; height],
            variables: Vec::new(),
            rows: (0..height).collect(),
        };
        for j in 0..long {
            let entries = (0..parts).map(|part| (2 * part, (1 + part + j) as f64));
            program.push(j, 3.0, (-1.0, 5.0), entries);
        }
        for part in 0..parts {
            let tie = [(2 * part, 1.0), (2 * part + 1, 2.0)];
            program.push(long + part, 1.0, (0.0, f64::INFINITY), tie);
        }
        program
    }

    /// Copies that are equal use of each row what the column uses, cost what it costs, and keep the rows that are added. Prices of
    /// those rows cancel.
    #[test]
    fn copies_are_the_column() {
        for (parts, long) in [(16, 1), (20, 3), (50, 2)] {
            let program = parted(parts, long);
            let split = program.split().expect("parts");
            assert_eq!(split.cost.len(), parts * (long + 1));
            assert_eq!(split.right.len(), 2 * parts + long * (parts - 1));
            assert_eq!(split.right.len(), split.matrix.height);
            assert!((0..split.cost.len()).all(|k| split.matrix.column(k).0.len() <= 3));
            let value = |number: usize| 1.0 + (number % 7) as f64;
            let numbers =
                |of: &Standard| of.variables.iter().map(|&j| value(j)).collect::<Vec<_>>();
            let cost = |of: &Standard| -> f64 {
                let all = of.cost.iter().zip(numbers(of));
                all.map(|(cost, x)| cost * x).sum()
            };
            assert!((cost(&program) - cost(&split)).abs() < 1e-9);
            let used = |of: &Standard| {
                let mut used = vec![0.0; of.matrix.height];
                of.matrix.add_product(&numbers(of), &mut used);
                used
            };
            let mut expected = used(&program);
            expected.resize(split.right.len(), 0.0);
            assert_eq!(used(&split), expected);
            let prices: Vec<f64> = (0..split.right.len()).map(|row| value(row * row)).collect();
            for j in 0..long {
                let copies = (0..split.cost.len()).filter(|&k| split.variables[k] == j);
                let priced: f64 = copies.map(|k| split.matrix.dot(k, &prices)).sum();
                assert!((priced - program.matrix.dot(j, &prices)).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn what_stays_in_one_piece_is_not_split() {
        assert!(parted(12, 2).split().is_none(), "no column is long");
        let mut tied = parted(40, 2);
        for part in 1..40 {
            tied.push(
                100 + part,
                1.0,
                (0.0, 1.0),
                [(2 * part - 2, 1.0), (2 * part, 1.0)],
            );
        }
        assert!(tied.split().is_none());
    }
}
