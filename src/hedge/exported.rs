//! The program over all futures for other solvers: whole, or a future a file for engines that take it apart.

use serde_json::json;

use super::error::HedgeError;
use super::extensive::{Extensive, HedgeColumn, HedgeRow, Node};
use super::future::Futures;
use super::hedged::Hedge;
use crate::formulation::{Column, Constraint, column_name, row_name, unique_names};
use crate::lp::{ColumnId, Lp, LpBuilder, Names, write_lp_format, write_mps};

/// A file of an export: its name, and what is in it.
pub type ExportedFile = (String, Vec<u8>);

/// How the extensive form is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExtensiveFormat {
    /// Free MPS.
    Mps,
    /// The LP format of CPLEX.
    Lp,
}

/// Returns the extensive form as a program file: minimize minus its objective. What is decided before the news is called as in the
/// program of one future; what is of a future begins with `s` and its number, from 0.
pub fn write_extensive(
    futures: &Futures,
    extensive: &Extensive,
    format: ExtensiveFormat,
) -> std::io::Result<Vec<u8>> {
    let names = names(futures, extensive);
    let whole = extensive.rules(futures).whole;
    let mut out = Vec::new();
    match format {
        ExtensiveFormat::Mps => write_mps(&extensive.lp, &names, &whole, &mut out)?,
        ExtensiveFormat::Lp => write_lp_format(&extensive.lp, &names, &whole, &mut out)?,
    }
    Ok(out)
}

fn names(futures: &Futures, extensive: &Extensive) -> Names {
    let of = |node: Node| match node {
        Node::Shared => (String::new(), futures.base()),
        Node::Own(s) => (format!("s{s}_"), &futures.all()[s].model),
    };
    let columns = extensive
        .lp
        .columns()
        .iter()
        .map(|column| match column.key {
            HedgeColumn::Decision { node, column } => {
                let (prefix, model) = of(node);
                format!("{prefix}{}", column_name(model, column))
            }
            HedgeColumn::Threshold => "threshold".to_owned(),
            HedgeColumn::Below { future } => format!("s{future}_below"),
        });
    let rows = extensive.lp.rows().iter().map(|row| match row.key {
        HedgeRow::Rule { node, row } => {
            let (prefix, model) = of(node);
            format!("{prefix}{}", row_name(model, row))
        }
        HedgeRow::Below { future } => format!("s{future}_margin_below"),
    });
    unique_names(columns, rows)
}

/// Returns a folder that mpi-sppy reads as it is: for each future its program `scen000.mps` and what in it is decided before
/// the news, and `run.sh`, which solves it.
///
/// Facts about the format, found by running mpi-sppy 0.14: rows and columns have names of their own, of letters, digits and
/// underscores; no section RANGES, no constant in the objective, no row without a column; the same columns before the news, in the
/// same order, in every file, all of one node, `ROOT`; probabilities that sum to 1.
///
/// An error where the futures are known from several quarters: then there is more than one node.
pub fn write_mpi_sppy(futures: &Futures) -> Result<Vec<ExportedFile>, HedgeError> {
    let shared = shared_columns(futures)?;
    let mut has_whole = false;
    let mut files = Vec::new();
    for (s, future) in futures.all().iter().enumerate() {
        let (lp, whole) = of_future(futures, s, &shared);
        has_whole |= !whole.is_empty();
        let names = unique_names(
            lp.columns()
                .iter()
                .map(|it| column_name(&future.model, it.key)),
            lp.rows().iter().map(|it| row_name(&future.model, it.key)),
        );
        let name = format!("scen{s:03}");
        let mut program = Vec::new();
        let written = write_mps(&lp, &names, &whole, &mut program);
        written.map_err(|error| HedgeError::Decisions(error.to_string()))?;
        let nodes = json!({
            "scenarioData": { "name": name, "scenProb": future.probability },
            "treeData": {
                "globalNodeCount": 1,
                "nodes": {
                    "ROOT": {
                        "serialNumber": 0,
                        "condProb": 1.0,
                        "nonAnts": &names.columns[..shared.len()],
                    },
                },
            },
        });
        files.push((format!("{name}.mps"), program));
        files.push((
            format!("{name}_nonants.json"),
            format!("{nodes:#}\n").into_bytes(),
        ));
    }
    let run = run_script(has_whole);
    files.push(("run.sh".to_owned(), run.into_bytes()));
    Ok(files)
}

/// Returns what is decided before the news, by the name that files have for it.
pub(super) fn names_of_shared(futures: &Futures) -> Result<Vec<(String, Column)>, HedgeError> {
    let shared = shared_columns(futures)?;
    let columns = shared
        .iter()
        .map(|&column| column_name(futures.base(), column));
    let names = unique_names(columns, std::iter::empty());
    Ok(names.columns.into_iter().zip(shared).collect())
}

/// Returns what a hedge decides before the news, by the names that [`write_mpi_sppy`] has for it, in their order.
///
/// An error where the futures are known from several quarters.
pub fn decisions_by_name(
    futures: &Futures,
    hedge: &Hedge,
) -> Result<Vec<(String, f64)>, HedgeError> {
    let names = names_of_shared(futures)?.into_iter();
    let value = |column: &Column| hedge.decisions.get(column).copied().unwrap_or(0.0);
    Ok(names.map(|(name, column)| (name, value(&column))).collect())
}

