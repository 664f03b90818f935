//! Published and hand-worked optima, each with its source beside it.

use approx::assert_relative_eq;

use waferline::formulation::{Column, formulate};
use waferline::hedge::{FuturesAsked, Hedge, Hedged, LoadedFutures, Risk, hedge};
use waferline::solve::{Answer, solve_program};
use waferline::{Model, Outcome, SolveOptions, Solved};

use crate::bundled::{answer_every_way, load, open};

/// Returns the best plan of a bundled model under scenarios, proved and checked.
fn best(file: &str, scenarios: &[&str]) -> Box<Solved> {
    match answer_every_way(&load(&open(format!("models/{file}")), scenarios).model) {
        Outcome::Optimal(solved) => solved,
        other => panic!("{file} {scenarios:?}: {other:?}"),
    }
}

fn assert_optimum(file: &str, scenarios: &[&str], published: f64) {
    let found = best(file, scenarios).solution.objective;
    assert!(
        (found - published).abs() <= 1e-6 * published.abs(),
        "{file} {scenarios:?}: {found}, published {published}"
    );
}

/// Asserts what each buyer takes of the one item it buys, in the only quarter.
fn assert_sold(solved: &Solved, expected: &[(&str, f64)]) {
    for &(buyer, units) in expected {
        let sold = solved.plan.sold.iter().find(|sold| sold.buyer == buyer);
        let found = sold.map_or(0.0, |sold| sold.units[0]);
        assert_relative_eq!(found, units, epsilon = 1e-6, max_relative = 1e-6);
    }
}

/// W. Winston, "Operations Research: Applications and Algorithms", chapter 3, the Sailco inventory problem: z = 78,450
/// with 40, 40, 40, 25 sailboats in regular time and 0, 10, 35, 0 in overtime.
#[test]
fn sailco() {
    assert_optimum("known/sailco.toml", &[], -78_450.0);
    let solved = best("known/sailco.toml", &[]);
    let labour = &solved.plan.processes[0];
    let overtime = &labour.expansions[0].used;
    let total = |values: &[f64]| values.iter().sum::<f64>();
    assert_relative_eq!(total(&labour.work), 190.0, max_relative = 1e-9);
    assert_relative_eq!(total(overtime), 45.0, max_relative = 1e-9);
}

/// R. Fourer, D. Gay, B. Kernighan, "AMPL: A Modeling Language for Mathematical Programming", 2nd ed., section 1.5
/// (model steel4): 190,071.4286 with 3,357.143 tons of bands, 500 of coils, 3,142.857 of plate.
#[test]
fn steel4() {
    assert_optimum("known/steel4.toml", &[], 190_071.428_571_428_57);
    let solved = best("known/steel4.toml", &[]);
    let tons = [
        ("bands", 23_500.0 / 7.0),
        ("coils", 500.0),
        ("plate", 22_000.0 / 7.0),
    ];
    assert_sold(&solved, &tons);
    // The book's figures, as printed.
    for (units, printed) in tons
        .iter()
        .map(|(_, units)| units)
        .zip([3357.143, 500.0, 3142.857])
    {
        assert!((units - printed).abs() < 5e-4);
    }
}

/// The same book, p. 288 (model steelT3): 514,521.7143; with all hours 5% longer 537,104, 5% longer again 560,800.4, and
/// once more 585,116.22.
#[test]
fn steel_t3() {
    let file = "known/steelT3.toml";
    assert_optimum(file, &[], 514_521.714_285_714_3);
    assert_optimum(file, &["hours-1"], 537_104.0);
    assert_optimum(file, &["hours-2"], 560_800.4);
    assert_optimum(file, &["hours-3"], 585_116.22);
}

/// G. Dantzig, "Linear Programming and Extensions", section 3.5: 56,000/3 with 4,000/3 of the first desk, 200/3 of the
/// fourth, none of the others.
#[test]
fn product_mix() {
    let file = "known/product-mix.toml";
    assert_optimum(file, &[], 56_000.0 / 3.0);
    let solved = best(file, &[]);
    let desks = [
        ("market-1", 4000.0 / 3.0),
        ("market-2", 0.0),
        ("market-3", 0.0),
        ("market-4", 200.0 / 3.0),
    ];
    assert_sold(&solved, &desks);
}

/// By hand: 6 rented at 10 (all that the power runs), 4 sold at 8. Wafers and memory limit together: one more of either gains
/// nothing, of both 8; one less of either costs 8. A megawatt turns a sale at 8 into a rental at 10.
#[test]
fn degenerate_pair() {
    let file = "known/degenerate-pair.toml";
    assert_optimum(file, &[], 92.0);
    assert_sold(&best(file, &[]), &[("outside", 4.0)]);
    for (scenario, difference) in [
        ("one-more-wafer", 0.0),
        ("one-more-hbm", 0.0),
        ("one-more-pair", 8.0),
        ("one-wafer-less", -8.0),
        ("one-hbm-less", -8.0),
        ("one-mw-more", 2.0),
        ("one-mw-less", -2.0),
    ] {
        assert_optimum(file, &[scenario], 92.0 + difference);
    }
}

