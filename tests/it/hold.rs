//! Plans that are held: what they are worth, the least change, and what forces it, against programs written otherwise.

use std::cell::Cell;
use std::collections::BTreeMap;

use waferline::explain::{PlanQuantity, levels};
use waferline::formulation::{Column, Constraint, describe_column, describe_row, formulate};
use waferline::hold::{GivenPlan, Holding, Kept, LeastChange, hold};
use waferline::lp::{ColumnId, Lp, LpBuilder};
use waferline::model::{Decision, Item, Model};
use waferline::plan::Plan;
use waferline::solve::{Answer, solve_program};
use waferline::{Outcome, SolveOptions, Solved, solve};

use crate::again::Again;
use crate::feasible::violations;
use crate::hedge::a_tenth;
use crate::{sample, tally};

/// Two proved optima of one program differ by no more than this part of what they are made of.
pub(crate) const SAME: f64 = 1e-6;

/// What is held may differ from its amount by this part.
const ROUNDING: f64 = 1e-9;

/// What costs nothing counts this part of what costs most.
const LEAST_WEIGHT: f64 = 1e-6;

/// Amounts of decisions, by what is decided and the quarter of the model.
type Decided = BTreeMap<(PlanQuantity, usize), f64>;

/// Returns one of the quarters of the model; the first stands for all of them.
fn some_quarter(model: &Model, knob: f64) -> usize {
    let quarters = 0..model.horizon.quarters;
    let before = quarters.filter(|&t| (t as f64) < knob * model.horizon.quarters as f64);
    before.count().saturating_sub(1)
}

pub(crate) fn solved(model: &Model) -> Option<Box<Solved>> {
    match solve(model, &SolveOptions::default()).expect("solves") {
        Outcome::Optimal(solved) => Some(solved),
        _ => None,
    }
}

/// What a column decides, and when; `None` of columns that follow.
fn does(model: &Model, key: Column) -> Vec<(PlanQuantity, usize)> {
    let item = |item: Item| model.item_id(item).to_owned();
    match key {
        Column::WaferStart { die, t } => vec![(
            PlanQuantity::Started {
                die: item(Item::Die(die)),
            },
            t,
        )],
        Column::HotLotStart { die, t } => {
            let die = || item(Item::Die(die));
            vec![
                (PlanQuantity::Started { die: die() }, t),
                (PlanQuantity::HotLots { die: die() }, t),
            ]
        }
        Column::FoundryExpansion {
            foundry,
            expansion,
            t,
        } => {
            let foundry = model.foundry(foundry);
            let expansion = foundry.expansions[expansion].id.clone();
            let foundry = foundry.id.clone();
            vec![(PlanQuantity::StartedBeyond { foundry, expansion }, t)]
        }
        Column::ProcessExpansion {
            process,
            expansion,
            t,
        } => {
            let process = model.process(process);
            let expansion = process.expansions[expansion].id.clone();
            let process = process.id.clone();
            vec![(PlanQuantity::WorkedBeyond { process, expansion }, t)]
        }
        Column::Purchase { component, t } => {
            let component = item(Item::Component(component));
            vec![(PlanQuantity::Bought { component }, t)]
        }
        Column::ChipStart { chip, t } => {
            let item = item(Item::Chip(chip));
            vec![(PlanQuantity::Made { item }, t)]
        }
        Column::RackStart { rack, t } => {
            let item = item(Item::Rack(rack));
            vec![(PlanQuantity::Made { item }, t)]
        }
        Column::Install { rack, site, t } => {
            let (rack, site) = (item(Item::Rack(rack)), model.site(site).id.clone());
            vec![(PlanQuantity::Installed { rack, site }, t)]
        }
        Column::Deliver {
            buyer, item: it, t, ..
        } => {
            let (item, buyer) = (item(it), model.buyer(buyer).id.clone());
            vec![(PlanQuantity::Sold { item, buyer }, t)]
        }
        _ => Vec::new(),
    }
}

