//! Diagnostics as a reader of the model file wants them: place, snippet, next step.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Element, Level, Origin, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Label, Severity, shown};
use crate::source::{Source, SourceId, Sources};

use super::number::count;

/// Places further apart than this many lines are shown as two snippets: what lies between them costs time.
const ONE_SNIPPET: usize = 1000;
/// A longer line, in bytes, is named and not shown.
const LONGEST_LINE: usize = 100_000;
/// The most characters shown of a place in a text that is not shown by lines.
const MOST_OF_A_CELL: usize = 40;

/// Returns the diagnostics one below the other, with ANSI styles, each with its places in the sources; where there are
/// very many, the last say how many of which code are not shown.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii);
    let (shown, rest) = shown(diagnostics);
    let mut text = String::new();
    for diagnostic in shown {
        text.push_str(&render_one(diagnostic, sources, &renderer));
        text.push_str("\n\n");
    }
    for unshown in rest {
        let message = unshown.message();
        let title = level(unshown.severity).primary_title(message.as_str());
        let group = title.id(unshown.code).elements(Vec::<Element>::new());
        text.push_str(&renderer.render(&[group]));
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

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    }
}

fn render_one(diagnostic: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let mut group = level(diagnostic.severity)
        .primary_title(diagnostic.message.as_str())
        .id(diagnostic.code)
        .elements(snippets(diagnostic, sources));
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer.render(&[group])
}

/// A label with its bytes, moved into the text and onto whole characters: a wrong span must not hide what is wrong.
struct Placed<'a> {
    label: &'a Label,
    is_main: bool,
    bytes: Range<usize>,
}

/// Returns the snippets of each source, the main place's source first; in each the main place's first.
fn snippets<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<Element<'a>> {
    let mut order: Vec<SourceId> = Vec::new();
    for label in &diagnostic.labels {
        if !order.contains(&label.span.source) {
            order.push(label.span.source);
        }
    }
    let mut elements = Vec::new();
    for id in order {
        let source = sources.get(id);
        let labels = diagnostic.labels.iter().enumerate();
        let here = labels.filter(|(_, label)| label.span.source == id);
        if source.sheet.is_some() {
            elements.extend(here.flat_map(|(_, label)| cell(sources, label)));
            continue;
        }
        let mut placed: Vec<Placed> = here
            .map(|(position, label)| {
                let start = source.onto_character(label.span.start);
                let end = source.onto_character(label.span.end).max(start);
                Placed {
                    label,
                    is_main: position == 0,
                    bytes: start..end,
                }
            })
            .collect();
        // Stable: where places are the same, the order of the labels remains.
        placed.sort_by_key(|it| it.bytes.start);
        let mut near: Vec<Vec<Placed>> = Vec::new();
        for it in placed {
            let line = source.line(it.bytes.start);
            match near.last_mut() {
                Some(group)
                    if group
                        .last()
                        .is_some_and(|last| line <= source.line(last.bytes.end) + ONE_SNIPPET) =>
                {
                    group.push(it);
                }
                _ => near.push(vec![it]),
            }
        }
        near.sort_by_key(|group| !group.iter().any(|it| it.is_main));
        elements.extend(near.iter().map(|group| snippet(source, group)));
    }
    elements
}

/// Returns which cell of a workbook a label is about, and what about it.
fn cell<'a>(sources: &Sources, label: &'a Label) -> Vec<Element<'a>> {
    let mut elements = vec![Element::from(Origin::path(sources.place(label.span)))];
    if !label.text.is_empty() {
        elements.push(Level::NOTE.message(label.text.as_str()).into());
    }
    elements
}

/// Returns the lines of places that stand near each other; of a line that is too long, where it is.
fn snippet<'a>(source: &'a Source, near: &[Placed<'a>]) -> Element<'a> {
    let first = near.iter().map(|it| it.bytes.start).min().unwrap_or(0);
    let last = near.iter().map(|it| it.bytes.end).max().unwrap_or(0);
    let first_line = source.line(first);
    let window = source.lines(first_line, source.line(last));
    let longest = source.text[window.clone()]
        .split('\n')
        .map(str::len)
        .max()
        .unwrap_or(0);
    if longest > LONGEST_LINE {
        return Origin::path(source.name.as_str())
            .line(first_line + 1)
            .into();
    }
    let text = &source.text[window.clone()];
    let bytes = near
        .iter()
        .map(|it| it.bytes.start - window.start..it.bytes.end - window.start);
    let (text, bytes) = if source.shows_lines {
        (Cow::Borrowed(text), bytes.collect())
    } else {
        let (text, bytes) = places_only(text, &bytes.collect::<Vec<_>>());
        (Cow::Owned(text), bytes)
    };
    let annotations = near.iter().zip(bytes).map(|(it, bytes)| {
        let kind = if it.is_main {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        let words = Some(it.label.text.as_str()).filter(|words| !words.is_empty());
        kind.span(bytes).label(words)
    });
    let annotations: Vec<Annotation> = annotations.collect();
    Snippet::source(text)
        .line_start(first_line + 1)
        .path(source.name.as_str())
        .annotations(annotations)
        .into()
}

/// Returns the text with blanks for every character outside the places, each of which is cut to what fits on a line, and
/// where they stand then.
fn places_only(text: &str, places: &[Range<usize>]) -> (String, Vec<Range<usize>>) {
    let seen: Vec<Range<usize>> = places
        .iter()
        .map(|place| {
            let cell = &text[place.clone()];
            let mut characters = cell.char_indices();
            let end = characters
                .by_ref()
                .take(MOST_OF_A_CELL)
                .find(|&(_, c)| c == '\n' || c == '\r')
                .or_else(|| characters.next())
                .map_or(cell.len(), |(at, _)| at);
            place.start..place.start + end
        })
        .collect();
    let mut blanked = String::with_capacity(text.len());
    let mut moved = vec![0..0; seen.len()];
    for (at, c) in text.char_indices() {
        for (place, new) in seen.iter().zip(&mut moved) {
            if place.start == at {
                *new = blanked.len()..blanked.len();
            }
        }
        let is_seen = seen.iter().any(|place| place.contains(&at));
        blanked.push(if is_seen || c == '\n' { c } else { ' ' });
        for (place, new) in seen.iter().zip(&mut moved) {
            if place.contains(&at) {
                new.end = blanked.len();
            }
        }
    }
    for (place, new) in seen.iter().zip(&mut moved) {
        if place.start >= text.len() {
            *new = blanked.len()..blanked.len();
        }
    }
    (blanked, moved)
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
