//! The program of a small model built by hand, in which every kind of column and row occurs.

use approx::assert_relative_eq;
use waferline::Model;
use waferline::Quarter;
use waferline::formulation::{
    Arrival, Column, Constraint, Line, LineGroup, arrival, bound_address, describe_column,
    describe_row, formulate, row_address, terms,
};
use waferline::lp::{Lp, RowId};
use waferline::model::{
    Backlog, Buyer, BuyerId, Buys, Cancel, Chip, ChipId, Component, ComponentId, Die, DieId,
    Foundry, FoundryExpansion, FoundryId, Horizon, HotLot, Item, Past, Policy, Process,
    ProcessExpansion, ProcessId, Rack, RackId, Series, Service, ServiceId, Site, SiteId, Stock,
    Support, VolumeStep,
};

const PERIODS: usize = 5;
const FAB: FoundryId = FoundryId(0);
const DIE: DieId = DieId(0);
const NEVER: DieId = DieId(1);
const HBM: ComponentId = ComponentId(0);
const PACK: ProcessId = ProcessId(0);
const CHIP: ChipId = ChipId(0);
const GHOST: ChipId = ChipId(1);
const RACK: RackId = RackId(0);
const OLD: RackId = RackId(1);
const HOME: SiteId = SiteId(0);
const YARD: SiteId = SiteId(1);
const CLOUD: ServiceId = ServiceId(0);
const NEO: BuyerId = BuyerId(0);
const STRICT: BuyerId = BuyerId(1);

fn constant(value: f64) -> Series {
    Series::constant(value, PERIODS)
}

fn series(values: [f64; PERIODS]) -> Series {
    Series::new(values.to_vec())
}

fn foundry() -> Foundry {
    Foundry {
        id: "fab".into(),
        name: None,
        capacity: constant(100.0),
        wafer_price: constant(1000.0),
        lead_quarters: 1,
        commitment: series([20.0, 0.0, 0.0, 0.0, 0.0]),
        take_or_pay: constant(0.5),
        hot_lot: Some(HotLot {
            premium: constant(0.25),
            quarters_saved: 1,
            max_share: constant(0.125),
        }),
        expansions: vec![FoundryExpansion {
            id: "east".into(),
            name: None,
            capacity: series([0.0, 30.0, 30.0, 30.0, 30.0]),
            premium: constant(0.2),
        }],
    }
}

fn die(id: &str, available_from: Option<usize>) -> Die {
    Die {
        id: id.into(),
        name: None,
        foundry: FAB,
        available_from,
        good_dies_per_wafer: series([10.0, 11.0, 12.0, 12.0, 12.0]),
        stock: Stock::free(PERIODS),
    }
}

fn component() -> Component {
    Component {
        id: "hbm".into(),
        name: None,
        supply: series([500.0, 500.0, 0.0, 0.0, 0.0]),
        price: constant(5.0),
        stock: Stock {
            max: constant(50.0),
            holding_cost: constant(1.0),
            ..Stock::free(PERIODS)
        },
    }
}

fn processes() -> Vec<Process> {
    let pack = Process {
        id: "pack".into(),
        name: None,
        capacity: constant(300.0),
        cost: constant(2.0),
        expansions: vec![ProcessExpansion {
            id: "osat".into(),
            name: None,
            capacity: series([0.0, 40.0, 40.0, 0.0, 0.0]),
            cost: constant(3.5),
        }],
    };
    let test = Process {
        id: "test".into(),
        cost: constant(4.0),
        expansions: Vec::new(),
        ..pack.clone()
    };
    vec![pack, test]
}

fn chip(id: &str, die: DieId) -> Chip {
    Chip {
        id: id.into(),
        name: None,
        dies: vec![(die, 2.0)],
        components: vec![(HBM, 1.0)],
        processes: vec![(PACK, 1.0), (ProcessId(1), 0.5)],
        good_share: constant(0.9),
        lead_quarters: 0,
        cost: constant(7.0),
        stock: Stock {
            closing_min: 3.0,
            salvage_value: 11.0,
            ..Stock::free(PERIODS)
        },
    }
}

fn racks() -> Vec<Rack> {
    let rack = Rack {
        id: "new-rack".into(),
        name: None,
        chips: vec![(CHIP, 4.0)],
        components: Vec::new(),
        processes: vec![(ProcessId(1), 1.0)],
        cost: constant(20.0),
        lead_quarters: 1,
        power_kw: 100.0,
        life_quarters: 2,
        operating_cost: constant(6.0),
        transfer_price: None,
        stock: Stock {
            opening: 2.0,
            receipts: series([0.0, 1.0, 0.0, 0.0, 0.0]),
            salvage_value: 30.0,
            ..Stock::free(PERIODS)
        },
    };
    let old = Rack {
        id: "old-rack".into(),
        chips: vec![],
        processes: vec![],
        power_kw: 50.0,
        life_quarters: 4,
        stock: Stock::free(PERIODS),
        ..rack.clone()
    };
    vec![rack, old]
}

fn sites() -> Vec<Site> {
    let home = Site {
        id: "home".into(),
        name: None,
        power_mw: constant(1.5),
        pue: constant(1.25),
        energy_price: constant(0.1),
        racks: Some(vec![RACK]),
        fleet: vec![(OLD, series([3.0, 2.0, 0.0, 0.0, 0.0]))],
    };
    let yard = Site {
        id: "yard".into(),
        racks: None,
        fleet: vec![(OLD, constant(7.0))],
        ..home.clone()
    };
    vec![home, yard]
}

