//! `waferline check`: all errors and warnings, or what the model holds.

use crate::report::check::CheckReport;
use crate::report::json::Finding;

use super::Answer;
use super::args;
use super::failure::Failure;
use super::load;
use super::target::{Said, Tables, Target};
use super::terminal::Terminal;

pub fn run(args: &args::Check, terminal: &Terminal) -> Result<Answer, Failure> {
    let target = Target::of(&args.output, terminal)?;
    target.answer(|| {
        let input = load::open(&args.model)?;
        let loaded = load::build(&input, &args.model)?;
        terminal.report_warnings(&loaded.warnings, &loaded.sources);
        target.refuse_inputs()?;
        let warnings = Finding::all(&loaded.warnings, &loaded.sources);
        let report = CheckReport::of(&loaded.model, input.scenarios(), warnings);
        target.write(&Said {
            document: &|| report.document(),
            json: &|| Ok(report.render()?),
            tables: Tables::None,
            drawing: None,
            provenance: &[],
        })?;
        Ok(Answer::Yes)
    })
}
