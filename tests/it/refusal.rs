//! What is said where no answer could be proved: what stands out, and which numbers are farthest apart.

use waferline::explain::Refusal;
use waferline::formulation::formulate;
use waferline::lp::{LpBuilder, Point, RowId, Variable, certify};
use waferline::solve::Uncertified;

/// Returns a certificate that does not hold: of a point that uses twice what there is.
fn residuals(worst: Option<Variable>) -> Uncertified {
    let mut lp = LpBuilder::default();
    lp.add_column("own", 10.0, 0.0, f64::INFINITY);
    lp.add_row("wafers", f64::NEG_INFINITY, 10.0, [("own", 1.0)]);
    let certificate = certify(&lp.build(), &Point::of(&[20.0], &[10.0])).certificate;
    assert!(!certificate.holds());
    Uncertified::Residuals { certificate, worst }
}

#[test]
fn a_refusal_names_what_misses_most_and_the_numbers_farthest_apart() {
    let mut model = waferline::Model::load("models/minimal.toml").expect("a model");
    let lp = formulate(&model);
    let foundry = model.foundries[0].id.clone();
    let price = model.foundries[0].wafer_price.clone();
    model.foundries[0].wafer_price = price.with(1, 3e14);
    model.services[0].racks[0].1 = 2e-9;
    let quarter = model.horizon.quarter(1);
    let (service, rack) = (
        &model.services[0],
        &model.racks[model.services[0].racks[0].0.0],
    );
    let refusal = Refusal::of(&model, residuals(Some(Variable::Row(RowId(0)))));
    let [least, greatest] = refusal.farthest_apart.clone().expect("two numbers");
    assert_eq!(
        (least.0.to_string(), least.1),
        (format!("service.{}.racks.{}", service.id, rack.id), 2e-9)
    );
    assert_eq!(
        (greatest.0.to_string(), greatest.1),
        (format!("foundry.{foundry}.wafer_price@{quarter}"), 3e14)
    );
    let row = waferline::formulation::describe_row(&model, lp.rows()[0].key);
    let said = refusal.to_string();
    assert!(
        said.contains(&format!("; the {row} misses most;")),
        "{said}"
    );
    assert!(said.contains("(2e-9) and `"), "{said}");
    // Where no row is known, none is named.
    let unknown = Refusal::of(&model, residuals(None)).to_string();
    assert!(!unknown.contains("most is missed"), "{unknown}");
}