fn service() -> Service {
    Service {
        id: "cloud".into(),
        name: None,
        unit: None,
        racks: vec![(RACK, 10.0), (OLD, 4.0)],
        sites: Some(vec![HOME]),
        price: constant(100.0),
        variable_cost: constant(5.0),
        attach: vec![
            ("storage".into(), constant(8.0)),
            ("network".into(), constant(2.0)),
        ],
        demand: series([30.0, 30.0, 10.0, 30.0, 30.0]),
        committed: series([10.0, 20.0, 15.0, 0.0, 0.0]),
        shortfall_penalty: Some(constant(50.0)),
        firm: false,
        max_wait_quarters: Some(1),
        committed_before: Past::default(),
    }
}

fn buyers() -> Vec<Buyer> {
    let buys = |item: Item, order_units: f64, steps: Vec<VolumeStep>| Buys {
        item,
        price: constant(900.0),
        delivery_cost: constant(10.0),
        order_units,
        support: Some(Support {
            margin: 3.0,
            quarters: 2,
        }),
        steps,
    };
    let step = |width: f64, discount: f64| VolumeStep { width, discount };
    let neo = Buyer {
        id: "neo".into(),
        name: None,
        orders: series([2.0, 4.0, 0.0, 0.0, 0.0]),
        upside: series([0.0, 0.0, 5.0, 0.0, 0.0]),
        firm: false,
        late_penalty: constant(9.0),
        cancel: Some(Cancel {
            after: 1,
            penalty: constant(13.0),
        }),
        displaces: vec![(CLOUD, 3.0)],
        displaces_quarters: 2,
        backlog: Backlog::default(),
        delivered_before: Past::default(),
        buys: vec![
            buys(
                Item::Rack(RACK),
                2.0,
                vec![step(1.0, 0.0), step(f64::INFINITY, 0.1)],
            ),
            buys(Item::Chip(GHOST), 1.0, vec![step(f64::INFINITY, 0.0)]),
        ],
    };
    let strict = Buyer {
        id: "strict".into(),
        name: None,
        orders: series([0.0, 1.0, 0.0, 0.0, 0.0]),
        upside: constant(0.0),
        firm: true,
        late_penalty: constant(0.0),
        cancel: None,
        displaces: Vec::new(),
        displaces_quarters: 0,
        backlog: Backlog::default(),
        delivered_before: Past::default(),
        buys: vec![buys(Item::Chip(CHIP), 1.0, vec![step(f64::INFINITY, 0.0)])],
    };
    vec![neo, strict]
}

/// Three quarters and a tail of two; every kind of column and row occurs.
pub(crate) fn everything() -> Model {
    let Some(start) = Quarter::new(2027, 1) else {
        unreachable!("2027Q1 is a quarter")
    };
    Model {
        held: Vec::new(),
        name: None,
        currency: "USD".into(),
        horizon: Horizon {
            start,
            quarters: 3,
            tail_quarters: 2,
            discount_rate: 0.1,
        },
        foundries: vec![foundry()],
        dies: vec![die("compute", Some(0)), die("never", None)],
        components: vec![component()],
        processes: processes(),
        chips: vec![
            chip("asic", DIE),
            Chip {
                stock: Stock::free(PERIODS),
                ..chip("ghost", NEVER)
            },
        ],
        racks: racks(),
        sites: sites(),
        services: vec![service()],
        buyers: buyers(),
        options: Vec::new(),
        policy: Policy {
            external_share_max: constant(0.5),
            budget: series([1e5, f64::INFINITY, 1e5, f64::INFINITY, f64::INFINITY]),
            service_first: false,
        },
    }
}

type Program = Lp<Column, Constraint>;
type Row = (f64, f64, Vec<(Column, f64)>);

/// Returns the row's lower, upper and terms.
fn row(lp: &Program, key: Constraint) -> Option<Row> {
    let id: RowId = lp.row(&key)?;
    let data = &lp.rows()[id.0];
    let mut terms = Vec::new();
    for column in lp.columns() {
        let entries = lp.column(&column.key).map(|j| lp.entries(j));
        for (row, value) in entries.into_iter().flatten() {
            if row == id {
                terms.push((column.key, value));
            }
        }
    }
    terms.sort_by_key(|&(key, _)| key);
    Some((data.lower, data.upper, terms))
}

#[track_caller]
fn assert_row(lp: &Program, key: Constraint, lower: f64, upper: f64, terms: &[(Column, f64)]) {
    let Some((found_lower, found_upper, found)) = row(lp, key) else {
        panic!("{key:?} is missing")
    };
    let mut terms = terms.to_vec();
    terms.sort_by_key(|&(key, _)| key);
    assert_eq!((found_lower, found_upper), (lower, upper), "{key:?}");
    assert_eq!(found.len(), terms.len(), "{key:?}: {found:?}");
    for (found, term) in found.iter().zip(&terms) {
        assert_eq!(found.0, term.0, "{key:?}: {found:?}");
        assert_relative_eq!(found.1, term.1, max_relative = 1e-12);
    }
}

const NONE: f64 = f64::NEG_INFINITY;
const ALL: f64 = f64::INFINITY;

