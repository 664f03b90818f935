//! How many statements of each kind a run re-solved: printed for `.ci/confirm`, which adds them up.

/// Prints that this many statements of a kind, on this many models, held when what they say was solved anew.
<<<<<<< HEAD
#[allow(dead_code)] // its first users come with the next commits
#[allow(clippy::print_stdout)] // what a test prints is its result here
=======
>>>>>>> 23fbc80 (What replaces a sale is found by solving again; what would change the answer is ranked by what moves)
pub fn report(kind: &str, statements: usize, models: usize) {
    println!("re-solved: {kind}: {statements} statements on {models} models");
}
