//! A hedge for other engines: the program over all futures as files, and their decisions read back.

use std::ffi::OsString;
use std::path::Path;

use crate::hedge::{
    Extensive, ExtensiveFormat, Futures, GivenDecisions, Risk, write_extensive, write_mpi_sppy,
};
use crate::report::csv::CsvFile;

use super::Answer;
use super::failure::Failure;
use super::inputs;
use super::output;
use super::terminal::Terminal;

/// Writes the program over all futures to the path, in the format that goes before it.
pub fn write(
    futures: &Futures,
    risk: Risk,
    to: &[OsString],
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    let [format, path] = to else {
        return Err(Failure::could_not_run(
            "usage",
            "--to takes a format and a path",
        ));
    };
    let path = Path::new(path);
    let format = match format.to_str() {
        Some("mpi-sppy") => return write_folder(futures, risk, path, terminal),
        Some("mps") => ExtensiveFormat::Mps,
        Some("lp") => ExtensiveFormat::Lp,
        _ => {
            let words = format!(
                "no program is written as `{}`: say --to mpi-sppy FOLDER, --to mps FILE or --to lp FILE",
                format.display()
            );
            return Err(Failure::could_not_run("usage", words));
        }
    };
    inputs::refuse([&path])?;
    let program = write_extensive(futures, &Extensive::of(futures, risk), format);
    let program = program.map_err(|error| Failure::could_not_run("internal", error.to_string()))?;
    output::write_files(&[(path, &program)])?;
    terminal.note(&format!("the program over all futures: {}", path.display()));
    Ok(Answer::Yes)
}

fn write_folder(
    futures: &Futures,
    risk: Risk,
    folder: &Path,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    if !risk.is_neutral() {
        let words = "mpi-sppy is given the mean of all futures alone: leave --risk out";
        return Err(Failure::could_not_run("usage", words));
    }
    let files = write_mpi_sppy(futures)?.into_iter();
    let files: Vec<CsvFile> = files
        .map(|(name, content)| CsvFile { name, content })
        .collect();
    output::write_folder(folder, &files)?;
    terminal.note(&format!(
        "{} futures in {}; solve them by: sh {}",
        futures.all().len(),
        folder.display(),
        folder.join("run.sh").display()
    ));
    Ok(Answer::Yes)
}

/// Returns the decisions of a file.
pub fn read(path: &Path) -> Result<GivenDecisions, Failure> {
    inputs::has_read(path);
    let text = std::fs::read_to_string(path).map_err(|error| {
        let words = format!("cannot read {}: {error}", path.display());
        Failure::could_not_run("cannot-read", words)
    })?;
    GivenDecisions::parse(&text).map_err(|error| {
        let words = format!("{}: {error}", path.display());
        Failure::could_not_run("hedge-decisions", words)
    })
}
