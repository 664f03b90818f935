//! What may happen to the industry.

use super::industry::Industry;
use super::supply::{memory_of, packaging_of};
use super::toml::Toml;

pub(super) fn write(toml: &mut Toml, industry: &Industry) {
    let first = &industry.nodes[0].id;
    let quarter = |t: usize| industry.start.plus(t);
    let middle = quarter(industry.quarters / 2);
    let memory = memory_of(0);
    let packaging = packaging_of(0);
    let chip = &industry.chips[0].dies[0].id;
    let all: [(&str, &str, Vec<String>); 7] = [
        (
            "fewer-wafers",
            "a tenth of the oldest node goes to a higher bidder",
            vec![
                format!("foundry.{first}.capacity *= 0.9"),
                format!("foundry.{first}.commitment *= 0.9"),
            ],
        ),
        (
            "dear-memory",
            "memory costs more, for a year more still",
            vec![
                format!("component.{memory}.price += 60"),
                format!("component.*.price@{}..{} *= 1.1", quarter(1), quarter(4)),
            ],
        ),
        (
            "power-late",
            "halls are late, everywhere",
            vec![format!("site.*.power_mw@{middle}.. *= 0.97")],
        ),
        (
            "strike",
            "packaging loses a fifth of a quarter",
            vec![format!("process.{packaging}.capacity@{middle} *= 0.8")],
        ),
        (
            "cloud-only",
            "nothing is sold outside",
            vec![
                "buyer.*.upside = 0".to_owned(),
                "buyer.*.orders = 0".to_owned(),
            ],
        ),
        (
            "customers-first",
            "the least shortfall first, then margin",
            vec!["policy.service_first = true".to_owned()],
        ),
        (
            "no-stock",
            "dies are not kept",
            vec![format!("die.{chip}.stock = {{ max = 0 }}")],
        ),
    ];
    // What happens from the middle on can be known from then on.
    let futures = [("power-late", "0.25"), ("strike", "0.1")];
    toml.comment("scenarios");
    for (at, (id, description, set)) in all.iter().enumerate() {
        toml.table(&format!("scenario.{id}"));
        if at == 0 {
            toml.words("name", "fewer wafers");
            toml.words("note", "commitments follow");
        }
        toml.words("description", description);
        if let Some((_, probability)) = futures.iter().find(|future| future.0 == *id) {
            toml.value("probability", probability);
            toml.words("known_from", &middle.to_string());
        }
        toml.ids("set", set.iter().map(String::as_str));
    }
}
