//! The command itself: exit codes, streams, files written whole or not at all.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// Returns the command, in a folder of its own and without what the environment would change.
fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waferline"));
    command.current_dir(folder).args(args);
    for variable in ["COLUMNS", "NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR"] {
        command.env_remove(variable);
    }
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().expect("the command runs")
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// Returns a folder with the starter model in `model.toml`.
fn folder_with_model() -> TempDir {
    let folder = folder();
    let output = run(folder.path(), &["new", "model.toml"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    folder
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// Returns the names of everything in a folder, sorted; hidden ones too.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
    let mut names: Vec<String> = entries.map(|it| name(it).display().to_string()).collect();
    names.sort();
    names
}

fn read(path: PathBuf) -> String {
    fs::read_to_string(path).expect("a text")
}

// What needs no model.

#[test]
fn help_and_version_succeed_on_stdout() {
    for args in [["--help"], ["--version"]] {
        let output = run(folder().path(), &args);
        assert_eq!(code(&output), 0);
        assert!(stdout(&output).contains("waferline"));
        assert_eq!(stderr(&output), "");
    }
}

#[test]
fn wrong_usage_could_not_run() {
    let wrong: [&[&str]; 5] = [
        &[],
        &["solv"],
        &["solve"],
        &["solve", "m.toml", "--format", "pdf"],
        &["export"],
    ];
    for args in wrong {
        let output = run(folder().path(), args);
        assert_eq!(code(&output), 2, "{args:?}");
        assert_eq!(stdout(&output), "");
        assert!(stderr(&output).contains("--help") || stderr(&output).contains("Usage"));
    }
}

#[test]
fn csv_needs_a_folder() {
    let output = run(folder().path(), &["solve", "m.toml", "--format", "csv"]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("--out FOLDER"));
}

#[test]
fn missing_models_are_named_on_stderr() {
    for subcommand in ["solve", "check"] {
        let output = run(folder().path(), &[subcommand, "missing.toml"]);
        assert_eq!(code(&output), 2);
        assert_eq!(stdout(&output), "");
        assert!(stderr(&output).contains("missing.toml"));
    }
}

#[test]
fn json_is_written_even_where_nothing_can_be_read() {
    let output = run(
        folder().path(),
        &["solve", "missing.toml", "--format", "json"],
    );
    assert_eq!(code(&output), 2);
    let report = json(&stdout(&output));
    assert_eq!(report["status"], "error");
    assert_eq!(report["diagnostics"][0]["code"], "cannot-read");
}

#[test]
fn new_leaves_existing_files_alone() {
    let folder = folder_with_model();
    let path = folder.path().join("model.toml");
    fs::write(&path, "mine").expect("written");
    let output = run(folder.path(), &["new", "model.toml"]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("exists"));
    assert_eq!(read(path), "mine");
    assert_eq!(names_in(folder.path()), ["model.toml"]);
}

#[test]
fn generated_models_can_be_used() {
    let folder = folder();
    let printed = run(folder.path(), &["generate", "--seed", "5"]);
    assert_eq!(code(&printed), 0);
    let written = run(
        folder.path(),
        &[
            "generate",
            "--size",
            "S",
            "--seed",
            "5",
            "--out",
            "made-up.toml",
        ],
    );
    assert_eq!(code(&written), 0);
    assert_eq!(stdout(&written), "");
    assert_eq!(stdout(&printed), read(folder.path().join("made-up.toml")));
    let checked = run(folder.path(), &["check", "made-up.toml"]);
    assert_eq!((code(&checked), stderr(&checked)), (0, String::new()));

    let larger = ["generate", "--quarters", "16", "--chips", "3"];
    let larger = stdout(&run(folder.path(), &larger));
    assert!(larger.contains("\nquarters = 16\n"), "{larger}");
    let too_small = run(folder.path(), &["generate", "--quarters", "3"]);
    assert_eq!(code(&too_small), 2);
}

#[test]
fn timings_are_told_apart_from_the_plan() {
    let folder = folder_with_model();
    let plain = run(folder.path(), &["solve", "model.toml"]);
    let timed = run(
        folder.path(),
        &["solve", "model.toml", "--quiet", "--timings"],
    );
    assert_eq!(stdout(&plain), stdout(&timed));
    let reported = stderr(&timed);
    let steps: Vec<&str> = reported
        .lines()
        .filter_map(|line| line.split("  ").next())
        .collect();
    let expected = [
        "read",
        "formulate",
        "solve and certify",
        "interpret",
        "report",
        "total",
    ];
    assert_eq!(steps, expected, "{reported}");
}

#[test]
fn completions_are_there_for_shells() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = run(folder().path(), &["completions", shell]);
        assert_eq!(code(&output), 0);
        assert!(stdout(&output).contains("scenario"), "{shell}");
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let folder = folder();
    let output = run(folder.path(), &["man"]);
    assert_eq!(code(&output), 0);
    let main = stdout(&output);
    assert!(main.contains(".TH waferline 1"), "{main}");

    let output = run(folder.path(), &["man", "--out", "share/man1", "--quiet"]);
    assert_eq!((code(&output), stderr(&output)), (0, String::new()));
    let page = |name: &str| {
        let path = folder.path().join("share/man1").join(name);
        fs::read_to_string(path).expect("a manual page")
    };
    assert_eq!(page("waferline.1"), main);
    let help = stdout(&run(folder.path(), &["--help"]));
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    // Lines further in go on with the one above.
    let commands: Vec<&str> = listed
        .take_while(|line| !line.is_empty())
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|command| *command != "help")
        .collect();
    assert!(commands.contains(&"solve"), "{help}");
    for command in &commands {
        let page = page(&format!("waferline-{command}.1"));
        assert!(page.contains(".SH OPTIONS"), "{page}");
        assert!(
            main.contains(&format!("waferline\\-{command}(1)")),
            "{command}"
        );
    }
    assert!(page("waferline-solve.1").contains("time\\-limit"));
    let written = fs::read_dir(folder.path().join("share/man1")).expect("the folder");
    assert_eq!(written.count(), commands.len() + 1);
}

