//! What is shown now, part by part, and who is told when a part changes.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

/// The parts of the page that change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pane {
    /// What is seen, the link to it, undo and redo.
    Head,
    /// What is to be said first: a changed file, an answer that could not be had.
    Notice,
    /// How far the work is.
    Status,
    /// Scenarios, options and numbers as they are changed.
    Changes,
    /// The margin and its change; or why there is no plan.
    Now,
    /// Why it is so, in short.
    Lead,
    /// From the base's margin to this one.
    Bridge,
    /// Who gets what.
    Racks,
    /// Who waits.
    Waiting,
    /// Fleet and power.
    Power,
    /// Prices of limits.
    Limits,
    /// Value curves.
    Curves,
    /// What options are worth.
    Options,
    /// All tables of the plan.
    Tables,
    /// The proof, and what it was made from.
    Proof,
}

impl Pane {
    /// Every part that shows an answer.
    pub const OF_ANSWER: [Self; 11] = [
        Self::Now,
        Self::Bridge,
        Self::Lead,
        Self::Racks,
        Self::Waiting,
        Self::Power,
        Self::Limits,
        Self::Curves,
        Self::Options,
        Self::Tables,
        Self::Proof,
    ];

    /// Returns the id of its place on the page.
    pub fn id(self) -> &'static str {
        match self {
            Self::Head => "pane-head",
            Self::Notice => "pane-notice",
            Self::Status => "pane-status",
            Self::Changes => "pane-changes",
            Self::Now => "pane-now",
            Self::Lead => "pane-lead",
            Self::Bridge => "pane-bridge",
            Self::Racks => "pane-racks",
            Self::Waiting => "pane-waiting",
            Self::Power => "pane-power",
            Self::Limits => "pane-limits",
            Self::Curves => "pane-curves",
            Self::Options => "pane-options",
            Self::Tables => "pane-tables",
            Self::Proof => "pane-proof",
        }
    }
}

/// What a pane shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// From which version of the board on.
    version: u64,
    /// Which numbers it is about, counted from the start of the desk.
    pub about: u64,
    /// Finished markup.
    pub content: String,
}

/// The content of every pane.
#[derive(Debug)]
pub struct Board {
    panes: Mutex<BTreeMap<Pane, Shown>>,
    version: watch::Sender<u64>,
}

impl Default for Board {
    fn default() -> Self {
        Self {
            panes: Mutex::default(),
            version: watch::channel(0).0,
        }
    }
}

impl Board {
    fn panes(&self) -> MutexGuard<'_, BTreeMap<Pane, Shown>> {
        self.panes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows these contents, all at once, about the same numbers; what is shown already is no news.
    pub fn show(&self, about: u64, contents: impl IntoIterator<Item = (Pane, String)>) {
        let mut panes = self.panes();
        let version = *self.version.borrow() + 1;
        let mut is_news = false;
        for (pane, content) in contents {
            let shown = panes.entry(pane).or_default();
            if shown.about != about || shown.content != content {
                *shown = Shown {
                    version,
                    about,
                    content,
                };
                is_news = true;
            }
        }
        // Still under the lock: a version is never told before its contents.
        if is_news {
            self.version.send_replace(version);
        }
        drop(panes);
    }

    /// Returns what a pane shows.
    pub fn shown(&self, pane: Pane) -> Shown {
        self.panes().get(&pane).cloned().unwrap_or_default()
    }

    /// Returns what changed after a version, and the version now.
    pub fn since(&self, version: u64) -> (u64, Vec<(Pane, Shown)>) {
        let panes = self.panes();
        let news = panes.iter().filter(|(_, shown)| shown.version > version);
        let news = news.map(|(pane, shown)| (*pane, shown.clone()));
        (*self.version.borrow(), news.collect())
    }

    /// Returns what tells of every new version.
    pub fn versions(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_gets_what_it_has_not_seen() {
        let board = Board::default();
        let show = |about, now: &str, head: &str| {
            board.show(
                about,
                [(Pane::Now, now.to_owned()), (Pane::Head, head.to_owned())],
            );
        };
        show(1, "a", "b");
        let (seen, all) = board.since(0);
        assert_eq!(all.len(), 2);
        show(1, "a", "b");
        assert_eq!(board.since(seen), (seen, Vec::new()));
        show(1, "c", "b");
        let (later, news) = board.since(seen);
        assert!(later > seen);
        assert_eq!(news.len(), 1);
        assert_eq!(news[0].1.content, "c");
        // The same words about other numbers are news.
        show(2, "c", "b");
        assert_eq!(board.since(later).1.len(), 2);
        assert_eq!(board.shown(Pane::Now).about, 2);
    }
}
