//! What one more of a limit is worth, and up to where; one fewer, and down to where.

use waferline_lp::{Direction, LpBuilder, RowId, Simplex, Variable};

#[allow(clippy::print_stdout)] // an example shows what it found
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut lp = LpBuilder::default();
    lp.add_column("own", 10.0, 0.0, 6.0);
    lp.add_column("sell", 8.0, 0.0, 7.0);
    let uses = [("own", 1.0), ("sell", 1.0)];
    lp.add_row("wafers", f64::NEG_INFINITY, 10.0, uses);
    let lp = lp.build();
    let mut simplex = Simplex::from_nothing(&lp);
    simplex.optimize()?;

    let wafers = Variable::Row(RowId(0));
    for (name, up) in [("more", 1.0), ("fewer", -1.0)] {
        // Only the upper end moves.
        let direction = Direction::Bounds(vec![(wafers, 0.0, up)]);
        for segment in simplex.walk(&direction, 10.0)?.segments {
            println!(
                "from {} to {} {name}: {} each",
                segment.from, segment.to, segment.slope
            );
        }
    }
    Ok(())
}
