//! `waferline export`: the linear program for other solvers, and what its names mean.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::formulation::{Column, Constraint, export_names, formulate, name_map};
use crate::lp::{ColumnId, Lp, write_lp_format, write_mps};
use crate::model::{Model, OptionId};

use super::Answer;
use super::args::{self, ProgramFormat};
use super::failure::Failure;
use super::load;
use super::output;
use super::terminal::Terminal;

pub fn run(args: args::Export, terminal: &Terminal) -> Result<Answer, Failure> {
    let format = format(&args)?;
    let loaded = load::load(&args.model, terminal)?;
    let lp = formulate(&loaded.model);
    let names = export_names(&loaded.model, &lp);
    let whole = whole_columns(&loaded.model, &lp);
    let mut program = Vec::new();
    let written = match format {
        ProgramFormat::Mps => write_mps(&lp, &names, &whole, &mut program),
        ProgramFormat::Lp => write_lp_format(&lp, &names, &whole, &mut program),
    };
    written.map_err(|error| Failure::could_not_run("internal", error.to_string()))?;

    match args.out {
        None => terminal.print(&String::from_utf8_lossy(&program))?,
        Some(path) => {
            let mut map = serde_json::to_string_pretty(&name_map(&loaded.model, &lp, &names))?;
            map.push('\n');
            let map_path = names_beside(&path);
            output::write_files(&[(&path, &program), (&map_path, map.as_bytes())])?;
            terminal.note(&format!("what the names mean: {}", map_path.display()));
        }
    }
    Ok(Answer::Yes)
}

/// Returns the format that was named, else the one that the ending of the file names.
fn format(args: &args::Export) -> Result<ProgramFormat, Failure> {
    let ending = args.out.as_deref().and_then(Path::extension);
    match (args.format, ending.map(|it| it.to_str())) {
        (Some(named), _) => Ok(named),
        (None, Some(Some("mps"))) => Ok(ProgramFormat::Mps),
        (None, Some(Some("lp"))) => Ok(ProgramFormat::Lp),
        (None, None) => Err(Failure::could_not_run(
            "usage",
            "say --format mps or --format lp, or end the name of --out with .mps or .lp",
        )),
        (None, Some(_)) => Err(Failure::could_not_run(
            "usage",
            format!(
                "no program is written to `.{}`: end the name of --out with .mps or .lp, or say --format",
                ending.unwrap_or_default().display()
            ),
        )),
    }
}

/// Returns the columns that take whole numbers alone: options that are to be decided.
fn whole_columns(model: &Model, lp: &Lp<Column, Constraint>) -> Vec<ColumnId> {
    let whole = |&id: &OptionId| model.option(id).is_free() && model.option(id).whole;
    let options = model.option_ids().filter(whole);
    options
        .filter_map(|option| lp.column(&Column::Taken { option }))
        .collect()
}

/// Returns where the name map goes: `plan.mps.names.json` beside `plan.mps`.
fn names_beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".names.json");
    PathBuf::from(name)
}
