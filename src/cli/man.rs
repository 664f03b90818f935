//! `waferline man`: manual pages, from the same arguments as the help and the completions.

use std::io;
use std::path::PathBuf;

use clap::CommandFactory as _;
use clap_mangen::Man;

use super::Answer;
use super::args::{self, Args};
use super::failure::Failure;
use super::output;
use super::terminal::Terminal;

pub fn run(args: &args::Man, terminal: &Terminal) -> Result<Answer, Failure> {
    let pages = pages().map_err(|error| Failure::could_not_run("internal", error.to_string()))?;
    let Some(folder) = &args.out else {
        if let Some((_, page)) = pages.first() {
            terminal.print(&String::from_utf8_lossy(page))?;
        }
        return Ok(Answer::Yes);
    };
    std::fs::create_dir_all(folder).map_err(|error| Failure::cannot_write(folder, error))?;
    let files: Vec<(PathBuf, &[u8])> = pages
        .iter()
        .map(|(name, page)| (folder.join(name), page.as_slice()))
        .collect();
    let files: Vec<_> = files
        .iter()
        .map(|(path, page)| (path.as_path(), *page))
        .collect();
    output::write_files(&files)?;
    terminal.note(&format!("{} pages in {}", files.len(), folder.display()));
    Ok(Answer::Yes)
}

/// Returns the pages with their file names: that of `waferline`, then one for each subcommand.
fn pages() -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut command = Args::command().disable_help_subcommand(true);
    // Names the subcommands' pages after the command.
    command.build();
    std::iter::once(&command)
        .chain(command.get_subcommands())
        .map(|command| {
            let source = format!("waferline {}", env!("CARGO_PKG_VERSION"));
            let man = Man::new(command.clone()).source(source);
            let mut page = Vec::new();
            man.render(&mut page)?;
            Ok((man.get_filename(), page))
        })
        .collect()
}
