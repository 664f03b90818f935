//! Numbers by quarter in the shortest form that says the same, to the last digit.

use toml_edit::{Array, InlineTable, Item, Key, Value as Toml};

use super::Rewriting;
use crate::input::node::{Entry, Node, Path, Value};
use crate::input::schema::{Domain, Kind, Tail};
use crate::quarter::Quarter;
use crate::source::Span;

/// What a field is to be in the quarters of the next file.
pub(super) struct Wanted<'a> {
    /// By quarter, horizon and tail.
    pub values: &'a [f64],
    /// The quarters that count; what stands in the others makes no difference.
    pub counts: std::ops::Range<usize>,
    /// What the field takes.
    pub domain: Domain,
    /// What it is in the tail.
    pub tail: Tail,
}

/// Returns a number as TOML: whole ones without a point, others with the fewest digits that read back as they are.
pub(super) fn number(value: f64) -> Toml {
    // Up to 2^53 every whole number is one of its own.
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < WHOLE {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
        return (value as i64).into();
    }
    value.into()
}

impl Rewriting<'_> {
    /// Writes a series in place: as it is where that says the same, else in the shortest form; comments inside are kept.
    pub(super) fn write(&mut self, item: &mut Item, node: &Node, wanted: &Wanted) {
        let is_file = ["csv", "xlsx"].iter().any(|key| node.get(key).is_some());
        if !is_file && self.says(node, wanted) {
            return;
        }
        if has_comments(item) && self.edited(item, node, wanted) {
            return;
        }
        let mut value = self.shortest(wanted, node.span);
        if let Some(old) = item.as_value() {
            *value.decor_mut() = old.decor().clone();
        }
        *item = Item::Value(value);
    }

    /// Returns the shortest form.
    pub(super) fn shortest(&mut self, wanted: &Wanted, span: Span) -> Toml {
        let all = self.candidates(wanted);
        let mut best: Option<(usize, Toml)> = None;
        for toml in all {
            let length = toml.to_string().trim().len();
            let is_shorter = best.as_ref().is_none_or(|(least, _)| length < *least);
            if is_shorter && self.says(&node(&toml, span), wanted) {
                best = Some((length, toml));
            }
        }
        // The last candidate says every series.
        best.map_or_else(|| list(wanted.values), |(_, toml)| toml)
    }

    /// Returns whether a value means the numbers wanted.
    fn says(&mut self, node: &Node, wanted: &Wanted) -> bool {
        let read = self
            .new
            .series(Path::ROOT, node, wanted.domain, wanted.tail);
        self.new.doubts.clear();
        let counts = wanted.counts.clone();
        read.is_ok_and(|read| read.values()[counts.clone()] == wanted.values[counts])
    }

    /// Cuts a dated or listed series in place, so that its comments stay; returns whether it then says what is wanted.
    fn edited(&mut self, item: &mut Item, old: &Node, wanted: &Wanted) -> bool {
        let mut edited = item.clone();
        let start = self.next.cut.horizon().start;
        let done = self.next.cut.done;
        if let Some(array) = edited.as_array_mut() {
            for _ in 0..done.min(array.len()) {
                array.remove(0);
            }
        } else if let Some(table) = edited.as_table_like_mut() {
            let first = wanted.values.first().copied().unwrap_or(0.0);
            if let Some(from) = table.get_mut("from") {
                cut_dates(from, start, Some(first));
            } else if let Some(at) = table.get_mut("at") {
                cut_dates(at, start, None);
            } else {
                return false;
            }
        }
        let says = item_node(&edited, old.span).is_some_and(|node| self.says(&node, wanted));
        if says {
            *item = edited;
        }
        says
    }

    /// Returns forms that may say what is wanted, the last of them in any case.
    fn candidates(&self, wanted: &Wanted) -> Vec<Toml> {
        let horizon = self.next.cut.horizon();
        // Quarters that do not count are as their neighbors: that makes for fewer steps.
        let values: Vec<f64> = (0..wanted.values.len())
            .map(|t| {
                let last = wanted.counts.end.max(wanted.counts.start + 1) - 1;
                wanted.values[t.clamp(wanted.counts.start, last)]
            })
            .collect();
        let (quarters, periods) = (horizon.quarters, horizon.periods());
        let mut all = Vec::new();
        let Some(&first) = values.first() else {
            return all;
        };
        all.push(number(first));
        let steps = (0..values.len()).filter(|&t| t == 0 || values[t] != values[t - 1]);
        let steps: Vec<usize> = steps.filter(|&t| t > 0 || first != 0.0).collect();
        all.extend(dated("from", &values, &steps, horizon.start));
        // In the tail 0 is said where nothing is said.
        let within = steps
            .iter()
            .copied()
            .filter(|&t| t < quarters)
            .collect::<Vec<_>>();
        all.extend(dated("from", &values, &within, horizon.start));
        let points: Vec<usize> = (0..values.len()).filter(|&t| values[t] != 0.0).collect();
        all.extend(dated("at", &values, &points, horizon.start));
        if let Some(&second) = values.get(1) {
            let mut form = InlineTable::new();
            form.insert("start", number(first));
            form.insert("step", number(second - first));
            all.push(Toml::InlineTable(form));
        }
        all.push(list(&values[..quarters.min(values.len())]));
        all.push(list(&values[..periods.min(values.len())]));
        all
    }
}

