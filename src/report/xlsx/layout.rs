//! Where everything on a sheet for people stands: rows, columns, heights, page breaks.

use std::ops::Range;

use crate::report::columns::blocks;
use crate::report::document::{Block, Row, Table};

use super::measure::{column_width, label_width, wanted_span, wrapped};
use super::page::{Chart, Page, Piece};
use super::paper;
use super::style::{Look, as_shown};

/// Columns beside the label: at least, so that words have room; at most, so that letters stay legible on paper.
const FEWEST: usize = 12;
const MOST: usize = 17;
/// A line of letters, in points.
const LINE: f64 = 13.5;
/// A line of the title, and of a heading with the room above it.
const TITLE: f64 = 24.0;
const SECTION: f64 = 22.0;
const GAP: f64 = 7.0;
/// How high charts are.
pub(super) const CHART: f64 = 200.0;
/// What is kept free on paper: other programs have slightly wider letters.
const SLACK: f64 = 0.96;
/// A table of at most this share of a page is not broken.
const MOST_OF_A_PAGE: f64 = 0.7;

/// A sheet as it is written.
pub(super) struct Layout {
    pub label_width: usize,
    pub column_width: usize,
    pub columns: usize,
    pub lines: Vec<Line>,
    /// Rows before which a page ends.
    pub breaks: Vec<u32>,
    pub charts: Vec<(u32, Vec<Chart>)>,
    /// Of each table, where its parts stand.
    pub tables: Vec<Vec<Part>>,
}

/// One row of a sheet.
pub(super) struct Line {
    pub height: f64,
    pub cells: Vec<Placed>,
}

/// A cell, perhaps over several columns.
pub(super) struct Placed {
    pub column: usize,
    pub span: usize,
    pub text: String,
    pub value: Option<(f64, String)>,
    pub look: Look,
}

/// Columns of a table that stand beside each other.
pub(super) struct Part {
    pub columns: Range<usize>,
    pub heading: u32,
    /// The column of the sheet in which each of them begins: words can go over several.
    pub places: Vec<usize>,
    /// The row of the sheet of each row of the table.
    pub rows: Vec<u32>,
}

impl Part {
    /// Returns the column of the sheet in which a column of the table begins.
    pub fn place(&self, column: usize) -> Option<usize> {
        let position = column.checked_sub(self.columns.start)?;
        self.places.get(position).copied()
    }
}

/// Returns in which column of the sheet each of these begins, behind the label's.
fn places(spans: &[usize]) -> Vec<usize> {
    let begin = |at: &mut usize, &span: &usize| Some(std::mem::replace(at, *at + span));
    spans.iter().scan(1, begin).collect()
}