fn wafer(t: usize) -> Column {
    Column::WaferStart { die: DIE, t }
}
fn hot(t: usize) -> Column {
    Column::HotLotStart { die: DIE, t }
}
fn stock(item: Item, t: usize) -> Column {
    Column::Stock { item, t }
}
fn scrap(item: Item, t: usize) -> Column {
    Column::Scrap { item, t }
}
fn install(t: usize) -> Column {
    Column::Install {
        rack: RACK,
        site: HOME,
        t,
    }
}
fn fleet(rack: RackId, t: usize) -> Column {
    Column::Fleet {
        rack,
        site: HOME,
        t,
    }
}
fn in_use(rack: RackId, t: usize) -> Column {
    Column::Use {
        rack,
        site: HOME,
        service: CLOUD,
        t,
    }
}
fn serve(t: usize) -> Column {
    Column::Serve { service: CLOUD, t }
}
fn deliver(step: usize, t: usize) -> Column {
    Column::Deliver {
        buyer: NEO,
        item: Item::Rack(RACK),
        step,
        t,
    }
}
fn asic_sold(t: usize) -> Column {
    Column::Deliver {
        buyer: STRICT,
        item: Item::Chip(CHIP),
        step: 0,
        t,
    }
}
fn order(buyer: BuyerId, t: usize) -> Column {
    Column::OrderDelivery { buyer, t }
}
fn upside(t: usize) -> Column {
    Column::UpsideDelivery { buyer: NEO, t }
}
fn open(buyer: BuyerId, t: usize) -> Column {
    Column::OpenOrders { buyer, t }
}
fn lost(t: usize) -> Column {
    Column::LostOrders { buyer: NEO, t }
}
fn displacing(t: usize) -> Column {
    Column::Displacing { buyer: NEO, t }
}
fn chip_start(t: usize) -> Column {
    Column::ChipStart { chip: CHIP, t }
}
fn rack_start(t: usize) -> Column {
    Column::RackStart { rack: RACK, t }
}
fn east(t: usize) -> Column {
    Column::FoundryExpansion {
        foundry: FAB,
        expansion: 0,
        t,
    }
}

#[test]
fn columns_that_cannot_be_used_are_not_created() {
    let lp = formulate(&everything());
    let present = |key| lp.column(&key).is_some();
    let quarters = |key: &dyn Fn(usize) -> Column| -> Vec<usize> {
        (0..PERIODS).filter(|&t| present(key(t))).collect()
    };

    assert_eq!(quarters(&wafer), [0, 1, 2]);
    assert_eq!(quarters(&hot), [0, 1, 2]);
    assert!(!present(Column::WaferStart { die: NEVER, t: 0 }));
    assert!(!present(Column::ChipStart { chip: GHOST, t: 0 }));
    assert!(!present(Column::RackStart { rack: OLD, t: 0 }));
    assert!(!present(stock(Item::Chip(GHOST), 0)));
    assert!(!present(stock(Item::Rack(OLD), 0)));
    assert!(!present(stock(Item::Die(NEVER), 0)));
    assert_eq!(quarters(&|t| stock(Item::Rack(RACK), t)), [0, 1, 2]);
    assert_eq!(quarters(&|t| scrap(Item::Rack(RACK), t)), [0, 1, 2]);
    assert_eq!(quarters(&|t| scrap(Item::Chip(CHIP), t)), [0, 1, 2]);
    assert!(!present(scrap(Item::Chip(GHOST), 0)));
    assert_eq!(quarters(&east), [1, 2]);
    assert_eq!(quarters(&|t| Column::IdleWafers { foundry: FAB, t }), [0]);
    assert_eq!(
        quarters(&|t| Column::Purchase { component: HBM, t }),
        [0, 1]
    );
    assert_eq!(quarters(&install), [0, 1, 2]);
    // Installed in the last quarter, a rack of two quarters' life stands one quarter longer.
    assert_eq!(quarters(&|t| fleet(RACK, t)), [0, 1, 2, 3]);
    assert_eq!(quarters(&|t| fleet(OLD, t)), [0, 1]);
    assert_eq!(quarters(&|t| in_use(OLD, t)), [0, 1]);
    assert_eq!(quarters(&serve), [0, 1, 2, 3]);
    let at_yard = |t| Column::Fleet {
        rack: OLD,
        site: YARD,
        t,
    };
    assert_eq!(quarters(&at_yard), [0; 0]);
    let short = |t| Column::Shortfall { service: CLOUD, t };
    assert_eq!(quarters(&short), [0, 1, 2]);
    assert_eq!(quarters(&|t| order(NEO, t)), [0, 1, 2]);
    assert_eq!(quarters(&|t| order(STRICT, t)), [1]);
    assert_eq!(quarters(&upside), [2]);
    // Nothing is due in the last quarter, so nothing younger than a quarter is open then.
    assert_eq!(quarters(&|t| open(NEO, t)), [0, 1]);
    assert_eq!(quarters(&|t| open(STRICT, t)), [0; 0]);
    assert_eq!(quarters(&lost), [0, 1, 2]);
    assert_eq!(quarters(&displacing), [0, 1, 2, 3]);
    assert_eq!(quarters(&|t| deliver(1, t)), [0, 1, 2]);
    let ghost_sold = |t| Column::Deliver {
        buyer: NEO,
        item: Item::Chip(GHOST),
        step: 0,
        t,
    };
    assert_eq!(quarters(&ghost_sold), [0; 0]);

    let upper = |key: Column| lp.column(&key).map(|id| lp.columns()[id.0].upper);
    assert_eq!(upper(east(1)), Some(30.0));
    assert_eq!(upper(stock(Item::Component(HBM), 1)), Some(50.0));
    assert_eq!(upper(open(NEO, 1)), Some(4.0));
    assert_eq!(upper(upside(2)), Some(5.0));
    assert_eq!(upper(deliver(0, 0)), Some(1.0));
    assert_eq!(upper(deliver(1, 0)), Some(ALL));
    assert!(lp.columns().iter().all(|column| column.lower == 0.0));
}

