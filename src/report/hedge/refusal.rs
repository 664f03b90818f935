//! Why no plan serves all futures, in words.

use crate::hedge::{Broken, Futures, HeldPlan, NoHedge};
use crate::model::{Address, Model};
use crate::outcome::ConflictingLimit;
use crate::report::document::{Block, Document, Section};
use crate::report::explain::words::Words;
use crate::report::names::Names;
use crate::report::number::quantity;
use crate::report::title;

/// Where a number was set, of the future that is named or of the model as it is: the file and the line in it, from 1.
pub type LocateIn<'a> = &'a dyn Fn(Option<&str>, &Address) -> Option<(String, usize)>;

/// Returns the report on futures that no plan serves until it is known which has come; `called` is what each is called, in their
/// order.
#[must_use]
pub fn no_hedge(
    futures: &Futures,
    called: &[String],
    none: &NoHedge,
    locate: LocateIn,
) -> Document {
    let mut section = Section::new("");
    match none {
        NoHedge::Together {
            conflict,
            only_in_part,
        } => together(
            &mut section,
            (futures, called),
            conflict,
            *only_in_part,
            locate,
        ),
        NoHedge::Given(broken) => given(&mut section, (futures, called), broken),
        NoHedge::Alone { future, .. } => {
            let named = called.get(*future).map_or("", String::as_str);
            section.add_paragraph(format!(
                "{} `waferline hedge` says why, and what would make a plan possible.",
                alone(named)
            ));
        }
    }
    Document {
        title: format!("{}: hedge", title(futures.base())),
        sections: vec![section],
    }
}

/// Returns that a future has no plan of its own, as a sentence.
#[must_use]
pub fn alone(called: &str) -> String {
    format!(
        "The future {called} has no plan of its own, even if it were known from the start: so no decisions serve all futures."
    )
}

fn together(
    section: &mut Section,
    (futures, called): (&Futures, &[String]),
    conflict: &[(Option<String>, ConflictingLimit)],
    only_in_part: bool,
    locate: LocateIn,
) {
    section.add_paragraph(
        "Each future alone has a plan, but no decisions serve all of them until it is known which has come. This is proved, not \
         a failed search.",
    );
    if only_in_part {
        section.add_paragraph(
            "No selection of options makes a plan possible, though taking options in part would. With none of them taken:",
        );
    }
    if conflict.is_empty() {
        section.add_paragraph("The proof names no single limit.");
        return;
    }
    section.add_paragraph("These limits cannot hold together; at least one of them has to give:");
    let limits = conflict.iter().map(|(future, limit)| {
        let place = limit.address.as_ref();
        let place = place.and_then(|address| locate(future.as_deref(), address));
        let place = place.map_or_else(String::new, |(file, line)| format!(" ({file}:{line})"));
        let (model, stands) = match future {
            None => (futures.base(), shared_in_words(futures, limit).to_owned()),
            Some(name) => {
                let at = futures.all().iter().position(|it| it.name == *name);
                let at = at.unwrap_or(0);
                let called = called.get(at).unwrap_or(name);
                (&futures.all()[at].model, format!("if {called} comes"))
            }
        };
        format!("{stands}: {}{place}", in_words(model, limit))
    });
    section.blocks.push(Block::List(limits.collect()));
    section.add_paragraph(
        "A smaller probability does not help: limits and promises hold in every future. Lower a promise, have the news earlier \
         (`known_from`), or leave a future out (--futures).",
    );
}

/// Returns when a limit stands that is of all futures that are not known yet.
fn shared_in_words(futures: &Futures, limit: &ConflictingLimit) -> &'static str {
    let quarter = limit.address.as_ref().and_then(|it| it.quarter);
    let t = quarter.and_then(|it| futures.base().horizon.index(it));
    let known = futures.all().iter().filter_map(|it| it.known_from);
    match (t, known.max()) {
        (Some(t), Some(last)) if t >= last => "if none of the others comes",
        _ => "until the news",
    }
}

fn given(section: &mut Section, (futures, called): (&Futures, &[String]), broken: &[Broken]) {
    section.add_paragraph("On the decisions that were given, no plan can follow in some futures:");
    let said = broken.iter().map(|it| broken_in_words(futures, called, it));
    section.blocks.push(Block::List(said.collect()));
}

/// Returns in which future no plan can follow on whose decisions, and which limits are in the way.
pub(super) fn broken_in_words(futures: &Futures, called: &[String], broken: &Broken) -> String {
    let at = futures.all().iter().position(|it| it.name == broken.future);
    let model = at.map_or(futures.base(), |at| &futures.all()[at].model);
    let name = at.and_then(|at| called.get(at)).unwrap_or(&broken.future);
    let limits: Vec<String> = broken.limits.iter().map(|it| in_words(model, it)).collect();
    let held = held_in_words(broken.plan);
    if limits.is_empty() {
        format!("{name}, decided as in {held}")
    } else {
        format!("{name}, decided as in {held}: {}", limits.join("; "))
    }
}

/// Returns whose decisions are held.
pub(super) fn held_in_words(plan: HeldPlan) -> &'static str {
    match plan {
        HeldPlan::File => "the plan of the file",
        HeldPlan::Mean => "the plan of the mean",
        HeldPlan::Hedge => "the hedge",
    }
}

/// Returns a limit by the names of the model.
fn in_words(model: &Model, limit: &ConflictingLimit) -> String {
    let names = Names::of(model);
    let words = Words::of(model, &names);
    let Some(address) = &limit.address else {
        return limit.description.clone();
    };
    let amount = model.number_at(address);
    let amount = amount.map_or_else(String::new, |amount| format!(", {}", quantity(amount)));
    format!("{}{amount}", words.address(address))
}
