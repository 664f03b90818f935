//! How the steps of a run grow with the horizon and with the number of entities, as fitted exponents.
//!
//! ```sh
//! cargo bench --bench scaling              # fits; takes minutes, most of it in solving
//! cargo bench --bench scaling -- --test    # only runs, on the smallest models
//! ```
//!
//! An exponent is the slope of log time over log size, by least squares over made-up models, each time the least of
//! several. The horizon counts with its tail, since formulating and reporting write out both.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and stops at whatever goes wrong"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use waferline::formulation::formulate;
use waferline::generate::{Scale, model_file};
use waferline::input::Input;
use waferline::lp::{self, certify};
use waferline::model::Model;
use waferline::plan::interpret;
use waferline::report::{PlanReport, text};
use waferline::{Outcome, SolveOptions, solve};

/// Quarters of the horizon, at this many chips.
const QUARTERS: [usize; 5] = [10, 20, 40, 80, 160];
const CHIPS_THEN: usize = 2;
/// Chips, at this many quarters of the horizon.
const CHIPS: [usize; 5] = [2, 4, 8, 16, 32];
const QUARTERS_THEN: usize = 10;

/// How often a step is measured; the least counts.
const TIMES: usize = 7;

/// The steps that are measured.
const STEPS: [&str; 7] = [
    "read",
    "formulate",
    "solve",
    "certify",
    "interpret",
    "text report",
    "JSON plan",
];

/// What one model took.
struct Point {
    quarters: usize,
    chips: usize,
    periods: f64,
    entities: f64,
    columns: f64,
    /// By step.
    seconds: [f64; STEPS.len()],
}

fn least<T>(times: usize, mut step: impl FnMut() -> T) -> f64 {
    let took = (0..times).map(|_| {
        let start = Instant::now();
        black_box(step());
        start.elapsed()
    });
    took.min().unwrap_or(Duration::ZERO).as_secs_f64()
}

fn entities(model: &Model) -> usize {
    let supply = model.foundries.len() + model.components.len() + model.processes.len();
    let made = model.dies.len() + model.chips.len() + model.racks.len();
    let demand = model.sites.len() + model.services.len() + model.buyers.len();
    supply + made + demand
}

fn measure(quarters: usize, chips: usize, times: usize) -> Point {
    let file = model_file(Scale { quarters, chips }, 1);
    let read = || match Input::from_toml("generated", &file).model(&[], &[]) {
        Ok(loaded) => loaded.model,
        Err(rejected) => panic!("{rejected}"),
    };
    let model = read();
    let start = Instant::now();
    let Ok(Outcome::Optimal(solved)) = solve(&model, &SolveOptions::default()) else {
        panic!("a made-up model has a plan");
    };
    let solving = start.elapsed().as_secs_f64();
    let (lp, solution) = (&solved.lp, &solved.solution);
    let report = PlanReport {
        model: &model,
        plan: &solved.plan,
        certificate: &solution.certificate,
        selection: None,
    };
    Point {
        quarters,
        chips,
        periods: model.horizon.periods() as f64,
        entities: entities(&model) as f64,
        columns: lp.columns().len() as f64,
        seconds: [
            least(times, read),
            least(times, || formulate(&model)),
            solving,
            least(times, || {
                let (x, dual) = (solution.x.clone(), solution.dual.clone());
                certify(lp, &lp::Point::of(&x, &dual))
            }),
            least(times, || interpret(&model, lp, solution)),
            least(times, || text::render(&report.document(), 120)),
            least(times, || serde_json::to_string(&solved.plan)),
        ],
    }
}

/// Returns the slope of log y over log x by least squares.
fn exponent(points: &[Point], x: impl Fn(&Point) -> f64, y: impl Fn(&Point) -> f64) -> f64 {
    let logs: Vec<(f64, f64)> = points.iter().map(|it| (x(it).ln(), y(it).ln())).collect();
    let count = logs.len() as f64;
    let (mean_x, mean_y) = (
        logs.iter().map(|it| it.0).sum::<f64>() / count,
        logs.iter().map(|it| it.1).sum::<f64>() / count,
    );
    let above: f64 = logs
        .iter()
        .map(|it| (it.0 - mean_x) * (it.1 - mean_y))
        .sum();
    let below: f64 = logs.iter().map(|it| (it.0 - mean_x).powi(2)).sum();
    above / below
}

fn print(what: &str, points: &[Point], size: impl Fn(&Point) -> f64) {
    println!("\nmilliseconds {what}");
    print!(
        "{:>8} {:>5} {:>8} {:>8}",
        "quarters", "chips", "entities", "columns"
    );
    for step in STEPS {
        print!(" {step:>11}");
    }
    println!();
    for point in points {
        let Point {
            quarters,
            chips,
            entities,
            columns,
            ..
        } = point;
        print!("{quarters:>8} {chips:>5} {entities:>8} {columns:>8}");
        for seconds in point.seconds {
            print!(" {:>11.2}", 1e3 * seconds);
        }
        println!();
    }
    for (name, x) in [
        ("exponent", &size as &dyn Fn(&Point) -> f64),
        ("over columns", &|it: &Point| it.columns),
    ] {
        print!("{name:>32}");
        for step in 0..STEPS.len() {
            print!(" {:>11.2}", exponent(points, x, |it| it.seconds[step]));
        }
        println!();
    }
}

fn main() {
    let only_runs = std::env::args().any(|argument| argument == "--test");
    let (sizes, times) = if only_runs {
        (2, 1)
    } else {
        (QUARTERS.len(), TIMES)
    };
    let by_quarters: Vec<Point> = QUARTERS[..sizes]
        .iter()
        .map(|&quarters| measure(quarters, CHIPS_THEN, times))
        .collect();
    print("by quarters, tail included", &by_quarters, |it| it.periods);
    let by_chips: Vec<Point> = CHIPS[..sizes]
        .iter()
        .map(|&chips| measure(QUARTERS_THEN, chips, times))
        .collect();
    print("by entities", &by_chips, |it| it.entities);
}
