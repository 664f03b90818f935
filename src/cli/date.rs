//! The date of the data: when the files of a model were last changed.

use chrono::{DateTime, Utc};

use crate::input::Loaded;

/// Returns the day, in UTC, on which the newest file of the model was changed; `None` where that is not known, as of what
/// standard input said.
pub fn of_newest(loaded: &Loaded) -> Option<String> {
    let changed = |name: &str| std::fs::metadata(name).ok()?.modified().ok();
    let files = loaded.files.iter();
    let newest = files.filter_map(|file| changed(&file.name)).max()?;
    Some(DateTime::<Utc>::from(newest).date_naive().to_string())
}
