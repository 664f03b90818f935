//! Random options on random models: every number that can be added to, up and down.

use waferline::model::{
    Addition, BuyerField, BuyerId, ComponentField, ComponentId, Field, FoundryExpansionField,
    FoundryField, FoundryId, Item, Model, OptionId, PlanOption, PolicyField, ProcessExpansionField,
    ProcessField, ProcessId, RackId, Series, ServiceField, SiteField, SiteId, StockField,
};

use crate::sample::{HORIZON, Knobs, PERIODS};

/// What an option of a random model is allowed to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Taken or left by the model.
    Decided,
    /// To be decided.
    Free,
}

/// Returns how many options a model has at most whose selections are all solved: eight take a while, and a full run has the time.
pub fn at_most(ordinary: usize) -> usize {
    match std::env::var_os("WAFERLINE_CASES") {
        Some(_) => 8,
        None => ordinary,
    }
}

/// Returns the fields that options of a random model add to, with an amount that is much for one of them.
fn fields(model: &Model) -> Vec<(Field, f64)> {
    let stock = |item, field| Field::Stock(item, field);
    let rack = Item::Rack(RackId(0));
    let extra_wafers = FoundryField::Expansion(0, FoundryExpansionField::Capacity);
    let extra_work = ProcessField::Expansion(0, ProcessExpansionField::Capacity);
    let mut fields = vec![
        (Field::Foundry(FoundryId(0), FoundryField::Capacity), 60.0),
        (Field::Foundry(FoundryId(1), FoundryField::Commitment), 20.0),
        (Field::Foundry(FoundryId(0), extra_wafers), 20.0),
        (
            Field::Component(ComponentId(0), ComponentField::Supply),
            800.0,
        ),
        (Field::Process(ProcessId(0), ProcessField::Capacity), 150.0),
        (Field::Process(ProcessId(1), extra_work), 80.0),
        (
            stock(Item::Component(ComponentId(0)), StockField::Opening),
            200.0,
        ),
        (stock(rack, StockField::Receipts), 8.0),
        (stock(rack, StockField::ClosingMin), 2.0),
        (Field::Site(SiteId(0), SiteField::PowerMw), 10.0),
        (
            Field::Site(SiteId(0), SiteField::Installed(RackId(1))),
            10.0,
        ),
        (Field::Buyer(BuyerId(0), BuyerField::Orders), 12.0),
        (Field::Buyer(BuyerId(1), BuyerField::Orders), 12.0),
        (Field::Buyer(BuyerId(1), BuyerField::Upside), 15.0),
    ];
    if model.policy.budget[0].is_finite() {
        fields.push((Field::Policy(PolicyField::Budget), 1500.0));
    }
    if model.stock(rack).max[0].is_finite() {
        fields.push((stock(rack, StockField::Max), 15.0));
    }
    // Demand stays at the commitment or above, whatever is taken.
    for id in model.service_ids() {
        let service = model.service(id);
        let covers = (0..PERIODS).all(|t| service.demand[t] >= service.committed[t]);
        if covers && service.max_wait_quarters.is_none() {
            fields.push((Field::Service(id, ServiceField::Demand), 400.0));
            fields.push((Field::Service(id, ServiceField::Committed), 200.0));
        }
    }
    fields
}

/// Returns as many options as the knobs want, at most `most`, on a random model.
pub fn options(k: &mut Knobs<'_>, model: &Model, most: usize, kind: Kind) -> Vec<PlanOption> {
    let count = 1 + k.index(most);
    let mut options: Vec<PlanOption> = Vec::new();
    for i in 0..count {
        // What is taken in part requires nothing, and nothing requires it.
        let requires = options.last().is_some_and(|before| before.whole) && kind == Kind::Free;
        options.push(option(k, model, i, kind, requires));
    }
    // One excludes another that neither it nor what it requires needs.
    if kind == Kind::Free && count > 3 && k.whether(0.5) {
        let alone = |option: &PlanOption| option.whole && option.at_most == 1;
        if alone(&options[0]) && alone(&options[3]) && options[3].requires.is_empty() {
            options[3].excludes = vec![OptionId(0)];
        }
    }
    options
}

fn option(k: &mut Knobs<'_>, model: &Model, i: usize, kind: Kind, may_require: bool) -> PlanOption {
    let fields = fields(model);
    let decided = if k.whether(0.3) { k.index(HORIZON) } else { 0 };
    let at_most = if k.whether(0.2) { 2 } else { 1 };
    let mut adds = Vec::new();
    for _ in 0..=k.index(3) {
        let (field, much) = fields[k.index(fields.len())];
        // Of orders, receipts and the like there are none in most quarters: nothing can be taken from those.
        let has = matches!(
            field,
            Field::Foundry(_, FoundryField::Capacity)
                | Field::Component(..)
                | Field::Process(_, ProcessField::Capacity)
                | Field::Site(..)
                | Field::Policy(_)
        );
        let takes = k.whether(0.3)
            && (has || (kind == Kind::Free && k.whether(0.1)))
            && !matches!(field, Field::Service(..));
        let amount = much * k.between(0.1, 1.0) * if takes { -0.3 } else { 1.0 };
        let amounts: Vec<f64> = (0..PERIODS)
            .map(|t| if t >= decided { amount } else { 0.0 })
            .collect();
        if let Field::Service(service, ServiceField::Committed) = field {
            adds.push(addition(
                Field::Service(service, ServiceField::Demand),
                amounts.clone(),
            ));
        }
        adds.push(addition(field, amounts));
    }
    let cash = k.between(-900.0, 700.0);
    let paid = decided + k.index(HORIZON - decided);
    let taken = match kind {
        Kind::Free => None,
        Kind::Decided if k.whether(0.6) => Some(f64::from(at_most)),
        Kind::Decided => Some(0.0),
    };
    // The first may be taken in part; ties are among the others.
    let whole = i > 0 || !k.whether(0.2);
    PlanOption {
        id: format!("deal-{i}"),
        name: None,
        adds,
        cash: Series::new(
            (0..PERIODS)
                .map(|t| if t == paid { cash } else { 0.0 })
                .collect(),
        ),
        at_most: if whole { at_most } else { 1 },
        decided,
        requires: if may_require && k.whether(0.4) {
            vec![OptionId(i - 1)]
        } else {
            Vec::new()
        },
        excludes: Vec::new(),
        whole,
        taken: taken.map(|taken| if whole { taken } else { taken.min(1.0) }),
    }
}

fn addition(field: Field, amounts: Vec<f64>) -> Addition {
    Addition {
        field,
        amounts: Series::new(amounts),
    }
}
