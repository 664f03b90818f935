//! Writes the linear program of a model as MPS, which every solver reads, with a map from its names to addresses.
//!
//! ```sh
//! cargo run --example export_mps > minimal.mps
//! ```

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "an example talks"
)]

use std::error::Error;

use waferline::formulation::{export_names, formulate, name_map};
use waferline::lp::write_mps;
use waferline::{Model, Outcome, SolveOptions, solve};

fn main() -> Result<(), Box<dyn Error>> {
    let model = Model::load("models/minimal.toml")?;
    let lp = formulate(&model);
    let names = export_names(&model, &lp);
    let mut mps = Vec::new();
    write_mps(&lp, &names, &[], &mut mps)?;
    let mps = String::from_utf8(mps)?;
    print!("{mps}");

    let first = mps.lines().next().unwrap_or_default();
    assert!(first.starts_with("NAME") && first.ends_with("FREE"));
    assert_eq!(mps.lines().last(), Some("ENDATA"));
    // Every name is unique and made of letters, digits and underscores.
    let mut all: Vec<&String> = names.columns.iter().chain(&names.rows).collect();
    let is_plain = |name: &str| {
        name.chars()
            .all(|it| it.is_ascii_alphanumeric() || it == '_')
    };
    assert!(all.iter().all(|name| is_plain(name)));
    all.sort();
    all.dedup();
    assert_eq!(all.len(), lp.columns().len() + lp.rows().len());

    // What a name stands for, and what another solver should find: it minimizes minus the margin.
    let map = name_map(&model, &lp, &names);
    eprintln!("{} columns, {} rows", lp.columns().len(), lp.rows().len());
    eprintln!(
        "{}",
        serde_json::to_string_pretty(&map)?
            .lines()
            .take(12)
            .collect::<Vec<_>>()
            .join("\n")
    );
    let Outcome::Optimal(solved) = solve(&model, &SolveOptions::default())? else {
        return Err("the bundled model has a plan".into());
    };
    eprintln!("expect {}", -solved.solution.objective);
    assert!((solved.solution.objective - 1_368_275_101.497).abs() < 1.0);
    Ok(())
}
