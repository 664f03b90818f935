//! Solves a model file and reads the plan: who gets the racks, what is short, where the margin comes from.
//!
//! ```sh
//! cargo run --example read_a_plan
//! ```

#![allow(clippy::print_stdout, reason = "an example talks")]

use std::error::Error;

use waferline::{Model, Outcome, SolveOptions, solve};

fn main() -> Result<(), Box<dyn Error>> {
    let model = Model::load("models/minimal.toml")?;
    let Outcome::Optimal(solved) = solve(&model, &SolveOptions::default())? else {
        return Err("the bundled model has a plan".into());
    };
    let plan = &solved.plan;

    println!(
        "{:>8} {:>12} {:>12} {:>12}",
        "quarter", "own racks", "racks sold", "units short"
    );
    for (t, quarter) in plan.quarters.iter().enumerate() {
        let installed: f64 = plan.installed.iter().map(|it| it.racks[t]).sum();
        let sold: f64 = plan.sold.iter().map(|it| it.units[t]).sum();
        let short: f64 = plan.services.iter().map(|it| it.short[t]).sum();
        println!("{quarter:>8} {installed:>12.1} {sold:>12.1} {short:>12.0}");
    }

    // Every line of the margin belongs to a channel, and the lines sum to what was maximized.
    println!("\nmargin, present value in {}:", model.currency);
    for line in &plan.margin.lines {
        let of = line.of.as_deref().unwrap_or("");
        println!(
            "{:>16.0}  {:?} {:?} {of}",
            line.present_value, line.channel, line.line
        );
    }
    let sum: f64 = plan.margin.lines.iter().map(|it| it.present_value).sum();
    assert!((sum - solved.solution.objective).abs() < 1e-9 * sum.abs());
    assert!((sum - 1_368_275_101.497).abs() < 1.0);

    // The proof comes with the plan.
    let certificate = solved.solution.certificate;
    println!("\n{sum:.0} in all; {certificate:?}");
    assert!(certificate.holds());
    Ok(())
}
