//! Decisions that are held, as members of a conflict.

use super::{ConflictMember, Sense};
use crate::formulation::{Column, Constraint, describe_row};
use crate::lp::{Conflict, Lp, Relaxation, Variable};
use crate::model::Model;

/// Returns for each decision that is held how it could give way, in the order of the model: more or less of it.
pub(super) fn gives<'a>(
    model: &'a Model,
    lp: &'a Lp<Column, Constraint>,
) -> impl Iterator<Item = Relaxation> + 'a {
    (0..model.held.len()).map(|at| {
        let row = lp.row(&Constraint::Held { at });
        let moves = row.map(|row| (Variable::Row(row), -1.0, 1.0));
        Relaxation {
            moves: moves.into_iter().collect(),
            most: f64::INFINITY,
        }
    })
}

/// Takes the decisions that are held out of a conflict, in which they come behind this many numbers, and returns which they are.
pub(super) fn taken_out(conflict: &mut Conflict, numbers: usize) -> Vec<usize> {
    let is_number: Vec<bool> = conflict.members.iter().map(|&it| it < numbers).collect();
    let held = conflict.members.iter().filter(|&&it| it >= numbers);
    let held = held.map(|it| it - numbers).collect();
    let mut keep = is_number.iter();
    conflict.members.retain(|_| keep.next() == Some(&true));
    let mut keep = is_number.iter();
    conflict.worth.retain(|_| keep.next() == Some(&true));
    let mut keep = is_number.iter();
    conflict.through.retain(|_| keep.next() == Some(&true));
    held
}

/// Returns a decision that is held as a member of a conflict.
pub(super) fn member(model: &Model, at: usize) -> ConflictMember {
    let (what, amount) = (
        describe_row(model, Constraint::Held { at }),
        model.held[at].amount,
    );
    let sense = Sense::Exactly;
    ConflictMember {
        address: None,
        amount: Some(amount),
        sense,
        description: format!("{what}: {} {amount}", sense.word()),
        what,
        part: None,
    }
}
