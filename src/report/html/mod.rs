//! The report as one page: no network, no other file, light and dark, on a phone and in print.
//!
//! [`HtmlReport`] is a plan with all that is said about it. Charts are drawn here, a section a file; what they show comes
//! from the plan and the explanation as it is. The exact number behind each cell of a table is its `data-value`.

mod curves;
#[cfg(feature = "desk")]
pub(crate) mod desk;
mod draw;
mod figure;
mod flow;
mod heat;
mod hedge;
mod options;
mod page;
mod power;
mod price_outs;
mod proof;
mod range;
mod section;
mod service;
mod svg;
mod table;
mod totals;
mod waterfall;

use maud::{Markup, html};

use crate::explain::{Bridge, Highlights, OptionValues, Ranges};
use crate::provenance::Provenance;

use super::document::{Document, Section, SectionId};
use super::explain::ExplanationReport;
use super::explain::words::Words;
use super::json::Finding;
use super::names::Names;
use super::number::{money, percent, quantity};
use super::options::ValuedOptions;
use super::proof::{Among, of_all_selections};
use super::{PlanReport, title};

pub use hedge::HedgeOnPage;
pub use svg::curve_svg;

use figure::Figure;
use page::{Head, Part, page};
use totals::Totals;

/// How many figures of a kind stand open; the others unfold.
const OPEN: usize = 6;
/// How many a page has room for; the tables have all.
const ROOM: usize = 24;

/// A plan, why it is, and what it was made from.
#[derive(Clone, Copy, Debug)]
pub struct HtmlReport<'a> {
    /// The plan and its explanation.
    pub explanation: ExplanationReport<'a>,
    /// Curves and statements of what matters most.
    pub highlights: &'a Highlights,
    /// What the options are worth, where the model has any.
    pub options: Option<&'a OptionValues>,
    /// What to do until it is known what comes, where that was asked.
    pub hedge: Option<HedgeOnPage<'a>>,
    /// What is certain among plans that earn nearly as much, where that was asked.
    pub ranges: Option<&'a Ranges>,
    /// Under a scenario or changes: from the margin without them to this one.
    pub bridge: Option<&'a Bridge>,
    /// What the answer was made from.
    pub provenance: &'a Provenance,
    /// What the model probably does not mean.
    pub warnings: &'a [Finding],
    /// The date of the data, as it is to be shown.
    pub date: Option<&'a str>,
}

impl HtmlReport<'_> {
    /// Returns the page.
    #[must_use]
    pub fn render(&self) -> String {
        let report = &self.explanation;
        let model = report.model;
        let names = Names::of(model);
        let words = Words::of(model, &names);
        let plan = PlanReport {
            model,
            plan: &report.solved.plan,
            certificate: &report.solved.solution.certificate,
            selection: report.solved.selection.as_ref(),
        };
        let mut reported = Reported(report.document().sections);
        let mut parts = vec![Part::new("summary", "Summary", self.summary(&plan))];
        parts.extend(report.held.map(|_| {
            let held = reported.take(SectionId::Held);
            Part::new("held", "What is held", section::blocks(&held))
        }));
        parts.extend(self.options());
        parts.extend(
            self.hedge
                .map(|it| Part::new("hedge", "Decide now, know later", hedge::part(it))),
        );
        parts.extend(self.ranges.map(|it| {
            let name = format!("What is certain within {}", it.within);
            Part::new("ranges", &name, range::part(model, it))
        }));
        parts.extend([
            Part::new(
                "flows",
                "Where wafers and racks go",
                html! {
                    (all(&flow::figures(&plan, &names)))
                    (section::headed(&reported.take(SectionId::Racks)))
                },
            ),
            Part::new(
                "waiting",
                "Asked, served and waiting",
                html! {
                    (grid(&service::figures(&plan, &names), "services and buyers"))
                    (section::headed(&reported.take(SectionId::Waiting)))
                },
            ),
            Part::new(
                "power",
                "Fleet against power",
                grid(&power::figures(&plan, &names), "sites"),
            ),
            Part::new(
                "limits",
                "What limits the plan",
                html! {
                    (heat::map(report, &words))
                    (section::headed(&reported.take(SectionId::Limits)))
                    (section::folded(&reported.take(SectionId::LimitsByQuarter)))
                },
            ),
            Part::new(
                "curves",
                "Value curves and supply curves",
                self.curves(&words),
            ),
            Part::new(
                "margin",
                "Where the margin comes from",
                html! {
                    (all(self.bridge.and_then(|it| waterfall::bridge(it, "the margin without the scenario", &words)).as_slice()))
                (all(waterfall::figure(&plan.plan.margin, &model.currency).as_slice()))
                    h3 { "By what limits it" }
                (section::blocks(&reported.take(SectionId::Imputation)))
                },
            ),
            Part::new(
                "prices",
                "Why, and why not",
                html! {
                    p { "One unit more, line by line: what it earns and costs, and what it takes from others at its price." }
                    (price_outs::unfolding(model, &self.highlights.statements))
                    @for section in reported.rest() { (section::headed(&section)) }
                },
            ),
            Part::new(
                "tables",
                "All tables of the plan",
                html! {
                    @for section in plan.document().sections.iter().filter(|it| !it.title.is_empty()) {
                        (section::folded(section))
                    }
                },
            ),
            self.proof(&plan),
        ]);
        let head = Head {
            title: &title(model),
            subtitle: &changed(self.provenance),
            date: self.date,
            provenance: self.provenance,
        };
        page(&head, &parts)
    }

    /// Returns what to take and what to leave, where the model has options.
    fn options(&self) -> Option<Part> {
        let report = &self.explanation;
        let valued = ValuedOptions {
            model: report.model,
            values: self.options?,
            margin: report.solved.solution.objective,
        };
        let part = options::part(&valued);
        Some(Part::new("options", "What to take and what to leave", part))
    }

    fn proof(&self, plan: &PlanReport) -> Part {
        let report = &self.explanation;
        Part::new(
            "proof",
            "Certificate and provenance",
            html! {
                (proof::certificate(
                    &of_all_selections(plan.certificate, plan.selection),
                    report.solved.solution.objective,
                    &report.model.currency,
                    Among {
                        same_shortfall: report.explanation.least_shortfall_is_held,
                        as_held: !report.model.held.is_empty(),
                    },
                ))
                (proof::provenance(self.provenance))
                (proof::warnings(self.warnings))
            },
        )
    }

    fn summary(&self, plan: &PlanReport) -> Markup {
        let currency = &plan.model.currency;
        let Totals {
            margin,
            own,
            sold,
            served,
        } = Totals::of(plan);
        html! {
            dl class="cards" {
                div { dt { "Margin, present value" } dd data-value=(margin) { (money(margin, currency)) } }
                div { dt { "Racks for your own services" } dd data-value=(own) { (quantity(own.round())) } }
                div { dt { "Racks sold outside" } dd data-value=(sold) { (quantity(sold.round())) } }
                @if let Some(served) = served {
                    div { dt { "Share of demand served" } dd data-value=(served) { (percent(served)) } }
                }
            }
            ul class="lead" { @for line in self.explanation.summary() { li { (line) } } }
            @let commands = self.explanation.commands();
            @if !commands.is_empty() {
                p { "Ask next:" }
                pre class="commands" { (commands.join("\n")) }
            }
        }
    }

    fn curves(&self, words: &Words) -> Markup {
        let figures = curves::figures(words, &self.highlights.curves);
        html! {
            @if figures.is_empty() {
                p { "No limit or price has a curve here: shares have none, and with service_first the margin comes second." }
            } @else {
                p {
                    "How the best margin moves with the limits worth most, and what is sold at each price; straight between "
                    "the points, each of which was confirmed by solving again. Other curves: " code { "waferline curve" } "."
                }
            }
            (grid(&figures, "curves"))
        }
    }
}

