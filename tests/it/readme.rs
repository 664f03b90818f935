//! The README: what it shows is what the project does.
//!
//! `UPDATE_README=1 cargo test readme` writes the blocks anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The commands that work on a machine with nothing but Rust; CI runs them from the README.
const MAIN_COMMANDS: [&str; 2] = [
    "cargo run --release -- solve models/trainium.toml",
    "cargo test",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    let text = fs::read_to_string(root().join(path)).expect("a text of the repository");
    text.replace("\r\n", "\n")
}

/// Returns what the command prints, as in a terminal of the width without one; it must succeed.
fn waferline(args: &[&str]) -> String {
    answered(args, 0)
}

/// Returns what the command prints; it must end with this exit code.
fn answered(args: &[&str], code: i32) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waferline"));
    command.current_dir(root()).args(args);
    for variable in ["COLUMNS", "NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR"] {
        command.env_remove(variable);
    }
    let output = command.output().expect("the command runs");
    assert_eq!(output.status.code(), Some(code), "waferline {args:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Returns a report in two parts: what it answers first, and the tables behind it.
fn parts(args: &[&str]) -> (String, String) {
    let report = waferline(args);
    let tables = report.find("── ").expect("a first section");
    let (first, tables) = report.split_at(tables);
    (format!("{}\n", first.trim_end()), tables.to_owned())
}

/// Returns where the content of the block marked `<!-- block: name -->` is.
fn block(readme: &str, name: &str) -> std::ops::Range<usize> {
    let marker = format!("<!-- block: {name} -->\n```");
    let at = readme.find(&marker);
    let fence = at.expect("the README marks the block") + marker.len();
    let start = fence + readme[fence..].find('\n').expect("a block") + 1;
    let end = readme[start..].find("```").expect("the end of the block");
    start..start + end
}

/// Returns the text without the residuals, whose last digits are the machine's.
fn without_residuals(text: &str) -> Vec<&str> {
    text.lines()
        .map(|line| match line.split_once("Proved optimal:") {
            Some(_) => "Proved optimal:",
            None => line,
        })
        .collect()
}

#[test]
fn blocks_are_what_they_say() {
    const TRAINIUM: &str = "models/trainium.toml";
    let (minimal, tables) = parts(&["solve", "models/minimal.toml"]);
    let (trainium, _) = parts(&["solve", TRAINIUM]);
    let (summary, _) = parts(&["explain", TRAINIUM]);
    let why = waferline(&["why", TRAINIUM, "buyer.neocloud.trn3-ultra@2028Q1"]);
    let impossible = ["solve", TRAINIUM, "--scenario", "trn4-late-no-grace"];
    let no_plan = answered(&impossible, 1);
    let grid = waferline(&[
        "sweep",
        "models/minimal.toml",
        "--vary",
        "component.hbm.supply *= 0.8..1.2 / 5",
        "--vary",
        "site.cloud.power_mw *= [0.9, 1, 1.1]",
    ]);
    let sample = waferline(&["sweep", TRAINIUM, "--sample", "100"]);
    let section = |report: &str, title: &str| {
        let start = report
            .find(title)
            .map(|at| report[..at].rfind("── ").unwrap_or(at));
        let section = &report[start.expect("the section")..];
        let end = section[3..]
            .find("\n── ")
            .map_or(section.len(), |at| at + 4);
        section[..end].trim_end().to_owned() + "\n"
    };
    let compared = waferline(&["compare", TRAINIUM, "--with", "nvidia-outbids"]);
    let bridge = section(&compared, "where the difference comes from");
    let trade = [
        "frontier",
        TRAINIUM,
        "--trade",
        "outside-racks:service-wait",
        "--top",
        "7",
    ];
    let frontier = waferline(&trade);
    let blocks = [
        ("bridge", bridge),
        ("frontier", frontier),
        ("a grid", grid),
        ("a sample", sample),
        ("models/minimal.toml", read("models/minimal.toml")),
        ("first screen of models/minimal.toml", minimal),
        ("tables of models/minimal.toml", tables),
        ("first screen of models/trainium.toml", trainium),
        ("summary of explain", summary),
        ("why not sell", why),
        ("no plan", no_plan),
    ];
    let mut readme = read("README.md");
    if std::env::var_os("UPDATE_README").is_some() {
        for (name, content) in &blocks {
            let place = block(&readme, name);
            readme.replace_range(place, content);
        }
        fs::write(root().join("README.md"), &readme).expect("the README can be written");
    }
    for (name, content) in &blocks {
        assert_eq!(
            without_residuals(&readme[block(&readme, name)]),
            without_residuals(content),
            "{name}: write it anew with UPDATE_README=1 cargo test readme"
        );
    }
}

#[test]
fn the_two_commands_stand_alone() {
    let readme = read("README.md");
    for command in MAIN_COMMANDS {
        assert!(
            readme.contains(&format!("```sh\n{command}\n```")),
            "{command}"
        );
    }
}

/// Returns the words that follow `waferline ` in the README where it quotes commands.
fn commands_named(readme: &str) -> BTreeSet<String> {
    let quoted = readme.match_indices("`waferline ");
    let lines = readme.match_indices("\nwaferline ");
    quoted
        .chain(lines)
        .map(|(at, found)| {
            let rest = &readme[at + found.len()..];
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            rest[..end.unwrap_or(rest.len())].to_owned()
        })
        .collect()
}

#[test]
fn commands_and_their_options_exist() {
    let readme = read("README.md");
    let help = waferline(&["--help"]);
    let listed = |command: &String| help.contains(&format!("\n  {command} "));
    let named = commands_named(&readme);
    assert!(named.len() > 5, "the scan found the commands");
    for command in &named {
        assert!(
            listed(command),
            "the README names `waferline {command}`, which is not there"
        );
    }
    for line in readme.lines().filter(|line| line.starts_with("waferline ")) {
        let command = line.split_whitespace().nth(1).expect("a subcommand");
        let help = waferline(&[command, "--help"]);
        for at in line.match_indices("--").map(|(at, _)| at) {
            let option = &line[at..];
            let end = option.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            let option = &option[..end.unwrap_or(option.len())];
            assert!(help.contains(option), "`{line}`: no {option}");
        }
    }
}

#[test]
fn architecture_has_the_floors_of_the_test() {
    let architecture = read("src/ARCHITECTURE.md");
    for (floor, groups) in crate::floors::FLOORS.iter().enumerate() {
        for group in *groups {
            let row = architecture.lines().find(|line| {
                line.starts_with(&format!("| {floor} "))
                    && group
                        .iter()
                        .all(|module| line.contains(&format!("`{module}`")))
            });
            assert!(row.is_some(), "floor {floor} has no row with {group:?}");
        }
    }
}

/// Returns every Rust file below a folder.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// Returns the text that follows, if it begins with a quoted code: `"unknown-key"`.
fn leading_code(text: &str) -> Option<&str> {
    let (code, _) = text.trim_start().strip_prefix('"')?.split_once('"')?;
    let is_code = code.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    (is_code && !code.is_empty()).then_some(code)
}

#[test]
fn contributing_lists_every_code() {
    const MAKERS: [&str; 5] = [
        "Diagnostic::error(",
        "Diagnostic::warning(",
        "could_not_run(",
        "return Some((",
        "&str = ",
    ];
    let listed = read("CONTRIBUTING.md");
    let source = root().join("src");
    let mut met = 0;
    for folder in ["input", "cli"] {
        for file in rust_files(&source.join(folder)) {
            let text = fs::read_to_string(&file).expect("readable");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for maker in MAKERS {
                for (at, _) in code.match_indices(maker) {
                    let Some(code) = leading_code(&code[at + maker.len()..]) else {
                        continue;
                    };
                    met += 1;
                    assert!(
                        listed.contains(&format!("`{code}`")),
                        "CONTRIBUTING.md lists no code `{code}` ({})",
                        file.display()
                    );
                }
            }
        }
    }
    assert!(met > 40, "the scan found the codes");
}
