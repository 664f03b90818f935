//! An optimum that rounding hides: 0.1 and 0.3 are not what they seem.

use waferline_lp::{ExactEnd, LpBuilder, Simplex, Watch, solve_exactly};

#[allow(clippy::print_stdout)] // an example shows what it found
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut lp = LpBuilder::default();
    lp.add_column("own", 0.1, 0.0, f64::INFINITY);
    lp.add_row("wafers", f64::NEG_INFINITY, 1.0, [("own", 0.3)]);
    let lp = lp.build();
    let mut simplex = Simplex::from_nothing(&lp);
    simplex.optimize()?;
    let end = solve_exactly(&lp, &simplex.basis(), 100, &Watch::default())?;
    let ExactEnd::Optimal(best) = end else {
        return Err("feasible and bounded".into());
    };
    println!("floating point: {}", simplex.objective());
    println!("exactly:        {}", best.objective.digits(30));
    let (above, below) = (best.objective.numerator(), best.objective.denominator());
    println!("as a fraction:  {above} / {below}");
    Ok(())
}
