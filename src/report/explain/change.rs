//! What would change the answer: indifference prices, and plans that are as good.

use crate::explain::{Beyond, Destination, IndifferencePrice, Move, Sale};
use crate::model::Model;
use crate::report::document::{Block, Column, Section, Table};
use crate::report::names::Names;
use crate::report::number::{Money, count, money, percent, quantity};

use super::ExplanationReport;
use super::words::Words;

/// Ties of the same kind repeat from quarter to quarter: this many are enough to see which.
const SHOWN_TIES: usize = 5;

/// How many destinations a sentence names.
const NAMED: usize = 3;
/// Net changes below this share of the greatest are not named.
const NAMED_FROM: f64 = 0.01;

/// A sale that a price decides.
pub(super) struct Decided<'a> {
    pub price: &'a IndifferencePrice,
    pub beyond: &'a Beyond,
    pub is_sold: bool,
    /// What the buyer pays.
    pays: f64,
    /// From where it is sold.
    from: f64,
}

impl Decided<'_> {
    /// Returns the share by which the price would have to change.
    fn share(&self) -> f64 {
        (self.from - self.pays) / self.pays
    }
}

/// Returns the sales that a price decides, those of which most money or most racks move first.
pub(super) fn decided<'a>(report: &'a ExplanationReport) -> Vec<Decided<'a>> {
    let deciding = report.explanation.indifference.deciding().into_iter();
    let decided = deciding.filter_map(|(price, beyond)| {
        Some(Decided {
            price,
            beyond,
            is_sold: match price.sale {
                Sale::Sold => true,
                Sale::NotSold => false,
                _ => return None,
            },
            pays: price.price?,
            from: price.indifference?,
        })
    });
    decided.collect()
}

/// Returns the sale to ask about next: the one of most weight, made or not.
pub(super) fn telling<'a>(report: &'a ExplanationReport) -> Option<Decided<'a>> {
    let decided = decided(report);
    let at = decided.iter().position(|it| it.beyond.is_news());
    decided.into_iter().nth(at.unwrap_or(0))
}

/// Returns the line of the summary: the stop and the start that move most, each if it is news.
pub(super) fn line(report: &ExplanationReport, words: &Words) -> Option<String> {
    let decided = decided(report);
    if decided.is_empty() {
        return None;
    }
    let news = |is_sold: bool| {
        let mut news = decided.iter().filter(|it| it.beyond.is_news());
        news.find(|it| it.is_sold == is_sold)
    };
    let said: Vec<String> = [news(true), news(false)]
        .into_iter()
        .flatten()
        .map(|it| sentence(it, words, &report.model.currency))
        .collect();
    let table = &report.explanation.indifference;
    Some(if said.is_empty() {
        let of = match table.not_looked_at {
            0 => String::new(),
            _ => format!("Of the {} sales looked at, n", table.prices.len()),
        };
        let no = if of.is_empty() { "No sale" } else { "one" };
        format!(
            "{of}{no} that starts or stops at another price moves 0.01% of the margin or 1% of the racks."
        )
    } else {
        let most = match table.not_looked_at {
            0 => "",
            _ => " most, of the sales looked at",
        };
        format!("What would change the answer{most}: {}.", said.join("; "))
    })
}

fn sentence(it: &Decided, words: &Words, currency: &str) -> String {
    let names = words.names;
    let (item, beyond) = (&it.price.item, it.beyond);
    let sale = format!(
        "{} to {} in {}",
        names.item(item),
        names.buyer(&it.price.buyer),
        it.price.quarter,
    );
    let racks = match quantity(beyond.racks.round()).as_str() {
        "0" => format!("{} units", quantity(beyond.units.abs())),
        racks => format!("{racks} racks"),
    };
    if it.is_sold {
        format!(
            "{sale} stops if the price falls by {}, below {}: {racks} move, and the margin is {} lower",
            in_words(-it.share()),
            money(it.from, currency),
            money(-beyond.margin, currency)
        )
    } else {
        format!(
            "{sale} starts if the price rises by {}, above {}: {racks} move",
            in_words(it.share()),
            money(it.from, currency),
        )
    }
}

/// Returns a share for a sentence.
fn in_words(share: f64) -> String {
    percent(share).replace('<', "less than ")
}

/// Returns who gets more where a sale of the item stops, or fewer where it starts: `own use gets 800 more`.
pub(in crate::report) fn instead(
    model: &Model,
    names: &Names,
    beyond: &Beyond,
    item: &str,
    units: impl Fn(f64) -> String,
) -> String {
    let (sign, how) = if beyond.units < 0.0 {
        (1.0, "more")
    } else {
        (-1.0, "fewer")
    };
    let nets = beyond.moves.iter().map(|it| (it, sign * it.net()));
    let greatest = nets.clone().map(|it| it.1).fold(0.0, f64::max);
    let least = NAMED_FROM * greatest.max(beyond.units.abs());
    let real: Vec<_> = nets.filter(|it| it.1 > least).collect();
    let mut said: Vec<String> = real
        .iter()
        .take(NAMED)
        .map(|(it, net)| format!("{} gets {} {how}", to(names, it, item), units(*net)))
        .collect();
    match real.len().saturating_sub(NAMED) {
        0 => {}
        1 => said.push(format!("1 other gets {how}")),
        others => said.push(format!("{others} others get {how}")),
    }
    if said.is_empty() {
        said.push(format!("no one gets {how}"));
    }
    // What the named ones do not get is not placed at all.
    let same = beyond.moves.iter().filter(|it| it.item == item);
    let all = beyond.units + same.map(Move::net).sum::<f64>();
    if all.abs() > least {
        let how = if all < 0.0 { "fewer" } else { "more" };
        let is_rack = model.racks.iter().any(|rack| rack.id == item);
        let placed = if is_rack { "placed" } else { "sold" };
        said.push(format!("{} {how} are {placed} in all", units(all.abs())));
    }
    said.join(", ")
}

