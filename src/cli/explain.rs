//! `waferline explain`: what to do and why, the summary first.

use crate::explain::{explain, explain_leading, promises};
use crate::report::explain::{ExplanationDocument, ExplanationReport};
use crate::report::grid;
use crate::report::xlsx::Book;

use super::Answer;
use super::args;
use super::failure::Failure;
use super::load;
use super::planned::with_plan_holding;
use super::target::{Said, Tables, Target};
use super::terminal::Terminal;

pub fn run(args: &args::Explain, terminal: &Terminal) -> Result<Answer, Failure> {
    let target = Target::of(&args.output, terminal)?;
    target.answer(|| {
        let loaded = load::load(&args.model, terminal)?;
        with_plan_holding(
            &loaded,
            &args.model,
            &args.solving,
            &args.hold,
            &target,
            |plan| {
                let (model, solved, work) = (plan.model, plan.solved, plan.work);
                let explanation = if target.is_read() {
                    explain_leading(model, solved, args.top)?
                } else {
                    explain(model, solved)?
                };
                let promises = if args.promises {
                    let mut progress = |done: usize, all: usize| {
                        work.say(format!("promises: {done} of {all} lifted"));
                    };
                    Some(promises(model, solved, &mut progress)?)
                } else {
                    None
                };
                work.finish()?;
                // What is asked on is asked of the model, which holds nothing.
                let asked = args.model.as_asked().filter(|_| args.hold.plan.is_none());
                let report = ExplanationReport {
                    model,
                    solved,
                    explanation: &explanation,
                    promises: promises.as_ref(),
                    held: plan.held,
                    asked: asked.as_deref(),
                    top: args.top,
                };
                target.write(&Said {
                    document: &|| report.document(),
                    json: &|| {
                        let (provenance, warnings) =
                            (plan.provenance.clone(), plan.warnings.clone());
                        let document =
                            ExplanationDocument::explained(&report, provenance, warnings);
                        Ok(document.render()?)
                    },
                    tables: Tables::Several(
                        &|| grid::with_hold(grid::explanation(&report), plan.held),
                        &|| Book::explanation(&report).with_hold(plan.held),
                    ),
                    drawing: None,
                    provenance: std::slice::from_ref(&plan.provenance),
                })
            },
        )
    })
}
