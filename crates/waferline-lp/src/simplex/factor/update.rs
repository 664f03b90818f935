//! Exchanging one column of the basis without factoring again.
//!
//! With `B = L R^-1 U` (`R` the row operations of earlier updates) the entering column `a_q` replaces column `p` of `U` by its
//! half solution `R L^-1 a_q`: a spike. Row and column `p` move to the end of the order, which makes `U` triangular again but
//! for the rest of row `p`. One row operation eliminates that: with multipliers `m` that solve `m U = u_p.` for the rows
//! behind. They are read off the half solution of `B' rho = e_p`, which the method has solved for the pivot row, so an update
//! solves nothing; the new diagonal entry is the old one times the pivot `alpha_pq`.
//!
//! Source of the method: Forrest and Tomlin, "Updated triangular factors of the basis to maintain sparsity in the product
//! form simplex method" (1972).

use std::sync::Arc;

use super::etas::Half;
use super::lu::{Factor, NONE};
use super::vector::narrow;

/// Updates that a factor is good for at the most: each adds a row operation to every solve and rounding to every number.
/// (GLPK takes a hundred too.)
const MOST_UPDATES: usize = 100;
/// With fewer updates than this, factors are never given up for what has filled in: factoring again costs about this many.
const FEW_UPDATES: usize = 20;
/// Factors that have grown to this many times what they were at first, an entry a row included, cost more than new ones.
const FILLED: usize = 3;

impl Factor {
    /// Returns how many updates were made since the factors were computed.
    pub(in crate::simplex) fn update_count(&self) -> usize {
        self.etas.rows.len()
    }

    /// Returns whether a fresh factorization is due: factors that have filled up cost more than factoring again.
    pub(in crate::simplex) fn is_stale(&self) -> bool {
        let updates = self.update_count();
        let filled = self.upper.rows.count() + self.etas.index.len();
        updates >= MOST_UPDATES
            || (updates >= FEW_UPDATES && filled > FILLED * self.upper.initial + FILLED * self.size)
    }

    /// Replaces the column at `position`, by halves: that of the entering column's solution, and that of the solution
    /// for the row it is pivoted on; `pivot` is the entering column's entry there.
    pub(in crate::simplex) fn update(
        &mut self,
        position: usize,
        pivot: f64,
        column: &Half,
        row: &Half,
    ) {
        let p = narrow(position);
        let upper = Arc::make_mut(&mut self.upper);
        let before = upper.pivot[position];
        for k in upper.columns.range(position) {
            let row = upper.columns.index_at(k);
            upper.rows.remove(row as usize, p);
        }
        upper.columns.clear(position);
        for k in upper.rows.range(position) {
            let column = upper.rows.index_at(k);
            upper.columns.remove(column as usize, p);
        }
        upper.rows.clear(position);
        for &(row, value) in &column.entries {
            if row != p {
                upper.columns.push(position, row, value);
                upper.rows.push(row as usize, p, value);
            }
        }
        upper.pivot[position] = before * pivot;
        let place = upper.place[position] as usize;
        upper.order[place] = NONE;
        upper.place[position] = narrow(upper.order.len());
        upper.order.push(p);
        for &(other, value) in &row.entries {
            if other != p {
                self.etas.index.push(other);
                self.etas.value.push(-value * before);
            }
        }
        self.etas.rows.push(p);
        self.etas.ends.push(narrow(self.etas.index.len()));
    }
}
