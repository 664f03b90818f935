//! The point and the prices of a basis to twice the precision.
//!
//! A basis says exactly where its point is: nonbasic variables at their bounds, basic ones where the rows want them. In
//! `f64` what is 0 comes out as something of 1e-12, and nobody can say whether it is beyond its bound. Here, for
//! `B x_B = b` as for `B' y = c_B`,
//!
//! ```text
//! r = b - B x, in double-double arithmetic        B dx = r, in f64 with the factors there are        x <- x + dx
//! ```
//!
//! until `r` is rounding of the double-double numbers. Each turn gains about as many digits as a solve in `f64` has right,
//! whatever the size of `x`; that the factors are old or the basis badly conditioned makes it take more turns, not end
//! elsewhere.
//!
//! What is left is noise: solved for again with every right-hand side off by its rounding, up or down at random, it shows
//! how far each value may be from the truth. What is as near to a bound as that is put on it.
//!
//! Source of the method: Wilkinson, *Rounding Errors in Algebraic Processes* (1963).

use std::sync::Arc;

use super::correction::Correction;
use super::factor::{Factor, ROUNDING as DROPPED, Search, Sparse};
use super::known_duals::KnownDuals;
use super::method::Simplex;
use super::place::Place;
use super::state::State;
use super::tolerance::jitter;
use crate::double::Double;
use crate::solution::Point;
use crate::terms::{ROUNDING, Terms};

/// How often a correction is solved. Each gains some ten digits of the thirty-two that there are; a basis that is not
/// there after this many is too close to singular for its factors to serve.
const CORRECTIONS: usize = 12;
/// Entries of a direction within this share of their rows' largest terms are 0: numbers of a file that cancel but for their
/// last digit, which would end the direction some 10^13 units away. Below what the proof of a direction accepts in a row.
const RAY_ROUNDING: f64 = 1e-13;
/// The middle of what [`jitter`] returns: half of the signs are up.
const HALF_OF_JITTER: f64 = 0.75;
/// How often the noise of a solution is sampled: signs that happen to cancel in one sample do not in all.
const SAMPLES: usize = 3;
/// What noise may be beyond the greatest sample: random signs add up to about the root of what the worst ones do, and the
/// terms that matter are mostly a few.
const SAFETY: f64 = 4.0;

/// A basis's point and prices in scaled units, by variable.
#[derive(Clone, Debug)]
pub(crate) struct Refined {
    pub(super) x: Vec<Double>,
    /// Reduced costs; a row's activity has the row's dual.
    pub(super) d: Vec<Double>,
}

impl Simplex {
    /// Returns the point and the prices of the current basis, refined; its own numbers become the nearest `f64`.
    pub(crate) fn refine(&mut self) -> Refined {
        self.state.restore();
        let duals = self.refined_basis_duals();
        let refined = Refined {
            x: self.state.refined_values(&mut self.work.search),
            d: self.state.refined_reduced_costs(&duals.y),
        };
        for (own, value) in self.state.x.iter_mut().zip(&refined.x) {
            *own = value.value();
        }
        for (own, value) in self.state.d.iter_mut().zip(&refined.d) {
            *own = value.value();
        }
        refined
    }

    /// Returns the point and the row duals of the current basis, refined to twice the precision, for
    /// [`certify`](crate::certify).
    ///
    /// ```
    /// use waferline_lp::{LpBuilder, Simplex, certify};
    ///
    /// let mut lp = LpBuilder::default();
    /// lp.add_column("own", 10.0, 0.0, 6.0);
    /// lp.add_column("sell", 8.0, 0.0, f64::INFINITY);
    /// lp.add_row("wafers", f64::NEG_INFINITY, 10.0, [("own", 1.0), ("sell", 1.0)]);
    /// let lp = lp.build();
    /// let mut simplex = Simplex::from_nothing(&lp);
    /// simplex.optimize()?;
    /// let certificate = certify(&lp, &simplex.refined_point()).certificate;
    /// assert_eq!((certificate.bound, certificate.gap), (92.0, 0.0));
    /// # Ok::<(), waferline_lp::Stuck>(())
    /// ```
    #[must_use]
    pub fn refined_point(&mut self) -> Point {
        let refined = self.refine();
        self.point(&refined)
    }

    /// Returns the row duals of the current basis at its costs, refined as by [`Self::refined_point`], without the point: any
    /// point may be [certified](crate::certify) by them.
    #[must_use]
    pub fn refined_duals(&mut self) -> Vec<Double> {
        self.state.restore();
        let duals = self.refined_basis_duals();
        let form = &self.state.form;
        let unit = form.scaling.money / form.scaling.quantity;
        let scaled = duals.y.iter().zip(&form.scaling.row);
        scaled.map(|(y, scale)| y.times(scale * unit)).collect()
    }

