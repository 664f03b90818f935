//! `waferline completions`: scripts that complete commands in a shell.

use clap::CommandFactory as _;

use super::Answer;
use super::args::{self, Args};
use super::failure::Failure;
use super::terminal::Terminal;

pub fn run(args: args::Completions, terminal: &Terminal) -> Result<Answer, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "waferline", &mut script);
    terminal.print(&String::from_utf8_lossy(&script))?;
    Ok(Answer::Yes)
}
