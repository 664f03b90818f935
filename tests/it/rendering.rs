//! What reports look like: a plan written by hand, in every format.

use waferline::Unbounded;
use waferline::explain::{ConflictMember, Diagnosis, Repair, RepairKind, Sense, Shortage};
use waferline::formulation::Line;
use waferline::lp::{Certificate, LpBuilder, Point, certify};
use waferline::model::{Die, Foundry, FoundryId, Horizon, Policy, Rack, Series, Site, Stock};
use waferline::plan::*;
use waferline::provenance::Provenance;
use waferline::report::{PlanReport, csv, grid, infeasible, json, markdown, text, unbounded};
use waferline::solve::FoundBy;
use waferline::{Address, Model, Quarter};

const HORIZON: usize = 8;
const TAIL: usize = 4;

fn start() -> Quarter {
    Quarter::new(2027, 1).expect("a quarter")
}

/// Returns a value a quarter of the horizon.
fn each(value: impl Fn(f64) -> f64) -> Vec<f64> {
    (0..HORIZON).map(|t| value(t as f64)).collect()
}

/// Returns a value a quarter of the horizon and the tail.
fn ever(value: impl Fn(f64) -> f64) -> Vec<f64> {
    (0..HORIZON + TAIL).map(|t| value(t as f64)).collect()
}

/// Returns 0 everywhere but at some quarters.
fn only(at: &[(usize, f64)], length: usize) -> Vec<f64> {
    let value = |t| at.iter().find(|(there, _)| *there == t);
    (0..length)
        .map(|t| value(t).map_or(0.0, |&(_, value)| value))
        .collect()
}

/// Returns a model with the names that reports take from it; the rest of it is empty.
fn model() -> Model {
    let series = |value| Series::constant(value, HORIZON + TAIL);
    Model {
        held: Vec::new(),
        name: Some("Trainium 2027-2028".to_owned()),
        currency: "USD".to_owned(),
        horizon: Horizon {
            start: start(),
            quarters: HORIZON,
            tail_quarters: TAIL,
            discount_rate: 0.1,
        },
        foundries: vec![Foundry {
            id: "tsmc-n3p".to_owned(),
            name: Some("TSMC N3P".to_owned()),
            capacity: series(12_000.0),
            wafer_price: series(27_000.0),
            lead_quarters: 2,
            commitment: series(0.0),
            take_or_pay: series(0.0),
            hot_lot: None,
            expansions: Vec::new(),
        }],
        dies: vec![Die {
            id: "trn3-compute".to_owned(),
            name: None,
            foundry: FoundryId(0),
            available_from: Some(0),
            good_dies_per_wafer: series(93.0),
            stock: Stock::free(HORIZON + TAIL),
        }],
        components: Vec::new(),
        processes: Vec::new(),
        chips: Vec::new(),
        racks: vec![Rack {
            id: "trn3-ultra".to_owned(),
            name: Some("Trn3 UltraServer".to_owned()),
            chips: Vec::new(),
            components: Vec::new(),
            processes: Vec::new(),
            cost: series(0.0),
            lead_quarters: 0,
            power_kw: 187.0,
            life_quarters: 20,
            operating_cost: series(0.0),
            transfer_price: None,
            stock: Stock::free(HORIZON + TAIL),
        }],
        sites: vec![Site {
            id: "aws".to_owned(),
            name: Some("AWS regions".to_owned()),
            power_mw: series(1500.0),
            pue: series(1.14),
            energy_price: series(0.08),
            racks: None,
            fleet: Vec::new(),
        }],
        services: Vec::new(),
        buyers: Vec::new(),
        options: Vec::new(),
        policy: Policy {
            external_share_max: series(f64::INFINITY),
            budget: series(f64::INFINITY),
            service_first: false,
        },
    }
}

fn line(channel: Channel, line: Line, of: Option<&str>, by_quarter: Vec<f64>) -> MarginLine {
    let discounted = by_quarter.iter().zip(0_i32..);
    MarginLine {
        channel,
        line,
        of: of.map(str::to_owned),
        present_value: discounted
            .map(|(value, t)| value * 1.1_f64.powf(-f64::from(t) / 4.0))
            .sum(),
        by_quarter,
    }
}

