//! Commands, options, diagnostics and modules that the documents name are there.

use std::collections::BTreeMap;

use super::{fenced, files_below, for_users, read, root, waferline};

/// The commands that work on a machine with nothing but Rust; CI runs them from the README.
const MAIN_COMMANDS: [&str; 2] = [
    "cargo run --release -- solve models/trainium.toml",
    "cargo test",
];

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

/// Returns every command line of `waferline` that a text quotes, in blocks or between backticks.
fn quoted(text: &str) -> Vec<&str> {
    let lines = fenced(text).filter_map(|line| {
        let line = line.strip_prefix("$ ").unwrap_or(line);
        line.starts_with("waferline ").then_some(line)
    });
    let inline = text.match_indices("`waferline ").filter_map(|(at, _)| {
        let code = &text[at + 1..];
        code.find('`').map(|end| &code[..end])
    });
    lines.chain(inline).collect()
}

/// Returns the options that a command line names.
fn options(line: &str) -> Vec<&str> {
    let starts = line.match_indices("--").map(|(at, _)| at);
    let starts = starts.filter(|&at| at == 0 || line[..at].ends_with([' ', '[', '`']));
    starts
        .map(|at| {
            let option = &line[at..];
            let end = option.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            &option[..end.unwrap_or(option.len())]
        })
        .collect()
}

/// Returns the help of every command.
fn helps() -> BTreeMap<String, String> {
    let help = |args: &[&str]| {
        let output = waferline(root(), args);
        assert!(output.status.success(), "{args:?}");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let all = help(&["--help"]);
    let listed = all.lines().skip_while(|line| *line != "Commands:").skip(1);
    // Lines further in go on with the one above.
    let listed = listed.take_while(|line| !line.is_empty());
    let commands = listed
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next());
    let commands = commands.filter(|command| *command != "help");
    commands
        .map(|command| (command.to_owned(), help(&[command, "--help"])))
        .collect()
}

#[test]
fn commands_and_their_options_exist() {
    let helps = helps();
    let mut met = 0;
    for page in for_users() {
        let text = read(&page);
        let page = page.display();
        for line in quoted(&text) {
            met += 1;
            let command = line.split_whitespace().nth(1).unwrap_or_default();
            if command.starts_with('-') {
                continue;
            }
            let help = helps.get(command);
            let help = help.unwrap_or_else(|| panic!("{page}: `{line}`: there is no {command}"));
            for option in options(line) {
                assert!(help.contains(option), "{page}: `{line}`: no {option}");
            }
        }
        // An option by itself belongs to some command.
        for (at, _) in text.match_indices("`--") {
            let code = text[at + 1..].split('`').next().unwrap_or_default();
            for option in options(code) {
                let is_there = helps.values().any(|help| help.contains(option));
                assert!(is_there, "{page}: no command has {option}");
            }
        }
    }
    assert!(met > 20, "the scan found the commands");
}

#[test]
fn every_command_is_in_the_book() {
    let page = read("docs/src/reference/commands.md");
    for command in helps().keys() {
        let heading = format!("\n## waferline {command}\n");
        assert!(page.contains(&heading), "the page lacks {command}");
        let help = format!("\n$ waferline {command} --help\n");
        assert!(page.contains(&help), "the page lacks the help of {command}");
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

/// Returns the text that follows, if it begins with a quoted code: `"unknown-key"`.
fn leading_code(text: &str) -> Option<&str> {
    let (code, _) = text.trim_start().strip_prefix('"')?.split_once('"')?;
    let is_code = code.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    (is_code && !code.is_empty()).then_some(code)
}

#[test]
fn the_book_lists_every_code() {
    const MAKERS: [&str; 5] = [
        "Diagnostic::error(",
        "Diagnostic::warning(",
        "could_not_run(",
        "return Some((",
        "&str = ",
    ];
    let listed = read("docs/src/reference/diagnostics.md");
    let mut met = 0;
    for folder in ["src/input", "src/cli"] {
        for file in files_below(folder, "rs") {
            let text = read(&file);
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for maker in MAKERS {
                for (at, _) in code.match_indices(maker) {
                    let Some(code) = leading_code(&code[at + maker.len()..]) else {
                        continue;
                    };
                    met += 1;
                    assert!(
                        listed.contains(&format!("`{code}`")),
                        "the book lists no code `{code}` ({})",
                        file.display()
                    );
                }
            }
        }
    }
    assert!(met > 40, "the scan found the codes");
}
