//! Nothing is lost: sessions, scenarios, model files that change.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;

use super::served::{Desk, between};

const MODEL: &str = "m.toml";

fn folder() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    fs::copy("models/minimal.toml", folder.path().join(MODEL)).expect("a model");
    folder
}

fn link(desk: &Desk) -> String {
    let page = desk.page();
    between(&page, "data-link=\"", "\"").replace("&amp;", "&")
}

#[test]
fn a_crash_loses_no_step() {
    let folder = folder();
    let desk = Desk::open(folder.path(), &[MODEL]);
    desk.step(&json!({ "do": "factor", "path": "component.hbm.supply", "value": 0.9 }));
    desk.step(&json!({ "do": "amount", "path": "site.cloud.pue", "value": 1.3 }));
    let before = link(&desk);
    desk.kill();
    assert!(folder.path().join("m.desk.json").exists());

    let desk = Desk::open(folder.path(), &[MODEL]);
    assert_eq!(link(&desk), before);
    assert_eq!(
        before,
        "/?set=component.hbm.supply+*%3D+0.9&set=site.cloud.pue+%3D+1.3"
    );
    desk.act("undo");
    assert_eq!(link(&desk), "/?set=component.hbm.supply+*%3D+0.9");
    desk.act("undo");
    desk.act("redo");
    assert_eq!(link(&desk), "/?set=component.hbm.supply+*%3D+0.9");
    desk.kill();
    // What is asked for at the start is the next step.
    let desk = Desk::open(folder.path(), &[MODEL, "--set", "site.cloud.pue = 1.5"]);
    assert_eq!(link(&desk), "/?set=site.cloud.pue+%3D+1.5");
    desk.act("undo");
    assert_eq!(link(&desk), "/?set=component.hbm.supply+*%3D+0.9");
}

#[test]
fn a_session_that_does_not_fit_the_model_any_more_is_left_out_and_kept() {
    let folder = folder();
    let desk = Desk::open(
        folder.path(),
        &[MODEL, "--set", "component.hbm.supply *= 0.9"],
    );
    desk.step(&json!({ "do": "amount", "path": "site.cloud.pue", "value": 1.3 }));
    desk.kill();
    let path = folder.path().join(MODEL);
    let model = fs::read_to_string(&path).expect("a model");
    fs::write(&path, model.replace("cloud", "halls")).expect("a model");
    let kept = fs::read_to_string(folder.path().join("m.desk.json")).expect("a session");
    let desk = Desk::open(folder.path(), &[MODEL]);
    assert_eq!(link(&desk), "/?");
    let page = desk.page();
    let notice = between(&page, "id=\"pane-notice\"", "</section>");
    assert!(
        notice.contains("session") && notice.contains("cloud"),
        "{notice}"
    );
    let left = fs::read_to_string(folder.path().join("m.desk.json")).expect("a session");
    assert_eq!(left, kept);
    // What does not fit is refused again; what fits is a step back further.
    assert_eq!(desk.post("/do", &json!({ "do": "undo" })).status, 422);
}

#[test]
fn a_file_that_is_no_session_is_left_alone() {
    let folder = folder();
    let other = folder.path().join("other.json");
    fs::write(&other, "{\"mine\": 1}\n").expect("a file");
    let said = Command::new(env!("CARGO_BIN_EXE_waferline"))
        .args(["desk", MODEL, "--no-open", "--session", "other.json"])
        .current_dir(folder.path())
        .output()
        .expect("an answer");
    assert_eq!(said.status.code(), Some(2));
    let words = String::from_utf8(said.stderr).expect("words");
    assert!(words.contains("left unchanged"), "{words}");
    assert_eq!(
        fs::read_to_string(&other).expect("the file"),
        "{\"mine\": 1}\n"
    );
}

