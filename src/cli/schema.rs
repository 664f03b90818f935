//! `waferline schema`: JSON Schemas of what is read and written.

use crate::input;
use crate::report::check::CheckReport;
use crate::report::compare::CompareDocument;
use crate::report::explain::{CurveDocument, ExplanationDocument};
use crate::report::frontier::FrontierDocument;
use crate::report::hedge::HedgeDocument;
use crate::report::json::{CoverReport, Report};
use crate::report::near::NearReport;
use crate::report::options::OptionsReport;
use crate::report::range::RangeDocument;
use crate::report::roll::RollReport;
use crate::report::simulate::SimulateReport;
use crate::report::sweep::SweepReport;
use crate::report::why::WhyReport;

use super::Answer;
use super::args::{self, SchemaOf};
use super::failure::Failure;
use super::terminal::Terminal;

pub fn run(args: args::Schema, terminal: &Terminal) -> Result<Answer, Failure> {
    let schema = match args.of {
        SchemaOf::Model => input::json_schema(),
        SchemaOf::Result => Report::schema(),
        SchemaOf::Check => CheckReport::schema(),
        SchemaOf::Explanation => ExplanationDocument::schema(),
        SchemaOf::Curve => CurveDocument::schema(),
        SchemaOf::Why => WhyReport::schema(),
        SchemaOf::Compare => CompareDocument::schema(),
        SchemaOf::Cover => CoverReport::schema(),
        SchemaOf::Frontier => FrontierDocument::schema(),
        SchemaOf::Near => NearReport::schema(),
        SchemaOf::Range => RangeDocument::schema(),
        SchemaOf::Options => OptionsReport::schema(),
        SchemaOf::Hedge => HedgeDocument::schema(),
        SchemaOf::Roll => RollReport::schema(),
        SchemaOf::Sweep => SweepReport::schema(),
        SchemaOf::Simulate => SimulateReport::schema(),
    };
    let mut text = serde_json::to_string_pretty(&schema)?;
    text.push('\n');
    terminal.print(&text)?;
    Ok(Answer::Yes)
}