/// What a unit of change counts, from the definition.
pub(crate) fn weight(model: &Model, what: &PlanQuantity, t: usize) -> f64 {
    let item = |id: &str| -> Item {
        let mut items = model.items();
        items.find(|&it| model.item_id(it) == id).expect("an item")
    };
    let price = match what {
        PlanQuantity::Started { die } | PlanQuantity::HotLots { die } => {
            let mut dies = model.die_ids();
            let die = dies.find(|&it| model.die(it).id == *die).expect("a die");
            model.foundry(model.die(die).foundry).wafer_price[t]
        }
        PlanQuantity::StartedBeyond { foundry, expansion } => {
            let mut all = model.foundries.iter();
            let foundry = all.find(|it| it.id == *foundry).expect("a foundry");
            let mut all = foundry.expansions.iter();
            let extra = all.find(|it| it.id == *expansion).expect("an expansion");
            foundry.wafer_price[t] * extra.premium[t]
        }
        PlanQuantity::WorkedBeyond { process, expansion } => {
            let mut all = model.processes.iter();
            let process = all.find(|it| it.id == *process).expect("a process");
            let mut all = process.expansions.iter();
            let extra = all.find(|it| it.id == *expansion).expect("an expansion");
            extra.cost[t] - process.cost[t]
        }
        PlanQuantity::Bought { component: id }
        | PlanQuantity::Made { item: id }
        | PlanQuantity::Installed { rack: id, .. } => model.list_price(item(id), t),
        PlanQuantity::Sold { item: id, buyer } => {
            let mut buyers = model.buyers.iter();
            let buyer = buyers.find(|it| it.id == *buyer).expect("a buyer");
            let mut buys = buyer.buys.iter();
            buys.find(|it| it.item == item(id)).expect("bought").price[t]
        }
        _ => panic!("not decided"),
    };
    price * model.horizon.rho(t)
}

/// What a plan decides in quarters of the model before `until`.
fn decided(model: &Model, plan: &Plan, until: usize) -> Decided {
    let mut all = Decided::new();
    let mut add = |what: PlanQuantity, amounts: &[f64]| {
        for (&quarter, &amount) in plan.quarters.iter().zip(amounts) {
            let t = model.horizon.index(quarter).filter(|&t| t < until);
            if let Some(t) = t.filter(|_| amount != 0.0) {
                all.insert((what.clone(), t), amount);
            }
        }
    };
    for level in levels(plan) {
        let is_decided = matches!(
            level.what,
            PlanQuantity::Started { .. }
                | PlanQuantity::HotLots { .. }
                | PlanQuantity::Bought { .. }
                | PlanQuantity::Made { .. }
                | PlanQuantity::Installed { .. }
                | PlanQuantity::Sold { .. }
        );
        if is_decided {
            add(level.what, &level.by_quarter);
        }
    }
    for foundry in &plan.foundries {
        for extra in &foundry.expansions {
            let (foundry, expansion) = (foundry.foundry.clone(), extra.expansion.clone());
            add(
                PlanQuantity::StartedBeyond { foundry, expansion },
                &extra.used,
            );
        }
    }
    for process in &plan.processes {
        for extra in &process.expansions {
            let (process, expansion) = (process.process.clone(), extra.expansion.clone());
            add(
                PlanQuantity::WorkedBeyond { process, expansion },
                &extra.used,
            );
        }
    }
    all
}

/// The columns of each decision before `until`.
fn sums(
    model: &Model,
    lp: &Lp<Column, Constraint>,
    until: usize,
) -> BTreeMap<(PlanQuantity, usize), Vec<Column>> {
    let mut sums: BTreeMap<(PlanQuantity, usize), Vec<Column>> = BTreeMap::new();
    for column in lp.columns() {
        for key in does(model, column.key) {
            if key.1 < until {
                sums.entry(key).or_default().push(column.key);
            }
        }
    }
    sums
}

/// The program of the model with one column a decision that is at least its change either way, and what all changes count.
struct Distances {
    builder: LpBuilder<usize, usize>,
    /// The cost of each change.
    weights: Vec<(usize, f64)>,
    /// What decisions without a column count.
    constant: f64,
    margin: Vec<f64>,
}

