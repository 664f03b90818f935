//! A plan as tidy tables: one CSV a noun, one row an entity and quarter, every number unrounded.

mod compare;
mod money;
mod placing;
mod supply;

pub use compare::compare;

use csv::Writer;
use serde::Serialize;

use crate::plan::Plan;
use crate::quarter::Quarter;

use super::PlanReport;

/// One CSV file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvFile {
    /// Its name: `wafer-starts.csv`.
    pub name: &'static str,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// Returns the plan as CSV files; all of them, those without rows too, so that readers find what they expect.
pub fn render(report: &PlanReport) -> Result<Vec<CsvFile>, csv::Error> {
    let plan = report.plan;
    Ok(vec![
        summary(report)?,
        supply::wafer_starts(plan)?,
        supply::foundries(plan)?,
        supply::expansions(plan)?,
        supply::components(plan)?,
        supply::processes(plan)?,
        supply::made(plan)?,
        placing::installed(plan)?,
        placing::sold(plan)?,
        placing::wafers(plan)?,
        placing::opening_stock(plan)?,
        placing::receipts(plan)?,
        supply::stocks(plan)?,
        supply::stock_ends(plan)?,
        placing::fleet(plan)?,
        placing::fleet_in_use(plan)?,
        placing::power(plan)?,
        placing::services(plan)?,
        placing::orders(plan)?,
        money::margin(plan)?,
        money::margin_present_value(plan)?,
        money::surrounding(plan)?,
        money::run_rate(plan)?,
    ])
}

/// Returns a file with these headings and rows.
fn file<R: Serialize>(
    name: &'static str,
    headings: &[&str],
    rows: impl IntoIterator<Item = R>,
) -> Result<CsvFile, csv::Error> {
    let mut writer = Writer::from_writer(Vec::new());
    writer.write_record(headings)?;
    for row in rows {
        writer.serialize(row)?;
    }
    let content = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    Ok(CsvFile { name, content })
}

/// Returns each quarter with its position in the vectors, horizon first, then tail.
fn quarters(plan: &Plan) -> impl Iterator<Item = (usize, Quarter)> + '_ {
    plan.quarters
        .iter()
        .chain(&plan.tail_quarters)
        .copied()
        .enumerate()
}

/// Returns one row for every quarter in which `row` has something to say.
fn by_quarter<'a, T, R>(
    plan: &'a Plan,
    entities: &'a [T],
    row: impl Fn(&'a T, usize, Quarter) -> Option<R> + Copy + 'a,
) -> impl Iterator<Item = R> + 'a {
    entities.iter().flat_map(move |entity| {
        quarters(plan).filter_map(move |(t, quarter)| row(entity, t, quarter))
    })
}

fn at(values: &[f64], t: usize) -> Option<f64> {
    values.get(t).copied()
}

fn summary(report: &PlanReport) -> Result<CsvFile, csv::Error> {
    let certificate = report.certificate;
    let number = |value: f64| value.to_string();
    let rows = [
        ("waferline", env!("CARGO_PKG_VERSION").to_owned()),
        ("name", report.model.name.clone().unwrap_or_default()),
        ("currency", report.model.currency.clone()),
        ("present_value", number(report.plan.margin.present_value)),
        ("primal_residual", number(certificate.primal_residual)),
        ("dual_residual", number(certificate.dual_residual)),
        ("gap", number(certificate.gap)),
        (
            "end_effects_from",
            report
                .plan
                .end_effects_from
                .map(|it| it.to_string())
                .unwrap_or_default(),
        ),
    ];
    file("summary.csv", &["key", "value"], rows)
}
