//! Diagnostics as a reader of the model file wants them: place, snippet, next step.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{SourceId, Sources};

use super::number::count;

/// Returns the diagnostics one below the other, with ANSI styles, each with its places in the sources.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii);
    let mut text = String::new();
    for diagnostic in diagnostics {
        text.push_str(&render_one(diagnostic, sources, &renderer));
        text.push_str("\n\n");
    }
    text
}

/// Returns how many errors and warnings there are: `2 errors, 1 warning`.
#[must_use]
pub fn tally(diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics
        .iter()
        .filter(|it| it.severity == Severity::Error)
        .count();
    let warnings = diagnostics.len() - errors;
    let mut parts = Vec::new();
    if errors > 0 {
        parts.push(count(errors, "error", "errors"));
    }
    if warnings > 0 {
        parts.push(count(warnings, "warning", "warnings"));
    }
    parts.join(", ")
}

fn render_one(diagnostic: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = level
        .primary_title(diagnostic.message.as_str())
        .id(diagnostic.code)
        .elements(snippets(diagnostic, sources));
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer.render(&[group])
}

/// Returns one snippet a source, the main place's source first.
fn snippets<'a>(
    diagnostic: &'a Diagnostic,
    sources: &'a Sources,
) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let mut order: Vec<SourceId> = Vec::new();
    for label in &diagnostic.labels {
        if !order.contains(&label.span.source) {
            order.push(label.span.source);
        }
    }
    let snippet = |id: SourceId| {
        let source = sources.get(id);
        let labels = diagnostic.labels.iter().enumerate();
        let here = labels.filter(|(_, label)| label.span.source == id);
        let annotations = here.map(|(position, label)| {
            let kind = match position {
                0 => AnnotationKind::Primary,
                _ => AnnotationKind::Context,
            };
            let text = Some(label.text.as_str()).filter(|text| !text.is_empty());
            kind.span(within(&source.text, label.span.start, label.span.end))
                .label(text)
        });
        Snippet::source(source.text.as_str())
            .path(source.name.as_str())
            .annotations(annotations)
    };
    order.into_iter().map(snippet).collect()
}

/// Returns the span moved into the text and onto whole characters: a wrong span must not hide what is wrong.
fn within(text: &str, start: usize, end: usize) -> std::ops::Range<usize> {
    let onto = |position: usize| {
        let mut position = position.min(text.len());
        while !text.is_char_boundary(position) {
            position -= 1;
        }
        position
    };
    let start = onto(start);
    start..onto(end).max(start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn sample() -> (Vec<Diagnostic>, Sources) {
        let mut sources = Sources::default();
        let model = sources.add(
            "models/trainium.toml",
            "[foundry.tsmc-n3p]\ncapacity = 12000\nwafer_prize = 27000\n\n[die.trn3]\nfoundry = \"tsmc-n3\"\n",
        );
        let set = sources.add("--set 1", "foundry.tsmc-n3p.capacity *= -0.8");
        let span = |source, start, end| Span { source, start, end };
        let diagnostics = vec![
            Diagnostic::error(
                "unknown-key",
                "unknown key `wafer_prize` in foundry `tsmc-n3p`",
            )
            .with_label(span(model, 36, 47), "not a field of a foundry")
            .with_help("did you mean `wafer_price`?"),
            Diagnostic::error("negative", "capacity of foundry `tsmc-n3p` is negative")
                .with_label(span(set, 29, 33), "makes it -9600")
                .with_label(span(model, 30, 35), "12000 here"),
            Diagnostic::warning("commitment-above-capacity", "a commitment above capacity"),
        ];
        (diagnostics, sources)
    }

    #[test]
    fn diagnostics_show_place_snippet_and_next_step() {
        let (diagnostics, sources) = sample();
        let text = anstream::adapter::strip_str(&render(&diagnostics, &sources)).to_string();
        insta::assert_snapshot!(text, @r"
        error[unknown-key]: unknown key `wafer_prize` in foundry `tsmc-n3p`
         --> models/trainium.toml:3:1
          |
        3 | wafer_prize = 27000
          | ^^^^^^^^^^^ not a field of a foundry
          |
          = help: did you mean `wafer_price`?

        error[negative]: capacity of foundry `tsmc-n3p` is negative
         --> --set 1:1:30
          |
        1 | foundry.tsmc-n3p.capacity *= -0.8
          |                              ^^^^ makes it -9600
          |
         ::: models/trainium.toml:2:12
          |
        2 | capacity = 12000
          |            ----- 12000 here

        warning[commitment-above-capacity]: a commitment above capacity
        ");
        assert_eq!(tally(&diagnostics), "2 errors, 1 warning");
    }

    #[test]
    fn wrong_spans_do_not_panic() {
        let mut sources = Sources::default();
        let source = sources.add("m.toml", "né");
        let span = Span {
            source,
            start: 2,
            end: 99,
        };
        let diagnostic = Diagnostic::error("x", "y").with_label(span, "");
        assert!(render(&[diagnostic], &sources).contains("m.toml"));
    }
}