fn distances(model: &Model, before: &Decided, until: usize) -> Distances {
    let lp = formulate(model);
    let sums = sums(model, &lp, until);
    let keys = sums.keys().chain(before.keys());
    let most = keys
        .map(|(what, t)| weight(model, what, *t))
        .fold(0.0, f64::max);
    let most = if most > 0.0 { most } else { 1.0 };
    let weight = |what: &PlanQuantity, t: usize| weight(model, what, t).max(LEAST_WEIGHT * most);
    let places: BTreeMap<Column, usize> = lp
        .columns()
        .iter()
        .enumerate()
        .map(|(j, it)| (it.key, j))
        .collect();
    let width = lp.columns().len();
    let mut builder = LpBuilder::default();
    for (j, column) in lp.columns().iter().enumerate() {
        builder.add_column(j, 0.0, column.lower, column.upper);
    }
    let mut weights = Vec::new();
    for (i, (what, t)) in sums.keys().enumerate() {
        builder.add_column(width + i, 0.0, 0.0, f64::INFINITY);
        weights.push((width + i, weight(what, *t)));
    }
    let mut rows = vec![Vec::new(); lp.rows().len()];
    for j in 0..width {
        for (row, n) in lp.entries(ColumnId(j)) {
            rows[row.0].push((j, n));
        }
    }
    for (i, (row, terms)) in lp.rows().iter().zip(rows).enumerate() {
        builder.add_row(i, row.lower, row.upper, terms);
    }
    for (i, (key, columns)) in sums.iter().enumerate() {
        let amount = before.get(key).copied().unwrap_or(0.0);
        for (way, row) in [(1.0, 2 * i), (-1.0, 2 * i + 1)] {
            let terms = columns.iter().map(|key| (places[key], -way));
            let terms = terms.chain([(width + i, 1.0)]);
            builder.add_row(usize::MAX - 1 - row, -way * amount, f64::INFINITY, terms);
        }
    }
    let alone = before.iter().filter(|it| !sums.contains_key(it.0));
    let constant = alone
        .map(|(key, amount)| weight(&key.0, key.1) * amount)
        .sum();
    Distances {
        builder,
        weights,
        constant,
        margin: lp.columns().iter().map(|it| it.cost).collect(),
    }
}

impl Distances {
    fn optimum(builder: LpBuilder<usize, usize>, costs: &[(usize, f64)]) -> f64 {
        let lp = builder.build();
        let mut all = vec![0.0; lp.columns().len()];
        for &(column, cost) in costs {
            all[column] = cost;
        }
        match solve_program(&lp.with_costs(&all)).expect("proved") {
            Answer::Optimal(solution) => solution.objective,
            other => panic!("{other:?}"),
        }
    }

    /// The least sum of changes.
    fn least(&self) -> f64 {
        let unit = self.weights.iter().map(|it| it.1).fold(1.0, f64::max);
        let costs: Vec<(usize, f64)> = self.weights.iter().map(|it| (it.0, -it.1 / unit)).collect();
        self.constant - unit * Self::optimum(self.builder.clone(), &costs)
    }

    /// The best margin with changes of at most this sum.
    fn best_margin(&self, most: f64) -> f64 {
        let unit = self.weights.iter().map(|it| it.1).fold(1.0, f64::max);
        let mut builder = self.builder.clone();
        let terms = self.weights.iter().map(|it| (it.0, it.1 / unit));
        builder.add_row(
            usize::MAX,
            0.0,
            (most - self.constant).max(0.0) / unit,
            terms,
        );
        let costs: Vec<(usize, f64)> = self.margin.iter().copied().enumerate().collect();
        Self::optimum(builder, &costs)
    }
}

/// The amounts as they are held, with one of them as it was given.
fn as_held(before: &Decided, kept: &Kept, given: Option<&LeastChange>) -> Decided {
    let mut all = before.clone();
    for change in &kept.changes {
        let t = kept
            .model
            .horizon
            .index(change.quarter)
            .expect("of the model");
        all.insert((change.what.clone(), t), change.now);
    }
    if let Some(change) = given {
        let t = kept
            .model
            .horizon
            .index(change.quarter)
            .expect("of the model");
        all.insert((change.what.clone(), t), change.given);
    }
    all
}

/// The best margin of a solved model with these decisions before `until`; `None` where no plan has them.
fn margin_with(model: &Model, free: &Solved, amounts: &Decided, until: usize) -> Option<f64> {
    let sums = sums(model, &free.lp, until);
    let is_possible = amounts
        .iter()
        .all(|(key, &amount)| amount == 0.0 || sums.contains_key(key));
    if !is_possible {
        return None;
    }
    let mut again = Again::of(free);
    for (key, columns) in sums {
        let amount = amounts.get(&key).copied().unwrap_or(0.0);
        let terms = columns.into_iter().map(|key| (key, 1.0)).collect();
        again = again.hold(amount * (1.0 - ROUNDING), amount * (1.0 + ROUNDING), terms);
    }
    again.optimum()
}

