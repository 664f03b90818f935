//! Formats, endings and streams: alike in every command.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waferline"));
    command.current_dir(folder).args(args).env_remove("COLUMNS");
    command
}

fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    said(&command(folder, args).output().expect("the command runs"))
}

fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    let code = output.status.code().expect("an exit code");
    (code, text(&output.stdout), text(&output.stderr))
}

/// Runs a command on what it is given on standard input.
fn fed(args: &[&str], input: &str) -> (i32, String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut child = command(folder.path(), args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(input.as_bytes()).expect("written");
    drop(stdin);
    said(&child.wait_with_output().expect("it ends"))
}

fn with_model(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("model.toml"), text).expect("written");
    folder
}

const MINIMAL: &str = include_str!("../../models/minimal.toml");

#[test]
fn an_ending_without_a_format_is_an_error_that_lists_those_with_one() {
    let folder = with_model(MINIMAL);
    let commands: [(&[&str], &[&str]); 13] = [
        (&["solve", "model.toml"], &[".txt", ".json", ".md", ".xlsx"]),
        (
            &["explain", "model.toml"],
            &[".txt", ".json", ".md", ".xlsx"],
        ),
        (
            &["compare", "model.toml", "--with", "none"],
            &[".txt", ".json", ".md", ".xlsx"],
        ),
        (&["hedge", "model.toml"], &[".txt", ".json", ".md", ".xlsx"]),
        (&["why", "model.toml"], &[".txt", ".json", ".md"]),
        (&["cover", "model.toml"], &[".txt", ".json", ".md"]),
        (&["check", "model.toml"], &[".txt", ".json", ".md"]),
        (
            &["curve", "model.toml", "foundry.fab.capacity"],
            &[".txt", ".json", ".md", ".csv", ".svg"],
        ),
        (
            &["frontier", "model.toml", "--trade", "margin:outside-racks"],
            &[".txt", ".json", ".md", ".csv"],
        ),
        (&["report", "model.toml"], &[".html"]),
        (&["export", "model.toml"], &[".mps", ".lp"]),
        (&["generate"], &[".toml"]),
        (
            &["sweep", "model.toml", "--vary", "policy.budget *= [1]"],
            &[".csv", ".jsonl", ".parquet"],
        ),
    ];
    for (args, endings) in commands {
        let flag = if args[0] == "sweep" {
            "--table"
        } else {
            "--out"
        };
        for name in ["x.foo", "x.png"] {
            let (code, stdout, stderr) = run(folder.path(), &[args, &[flag, name]].concat());
            assert_eq!(code, 2, "{args:?} {name}: {stdout}");
            for ending in endings {
                assert!(
                    stderr.contains(ending),
                    "{args:?} {name}: {ending} in {stderr}"
                );
            }
            assert!(!folder.path().join(name).exists(), "{args:?} {name}");
        }
    }
}

