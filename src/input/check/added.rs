//! What options can add to the numbers of the model, whichever of them are taken.

use std::collections::{HashMap, HashSet};

use super::super::additions::{self, Additions};
use super::super::document::{Entity, Table};

/// What options add.
#[derive(Default)]
pub(super) struct Added<'a> {
    /// By the path of the number it is added to.
    by_path: HashMap<&'a str, Vec<By<'a>>>,
    /// The options that add anything.
    adding: HashSet<&'a str>,
    /// Whether some addition is wrong, and not among these.
    pub is_in_part: bool,
}

/// What one option adds to one number.
#[derive(Clone, Copy)]
pub(super) struct By<'a> {
    pub option: &'a Entity,
    pub added: &'a additions::Added,
}

impl<'a> Added<'a> {
    pub fn of(root: &'a Table, additions: &'a Additions) -> Self {
        let mut adding = HashSet::new();
        let mut by_path: HashMap<&str, Vec<By>> = HashMap::new();
        for (option, all) in root.entities("option").iter().zip(&additions.of) {
            for added in all {
                if added.amounts.iter().any(|&amount| amount != 0.0) {
                    adding.insert(option.id.as_str());
                }
                let of_path = by_path.entry(&added.path).or_default();
                of_path.push(By { option, added });
            }
        }
        Self {
            by_path,
            adding,
            is_in_part: additions.is_in_part,
        }
    }

    /// Returns whether an option changes some number.
    pub fn is_adding(&self, option: &Entity) -> bool {
        self.adding.contains(option.id.as_str())
    }

    /// Returns what options add to a number.
    pub fn to(&self, path: &str) -> &[By<'a>] {
        self.by_path
            .get(path)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// Returns whether some option changes a number.
    pub fn touches(&self, path: &str) -> bool {
        let mut amounts = self.to(path).iter().flat_map(|by| &by.added.amounts);
        amounts.any(|&amount| amount != 0.0)
    }

    /// Returns the least and the most that options can add to a number in one quarter, each as often as it can be.
    pub fn range(&self, path: &str, t: usize) -> (f64, f64) {
        let mut range = (0.0, 0.0);
        for by in self.to(path) {
            let (least, most) = times(&by.option.table);
            let amount = by.added.amounts[t];
            range.0 += (least * amount).min(most * amount);
            range.1 += (least * amount).max(most * amount);
        }
        range
    }
}

/// Returns how often an option is taken at least and at most.
pub(super) fn times(option: &Table) -> (f64, f64) {
    let at_most = option.number("at_most").unwrap_or(1.0);
    let taken = option.number("taken");
    taken.map_or((0.0, at_most), |taken| (taken, taken))
}
