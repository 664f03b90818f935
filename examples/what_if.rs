//! Applies scenarios and assignments to a model file and compares what the best plan then earns.
//!
//! ```sh
//! cargo run --release --example what_if
//! ```

#![allow(clippy::print_stdout, reason = "an example talks")]

use std::error::Error;
use std::path::Path;

use waferline::input::Input;
use waferline::{Outcome, SolveOptions, solve};

/// Returns the greatest margin under scenarios and assignments; `None` if nothing keeps every promise.
fn margin(
    input: &Input,
    scenarios: &[&str],
    assignments: &[&str],
) -> Result<Option<f64>, Box<dyn Error>> {
    let loaded = input.model(scenarios, assignments)?;
    Ok(match solve(&loaded.model, &SolveOptions::default())? {
        Outcome::Optimal(solved) => Some(solved.plan.margin.present_value),
        Outcome::Infeasible(_) => None,
        Outcome::Unbounded(_) => return Err("a margin without end".into()),
    })
}

fn main() -> Result<(), Box<dyn Error>> {
    let input = Input::open(Path::new("models/trainium.toml"))?;
    let base = margin(&input, &[], &[])?.ok_or("the base case has a plan")?;
    println!("{:24} {:8.2} billion USD", "base", base / 1e9);

    for scenario in input.scenarios() {
        let reported = match margin(&input, &[&scenario.name], &[])? {
            Some(margin) => format!("{:+8.2}", (margin - base) / 1e9),
            None => " no plan".to_owned(),
        };
        let description = scenario.description.unwrap_or_default();
        println!("{:24} {reported}  {description}", scenario.name);
    }

    // The same as on the command line: --set 'ADDRESS op value', after the scenarios.
    let more_wafers = margin(&input, &[], &["foundry.*.capacity *= 1.25"])?;
    assert_eq!(more_wafers, margin(&input, &["more-foundry"], &[])?);
    assert!(more_wafers > Some(base));

    let dearer = margin(&input, &["power-short"], &["component.hbm3e.price += 60"])?;
    let short = margin(&input, &["power-short"], &[])?;
    if let Some(margin) = dearer {
        let change = (margin - base) / 1e9;
        println!("{:24} {change:+8.2}", "power-short, dear memory");
    }
    assert!(dearer < short && short < Some(base));

    assert_eq!(margin(&input, &["trn4-late-no-grace"], &[])?, None);
    Ok(())
}
