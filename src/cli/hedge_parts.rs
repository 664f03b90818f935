//! A hedge on given decisions in parts: what each future makes of them, kept in a folder, and brought together.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::hedge::{DrawTurnout, Futures, GivenDecisions, Hedged, Holding, Judged, Turnout, judge};
use crate::provenance::sha256;
use crate::report::hedge::Sampled;
use crate::report::number::count;
use crate::sealed::{seal, seal_readably, unseal};
use crate::sweep::Shard;

use super::Answer;
use super::args;
use super::failure::Failure;
use super::folder::{Asked, Folder, Kept, Name};
use super::hedge_asked::HedgeAsked;
use super::hedge_case::Case;
use super::inputs;
use super::parts;
use super::target::Target;
use super::terminal::Terminal;
use super::work::Work;

/// What is asked of decisions in parts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartsAsked {
    /// Version of waferline.
    waferline: String,
    asked: HedgeAsked,
    /// Digest of the futures as they were read.
    futures: String,
    decisions: GivenDecisions,
}

impl Asked for PartsAsked {
    const WHAT: Name = "hedge";
    const ASKED: Name = "hedge.json";
    const PARTS: Name = "futures";
    const CODES: [&'static str; 2] = ["another-hedge", "damaged-hedge"];

    fn keep(&self) -> Result<String, serde_json::Error> {
        seal_readably(self)
    }

    fn recall(text: &str) -> Option<Self> {
        unseal(text)
    }
}

/// One part: what a future or a fresh draw makes of the decisions, by its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Future(usize),
    Fresh(usize),
}

impl Part {
    /// Returns all parts, those that decide whether there is an answer first.
    fn all(futures: usize, fresh: usize) -> Vec<Self> {
        let fresh = (0..fresh).map(Self::Fresh);
        (0..futures).map(Self::Future).chain(fresh).collect()
    }

    /// Returns what its file is called.
    fn name(self) -> String {
        match self {
            Self::Future(s) => format!("future-{:04}", s + 1),
            Self::Fresh(s) => format!("fresh-{:04}", s + 1),
        }
    }
}

/// Solves the futures of a shard, and keeps what each makes of the decisions.
pub fn solve_shard(
    args: &args::Hedge,
    (asked, given): (HedgeAsked, GivenDecisions),
    shard: Shard,
    (folder, terminal): (&Path, &Terminal),
) -> Result<Answer, Failure> {
    if asked.model.is_stdin() {
        let words = "a model from standard input cannot be read again by `waferline collect`: give --shard a model file";
        return Err(Failure::could_not_run("usage", words));
    }
    let case = Case::open(&asked, terminal)?;
    inputs::refuse([&folder])?;
    let futures = &case.loaded.futures;
    let parts_asked = PartsAsked {
        waferline: env!("CARGO_PKG_VERSION").to_owned(),
        futures: digest(futures),
        decisions: given.clone(),
        asked: asked.clone(),
    };
    let folder_of = Folder::create(folder, &parts_asked)?;
    let fresh = asked.fresh.map_or(0, |sample| sample.number);
    let parts = Part::all(futures.all().len(), fresh);
    let mine = parts.iter().enumerate().filter(|(i, _)| shard.has(i + 1));
    let mine: Vec<Part> = mine.map(|(_, part)| *part).collect();
    let fresh = if mine.iter().any(|part| matches!(part, Part::Fresh(_))) {
        asked.fresh.map(|sample| case.fresh(sample)).transpose()?
    } else {
        None
    };
    let kept = Keeper {
        folder: folder_of,
        futures,
        fresh: fresh.as_ref(),
    };
    let open: Vec<Part> = mine
        .iter()
        .copied()
        .filter(|&part| match kept.has(part) {
            Kept::Part(_) => false,
            Kept::Nothing => true,
            Kept::Unusable(why) => {
                terminal.note(&format!("{why}; it is solved again"));
                true
            }
        })
        .collect();
    if open.len() < mine.len() {
        let done = count(mine.len() - open.len(), "part", "parts");
        terminal.note(&format!("{done} of {} done already", mine.len()));
    }
    if !open.is_empty() {
        let work = Work::begin(&args.solving, terminal)?;
        let holding = Holding::of(futures, &given, work.options())?;
        let solved = work.options().threads().lanes(open.len(), |i| {
            work.say(format!("part {} of {}", i + 1, open.len()));
            kept.solve(open[i], &holding)
        });
        solved.into_iter().collect::<Result<Vec<()>, Failure>>()?;
        work.finish()?;
    }
    let done = count(mine.len(), "part", "parts");
    parts::say_done(shard, &done, Some(folder), terminal)?;
    Ok(Answer::Yes)
}

/// Brings together what the futures make of decisions, and writes what they are worth.
pub fn collect(args: &args::Collect, terminal: &Terminal) -> Result<Answer, Failure> {
    if args.partial || !args.written.tables.is_empty() {
        let words = format!(
            "{} holds a hedge, which needs all its futures and has no table of cases: leave --partial and --table out",
            args.folder.display()
        );
        return Err(Failure::could_not_run("usage", words));
    }
    let output = args::Output {
        format: Some(args.written.format),
        out: None,
    };
    let target = Target::of(&output, terminal)?;
    target.answer(|| bring_together(&args.folder, &target))
}

