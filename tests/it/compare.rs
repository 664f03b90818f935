//! Comparisons: inputs, plans and bridges of two models, the frontier's numbers being elsewhere.

use proptest::prelude::*;
use waferline::Model;
use waferline::explain::{Bridge, BridgeMethod, bridge};
use waferline::input::Input;
use waferline::outcome::{Outcome, SolveOptions, Solved, solve};

use crate::sample;

fn open(path: &str) -> Input {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    Input::open(path.as_ref()).expect("readable")
}

fn solved(model: &Model) -> Option<Box<Solved>> {
    match solve(model, &SolveOptions::default()).expect("solves") {
        Outcome::Optimal(solved) => Some(solved),
        _ => None,
    }
}

/// Returns what is wrong with a bridge.
fn wrong(bridge: &Bridge) -> Option<String> {
    let sum: f64 = bridge.lines.iter().map(|line| line.amount).sum();
    let difference = bridge.to - bridge.from;
    // Margins of 1e11 that differ by 1 are told apart to 1e-5.
    let size = difference
        .abs()
        .max(1e-6 * bridge.from.abs().max(bridge.to.abs()));
    let is_off = (sum - difference).abs() > 1e-9 * size;
    is_off.then(|| format!("{sum} is not {difference}: {bridge:#?}"))
}

#[test]
fn bridges_to_every_scenario_sum_exactly() {
    let input = open("models/trainium.toml");
    let base = input.model(&[], &[]).expect("sound").model;
    let from = solved(&base).expect("a plan");
    let mut bridged = 0;
    for scenario in input.scenarios() {
        let with = input.model(&[&scenario.name], &[]).expect("sound").model;
        let Some(to) = solved(&with) else { continue };
        let start = std::time::Instant::now();
        let found = bridge(&base, &from, &with, &to).expect("bridged");
        eprintln!("{} {:?} {found:#?}", scenario.name, start.elapsed());
        assert_eq!(wrong(&found), None, "{}", scenario.name);
        assert_eq!(found.method, BridgeMethod::EveryOrder);
        bridged += 1;
    }
    assert_eq!(bridged, 9);
}

proptest! {
    #![proptest_config(sample::tried(8))]

    #[test]
    fn bridges_of_random_pairs_sum_exactly(
        a in prop::collection::vec(0.0_f64..1.0, sample::KNOBS),
        b in prop::collection::vec(0.0_f64..1.0, sample::KNOBS),
    ) {
        let (base, with) = (sample::model(&a), sample::model(&b));
        let (Some(from), Some(to)) = (solved(&base), solved(&with)) else { return Ok(()) };
        let start = std::time::Instant::now();
        let found = match bridge(&base, &from, &with, &to) {
            Ok(found) => found,
            Err(error) => return Err(TestCaseError::fail(error.to_string())),
        };
        eprintln!("{:?} {:?} {} {}", start.elapsed(), found.method, found.solved, found.without_plan);
        prop_assert_eq!(wrong(&found), None);
    }
}
