//! A curve: its shape at a glance, and every breakpoint.

use crate::explain::{Change, Curve, CurveBy, CurveFound, CurveOf, CurvePoint, Event, EventKind};
use crate::report::document::{Block, Column, Section, Table};
use crate::report::drawing;
use crate::report::number::{Format, Money, NOTHING, count, money, quantity};

use super::words::Words;

/// How many changes are named at one breakpoint.
const CHANGES: usize = 4;

/// Returns the curve as CSV, one line a point: `amount,margin,per_unit_before,per_unit_after`.
pub fn curve_csv(curve: &Curve) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["amount", "margin", "per_unit_before", "per_unit_after"])?;
    for point in &curve.points {
        writer.serialize((
            point.amount,
            point.margin,
            point.per_unit_before,
            point.per_unit_after,
        ))?;
    }
    let bytes = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

pub(super) fn sections(words: &Words, curve: &Curve) -> Vec<Section> {
    let mut sections = vec![overview(words, curve), breakpoints(words, curve)];
    if curve.of == CurveOf::Limit {
        sections.push(what_one_more_does(words, curve));
    }
    sections.retain(|section| !section.blocks.is_empty());
    sections
}

fn overview(words: &Words, curve: &Curve) -> Section {
    let currency = &words.model.currency;
    let mut section = Section::new("");
    let number = match curve.by {
        CurveBy::Amount => curve.address.clone(),
        CurveBy::Factor => format!("{}, all quarters times a factor", curve.address),
    };
    let (Some(first), Some(last)) = (curve.points.first(), curve.points.last()) else {
        return section;
    };
    section.add_paragraph(format!(
        "Best margin along {number}, from {} to {}; today {} with {}.",
        amount(first.amount),
        amount(last.amount),
        amount(curve.today),
        money(curve.margin_today, currency),
    ));
    section.add_paragraph(drawing(curve, currency));
    if let Some(below) = curve.no_plan_below {
        section.add_paragraph(format!("Below {} there is no plan.", amount(below)));
    }
    if let Some(above) = curve.no_plan_above {
        section.add_paragraph(format!("Above {} there is no plan.", amount(above)));
    }
    if let Some(beyond) = curve.no_end_beyond {
        section.add_paragraph(format!(
            "Beyond {} the margin is unbounded.",
            amount(beyond)
        ));
    }
    section
}

/// Returns a number with the digits that tell breakpoints apart.
fn amount(value: f64) -> String {
    if value.abs() >= 10.0 || value == value.round() {
        quantity(value)
    } else {
        format!("{value:.4}")
    }
}

fn drawing(curve: &Curve, currency: &str) -> String {
    let margins = curve.points.iter().map(|point| point.margin);
    let least = margins.clone().fold(f64::INFINITY, f64::min);
    let most = margins.fold(f64::NEG_INFINITY, f64::max);
    let (Some(first), Some(last)) = (curve.points.first(), curve.points.last()) else {
        return String::new();
    };
    let points: Vec<(f64, f64)> = curve
        .points
        .iter()
        .map(|point| (point.amount, point.margin))
        .collect();
    let drawn = drawing::line(&points);
    format!(
        "{} {drawn} {}   ({} to {})",
        amount(first.amount),
        amount(last.amount),
        money(least, currency),
        money(most, currency),
    )
}

