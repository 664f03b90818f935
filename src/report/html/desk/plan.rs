//! The plan that follows, beside the one before the changes.

use maud::{Markup, html};

use crate::explain::{Bridge, Curve, Explanation, OptionValues};
use crate::model::Model;
use crate::outcome::Solved;
use crate::provenance::Provenance;
use crate::report::PlanReport;
use crate::report::document::{Section, SectionId};
use crate::report::explain::ExplanationReport;
use crate::report::explain::words::Words;
use crate::report::html::figure::{Figure, Stacked};
use crate::report::html::totals::Totals;
use crate::report::html::{
    all, curves, flow, grid, heat, options, power, proof, section, service, waterfall,
};
use crate::report::json::Finding;
use crate::report::names::Names;
use crate::report::number::{money, percent, quantity};
use crate::report::options::ValuedOptions;
use crate::report::proof::{Among, of_all_selections};

use super::ghost::{Counted, compared};

/// Amounts this near, as a share of them, are the same: margins are proved to that, and plans that tie differ by rounding.
const SAME: f64 = 1e-9;

/// What a plan is compared with.
#[derive(Clone, Copy)]
pub(crate) struct Against<'a> {
    /// The model that it is of.
    pub model: &'a Model,
    /// The plan.
    pub solved: &'a Solved,
}

/// A plan, beside another.
#[derive(Clone, Copy)]
pub(crate) struct PlanOnDesk<'a> {
    /// The model as it is changed.
    pub model: &'a Model,
    /// Its best plan.
    pub solved: &'a Solved,
    /// The base; `None` where it is this one, or has no plan.
    pub base: Option<Against<'a>>,
}

fn report<'a>(model: &'a Model, solved: &'a Solved) -> PlanReport<'a> {
    PlanReport {
        model,
        plan: &solved.plan,
        certificate: &solved.solution.certificate,
        selection: solved.selection.as_ref(),
    }
}

fn titled(title: &str, content: &Markup) -> String {
    html! { h2 { (title) } (content) }.into_string()
}

impl<'a> PlanOnDesk<'a> {
    fn report(&self) -> PlanReport<'a> {
        report(self.model, self.solved)
    }

    fn base_report(&self) -> Option<PlanReport<'a>> {
        self.base.map(|base| report(base.model, base.solved))
    }

    /// Returns the stacks of this plan with those of the base behind.
    fn stacks(
        &self,
        of: fn(&PlanReport, &Names) -> Vec<Stacked>,
        counted: Counted,
    ) -> Vec<Stacked> {
        let now = of(&self.report(), &Names::of(self.model));
        let base = self.base_report();
        let before = base.map(|base| of(&base, &Names::of(base.model)));
        compared(now, &before.unwrap_or_default(), counted)
    }

    /// Returns what the plan comes to, and how that changed.
    pub fn now(&self) -> String {
        let currency = &self.model.currency;
        let now = Totals::of(&self.report());
        let base = self.base_report().map(|base| Totals::of(&base));
        let of_base = |pick: fn(&Totals) -> f64| base.as_ref().map(pick);
        let served = base.as_ref().and_then(|base| base.served);
        html! {
            dl class="cards" {
                (card("Margin, present value", now.margin, of_base(|it| it.margin), &|it| money(it, currency), &|it| money(it, currency)))
                (card("Racks for your own services", now.own, of_base(|it| it.own), &|it| quantity(it.round()), &quantity))
                (card("Racks sold outside", now.sold, of_base(|it| it.sold), &|it| quantity(it.round()), &quantity))
                @if let Some(share) = now.served {
                    (card("Share of demand served", share, served, &percent, &points))
                }
            }
        }
        .into_string()
    }

    /// Returns who gets what.
    pub fn racks(&self) -> String {
        let names = Names::of(self.model);
        let mut figures = Stacked::figures(self.stacks(flow::stacks, Counted::Whole));
        // Racks first: they are what is decided.
        figures.reverse();
        figures.extend(flow::wafers_in_all(&self.report(), &names));
        titled("Who gets what", &all(&figures))
    }

    /// Returns who is served and who waits.
    pub fn waiting(&self) -> String {
        let figures = Stacked::figures(self.stacks(service::stacks, Counted::Lowest));
        titled(
            "Asked, served and waiting",
            &grid(&figures, "services and buyers"),
        )
    }

    /// Returns fleet and power.
    pub fn power(&self) -> String {
        let figures = Stacked::figures(self.stacks(power::stacks, Counted::Whole));
        titled("Fleet against power", &grid(&figures, "sites"))
    }

    /// Returns all tables of the plan, folded.
    pub fn tables(&self) -> String {
        let document = self.report().document().printable();
        let sections = document.sections.iter().filter(|it| !it.title.is_empty());
        let content = html! {
            p class="says" { "A click on a number of an underlined row asks why it is so, or how the margin moves with it." }
            @for it in sections { (section::folded(it)) }
        };
        titled("All tables of the plan", &content)
    }

    /// Returns the proof, what the plan was made from, and what the model probably does not mean.
    pub fn proof(&self, provenance: &Provenance, warnings: &[Finding]) -> String {
        let report = self.report();
        let content = html! {
            (proof::certificate(
                &of_all_selections(report.certificate, report.selection),
                self.solved.solution.objective,
                &self.model.currency,
                Among {
                    same_shortfall: !self.solved.held.is_empty(),
                    as_held: !self.model.held.is_empty(),
                },
            ))
            (proof::provenance(provenance))
            (proof::warnings(warnings))
        };
        titled("Certificate and provenance", &content)
    }

    /// Returns the way from the base's margin to this one's.
    pub fn bridge(&self, bridge: &Bridge) -> String {
        let names = Names::of(self.model);
        let words = Words::of(self.model, &names);
        let figure = waterfall::bridge(bridge, "the base's margin", &words);
        let content = match figure {
            None => html! { p { "None of the changes moves the margin." } },
            // One change is no waterfall.
            Some(figure) if bridge.lines.len() == 1 => html! { p { (figure.says) } },
            Some(figure) => all(&[figure]),
        };
        titled("What the changes do", &content)
    }

    /// Returns the curves of what matters most, with those of the base behind.
    pub fn curves(&self, found: &[Curve], base: &[Curve]) -> String {
        let names = Names::of(self.model);
        let words = Words::of(self.model, &names);
        let figures: Vec<Figure> = curves::compared(&words, found, base);
        let content = html! {
            @if figures.is_empty() {
                p { "No limit or price has a curve here: shares have none, and with service_first the margin comes second." }
            }
            (grid(&figures, "curves"))
        };
        titled("Value curves", &content)
    }

    /// Returns what the options are worth.
    pub fn options(&self, values: &OptionValues) -> String {
        let report = ValuedOptions {
            model: self.model,
            values,
            margin: self.solved.solution.objective,
        };
        titled("What to take and what to leave", &options::part(&report))
    }
}