#[test]
fn capacity_rows_are_those_of_the_formulation() {
    let lp = formulate(&everything());
    let at = |t| Constraint::FoundryCapacity { foundry: FAB, t };
    assert_row(&lp, at(0), NONE, 100.0, &[(wafer(0), 1.0), (hot(0), 1.0)]);
    let all = [(wafer(1), 1.0), (hot(1), 1.0), (east(1), -1.0)];
    assert_row(&lp, at(1), NONE, 100.0, &all);
    assert_row(
        &lp,
        Constraint::HotLotShare { foundry: FAB, t: 0 },
        NONE,
        0.0,
        &[(wafer(0), -0.125), (hot(0), 0.875)],
    );
    let idle = Column::IdleWafers { foundry: FAB, t: 0 };
    let reserved = [(wafer(0), 1.0), (hot(0), 1.0), (idle, 1.0)];
    let take_or_pay = |t| Constraint::TakeOrPay { foundry: FAB, t };
    assert_row(&lp, take_or_pay(0), 20.0, ALL, &reserved);
    assert!(lp.row(&take_or_pay(1)).is_none());

    let osat = Column::ProcessExpansion {
        process: PACK,
        expansion: 0,
        t: 1,
    };
    let work = |r, t| Constraint::ProcessCapacity {
        process: ProcessId(r),
        t,
    };
    assert_row(
        &lp,
        work(0, 1),
        NONE,
        300.0,
        &[(chip_start(1), 1.0), (osat, -1.0)],
    );
    let both = [(chip_start(1), 0.5), (rack_start(1), 1.0)];
    assert_row(&lp, work(1, 1), NONE, 300.0, &both);
}

#[test]
fn balances_are_those_of_the_formulation() {
    let lp = formulate(&everything());
    let compute = Item::Die(DIE);
    let dies = |t| Constraint::DieBalance { die: DIE, t };
    assert_row(
        &lp,
        dies(0),
        0.0,
        0.0,
        &[
            (stock(compute, 0), 1.0),
            (scrap(compute, 0), 1.0),
            (hot(0), -10.0),
            (chip_start(0), 2.0),
        ],
    );
    assert_row(
        &lp,
        dies(1),
        0.0,
        0.0,
        &[
            (stock(compute, 1), 1.0),
            (scrap(compute, 1), 1.0),
            (stock(compute, 0), -1.0),
            (wafer(0), -10.0),
            (hot(1), -11.0),
            (chip_start(1), 2.0),
        ],
    );
    let hbm = Item::Component(HBM);
    let bought = Column::Purchase {
        component: HBM,
        t: 1,
    };
    assert_row(
        &lp,
        Constraint::ComponentBalance {
            component: HBM,
            t: 1,
        },
        0.0,
        0.0,
        &[
            (stock(hbm, 1), 1.0),
            (scrap(hbm, 1), 1.0),
            (stock(hbm, 0), -1.0),
            (bought, -1.0),
            (chip_start(1), 1.0),
        ],
    );
    let asic = Item::Chip(CHIP);
    assert_row(
        &lp,
        Constraint::ChipBalance { chip: CHIP, t: 1 },
        0.0,
        0.0,
        &[
            (stock(asic, 1), 1.0),
            (scrap(asic, 1), 1.0),
            (stock(asic, 0), -1.0),
            (chip_start(1), -0.9),
            (rack_start(1), 4.0),
            (asic_sold(1), 1.0),
        ],
    );
    let rack = Item::Rack(RACK);
    let racks = |t| Constraint::RackBalance { rack: RACK, t };
    let out = |t| {
        vec![
            (stock(rack, t), 1.0),
            (scrap(rack, t), 1.0),
            (install(t), 1.0),
            (deliver(0, t), 1.0),
            (deliver(1, t), 1.0),
        ]
    };
    assert_row(&lp, racks(0), 2.0, 2.0, &out(0));
    let mut later = out(1);
    later.extend([(stock(rack, 0), -1.0), (rack_start(0), -1.0)]);
    assert_row(&lp, racks(1), 1.0, 1.0, &later);
    assert_row(
        &lp,
        Constraint::ClosingStock { item: asic },
        3.0,
        ALL,
        &[(stock(asic, 2), 1.0)],
    );
    for gone in [
        Constraint::DieBalance { die: NEVER, t: 0 },
        Constraint::ChipBalance { chip: GHOST, t: 0 },
        Constraint::RackBalance { rack: OLD, t: 0 },
    ] {
        assert!(lp.row(&gone).is_none(), "{gone:?}");
    }
}

