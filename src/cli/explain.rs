//! `waferline explain`: what to do and why, the summary first.

use waferline::explain::{explain, promises};
use waferline::input::Loaded;
use waferline::outcome::{self, Outcome};
use waferline::report::document::Document;
use waferline::report::explain::{ExplanationDocument, ExplanationReport};
use waferline::report::json::{Finding, Report};
use waferline::report::{grid, markdown, text};

use super::Answer;
use super::args::{self, Format};
use super::failure::Failure;
use super::inputs;
use super::load;
use super::output;
use super::refusal;
use super::terminal::{self, Terminal, WIDTH_WITHOUT_TERMINAL};
use super::work::Work;

pub fn run(args: &args::Explain, terminal: &Terminal) -> Result<Answer, Failure> {
    let format = args::format(args.format, args.out.as_deref())?;
    let answer = load::load(&args.model, terminal)
        .and_then(|loaded| answer_with(&loaded, args, format, terminal));
    if let (Err(failure), Format::Json) = (&answer, format)
        && !failure.is_stop()
    {
        let diagnostics = failure.findings();
        write_text(&Report::Error { diagnostics }.render()?, args, terminal)?;
    }
    answer
}

fn answer_with(
    loaded: &Loaded,
    args: &args::Explain,
    format: Format,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    inputs::refuse(&args.out)?;
    let work = Work::begin(&args.solving, terminal)?;
    let model = &loaded.model;
    let warnings: Vec<Finding> = Finding::all(&loaded.warnings, &loaded.sources);
    let is_json = format == Format::Json;
    let outcome = outcome::solve(model, work.options())?;
    let provenance = load::provenance(loaded, &args.model, &outcome);
    let Outcome::Optimal(solved) = &outcome else {
        if !is_json {
            if let Some(document) = refusal::document(&outcome, loaded, &work)? {
                write(&document, args, format, terminal)?;
            }
        } else if let Some(report) = refusal::report(&outcome, loaded, provenance, warnings, &work)?
        {
            write_text(&report.render()?, args, terminal)?;
        }
        return Ok(Answer::No);
    };
    let explanation = explain(model, solved)?;
    let promises = if args.promises {
        let mut progress =
            |done: usize, all: usize| work.say(format!("promises: {done} of {all} lifted"));
        Some(promises(model, solved, &mut progress)?)
    } else {
        None
    };
    work.finish()?;
    let report = ExplanationReport {
        model,
        solved,
        explanation: &explanation,
        promises: promises.as_ref(),
        top: args.top,
    };
    match (format, &args.out) {
        (Format::Csv, Some(folder)) => {
            output::write_tables(folder, &grid::explanation(&report), terminal)?;
        }
        (Format::Xlsx, Some(path)) => {
            let mut grids = grid::explanation(&report);
            grids.insert(1, grid::provenance(&[provenance]));
            output::write_workbook(path, &grids)?;
        }
        (Format::Json, _) => {
            let document = ExplanationDocument::explained(&report, provenance, warnings);
            let rendered = serde_json::to_string_pretty(&document)? + "\n";
            write_text(&rendered, args, terminal)?;
        }
        _ => write(&report.document(), args, format, terminal)?,
    }
    Ok(Answer::Yes)
}

/// Writes a document; where tables were asked for there are none, and the words go to standard output.
fn write(
    document: &Document,
    args: &args::Explain,
    format: Format,
    terminal: &Terminal,
) -> Result<(), Failure> {
    match (format, &args.out) {
        (Format::Markdown, _) => write_text(&markdown::render(document), args, terminal),
        (Format::Text, Some(_)) => {
            let styled = text::render(document, WIDTH_WITHOUT_TERMINAL);
            write_text(
                &anstream::adapter::strip_str(&styled).to_string(),
                args,
                terminal,
            )
        }
        _ => terminal.print(&text::render(document, terminal::width())),
    }
}

fn write_text(rendered: &str, args: &args::Explain, terminal: &Terminal) -> Result<(), Failure> {
    match &args.out {
        None => terminal.print(rendered),
        Some(path) => output::write_files(&[(path, rendered.as_bytes())]),
    }
}
