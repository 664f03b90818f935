//! Which options can be taken together: what they require and exclude.

use std::collections::HashMap;

use super::super::document::{Entity, Named};
use super::{Check, at, written};
use crate::diagnostic::Diagnostic;

/// How many options of a circle are named.
const MOST_NAMED: usize = 8;

/// The options of a document and what they refer to, by position.
pub(super) struct Options<'a> {
    pub entities: &'a [Entity],
    requires: Vec<Vec<(usize, &'a Named)>>,
    pub excludes: Vec<Vec<(usize, &'a Named)>>,
}

impl<'a> Options<'a> {
    pub fn of(entities: &'a [Entity]) -> Self {
        let numbered = entities.iter().enumerate();
        let ids: HashMap<&str, usize> = numbered.map(|(i, it)| (it.id.as_str(), i)).collect();
        // Ids that are not there are errors of their own.
        let referred = |key: &str| {
            let names = |it: &'a Entity| it.table.references(key).unwrap_or_default().iter();
            let known = |name: &'a Named| Some((*ids.get(name.text.as_str())?, name));
            let all = entities.iter();
            all.map(|it| names(it).filter_map(known).collect())
                .collect()
        };
        Self {
            entities,
            requires: referred("requires"),
            excludes: referred("excludes"),
        }
    }

    pub fn id(&self, option: usize) -> &'a str {
        &self.entities[option].id
    }

    pub fn is_whole(&self, option: usize) -> bool {
        self.entities[option].table.flag("whole")
    }

    pub fn taken(&self, option: usize) -> Option<f64> {
        self.entities[option].table.number("taken")
    }

    /// Returns the options such that each comes after all that it requires, without those that require themselves or one that
    /// does.
    fn in_order(&self) -> Vec<usize> {
        let mut open: Vec<usize> = self.requires.iter().map(Vec::len).collect();
        let mut required_by = vec![Vec::new(); open.len()];
        for (option, requires) in self.requires.iter().enumerate() {
            for &(required, _) in requires {
                required_by[required].push(option);
            }
        }
        let mut order: Vec<usize> = (0..open.len()).filter(|&it| open[it] == 0).collect();
        let mut next = 0;
        while let Some(&option) = order.get(next) {
            next += 1;
            for &of in &required_by[option] {
                open[of] -= 1;
                if open[of] == 0 {
                    order.push(of);
                }
            }
        }
        order
    }

    /// Returns the option and all that it requires, through others too.
    pub fn needed(&self, option: usize) -> Vec<usize> {
        let mut is_known = vec![false; self.entities.len()];
        is_known[option] = true;
        let mut needed = vec![option];
        let mut next = 0;
        while let Some(&it) = needed.get(next) {
            next += 1;
            for &(required, _) in &self.requires[it] {
                if !std::mem::replace(&mut is_known[required], true) {
                    needed.push(required);
                }
            }
        }
        needed
    }

    /// Returns one of these options that excludes another of them, and where it says so.
    fn excluded(&self, among: &[usize]) -> Option<(usize, usize, &'a Named)> {
        let mut is_among = vec![false; self.entities.len()];
        for &option in among {
            is_among[option] = true;
        }
        among.iter().find_map(|&option| {
            let mut excludes = self.excludes[option].iter();
            let found = excludes.find(|(other, _)| is_among[*other]);
            found.map(|&(other, name)| (option, other, name))
        })
    }
}

impl Check<'_> {
    /// Some selection has each option.
    pub(super) fn selections(&mut self) {
        let options = Options::of(self.root.entities("option"));
        self.found.extend(in_shares(&options));
        self.found.extend(more_than_once(&options));
        let order = options.in_order();
        self.found.extend(circles(&options, &order));
        self.found.extend(required_and_excluded(&options, &order));
    }
}

/// What is taken in shares neither requires nor excludes, on either side.
fn in_shares(options: &Options) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let help = "leave `whole = false` out, or what it requires and excludes";
    for (option, entity) in options.entities.iter().enumerate() {
        for (key, all) in [
            ("requires", &options.requires),
            ("excludes", &options.excludes),
        ] {
            let whole = entity.table.span_of("whole");
            if !options.is_whole(option) && !all[option].is_empty() {
                let message = format!(
                    "`option.{}.{key}` contradicts `whole = false`",
                    options.id(option)
                );
                found.push(at(
                    Diagnostic::error("contradiction", message).with_help(help),
                    [
                        (entity.table.span_of(key), "given here"),
                        (whole, "taken in shares here"),
                    ],
                ));
                continue;
            }
            for &(other, name) in all[option].iter().filter(|(it, _)| !options.is_whole(*it)) {
                let message = format!(
                    "`option.{}` {key} `{}`, which is taken in shares",
                    options.id(option),
                    options.id(other)
                );
                let whole = options.entities[other].table.span_of("whole");
                found.push(at(
                    Diagnostic::error("contradiction", message).with_help(help),
                    [
                        (Some(name.span), "given here"),
                        (whole, "taken in shares here"),
                    ],
                ));
            }
        }
    }
    found
}

