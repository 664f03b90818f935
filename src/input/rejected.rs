//! A model that cannot be used, and why.

use std::fmt;

use crate::diagnostic::{Diagnostic, Severity, shown};
use crate::source::Sources;

/// Everything wrong with a model, displayed in plain text, one finding after the other; of very many, the first of each code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Errors and warnings, in the order of the texts.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts they point into.
    pub sources: Sources,
}

impl std::error::Error for Rejected {}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (shown, rest) = shown(&self.diagnostics);
        for (i, found) in shown.into_iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            self.write(f, found)?;
        }
        for unshown in rest {
            let severity = word(unshown.severity);
            write!(f, "\n{severity}[{}]: {}", unshown.code, unshown.message())?;
        }
        Ok(())
    }
}

impl Rejected {
    fn write(&self, f: &mut fmt::Formatter<'_>, found: &Diagnostic) -> fmt::Result {
        if let Some(label) = found.labels.first() {
            write!(f, "{}: ", self.sources.place(label.span))?;
        }
        let severity = word(found.severity);
        write!(f, "{severity}[{}]: {}", found.code, found.message)?;
        for label in found.labels.iter().skip(1) {
            write!(f, "\n  {}: {}", self.sources.place(label.span), label.text)?;
        }
        if let Some(help) = &found.help {
            write!(f, "\n  help: {help}")?;
        }
        Ok(())
    }
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}
