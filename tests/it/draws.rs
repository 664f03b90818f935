//! Random numbers, the same on every machine.

/// Draws in order, from a seed.
pub struct Draws(pub u64);

impl Draws {
    /// Returns a whole number below `many`.
    pub fn below(&mut self, many: usize) -> usize {
        // Knuth's multiplier (MMIX).
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % many
    }

    /// Returns one of the items.
    pub fn one_of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }
}
