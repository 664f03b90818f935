//! Builds a model in Rust, without a file, and compares keeping racks for an own service with selling them.
//!
//! One rack earns 300 a quarter for three quarters when it is rented out. Rented in one of two quarters it earns 900 in all,
//! so an outside buyer has to pay more than that; then the buyer takes all it can.
//!
//! ```sh
//! cargo run --example keep_or_sell
//! ```

#![allow(clippy::print_stdout, reason = "an example talks")]

use std::error::Error;

use waferline::input::Rejected;
use waferline::{Model, Outcome, SolveOptions, solve};

/// Returns a small vendor: ten racks a quarter from ten wafers, a service that takes any number, a buyer that takes six.
fn vendor(price_outside: f64) -> Result<Model, Rejected> {
    Model::builder("USD", "2027Q1", 2)
        .set("horizon.tail_quarters", 2)
        .set("foundry.fab.capacity", 10)
        .set("foundry.fab.wafer_price", 100)
        .set("die.compute.foundry", "fab")
        .set("die.compute.good_dies_per_wafer", 1)
        .set("chip.accelerator.dies.compute", 1)
        .set("rack.pod.chips.accelerator", 1)
        .set("rack.pod.power_kw", 50)
        .set("rack.pod.life_quarters", 3)
        .set("site.hall.power_mw", 1)
        .set("site.hall.pue", 1)
        .set("site.hall.energy_price", 0)
        .set("service.rental.racks.pod", 1)
        .set("service.rental.price", 300)
        .set("service.rental.demand", 1000)
        .set("buyer.outside.upside", 6)
        .set("buyer.outside.buys.pod.price", price_outside)
        .build()
}

/// Returns how many racks are kept, how many are sold, and the margin.
fn split(price_outside: f64) -> Result<(f64, f64, f64), Box<dyn Error>> {
    let model = vendor(price_outside)?;
    let Outcome::Optimal(solved) = solve(&model, &SolveOptions::default())? else {
        return Err("there is always a plan: nothing is promised".into());
    };
    let plan = &solved.plan;
    let kept = plan.installed.iter().flat_map(|it| &it.racks).sum();
    let sold = plan.sold.iter().flat_map(|it| &it.units).sum();
    Ok((kept, sold, plan.margin.present_value))
}

fn main() -> Result<(), Box<dyn Error>> {
    println!(
        "{:>14} {:>6} {:>6} {:>8}",
        "price outside", "kept", "sold", "margin"
    );
    for price in [700.0, 899.0, 901.0, 1100.0] {
        let (kept, sold, margin) = split(price)?;
        println!("{price:>14} {kept:>6.1} {sold:>6.1} {margin:>8.0}");
        // Twenty racks in two quarters; six a quarter go outside once that pays more than 3 x 300.
        let expected_sold = if price > 900.0 { 12.0 } else { 0.0 };
        assert!((sold - expected_sold).abs() < 1e-6);
        assert!((kept + sold - 20.0).abs() < 1e-6);
        let expected = 900.0 * (20.0 - expected_sold) + price * expected_sold - 20.0 * 100.0;
        assert!((margin - expected).abs() < 1e-6);
    }
    Ok(())
}