#[test]
fn schemas_are_json() {
    for of in ["result", "model", "check"] {
        let output = run(folder().path(), &["schema", of]);
        assert_eq!(code(&output), 0);
        assert!(json(&stdout(&output)).is_object(), "{of}");
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = command(folder().path(), &["completions", "zsh"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(code(&output), 0);
    assert_eq!(stderr(&output), "");
}

// What reads a model.

#[test]
fn check_says_what_the_model_holds() {
    let folder = folder_with_model();
    let output = run(folder.path(), &["check", "model.toml"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(stderr(&output), "", "the starter is free of warnings");
    for words in [
        "Starter is valid",
        "1 foundry",
        "8 quarters",
        "columns x ",
        "1 scenario",
    ] {
        assert!(
            stdout(&output).contains(words),
            "{words} in {}",
            stdout(&output)
        );
    }
}

#[test]
fn errors_in_a_model_are_an_answer() {
    let folder = folder();
    fs::write(
        folder.path().join("bad.toml"),
        "[model]\ncurency = \"USD\"\n",
    )
    .expect("written");
    for subcommand in ["solve", "check"] {
        let output = run(folder.path(), &[subcommand, "bad.toml"]);
        assert_eq!(code(&output), 1);
        assert_eq!(stdout(&output), "");
        assert!(
            stderr(&output).contains("bad.toml:2:1"),
            "{}",
            stderr(&output)
        );
    }
    let output = run(folder.path(), &["solve", "bad.toml", "--format", "json"]);
    assert_eq!(code(&output), 1);
    let report = json(&stdout(&output));
    assert_eq!(report["status"], "error");
    let findings = report["diagnostics"].as_array().expect("findings");
    let here = |finding: &&Value| finding["line"] == 2 && finding["column"] == 1;
    let finding = findings.iter().find(here).expect("the misspelled key");
    assert_eq!(finding["file"], "bad.toml");
    assert_eq!(finding["severity"], "error");
}

#[test]
fn unknown_scenarios_and_addresses_are_errors() {
    let folder = folder_with_model();
    for change in [
        ["--scenario", "nowhere"],
        ["--set", "foundry.n4.capacity *= 2"],
    ] {
        let output = run(
            folder.path(),
            &["check", "model.toml", change[0], change[1]],
        );
        assert_eq!(code(&output), 1, "{change:?}");
        assert!(stderr(&output).contains("error"));
    }
}

#[test]
fn color_only_where_it_is_wanted() {
    let folder = folder();
    fs::write(
        folder.path().join("bad.toml"),
        "[model]\ncurency = \"USD\"\n",
    )
    .expect("written");
    let with = |color| {
        stderr(&run(
            folder.path(),
            &["check", "bad.toml", "--color", color],
        ))
    };
    assert!(with("always").contains("\u{1b}["));
    assert!(!with("auto").contains("\u{1b}["), "a pipe is no terminal");
    assert!(!with("never").contains("\u{1b}["));
}

#[test]
fn models_come_from_standard_input_too() {
    let folder = folder_with_model();
    let model = read(folder.path().join("model.toml"));
    let mut child = command(folder.path(), &["check", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(model.as_bytes()).expect("written");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stdout(&output).contains("Starter is valid"));
}

#[test]
fn export_writes_the_program_and_what_its_names_mean() {
    let folder = folder_with_model();
    let output = run(folder.path(), &["export", "model.toml", "--format", "lp"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stdout(&output).contains("Subject To"));
    let output = run(
        folder.path(),
        &["export", "model.toml", "--out", "plan.mps"],
    );
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(stdout(&output), "");
    assert_eq!(
        names_in(folder.path()),
        ["model.toml", "plan.mps", "plan.mps.names.json"]
    );
    assert!(read(folder.path().join("plan.mps")).contains("ROWS"));
    assert!(json(&read(folder.path().join("plan.mps.names.json"))).is_object());
}

// What solves a model.

#[test]
fn solve_answers_first_and_proves_it() {
    let folder = folder_with_model();
    let output = run(folder.path(), &["solve", "model.toml"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let text = stdout(&output);
    assert!(text.starts_with("Starter\n2027Q1..2028Q4"), "{text}");
    let proof = text
        .lines()
        .position(|line| line.starts_with("Proved optimal"));
    assert!(proof.is_some_and(|line| line < 40), "{text}");
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn same_input_same_bytes() {
    let folder = folder_with_model();
    for format in ["text", "json", "markdown"] {
        let args = [
            "solve",
            "model.toml",
            "--format",
            format,
            "--scenario",
            "short-memory",
        ];
        let (once, again) = (run(folder.path(), &args), run(folder.path(), &args));
        assert_eq!(code(&once), 0, "{}", stderr(&once));
        assert!(once.stdout == again.stdout, "{format} differs");
    }
}

#[test]
fn json_reports_the_optimum_and_where_it_comes_from() {
    let folder = folder_with_model();
    let args = [
        "solve",
        "model.toml",
        "--format",
        "json",
        "--scenario",
        "short-memory",
        "--set",
        "foundry.n3.capacity *= 1.1",
    ];
    let report = json(&stdout(&run(folder.path(), &args)));
    assert_eq!(report["status"], "optimal");
    let objective = report["objective"].as_f64().expect("a number");
    let lines = report["plan"]["margin"]["lines"].as_array().expect("lines");
    let sum: f64 = lines
        .iter()
        .filter_map(|line| line["present_value"].as_f64())
        .sum();
    approx::assert_relative_eq!(sum, objective, max_relative = 1e-9);
    let number = |key: &str| report["certificate"][key].as_f64().expect("a number");
    assert!(
        number("gap").abs() <= number("tolerance") && number("tolerance") <= 1e-9 * number("bound")
    );
    assert_eq!(report["provenance"]["scenarios"][0], "short-memory");
    assert_eq!(report["provenance"]["inputs"][0]["name"], "model.toml");
}

#[test]
fn outputs_are_written_whole_or_not_at_all() {
    let folder = folder_with_model();
    let output = run(
        folder.path(),
        &["solve", "model.toml", "--out", "plan.json"],
    );
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(stdout(&output), "");
    assert_eq!(
        json(&read(folder.path().join("plan.json")))["status"],
        "optimal"
    );
    assert_eq!(names_in(folder.path()), ["model.toml", "plan.json"]);

    let output = run(
        folder.path(),
        &["solve", "model.toml", "--out", "no/such/folder/plan.md"],
    );
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("cannot write"));
    assert_eq!(names_in(folder.path()), ["model.toml", "plan.json"]);
}

/// Every command that says something about a plan takes `--format` and `--out` alike.
#[test]
fn all_answers_are_written_alike() {
    let folder = folder_with_model();
    let commands: [(&[&str], &str); 4] = [
        (
            &["curve", "model.toml", "foundry.n3.capacity@2027Q2"],
            "csv",
        ),
        (
            &["frontier", "model.toml", "--trade", "margin:outside-racks"],
            "csv",
        ),
        (&["cover", "model.toml"], "md"),
        (&["why", "model.toml"], "md"),
    ];
    for (args, other) in commands {
        for ending in ["json", "txt", other] {
            let name = format!("{}.{ending}", args[0]);
            let written = run(folder.path(), &[args, &["--out", &name]].concat());
            assert_eq!(code(&written), 0, "{name}: {}", stderr(&written));
            assert_eq!(stdout(&written), "");
            let format = match ending {
                "txt" => "text",
                "md" => "markdown",
                ending => ending,
            };
            let printed = run(folder.path(), &[args, &["--format", format]].concat());
            assert_eq!(read(folder.path().join(&name)), stdout(&printed), "{name}");
        }
        let refused = run(folder.path(), &[args, &["--out", "model.toml"]].concat());
        assert_eq!(code(&refused), 2, "{}", stdout(&refused));
    }
}

/// A failure is a report too where JSON was asked for, whichever command it is.
#[test]
fn failures_are_json_from_every_command() {
    let folder = folder();
    let commands: [&[&str]; 8] = [
        &["solve", "none.toml"],
        &["check", "none.toml"],
        &["explain", "none.toml"],
        &["why", "none.toml"],
        &["cover", "none.toml"],
        &["curve", "none.toml", "policy.budget"],
        &["frontier", "none.toml", "--trade", "margin:outside-racks"],
        &["compare", "none.toml", "--with", "none"],
    ];
    for args in commands {
        let failed = run(folder.path(), &[args, &["--format", "json"]].concat());
        assert_eq!(code(&failed), 2, "{args:?}");
        assert_eq!(json(&stdout(&failed))["status"], "error", "{args:?}");
    }
}

#[test]
fn a_folder_of_tables_is_replaced_and_a_foreign_one_left_alone() {
    let folder = folder_with_model();
    let solve = || {
        run(
            folder.path(),
            &["solve", "model.toml", "--format", "csv", "--out", "tables"],
        )
    };
    for _ in 0..2 {
        let output = solve();
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        assert_eq!(names_in(folder.path()), ["model.toml", "tables"]);
    }
    let tables = folder.path().join("tables");
    assert!(
        read(tables.join("wafer-starts.csv"))
            .starts_with("quarter,foundry,die,kind,wafers\n2027Q1,n3,compute,normal,")
    );

    fs::write(tables.join("mine.xlsx"), "mine").expect("written");
    fs::write(tables.join("summary.csv"), "old").expect("written");
    let output = solve();
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("mine.xlsx"));
    assert_eq!(read(tables.join("summary.csv")), "old");
    assert_eq!(names_in(folder.path()), ["model.toml", "tables"]);
}

#[test]
fn no_plan_is_an_answer() {
    let folder = folder_with_model();
    let args = |format| {
        [
            "solve",
            "model.toml",
            "--set",
            "buyer.neocloud.firm = true",
            "--set",
            "buyer.neocloud.orders@2027Q4 = 1000000",
            "--format",
            format,
        ]
    };
    let output = run(folder.path(), &args("text"));
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    assert!(stdout(&output).contains("No plan keeps every limit and promise"));
    let output = run(folder.path(), &args("json"));
    assert_eq!(code(&output), 1);
    let report = json(&stdout(&output));
    assert_eq!(report["status"], "infeasible");
    let conflict = report["conflict"].as_array().expect("limits");
    assert!(
        conflict
            .iter()
            .any(|limit| limit["address"] == "buyer.neocloud.orders@2027Q4"),
        "{conflict:?}"
    );
}

#[test]
fn the_exact_optimum_is_written_in_digits_and_as_a_fraction() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let known = "models/known/product-mix.toml";
    let text = run(root, &["solve", known, "--exact"]);
    assert_eq!(code(&text), 0, "{}", stderr(&text));
    let said = stdout(&text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let best = "Proved in exact arithmetic, for the program as stored: the best margin is USD 18,666.6666666666666666666666667.";
    assert!(said.contains(best), "{said}");
    let report = run(root, &["solve", known, "--exact", "--format", "json"]);
    let exact = &json(&stdout(&report))["exact"];
    assert_eq!(exact["digits"], "18666.6666666666666666666666667");
    assert_eq!(
        (&exact["numerator"], &exact["denominator"]),
        (&"56000".into(), &"3".into())
    );
    let plain = json(&stdout(&run(root, &["solve", known, "--format", "json"])));
    assert!(plain.get("exact").is_none());
}

#[test]
fn that_there_is_no_plan_is_proved_in_exact_arithmetic_too() {
    let folder = folder_with_model();
    let sets = [
        "buyer.neocloud.firm = true",
        "buyer.neocloud.orders@2027Q4 = 1000000",
    ];
    let no_plan = [
        "solve",
        "model.toml",
        "--exact",
        "--set",
        sets[0],
        "--set",
        sets[1],
    ];
    let text = run(folder.path(), &no_plan);
    assert_eq!(code(&text), 1, "{}", stderr(&text));
    assert!(
        stdout(&text).contains("Proved in exact arithmetic"),
        "{}",
        stdout(&text)
    );
    let report = run(
        folder.path(),
        &[&no_plan[..], &["--format", "json"]].concat(),
    );
    assert!(json(&stdout(&report))["exact"]["digits"].is_null());
    assert!(json(&stdout(&report))["exact"]["pivots"].is_number());
}
