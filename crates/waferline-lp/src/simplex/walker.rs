//! A simplex on a walk: turning to a direction, moving along it, and the basis after.

use super::direction::{Direction, Finish};
use super::end::{End, Stuck};
use super::factor::Sparse;
use super::method::Simplex;
use super::piece::Piece;
use super::place::Place;
use super::primal::Block;
use super::ratio::RatioTest;
use crate::program::Variable;

/// Memory for walks. Whoever walks thousands of times keeps one (a thread each): with memory of its own each walk would
/// spend more time on getting it than on walking. What a walk finds does not depend on the walks before it.
#[derive(Clone, Debug, Default)]
pub struct WalkSpace {
    walker: Option<Box<Walker>>,
}

impl WalkSpace {
    /// Returns a walker that stands where `simplex` does and faces a direction, in the memory of the walk before.
    pub(super) fn walker(&mut self, simplex: &Simplex, direction: &Direction) -> &mut Walker {
        let walker = self.at(simplex);
        walker.face(direction);
        walker
    }

    /// Returns a walker that stands where `simplex` does.
    fn at(&mut self, simplex: &Simplex) -> &mut Walker {
        if let Some(walker) = &mut self.walker {
            walker.put_back(simplex);
        }
        self.walker.get_or_insert_with(|| Walker::at(simplex))
    }

    /// Returns the simplex where the walk before ended.
    pub(super) fn simplex(&self) -> Option<&Simplex> {
        self.walker.as_ref().map(|walker| &walker.simplex)
    }
}

/// A simplex on its way along a direction.
#[derive(Clone, Debug)]
pub(super) struct Walker {
    pub(super) simplex: Simplex,
    /// Scaled rates per unit of the parameter, by variable; bounds or costs.
    pub(super) lower_rate: Vec<f64>,
    pub(super) upper_rate: Vec<f64>,
    pub(super) cost_rate: Vec<f64>,
    pub(super) moved: Vec<usize>,
    /// Work space.
    pub(super) column: Sparse,
    pub(super) rho: Sparse,
    pub(super) test: RatioTest,
    pub(super) by_cost: bool,
    /// The parameter's change that moves the scaled program by about 1.
    pub(super) unit: f64,
    /// It may no longer stand where it was put.
    has_moved: bool,
}

impl Walker {
    /// Returns a walker that stands where `simplex` does.
    pub(super) fn at(simplex: &Simplex) -> Box<Self> {
        Box::new(Self {
            simplex: simplex.clone(),
            lower_rate: Vec::new(),
            upper_rate: Vec::new(),
            cost_rate: Vec::new(),
            moved: Vec::new(),
            column: Sparse::default(),
            rho: Sparse::default(),
            test: RatioTest::default(),
            by_cost: false,
            unit: 1.0,
            has_moved: false,
        })
    }

    /// Stands where `simplex` does again.
    fn put_back(&mut self, simplex: &Simplex) {
        self.simplex.copy_from(simplex);
        self.has_moved = false;
    }

    /// As [`Self::put_back`], where it stood there before.
    pub(super) fn return_to(&mut self, simplex: &Simplex) {
        if self.has_moved {
            self.put_back(simplex);
        }
    }

