//! `waferline solve --near`: of all plans that earn nearly as much as the best, the one nearest to a plan made before.

use std::path::Path;

use crate::explain::near;
use crate::report::near::{NearReport, near_document};
use crate::report::options::with_options_held;
use crate::report::xlsx::Book;
use crate::report::{PlanReport, grid};

use super::Answer;
use super::args;
use super::failure::Failure;
use super::hold::given;
use super::load;
use super::planned::with_plan;
use super::target::{Said, Tables, Target};

pub fn run(args: &args::Solve, path: &Path, target: &Target) -> Result<Answer, Failure> {
    let loaded = load::load(&args.model, target.terminal)?;
    let given = given(path, &loaded.model)?;
    let before = path.display().to_string();
    with_plan(&loaded, &args.model, &args.solving, target, |plan| {
        let (model, solved) = (plan.model, plan.solved);
        plan.work.say("the plan before".to_owned());
        let near = near(model, solved, &given, args.within)?;
        plan.work.finish()?;
        let report = PlanReport {
            model,
            plan: &near.plan,
            certificate: &near.certificate,
            selection: None,
        };
        let document = || {
            let document = near_document(model, &near, &before);
            with_options_held(document, model, &solved.plan)
        };
        target.write(&Said {
            document: &document,
            json: &|| {
                let (provenance, warnings) = (plan.provenance.clone(), plan.warnings.clone());
                let near = near.clone();
                let report = NearReport::new(model, near, before.clone(), provenance, warnings);
                Ok(report.render()?)
            },
            tables: Tables::Several(&|| grid::near(&report, &near), &|| {
                Book::near(&report, &near, &document())
            }),
            drawing: None,
            provenance: std::slice::from_ref(&plan.provenance),
        })
    })
}
