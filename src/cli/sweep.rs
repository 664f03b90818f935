//! `waferline sweep`: many variants of a model, on all cores, each with its answer.

use std::collections::{BTreeMap, BTreeSet};

use crate::report::number::count;
use crate::sweep::{Case, CaseResult, Request, Runner, Sample, Shard, Study, SweepError};

use super::Answer;
use super::args;
use super::cases::{self, CASES};
use super::failure::Failure;
use super::folder::Folder;
use super::inputs;
use super::load;
use super::parts;
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
    let kept = match &folder {
        None => vec![None; cases.len()],
        Some(folder) => {
            let recall = |case: &Case| cases::recall_case(folder, case);
            parts::kept(&cases, recall, CASES, terminal)
        }
    };
    let kept = kept.into_iter().flatten();
    let mut results: Results = kept.map(|it: CaseResult| (it.case.clone(), it)).collect();
    let mut known: BTreeSet<&str> = results.keys().map(String::as_str).collect();
    // Cases that are the same are solved once.
    let open: Vec<&Case> = cases.iter().filter(|case| known.insert(&case.id)).collect();
    if !open.is_empty() {
        let runner = Runner::new(&input, &study);
        let solved = parts::work_off(&open, args.threads, terminal, |case| {
            let result = runner.run(case);
            match &folder {
                Some(folder) => cases::keep_case(folder, case, result),
                None => Ok(result),
            }
        })?;
        results.extend(solved.into_iter().map(|it| (it.case.clone(), it)));
    }
    if shard != Shard::WHOLE {
        let done = count(cases.len(), "case", "cases");
        parts::say_done(shard, &done, args.out.as_deref(), terminal)?;
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