fn bring_together(path: &Path, target: &Target) -> Result<Answer, Failure> {
    let (
        folder,
        PartsAsked {
            asked,
            futures: digest_then,
            decisions,
            waferline,
        },
    ) = Folder::<PartsAsked>::open(path)?;
    let case = Case::open(&asked, target.terminal)?;
    let futures = &case.loaded.futures;
    if digest(futures) != digest_then || waferline != env!("CARGO_PKG_VERSION") {
        let words = format!(
            "{} is of another model or version of waferline than there is now: run all shards again with a new folder",
            path.display()
        );
        return Err(Failure::could_not_run("another-hedge", words));
    }
    let fresh = asked.fresh.map(|sample| case.fresh(sample)).transpose()?;
    let kept = Keeper {
        folder,
        futures,
        fresh: fresh.as_ref(),
    };
    let (turnouts, draws) = kept.all(path, target.terminal)?;
    let work = Work::begin(&asked.solving()?, target.terminal)?;
    let holding = Holding::of(futures, &decisions, work.options())?;
    let held = holding.decisions().clone();
    let found = match holding.told(turnouts, asked.risk()?)? {
        Hedged::Best(found) => found,
        Hedged::None(none) => return case.refuse(&none, target, &work),
    };
    let judged = match (&fresh, asked.fresh) {
        (Some(draws_of), Some(sample)) => {
            // Where other decisions within reach were needed, the draws have to be solved with these.
            let judged = if *found.decisions() == held {
                Judged::of(draws_of, draws)
            } else {
                judge(&found, draws_of, work.options())?
            };
            Some((judged, sample.seed))
        }
        _ => None,
    };
    work.finish()?;
    let sampled = asked.sample.map(|sample| Sampled {
        seed: sample.seed,
        judged: judged.as_ref().map(|(judged, seed)| (judged, *seed)),
    });
    case.write(&found, sampled, None, target)?;
    Ok(Answer::Yes)
}

/// The parts in a folder, and what they are of.
struct Keeper<'a> {
    folder: Folder<PartsAsked>,
    futures: &'a Futures,
    fresh: Option<&'a Futures>,
}

impl Keeper<'_> {
    fn solve(&self, part: Part, holding: &Holding) -> Result<(), Failure> {
        let text = match (part, self.fresh) {
            (Part::Future(s), _) => seal(&holding.turnout(s)?)?,
            (Part::Fresh(s), Some(fresh)) => seal(&holding.judged(fresh, s)?)?,
            (Part::Fresh(_), None) => return Ok(()),
        };
        self.folder.keep(&part.name(), &text)
    }

    fn has(&self, part: Part) -> Kept<()> {
        match part {
            Part::Future(s) => forget(self.future(s)),
            Part::Fresh(s) => forget(self.draw(s)),
        }
    }

    fn future(&self, s: usize) -> Kept<Turnout> {
        let name = &self.futures.all()[s].name;
        self.folder.recall(&Part::Future(s).name(), |text| {
            let it: Turnout = unseal(text).ok_or(DAMAGED)?;
            if it.future() == name {
                Ok(it)
            } else {
                Err(OTHER)
            }
        })
    }

    fn draw(&self, s: usize) -> Kept<DrawTurnout> {
        let name = self.fresh.map(|fresh| &*fresh.all()[s].name);
        self.folder.recall(&Part::Fresh(s).name(), |text| {
            let it: DrawTurnout = unseal(text).ok_or(DAMAGED)?;
            if Some(it.draw()) == name {
                Ok(it)
            } else {
                Err(OTHER)
            }
        })
    }

    /// Returns all parts; an error if some are missing.
    fn all(
        &self,
        path: &Path,
        terminal: &Terminal,
    ) -> Result<(Vec<Turnout>, Vec<DrawTurnout>), Failure> {
        let mut missing = 0;
        let futures = self.futures.all().len();
        let fresh = self.fresh.map_or(0, |fresh| fresh.all().len());
        let mut taken = |why: Option<String>| {
            missing += 1;
            if let Some(why) = why {
                terminal.note(&why);
            }
        };
        let turnouts = (0..futures).filter_map(|s| take(self.future(s), &mut taken));
        let turnouts: Vec<Turnout> = turnouts.collect();
        let draws = (0..fresh).filter_map(|s| take(self.draw(s), &mut taken));
        let draws: Vec<DrawTurnout> = draws.collect();
        let names: Vec<String> = Part::all(futures, fresh)
            .into_iter()
            .map(Part::name)
            .collect();
        let strangers = self.folder.strangers(names.iter().map(String::as_str));
        if strangers > 0 {
            let files = count(strangers, "file", "files");
            terminal.note(&format!(
                "{files} among the parts are of no future of this hedge, and left alone"
            ));
        }
        if missing > 0 {
            let words = format!(
                "{missing} of {} are not in {}: run the shards again with the same --out",
                count(names.len(), "part", "parts"),
                path.display()
            );
            return Err(Failure::could_not_run("incomplete-hedge", words));
        }
        Ok((turnouts, draws))
    }
}

/// Why a file is no part.
const DAMAGED: &str = "it is damaged";
const OTHER: &str = "it is of another future";

fn take<T>(kept: Kept<T>, missing: &mut impl FnMut(Option<String>)) -> Option<T> {
    match kept {
        Kept::Part(part) => return Some(*part),
        Kept::Nothing => missing(None),
        Kept::Unusable(why) => missing(Some(why)),
    }
    None
}

fn forget<T>(kept: Kept<T>) -> Kept<()> {
    match kept {
        Kept::Part(_) => Kept::Part(Box::new(())),
        Kept::Nothing => Kept::Nothing,
        Kept::Unusable(why) => Kept::Unusable(why),
    }
}

/// Returns a digest of all that the futures are: a part serves only those that it was made for.
fn digest(futures: &Futures) -> String {
    sha256(format!("{:?} {:?}", futures.base(), futures.all()).as_bytes())
}
