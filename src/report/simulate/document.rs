//! What a simulation shows, in words and tables.

use crate::hedge::{BrokenLimit, Estimate};
use crate::report::document::{Block, Column, Document, Section, Table};
use crate::report::number::{Format, Money, NOTHING, count, money};
use crate::simulate::{Ending, NotThrough, Policy, PolicyOutcome, Setting, Simulated};

/// So many draws are named for each policy that did not get through.
const NAMED: usize = 3;

/// So many limits of a proof are named.
const LIMITS: usize = 4;

/// Differences of less than this share of the margins they are of are rounding.
const ROUNDING: f64 = 1e-9;

/// A difference of so many standard errors may well be chance.
const CHANCE: f64 = 2.0;

/// Returns the report on the draws of a setting.
#[must_use]
pub fn simulate_document(setting: &Setting, simulated: &Simulated) -> Document {
    let mut first = Section::new("");
    first.add_paragraph(asked(setting, simulated));
    first.add_paragraph(compared(simulated));
    let title = setting.name.clone();
    let title = title.map_or_else(|| "Simulation".to_owned(), |it| format!("{it}: simulate"));
    let sections = [
        Some(first),
        (simulated.compared > 0).then(|| margins(setting, simulated)),
        (simulated.compared > 0).then(|| promises(simulated)),
        not_through(setting, simulated),
        Some(how(setting)),
    ];
    Document {
        title,
        sections: sections.into_iter().flatten().collect(),
    }
}

fn asked(setting: &Setting, simulated: &Simulated) -> String {
    let changes = setting.scenarios.iter().chain(&setting.sets);
    let changes: Vec<&str> = changes.map(String::as_str).collect();
    let under = match &changes[..] {
        [] => String::new(),
        changes => format!(" Under {}.", changes.join(", ")),
    };
    let looks = match setting.replan {
        1 => "every quarter".to_owned(),
        many => format!("every {many} quarters"),
    };
    format!(
        "{} of {} (seed {}), each planned as it becomes known: a look {looks} from {} on.{under}",
        count(simulated.draws, "draw", "draws"),
        count(
            setting.uncertainties.len(),
            "uncertain input",
            "uncertain inputs"
        ),
        setting.sample.seed,
        setting.start,
    )
}

/// Returns over which draws all means are.
fn compared(simulated: &Simulated) -> String {
    let Simulated {
        draws, compared, ..
    } = simulated;
    match (draws, compared) {
        (draws, 0) => format!(
            "There is none of the {} that every policy got through: nothing can be compared.",
            count(*draws, "draw", "draws")
        ),
        (1, 1) => "Every policy got through the one draw.".to_owned(),
        (draws, compared) if draws == compared => {
            format!("Every policy got through all {draws} draws; all means are over these.")
        }
        (draws, compared) => format!(
            "Every policy got through {compared} of the {}; all means are over these.",
            count(*draws, "draw", "draws")
        ),
    }
}

fn margins(setting: &Setting, simulated: &Simulated) -> Section {
    let mut section = Section::new("Margin");
    let of = |pick: fn(&PolicyOutcome) -> Option<f64>| simulated.policies.iter().filter_map(pick);
    let unit = Money::of(&of(|it| it.margin.map(|it| it.mean)).collect::<Vec<f64>>());
    let columns = [
        format!("Mean, {}", unit.unit(&setting.currency)),
        "±".to_owned(),
        "P10".to_owned(),
        "P50".to_owned(),
        "P90".to_owned(),
        format!("Regret, {}", unit.unit(&setting.currency)),
        "±".to_owned(),
    ];
    let mut table = Table::new("Policy", columns.map(Column::money).to_vec());
    for it in &simulated.policies {
        let regret = it.regret.map(|regret| tidy(it, regret));
        let mean = |estimate: Option<Estimate>| estimate.map(|it| it.mean);
        let error = |estimate: Option<Estimate>| estimate.and_then(|it| it.standard_error);
        let amounts = [
            mean(it.margin),
            error(it.margin),
            it.p10,
            it.p50,
            it.p90,
            mean(regret),
            error(regret),
        ];
        let cell = |it: &Option<f64>| it.map_or_else(|| NOTHING.to_owned(), |it| unit.cell(it));
        table.add_row("", it.policy.name(), amounts.iter().map(cell).collect());
        table.with_values(amounts);
        table.in_unit(unit);
    }
    table.drop_empty_columns();
    section.add_table(table);
    let said = beside_first(setting, simulated);
    if !said.is_empty() {
        section.blocks.push(Block::List(said));
    }
    let mut words = String::new();
    if simulated.compared > 1 {
        words.push_str(
            "± is the standard error of a mean over draws. A tenth of the draws is below P10, half below P50, nine tenths below P90. ",
        );
    }
    words.push_str(if setting.service_first {
        "With service_first the least shortfall comes before the margin: margins do not say what not having known costs."
    } else {
        "Regret is what not having known costs: the margin of hindsight less that of the policy, draw by draw."
    });
    section.add_paragraph(words);
    section
}

