//! How long each step of a run takes, on the Trainium model and on made-up ones of the sizes S to L.
//!
//! ```sh
//! cargo bench                      # measures everything; L takes minutes
//! cargo bench -- 'M/solve'         # one step of one size
//! cargo bench -- --test            # only runs everything once, up to S
//! ```
//!
//! `benches/compare` measures whole runs beside other solvers; what was found is in `benches/RESULTS.md`.

#![allow(
    clippy::expect_used,
    clippy::print_stderr,
    reason = "benchmarks say how large their models are, and stop at whatever goes wrong"
)]

use std::cell::LazyCell;
use std::hint::black_box;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, SamplingMode};

use waferline::explain::{CurveRange, curve, explain};
use waferline::formulation::formulate;
use waferline::generate::{Size, model_file};
use waferline::input::Input;
use waferline::lp::{Point, Simplex, certify};
use waferline::model::Model;
use waferline::plan::interpret;
use waferline::report::{PlanReport, text};
use waferline::solve::{Answer, solve_program};
use waferline::{Outcome, SolveOptions, Solved, solve};

const TRAINIUM: &str = "models/trainium.toml";

/// What every made-up model is drawn from.
const SEED: u64 = 1;

/// Along which limit the curve goes, and how far: far enough for some forty breakpoints at M.
const CURVE: &str = "process.packaging-1.capacity";
const CURVE_RANGE: CurveRange = CurveRange {
    from: Some(0.98),
    to: Some(1.02),
};

/// A model file as text.
struct File {
    name: &'static str,
    text: String,
}

impl File {
    fn of(name: &'static str, size: Size) -> Self {
        let text = model_file(size.scale(), SEED);
        Self { name, text }
    }

    fn model(&self) -> Model {
        match Input::from_toml(self.name, &self.text).model(&[], &[]) {
            Ok(loaded) => loaded.model,
            Err(rejected) => panic!("{rejected}"),
        }
    }
}

fn planned(model: &Model) -> Box<Solved> {
    match solve(model, &SolveOptions::default()) {
        Ok(Outcome::Optimal(solved)) => solved,
        other => panic!("{other:?}"),
    }
}

/// Measures each step on one model.
fn measure(criterion: &mut Criterion, file: &File) {
    let model = file.model();
    let lp = formulate(&model);
    eprintln!(
        "{}: {} columns, {} rows, {} nonzeros",
        file.name,
        lp.columns().len(),
        lp.rows().len(),
        lp.nonzeros()
    );
    // Solved when it is first needed: a filter may leave out all that needs it.
    let solved = LazyCell::new(|| planned(&model));

    let mut group = criterion.benchmark_group(file.name);
    group
        .sample_size(10)
        .sampling_mode(SamplingMode::Flat)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3));
    group.bench_function("read", |bencher| bencher.iter(|| black_box(file).model()));
    group.bench_function("formulate", |bencher| {
        bencher.iter(|| formulate(black_box(&model)));
    });
    group.bench_function("solve", |bencher| {
        bencher.iter(|| match solve_program(black_box(&lp)) {
            Ok(Answer::Optimal(solution)) => solution,
            other => panic!("{other:?}"),
        });
    });
    group.bench_function("recover duals", |bencher| {
        bencher.iter(|| {
            let mut simplex = Simplex::from_vertex(&lp, &solved.solution.x);
            simplex.optimize().expect("an optimum");
            simplex.duals()
        });
    });
    group.bench_function("certify", |bencher| {
        bencher.iter(|| {
            let solution = &solved.solution;
            certify(&lp, &Point::of(&solution.x, &solution.dual))
        });
    });
    tell(&mut group, &model, &solved);
    group.bench_function("explain", |bencher| {
        bencher.iter(|| explain(&model, black_box(&solved)).expect("an explanation"));
    });
    group.bench_function("whole run", |bencher| {
        bencher.iter(|| {
            let model = file.model();
            let solved = planned(&model);
            text::render(&report(&model, &solved).document(), 120)
        });
    });
    group.finish();
}

fn report<'a>(model: &'a Model, solved: &'a Solved) -> PlanReport<'a> {
    PlanReport {
        model,
        plan: &solved.plan,
        certificate: &solved.solution.certificate,
        selection: solved.selection.as_ref(),
    }
}

/// Measures what makes a report of a solution.
fn tell(
    group: &mut BenchmarkGroup<'_, WallTime>,
    model: &Model,
    solved: &LazyCell<Box<Solved>, impl FnOnce() -> Box<Solved>>,
) {
    group.bench_function("interpret", |bencher| {
        bencher.iter(|| interpret(model, &solved.lp, &solved.solution).expect("a plan that sums"));
    });
    group.bench_function("text report", |bencher| {
        bencher.iter(|| text::render(&report(model, solved).document(), 120));
    });
    group.bench_function("JSON plan", |bencher| {
        bencher.iter(|| serde_json::to_string(&solved.plan));
    });
}

/// Measures a curve of some forty breakpoints, each confirmed by solving again.
fn measure_curve(criterion: &mut Criterion, file: &File) {
    let model = file.model();
    let solved = LazyCell::new(|| planned(&model));
    let mut group = criterion.benchmark_group(file.name);
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.bench_function("curve", |bencher| {
        let along = || curve(&model, &solved, CURVE, CURVE_RANGE).expect("a curve");
        eprintln!("{} points", along().points.len());
        bencher.iter(along);
    });
    group.finish();
}

fn main() {
    let only_runs = std::env::args().any(|argument| argument == "--test");
    let trainium = File {
        name: "Trainium",
        text: std::fs::read_to_string(TRAINIUM).expect("a bundled model"),
    };
    let mut criterion = Criterion::default().configure_from_args();
    let small = File::of("S", Size::S);
    measure(&mut criterion, &trainium);
    measure(&mut criterion, &small);
    if only_runs {
        measure_curve(&mut criterion, &small);
    } else {
        let medium = File::of("M", Size::M);
        measure(&mut criterion, &medium);
        measure_curve(&mut criterion, &medium);
        measure(&mut criterion, &File::of("L", Size::L));
    }
    criterion.final_summary();
}
