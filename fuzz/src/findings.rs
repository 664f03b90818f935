//! What must hold for everything that is said about a text.

use waferline::diagnostic::{Diagnostic, Severity};
use waferline::input::{Input, Loaded};
use waferline::report::diagnostics::render;
use waferline::report::json::Finding;
use waferline::source::Sources;

/// So many findings are shown with their lines: each takes a walk through the whole text.
const SHOWN: usize = 2;

/// Returns the model under these scenarios and assignments, if it is one, once all that is said about it was checked.
///
/// # Panics
/// If something said does not hold.
#[must_use]
pub fn read(input: &Input, scenarios: &[&str], sets: &[&str]) -> Option<Loaded> {
    match input.model(scenarios, sets) {
        Ok(loaded) => {
            check_findings(&loaded.warnings, &loaded.sources);
            let mut warnings = loaded.warnings.iter();
            assert!(warnings.all(|found| found.severity == Severity::Warning));
            Some(loaded)
        }
        Err(rejected) => {
            check_findings(&rejected.diagnostics, &rejected.sources);
            let mut all = rejected.diagnostics.iter();
            assert!(
                all.any(|found| found.severity == Severity::Error),
                "rejected without an error: {rejected}"
            );
            None
        }
    }
}

/// Checks that findings have places, that the places are inside their texts, between characters, and that every form of
/// a finding can be told.
///
/// # Panics
/// If not.
pub fn check_findings(diagnostics: &[Diagnostic], sources: &Sources) {
    let texts: Vec<&str> = sources.iter().map(|source| &*source.text).collect();
    for found in diagnostics {
        assert!(!found.message.is_empty() && !found.code.is_empty());
        assert!(!found.labels.is_empty(), "no place: {found:?}");
        for label in &found.labels {
            let span = label.span;
            let text = texts.get(span.source.0).expect("a text that was read");
            assert!(
                text.get(span.start..span.end).is_some(),
                "no place in a text of {} bytes: {found:?}",
                text.len()
            );
        }
    }
    let few = &diagnostics[..diagnostics.len().min(SHOWN)];
    assert_eq!(render(few, sources).is_empty(), few.is_empty());
    let counted: usize = Finding::all(diagnostics, sources)
        .iter()
        .map(|finding| finding.count)
        .sum();
    assert_eq!(counted, diagnostics.len());
}
