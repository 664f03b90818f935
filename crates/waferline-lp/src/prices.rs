//! Prices of rows and columns, and the most that the optimum can rise at them.

use crate::program::Variable;
use crate::solution::Solution;

/// A price of each row and column that prove an optimum: duals and reduced costs, in the program's units.
///
/// ```
/// use waferline_lp::solve::{Answer, solve_program};
/// use waferline_lp::{LpBuilder, Prices, RowId, Variable};
///
/// let mut lp = LpBuilder::default();
/// lp.add_column("own", 10.0, 0.0, 6.0);
/// lp.add_column("sell", 8.0, 0.0, f64::INFINITY);
/// lp.add_row("wafers", f64::NEG_INFINITY, 10.0, [("own", 1.0), ("sell", 1.0)]);
/// let Answer::Optimal(solution) = solve_program(&lp.build())? else { panic!("feasible and bounded") };
/// let one_more = [(Variable::Row(RowId(0)), 0.0, 1.0)];
/// assert_eq!(Prices::of(&solution).most_along(&one_more), 8.0);
/// # Ok::<(), waferline_lp::solve::Uncertified>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Prices {
    pub(crate) dual: Vec<f64>,
    pub(crate) reduced_cost: Vec<f64>,
}

impl Prices {
    /// Returns the prices that prove a solution.
    #[must_use]
    pub fn of(solution: &Solution) -> Self {
        Self {
            dual: solution.dual.clone(),
            reduced_cost: solution.reduced_cost.clone(),
        }
    }

    /// Returns by how much the bound that these prices prove rises if lower and upper ends of rows and columns move so. Where the
    /// prices prove the optimum before, it rises no further (weak duality).
    #[must_use]
    pub fn most_along(&self, moves: &[(Variable, f64, f64)]) -> f64 {
        let rise = |&(variable, lower, upper): &(Variable, f64, f64)| {
            let price = match variable {
                Variable::Row(row) => self.dual[row.0],
                Variable::Column(column) => self.reduced_cost[column.0],
            };
            match price {
                0.0 => 0.0,
                up if up > 0.0 => up * upper,
                down => down * lower,
            }
        };
        moves.iter().map(rise).sum()
    }
}
