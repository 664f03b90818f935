//! Reading a solution back: quantities, pegging, margin.

use approx::assert_relative_eq;
use good_lp::solvers::microlp::microlp;
use good_lp::{Expression, ResolutionError, Solution as _, SolverModel, variable, variables};
use proptest::prelude::*;

use waferline::Quarter;
use waferline::formulation::{Column, Constraint, Line, formulate};
use waferline::lp::{ColumnId, Lp, Point, Solution, certify};
use waferline::model::{
    BuyerId, Chip, ChipId, Die, DieId, Foundry, FoundryId, Horizon, Item, Model, Policy, Rack,
    RackId, Series, Site, SiteId, Stock,
};
use waferline::plan::{
    Batch, Channel, Destination, Fate, InterpretError, LeftOver, Origin, Pegging, Plan, Way,
    interpret,
};

use crate::feasible::violations;
use crate::sample;

/// Returns an optimum of the program, unproved: `None` if there is none.
fn solve(lp: &Lp<Column, Constraint>) -> Option<Solution> {
    let mut vars = variables!();
    let bounded =
        |column: &waferline::lp::ColumnData<Column>| variable().min(column.lower).max(column.upper);
    let columns: Vec<_> = lp
        .columns()
        .iter()
        .map(|column| vars.add(bounded(column)))
        .collect();
    let mut rows = vec![Expression::default(); lp.rows().len()];
    let mut objective = Expression::default();
    for (j, column) in lp.columns().iter().enumerate() {
        objective.add_mul(column.cost, columns[j]);
        for (row, value) in lp.entries(ColumnId(j)) {
            rows[row.0].add_mul(value, columns[j]);
        }
    }
    let mut problem = vars.maximise(objective).using(microlp);
    for (row, expression) in lp.rows().iter().zip(rows) {
        if row.lower == row.upper {
            problem = problem.with(expression.eq(row.lower));
        } else if row.upper.is_finite() {
            problem = problem.with(expression.leq(row.upper));
        } else {
            problem = problem.with(expression.geq(row.lower));
        }
    }
    let x: Vec<f64> = match problem.solve() {
        Ok(solution) => columns
            .iter()
            .map(|&column| solution.value(column))
            .collect(),
        Err(ResolutionError::Infeasible) => return None,
        Err(error) => panic!("{error}"),
    };
    Some(solution(lp, &x))
}

/// Returns these values as a solution.
fn solution(lp: &Lp<Column, Constraint>, x: &[f64]) -> Solution {
    certify(lp, &Point::of(x, &vec![0.0; lp.rows().len()]))
}

/// Returns the plan of an optimum, its pegging and its objective; `None` if there is no plan.
fn best(model: &Model) -> Option<(Plan, Pegging, f64)> {
    let lp = formulate(model);
    let solution = solve(&lp)?;
    let plan = interpret(model, &lp, &solution).expect("readable");
    let pegging = Pegging::of(model, &lp, &solution);
    Some((plan, pegging, solution.objective))
}

/// Checks what holds for every plan.
pub fn check(model: &Model, plan: &Plan, pegging: &Pegging, objective: f64) {
    // Amounts are what they are with what the options add.
    let model = &*model.merged();
    assert_eq!(violations(model, plan), Vec::<String>::new());

    let turnover: f64 = plan
        .margin
        .lines
        .iter()
        .map(|line| line.present_value.abs())
        .sum();
    assert_relative_eq!(
        plan.margin.present_value,
        objective,
        epsilon = 1e-9 * turnover
    );
    let lines: f64 = plan
        .margin
        .lines
        .iter()
        .map(|line| line.present_value)
        .sum();
    assert_relative_eq!(lines, objective, epsilon = 1e-9 * turnover);

    let discounted = plan
        .margin
        .by_quarter
        .iter()
        .enumerate()
        .map(|(t, m)| m * model.horizon.rho(t));
    assert_relative_eq!(
        discounted.sum::<f64>(),
        objective,
        epsilon = 1e-9 * turnover
    );

    for starts in &plan.starts {
        for t in 0..plan.quarters.len() {
            let splits = plan.wafers.iter().filter(|split| split.die == starts.die);
            let pegged: f64 = splits.map(|split| split.wafers[t]).sum();
            let started = starts.normal[t] + starts.hot_lot[t];
            assert_relative_eq!(pegged, started, max_relative = 1e-9, epsilon = 1e-12);
        }
    }
    for stock in &plan.stocks {
        let splits = || plan.given.iter().filter(|split| split.item == stock.item);
        let opening: f64 = splits().map(|split| split.opening).sum();
        assert_relative_eq!(opening, stock.opening, max_relative = 1e-9);
        for (t, &received) in stock.receipts.iter().enumerate() {
            let split: f64 = splits().map(|split| split.receipts[t]).sum();
            assert_relative_eq!(split, received, max_relative = 1e-9);
        }
    }
    both_sides(model, plan, pegging);
}