/// Returns the greatest margin of a bundled model under a scenario, or as it is (`base`), with these decisions held.
fn margin_holding(file: &str, future: &str, held: impl Fn(&Model) -> Vec<(Column, f64)>) -> f64 {
    let scenarios: &[&str] = if future == "base" { &[] } else { &[future] };
    let model = load(&open(format!("models/{file}")), scenarios).model;
    let mut lp = formulate(&model);
    for (column, amount) in held(&model) {
        let column = lp.column(&column).expect("can be decided");
        lp.set_column_range(column, amount, amount);
    }
    match solve_program(&lp).expect("an answer with its proof") {
        Answer::Optimal(solution) => solution.objective,
        other => panic!("{file} {future}: {other:?}"),
    }
}

/// Returns the best plan over the futures of a bundled model, with its futures' names.
fn hedged(file: &str) -> (Vec<String>, Box<Hedge>) {
    let input = open(format!("models/{file}"));
    let asked = FuturesAsked::default();
    let futures = LoadedFutures::of_scenarios(&input, &asked).expect("futures");
    let found = hedge(&futures.futures, Risk::default(), &SolveOptions::default());
    let Hedged::Best(found) = found.expect("an answer with its proof") else {
        panic!("{file} has a plan");
    };
    let names = futures.futures.all().iter().map(|it| it.name.clone());
    (names.collect(), found)
}

fn assert_worth(found: &Hedge, expected: f64, [knowing, correcting, hedging]: [f64; 3]) {
    assert_relative_eq!(found.expected_margin, expected, max_relative = 1e-9);
    for (found, published) in [
        (found.worth.knowing, knowing),
        (found.worth.correcting, correcting),
        (found.worth.hedging, hedging),
    ] {
        let found = found.expect("every held plan has a rest");
        assert_relative_eq!(
            found,
            published,
            epsilon = 1e-6 * expected,
            max_relative = 1e-9
        );
    }
}

/// J. Birge, F. Louveaux, "Introduction to Stochastic Programming", section 1.1: what a year is worth known before planting
/// (59,950, 118,600, 167,667), with 170, 80, 250 acres planted for all years (48,820, 109,350, 167,000: 108,390 on average), and
/// with the 120, 80, 300 that are best in an average year (55,120, 118,600, 148,000: 107,240 on average). Knowing is worth 7,015.56,
/// hedging 1,150.
#[test]
fn farmer() {
    let file = "known/farmer.toml";
    let years = ["good-year", "base", "bad-year"];
    for (year, known) in years.iter().zip([503_000.0 / 3.0, 118_600.0, 59_950.0]) {
        let scenarios = if *year == "base" { &[][..] } else { &[*year] };
        assert_optimum(file, scenarios, known);
    }
    let planted = |acres: [f64; 3]| {
        years.map(|year| {
            margin_holding(file, year, |model| {
                let crops = model.chip_ids().zip(acres);
                crops
                    .map(|(chip, acres)| (Column::ChipStart { chip, t: 0 }, acres))
                    .collect()
            })
        })
    };
    for (acres, margins) in [
        ([170.0, 80.0, 250.0], [167_000.0, 109_350.0, 48_820.0]),
        ([120.0, 80.0, 300.0], [148_000.0, 118_600.0, 55_120.0]),
    ] {
        for (found, published) in planted(acres).into_iter().zip(margins) {
            assert_relative_eq!(found, published, max_relative = 1e-9);
        }
    }

    let (names, found) = hedged(file);
    assert_worth(
        &found,
        108_390.0,
        [115_405.0 + 5.0 / 9.0 - 108_390.0, 0.0, 1_150.0],
    );
    for (name, outcome) in names.iter().zip(&found.futures) {
        let year = years.iter().position(|it| it == name).expect("a year");
        let published = [167_000.0, 109_350.0, 48_820.0][year];
        assert_relative_eq!(outcome.margin, published, max_relative = 1e-9);
        let acres: Vec<f64> = outcome.plan.made.iter().map(|it| it.started[0]).collect();
        for (found, published) in acres.into_iter().zip([170.0, 80.0, 250.0]) {
            assert_relative_eq!(found, published, max_relative = 1e-9);
        }
    }
}

