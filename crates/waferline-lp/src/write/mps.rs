//! Free MPS, without a RANGES section.

use std::hash::Hash;
use std::io::{self, Write};

use super::rows::{Names, Relation, Side, number, sides};
use crate::program::{ColumnData, ColumnId, Lp};

/// Writes the program as free MPS: minimize minus its objective.
///
/// `FREE` on the `NAME` line says to readers that guess that fields are separated by spaces.
///
/// # Errors
/// If `out` does not take it.
///
/// # Panics
/// If `names` are fewer than the program's columns and rows.
pub fn write_mps<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    names: &Names,
    out: &mut impl Write,
) -> io::Result<()> {
    let sides = sides(lp, names);
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
    for (j, column) in lp.columns().iter().enumerate() {
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

    writeln!(out, "RHS")?;
    for side in sides.iter().filter(|side| side.limit != 0.0) {
        writeln!(out, " RHS {} {}", side.name, number(side.limit))?;
    }
    writeln!(out, "BOUNDS")?;
    for (column, name) in lp.columns().iter().zip(&names.columns) {
        write_bounds(column, name, out)?;
    }
    writeln!(out, "ENDATA")
}

/// Writes what differs from the format's default of 0 to infinity.
fn write_bounds<C>(column: &ColumnData<C>, name: &str, out: &mut impl Write) -> io::Result<()> {
    let &ColumnData { lower, upper, .. } = column;
    if lower == upper {
        return writeln!(out, " FX BND {name} {}", number(lower));
    }
    match (lower.is_finite(), upper.is_finite()) {
        (false, false) => return writeln!(out, " FR BND {name}"),
        (false, true) => writeln!(out, " MI BND {name}")?,
        (true, _) if lower != 0.0 || upper < 0.0 => {
            writeln!(out, " LO BND {name} {}", number(lower))?;
        }
        (true, _) => {}
    }
    if upper.is_finite() {
        writeln!(out, " UP BND {name} {}", number(upper))?;
    }
    Ok(())
}
