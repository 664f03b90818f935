//! What each option is worth, how low its price may go, what it displaces, and which selections come next.

mod json;
mod pairs;
mod words;

use crate::explain::{OptionValues, OptionWorth};
use crate::model::{Model, PlanOption};
use crate::plan::Plan;

use super::compare::named;
use super::document::{Column, Document, Section, Table};
use super::names::Names;
use super::number::{Format, Money, NOTHING, count, money};
use super::title;

pub use json::OptionsReport;
pub use words::held_by_id;
pub(super) use words::{joined, taken_and_left, times};

use words::in_turn;

/// How many of those that an option displaces are named.
const DISPLACED: usize = 3;

/// What the table of options is called, and that of selections.
pub(super) const OPTIONS: &str = "Option";
pub(super) const SELECTIONS: &str = "Selection";

/// Worths below this share of the margins they are between are none: such a tie is not taken.
const TIE: f64 = 1e-9;

/// Adds to the first section of a report that all of it holds with the options as the plan takes them, if any was to be decided.
#[must_use]
pub fn with_options_held(mut document: Document, model: &Model, plan: &Plan) -> Document {
    if let (Some(said), Some(first)) = (
        words::held(plan, &Names::of(model)),
        document.sections.first_mut(),
    ) {
        first.add_paragraph(said);
    }
    document
}

/// The options of a model with what they are worth.
#[derive(Clone, Copy, Debug)]
pub struct ValuedOptions<'a> {
    /// The model.
    pub model: &'a Model,
    /// What its options are worth.
    pub values: &'a OptionValues,
    /// The greatest present value of the margin.
    pub margin: f64,
}

/// One option in the model and what it is worth.
#[derive(Clone, Copy)]
struct Valued<'a> {
    option: &'a PlanOption,
    worth: &'a OptionWorth,
    name: &'a str,
}

impl Valued<'_> {
    /// Returns whether it earns as much left as taken.
    fn makes_no_difference(self) -> bool {
        let margins = self.worth.with.zip(self.worth.without);
        margins.is_some_and(|(with, without)| {
            (with - without).abs() <= TIE * with.abs().max(without.abs())
        })
    }
}

