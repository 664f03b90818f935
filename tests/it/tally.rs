//! How many statements of each kind a run re-solved: printed for `.ci/confirm`, which adds them up.

/// Prints that this many statements of a kind, on this many models, held when what they say was solved again.
#[allow(clippy::print_stdout)] // what a test prints is its result here
pub fn report(kind: &str, statements: usize, models: usize) {
    println!("re-solved: {kind}: {statements} statements on {models} models");
}

/// Prints that this many models of those that were asked about were refused, not answered.
#[allow(clippy::print_stdout)] // as above
pub fn refused(refused: usize, models: usize) {
    println!("refused: {refused} of {models} models");
}
