//! A vector that knows where it is not 0.

/// Entries of a solution below this are rounding: right-hand sides and matrix are scaled to about 1, and 1e-16 of that grows
/// by a hundred on the way. (HiGHS drops at 1e-14 too.)
pub(in crate::simplex) const ROUNDING: f64 = 1e-14;
/// Stands for an entry that cancelled but stays listed: no sum of real numbers notices it.
const CANCELLED: f64 = 1e-100;

/// A vector stored in full, with the list of its nonzero entries: each listed once, and nothing else but 0.
#[derive(Clone, Debug, Default)]
pub(in crate::simplex) struct Sparse {
    pub(in crate::simplex) value: Vec<f64>,
    pub(in crate::simplex) index: Vec<u32>,
}

impl Sparse {
    /// Makes all `size` entries 0.
    pub(in crate::simplex) fn reset(&mut self, size: usize) {
        if self.value.len() != size {
            self.index.clear();
            self.value.clear();
            self.value.resize(size, 0.0);
        } else if self.index.len() * 4 < size {
            for &i in &self.index {
                self.value[i as usize] = 0.0;
            }
            self.index.clear();
        } else {
            self.value.fill(0.0);
            self.index.clear();
        }
    }

    /// Sets an entry that is still 0.
    pub(in crate::simplex) fn push(&mut self, i: usize, value: f64) {
        if value != 0.0 {
            self.value[i] = value;
            self.index.push(narrow(i));
        }
    }

    /// Adds to an entry.
    pub(in crate::simplex) fn add(&mut self, i: usize, value: f64) {
        let before = self.value[i];
        let after = before + value;
        if before == 0.0 && after != 0.0 {
            self.index.push(narrow(i));
        }
        // Not 0: what is listed would else be listed twice when it becomes nonzero again.
        self.value[i] = if after == 0.0 && before != 0.0 {
            CANCELLED
        } else {
            after
        };
    }

    /// Becomes a copy of another vector.
    pub(in crate::simplex) fn copy(&mut self, other: &Self) {
        self.reset(other.value.len());
        for (i, value) in other.iter() {
            self.push(i, value);
        }
    }

    /// Lists the entries again after they were set without listing; rounding becomes 0.
    pub(in crate::simplex) fn list(&mut self) {
        self.index.clear();
        for (i, value) in self.value.iter_mut().enumerate() {
            if value.abs() > ROUNDING {
                self.index.push(narrow(i));
            } else {
                *value = 0.0;
            }
        }
    }

    /// Returns the listed entries as (place, value).
    pub(in crate::simplex) fn iter(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.index
            .iter()
            .map(|&i| (i as usize, self.value[i as usize]))
    }
}

/// Returns a row or position as it is stored; no program has more than 2^32 of them.
#[allow(clippy::cast_possible_truncation)]
pub(in crate::simplex) fn narrow(i: usize) -> u32 {
    i as u32
}
