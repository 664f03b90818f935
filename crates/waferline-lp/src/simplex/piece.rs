//! One piece of a walk: how far the basis holds and what ends it.

use super::Place;
use super::factor::Sparse;
use super::walker::Walker;

/// Pieces shorter than this, in scaled units, are steps of length 0.
pub(super) const NO_LENGTH: f64 = 1e-9;

/// The next piece: how far, and what ends it.
pub(super) struct Piece {
    pub(super) length: f64,
    /// Position or variable that ends it; and at its lower bound (bounds) or moving up (costs).
    pub(super) end: Option<(usize, bool)>,
    /// It ends because a moving lower bound meets an upper one.
    pub(super) closes: bool,
    /// How fast basic variables (by position) or reduced costs (by variable) move.
    pub(super) rates: Sparse,
}

impl Walker {
    pub(super) fn next_piece(&mut self) -> Piece {
        if self.by_cost {
            self.next_cost_piece()
        } else {
            self.next_bound_piece()
        }
    }

    /// How far the basis stays within its bounds, and which position leaves, to its lower bound or not.
    fn next_bound_piece(&mut self) -> Piece {
        let mut rates = Sparse::default();
        rates.reset(self.simplex.form.rows);
        for &variable in &self.moved {
            let rate = self.own_rate(variable);
            if rate != 0.0 {
                let form = &self.simplex.form;
                form.for_column(variable, |row, value| rates.add(row, -value * rate));
            }
        }
        let simplex = &mut self.simplex;
        simplex.factor.solve(&mut rates, &mut simplex.search);
        let simplex = &self.simplex;
        let moves_basic = self
            .moved
            .iter()
            .any(|&variable| simplex.place[variable] == Place::Basic);
        let mut limits: Vec<(f64, f64, usize, bool)> = Vec::new();
        let mut look_at = |position: usize, rate: f64| {
            let variable = simplex.head[position];
            let x = simplex.x[variable];
            let falling = self.lower_rate[variable] - rate;
            let rising = rate - self.upper_rate[variable];
            if falling * self.unit > NO_LENGTH && simplex.form.lower[variable].is_finite() {
                let room = (x - simplex.form.lower[variable]).max(0.0);
                limits.push((room / falling, falling, position, true));
            }
            if rising * self.unit > NO_LENGTH && simplex.form.upper[variable].is_finite() {
                let room = (simplex.form.upper[variable] - x).max(0.0);
                limits.push((room / rising, rising, position, false));
            }
        };
        if moves_basic {
            for (position, &rate) in rates.value.iter().enumerate() {
                look_at(position, rate);
            }
        } else {
            for (position, rate) in rates.iter() {
                look_at(position, rate);
            }
        }
        let (length, end) = nearest(&limits, self.unit);
        let meeting = self.bounds_meet();
        Piece {
            length: length.min(meeting),
            end,
            closes: meeting < length,
            rates,
        }
    }

    /// How far until a moving bound meets the other one of its variable.
    fn bounds_meet(&self) -> f64 {
        let form = &self.simplex.form;
        self.moved
            .iter()
            .map(|&v| {
                let closing = self.lower_rate[v] - self.upper_rate[v];
                let room = form.upper[v] - form.lower[v];
                if closing * self.unit > NO_LENGTH {
                    room.max(0.0) / closing
                } else {
                    f64::INFINITY
                }
            })
            .fold(f64::INFINITY, f64::min)
    }

    /// How far the reduced costs keep their signs, and which variable enters, moving up or not.
    fn next_cost_piece(&mut self) -> Piece {
        let simplex = &mut self.simplex;
        let mut y = Sparse::default();
        y.reset(simplex.form.rows);
        for (position, &v) in simplex.head.iter().enumerate() {
            y.push(position, self.cost_rate[v]);
        }
        simplex.factor.solve_transposed(&mut y, &mut simplex.search);
        let y = y.value;
        let mut limits: Vec<(f64, f64, usize, bool)> = Vec::new();
        let mut rates = Sparse::default();
        rates.reset(simplex.form.variables());
        for variable in 0..simplex.form.variables() {
            let place = simplex.place[variable];
            if place == Place::Basic {
                continue;
            }
            let rate = self.cost_rate[variable] - simplex.form.dot(variable, &y);
            rates.push(variable, rate);
            if simplex.form.lower[variable] == simplex.form.upper[variable] {
                continue;
            }
            let d = simplex.d[variable];
            if place != Place::Upper && rate * self.unit > NO_LENGTH {
                limits.push(((-d).max(0.0) / rate, rate, variable, true));
            }
            if place != Place::Lower && -rate * self.unit > NO_LENGTH {
                limits.push((d.max(0.0) / -rate, -rate, variable, false));
            }
        }
        let (length, end) = nearest(&limits, self.unit);
        Piece {
            length,
            end,
            closes: false,
            rates,
        }
    }
}

/// Returns the least length, and among those that end there the one with the largest rate.
fn nearest(limits: &[(f64, f64, usize, bool)], unit: f64) -> (f64, Option<(usize, bool)>) {
    let least = limits
        .iter()
        .map(|limit| limit.0)
        .fold(f64::INFINITY, f64::min);
    let tie = least + NO_LENGTH * 1e-3 * unit.max(least.min(f64::MAX) * 1e-6);
    let mut best: Option<&(f64, f64, usize, bool)> = None;
    for limit in limits.iter().filter(|limit| limit.0 <= tie) {
        if best.is_none_or(|best| limit.1 > best.1) {
            best = Some(limit);
        }
    }
    (least, best.map(|&(_, _, index, flag)| (index, flag)))
}
