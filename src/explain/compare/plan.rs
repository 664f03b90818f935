//! What two plans do differently, and where their money differs.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::lp::{Certificate, ColumnId};
use crate::outcome::Solved;
use crate::plan::{Channel, Line, Plan};
use crate::quarter::Quarter;

use super::quantity::{Level, PlanQuantity, levels};

/// Everything that two plans do differently.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PlanChanges {
    /// What differs, the largest first: by `moved`.
    pub changed: Vec<PlanChange>,
    /// How many of the things either plan does are the same in every quarter.
    pub unchanged: usize,
    /// What the base's plan would earn if it were kept as it is; null where it is not possible any more.
    pub base_plan_margin: Option<f64>,
}

/// Something that two plans do differently.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PlanChange {
    /// What.
    #[serde(flatten)]
    pub what: PlanQuantity,
    /// The sum over the horizon in the base.
    pub before: f64,
    /// In the other.
    pub after: f64,
    /// The sum of the differences of its quarters without their signs, as a share of all there is of the kind in the greater
    /// of both plans: of all racks placed, all wafers started, all service units asked for, all orders due.
    pub moved: f64,
    /// The quarters that differ.
    pub by_quarter: Vec<QuarterChange>,
}

/// One quarter of something that differs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct QuarterChange {
    /// The quarter.
    pub quarter: Quarter,
    /// In the base.
    pub before: f64,
    /// In the other.
    pub after: f64,
}

/// A line of the margin statement in two plans; all lines sum to the two margins.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MarginChange {
    /// Whose margin.
    pub channel: Channel,
    /// What.
    pub line: Line,
    /// Present value in the base.
    pub before: f64,
    /// Present value in the other.
    pub after: f64,
}

/// Differences below this share of the greater of both, or of one unit, are rounding.
const ROUNDING: f64 = 1e-7;

/// What something is a share of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Whole {
    Placed,
    Asked,
    Due,
    Started,
    Bought,
    Made,
    Worked,
    Stocked,
    Used,
    Taken,
}

impl PlanQuantity {
    fn whole(&self) -> Whole {
        match self {
            Self::Sold { .. } | Self::Installed { .. } => Whole::Placed,
            Self::Served { .. } | Self::Waiting { .. } | Self::Short { .. } => Whole::Asked,
            Self::Late { .. } | Self::Lost { .. } => Whole::Due,
            Self::Started { .. } | Self::HotLots { .. } | Self::StartedBeyond { .. } => {
                Whole::Started
            }
            Self::Bought { .. } => Whole::Bought,
            Self::Made { .. } => Whole::Made,
            Self::Worked { .. } | Self::WorkedBeyond { .. } => Whole::Worked,
            Self::Stocked { .. } => Whole::Stocked,
            Self::Used { .. } => Whole::Used,
            Self::Taken { .. } => Whole::Taken,
        }
    }
}

/// Returns how much there is of each whole in a plan.
fn wholes(plan: &Plan, levels: &[Level]) -> BTreeMap<Whole, f64> {
    let mut wholes = BTreeMap::new();
    for level in levels {
        let whole = level.what.whole();
        // Those are shares of what is asked for and due, which no plan decides.
        if whole != Whole::Asked && whole != Whole::Due {
            *wholes.entry(whole).or_insert(0.0) += level.by_quarter.iter().sum::<f64>();
        }
    }
    let asked = plan.services.iter().flat_map(|it| &it.asked).sum();
    let due = plan
        .orders
        .iter()
        .map(|it| it.open_before + it.due.iter().sum::<f64>())
        .sum();
    wholes.extend([(Whole::Asked, asked), (Whole::Due, due)]);
    wholes
}

/// Returns what two plans do differently.
#[must_use]
pub(crate) fn plan_changes(base: &Solved, with: &Solved) -> PlanChanges {
    let (mine, theirs) = (levels(&base.plan), levels(&with.plan));
    let (before, after) = (wholes(&base.plan, &mine), wholes(&with.plan, &theirs));
    let mut pairs: Vec<(&PlanQuantity, Option<&Level>, Option<&Level>)> = Vec::new();
    for level in &mine {
        let other = theirs.iter().find(|it| it.what == level.what);
        pairs.push((&level.what, Some(level), other));
    }
    for level in &theirs {
        if mine.iter().all(|it| it.what != level.what) {
            pairs.push((&level.what, None, Some(level)));
        }
    }
    let mut changes = PlanChanges {
        changed: Vec::new(),
        unchanged: 0,
        base_plan_margin: kept(base, with),
    };
    for (what, a, b) in pairs {
        let by_quarter = quarters_apart(&base.plan, a, &with.plan, b);
        let total = |level: Option<&Level>| level.map_or(0.0, |level| level.total);
        if by_quarter.is_empty() {
            // What neither plan does is nothing that stays.
            let is_done = a.is_some_and(|level| level.by_quarter.iter().any(|&it| it > 0.0));
            changes.unchanged += usize::from(is_done);
            continue;
        }
        let of = |wholes: &BTreeMap<_, f64>| wholes.get(&what.whole()).copied().unwrap_or(0.0);
        let moved: f64 = by_quarter
            .iter()
            .map(|it| (it.after - it.before).abs())
            .sum();
        let whole = of(&before).max(of(&after));
        changes.changed.push(PlanChange {
            what: what.clone(),
            before: total(a),
            after: total(b),
            moved: if whole > 0.0 { moved / whole } else { 0.0 },
            by_quarter,
        });
    }
    changes.changed.sort_by(|a, b| {
        let by_size = b.moved.total_cmp(&a.moved);
        by_size.then_with(|| a.what.cmp(&b.what))
    });
    changes
}

