//! Numbers of the model that may give way, each in one direction.

use crate::formulation::{Column, Constraint, Limit, Move, limits};
use crate::lp::{Lp, Relaxation, Variable};
use crate::model::{Address, BuyerField, Field, FieldPath, Model, OptionField};

/// A number that limits, and the direction in which it may give way.
pub(in crate::explain) struct Number {
    pub limit: Limit,
    /// Gives by being raised; otherwise by being lowered.
    pub raises: bool,
    pub give: Relaxation,
}

impl Number {
    /// Returns whether it asks for something: a commitment, an order. Otherwise it holds something back.
    pub fn asks(&self) -> bool {
        !self.raises
    }

    /// Returns whether it is how often an option is taken, which cannot give a little.
    pub fn is_taken(&self) -> bool {
        matches!(
            self.limit.address.field(),
            Field::Option(_, OptionField::Taken)
        )
    }

    /// Returns whether it limits by a share of a sum, which no single move of a range can say.
    pub fn is_share(&self) -> bool {
        !self.limit.share_of.is_empty()
    }
}

/// Returns every number of the program in every direction that loosens something, in the order of addresses.
///
/// A direction is counted for what it loosens. What it tightens elsewhere (a commitment above demand also lets
/// more be sold) is left to the re-solve that confirms a repair.
pub(in crate::explain) fn numbers(model: &Model, lp: &Lp<Column, Constraint>) -> Vec<Number> {
    let mut numbers = Vec::new();
    // Units beyond a volume discount's last step are without limit: its steps stand in no plan's way. What was delivered is
    // not taken back: it gives no way either.
    let is_delivered = |limit: &Limit| {
        let field = limit.address.field();
        matches!(field, Field::Buyer(_, BuyerField::DeliveredBefore))
    };
    let in_the_way = limits(model, lp)
        .into_iter()
        .filter(|limit| limit.counted.is_empty() && !is_delivered(limit));
    for limit in in_the_way {
        for raises in [true, false] {
            let moves = loosening(
                &limit,
                raises,
                if raises { &limit.raise } else { &limit.lower },
            );
            let share = raises && !limit.share_of.is_empty();
            let moves = match limit.part_of.first() {
                Some(&(row, _)) if share => vec![(row, 0.0, 1.0)],
                _ => moves,
            };
            if !moves.is_empty() {
                numbers.push(Number {
                    give: Relaxation {
                        moves,
                        most: if raises { f64::INFINITY } else { limit.amount },
                    },
                    limit: limit.clone(),
                    raises,
                });
            }
        }
    }
    numbers.extend(taken(model, lp));
    numbers
}

/// Returns how often each decided option is taken, which may give way by taking it less.
fn taken(model: &Model, lp: &Lp<Column, Constraint>) -> impl Iterator<Item = Number> {
    model.option_ids().filter_map(move |id| {
        let times = model.option(id).taken.filter(|&times| times > 0.0)?;
        let variable = Variable::Column(lp.column(&Column::Taken { option: id })?);
        let path = model.path(Field::Option(id, OptionField::Taken));
        let moved = Move {
            variable,
            lower: 1.0,
            upper: 1.0,
        };
        Some(Number {
            limit: Limit::of_one(Address::fixed(path), times, moved),
            raises: false,
            give: Relaxation {
                moves: vec![(variable, -1.0, 0.0)],
                most: times,
            },
        })
    })
}

/// Returns what all quarters of a path together move per whole of themselves: a factor of 2 moves it by 1.
pub(super) fn of_path(numbers: &[Number], path: &FieldPath, raises: bool) -> Option<Relaxation> {
    let of_path: Vec<&Number> = numbers
        .iter()
        .filter(|of| of.limit.address.path == *path && of.raises == raises)
        .collect();
    let is_plain = of_path.iter().all(|of| !of.is_share());
    let quarters = of_path.iter().filter(|of| of.limit.amount > 0.0).count();
    if quarters < 2 || !is_plain {
        return None;
    }
    let moves = of_path.iter().flat_map(|of| {
        let limit = &of.limit;
        let all = if raises {
            &limit.raise_all
        } else {
            &limit.lower_all
        };
        let scaled = |(variable, lower, upper): (Variable, f64, f64)| {
            (variable, lower * limit.amount, upper * limit.amount)
        };
        loosening(limit, raises, all)
            .into_iter()
            .map(scaled)
            .collect::<Vec<_>>()
    });
    Some(Relaxation {
        moves: moves.collect(),
        most: if raises { f64::INFINITY } else { 1.0 },
    })
}

/// Returns what a unit in a direction loosens.
fn loosening(limit: &Limit, raises: bool, moves: &[Move]) -> Vec<(Variable, f64, f64)> {
    let sign = if raises { 1.0 } else { -1.0 };
    moves
        .iter()
        .map(|of| (of.variable, sign * of.lower, sign * of.upper))
        .filter(|&(_, lower, upper)| {
            if lower == upper {
                raises == limit.relaxed_by_raising
            } else {
                upper > 0.0 || lower < 0.0
            }
        })
        .collect()
}
