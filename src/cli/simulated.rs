//! The draws of a simulation: where they are kept, and what they show together.

use crate::report::number::count;
use crate::report::simulate::{SimulateReport, draw_table, simulate_document};
use crate::simulate::{DrawResult, Setting, Simulated};

use super::Answer;
use super::args::{self, Written};
use super::cases;
use super::failure::Failure;
use super::folder::{Asked, Folder, Kept, Name};
use super::inputs;
use super::parts::{self, Kind};
use super::terminal::Terminal;

/// What a part is called.
pub const DRAWS: Kind = Kind {
    one: "draw",
    many: "draws",
    incomplete: "incomplete-simulation",
};

impl Asked for Setting {
    const WHAT: Name = "simulation";
    const ASKED: Name = "simulation.json";
    const PARTS: Name = "draws";
    const CODES: [&'static str; 2] = ["another-simulation", "damaged-simulation"];

    fn keep(&self) -> Result<String, serde_json::Error> {
        self.keep()
    }

    fn recall(text: &str) -> Option<Self> {
        Self::recall(text).ok()
    }

    fn extends(&self, other: &Self) -> bool {
        self.extends(other)
    }
}

/// Returns what the file of a draw, by its position from 0, is called.
fn name(draw: usize) -> String {
    format!("draw-{:06}", draw + 1)
}

/// Returns the result of a draw, if it is kept.
pub fn recall_draw(folder: &Folder<Setting>, setting: &Setting, draw: usize) -> Kept<DrawResult> {
    folder.recall(&name(draw), |text| setting.recall_draw(draw, text))
}

/// Keeps the result of a draw.
pub fn keep_draw(
    folder: &Folder<Setting>,
    setting: &Setting,
    draw: usize,
    result: &DrawResult,
) -> Result<(), Failure> {
    folder.keep(&name(draw), &setting.keep_draw(result)?)
}

/// Brings together what comes of the draws of a folder.
pub fn collect(args: &args::Collect, terminal: &Terminal) -> Result<Answer, Failure> {
    cases::check_tables(&args.written)?;
    let (folder, setting) = Folder::<Setting>::open(&args.folder)?;
    inputs::refuse(&args.written.tables)?;
    let all: Vec<usize> = (0..setting.sample.number).collect();
    let (_, results) = parts::collected(
        args,
        &folder,
        (&all, |&draw| name(draw)),
        |&draw| recall_draw(&folder, &setting, draw),
        (DRAWS, terminal),
    )?;
    show(&setting, &results, Some(&folder), &args.written, terminal)
}

/// Writes the tables and says what the draws show together.
pub fn show(
    setting: &Setting,
    results: &[DrawResult],
    folder: Option<&Folder<Setting>>,
    written: &Written,
    terminal: &Terminal,
) -> Result<Answer, Failure> {
    let paths = cases::table_paths(written, folder);
    let table = draw_table(setting, results);
    let what = count(results.len(), "draw", "draws");
    cases::write_table(&table, &paths, &what, terminal)?;
    let simulated = Simulated::of(setting, results);
    let report = SimulateReport::of(setting, &simulated);
    cases::say(
        &report,
        &|| simulate_document(setting, &simulated),
        written,
        terminal,
    )?;
    Ok(if simulated.compared > 0 {
        Answer::Yes
    } else {
        Answer::No
    })
}
