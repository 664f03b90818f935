//! What is changed: scenarios and options as switches, a card for each number with its slider.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::model::{Model, fields};
use crate::report::explain::words::Words;
use crate::report::names::Names;
use crate::report::number::quantity;

/// How far a slider of a factor goes, and in which steps.
const FACTORS: (f64, f64, f64) = (0.0, 2.0, 0.01);
/// How many steps a slider of an amount has.
const STEPS: f64 = 200.0;

/// All that is on the left.
pub(crate) struct OnDesk<'a> {
    /// The scenarios of the file.
    pub scenarios: Vec<ScenarioOnDesk>,
    /// The options of the file.
    pub options: Vec<Choice>,
    /// The numbers that are open or changed.
    pub numbers: Vec<NumberOnDesk>,
    /// Assignments that are about no single number, with their positions among all.
    pub others: Vec<(usize, &'a str)>,
}

/// A scenario as a switch.
pub(crate) struct ScenarioOnDesk {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it stands for.
    pub description: Option<String>,
    /// Whether it acts.
    pub is_on: bool,
}

/// An option: free, left, or taken so often.
pub(crate) struct Choice {
    /// The path of its `taken`.
    pub path: String,
    /// What it is called.
    pub name: String,
    /// How often it is taken; `None`: to be decided.
    pub taken: Option<f64>,
    /// How often it can be.
    pub at_most: f64,
}

/// How a number is changed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Form {
    /// By a factor on all quarters.
    Factor(f64),
    /// To an amount.
    Amount(f64),
    /// Quarter by quarter: names, what they are without the changes of this card, and what they are set to.
    Quarters(Vec<(String, f64, Option<f64>)>),
    /// Yes or no.
    Flag(bool),
    /// By assignments as they were typed, with their positions among all.
    Typed,
}

/// A number with its card.
pub(crate) struct NumberOnDesk {
    /// Its path.
    pub path: String,
    /// What it is called.
    pub name: String,
    /// What it means.
    pub doc: String,
    /// How it is changed.
    pub form: Form,
    /// Which forms it has.
    pub has_quarters: bool,
    /// Whether it can be multiplied.
    pub has_factor: bool,
    /// Whether it is a share.
    pub is_share: bool,
    /// What it is without the changes of this card: of one that varies the first and the last quarter.
    pub without: String,
    /// What it is now, likewise.
    pub now: String,
    /// The greatest amount without the changes.
    pub most: f64,
    /// Its assignments, with their positions among all.
    pub sets: Vec<(usize, String)>,
}

/// Returns what the number at a path is called: `power at AWS regions`; the path where there are no words for it.
pub(crate) fn called(model: &Model, path: &str) -> String {
    let names = Names::of(model);
    Words::of(model, &names).input(path)
}

/// Returns what every number that has words is called, by its path.
pub(crate) fn all_called(model: &Model) -> BTreeMap<String, String> {
    let names = Names::of(model);
    let words = Words::of(model, &names);
    let mut scratch = model.clone();
    let all = fields(&mut scratch, &|_| false).into_iter();
    let called = all.map(|(field, _)| {
        let path = model.path(field);
        (path.to_string(), words.limit(&path))
    });
    called.collect()
}

/// Returns what the amount at a path is counted in, of those that limit: `wafers`, `MW`.
pub(crate) fn unit_of(model: &Model, path: &str) -> Option<String> {
    let path = model.find_path(path)?;
    if !path.field.can_be_added_to() {
        return None;
    }
    let names = Names::of(model);
    let unit = Words::of(model, &names).unit(&path);
    Some(match unit.as_str() {
        "MW" => unit,
        money if money == model.currency => unit,
        "unit of work" => "units of work".to_owned(),
        _ => format!("{unit}s"),
    })
}

/// Returns all that is on the left.
pub(crate) fn changes(on_desk: &OnDesk) -> String {
    let markup = html! {
        @for number in &on_desk.numbers { (card(number)) }
        @if !on_desk.others.is_empty() {
            h2 { "Other changes" }
            ul class="sets" {
                @for (at, set) in &on_desk.others { (assignment(*at, set)) }
            }
        }
        (options(&on_desk.options))
        (scenarios(&on_desk.scenarios))
    };
    markup.into_string()
}

fn scenarios(scenarios: &[ScenarioOnDesk]) -> Markup {
    if scenarios.is_empty() {
        return html! {};
    }
    html! {
        details open data-key="scenarios" {
            summary { h2 { "Scenarios" } }
            ul class="switches" {
                @for (at, it) in scenarios.iter().enumerate() {
                    @let about = format!("scenario-about-{at}");
                    li data-key=(it.id) {
                        label {
                            input type="checkbox" role="switch" data-scenario=(it.id) checked[it.is_on]
                                aria-describedby=[it.description.as_ref().map(|_| &about)];
                            " " (it.name)
                        }
                        @if let Some(words) = &it.description { p class="says" id=(about) { (words) } }
                    }
                }
            }
        }
    }
}

fn options(options: &[Choice]) -> Markup {
    if options.is_empty() {
        return html! {};
    }
    html! {
        details open data-key="options" {
            summary { h2 { "Options" } }
            @for it in options {
                fieldset class="choice" data-key=(it.path) {
                    legend { (it.name) }
                    @for (words, times) in choices(it) {
                        @let value = times.map_or_else(|| "free".to_owned(), |it| it.to_string());
                        label {
                            input type="radio" name=(it.path) value=(value) data-taken=(it.path)
                                checked[it.taken == times];
                            " " (words)
                        }
                    }
                }
            }
        }
    }
}

