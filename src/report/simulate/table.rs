//! The draws of a simulation as one tidy table: a row for each draw and policy.

use crate::report::sweep::{CaseTable, Cells, TableColumn};
use crate::simulate::{DrawResult, Ending, Policy, Setting};
use crate::sweep::Quantities;

/// Between limits in `message`.
const BETWEEN_LIMITS: &str = "; ";

type Number = (&'static str, fn(&Quantities) -> f64);

const NUMBERS: [Number; 9] = [
    ("run_rate", |it| it.run_rate),
    ("service_short", |it| it.service_short),
    ("service_waiting", |it| it.service_waiting),
    ("shortfall_penalty", |it| it.shortfall_penalty),
    ("orders_late", |it| it.orders_late),
    ("orders_lost", |it| it.orders_lost),
    ("racks_outside", |it| it.racks_outside),
    ("racks_own", |it| it.racks_own),
    ("wafers", |it| it.wafers),
];

/// One row: a draw under a policy.
#[derive(Clone, Copy)]
struct Row<'a> {
    result: &'a DrawResult,
    policy: Policy,
    ending: &'a Ending,
}

impl Row<'_> {
    fn number(&self, of: fn(&Quantities) -> f64) -> Option<f64> {
        self.ending.through().map(of)
    }

    /// Returns the margin of hindsight less this one, where both are there.
    fn regret(&self) -> Option<f64> {
        let hindsight = self.result.endings.last()?.through()?;
        Some(hindsight.margin - self.number(|it| it.margin)?)
    }

    fn stranded_at(&self) -> Option<String> {
        match self.ending {
            Ending::Stranded { at, .. } | Ending::Unbounded { at } => Some(at.to_string()),
            Ending::Through(_) | Ending::Failed(_) => None,
        }
    }

    fn message(&self) -> Option<String> {
        match self.ending {
            Ending::Stranded { limits, .. } => {
                let limits: Vec<&str> = limits.iter().map(|it| &*it.description).collect();
                Some(limits.join(BETWEEN_LIMITS))
            }
            Ending::Failed(why) => Some(why.clone()),
            Ending::Through(_) | Ending::Unbounded { .. } => None,
        }
    }
}

/// Returns the table of these draws of a setting: what was drawn, how each policy ended, and what it came to.
#[must_use]
pub fn draw_table(setting: &Setting, results: &[DrawResult]) -> CaseTable {
    let rows = results.iter().flat_map(|result| {
        let both = setting.policies.iter().zip(&result.endings);
        both.map(move |(&policy, ending)| Row {
            result,
            policy,
            ending,
        })
    });
    let rows: Vec<Row> = rows.collect();
    let mut columns = Vec::new();
    let mut add = |name: &str, cells| {
        columns.push(TableColumn {
            name: name.to_owned(),
            cells,
        });
    };
    let texts = |of: &dyn Fn(&Row) -> Option<String>| Cells::Texts(rows.iter().map(of).collect());
    let numbers = |of: &dyn Fn(&Row) -> Option<f64>| Cells::Numbers(rows.iter().map(of).collect());
    add(
        "draw",
        Cells::Counts(rows.iter().map(|row| row.result.draw as u64).collect()),
    );
    add("policy", texts(&|row| Some(row.policy.to_string())));
    add("ended", texts(&|row| Some(row.ending.word().to_owned())));
    add("margin", numbers(&|row| row.number(|it| it.margin)));
    if !setting.service_first {
        add("regret", numbers(&|row| row.regret()));
    }
    for (name, of) in NUMBERS {
        add(name, numbers(&|row| row.number(of)));
    }
    add("stranded_at", texts(&|row| row.stranded_at()));
    add("message", texts(&|row| row.message()));
    for (at, uncertainty) in setting.uncertainties.iter().enumerate() {
        let name = format!("uncertainty.{}", uncertainty.id);
        add(&name, numbers(&|row| row.result.values.get(at).copied()));
    }
    CaseTable { columns }
}
