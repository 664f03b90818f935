//! Models side by side as tidy tables.

use crate::explain::{Changed, InputRun, InputValue, levels};
use crate::report::compare::{Case, CaseAnswer, CompareReport};

use super::money::channel;
use super::{CsvFile, file};

/// Returns a comparison as CSV files.
pub fn compare(report: &CompareReport) -> Result<Vec<CsvFile>, csv::Error> {
    Ok(vec![
        cases(report)?,
        inputs(report)?,
        bridge(report)?,
        margin(report)?,
        plan(report)?,
        side_by_side(report)?,
    ])
}

fn cases(report: &CompareReport) -> Result<CsvFile, csv::Error> {
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
    file(
        "cases.csv",
        &["case", "status", "margin", "difference"],
        rows,
    )
}

type InputRow = (
    String,
    String,
    String,
    String,
    String,
    String,
    Option<f64>,
    Option<f64>,
);

fn inputs(report: &CompareReport) -> Result<CsvFile, csv::Error> {
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
                            add(
                                quarter,
                                number(before),
                                number(after),
                                run.factor,
                                run.added,
                            );
                        }
                    }
                }
                Changed::Value { before, after } => {
                    add(
                        String::new(),
                        text(before.as_ref()),
                        text(after.as_ref()),
                        None,
                        None,
                    );
                }
                Changed::Added | Changed::Removed => {
                    add(String::new(), String::new(), String::new(), None, None);
                }
            }
        }
    }
    let headings = [
        "case", "path", "quarter", "kind", "before", "after", "factor", "added",
    ];
    file("inputs.csv", &headings, rows)
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

fn number(value: Option<f64>) -> String {
    value.map(|it| it.to_string()).unwrap_or_default()
}

fn text(value: Option<&InputValue>) -> String {
    match value {
        None => String::new(),
        Some(InputValue::Flag(flag)) => flag.to_string(),
        Some(InputValue::Number(number)) => number.to_string(),
        Some(InputValue::Text(text)) => text.clone(),
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

fn bridge(report: &CompareReport) -> Result<CsvFile, csv::Error> {
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
    file("bridge.csv", &headings, rows)
}

fn margin(report: &CompareReport) -> Result<CsvFile, csv::Error> {
    let rows = compared(report).flat_map(|(case, comparison)| {
        comparison.margin.iter().map(move |it| {
            let (kind, id) = channel(&it.channel);
            (&case.name, kind, id, it.line, it.before, it.after)
        })
    });
    let headings = ["case", "channel", "channel_id", "line", "before", "after"];
    file("margin.csv", &headings, rows)
}

fn plan(report: &CompareReport) -> Result<CsvFile, csv::Error> {
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
    file("plan.csv", &headings, rows)
}

fn side_by_side(report: &CompareReport) -> Result<CsvFile, csv::Error> {
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
    file("side-by-side.csv", &["case", "kind", "of", "total"], rows)
}