/// Returns what can be decided of an option, in words.
fn choices(option: &Choice) -> Vec<(String, Option<f64>)> {
    let mut choices = vec![("free".to_owned(), None), ("left".to_owned(), Some(0.0))];
    if option.at_most <= 1.0 {
        choices.push(("taken".to_owned(), Some(1.0)));
    } else {
        let mut times = 1.0;
        while times <= option.at_most {
            choices.push((format!("{times} times"), Some(times)));
            times += 1.0;
        }
    }
    // A share of an option that may be taken in part.
    if let Some(taken) = option
        .taken
        .filter(|it| !choices.iter().any(|(_, known)| *known == Some(*it)))
    {
        choices.push((format!("{taken} of it"), Some(taken)));
    }
    choices
}

fn card(it: &NumberOnDesk) -> Markup {
    let id = it.path.replace('.', "-");
    html! {
        article class="number-card" data-key=(it.path) data-path=(it.path) aria-labelledby={ "name-" (id) } {
            div class="bar" {
                h2 id={ "name-" (id) } { (it.name) }
                @if !it.sets.is_empty() {
                    button type="button" data-clear=(it.path) aria-label={ "Reset " (it.name) } title="Back to what it was" { "Reset" }
                }
                button type="button" data-close=(it.path) aria-label={ "Close " (it.name) } title="Close, and back to what it was" { "Close" }
            }
            p class="says" { (it.doc) " " code { (it.path) } }
            p class="values" {
                (it.without)
                @if !it.now.is_empty() && it.now != it.without { " → " strong { (it.now) } }
            }
            (forms(it, &id))
            (control(it, &id))
            @if !it.sets.is_empty() {
                ul class="sets" { @for (at, set) in &it.sets { (assignment(*at, set)) } }
            }
            p class="wrong" data-wrong=(it.path) role="alert" {}
        }
    }
}

/// Returns the choice between the forms of a card, where there is one.
fn forms(it: &NumberOnDesk, id: &str) -> Markup {
    let now = match it.form {
        Form::Factor(_) => "factor",
        Form::Amount(_) => "amount",
        Form::Quarters(_) => "quarters",
        Form::Flag(_) | Form::Typed => "",
    };
    let mut offered = Vec::new();
    if it.has_factor {
        offered.push(("factor", "factor"));
    }
    offered.push(("amount", "amount"));
    if it.has_quarters {
        offered.push(("quarters", "by quarter"));
    }
    html! {
        @if !matches!(it.form, Form::Flag(_)) && offered.len() > 1 {
            div class="forms" role="radiogroup" aria-label={ "How " (it.name) " is changed" } {
                @for (form, words) in offered {
                    label {
                        input type="radio" name={ "form-" (id) } value=(form) data-form=(it.path) checked[form == now];
                        " " (words)
                    }
                }
            }
        }
    }
}

fn control(it: &NumberOnDesk, id: &str) -> Markup {
    match &it.form {
        Form::Factor(factor) => {
            let (least, most, step) = FACTORS;
            slider(it, id, "factor", *factor, (least, most.max(*factor), step))
        }
        Form::Amount(amount) => {
            let most = if it.is_share {
                1.0
            } else {
                let most = (2.0 * it.most).max(*amount);
                if most > 0.0 { rounded_up(most) } else { 100.0 }
            };
            slider(it, id, "amount", *amount, (0.0, most, most / STEPS))
        }
        Form::Quarters(quarters) => html! {
            div class="quarters" {
                @for (quarter, without, set) in quarters {
                    label {
                        span { (quarter) }
                        input type="number" step="any" min="0" data-quarter=(quarter) data-path=(it.path)
                            placeholder=(quantity(*without)) value=[set.as_ref()]
                            aria-label={ (it.name) ", " (quarter) };
                    }
                }
            }
        },
        Form::Flag(on) => html! {
            label { input type="checkbox" role="switch" data-flag=(it.path) checked[*on]; " " (it.name) }
        },
        Form::Typed => html! {},
    }
}

fn slider(
    it: &NumberOnDesk,
    id: &str,
    what: &str,
    value: f64,
    (least, most, step): (f64, f64, f64),
) -> Markup {
    html! {
        div class="slide" {
            input type="range" id={ "slide-" (id) } data-slide=(what) data-path=(it.path) min=(least) max=(most) step=(step)
                value=(value) aria-label={ (it.name) ", " (what) };
            input type="number" id={ "number-" (id) } data-number=(what) data-path=(it.path) step="any" value=(value)
                aria-label={ (it.name) ", " (what) " as a number" };
        }
    }
}

/// Returns the next number above that has two digits: ends of sliders are read.
fn rounded_up(value: f64) -> f64 {
    let digit = 10_f64.powf(value.log10().floor() - 1.0);
    let up = (value / digit).ceil() * digit;
    // Digits below the last that counts are rounding of the power.
    format!("{up:.6e}").parse().unwrap_or(up)
}

fn assignment(at: usize, set: &str) -> Markup {
    html! {
        li data-key=(set) {
            code { (set) }
            " " button type="button" data-remove=(at) aria-label={ "Take out " (set) } title="Take it out" { "×" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::rounded_up;

    #[test]
    fn sliders_end_at_numbers_that_are_read() {
        let ends = [23_991.0, 1.01, 0.0123, 100.0, 99.9].map(rounded_up);
        assert_eq!(ends, [24_000.0, 1.1, 0.013, 100.0, 100.0]);
    }
}
