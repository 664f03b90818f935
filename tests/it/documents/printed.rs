//! What commands print, files, tables of fields: the documents hold them as they are.
//!
//! A fenced block of the language `console` is run, in a folder of the page's own that has the bundled models in `models`:
//! after each line `$ waferline ...` stands exactly what that command prints, to standard output and then to standard
//! error. `> FILE` behind a command keeps its output in a file. Comments on the lines before a block say what else it is:
//!
//! | comment | the block |
//! |---|---|
//! | `<!-- part: answer -->` | shows what the command prints before its first section |
//! | `<!-- part: tables -->` | shows what it prints from its first section on |
//! | `<!-- part: TITLE -->` | shows the sections whose title contains this |
//! | `<!-- part: first N lines -->` | shows this many lines; ` + ` joins several parts |
//! | `<!-- exit code: 1 -->` | ends with this exit code; all others end with 0 |
//! | `<!-- write: FILE -->` | is written to a file of the page's folder |
//! | `<!-- append: FILE -->` | is added to it |
//! | `<!-- file: PATH -->` | is this file of the repository |
//! | `<!-- fields: TABLE -->` | no block: the table of a model file's fields that follows |
//!
//! With `UPDATE_DOCUMENTS` in the environment, whatever differs is rewritten.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use super::{files_below, for_users, read, root, waferline};

/// What the comments before a block say.
#[derive(Debug, Default)]
struct Directions {
    part: Option<String>,
    exit_code: i32,
    write: Option<String>,
    append: Option<String>,
    file: Option<String>,
    fields: Option<String>,
}

/// A fenced block, or a table of fields.
#[derive(Debug)]
struct Block {
    directions: Directions,
    language: String,
    /// The lines of its content.
    lines: Range<usize>,
}

/// Returns the key and the value of a comment that stands alone on a line.
fn direction(line: &str) -> Option<(&str, &str)> {
    let comment = line.strip_prefix("<!-- ")?.strip_suffix(" -->")?;
    comment.split_once(": ")
}

fn blocks(page: &Path, lines: &[&str]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut directions = Directions::default();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        at += 1;
        if let Some((key, value)) = direction(line) {
            let value = value.to_owned();
            match key {
                "part" => directions.part = Some(value),
                "exit code" => directions.exit_code = value.parse().expect("an exit code"),
                "write" => directions.write = Some(value),
                "append" => directions.append = Some(value),
                "file" => directions.file = Some(value),
                "fields" => {
                    // A comment glued to a table would be part of it.
                    let start = at + 1;
                    let rows = lines[start.min(lines.len())..].iter();
                    let end = start + rows.take_while(|line| line.starts_with('|')).count();
                    blocks.push(Block {
                        directions: Directions {
                            fields: Some(value),
                            ..Directions::default()
                        },
                        language: String::new(),
                        lines: start..end,
                    });
                    at = end;
                }
                key => panic!("{}:{at}: `{key}` is not known", page.display()),
            }
            continue;
        }
        if let Some(language) = line.strip_prefix("```") {
            let length = lines[at..].iter().position(|line| *line == "```");
            let end = at + length.unwrap_or_else(|| panic!("{}:{at}: no end", page.display()));
            blocks.push(Block {
                directions: std::mem::take(&mut directions),
                language: language.to_owned(),
                lines: at..end,
            });
            at = end + 1;
        }
    }
    blocks
}

/// Returns the words of a command, quotes resolved.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in command.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    assert_eq!(quote, None, "{command}");
    words.extend(word);
    words
}

/// Returns the parts of a report that are asked for.
fn parts(report: &str, parts: &str) -> String {
    let parts: Vec<String> = parts.split(" + ").map(|it| part(report, it)).collect();
    parts.join("\n")
}

fn part(report: &str, part: &str) -> String {
    let starts: Vec<usize> = report.match_indices("── ").map(|(at, _)| at).collect();
    let starts: Vec<usize> = starts
        .into_iter()
        .filter(|&at| at == 0 || report[..at].ends_with('\n'))
        .collect();
    let first = *starts.first().unwrap_or(&report.len());
    if let Some(count) = part.strip_prefix("first ") {
        let count = count.trim_end_matches(" lines").trim_end_matches(" line");
        let count = count.parse().expect("a number of lines");
        let lines: Vec<&str> = report.lines().take(count).collect();
        return format!("{}\n", lines.join("\n"));
    }
    let shown = match part {
        "answer" => report[..first].to_owned(),
        "tables" => report[first..].to_owned(),
        title => {
            let ends = starts.iter().skip(1).copied().chain([report.len()]);
            let sections = starts
                .iter()
                .zip(ends)
                .map(|(&start, end)| &report[start..end]);
            let named =
                sections.filter(|it| it.lines().next().is_some_and(|it| it.contains(title)));
            named.collect()
        }
    };
    assert!(!shown.is_empty(), "there is no part `{part}`:\n{report}");
    format!("{}\n", shown.trim_end())
}

