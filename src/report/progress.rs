//! How far a solve is.

use crate::lp::Progress;

use super::number::{count, quantity};

/// Returns how far it is: `improving: 12,345 iterations, objective 1,368,275,102`.
pub(crate) fn progress_in_words(progress: &Progress) -> String {
    let iterations = match progress.iterations {
        0 => String::new(),
        many => format!(": {}", count(many, "iteration", "iterations")),
    };
    let objective = progress.objective.map_or_else(String::new, |objective| {
        format!(", objective {}", quantity(objective))
    });
    let gap = progress.gap;
    let gap = gap.map_or_else(String::new, |gap| format!(", gap {gap:.0e}"));
    format!("{}{iterations}{objective}{gap}", progress.phase)
}
