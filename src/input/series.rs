//! The forms a series can be written in, written out over horizon and tail.

use super::cells::Quarters;
use super::document::{Origin, Written};
use super::node::{Entry, Node, Path, Placed, Value};
use super::read::{Faults, Reader, number, unless_wrong, wrong_type};
use super::schema::{Domain, Kind, Tail};
use super::suggest;
use crate::diagnostic::Diagnostic;
use crate::quarter::Quarter;
use crate::source::Span;

/// The keys of a series in table form.
pub(super) const KEYS: [&str; 10] = [
    "from", "at", "start", "growth", "step", "csv", "xlsx", "sheet", "column", "row",
];

const FORMS: &str = "a series is a number, a list, { from = .. }, { at = .. }, \
     { start = .., growth = .. }, { start = .., step = .. }, { csv = .., column = .. } \
     or { xlsx = .., sheet = .., column = .. }, with `row` for quarters across";

/// A value that counts from a quarter on, or in it only.
pub(super) struct Dated {
    pub t: usize,
    pub number: Placed,
}

impl Dated {
    fn origin(&self) -> Origin {
        Origin::dated(self.number.span)
    }
}

/// Values by quarter, and from which quarter of the tail on they were given there.
pub(super) struct Draft {
    series: Written,
    given_in_tail_from: Option<usize>,
}

impl Reader {
    /// Returns the series written out, or everything wrong with it; of goods in process over all quarters in which they may
    /// arrive, where only dates say something about those after the tail.
    pub fn series(
        &mut self,
        path: Path,
        node: &Node,
        domain: Domain,
        tail: Tail,
    ) -> Result<Written, Faults> {
        if tail != Tail::Arrives {
            return self.over_calendar(path, node, domain, tail);
        }
        let periods = self.calendar.horizon.arrival_periods();
        let is_dated = node.get("at").is_some();
        let kind = Kind::Series(domain, if is_dated { tail } else { Tail::GoesOn });
        let series = self.over(kind, |it| {
            it.over_calendar(path, node, domain, Tail::GoesOn)
        });
        Ok(series?.resized(periods))
    }

    /// Reads something over the quarters that a field of this kind has.
    pub(crate) fn over<T>(&mut self, kind: Kind, read: impl FnOnce(&mut Self) -> T) -> T {
        let longer = self.calendar.of(kind);
        let calendar = std::mem::replace(&mut self.calendar, longer);
        let read = read(self);
        self.calendar = calendar;
        read
    }

    fn over_calendar(
        &mut self,
        path: Path,
        node: &Node,
        domain: Domain,
        tail: Tail,
    ) -> Result<Written, Faults> {
        let draft = match &node.value {
            Value::Number(value) => self.goes_on(Written::constant(
                *value,
                self.calendar.periods(),
                Origin::given(node.span),
            )),
            Value::List(items) => self.list(path, node, items)?,
            Value::Table(entries) => self.form(path, node, entries, domain)?,
            _ => {
                let expected = Kind::Series(domain, tail).words();
                let mut error = wrong_type(path, &expected, node);
                error.help.get_or_insert_with(|| FORMS.to_owned());
                return Err(vec![error]);
            }
        };
        let mut series = draft.series;
        if tail == Tail::ZeroUnlessGiven {
            let horizon = self.calendar.horizon.quarters;
            let given = draft.given_in_tail_from.unwrap_or(usize::MAX);
            series.update(|t, _, origin| {
                (t >= horizon && t < given).then_some((0.0, Origin::default_at(origin.span)))
            });
        }
        Ok(series)
    }

    /// Returns a draft of a form that says nothing about the tail in particular.
    #[expect(clippy::unused_self, reason = "reads as one of the forms")]
    pub(super) fn goes_on(&self, series: Written) -> Draft {
        Draft {
            series,
            given_in_tail_from: None,
        }
    }

    fn list(&self, path: Path, node: &Node, items: &[Node]) -> Result<Draft, Faults> {
        let mut faults = Vec::new();
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            match number(path, item) {
                Ok(number) => values.push(number),
                Err(fault) => faults.push(fault),
            }
        }
        let horizon = self.calendar.horizon.quarters;
        let periods = self.calendar.periods();
        let of_file = periods - self.calendar.beyond;
        if self.calendar.is_known && items.len() != horizon && items.len() != of_file {
            faults.push(self.wrong_length(path, node, items.len()));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let last = values.last().copied();
        let value = |t: usize| values.get(t).copied().or(last);
        let mut series = Written::constant(0.0, periods, Origin::given(node.span));
        series.update(|t, _, _| {
            let origin = if t < items.len() {
                Origin::dated
            } else {
                Origin::given
            };
            value(t).map(|number| (number.value, origin(number.span)))
        });
        Ok(Draft {
            series,
            given_in_tail_from: (items.len() > horizon).then_some(horizon),
        })
    }

    fn wrong_length(&self, path: Path, node: &Node, length: usize) -> Diagnostic {
        let horizon = self.calendar.horizon.quarters;
        let periods = self.calendar.periods();
        let message = format!(
            "`{path}` has {length} value{}; the horizon has {horizon} quarters",
            if length == 1 { "" } else { "s" }
        );
        let mut error = Diagnostic::error("series-length", message)
            .with_label(node.span, format!("{length} here"));
        if let Some(span) = self.calendar.span {
            error = error.with_label(span, format!("{horizon} here"));
        }
        error.with_help(if periods > horizon {
            format!("give {horizon} values, or {periods} with the tail")
        } else {
            format!("give {horizon} values")
        })
    }

