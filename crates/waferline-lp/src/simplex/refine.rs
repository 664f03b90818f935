//! The point and the prices of a basis to twice the precision, and the way on where they show that it is not optimal.
//!
//! A basis says exactly where its point is: nonbasic variables at their bounds, basic ones where the rows want them. In
//! `f64` what is 0 comes out as something of 1e-12, and nobody can say whether it is beyond its bound. Here residuals are
//! taken in double-double arithmetic and corrections solved in `f64` with the factors there are, until what is left over
//! is rounding of the double-double numbers.
//!
//! Where a value is truly beyond its bound, or a price truly of the wrong sign, but by less than the method's tolerance,
//! the program is looked at from that point under a magnifying glass: bounds and costs relative to it, times so much that
//! the violation is 1. Its rows are the same, so the basis and its factors serve; the ordinary method goes on from there.
//!
//! Source of the methods: Wilkinson (1963) for the refinement of systems; Gleixner, Steffy and Wolter, "Iterative
//! refinement for linear programming" (2016) for the magnified program.

use super::factor::{Factor, ROUNDING as DROPPED, Search, Sparse};
use super::{End, FINAL_ROUNDS, Place, ROUNDS, Simplex, Stuck, jitter};
use crate::Double;
use crate::certificate::{Point, ROUNDING, Terms};

/// How often a correction is solved. Each gains some ten digits of the thirty-two that there are; a basis that is not
/// there after so many is too close to singular for its factors to serve.
const CORRECTIONS: usize = 12;
/// A correction that leaves more than this share of what was left over before has reached the end of its precision.
const GAINS: f64 = 0.25;
/// Entries of a direction within this share of their rows' largest terms are 0: numbers of a file that cancel but for their
/// last digit, which would end the direction some 10^13 units away. Below what the proof of a direction accepts in a row.
const RAY_ROUNDING: f64 = 1e-13;
/// How often the noise of a solution is sampled: signs that happen to cancel in one sample do not in all.
const SAMPLES: usize = 3;
/// What noise may be beyond the greatest sample.
const SAFETY: f64 = 4.0;
/// The most that a violation is magnified in one look: numbers beside it must stay apart in `f64`.
const MOST: f64 = 1e15;

/// A basis's point and prices in scaled units, by variable.
#[derive(Clone, Debug)]
pub(crate) struct Refined {
    x: Vec<Double>,
    /// Reduced costs; a row's activity has the row's dual.
    d: Vec<Double>,
}

impl Simplex {
    /// Returns the point and the prices of the current basis, refined; its own numbers become the nearest `f64`.
    pub(crate) fn refine(&mut self) -> Refined {
        self.restore();
        let refined = Refined {
            x: self.refined_values(),
            d: self.refined_reduced_costs(),
        };
        for (own, value) in self.x.iter_mut().zip(&refined.x) {
            *own = value.value();
        }
        for (own, value) in self.d.iter_mut().zip(&refined.d) {
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

    /// Returns a refined point and its prices in the program's units.
    pub(crate) fn point(&self, refined: &Refined) -> Point {
        let columns = self.form.columns;
        let quantity = self.scaling.quantity;
        let unit = self.scaling.money / quantity;
        let x = refined.x[..columns].iter().zip(&self.scaling.column);
        let y = refined.d[columns..].iter().zip(&self.scaling.row);
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
            if value.value() < self.true_lower[v] {
                *value = Double::from(self.true_lower[v]);
            } else if value.value() > self.true_upper[v] {
                *value = Double::from(self.true_upper[v]);
            }
        }
        within
    }

    /// Optimizes the program as seen from a refined point, magnified until what it misses is 1. Proofs that it ends at
    /// are those of the program itself, and its numbers are the program's again: walks start from them.
    pub(crate) fn magnify(&mut self, refined: &Refined) -> Result<End, Stuck> {
        let costs = self.true_cost.clone();
        let (lowers, uppers) = (self.true_lower.clone(), self.true_upper.clone());
        let (missed, wrong) = self.greatest_misses(refined);
        let (closer, dearer) = (magnification(missed), magnification(wrong));
        for (v, (x, d)) in refined.x.iter().zip(&refined.d).enumerate() {
            let seen = |bound: f64| {
                if bound.is_finite() {
                    (Double::from(bound) - *x).times(closer).value()
                } else {
                    bound
                }
            };
            self.true_lower[v] = seen(lowers[v]);
            self.true_upper[v] = seen(uppers[v]);
            self.true_cost[v] = d.times(dearer).value();
        }
        // From an optimum within the tolerance it is not far; if it seems so, the numbers are the trouble.
        let end = self.optimize_from(ROUNDS - 2 * FINAL_ROUNDS);
        self.true_cost = costs;
        self.true_lower = lowers;
        self.true_upper = uppers;
        self.restore();
        self.renew();
        end
    }

    /// Returns the greatest violation of a bound, and the greatest reduced cost of the wrong sign, at a refined point.
    fn greatest_misses(&self, refined: &Refined) -> (f64, f64) {
        let mut missed = 0.0_f64;
        let mut wrong = 0.0_f64;
        for (v, (x, d)) in refined.x.iter().zip(&refined.d).enumerate() {
            let beyond = |bound: f64| (*x - Double::from(bound)).value();
            if self.true_lower[v].is_finite() {
                missed = missed.max(-beyond(self.true_lower[v]));
            }
            if self.true_upper[v].is_finite() {
                missed = missed.max(beyond(self.true_upper[v]));
            }
            wrong = wrong.max(match self.sign[v] {
                0 => 0.0,
                1 => d.value(),
                -1 => -d.value(),
                _ => d.abs().value(),
            });
        }
        (missed, wrong)
    }

    fn refined_values(&mut self) -> Vec<Double> {
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
        let size = self.refine_direct(&mut basic, &target);
        for (&v, &value) in self.head.iter().zip(&basic) {
            x[v] = value;
        }
        self.put_on_bounds(&mut x, &size);
        x
    }

    /// Refines the values of the basic variables, by position, until their rows add up to `target`; returns the largest
    /// term of each row.
    fn refine_direct(&mut self, basic: &mut [Double], target: &[Terms]) -> Vec<f64> {
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
            self.factor.solve(&mut correction.values, &mut self.search);
            for (position, change) in correction.values.iter() {
                basic[position] += Double::from(change * correction.unit);
            }
        }
        left.iter().map(|terms| terms.largest).collect()
    }