#[test]
fn a_program_has_the_format_of_its_ending_or_the_one_named() {
    let folder = with_model(MINIMAL);
    let rows = |file: &str| {
        fs::read_to_string(folder.path().join(file))
            .expect("a file")
            .contains("ROWS")
    };
    for (args, is_mps) in [
        (&["--out", "a.mps"][..], true),
        (&["--out", "a.lp"], false),
        (&["--format", "mps", "--out", "a"], true),
        (&["--to", "mps", "--out", "a.lp"], true),
    ] {
        let (code, _, stderr) = run(folder.path(), &[&["export", "model.toml"], args].concat());
        assert_eq!(code, 0, "{args:?}: {stderr}");
        assert_eq!(rows(args[args.len() - 1]), is_mps, "{args:?}");
    }
    let (code, _, stderr) = run(folder.path(), &["export", "model.toml"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("--format mps"), "{stderr}");
}

#[test]
fn a_curve_is_drawn_and_told_in_full() {
    let folder = with_model(MINIMAL);
    let args = ["curve", "model.toml", "foundry.fab.capacity"];
    let (code, stdout, stderr) = run(
        folder.path(),
        &[&args[..], &["--out", "curve.svg"]].concat(),
    );
    assert_eq!((code, stdout.as_str()), (0, ""), "{stderr}");
    let drawing = fs::read_to_string(folder.path().join("curve.svg")).expect("a drawing");
    assert!(drawing.starts_with("<svg "), "{drawing}");
    let json = run(folder.path(), &[&args[..], &["--format", "json"]].concat()).1;
    let points: Value = serde_json::from_str(&json).expect("JSON");
    let points = points["curve"]["points"].as_array().expect("points").len();
    let csv = run(folder.path(), &[&args[..], &["--format", "csv"]].concat()).1;
    assert_eq!(csv.lines().count(), points + 1);
    let all = run(folder.path(), &[&args[..], &["--all"]].concat()).1;
    assert!(
        all.contains("Breakpoints") && all.contains("What happens"),
        "{all}"
    );
}

#[test]
fn check_is_data_too() {
    let folder = with_model(MINIMAL);
    let (code, stdout, stderr) = run(folder.path(), &["check", "model.toml", "--format", "json"]);
    assert_eq!(code, 0, "{stderr}");
    let report: Value = serde_json::from_str(&stdout).expect("JSON");
    assert_eq!(report["status"], "valid");
    assert_eq!(report["entities"]["foundry"], 1);
    assert!(
        report["program"]["columns"]
            .as_u64()
            .is_some_and(|it| it > 0)
    );
    let schema = run(folder.path(), &["schema", "check"]).1;
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    assert!(validator.is_valid(&report), "{stdout}");

    fs::write(
        folder.path().join("bad.toml"),
        "[model]\ncurency = \"USD\"\n",
    )
    .expect("written");
    let (code, stdout, _) = run(folder.path(), &["check", "bad.toml", "--format", "json"]);
    assert_eq!(code, 1);
    let report: Value = serde_json::from_str(&stdout).expect("JSON");
    assert_eq!(report["status"], "error");
    let found = report["diagnostics"].as_array().expect("findings");
    assert!(found.iter().any(|it| it["line"] == 2), "{stdout}");
    let (_, stdout, _) = run(folder.path(), &["check", "bad.toml", "--out", "bad.json"]);
    assert_eq!(stdout, "");
    assert!(folder.path().join("bad.json").exists());
}

#[test]
fn standard_input_is_toml_or_json() {
    let document: Value = toml::from_str(MINIMAL).expect("TOML");
    let json = serde_json::to_string_pretty(&document).expect("JSON");
    for text in [MINIMAL, &json, &format!("\u{feff}\n {json}")] {
        let (code, stdout, stderr) = fed(&["check", "-"], text);
        assert_eq!(code, 0, "{stderr}");
        assert!(stdout.contains("is valid"), "{stdout}");
    }
    let (code, _, stderr) = fed(&["check", "-"], "{ \"model\": 1, }");
    assert_eq!(code, 1);
    assert!(stderr.contains("<stdin>:1"), "{stderr}");
}

#[test]
fn a_warning_is_written_once_however_many_cases_have_it() {
    let doubtful = format!("{MINIMAL}\n[component.spare]\nprice = 1\nsupply = 10\n");
    let folder = with_model(&doubtful);
    let (_, _, alone) = run(folder.path(), &["check", "model.toml"]);
    let warnings = alone.matches("warning").count();
    assert!(warnings > 0, "{alone}");
    let cases = ["foundry.fab.capacity *= 1.1", "foundry.fab.capacity *= 1.2"];
    let compare = [&["compare", "model.toml", "--with"][..], &cases].concat();
    let (code, _, stderr) = run(folder.path(), &compare);
    assert_eq!(code, 0, "{stderr}");
    assert_eq!(stderr.matches("warning").count(), warnings, "{stderr}");
}

#[test]
fn fixed_texts_keep_to_sixty_columns() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::copy("models/trainium.toml", folder.path().join("model.toml")).expect("copied");
    for args in [
        &["--help"][..],
        &["curve", "--help"],
        &["solve", "--help"],
        &["check", "model.toml"],
    ] {
        let mut command = command(folder.path(), args);
        let (code, stdout, stderr) = said(&command.env("COLUMNS", "60").output().expect("runs"));
        assert_eq!(code, 0, "{stderr}");
        for line in stdout.lines() {
            assert!(line.chars().count() <= 60, "{args:?}: {line}");
        }
    }
}
