//! From the model arguments to a model, with warnings reported on the way.

use std::io::Read as _;
use std::path::Path;

use crate::input::{Input, Loaded};
use crate::outcome::Outcome;
use crate::provenance::{Provenance, of_loaded};

use super::args;
use super::failure::Failure;
use super::inputs;
use super::terminal::Terminal;

/// What a model from standard input is called.
const STDIN: &str = "<stdin>";
/// Under which name a file is found that standard input was redirected from, where there is one.
const STDIN_FILE: &str = "/dev/stdin";

/// Reads the model file, without building the model.
pub fn open(args: &args::Model) -> Result<Input, Failure> {
    let input = read(&args.path)?;
    Ok(if args.allow_outside {
        input.allow_outside()
    } else {
        input
    })
}

fn read(path: &Path) -> Result<Input, Failure> {
    if path.as_os_str() == "-" {
        inputs::has_read(Path::new(STDIN_FILE));
        let mut text = String::new();
        std::io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| {
                Failure::could_not_run(
                    "cannot-read",
                    format!("cannot read standard input: {error}"),
                )
            })?;
        return Ok(if is_json(&text) {
            Input::from_json(STDIN, &text)
        } else {
            Input::from_toml(STDIN, &text)
        });
    }
    inputs::has_read(path);
    Input::open(path).map_err(|error| Failure::could_not_run("cannot-read", error.to_string()))
}

/// Returns whether a text is meant as JSON: no TOML begins with a brace.
fn is_json(text: &str) -> bool {
    text.trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with('{')
}

/// Reads the model file and builds the model under the scenarios and assignments; reports the warnings.
pub fn load(args: &args::Model, terminal: &Terminal) -> Result<Loaded, Failure> {
    let loaded = build(&open(args)?, args)?;
    terminal.report_warnings(&loaded.warnings, &loaded.sources);
    Ok(loaded)
}

/// Builds the model under the scenarios and assignments.
pub fn build(input: &Input, args: &args::Model) -> Result<Loaded, Failure> {
    let scenarios: Vec<&str> = args.scenarios.iter().map(String::as_str).collect();
    let sets: Vec<&str> = args.sets.iter().map(String::as_str).collect();
    let built = input.model(&scenarios, &sets);
    let sources = match &built {
        Ok(loaded) => &loaded.sources,
        Err(rejected) => &rejected.sources,
    };
    for source in sources.iter() {
        inputs::has_read(Path::new(&source.name));
    }
    Ok(built?)
}

/// Returns what this answer to the loaded model is made from.
pub fn provenance(loaded: &Loaded, args: &args::Model, outcome: &Outcome) -> Provenance {
    of_loaded(loaded, &args.scenarios, outcome.found_by())
}