#[test]
fn service_rows_run_through_the_tail() {
    let lp = formulate(&everything());
    let stands = |rack, t| Constraint::FleetBalance {
        rack,
        site: HOME,
        t,
    };
    assert_row(&lp, stands(OLD, 0), 3.0, 3.0, &[(fleet(OLD, 0), 1.0)]);
    let leaving = [(fleet(OLD, 1), 1.0), (fleet(OLD, 0), -1.0)];
    assert_row(&lp, stands(OLD, 1), -1.0, -1.0, &leaving);
    assert!(lp.row(&stands(OLD, 2)).is_none());
    let aging = [
        (fleet(RACK, 3), 1.0),
        (fleet(RACK, 2), -1.0),
        (install(1), 1.0),
    ];
    assert_row(&lp, stands(RACK, 3), 0.0, 0.0, &aging);
    let uses = Constraint::FleetUse {
        rack: OLD,
        site: HOME,
        t: 1,
    };
    let standing = [(in_use(OLD, 1), 1.0), (fleet(OLD, 1), -1.0)];
    assert_row(&lp, uses, NONE, 0.0, &standing);
    let power = Constraint::SitePower { site: HOME, t: 1 };
    let megawatts = [(in_use(RACK, 1), 0.125), (in_use(OLD, 1), 0.0625)];
    assert_row(&lp, power, NONE, 1.5, &megawatts);
    assert_row(
        &lp,
        Constraint::ServiceSupply {
            service: CLOUD,
            t: 1,
        },
        NONE,
        0.0,
        &[
            (serve(1), 1.0),
            (in_use(RACK, 1), -10.0),
            (in_use(OLD, 1), -4.0),
        ],
    );
    let displaced = |t| (displacing(t), 3.0);
    let demand = |t| Constraint::ServiceDemand { service: CLOUD, t };
    assert_row(&lp, demand(1), NONE, 30.0, &[(serve(1), 1.0), displaced(1)]);
    // Demand below the commitment counts as the commitment.
    assert_row(&lp, demand(2), NONE, 15.0, &[(serve(2), 1.0), displaced(2)]);
    assert_row(&lp, demand(3), NONE, 30.0, &[(serve(3), 1.0), displaced(3)]);
    assert!(lp.row(&demand(4)).is_none());
    let short = Column::Shortfall {
        service: CLOUD,
        t: 1,
    };
    let commitment = |t| Constraint::ServiceCommitment { service: CLOUD, t };
    let contracted = [(serve(1), 1.0), displaced(1), (short, 1.0)];
    assert_row(&lp, commitment(1), 20.0, ALL, &contracted);
    assert!(lp.row(&commitment(3)).is_none());
    let wait = |t| Constraint::MaxWait { service: CLOUD, t };
    assert!(lp.row(&wait(0)).is_none());
    assert_row(&lp, wait(1), 10.0, ALL, &[(serve(1), 1.0), displaced(1)]);
    assert_row(&lp, wait(2), 15.0, ALL, &[(serve(2), 1.0), displaced(2)]);
    assert!(lp.row(&wait(3)).is_none());
}

#[test]
fn order_rows_count_order_units() {
    let lp = formulate(&everything());
    let units = |t| Constraint::OrderUnits { buyer: NEO, t };
    let filled = [
        (deliver(0, 2), 2.0),
        (deliver(1, 2), 2.0),
        (order(NEO, 2), -1.0),
        (upside(2), -1.0),
    ];
    assert_row(&lp, units(2), 0.0, 0.0, &filled);
    let orders = |buyer, t| Constraint::OrderBalance { buyer, t };
    let first = [(open(NEO, 0), 1.0), (order(NEO, 0), 1.0), (lost(0), 1.0)];
    assert_row(&lp, orders(NEO, 0), 2.0, 2.0, &first);
    let last = [(order(NEO, 2), 1.0), (lost(2), 1.0), (open(NEO, 1), -1.0)];
    assert_row(&lp, orders(NEO, 2), 0.0, 0.0, &last);
    assert_row(&lp, orders(STRICT, 1), 1.0, 1.0, &[(order(STRICT, 1), 1.0)]);
    assert!(lp.row(&orders(STRICT, 0)).is_none());
    let moves = |t| Constraint::Displacement { buyer: NEO, t };
    assert_row(
        &lp,
        moves(2),
        0.0,
        0.0,
        &[
            (displacing(2), 1.0),
            (displacing(1), -1.0),
            (order(NEO, 2), -1.0),
            (upside(2), -1.0),
            (order(NEO, 0), 1.0),
        ],
    );
    let ending = [
        (displacing(3), 1.0),
        (displacing(2), -1.0),
        (order(NEO, 1), 1.0),
    ];
    assert_row(&lp, moves(3), 0.0, 0.0, &ending);
    assert!(lp.row(&moves(4)).is_none());
    assert!(
        lp.row(&Constraint::Displacement {
            buyer: STRICT,
            t: 0
        })
        .is_none()
    );
}

