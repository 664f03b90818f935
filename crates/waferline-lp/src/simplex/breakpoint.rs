//! Where a piece of a walk ends: how far the basis holds, and what ends it.

use super::factor::Sparse;
use super::piece::{NO_LENGTH, Piece};
use super::place::Place;
use super::walker::Walker;

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
        rates.reset(self.simplex.state.form.rows);
        for &variable in &self.moved {
            let rate = self.own_rate(variable);
            if rate != 0.0 {
                let form = &self.simplex.state.form;
                form.for_column(variable, |row, value| rates.add(row, -value * rate));
            }
        }
        let simplex = &mut self.simplex;
        simplex
            .state
            .factor
            .solve(&mut rates, &mut simplex.work.search);
        let simplex = &self.simplex;
        let moves_basic = self
            .moved
            .iter()
            .any(|&variable| simplex.state.place[variable] == Place::Basic);
        let mut limits: Vec<(f64, f64, usize, bool)> = Vec::new();
        let mut look_at = |position: usize, rate: f64| {
            let variable = simplex.state.head[position];
            let x = simplex.state.x[variable];
            let falling = self.lower_rate[variable] - rate;
            let rising = rate - self.upper_rate[variable];
            if falling * self.unit > NO_LENGTH && simplex.state.form.lower[variable].is_finite() {
                let room = (x - simplex.state.form.lower[variable]).max(0.0);
                limits.push((room / falling, falling, position, true));
            }
            if rising * self.unit > NO_LENGTH && simplex.state.form.upper[variable].is_finite() {
                let room = (simplex.state.form.upper[variable] - x).max(0.0);
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
    pub(super) fn bounds_meet(&self) -> f64 {
        let form = &self.simplex.state.form;
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
        y.reset(simplex.state.form.rows);
        for (position, &v) in simplex.state.head.iter().enumerate() {
            y.push(position, self.cost_rate[v]);
        }
        simplex
            .state
            .factor
            .solve_transposed(&mut y, &mut simplex.work.search);
        let y = y.value;
        let mut limits: Vec<(f64, f64, usize, bool)> = Vec::new();
        let mut rates = Sparse::default();
        rates.reset(simplex.state.form.variables());
        for variable in 0..simplex.state.form.variables() {
            let place = simplex.state.place[variable];
            if place == Place::Basic {
                continue;
            }
            let rate = self.cost_rate[variable] - simplex.state.form.dot(variable, &y);
            rates.push(variable, rate);
            if simplex.state.form.lower[variable] == simplex.state.form.upper[variable] {
                continue;
            }
            let d = simplex.state.d[variable];
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

/// Pieces whose lengths differ by less than this share of what counts as no length end together; the largest rate among them
/// makes the best pivot.
const TIE: f64 = 1e-3;
/// Far out, lengths are told apart by this share of a unit that grows with them: they carry rounding relative to themselves.
const FAR: f64 = 1e-6;

/// Returns the least length, and among those that end there the one with the largest rate.
fn nearest(limits: &[(f64, f64, usize, bool)], unit: f64) -> (f64, Option<(usize, bool)>) {
    let least = limits
        .iter()
        .map(|limit| limit.0)
        .fold(f64::INFINITY, f64::min);
    let tie = least + NO_LENGTH * TIE * unit.max(least.min(f64::MAX) * FAR);
    let mut best: Option<&(f64, f64, usize, bool)> = None;
    for limit in limits.iter().filter(|limit| limit.0 <= tie) {
        if best.is_none_or(|best| limit.1 > best.1) {
            best = Some(limit);
        }
    }
    (least, best.map(|&(_, _, index, flag)| (index, flag)))
}