    /// Turns to a direction.
    pub(super) fn face(&mut self, direction: &Direction) {
        let walker = self;
        let variables = walker.simplex.state.form.variables();
        walker.by_cost = matches!(direction, Direction::Costs(_));
        walker.unit = 1.0;
        let mut largest = 0.0_f64;
        match direction {
            Direction::Bounds(moves) => {
                for rates in [&mut walker.lower_rate, &mut walker.upper_rate] {
                    for &variable in &walker.moved {
                        rates[variable] = 0.0;
                    }
                    rates.resize(variables, 0.0);
                }
                walker.moved.clear();
                for &(variable, lower, upper) in moves {
                    let index = walker.simplex.state.form.index(variable);
                    let unit = walker.simplex.state.form.scaled_unit(index);
                    walker.lower_rate[index] += lower * unit;
                    walker.upper_rate[index] += upper * unit;
                    largest = largest.max((lower * unit).abs()).max((upper * unit).abs());
                    walker.moved.push(index);
                }
                walker.moved.sort_unstable();
                walker.moved.dedup();
                walker.open_ranges();
            }
            Direction::Costs(moves) => {
                walker.cost_rate.clear();
                walker.cost_rate.resize(variables, 0.0);
                let simplex = &walker.simplex;
                for &(column, change) in moves {
                    let unit = simplex.state.form.cost_unit(column);
                    walker.cost_rate[column.0] += change * unit;
                    largest = largest.max((change * unit).abs());
                }
            }
        }
        if largest > 0.0 {
            walker.unit = 1.0 / largest;
        }
    }

    /// A fixed variable whose bounds move apart is no longer fixed: it is at the bound that its reduced cost asks for.
    fn open_ranges(&mut self) {
        let simplex = &mut self.simplex;
        for &v in &self.moved {
            let is_fixed = simplex.state.form.lower[v] == simplex.state.form.upper[v];
            if is_fixed && self.upper_rate[v] > self.lower_rate[v] {
                self.has_moved = true;
                // One step of the last digit is enough not to be taken for fixed.
                simplex.state.form.upper[v] = simplex.state.form.upper[v].next_up();
                if simplex.state.place[v] != Place::Basic {
                    let is_wanted = simplex.state.d[v] > 0.0;
                    simplex.state.settle(
                        v,
                        if is_wanted {
                            Place::Upper
                        } else {
                            Place::Lower
                        },
                    );
                }
            }
        }
    }

    /// Returns d optimum / d parameter at the current basis, in the program's units.
    pub(super) fn slope(&self) -> f64 {
        let simplex = &self.simplex;
        let sum: f64 = if self.by_cost {
            self.cost_rate
                .iter()
                .zip(&simplex.state.x)
                .map(|(rate, x)| rate * x)
                .sum()
        } else {
            self.moved
                .iter()
                .map(|&v| simplex.state.d[v] * self.own_rate(v))
                .sum()
        };
        sum * simplex.state.form.scaling.money
    }

    /// Computes the reduced costs again, from the program's own costs: steps on the way may have shifted some.
    pub(super) fn price_again(&mut self) {
        self.has_moved = true;
        let Simplex { state, work, .. } = &mut self.simplex;
        state.form.cost.copy_from_slice(&state.true_cost);
        state.recompute_reduced_costs(&mut work.search);
    }

    /// Returns how fast a nonbasic variable moves with its bound.
    pub(super) fn own_rate(&self, variable: usize) -> f64 {
        match self.simplex.state.place[variable] {
            Place::Lower => self.lower_rate[variable],
            Place::Upper => self.upper_rate[variable],
            Place::Basic | Place::Free => 0.0,
        }
    }

    /// Moves bounds or costs by a piece's length, and everything that follows from them.
    pub(super) fn advance(&mut self, piece: &Piece) {
        self.has_moved = true;
        let step = piece.length;
        if self.by_cost {
            for (variable, &rate) in self.cost_rate.iter().enumerate() {
                if rate != 0.0 {
                    self.simplex.state.form.cost[variable] += rate * step;
                    self.simplex.state.true_cost[variable] += rate * step;
                }
            }
            for (variable, rate) in piece.rates.iter() {
                self.simplex.state.d[variable] += rate * step;
            }
        } else {
            for &variable in &self.moved {
                self.simplex.state.x[variable] += self.own_rate(variable) * step;
            }
            self.move_bounds(step);
            for (position, rate) in piece.rates.iter() {
                self.simplex.state.x[self.simplex.state.head[position]] += rate * step;
            }
        }
    }

