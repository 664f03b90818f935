//! Small models with a few numbers changed: what is still a model is answered as exact arithmetic says, or refused.

#![no_main]

use std::sync::OnceLock;

use arbitrary::Arbitrary;
use libfuzzer_sys::{Corpus, fuzz_target};
use serde_json::Value;
use waferline::formulation::formulate;
use waferline::input::Input;
use waferline::lp::{ExactEnd, Lp, Simplex, Watch, solve_exactly};
use waferline::solve::Solver;
use waferline::{Model, Outcome, SolveError, SolveOptions, solve};
use waferline_fuzz::let_solvers_panic;

/// The models that are changed.
const MODELS: [&str; 12] = [
    include_str!("../../models/minimal.toml"),
    include_str!("../../models/known/degenerate-pair.toml"),
    include_str!("../../models/known/product-mix.toml"),
    include_str!("../../models/known/sailco.toml"),
    include_str!("../../models/known/steel4.toml"),
    include_str!("../../models/known/steelT3.toml"),
    include_str!("../../models/oracles/max-flow.toml"),
    include_str!("../../models/oracles/sort-by-margin.toml"),
    include_str!("../../tests/corpus/186.toml"),
    include_str!("../../tests/corpus/212.toml"),
    include_str!("../../tests/corpus/226.toml"),
    include_str!("../../tests/corpus/294.toml"),
];
/// So many numbers are changed at most.
const CHANGES: usize = 8;
/// A small model takes milliseconds; one that takes this long hangs.
const SECONDS: f64 = 20.0;
/// Far more exact pivots than a program of this size needs from any basis.
const PIVOTS: usize = 20_000;

/// A model file of [`MODELS`], changed.
#[derive(Arbitrary, Debug)]
struct Case {
    model: u8,
    is_own_method: bool,
    changes: Vec<(u16, Change)>,
}

/// What becomes of a number.
#[derive(Arbitrary, Clone, Copy, Debug)]
enum Change {
    Zero,
    Negative,
    /// Times 10 to the power of this, all of `i16` being -4 to 4.
    Scaled(i16),
    /// This number.
    Whole(u16),
    /// That of another place: equal numbers make ties.
    SameAs(u16),
}

impl Case {
    /// Returns the changed model file, as JSON.
    fn json(&self) -> String {
        let models = models();
        let mut json = models[usize::from(self.model) % models.len()].clone();
        for &(place, change) in self.changes.iter().take(CHANGES) {
            let mut all = numbers(&mut json);
            let at = usize::from(place) % all.len();
            let number = all[at].as_f64().unwrap_or(0.0);
            let changed = match change {
                Change::Zero => 0.0,
                Change::Negative => -number,
                Change::Scaled(power) => number * 10_f64.powf(f64::from(power) / 8192.0),
                Change::Whole(whole) => f64::from(whole),
                Change::SameAs(place) => {
                    let other = usize::from(place) % all.len();
                    all[other].as_f64().unwrap_or(0.0)
                }
            };
            *all[at] = changed.into();
        }
        json.to_string()
    }
}

/// Returns the models as JSON.
fn models() -> &'static Vec<Value> {
    static JSON: OnceLock<Vec<Value>> = OnceLock::new();
    JSON.get_or_init(|| {
        let parsed = MODELS.iter().map(|text| toml::from_str(text));
        parsed.map(|json| json.expect("a TOML file")).collect()
    })
}

/// Returns all numbers of a model file but how many quarters there are, for those make it large.
fn numbers(json: &mut Value) -> Vec<&mut Value> {
    match json {
        Value::Number(_) => vec![json],
        Value::Array(items) => items.iter_mut().flat_map(numbers).collect(),
        Value::Object(fields) => fields
            .iter_mut()
            .filter(|(key, _)| !["quarters", "tail_quarters"].contains(&key.as_str()))
            .flat_map(|(_, value)| numbers(value))
            .collect(),
        _ => Vec::new(),
    }
}

/// Returns how a program ends in exact arithmetic, from the basis of an answer or from none.
fn exact_end<C, R>(lp: &Lp<C, R>, simplex: &Simplex) -> ExactEnd
where
    C: Copy + Eq + std::hash::Hash,
    R: Copy + Eq + std::hash::Hash,
{
    let end = solve_exactly(lp, &simplex.basis(), PIVOTS, &Watch::default());
    end.expect("an exact end")
}

/// Checks the answer to a model.
fn check(model: &Model, solver: Solver) {
    let watch = Watch::default().with_time_limit(SECONDS);
    let options = SolveOptions::default().with_watch(watch);
    let options = options.with_solver(solver).expect("built in");
    let outcome = match solve(model, &options) {
        Ok(outcome) => outcome,
        // An answer that cannot be proved is no untruth; `.ci/fuzz` counts them.
        Err(SolveError::Uncertified(why)) => return eprintln!("uncertified: {why}"),
        Err(why) => panic!("{why}"),
    };
    match outcome {
        Outcome::Optimal(solved) => {
            let simplex = solved.simplex().expect("an optimal basis");
            let ExactEnd::Optimal(optimum) = exact_end(&solved.lp, simplex) else {
                panic!("an optimum is told where there is none");
            };
            let (found, exact) = (solved.solution.objective, optimum.objective.to_f64());
            let off = solved.solution.certificate.tolerance;
            assert!((found - exact).abs() <= off, "{found}, exactly {exact}");
        }
        Outcome::Infeasible(_) => {
            let lp = formulate(model);
            let end = exact_end(&lp, &Simplex::from_nothing(&lp));
            assert!(
                matches!(end, ExactEnd::Infeasible { .. }),
                "there is a plan"
            );
        }
        Outcome::Unbounded(_) => {
            let lp = formulate(model);
            let end = exact_end(&lp, &Simplex::from_nothing(&lp));
            assert!(
                matches!(end, ExactEnd::Unbounded { .. }),
                "the margin has an end"
            );
        }
    }
}

fuzz_target!(|case: Case| -> Corpus {
    let_solvers_panic();
    let json = case.json();
    let input = Input::from_json("changed.json", &json);
    let Ok(loaded) = input.model(&[], &[]) else {
        return Corpus::Reject;
    };
    let solver = if case.is_own_method {
        Solver::Own
    } else {
        Solver::Auto
    };
    check(&loaded.model, solver);
    Corpus::Keep
});
