//! Uses the linear programs under the planner directly: typed keys for columns and rows, duals, and the proof.
//!
//! The product mix of G. Dantzig, "Linear Programming and Extensions", section 3.5: four desks, hours of carpentry and
//! of finishing.
//!
//! ```sh
//! cargo run --example linear_program
//! ```

#![allow(clippy::print_stdout, reason = "an example talks")]

use std::error::Error;

use waferline::lp::LpBuilder;
use waferline::solve::{Answer, solve_program};

/// What a column decides: how many desks of this kind to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Desk(usize);

/// What a row limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Hours {
    Carpentry,
    Finishing,
}

fn main() -> Result<(), Box<dyn Error>> {
    let profit = [12.0, 20.0, 18.0, 40.0];
    let carpentry = [4.0, 9.0, 7.0, 10.0];
    let finishing = [1.0, 1.0, 3.0, 40.0];

    let mut builder = LpBuilder::default();
    for (i, &profit) in profit.iter().enumerate() {
        builder.add_column(Desk(i), profit, 0.0, f64::INFINITY);
    }
    let per_desk = |hours: [f64; 4]| hours.into_iter().enumerate().map(|(i, h)| (Desk(i), h));
    builder.add_row(
        Hours::Carpentry,
        f64::NEG_INFINITY,
        6000.0,
        per_desk(carpentry),
    );
    builder.add_row(
        Hours::Finishing,
        f64::NEG_INFINITY,
        4000.0,
        per_desk(finishing),
    );
    let lp = builder.build();

    let Answer::Optimal(solution) = solve_program(&lp)? else {
        return Err("hours are limited and nothing is promised".into());
    };
    println!("profit {:.4}", solution.objective);
    assert!((solution.objective - 56_000.0 / 3.0).abs() < 1e-6);

    for (column, reduced_cost) in lp.columns().iter().zip(&solution.reduced_cost) {
        let made = lp.value(&solution.x, &column.key);
        println!(
            "{:?}: {made:.2} made; one more changes the profit by {reduced_cost:.2}",
            column.key
        );
        // Complementary slackness: what is made earns exactly what its hours are worth.
        assert!(made.abs() < 1e-6 || reduced_cost.abs() < 1e-9);
    }
    assert!((lp.value(&solution.x, &Desk(0)) - 4000.0 / 3.0).abs() < 1e-6);

    // An hour is worth 44/15 in carpentry and 4/15 in finishing; all hours together are worth the whole profit.
    let mut worth = 0.0;
    for (row, dual) in lp.rows().iter().zip(&solution.dual) {
        println!("one more hour of {:?} is worth {dual:.4}", row.key);
        worth += dual * row.upper;
    }
    assert!((solution.dual[0] - 44.0 / 15.0).abs() < 1e-9);
    assert!((solution.dual[1] - 4.0 / 15.0).abs() < 1e-9);
    assert!((worth - solution.objective).abs() < 1e-6);

    println!("{:?}", solution.certificate);
    assert!(solution.certificate.holds());
    Ok(())
}
