//! `waferline options`: what to take whole or leave, what each option is worth, and how low its price may go.

use crate::explain::{OptionsAsked, options};
use crate::report::grid;
use crate::report::options::{OptionsReport, ValuedOptions};
use crate::report::xlsx::Book;

use super::Answer;
use super::args;
use super::failure::Failure;
use super::load;
use super::planned::with_plan;
use super::target::{Said, Tables, Target};
use super::terminal::Terminal;

/// What to do about a model without options.
const NO_OPTIONS: &str = "the model has no options: write one as [option.ID] with what it adds, adds = [\"component.hbm.supply += 400\"], \
and its cash, cash = { at = { \"2027Q1\" = -2e6 } }";

pub fn run(args: &args::Options, terminal: &Terminal) -> Result<Answer, Failure> {
    let target = Target::of(&args.output, terminal)?;
    target.answer(|| {
        let loaded = load::load(&args.model, terminal)?;
        if loaded.model.options.is_empty() {
            return Err(Failure::could_not_run("no-options", NO_OPTIONS));
        }
        with_plan(&loaded, &args.model, &args.solving, &target, |plan| {
            let asked = OptionsAsked {
                top: args.top,
                pairs: args.pairs,
            };
            let model = &loaded.model;
            plan.work.say("options".to_owned());
            let values = options(model, plan.work.options(), &asked)?;
            plan.work.finish()?;
            let report = ValuedOptions {
                model,
                values: &values,
                margin: plan.solved.solution.objective,
            };
            target.write(&Said {
                document: &|| report.document(),
                json: &|| Ok(OptionsReport::of(&report, plan.provenance.clone()).render()?),
                tables: Tables::Several(&|| grid::options(&report), &|| Book::options(&report)),
                drawing: None,
                provenance: std::slice::from_ref(&plan.provenance),
            })
        })
    })
}
