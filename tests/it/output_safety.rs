//! What is written: never over what was read, never what steers a terminal or runs in a spreadsheet, never lost silently.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use proptest::prelude::*;
use waferline::report::csv::plain;

/// Runs the command in a folder.
fn run(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_waferline"))
        .current_dir(folder)
        .args(args)
        .output()
        .expect("runs")
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder with the minimal model, its wafers in a CSV, and links to both.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let text = include_str!("../../models/minimal.toml");
    let by_csv = text.replace(
        "capacity = { start = 1000, step = 150 }",
        "capacity = { csv = \"wafers.csv\", column = \"capacity\" }",
    );
    assert_ne!(text, by_csv);
    fs::write(folder.path().join("model.toml"), by_csv).expect("written");
    let wafers = "quarter,capacity\n2027Q1,1000\n2027Q2,1150\n2027Q3,1300\n2027Q4,1450\n";
    fs::write(folder.path().join("wafers.csv"), wafers).expect("written");
    folder
}

#[test]
fn no_command_writes_over_what_it_reads() {
    let folder = folder();
    let path = folder.path();
    fs::hard_link(path.join("model.toml"), path.join("hard.toml")).expect("linked");
    #[cfg(unix)]
    std::os::unix::fs::symlink("wafers.csv", path.join("soft.csv")).expect("linked");
    let before = |name: &str| fs::read(path.join(name)).expect("readable");
    let (model, wafers) = (before("model.toml"), before("wafers.csv"));
    let mut targets = vec!["model.toml", "./model.toml", "hard.toml", "wafers.csv"];
    if cfg!(unix) {
        targets.push("soft.csv");
    }
    let sweep = ["--vary", "site.cloud.pue = [1.1, 1.2]", "--table"];
    let commands: [&[&str]; 8] = [
        &["solve", "model.toml", "--format", "text", "--out"],
        &["solve", "model.toml", "--format", "json", "--out"],
        &["solve", "model.toml", "--format", "xlsx", "--out"],
        &["explain", "model.toml", "--format", "markdown", "--out"],
        &["report", "model.toml", "--out"],
        &["export", "model.toml", "--to", "mps", "--out"],
        &[
            "compare",
            "model.toml",
            "--with",
            "site.cloud.pue = 1.3",
            "--format",
            "text",
            "--out",
        ],
        &["sweep", "model.toml", sweep[0], sweep[1], sweep[2]],
    ];
    for target in targets {
        for command in commands {
            if command[0] == "sweep" && Path::new(target).extension().is_none_or(|it| it != "csv") {
                continue;
            }
            let args: Vec<&str> = command.iter().copied().chain([target]).collect();
            let output = run(path, &args);
            let reported = words(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{args:?}: {reported}");
            assert!(
                reported.contains("is an input of this command"),
                "{args:?}: {reported}"
            );
            assert!(
                reported.contains("choose another file"),
                "{args:?}: {reported}"
            );
            assert_eq!(
                (before("model.toml"), before("wafers.csv")),
                (model.clone(), wafers.clone())
            );
        }
    }
    // A model with errors is read too, and its report of errors goes nowhere.
    fs::write(path.join("broken.json"), "{}").expect("written");
    let output = run(
        path,
        &[
            "solve",
            "broken.json",
            "--format",
            "json",
            "--out",
            "broken.json",
        ],
    );
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(before("broken.json"), b"{}");
}

/// Whether a character steers what shows it: C0 and C1 but new line and tab, direction marks, and what shows nothing.
fn steers(character: char) -> bool {
    let is_line = matches!(character, '\n' | '\t');
    (character.is_control() && !is_line)
        || matches!(
            character,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}'
        )
        || ('\u{2028}'..='\u{202e}').contains(&character)
        || ('\u{2060}'..='\u{206f}').contains(&character)
}

fn assert_harmless(args: &[&str], output: &Output) {
    for bytes in [&output.stdout, &output.stderr] {
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        let at = text.find(steers);
        let around: String = text[at.unwrap_or(0)..].chars().take(40).collect();
        assert!(at.is_none(), "{args:?}: {around:?}");
    }
}

