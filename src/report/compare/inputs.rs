//! What differs in the inputs, in a table.

use crate::explain::{Changed, InputRun, InputValue};
use crate::report::document::{Column, Section, Table};
use crate::report::number::{Format, NOTHING, count, percent, quantity};
use crate::report::spans::span;

use super::Case;

/// Returns the section on what differs in the inputs.
pub(super) fn section(case: &Case, top: usize) -> Section {
    let mut section = Section::new(format!("{}: what changes in the inputs", case.name));
    if case.inputs.is_empty() {
        section.add_paragraph("Nothing.");
        return section;
    }
    let columns = vec![
        Column::words("When"),
        Column::number("From"),
        Column::number("To"),
        Column::words("That is"),
    ];
    let mut table = Table::new("Number", columns);
    for input in case.inputs.iter().take(top) {
        match &input.change {
            Changed::Series { runs } => {
                for (i, run) in runs.iter().enumerate() {
                    let path = if i == 0 { input.path.as_str() } else { "" };
                    table.add_row("", path, cells(run));
                }
            }
            Changed::Value { before, after } => {
                let values = [value(before.as_ref()), value(after.as_ref())];
                let [before, after] = values;
                let cells = vec![String::new(), before, after, String::new()];
                table.add_row("", input.path.as_str(), cells);
            }
            Changed::Added => add_whole(&mut table, &input.path, "added"),
            Changed::Removed => add_whole(&mut table, &input.path, "removed"),
        }
    }
    section.add_table(table);
    if case.inputs.len() > top {
        let more = count(case.inputs.len() - top, "more changes", "more change");
        section.add_paragraph(format!("And {more}; --top shows more, JSON and CSV all."));
    }
    section
}

fn add_whole(table: &mut Table, path: &str, how: &str) {
    let cells = vec![String::new(), String::new(), String::new(), how.to_owned()];
    table.add_row("", path, cells);
}

/// Returns the cells of one stretch of quarters: where values differ from quarter to quarter, the first and the last.
fn cells(run: &InputRun) -> Vec<String> {
    let numbers = |values: &[Option<f64>]| {
        let finite: Vec<f64> = values.iter().flatten().copied().collect();
        let format = Format::of(&finite);
        let show =
            |value: Option<f64>| value.map_or_else(|| "no limit".to_owned(), |it| format.show(it));
        match (values.first(), values.last()) {
            (Some(&first), Some(&last)) if first == last => show(first),
            (Some(&first), Some(&last)) => format!("{}..{}", show(first), show(last)),
            _ => NOTHING.to_owned(),
        }
    };
    let change = match (run.factor, run.added) {
        (Some(factor), _) if factor >= 2.0 => format!("x {}", quantity(factor)),
        (Some(factor), _) => {
            let sign = if factor > 1.0 { "+" } else { "" };
            format!("{sign}{}", percent(factor - 1.0))
        }
        (None, Some(added)) => {
            let sign = if added > 0.0 { "+" } else { "" };
            format!("{sign}{}", quantity(added))
        }
        (None, None) => String::new(),
    };
    vec![
        span(run.from, run.to),
        numbers(&run.before),
        numbers(&run.after),
        change,
    ]
}

fn value(value: Option<&InputValue>) -> String {
    match value {
        None => "none".to_owned(),
        Some(InputValue::Flag(flag)) => flag.to_string(),
        Some(InputValue::Number(number)) => quantity(*number),
        Some(InputValue::Text(text)) => text.clone(),
    }
}
