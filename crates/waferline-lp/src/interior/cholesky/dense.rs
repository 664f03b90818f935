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

/// Eliminates the first `columns` columns of a symmetric matrix of this size, stored by column, the lower half of it.
///
/// A pivot that is not above `least` is one of a dependent row: its column is eliminated as if its diagonal were infinite,
/// which makes its part of every solution 0.
pub(super) fn eliminate(
    front: &mut [f64],
    size: usize,
    columns: usize,
    least: f64,
    packed: &mut Packed,
) {
    let mut begin = 0;
    while begin < columns {
        let end = columns.min(begin + BLOCK);
        for j in begin..end {
            eliminate_column(front, size, (begin, j), least);
        }
        if end < size {
            pack(front, size, (begin, end), packed);
            subtract(front, size, (begin, end), packed);
        }
        begin = end;
    }
}

/// Finishes column `j` of the block that begins at `begin`.
fn eliminate_column(front: &mut [f64], size: usize, (begin, j): (usize, usize), least: f64) {
    let (done, rest) = front.split_at_mut(j * size);
    let column = &mut rest[j..size];
    for before in begin..j {
        let other = &done[before * size + j..(before + 1) * size];
        let factor = other[0];
        subtract_multiple(column, factor, other);
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
fn pack(front: &[f64], size: usize, (begin, end): (usize, usize), packed: &mut Packed) {
    let width = end - begin;
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
        let column = &front[(begin + k) * size + end..(begin + k + 1) * size];
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
fn subtract(front: &mut [f64], size: usize, (begin, end): (usize, usize), packed: &Packed) {
    let width = end - begin;
    let height = size - end;
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
                let at = (end + column + k) * size + end + row;
                if rows == TALL {
                    for (entry, sum) in front[at..at + TALL].iter_mut().zip(sums) {
                        *entry -= sum;
                    }
                } else {
                    for (entry, sum) in front[at..at + rows].iter_mut().zip(sums) {
                        *entry -= sum;
                    }
                }
            }
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