/// Returns `{ from = { "2027Q3" = 5 } }` or the like, with the values of these quarters.
fn dated(key: &str, values: &[f64], quarters: &[usize], start: Quarter) -> Option<Toml> {
    let dates = quarters.iter().map(|&t| {
        let quarter = start.plus(t);
        format!("\"{quarter}\" = {}", number(values[t]))
    });
    let dates: Vec<String> = dates.collect();
    format!("{{ {key} = {{ {} }} }}", dates.join(", "))
        .parse()
        .ok()
}

fn list(values: &[f64]) -> Toml {
    Toml::Array(values.iter().map(|&value| number(value)).collect::<Array>())
}

/// Returns whether a value may have comments of its own: a table with a header, or something with comments inside.
fn has_comments(item: &Item) -> bool {
    let Some(value) = item.as_value() else {
        return true;
    };
    let bare = value.clone().decorated("", "");
    bare.to_string().contains('#')
}

/// Takes out the dates before a quarter; of steps, the last of them goes on from there.
fn cut_dates(item: &mut Item, start: Quarter, first: Option<f64>) {
    let Some(dates) = item.as_table_like_mut() else {
        return;
    };
    let is_past = |key: &str| key.parse().is_ok_and(|quarter: Quarter| quarter < start);
    let all: Vec<String> = dates.iter().map(|(key, _)| key.to_owned()).collect();
    let past: Vec<String> = all.into_iter().filter(|key| is_past(key)).collect();
    for key in &past {
        dates.remove(key);
    }
    let key = start.to_string();
    let is_there = dates.contains_key(&key);
    if let (Some(first), false, false) = (first, past.is_empty(), is_there) {
        put_date(item, &key, number(first));
    }
}

/// Puts a date into a table by quarter, in its place, and in quotation marks as the documentation writes them.
fn put_date(item: &mut Item, quarter: &str, value: Toml) {
    let quoted = format!("\"{quarter}\"").parse::<Key>();
    let key = quoted.unwrap_or_else(|_| Key::new(quarter));
    match item {
        Item::Table(table) => {
            table.entry_format(&key).or_insert(Item::Value(value));
            table.sort_values();
        }
        Item::Value(Toml::InlineTable(table)) => {
            table.entry_format(&key).or_insert(value);
            table.sort_values();
        }
        _ => {}
    }
}

/// Returns a TOML value as the reader takes it.
pub(super) fn node(toml: &Toml, span: Span) -> Node {
    let value = match toml {
        Toml::String(text) => Value::Text(text.value().clone()),
        Toml::Integer(integer) => Value::Number(*integer.value() as f64),
        Toml::Float(float) => Value::Number(*float.value()),
        Toml::Boolean(flag) => Value::Bool(*flag.value()),
        Toml::Datetime(_) => Value::Other("a date"),
        Toml::Array(items) => Value::List(items.iter().map(|item| node(item, span)).collect()),
        Toml::InlineTable(table) => Value::Table(
            table
                .iter()
                .map(|(key, value)| Entry {
                    key: key.to_owned(),
                    span,
                    node: node(value, span),
                })
                .collect(),
        ),
    };
    Node { span, value }
}

/// Returns an item of a document as the reader takes it.
pub(super) fn item_node(item: &Item, span: Span) -> Option<Node> {
    if let Some(value) = item.as_value() {
        return Some(node(value, span));
    }
    let table = item.as_table()?;
    let entry = |(key, item): (&str, &Item)| {
        Some(Entry {
            key: key.to_owned(),
            span,
            node: item_node(item, span)?,
        })
    };
    Some(Node {
        span,
        value: Value::Table(table.iter().filter_map(entry).collect()),
    })
}

/// Returns what a kind of series takes and what it is in the tail; `None` for other kinds.
pub(super) fn of_series(kind: Kind) -> Option<(Domain, Tail)> {
    match kind {
        Kind::Series(domain, tail) => Some((domain, tail)),
        _ => None,
    }
}