/// Returns a block of the language `console` as it should be.
fn session(page: &Path, block: &Block, lines: &[&str], folder: &Path) -> Vec<String> {
    let mut shown = Vec::new();
    let mut lines = lines.iter();
    let mut count = 0;
    while let Some(line) = lines.next() {
        let Some(mut command) = line.strip_prefix("$ ").map(str::to_owned) else {
            assert!(
                count > 0,
                "{}: a session starts with a command: {line}",
                page.display()
            );
            continue;
        };
        count += 1;
        shown.push((*line).to_owned());
        while let Some(start) = command.strip_suffix('\\') {
            let next = lines.next().expect("the command goes on");
            shown.push((*next).to_owned());
            command = format!("{start}{}", next.trim_start());
        }
        let mut args = words(&command);
        assert_eq!(args.remove(0), "waferline", "{}: {command}", page.display());
        let kept = (args.len() > 2 && args[args.len() - 2] == ">").then(|| {
            let file = args.pop();
            args.pop();
            folder.join(file.unwrap_or_default())
        });
        let output = waferline(folder, &args);
        let (stdout, stderr) = (
            String::from_utf8(output.stdout).expect("UTF-8"),
            String::from_utf8(output.stderr).expect("UTF-8"),
        );
        let code = output.status.code();
        assert_eq!(
            code,
            Some(block.directions.exit_code),
            "{}: {command}\n{stderr}",
            page.display()
        );
        let mut printed = String::new();
        match kept {
            Some(path) => fs::write(path, stdout).expect("the page's folder can be written"),
            None => printed = stdout,
        }
        printed += &stderr;
        if let Some(named) = &block.directions.part {
            printed = parts(&printed, named);
        }
        // Diagnostics end with an empty line.
        shown.extend(printed.trim_end().lines().map(str::to_owned));
    }
    let one = block.directions.part.is_none() || count == 1;
    assert!(one, "{}: a part is of one command", page.display());
    shown
}

/// Returns the rows of a Markdown table with the fields of a table of the model file, as its JSON Schema has them.
fn fields(schema: &Value, table: &str) -> Vec<String> {
    let mut at = schema;
    for key in table.split('.') {
        let properties = &at["properties"][key];
        let entities = &properties["additionalProperties"];
        at = if entities.is_object() {
            entities
        } else {
            properties
        };
        assert!(
            at["properties"].is_object(),
            "the model file has no table {table}"
        );
    }
    let required: Vec<&str> = at["required"]
        .as_array()
        .map(|keys| keys.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let mut rows = vec![
        "| field | value | default | meaning |".to_owned(),
        "|---|---|---|---|".to_owned(),
    ];
    let fields = at["properties"].as_object().expect("fields");
    let mut ordered: Vec<(&String, &Value)> = fields.iter().collect();
    ordered.sort_by_key(|(key, _)| match key.as_str() {
        key if required.contains(&key) => 0,
        "name" | "note" | "description" => 2,
        _ => 1,
    });
    for (key, field) in ordered {
        let default = match &field["default"] {
            Value::Null if required.contains(&key.as_str()) => "required".to_owned(),
            Value::Null => String::new(),
            Value::Number(number) => match number.as_f64() {
                Some(value) => format!("`{value}`"),
                None => format!("`{number}`"),
            },
            value => format!("`{value}`"),
        };
        let doc = field["description"]
            .as_str()
            .unwrap_or_default()
            .replace('|', "\\|");
        rows.push(format!(
            "| `{key}` | {} | {default} | {doc} |",
            value(field)
        ));
    }
    rows
}

/// Returns what a field holds, in words.
fn value(field: &Value) -> String {
    let reference = |it: &Value| {
        it["$ref"]
            .as_str()
            .and_then(|it| it.rsplit('/').next())
            .map(str::to_owned)
    };
    let any = field["allOf"].get(0).unwrap_or(field);
    if let Some(named) = reference(any) {
        return match named.as_str() {
            "series" => "number by quarter".to_owned(),
            "share" => "share by quarter".to_owned(),
            "signed" => "number by quarter, of either sign".to_owned(),
            named => named.to_owned(),
        };
    }
    if let Some(word) = field["anyOf"][1]["const"].as_str() {
        return format!("number, or `\"{word}\"`");
    }
    match field["type"].as_str() {
        Some("string") => "text".to_owned(),
        Some("boolean") => "true or false".to_owned(),
        Some("integer") if field["minimum"] == 1 => "whole number from 1".to_owned(),
        Some("integer") => "whole number".to_owned(),
        Some("number") if field["maximum"] == 1 => "share".to_owned(),
        Some("number") => "number".to_owned(),
        Some("array") => "list".to_owned(),
        Some("object") => "table".to_owned(),
        _ => "number by quarter".to_owned(),
    }
}

/// Returns the lines without the bound of the proof, whose last digits are the machine's.
fn without_bound<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    lines
        .iter()
        .map(|line| match line.split_once("Proved optimal:") {
            Some(_) => "Proved optimal:",
            None => line,
        })
        .collect()
}

