//! The `waferline` command.

fn main() {}
