//! Tables for programs, before they have a form: tidy, one row an entity and quarter, every number unrounded.
//!
//! CSV files and workbooks are written from the same definitions.

mod compare;
mod explanation;
mod hedge;
mod hold;
mod money;
mod near;
mod options;
mod placing;
mod record;
mod supply;

pub use compare::compare;
pub use hedge::hedge;
pub use hold::with_hold;
pub use near::near;
pub use options::options;

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use crate::lp::Certificate;
use crate::model::Model;
use crate::plan::Plan;
use crate::provenance::Provenance;
use crate::quarter::Quarter;

use super::PlanReport;
use super::explain::ExplanationReport;
use record::Record;

/// One table.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Grid {
    /// Its name: `wafer-starts`.
    pub name: &'static str,
    /// The headings.
    pub headings: Vec<&'static str>,
    /// The rows, a cell a heading.
    pub rows: Vec<Vec<Cell>>,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words, ids, quarters.
    Text(Cow<'static, str>),
    /// A number, which may be infinite.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// Nothing.
    Empty,
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Empty => serializer.serialize_none(),
        }
    }
}

/// Returns the plan as tables; all of them, those without rows too, so that readers find what they expect.
#[must_use]
pub fn plan(report: &PlanReport) -> Vec<Grid> {
    let plan = report.plan;
    vec![
        summary(report),
        supply::wafer_starts(plan),
        supply::foundries(plan),
        supply::expansions(plan),
        supply::components(plan),
        supply::processes(plan),
        supply::made(plan),
        placing::installed(plan),
        placing::sold(plan),
        placing::wafers(plan),
        placing::opening_stock(plan),
        placing::receipts(plan),
        supply::stocks(plan),
        supply::stock_ends(plan),
        placing::fleet(plan),
        placing::fleet_in_use(plan),
        placing::power(plan),
        placing::services(plan),
        placing::orders(plan),
        options::taken(plan),
        options::cash(plan),
        money::margin(plan),
        money::margin_present_value(plan),
        money::surrounding(plan),
        money::run_rate(plan),
    ]
}

/// Returns the explanation as tables, those without rows too; promises only where they were asked for.
#[must_use]
pub fn explanation(report: &ExplanationReport) -> Vec<Grid> {
    let solved = report.solved;
    let mut grids = vec![
        grid(
            "summary",
            &["key", "value"],
            proof(
                report.model,
                solved.solution.objective,
                &solved.solution.certificate,
            ),
        ),
        explanation::lines(report),
        explanation::limits(report),
        explanation::limits_by_quarter(report),
        explanation::together(report),
        explanation::imputation(report),
        explanation::shortages(report),
        explanation::reasons(report),
        explanation::waiting(report),
        explanation::sold_from(report),
        explanation::ties(report),
    ];
    grids.extend(report.promises.map(explanation::promises));
    grids
}

/// Returns what an answer was made from, line by line; one after the other where it was made from several models.
#[must_use]
pub fn provenance(provenance: &[Provenance]) -> Grid {
    let rows = provenance.iter().flat_map(|it| {
        let solver = (
            format!("solver {}", it.solver.name),
            it.solver.version.to_owned(),
        );
        let mut rows = vec![("waferline".to_owned(), it.waferline.clone()), solver];
        for input in &it.inputs {
            rows.push((format!("sha256 of {}", input.name), input.sha256.clone()));
        }
        let scenarios = it.scenarios.iter().map(|it| ("scenario", it));
        let assignments = it.assignments.iter().map(|it| ("assignment", it));
        let changes = scenarios.chain(assignments);
        rows.extend(changes.map(|(kind, it)| (kind.to_owned(), it.clone())));
        rows
    });
    grid("provenance", &["key", "value"], rows)
}

/// Returns a table with these headings and rows.
fn grid<R: Record>(
    name: &'static str,
    headings: &[&'static str],
    rows: impl IntoIterator<Item = R>,
) -> Grid {
    Grid {
        name,
        headings: headings.to_vec(),
        rows: rows.into_iter().map(Record::cells).collect(),
    }
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

fn summary(report: &PlanReport) -> Grid {
    let mut rows = proof(
        report.model,
        report.plan.margin.present_value,
        report.certificate,
    );
    if let Some(proof) = report.selection {
        rows.push(("selection_bound", proof.bound.into()));
        rows.push(("selection_gap", proof.gap.into()));
        rows.push(("selection_is_proved", proof.is_proved.into()));
    }
    let from = report.plan.end_effects_from;
    rows.push(("end_effects_from", from.map_or(Cell::from(""), Cell::from)));
    grid("summary", &["key", "value"], rows)
}

/// Returns the margin and its proof, beside what they are of.
fn proof(model: &Model, margin: f64, certificate: &Certificate) -> Vec<(&'static str, Cell)> {
    vec![
        ("waferline", env!("CARGO_PKG_VERSION").into()),
        ("name", model.name.clone().unwrap_or_default().into()),
        ("currency", model.currency.clone().into()),
        ("present_value", margin.into()),
        ("primal_residual", certificate.primal_residual.into()),
        ("dual_residual", certificate.dual_residual.into()),
        ("gap", certificate.gap.into()),
        ("bound", certificate.bound.into()),
        ("tolerance", certificate.tolerance.into()),
    ]
}
