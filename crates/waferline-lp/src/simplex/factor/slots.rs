//! Sparse lists that may change: rows or columns of a factor, each in a place of its own.

use super::vector::narrow;

/// Lists of (index, value) by number; a list that outgrows its room moves to the end.
#[derive(Clone, Debug, Default)]
pub(super) struct Slots {
    /// Where each list begins and ends.
    range: Vec<(u32, u32)>,
    room: Vec<u32>,
    index: Vec<u32>,
    value: Vec<f64>,
    /// Entries in use.
    count: usize,
}

impl Slots {
    /// Returns lists of these lengths, still empty, with room for `spare` more entries each.
    pub(super) fn with_room(lengths: &[u32], spare: u32) -> Self {
        let mut slots = Self {
            range: Vec::with_capacity(lengths.len()),
            room: Vec::with_capacity(lengths.len()),
            ..Self::default()
        };
        let mut total = 0;
        for &length in lengths {
            slots.range.push((total, total));
            slots.room.push(length + spare);
            total += length + spare;
        }
        slots.index.resize(total as usize, 0);
        slots.value.resize(total as usize, 0.0);
        slots
    }

    /// Returns how many entries all lists have.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn range(&self, k: usize) -> std::ops::Range<usize> {
        let (start, end) = self.range[k];
        start as usize..end as usize
    }

    pub(super) fn index(&self, k: usize) -> &[u32] {
        &self.index[self.range(k)]
    }

    /// Returns the index of the entry at a place of a [`Self::range`].
    pub(super) fn index_at(&self, at: usize) -> u32 {
        self.index[at]
    }

    pub(super) fn is_empty(&self, k: usize) -> bool {
        self.range[k].0 == self.range[k].1
    }

    /// Returns list `k` as its indices and its values.
    pub(super) fn get(&self, k: usize) -> (&[u32], &[f64]) {
        let range = self.range(k);
        (&self.index[range.clone()], &self.value[range])
    }

    /// Adds an entry to list `k`.
    pub(super) fn push(&mut self, k: usize, index: u32, value: f64) {
        let (start, end) = self.range[k];
        if end - start == self.room[k] {
            self.move_to_end(k, 2 * self.room[k] + 4);
        }
        let at = self.range[k].1 as usize;
        self.index[at] = index;
        self.value[at] = value;
        self.range[k].1 += 1;
        self.count += 1;
    }

    /// Takes the entry with this index out of list `k`.
    pub(super) fn remove(&mut self, k: usize, index: u32) {
        let range = self.range(k);
        let last = range.end - 1;
        if let Some(offset) = self.index[range.clone()].iter().position(|&i| i == index) {
            let at = range.start + offset;
            self.index[at] = self.index[last];
            self.value[at] = self.value[last];
            self.range[k].1 -= 1;
            self.count -= 1;
        }
    }

    /// Empties list `k`.
    pub(super) fn clear(&mut self, k: usize) {
        self.count -= self.range(k).len();
        self.range[k].1 = self.range[k].0;
    }

    fn move_to_end(&mut self, k: usize, room: u32) {
        let range = self.range(k);
        let length = narrow(range.len());
        let start = self.index.len();
        self.index.extend_from_within(range.clone());
        self.value.extend_from_within(range);
        self.index.resize(start + room as usize, 0);
        self.value.resize(start + room as usize, 0.0);
        self.range[k] = (narrow(start), narrow(start) + length);
        self.room[k] = room;
    }
}