    /// Returns the row duals of the basis: those known already where neither basis nor costs have changed since.
    fn refined_basis_duals(&mut self) -> Arc<KnownDuals> {
        match &self.known_duals {
            Some(known) if known.are_of(&self.state) => Arc::clone(known),
            _ => {
                let y = self.state.refined_duals(&mut self.work.search);
                let known = Arc::new(KnownDuals::of(&self.state, y));
                self.known_duals = Some(Arc::clone(&known));
                known
            }
        }
    }

    /// Returns a refined point and its prices in the program's units.
    pub(crate) fn point(&self, refined: &Refined) -> Point {
        let columns = self.state.form.columns;
        let quantity = self.state.form.scaling.quantity;
        let unit = self.state.form.scaling.money / quantity;
        let x = refined.x[..columns]
            .iter()
            .zip(&self.state.form.scaling.column);
        let y = refined.d[columns..]
            .iter()
            .zip(&self.state.form.scaling.row);
        Point {
            x: x.map(|(x, scale)| x.times(scale * quantity)).collect(),
            y: y.map(|(d, scale)| d.times(scale * unit)).collect(),
        }
    }

    /// Returns a refined point with every value that is beyond a bound put on it: for a program so close to having no
    /// point that keeps all rows that no basis does. The certificate says whether the rows still hold.
    pub(crate) fn put_within(&self, refined: &Refined) -> Refined {
        let mut within = refined.clone();
        for (v, value) in within.x.iter_mut().enumerate() {
            if value.value() < self.state.true_lower[v] {
                *value = Double::from(self.state.true_lower[v]);
            } else if value.value() > self.state.true_upper[v] {
                *value = Double::from(self.state.true_upper[v]);
            }
        }
        within
    }
}

impl State {
    fn refined_values(&self, search: &mut Search) -> Vec<Double> {
        let mut x = vec![Double::ZERO; self.form.variables()];
        let mut target = vec![Terms::default(); self.form.rows];
        for (v, value) in x.iter_mut().enumerate() {
            let at = match self.place[v] {
                Place::Lower => self.form.lower[v],
                Place::Upper => self.form.upper[v],
                Place::Basic | Place::Free => continue,
            };
            *value = Double::from(at);
            if at != 0.0 {
                self.form.for_column(v, |row, entry| {
                    target[row].add(Double::product(-entry, at));
                });
            }
        }
        let basic = self.head.iter().map(|&v| Double::from(self.x[v]));
        let mut basic: Vec<Double> = basic.collect();
        let size = self.refine_direct(search, &mut basic, &target);
        for (&v, &value) in self.head.iter().zip(&basic) {
            x[v] = value;
        }
        self.put_on_bounds(search, &mut x, &size);
        x
    }

    /// Refines the values of the basic variables, by position, until their rows add up to `target`; returns the largest
    /// term of each row.
    fn refine_direct(
        &self,
        search: &mut Search,
        basic: &mut [Double],
        target: &[Terms],
    ) -> Vec<f64> {
        let mut before = (f64::INFINITY, f64::INFINITY);
        let mut left = target.to_vec();
        for _ in 0..CORRECTIONS {
            left.copy_from_slice(target);
            for (&v, value) in self.head.iter().zip(&*basic) {
                if *value != Double::ZERO {
                    self.form
                        .for_column(v, |row, entry| left[row].add(-value.times(entry)));
                }
            }
            let Some(mut correction) = Correction::of(&left, &mut before) else {
                break;
            };
            self.factor.solve(&mut correction.values, search);
            for (position, change) in correction.values.iter() {
                basic[position] += Double::from(change * correction.unit);
            }
        }
        left.iter().map(|terms| terms.largest).collect()
    }

    /// Puts basic values that are at a bound but for the rounding of double-double numbers on it. `size` is the largest
    /// term of each row.
    fn put_on_bounds(&self, search: &mut Search, x: &mut [Double], size: &[f64]) {
        let noise = self.noise(search, size, Factor::solve);
        for (&v, noise) in self.head.iter().zip(noise) {
            let rounding = noise.max(ROUNDING * self.largest_share(v, size));
            let (lower, upper) = (self.form.lower[v], self.form.upper[v]);
            // What is 0 without a bound there is 0 too: beside it a row of nothing would be missed by all that flows in it.
            for level in [lower, upper, 0.0_f64.max(lower).min(upper)] {
                let is_there =
                    level.is_finite() && (x[v] - Double::from(level)).value().abs() <= rounding;
                if is_there {
                    x[v] = Double::from(level);
                    break;
                }
            }
        }
    }

    /// Returns how far each solution of a system of the basis moves if every right-hand side is off by [`ROUNDING`] of its
    /// size, up or down at random: what rounding in one quarter leaves in all that follow from it.
    fn noise(
        &self,
        search: &mut Search,
        size: &[f64],
        solve: fn(&Factor, &mut Sparse, &mut Search),
    ) -> Vec<f64> {
        let largest = size.iter().fold(0.0_f64, |most, &size| most.max(size));
        if !largest.is_normal() {
            return vec![0.0; size.len()];
        }
        // Solving drops entries below `DROPPED`, so that no sample shows less.
        let unit = SAFETY * ROUNDING * largest;
        let mut noise = vec![DROPPED * unit; size.len()];
        let mut off = Sparse::default();
        for sample in 0..SAMPLES {
            off.reset(size.len());
            for (i, &size) in size.iter().enumerate() {
                let is_up = jitter(SAMPLES * i + sample) >= HALF_OF_JITTER;
                off.push(i, if is_up { size } else { -size } / largest);
            }
            solve(&self.factor, &mut off, search);
            for (i, moved) in off.iter() {
                noise[i] = noise[i].max(unit * moved.abs());
            }
        }
        noise
    }

