//! How long a run takes: reading, formulating, solving, and telling the plan.
//!
//! ```sh
//! cargo bench                  # measures
//! cargo bench -- --test        # only runs everything once
//! ```

#![allow(
    clippy::expect_used,
    clippy::print_stderr,
    reason = "benchmarks say how large their models are, and stop at whatever goes wrong"
)]

mod copies;

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, SamplingMode};

use waferline::formulation::formulate;
use waferline::input::Input;
use waferline::model::Model;
use waferline::plan::interpret;
use waferline::report::{PlanReport, text};
use waferline::solve::{Answer, solve_program};

const TRAINIUM: &str = "models/trainium.toml";

/// How many times the Trainium model: about 8,000 columns.
const COPIES: u32 = 7;

/// A model file as text.
struct File {
    name: &'static str,
    text: String,
    is_json: bool,
}

impl File {
    fn model(&self) -> Model {
        let input = if self.is_json {
            Input::from_json(self.name, &self.text)
        } else {
            Input::from_toml(self.name, &self.text)
        };
        match input.model(&[], &[]) {
            Ok(loaded) => loaded.model,
            Err(rejected) => panic!("{rejected}"),
        }
    }
}

/// Returns the text of a plan's report.
fn tell(model: &Model) -> impl Fn(&waferline::lp::Solution) -> String + '_ {
    let lp = formulate(model);
    move |solution| {
        let plan = interpret(model, &lp, solution).expect("a plan that sums");
        let report = PlanReport {
            model,
            plan: &plan,
            certificate: &solution.certificate,
        };
        text::render(&report.document(), 120)
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
    let solved = || match solve_program(&lp) {
        Ok(Answer::Optimal(solution)) => solution,
        other => panic!("{other:?}"),
    };
    let solution = solved();

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
    group.bench_function("solve", |bencher| bencher.iter(solved));
    let tell_plan = tell(&model);
    group.bench_function("interpret and render", |bencher| {
        bencher.iter(|| tell_plan(black_box(&solution)));
    });
    group.finish();
}

/// Measures a whole run, from text to text, on one model.
fn measure_whole(criterion: &mut Criterion, file: &File) {
    let mut group = criterion.benchmark_group(file.name);
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.bench_function("whole run", |bencher| {
        bencher.iter(|| {
            let model = file.model();
            match solve_program(&formulate(&model)) {
                Ok(Answer::Optimal(solution)) => tell(&model)(&solution),
                other => panic!("{other:?}"),
            }
        });
    });
    group.finish();
}

fn main() {
    let text = std::fs::read_to_string(TRAINIUM).expect("a bundled model");
    let mut criterion = Criterion::default().configure_from_args();
    let large = File {
        name: "large",
        text: copies::of(&text, COPIES),
        is_json: true,
    };
    let trainium = File {
        name: "trainium",
        text,
        is_json: false,
    };
    measure_whole(&mut criterion, &trainium);
    for file in [trainium, large] {
        measure(&mut criterion, &file);
    }
    criterion.final_summary();
}