/// Checks that wafers traced forward from starts meet wafers traced backward from racks and sales.
fn both_sides(model: &Model, plan: &Plan, pegging: &Pegging) {
    for die in model.die_ids() {
        let mut backward = vec![0.0; plan.quarters.len()];
        let mut add = |item: Item, t: usize, units: f64| {
            for (origin, n) in pegging.origins(model, item, t) {
                if let Origin::Batch(Batch { way, t: begun }) = origin
                    && way.item() == Item::Die(die)
                {
                    backward[begun] += n * units;
                }
            }
        };
        for installed in &plan.installed {
            let rack = model
                .rack_ids()
                .find(|&id| model.rack(id).id == installed.rack)
                .expect("a rack");
            for (t, &racks) in installed.racks.iter().enumerate() {
                add(Item::Rack(rack), t, racks);
            }
        }
        for sold in &plan.sold {
            let item = model
                .items()
                .find(|&item| model.item_id(item) == sold.item)
                .expect("an item");
            for (t, &units) in sold.units.iter().enumerate() {
                add(item, t, units);
            }
        }
        for (t, &backward) in backward.iter().enumerate() {
            let placed = pegging
                .wafers(die)
                .into_iter()
                .filter(|(fate, _)| matches!(fate, Fate::OwnService(_) | Fate::Buyer(_)));
            let forward: f64 = placed.map(|(_, wafers)| wafers[t]).sum();
            assert_relative_eq!(forward, backward, max_relative = 1e-6, epsilon = 1e-6);
        }
    }
}

#[test]
fn the_sample_uses_everything_and_sums() {
    let model = sample::model(&[0.5; 7]);
    let (plan, pegging, objective) = best(&model).expect("a plan");
    check(&model, &plan, &pegging, objective);
    assert!(
        plan.wafers
            .iter()
            .any(|split| matches!(split.destination, Destination::OwnService(_)))
    );
}

proptest! {
    #![proptest_config(crate::sample::tried(64))]

    #[test]
    fn every_plan_is_feasible_and_sums(knobs in prop::collection::vec(0.0..1.0, sample::KNOBS)) {
        let model = sample::model(&knobs);
        if let Some((plan, pegging, objective)) = best(&model) {
            check(&model, &plan, &pegging, objective);
        }
    }
}