fn margin() -> Margin {
    let aws = || Channel::OwnService("aws".to_owned());
    let neocloud = || Channel::Buyer("neocloud".to_owned());
    let in_horizon = |value: f64| ever(move |t| if t < HORIZON as f64 { value } else { 0.0 });
    let lines = vec![
        line(
            aws(),
            Line::Rental,
            Some("bedrock"),
            ever(|t| 9.1e8 + 1.31e8 * t),
        ),
        line(
            aws(),
            Line::Energy,
            Some("trn3-ultra"),
            ever(|t| -1.1e7 - 2.2e6 * t),
        ),
        line(
            aws(),
            Line::Wafers,
            Some("trn3-compute"),
            in_horizon(-2.5e8),
        ),
        line(
            Channel::OwnServices,
            Line::ShortfallPenalty,
            Some("bedrock"),
            only(&[(0, -6.2e7), (9, -1.1e6)], 12),
        ),
        line(
            neocloud(),
            Line::Sales,
            Some("trn3-ultra"),
            in_horizon(4.4e8),
        ),
        line(
            neocloud(),
            Line::Wafers,
            Some("trn3-compute"),
            in_horizon(-9.1e7),
        ),
        line(
            neocloud(),
            Line::LatePenalty,
            None,
            only(&[(2, -2.5e5)], 12),
        ),
        line(
            Channel::Unattributed(LeftOver::IdleWafers),
            Line::IdleWafers,
            Some("tsmc-n3p"),
            only(&[(7, -4.1e7)], 12),
        ),
    ];
    Margin {
        present_value: lines.iter().map(|line| line.present_value).sum(),
        by_quarter: (0..HORIZON + TAIL)
            .map(|t| lines.iter().map(|line| line.by_quarter[t]).sum())
            .collect(),
        lines,
    }
}

