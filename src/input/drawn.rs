//! Changes of what is uncertain that act from the quarter on in which the draw is known.

use super::assign::{Assignment, check_drawn, field_of, parse, parse_change};
use super::calendar::Calendar;
use super::document::Table;
use super::node::Located;
use super::read::Reader;
use super::{Input, Loaded, Rejected};
use crate::model::Uncertainty;
use crate::quarter::Quarter;
use crate::source::SourceId;

/// A change of what is uncertain that has effect from a quarter on.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnChange {
    /// As in [`Uncertainty::vary`]: an assignment without its value, `foundry.tsmc-n3p.capacity *=`.
    pub change: String,
    /// What was drawn: the value of the assignment.
    pub value: f64,
    /// The first quarter that it acts on; what was before it stays as it is.
    pub from: Quarter,
}

impl Input {
    /// Returns the model after the assignments of these scenarios and `sets`, as [`Input::model`], and then of what is drawn, each
    /// from its quarter on.
    ///
    /// From its quarter on a number is what the assignment would make it; before, and outside the quarters that its address
    /// picks, it stays as it is. Where no quarter is left, nothing changes. A field that does not vary by quarter cannot change
    /// midway and stays as it is: [`Input::fixed_changes`] says which do.
    ///
    /// ```
    /// # use std::path::Path;
    /// use waferline::input::{DrawnChange, Input};
    /// let input = Input::open(Path::new("models/minimal.toml"))?;
    /// let drawn = DrawnChange {
    ///     change: "foundry.fab.capacity *=".to_owned(),
    ///     value: 0.5,
    ///     from: "2027Q2".parse()?,
    /// };
    /// let (known, half) = (input.model(&[], &[])?.model, input.drawn_model(&[], &[], &[drawn])?.model);
    /// assert_eq!(half.foundries[0].capacity[0], known.foundries[0].capacity[0]);
    /// assert_eq!(half.foundries[0].capacity[1], 0.5 * known.foundries[0].capacity[1]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn drawn_model(
        &self,
        scenarios: &[&str],
        sets: &[&str],
        drawn: &[DrawnChange],
    ) -> Result<Loaded, Rejected> {
        self.changed(scenarios, sets, drawn)
    }

    /// Returns those changes of what is uncertain that are on fields that do not vary by quarter, as they are written: a draw that
    /// becomes known midway leaves these fields as they are.
    #[must_use]
    pub fn fixed_changes(&self, uncertainty: &Uncertainty) -> Vec<String> {
        let mut reader = self.reader(self.sources.clone());
        let document = reader.document(&self.root);
        let mut is_fixed = |change: &&String| {
            let source = reader.sources.add("change", change.as_str());
            let parsed = parse_change(&Located::at(change, source, 0));
            let field = parsed.and_then(|(target, ..)| field_of(&document, &target));
            field.is_ok_and(|field| !field.kind.is_series())
        };
        let changes = uncertainty.vary.iter();
        changes.filter(|change| is_fixed(change)).cloned().collect()
    }
}

impl Assignment {
    /// Returns the assignment that leaves all quarters before this one as they are.
    fn beginning(self, from: Quarter, calendar: &Calendar) -> Self {
        let begins = usize::try_from(from.since(calendar.horizon.start)).unwrap_or(0);
        let is_narrowed = begins > self.picked(calendar).start;
        Self {
            text: if is_narrowed {
                format!("{} from {from}", self.text)
            } else {
                self.text
            },
            begins,
            ..self
        }
    }
}

/// Returns the assignments that change something of what is drawn, each with the text in `source`; reports what is wrong with any.
pub(super) fn assignments(
    reader: &mut Reader,
    document: &Table,
    drawn: &[(SourceId, Quarter)],
) -> Vec<Assignment> {
    let mut all = Vec::new();
    for &(source, from) in drawn {
        let text = reader.sources.get(source).text.clone();
        let assignment = match parse(&Located::at(&text, source, 0)) {
            Ok(assignment) => assignment,
            Err(error) => {
                reader.found.push(error);
                continue;
            }
        };
        let (target, operator) = (&assignment.target, assignment.operator);
        if let Some(error) = check_drawn(document, &reader.calendar, target, operator) {
            reader.found.push(error);
            continue;
        }
        let kind = field_of(document, target).map(|field| field.kind);
        let is_fixed = kind.as_ref().is_ok_and(|kind| !kind.is_series());
        let calendar = kind.map_or(reader.calendar.clone(), |kind| reader.calendar.of(kind));
        let assignment = assignment.beginning(from, &calendar);
        if !is_fixed && !assignment.picked(&calendar).is_empty() {
            all.push(assignment);
        }
    }
    all
}
