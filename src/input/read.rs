//! From nodes to the typed document, by the shapes of `entities`.

use std::collections::HashMap;
use std::path::PathBuf;
use std::rc::Rc;

use super::InputFile;
use super::calendar::Calendar;
use super::csv::Csv;
use super::document::{Data, Entity, MapEntry, Named, Origin, Slot, Table, default_slot};
use super::nearby::Nearby;
use super::node::{Entry, Node, Path, Placed, Value};
use super::schema::{FREE, Field, Kind, Noun, Shape};
use super::sheet::Sheet;
use super::workbook::Workbook;
use super::{discount, entities, suggest};
use crate::diagnostic::Diagnostic;
use crate::source::{Sources, Span};

/// What is wrong with one value.
pub(super) type Faults = Vec<Diagnostic>;

/// Reads values by their description; keeps the texts read and what was found.
pub(super) struct Reader {
    pub calendar: Calendar,
    pub sources: Sources,
    /// Where the files are that a model names.
    pub folder: PathBuf,
    pub files: Vec<InputFile>,
    /// Findings that no assignment can mend, such as unknown keys.
    pub found: Vec<Diagnostic>,
    /// Doubts about the series read last, on their way to its value: gone if an assignment replaces it.
    pub doubts: Vec<Diagnostic>,
    /// Where they may be.
    pub files_allowed: Nearby,
    /// By how many quarters numbers are written out beyond the tail.
    pub beyond: usize,
    /// The CSV files asked for, by name.
    pub csvs: HashMap<String, Result<Rc<Csv>, Faults>>,
    /// The workbooks asked for, by name.
    pub workbooks: HashMap<String, Result<Workbook, Faults>>,
    /// The sheets asked for, by workbook and their own name.
    pub sheets: HashMap<(String, String), Result<Rc<Sheet>, Faults>>,
}

impl Reader {
    pub fn new(sources: Sources, folder: PathBuf, files: Vec<InputFile>) -> Self {
        Self {
            calendar: Calendar::unknown(),
            sources,
            folder,
            files,
            found: Vec::new(),
            doubts: Vec::new(),
            files_allowed: Nearby::default(),
            beyond: 0,
            csvs: HashMap::new(),
            workbooks: HashMap::new(),
            sheets: HashMap::new(),
        }
    }

    /// Returns the same reader, which may read files there.
    pub(crate) fn with_files(mut self, allowed: Nearby) -> Self {
        self.files_allowed = allowed;
        self
    }

    /// Returns the whole file, typed; the horizon is read first, since series are written out over it.
    pub fn document(&mut self, root: &Node) -> Table {
        let kept = std::mem::take(&mut self.found);
        let path = Path::ROOT;
        let horizon = root.get("horizon").cloned().unwrap_or(Node {
            span: root.span,
            value: Value::Table(Vec::new()),
        });
        let field = entities::ROOT
            .fields
            .iter()
            .find(|field| field.key == "horizon");
        if let Some(Kind::Table(shape)) = field.map(|field| field.kind) {
            let table = self.table(
                shape,
                path.child("horizon"),
                horizon.entries(),
                horizon.span,
            );
            // Read again below with everything else, and its findings kept then.
            self.found = kept;
            self.calendar = Calendar::read(&table, root, &mut self.found).further(self.beyond);
        }
        self.table(&entities::ROOT, path, root.entries(), root.span)
    }

    fn table(&mut self, shape: &'static Shape, path: Path, entries: &[Entry], span: Span) -> Table {
        let mut table = Table {
            shape,
            span: Some(span),
            slots: vec![None; shape.fields.len()],
            excused: Vec::new(),
        };
        for entry in entries {
            if let Some(position) = shape.position(&entry.key) {
                let field = &shape.fields[position];
                table.slots[position] = Some(self.slot(field, path.child(field.key), entry));
                continue;
            }
            let meant = suggest::closest(&entry.key, shape.keys());
            table
                .excused
                .extend(shape.keys().filter(|&key| Some(key) == meant));
            let place = path.to_string();
            self.found
                .push(unknown_key(&place, &entry.key, entry.span, shape));
        }
        let known = self.calendar.defaults();
        for (slot, field) in table.slots.iter_mut().zip(shape.fields) {
            if slot.is_none() {
                *slot = default_slot(field, table.span, &known);
            }
        }
        table
    }