impl ValuedOptions<'_> {
    /// Returns the report: what to take and from which price on, then what is behind it.
    #[must_use]
    pub fn document(&self) -> Document {
        let names = Names::of(self.model);
        let sections = [
            self.answer(&names),
            self.counts(&names),
            self.displaced(&names),
            self.selections(&names),
            pairs::section(self, &names),
            self.proof(),
        ];
        Document {
            title: format!("{}: options", title(self.model)),
            sections: sections
                .into_iter()
                .filter(|section| !section.blocks.is_empty())
                .collect(),
        }
    }

    fn valued<'n>(&'n self, names: &'n Names) -> impl Iterator<Item = Valued<'n>> {
        let options = self.model.options.iter().zip(&self.values.options);
        options.map(|(option, worth)| Valued {
            option,
            worth,
            name: names.option(&option.id),
        })
    }

    fn answer(&self, names: &Names) -> Section {
        let mut section = Section::new("");
        let currency = &self.model.currency;
        section.add_paragraph(format!(
            "{} Margin {}.",
            words::answer(&self.valued(names).collect::<Vec<_>>()),
            money(self.margin, currency)
        ));
        section.add_table(self.table(names));
        let decided: Vec<String> = self.valued(names).filter_map(words::decided).collect();
        if !decided.is_empty() {
            section.add_paragraph(format!(
                "What the model has decided is valued as if it were not: {}.",
                decided.join("; ")
            ));
        }
        for group in &self.values.groups {
            let ids = group.ids.iter().map(|id| names.option(id));
            let all = joined(&ids.collect::<Vec<_>>(), "and");
            let worth = match group.worth {
                None => "there is no plan without any of them".to_owned(),
                Some(worth) if worth.abs() <= TIE * self.margin.abs() => {
                    "worth nothing in all, and none of them is taken".to_owned()
                }
                Some(worth) => format!("worth {} in all", money(worth, currency)),
            };
            section.add_paragraph(format!(
                "{all} are a group, since one requires another: {worth}."
            ));
        }
        section.add_paragraph(
            "Worth: the best margin with the option less the best without it, all others free. Worths do not add up.",
        );
        section
    }

    /// Returns the options, one line each.
    pub(super) fn table(&self, names: &Names) -> Table {
        let currency = &self.model.currency;
        let worths = self.values.options.iter().filter_map(|it| it.worth);
        let unit = Money::of(&worths.collect::<Vec<_>>());
        let columns = vec![
            Column::words("Answer"),
            Column::number(format!("Worth, {}", unit.unit(currency))),
            Column::words("Breaks even at"),
        ];
        let mut table = Table::new(OPTIONS, columns);
        for it in self.valued(names) {
            let worth = match it.worth.worth {
                Some(worth) if !it.makes_no_difference() => unit.cell(worth),
                _ => NOTHING.to_owned(),
            };
            let cells = vec![words::stands(it), worth, words::breaks_even(it, currency)];
            table.add_row("", it.name, cells);
            table.with_values([None, it.worth.worth, None]);
            table.in_units([1.0, unit.factor(), 1.0]);
        }
        table
    }

    fn counts(&self, names: &Names) -> Section {
        let mut section = Section::new("What each time adds");
        let currency = &self.model.currency;
        let several: Vec<Valued> = self
            .valued(names)
            .filter(|it| it.worth.count_worth.len() > 1)
            .collect();
        let all = several.iter().flat_map(|it| &it.worth.count_worth);
        let unit = Money::of(&all.filter_map(|&worth| worth).collect::<Vec<_>>());
        let most = several.iter().map(|it| it.worth.count_worth.len()).max();
        let most = most.unwrap_or(0);
        let columns = (0..most).map(|i| Column::number(in_turn(i)));
        let mut table = Table::new(unit.unit(currency), columns.collect());
        for it in several {
            let at = |i: usize| it.worth.count_worth.get(i).copied();
            let cell = |i: usize| match at(i) {
                None => String::new(),
                Some(None) => "no plan".to_owned(),
                Some(Some(worth)) => unit.cell(worth),
            };
            table.add_row("", it.name, (0..most).map(cell).collect());
            table.with_values((0..most).map(|i| at(i).flatten()));
            table.in_unit(unit);
        }
        section.add_table(table);
        if !section.blocks.is_empty() {
            section.add_paragraph(
                "Each time against one time fewer, the first against none, all other options free.",
            );
        }
        section
    }

    fn displaced(&self, names: &Names) -> Section {
        let mut section = Section::new("What each displaces");
        let columns = vec![Column::number("Without it"), Column::number("With it")];
        let mut table = Table::new("Sums over the horizon", columns);
        let (mut nobody, mut more) = (Vec::new(), 0);
        for it in self.valued(names) {
            let all = &it.worth.displaces;
            if all.is_empty() && it.worth.worth.is_some() && !it.makes_no_difference() {
                nobody.push(it.name);
            }
            more += all.len().saturating_sub(DISPLACED);
            for change in all.iter().take(DISPLACED) {
                let values = [change.before, change.after];
                let format = Format::of(&values);
                let cells = values.map(|value| format.cell(value)).to_vec();
                table.add_row(it.name, named(&change.what, names), cells);
                table.with_values(values.map(Some));
            }
        }
        section.add_table(table);
        if more > 0 {
            section.add_paragraph(format!(
                "{} not shown; JSON and tables have all.",
                count(more, "smaller one is", "smaller ones are")
            ));
        }
        if !nobody.is_empty() {
            section.add_paragraph(format!(
                "Nobody else gets less or waits longer over the horizon with {}.",
                joined(&nobody, "or")
            ));
        }
        section
    }

    fn selections(&self, names: &Names) -> Section {
        let mut section = Section::new("The best selections");
        let found = &self.values.selections;
        let Some(best) = found.first().filter(|it| !it.taken.is_empty()) else {
            return section;
        };
        let currency = &self.model.currency;
        let margins: Vec<f64> = found.iter().map(|it| it.objective).collect();
        let less: Vec<f64> = margins.iter().map(|it| best.objective - it).collect();
        let (unit, below) = (Money::of(&margins), Money::of(&less));
        let columns = vec![
            Column::number(format!("Margin, {}", unit.unit(currency))),
            Column::number(format!("Below the best, {}", below.unit(currency))),
            Column::words("Takes"),
        ];
        let mut table = Table::new(SELECTIONS, columns);
        for (i, selection) in found.iter().enumerate() {
            let cells = vec![
                unit.cell(selection.objective),
                below.cell(less[i]),
                words::takes(self.model, &selection.taken, names),
            ];
            table.add_row("", (i + 1).to_string(), cells);
            table.with_values([Some(selection.objective), Some(less[i]), None]);
            table.in_units([unit.factor(), below.factor(), 1.0]);
        }
        section.add_table(table);
        section.add_paragraph(if self.values.is_all {
            "These are all selections that have a plan.".to_owned()
        } else {
            format!(
                "Every other selection earns no more than the last of these; `waferline options --top {}` shows more.",
                2 * found.len()
            )
        });
        section
    }

    fn proof(&self) -> Section {
        let mut section = Section::new("Proof");
        let widths = self.values.options.iter().filter_map(|it| it.proved);
        let widest = widths.map(|[from, to]| to - from).fold(0.0, f64::max);
        // Rounded up to the cent, so that the sentence is true.
        let widest = ((widest * 100.0).ceil() / 100.0).max(0.01);
        section.add_paragraph(format!(
            "Each margin is proved to be the best of its kind, and each worth to {} or less.",
            money(widest, &self.model.currency)
        ));
        section
    }
}