    /// Puts basic values that are at a bound but for the rounding of double-double numbers on it. `size` is the largest
    /// term of each row.
    fn put_on_bounds(&mut self, x: &mut [Double], size: &[f64]) {
        let noise = self.noise(size, Factor::solve);
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
    fn noise(&mut self, size: &[f64], solve: fn(&Factor, &mut Sparse, &mut Search)) -> Vec<f64> {
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
                let is_up = jitter(SAMPLES * i + sample) >= 0.75;
                off.push(i, if is_up { size } else { -size } / largest);
            }
            solve(&self.factor, &mut off, &mut self.search);
            for (i, moved) in off.iter() {
                noise[i] = noise[i].max(unit * moved.abs());
            }
        }
        noise
    }

    fn refined_reduced_costs(&mut self) -> Vec<Double> {
        let duals = self.d[self.form.columns..].iter().copied();
        let mut y: Vec<Double> = duals.map(Double::from).collect();
        let costs = self.head.iter().map(|&v| self.form.cost[v]);
        let target: Vec<f64> = costs.collect();
        self.refine_transposed(&mut y, &target);
        let reduced_cost = |v: usize| {
            let mut d = Terms::default();
            if self.place[v] != Place::Basic {
                d.add(Double::from(self.form.cost[v]));
                self.form
                    .for_column(v, |row, entry| d.add(-y[row].times(entry)));
            }
            d.rounded()
        };
        (0..self.form.variables()).map(reduced_cost).collect()
    }

    /// Refines `y` until `a_k y` is `target[k]` for the basic variable at each position `k`; what is only rounding becomes
    /// 0.
    fn refine_transposed(&mut self, y: &mut [Double], target: &[f64]) {
        let mut before = (f64::INFINITY, f64::INFINITY);
        let mut left = vec![Terms::default(); self.form.rows];
        for _ in 0..CORRECTIONS {
            for ((left, &v), &target) in left.iter_mut().zip(&self.head).zip(target) {
                *left = Terms::default();
                left.add(Double::from(target));
                self.form
                    .for_column(v, |row, entry| left.add(-y[row].times(entry)));
            }
            let Some(mut correction) = Correction::of(&left, &mut before) else {
                break;
            };
            self.factor
                .solve_transposed(&mut correction.values, &mut self.search);
            for (row, change) in correction.values.iter() {
                y[row] += Double::from(change * correction.unit);
            }
        }
        let size: Vec<f64> = left.iter().map(|terms| terms.largest).collect();
        let noise = self.noise(&size, Factor::solve_transposed);
        for (y, noise) in y.iter_mut().zip(noise) {
            if y.abs().value() <= noise {
                *y = Double::ZERO;
            }
        }
    }

    /// Returns row `position` of the inverse of the basis, times `sign`, refined and in the program's units: the
    /// multipliers of a proof that the variable there cannot be within its bounds.
    pub(super) fn refined_row(&mut self, rho: &Sparse, position: usize, sign: f64) -> Vec<Double> {
        let mut y: Vec<Double> = rho.value.iter().map(|r| Double::from(r * sign)).collect();
        let mut target = vec![0.0; self.form.rows];
        target[position] = sign;
        self.refine_transposed(&mut y, &target);
        y.iter()
            .zip(&self.scaling.row)
            .map(|(y, &scale)| y.times(scale))
            .collect()
    }

    /// Returns where the variables go while `q` moves by 1 in a direction that nothing ends, refined and in the program's
    /// units, by column. `column` is what the basic variables move by.
    pub(super) fn refined_ray(&mut self, q: usize, direction: f64, column: &Sparse) -> Vec<f64> {
        let mut target = vec![Terms::default(); self.form.rows];
        self.form.for_column(q, |row, entry| {
            target[row].add(Double::product(-direction, entry));
        });
        let moves = column.value.iter().map(|entry| -direction * entry);
        let mut moves: Vec<Double> = moves.map(Double::from).collect();
        let size = self.refine_direct(&mut moves, &target);
        let noise = self.noise(&size, Factor::solve);
        let mut ray = vec![0.0; self.form.variables()];
        ray[q] = direction;
        for ((&v, value), noise) in self.head.iter().zip(&moves).zip(noise) {
            let rounding = noise.max(RAY_ROUNDING * self.largest_share(v, &size));
            let is_rounding = value.abs().value() <= rounding;
            ray[v] = if is_rounding { 0.0 } else { value.value() };
        }
        ray.truncate(self.form.columns);
        for (value, scale) in ray.iter_mut().zip(&self.scaling.column) {
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

/// What is left over, brought to a size that solving does not take for rounding.
struct Correction {
    values: Sparse,
    unit: f64,
}

impl Correction {
    /// Returns what is left over; `None` if it is nothing, or hardly less than `before`: neither the greatest amount nor the
    /// greatest relative to the terms of its row.
    fn of(left: &[Terms], before: &mut (f64, f64)) -> Option<Self> {
        let mut largest = 0.0_f64;
        let mut greatest_share = 0.0_f64;
        for terms in left {
            let amount = terms.sum.abs().value();
            if amount > 0.0 {
                largest = largest.max(amount);
                greatest_share = greatest_share.max(amount / terms.largest);
            }
        }
        // No number, or none that can be divided by: the point overflowed.
        let is_usable = largest.is_normal() && greatest_share.is_finite();
        // In a row of nothing but rounding the share stays 1; in one of small numbers the amount says nothing.
        let gains = largest <= GAINS * before.0 || greatest_share <= GAINS * before.1;
        if !is_usable || !gains {
            return None;
        }
        *before = (before.0.min(largest), before.1.min(greatest_share));
        let unit = largest.log2().floor().exp2();
        let mut values = Sparse::default();
        values.reset(left.len());
        for (i, terms) in left.iter().enumerate() {
            values.push(i, terms.sum.value() / unit);
        }
        Some(Self { values, unit })
    }
}

/// Returns the power of two that makes a violation about 1.
fn magnification(missed: f64) -> f64 {
    if missed > 0.0 {
        (1.0 / missed).clamp(1.0, MOST).log2().floor().exp2()
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::super::{End, Simplex};
    use crate::LpBuilder;

    #[test]
    fn a_look_under_the_glass_leaves_the_programs_own_numbers() {
        let mut lp = LpBuilder::default();
        lp.add_column("own", 10.0, 0.0, 6.0);
        lp.add_column("sell", 8.0, 0.0, f64::INFINITY);
        let uses = [("own", 1.0), ("sell", 1.0)];
        lp.add_row("wafers", f64::NEG_INFINITY, 10.0, uses);
        let mut simplex = Simplex::from_nothing(&lp.build());
        assert_eq!(simplex.optimize(), Ok(End::Optimal));
        let refined = simplex.refine();
        assert_eq!(simplex.magnify(&refined), Ok(End::Optimal));
        assert_eq!((simplex.objective(), simplex.duals()), (92.0, vec![8.0]));
        assert_eq!(simplex.values(), [6.0, 4.0]);
    }
}