    fn form(
        &mut self,
        path: Path,
        node: &Node,
        entries: &[Entry],
        domain: Domain,
    ) -> Result<Draft, Faults> {
        let known = |entry: &&Entry| !KEYS.contains(&entry.key.as_str());
        let unknown: Vec<&Entry> = entries.iter().filter(known).collect();
        if let Some(first) = unknown.first() {
            if unknown
                .iter()
                .any(|entry| entry.key.parse::<Quarter>().is_ok())
            {
                let message = format!("`{path}` is a dated table without `from` or `at`");
                return Err(vec![
                    Diagnostic::error("dated-table", message)
                        .with_label(first.span, "")
                        .with_help(format!(
                            "write {{ from = {{ \"{0}\" = .. }} }} if each value holds from its quarter on, \
                             {{ at = {{ \"{0}\" = .. }} }} if it holds in that quarter only",
                            first.key
                        )),
                ]);
            }
            return Err(unknown
                .iter()
                .map(|entry| {
                    let message = format!("`{path}`: a series has no key `{}`", entry.key);
                    let help = suggest::closest(&entry.key, KEYS)
                        .map_or(FORMS.to_owned(), |key| format!("did you mean `{key}`?"));
                    Diagnostic::error("unknown-key", message)
                        .with_label(entry.span, "")
                        .with_help(help)
                })
                .collect());
        }
        let keys: Vec<&str> = KEYS
            .into_iter()
            .filter(|&key| node.get(key).is_some())
            .collect();
        let get = |key: &str| node.get(key).ok_or_else(|| vec![unfinished(path, node)]);
        match keys[..] {
            ["from"] => self.steps(path, get("from")?),
            ["at"] => self.points(path, get("at")?),
            ["start", "growth"] => self.compound(path, get("start")?, get("growth")?),
            ["start", "step"] => self.linear(path, get("start")?, get("step")?, domain),
            ["csv", "column"] => self.column(path, get("csv")?, get("column")?),
            ["xlsx", "sheet", "column"] => {
                let (book, sheet) = (get("xlsx")?, get("sheet")?);
                self.cells(path, book, sheet, get("column")?, Quarters::Down)
            }
            ["xlsx", "sheet", "row"] => {
                let (book, sheet) = (get("xlsx")?, get("sheet")?);
                self.cells(path, book, sheet, get("row")?, Quarters::Across)
            }
            _ => Err(vec![unfinished(path, node)]),
        }
    }

    fn steps(&self, path: Path, dates: &Node) -> Result<Draft, Faults> {
        let dated = self.dated(path.child("from"), dates)?;
        Ok(self.hold(&dated, dates.span))
    }

    fn points(&self, path: Path, dates: &Node) -> Result<Draft, Faults> {
        let dated = self.dated(path.child("at"), dates)?;
        let mut series = Written::constant(0.0, self.calendar.periods(), Origin::given(dates.span));
        let mut next = dated.iter().peekable();
        series.update(|t, _, _| {
            let point = next.next_if(|point| point.t == t)?;
            Some((point.number.value, point.origin()))
        });
        Ok(Draft {
            series,
            given_in_tail_from: self.first_in_tail(&dated),
        })
    }

    /// Returns the steps written out: each holds from its quarter on, 0 before the first.
    pub fn hold(&self, dated: &[Dated], span: Span) -> Draft {
        let mut series = Written::constant(0.0, self.calendar.periods(), Origin::given(span));
        let mut next = dated.iter().peekable();
        let mut current = None;
        series.update(|t, _, _| {
            if let Some(step) = next.next_if(|step| step.t == t) {
                current = Some((step.number.value, step.origin()));
            }
            current
        });
        Draft {
            series,
            given_in_tail_from: self.first_in_tail(dated),
        }
    }

    fn first_in_tail(&self, dated: &[Dated]) -> Option<usize> {
        let horizon = self.calendar.horizon.quarters;
        dated.iter().map(|value| value.t).find(|&t| t >= horizon)
    }

    /// Returns the values of a table by quarter, in order of time.
    fn dated(&self, path: Path, dates: &Node) -> Result<Vec<Dated>, Faults> {
        let Value::Table(entries) = &dates.value else {
            return Err(vec![wrong_type(
                path,
                "a table of numbers by quarter",
                dates,
            )]);
        };
        let mut faults = Vec::new();
        let mut dated = Vec::with_capacity(entries.len());
        for entry in entries {
            let quarter = match entry.key.parse::<Quarter>() {
                Ok(quarter) => quarter,
                Err(error) => {
                    let message = format!("`{path}`: {error}");
                    faults
                        .push(Diagnostic::error("bad-quarter", message).with_label(entry.span, ""));
                    continue;
                }
            };
            let t = self.calendar.horizon.index(quarter);
            if t.is_none() && self.calendar.is_known {
                faults.push(
                    self.calendar
                        .outside(&path.to_string(), quarter, entry.span),
                );
            }
            match number(path.child(&entry.key), &entry.node) {
                Ok(number) => dated.extend(t.map(|t| Dated { t, number })),
                Err(fault) => faults.push(fault),
            }
        }
        dated.sort_by_key(|value| value.t);
        unless_wrong(dated, faults)
    }
}

fn unfinished(path: Path, node: &Node) -> Diagnostic {
    let keys: Vec<String> = node
        .entries()
        .iter()
        .map(|entry| format!("`{}`", entry.key))
        .collect();
    let message = match keys.len() {
        0 => format!("`{path}` is an empty table"),
        1 => format!("`{path}`: {} alone is no series", keys[0]),
        _ => format!("`{path}`: {} together are no series", keys.join(" and ")),
    };
    let span = node.entries().first().map_or(node.span, |entry| entry.span);
    Diagnostic::error("bad-series", message)
        .with_label(span, "")
        .with_help(FORMS)
}