/// Whether a decision of the model is what a plan does.
fn is_what(model: &Model, decision: Decision, what: &PlanQuantity) -> bool {
    let is = |item: Item, id: &str| model.item_id(item) == id;
    match (decision, what) {
        (Decision::Wafers(it), PlanQuantity::Started { die })
        | (Decision::HotLots(it), PlanQuantity::HotLots { die }) => is(Item::Die(it), die),
        (
            Decision::FoundryExpansion(id, at),
            PlanQuantity::StartedBeyond { foundry, expansion },
        ) => {
            let entity = model.foundry(id);
            entity.id == *foundry && entity.expansions[at].id == *expansion
        }
        (Decision::ProcessExpansion(id, at), PlanQuantity::WorkedBeyond { process, expansion }) => {
            let entity = model.process(id);
            entity.id == *process && entity.expansions[at].id == *expansion
        }
        (Decision::Purchase(it), PlanQuantity::Bought { component }) => {
            is(Item::Component(it), component)
        }
        (Decision::Chips(it), PlanQuantity::Made { item }) => is(Item::Chip(it), item),
        (Decision::Racks(it), PlanQuantity::Made { item }) => is(Item::Rack(it), item),
        (Decision::Install(it, at), PlanQuantity::Installed { rack, site }) => {
            is(Item::Rack(it), rack) && model.site(at).id == *site
        }
        (Decision::Deliver(id, it), PlanQuantity::Sold { item, buyer }) => {
            is(it, item) && model.buyer(id).id == *buyer
        }
        _ => false,
    }
}

/// Whether the limits that are said to force a change prove, with nothing else, that there is no such plan.
fn is_proof(kept: &Kept, change: &LeastChange) -> bool {
    let Outcome::Optimal(solved) = &kept.outcome else {
        return false;
    };
    let mut model = solved.holding(&kept.model).into_owned();
    let at = (0..model.held.len()).find(|&at| {
        let held = model.held[at];
        let quarter = model.horizon.quarter(held.t);
        quarter == change.quarter && is_what(&model, held.decision, &change.what)
    });
    let Some(at) = at else {
        return false;
    };
    model.held[at].amount = change.given;
    let own = describe_row(&model, Constraint::Held { at });
    let said = change.because.iter().map(|it| it.what.as_str());
    let said: Vec<&str> = said.chain([own.as_str()]).collect();
    let is_said = |what: &str| {
        let all = said.iter();
        all.clone().any(|it| **it == *what)
    };
    let lp = formulate(&model);
    let mut builder = LpBuilder::default();
    for (j, column) in lp.columns().iter().enumerate() {
        let is_said = is_said(&describe_column(&model, column.key));
        let lower = if is_said {
            column.lower
        } else {
            column.lower.min(0.0)
        };
        let upper = if is_said { column.upper } else { f64::INFINITY };
        builder.add_column(j, 0.0, lower, upper);
    }
    let mut rows = vec![Vec::new(); lp.rows().len()];
    for j in 0..lp.columns().len() {
        for (row, n) in lp.entries(ColumnId(j)) {
            rows[row.0].push((j, n));
        }
    }
    for (i, (row, terms)) in lp.rows().iter().zip(rows).enumerate() {
        let is_said = is_said(&describe_row(&model, row.key));
        let is_held = matches!(row.key, Constraint::Held { .. });
        // Rows that only define something, balances at 0, are how limits meet.
        let open = |end: f64, infinite: f64| {
            if is_said || (end == 0.0 && !is_held) {
                end
            } else {
                infinite
            }
        };
        let lower = open(row.lower, f64::NEG_INFINITY);
        let upper = open(row.upper, f64::INFINITY);
        builder.add_row(i, lower, upper, terms);
    }
    matches!(solve_program(&builder.build()), Ok(Answer::Infeasible(_)))
}

