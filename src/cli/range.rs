//! `waferline range`: what all plans have in common that earn nearly as much as the best.

use crate::explain::{check_asked, range};
use crate::report::options::with_options_held;
use crate::report::range::{RangeDocument, range_csv, range_document};

use super::Answer;
use super::args;
use super::failure::Failure;
use super::load;
use super::planned::with_plan;
use super::target::{Said, Tables, Target};
use super::terminal::Terminal;

pub fn run(args: &args::Range, terminal: &Terminal) -> Result<Answer, Failure> {
    let target = Target::of(&args.output, terminal)?;
    target.answer(|| {
        let loaded = load::load(&args.model, terminal)?;
        // What is asked for by a wrong name is told before anything is solved.
        check_asked(&loaded.model, &args.measures)?;
        with_plan(&loaded, &args.model, &args.solving, &target, |plan| {
            let (model, solved) = (plan.model, plan.solved);
            plan.work.say("ranges".to_owned());
            let ranges = range(model, solved, args.within, &args.measures)?;
            plan.work.finish()?;
            target.write(&Said {
                document: &|| {
                    let document = range_document(model, &ranges);
                    with_options_held(document, model, &solved.plan)
                },
                json: &|| {
                    let (provenance, warnings) = (plan.provenance.clone(), plan.warnings.clone());
                    let ranges = ranges.clone();
                    let document =
                        RangeDocument::ranged(model, ranges, &solved.plan, provenance, warnings);
                    Ok(document.render()?)
                },
                tables: Tables::One(&|| Ok(range_csv(&ranges)?)),
                drawing: None,
                provenance: std::slice::from_ref(&plan.provenance),
            })
        })
    })
}
