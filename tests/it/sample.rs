//! A small model with every feature, its numbers turned by knobs: all at 0.5 for the fixed one, drawn for properties.

use crate::sample_options::{self, Kind};
use proptest::test_runner::{Config as ProptestConfig, RngSeed, TestCaseError, TestRunner};
use waferline::Quarter;
use waferline::model::{
    Backlog, Buyer, Buys, Cancel, Chip, ChipId, Component, ComponentId, Die, DieId, Foundry,
    FoundryExpansion, FoundryId, Horizon, HotLot, Item, Model, Past, Policy, Process,
    ProcessExpansion, ProcessId, Rack, RackId, Series, Service, ServiceId, Site, SiteId, Stock,
    Support, VolumeStep,
};

/// How many knobs a model takes at most.
pub const KNOBS: usize = 160;

/// Quarters of the horizon.
pub const HORIZON: usize = 6;

/// Quarters of horizon and tail.
pub const PERIODS: usize = 10;

/// Numbers from 0 to 1, taken one after the other.
pub struct Knobs<'a>(std::iter::Cycle<std::slice::Iter<'a, f64>>);

impl Knobs<'_> {
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        let knob = self.0.next().copied().unwrap_or(0.5);
        low + knob * (high - low)
    }

    pub fn whether(&mut self, chance: f64) -> bool {
        self.between(0.0, 1.0) < chance
    }

    pub fn index(&mut self, count: usize) -> usize {
        let knob = self.between(0.0, 1.0);
        (1..count)
            .filter(|&i| knob * count as f64 >= i as f64)
            .count()
    }

    /// A level that drifts.
    fn series(&mut self, low: f64, high: f64) -> Series {
        let level = self.between(low, high);
        let growth = self.between(-0.05, 0.05);
        let values = (0..PERIODS).map(|t| level * (1.0 + growth * t as f64));
        Series::new(values.collect())
    }

    /// Units in one quarter only.
    fn point(&mut self, low: f64, high: f64) -> Series {
        let at = self.index(HORIZON);
        let units = self.between(low, high);
        let value = |t| if t == at { units } else { 0.0 };
        Series::new((0..PERIODS).map(value).collect())
    }

    fn stock(&mut self, units: f64) -> Stock {
        let mut stock = Stock::free(PERIODS);
        if self.whether(0.5) {
            stock.opening = self.between(0.0, units);
            stock.receipts = self.point(0.0, units);
        }
        if self.whether(0.3) {
            stock.max = self.series(units, 3.0 * units);
        }
        if self.whether(0.2) {
            stock.closing_min = self.between(0.0, 0.2 * units);
        }
        if self.whether(0.6) {
            stock.holding_cost = self.series(0.0, 0.5);
            stock.salvage_value = self.between(0.0, 2.0);
        }
        stock
    }

    fn foundry(&mut self, id: &str) -> Foundry {
        let lead_quarters = self.index(3);
        Foundry {
            id: id.to_owned(),
            name: None,
            capacity: self.series(50.0, 120.0),
            wafer_price: self.series(10.0, 30.0),
            lead_quarters,
            commitment: self.series(0.0, 100.0),
            take_or_pay: self.series(0.0, 0.8),
            hot_lot: (lead_quarters > 0 && self.whether(0.8)).then(|| HotLot {
                premium: self.series(0.1, 0.8),
                quarters_saved: 1,
                max_share: self.series(0.05, 0.4),
            }),
            expansions: vec![FoundryExpansion {
                id: "more".to_owned(),
                name: None,
                capacity: self.series(0.0, 40.0),
                premium: self.series(0.0, 0.5),
            }],
        }
    }

    fn die(&mut self, id: &str, foundry: usize) -> Die {
        let mut good: Vec<f64> = self.series(4.0, 12.0).values().to_vec();
        if self.whether(0.3) {
            let bad = self.index(HORIZON);
            good[bad] = 0.0;
        }
        Die {
            id: id.to_owned(),
            name: None,
            foundry: FoundryId(foundry),
            available_from: Some(self.index(2)),
            good_dies_per_wafer: Series::new(good),
            stock: self.stock(200.0),
        }
    }

    fn component(&mut self, id: &str) -> Component {
        Component {
            id: id.to_owned(),
            name: None,
            supply: self.series(500.0, 3000.0),
            price: self.series(0.2, 1.0),
            stock: self.stock(500.0),
        }
    }

    fn process(&mut self, id: &str) -> Process {
        let cost = self.series(0.2, 1.0);
        let dearer = cost.values().iter().map(|cost| cost * 1.4).collect();
        Process {
            id: id.to_owned(),
            name: None,
            capacity: self.series(150.0, 400.0),
            cost,
            expansions: vec![ProcessExpansion {
                id: "osat".to_owned(),
                name: None,
                capacity: self.series(0.0, 200.0),
                cost: Series::new(dearer),
            }],
        }
    }

    fn chip(&mut self, id: &str, dies: Vec<(DieId, f64)>) -> Chip {
        Chip {
            id: id.to_owned(),
            name: None,
            dies,
            components: vec![(ComponentId(0), self.between(0.5, 2.0))],
            processes: vec![(ProcessId(0), self.between(0.3, 0.7))],
            good_share: self.series(0.6, 0.8),
            lead_quarters: self.index(2),
            cost: self.series(0.0, 0.3),
            stock: self.stock(200.0),
        }
    }

    fn rack(&mut self, id: &str, chip: usize) -> Rack {
        Rack {
            id: id.to_owned(),
            name: None,
            chips: vec![
                (ChipId(chip), self.between(4.0, 9.0)),
                (ChipId(1), self.between(0.0, 2.0)),
            ],
            components: vec![(ComponentId(1), self.between(0.0, 3.0))],
            processes: vec![(ProcessId(1), 1.0), (ProcessId(0), self.between(0.0, 0.5))],
            cost: self.series(1.0, 5.0),
            lead_quarters: self.index(2),
            power_kw: self.between(80.0, 200.0),
            life_quarters: 2 + self.index(7),
            operating_cost: self.series(0.0, 2.0),
            transfer_price: self.whether(0.6).then(|| self.series(20.0, 60.0)),
            stock: self.stock(20.0),
        }
    }

    fn site(&mut self, id: &str) -> Site {
        Site {
            id: id.to_owned(),
            name: None,
            power_mw: self.series(3.0, 25.0),
            pue: self.series(1.05, 1.3),
            energy_price: self.series(0.0, 1e-5),
            racks: self.whether(0.3).then(|| vec![RackId(0)]),
            fleet: vec![(RackId(1), self.series(5.0, 40.0))],
        }
    }

    fn service(&mut self, id: &str) -> Service {
        let firm = self.whether(0.1);
        let committed = self.series(0.0, 900.0);
        let value = |t: usize| if t < HORIZON { committed[t] } else { 0.0 };
        let committed = Series::new((0..PERIODS).map(value).collect());
        Service {
            id: id.to_owned(),
            name: None,
            unit: Some("chip-quarter".to_owned()),
            racks: vec![
                (RackId(0), self.between(4.0, 9.0)),
                (RackId(1), self.between(2.0, 6.0)),
            ],
            sites: self.whether(0.3).then(|| vec![SiteId(0)]),
            price: self.series(1.0, 3.0),
            variable_cost: self.series(0.0, 0.3),
            attach: vec![
                ("storage".to_owned(), self.series(0.0, 0.4)),
                (format!("{id}-only"), self.series(0.0, 0.2)),
            ],
            demand: self.series(300.0, 1500.0),
            committed,
            shortfall_penalty: (!firm).then(|| self.series(0.0, 2.0)),
            firm,
            committed_before: Past::default(),
            max_wait_quarters: self.whether(0.2).then(|| self.index(4)),
        }
    }

    fn buyer(&mut self, id: &str, items: &[Item]) -> Buyer {
        let firm = self.whether(0.2);
        let displaces = if self.whether(0.5) {
            vec![(ServiceId(0), self.between(0.0, 4.0))]
        } else {
            Vec::new()
        };
        Buyer {
            id: id.to_owned(),
            name: None,
            orders: self.point(0.0, 40.0),
            upside: self.series(0.0, 30.0),
            firm,
            backlog: Backlog::default(),
            delivered_before: Past::default(),
            late_penalty: self.series(0.0, 8.0),
            cancel: (!firm && self.whether(0.5)).then(|| Cancel {
                after: self.index(4),
                penalty: self.series(0.0, 10.0),
            }),
            displaces_quarters: if displaces.is_empty() {
                0
            } else {
                3 + self.index(4)
            },
            displaces,
            buys: items.iter().map(|&item| self.buys(item)).collect(),
        }
    }

    fn buys(&mut self, item: Item) -> Buys {
        let value = match item {
            Item::Rack(_) => 80.0,
            Item::Chip(_) => 8.0,
            Item::Die(_) => 4.0,
            Item::Component(_) => 1.0,
        };
        let first = self.between(2.0, 15.0);
        Buys {
            item,
            price: self.series(0.7 * value, 1.5 * value),
            delivery_cost: self.series(0.0, 0.05 * value),
            order_units: self.between(0.5, 1.5),
            support: self.whether(0.5).then(|| Support {
                margin: self.between(0.0, 0.05 * value),
                quarters: self.index(6),
            }),
            steps: vec![
                VolumeStep {
                    width: first,
                    discount: 0.0,
                },
                VolumeStep {
                    width: 10.0,
                    discount: self.between(0.01, 0.1),
                },
                VolumeStep {
                    width: f64::INFINITY,
                    discount: self.between(0.1, 0.3),
                },
            ],
        }
    }
}