/// Returns which scenario a plan is of, or what was changed.
fn changed(provenance: &Provenance) -> String {
    let asked = [&provenance.scenarios, &provenance.assignments];
    match (asked[0].is_empty(), asked[1].is_empty()) {
        (true, true) => "As the model file says, without a scenario".to_owned(),
        (false, _) => format!("Scenario: {}", asked[0].join(", ")),
        (true, false) => format!("Changed: {}", asked[1].join("; ")),
    }
}

/// Returns the page that says why there is no best plan, and what would change that; `date` is that of the data.
#[must_use]
pub fn refusal(
    document: &Document,
    provenance: &Provenance,
    warnings: &[Finding],
    date: Option<&str>,
) -> String {
    let mut parts = Vec::new();
    for (position, section) in document.sections.iter().enumerate() {
        let heading = match &*section.title {
            "" => "Why there is no best plan",
            title => title,
        };
        parts.push(Part::new(
            &format!("why{position}"),
            heading,
            section::blocks(section),
        ));
    }
    parts.push(Part::new(
        "proof",
        "Provenance",
        html! {
            (proof::provenance(provenance))
            (proof::warnings(warnings))
        },
    ));
    let head = Head {
        title: &document.title,
        subtitle: &format!("No best plan. {}", changed(provenance)),
        date,
        provenance,
    };
    page(&head, &parts)
}

/// The sections of the other reports, taken one by one to where the page has them.
struct Reported(Vec<Section>);

impl Reported {
    /// Returns the section; an empty one where there is none.
    fn take(&mut self, id: SectionId) -> Section {
        match self.0.iter().position(|section| section.id == Some(id)) {
            Some(position) => self.0.remove(position),
            None => Section::new(""),
        }
    }

    /// Returns what has not been taken, without the summary.
    fn rest(&mut self) -> Vec<Section> {
        let rest = std::mem::take(&mut self.0).into_iter();
        rest.filter(|section| !section.title.is_empty()).collect()
    }
}

fn all(figures: &[Figure]) -> Markup {
    html! { @for figure in figures { (figure.render()) } }
}

/// Returns figures side by side, as many as are read; the others unfold.
fn grid(figures: &[Figure], what: &str) -> Markup {
    let (open, more) = figures.split_at(figures.len().min(OPEN));
    let (more, rest) = more.split_at(more.len().min(ROOM - OPEN));
    html! {
        div class="grid" { (all(open)) }
        @if !more.is_empty() {
            details { summary { (more.len()) " more " (what) } div class="grid" { (all(more)) } }
        }
        @if !rest.is_empty() {
            p class="says" { (rest.len()) " more " (what) " are in the tables." }
        }
    }
}
