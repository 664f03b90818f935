//! When something is done about news: at the next look a new plan, before it the old one as nearly as the limits let it.

use super::policy::Policy;

/// What is done in a quarter, once something has become known since the last time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    /// What was decided before is held, and everything from this quarter on is decided anew.
    Replan {
        /// The quarter.
        at: usize,
    },
    /// What was decided before is held; of what was decided for the quarters from this one on, and before the next look, as much as the
    /// limits let be.
    CarryOn {
        /// The quarter.
        at: usize,
        /// The next look.
        until: usize,
    },
}

impl Move {
    /// Returns the first quarter that is decided knowing what has become known.
    pub fn at(self) -> usize {
        match self {
            Self::Replan { at } | Self::CarryOn { at, .. } => at,
        }
    }

    /// Returns what is done after the first look, in the order of the quarters in which something becomes known; a look by which nothing
    /// became known leaves the plan as it is.
    pub fn all(policy: Policy, replan: usize, quarters: usize, news: &[usize]) -> Vec<Self> {
        let mut moves = Vec::new();
        if policy == Policy::Hindsight {
            return moves;
        }
        let mut next_look = None;
        for &at in news {
            if let Some(look) = next_look.filter(|&look| look <= at) {
                moves.push(Self::Replan { at: look });
                next_look = None;
                if look == at {
                    continue;
                }
            }
            let look = at.div_ceil(replan) * replan;
            if policy != Policy::Never && look == at {
                moves.push(Self::Replan { at });
                continue;
            }
            let is_ever = policy != Policy::Never && look < quarters;
            next_look = is_ever.then_some(look);
            let until = next_look.unwrap_or(quarters);
            moves.push(Self::CarryOn { at, until });
        }
        moves.extend(next_look.map(|at| Self::Replan { at }));
        moves
    }
}

#[cfg(test)]
mod tests {
    use super::Move::{CarryOn, Replan};
    use super::*;

    #[test]
    fn looks_wait_for_news() {
        let all = |replan, news: &[usize]| Move::all(Policy::File, replan, 10, news);
        assert_eq!(all(1, &[2, 5]), [Replan { at: 2 }, Replan { at: 5 }]);
        // Both are known at the look of quarter 4; what came of quarter 6 later is known at 8.
        let carried = |at, until| CarryOn { at, until };
        assert_eq!(
            all(4, &[1, 2, 6]),
            [
                carried(1, 4),
                carried(2, 4),
                Replan { at: 4 },
                carried(6, 8),
                Replan { at: 8 }
            ]
        );
        assert_eq!(
            all(4, &[3, 4, 9]),
            [carried(3, 4), Replan { at: 4 }, carried(9, 10)]
        );
        assert_eq!(
            Move::all(Policy::Never, 1, 10, &[2, 5]),
            [carried(2, 10), carried(5, 10)]
        );
        assert_eq!(Move::all(Policy::Hindsight, 1, 10, &[2]), []);
    }
}
