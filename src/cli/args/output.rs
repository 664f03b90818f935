//! Where and how an answer is written.

use std::path::PathBuf;

use clap::ValueEnum;

/// Where and how an answer is written, in the formats that it has.
#[derive(Debug, clap::Args)]
pub struct Output<F: ValueEnum + Send + Sync + 'static> {
    /// How to write it; default: by the ending of --out, or text
    #[arg(long, value_enum)]
    pub format: Option<F>,
    /// Where to write it, whole or not at all; a folder where there are several CSV tables, which a later run may replace
    #[arg(long, value_name = "PATH")]
    pub out: Option<PathBuf>,
}

/// Every way in which something is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For a terminal
    Text,
    /// Everything, for programs; see `waferline schema --help`
    Json,
    /// Tables for documents
    Markdown,
    /// A folder of tidy tables for spreadsheets
    Csv,
    /// The same tables as a workbook, a sheet a table
    Xlsx,
    /// A drawing
    Svg,
}

/// How a plan is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    /// For a terminal
    Text,
    /// Everything, for programs; see `waferline schema --help`
    Json,
    /// Tables for documents
    Markdown,
    /// A folder of tidy tables for spreadsheets
    Csv,
    /// The same tables as a workbook, a sheet a table
    Xlsx,
}

/// How a curve is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CurveFormat {
    /// For a terminal
    Text,
    /// Everything, for programs; see `waferline schema --help`
    Json,
    /// Tables for documents
    Markdown,
    /// One line a breakpoint, for spreadsheets
    Csv,
    /// A drawing, for documents and browsers
    Svg,
}

/// How a frontier is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// For a terminal
    Text,
    /// Everything, for programs; see `waferline schema --help`
    Json,
    /// Tables for documents
    Markdown,
    /// A table for spreadsheets
    Csv,
}

/// How an explanation is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TextFormat {
    /// For a terminal
    Text,
    /// Everything, for programs; see `waferline schema --help`
    Json,
    /// Tables for documents
    Markdown,
}

impl From<CurveFormat> for Format {
    fn from(format: CurveFormat) -> Self {
        match format {
            CurveFormat::Text => Self::Text,
            CurveFormat::Json => Self::Json,
            CurveFormat::Markdown => Self::Markdown,
            CurveFormat::Csv => Self::Csv,
            CurveFormat::Svg => Self::Svg,
        }
    }
}

impl From<TableFormat> for Format {
    fn from(format: TableFormat) -> Self {
        match format {
            TableFormat::Text => Self::Text,
            TableFormat::Json => Self::Json,
            TableFormat::Markdown => Self::Markdown,
            TableFormat::Csv => Self::Csv,
        }
    }
}

impl From<PlanFormat> for Format {
    fn from(format: PlanFormat) -> Self {
        match format {
            PlanFormat::Text => Self::Text,
            PlanFormat::Json => Self::Json,
            PlanFormat::Markdown => Self::Markdown,
            PlanFormat::Csv => Self::Csv,
            PlanFormat::Xlsx => Self::Xlsx,
        }
    }
}

impl From<TextFormat> for Format {
    fn from(format: TextFormat) -> Self {
        match format {
            TextFormat::Text => Self::Text,
            TextFormat::Json => Self::Json,
            TextFormat::Markdown => Self::Markdown,
        }
    }
}