#[expect(
    clippy::too_many_lines,
    reason = "a plan has many parts, each a few lines"
)]
fn plan() -> Plan {
    let id = str::to_owned;
    let wafers = |destination, wafers| WaferSplit {
        die: id("trn3-compute"),
        destination,
        wafers,
    };
    Plan {
        quarters: (0..HORIZON).map(|t| start().plus(t)).collect(),
        tail_quarters: (HORIZON..HORIZON + TAIL).map(|t| start().plus(t)).collect(),
        end_effects_from: Some(start().plus(6)),
        starts: vec![DieStarts {
            die: id("trn3-compute"),
            foundry: id("tsmc-n3p"),
            normal: each(|t| 11_040.0 + 480.25 * t),
            hot_lot: only(&[(0, 960.0), (1, 0.3)], HORIZON),
        }],
        foundries: vec![FoundryUse {
            foundry: id("tsmc-n3p"),
            started: each(|t| 11_040.0 + 480.25 * t),
            capacity: each(|t| 12_000.0 + 480.0 * t),
            expansions: vec![ExpansionUse {
                expansion: id("arizona"),
                used: only(&[(4, 1200.0), (5, 2000.0)], HORIZON),
                capacity: only(
                    &[(4, 2000.0), (5, 2000.0), (6, 2000.0), (7, 2000.0)],
                    HORIZON,
                ),
            }],
            commitment: each(|_| 9000.0),
            idle: only(&[(7, 1899.5)], HORIZON),
        }],
        components: vec![ComponentUse {
            component: id("hbm3e"),
            bought: each(|t| 2.1e6 + 1e5 * t),
            supply: each(|t| 2.4e6 + 1.2e5 * t),
        }],
        processes: vec![ProcessUse {
            process: id("cowos"),
            work: each(|t| 21_999.0 + t),
            capacity: each(|_| 22_000.0),
            expansions: Vec::new(),
        }],
        made: vec![
            Made {
                item: id("trainium3"),
                kind: "chip",
                started: each(|t| 512_000.0 + 25_000.0 * t),
                made: each(|t| 500_000.0 + 24_000.0 * t),
            },
            Made {
                item: id("trn3-ultra"),
                kind: "rack",
                started: each(|t| 3472.25 + 166.67 * t),
                made: each(|t| 3472.25 + 166.67 * t),
            },
        ],
        installed: vec![Installed {
            rack: id("trn3-ultra"),
            site: id("aws"),
            racks: each(|t| 3272.25 + 150.67 * t),
        }],
        sold: vec![Sold {
            buyer: id("neocloud"),
            item: id("trn3-ultra"),
            units: each(|t| if t < 1.0 { 0.0 } else { 200.0 + 16.0 * t }),
            net_price: (0..HORIZON)
                .map(|t| (t > 0).then_some(2.25e6 - 6e4 * t as f64))
                .collect(),
        }],
        stocks: vec![StockLevel {
            item: id("trn3-compute"),
            opening: 200_000.0,
            receipts: only(&[(0, 960_000.0), (1, 960_000.0)], HORIZON),
            closing: each(|t| 20_000.0 * (7.0 - t)),
            scrapped: each(|_| 0.0),
            in_process_at_end: 2_100_000.0,
        }],
        fleet: vec![FleetUse {
            rack: id("trn3-ultra"),
            site: id("aws"),
            standing: ever(|t| 3272.0 * (t + 1.0).min(8.0)),
            in_use: vec![RacksInUse {
                service: id("bedrock"),
                racks: ever(|t| 3270.5 * (t + 1.0).min(8.0)),
            }],
        }],
        power: vec![PowerUse {
            site: id("aws"),
            used_mw: ever(|t| 187.0 * 1.14 * 3.2705 * (t + 1.0).min(8.0)),
            limit_mw: ever(|t| 1500.0 + 540.0 * t),
        }],
        services: vec![ServiceLevel {
            service: id("bedrock"),
            unit: Some(id("chip-quarter")),
            asked: ever(|t| 900_000.0 * 1.06_f64.powf(t)),
            committed: ever(|t| 600_000.0 * 1.05_f64.powf(t)),
            displaced: each(|t| 600.0 * t)
                .into_iter()
                .chain([4200.0; TAIL])
                .collect(),
            served: ever(|t| 575_200.0 * 1.05_f64.powf(t)),
            short: only(&[(0, 24_800.0), (1, 1200.4), (9, 440.0)], HORIZON + TAIL),
            waiting: ever(|t| 324_800.0 * 1.07_f64.powf(t)),
        }],
        orders: vec![OrderBook {
            open_before: 0.0,
            buyer: id("neocloud"),
            due: only(&[(2, 200.0)], HORIZON),
            delivered: only(&[(2, 195.0), (3, 5.0)], HORIZON),
            late: only(&[(2, 5.0)], HORIZON),
            lost: each(|_| 0.0),
            upside: each(|t| if t < 2.0 { 0.0 } else { 600.0 }),
            upside_sold: each(|t| if t < 2.0 { 0.0 } else { 16.0 * t }),
        }],
        options: Vec::new(),
        wafers: vec![
            wafers(
                Destination::OwnService(id("aws")),
                each(|t| if t < 6.0 { 9840.125 + 480.0 * t } else { 0.0 }),
            ),
            wafers(
                Destination::Buyer(id("neocloud")),
                each(|t| if t < 6.0 { 1200.0 } else { 0.0 }),
            ),
            wafers(
                Destination::InProcess,
                each(|t| if t < 6.0 { 0.0 } else { 11_040.0 + 480.25 * t }),
            ),
        ],
        given: vec![StockSplit {
            item: id("trn3-compute"),
            destination: Destination::OwnService(id("aws")),
            opening: 200_000.0,
            receipts: only(&[(0, 960_000.0), (1, 960_000.0)], HORIZON),
        }],
        margin: margin(),
        surrounding: vec![
            SurroundingLine {
                line: id("storage"),
                by_quarter: ever(|t| 1.7e8 + 1e7 * t),
                present_value: 2.1e9,
            },
            SurroundingLine {
                line: id("networking"),
                by_quarter: ever(|t| 6.9e7 + 4e6 * t),
                present_value: 8.4e8,
            },
        ],
        run_rate: RunRate {
            by_quarter: each(|t| 1.9e9 + 1.4e8 * t),
            without_transfer_price: vec![id("trn3-ultra")],
        },
    }
}

