//! Parts of a difference as averages over some orders of many changes.

use crate::explain::ExplainError;

use super::between::{Between, Solver};
use super::bridge::{BridgeMethod, PartOf, Parts};

/// About this many models are solved for the orders.
const MODELS: usize = 480;
/// At least this many pairs of an order and its reverse, so that their scatter says something.
const LEAST_PAIRS: usize = 3;
/// At most this many.
const MOST_PAIRS: usize = 16;
/// Pairs are divided among this many lanes, however many threads work: each solves from the model before, and the last
/// digits must not depend on the machine.
const LANES: usize = 4;

/// Returns the average part of each change over orders drawn evenly, always the same, each also backward: what the one
/// takes early the other takes late, so that half as many scatter as little (antithetic variates).
///
/// A change that leaves no plan waits until others are made; what waits to the end is made together and shares alike.
pub(super) fn drawn(between: &Between) -> Result<Parts, ExplainError> {
    let count = between.count();
    let pairs = (MODELS / (2 * count)).clamp(LEAST_PAIRS, MOST_PAIRS);
    let mut random = Random(count as u64);
    let orders: Vec<Vec<usize>> = (0..pairs).map(|_| random.order(count)).collect();
    let mut paths = Paths::default();
    let lane = |lane: usize| -> Result<Paths, ExplainError> {
        let mut found = Paths::default();
        for order in orders.iter().skip(lane).step_by(LANES) {
            found.walk_both_ways(between, order)?;
        }
        for player in (lane..count).step_by(LANES) {
            found.look_at(between, player)?;
        }
        Ok(found)
    };
    for lane in between.threads().lanes(LANES, lane) {
        paths.add(lane?);
    }
    paths.ends.sort_by_key(|end| end.0);
    let parts = paths.ends.iter().map(|&(player, alone, last)| {
        let all: Vec<f64> = paths.parts.iter().map(|parts| parts[player]).collect();
        let mean = all.iter().sum::<f64>() / pairs as f64;
        let scatter: f64 = all.iter().map(|part| (part - mean).powi(2)).sum();
        PartOf {
            of: vec![player],
            amount: mean,
            alone,
            last,
            standard_error: Some((scatter / ((pairs - 1) * pairs) as f64).sqrt()),
        }
    });
    Ok(Parts {
        of_each: parts.collect(),
        method: BridgeMethod::DrawnOrders {
            orders: 2 * pairs,
            ended_together: paths.ended_together,
        },
        solved: paths.solved,
        without_plan: paths.without_plan,
    })
}

/// What the walks along orders found.
#[derive(Debug, Default)]
struct Paths {
    /// Of each pair of orders, the mean part of each player.
    parts: Vec<Vec<f64>>,
    /// Of each player: who, the difference alone, and as the last.
    ends: Vec<(usize, Option<f64>, Option<f64>)>,
    ended_together: usize,
    solved: usize,
    without_plan: usize,
}

impl Paths {
    fn add(&mut self, other: Self) {
        self.parts.extend(other.parts);
        self.ends.extend(other.ends);
        self.ended_together += other.ended_together;
        self.solved += other.solved;
        self.without_plan += other.without_plan;
    }

    fn count(&mut self, solver: &Solver) {
        self.solved += solver.solved;
        self.without_plan += solver.without_plan;
    }

    fn walk_both_ways(&mut self, between: &Between, order: &[usize]) -> Result<(), ExplainError> {
        let mut solver = between.solver()?;
        let mut parts = vec![0.0; order.len()];
        let backward: Vec<usize> = order.iter().rev().copied().collect();
        for order in [order, &backward] {
            let is_together = walk(between, &mut solver, order, &mut |player, part| {
                parts[player] += 0.5 * part;
            })?;
            self.ended_together += usize::from(is_together);
        }
        self.parts.push(parts);
        self.count(&solver);
        Ok(())
    }

    fn look_at(&mut self, between: &Between, player: usize) -> Result<(), ExplainError> {
        let mut solver = between.solver()?;
        let alone = solver.margin(|it| it == player)?;
        let others = solver.margin(|it| it != player)?;
        let alone = alone.map(|margin| margin - between.from);
        let last = others.map(|margin| between.to - margin);
        self.ends.push((player, alone, last));
        self.count(&solver);
        Ok(())
    }
}

/// Makes the changes in this order and returns the part of each; returns whether the last were made together.
fn walk(
    between: &Between,
    solver: &mut Solver,
    order: &[usize],
    part_of: &mut dyn FnMut(usize, f64),
) -> Result<bool, ExplainError> {
    let mut is_made = vec![false; order.len()];
    let mut waiting: Vec<usize> = order.to_vec();
    let mut margin = between.from;
    while !waiting.is_empty() {
        let mut next = None;
        for (at, &player) in waiting.iter().enumerate() {
            is_made[player] = true;
            if let Some(found) = solver.margin(|it| is_made[it])? {
                next = Some((at, found));
                break;
            }
            is_made[player] = false;
        }
        let Some((at, found)) = next else {
            let share = (between.to - margin) / waiting.len() as f64;
            for &player in &waiting {
                part_of(player, share);
            }
            return Ok(true);
        };
        part_of(waiting.remove(at), found - margin);
        margin = found;
    }
    Ok(false)
}

/// Numbers that look random and are always the same (Steele, Lea, Flood: `SplitMix64`, 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Returns the numbers below `count` in an order (Fisher and Yates).
    fn order(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            // The remainder of 64 bits is as even as can be told.
            let at = usize::try_from(self.next() % (last as u64 + 1)).unwrap_or(0);
            order.swap(last, at);
        }
        order
    }
}