impl Layout {
    pub fn of(page: &Page) -> Self {
        let tables: Vec<&Table> = page
            .pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Block(Block::Table(table)) => Some(table),
                _ => None,
            })
            .collect();
        let label_width = label_width(&tables);
        let column_width = column_width(&tables);
        let wanted = tables.iter().map(|table| {
            let spans = table.columns.iter().enumerate();
            spans
                .map(|(i, it)| wanted_span(table, i, it, column_width))
                .sum::<usize>()
        });
        let columns = wanted.max().unwrap_or(0).clamp(FEWEST, MOST);
        // A sheet measures in pixels, 7 a character and 5 at the edges.
        let pixels = |width: usize| 7.0 * width as f64 + 5.0;
        let width = 0.75 * (pixels(label_width) + columns as f64 * pixels(column_width));
        let scale = (100.0 * SLACK * paper::WIDTH / width)
            .floor()
            .clamp(10.0, 100.0);
        let mut layout = Self {
            label_width,
            column_width,
            columns,
            lines: Vec::new(),
            breaks: Vec::new(),
            charts: Vec::new(),
            tables: Vec::new(),
        };
        let mut paper = Paper {
            height: SLACK * paper::HEIGHT * 100.0 / scale,
            used: 0.0,
        };
        layout.wide(&mut paper, &page.title, Look::Title, TITLE);
        for (at, piece) in page.pieces.iter().enumerate() {
            match piece {
                Piece::Heading(words) => {
                    // With what it is the heading of, and with what is said before that.
                    let below = &page.pieces[at + 1..];
                    let is_said =
                        |piece: &&Piece| matches!(piece, Piece::Block(Block::Paragraph(_)));
                    let said = below.iter().take_while(is_said).count();
                    let next = below.iter().take(said + 1);
                    let next: f64 = next.map(|piece| layout.together(&paper, piece) + GAP).sum();
                    layout.room(&mut paper, SECTION + next);
                    layout.wide(&mut paper, words, Look::Section, SECTION);
                }
                Piece::Block(Block::Paragraph(words)) => layout.words(&mut paper, words),
                Piece::Block(Block::List(points)) => {
                    for point in points {
                        layout.words(&mut paper, &format!("•  {point}"));
                    }
                }
                Piece::Block(Block::Table(table)) => layout.table(&mut paper, table),
                Piece::Block(Block::Drawing(_)) => continue,
                Piece::Charts(charts) => {
                    layout.room(&mut paper, CHART + GAP);
                    layout.charts.push((layout.next_row(), charts.clone()));
                    layout.blank(&mut paper, CHART);
                }
            }
            if !matches!(piece, Piece::Heading(_)) {
                layout.blank(&mut paper, GAP);
            }
        }
        layout
    }

    fn next_row(&self) -> u32 {
        u32::try_from(self.lines.len()).unwrap_or(u32::MAX)
    }

    /// Ends the page unless there is this much room on it.
    fn room(&mut self, paper: &mut Paper, height: f64) -> bool {
        let ends = paper.used > 0.0 && paper.used + height > paper.height;
        if ends {
            self.breaks.push(self.next_row());
            paper.used = 0.0;
        }
        ends
    }

    fn push(&mut self, paper: &mut Paper, line: Line) {
        paper.used += line.height;
        self.lines.push(line);
    }

    fn blank(&mut self, paper: &mut Paper, height: f64) {
        self.push(
            paper,
            Line {
                height,
                cells: Vec::new(),
            },
        );
    }

    fn wide(&mut self, paper: &mut Paper, words: &str, look: Look, height: f64) {
        let cells = vec![Placed {
            column: 0,
            span: self.columns + 1,
            text: words.to_owned(),
            value: None,
            look,
        }];
        self.push(paper, Line { height, cells });
    }

    fn words(&mut self, paper: &mut Paper, words: &str) {
        let height = LINE * self.lines_of(words, self.columns + 1) as f64 + 2.0;
        self.room(paper, height);
        self.wide(paper, words, Look::Words, height);
    }

    /// Returns in how many lines words stand over so many columns, the first being that of the label.
    fn lines_of(&self, words: &str, columns: usize) -> usize {
        wrapped(words, self.label_width + (columns - 1) * self.column_width)
    }

    /// Returns how much of a piece stays together.
    fn together(&self, paper: &Paper, piece: &Piece) -> f64 {
        match piece {
            Piece::Heading(_) => SECTION,
            Piece::Block(Block::Paragraph(words)) => {
                LINE * self.lines_of(words, self.columns + 1) as f64
            }
            Piece::Block(Block::List(_)) => 3.0 * LINE,
            Piece::Block(Block::Drawing(_)) => 0.0,
            Piece::Block(Block::Table(table)) => {
                let spans = self.spans(table);
                let parts = blocks(&table.columns, 0, &spans, self.columns);
                let first = parts.into_iter().next().unwrap_or(0..0);
                self.part_together(paper, table, first, &spans)
            }
            Piece::Charts(_) => CHART,
        }
    }

    /// Returns over how many columns each column of a table goes at least.
    fn spans(&self, table: &Table) -> Vec<usize> {
        let columns = table.columns.iter().enumerate();
        columns
            .map(|(i, it)| wanted_span(table, i, it, self.column_width).min(self.columns))
            .collect()
    }

    /// Returns how much of these columns of a table stays together: all where most of a page is enough for it.
    fn part_together(
        &self,
        paper: &Paper,
        table: &Table,
        columns: Range<usize>,
        spans: &[usize],
    ) -> f64 {
        let spans = self.stretched(table, spans, columns.clone());
        let rows = table.rows.iter();
        let heights = rows.map(|row| self.row(table, row, columns.clone(), &spans).height);
        let groups = table.rows.chunk_by(|a, b| a.group == b.group);
        let groups = groups.filter(|rows| !rows[0].group.is_empty()).count() as f64;
        let head = self.heading(table, columns.clone(), &spans).height;
        let whole = head + heights.sum::<f64>() + groups * LINE;
        if whole <= MOST_OF_A_PAGE * paper.height {
            whole
        } else {
            head + 5.0 * LINE
        }
    }

    fn table(&mut self, paper: &mut Paper, table: &Table) {
        let mut parts = Vec::new();
        let spans = self.spans(table);
        for columns in blocks(&table.columns, 0, &spans, self.columns) {
            if !parts.is_empty() {
                self.blank(paper, GAP);
            }
            let together = self.part_together(paper, table, columns.clone(), &spans);
            self.room(paper, together);
            let spans = self.stretched(table, &spans, columns.clone());
            parts.push(self.part(paper, table, columns, &spans));
        }
        self.tables.push(parts);
    }

    fn part(
        &mut self,
        paper: &mut Paper,
        table: &Table,
        columns: Range<usize>,
        spans: &[usize],
    ) -> Part {
        let heading = self.next_row();
        let head = self.heading(table, columns.clone(), spans);
        self.push(paper, head);
        let mut rows = Vec::with_capacity(table.rows.len());
        let mut group = "";
        for row in &table.rows {
            let line = self.row(table, row, columns.clone(), spans);
            let begins = row.group != group && !row.group.is_empty();
            let room = line.height + if begins { LINE } else { 0.0 };
            let goes_on = self.room(paper, room);
            if goes_on {
                let head = self.heading(table, columns.clone(), spans);
                self.push(paper, head);
            }
            if begins || goes_on && !row.group.is_empty() {
                self.wide(paper, &row.group, Look::Group, LINE);
            }
            group = &row.group;
            rows.push(self.next_row());
            self.push(paper, line);
        }
        Part {
            columns,
            heading,
            places: places(spans),
            rows,
        }
    }

    /// Returns over how many columns each of these cells goes; the last words take what is left.
    fn stretched(&self, table: &Table, spans: &[usize], columns: Range<usize>) -> Vec<usize> {
        let mut spans = spans[columns.clone()].to_vec();
        let taken: usize = spans.iter().sum();
        let ends_in_words = table.columns[columns]
            .last()
            .is_some_and(|it| !it.kind.is_number());
        if let Some(last) = spans.last_mut().filter(|_| ends_in_words) {
            *last += self.columns.saturating_sub(taken);
        }
        spans
    }

    fn heading(&self, table: &Table, columns: Range<usize>, spans: &[usize]) -> Line {
        let mut lines = wrapped(&table.label, self.label_width);
        let mut cells = vec![Placed {
            column: 0,
            span: 1,
            text: table.label.clone(),
            value: None,
            look: Look::Heading {
                is_number: false,
                indent: false,
            },
        }];
        let mut at = 1;
        for (column, &span) in table.columns[columns].iter().zip(spans) {
            lines = lines.max(wrapped(&column.heading, span * self.column_width));
            cells.push(Placed {
                column: at,
                span,
                text: column.heading.clone(),
                value: None,
                look: Look::Heading {
                    is_number: column.kind.is_number(),
                    indent: !column.kind.is_number(),
                },
            });
            at += span;
        }
        Line {
            height: LINE * lines as f64 + 2.0,
            cells,
        }
    }

    fn row(&self, table: &Table, row: &Row, columns: Range<usize>, spans: &[usize]) -> Line {
        let indent = !row.group.is_empty();
        let is_total = row.is_total;
        let mut lines = wrapped(&row.label, self.label_width - 2 * usize::from(indent));
        let mut cells = vec![Placed {
            column: 0,
            span: 1,
            text: row.label.clone(),
            value: None,
            look: Look::Label { is_total, indent },
        }];
        let mut at = 1;
        for (position, &span) in columns.zip(spans) {
            let text = row.cells.get(position).cloned().unwrap_or_default();
            let value = row.values.get(position).copied().flatten();
            let value = value.filter(|value| value.is_finite()).map(|value| {
                let unit = row.units.get(position).copied().unwrap_or(1.0);
                (value, as_shown(&text, unit))
            });
            let is_number = table.columns[position].kind.is_number();
            if value.is_none() && !is_number {
                lines = lines.max(wrapped(&text, span * self.column_width));
            }
            cells.push(Placed {
                column: at,
                span,
                text,
                value,
                look: Look::Cell {
                    is_total,
                    is_number,
                },
            });
            at += span;
        }
        Line {
            height: LINE * lines as f64,
            cells,
        }
    }
}

/// How far a page is filled, in points of the sheet.
struct Paper {
    height: f64,
    used: f64,
}
