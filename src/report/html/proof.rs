//! At the end: the certificate, and what the page was made from.

use maud::{Markup, html};

use crate::lp::Certificate;
use crate::provenance::Provenance;
use crate::report::json::Finding;
use crate::report::number::exactly;
use crate::report::proof::{Among, sentence};

/// From this amount on money is shown to the cent; a smaller gap is of the size of a residual.
const CENT: f64 = 0.01;

/// Returns an amount of money, however small.
fn amount(value: f64) -> String {
    if value.abs() < CENT {
        residual(value)
    } else {
        exactly(value, 2)
    }
}

/// Returns the proof as a sentence and a table; amounts in the model's currency.
pub(super) fn certificate(
    certificate: &Certificate,
    objective: f64,
    currency: &str,
    among: Among,
) -> Markup {
    let says = sentence(certificate, objective, currency, among);
    let rows = [
        (
            "primal residual",
            certificate.primal_residual,
            Some(Certificate::FEASIBILITY),
            residual as fn(f64) -> String,
            "the greatest violation of a limit, relative to what flows through it".to_owned(),
        ),
        (
            "dual residual",
            certificate.dual_residual,
            None,
            residual,
            "the greatest price of a wrong sign; what it is worth is in the bound".to_owned(),
        ),
        (
            "gap",
            certificate.gap,
            Some(certificate.tolerance),
            amount,
            format!("between this margin and the most that any plan can earn, in {currency}"),
        ),
    ];
    html! {
        p { "This plan keeps its limits, and " (says) "." }
        div class="scroll" tabindex="0" role="group" aria-label="Certificate" {
            table {
                thead { tr {
                    th scope="col" class="words" { "Certificate" }
                    th scope="col" class="number" { "Found" }
                    th scope="col" class="number" { "Accepted up to" }
                    th scope="col" class="words" { "What it is" }
                } }
                tbody {
                    @for (name, value, accepted, write, what) in rows {
                        tr {
                            th scope="row" class="words" { (name) }
                            td class="number" data-value=(value) { (write(value)) }
                            td class="number" data-value=[accepted] { (accepted.map_or("any".to_owned(), write)) }
                            td class="words" { (what) }
                        }
                    }
                }
            }
        }
    }
}

/// Returns what was read, and what was changed in it.
pub(super) fn provenance(provenance: &Provenance) -> Markup {
    html! {
        dl {
            dt { "waferline" } dd { (provenance.waferline) }
            dt { "Solver" } dd { (provenance.solver.name) " " (provenance.solver.version) }
            @for input in &provenance.inputs {
                dt { "Read" } dd { (input.name) br; code class="digest" { "SHA-256 " (input.sha256) } }
            }
            dt { "Scenarios" } dd { @if provenance.scenarios.is_empty() { "none" } @else { (provenance.scenarios.join(", ")) } }
            dt { "Assignments" }
            dd {
                @if provenance.assignments.is_empty() { "none" } @else {
                    ul { @for it in &provenance.assignments { li { code { (it) } } } }
                }
            }
        }
    }
}

/// Returns what the model probably does not mean.
pub(super) fn warnings(warnings: &[Finding]) -> Markup {
    html! {
        @if !warnings.is_empty() {
            h3 { "Warnings" }
            ul {
                @for it in warnings {
                    li {
                        (it.message)
                        @if let Some(help) = &it.help { " " span class="says" { (help) } }
                        @if let (Some(file), Some(line)) = (&it.file, it.line) { " " code { (file) ":" (line) } }
                    }
                }
            }
        }
    }
}

/// Returns a residual in scientific notation: `3.1e-12`.
fn residual(value: f64) -> String {
    if value == 0.0 {
        "0".to_owned()
    } else {
        format!("{value:.1e}")
    }
}
