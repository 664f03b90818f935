//! Sheets for people: which sections of a report stand on which, and what is drawn beside them.

use crate::report::PlanReport;
use crate::report::compare::CompareReport;
use crate::report::document::{Block, Document, Kind, Section, SectionId, Table};
use crate::report::explain::ExplanationReport;
use crate::report::explain::limits::ADDRESSES;
use crate::report::hedge::{FUTURES, HedgeReport};
use crate::report::names::Names;
use crate::report::options::{OPTIONS, ValuedOptions};
use crate::report::section;

/// What is on a sheet, from top to bottom.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Page {
    pub name: &'static str,
    pub title: String,
    pub pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    Heading(String),
    Block(Block),
    /// Charts beside each other.
    Charts(Vec<Chart>),
}

/// A chart of a table on the same sheet.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Chart {
    pub title: String,
    /// Which table of the sheet, counted from 0.
    pub table: usize,
    pub shape: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A bar for each row, of its number in this column.
    Bars(usize),
    /// A column for each quarter, of parts that are the rows.
    Stacks,
}

/// No chart has more bars: what is left out is in its table.
const MOST_BARS: usize = 12;

impl Page {
    fn new(name: &'static str, title: &str) -> Self {
        Self {
            name,
            title: title.to_owned(),
            pieces: Vec::new(),
        }
    }

    fn section(&mut self, section: Section) {
        if !section.title.is_empty() {
            self.pieces.push(Piece::Heading(section.title));
        }
        self.pieces.extend(
            section
                .blocks
                .into_iter()
                .filter(is_for_cells)
                .map(Piece::Block),
        );
    }

    fn tables(&self) -> impl Iterator<Item = &Table> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Block(Block::Table(table)) => Some(table),
            _ => None,
        })
    }

    /// Says what is counted in a table whose heading leaves that to its rows.
    fn count_units(&mut self) {
        for piece in &mut self.pieces {
            if let Piece::Block(Block::Table(table)) = piece
                && table.label == section::WHO_GETS_WHAT
            {
                table.label.push_str(", units");
            }
        }
    }

    fn table(&mut self, table: Table) {
        if !table.rows.is_empty() {
            self.pieces.push(Piece::Block(Block::Table(table)));
        }
    }

    fn paragraph(&mut self, words: &str) {
        self.pieces
            .push(Piece::Block(Block::Paragraph(words.to_owned())));
    }

    /// Returns bars of the table with this label, if it is there and has something to compare.
    fn bars(&self, label: &str, title: &str, column: usize) -> Option<Chart> {
        let at = self.tables().position(|table| table.label == label)?;
        let rows = self.tables().nth(at)?.rows.iter();
        let bars =
            rows.filter(|row| !row.is_total && row.values.get(column).is_some_and(Option::is_some));
        (bars.count() > 1).then(|| Chart {
            title: title.to_owned(),
            table: at,
            shape: Shape::Bars(column),
        })
    }

    /// Returns stacks of the table with this label, if it has more than one quarter.
    fn stacks(&self, label: &str, title: &str) -> Option<Chart> {
        let at = self.tables().position(|table| table.label == label)?;
        let columns = self.tables().nth(at)?.columns.iter();
        let quarters = columns.filter(|it| matches!(it.kind, Kind::Quarter(_)));
        (quarters.count() > 1).then(|| Chart {
            title: title.to_owned(),
            table: at,
            shape: Shape::Stacks,
        })
    }

    /// Puts charts before this piece.
    fn draw(&mut self, at: usize, charts: impl IntoIterator<Item = Option<Chart>>) {
        let charts: Vec<Chart> = charts.into_iter().flatten().collect();
        if !charts.is_empty() {
            self.pieces
                .insert(at.min(self.pieces.len()), Piece::Charts(charts));
        }
    }
}

impl Chart {
    /// Returns which rows it shows.
    pub fn rows<'a>(&self, table: &'a Table) -> impl Iterator<Item = usize> + 'a {
        let shape = self.shape;
        let rows = table.rows.iter().enumerate();
        let most = match shape {
            Shape::Bars(_) => MOST_BARS,
            Shape::Stacks => usize::MAX,
        };
        rows.filter(move |(_, row)| {
            let is_number = |column: usize| row.values.get(column).is_some_and(Option::is_some);
            !row.is_total
                && is_number(match shape {
                    Shape::Bars(column) => column,
                    Shape::Stacks => 0,
                })
        })
        .map(|(position, _)| position)
        .take(most)
    }
}

/// Returns the sheets of a plan: what a director reads, then everything by quarter.
pub(super) fn plan(report: &PlanReport, document: &Document) -> Vec<Page> {
    let names = Names::of(report.model);
    let mut overview = Page::new("Overview", &document.title);
    let mut sections = document.sections.iter().cloned();
    if let Some(first) = sections.next() {
        overview.section(first);
    }
    let answer = overview.pieces.len();
    racks(&mut overview, report, &names);
    let full = section::used_to_the_full(report, &names);
    overview
        .pieces
        .push(Piece::Heading("What limits".to_owned()));
    if full.rows.is_empty() {
        overview.paragraph("Nothing is used to the full in any quarter.");
    } else {
        overview
            .paragraph("What each of these is worth stands in the workbook of waferline explain.");
        overview.table(full);
    }
    draw_answer(&mut overview, answer, None);
    let mut details = Page::new("By quarter", &document.title);
    for section in sections {
        match section.id {
            Some(SectionId::Held) => overview.section(section),
            _ => details.section(section),
        }
    }
    vec![overview, details]
}