fn certificate() -> Certificate {
    let nothing = LpBuilder::<(), ()>::default().build();
    let mut certificate = certify(&nothing, &Point::of(&[], &[])).certificate;
    certificate.primal_residual = 2.2e-16;
    certificate.gap = 3.4e-15;
    certificate.bound = 16_000_000.0;
    certificate.tolerance = 0.016;
    certificate
}

/// Calls `check` with the report on the plan.
fn with_report(check: impl Fn(&PlanReport)) {
    let (model, plan) = (model(), plan());
    check(&PlanReport {
        model: &model,
        plan: &plan,
        certificate: &certificate(),
        selection: None,
    });
}

fn plain(styled: &str) -> String {
    anstream::adapter::strip_str(styled).to_string()
}

#[test]
fn text_reads_at_several_widths() {
    with_report(|report| {
        for width in [80, 100, 160] {
            let text = plain(&text::render(&report.document(), width));
            let longest = text.lines().map(|line| line.chars().count()).max();
            assert!(longest <= Some(width), "{longest:?} in {width}\n{text}");
            insta::assert_snapshot!(format!("text_{width}"), text);
        }
    });
}

#[test]
fn text_styles_what_a_terminal_can_show() {
    with_report(|report| {
        let styled = text::render(&report.document(), 100);
        assert!(styled.starts_with("\u{1b}["));
        assert!(!plain(&styled).contains('\u{1b}'));
    });
}

#[test]
fn text_breaks_even_a_single_column_too_many() {
    with_report(|report| {
        // Nothing fits into one character: a column a block, but no panic and nothing lost.
        let text = plain(&text::render(&report.document(), 1));
        assert!(text.contains("2028Q4"));
    });
}

#[test]
fn markdown_says_the_same() {
    with_report(|report| insta::assert_snapshot!(markdown::render(&report.document())));
}

#[test]
fn csv_is_tidy() {
    with_report(|report| {
        let files = csv::render(&grid::plan(report)).expect("rows of one length");
        let shown: Vec<String> = files.iter().map(head_of).collect();
        insta::assert_snapshot!(shown.join("\n\n"));
    });
}

/// Returns the name of a table and its first rows, all of one length.
fn head_of(file: &csv::CsvFile) -> String {
    let content = std::str::from_utf8(&file.content).expect("UTF-8");
    let lines: Vec<&str> = content.lines().collect();
    let width = |line: &str| line.split(',').count();
    assert!(
        lines.iter().all(|line| width(line) == width(lines[0])),
        "{content}"
    );
    let head = lines.iter().take(4).copied().collect::<Vec<_>>().join("\n");
    format!("{} ({} rows)\n{head}", file.name, lines.len() - 1)
}

fn provenance() -> Provenance {
    let files = [("trainium.toml", &b"[model]\n"[..])];
    let (scenarios, assignments) = (["base".to_owned()], ["a = 1".to_owned()]);
    Provenance::new(files, &scenarios, &assignments, FoundBy::OWN)
}

#[test]
fn json_carries_everything() {
    with_report(|report| {
        let rendered = json::Report::optimal(report, provenance(), Vec::new())
            .render()
            .expect("numbers");
        let value: serde_json::Value = serde_json::from_str(&rendered).expect("JSON");
        assert_eq!(value["status"], "optimal");
        assert_eq!(value["objective"], value["plan"]["margin"]["present_value"]);
        assert_eq!(value["plan"]["starts"][0]["normal"][1], 11_520.25);
        assert_eq!(value["plan"]["quarters"][0], "2027Q1");
        let top: Vec<&String> = value.as_object().expect("an object").keys().collect();
        insta::assert_debug_snapshot!(top);
        let inputs = &value["provenance"]["inputs"];
        assert_eq!(inputs[0]["name"], "trainium.toml");
        assert_eq!(inputs[0]["sha256"].as_str().map(str::len), Some(64));
        assert_eq!(value["provenance"]["solver"]["name"], "waferline");
    });
}