    /// Returns the value of a field from the file.
    fn slot(&mut self, field: &Field, path: Path, entry: &Entry) -> Slot {
        self.value(field, path, &entry.node, entry.span)
    }

    /// Returns the value of a field; `place` is what to call the place of a table, its key.
    pub fn value(&mut self, field: &Field, path: Path, node: &Node, place: Span) -> Slot {
        let (data, mut faults) = match self.data(field, path, node, place) {
            Ok(data) => (data, Vec::new()),
            Err(faults) => (Data::Faulty, faults),
        };
        faults.append(&mut self.doubts);
        let is_table = matches!(node.value, Value::Table(_));
        Slot {
            data,
            origin: Origin::given(if is_table { place } else { node.span }),
            is_in_file: true,
            faults,
        }
    }

    fn data(
        &mut self,
        field: &Field,
        path: Path,
        node: &Node,
        place: Span,
    ) -> Result<Data, Faults> {
        let wrong = || vec![wrong_type(path, &field.kind.words(), node)];
        Ok(match (field.kind, &node.value) {
            (Kind::Text | Kind::Reference(_), Value::Text(text)) => Data::Text(text.clone()),
            (Kind::Bool, Value::Bool(flag)) => Data::Bool(*flag),
            (Kind::Quarter, Value::Text(text)) => Data::Quarter(text.parse().map_err(|error| {
                vec![
                    Diagnostic::error("bad-quarter", format!("`{path}`: {error}"))
                        .with_label(node.span, ""),
                ]
            })?),
            (Kind::Number(_) | Kind::Taken, Value::Number(number)) => Data::Number(*number),
            (Kind::Series(domain, tail), _) => Data::Series(self.series(path, node, domain, tail)?),
            (Kind::Map(noun, element), Value::Table(entries)) => {
                Data::Map(self.map(noun, element, path, entries))
            }
            (Kind::Taken, Value::Text(text)) if text == FREE => Data::Text(text.clone()),
            (
                Kind::References(_) | Kind::Assignments | Kind::Changes | Kind::Additions,
                Value::List(items),
            ) => {
                let names = texts(path, items, &field.kind.words())?;
                match field.kind {
                    Kind::References(_) => Data::References(names),
                    _ => Data::Assignments(names),
                }
            }
            (Kind::Numbers(_) | Kind::Past(_), Value::List(items)) => {
                let read = items.iter().map(|item| number(path, item));
                let (numbers, faults): (Vec<_>, Vec<_>) = read.partition(Result::is_ok);
                let faults = faults.into_iter().filter_map(Result::err).collect();
                let numbers = numbers.into_iter().filter_map(Result::ok).collect();
                Data::Numbers(unless_wrong(numbers, faults)?)
            }
            (Kind::Discounts, Value::List(items)) => Data::Discounts(discount::read(path, items)?),
            (Kind::Table(shape), Value::Table(entries)) => {
                Data::Table(self.table(shape, path, entries, place))
            }
            (Kind::Entities(noun, shape), Value::Table(entries)) => {
                Data::Entities(self.entities(noun, shape, path, entries))
            }
            _ => return Err(wrong()),
        })
    }

    fn map(
        &mut self,
        noun: Option<Noun>,
        element: &Field,
        path: Path,
        entries: &[Entry],
    ) -> Vec<MapEntry> {
        entries
            .iter()
            .map(|entry| {
                let path = path.child(&entry.key);
                if noun.is_none() && !is_line_name(&entry.key) {
                    self.found.push(bad_id(&entry.key, entry.span));
                }
                MapEntry {
                    key: entry.key.clone(),
                    span: entry.span,
                    slot: self.slot(element, path, entry),
                }
            })
            .collect()
    }

