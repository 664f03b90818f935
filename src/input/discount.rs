//! Volume discounts: reading their steps.

use super::node::{Node, Path, Placed, Value};
use super::read::{Faults, number, unless_wrong, wrong_type};
use super::schema::Kind;
use crate::diagnostic::Diagnostic;

/// One step as written: units beyond `from` in a quarter sell at `discount`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub from: Placed,
    pub discount: Placed,
}

const HELP: &str = "a step is { from = .., discount = .. }";

/// Returns the steps of a `volume_discount`, in the order of the file.
pub(super) fn read(path: Path, items: &[Node]) -> Result<Vec<Step>, Faults> {
    let mut faults = Vec::new();
    let mut steps = Vec::with_capacity(items.len());
    for item in items {
        if !matches!(item.value, Value::Table(_)) {
            faults.push(wrong_type(path, &Kind::Discounts.words(), item));
            continue;
        }
        let unknown = item
            .entries()
            .iter()
            .filter(|entry| !matches!(entry.key.as_str(), "from" | "discount"));
        faults.extend(unknown.map(|entry| {
            let message = format!("a step of `{path}` has no key `{}`", entry.key);
            Diagnostic::error("unknown-key", message)
                .with_label(entry.span, "")
                .with_help(HELP)
        }));
        match (field(path, item, "from"), field(path, item, "discount")) {
            (Ok(from), Ok(discount)) => steps.push(Step { from, discount }),
            (from, discount) => faults.extend(from.err().into_iter().chain(discount.err())),
        }
    }
    unless_wrong(steps, faults)
}

fn field(path: Path, item: &Node, key: &str) -> Result<Placed, Diagnostic> {
    let Some(node) = item.get(key) else {
        let message = format!("a step of `{path}` has no `{key}`");
        return Err(Diagnostic::error("missing-field", message)
            .with_label(item.span, "")
            .with_help(HELP));
    };
    number(path.child(key), node)
}

/// Returns the steps in the order of their units.
pub(super) fn sorted(steps: &[Step]) -> Vec<Step> {
    let mut sorted = steps.to_vec();
    sorted.sort_by(|a, b| a.from.value.total_cmp(&b.from.value));
    sorted
}