/// Every command that says something of a model.
const COMMANDS: [&[&str]; 14] = [
    &["solve"],
    &["solve", "--format", "json"],
    &["solve", "--format", "markdown"],
    &["solve", "--set", "service.*.committed *= 50"],
    &["solve", "--set", "site.*.pue = -1"],
    &["check"],
    &["explain"],
    &["explain", "--format", "json"],
    &["cover"],
    &["why"],
    &["compare", "--with", "foundry.*.capacity *= 1.1"],
    &["frontier", "--trade", "margin:outside-racks"],
    &["export", "--to", "lp"],
    &["sweep", "--vary", "site.*.pue = [1.1, 1.2]"],
];

#[test]
fn hostile_names_reach_no_terminal() {
    let hostile = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    for command in COMMANDS {
        let mut args = vec![command[0], "terminal-escapes.toml"];
        args.extend(&command[1..]);
        assert_harmless(&args, &run(&hostile, &args));
    }
    #[cfg(unix)]
    {
        let folder = tempfile::tempdir().expect("a folder");
        let name = "\u{1b}[2J\u{202e}.toml";
        fs::write(folder.path().join(name), "[model]\nnam = \"\u{9b}\"\n").expect("written");
        for args in [
            &["solve", name][..],
            &["check", name],
            &["solve", "no\u{1b}[1mfile"],
            &[name],
        ] {
            assert_harmless(args, &run(folder.path(), args));
        }
        let output = run(folder.path(), &["solve", name, "--out", name]);
        assert_harmless(&["--out"], &output);
    }
}

proptest! {
    #![proptest_config(super::sample::tried(6))]

    /// Names of any characters: nothing that steers a terminal gets out, and no line that the name made up.
    #[test]
    fn no_name_steers_a_terminal(
        name in "[\\PC\u{0}-\u{1f}\u{7f}-\u{9f}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{200b}\u{feff}]{1,12}",
        position in 0..COMMANDS.len(),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut quoted = String::new();
        for character in name.chars() {
            let _ = write!(quoted, "\\U{:08x}", u32::from(character));
        }
        let text = include_str!("../hostile/terminal-escapes.toml");
        let text = text.replace("\\u001b[2J", &quoted).replace("\\u001b[31mred", &quoted);
        fs::write(folder.path().join("model.toml"), text).expect("written");
        let command = COMMANDS[position];
        let mut args = vec![command[0], "model.toml"];
        args.extend(&command[1..]);
        assert_harmless(&args, &run(folder.path(), &args));
    }

    #[test]
    fn no_text_cell_begins_a_formula(text in "[=+@\t\r-]{0,2}[a-z0-9.(]{0,6}") {
        let cell = plain(&text);
        let begins = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        prop_assert!(!begins || cell.parse::<f64>().is_ok());
        prop_assert!(cell.ends_with(&text));
    }
}