    fn move_bounds(&mut self, step: f64) {
        for &variable in &self.moved {
            let simplex = &mut self.simplex;
            let (lower, upper) = (
                self.lower_rate[variable] * step,
                self.upper_rate[variable] * step,
            );
            simplex.state.form.lower[variable] += lower;
            simplex.state.true_lower[variable] += lower;
            simplex.state.form.upper[variable] += upper;
            simplex.state.true_upper[variable] += upper;
        }
    }

    /// Changes the basis at the end of a piece; returns (reaches its limit, gets off its limit).
    pub(super) fn pivot(
        &mut self,
        (end, flag): (usize, bool),
    ) -> Result<(Variable, Variable), Finish> {
        if self.by_cost {
            self.pivot_by_cost(end, flag)
        } else {
            self.pivot_by_bound(end, flag)
        }
    }

    fn pivot_by_bound(
        &mut self,
        position: usize,
        to_lower: bool,
    ) -> Result<(Variable, Variable), Finish> {
        let simplex = &mut self.simplex;
        let leaving = simplex.state.head[position];
        simplex.state.x[leaving] = if to_lower {
            simplex.state.form.lower[leaving]
        } else {
            simplex.state.form.upper[leaving]
        };
        simplex.solve_row(position, &mut self.rho);
        simplex.compute_pivot_row(&self.rho);
        let Some(q) =
            simplex
                .state
                .dual_ratio_test(&simplex.work.alpha, (leaving, to_lower), &mut self.test)
        else {
            return Err(Finish::Infeasible);
        };
        simplex.solve_column(q, &mut self.column);
        let step = simplex.state.d[q] / simplex.work.alpha.value[q];
        simplex
            .state
            .move_duals(&simplex.work.alpha, (leaving, to_lower), q, step);
        let place = if to_lower { Place::Lower } else { Place::Upper };
        simplex.exchange(q, position, place, self.column.value[position]);
        let event = (
            simplex.state.form.variable(leaving),
            simplex.state.form.variable(q),
        );
        if simplex.state.factor.is_stale() {
            simplex
                .state
                .form
                .cost
                .copy_from_slice(&simplex.state.true_cost);
            simplex.refresh_with_shifts();
        }
        Ok(event)
    }

    fn pivot_by_cost(&mut self, q: usize, up: bool) -> Result<(Variable, Variable), Finish> {
        let simplex = &mut self.simplex;
        let direction = if up { 1.0 } else { -1.0 };
        let column = &mut self.column;
        simplex.solve_column(q, column);
        let entering = simplex.state.form.variable(q);
        let block = simplex.state.primal_ratio_test(q, direction, column);
        if matches!(block, Block::Never) {
            return Err(Finish::Unbounded);
        }
        simplex.state.d[q] = 0.0;
        let at = simplex.state.move_primal(q, direction, column, &block);
        let reached = match (block, at) {
            (Block::Basic(_, _, at_upper), Some(position)) => {
                let leaving = simplex.state.head[position];
                let mut weights = vec![1.0; simplex.state.form.variables()];
                simplex.pivot_primal(&mut weights, q, (position, at_upper), column, &mut self.rho);
                simplex.state.form.variable(leaving)
            }
            _ => entering,
        };
        if simplex.state.factor.is_stale() {
            simplex.refresh();
        }
        Ok((reached, entering))
    }

    /// Solves a little ahead: past a knot of steps of length 0.
    pub(super) fn jump(&mut self, ahead: f64) -> Result<Finish, Stuck> {
        self.has_moved = true;
        if self.by_cost {
            for (variable, &rate) in self.cost_rate.iter().enumerate() {
                self.simplex.state.true_cost[variable] += rate * ahead;
            }
        } else {
            self.move_bounds(ahead);
        }
        Ok(match self.simplex.optimize()? {
            End::Optimal => Finish::Reached,
            End::Infeasible(_) => Finish::Infeasible,
            End::Unbounded(_) => Finish::Unbounded,
        })
    }
}
