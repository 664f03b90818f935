//! What cannot hold together, and the least that has to give way.

use waferline_lp::{Elastic, LpBuilder, Relaxation, RowId, Variable};

#[allow(clippy::print_stdout)] // an example shows what it found
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut lp = LpBuilder::default();
    lp.add_column("wafers", 1.0, 0.0, f64::INFINITY);
    let names = ["capacity", "promise", "budget"];
    lp.add_row(names[0], f64::NEG_INFINITY, 10.0, [("wafers", 1.0)]);
    lp.add_row(names[1], 12.0, f64::INFINITY, [("wafers", 1.0)]);
    lp.add_row(names[2], f64::NEG_INFINITY, 99.0, [("wafers", 3.0)]);
    let lp = lp.build();

    // Each row may give: limits rise, the promise falls.
    let give = |row, lower, upper| Relaxation {
        moves: vec![(Variable::Row(RowId(row)), lower, upper)],
        most: f64::INFINITY,
    };
    let gives = [give(0, 0.0, 1.0), give(1, -1.0, 0.0), give(2, 0.0, 1.0)];
    let mut elastic = Elastic::new(&lp, &gives);
    let conflict = elastic.conflict()?.ok_or("it has a point")?;
    for &member in &conflict.members {
        println!("{} cannot stay as it is beside the others", names[member]);
    }
    // More capacity costs 5 a wafer, less promised 2.
    let prices = [Some(5.0), Some(2.0), None];
    let least = elastic.least(|give| prices[give])?.ok_or("nothing helps")?;
    for (name, amount) in names.iter().zip(&least.amounts) {
        println!("{name} gives way by {amount}");
    }
    Ok(())
}
