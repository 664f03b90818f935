//! Where the method stands: a basis of the scaled program, its point and its reduced costs.
//!
//! In the notation of Maros (2003): `B` the columns of `A` at [`State::head`], `x_B = B^-1 (0 - N x_N)` since every row
//! reads `a x - s = 0`, and `d = c - A' y` with `B' y = c_B`. The program maximizes, so that a nonbasic variable at its
//! lower bound is where it belongs if `d <= 0`, at its upper bound if `d >= 0`, and a free one if `d = 0`.

use super::factor::Factor;
use super::form::Form;
use super::place::{BOTH, Place};
use super::tolerance::{DUAL_TOLERANCE, PRIMAL_TOLERANCE, WIDE_TOLERANCE};

/// A method that makes this many pivots for each row and column, and this many more, makes no progress: two or three for each
/// row are usual, and only a cycle, or rounding that undoes every step, takes a multiple of that.
const PATIENCE: usize = 50;
const LEAST_PATIENCE: usize = 5_000;

/// A basis, its point and its reduced costs, with the program's own costs and bounds beside those that the method works
/// on: it moves them a little meanwhile, and takes that back.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// The program with the costs and bounds that the method works on.
    pub(super) form: Form,
    /// The costs and bounds before any perturbation.
    pub(super) true_cost: Vec<f64>,
    pub(super) true_lower: Vec<f64>,
    pub(super) true_upper: Vec<f64>,
    /// By position: the basic variable.
    pub(super) head: Vec<usize>,
    /// By variable.
    pub(super) place: Vec<Place>,
    /// 1 for a nonbasic variable that can move up, -1 down, [`BOTH`] both, 0 for one that is basic or fixed.
    pub(super) sign: Vec<i8>,
    pub(super) x: Vec<f64>,
    /// Reduced costs.
    pub(super) d: Vec<f64>,
    pub(super) factor: Factor,
    /// Pivots made so far.
    pub(super) iterations: usize,
    /// The most pivots that one call may make.
    pub(super) patience: usize,
    /// Bounds may be missed by this much, in scaled units.
    pub(super) tolerance: f64,
}

impl State {
    /// Returns the state of no basis yet.
    pub(super) fn of(form: Form) -> Self {
        let variables = form.variables();
        Self {
            true_cost: form.cost.clone(),
            true_lower: form.lower.clone(),
            true_upper: form.upper.clone(),
            head: Vec::new(),
            place: vec![Place::Lower; variables],
            sign: vec![0; variables],
            x: vec![0.0; variables],
            d: vec![0.0; variables],
            factor: Factor::empty(),
            iterations: 0,
            patience: LEAST_PATIENCE + PATIENCE * (form.rows + form.columns),
            tolerance: PRIMAL_TOLERANCE,
            form,
        }
    }

    /// Becomes a copy of another state, keeping its own memory.
    pub(super) fn copy_from(&mut self, other: &Self) {
        let Self {
            form,
            true_cost,
            true_lower,
            true_upper,
            head,
            place,
            sign,
            x,
            d,
            factor,
            iterations,
            patience,
            tolerance,
        } = self;
        form.copy_from(&other.form);
        true_cost.clone_from(&other.true_cost);
        true_lower.clone_from(&other.true_lower);
        true_upper.clone_from(&other.true_upper);
        head.clone_from(&other.head);
        place.clone_from(&other.place);
        sign.clone_from(&other.sign);
        x.clone_from(&other.x);
        d.clone_from(&other.d);
        factor.copy_from(&other.factor);
        *iterations = other.iterations;
        *patience = other.patience;
        *tolerance = other.tolerance;
    }

    /// Takes over the basis of another state of the same program, its factors too; point and reduced costs are to be
    /// computed again.
    pub(super) fn stand_where(&mut self, other: &Self) {
        self.head.clone_from(&other.head);
        self.factor.copy_from(&other.factor);
        for (variable, &place) in other.place.iter().enumerate() {
            self.settle(variable, place);
        }
    }

    /// Lets bounds be missed by more, or by no more than usual.
    pub(super) fn set_wide_tolerance(&mut self, is_wide: bool) {
        self.tolerance = if is_wide {
            WIDE_TOLERANCE
        } else {
            PRIMAL_TOLERANCE
        };
    }

