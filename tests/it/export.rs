//! Programs as files for other solvers.

use std::collections::HashSet;

use waferline::formulation::{export_names, formulate, name_map};
use waferline::lp::{Lp, LpBuilder, Names, write_lp_format, write_mps};

use crate::formulation::everything;

/// Returns a program with every kind of row and bound.
fn every_kind() -> (Lp<char, char>, Names) {
    let mut builder = LpBuilder::default();
    builder.add_column('x', 10.0, 0.0, 4.0);
    builder.add_column('y', -0.1, 0.0, f64::INFINITY);
    builder.add_column('z', 1e-7, f64::NEG_INFINITY, f64::INFINITY);
    builder.add_column('m', 0.0, f64::NEG_INFINITY, -1.5);
    builder.add_column('f', 1.0 / 3.0, 2.0, 2.0);
    builder.add_column('b', 2.0, 1.0, 3e17);
    builder.add_column('l', 0.0, -1.0, f64::INFINITY);
    builder.add_row('a', f64::NEG_INFINITY, 10.0, [('x', 1.0), ('y', -2.5)]);
    builder.add_row('g', -3.0, f64::INFINITY, [('x', 1.0), ('z', 1.0)]);
    builder.add_row('e', 0.0, 0.0, [('z', 1.0), ('m', 1.0), ('f', -1.0)]);
    builder.add_row('r', 1.0, 7.25, [('x', 1.0), ('b', 1.0)]);
    builder.add_row('i', 5.0, 5.0, []);
    builder.add_row('n', f64::NEG_INFINITY, f64::INFINITY, [('x', 1.0)]);
    let lp = builder.build();
    let names = Names {
        problem: "kinds".into(),
        objective: "cost".into(),
        columns: lp
            .columns()
            .iter()
            .map(|c| format!("c_{}", c.key))
            .collect(),
        rows: lp.rows().iter().map(|r| format!("r_{}", r.key)).collect(),
    };
    (lp, names)
}

fn text(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    assert!(write(&mut out).is_ok());
    String::from_utf8_lossy(&out).into_owned()
}

#[test]
fn mps_says_every_kind_of_row_and_bound() {
    let (lp, names) = every_kind();
    insta::assert_snapshot!(text(|out| write_mps(&lp, &names, &[], out)));
}

#[test]
fn lp_format_says_every_kind_of_row_and_bound() {
    let (lp, names) = every_kind();
    insta::assert_snapshot!(text(|out| write_lp_format(&lp, &names, &[], out)));
}

#[test]
fn the_program_of_a_small_model_reads_as_its_formulation() {
    let model = everything();
    let lp = formulate(&model);
    let names = export_names(&model, &lp);
    insta::assert_snapshot!(text(|out| write_lp_format(&lp, &names, &[], out)));
}

#[test]
fn names_are_plain_and_unique_over_columns_and_rows() {
    let mut model = everything();
    // Two ids that read alike once hyphens are gone, and one too long.
    model.foundries.push(model.foundries[0].clone());
    model.foundries[0].id = "a-b".into();
    model.foundries[0].expansions[0].id = "c".into();
    model.foundries[1].id = "a".into();
    model.foundries[1].expansions[0].id = "b-c".into();
    model.dies[1].foundry = waferline::model::FoundryId(1);
    model.dies[1].available_from = Some(0);
    model.racks[0].id = "long".repeat(50);
    let lp = formulate(&model);
    let names = export_names(&model, &lp);
    let mut all = HashSet::from([names.objective.clone()]);
    for name in names.columns.iter().chain(&names.rows) {
        assert!(all.insert(name.clone()), "{name} occurs twice");
        assert!(name.len() <= 100, "{name} is long");
        assert!(!name.starts_with(['e', 'E']), "{name} reads as a number");
        assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'));
    }
    assert!(all.contains("we_a_b_c_2027Q2") && all.contains("we_a_b_c_2027Q2_2"));
}

#[test]
fn the_map_of_names_gives_addresses_and_words() {
    let model = everything();
    let lp = formulate(&model);
    let map = name_map(&model, &lp, &export_names(&model, &lp));
    assert_eq!(
        map.as_object().map(serde_json::Map::len),
        Some(lp.columns().len() + lp.rows().len())
    );
    assert_eq!(
        map["capacity_fab_2027Q1"],
        serde_json::json!({
            "address": "foundry.fab.capacity@2027Q1",
            "description": "wafer starts at fab in 2027Q1",
        })
    );
    assert_eq!(
        map["w_compute_2027Q1"],
        serde_json::json!({ "description": "start wafers for compute in 2027Q1" })
    );
}

#[test]
fn a_program_without_columns_or_rows_is_still_a_file() {
    let names = Names {
        problem: "empty".into(),
        objective: "cost".into(),
        columns: Vec::new(),
        rows: Vec::new(),
    };
    let lp: Lp<char, char> = LpBuilder::default().build();
    let mps = text(|out| write_mps(&lp, &names, &[], out));
    assert_eq!(
        mps,
        "NAME empty FREE\nROWS\n N cost\nCOLUMNS\nRHS\nBOUNDS\nENDATA\n"
    );
    let lp_format = text(|out| write_lp_format(&lp, &names, &[], out));
    assert_eq!(
        lp_format,
        "\\ empty\nMinimize\n cost: 0 nothing\nSubject To\n no_rows: 0 nothing = 0\n\
         Bounds\n nothing = 0\nEnd\n"
    );
}