fn breakpoints(words: &Words, curve: &Curve) -> Section {
    let mut section = Section::new(match curve.found {
        CurveFound::Walked => "Breakpoints",
        CurveFound::Sampled => "Points",
    });
    let currency = &words.model.currency;
    let margins: Vec<f64> = curve.points.iter().map(|point| point.margin).collect();
    let slopes: Vec<f64> = curve.stretches.iter().map(|it| it.per_unit).collect();
    let (margin, slope) = (Money::of(&margins), Money::of(&slopes));
    let has_sales = curve.stretches.iter().any(|it| it.units_sold.is_some());
    let is_share = Words::unit_size(&curve.path) < 1.0;
    let per_unit = match curve.by {
        CurveBy::Amount if is_share => "Per 1.00",
        CurveBy::Amount => "Per unit",
        CurveBy::Factor => "Per 1.0",
    };
    let mut columns = vec![
        Column::money(format!("Margin, {}", margin.unit(currency))),
        Column::money(format!("{per_unit} before, {}", slope.unit(currency))),
        Column::number("after"),
    ];
    if has_sales {
        columns.push(Column::number("Units sold from here"));
    }
    let is_walked = curve.found == CurveFound::Walked;
    if is_walked {
        columns.push(Column::words("What happens"));
    }
    let label = match curve.by {
        CurveBy::Amount => "Amount",
        CurveBy::Factor => "Factor",
    };
    let mut table = Table::new(label, columns);
    let amounts: Vec<f64> = curve.points.iter().map(|point| point.amount).collect();
    let format = Format::of(&amounts);
    for (i, point) in curve.points.iter().enumerate() {
        let shown = match curve.by {
            CurveBy::Amount => format.show(point.amount),
            CurveBy::Factor => amount(point.amount),
        };
        let price =
            |side: Option<f64>| side.map_or_else(|| NOTHING.to_owned(), |it| slope.cell(it));
        let mut cells = vec![
            margin.cell(point.margin),
            price(point.per_unit_before),
            price(point.per_unit_after),
        ];
        if has_sales {
            let sold = curve.stretches.get(i).and_then(|it| it.units_sold);
            cells.push(sold.map_or_else(|| NOTHING.to_owned(), quantity));
        }
        if is_walked {
            cells.push(happens(point, words));
        }
        table.add_row("", shown, cells);
    }
    section.add_table(table);
    if curve.found == CurveFound::Sampled {
        section.add_paragraph(format!(
            "{} solved; between them the margin may bend, and what a unit is worth is the average.",
            count(curve.points.len(), "point", "points"),
        ));
        return section;
    }
    let confirmed = curve.points.iter().filter(|point| point.confirmed).count();
    section.add_paragraph(format!(
        "{} of {} confirmed by solving again; the margin is straight between them.",
        confirmed,
        count(curve.points.len(), "point", "points"),
    ));
    section
}

/// Returns what happens at a point, in words.
pub(in crate::report) fn happens(point: &CurvePoint, words: &Words) -> String {
    let events = point.events.iter();
    let mut happens: Vec<String> = events.map(|it| event(it, words)).collect();
    if !point.changes.is_empty() {
        happens = vec![changes(&point.changes, words)];
    }
    if !point.confirmed {
        happens.push("edge of the possible".to_owned());
    }
    happens.join("; ")
}

fn event(event: &Event, words: &Words) -> String {
    let what = match &event.address {
        Some(address) => words.address(address),
        None => event.what.clone(),
    };
    match event.happening {
        EventKind::Binds => format!("{what} binds"),
        EventKind::NoLongerBinds => format!("{what} no longer binds"),
        EventKind::Starts => format!("starts: {what}"),
        EventKind::Stops => format!("stops: {what}"),
        EventKind::TakesOver => what,
    }
}

/// Returns the changes in words, as many as are read.
fn changes(changes: &[Change], words: &Words) -> String {
    let shown: Vec<String> = changes
        .iter()
        .take(CHANGES)
        .map(|change| {
            let sign = if change.amount > 0.0 { "+" } else { "" };
            format!(
                "{sign}{} {}",
                quantity(change.amount),
                words.total(&change.what)
            )
        })
        .collect();
    let more = match changes.len().saturating_sub(CHANGES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", shown.join(", "))
}

fn what_one_more_does(words: &Words, curve: &Curve) -> Section {
    let size = Words::unit_size(&curve.path);
    let scale = match curve.by {
        CurveBy::Amount => size,
        CurveBy::Factor => 0.01,
    };
    let reported = curve
        .stretches
        .iter()
        .filter(|it| !it.changes_per_unit.is_empty())
        .map(|it| {
            let scaled: Vec<Change> = it
                .changes_per_unit
                .iter()
                .map(|change| Change {
                    what: change.what.clone(),
                    amount: change.amount * scale,
                })
                .collect();
            (it, changes(&scaled, words))
        });
    // Stretches that follow each other and do the same are reported once.
    let mut runs: Vec<(f64, f64, String)> = Vec::new();
    for (it, does) in reported {
        match runs.last_mut() {
            Some((_, to, same)) if *same == does && *to == it.from => *to = it.to,
            _ => runs.push((it.from, it.to, does)),
        }
    }
    let points: Vec<String> = runs
        .iter()
        .map(|(from, to, does)| format!("{} to {}: {does}", amount(*from), amount(*to)))
        .collect();
    let mut section = Section::new(match curve.by {
        CurveBy::Amount if size < 1.0 => "What a percentage point more does, on average",
        CurveBy::Amount => "What a unit more does, on average",
        CurveBy::Factor => "What 0.01 more does, on average",
    });
    if !points.is_empty() {
        section.blocks.push(Block::List(points));
    }
    section
}
