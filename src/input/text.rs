//! From TOML or JSON to [`Node`]s with places, and every syntax error.

use std::collections::HashMap;
use std::ops::Range;

use jsonc_parser::ast::{self, ObjectPropName};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use super::node::{Entry, Located, Node, Value};
use crate::diagnostic::Diagnostic;

const SYNTAX: &str = "syntax";
const DUPLICATE: &str = "duplicate-key";

/// Returns the tree of a TOML text, recovered as well as possible, and its syntax errors.
pub(super) fn parse_toml(text: &Located) -> (Node, Vec<Diagnostic>) {
    let (table, errors) = DeTable::parse_recoverable(text.text);
    let mut keys = None;
    let errors = errors
        .iter()
        .map(|error| {
            let known = || KnownKeys::of(text.text, table.get_ref());
            toml_error(text, error, &mut keys, known)
        })
        .collect();
    let node = Node {
        span: text.span(0..0),
        value: toml_table(text, table.get_ref()),
    };
    (node, errors)
}

/// Returns the node of one TOML value, as it stands on the right of an assignment.
pub(super) fn parse_toml_value(text: &Located) -> Result<Node, Diagnostic> {
    let (value, errors) = DeValue::parse_recoverable(text.text);
    match errors.first() {
        None => Ok(toml_node(text, &value)),
        Some(error) => Err(
            toml_error(text, error, &mut None, KnownKeys::default).with_help(format!(
                "the value is written as in the model file; a text needs quotes: \"{}\"",
                text.text.replace(['"', '\''], "")
            )),
        ),
    }
}

fn toml_node(text: &Located, node: &Spanned<DeValue>) -> Node {
    let value = match node.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(integer) => {
            integer_value(integer).map_or(Value::Other("not a whole number"), Value::Number)
        }
        DeValue::Float(float) => float
            .as_str()
            .parse()
            .map_or(Value::Other("not a number"), Value::Number),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(_) => Value::Other("a date"),
        DeValue::Array(list) => {
            Value::List(list.iter().map(|item| toml_node(text, item)).collect())
        }
        DeValue::Table(table) => toml_table(text, table),
    };
    Node {
        span: text.span(node.span()),
        value,
    }
}

/// Returns the table with its keys in the order of the text.
fn toml_table(text: &Located, table: &DeTable) -> Value {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, node)| Entry {
            key: key.get_ref().to_string(),
            span: text.span(key.span()),
            node: toml_node(text, node),
        })
        .collect();
    entries.sort_by_key(|entry| entry.span.start);
    Value::Table(entries)
}

fn integer_value(integer: &DeInteger) -> Option<f64> {
    let digits = integer.as_str();
    match integer.radix() {
        10 => digits.parse().ok(),
        radix => u64::from_str_radix(digits, radix)
            .ok()
            .map(|value| value as f64),
    }
}

fn toml_error(
    text: &Located,
    error: &toml::de::Error,
    keys: &mut Option<KnownKeys>,
    known: impl FnOnce() -> KnownKeys,
) -> Diagnostic {
    let range = error.span().unwrap_or(0..0);
    // The parser's span may lie one past the end.
    let range = range.start.min(text.text.len())..range.end.min(text.text.len());
    if error.message() != "duplicate key" {
        return Diagnostic::error(SYNTAX, lower_first(error.message()))
            .with_label(text.span(range), "");
    }
    let key = text.text.get(range.clone()).unwrap_or_default();
    // Made when it is first needed, and once: in a file with every table twice there are many to find.
    let keys = keys.get_or_insert_with(known);
    let first = keys.earlier_header(text.text, range.start);
    let first = first.or_else(|| keys.earlier(key.trim_matches(['"', '\'']), range.start));
    duplicate(key, text, range, first)
}

/// Where keys and table headers stand, by their words.
#[derive(Default)]
struct KnownKeys {
    /// In the order of the text: where the key stands, and until where another of its table can follow.
    keys: HashMap<String, Vec<(Range<usize>, usize)>>,
    /// The first header of these words.
    headers: HashMap<String, Range<usize>>,
}

