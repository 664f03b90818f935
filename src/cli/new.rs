//! `waferline new`: a commented model to start from.

use super::Answer;
use super::args;
use super::failure::Failure;
use super::output;
use super::terminal::Terminal;

const STARTER: &str = include_str!("starter.toml");

pub fn run(args: &args::New, terminal: &Terminal) -> Result<Answer, Failure> {
    output::refuse_other_ending(&args.path, "a model", "toml")?;
    output::write_new_file(&args.path, STARTER.as_bytes())?;
    let path = args.path.display();
    terminal.note(&format!("{path} is written; next: waferline solve {path}"));
    Ok(Answer::Yes)
}
