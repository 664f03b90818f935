//! What nobody knows of the industry for sure.

use super::industry::Industry;
use super::supply::memory_of;
use super::toml::Toml;

/// An id, what it is, what it moves, and its distribution.
type Entry<'a> = (&'a str, &'a str, Vec<String>, &'a str, &'a str);

pub(super) fn write(toml: &mut Toml, industry: &Industry) {
    let first = &industry.nodes[0].id;
    let second = industry.start.plus(industry.quarters / 4);
    let memory = memory_of(0);
    let wafers = vec![
        format!("foundry.{first}.capacity *="),
        format!("foundry.{first}.commitment *="),
    ];
    let all: [Entry; 5] = [
        (
            "wafers",
            "wafers of the oldest node",
            wafers,
            "triangular",
            "{ low = 0.9, mode = 1, high = 1.1 }",
        ),
        (
            "memory-price",
            "price of the first memory",
            vec![format!("component.{memory}.price +=")],
            "normal",
            "{ mean = 0, sd = 30, min = -60, max = 90 }",
        ),
        (
            "wafer-price",
            "wafer prices",
            vec!["foundry.*.wafer_price *=".to_owned()],
            "uniform",
            "{ low = 0.97, high = 1.08 }",
        ),
        (
            "demand",
            "demand beyond what is committed",
            vec![format!("service.*.demand@{second}.. *=")],
            "lognormal",
            "{ median = 1.1, sigma = 0.1, min = 1, max = 1.5 }",
        ),
        (
            "power",
            "power, if halls are late",
            vec![format!("site.*.power_mw@{second}.. *=")],
            "discrete",
            "{ values = [1, 0.98], weights = [3, 1] }",
        ),
    ];
    toml.comment("what is not known for sure");
    for (at, (id, name, vary, kind, distribution)) in all.into_iter().enumerate() {
        toml.table(&format!("uncertainty.{id}"));
        toml.words("name", name);
        if at == 0 {
            toml.words("description", "what the foundry will allot");
            toml.words("note", "commitments follow");
        }
        toml.ids("vary", vary.iter().map(String::as_str));
        toml.words("known_from", &second.to_string());
        toml.value(kind, distribution);
    }
}