/// A die at lead 1 with yield 10, 10, 0; two dies a chip at yield 0.5 and lead 0; one chip a rack at lead 0; one site;
/// four quarters.
#[expect(clippy::too_many_lines, reason = "a model is many numbers")]
fn chain() -> Model {
    let periods = 5;
    let constant = |value| Series::constant(value, periods);
    let stock = || Stock::free(periods);
    let named = str::to_owned;
    Model {
        held: Vec::new(),
        name: None,
        currency: named("USD"),
        horizon: Horizon {
            start: Quarter::new(2027, 1).expect("a quarter"),
            quarters: 4,
            tail_quarters: 1,
            discount_rate: 0.0,
        },
        foundries: vec![Foundry {
            id: named("fab"),
            name: None,
            capacity: constant(10.0),
            wafer_price: constant(100.0),
            lead_quarters: 1,
            commitment: constant(0.0),
            take_or_pay: constant(0.0),
            hot_lot: None,
            expansions: Vec::new(),
        }],
        dies: vec![Die {
            id: named("die"),
            name: None,
            foundry: FoundryId(0),
            available_from: Some(0),
            good_dies_per_wafer: Series::new(vec![10.0, 10.0, 0.0, 10.0, 10.0]),
            stock: stock(),
        }],
        components: Vec::new(),
        processes: Vec::new(),
        chips: vec![Chip {
            id: named("chip"),
            name: None,
            dies: vec![(DieId(0), 2.0)],
            components: Vec::new(),
            processes: Vec::new(),
            good_share: constant(0.5),
            lead_quarters: 0,
            cost: constant(1.0),
            stock: stock(),
        }],
        racks: vec![Rack {
            id: named("rack"),
            name: None,
            chips: vec![(ChipId(0), 1.0)],
            components: Vec::new(),
            processes: Vec::new(),
            cost: constant(0.0),
            lead_quarters: 0,
            power_kw: 100.0,
            life_quarters: 2,
            operating_cost: constant(0.0),
            transfer_price: None,
            stock: Stock {
                opening: 1.0,
                ..stock()
            },
        }],
        sites: vec![Site {
            id: named("site"),
            name: None,
            power_mw: constant(1.0),
            pue: constant(1.0),
            energy_price: constant(0.0),
            racks: None,
            fleet: Vec::new(),
        }],
        services: vec![waferline::model::Service {
            id: named("service"),
            name: None,
            unit: None,
            racks: vec![(RackId(0), 1.0)],
            sites: None,
            price: constant(10.0),
            variable_cost: constant(0.0),
            attach: Vec::new(),
            demand: constant(100.0),
            committed: constant(0.0),
            shortfall_penalty: None,
            firm: false,
            max_wait_quarters: None,
            committed_before: waferline::model::Past::default(),
        }],
        buyers: vec![waferline::model::Buyer {
            id: named("buyer"),
            name: None,
            orders: constant(0.0),
            upside: constant(100.0),
            firm: false,
            late_penalty: constant(0.0),
            cancel: None,
            displaces: Vec::new(),
            displaces_quarters: 0,
            backlog: waferline::model::Backlog::default(),
            delivered_before: waferline::model::Past::default(),
            buys: vec![waferline::model::Buys {
                item: Item::Rack(RackId(0)),
                price: constant(50.0),
                delivery_cost: constant(0.0),
                order_units: 1.0,
                support: None,
                steps: vec![waferline::model::VolumeStep {
                    width: f64::INFINITY,
                    discount: 0.0,
                }],
            }],
        }],
        options: Vec::new(),
        policy: Policy {
            external_share_max: constant(f64::INFINITY),
            budget: constant(f64::INFINITY),
            service_first: false,
        },
    }
}

/// Decisions worked by hand. Wafers 2, 2, 1, 1 give dies 0, 20, 20, 0 and 10 in process. Chips started 0, 5, 15, 0 take dies
/// 0, 10, 30, 0 and give 0, 2.5, 7.5, 0. Racks follow the chips. Leaving: 0; 2 installed; 3 installed and 3 sold; nothing.
fn by_hand(model: &Model) -> (Lp<Column, Constraint>, Solution) {
    let lp = formulate(model);
    let mut x = vec![0.0; lp.columns().len()];
    let mut set = |values: [f64; 4], column: &dyn Fn(usize) -> Column| {
        for (t, value) in values.into_iter().enumerate() {
            x[lp.column(&column(t)).expect("a column").0] = value;
        }
    };
    let (rack, site) = (RackId(0), SiteId(0));
    let item = Item::Rack(rack);
    set([2.0, 2.0, 1.0, 1.0], &|t| Column::WaferStart {
        die: DieId(0),
        t,
    });
    set([0.0, 5.0, 15.0, 0.0], &|t| Column::ChipStart {
        chip: ChipId(0),
        t,
    });
    set([0.0, 2.5, 7.5, 0.0], &|t| Column::RackStart { rack, t });
    set([0.0, 10.0, 0.0, 0.0], &|t| Column::Stock {
        item: Item::Die(DieId(0)),
        t,
    });
    set([1.0, 1.5, 3.0, 3.0], &|t| Column::Stock { item, t });
    set([0.0, 2.0, 3.0, 0.0], &|t| Column::Install { rack, site, t });
    set([0.0, 2.0, 5.0, 3.0], &|t| Column::Fleet { rack, site, t });
    set([0.0, 2.0, 5.0, 3.0], &|t| Column::Use {
        rack,
        site,
        service: waferline::model::ServiceId(0),
        t,
    });
    set([0.0, 2.0, 5.0, 3.0], &|t| Column::Serve {
        service: waferline::model::ServiceId(0),
        t,
    });
    let buyer = BuyerId(0);
    set([0.0, 0.0, 3.0, 1e-13], &|t| Column::Deliver {
        buyer,
        item,
        step: 0,
        t,
    });
    set([0.0, 0.0, 3.0, -1e-13], &|t| Column::UpsideDelivery {
        buyer,
        t,
    });
    let solution = solution(&lp, &x);
    (lp, solution)
}