/// Returns the quarters in which something differs.
fn quarters_apart(
    base: &Plan,
    before: Option<&Level>,
    with: &Plan,
    after: Option<&Level>,
) -> Vec<QuarterChange> {
    let mut quarters: BTreeMap<Quarter, (f64, f64)> = BTreeMap::new();
    let all = |plan: &Plan| -> Vec<Quarter> {
        let quarters = plan.quarters.iter().chain(&plan.tail_quarters);
        quarters.copied().collect()
    };
    for (quarter, value) in all(base)
        .into_iter()
        .zip(before.map_or(&[][..], |it| &it.by_quarter))
    {
        quarters.entry(quarter).or_default().0 = *value;
    }
    for (quarter, value) in all(with)
        .into_iter()
        .zip(after.map_or(&[][..], |it| &it.by_quarter))
    {
        quarters.entry(quarter).or_default().1 = *value;
    }
    let is_apart = |(before, after): (f64, f64)| {
        (after - before).abs() > ROUNDING * before.abs().max(after.abs()).max(1.0)
    };
    let apart = quarters.into_iter().filter(|&(_, pair)| is_apart(pair));
    apart
        .map(|(quarter, (before, after))| QuarterChange {
            quarter,
            before,
            after,
        })
        .collect()
}

/// Returns what the base's plan earns in the other program, if it keeps every limit and promise there.
fn kept(base: &Solved, with: &Solved) -> Option<f64> {
    let lp = &with.lp;
    let is_known = |(column, value): (_, &f64)| -> bool {
        let column: &crate::lp::ColumnData<_> = column;
        value.abs() <= ROUNDING || lp.column(&column.key).is_some()
    };
    let values = base.lp.columns().iter().zip(&base.solution.x);
    if !values.clone().all(is_known) {
        return None;
    }
    let columns = lp.columns();
    let x: Vec<f64> = columns
        .iter()
        .map(|column| base.lp.value(&base.solution.x, &column.key))
        .collect();
    let fits = |value: f64, lower: f64, upper: f64, size: f64| {
        let slack = 100.0 * Certificate::GAP * size.max(1.0);
        value >= lower - slack && value <= upper + slack
    };
    let mut sizes = vec![0.0_f64; lp.rows().len()];
    for (j, value) in x.iter().enumerate() {
        for (row, entry) in lp.entries(ColumnId(j)) {
            sizes[row.0] = sizes[row.0].max((entry * value).abs());
        }
    }
    let keeps_bounds = columns
        .iter()
        .zip(&x)
        .all(|(column, &value)| fits(value, column.lower, column.upper, value.abs()));
    let keeps_rows = lp
        .rows()
        .iter()
        .zip(lp.activity(&x))
        .zip(&sizes)
        .all(|((row, value), &size)| fits(value, row.lower, row.upper, size));
    (keeps_bounds && keeps_rows).then(|| lp.objective(&x))
}

/// Returns the lines of the margin that differ, the largest difference first.
#[must_use]
pub(crate) fn margin_changes(base: &Plan, with: &Plan) -> Vec<MarginChange> {
    let mut lines: BTreeMap<(Channel, Line), (f64, f64)> = BTreeMap::new();
    for line in &base.margin.lines {
        let key = (line.channel.clone(), line.line);
        lines.entry(key).or_default().0 += line.present_value;
    }
    for line in &with.margin.lines {
        let key = (line.channel.clone(), line.line);
        lines.entry(key).or_default().1 += line.present_value;
    }
    let change = |((channel, line), (before, after))| MarginChange {
        channel,
        line,
        before,
        after,
    };
    let mut changes: Vec<MarginChange> = lines.into_iter().map(change).collect();
    changes.retain(|it| it.before != it.after);
    changes.sort_by(|a, b| {
        let size = |it: &MarginChange| (it.after - it.before).abs();
        let by_size = size(b).total_cmp(&size(a));
        by_size.then_with(|| (&a.channel, a.line).cmp(&(&b.channel, b.line)))
    });
    changes
}