/// Returns what to call who gets units of a move, and of what where that is not the item sold.
pub(in crate::report) fn to(names: &Names, it: &Move, item: &str) -> String {
    let who = match &it.to {
        Destination::OwnUse => "own use",
        Destination::Buyer { .. } if it.is_same_sale => "the same buyer in other quarters",
        Destination::Buyer { buyer } => names.buyer(buyer),
    };
    if it.item == item {
        who.to_owned()
    } else {
        format!("{who} with {}", names.item(&it.item))
    }
}

pub(super) fn section(report: &ExplanationReport, words: &Words) -> Section {
    let mut section = Section::new("Prices that would change the answer");
    let decided = decided(report);
    let amounts: Vec<f64> = decided.iter().flat_map(|it| [it.pays, it.from]).collect();
    let margins: Vec<f64> = decided.iter().map(|it| it.beyond.margin).collect();
    let (unit, of_margin) = (Money::of(&amounts), Money::of(&margins));
    let currency = &report.model.currency;
    let columns = vec![
        Column::words("When"),
        Column::number("Price"),
        Column::number("Sold from"),
        Column::number("Change"),
        Column::number("Racks"),
        Column::money(format!("Margin, {}", of_margin.unit(currency))),
    ];
    let mut table = Table::new(format!("Prices in {}", unit.unit(currency)), columns);
    for it in decided.iter().take(report.top) {
        let label = format!(
            "{} to {}",
            words.names.item(&it.price.item),
            words.names.buyer(&it.price.buyer)
        );
        let cells = vec![
            it.price.quarter.to_string(),
            unit.cell(it.pays),
            unit.cell(it.from),
            percent(it.share()),
            quantity(it.beyond.racks),
            of_margin.cell(it.beyond.margin),
        ];
        table.add_row("", label, cells);
    }
    if table.rows.is_empty() {
        return section;
    }
    section.add_table(table);
    let table = &report.explanation.indifference;
    let unshown = decided.len().saturating_sub(report.top);
    let order = "Those that move most money or racks come first.";
    let more = match (unshown, table.not_looked_at) {
        (0, 0) => order.to_owned(),
        (more, 0) => format!(
            "And {}; `waferline why MODEL` shows all. {order}",
            count(more, "more sale", "more sales")
        ),
        (_, others) => format!(
            "Looked at are the sales of most money, and of those not made the ones that seem nearest to it; of these, those that \
             move most money or racks come first. `waferline why MODEL` shows the {} too.",
            count(others, "other", "others")
        ),
    };
    section.add_paragraph(format!(
        "{more} A price above \"sold from\" may fall by the change before the sale \
         stops; one below must rise by it before it starts. Racks move, and the margin is less, in the plan just beyond that \
         price; where a sale starts, the margin is the same there. Each holds with all other prices as they are, and was \
         checked by solving again on both sides."
    ));
    section
}

pub(super) fn ties(report: &ExplanationReport) -> Section {
    let mut section = Section::new("Ties");
    let ties = &report.explanation.ties;
    if ties.plan_is_unique {
        return section;
    }
    section.add_paragraph("This plan is one of several that earn exactly as much.");
    let points: Vec<String> = ties
        .ties
        .iter()
        .take(report.top.min(SHOWN_TIES))
        .map(|tie| {
            let up_to = tie
                .up_to
                .map_or_else(String::new, |most| format!(", up to {}", quantity(most)));
            let instead: Vec<&str> = tie
                .instead_of
                .iter()
                .map(|it| it.activity.as_str())
                .collect();
            let instead = if instead.is_empty() {
                String::new()
            } else {
                format!(", instead of: {}", instead.join(", "))
            };
            format!("{}{up_to}{instead}", tie.activity)
        })
        .collect();
    if !points.is_empty() {
        section.blocks.push(Block::List(points));
    }
    let more = ties.ties.len().saturating_sub(report.top.min(SHOWN_TIES));
    let said = [
        (more > 0).then(|| {
            format!(
                "And {}.",
                count(more, "more such activity", "more such activities")
            )
        }),
        (ties.not_looked_at > 0).then(|| {
            let others = count(ties.not_looked_at, "other activity", "other activities");
            format!("Of {others} nobody looked whether they could be done as well.")
        }),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    if !said.is_empty() {
        section.add_paragraph(said.join(" "));
    }
    section
}
