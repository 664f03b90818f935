//! What is wrong with a model, as data; rendering is `report::diagnostics`.

use crate::printable::thousands;
use crate::source::Span;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The model cannot be used.
    Error,
    /// The model can be used, but probably does not say what was meant.
    Warning,
}

/// The most findings that are shown in full: nobody reads more, and each takes time to write.
pub const MOST_SHOWN: usize = 100;

/// A place a diagnostic points at, with what to say there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What about it; may be empty.
    pub text: String,
}

/// One finding about a model: where, what, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// A stable code such as `unknown-key`; CONTRIBUTING lists them.
    pub code: &'static str,
    /// What is wrong, in one sentence without a final stop.
    pub message: String,
    /// The places, the main one first; empty for models built without a text.
    pub labels: Vec<Label>,
    /// The next step: "did you mean `trn3-ultra`?".
    pub help: Option<String>,
}

impl Diagnostic {
    /// Returns an error without places.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            labels: Vec::new(),
            help: None,
        }
    }

    /// Returns a warning without places.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, message)
        }
    }

    /// Returns the same finding with one more place.
    #[must_use]
    pub(crate) fn with_label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Returns the same finding with the next step.
    #[must_use]
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Findings of one code that are counted, not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unshown {
    /// Errors or warnings.
    pub severity: Severity,
    /// Their code.
    pub code: &'static str,
    /// How many are not shown.
    pub count: usize,
}

impl Unshown {
    /// Returns it in one sentence without a final stop.
    #[must_use]
    pub fn message(&self) -> String {
        let what = match (self.severity, self.count) {
            (Severity::Error, 1) => "error",
            (Severity::Error, _) => "errors",
            (Severity::Warning, 1) => "warning",
            (Severity::Warning, _) => "warnings",
        };
        let count = thousands(&self.count.to_string());
        format!("{count} more {what} of this kind, not shown")
    }
}

/// Returns which findings to show in full, in their order and at most [`MOST_SHOWN`], and how many of each code remain.
///
/// Every code is shown at least once, errors before warnings, so that one kind of trouble does not hide another.
#[must_use]
pub fn shown<'a>(
    all: impl IntoIterator<Item = &'a Diagnostic>,
) -> (Vec<&'a Diagnostic>, Vec<Unshown>) {
    let all: Vec<&Diagnostic> = all.into_iter().collect();
    let mut kinds: Vec<Unshown> = Vec::new();
    let mut kind_of = Vec::with_capacity(all.len());
    for found in &all {
        let (severity, code) = (found.severity, found.code);
        let known = kinds
            .iter()
            .position(|kind| (kind.severity, kind.code) == (severity, code));
        let kind = known.unwrap_or_else(|| {
            kinds.push(Unshown {
                severity,
                code,
                count: 0,
            });
            kinds.len() - 1
        });
        kinds[kind].count += 1;
        kind_of.push(kind);
    }
    // First the share of each kind, then, as far as there is room, the rest from the front.
    let share = (MOST_SHOWN / kinds.len().max(1)).max(1);
    let mut is_shown = vec![false; all.len()];
    let mut room = MOST_SHOWN;
    for (most, severity) in [
        (share, Severity::Error),
        (share, Severity::Warning),
        (MOST_SHOWN, Severity::Error),
        (MOST_SHOWN, Severity::Warning),
    ] {
        let mut met = vec![0; kinds.len()];
        for (i, &kind) in kind_of.iter().enumerate() {
            met[kind] += 1;
            let fits = room > 0 && met[kind] <= most && kinds[kind].severity == severity;
            if fits && !is_shown[i] {
                is_shown[i] = true;
                room -= 1;
            }
        }
    }
    for (&kind, _) in kind_of.iter().zip(&is_shown).filter(|&(_, &shown)| shown) {
        kinds[kind].count -= 1;
    }
    kinds.retain(|kind| kind.count > 0);
    kinds.sort_by_key(|kind| kind.severity);
    let pairs = all.into_iter().zip(is_shown);
    let shown = pairs.filter_map(|(found, shown)| shown.then_some(found));
    (shown.collect(), kinds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_many_are_not_shown_is_read_at_a_glance() {
        let unshown = Unshown {
            severity: Severity::Error,
            code: "negative",
            count: 14_900,
        };
        assert_eq!(
            unshown.message(),
            "14,900 more errors of this kind, not shown"
        );
    }
}