#[test]
fn policies_count_chips_and_supply_money() {
    let lp = formulate(&everything());
    assert_row(
        &lp,
        Constraint::ExternalShare { t: 1 },
        NONE,
        0.0,
        &[
            (deliver(0, 1), 2.0),
            (deliver(1, 1), 2.0),
            (asic_sold(1), 0.5),
            (install(1), -2.0),
        ],
    );
    let bought = Column::Purchase {
        component: HBM,
        t: 0,
    };
    let idle = Column::IdleWafers { foundry: FAB, t: 0 };
    assert_row(
        &lp,
        Constraint::Budget { t: 0 },
        NONE,
        1e5,
        &[
            (wafer(0), 1000.0),
            (hot(0), 1250.0),
            (idle, 500.0),
            (bought, 5.0),
            (chip_start(0), 2.0 + 0.5 * 4.0 + 7.0),
            (rack_start(0), 4.0 + 20.0),
            (stock(Item::Component(HBM), 0), 1.0),
        ],
    );
    assert!(lp.row(&Constraint::Budget { t: 1 }).is_none());
    // Racks in process at the end are worth their salvage, and that is no spending.
    let Some((_, _, spending)) = row(&lp, Constraint::Budget { t: 2 }) else {
        panic!("the budget of the last quarter is missing")
    };
    assert!(spending.contains(&(rack_start(2), 24.0)));
}

#[test]
fn every_column_earns_its_terms_at_present_value() {
    let model = everything();
    let lp = formulate(&model);
    let rho = |t| model.horizon.rho(t);
    let cost = |key: Column| {
        lp.column(&key)
            .map_or(f64::NAN, |id| lp.columns()[id.0].cost)
    };
    assert_relative_eq!(cost(wafer(1)), -1000.0 * rho(1));
    assert_relative_eq!(cost(hot(2)), -1250.0 * rho(2));
    assert_relative_eq!(cost(east(1)), -200.0 * rho(1));
    let osat = Column::ProcessExpansion {
        process: PACK,
        expansion: 0,
        t: 2,
    };
    assert_relative_eq!(cost(osat), -1.5 * rho(2));
    assert_relative_eq!(cost(rack_start(1)), -24.0 * rho(1));
    assert_relative_eq!(cost(rack_start(2)), (30.0 - 24.0) * rho(2));
    assert_relative_eq!(cost(stock(Item::Chip(CHIP), 2)), 11.0 * rho(2));
    assert_relative_eq!(cost(stock(Item::Component(HBM), 0)), -1.0);
    let energy = 100.0 * 1.25 * 2191.5 * 0.1;
    assert_relative_eq!(cost(in_use(RACK, 3)), -(6.0 + energy) * rho(3));
    assert_relative_eq!(cost(serve(3)), (100.0 - 5.0 + 10.0) * rho(3));
    let short = Column::Shortfall {
        service: CLOUD,
        t: 1,
    };
    assert_relative_eq!(cost(short), -50.0 * rho(1));
    let support = 3.0 * (rho(1) + rho(2));
    assert_relative_eq!(cost(deliver(0, 1)), (900.0 - 10.0 + support) * rho(1));
    assert_relative_eq!(cost(deliver(1, 1)), (810.0 - 10.0 + support) * rho(1));
    assert_relative_eq!(cost(open(NEO, 1)), -9.0 * rho(1));
    assert_relative_eq!(cost(lost(2)), -13.0 * rho(2));
    for free in [
        install(0),
        fleet(RACK, 0),
        order(NEO, 0),
        upside(2),
        displacing(1),
    ] {
        assert_eq!(cost(free), 0.0, "{free:?}");
    }

    let of = terms(&model, serve(0));
    let attached: Vec<_> = of
        .iter()
        .filter(|term| term.line == Line::Surrounding)
        .map(|term| (term.attach, term.amount))
        .collect();
    assert_eq!(attached, [(0, 8.0), (1, 2.0)]);
    let groups: Vec<_> = terms(&model, rack_start(2))
        .iter()
        .map(|term| (term.line, term.group, term.amount))
        .collect();
    assert_eq!(
        groups,
        [
            (Line::Work, LineGroup::Supply, -4.0),
            (Line::RackCost, LineGroup::Supply, -20.0),
            (Line::WorkInProcess, LineGroup::End, 30.0),
        ]
    );
}

#[test]
fn orders_open_at_the_end_cost_the_cancel_penalty_as_well() {
    let mut model = everything();
    model.buyers[0].orders = series([0.0, 0.0, 4.0, 0.0, 0.0]);
    let lp = formulate(&model);
    let cost = |key: Column| lp.column(&key).map(|id| lp.columns()[id.0].cost);
    let expected = -(9.0 + 13.0) * model.horizon.rho(2);
    assert_relative_eq!(cost(open(NEO, 2)).unwrap_or(f64::NAN), expected);
    // Nothing is owed before anything is due.
    assert_eq!(cost(order(NEO, 1)), None);
    assert_eq!(cost(lost(1)), None);
}

#[test]
fn orders_without_cancellation_stay_open() {
    let mut model = everything();
    model.buyers[0].cancel = None;
    let lp = formulate(&model);
    let last = lp.column(&open(NEO, 2)).map(|id| lp.columns()[id.0].upper);
    assert_eq!(last, Some(ALL));
    assert!(lp.column(&lost(0)).is_none());
}

#[test]
fn no_order_is_late_where_none_may_be() {
    let mut model = everything();
    if let Some(cancel) = &mut model.buyers[0].cancel {
        cancel.after = 0;
    }
    let lp = formulate(&model);
    assert!((0..3).all(|t| lp.column(&open(NEO, t)).is_none()));
    assert!(lp.column(&lost(0)).is_some());
    assert!(lp.column(&order(NEO, 2)).is_none());
}

