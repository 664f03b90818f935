//! That a run ends when it is told to, whatever it is doing, with nothing left running.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use waferline_highs::{End, Look, Method, Options, run};

use super::programs::planning;

const SOON: Duration = Duration::from_secs(1);

/// How many times a run asks before it ends, and how it ends.
fn asked(method: Method) -> (Vec<Look>, End) {
    let mut looks = Vec::new();
    let options = Options {
        method,
        ..Options::default()
    };
    let end = run(&planning(12, 40, 3), &options, &mut |look| {
        looks.push(look);
        ControlFlow::Continue(())
    });
    (looks, end.expect("a run"))
}

/// Stopped at looks from the first to the last, so in every phase that asks: it ends as stopped, is not asked again, and soon.
#[test]
fn it_stops_in_every_phase_that_asks() {
    for method in [Method::Simplex, Method::Interior] {
        let (looks, end) = asked(method);
        assert!(matches!(end, End::Optimal(_)), "{end:?}");
        assert!(looks.len() > 50, "{method:?} asks {} times", looks.len());
        assert!(looks.iter().all(|look| look.method == method), "{looks:?}");
        let options = Options {
            method,
            ..Options::default()
        };
        for part in 0..=10 {
            let last = 1 + (looks.len() - 1) * part / 10;
            let mut count = 0;
            let mut told = None;
            let end = run(&planning(12, 40, 3), &options, &mut |look| {
                assert_eq!(look, looks[count]);
                count += 1;
                if count < last {
                    return ControlFlow::Continue(());
                }
                told = Some(Instant::now());
                ControlFlow::Break(())
            });
            assert_eq!((end, count), (Ok(End::Stopped), last), "{method:?}");
            let took = told.expect("it was told").elapsed();
            assert!(took < SOON, "{method:?} at {last}: {took:?}");
        }
    }
}

/// A program that takes much longer than the limit, in the phases that it is in after a while.
#[test]
fn a_large_program_stops_within_a_second() {
    let program = planning(40, 150, 5);
    for method in [Method::Simplex, Method::Interior] {
        for after in [Duration::from_millis(50), Duration::from_millis(400)] {
            let options = Options {
                method,
                ..Options::default()
            };
            let start = Instant::now();
            let end = run(&program, &options, &mut |_| {
                if start.elapsed() < after {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                }
            });
            let took = start.elapsed();
            assert_eq!(end, Ok(End::Stopped), "{method:?}");
            assert!(took < after + SOON, "{method:?}: {took:?}");

            let limited = Options {
                time_limit: Some(after),
                ..options
            };
            let start = Instant::now();
            let end = run(&program, &limited, &mut |_| ControlFlow::Continue(()));
            let took = start.elapsed();
            assert_eq!(end, Ok(End::TimeLimit), "{method:?}");
            assert!(took < after + SOON, "{method:?}: {took:?}");
        }
    }
}

#[test]
fn all_is_done_in_the_callers_thread() {
    for method in [Method::Simplex, Method::Interior] {
        let options = Options {
            method,
            ..Options::default()
        };
        let mut seen: HashSet<ThreadId> = HashSet::new();
        let end = run(&planning(12, 40, 3), &options, &mut |_| {
            seen.insert(thread::current().id());
            ControlFlow::Continue(())
        });
        assert!(matches!(end, Ok(End::Optimal(_))));
        assert_eq!(seen, HashSet::from([thread::current().id()]));
    }
}

#[test]
fn a_panic_of_whoever_is_asked_is_the_callers() {
    for method in [Method::Simplex, Method::Interior] {
        let options = Options {
            method,
            ..Options::default()
        };
        let mut count = 0;
        let caught = catch_unwind(AssertUnwindSafe(|| {
            run(&planning(12, 40, 3), &options, &mut |_| {
                count += 1;
                panic!("meant to be")
            })
        }));
        let panic = caught.expect_err("it panics");
        assert_eq!(panic.downcast_ref::<&str>(), Some(&"meant to be"));
        assert_eq!(count, 1, "nobody is asked again");
    }
}

/// One run inside of another, and several beside each other: an instance each.
#[test]
fn runs_know_nothing_of_each_other() {
    let options = Options::default();
    let program = planning(6, 20, 9);
    let alone = run(&program, &options, &mut |_| ControlFlow::Continue(()));
    let mut inner = None;
    let outer = run(&program, &options, &mut |_| {
        inner.get_or_insert_with(|| run(&program, &options, &mut |_| ControlFlow::Continue(())));
        ControlFlow::Continue(())
    });
    assert_eq!((&outer, inner.as_ref()), (&alone, Some(&alone)));
    thread::scope(|scope| {
        let beside = || run(&program, &options, &mut |_| ControlFlow::Continue(()));
        let all = [(); 4].map(|()| scope.spawn(beside));
        for one in all {
            assert_eq!(one.join().expect("no panic"), alone);
        }
    });
}

#[test]
fn a_search_for_whole_columns_stops_too_in_the_callers_thread() {
    let mut program = planning(12, 40, 3);
    for column in (0..program.columns()).step_by(3) {
        program.must_be_whole(column);
    }
    for last in [1, 20, 100] {
        let (mut count, mut told) = (0, None);
        let mut seen: HashSet<ThreadId> = HashSet::new();
        let end = run(&program, &Options::default(), &mut |_| {
            seen.insert(thread::current().id());
            count += 1;
            if count < last {
                return ControlFlow::Continue(());
            }
            told = Some(Instant::now());
            ControlFlow::Break(())
        });
        assert_eq!((end, count), (Ok(End::Stopped), last));
        let took = told.expect("it was told").elapsed();
        assert!(took < SOON, "at {last}: {took:?}");
        assert_eq!(seen, HashSet::from([thread::current().id()]));
    }
}