/// What excludes or is excluded can be taken once.
fn more_than_once(options: &Options) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (option, excludes) in options.excludes.iter().enumerate() {
        for &(other, name) in excludes {
            for often in if option == other {
                vec![option]
            } else {
                vec![option, other]
            } {
                let table = &options.entities[often].table;
                let Some(at_most) = table.number("at_most").filter(|&it| it > 1.0) else {
                    continue;
                };
                let message = format!(
                    "`option.{}` excludes `{}`, but `{}` can be taken {} times",
                    options.id(option),
                    options.id(other),
                    options.id(often),
                    written(at_most)
                );
                found.push(at(
                    Diagnostic::error("contradiction", message)
                        .with_help("options that exclude each other can be taken once: leave `at_most` out, or split the option"),
                    [(Some(name.span), "excluded here"), (table.span_of("at_most"), "given here")],
                ));
            }
        }
    }
    found
}

/// No option requires itself, through others either. Of circles that meet one is named, by one of its options.
fn circles(options: &Options, order: &[usize]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut is_in_circle = vec![true; options.entities.len()];
    for &option in order {
        is_in_circle[option] = false;
    }
    // By which walk each was met; each walk ends in a circle, or where another was.
    let mut met: Vec<Option<usize>> = vec![None; options.entities.len()];
    for start in (0..options.entities.len()).filter(|&it| is_in_circle[it]) {
        let mut walked: Vec<(usize, &Named)> = Vec::new();
        let mut at_option = start;
        while met[at_option].is_none() {
            met[at_option] = Some(start);
            let mut requires = options.requires[at_option].iter();
            let Some(&(next, name)) = requires.find(|(it, _)| is_in_circle[*it]) else {
                break;
            };
            walked.push((at_option, name));
            at_option = next;
        }
        let first = walked.iter().position(|&(it, _)| it == at_option);
        let Some([(option, name), through @ ..]) = first.map(|first| &walked[first..]) else {
            continue;
        };
        let named = through.iter().take(MOST_NAMED);
        let named: Vec<String> = named
            .map(|&(it, _)| format!("`{}`", options.id(it)))
            .collect();
        let through = match through.len() {
            0 => String::new(),
            all if all > MOST_NAMED => format!(" through {}, ..", named.join(", ")),
            _ => format!(" through {}", named.join(", ")),
        };
        let message = format!("`option.{}` requires itself{through}", options.id(*option));
        found.push(
            Diagnostic::error("option-circle", message)
                .with_label(name.span, "")
                .with_help("what can only be taken together is one option"),
        );
    }
    found
}

/// No option requires what it excludes, or two that exclude each other; through others either.
fn required_and_excluded(options: &Options, order: &[usize]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    // Said once: what requires a wrong one is wrong for no other reason.
    let mut is_wrong = vec![false; options.entities.len()];
    for &option in order {
        let requires = &options.requires[option];
        if requires.iter().any(|&(it, _)| is_wrong[it]) {
            is_wrong[option] = true;
            continue;
        }
        let Some((one, other, name)) = options.excluded(&options.needed(option)) else {
            continue;
        };
        is_wrong[option] = true;
        let id = options.id(option);
        let message = match (one == option, other == option) {
            (true, true) => format!("`option.{id}` excludes itself"),
            (true, false) => {
                format!(
                    "`option.{id}` requires `{}` and excludes it",
                    options.id(other)
                )
            }
            (false, true) => {
                format!(
                    "`option.{id}` requires `{}`, which excludes it",
                    options.id(one)
                )
            }
            (false, false) => format!(
                "`option.{id}` requires `{}` and `{}`, which exclude each other",
                options.id(one),
                options.id(other)
            ),
        };
        let requires = options.entities[option].table.span_of("requires");
        let requires = requires.filter(|_| !options.requires[option].is_empty());
        found.push(at(
            Diagnostic::error("contradiction", message)
                .with_help("it could never be taken: require or exclude, not both"),
            [
                (Some(name.span), "excluded here"),
                (requires, "required here"),
            ],
        ));
    }
    found
}