fn wafers<'p>(plan: &'p Plan, destination: &Destination) -> &'p [f64] {
    let split = plan
        .wafers
        .iter()
        .find(|split| split.destination == *destination);
    split.map_or(&[], |split| &split.wafers)
}

#[test]
fn lots_move_first_in_first_out() {
    let model = chain();
    let (lp, solution) = by_hand(&model);
    let plan = interpret(&model, &lp, &solution).expect("readable");
    assert_eq!(violations(&model, &plan), Vec::<String>::new());

    // Racks: lots 1 (opening), 2.5 (2027Q2), 7.5 (2027Q3). Q2 takes 2: the opening one and 1 of Q2's.
    // Q3 takes 6, half of it sold: 1.5 of Q2's and 4.5 of Q3's. 3 of Q3's stay.
    // Chips of Q2 are 2 / 2.5 dies of wafers of Q1: 10 of the 20 dies; of Q3 the other 10 and 20 of Q2's wafers.
    // Fate of Q2's racks: site 0.4 + 0.6 / 2, buyer 0.3; of Q3's: site 0.3, buyer 0.3, stock 0.4.
    // Wafers of Q1: half by Q2's racks, half by Q3's; of Q2: all by Q3's.
    let site = Destination::OwnService("site".to_owned());
    let buyer = Destination::Buyer("buyer".to_owned());
    let close = |split: &[f64], expected: [f64; 4]| {
        for (a, b) in split.iter().zip(expected) {
            assert_relative_eq!(*a, b, epsilon = 1e-12);
        }
    };
    close(
        wafers(&plan, &site),
        [2.0 * (0.5 * 0.7 + 0.5 * 0.3), 0.6, 0.0, 0.0],
    );
    close(
        wafers(&plan, &buyer),
        [2.0 * (0.5 * 0.3 + 0.5 * 0.3), 0.6, 0.0, 0.0],
    );
    close(
        wafers(&plan, &Destination::ClosingStock),
        [2.0 * 0.5 * 0.4, 0.8, 0.0, 0.0],
    );
    close(wafers(&plan, &Destination::Scrap), [0.0, 0.0, 1.0, 0.0]);
    close(wafers(&plan, &Destination::InProcess), [0.0, 0.0, 0.0, 1.0]);

    assert_eq!(plan.given.len(), 1);
    assert_eq!(plan.given[0].destination, site);
    assert_eq!(plan.given[0].opening, 1.0);

    let pegging = Pegging::of(&model, &lp, &solution);
    let rack = Item::Rack(RackId(0));
    let begun = |t| {
        Origin::Batch(Batch {
            way: Way::Wafers(DieId(0)),
            t,
        })
    };
    // A rack takes a chip, a chip 4 dies for its yield, 0.4 wafers.
    let origins = pegging.origins(&model, rack, 1);
    assert_eq!(origins[0], (Origin::Opening(rack), 0.5));
    assert_eq!(origins[1].0, begun(0));
    assert_relative_eq!(origins[1].1, 0.5 * 0.4);
    let fate = pegging.fate(Batch {
        way: Way::Racks(RackId(0)),
        t: 1,
    });
    assert_eq!(fate.len(), 2);
    assert_relative_eq!(fate[0].1, 0.7);
}

