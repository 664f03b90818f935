//! Answers that are not a plan: what cannot hold together, with a button for each repair; what is wrong with an input.

use maud::{Markup, html};

use crate::explain::Diagnosis;
use crate::model::Model;
use crate::outcome::Unbounded;
use crate::report::html::section;
use crate::report::json::Finding;
use crate::report::number::money;
use crate::report::{Locate, infeasible, repaired, unbounded as unbounded_document};

/// Returns why there is no plan, and what would give one.
pub(crate) fn no_plan(model: &Model, why: &Diagnosis, locate: Locate) -> String {
    let document = infeasible(model, why, locate).printable();
    let first = document.sections.first();
    html! {
        div class="no-plan" {
            h2 { "No plan is possible" }
            @if let Some(first) = first { (section::blocks(first)) }
            @if !why.repairs.is_empty() {
                h3 { "What would make a plan possible" }
                p { "Each change by itself is enough, and less of it is not. The margin is that of the best plan then." }
                ul class="repairs" {
                    @for repair in &why.repairs {
                        @let sets = serde_json::to_string(&repair.assignments).unwrap_or_default();
                        li {
                            button type="button" data-add=(sets) aria-label={ "Do it: " (repair.assignments.join(" and ")) } { "Do it" }
                            " " (repaired(repair.kind)) ": " (code(&repair.assignments))
                            @match repair.margin {
                                Some(margin) => span class="says" { ", margin " (money(margin, &model.currency)) },
                                None => span class="says" { ", a margin without end" },
                            }
                        }
                    }
                }
            }
        }
    }
    .into_string()
}

fn code(sets: &[String]) -> Markup {
    html! {
        @for (at, set) in sets.iter().enumerate() {
            @if at > 0 { " and " }
            code { (set) }
        }
    }
}

/// Returns why the margin has no end.
pub(crate) fn unbounded(model: &Model, why: &Unbounded) -> String {
    let document = unbounded_document(model, why).printable();
    html! {
        div class="no-plan" {
            h2 { "The margin has no end" }
            @for it in &document.sections { (section::headed(it)) }
        }
    }
    .into_string()
}

/// Returns what is wrong with numbers or texts, as a list.
pub(crate) fn findings(found: &[Finding]) -> Vec<String> {
    let words = |it: &Finding| {
        let place = match (&it.file, it.line) {
            (Some(file), Some(line)) => format!(" ({file}:{line})"),
            _ => String::new(),
        };
        let help = it.help.as_ref().map(|help| format!("; {help}"));
        format!("{}{}{place}", it.message, help.unwrap_or_default())
    };
    found.iter().map(words).collect()
}
