//! `waferline collect`: the results of a sweep, a simulation or a hedge that ran in parts, brought together.

use crate::simulate::Setting;
use crate::sweep::{Case, Study};

use super::Answer;
use super::args;
use super::cases::{self, CASES};
use super::failure::Failure;
use super::folder::Folder;
use super::hedge_parts::{self, PartsAsked};
use super::inputs;
use super::parts;
use super::simulated;
use super::terminal::Terminal;

pub fn run(args: &args::Collect, terminal: &Terminal) -> Result<Answer, Failure> {
    if Folder::<PartsAsked>::is_at(&args.folder) {
        return hedge_parts::collect(args, terminal);
    }
    if Folder::<Setting>::is_at(&args.folder) {
        return simulated::collect(args, terminal);
    }
    cases::check_tables(&args.written)?;
    let (folder, study) = Folder::<Study>::open(&args.folder)?;
    inputs::refuse(&args.written.tables)?;
    let all = study.cases();
    let (done, results) = parts::collected(
        args,
        &folder,
        (&all, |case: &Case| case.id.clone()),
        |case| cases::recall_case(&folder, case),
        (CASES, terminal),
    )?;
    cases::show(
        &study,
        &done,
        &results,
        Some(&folder),
        &args.written,
        terminal,
    )
}