#[test]
fn noise_is_not_shown() {
    let model = chain();
    let (lp, solution) = by_hand(&model);
    let plan = interpret(&model, &lp, &solution).expect("readable");
    assert_eq!(plan.sold[0].units, [0.0, 0.0, 3.0, 0.0]);
    assert_eq!(plan.sold[0].net_price, [None, None, Some(50.0), None]);
    assert!(plan.orders[0].upside_sold[3].is_sign_positive());
}

#[test]
fn the_margin_follows_the_wafers() {
    let model = chain();
    let (lp, solution) = by_hand(&model);
    let plan = interpret(&model, &lp, &solution).expect("readable");
    let line = |channel: Channel, line: Line| {
        let of = plan
            .margin
            .lines
            .iter()
            .find(|l| l.channel == channel && l.line == line);
        of.map_or(0.0, |line| line.present_value)
    };
    let site = || Channel::OwnService("site".to_owned());
    let buyer = || Channel::Buyer("buyer".to_owned());
    let left = Channel::Unattributed;
    assert_relative_eq!(line(site(), Line::Rental), 100.0);
    assert_relative_eq!(line(buyer(), Line::Sales), 150.0, epsilon = 1e-9);
    assert_relative_eq!(line(site(), Line::Wafers), -160.0);
    assert_relative_eq!(line(buyer(), Line::Wafers), -120.0);
    assert_relative_eq!(line(left(LeftOver::ClosingStock), Line::Wafers), -120.0);
    assert_relative_eq!(line(left(LeftOver::Scrap), Line::Wafers), -100.0);
    assert_relative_eq!(line(left(LeftOver::WorkInProcess), Line::Wafers), -100.0);
    assert_relative_eq!(line(buyer(), Line::ChipCost), -(5.0 * 0.3 + 15.0 * 0.3));
    assert_relative_eq!(
        plan.margin.present_value,
        solution.objective,
        max_relative = 1e-12
    );
    assert_eq!(plan.run_rate.by_quarter[2], 4.0 * 150.0);
    assert_eq!(plan.run_rate.without_transfer_price, ["rack"]);
    assert_eq!(plan.end_effects_from, Quarter::new(2027, 4));
}

#[test]
fn money_that_does_not_sum_is_an_error() {
    let model = chain();
    let (lp, mut solution) = by_hand(&model);
    solution.objective += 1e-3;
    let error = interpret(&model, &lp, &solution).expect_err("does not sum");
    assert!(matches!(error, InterpretError::DoesNotSum { .. }));
}

#[test]
fn racks_that_run_for_nothing_are_not_in_use() {
    let model = chain();
    let (lp, mut solution) = by_hand(&model);
    let service = waferline::model::ServiceId(0);
    solution.x[lp
        .column(&Column::Serve { service, t: 2 })
        .expect("a column")
        .0] = 4.0;
    let solution = self::solution(&lp, &solution.x);
    let plan = interpret(&model, &lp, &solution).expect("readable");
    assert_eq!(violations(&model, &plan), Vec::<String>::new());
    assert_eq!(plan.fleet[0].standing[2], 5.0);
    assert_relative_eq!(plan.fleet[0].in_use[0].racks[2], 4.0);
    assert_relative_eq!(plan.power[0].used_mw[2], 0.4);
    assert_relative_eq!(plan.services[0].waiting[2], 96.0);
}

#[test]
fn the_checker_sees_what_is_wrong() {
    let model = chain();
    let (lp, solution) = by_hand(&model);
    let plan = interpret(&model, &lp, &solution).expect("readable");
    let wrong: [fn(&mut Plan); 7] = [
        |plan| plan.starts[0].normal[0] = 11.0,
        |plan| plan.stocks[2].closing[3] += 0.01,
        |plan| plan.installed[0].racks[1] += 0.01,
        |plan| plan.fleet[0].in_use[0].racks[1] += 0.01,
        |plan| plan.services[0].served[1] += 0.01,
        |plan| plan.orders[0].upside_sold[2] -= 0.01,
        |plan| plan.made[0].started[2] = f64::NAN,
    ];
    for wrong in wrong {
        let mut plan = plan.clone();
        wrong(&mut plan);
        assert_ne!(violations(&model, &plan), Vec::<String>::new());
    }
}