#[test]
fn a_formula_in_a_name_is_text_in_every_csv() {
    let folder = folder();
    let path = folder.path();
    let text = fs::read_to_string(path.join("model.toml")).expect("readable");
    let text = text.replace("[site.cloud]", "[site.cloud]\nname = \"=1+2\"");
    let text = text.replace("[foundry.fab]", "[foundry.fab]\nname = \"@SUM(A1)\"");
    fs::write(path.join("model.toml"), text).expect("written");
    let output = run(
        path,
        &["solve", "model.toml", "--format", "csv", "--out", "tables"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", words(&output.stderr));
    for entry in fs::read_dir(path.join("tables")).expect("tables") {
        let table = fs::read_to_string(entry.expect("an entry").path()).expect("readable");
        let cells = table.lines().flat_map(|line| line.split(','));
        for cell in cells {
            let cell = cell.trim_start_matches('"');
            let begins = cell.starts_with(['=', '+', '-', '@']);
            assert!(!begins || cell.parse::<f64>().is_ok(), "{cell}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_failed_write_is_no_success_and_a_closed_pipe_no_failure() {
    let model = "models/minimal.toml";
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let commands: [&[&str]; 14] = [
        &["solve", model],
        &["solve", model, "--format", "json"],
        &["explain", model],
        &["why", model],
        &["cover", model],
        &["curve", model, "site.cloud.power_mw"],
        &["compare", model, "--with", "site.cloud.pue = 1.3"],
        &["frontier", model, "--trade", "margin:outside-racks"],
        &["sweep", model, "--vary", "site.cloud.pue = [1.1, 1.2]"],
        &["check", model],
        &["export", model, "--to", "mps"],
        &["schema", "model"],
        &["generate"],
        &["--help"],
    ];
    for args in commands {
        let full = fs::OpenOptions::new().write(true).open("/dev/full");
        let mut command = Command::new(env!("CARGO_BIN_EXE_waferline"));
        command.current_dir(root).args(args);
        let output = command
            .stdout(full.expect("a device"))
            .stderr(Stdio::piped())
            .output()
            .expect("runs");
        let reported = words(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {reported}");
        assert!(
            reported.contains("cannot write to standard output"),
            "{args:?}: {reported}"
        );
        let mut child = command.stdout(Stdio::piped()).spawn().expect("starts");
        drop(child.stdout.take());
        let status = child.wait().expect("ends");
        assert_eq!(status.code(), Some(0), "{args:?}");
    }
    let output = run(root, &["report", model, "--out", "/dev/full"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn what_killed_writers_left_is_swept_up_and_nothing_else() {
    let folder = folder();
    let path = folder.path();
    let out = ["solve", "model.toml", "--out", "plan.txt"];
    let put = |name: &str| fs::write(path.join(name), "left").expect("written");
    // Of a writer that is gone for an hour; of one elsewhere that may live; of another target; of somebody else.
    let names = [
        ".waferline-plan.txt-elsewhere-7-aaaaaa",
        ".waferline-plan.txt-elsewhere-7-bbbbbb",
        ".waferline-other.txt-elsewhere-7-cccccc",
        ".plan.txt.swp",
    ];
    for name in names {
        put(name);
    }
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(7200);
    for name in [names[0], names[2], names[3]] {
        let file = fs::File::options().write(true).open(path.join(name));
        file.expect("a file").set_modified(old).expect("set");
    }
    assert_eq!(run(path, &out).status.code(), Some(0));
    let is_there = |name: &&str| path.join(name).exists();
    assert_eq!(names.iter().filter(|it| is_there(it)).count(), 3);
    assert!(!is_there(&names[0]));
}

#[test]
fn a_damaged_study_says_so_and_a_folder_in_the_way_is_one_failed_case() {
    let folder = folder();
    let path = folder.path();
    let vary = ["--vary", "site.cloud.pue = [1.1, 1.2, 1.3]"];
    let args = [
        "sweep",
        "model.toml",
        vary[0],
        vary[1],
        "--out",
        "cases",
        "--format",
        "json",
    ];
    assert_eq!(run(path, &args).status.code(), Some(0));
    let mut files: Vec<_> = fs::read_dir(path.join("cases/cases"))
        .expect("results")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    assert_eq!(files.len(), 3);
    fs::remove_file(&files[0]).expect("removed");
    fs::create_dir(&files[0]).expect("made");
    fs::write(&files[1], "{").expect("written");
    let output = run(path, &args);
    assert_eq!(output.status.code(), Some(0), "{}", words(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["summary"]["optimal"], 2, "{report}");
    let study = path.join("cases/sweep.json");
    let text = fs::read_to_string(&study).expect("readable");
    fs::write(&study, text.replace("1.2", "1.25")).expect("written");
    for args in [&args[..], &["collect", "cases"]] {
        let output = run(path, args);
        let reported = words(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {reported}");
        assert!(reported.contains("is damaged"), "{args:?}: {reported}");
    }
}
