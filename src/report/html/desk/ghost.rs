//! The plan before the changes, behind the one after them.

use crate::report::html::figure::Stacked;

/// Differences that nobody sees on a drawing, as a share of the greatest amount on it.
const UNSEEN: f64 = 1e-6;

/// How much of a stack counts where plans are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    /// All of it.
    Whole,
    /// Its lowest part: what is served of what is asked for.
    Lowest,
}

/// Returns the stacks with what there was before, where one of the same id stood for it and something differs.
pub(super) fn compared(
    mut now: Vec<Stacked>,
    before: &[Stacked],
    counted: Counted,
) -> Vec<Stacked> {
    for stack in &mut now {
        let Some(known) = before.iter().find(|it| it.id == stack.id) else {
            continue;
        };
        let (then, this) = (measure(known, counted), measure(stack, counted));
        let both = then.iter().chain(&this);
        let size = both.fold(0.0_f64, |most, it| most.max(it.abs()));
        let differs = |(a, b): (&f64, &f64)| (a - b).abs() > UNSEEN * size;
        if then.iter().zip(&this).any(differs) {
            stack.before = Some(then);
        }
    }
    now
}

/// Returns how much of a stack counts, quarter by quarter.
fn measure(stack: &Stacked, counted: Counted) -> Vec<f64> {
    let parts = match counted {
        Counted::Whole => &stack.parts[..],
        Counted::Lowest => &stack.parts[..stack.parts.len().min(1)],
    };
    let of_quarter = |t: usize| -> f64 {
        let values = parts.iter().filter_map(|(_, _, values)| values.get(t));
        values.sum()
    };
    (0..stack.quarters.len()).map(of_quarter).collect()
}
