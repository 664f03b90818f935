//! Models side by side: what differs in their inputs, margins and plans, in words and tables and as data.

mod inputs;
mod json;
mod options;
mod plan;

use crate::explain::{
    Bridge, BridgeMethod, Comparison, Diagnosis, InputChange, MarginChange, PlanQuantity, levels,
};
use crate::model::Model;
use crate::outcome::{Solved, Unbounded};
use crate::plan::Channel;

use super::document::{Block, Column, Document, Section, Table};
use super::hold::{HoldReport, hold_section};
use super::names::Names;
use super::number::{Money, NOTHING, count, money};
use super::section::margin::{channel_name, line_name};
use super::title;

pub(super) use plan::named;

pub use json::{CompareDocument, Compared, ComparedCase, ComparedStatus, Side};

/// A base and the cases beside it, with what is needed to report them.
#[derive(Clone, Debug)]
pub struct CompareReport<'a> {
    /// What the base is called.
    pub base: String,
    /// The base model.
    pub model: &'a Model,
    /// Its best plan.
    pub solved: &'a Solved,
    /// What it holds of another plan, where it does.
    pub held: Option<&'a HoldReport>,
    /// The cases.
    pub cases: Vec<Case<'a>>,
    /// How many lines of each table to show.
    pub top: usize,
}

/// One case beside the base.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    /// What it is called.
    pub name: String,
    /// Its model.
    pub model: &'a Model,
    /// What it holds of another plan, where it does.
    pub held: Option<&'a HoldReport>,
    /// What differs from the base in its inputs.
    pub inputs: &'a [InputChange],
    /// What came of it.
    pub answer: CaseAnswer<'a>,
}

/// What came of a case.
#[derive(Clone, Debug)]
pub enum CaseAnswer<'a> {
    /// A best plan.
    Plan {
        /// The plan.
        solved: &'a Solved,
        /// What differs from the base.
        comparison: &'a Comparison,
    },
    /// No plan keeps every limit and promise.
    NoPlan(Diagnosis),
    /// The margin has no end.
    NoEnd(&'a Unbounded),
}

/// Headings longer than this are numbered and listed below.
const LONGEST_HEADING: usize = 24;

