//! `waferline simulate`: what planning quarter after quarter earns, when what is uncertain becomes known in between.

use crate::report::number::count;
use crate::simulate::{DrawResult, Policy, Request, Setting, Simulation};
use crate::sweep::{Sample, Shard};

use super::Answer;
use super::args;
use super::cases;
use super::failure::Failure;
use super::folder::Folder;
use super::futures;
use super::inputs;
use super::load;
use super::parts;
use super::simulated::{self, DRAWS};
use super::terminal::Terminal;

pub fn run(args: &args::Simulate, terminal: &Terminal) -> Result<Answer, Failure> {
    cases::check_tables(&args.written)?;
    let shard = args.shard.as_deref().map_or(Ok(Shard::WHOLE), str::parse)?;
    let request = request(args)?;
    let input = load::open(&args.model)?;
    let loaded = load::build(&input, &args.model)?;
    terminal.report_warnings(&loaded.warnings, &loaded.sources);
    inputs::refuse(args.out.iter().chain(&args.written.tables))?;
    let failure = |error| futures::failure(error, &loaded, args.known_from);
    let setting = Setting::new(&input, &request).map_err(failure)?;
    let folder = args.out.as_deref();
    let folder = folder
        .map(|path| Folder::create(path, &setting))
        .transpose()?;
    let mine: Vec<usize> = (0..setting.sample.number)
        .filter(|draw| shard.has(draw + 1))
        .collect();
    let mut results: Vec<Option<DrawResult>> = match &folder {
        None => vec![None; mine.len()],
        Some(folder) => {
            let recall = |&draw: &usize| simulated::recall_draw(folder, &setting, draw);
            parts::kept(&mine, recall, DRAWS, terminal)
        }
    };
    let open = (0..mine.len()).filter(|&at| results[at].is_none());
    let open: Vec<usize> = open.collect();
    if !open.is_empty() {
        let simulation = Simulation::new(&input, &setting).map_err(failure)?;
        let found = parts::work_off(&open, args.threads, terminal, |&at| {
            let result = simulation.run(mine[at]).map_err(failure)?;
            if let Some(folder) = &folder {
                simulated::keep_draw(folder, &setting, mine[at], &result)?;
            }
            Ok(result)
        })?;
        for (at, result) in open.into_iter().zip(found) {
            results[at] = Some(result);
        }
    }
    if shard != Shard::WHOLE {
        let done = count(mine.len(), "draw", "draws");
        parts::say_done(shard, &done, args.out.as_deref(), terminal)?;
        return Ok(Answer::Yes);
    }
    let results: Vec<DrawResult> = results.into_iter().flatten().collect();
    simulated::show(&setting, &results, folder.as_ref(), &args.written, terminal)
}

fn request(args: &args::Simulate) -> Result<Request, Failure> {
    if args.hedge_draws.is_some() && !args.policies.contains(&Policy::Hedge) {
        let words = "--hedge-draws is for the policy `hedge`: add it to --policy";
        return Err(Failure::could_not_run("usage", words));
    }
    let usual = Request::default();
    Ok(Request {
        scenarios: args.model.scenarios.clone(),
        sets: args.model.sets.clone(),
        sample: Sample {
            number: args.sample,
            seed: args.seed,
        },
        replan: args.replan,
        policies: args.policies.clone(),
        known_from: args.known_from,
        hedge_draws: args.hedge_draws.unwrap_or(usual.hedge_draws),
    })
}