    /// Makes a variable nonbasic at its nearest bound.
    pub(super) fn expel(&mut self, variable: usize) {
        let (lower, upper) = (self.form.lower[variable], self.form.upper[variable]);
        let x = self.x[variable];
        let place = match (lower.is_finite(), upper.is_finite()) {
            (true, true) if x - lower <= upper - x => Place::Lower,
            (true, false) => Place::Lower,
            (_, true) => Place::Upper,
            (false, false) => Place::Free,
        };
        self.settle(variable, place);
    }

    /// Says where a variable is.
    pub(super) fn settle(&mut self, variable: usize, place: Place) {
        self.place[variable] = place;
        self.sign[variable] = match place {
            Place::Basic => 0,
            _ if self.form.lower[variable] == self.form.upper[variable] => 0,
            Place::Lower => 1,
            Place::Upper => -1,
            Place::Free => BOTH,
        };
    }

    /// Takes back all perturbation, and leaves no variable at a bound that was only implied.
    pub(super) fn restore(&mut self) {
        self.form.cost.copy_from_slice(&self.true_cost);
        self.form.lower.copy_from_slice(&self.true_lower);
        self.form.upper.copy_from_slice(&self.true_upper);
        for variable in 0..self.form.variables() {
            let is_nowhere = match self.place[variable] {
                Place::Lower => !self.form.lower[variable].is_finite(),
                Place::Upper => !self.form.upper[variable].is_finite(),
                Place::Basic | Place::Free => false,
            };
            if is_nowhere {
                self.expel(variable);
            } else {
                self.settle(variable, self.place[variable]);
            }
        }
    }

    /// Sets the bounds of a variable, in scaled units; one that is at an end it no longer has goes to the other.
    pub(super) fn set_range(&mut self, variable: usize, lower: f64, upper: f64) {
        self.true_lower[variable] = lower;
        self.true_upper[variable] = upper;
        let is_at_none = match self.place[variable] {
            Place::Basic => false,
            Place::Lower => !lower.is_finite(),
            Place::Upper => !upper.is_finite(),
            Place::Free => lower.is_finite() || upper.is_finite(),
        };
        if is_at_none {
            self.form.lower[variable] = lower;
            self.form.upper[variable] = upper;
            self.expel(variable);
        }
    }

    /// Gives nonbasic columns that want to grow without bound the bound that the rows imply, until the next round;
    /// returns whether there were any.
    pub(super) fn imply_bounds(&mut self) -> bool {
        let wants_bound = |state: &Self, v: usize| {
            state.wrong_sign(v) > DUAL_TOLERANCE && state.form.upper[v] == f64::INFINITY
        };
        if !(0..self.form.columns).any(|v| wants_bound(self, v)) {
            return false;
        }
        for (variable, upper) in self.form.implied_uppers().into_iter().enumerate() {
            if wants_bound(self, variable) {
                self.form.upper[variable] = upper;
            }
        }
        true
    }

    /// Returns whether some variable's lower bound is above its upper one: nothing needs to be multiplied to see that
    /// there is no feasible point.
    pub(super) fn has_empty_range(&self) -> bool {
        let bounds = self.true_lower.iter().zip(&self.true_upper);
        bounds
            .into_iter()
            .any(|(&lower, &upper)| lower - upper > self.tolerance * lower.abs().max(1.0))
    }

    /// Returns the objective at the current point, in the program's units.
    pub(super) fn objective(&self) -> f64 {
        let sum: f64 = self
            .form
            .cost
            .iter()
            .zip(&self.x)
            .map(|(cost, x)| cost * x)
            .sum();
        sum * self.form.scaling.money
    }

    /// Returns by how much a basic variable misses its bounds at the most.
    pub(super) fn primal_infeasibility(&self) -> f64 {
        self.head
            .iter()
            .map(|&v| (self.form.lower[v] - self.x[v]).max(self.x[v] - self.form.upper[v]))
            .fold(0.0, f64::max)
    }

    /// Returns the greatest reduced cost with the wrong sign.
    pub(super) fn dual_infeasibility(&self) -> f64 {
        (0..self.form.variables())
            .map(|v| self.wrong_sign(v))
            .fold(0.0, f64::max)
    }

    /// Returns by how much a variable's reduced cost invites it to move, 0 where it may not.
    pub(super) fn wrong_sign(&self, variable: usize) -> f64 {
        let d = self.d[variable];
        match self.sign[variable] {
            0 => 0.0,
            1 => d,
            -1 => -d,
            _ => d.abs(),
        }
    }

    /// Returns the most pivots one call may make.
    pub(super) fn iteration_limit(&self) -> usize {
        self.iterations + self.patience
    }
}
