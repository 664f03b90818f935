//! Work that runs in parts: those that are kept, those that are open, and those that are missing.

use std::path::Path;

use rayon::prelude::*;

use crate::report::number::count;
use crate::sweep::Shard;

use super::args;
use super::failure::Failure;
use super::folder::{Asked, Folder, Kept};
use super::terminal::Terminal;

/// What parts are called, one and several, and the code of the error that some are missing.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    pub one: &'static str,
    pub many: &'static str,
    pub incomplete: &'static str,
}

/// Returns the parts that are kept, in their order, `None` where there is none yet; says what cannot be used.
pub fn kept<P, T>(
    parts: &[P],
    recall: impl Fn(&P) -> Kept<T>,
    kind: Kind,
    terminal: &Terminal,
) -> Vec<Option<T>> {
    let results = parts.iter().map(|part| match recall(part) {
        Kept::Part(result) => Some(*result),
        Kept::Unusable(why) => {
            terminal.note(&format!("{why}; the {} is solved again", kind.one));
            None
        }
        Kept::Nothing => None,
    });
    let results: Vec<Option<T>> = results.collect();
    let done = results.iter().flatten().count();
    if done > 0 {
        let done = count(done, kind.one, kind.many);
        terminal.note(&format!("{done} of {} done already", parts.len()));
    }
    results
}

/// Works on parts, each on its own, on as many threads as there are processors, or on so many; returns what comes of them in their
/// order.
pub fn work_off<P: Sync, T: Send>(
    open: &[P],
    threads: Option<u16>,
    terminal: &Terminal,
    work: impl Fn(&P) -> Result<T, Failure> + Sync,
) -> Result<Vec<T>, Failure> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads.map_or(0, usize::from))
        .build()
        .map_err(|error| Failure::could_not_run("internal", error.to_string()))?;
    let progress = terminal.progress(open.len());
    let work = |part: &P| {
        let result = work(part)?;
        progress.inc(1);
        Ok(result)
    };
    let results = pool.install(|| open.par_iter().with_max_len(1).map(work).collect());
    progress.finish_and_clear();
    results
}

/// Says that a shard is done.
pub fn say_done(
    shard: Shard,
    done: &str,
    folder: Option<&Path>,
    terminal: &Terminal,
) -> Result<(), Failure> {
    terminal.print(&format!(
        "Shard {} of {}: {done} done. When all shards are: waferline collect {}\n",
        shard.index,
        shard.of,
        folder.unwrap_or_else(|| Path::new("FOLDER")).display(),
    ))
}

/// Returns the parts that are done with their results; an error where some are missing, unless that is accepted.
pub fn collected<A: Asked, P: Clone, T>(
    args: &args::Collect,
    folder: &Folder<A>,
    (all, name): (&[P], impl Fn(&P) -> String),
    recall: impl Fn(&P) -> Kept<T>,
    (kind, terminal): (Kind, &Terminal),
) -> Result<(Vec<P>, Vec<T>), Failure> {
    let (mut done, mut results, mut missing) = (Vec::new(), Vec::new(), 0_usize);
    for part in all {
        match recall(part) {
            Kept::Part(result) => {
                done.push(part.clone());
                results.push(*result);
            }
            Kept::Nothing => missing += 1,
            Kept::Unusable(why) => {
                terminal.note(&why);
                missing += 1;
            }
        }
    }
    let names: Vec<String> = all.iter().map(name).collect();
    let strangers = folder.strangers(names.iter().map(String::as_str));
    let what = A::WHAT;
    if strangers > 0 {
        let files = count(strangers, "file", "files");
        terminal.note(&format!(
            "{files} among the results are of no {} of this {what}, and left alone",
            kind.one
        ));
    }
    if missing > 0 {
        let words = format!(
            "{missing} of {} have no result in {}",
            count(all.len(), kind.one, kind.many),
            args.folder.display()
        );
        if !args.partial {
            return Err(Failure::could_not_run(
                kind.incomplete,
                format!(
                    "{words}: run the {what} again with the same --out, or collect what there is by --partial"
                ),
            ));
        }
        terminal.note(&words);
    }
    Ok((done, results))
}