/// Returns the model that these knobs make. Where knobs make firm promises it may have no plan; most have one.
pub fn model(knobs: &[f64]) -> Model {
    let mut knobs = Knobs(knobs.iter().cycle());
    let k = &mut knobs;
    let io = k.between(0.0, 1.0);
    let no_limit = Series::constant(f64::INFINITY, PERIODS);
    let mut model = Model {
        held: Vec::new(),
        name: None,
        currency: "USD".to_owned(),
        horizon: Horizon {
            start: Quarter::new(2027, 1).expect("a quarter"),
            quarters: HORIZON,
            tail_quarters: PERIODS - HORIZON,
            discount_rate: k.between(0.0, 0.2),
        },
        foundries: vec![k.foundry("n3"), k.foundry("n5")],
        dies: vec![k.die("compute", 0), k.die("io", 1)],
        components: vec![k.component("hbm"), k.component("rail")],
        processes: vec![k.process("cowos"), k.process("assembly")],
        chips: vec![
            k.chip("trn3", vec![(DieId(0), 1.0), (DieId(1), io)]),
            k.chip("nic", vec![(DieId(1), 1.0)]),
        ],
        racks: vec![k.rack("ultra", 0), k.rack("small", 0)],
        sites: vec![k.site("aws"), k.site("hosted")],
        services: vec![k.service("bedrock"), k.service("batch")],
        buyers: vec![
            k.buyer("neocloud", &[Item::Rack(RackId(0)), Item::Rack(RackId(1))]),
            k.buyer("lab", &[Item::Chip(ChipId(0)), Item::Rack(RackId(0))]),
            k.buyer(
                "broker",
                &[Item::Die(DieId(0)), Item::Component(ComponentId(0))],
            ),
        ],
        options: Vec::new(),
        policy: Policy {
            external_share_max: if k.whether(0.4) {
                k.series(0.2, 0.6)
            } else {
                no_limit.clone()
            },
            budget: if k.whether(0.3) {
                k.series(4000.0, 9000.0)
            } else {
                no_limit
            },
            service_first: k.whether(0.2),
        },
    };
    if k.whether(0.3) {
        model.options = sample_options::options(k, &model, 3, Kind::Decided);
    }
    if k.whether(0.5) {
        carry_in(k, &mut model);
    }
    model
}