/// Returns a difference of margins, or 0 where that is their rounding.
fn tidy(outcome: &PolicyOutcome, difference: Estimate) -> Estimate {
    let margin = outcome.margin.map_or(0.0, |it| it.mean.abs());
    let mut tidy = difference;
    if difference.mean.abs() <= ROUNDING * margin {
        tidy.mean = 0.0;
    }
    if let Some(error) = &mut tidy.standard_error
        && *error <= ROUNDING * margin
    {
        *error = 0.0;
    }
    tidy
}

/// Returns what each policy earns beside the first, a sentence each.
fn beside_first(setting: &Setting, simulated: &Simulated) -> Vec<String> {
    let Some(first) = simulated.policies.first() else {
        return Vec::new();
    };
    let others = simulated.policies.iter();
    let said = others.filter_map(|it| {
        let Estimate {
            mean,
            standard_error,
            ..
        } = tidy(it, it.beside_first?);
        let (policy, first) = (it.policy, first.policy);
        if mean == 0.0 && standard_error.is_none_or(|it| it == 0.0) {
            return Some(format!("{policy} earns as much as {first}."));
        }
        let currency = &setting.currency;
        let error =
            standard_error.map_or_else(String::new, |it| format!(" ± {}", money(it, currency)));
        let chance = match standard_error {
            Some(error) if mean.abs() <= CHANCE * error => "; that may be chance",
            _ => "",
        };
        let more = if mean < 0.0 { "less" } else { "more" };
        Some(format!(
            "{policy} earns {}{error} {more} than {first}, draw by draw{chance}.",
            money(mean.abs(), currency)
        ))
    });
    said.collect()
}

/// Returns what the policies leave short and late.
fn promises(simulated: &Simulated) -> Section {
    let mut section = Section::new("Promises");
    let left =
        |it: &PolicyOutcome| [it.service_short, it.orders_late].map(|it| it.map(|it| it.mean));
    let mut all = simulated.policies.iter().flat_map(left).flatten();
    if all.all(|it| it == 0.0) {
        section.add_paragraph("No service is short of its commitment, and no order is late.");
        return section;
    }
    let columns = ["Service short", "±", "Orders late", "±"];
    let mut table = Table::new("Policy, mean", columns.map(Column::number).to_vec());
    let pairs = |pick: fn(&PolicyOutcome) -> Option<Estimate>| {
        let of = simulated.policies.iter().filter_map(pick);
        let both = of.flat_map(|it| [Some(it.mean), it.standard_error]);
        Format::of(&both.flatten().collect::<Vec<f64>>())
    };
    let formats = [pairs(|it| it.service_short), pairs(|it| it.orders_late)];
    for it in &simulated.policies {
        let estimates = [it.service_short, it.orders_late];
        let amounts =
            estimates.map(|it| [it.map(|it| it.mean), it.and_then(|it| it.standard_error)]);
        let cells = amounts.iter().zip(&formats).flat_map(|(pair, format)| {
            let cell =
                |it: &Option<f64>| it.map_or_else(|| NOTHING.to_owned(), |it| format.cell(it));
            pair.map(|it| cell(&it))
        });
        table.add_row("", it.policy.name(), cells.collect());
        table.with_values(amounts.into_iter().flatten());
    }
    table.drop_empty_columns();
    section.add_table(table);
    section.add_paragraph(
        "Committed service units not served, and order units late at a quarter's end summed over the quarters.",
    );
    section
}