    fn entities(
        &mut self,
        noun: Noun,
        shape: &'static Shape,
        path: Path,
        entries: &[Entry],
    ) -> Vec<Entity> {
        entries
            .iter()
            .map(|entry| {
                let path = path.child(&entry.key);
                if !is_id(&entry.key) {
                    self.found.push(bad_id(&entry.key, entry.span));
                }
                let mut table = self.table(shape, path, entry.node.entries(), entry.span);
                if !matches!(entry.node.value, Value::Table(_)) {
                    table.excused.extend(shape.keys());
                    self.found.push(
                        wrong_type(path, "a table", &entry.node)
                            .with_help(format!("{} is a table with an id: [{path}]", noun.one())),
                    );
                }
                Entity {
                    id: entry.key.clone(),
                    span: entry.span,
                    table,
                }
            })
            .collect()
    }
}

/// Returns whether the text is an id: `[a-z0-9][a-z0-9-]*`.
pub(super) fn is_id(text: &str) -> bool {
    !text.starts_with('-')
        && !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Returns whether the text can name a line of `attach`, and so be part of an address.
pub(super) fn is_line_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn bad_id(id: &str, span: Span) -> Diagnostic {
    let message = format!("`{id}` is not an id");
    Diagnostic::error("bad-id", message)
        .with_label(span, "")
        .with_help(
            "use small letters, digits and `-`, a letter or digit first; `name` can hold any text",
        )
}

/// Returns the error for a key that the table at `path` does not have.
pub(super) fn unknown_key(path: &str, key: &str, span: Span, shape: &Shape) -> Diagnostic {
    let message = match path {
        "" => format!("there is no table `{key}` in a model"),
        _ => format!("`{path}` has no key `{key}`"),
    };
    let error = Diagnostic::error("unknown-key", message).with_label(span, "");
    match suggest::help(key, shape.keys()) {
        Some(help) => error.with_help(help),
        None => error,
    }
}

/// Returns the error for a value of another kind than the field's, with the next step where one is plain.
pub(super) fn wrong_type(path: Path, expected: &str, node: &Node) -> Diagnostic {
    let message = format!("`{path}` should be {expected}, not {}", node.what());
    let error = Diagnostic::error("wrong-type", message).with_label(node.span, "");
    match &node.value {
        Value::Text(text) if expected.contains("number") && text.parse::<f64>().is_ok() => {
            error.with_help(format!("write it without quotes: {text}"))
        }
        Value::Other("null") => error.with_help("leave the key out instead"),
        _ => error,
    }
}

fn texts(path: Path, items: &[Node], expected: &str) -> Result<Vec<Named>, Faults> {
    let mut faults = Vec::new();
    let mut names = Vec::with_capacity(items.len());
    for item in items {
        match &item.value {
            Value::Text(text) => names.push(Named {
                text: text.clone(),
                span: item.span,
            }),
            _ => faults.push(wrong_type(path, expected, item)),
        }
    }
    unless_wrong(names, faults)
}

/// Returns the number at a place, or that it is none.
pub(super) fn number(path: Path, node: &Node) -> Result<Placed, Diagnostic> {
    match node.value {
        Value::Number(value) => Ok(Placed {
            value,
            span: node.span,
        }),
        _ => Err(wrong_type(path, "a number", node)),
    }
}

/// Returns the texts that these keys hold, or which of them hold none.
pub(super) fn text_of<'a, const N: usize>(
    path: Path,
    nodes: [(&str, &'a Node); N],
) -> Result<[&'a str; N], Faults> {
    let mut faults = Vec::new();
    let texts = nodes.map(|(key, node)| {
        if let Value::Text(text) = &node.value {
            return text.as_str();
        }
        faults.push(wrong_type(path.child(key), "a text", node));
        ""
    });
    unless_wrong(texts, faults)
}

/// Returns the value if nothing is wrong with it.
pub(super) fn unless_wrong<T>(value: T, faults: Faults) -> Result<T, Faults> {
    if faults.is_empty() {
        Ok(value)
    } else {
        Err(faults)
    }
}