impl KnownKeys {
    fn of(text: &str, tree: &DeTable) -> Self {
        let mut known = Self::default();
        known.add(text, tree, usize::MAX);
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let from = at + line.len() - line.trim_start().len();
            at += line.len();
            if let Some(words) = header(line) {
                let range = from..from + words.len();
                known.headers.entry(words.to_owned()).or_insert(range);
            }
        }
        known
    }

    /// Adds the keys of a table in which keys can follow until `end`.
    fn add(&mut self, text: &str, table: &DeTable, end: usize) {
        for (key, node) in table {
            let all = self.keys.entry(key.get_ref().to_string()).or_default();
            let range = key.span();
            let position = all.partition_point(|(other, _)| other.start < range.start);
            all.insert(position, (range, end));
            if let DeValue::Table(inner) = node.get_ref() {
                let span = node.span();
                // An inline table that ends before a key is another table than the key's.
                let is_inline = text.as_bytes().get(span.start) == Some(&b'{');
                self.add(text, inner, if is_inline { span.end.min(end) } else { end });
            }
        }
    }

    /// Returns the last key of this name before `place`, in tables that can hold it.
    fn earlier(&self, name: &str, place: usize) -> Option<Range<usize>> {
        let all = self.keys.get(name)?;
        let before = all.partition_point(|(range, _)| range.start < place);
        let mut open = all[..before].iter().rev().filter(|(_, end)| *end > place);
        open.next().map(|(range, _)| range.clone())
    }

    /// Returns where the same table header stands before the one that holds `place`.
    fn earlier_header(&self, text: &str, place: usize) -> Option<Range<usize>> {
        let start = text[..place].rfind('\n').map_or(0, |newline| newline + 1);
        let this = header(text[start..].lines().next()?)?;
        let first = self.headers.get(this)?;
        (first.start < start).then(|| first.clone())
    }
}

/// Returns the table header that a line is, in its brackets.
fn header(line: &str) -> Option<&str> {
    let line = line.trim();
    let end = line.starts_with('[').then(|| line.find(']')).flatten()?;
    Some(&line[..=end])
}

fn duplicate(
    key: &str,
    text: &Located,
    range: Range<usize>,
    first: Option<Range<usize>>,
) -> Diagnostic {
    let message = format!("`{}` is given twice", key.trim_matches(['"', '\'']));
    let error = Diagnostic::error(DUPLICATE, message)
        .with_label(text.span(range), "here again")
        .with_help("keep one of them");
    match first {
        Some(first) => error.with_label(text.span(first), "first here"),
        None => error,
    }
}

/// Returns the tree of a JSON text and its first syntax error, then every key given twice.
pub(super) fn parse_json(text: &Located) -> (Node, Vec<Diagnostic>) {
    let (node, mut errors) = parse_json_value(text);
    if errors.is_empty() && !matches!(node.value, Value::Table(_)) {
        let message = format!("a model is a JSON object, not {}", node.what());
        errors.push(Diagnostic::error(SYNTAX, message).with_label(node.span, ""));
    }
    (node, errors)
}

/// Returns the node of one JSON value, and what is wrong with it.
pub(super) fn parse_json_value(text: &Located) -> (Node, Vec<Diagnostic>) {
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let nothing = Node {
        span: text.span(0..0),
        value: Value::Table(Vec::new()),
    };
    let parsed = match parse_to_ast(text.text, &CollectOptions::default(), &strict) {
        Ok(parsed) => parsed,
        Err(error) => {
            let range = error.range();
            let error = Diagnostic::error(SYNTAX, lower_first(&error.kind().to_string()))
                .with_label(text.span(range.start..range.end), "");
            return (nothing, vec![error]);
        }
    };
    let Some(value) = &parsed.value else {
        let error = Diagnostic::error(SYNTAX, "the file is empty")
            .with_label(nothing.span, "")
            .with_help("write a JSON object: { \"model\": .. }");
        return (nothing, vec![error]);
    };
    let mut errors = Vec::new();
    let node = json_node(text, value, &mut errors);
    (node, errors)
}

fn json_node(text: &Located, value: &ast::Value, errors: &mut Vec<Diagnostic>) -> Node {
    let (range, value) = match value {
        ast::Value::StringLit(text) => (text.range, Value::Text(text.value.to_string())),
        ast::Value::NumberLit(number) => (
            number.range,
            number
                .value
                .parse()
                .map_or(Value::Other("not a number"), Value::Number),
        ),
        ast::Value::BooleanLit(flag) => (flag.range, Value::Bool(flag.value)),
        ast::Value::NullKeyword(null) => (null.range, Value::Other("null")),
        ast::Value::Array(list) => {
            let items = list
                .elements
                .iter()
                .map(|item| json_node(text, item, errors));
            (list.range, Value::List(items.collect()))
        }
        ast::Value::Object(object) => {
            let mut first = HashMap::new();
            let mut entries = Vec::with_capacity(object.properties.len());
            for property in &object.properties {
                let name = match &property.name {
                    ObjectPropName::String(name) => name.range,
                    ObjectPropName::Word(name) => name.range,
                };
                let key = property.name.as_str();
                let range = name.start..name.end;
                if let Some(first) = first.get(key) {
                    errors.push(duplicate(key, text, range, Some(Clone::clone(first))));
                    continue;
                }
                first.insert(key, range.clone());
                entries.push(Entry {
                    key: key.to_owned(),
                    span: text.span(range),
                    node: json_node(text, &property.value, errors),
                });
            }
            (object.range, Value::Table(entries))
        }
    };
    Node {
        span: text.span(range.start..range.end),
        value,
    }
}

fn lower_first(message: &str) -> String {
    let mut chars = message.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => "not readable".to_owned(),
    }
}