#[test]
fn json_says_no_as_data() {
    let conflict = sample_conflict();
    let infeasible = json::Report::infeasible(&conflict, &sample_place, provenance(), Vec::new());
    let unbounded = json::Report::unbounded(&sample_ray(), provenance(), Vec::new());
    let failed = json::Report::Error {
        diagnostics: vec![json::Finding::failure("cannot-read", "no such file")],
    };
    let value = |report: json::Report| -> serde_json::Value {
        serde_json::from_str(&report.render().expect("text")).expect("JSON")
    };
    let mut said = [value(infeasible), value(unbounded), value(failed)];
    for value in &mut said {
        value
            .as_object_mut()
            .expect("an object")
            .remove("provenance");
    }
    insta::assert_json_snapshot!(said);
}

#[test]
fn result_schema_is_published() {
    let schema = json::Report::schema();
    let statuses: Vec<&serde_json::Value> = schema["oneOf"]
        .as_array()
        .expect("one schema a status")
        .iter()
        .map(|report| &report["properties"]["status"]["const"])
        .collect();
    assert_eq!(
        statuses,
        ["optimal", "unproved", "infeasible", "unbounded", "error"]
    );
}

fn sample_conflict() -> Diagnosis {
    let quarter = start();
    let model = Model::load("models/trainium.toml").expect("a model");
    let at = |path: &str| Address::at(model.find_path(path).expect("a field"), quarter);
    let orders = at("buyer.neocloud.orders");
    let capacity = at("foundry.tsmc-n3p.capacity");
    let member = |address: &Address, amount, sense, what: &str, part| ConflictMember {
        address: Some(address.clone()),
        amount: Some(amount),
        sense,
        what: what.to_owned(),
        description: format!("{what}: {amount}"),
        part: Some(part),
    };
    Diagnosis {
        only_in_part: false,
        conflict: vec![
            member(
                &orders,
                200.0,
                Sense::AtLeast,
                "firm orders of neocloud due in 2027Q1",
                200.0,
            ),
            member(
                &capacity,
                12_000.0,
                Sense::AtMost,
                "wafer starts at tsmc-n3p in 2027Q1",
                160.0,
            ),
        ],
        is_irreducible: true,
        shortage: Some(Shortage {
            counted_in: orders,
            unit: "order units of neocloud".to_owned(),
            asked: 200.0,
            possible: 160.0,
            short: 40.0,
        }),
        repairs: vec![
            Repair {
                kind: RepairKind::More,
                assignments: vec!["foundry.tsmc-n3p.capacity@2027Q1 += 3000".to_owned()],
                margin: Some(4.2e9),
            },
            Repair {
                kind: RepairKind::OrdersLater,
                assignments: vec![
                    "buyer.neocloud.orders@2027Q1 += -40".to_owned(),
                    "buyer.neocloud.orders@2027Q2 += 40".to_owned(),
                ],
                margin: Some(4.1e9),
            },
        ],
    }
}

fn sample_place(address: &Address) -> Option<(String, usize)> {
    address
        .path
        .as_str()
        .starts_with("foundry")
        .then(|| ("trainium.toml".to_owned(), 12))
}

fn sample_ray() -> Unbounded {
    Unbounded {
        ray: vec![
            "buy 1 hbm3e in 2027Q1".to_owned(),
            "sell 1 hbm3e to neocloud in 2027Q1".to_owned(),
        ],
        exact: None,
    }
}

#[test]
fn refusals_are_told_in_words() {
    let model = model();
    let no = plain(&text::render(
        &infeasible(&model, &sample_conflict(), &sample_place),
        80,
    ));
    let endless = plain(&text::render(&unbounded(&model, &sample_ray()), 80));
    insta::assert_snapshot!(format!("{no}\n{endless}"));
}