#[test]
fn promises_that_nothing_can_keep_stay_as_rows() {
    let mut model = everything();
    model.buyers[1].buys.clear();
    model.services[0].racks.clear();
    model.services[0].firm = true;
    model.buyers[0].displaces.clear();
    let lp = formulate(&model);
    let orders = Constraint::OrderBalance {
        buyer: STRICT,
        t: 1,
    };
    assert_row(&lp, orders, 1.0, 1.0, &[]);
    let commitment = Constraint::ServiceCommitment {
        service: CLOUD,
        t: 0,
    };
    assert_row(&lp, commitment, 10.0, ALL, &[]);
    assert!(
        lp.row(&Constraint::ServiceDemand {
            service: CLOUD,
            t: 0
        })
        .is_none()
    );
}

#[test]
fn starts_that_arrive_after_the_horizon_count_at_the_end() {
    let mut model = everything();
    model.dies[0].stock.closing_min = 5.0;
    model.dies[0].stock.salvage_value = 2.0;
    let lp = formulate(&model);
    let item = Item::Die(DIE);
    assert_row(
        &lp,
        Constraint::ClosingStock { item },
        5.0,
        ALL,
        &[(stock(item, 2), 1.0), (wafer(2), 12.0)],
    );
    let cost = lp.column(&wafer(2)).map(|id| lp.columns()[id.0].cost);
    let expected = (2.0 * 12.0 - 1000.0) * model.horizon.rho(2);
    assert_relative_eq!(cost.unwrap_or(f64::NAN), expected);
    let arrives = Arrival {
        item,
        t: 3,
        good: 12.0,
    };
    assert_eq!(arrival(&model, wafer(2)), Some(arrives));
    assert_eq!(arrival(&model, hot(2)), Some(Arrival { t: 2, ..arrives }));
    assert_eq!(arrival(&model, serve(2)), None);
}

#[test]
fn limits_carry_the_address_of_their_number() {
    let model = everything();
    let row = |key| row_address(&model, key).map(|address| address.to_string());
    let bound = |key| bound_address(&model, key).map(|address| address.to_string());
    let some = |text: &str| Some(text.to_owned());
    let demand = |t| Constraint::ServiceDemand { service: CLOUD, t };
    let wait = |t| Constraint::MaxWait { service: CLOUD, t };
    let racks = |t| Constraint::RackBalance { rack: RACK, t };
    let stands = |rack| Constraint::FleetBalance {
        rack,
        site: HOME,
        t: 1,
    };
    assert_eq!(
        row(Constraint::FoundryCapacity { foundry: FAB, t: 0 }),
        some("foundry.fab.capacity@2027Q1")
    );
    assert_eq!(
        row(Constraint::HotLotShare { foundry: FAB, t: 0 }),
        some("foundry.fab.hot_lot.max_share@2027Q1")
    );
    assert_eq!(row(demand(1)), some("service.cloud.demand@2027Q2"));
    assert_eq!(row(demand(2)), some("service.cloud.committed@2027Q3"));
    assert_eq!(row(wait(1)), some("service.cloud.committed@2027Q1"));
    assert_eq!(row(wait(2)), some("service.cloud.committed@2027Q3"));
    assert_eq!(row(racks(0)), some("rack.new-rack.stock.opening"));
    assert_eq!(row(racks(1)), some("rack.new-rack.stock.receipts@2027Q2"));
    assert_eq!(
        row(stands(OLD)),
        some("site.home.fleet.old-rack.installed@2027Q2")
    );
    assert_eq!(row(stands(RACK)), None);
    assert_eq!(
        row(Constraint::ExternalShare { t: 0 }),
        some("policy.external_share_max@2027Q1")
    );
    assert_eq!(
        bound(east(1)),
        some("foundry.fab.expansion.east.capacity@2027Q2")
    );
    assert_eq!(
        bound(stock(Item::Component(HBM), 0)),
        some("component.hbm.stock.max@2027Q1")
    );
    assert_eq!(bound(stock(Item::Rack(RACK), 0)), None);
    assert_eq!(
        bound(deliver(0, 0)),
        some("buyer.neo.buys.new-rack.volume_discount.1@2027Q1")
    );
    assert_eq!(bound(deliver(1, 0)), None);
    assert_eq!(bound(open(NEO, 0)), some("buyer.neo.cancel_after"));
    // Every finite bound of a column has an address.
    let lp = formulate(&model);
    for column in lp.columns() {
        let limited = column.upper.is_finite();
        assert_eq!(limited, bound(column.key).is_some(), "{:?}", column.key);
    }
}

#[test]
fn columns_and_rows_read_in_the_planners_words() {
    let model = everything();
    assert_eq!(
        describe_row(&model, Constraint::FoundryCapacity { foundry: FAB, t: 0 }),
        "wafer starts at fab in 2027Q1"
    );
    assert_eq!(
        describe_column(&model, deliver(0, 1)),
        "deliver new-rack to neo in 2027Q2"
    );
    let lp = formulate(&model);
    let mut words: Vec<_> = lp
        .columns()
        .iter()
        .map(|column| describe_column(&model, column.key))
        .collect();
    words.sort();
    let count = words.len();
    words.dedup();
    assert_eq!(words.len(), count, "two columns read alike");
}

