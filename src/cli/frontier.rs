//! `waferline frontier`: what must be given up of one thing for another.

use crate::explain::frontier;
use crate::report::frontier::{FrontierDocument, frontier_csv, frontier_document};
use crate::report::options::with_options_held;

use super::Answer;
use super::args;
use super::failure::Failure;
use super::load;
use super::planned::with_plan;
use super::target::{Said, Tables, Target};
use super::terminal::Terminal;

pub fn run(args: &args::Frontier, terminal: &Terminal) -> Result<Answer, Failure> {
    let target = Target::of(&args.output, terminal)?;
    target.answer(|| {
        let loaded = load::load(&args.model, terminal)?;
        let Some((first, second)) = args.trade.split_once(':') else {
            return Err(Failure::could_not_run(
                "usage",
                "--trade takes two measures with ':' between: outside-racks:service-wait",
            ));
        };
        with_plan(&loaded, &args.model, &args.solving, &target, |plan| {
            let model = plan.model;
            let frontier = frontier(model, plan.solved, first.trim(), second.trim())?;
            plan.work.finish()?;
            target.write(&Said {
                document: &|| {
                    let document = frontier_document(model, &frontier, args.top);
                    with_options_held(document, model, &plan.solved.plan)
                },
                json: &|| {
                    let (frontier, provenance) = (frontier.clone(), plan.provenance.clone());
                    Ok(
                        FrontierDocument::traded(model, frontier, &plan.solved.plan, provenance)
                            .render()?,
                    )
                },
                tables: Tables::One(&|| Ok(frontier_csv(&frontier)?)),
                drawing: None,
                provenance: std::slice::from_ref(&plan.provenance),
            })
        })
    })
}
