//! A simplex on another program: the basis of one with other coefficients.

mod programs;

use programs::{TestLp, random};
use waferline_lp::solve::{Answer, SolveOptions, prove, prove_from};
use waferline_lp::{ColumnId, End, Simplex};

/// Returns the program with every third of its coefficients another one.
fn with_other_coefficients(lp: &TestLp) -> TestLp {
    let all = (0..lp.columns().len()).map(ColumnId);
    let entries = all.flat_map(|column| lp.entries(column).map(move |(row, it)| (row, column, it)));
    let changed = entries.enumerate().filter(|(at, _)| at % 3 == 0);
    let changed = changed.map(|(at, (row, column, it))| (row, column, it * 0.75 + (at % 2) as f64));
    // What would be 0 is not there afterwards.
    let changed = changed.filter(|&(.., it)| it != 0.0);
    lp.with_coefficients(changed)
        .expect("entries that are there")
}

#[test]
fn a_basis_carried_to_other_coefficients_leads_to_the_same_answer() {
    let count = if std::env::var("WAFERLINE_CASES").is_ok() {
        10_000
    } else {
        1_000
    };
    let mut compared = [0; 3];
    for seed in 1..=count {
        let lp = random(seed);
        let options = SolveOptions::default();
        let mut simplex = Simplex::from_nothing(&lp);
        if simplex.optimize() != Ok(End::Optimal) {
            continue;
        }
        let other = with_other_coefficients(&lp);
        let carried = prove_from(&other, simplex.carried_to(&other), &options).expect("proved");
        let again = prove(&other, &options).expect("proved");
        match (&carried.answer, &again.answer) {
            (Answer::Optimal(one), Answer::Optimal(two)) => {
                assert!(one.certificate.holds());
                let gap = (one.objective - two.objective).abs();
                assert!(
                    gap <= one.certificate.tolerance + two.certificate.tolerance,
                    "{seed}"
                );
                compared[0] += 1;
            }
            (Answer::Infeasible(_), Answer::Infeasible(_)) => compared[1] += 1,
            (Answer::Unbounded(_), Answer::Unbounded(_)) => compared[2] += 1,
            (one, two) => panic!("{seed}: {one:?} against {two:?}"),
        }
    }
    assert!(compared.iter().all(|&it| it > 5), "{compared:?}");
}
