//! Dense arithmetic: some columns of a symmetric matrix eliminated.
//!
//! With `F` split after `p` columns,
//!
//! ```text
//! F11 = L11 L11',    L21 = F21 L11'^-1,    F22 <- F22 - L21 L21'
//! ```
//!
//! in blocks of columns, so that most of the work is a product of two narrow matrices. That is done in tiles of
//! [`TALL`] by [`WIDE`] numbers that stay in the processor's registers. Sums are formed in one order everywhere, and products
//! are rounded before they are added: the same digits on every machine.
//!
//! Source of the method: Golub and Van Loan, *Matrix Computations*, section 4.2.9 (block Cholesky); Goto and van de Geijn,
//! "Anatomy of high-performance matrix multiplication" (2008).

/// A tile's rows. Sixteen sums fit the registers that every processor has; twice as many do not, and take a third to two thirds longer at sizes
/// M and L.
const TALL: usize = 4;
/// A tile's columns.
const WIDE: usize = 4;
/// Columns of a block: packed, they stay in the fastest cache beside a tile.
const BLOCK: usize = 64;

/// Memory for packed blocks.
#[derive(Clone, Debug, Default)]
pub(super) struct Packed {
    tall: Vec<f64>,
    wide: Vec<f64>,
}

/// A symmetric matrix, the lower half of it, by column: the columns to eliminate with all of their rows, and the square that is left.
#[derive(Debug)]
pub(super) struct Front<'a> {
    /// How many rows there are.
    pub(super) size: usize,
    pub(super) own: &'a mut [f64],
    pub(super) rest: &'a mut [f64],
}

impl Front<'_> {
    /// Eliminates the own columns.
    ///
    /// A pivot that is not above `least` is one of a dependent row: its column is eliminated as if its diagonal were infinite,
    /// which makes its part of every solution 0.
    pub(super) fn eliminate(&mut self, least: f64, packed: &mut Packed) {
        let columns = self.own.len() / self.size.max(1);
        let mut begin = 0;
        while begin < columns {
            let end = columns.min(begin + BLOCK);
            for j in begin..end {
                self.eliminate_column((begin, j), least);
            }
            if end < self.size {
                self.pack((begin, end), packed);
                self.subtract((begin, end), packed);
            }
            begin = end;
        }
    }

    /// Finishes column `j` of the block that begins at `begin`.
    fn eliminate_column(&mut self, (begin, j): (usize, usize), least: f64) {
        let size = self.size;
        let (done, rest) = self.own.split_at_mut(j * size);
        let column = &mut rest[j..size];
        let mut four = done[begin * size..].chunks_exact(4 * size);
        for others in four.by_ref() {
            let of = |k: usize| &others[k * size + j..(k + 1) * size];
            let by = [of(0)[0], of(1)[0], of(2)[0], of(3)[0]];
            subtract_four(column, by, [of(0), of(1), of(2), of(3)]);
        }
        for other in four.remainder().chunks_exact(size) {
            let other = &other[j..];
            subtract_multiple(column, other[0], other);
        }
        let pivot = column[0];
        if pivot > least {
            let root = pivot.sqrt();
            let inverse = 1.0 / root;
            column[0] = root;
            column[1..].iter_mut().for_each(|entry| *entry *= inverse);
        } else {
            column.fill(0.0);
            column[0] = f64::INFINITY;
        }
    }

    /// Copies a block's rows below it in the order in which tiles read them.
    fn pack(&self, (begin, end): (usize, usize), packed: &mut Packed) {
        let (size, width) = (self.size, end - begin);
        let height = size - end;
        packed.tall.clear();
        packed
            .tall
            .resize(height.div_ceil(TALL) * TALL * width, 0.0);
        packed.wide.clear();
        packed
            .wide
            .resize(height.div_ceil(WIDE) * WIDE * width, 0.0);
        for k in 0..width {
            let column = &self.own[(begin + k) * size + end..(begin + k + 1) * size];
            for (panel, rows) in column.chunks(TALL).enumerate() {
                let at = (panel * width + k) * TALL;
                packed.tall[at..at + rows.len()].copy_from_slice(rows);
            }
            for (panel, rows) in column.chunks(WIDE).enumerate() {
                let at = (panel * width + k) * WIDE;
                packed.wide[at..at + rows.len()].copy_from_slice(rows);
            }
        }
    }

    /// Subtracts the packed block times itself from what is to the right of it.
    fn subtract(&mut self, (begin, end): (usize, usize), packed: &Packed) {
        let width = end - begin;
        let height = self.size - end;
        for (panel, wide) in packed.wide.chunks_exact(WIDE * width).enumerate() {
            let column = panel * WIDE;
            let columns = WIDE.min(height - column);
            let first = column / TALL;
            let tall = packed.tall.chunks_exact(TALL * width).enumerate();
            for (number, tall) in tall.skip(first) {
                let tile = product(tall, wide);
                let row = number * TALL;
                let rows = TALL.min(height - row);
                for (k, sums) in tile.iter().enumerate().take(columns) {
                    let (entries, above) = self.from(end + column + k, end + row);
                    if above == 0 && rows == TALL {
                        for (entry, sum) in entries[..TALL].iter_mut().zip(sums) {
                            *entry -= sum;
                        }
                    } else {
                        for (entry, sum) in entries.iter_mut().zip(&sums[above..rows]) {
                            *entry -= sum;
                        }
                    }
                }
            }
        }
    }

    /// Returns a column's entries from a row on; with how many rows fewer, where the column has none there.
    pub(super) fn from(&mut self, column: usize, row: usize) -> (&mut [f64], usize) {
        let columns = self.own.len() / self.size;
        if column < columns {
            (&mut self.own[column * self.size + row..], 0)
        } else {
            let left = self.size - columns;
            let above = columns.saturating_sub(row);
            let at = (column - columns) * left + row + above - columns;
            (&mut self.rest[at..], above)
        }
    }
}

