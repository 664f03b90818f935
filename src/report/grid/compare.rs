//! Cases side by side.

use crate::explain::{Changed, InputRun, InputValue, levels};
use crate::report::compare::{Case, CaseAnswer, CompareReport};

use super::money::channel;
use super::{Cell, Grid, grid};

/// Returns a comparison as tables.
#[must_use]
pub fn compare(report: &CompareReport) -> Vec<Grid> {
    vec![
        cases(report),
        inputs(report),
        bridge(report),
        margin(report),
        plan(report),
        side_by_side(report),
        options(report),
    ]
}

fn cases(report: &CompareReport) -> Grid {
    let margin = report.solved.solution.objective;
    let mut rows = vec![(report.base.as_str(), "optimal", Some(margin), Some(0.0))];
    rows.extend(report.cases.iter().map(|case| match &case.answer {
        CaseAnswer::Plan { solved, .. } => {
            let after = solved.solution.objective;
            (
                case.name.as_str(),
                "optimal",
                Some(after),
                Some(after - margin),
            )
        }
        CaseAnswer::NoPlan(_) => (case.name.as_str(), "infeasible", None, None),
        CaseAnswer::NoEnd(_) => (case.name.as_str(), "unbounded", None, None),
    }));
    grid("cases", &["case", "status", "margin", "difference"], rows)
}

type InputRow = (
    String,
    String,
    String,
    String,
    Cell,
    Cell,
    Option<f64>,
    Option<f64>,
);

fn inputs(report: &CompareReport) -> Grid {
    let mut rows: Vec<InputRow> = Vec::new();
    for case in &report.cases {
        for input in case.inputs {
            let mut add = |quarter: String, before, after, factor, added| {
                let (name, path) = (case.name.clone(), input.path.clone());
                rows.push((
                    name,
                    path,
                    quarter,
                    kind(&input.change).to_owned(),
                    before,
                    after,
                    factor,
                    added,
                ));
            };
            match &input.change {
                Changed::Series { runs } => {
                    for run in runs {
                        for (quarter, before, after) in quarters(run) {
                            let (before, after) = (before.into(), after.into());
                            add(quarter, before, after, run.factor, run.added);
                        }
                    }
                }
                Changed::Value { before, after } => {
                    add(
                        String::new(),
                        before.as_ref().into(),
                        after.as_ref().into(),
                        None,
                        None,
                    );
                }
                Changed::Added | Changed::Removed => {
                    add(String::new(), Cell::Empty, Cell::Empty, None, None);
                }
            }
        }
    }
    let headings = [
        "case", "path", "quarter", "kind", "before", "after", "factor", "added",
    ];
    grid("inputs", &headings, rows)
}

fn kind(change: &Changed) -> &'static str {
    match change {
        Changed::Series { .. } => "series",
        Changed::Value { .. } => "value",
        Changed::Added => "added",
        Changed::Removed => "removed",
    }
}

/// Returns a run quarter by quarter; a number without a limit is empty.
fn quarters(run: &InputRun) -> impl Iterator<Item = (String, Option<f64>, Option<f64>)> + '_ {
    let pairs = run.before.iter().zip(&run.after).enumerate();
    pairs.map(|(t, (before, after))| (run.from.plus(t).to_string(), *before, *after))
}

impl From<&InputValue> for Cell {
    fn from(value: &InputValue) -> Self {
        match value {
            InputValue::Flag(flag) => Self::Flag(*flag),
            InputValue::Number(number) => Self::Number(*number),
            InputValue::Text(text) => Self::from(text),
        }
    }
}

/// Returns the cases with a plan, each with its comparison.
fn compared<'a>(
    report: &'a CompareReport,
) -> impl Iterator<Item = (&'a Case<'a>, &'a crate::explain::Comparison)> {
    report.cases.iter().filter_map(|case| match case.answer {
        CaseAnswer::Plan { comparison, .. } => Some((case, comparison)),
        _ => None,
    })
}

fn bridge(report: &CompareReport) -> Grid {
    let rows = compared(report).flat_map(|(case, comparison)| {
        comparison.bridge.lines.iter().map(move |line| {
            let inputs = line.inputs.join(" ");
            (
                &case.name,
                inputs,
                line.amount,
                line.alone,
                line.last,
                line.standard_error,
            )
        })
    });
    let headings = [
        "case",
        "inputs",
        "amount",
        "alone",
        "last",
        "standard_error",
    ];
    grid("bridge", &headings, rows)
}

fn margin(report: &CompareReport) -> Grid {
    let rows = compared(report).flat_map(|(case, comparison)| {
        comparison.margin.iter().map(move |it| {
            let (kind, id) = channel(&it.channel);
            (&case.name, kind, id, it.line, it.before, it.after)
        })
    });
    let headings = ["case", "channel", "channel_id", "line", "before", "after"];
    grid("margin", &headings, rows)
}

fn plan(report: &CompareReport) -> Grid {
    let rows = compared(report).flat_map(|(case, comparison)| {
        comparison.plan.changed.iter().flat_map(move |change| {
            let (kind, ids) = change.what.kind_and_ids();
            change.by_quarter.iter().map(move |it| {
                let ids = ids.join(" ");
                (&case.name, kind, ids, it.quarter, it.before, it.after)
            })
        })
    });
    let headings = ["case", "kind", "of", "quarter", "before", "after"];
    grid("plan", &headings, rows)
}

fn side_by_side(report: &CompareReport) -> Grid {
    let cases = report.cases.iter().filter_map(|case| match case.answer {
        CaseAnswer::Plan { solved, .. } => Some((&case.name, solved)),
        _ => None,
    });
    let rows = [(&report.base, report.solved)].into_iter().chain(cases);
    let rows = rows.flat_map(|(name, solved)| {
        levels(&solved.plan).into_iter().map(move |level| {
            let (kind, ids) = level.what.kind_and_ids();
            (name, kind, ids.join(" "), level.total)
        })
    });
    grid("side-by-side", &["case", "kind", "of", "total"], rows)
}

fn options(report: &CompareReport) -> Grid {
    let cases = report.cases.iter().filter_map(|case| match case.answer {
        CaseAnswer::Plan { solved, .. } => Some((&case.name, solved)),
        _ => None,
    });
    let rows = [(&report.base, report.solved)].into_iter().chain(cases);
    let rows = rows.flat_map(|(name, solved)| {
        let options = solved.plan.options.iter();
        options.map(move |it| (name, &it.option, it.taken))
    });
    grid("options", &["case", "option", "taken"], rows)
}
