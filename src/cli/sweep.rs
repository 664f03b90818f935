//! `waferline sweep`: many variants of a model, on all cores, each with its answer.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::report::number::count;
use crate::sweep::{Case, CaseResult, Request, Runner, Sample, Shard, Study, SweepError};

use super::Answer;
use super::args;
use super::cases;
use super::failure::Failure;
use super::folder::{Folder, Kept};
use super::inputs;
use super::load;
use super::terminal::Terminal;

/// Results by the id of their case.
type Results = BTreeMap<String, CaseResult>;

pub fn run(args: &args::Sweep, terminal: &Terminal) -> Result<Answer, Failure> {
    cases::check_tables(&args.written)?;
    let shard = args.shard.as_deref().map_or(Ok(Shard::WHOLE), str::parse)?;
    let input = load::open(&args.model)?;
    let loaded = load::build(&input, &args.model)?;
    terminal.report_warnings(&loaded.warnings, &loaded.sources);
    inputs::refuse(args.out.iter().chain(&args.written.tables))?;
    let request = Request {
        scenarios: args.model.scenarios.clone(),
        sets: args.model.sets.clone(),
        vary: args.vary.clone(),
        sample: args.sample.map(|number| Sample {
            number,
            seed: args.seed,
        }),
    };
    let study = match Study::new(&input, &request) {
        Err(SweepError::NothingVaries) if !loaded.uncertainties.is_empty() => {
            let words =
                "say how often to draw what is uncertain by --sample, or name values by --vary";
            return Err(Failure::could_not_run("usage", words));
        }
        study => study?,
    };
    let folder = args
        .out
        .as_deref()
        .map(|path| Folder::create(path, &study))
        .transpose()?;
    let cases: Vec<Case> = study
        .cases()
        .into_iter()
        .filter(|case| shard.has(case.number))
        .collect();
    let mut results = kept(&cases, folder.as_ref(), terminal);
    let mut known: BTreeSet<&str> = results.keys().map(String::as_str).collect();
    // Cases that are the same are solved once.
    let open: Vec<&Case> = cases.iter().filter(|case| known.insert(&case.id)).collect();
    if !open.is_empty() {
        let runner = Runner::new(&input, &study);
        let solved = solve_all(&runner, &open, folder.as_ref(), args.threads, terminal)?;
        results.extend(solved);
    }
    if shard != Shard::WHOLE {
        let path = args
            .out
            .as_deref()
            .unwrap_or_else(|| std::path::Path::new("FOLDER"));
        terminal.print(&format!(
            "Shard {} of {}: {} done. When all shards are: waferline collect {}\n",
            shard.index,
            shard.of,
            count(cases.len(), "case", "cases"),
            path.display(),
        ))?;
        return Ok(Answer::Yes);
    }
    let results: Vec<CaseResult> = cases
        .iter()
        .filter_map(|case| results.get(&case.id).cloned())
        .collect();
    cases::show(
        &study,
        &cases,
        &results,
        folder.as_ref(),
        &args.written,
        terminal,
    )
}

/// Returns the results that a folder keeps; says what in it cannot be used.
fn kept(cases: &[Case], folder: Option<&Folder<Study>>, terminal: &Terminal) -> Results {
    let mut results = Results::new();
    let Some(folder) = folder else {
        return results;
    };
    for case in cases {
        match cases::recall_case(folder, case) {
            Kept::Part(result) => {
                results.insert(case.id.clone(), *result);
            }
            Kept::Unusable(why) => terminal.note(&format!("{why}; the case is solved again")),
            Kept::Nothing => {}
        }
    }
    if !results.is_empty() {
        let done = count(results.len(), "case", "cases");
        terminal.note(&format!("{done} of {} done already", cases.len()));
    }
    results
}

/// Solves the cases, each on its own; keeps each result as soon as it is there.
fn solve_all(
    runner: &Runner,
    open: &[&Case],
    folder: Option<&Folder<Study>>,
    threads: Option<u16>,
    terminal: &Terminal,
) -> Result<Results, Failure> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads.map_or(0, usize::from))
        .build()
        .map_err(|error| Failure::could_not_run("internal", error.to_string()))?;
    let progress = terminal.progress(open.len());
    let solve = |case: &&Case| {
        let mut result = runner.run(case);
        if let Some(folder) = folder {
            result = cases::keep_case(folder, case, result)?;
        }
        progress.inc(1);
        Ok((result.case.clone(), result))
    };
    let results = pool.install(|| open.par_iter().with_max_len(1).map(solve).collect());
    progress.finish_and_clear();
    results
}
