//! A [`Document`] for a terminal: styled, no wider than asked, wide tables in blocks.

use std::fmt::Write as _;
use std::ops::Range;

use anstyle::Style;
use comfy_table::{CellAlignment, ContentArrangement};

use super::columns::{GAP, blocks, taken, widths};
use super::document::{Block, Column, Document, Kind, Section, Table};

const STRONG: Style = Style::new().bold();
const QUIET: Style = Style::new().dimmed();

/// Rules do not run across the widest terminals.
const LONGEST_RULE: usize = 100;
/// A column of sentences is not broken into lines shorter than this: they would be single words.
const SHORTEST_SENTENCE: usize = 24;
/// Labels are not broken into lines shorter than this, for the same reason.
const SHORTEST_LABEL: usize = 16;
/// Blanks before the label of a row in a group, and before what goes on below.
const INDENT: &str = "  ";

/// Returns the document as text with ANSI styles, in lines of at most `width` characters where that is possible.
#[must_use]
pub fn render(document: &Document, width: usize) -> String {
    let document = document.printable();
    let mut text = String::new();
    line(&mut text, STRONG, &document.title);
    for section in &document.sections {
        render_section(&mut text, section, width);
    }
    text
}

fn render_section(text: &mut String, section: &Section, width: usize) {
    if !section.title.is_empty() {
        let mut title = String::new();
        wrap(&mut title, "── ", &section.title, width);
        let title = title.trim_end();
        let last = title.lines().last().unwrap_or_default();
        let rule = width
            .min(LONGEST_RULE)
            .saturating_sub(last.chars().count() + 1);
        text.push('\n');
        for (position, words) in title.lines().enumerate() {
            let is_last = position + 1 == title.lines().count();
            let rule = if is_last && rule > 0 {
                format!(" {}", "─".repeat(rule))
            } else {
                String::new()
            };
            line(text, STRONG, &format!("{words}{rule}"));
        }
    }
    for (position, block) in section.blocks.iter().enumerate() {
        if position > 0 {
            text.push('\n');
        }
        match block {
            Block::Paragraph(words) => wrap(text, "", words, width),
            Block::List(points) => {
                for point in points {
                    wrap(text, "- ", point, width);
                }
            }
            Block::Table(table) => render_table(text, table, width),
            Block::Drawing(rows) => {
                for row in rows {
                    line(text, Style::new(), row);
                }
            }
        }
    }
}

fn line(text: &mut String, style: Style, words: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "{style}{words}{style:#}");
}

/// Writes words in lines of at most `width`, the first after `bullet`, the others indented as far.
fn wrap(text: &mut String, bullet: &str, words: &str, width: usize) {
    let indent = bullet.chars().count();
    text.push_str(bullet);
    let mut column = indent;
    for word in words.split_whitespace() {
        let length = word.chars().count();
        if column > indent && column + 1 + length > width {
            text.push('\n');
            text.extend(std::iter::repeat_n(' ', indent));
            column = indent;
        } else if column > indent {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += length;
    }
    text.push('\n');
}

fn render_table(text: &mut String, table: &Table, width: usize) {
    let widths = widths(table);
    let labels = labels(table, &widths, width);
    let label_width = widest_line(&labels);
    let taken = taken(&widths);
    for (position, block) in blocks(&table.columns, label_width, &taken, width)
        .into_iter()
        .enumerate()
    {
        if position > 0 {
            text.push('\n');
        }
        render_block(text, table, &labels, block, &widths, width);
    }
}

/// Returns the heading of the labels and those of the rows, broken into lines where they would leave the widest column no room.
fn labels(table: &Table, widths: &[usize], width: usize) -> Vec<String> {
    let longest_word = |position: usize| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(position));
        let words = cells.flat_map(|cell| cell.split_whitespace());
        // Headings of columns are not broken.
        let words = words.chain([table.columns[position].heading.as_str()]);
        words.map(|word| word.chars().count()).max().unwrap_or(0)
    };
    let needed = |(position, &width): (usize, &usize)| match table.columns[position].kind {
        Kind::Words => GAP + width.min(SHORTEST_SENTENCE.max(longest_word(position))),
        _ => GAP + width,
    };
    let needed = widths.iter().enumerate().map(needed).max();
    let most = width
        .saturating_sub(needed.unwrap_or(0))
        .max(SHORTEST_LABEL);
    let of_rows = table.rows.iter().map(|row| {
        let indent = if row.group.is_empty() { "" } else { INDENT };
        broken(indent, &row.label, most)
    });
    let mut labels: Vec<String> = of_rows.collect();
    // A heading alone takes no room from columns that stand beside each other without it.
    let taken = taken(widths);
    let of_rows = widest_line(&labels);
    let blocks_with = |heading: &String| {
        let label = widest_line(std::slice::from_ref(heading)).max(of_rows);
        blocks(&table.columns, label, &taken, width).len()
    };
    let left = width.saturating_sub(taken.iter().sum());
    let short = left.max(of_rows).max(SHORTEST_LABEL).min(most);
    let headings = [most, short].map(|most| broken("", &table.label, most));
    labels.extend(headings.into_iter().min_by_key(blocks_with));
    labels.rotate_right(1);
    labels
}