/// Returns the columns that are decided before the news, in the order of the program.
///
/// An error where the futures are known from several quarters.
pub fn shared_columns(futures: &Futures) -> Result<Vec<Column>, HedgeError> {
    let Some(known) = futures.known_at_once() else {
        let mut quarters: Vec<usize> = futures
            .all()
            .iter()
            .filter_map(|it| it.known_from)
            .collect();
        quarters.sort_unstable();
        quarters.dedup();
        let quarter = |t: usize| futures.base().horizon.quarter(t).to_string();
        let quarters: Vec<String> = quarters.into_iter().map(quarter).collect();
        return Err(HedgeError::TwoStages(quarters.join(", ")));
    };
    let base = &futures.base_program;
    let columns = base.lp.columns().iter().zip(&base.column_quarter);
    let shared = columns.filter(|&(column, &t)| {
        let mut programs = futures.programs.iter();
        t < known && programs.all(|it| it.lp.column(&column.key).is_some())
    });
    Ok(shared.map(|(column, _)| column.key).collect())
}

/// Returns the program of one future, what is decided before the news first, and its whole columns.
fn of_future(
    futures: &Futures,
    s: usize,
    shared: &[Column],
) -> (Lp<Column, Constraint>, Vec<ColumnId>) {
    let program = &futures.programs[s];
    let known = futures.known_at_once().unwrap_or(0);
    let lp = &program.lp;
    let mut builder = LpBuilder::default();
    let first = shared.iter().filter_map(|column| lp.column(column));
    let rest = (0..lp.columns().len()).filter(|&j| program.column_quarter[j] >= known);
    for id in first.chain(rest.map(ColumnId)) {
        let column = &lp.columns()[id.0];
        builder.add_column(column.key, column.cost, column.lower, column.upper);
    }
    for (i, row) in lp.rows().iter().enumerate() {
        let terms = program.rows[i].iter();
        let terms = terms.map(|&(column, n)| (lp.columns()[column.0].key, n));
        // A column before the news that is not there can only be 0.
        let terms: Vec<_> = terms
            .filter(|(key, _)| builder.column(key).is_some())
            .collect();
        if !terms.is_empty() || row.lower > 0.0 || row.upper < 0.0 {
            builder.add_row(row.key, row.lower, row.upper, terms);
        }
    }
    let lp = builder.build();
    let whole = program.whole.iter();
    let whole = whole.filter_map(|column| lp.column(&program.lp.columns()[column.0].key));
    let whole = whole.collect();
    (lp, whole)
}

/// Returns how to solve the folder: as one program, or decomposed.
///
/// Decomposed by Benders' cuts (the L-shaped method): found by running mpi-sppy 0.14, ten futures of Trainium are within 1e-6 of the
/// best after 11 iterations, where progressive hedging, whose penalty is one for all columns, moves no bound in 30 and leaves a
/// news vendor a quarter below. Cuts need prices, which whole columns have not; where only the master has some, HiGHS left a
/// subproblem of Trainium unsolved.
fn run_script(has_whole: bool) -> String {
    format!("{HEAD}{}", if has_whole { NOT_CUT } else { CUT })
}

const HEAD: &str = r#"#!/bin/sh
# Solves the futures in this folder by mpi-sppy (https://github.com/Pyomo/mpi-sppy), with HiGHS; mip reads the files:
#   pip install mpi-sppy highspy mpi4py mpich mip
#   sh run.sh whole                 as one program
#   sh run.sh                       decomposed, over three ranks: one cuts (Benders), one tries its plans, one those of the futures
#   RANKS=8 GAP=1e-4 sh run.sh      over a multiple of three ranks, or of two, without the last; until at most this part of the margin
#                                   may be missing; else 1e-6
# It minimizes minus the margin. What is decided before the news is then in sol.csv: waferline hedge MODEL --decisions sol.csv
set -eu
cd "$(dirname "$0")"
rm -f sol.csv
if [ "${1-}" = whole ]; then
  exec python3 -m mpisppy.generic_cylinders --mps-files-directory . --EF --EF-solver-name highs --EF-mipgap 1e-7 \
    --solution-base-name sol
fi
"#;

/// Iterations end with the gap: 200 are far more than were ever needed.
const CUT: &str = r#"RANKS=${RANKS:-3}
more=
if [ $((RANKS % 3)) = 0 ]; then more=--xhatshuffle; fi
exec mpiexec -n "$RANKS" python3 -m mpi4py -m mpisppy.generic_cylinders --mps-files-directory . --solver-name highs \
  --lshaped-hub --xhatlshaped $more --max-iterations 200 --rel-gap "${GAP:-1e-6}" --solution-base-name sol
"#;

const NOT_CUT: &str = r#"echo "Options are taken whole, which cuts cannot price: solve it as one program, sh run.sh whole" >&2
exit 2
"#;
