//! Options that are decided already: how often, and against what others require and exclude.

use super::selections::Options;
use super::{Check, at, written};
use crate::diagnostic::Diagnostic;

impl Check<'_> {
    /// What is decided already is part of some selection.
    pub(super) fn taken(&mut self) {
        let options = Options::of(self.root.entities("option"));
        self.found.extend(counts(&options));
        self.found.extend(against_others(&options));
    }

    /// Options that require what is declined. A warning.
    pub(super) fn never_taken(&mut self) {
        let options = Options::of(self.root.entities("option"));
        for option in (0..options.entities.len()).filter(|&it| options.taken(it).is_none()) {
            let needed = options.needed(option);
            let declined = needed
                .into_iter()
                .find(|&it| options.taken(it) == Some(0.0));
            if let Some(declined) = declined {
                let message = format!(
                    "`option.{}` can never be taken: it requires `{}`, which is declined",
                    options.id(option),
                    options.id(declined)
                );
                let (table, other) = (
                    &options.entities[option].table,
                    &options.entities[declined].table,
                );
                self.found.push(at(
                    Diagnostic::warning("never-taken", message).with_help(
                        "decline it too by `taken = 0`, or leave the other to be decided",
                    ),
                    [
                        (table.span_of("requires"), ""),
                        (other.span_of("taken"), "declined here"),
                    ],
                ));
            }
        }
    }
}

/// What is taken is a number of times that is possible.
fn counts(options: &Options) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (option, entity) in options.entities.iter().enumerate() {
        let table = &entity.table;
        let (Some(taken), Some(at_most)) = (options.taken(option), table.number("at_most")) else {
            continue;
        };
        let path = format!("option.{}.taken", entity.id);
        if taken > at_most {
            let message = format!(
                "`{path}` is {}, more often than the {} times that it can be taken",
                written(taken),
                written(at_most)
            );
            found.push(at(
                Diagnostic::error("too-large", message)
                    .with_help("take it less often, or raise `at_most`"),
                [
                    (table.span_of("taken"), ""),
                    (table.span_of("at_most"), "at most"),
                ],
            ));
        } else if taken.is_finite() && taken.fract() != 0.0 && options.is_whole(option) {
            let message = format!("`{path}` is {}; it must be a whole number", written(taken));
            found.push(at(
                Diagnostic::error("not-whole", message)
                    .with_help("say `whole = false` if shares of it can be taken"),
                [(table.span_of("taken"), "")],
            ));
        }
    }
    found
}

/// What is taken has what it requires, and nothing that it excludes.
fn against_others(options: &Options) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let place = |option: usize| options.entities[option].table.span_of("taken");
    // Which of those taken needs each option first.
    let mut needed_by: Vec<Option<usize>> = vec![None; options.entities.len()];
    let is_taken = |&it: &usize| options.taken(it).is_some_and(|taken| taken > 0.0);
    for option in (0..options.entities.len()).filter(is_taken) {
        for needed in options.needed(option) {
            needed_by[needed].get_or_insert(option);
            if options.taken(needed) == Some(0.0) {
                let message = format!(
                    "`option.{}` is taken, but requires `{}`, which is declined",
                    options.id(option),
                    options.id(needed)
                );
                found.push(at(
                    Diagnostic::error("contradiction", message)
                        .with_help("take both, or decline both"),
                    [
                        (place(option), "taken here"),
                        (place(needed), "declined here"),
                    ],
                ));
            }
        }
    }
    for (one, excludes) in options.excludes.iter().enumerate() {
        for &(other, name) in excludes {
            let (Some(first), Some(second)) = (needed_by[one], needed_by[other]) else {
                continue;
            };
            // What one option needs alone is said of that option.
            if first == second {
                continue;
            }
            let message = if (first, second) == (one, other) {
                format!(
                    "`option.{}` and `{}` are both taken, and exclude each other",
                    options.id(one),
                    options.id(other)
                )
            } else {
                format!(
                    "`option.{}` and `{}` are both taken, and need `{}` and `{}`, which exclude each other",
                    options.id(first),
                    options.id(second),
                    options.id(one),
                    options.id(other)
                )
            };
            found.push(at(
                Diagnostic::error("contradiction", message)
                    .with_help("decline one of them: `taken = 0`"),
                [
                    (place(first), "taken here"),
                    (place(second), "and here"),
                    (Some(name.span), "excluded here"),
                ],
            ));
        }
    }
    found
}
