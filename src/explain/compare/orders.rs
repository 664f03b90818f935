//! Parts of a difference as averages over every order of the changes.

use crate::explain::ExplainError;

use super::between::Between;
use super::bridge::{BridgeMethod, PartOf, Parts};

/// The models are divided among this many lanes, however many threads work: each solves from the model before, and the
/// last digits must not depend on the machine.
const LANES: u32 = 4;

/// Returns the average part of each change over every order in which each step has a plan.
///
/// Where there is no such order, the fewest changes that let one exist are taken as one.
pub(super) fn every(between: &Between) -> Result<Parts, ExplainError> {
    let count = between.count();
    let values = values(between)?;
    let margins = Margins {
        margins: values.margins,
        count,
    };
    let whole = margins.whole();
    let single: Vec<u32> = (0..count).map(|player| 1 << player).collect();
    let together = || {
        let sets = (2..=count).flat_map(|size| subsets(count, size));
        let mut sets = sets;
        sets.find_map(|set| {
            let others = single.iter().copied().filter(|it| it & set == 0);
            let blocks: Vec<u32> = [set].into_iter().chain(others).collect();
            margins.parts(&blocks).map(|parts| (blocks, parts))
        })
    };
    let (blocks, amounts) = margins
        .parts(&single)
        .map(|parts| (single.clone(), parts))
        .or_else(together)
        .unwrap_or_default();
    let parts = blocks.iter().zip(amounts).map(|(&block, amount)| PartOf {
        of: (0..count).filter(|it| block >> it & 1 == 1).collect(),
        amount,
        alone: margins.at(block).map(|margin| margin - between.from),
        last: margins.at(whole & !block).map(|margin| between.to - margin),
        standard_error: None,
    });
    Ok(Parts {
        of_each: parts.collect(),
        method: BridgeMethod::EveryOrder,
        solved: values.solved,
        without_plan: values.without_plan,
    })
}

/// The best margin with each set of changes made.
struct Values {
    margins: Vec<Option<f64>>,
    solved: usize,
    without_plan: usize,
}

fn values(between: &Between) -> Result<Values, ExplainError> {
    let sets = 1_u32 << between.count();
    let lane = |lane: usize| -> Result<_, ExplainError> {
        let mut solver = between.solver()?;
        let mut found = Vec::new();
        let length = sets.div_ceil(LANES);
        // One change at a time (Gray): the optimum is near that of the set before.
        let order = (0..sets).map(|i| i ^ (i >> 1));
        for set in order.skip(lane * length as usize).take(length as usize) {
            found.push((set, solver.margin(|player| set >> player & 1 == 1)?));
        }
        Ok((found, solver.solved, solver.without_plan))
    };
    let mut values = Values {
        margins: vec![None; sets as usize],
        solved: 0,
        without_plan: 0,
    };
    for lane in between.threads().lanes(LANES as usize, lane) {
        let (found, solved, without_plan) = lane?;
        for (set, margin) in found {
            values.margins[set as usize] = margin;
        }
        values.solved += solved;
        values.without_plan += without_plan;
    }
    Ok(values)
}

/// Best margins by set of changes, a bit a change; `None`: no plan.
struct Margins {
    margins: Vec<Option<f64>>,
    count: usize,
}

impl Margins {
    fn whole(&self) -> u32 {
        (1 << self.count) - 1
    }

    fn at(&self, set: u32) -> Option<f64> {
        self.margins[set as usize]
    }

    /// Returns the average part of each block over all orders of the blocks in which each step has a plan; `None` if there
    /// is no such order.
    ///
    /// How many such orders lead to a set, and on from it, is counted set by set; without models that have no plan the
    /// weights are Shapley's.
    fn parts(&self, blocks: &[u32]) -> Option<Vec<f64>> {
        let sets = 1_usize << blocks.len();
        let margins: Vec<Option<f64>> = (0..sets)
            .map(|set| {
                let inside = blocks.iter().enumerate().filter(|(i, _)| set >> i & 1 == 1);
                self.at(inside.fold(0, |all, (_, block)| all | block))
            })
            .collect();
        let mut leading = vec![0.0; sets];
        let mut leaving = vec![0.0; sets];
        leading[0] = 1.0;
        leaving[sets - 1] = 1.0;
        for set in 1..sets {
            if margins[set].is_some() {
                let before = (0..blocks.len()).filter(|i| set >> i & 1 == 1);
                leading[set] = before.map(|i| leading[set & !(1 << i)]).sum();
            }
        }
        for set in (0..sets - 1).rev() {
            if margins[set].is_some() {
                let after = (0..blocks.len()).filter(|i| set >> i & 1 == 0);
                leaving[set] = after.map(|i| leaving[set | 1 << i]).sum();
            }
        }
        let orders: f64 = leading[sets - 1];
        if orders == 0.0 {
            return None;
        }
        let part = |i: usize| {
            let without = (0..sets).filter(|set| set >> i & 1 == 0);
            let steps = without.filter_map(|set| {
                let with = set | 1 << i;
                let step = margins[with]? - margins[set]?;
                Some(leading[set] * leaving[with] / orders * step)
            });
            steps.sum()
        };
        Some((0..blocks.len()).map(part).collect())
    }
}

/// Returns the sets of `size` out of `count`, ascending.
fn subsets(count: usize, size: usize) -> impl Iterator<Item = u32> {
    (0..1_u32 << count).filter(move |set| set.count_ones() as usize == size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_gaps_parts_are_shapleys() {
        // Two gloves: a left one, and two right ones; a pair is worth 1.
        let margins = [0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0].map(Some).to_vec();
        let margins = Margins { margins, count: 3 };
        let parts = margins.parts(&[1, 2, 4]).expect("orders");
        for (part, expected) in parts.iter().zip([4.0 / 6.0, 1.0 / 6.0, 1.0 / 6.0]) {
            assert!((part - expected).abs() < 1e-12, "{parts:?}");
        }
    }

    #[test]
    fn orders_through_no_plan_do_not_count() {
        // The second change has a plan only after the first.
        let margins = vec![Some(10.0), Some(7.0), None, Some(9.0)];
        let margins = Margins { margins, count: 2 };
        assert_eq!(margins.parts(&[1, 2]), Some(vec![-3.0, 2.0]));
    }

    #[test]
    fn where_no_order_has_a_plan_there_are_no_parts() {
        let margins = vec![Some(10.0), None, None, Some(9.0)];
        let margins = Margins { margins, count: 2 };
        assert_eq!(margins.parts(&[1, 2]), None);
        assert_eq!(margins.parts(&[3]), Some(vec![-1.0]));
    }
}
