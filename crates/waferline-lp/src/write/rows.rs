//! Names, rows and numbers as both formats write them.

use std::collections::HashSet;
use std::hash::Hash;

use crate::program::Lp;

/// The names under which a program is written: letters, digits and underscores, unique over all of them.
///
/// Names in the LP format must not start with a digit or with `e`, and some readers stop at 100 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// Of the program.
    pub problem: String,
    /// Of what is minimized: minus the objective.
    pub objective: String,
    /// One a column.
    pub columns: Vec<String>,
    /// One a row.
    pub rows: Vec<String>,
}

/// How a written row compares with its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    AtMost,
    AtLeast,
    Equal,
}

/// A row as written: one side of a range, or an equation.
#[derive(Clone, Debug)]
pub(super) struct Side {
    pub(super) name: String,
    /// Position of the row in the program.
    pub(super) row: usize,
    pub(super) relation: Relation,
    pub(super) limit: f64,
}

/// Returns the rows as written: a range of two different limits becomes two rows, one without limits none.
pub(super) fn sides<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    names: &Names,
) -> Vec<Side> {
    let mut taken: HashSet<&str> = names.columns.iter().map(String::as_str).collect();
    taken.extend(names.rows.iter().map(String::as_str));
    taken.insert(&names.objective);
    let mut added = HashSet::new();
    let mut sides = Vec::with_capacity(lp.rows().len());
    for (row, (data, name)) in lp.rows().iter().zip(&names.rows).enumerate() {
        let mut add = |name: String, relation, limit| {
            sides.push(Side {
                name,
                row,
                relation,
                limit,
            });
        };
        match (data.lower.is_finite(), data.upper.is_finite()) {
            (true, true) if data.lower == data.upper => {
                add(name.clone(), Relation::Equal, data.lower);
            }
            (true, true) => {
                add(name.clone(), Relation::AtLeast, data.lower);
                let mut second = format!("{name}_max");
                while taken.contains(second.as_str()) || !added.insert(second.clone()) {
                    second.push('_');
                }
                add(second, Relation::AtMost, data.upper);
            }
            (true, false) => add(name.clone(), Relation::AtLeast, data.lower),
            (false, true) => add(name.clone(), Relation::AtMost, data.upper),
            (false, false) => {}
        }
    }
    sides
}

/// Returns a number in the fewest digits that read back exactly.
pub(super) fn number(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 {
        "0".to_owned()
    } else if (1e-5..1e16).contains(&size) {
        format!("{value}")
    } else {
        format!("{value:e}")
    }
}