/// A model that begins where another plan ended.
fn begun() -> Model {
    let mut model = everything();
    let neo = &mut model.buyers[0];
    neo.cancel = Some(Cancel {
        after: 2,
        penalty: constant(13.0),
    });
    neo.displaces_quarters = 3;
    neo.backlog = Backlog {
        open: 6.0,
        due: Past::new(vec![4.0]),
    };
    neo.delivered_before = Past::new(vec![7.0, 8.0]);
    let cloud = &mut model.services[0];
    cloud.max_wait_quarters = Some(2);
    cloud.committed_before = Past::new(vec![12.0]);
    let stock = &mut model.chips[0].stock;
    stock.in_process = series([0.0, 0.0, 0.0, 5.0, 6.0]);
    model
}

#[test]
fn what_is_open_at_the_start_is_owed_and_ages() {
    let lp = formulate(&begun());
    let orders = |t| Constraint::OrderBalance {
        buyer: BuyerId(0),
        t,
    };
    let open = |t| Column::OpenOrders {
        buyer: BuyerId(0),
        t,
    };
    let row = lp.row(&orders(0)).expect("a row");
    // 6 open and 2 due.
    assert_eq!((lp.rows()[row.0].lower, lp.rows()[row.0].upper), (8.0, 8.0));
    let upper = |t| {
        let column = lp.column(&open(t)).expect("a column");
        lp.columns()[column.0].upper
    };
    // At most two quarters late: those of the quarter before the start and of the first, then of the first two.
    assert_eq!([upper(0), upper(1)], [6.0, 6.0]);
    let model = begun();
    let limits = waferline::formulation::limits(&model, &lp);
    let amount = |address: &str| {
        let limit = limits.iter().find(|it| it.address.to_string() == address);
        limit.map(|it| (it.amount, it.raise.len()))
    };
    assert_eq!(amount("buyer.neo.backlog.open"), Some((6.0, 1)));
    assert_eq!(amount("buyer.neo.backlog.due@2026Q4"), Some((4.0, 1)));
}

#[test]
fn what_was_delivered_before_the_start_displaces_until_its_time_is_over() {
    let model = begun();
    let lp = formulate(&model);
    let displacing = |t| Constraint::Displacement {
        buyer: BuyerId(0),
        t,
    };
    let ends = |t| {
        let row = lp.row(&displacing(t)).expect("a row");
        lp.rows()[row.0].lower
    };
    // 15 units displace in the first quarter; those of two quarters before leave in the second, the others in the third.
    assert_eq!([ends(0), ends(1), ends(2)], [15.0, -7.0, -8.0]);
    let address = |t| row_address(&model, displacing(t)).map(|it| it.to_string());
    assert_eq!(
        address(1).as_deref(),
        Some("buyer.neo.delivered_before@2026Q3")
    );
    assert_eq!(
        address(2).as_deref(),
        Some("buyer.neo.delivered_before@2026Q4")
    );
}

#[test]
fn who_waits_since_before_the_start_is_served_in_time() {
    let model = begun();
    let lp = formulate(&model);
    let wait = |t| Constraint::MaxWait { service: CLOUD, t };
    let least = |t| lp.row(&wait(t)).map(|row| lp.rows()[row.0].lower);
    // Two quarters before the start nothing is known; the quarter before it 12 were committed, then 10.
    assert_eq!(
        [least(0), least(1), least(2)],
        [None, Some(12.0), Some(10.0)]
    );
    let address = |t| row_address(&model, wait(t)).map(|it| it.to_string());
    assert_eq!(
        address(1).as_deref(),
        Some("service.cloud.committed_before@2026Q4")
    );
    assert_eq!(
        address(2).as_deref(),
        Some("service.cloud.committed@2027Q1")
    );
}

#[test]
fn goods_in_process_at_the_start_count_at_the_end() {
    let model = begun();
    let lp = formulate(&model);
    let item = Item::Chip(CHIP);
    let arriving = |t| Column::InProcess { item, t };
    let range = |t| {
        let column = lp.column(&arriving(t)).expect("a column");
        let column = &lp.columns()[column.0];
        (column.lower, column.upper, column.cost)
    };
    let worth = 11.0 * model.horizon.rho(2);
    assert_eq!(range(3), (5.0, 5.0, worth));
    assert_eq!(range(4), (6.0, 6.0, worth));
    assert!(lp.column(&arriving(2)).is_none());
    let row = lp.row(&Constraint::ClosingStock { item }).expect("a row");
    let terms: Vec<f64> = [3, 4]
        .into_iter()
        .filter_map(|t| lp.column(&arriving(t)))
        .flat_map(|column| lp.entries(column).filter(|&(at, _)| at == row))
        .map(|(_, value)| value)
        .collect();
    assert_eq!(terms, [1.0, 1.0]);
}

#[test]
fn what_was_delivered_before_leaves_nothing_behind() {
    let mut model = begun();
    let neo = &mut model.buyers[0];
    neo.displaces_quarters = 4;
    // In binary 0.1 and 0.2 and 0.3 do not sum to 0.6.
    neo.delivered_before = Past::new(vec![0.1, 0.2, 0.3]);
    let lp = formulate(&model);
    let ends = (0..4).filter_map(|t| {
        let row = lp.row(&Constraint::Displacement {
            buyer: BuyerId(0),
            t,
        })?;
        Some(lp.rows()[row.0].lower)
    });
    let ends: Vec<f64> = ends.collect();
    assert_eq!(ends.len(), 4);
    assert_eq!(ends.iter().sum::<f64>(), 0.0, "{ends:?}");
    assert!((ends[0] - 0.6).abs() < 1e-12, "{ends:?}");
}