impl CompareReport<'_> {
    /// Returns the report in sections: the margins, all cases side by side, then each case in turn.
    #[must_use]
    pub fn document(&self) -> Document {
        let names = Names::of(self.model);
        let mut sections = vec![self.overview(), self.side_by_side(&names)];
        sections.extend(held(&self.base, self.model, self.held));
        for case in &self.cases {
            sections.extend(self.case(case, &names));
        }
        sections.retain(|section| !section.blocks.is_empty());
        Document {
            title: format!("{}: cases side by side", title(self.model)),
            sections,
        }
    }

    fn overview(&self) -> Section {
        let currency = &self.model.currency;
        let margin = self.solved.solution.objective;
        let mut said = vec![format!(
            "{}: margin {}.",
            self.base,
            money(margin, currency)
        )];
        for case in &self.cases {
            said.push(match &case.answer {
                CaseAnswer::Plan { solved, .. } => {
                    let after = solved.solution.objective;
                    let difference = after - margin;
                    let how = match difference {
                        same if same.abs() <= 1e-9 * margin.abs() => "the same".to_owned(),
                        less if less < 0.0 => format!("{} less", money(-less, currency)),
                        more => format!("{} more", money(more, currency)),
                    };
                    format!("{}: margin {}, {how}.", case.name, money(after, currency))
                }
                CaseAnswer::NoPlan(_) => {
                    format!("{}: no plan keeps every limit and promise.", case.name)
                }
                CaseAnswer::NoEnd(_) => format!("{}: the margin is unbounded.", case.name),
            });
        }
        let mut section = Section::new("");
        section.blocks.push(Block::List(said));
        section
    }

    /// Returns the plans of all cases beside each other: who is sold to, who waits.
    fn side_by_side(&self, names: &Names) -> Section {
        let plans: Vec<(&str, &Solved)> = [(self.base.as_str(), self.solved)]
            .into_iter()
            .chain(self.cases.iter().filter_map(|case| match case.answer {
                CaseAnswer::Plan { solved, .. } => Some((case.name.as_str(), solved)),
                _ => None,
            }))
            .collect();
        let mut section = Section::new("Side by side");
        let heading = |(i, (name, _)): (usize, &(&str, &Solved))| {
            if name.chars().count() <= LONGEST_HEADING {
                Column::number(*name)
            } else {
                Column::number(format!("case {i}"))
            }
        };
        let headings: Vec<Column> = plans.iter().enumerate().map(heading).collect();
        let numbered = headings.iter().zip(&plans);
        let reported: Vec<String> = numbered
            .filter(|(heading, plan)| heading.heading != plan.0)
            .map(|(heading, plan)| format!("{}: {}", heading.heading, plan.0))
            .collect();
        if !reported.is_empty() {
            section.blocks.push(Block::List(reported));
        }
        let mut table = Table::new("Sums over the horizon", headings);
        let margins: Vec<f64> = plans.iter().map(|it| it.1.solution.objective).collect();
        let unit = Money::of(&margins);
        let label = format!("margin, {}", unit.unit(&self.model.currency));
        table.add_money("", label, &margins, unit);
        let levels: Vec<_> = plans.iter().map(|it| levels(&it.1.plan)).collect();
        let mut reported: Vec<&PlanQuantity> = Vec::new();
        for group in plan::GROUPS {
            for what in levels.iter().flatten().map(|level| &level.what) {
                if plan::group(what) != Some(group) || reported.contains(&what) {
                    continue;
                }
                reported.push(what);
                let total = |levels: &Vec<crate::explain::Level>| {
                    let found = levels.iter().find(|level| level.what == *what);
                    found.map_or(0.0, |level| level.total)
                };
                let totals: Vec<f64> = levels.iter().map(total).collect();
                table.add_quantities(group, plan::label(what, names), &totals);
            }
        }
        options::add(&mut table, &plans, names);
        section.add_table(table);
        section
    }

    fn case(&self, case: &Case, names: &Names) -> Vec<Section> {
        let mut sections = vec![inputs::section(case, self.top)];
        sections.extend(held(&case.name, case.model, case.held));
        match &case.answer {
            CaseAnswer::Plan { comparison, .. } => {
                sections.push(self.bridge(case, &comparison.bridge));
                sections.push(self.margin(case, &comparison.margin, names));
                sections.push(plan::section(self, case, &comparison.plan, names));
            }
            CaseAnswer::NoPlan(why) => {
                let mut section = Section::new(format!("{}: no plan", case.name));
                section.add_paragraph(
                    "These cannot hold together; without any one of them, the others can:",
                );
                let limits = why.conflict.iter().map(|it| it.description.clone());
                section.blocks.push(Block::List(limits.collect()));
                section.add_paragraph(
                    "There is no margin to compare. `waferline solve` says what would make a plan possible.",
                );
                sections.push(section);
            }
            CaseAnswer::NoEnd(why) => {
                let mut section = Section::new(format!("{}: unbounded", case.name));
                section.add_paragraph("The margin grows without bound along:");
                section.blocks.push(Block::List(why.ray.clone()));
                sections.push(section);
            }
        }
        sections
    }

    fn bridge(&self, case: &Case, bridge: &Bridge) -> Section {
        let mut section = Section::new(format!("{}: where the difference comes from", case.name));
        if bridge.lines.is_empty() {
            return section;
        }
        section.add_paragraph(method(bridge));
        let amounts = bridge.lines.iter().map(|line| line.amount);
        let all: Vec<f64> = amounts.clone().chain([bridge.from, bridge.to]).collect();
        let unit = Money::of(&all);
        let mut columns = vec![
            Column::number("Part"),
            Column::number("Alone"),
            Column::number("Last"),
        ];
        let is_drawn = bridge
            .lines
            .iter()
            .any(|line| line.standard_error.is_some());
        if is_drawn {
            columns.insert(1, Column::number("+-"));
        }
        let label = format!("Margin, {}", unit.unit(&self.model.currency));
        let mut table = Table::new(label, columns);
        let end = |name: &str, value: f64| {
            let mut cells = vec![unit.cell(value), String::new(), String::new()];
            if is_drawn {
                cells.push(String::new());
            }
            (name.to_owned(), cells)
        };
        let (label, cells) = end(&self.base, bridge.from);
        table.add_row("", label, cells);
        table.with_values([Some(bridge.from)]);
        table.in_unit(unit);
        table.mark_total();
        let cell =
            |value: Option<f64>| value.map_or_else(|| "no plan".to_owned(), |it| unit.cell(it));
        for line in bridge.lines.iter().take(self.top) {
            let mut cells = vec![unit.cell(line.amount), cell(line.alone), cell(line.last)];
            if is_drawn {
                cells.insert(1, unit.cell(line.standard_error.unwrap_or(0.0)));
            }
            table.add_row("", line.inputs.join(" and "), cells);
            let mut values = vec![Some(line.amount), line.alone, line.last];
            if is_drawn {
                values.insert(1, Some(line.standard_error.unwrap_or(0.0)));
            }
            table.with_values(values);
            table.in_unit(unit);
        }
        let rest: Vec<f64> = bridge
            .lines
            .iter()
            .skip(self.top)
            .map(|line| line.amount)
            .collect();
        if !rest.is_empty() {
            let (label, cells) = end(
                &count(rest.len(), "other change", "other changes"),
                rest.iter().sum(),
            );
            table.add_row("", label, cells);
            table.with_values([Some(rest.iter().sum())]);
            table.in_unit(unit);
        }
        let (label, cells) = end(&case.name, bridge.to);
        table.add_row("", label, cells);
        table.with_values([Some(bridge.to)]);
        table.in_unit(unit);
        table.mark_total();
        section.add_table(table);
        section
    }

    fn margin(&self, case: &Case, lines: &[MarginChange], names: &Names) -> Section {
        let mut section = Section::new(format!("{}: where it shows in the margin", case.name));
        let difference = |it: &MarginChange| it.after - it.before;
        let all = lines.iter().flat_map(|it| [it.before, it.after]);
        let unit = Money::of(&all.collect::<Vec<_>>());
        let said = |it: &&MarginChange| unit.cell(difference(it)) != NOTHING;
        let said: Vec<&MarginChange> = lines.iter().filter(said).collect();
        if said.is_empty() {
            return section;
        }
        let label = format!("Present value, {}", unit.unit(&self.model.currency));
        let columns = [
            self.heading(),
            Column::number("then"),
            Column::number("Difference"),
        ];
        let mut table = Table::new(label, columns.to_vec());
        for it in said.iter().take(self.top) {
            let channel = channel_name(&it.channel, names);
            let label = match it.channel {
                Channel::Options => channel,
                _ => format!("{channel}: {}", line_name(it.line)),
            };
            table.add_money("", label, &[it.before, it.after, difference(it)], unit);
        }
        let rest: Vec<f64> = said
            .iter()
            .skip(self.top)
            .map(|it| difference(it))
            .collect();
        if !rest.is_empty() {
            let cells = vec![String::new(), String::new(), unit.cell(rest.iter().sum())];
            table.add_row("", count(rest.len(), "other line", "other lines"), cells);
            table.with_values([None, None, Some(rest.iter().sum())]);
            table.in_unit(unit);
        }
        let all: f64 = lines.iter().map(difference).sum();
        table.add_row(
            "",
            "All",
            vec![String::new(), String::new(), unit.cell(all)],
        );
        table.with_values([None, None, Some(all)]);
        table.in_unit(unit);
        table.mark_total();
        section.add_table(table);
        section
    }

    /// Returns the heading of a column of the base.
    fn heading(&self) -> Column {
        if self.base.chars().count() <= LONGEST_HEADING {
            Column::number(self.base.clone())
        } else {
            Column::number("base")
        }
    }
}

