//! `waferline schema`: JSON Schemas of what is read and written.

use waferline::input;
use waferline::report::compare::CompareDocument;
use waferline::report::explain::{CurveDocument, ExplanationDocument};
use waferline::report::frontier::FrontierDocument;
use waferline::report::json::Report;
use waferline::report::sweep::SweepReport;
use waferline::report::why::WhyReport;

use super::Answer;
use super::args::{self, SchemaOf};
use super::failure::Failure;
use super::terminal::Terminal;

pub fn run(args: args::Schema, terminal: &Terminal) -> Result<Answer, Failure> {
    let schema = match args.of {
        SchemaOf::Model => input::json_schema(),
        SchemaOf::Result => Report::schema(),
        SchemaOf::Explanation => ExplanationDocument::schema(),
        SchemaOf::Curve => CurveDocument::schema(),
        SchemaOf::Why => WhyReport::schema(),
        SchemaOf::Compare => CompareDocument::schema(),
        SchemaOf::Frontier => FrontierDocument::schema(),
        SchemaOf::Sweep => SweepReport::schema(),
    };
    let mut text = serde_json::to_string_pretty(&schema)?;
    text.push('\n');
    terminal.print(&text)?;
    Ok(Answer::Yes)
}
