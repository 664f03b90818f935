//! `waferline collect`: the results of a sweep, or of a hedge, that ran in parts, brought together.

use crate::report::number::count;
use crate::sweep::Study;

use super::Answer;
use super::args;
use super::cases;
use super::failure::Failure;
use super::folder::{Folder, Kept};
use super::hedge_parts::{self, PartsAsked};
use super::inputs;
use super::terminal::Terminal;

pub fn run(args: &args::Collect, terminal: &Terminal) -> Result<Answer, Failure> {
    if Folder::<PartsAsked>::is_at(&args.folder) {
        return hedge_parts::collect(args, terminal);
    }
    cases::check_tables(&args.written)?;
    let (folder, study) = Folder::<Study>::open(&args.folder)?;
    inputs::refuse(&args.written.tables)?;
    let all = study.cases();
    let (mut done, mut results, mut missing) = (Vec::new(), Vec::new(), 0_usize);
    for case in &all {
        match cases::recall_case(&folder, case) {
            Kept::Part(result) => {
                done.push(case.clone());
                results.push(*result);
            }
            Kept::Nothing => missing += 1,
            Kept::Unusable(why) => {
                terminal.note(&why);
                missing += 1;
            }
        }
    }
    let strangers = folder.strangers(all.iter().map(|case| &*case.id));
    if strangers > 0 {
        let files = count(strangers, "file", "files");
        terminal.note(&format!(
            "{files} among the results are of no case of this sweep, and left alone"
        ));
    }
    if missing > 0 {
        let words = format!(
            "{missing} of {} have no result in {}",
            count(all.len(), "case", "cases"),
            args.folder.display()
        );
        if !args.partial {
            return Err(Failure::could_not_run(
                "incomplete-sweep",
                format!(
                    "{words}: run the sweep again with the same --out, or collect what there is by --partial"
                ),
            ));
        }
        terminal.note(&words);
    }
    cases::show(
        &study,
        &done,
        &results,
        Some(&folder),
        &args.written,
        terminal,
    )
}
