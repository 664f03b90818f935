//! `waferline hedge`: what to do until it is known what comes.

use crate::hedge::{GivenDecisions, Hedged, expected_prices, hedge, hold, judge};
use crate::report::hedge::Sampled;

use crate::sweep::Shard;

use super::Answer;
use super::args;
use super::exported;
use super::failure::Failure;
use super::hedge_asked::HedgeAsked;
use super::hedge_case::Case;
use super::hedge_parts::solve_shard;
use super::target::Target;
use super::terminal::Terminal;
use super::work::Work;

pub fn run(args: &args::Hedge, terminal: &Terminal) -> Result<Answer, Failure> {
    match &args.shard {
        None => {
            let target = Target::of(&args.output, terminal)?;
            target.answer(|| decide(args, &target))
        }
        Some(shard) => {
            let shard: Shard = shard.parse()?;
            let (asked, given) = (HedgeAsked::of(args)?, given(args)?);
            let out = args.output.out.as_deref().zip(given);
            let Some((folder, given)) = out else {
                let words = "--shard takes --decisions and --out";
                return Err(Failure::could_not_run("usage", words));
            };
            solve_shard(args, (asked, given), shard, (folder, terminal))
        }
    }
}

/// Returns the decisions that were given, if any.
fn given(args: &args::Hedge) -> Result<Option<GivenDecisions>, Failure> {
    args.decisions.as_deref().map(exported::read).transpose()
}

fn decide(args: &args::Hedge, target: &Target) -> Result<Answer, Failure> {
    let asked = HedgeAsked::of(args)?;
    let case = Case::open(&asked, target.terminal)?;
    target.refuse_inputs()?;
    let (futures, risk) = (&case.loaded.futures, asked.risk()?);
    if let Some(to) = &args.to {
        return exported::write(futures, risk, to, target.terminal);
    }
    let given = given(args)?;
    target.refuse_inputs()?;
    let work = Work::begin(&args.solving, target.terminal)?;
    let found = match &given {
        None => hedge(futures, risk, work.options()),
        Some(given) => hold(futures, given, risk, work.options()),
    };
    let found = match found? {
        Hedged::Best(found) => found,
        Hedged::None(none) => return case.refuse(&none, target, &work),
    };
    // What is said of a hedge holds of the best selection of options alone.
    if found.selection.as_ref().is_some_and(|it| !it.is_proved) {
        work.check()?;
    }
    let prices = if args.explain {
        work.say("prices".to_owned());
        Some(expected_prices(futures, &found)?)
    } else {
        None
    };
    let judged = match asked.fresh {
        Some(fresh) => {
            work.say("fresh draws".to_owned());
            let draws = case.fresh(fresh)?;
            Some((judge(&found, &draws, work.options())?, fresh.seed))
        }
        None => None,
    };
    work.finish()?;
    let sampled = asked.sample.map(|sample| Sampled {
        seed: sample.seed,
        judged: judged.as_ref().map(|(judged, seed)| (judged, *seed)),
    });
    case.write(&found, sampled, prices.as_deref(), target)?;
    Ok(Answer::Yes)
}
