//! A [`Document`] as Markdown.

use std::fmt::Write as _;

use super::document::{Block, Document, Row, Table};

/// Returns the document as Markdown with pipe tables; tables are not broken, however wide.
#[must_use]
pub fn render(document: &Document) -> String {
    let document = document.printable();
    let mut text = format!("# {}\n", escape(&document.title));
    for section in &document.sections {
        if !section.title.is_empty() {
            // Writing to a string does not fail.
            let _ = write!(text, "\n## {}\n", escape(&section.title));
        }
        for block in &section.blocks {
            text.push('\n');
            match block {
                Block::Paragraph(words) => {
                    let _ = writeln!(text, "{}", escape(words));
                }
                Block::List(points) => {
                    for point in points {
                        let _ = writeln!(text, "- {}", escape(point));
                    }
                }
                Block::Table(table) => render_table(&mut text, table),
                Block::Drawing(rows) => {
                    let _ = writeln!(text, "```text\n{}\n```", rows.join("\n"));
                }
            }
        }
    }
    text
}

fn render_table(text: &mut String, table: &Table) {
    let is_grouped = table.rows.iter().any(|row| !row.group.is_empty());
    let groups = usize::from(is_grouped);

    let headings = table.columns.iter().map(|column| escape(&column.heading));
    let labels = std::iter::repeat_n(String::new(), groups).chain([escape(&table.label)]);
    write_row(text, labels.chain(headings));

    let dashes = table.columns.iter().map(|column| {
        let dashes = if column.kind.is_number() {
            "---:"
        } else {
            "---"
        };
        dashes.to_owned()
    });
    let labels = std::iter::repeat_n("---".to_owned(), groups + 1);
    write_row(text, labels.chain(dashes));

    let mut group = "";
    for row in &table.rows {
        let shown = if row.group == group { "" } else { &row.group };
        group = &row.group;
        let labels = is_grouped
            .then(|| escape(shown))
            .into_iter()
            .chain([strong(row, &row.label)]);
        write_row(
            text,
            labels.chain(row.cells.iter().map(|cell| strong(row, cell))),
        );
    }
}

fn write_row(text: &mut String, cells: impl Iterator<Item = String>) {
    for cell in cells {
        let _ = write!(text, "| {cell} ");
    }
    text.push_str("|\n");
}

fn strong(row: &Row, cell: &str) -> String {
    if row.is_total && !cell.is_empty() {
        format!("**{}**", escape(cell))
    } else {
        escape(cell)
    }
}

fn escape(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' => escaped.extend(['\\', letter]),
            '\n' | '\r' => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}