/// The news vendor, worked in the model file: `min(q, demand)` of q papers are sold, 4 earned by each sold less 1.12 lost by each
/// bought. The margin on average is concave in q and turns at levels of demand only, so 60 papers are best if both levels beside it
/// are worse.
#[test]
fn news_vendor() {
    let file = "known/news-vendor.toml";
    let demand = (1..=16).map(|level| 5.0 * f64::from(level));
    let futures: Vec<(String, f64)> = demand
        .map(|demand| match demand {
            40.0 => ("base".to_owned(), demand),
            _ => (format!("demand-{demand}"), demand),
        })
        .collect();
    for (future, demand) in &futures {
        let scenarios: &[&str] = if future == "base" { &[] } else { &[future] };
        assert_optimum(file, scenarios, 2.88 * demand);
    }
    let on_average = |papers: f64| {
        let margins = futures.iter().map(|(future, _)| {
            margin_holding(file, future, |model| {
                let component = model.component_ids().next().expect("papers");
                vec![(Column::Purchase { component, t: 0 }, papers)]
            })
        });
        margins.sum::<f64>() / 16.0
    };
    for (papers, margin) in [
        (60.0, 90.3),
        (42.5, 82.4),
        (40.0, 80.2),
        (55.0, 89.65),
        (65.0, 89.7),
    ] {
        assert_relative_eq!(on_average(papers), margin, max_relative = 1e-9);
    }

    let (_, found) = hedged(file);
    assert_worth(&found, 90.3, [32.1, 2.2, 7.9]);
    for outcome in &found.futures {
        let bought = outcome.plan.components[0].bought[0];
        assert_relative_eq!(bought, 60.0, max_relative = 1e-9);
    }
}

/// Computed by a second program, written from the formulation alone in another language: the extensive form of the exported programs
/// of all futures, by HiGHS.
#[test]
fn trainium_hedged() {
    let (names, found) = hedged("trainium.toml");
    assert_eq!(names.len(), 10);
    let expected = 182_058_327_113.298_7;
    assert_relative_eq!(found.expected_margin, expected, max_relative = 1e-9);
    let known = found.expected_margin + found.worth.knowing.expect("known from the start");
    assert_relative_eq!(known, 182_303_599_148.270_02, max_relative = 1e-9);
}

/// By hand: 1,000 hours to uses that earn 30, 25, 24, 22, 21, 20 an hour and take up to 300, 160, 300, 150, 400, 200 hours. The
/// first four are filled, 90 hours are left for the fifth at 4 hours a unit.
#[test]
fn one_capacity_is_filled_by_margin_an_hour() {
    let file = "oracles/sort-by-margin.toml";
    let mut uses: [(f64, f64); 6] = [
        (30.0, 300.0),
        (25.0, 160.0),
        (24.0, 300.0),
        (22.0, 150.0),
        (21.0, 400.0),
        (20.0, 200.0),
    ];
    uses.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut left: f64 = 1000.0;
    let mut margin = 0.0;
    for (an_hour, hours) in uses {
        let given = left.min(hours);
        left -= given;
        margin += an_hour * given;
    }
    assert_eq!(margin, 25_390.0);
    assert_optimum(file, &[], margin);
    let units = [("a", 100.0), ("b", 80.0), ("c", 60.0), ("d", 150.0)];
    assert_sold(&best(file, &[]), &units);
    assert_sold(&best(file, &[]), &[("e", 22.5), ("f", 0.0)]);
}

/// By hand: a flow of 69 and a cut of 69 (its arcs are listed in the model file), so both are the best.
#[test]
fn greatest_flow_is_the_least_cut() {
    let cut = [9 + 10 + 9 + 4, 6 + 5 + 11 + 3, 4 + 8];
    assert_optimum(
        "oracles/max-flow.toml",
        &[],
        f64::from(cut.iter().sum::<i32>()),
    );
}

/// Not from a book: computed by a second program, written from the formulation alone in another language with another solver.
#[test]
fn an_independent_implementation_agrees() {
    assert_optimum("minimal.toml", &[], 1_368_275_101.497_155_7);
    let file = "trainium.toml";
    for (scenarios, objective) in [
        (&[][..], 190_922_519_167.564_27),
        (&["cloud-only"], 178_823_628_133.377_62),
        (&["racks-outside"], 201_394_304_398.755_68),
        (&["n3-minus-fifth"], 189_796_977_187.338_84),
        (&["nvidia-outbids"], 185_371_868_504.918_52),
        (&["more-foundry"], 192_322_074_639.257_93),
        (&["power-short"], 173_106_033_718.983_2),
        (&["rental-price-war"], 151_054_261_542.734_5),
        (&["customers-first"], 190_922_519_167.564_27),
        (&["trn4-two-quarters-late"], 184_420_107_324.093_26),
    ] {
        assert_optimum(file, scenarios, objective);
    }
}