/// Lets a model begin where another plan ends: goods in process, open orders, deliveries that still displace, customers who
/// wait already.
fn carry_in(k: &mut Knobs, model: &mut Model) {
    let stocks = (model.dies.iter_mut().map(|it| (&mut it.stock, 200.0)))
        .chain(model.components.iter_mut().map(|it| (&mut it.stock, 500.0)))
        .chain(model.chips.iter_mut().map(|it| (&mut it.stock, 200.0)))
        .chain(model.racks.iter_mut().map(|it| (&mut it.stock, 20.0)));
    for (stock, units) in stocks {
        if k.whether(0.4) {
            let at = HORIZON + k.index(PERIODS - HORIZON);
            stock.in_process = stock.in_process.clone().with(at, k.between(0.0, units));
        }
    }
    for buyer in &mut model.buyers {
        let mut past = |quarters: usize, most: f64| {
            let number = |_| k.between(0.0, most);
            Past::new((0..quarters).map(number).collect())
        };
        if let Some(cancel) = &buyer.cancel {
            buyer.backlog.due = past(cancel.after.saturating_sub(1), 15.0);
        }
        if !buyer.displaces.is_empty() {
            buyer.delivered_before = past(buyer.displaces_quarters - 1, 6.0);
        }
        if !buyer.firm {
            buyer.backlog.open = past(1, 20.0).sum(1);
        }
    }
    for service in &mut model.services {
        if let Some(wait) = service.max_wait_quarters {
            let level = |_| k.between(0.0, 150.0);
            service.committed_before = Past::new((0..wait).map(level).collect());
        }
    }
}

