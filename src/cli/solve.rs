//! `waferline solve`: the best plan, proved, in the format asked for.

use std::path::PathBuf;

use waferline::input::Loaded;
use waferline::outcome::{self, Outcome, Solved};
use waferline::plan::cautions;
use waferline::report::document::Document;
use waferline::report::json::{Finding, Report};
use waferline::report::{Exact, PlanReport, grid, markdown, text, with_exact};

use super::Answer;
use super::args::{self, Format};
use super::failure::Failure;
use super::inputs;
use super::load;
use super::output;
use super::refusal;
use super::terminal::{self, Terminal, WIDTH_WITHOUT_TERMINAL};
use super::timings::Timings;
use super::work::Work;

/// What the arguments mean.
struct Request {
    model: args::Model,
    format: Format,
    out: Option<PathBuf>,
    timings: bool,
    exact: bool,
    solving: args::Solving,
}

impl Request {
    fn of(args: args::Solve) -> Result<Self, Failure> {
        Ok(Self {
            format: args::format(args.format, args.out.as_deref())?,
            model: args.model,
            out: args.out,
            timings: args.timings,
            exact: args.exact,
            solving: args.solving,
        })
    }
}

pub fn run(args: args::Solve, terminal: &Terminal) -> Result<Answer, Failure> {
    let request = Request::of(args)?;
    let mut timings = Timings::begin();
    let answer = load::load(&request.model, terminal).and_then(|loaded| {
        timings.has_read();
        answer_with(&loaded, &request, &timings, terminal)
    });
    if let (Err(failure), Format::Json) = (&answer, request.format)
        && !failure.is_stop()
    {
        let diagnostics = failure.findings();
        write(&Report::Error { diagnostics }.render()?, &request, terminal)?;
    }
    answer
}

fn answer_with(
    loaded: &Loaded,
    request: &Request,
    timings: &Timings,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    inputs::refuse(&request.out)?;
    let work = Work::begin(&request.solving, terminal)?;
    let mut options = work.options().clone();
    if request.exact {
        options = options.exactly();
    }
    let outcome = &outcome::solve(&loaded.model, &options)?;
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
        Finding::all(all, &loaded.sources)
    };
    let is_json = request.format == Format::Json;
    let answer = match outcome {
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
                    output::write_tables(folder, &grid::plan(&report), terminal)?;
                }
                (Format::Xlsx, Some(path)) => {
                    let mut grids = grid::plan(&report);
                    grids.insert(1, grid::provenance(&[provenance()]));
                    output::write_workbook(path, &grids)?;
                }
                (Format::Json, _) => {
                    let rendered = Report::optimal(&report, provenance(), warnings())
                        .with_exact(Exact::of(outcome));
                    write(&rendered.render()?, request, terminal)?;
                }
                _ => {
                    let document = with_exact(report.document(), outcome, &model.currency);
                    write_document(&document, request, terminal)?;
                }
            }
            Ok(Answer::Yes)
        }
        no if is_json => {
            if let Some(report) = refusal::report(no, loaded, provenance(), warnings(), &work)? {
                let report = report.with_exact(Exact::of(outcome));
                write(&report.render()?, request, terminal)?;
            }
            Ok(Answer::No)
        }
        no => match refusal::document(no, loaded, &work)? {
            Some(document) => {
                let document = with_exact(document, outcome, &model.currency);
                refuse(&document, request, terminal)
            }
            None => Ok(Answer::No),
        },
    };
    if request.timings {
        let times = match outcome {
            Outcome::Optimal(solved) => Some(solved.times),
            _ => None,
        };
        terminal.tell(&timings.render(times));
    }
    answer
}

/// Says no in words; where tables were asked for there are none, and the words go to standard output.
fn refuse(document: &Document, request: &Request, terminal: &Terminal) -> Result<Answer, Failure> {
    if matches!(request.format, Format::Csv | Format::Xlsx) {
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