    /// Returns the row duals of the basis.
    fn refined_duals(&self, search: &mut Search) -> Vec<Double> {
        let duals = self.d[self.form.columns..].iter().copied();
        let mut y: Vec<Double> = duals.map(Double::from).collect();
        let costs = self.head.iter().map(|&v| self.form.cost[v]);
        let target: Vec<f64> = costs.collect();
        self.refine_transposed(search, &mut y, &target);
        y
    }

    fn refined_reduced_costs(&self, y: &[Double]) -> Vec<Double> {
        let reduced_cost = |v: usize| {
            let mut d = Terms::default();
            if self.place[v] != Place::Basic {
                d.add(Double::from(self.form.cost[v]));
                self.form.for_column(v, |row, entry| d.take(y[row], entry));
            }
            d.rounded()
        };
        (0..self.form.variables()).map(reduced_cost).collect()
    }

    /// Refines `y` until `a_k y` is `target[k]` for the basic variable at each position `k`; what is only rounding becomes
    /// 0.
    fn refine_transposed(&self, search: &mut Search, y: &mut [Double], target: &[f64]) {
        let mut before = (f64::INFINITY, f64::INFINITY);
        let mut left = vec![Terms::default(); self.form.rows];
        for _ in 0..CORRECTIONS {
            for ((left, &v), &target) in left.iter_mut().zip(&self.head).zip(target) {
                *left = Terms::default();
                left.add(Double::from(target));
                self.form
                    .for_column(v, |row, entry| left.take(y[row], entry));
            }
            let Some(mut correction) = Correction::of(&left, &mut before) else {
                break;
            };
            self.factor.solve_transposed(&mut correction.values, search);
            for (row, change) in correction.values.iter() {
                y[row] += Double::from(change * correction.unit);
            }
        }
        let size: Vec<f64> = left.iter().map(|terms| terms.largest).collect();
        let noise = self.noise(search, &size, Factor::solve_transposed);
        for (y, noise) in y.iter_mut().zip(noise) {
            if y.abs().value() <= noise {
                *y = Double::ZERO;
            }
        }
    }

    /// Returns row `position` of the inverse of the basis, times `sign`, refined and in the program's units: the
    /// multipliers of a proof that the variable there cannot be within its bounds.
    pub(super) fn refined_row(
        &self,
        search: &mut Search,
        rho: &Sparse,
        position: usize,
        sign: f64,
    ) -> Vec<Double> {
        let mut y: Vec<Double> = rho.value.iter().map(|r| Double::from(r * sign)).collect();
        let mut target = vec![0.0; self.form.rows];
        target[position] = sign;
        self.refine_transposed(search, &mut y, &target);
        y.iter()
            .zip(&self.form.scaling.row)
            .map(|(y, &scale)| y.times(scale))
            .collect()
    }

    /// Returns where the variables go while `q` moves by 1 in a direction that nothing ends, refined and in the program's
    /// units, by column. `column` is what the basic variables move by.
    pub(super) fn refined_ray(
        &self,
        search: &mut Search,
        q: usize,
        direction: f64,
        column: &Sparse,
    ) -> Vec<f64> {
        let mut target = vec![Terms::default(); self.form.rows];
        self.form.for_column(q, |row, entry| {
            target[row].add(Double::product(-direction, entry));
        });
        let moves = column.value.iter().map(|entry| -direction * entry);
        let mut moves: Vec<Double> = moves.map(Double::from).collect();
        let size = self.refine_direct(search, &mut moves, &target);
        let noise = self.noise(search, &size, Factor::solve);
        let mut ray = vec![0.0; self.form.variables()];
        ray[q] = direction;
        for ((&v, value), noise) in self.head.iter().zip(&moves).zip(noise) {
            let rounding = noise.max(RAY_ROUNDING * self.largest_share(v, &size));
            let is_rounding = value.abs().value() <= rounding;
            ray[v] = if is_rounding { 0.0 } else { value.value() };
        }
        ray.truncate(self.form.columns);
        for (value, scale) in ray.iter_mut().zip(&self.form.scaling.column) {
            *value *= scale;
        }
        ray
    }

    /// Returns the most that a variable would be if it alone made up the largest term of one of its rows.
    fn largest_share(&self, variable: usize, size: &[f64]) -> f64 {
        let mut largest = 0.0_f64;
        self.form.for_column(variable, |row, entry| {
            largest = largest.max(size[row] / entry.abs());
        });
        largest
    }
}
