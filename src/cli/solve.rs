//! `waferline solve`: the best plan, proved, in the format asked for.

use std::path::PathBuf;

use waferline::input::Loaded;
use waferline::outcome::{self, Outcome, Solved};
use waferline::plan::cautions;
use waferline::report::document::Document;
use waferline::report::json::{Finding, Report};
use waferline::report::{PlanReport, csv, markdown, text};

use super::Answer;
use super::args::{self, Format};
use super::failure::Failure;
use super::load;
use super::output;
use super::refusal;
use super::terminal::{self, Terminal, WIDTH_WITHOUT_TERMINAL};
use super::work::Work;

/// What the arguments mean.
struct Request {
    model: args::Model,
    format: Format,
    out: Option<PathBuf>,
    solving: args::Solving,
}

impl Request {
    fn of(args: args::Solve) -> Result<Self, Failure> {
        let ending = args.out.as_ref().and_then(|path| path.extension());
        let format = args
            .format
            .unwrap_or_else(|| match ending.and_then(|it| it.to_str()) {
                Some("json") => Format::Json,
                Some("md") => Format::Markdown,
                _ => Format::Text,
            });
        if format == Format::Csv && args.out.is_none() {
            return Err(Failure::could_not_run(
                "usage",
                "csv is a folder of tables: say where with --out FOLDER",
            ));
        }
        Ok(Self {
            model: args.model,
            format,
            out: args.out,
            solving: args.solving,
        })
    }
}

pub fn run(args: args::Solve, terminal: &Terminal) -> Result<Answer, Failure> {
    let request = Request::of(args)?;
    let answer = load::load(&request.model, terminal)
        .and_then(|loaded| answer_with(&loaded, &request, terminal));
    if let (Err(failure), Format::Json) = (&answer, request.format)
        && !failure.is_stop()
    {
        let diagnostics = failure.findings();
        write(&Report::Error { diagnostics }.render()?, &request, terminal)?;
    }
    answer
}

fn answer_with(loaded: &Loaded, request: &Request, terminal: &Terminal) -> Result<Answer, Failure> {
    let work = Work::begin(&request.solving, terminal)?;
    let outcome = &outcome::solve(&loaded.model, work.options())?;
    let model = &loaded.model;
    let provenance = || load::provenance(loaded, &request.model, outcome);
    // What the file says and what the plan then does; the former was told when it was read.
    let cautions = match outcome {
        Outcome::Optimal(solved) => cautions(model, &solved.plan),
        _ => Vec::new(),
    };
    terminal.report_warnings(&cautions, &loaded.sources);
    let warnings = || {
        let all = loaded.warnings.iter().chain(&cautions);
        all.map(|it| Finding::of(it, &loaded.sources)).collect()
    };
    let is_json = request.format == Format::Json;
    match outcome {
        Outcome::Optimal(solved) => {
            work.finish()?;
            let Solved { plan, solution, .. } = solved.as_ref();
            let report = PlanReport {
                model,
                plan,
                certificate: &solution.certificate,
            };
            match (request.format, &request.out) {
                (Format::Csv, Some(folder)) => {
                    let files = csv::render(&report)
                        .map_err(|error| Failure::could_not_run("internal", error.to_string()))?;
                    output::write_folder(folder, &files)?;
                    terminal.note(&format!("{} tables in {}", files.len(), folder.display()));
                }
                (Format::Json, _) => {
                    let rendered = Report::optimal(&report, provenance(), warnings()).render()?;
                    write(&rendered, request, terminal)?;
                }
                _ => write_document(&report.document(), request, terminal)?,
            }
            Ok(Answer::Yes)
        }
        no if is_json => {
            if let Some(report) = refusal::report(no, loaded, provenance(), warnings(), &work)? {
                write(&report.render()?, request, terminal)?;
            }
            Ok(Answer::No)
        }
        no => match refusal::document(no, loaded, &work)? {
            Some(document) => refuse(&document, request, terminal),
            None => Ok(Answer::No),
        },
    }
}

/// Says no in words; where a folder of tables was asked for there are none, and the words go to standard output.
fn refuse(document: &Document, request: &Request, terminal: &Terminal) -> Result<Answer, Failure> {
    if request.format == Format::Csv {
        terminal.print(&text::render(document, terminal::width()))?;
    } else {
        write_document(document, request, terminal)?;
    }
    Ok(Answer::No)
}

fn write_document(
    document: &Document,
    request: &Request,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let rendered = match (request.format, &request.out) {
        (Format::Markdown, _) => markdown::render(document),
        (_, Some(_)) => {
            let styled = text::render(document, WIDTH_WITHOUT_TERMINAL);
            anstream::adapter::strip_str(&styled).to_string()
        }
        (_, None) => text::render(document, terminal::width()),
    };
    write(&rendered, request, terminal)
}

fn write(rendered: &str, request: &Request, terminal: &Terminal) -> Result<(), Failure> {
    match &request.out {
        None => terminal.print(rendered),
        Some(path) => output::write_files(&[(path, rendered.as_bytes())]),
    }
}
