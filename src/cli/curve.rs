//! `waferline curve`: the best margin along one limit or price.

use crate::explain::{CurveRange, curve, curve_leading};
use crate::report::explain::{CurveDocument, curve_csv, curve_document};
use crate::report::html::curve_svg;
use crate::report::options::with_options_held;

use super::Answer;
use super::args;
use super::failure::Failure;
use super::load;
use super::planned::with_plan;
use super::target::{Said, Tables, Target};
use super::terminal::Terminal;

/// How many lines breakpoints have unless all are asked for: with what is said around them at most 40.
const LINES: usize = 10;

/// How many breakpoints of a limit are confirmed for them, about: where there are more, those say that a walk went right.
const CONFIRMED: usize = 12;

pub fn run(args: &args::Curve, terminal: &Terminal) -> Result<Answer, Failure> {
    let target = Target::of(&args.output, terminal)?;
    target.answer(|| {
        let loaded = load::load(&args.model, terminal)?;
        with_plan(&loaded, &args.model, &args.solving, &target, |plan| {
            let range = CurveRange {
                from: args.from,
                to: args.to,
            };
            let model = plan.model;
            let curve = if args.all || !target.is_read() {
                curve(model, plan.solved, &args.address, range)?
            } else {
                curve_leading(model, plan.solved, &args.address, range, CONFIRMED)?
            };
            plan.work.finish()?;
            target.write(&Said {
                document: &|| {
                    let document = curve_document(model, &curve, (!args.all).then_some(LINES));
                    with_options_held(document, model, &plan.solved.plan)
                },
                json: &|| {
                    let (curve, provenance) = (curve.clone(), plan.provenance.clone());
                    Ok(
                        CurveDocument::drawn(curve, &plan.solved.plan, &model.currency, provenance)
                            .render()?,
                    )
                },
                tables: Tables::One(&|| Ok(curve_csv(&curve)?)),
                drawing: Some(&|| curve_svg(model, &curve)),
                provenance: std::slice::from_ref(&plan.provenance),
            })
        })
    })
}