/// Returns how a difference was divided, in words.
fn method(bridge: &Bridge) -> String {
    let solved = count(bridge.solved, "model in between", "models in between");
    let how = match bridge.method {
        BridgeMethod::Together => {
            return "The models cover different quarters, so the difference cannot be divided among the changes.".to_owned();
        }
        BridgeMethod::EveryOrder if bridge.lines.len() == 1 => {
            return "One change makes the whole difference.".to_owned();
        }
        BridgeMethod::EveryOrder => {
            "Part: the average over all orders in which the changes can be made (Shapley), exact"
                .to_owned()
        }
        BridgeMethod::DrawnOrders { orders, .. } => format!(
            "Part: the average over {orders} orders in which the changes can be made (Shapley, drawn evenly, always the same), \
             give or take"
        ),
    };
    let said = format!(
        "{how}; the parts sum to the difference. Alone: nothing else changed. Last: everything else changed before. {solved} \
         solved."
    );
    let none = if bridge.without_plan > 0 {
        format!(
            " Of these {} no plan: orders that pass through them do not count, and changes that have a plan only together \
             are treated as one.",
            count(bridge.without_plan, "has", "have")
        )
    } else {
        String::new()
    };
    let together = match bridge.method {
        BridgeMethod::DrawnOrders { ended_together, .. } if ended_together > 0 => format!(
            " In {} the last changes had a plan only together, and share equally.",
            count(ended_together, "order", "orders")
        ),
        _ => String::new(),
    };
    format!("{said}{none}{together}")
}

/// Returns what a case holds of another plan, if it does.
fn held(name: &str, model: &Model, held: Option<&HoldReport>) -> Option<Section> {
    let mut section = hold_section(model, held?);
    section.title = format!("{name}: what is held");
    Some(section)
}
