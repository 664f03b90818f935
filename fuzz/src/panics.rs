//! Panics of other solvers, which waferline catches and goes on from.

use std::panic::{set_hook, take_hook};
use std::path::Path;
use std::sync::Once;

use waferline::solve::is_panic_caught;

/// Lets a panic of another solver pass, where waferline catches it and asks the next; it is printed, for `.ci/fuzz` to
/// count. Any other panic ends the run, as libFuzzer wants it: also one in waferline's own code that is caught.
pub fn let_solvers_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let ends_the_run = take_hook();
        set_hook(Box::new(move |info| {
            let is_ours = info
                .location()
                .is_none_or(|place| is_of_waferline(place.file()));
            if is_panic_caught() && !is_ours {
                eprintln!("caught: {info}");
            } else {
                ends_the_run(info);
            }
        }));
    });
}

/// Returns whether a source file is waferline's own.
fn is_of_waferline(file: &str) -> bool {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(|root| root.join("src"));
    let file = Path::new(file);
    file.starts_with("src") || sources.is_some_and(|sources| file.starts_with(sources))
}