/// How draws are not got through: in words, and which those are.
type Kind = (&'static str, fn(&Ending) -> bool);

/// Returns which draws were not got through, and why; `None` where all were.
fn not_through(setting: &Setting, simulated: &Simulated) -> Option<Section> {
    let mut section = Section::new("Not got through");
    let mut points = Vec::new();
    for &policy in &setting.policies {
        let missing = simulated.not_through.iter();
        let missing: Vec<&NotThrough> = missing.filter(|it| it.policy == policy).collect();
        let kinds: [Kind; 3] = [
            ("stranded", |it| matches!(it, Ending::Stranded { .. })),
            ("without an end of the margin", |it| {
                matches!(it, Ending::Unbounded { .. })
            }),
            ("without an answer", |it| matches!(it, Ending::Failed(_))),
        ];
        for (what, is_such) in kinds {
            let such = missing.iter().filter(|it| is_such(&it.ending));
            let such: Vec<&&NotThrough> = such.collect();
            if such.is_empty() {
                continue;
            }
            let named: Vec<String> = such.iter().take(NAMED).map(|it| in_words(it)).collect();
            let more = match such.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!("; and {more} more"),
            };
            points.push(format!(
                "{policy}: {} {what}: {}{more}.",
                count(such.len(), "draw", "draws"),
                named.join("; ")
            ));
        }
    }
    if points.is_empty() {
        return None;
    }
    section.blocks.push(Block::List(points));
    section.add_paragraph(
        "Stranded: at a look no plan keeps all limits and promises with what was decided before. Where hindsight is stranded, no plan \
         keeps them at all.",
    );
    Some(section)
}

/// Returns how a draw ended, and why.
fn in_words(it: &NotThrough) -> String {
    match &it.ending {
        Ending::Through(_) => format!("draw {}", it.draw),
        Ending::Unbounded { at } => format!("draw {} in {at}", it.draw),
        Ending::Failed(why) => format!("draw {} ({why})", it.draw),
        Ending::Stranded { at, limits } => {
            let description = |limit: &BrokenLimit| limit.description.clone();
            let mut named: Vec<String> = limits.iter().take(LIMITS).map(description).collect();
            if let more @ 1.. = limits.len().saturating_sub(LIMITS) {
                named.push(format!("{more} more"));
            }
            let named = match &named[..] {
                [] => String::new(),
                named => format!(" ({})", named.join(", ")),
            };
            format!("draw {} in {at}{named}", it.draw)
        }
    }
}

/// Returns how each policy plans, and what is drawn.
fn how(setting: &Setting) -> Section {
    let mut section = Section::new("How they plan");
    let policies = setting.policies.iter();
    let points = policies.map(|&policy| {
        let how = match policy {
            Policy::File => "what is not known yet is as in the file".to_owned(),
            Policy::Mean => {
                "what is not known yet is at the mean of its distribution".to_owned()
            }
            Policy::Hedge => format!(
                "best on average over {} of its own of what is not known yet",
                count(setting.hedge_draws.unwrap_or_default(), "draw", "draws")
            ),
            Policy::Never => {
                "planned once, on the file; after that the plan is held as nearly as the limits let it"
                    .to_owned()
            }
            Policy::Hindsight => "everything is known from the start".to_owned(),
        };
        format!("{policy}: {how}.")
    });
    section.blocks.push(Block::List(points.collect()));
    section.add_paragraph(
        "All policies meet the same draws. What is uncertain acts from the quarter on from which it is known; what was decided before is \
         held.",
    );
    if !setting.stays.is_empty() {
        section.add_paragraph(
            "These do not vary by quarter, cannot change midway, and stay as they are:",
        );
        section.blocks.push(Block::List(setting.stays.clone()));
    }
    section
}