/// Returns the model that these knobs make with options to be decided, at most `most`; never with `service_first`.
pub fn model_with_options(knobs: &[f64], most: usize) -> Model {
    let mut model = model(knobs);
    model.policy.service_first = false;
    let mut other: Vec<f64> = knobs.to_vec();
    other.reverse();
    model.options =
        sample_options::options(&mut Knobs(other.iter().cycle()), &model, most, Kind::Free);
    model
}

/// How random models are drawn: this many, always the same, in an ordinary run; `WAFERLINE_CASES` of them in a full run
/// (`.ci/confirm`), from the seed `WAFERLINE_SEED` or, without, other ones each time.
pub fn tried(ordinary: u32) -> ProptestConfig {
    let number = |name: &str| {
        let said = std::env::var(name).ok()?;
        said.parse::<u64>().ok()
    };
    let asked = number("WAFERLINE_CASES").and_then(|cases| u32::try_from(cases).ok());
    let drawn = number("WAFERLINE_SEED").map_or(RngSeed::Random, RngSeed::Fixed);
    ProptestConfig {
        cases: asked.unwrap_or(ordinary),
        rng_seed: asked.map_or(RngSeed::Fixed(2027), |_| drawn),
        ..ProptestConfig::default()
    }
}

/// Returns whether fewer models are tried than in an ordinary run, and how many of them must be met at least: `asked` in an
/// ordinary run or a longer one, a tenth in a shorter one, which of very few is none.
pub fn must_meet(asked: usize, ordinary: u32) -> (bool, usize) {
    let cases = tried(ordinary).cases;
    let is_short = cases < ordinary;
    let tenth = (cases / 10) as usize;
    (is_short, if is_short { asked.min(tenth) } else { asked })
}

/// Tries a statement about random models, as many as [`tried`] says.
pub fn models(ordinary: u32, holds: impl Fn(&Model, &[f64]) -> Result<(), String>) {
    let knobs = proptest::collection::vec(0.0_f64..1.0, KNOBS);
    let mut runner = TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..tried(ordinary)
    });
    let reported = runner.run(&knobs, |knobs| {
        holds(&model(&knobs), &knobs).map_err(TestCaseError::fail)
    });
    if let Err(wrong) = reported {
        panic!("{wrong}");
    }
}
