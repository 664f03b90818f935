//! `waferline why`: why something is done or is not.

use crate::explain;
use crate::report::options::with_options_held;
use crate::report::why::{WhyReport, document};

use super::Answer;
use super::args;
use super::failure::Failure;
use super::load;
use super::planned::with_plan;
use super::target::{Said, Tables, Target};
use super::terminal::Terminal;

pub fn run(args: &args::Why, terminal: &Terminal) -> Result<Answer, Failure> {
    let target = Target::of(&args.output, terminal)?;
    target.answer(|| {
        let loaded = load::load(&args.model, terminal)?;
        // A wrong address is reported before anything is solved.
        for address in &args.activities {
            explain::activities(&loaded.model, address)?;
        }
        with_plan(&loaded, &args.model, &args.solving, &target, |plan| {
            let (model, solved) = (plan.model, plan.solved);
            let mut activities = Vec::new();
            for address in &args.activities {
                activities.extend(explain::why(model, solved, address)?);
            }
            let prices = if args.activities.is_empty() {
                Some(explain::indifference_table(model, solved)?)
            } else {
                None
            };
            plan.work.finish()?;
            target.write(&Said {
                document: &|| {
                    let document = document(model, &activities, prices.as_ref());
                    with_options_held(document, model, &solved.plan)
                },
                json: &|| {
                    let (activities, prices) = (activities.clone(), prices.clone());
                    let (provenance, warnings) = (plan.provenance.clone(), plan.warnings.clone());
                    let report = WhyReport::of(
                        model,
                        activities,
                        prices,
                        &solved.plan,
                        provenance,
                        warnings,
                    );
                    Ok(report.render()?)
                },
                tables: Tables::None,
                drawing: None,
                provenance: std::slice::from_ref(&plan.provenance),
            })
        })
    })
}
