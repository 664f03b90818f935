//! Free MPS, without a RANGES section.

use std::hash::Hash;
use std::io::{self, Write};

use super::rows::{Names, Relation, Side, number, sides};
use super::whole::are_whole;
use crate::program::{ColumnData, ColumnId, Lp};

/// Writes the program as free MPS: minimize minus its objective.
///
/// `FREE` on the `NAME` line says to readers that guess that fields are separated by spaces. `whole` are the columns that must be
/// whole, in any order: they stand between markers, with both bounds written, since without them some readers take 0 to 1 and
/// others no end.
///
/// # Errors
/// If `out` does not take it.
///
/// # Panics
/// If `names` are fewer than the program's columns and rows, or `whole` has a column that is none of the program's.
pub fn write_mps<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    names: &Names,
    whole: &[ColumnId],
    out: &mut impl Write,
) -> io::Result<()> {
    let sides = sides(lp, names);
    let is_whole = are_whole(lp, whole);
    let objective = &names.objective;
    writeln!(out, "NAME {} FREE", names.problem)?;
    writeln!(out, "ROWS\n N {objective}")?;
    for side in &sides {
        let relation = match side.relation {
            Relation::AtMost => "L",
            Relation::AtLeast => "G",
            Relation::Equal => "E",
        };
        writeln!(out, " {relation} {}", side.name)?;
    }

    writeln!(out, "COLUMNS")?;
    let mut of_row = vec![Vec::<&Side>::new(); lp.rows().len()];
    for side in &sides {
        of_row[side.row].push(side);
    }
    let mut between = false;
    for (j, column) in lp.columns().iter().enumerate() {
        if is_whole[j] != between {
            between = is_whole[j];
            write_marker(between, out)?;
        }
        let name = &names.columns[j];
        let entries = lp.entries(ColumnId(j));
        let mut entries = entries
            .flat_map(|(row, value)| of_row[row.0].iter().map(move |side| (&side.name, value)))
            .peekable();
        // A column in no row is still to be declared.
        if column.cost != 0.0 || entries.peek().is_none() {
            writeln!(out, " {name} {objective} {}", number(-column.cost))?;
        }
        for (side, value) in entries {
            writeln!(out, " {name} {side} {}", number(value))?;
        }
    }

    if between {
        write_marker(false, out)?;
    }

    writeln!(out, "RHS")?;
    for side in sides.iter().filter(|side| side.limit != 0.0) {
        writeln!(out, " RHS {} {}", side.name, number(side.limit))?;
    }
    writeln!(out, "BOUNDS")?;
    let columns = lp.columns().iter().zip(&names.columns).zip(is_whole);
    for ((column, name), is_whole) in columns {
        write_bounds(column, name, is_whole, out)?;
    }
    writeln!(out, "ENDATA")
}

/// Writes where columns that must be whole begin or end.
fn write_marker(begins: bool, out: &mut impl Write) -> io::Result<()> {
    let what = if begins { "INTORG" } else { "INTEND" };
    writeln!(out, " MARKER 'MARKER' '{what}'")
}

/// Writes what differs from the format's default of 0 to infinity; of a column that must be whole, both ends.
fn write_bounds<C>(
    column: &ColumnData<C>,
    name: &str,
    is_whole: bool,
    out: &mut impl Write,
) -> io::Result<()> {
    let &ColumnData { lower, upper, .. } = column;
    if lower == upper {
        return writeln!(out, " FX BND {name} {}", number(lower));
    }
    match (lower.is_finite(), upper.is_finite()) {
        (false, false) => return writeln!(out, " FR BND {name}"),
        (false, true) => writeln!(out, " MI BND {name}")?,
        (true, _) if lower != 0.0 || upper < 0.0 || is_whole => {
            writeln!(out, " LO BND {name} {}", number(lower))?;
        }
        (true, _) => {}
    }
    if upper.is_finite() {
        writeln!(out, " UP BND {name} {}", number(upper))?;
    } else if is_whole {
        writeln!(out, " PL BND {name}")?;
    }
    Ok(())
}
