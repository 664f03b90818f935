//! The LP format of CPLEX.

use std::hash::Hash;
use std::io::{self, Write};

use super::rows::{Names, Relation, number, sides};
use super::whole::are_whole;
use crate::program::{ColumnData, ColumnId, Lp};

/// Lines break here: readers stop at 255 to 560 characters a line.
const LINE: usize = 120;

/// Writes the program in the LP format of CPLEX: minimize minus its objective. `whole` are the columns that must be whole, in any
/// order: those from 0 to 1 are written as `Binary`, the others as `General`, and their bounds all the same.
///
/// # Errors
/// If `out` does not take it.
///
/// # Panics
/// If `names` are fewer than the program's columns and rows, or `whole` has a column that is none of the program's.
pub fn write_lp_format<C: Copy + Eq + Hash, R: Copy + Eq + Hash>(
    lp: &Lp<C, R>,
    names: &Names,
    whole: &[ColumnId],
    out: &mut impl Write,
) -> io::Result<()> {
    let is_whole = are_whole(lp, whole);
    // The format cannot say "no columns"; what is missing is written as a column that is 0.
    let nothing = "nothing".to_owned();
    let first = names.columns.first().unwrap_or(&nothing);
    writeln!(out, "\\ {}\nMinimize", names.problem)?;
    let columns = lp.columns().iter().zip(&names.columns).enumerate();
    // A column in no row is still to be declared.
    let costs = columns
        .filter(|&(j, (column, _))| column.cost != 0.0 || lp.entries(ColumnId(j)).next().is_none())
        .map(|(_, (column, name))| (-column.cost, name));
    write_sum(&names.objective, costs, first, out)?;
    writeln!(out)?;

    writeln!(out, "Subject To")?;
    let mut entries = vec![Vec::new(); lp.rows().len()];
    for (j, name) in names.columns.iter().enumerate() {
        for (row, value) in lp.entries(ColumnId(j)) {
            entries[row.0].push((value, name));
        }
    }
    let sides = sides(lp, names);
    for side in &sides {
        let relation = match side.relation {
            Relation::AtMost => "<=",
            Relation::AtLeast => ">=",
            Relation::Equal => "=",
        };
        write_sum(&side.name, entries[side.row].iter().copied(), first, out)?;
        writeln!(out, " {relation} {}", number(side.limit))?;
    }
    if sides.is_empty() {
        write_sum("no_rows", [].into_iter(), first, out)?;
        writeln!(out, " = 0")?;
    }

    writeln!(out, "Bounds")?;
    for (j, column) in lp.columns().iter().enumerate() {
        write_bounds(column, &names.columns[j], is_whole[j], out)?;
    }
    if lp.columns().is_empty() {
        writeln!(out, " {nothing} = 0")?;
    }
    // `Binary` would free a column that is held at 0 or 1.
    for (section, are_binary) in [("Binary", true), ("General", false)] {
        let columns = lp.columns().iter().enumerate();
        let columns = columns.filter(|&(j, column)| {
            is_whole[j] && ((column.lower, column.upper) == (0.0, 1.0)) == are_binary
        });
        let of_kind: Vec<&str> = columns.map(|(j, _)| names.columns[j].as_str()).collect();
        write_list(section, &of_kind, out)?;
    }
    writeln!(out, "End")
}

/// Writes `name: + 3 x - 2 y`, without an end of line; an empty sum as 0 times `zero`.
fn write_sum<'a>(
    name: &str,
    terms: impl Iterator<Item = (f64, &'a String)>,
    zero: &str,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut line = format!(" {name}:");
    let mut empty = true;
    for (value, column) in terms {
        empty = false;
        let sign = if value < 0.0 { '-' } else { '+' };
        let term = format!(" {sign} {} {column}", number(value.abs()));
        if line.len() + term.len() > LINE {
            writeln!(out, "{line}")?;
            line.clear();
            line.push_str("  ");
        }
        line.push_str(&term);
    }
    if empty {
        line.push_str(" 0 ");
        line.push_str(zero);
    }
    write!(out, "{line}")
}

/// Writes a section that lists columns, if there are any.
fn write_list(section: &str, columns: &[&str], out: &mut impl Write) -> io::Result<()> {
    if columns.is_empty() {
        return Ok(());
    }
    writeln!(out, "{section}")?;
    let mut line = String::new();
    for name in columns {
        if !line.is_empty() && line.len() + 1 + name.len() > LINE {
            writeln!(out, "{line}")?;
            line.clear();
        }
        line.push(' ');
        line.push_str(name);
    }
    writeln!(out, "{line}")
}

/// Writes what differs from the format's default of 0 to infinity; of a column that must be whole, also what does not.
fn write_bounds<C>(
    column: &ColumnData<C>,
    name: &str,
    is_whole: bool,
    out: &mut impl Write,
) -> io::Result<()> {
    let &ColumnData { lower, upper, .. } = column;
    let (least, most) = (number(lower), number(upper));
    match (lower.is_finite(), upper.is_finite()) {
        _ if lower == upper => writeln!(out, " {name} = {least}"),
        (false, false) => writeln!(out, " {name} free"),
        (false, true) => writeln!(out, " -inf <= {name} <= {most}"),
        (true, true) => writeln!(out, " {least} <= {name} <= {most}"),
        (true, false) if lower != 0.0 || is_whole => writeln!(out, " {name} >= {least}"),
        (true, false) => Ok(()),
    }
}
