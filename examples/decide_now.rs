//! Decides how many parts to buy before it is known how many will be asked for.
//!
//! A part costs 60 now and sells at 100 next quarter; what is left brings 20. Two things may come: 100 parts are asked for, or 40. One
//! more part is worth buying as long as it is sold with a probability above (60 - 20) / (100 - 20), one half.
//!
//! ```sh
//! cargo run --example decide_now
//! ```

#![allow(clippy::print_stdout, reason = "an example talks")]

use std::error::Error;

use waferline::hedge::{Future, Futures, Hedge, Hedged, Risk, hedge};
use waferline::input::Rejected;
use waferline::{Model, SolveOptions};

/// Returns a shop that is asked for so many parts in its second quarter.
fn shop(asked: f64) -> Result<Model, Rejected> {
    Model::builder("USD", "2027Q1", 2)
        .set("component.part.supply", [1000.0, 0.0])
        .set("component.part.price", 60)
        .set("component.part.stock.salvage_value", 20)
        .set("buyer.shop.upside", [0.0, asked])
        .set("buyer.shop.buys.part.price", 100)
        .build()
}

/// Returns what to do where many parts are asked for with this probability, which is known in the second quarter.
fn decide(many: f64) -> Result<Box<Hedge>, Box<dyn Error>> {
    let future = Future::new("many", many, shop(100.0)?).known_from(1);
    let futures = Futures::new(shop(40.0)?, vec![future])?;
    match hedge(&futures, Risk::default(), &SolveOptions::default())? {
        Hedged::Best(best) => Ok(best),
        Hedged::None(none) => Err(format!("no plan: {none:?}").into()),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    for many in [0.4, 0.6] {
        let best = decide(many)?;
        let now = best.now().ok_or("everything is known from the start")?;
        println!(
            "many with probability {many}: buy {:.0}, expect {:.0}, knowing is worth {:.0}",
            now.components[0].bought[0],
            best.expected_margin,
            best.worth.knowing.unwrap_or(0.0)
        );
    }
    // Below one half 40 are bought, which sell whatever comes; above it 100.
    let (few, more) = (decide(0.4)?, decide(0.6)?);
    let bought = |best: &Hedge| best.now().map(|plan| plan.components[0].bought[0].round());
    assert_eq!((bought(&few), bought(&more)), (Some(40.0), Some(100.0)));
    Ok(())
}
