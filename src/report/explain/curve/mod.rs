//! A curve: its shape at a glance, and its breakpoints.

mod around;
mod plot;
mod shown;

use crate::explain::{
    Change, Curve, CurveBy, CurveFound, CurveOf, CurvePoint, CurveStretch, Event, EventKind,
};
use crate::report::document::{Block, Column, Section, Table};
use crate::report::number::{Format, Money, NOTHING, count, money, quantity};

use super::words::Words;
use shown::Line;

/// How many changes are named at one breakpoint; where only some breakpoints are shown, how many are.
const CHANGES: usize = 4;
const FEW_CHANGES: usize = 2;
/// Up to how many breakpoints each is told whole, whether all are asked for or not.
const FEW: usize = 4;

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

/// Returns the report in sections, with at most `most` lines for breakpoints; `None`: with every one, and what happens there.
pub(super) fn sections(words: &Words, curve: &Curve, most: Option<usize>) -> Vec<Section> {
    let most = most.filter(|_| curve.points.len() > FEW);
    let mut sections = vec![overview(words, curve), breakpoints(words, curve, most)];
    if most.is_some() {
        sections.push(around::today(words, curve));
    } else if curve.of == CurveOf::Limit {
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
    let ends = [
        (curve.no_plan_below, "Below", "there is no plan"),
        (curve.no_plan_above, "Above", "there is no plan"),
        (curve.no_end_beyond, "Beyond", "the margin is unbounded"),
    ];
    let ends = ends.into_iter().filter_map(|(end, side, what)| {
        let end = amount(end?);
        Some(format!(" {side} {end} {what}."))
    });
    section.add_paragraph(format!(
        "Best margin along {number}, from {} to {}; today {} with {}.{}",
        amount(first.amount),
        amount(last.amount),
        amount(curve.today),
        money(curve.margin_today, currency),
        ends.collect::<String>(),
    ));
    section
        .blocks
        .push(Block::Drawing(plot::drawn(curve, currency)));
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

fn breakpoints(words: &Words, curve: &Curve, most: Option<usize>) -> Section {
    let what = match curve.found {
        CurveFound::Walked => ("breakpoint", "breakpoints"),
        CurveFound::Sampled => ("point", "points"),
    };
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
    let says_what = is_walked && most.is_none();
    if says_what {
        columns.push(Column::words("What happens"));
    }
    let label = match curve.by {
        CurveBy::Amount => "Amount",
        CurveBy::Factor => "Factor",
    };
    let mut table = Table::new(label, columns);
    let amounts: Vec<f64> = curve.points.iter().map(|point| point.amount).collect();
    let format = Format::of(&amounts);
    let each = curve.points.iter().enumerate().map(|(at, point)| {
        let price =
            |side: Option<f64>| side.map_or_else(|| NOTHING.to_owned(), |it| slope.cell(it));
        let sold = curve.stretches.get(at).and_then(|it| it.units_sold);
        Line {
            points: std::slice::from_ref(point),
            amount: match curve.by {
                CurveBy::Amount => format.show(point.amount),
                CurveBy::Factor => amount(point.amount),
            },
            margin: margin.cell(point.margin),
            before: price(point.per_unit_before),
            after: price(point.per_unit_after),
            sold: sold.map_or_else(|| NOTHING.to_owned(), quantity),
        }
    });
    let all: Vec<Line> = each.collect();
    let lines = match most {
        Some(most) => shown::some(shown::merged(curve, all), curve.today, most),
        None => all,
    };
    let is_short = lines.len() < curve.points.len();
    let number = lines.len();
    for (line, point) in lines.into_iter().zip(&curve.points) {
        let happens = says_what.then(|| happens(point, words, CHANGES));
        let mut cells = vec![line.margin, line.before, line.after];
        cells.extend(has_sales.then_some(line.sold));
        cells.extend(happens);
        table.add_row("", line.amount, cells);
    }
    let mut section = Section::new(if is_short {
        format!("{number} of {}", count(curve.points.len(), what.0, what.1))
    } else if is_walked {
        "Breakpoints".to_owned()
    } else {
        "Points".to_owned()
    });
    section.add_table(table);
    section.add_paragraph(how_found(curve, most, is_short));
    section
}

/// Returns how the curve was found, and what is left out.
fn how_found(curve: &Curve, most: Option<usize>, is_short: bool) -> String {
    let points = count(curve.points.len(), "point", "points");
    let found = match curve.found {
        CurveFound::Sampled => format!(
            "{points} solved; between them the margin may bend, and what a unit is worth is the average."
        ),
        CurveFound::Walked => {
            let confirmed = curve.points.iter().filter(|point| point.confirmed).count();
            let between = if is_short {
                ""
            } else {
                "; the margin is straight between them"
            };
            format!("{confirmed} of {points} confirmed by solving again{between}.")
        }
    };
    match (is_short, most) {
        (true, _) => {
            found
                + " Shown is where it bends most, and some between; --all has every one, and what happens there."
        }
        (false, Some(_)) => found + " --all says what happens at each.",
        (false, None) => found,
    }
}

/// Returns what happens at a point, in words; at most `named` changes.
fn happens(point: &CurvePoint, words: &Words, named: usize) -> String {
    let events = point.events.iter();
    let mut happens: Vec<String> = events.map(|it| event(it, words)).collect();
    if !point.changes.is_empty() {
        happens = vec![changes(&point.changes, words, named)];
    }
    if !point.confirmed {
        happens.push("edge of the possible".to_owned());
    }
    happens.join("; ")
}

/// Returns the same for the page.
#[cfg(feature = "html")]
pub(in crate::report) fn happens_at(point: &CurvePoint, words: &Words) -> String {
    happens(point, words, CHANGES)
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

/// Returns the changes in words, at most `named` of them.
fn changes(changes: &[Change], words: &Words, named: usize) -> String {
    let shown: Vec<String> = changes
        .iter()
        .take(named)
        .map(|change| {
            let sign = if change.amount > 0.0 { "+" } else { "" };
            format!(
                "{sign}{} {}",
                quantity(change.amount),
                words.total(&change.what)
            )
        })
        .collect();
    let more = match changes.len().saturating_sub(named) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", shown.join(", "))
}

fn what_one_more_does(words: &Words, curve: &Curve) -> Section {
    // Stretches that follow each other and do the same are reported once.
    let mut runs: Vec<(f64, f64, String)> = Vec::new();
    for it in &curve.stretches {
        let Some(does) = does(it, curve, words, CHANGES) else {
            continue;
        };
        match runs.last_mut() {
            Some((_, to, same)) if *same == does && *to == it.from => *to = it.to,
            _ => runs.push((it.from, it.to, does)),
        }
    }
    let points: Vec<String> = runs
        .iter()
        .map(|(from, to, does)| format!("{} to {}: {does}", amount(*from), amount(*to)))
        .collect();
    let mut section = Section::new(format!("What {} more does, on average", step(curve)));
    if !points.is_empty() {
        section.blocks.push(Block::List(points));
    }
    section
}

/// Returns what one step more changes along a stretch, in words; `None` where that is not known.
fn does(it: &CurveStretch, curve: &Curve, words: &Words, named: usize) -> Option<String> {
    let scale = match curve.by {
        CurveBy::Amount => Words::unit_size(&curve.path),
        CurveBy::Factor => 0.01,
    };
    let scaled: Vec<Change> = it
        .changes_per_unit
        .iter()
        .map(|change| Change {
            what: change.what.clone(),
            amount: change.amount * scale,
        })
        .collect();
    (!scaled.is_empty()).then(|| changes(&scaled, words, named))
}

/// Returns by what a number is moved to say what that does.
fn step(curve: &Curve) -> &'static str {
    match curve.by {
        CurveBy::Amount if Words::unit_size(&curve.path) < 1.0 => "a percentage point",
        CurveBy::Amount => "a unit",
        CurveBy::Factor => "0.01",
    }
}