/// Adds who gets the racks, by quarter.
fn racks(page: &mut Page, report: &PlanReport, names: &Names) {
    page.pieces
        .push(Piece::Heading("Who gets the racks, by quarter".to_owned()));
    page.table(section::racks_by_destination(report, names));
    page.table(section::units_by_quarter(report.shown(), names));
}

/// Puts the charts of an answer behind its first table, that of the margin.
fn draw_answer(page: &mut Page, before: usize, worth: Option<Chart>) {
    page.count_units();
    let label = page.tables().next().map(|table| table.label.clone());
    let bars = label.and_then(|label| page.bars(&label, "Margin by channel, present value", 0));
    let stacks = page.stacks(section::ALL_RACKS, "Who gets the racks");
    let is_table = |piece: &Piece| matches!(piece, Piece::Block(Block::Table(_)));
    let first = page.pieces.iter().position(is_table);
    page.draw(first.map_or(before, |at| at + 1), [bars, stacks]);
    if let Some(worth) = worth {
        let heading = |piece: &Piece| *piece == Piece::Heading("What limits are worth".to_owned());
        let at = page.pieces.iter().position(heading);
        page.draw(at.map_or(before, |at| at + 2), [Some(worth)]);
    }
}

/// Returns the sheets of an explanation: what a director reads, then why.
pub(super) fn explanation(report: &ExplanationReport) -> Vec<Page> {
    let names = Names::of(report.model);
    let document = report.document().printable();
    let plan = PlanReport {
        model: report.model,
        plan: &report.solved.plan,
        certificate: &report.solved.solution.certificate,
        selection: report.solved.selection.as_ref(),
    };
    let mut overview = Page::new("Overview", &document.title);
    let mut why = Page::new("Why", &document.title);
    let mut sections = document.sections.into_iter();
    if let Some(first) = sections.next() {
        overview.section(first);
    }
    let answer = overview.pieces.len();
    // What is said of the margin and of the proof stands above.
    let tables = section::answer(&plan, &names).blocks.into_iter();
    let tables = tables.filter(|block| matches!(block, Block::Table(_)));
    overview.pieces.extend(tables.map(Piece::Block));
    racks(&mut overview, &plan, &names);
    for section in sections {
        match section.id {
            Some(SectionId::Limits) => {
                // A director has no use for addresses.
                let (mut said, mut addresses) = (section.clone(), section);
                said.blocks.retain(|block| !is_of_addresses(block));
                addresses.blocks.retain(is_of_addresses);
                "Addresses of limits".clone_into(&mut addresses.title);
                overview.section(said);
                if !addresses.blocks.is_empty() {
                    why.section(addresses);
                }
            }
            Some(SectionId::Held) => overview.section(section),
            _ => why.section(section),
        }
    }
    let worth = overview.bars("Limit", "What 5% of a limit is worth", 1);
    draw_answer(&mut overview, answer, worth);
    vec![overview, why]
}

fn is_of_addresses(block: &Block) -> bool {
    let heading = |table: &Table| table.columns.first().map(|it| it.heading.clone());
    matches!(block, Block::Table(table) if heading(table).as_deref() == Some(ADDRESSES))
}

/// Returns the sheets of a comparison: all cases side by side, then each in turn.
pub(super) fn compare(report: &CompareReport) -> Vec<Page> {
    let document = report.document().printable();
    let mut overview = Page::new("Overview", &document.title);
    let mut cases = Page::new("Each case", &document.title);
    for (position, section) in document.sections.into_iter().enumerate() {
        let page = if position < 2 {
            &mut overview
        } else {
            &mut cases
        };
        page.section(section);
    }
    vec![overview, cases]
}

/// Returns the sheet of options: what to take, and from which price on.
pub(super) fn options(report: &ValuedOptions) -> Vec<Page> {
    let document = report.document().printable();
    let mut page = Page::new("Overview", &document.title);
    for section in document.sections {
        page.section(section);
    }
    let bars = page.bars(OPTIONS, "What each option is worth", 1);
    page.draw(2, [bars]);
    vec![page]
}

/// Returns the sheets of a hedge: what to do until the news and what that is worth, then the plan until then.
pub(super) fn hedge(report: &HedgeReport) -> Vec<Page> {
    let document = report.document().printable();
    let lead = report.lead().len();
    let mut overview = Page::new("Overview", &document.title);
    let mut details = Page::new("Until the news", &document.title);
    for (position, section) in document.sections.into_iter().enumerate() {
        let page = if position < lead {
            &mut overview
        } else {
            &mut details
        };
        page.section(section);
    }
    let titles = if report.shows_each() {
        ["Margin in each future", "What not having known costs"]
    } else {
        [
            "Margin in the worst",
            "What not having known costs in the worst",
        ]
    };
    let margins = overview.bars(FUTURES, titles[0], 2);
    let regrets = overview.bars(FUTURES, titles[1], 4);
    let of_futures =
        |piece: &Piece| matches!(piece, Piece::Block(Block::Table(it)) if it.label == FUTURES);
    let at = overview.pieces.iter().position(of_futures);
    overview.draw(at.map_or(0, |at| at + 1), [margins, regrets]);
    let has_details = !details.pieces.is_empty();
    let mut pages = vec![overview];
    pages.extend(has_details.then_some(details));
    pages
}

/// Returns the sheet of an answer that is no plan.
pub(super) fn refusal(document: &Document) -> Vec<Page> {
    let mut overview = Page::new("Overview", &document.title);
    for section in document.sections.iter().cloned() {
        overview.section(section);
    }
    vec![overview]
}

/// A drawing of characters needs a font in which all are alike; a workbook has charts.
fn is_for_cells(block: &Block) -> bool {
    !matches!(block, Block::Drawing(_))
}
