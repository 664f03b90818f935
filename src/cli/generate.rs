//! `waferline generate`: a made-up model of any size.

use crate::generate::{Scale, Size, model_file};

use super::Answer;
use super::args::{self, SizeArgument};
use super::failure::Failure;
use super::output;
use super::terminal::Terminal;

pub fn run(args: &args::Generate, terminal: &Terminal) -> Result<Answer, Failure> {
    if let Some(path) = &args.out {
        output::refuse_other_ending(path, "a model", "toml")?;
    }
    let usual = size(args.size).scale();
    let scale = Scale {
        quarters: args.quarters.map_or(usual.quarters, usize::from),
        chips: args.chips.map_or(usual.chips, usize::from),
    };
    let text = model_file(scale, args.seed);
    match &args.out {
        Some(path) => output::write_files(&[(path, text.as_bytes())])?,
        None => terminal.print(&text)?,
    }
    Ok(Answer::Yes)
}

fn size(size: SizeArgument) -> Size {
    match size {
        SizeArgument::S => Size::S,
        SizeArgument::M => Size::M,
        SizeArgument::L => Size::L,
        SizeArgument::Xl => Size::Xl,
    }
}
