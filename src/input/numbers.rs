//! What can be changed in a model: every number and choice with its path, its meaning and what it is now.

use super::Input;
use super::assign;
use super::calendar::Calendar;
use super::document::{Data, Table};
use super::node::{Located, Path};
use super::rejected::Rejected;
use super::schema::{Domain, Field, Kind};
use crate::quarter::Quarter;
use crate::source::Sources;

/// Something that an assignment can change.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NumberInfo {
    /// How the model file writes it, `foundry.tsmc-n3p.capacity`.
    pub path: String,
    /// The names of the tables that it is in, where they have any: `TSMC N3P`.
    pub names: Vec<String>,
    /// What it means and in which unit.
    pub doc: &'static str,
    /// What it is.
    pub now: Now,
    /// Whether it is a share, from 0 to 1.
    pub is_share: bool,
}

/// What a number or choice is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Now {
    /// A number a quarter, from the start of the horizon on.
    ByQuarter(Quarter, Vec<f64>),
    /// One number.
    One(f64),
    /// Yes or no.
    Flag(bool),
    /// How often an option is taken, `None`: to be decided; and how often it can be at most.
    Taken(Option<f64>, f64),
}

impl Input {
    /// Returns all that can be changed, in the order of the file, as it is after these changes.
    pub(crate) fn numbers(
        &self,
        scenarios: &[&str],
        sets: &[&str],
    ) -> Result<Vec<NumberInfo>, Rejected> {
        let (_, numbers) = self.changed_and(scenarios, sets, &[], of_document)?;
        Ok(numbers)
    }
}

/// Returns the path that an assignment is about, without its quarters; `None` where the text is no assignment.
pub(crate) fn path_of(assignment: &str) -> Option<String> {
    let source = Sources::default().add("assignment", assignment);
    let (target, _, _) = assign::parse_change(&Located::at(assignment, source, 0)).ok()?;
    Some(target.path())
}

fn of_document(root: &Table, calendar: &Calendar) -> Vec<NumberInfo> {
    let mut names: Vec<(String, String)> = Vec::new();
    root.each_table(Path::ROOT, &mut |path, table| {
        let has_name = table.shape.position("name").is_some();
        if let Some(name) = has_name.then(|| table.text("name")).flatten() {
            names.push((format!("{path}."), name.to_owned()));
        }
    });
    let mut numbers = Vec::new();
    root.each_slot(Path::ROOT, &mut |path, field, slot| {
        let Some(now) = now(field, &slot.data, root, path, calendar) else {
            return;
        };
        let path = path.to_string();
        if is_fixed(&path) {
            return;
        }
        let of = names.iter().filter(|(prefix, _)| path.starts_with(prefix));
        numbers.push(NumberInfo {
            names: of.map(|(_, name)| name.clone()).collect(),
            doc: field.doc,
            now,
            is_share: matches!(
                field.kind,
                Kind::Series(Domain::Share, _) | Kind::Number(Domain::Share)
            ),
            path,
        });
    });
    numbers
}

/// Returns whether no assignment changes what is at a path.
fn is_fixed(path: &str) -> bool {
    let fixed = ["model.", "horizon.", "scenario.", "uncertainty."];
    fixed.iter().any(|prefix| path.starts_with(prefix))
}

fn now(field: &Field, data: &Data, root: &Table, path: Path, calendar: &Calendar) -> Option<Now> {
    Some(match (field.kind, data) {
        (Kind::Series(..), Data::Series(series)) => {
            Now::ByQuarter(calendar.horizon.start, series.values().to_vec())
        }
        // A limit that is not there is no number to begin from.
        (Kind::Series(..) | Kind::Number(_), Data::Number(number)) if number.is_finite() => {
            Now::One(*number)
        }
        (Kind::Bool, Data::Bool(flag)) => Now::Flag(*flag),
        (Kind::Taken, data) => {
            let taken = match data {
                Data::Number(times) => Some(*times),
                _ => None,
            };
            Now::Taken(taken, most_times(root, path))
        }
        _ => return None,
    })
}

/// Returns how often the option at a path can be taken.
fn most_times(root: &Table, path: Path) -> f64 {
    let path = path.to_string();
    let options = root.entities("option").iter();
    let mut of_path = options.filter(|it| path == format!("option.{}.taken", it.id));
    let most = of_path.next().and_then(|it| it.table.number("at_most"));
    most.unwrap_or(1.0)
}
