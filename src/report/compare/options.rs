//! Which options each plan takes.

use crate::outcome::Solved;
use crate::report::document::Table;
use crate::report::names::Names;
use crate::report::number::NOTHING;
use crate::report::options::times;

/// Adds a row for each option of any of the plans.
pub(super) fn add(table: &mut Table, plans: &[(&str, &Solved)], names: &Names) {
    let mut options: Vec<&str> = Vec::new();
    for it in plans.iter().flat_map(|(_, solved)| &solved.plan.options) {
        if !options.contains(&it.option.as_str()) {
            options.push(&it.option);
        }
    }
    for option in options {
        let taken = plans.iter().map(|(_, solved)| {
            let mut all = solved.plan.options.iter();
            all.find(|it| it.option == option)
        });
        let (cells, values): (Vec<String>, Vec<Option<f64>>) = taken
            .map(|it| match it {
                None => (String::new(), None),
                Some(it) if it.taken <= 0.0 => (NOTHING.to_owned(), Some(it.taken)),
                Some(it) => {
                    let times = times(it.taken, it.at_most);
                    (times.unwrap_or_else(|| "taken".to_owned()), Some(it.taken))
                }
            })
            .unzip();
        table.add_row("Options taken", names.option(option), cells);
        table.with_values(values);
    }
}