#[test]
fn what_is_seen_is_saved_as_a_scenario_that_says_the_same() {
    let folder = folder();
    let scenarios = folder.path().join("more.toml");
    fs::write(&scenarios, "# mine\n[scenario.old]\nset = []\n").expect("a file");
    let model = fs::read_to_string(folder.path().join(MODEL)).expect("a model");
    let desk = Desk::open(folder.path(), &[MODEL, "--scenarios", "more.toml"]);
    let named = |id: &str| json!({ "id": id, "description": "less \"memory\"" });
    assert_eq!(
        desk.post("/scenario", &named("less")).status,
        422,
        "nothing is changed"
    );
    desk.step(&json!({ "do": "add", "sets": ["component.hbm.supply@2027Q2.. *= 0.5", "die.compute.available_from = \"2027Q1\""] }));
    let shown = desk.get("/scenario?id=less&description=less+%22memory%22");
    assert_eq!(shown.status, 200, "{shown:?}");
    assert!(shown.body.contains("+ [scenario.less]"), "{shown:?}");
    assert_eq!(
        desk.post("/scenario", &named("Less")).status,
        422,
        "an id has small letters"
    );
    assert_eq!(
        desk.post("/scenario", &named("old")).status,
        422,
        "it is there already"
    );
    assert_eq!(desk.post("/scenario", &named("less")).status, 200);
    assert_eq!(
        desk.post("/scenario", &named("less")).status,
        422,
        "it is there by now"
    );
    let saved = fs::read_to_string(&scenarios).expect("the file");
    let added = saved
        .strip_prefix("# mine\n[scenario.old]\nset = []\n\n")
        .expect("what was there");
    assert_eq!(
        fs::read_to_string(folder.path().join(MODEL)).expect("a model"),
        model
    );
    desk.page();
    let seen = desk.get("/download/plan.json").body;

    // In the model, the scenario makes the same plan.
    fs::write(folder.path().join("with.toml"), format!("{model}\n{added}")).expect("a model");
    let solved = Command::new(env!("CARGO_BIN_EXE_waferline"))
        .args([
            "solve",
            "with.toml",
            "--scenario",
            "less",
            "--format",
            "json",
        ])
        .current_dir(folder.path())
        .output()
        .expect("an answer");
    let [seen, solved] = [seen, String::from_utf8(solved.stdout).expect("JSON")]
        .map(|text| serde_json::from_str::<serde_json::Value>(&text).expect("JSON"));
    assert_eq!(seen["objective"], solved["objective"]);
    assert_eq!(seen["plan"], solved["plan"]);
    assert_eq!(
        seen["provenance"]["assignments"],
        solved["provenance"]["assignments"]
    );
}

#[test]
fn a_changed_file_is_offered_and_loaded_with_the_changes() {
    let folder = folder();
    let path = folder.path().join(MODEL);
    let model = fs::read_to_string(&path).expect("a model");
    let desk = Desk::open(folder.path(), &[MODEL]);
    desk.step(&json!({ "do": "factor", "path": "component.hbm.supply", "value": 0.9 }));
    let notice = || between(&desk.page(), "id=\"pane-notice\"", "</section>").to_owned();
    let wait = |wanted: bool| {
        let begun = Instant::now();
        while notice().contains("has changed") != wanted {
            assert!(begun.elapsed() < Duration::from_secs(20), "{}", notice());
            std::thread::sleep(Duration::from_millis(100));
        }
    };
    fs::write(&path, format!("{model}\n# another day\n")).expect("a model");
    wait(true);
    fs::write(&path, &model).expect("a model");
    wait(false);
    // A file with errors is refused, and what is seen stays.
    fs::write(&path, model.replace("quarters = ", "quarter = ")).expect("a model");
    wait(true);
    let refused = desk.post("/do", &json!({ "do": "reload" }));
    assert_eq!(refused.status, 422, "{refused:?}");
    assert!(refused.body.contains("quarter"), "{refused:?}");
    fs::write(&path, format!("{model}\n# another day\n")).expect("a model");
    wait(true);
    desk.act("reload");
    wait(false);
    assert_eq!(link(&desk), "/?set=component.hbm.supply+*%3D+0.9");
}