/// Returns a tile of the product of a packed panel with another's transpose.
#[inline]
fn product(tall: &[f64], wide: &[f64]) -> [[f64; TALL]; WIDE] {
    let mut tile = [[0.0; TALL]; WIDE];
    for (tall, wide) in tall.chunks_exact(TALL).zip(wide.chunks_exact(WIDE)) {
        for k in 0..WIDE {
            for i in 0..TALL {
                tile[k][i] += tall[i] * wide[k];
            }
        }
    }
    tile
}

/// Subtracts multiples of four vectors from another, one after the other for each entry.
#[inline]
pub(super) fn subtract_four(from: &mut [f64], by: [f64; 4], [a, b, c, d]: [&[f64]; 4]) {
    let values = a.iter().zip(b).zip(c.iter().zip(d));
    for (entry, ((a, b), (c, d))) in from.iter_mut().zip(values) {
        *entry = *entry - by[0] * a - by[1] * b - by[2] * c - by[3] * d;
    }
}

/// Subtracts a multiple of a vector from another.
#[inline]
pub(super) fn subtract_multiple(from: &mut [f64], factor: f64, vector: &[f64]) {
    for (entry, value) in from.iter_mut().zip(vector) {
        *entry -= factor * value;
    }
}

/// Returns the inner product of two vectors, summed in [`TALL`] lanes.
#[inline]
pub(super) fn dot(one: &[f64], other: &[f64]) -> f64 {
    let mut lanes = [0.0; TALL];
    let (ones, others) = (one.chunks_exact(TALL), other.chunks_exact(TALL));
    let rest: f64 = ones
        .remainder()
        .iter()
        .zip(others.remainder())
        .map(|(a, b)| a * b)
        .sum();
    for (one, other) in ones.zip(others) {
        for k in 0..TALL {
            lanes[k] += one[k] * other[k];
        }
    }
    rest + lanes.iter().sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks, tiles and what is left agree with elimination entry by entry, wherever blocks end and own columns do.
    #[test]
    fn eliminates_as_entry_by_entry() {
        for (size, columns) in [(1, 1), (7, 3), (70, 66), (90, 67), (131, 130), (140, 135)] {
            let entry = |row: usize, column: usize| {
                let off = ((row * 7 + column * 3) % 11) as f64 - 5.0;
                if row == column {
                    9.0 * size as f64
                } else {
                    off
                }
            };
            let mut plain: Vec<Vec<f64>> = (0..size)
                .map(|column| {
                    (0..size)
                        .map(|row| entry(row.max(column), row.min(column)))
                        .collect()
                })
                .collect();
            let left = size - columns;
            let own = |row: usize| plain[row / size][row % size];
            let mut own: Vec<f64> = (0..columns * size).map(own).collect();
            let square = (columns..size).flat_map(|column| plain[column][columns..].to_vec());
            let mut rest: Vec<f64> = square.collect();
            for k in 0..columns {
                let root = plain[k][k].sqrt();
                plain[k].iter_mut().for_each(|entry| *entry /= root);
                let column = plain[k].clone();
                for j in k + 1..size {
                    (j..size).for_each(|i| plain[j][i] -= column[i] * column[j]);
                }
            }
            let (own, rest) = (&mut own, &mut rest);
            Front { size, own, rest }.eliminate(0.0, &mut Packed::default());
            for column in 0..size {
                for row in column..size {
                    let found = if column < columns {
                        own[column * size + row]
                    } else {
                        rest[(column - columns) * left + row - columns]
                    };
                    let expected = plain[column][row];
                    assert!(
                        (found - expected).abs() < 1e-9,
                        "{size} {columns} {row} {column}"
                    );
                }
            }
        }
    }
}