/// Returns a folder with what the commands of a page read.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for ending in ["toml", "csv"] {
        for file in files_below("models", ending) {
            let to = folder.path().join(&file);
            fs::create_dir_all(to.parent().expect("a folder")).expect("writable");
            fs::copy(root().join(file), to).expect("writable");
        }
    }
    folder
}

/// Returns the page as it should be, and how many blocks were checked.
fn as_it_should_be(page: &Path, text: &str, schema: &Value) -> (String, usize) {
    let folder = folder();
    let lines: Vec<&str> = text.lines().collect();
    let mut written = String::new();
    let mut done = 0;
    let mut checked = 0;
    let copy = |written: &mut String, to: usize, done: &mut usize| {
        for line in &lines[*done..to] {
            written.push_str(line);
            written.push('\n');
        }
        *done = to;
    };
    for block in blocks(page, &lines) {
        let content = &lines[block.lines.clone()];
        let directions = &block.directions;
        let mut text = format!("{}\n", content.join("\n"));
        if let Some(name) = &directions.write {
            fs::write(folder.path().join(name), &text).expect("writable");
        } else if let Some(name) = &directions.append {
            let path = folder.path().join(name);
            text.insert(0, '\n');
            text.insert_str(0, &fs::read_to_string(&path).expect("written before"));
            fs::write(path, text).expect("writable");
        }
        let right = if let Some(path) = &directions.file {
            read(path).lines().map(str::to_owned).collect()
        } else if let Some(table) = &directions.fields {
            fields(schema, table)
        } else if block.language == "console" {
            session(page, &block, content, folder.path())
        } else {
            continue;
        };
        checked += 1;
        let strs: Vec<&str> = right.iter().map(String::as_str).collect();
        if without_bound(content) != without_bound(&strs) {
            copy(&mut written, block.lines.start, &mut done);
            for line in right {
                written.push_str(&line);
                written.push('\n');
            }
            done = block.lines.end;
        }
    }
    copy(&mut written, lines.len(), &mut done);
    (written, checked)
}

/// Returns the first lines in which two texts differ.
fn difference(is: &str, should: &str) -> String {
    let mut lines = is.lines().zip(should.lines()).enumerate();
    match lines.find(|(_, (is, should))| is != should) {
        Some((at, (is, should))) => format!("line {}:\n- {is}\n+ {should}", at + 1),
        None => "one is longer".to_owned(),
    }
}

#[test]
fn pages_show_what_is_printed() {
    let schema: Value = serde_json::from_str(&read("schema/model.json")).expect("JSON");
    let update = std::env::var_os("UPDATE_DOCUMENTS").is_some();
    let pages = for_users();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let worker = || {
            let mut wrong = Vec::new();
            let mut checked = 0;
            while let Some(page) =
                pages.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
            {
                let text = read(page);
                let (right, blocks) = as_it_should_be(page, &text, &schema);
                checked += blocks;
                if right == text {
                    continue;
                }
                if update {
                    fs::write(root().join(page), &right).expect("the page can be written");
                } else {
                    wrong.push(format!("{}, {}", page.display(), difference(&text, &right)));
                }
            }
            (wrong, checked)
        };
        let workers = [scope.spawn(worker), scope.spawn(worker)];
        let results = workers.map(|it| it.join().expect("a page can be checked"));
        let checked: usize = results.iter().map(|(_, checked)| checked).sum();
        assert!(checked > 10, "the scan found the blocks");
        results.into_iter().flat_map(|(wrong, _)| wrong).collect()
    });
    assert!(
        wrong.is_empty(),
        "rewrite with UPDATE_DOCUMENTS=1 cargo test documents:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_model_file_is_described_in_full() {
    let schema: Value = serde_json::from_str(&read("schema/model.json")).expect("JSON");
    let page = read(PathBuf::from("docs/src/reference/model-file.md"));
    let mut tables = Vec::new();
    collect_tables(&schema, "", &mut tables);
    assert!(tables.len() > 15, "{tables:?}");
    let is_there = |table: &str| page.contains(&format!("<!-- fields: {table} -->"));
    for (table, fields) in &tables {
        // Every item has the same stock.
        let mut alike = tables.iter().filter(|(_, it)| it == fields);
        assert!(
            alike.any(|(it, _)| is_there(it)),
            "the page lacks the fields of {table}"
        );
    }
}

/// Collects the paths of all tables of the model file that have fields.
fn collect_tables(shape: &Value, path: &str, into: &mut Vec<(String, Vec<String>)>) {
    for (key, field) in shape["properties"].as_object().expect("fields") {
        let entities = &field["additionalProperties"];
        let inner = if entities.is_object() {
            entities
        } else {
            field
        };
        if inner["properties"].is_object() {
            let path = if path.is_empty() {
                key.clone()
            } else {
                format!("{path}.{key}")
            };
            collect_tables(inner, &path, into);
            let fields = inner["properties"].as_object().expect("fields");
            let fields = fields.iter().map(|(key, field)| format!("{key} {field}"));
            into.push((path, fields.collect()));
        }
    }
}
