//! The `waferline` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    waferline::cli::main()
}
