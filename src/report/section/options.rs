//! What is taken whole or left, and its cash.

use crate::plan::{Channel, OptionTaken};
use crate::report::PlanReport;
use crate::report::document::{Column, Section, Table};
use crate::report::names::Names;
use crate::report::number::Money;
use crate::report::options::times;

pub fn section(report: &PlanReport, names: &Names) -> Section {
    let mut section = Section::new("Options");
    section.add_table(table(report, names));
    section
}

fn table(report: &PlanReport, names: &Names) -> Table {
    let plan = report.plan;
    let present_value = |it: &OptionTaken| -> f64 {
        let lines = plan.margin.lines.iter();
        let of_it = lines.filter(|line| {
            line.channel == Channel::Options && line.of.as_ref() == Some(&it.option)
        });
        of_it.map(|line| line.present_value).sum()
    };
    let cash: Vec<f64> = plan.options.iter().map(present_value).collect();
    let unit = Money::of(&cash);
    let columns = vec![
        Column::words("Taken"),
        Column::words("Decided by"),
        Column::number(format!(
            "Cash, present value, {}",
            unit.unit(&report.model.currency)
        )),
    ];
    let mut table = Table::new("Option", columns);
    for (it, cash) in plan.options.iter().zip(cash) {
        let taken = match times(it.taken, it.at_most) {
            _ if it.taken <= 0.0 => "left".to_owned(),
            None => "taken".to_owned(),
            Some(times) => format!("taken, {times}"),
        };
        let by = if it.is_decided {
            "the model"
        } else {
            "the best selection"
        };
        let cells = vec![taken, by.to_owned(), unit.cell(cash)];
        table.add_row("", names.option(&it.option), cells);
        table.with_values([None, None, Some(cash)]);
        table.in_units([1.0, 1.0, unit.factor()]);
    }
    table
}
