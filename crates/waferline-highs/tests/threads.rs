//! That `HiGHS` starts no thread. All threads of the process are counted, so this test has one for itself.
#![cfg(target_os = "linux")]

#[path = "binding/programs.rs"]
#[allow(dead_code, reason = "what other tests need too")]
mod programs;

use std::ops::ControlFlow;

use waferline_highs::{End, Method, Options, run};

/// Returns how many threads this process has.
fn threads() -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").expect("it has some");
    tasks.count()
}

#[test]
fn no_thread_is_started_and_none_is_left() {
    let before = threads();
    for method in [Method::Simplex, Method::Interior] {
        for last in [usize::MAX, 20] {
            let options = Options {
                method,
                ..Options::default()
            };
            let (mut count, mut most) = (0, 0);
            let program = programs::planning(12, 40, 3);
            let end = run(&program, &options, &mut |_| {
                (count, most) = (count + 1, most.max(threads()));
                if count < last {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                }
            });
            assert_eq!(end == Ok(End::Stopped), last == 20, "{end:?}");
            assert_eq!((most, threads()), (before, before), "{method:?}");
        }
    }
}