/// Returns the difference of two shares.
fn points(difference: f64) -> String {
    format!("{} points", quantity(100.0 * difference))
}

/// Returns a total, with its change where there is one.
fn card(
    name: &str,
    now: f64,
    base: Option<f64>,
    shown: &dyn Fn(f64) -> String,
    changed_by: &dyn Fn(f64) -> String,
) -> Markup {
    let change = base.map(|base| now - base);
    let changed = change.filter(|change| {
        let size = now.abs().max((now - change).abs());
        change.abs() > SAME * size
    });
    html! {
        div {
            dt { (name) }
            dd data-value=(now) { (shown(now)) }
            @if let Some(change) = changed {
                dd class={ "change " (if change > 0.0 { "up" } else { "down" }) } data-value=(change) {
                    (if change > 0.0 { "+" } else { "" }) (changed_by(change))
                }
            } @else if base.is_some() {
                dd class="change same" { "as before" }
            }
        }
    }
}

/// A plan with its explanation, and that of the base.
#[derive(Clone, Copy)]
pub(crate) struct Explained<'a> {
    /// The explanation.
    pub report: ExplanationReport<'a>,
    /// That of the base, where it is known.
    pub base: Option<&'a Explanation>,
}

impl Explained<'_> {
    /// Returns the explanation in short, and what remains to be said beside limits.
    pub fn lead(&self) -> String {
        let lines = self.report.summary();
        let sections = self.report.document().printable().sections;
        let of = |id: SectionId| sections.iter().find(|it| it.id == Some(id));
        let content = html! {
            ul class="lead" { @for line in lines { li { (line) } } }
            @for id in [SectionId::Racks, SectionId::Waiting, SectionId::Imputation] {
                @if let Some(it) = of(id) { (section::folded(it)) }
            }
        };
        titled("Why", &content)
    }

    /// Returns the prices of limits, with those of the base where they differ.
    pub fn limits(&self) -> String {
        let names = Names::of(self.report.model);
        let words = Words::of(self.report.model, &names);
        let sections = self.report.document().printable().sections;
        let is_of_limits =
            |it: &&Section| matches!(it.id, Some(SectionId::Limits | SectionId::LimitsByQuarter));
        let content = html! {
            (heat::compared(&self.report, &words, self.base))
            @for it in sections.iter().filter(is_of_limits) { (section::folded(it)) }
        };
        titled("What limits the plan", &content)
    }
}
