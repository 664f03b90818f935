//! Which place of which text set each number of a model.

use std::collections::BTreeMap;

use super::document::{Data, Table};
use super::node::Path;
use crate::quarter::Quarter;
use crate::source::Span;

/// From addresses to the text that set the value there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    start: Option<Quarter>,
    /// By path: the first quarter, counted from the start, of each run of quarters set in one place.
    places: BTreeMap<String, Vec<(usize, Option<Span>)>>,
}

impl Places {
    pub(super) fn of_document(root: &Table, start: Quarter) -> Self {
        let mut places = BTreeMap::new();
        root.each_table(Path::ROOT, &mut |path, table| {
            if let Some(span) = table.span {
                places.insert(path.to_string(), vec![(0, Some(span))]);
            }
        });
        root.each_slot(Path::ROOT, &mut |path, _, slot| {
            let runs = match &slot.data {
                Data::Series(series) => series
                    .runs()
                    .iter()
                    .map(|&(from, origin)| (from, origin.span.filter(|_| origin.given)))
                    .collect(),
                Data::Table(_) | Data::Entities(_) => return,
                _ => vec![(0, slot.origin.span.filter(|_| slot.origin.given))],
            };
            if runs.iter().any(|(_, span)| span.is_some()) {
                places.insert(path.to_string(), runs);
            }
        });
        Self {
            start: Some(start),
            places,
        }
    }

    /// Returns the place that set the value at `path`, in `quarter` where it varies; `None` for a default.
    ///
    /// Without a quarter, the first place of a value that several set. The path of a table with an id leads to its key.
    #[must_use]
    pub fn of(&self, path: &str, quarter: Option<Quarter>) -> Option<Span> {
        let runs = self.places.get(path)?;
        let (Some(quarter), Some(start)) = (quarter, self.start) else {
            return runs.iter().find_map(|&(_, span)| span);
        };
        let t = usize::try_from(quarter.since(start)).ok()?;
        let after = runs.partition_point(|&(from, _)| from <= t);
        runs.get(after.checked_sub(1)?)?.1
    }
}