/// Returns how wide the widest line of these words is.
fn widest_line(words: &[String]) -> usize {
    let lines = words.iter().flat_map(|words| words.lines());
    lines.map(|line| line.chars().count()).max().unwrap_or(0)
}

/// Returns words behind an indent, in lines of at most `most` characters; what goes on below is indented further.
fn broken(indent: &str, words: &str, most: usize) -> String {
    if indent.len() + words.chars().count() <= most {
        return format!("{indent}{words}");
    }
    let mut lines = String::new();
    wrap(&mut lines, indent, words, most.saturating_sub(INDENT.len()));
    lines.trim_end().replace('\n', &format!("\n{INDENT}"))
}

/// Writes a block of columns beside the labels: that of their own column, then those of the rows.
fn render_block(
    text: &mut String,
    table: &Table,
    labels: &[String],
    block: Range<usize>,
    widths: &[usize],
    width: usize,
) {
    let room = width.saturating_sub(widest_line(labels));
    let columns = &table.columns[block.clone()];
    // Sentences at the end of a line go on below.
    let taken: usize = widths[block.clone()].iter().map(|width| GAP + width).sum();
    let last = widths[block.clone()].last().copied().unwrap_or(0);
    let left = (room + last).saturating_sub(taken);
    let is_broken = left < last
        && left >= SHORTEST_SENTENCE
        && columns.last().is_some_and(|it| it.kind == Kind::Words);
    let mut heights = Vec::new();
    let mut grid = comfy_table::Table::new();
    grid.load_style(comfy_table::presets::NOTHING);
    grid.set_content_arrangement(ContentArrangement::Disabled);
    let heading = |(column, &width): (&Column, &usize)| {
        if column.kind.is_number() {
            format!("{:>width$}", column.heading)
        } else {
            column.heading.clone()
        }
    };
    let headings = columns.iter().zip(&widths[block.clone()]).map(heading);
    let (heading, labels) = labels
        .split_first()
        .map_or(("", labels), |(a, b)| (a.as_str(), b));
    grid.set_header([heading.to_owned()].into_iter().chain(headings));

    for (row, label) in table.rows.iter().zip(labels) {
        let mut cells = row.cells[block.clone()].to_vec();
        if let Some(sentence) = cells.last_mut().filter(|_| is_broken) {
            let mut lines = String::new();
            wrap(&mut lines, "", sentence, left);
            *sentence = lines.trim_end().to_owned();
        }
        let ends = [Some(label), cells.last()].into_iter().flatten();
        let height = ends.map(|it| it.lines().count()).max().unwrap_or(1);
        heights.push(height.max(1));
        grid.add_row([label.clone()].into_iter().chain(cells));
    }

    for (position, column) in grid.column_iter_mut().enumerate() {
        let left = if position == 0 { 0 } else { GAP };
        column.set_padding((u16::try_from(left).unwrap_or(0), 0));
        let is_right = position > 0 && columns[position - 1].kind.is_number();
        if is_right {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut lines = grid.lines();
    for headings in lines.by_ref().take(heading.lines().count().max(1)) {
        line(text, QUIET, headings.trim_end());
    }
    let mut group = "";
    for (row, height) in table.rows.iter().zip(heights) {
        // A group has a line of its own, so that its name takes no room from the columns.
        if row.group != group && !row.group.is_empty() {
            wrap(text, "", &row.group, width);
        }
        group = &row.group;
        let style = if row.is_total { STRONG } else { Style::new() };
        for shown in lines.by_ref().take(height) {
            line(text, style, shown.trim_end());
        }
    }
}
