//! `waferline cover`: the cheapest extra supply with which nobody waits.

use crate::explain::{ExplainError, cover};
use crate::report;
use crate::report::json::CoverReport;
use crate::report::options::{held_by_id, with_options_held};

use super::Answer;
use super::args;
use super::failure::Failure;
use super::load;
use super::planned::with_plan;
use super::target::{Said, Tables, Target};
use super::terminal::Terminal;

pub fn run(args: &args::Cover, terminal: &Terminal) -> Result<Answer, Failure> {
    let target = Target::of(&args.output, terminal)?;
    target.answer(|| {
        let loaded = load::load(&args.model, terminal)?;
        with_plan(&loaded, &args.model, &args.solving, &target, |plan| {
            let model = plan.model;
            let found = cover(model, plan.solved).map_err(|error| match error {
                ExplainError::Unknown(what) => Failure::could_not_run("uncertified", what),
                error => error.into(),
            })?;
            plan.work.finish()?;
            target.write(&Said {
                document: &|| {
                    with_options_held(report::cover(model, &found), model, &plan.solved.plan)
                },
                json: &|| {
                    let report = CoverReport {
                        name: model.name.clone(),
                        currency: model.currency.clone(),
                        cover: found.clone(),
                        options_held: held_by_id(&plan.solved.plan),
                        provenance: plan.provenance.clone(),
                    };
                    Ok(report.render()?)
                },
                tables: Tables::None,
                drawing: None,
                provenance: std::slice::from_ref(&plan.provenance),
            })
        })
    })
}