/// Returns what is wrong with a plan held before quarter `until`, of a model with a best plan of its own.
fn wrong(model: &Model, free: &Solved, plan: &Plan, until: usize, kept: &Kept) -> Option<String> {
    let held = &*free.holding(model);
    let before = decided(held, plan, until);
    let size = free.lp.columns().iter().zip(&free.solution.x);
    let size: f64 = size
        .map(|(it, x)| (it.cost * x).abs())
        .sum::<f64>()
        .max(1.0);
    let Outcome::Optimal(found) = &kept.outcome else {
        return Some("no plan".to_owned());
    };
    let margin = found.solution.objective;
    // Where shortfalls come first, a plan that must leave some may earn more.
    if !model.policy.service_first && margin > free.solution.objective + SAME * size {
        return Some(format!("{margin} beside {}", free.solution.objective));
    }
    let mut model = kept.model.clone();
    model.held.clear();
    // The judge of plans knows the model's own numbers, not what options add to them.
    if model.options.is_empty()
        && let Some(first) = violations(&model, &found.plan).first()
    {
        return Some(first.clone());
    }
    // What is said to be held is what the plan does.
    let says = as_held(&before, kept, None);
    for (key, columns) in sums(held, &found.lp, until) {
        let values = columns.iter();
        let amount: f64 = values.map(|it| found.lp.value(&found.solution.x, it)).sum();
        let said = says.get(&key).copied().unwrap_or(0.0);
        if (said - amount).abs() > 1e-6 * said.abs().max(amount.abs()).max(1.0) {
            return Some(format!("{key:?}: {amount} held to {said}"));
        }
    }
    let money: f64 = before
        .iter()
        .map(|(key, amount)| weight(held, &key.0, key.1) * amount)
        .sum();
    let money = money.max(size);
    let as_given = margin_with(held, free, &before, until);
    if as_given.is_some() != kept.changes.is_empty() && kept.distance > SAME * money {
        return Some(format!(
            "possible: {as_given:?}, changes {:?}",
            kept.changes
        ));
    }
    if let Some(as_given) = as_given.filter(|_| kept.changes.is_empty()) {
        return ((as_given - margin).abs() > SAME * size).then(|| format!("{as_given} {margin}"));
    }
    // Shortfalls first, then the margin: another program than the one with costs.
    if model.policy.service_first {
        return None;
    }
    let program = distances(held, &before, until);
    let least = program.least();
    if (least - kept.distance).abs() > SAME * money {
        return Some(format!("least {least}, said {}", kept.distance));
    }
    let best = program.best_margin(least + ROUNDING * money);
    if (best - margin).abs() > 10.0 * SAME * money {
        return Some(format!("best {best} with the least change, said {margin}"));
    }
    for change in kept.changes.iter().take(3) {
        let one = as_held(&before, kept, Some(change));
        if margin_with(held, free, &one, until).is_some() {
            return Some(format!("need not be changed: {change:?}"));
        }
        if !is_proof(kept, change) {
            return Some(format!("no proof: {change:?}"));
        }
    }
    None
}

#[test]
fn a_plan_keeps_itself_whatever_is_left_open() {
    let compared = Cell::new(0);
    sample::models(40, |model, knobs| {
        let Some(best) = solved(model) else {
            return Ok(());
        };
        let given = GivenPlan::of(&best.plan);
        let t = some_quarter(model, knobs[1]);
        let until = (t > 0).then(|| model.horizon.quarter(t));
        let asked = Holding {
            until,
            ..Holding::default()
        };
        let Ok(kept) = hold(model, &given, &asked, &SolveOptions::default()) else {
            return Ok(());
        };
        compared.set(compared.get() + 1);
        if !kept.changes.is_empty() {
            return Err(format!("{:?}", kept.changes));
        }
        let until = if t > 0 { t } else { model.horizon.quarters };
        wrong(model, &best, &best.plan, until, &kept).map_or(Ok(()), Err)
    });
    assert!(compared.get() >= a_tenth(40), "{compared:?}");
}

#[test]
fn no_plan_needs_less_change_and_each_has_its_reason() {
    let (compared, changed) = (Cell::new(0), Cell::new(0));
    sample::models(60, |model, knobs| {
        // The plan to hold was made for other numbers.
        let mut other = knobs.to_vec();
        let turned = other.len() / 3;
        other[turned] = 1.0 - other[turned];
        let (Some(before), Some(best)) = (solved(&sample::model(&other)), solved(model)) else {
            return Ok(());
        };
        let given = GivenPlan::of(&before.plan);
        let t = some_quarter(model, knobs[1]);
        let asked = Holding {
            until: (t > 0).then(|| model.horizon.quarter(t)),
            ..Holding::default()
        };
        let Ok(kept) = hold(model, &given, &asked, &SolveOptions::default()) else {
            return Ok(());
        };
        if !kept.unknown.is_empty() || before.plan.quarters != best.plan.quarters {
            return Ok(());
        }
        compared.set(compared.get() + 1);
        changed.set(changed.get() + kept.changes.len());
        let until = if t > 0 { t } else { model.horizon.quarters };
        wrong(model, &best, &before.plan, until, &kept).map_or(Ok(()), Err)
    });
    tally::report(
        "plans held under other numbers",
        changed.get(),
        compared.get(),
    );
    assert!(
        compared.get() >= a_tenth(50) && changed.get() > 0,
        "{compared:?} {changed:?}"
    );
}
