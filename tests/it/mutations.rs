//! Hundreds of small damages to a valid model: no panic, and the error where the damage is.

use waferline::diagnostic::Severity;
use waferline::input::Input;

/// Returns the model that uses every field, readable from the folder of the crate.
fn full() -> String {
    include_str!("../fixtures/full.toml").replace("\"supply.csv\"", "\"tests/fixtures/supply.csv\"")
}

/// Returns the lines, from 1, at which the model is wrong; none if it is not.
fn error_lines(text: &str) -> Vec<usize> {
    match Input::from_toml("full.toml", text).model(&[], &[]) {
        Ok(_) => Vec::new(),
        Err(rejected) => rejected
            .diagnostics
            .iter()
            .filter(|found| found.severity == Severity::Error)
            .flat_map(|found| &found.labels)
            .filter(|label| label.span.source.0 == 0)
            .map(|label| rejected.sources.position(label.span).line)
            .collect(),
    }
}

/// Damages every line that `damage` has a replacement for, and expects an error at `line + offset` each time.
fn expect_error_at_line(offset: usize, damage: impl Fn(&str) -> Option<String>) {
    let full = full();
    let lines: Vec<&str> = full.lines().collect();
    let mut damages = 0;
    for (i, line) in lines.iter().enumerate() {
        let Some(damaged) = damage(line) else {
            continue;
        };
        let mut lines = lines.clone();
        lines[i] = &damaged;
        let found = error_lines(&lines.join("\n"));
        assert!(
            found.contains(&(i + 1 + offset)),
            "{line:?} as {damaged:?}: errors at {found:?}, not at {}",
            i + 1 + offset
        );
        damages += 1;
    }
    assert!(damages >= 30, "{damages} damages");
}

/// Splits `key = value`; `None` for headers, comments and empty lines.
fn key_and_value(line: &str) -> Option<(&str, &str)> {
    line.split_once(" = ")
        .filter(|_| !line.starts_with(['#', '[']))
}

#[test]
fn the_whole_is_accepted() {
    assert_eq!(error_lines(&full()), Vec::<usize>::new());
}

#[test]
fn a_misspelled_key_is_found_at_its_line() {
    expect_error_at_line(0, |line| {
        let (key, value) = key_and_value(line)?;
        let key = key.trim_end_matches('"');
        let quote = if line.starts_with('"') { "\"" } else { "" };
        Some(format!("{key}x{quote} = {value}"))
    });
}

#[test]
fn a_misspelled_table_is_found_at_its_line() {
    expect_error_at_line(0, |line| {
        let name = line.strip_prefix('[')?;
        Some(format!("[x{name}"))
    });
}

#[test]
fn a_value_of_another_type_is_found_at_its_line() {
    for other in ["true", "7", "\"7\"", "[[7]]", "{ seven = 7 }", "2027-01-01"] {
        expect_error_at_line(0, |line| {
            let (key, value) = key_and_value(line)?;
            let is_name = ["name", "note", "description", "unit", "currency"].contains(&key);
            let fits = match other {
                "true" => key == "firm" || key == "service_first",
                "7" => {
                    value.starts_with(|c: char| c.is_ascii_digit()) || value.starts_with(['{', '['])
                }
                "\"7\"" => is_name || value == "[]",
                // Lines of what is sold around a service have any name.
                "{ seven = 7 }" => key == "attach",
                _ => false,
            };
            (!fits).then(|| format!("{key} = {other}"))
        });
    }
}

#[test]
fn an_absurd_number_is_found_at_its_line() {
    for absurd in ["-7", "nan", "inf", "-inf", "1e400", "-1e-300"] {
        expect_error_at_line(0, |line| {
            Some(format!("{} = {absurd}", key_and_value(line)?.0))
        });
    }
}

#[test]
fn a_key_given_twice_is_found_at_both_lines() {
    for offset in [0, 1] {
        expect_error_at_line(offset, |line| {
            key_and_value(line)?;
            Some(format!("{line}\n{line}"))
        });
    }
}

#[test]
fn no_damage_panics() {
    let full = full();
    let lines: Vec<&str> = full.lines().collect();
    for i in 0..lines.len() {
        let mut fewer = lines.clone();
        fewer.remove(i);
        error_lines(&fewer.join("\n"));
        let mut swapped = lines.clone();
        swapped.swap(i, (i * 7 + 3) % lines.len());
        error_lines(&swapped.join("\n"));
        if let Some((key, _)) = key_and_value(lines[i]) {
            for value in [
                "1e18",
                "0",
                "[]",
                "{}",
                "\"\"",
                "9999999999999999999999",
                "[1, 2]",
            ] {
                let line = format!("{key} = {value}");
                let mut changed = lines.clone();
                changed[i] = &line;
                error_lines(&changed.join("\n"));
            }
        }
    }
    for at in (0..full.len()).step_by(7) {
        error_lines(&full[..at]);
        error_lines(&full[at..]);
        let damaged = format!("{}{}", &full[..at], &full[at + 1..]);
        error_lines(&damaged);
        for inserted in ["\"", "[", "}", "=", "\u{0}", "é"] {
            error_lines(&format!("{}{inserted}{}", &full[..at], &full[at..]));
        }
    }
}

#[test]
fn no_damaged_json_or_assignment_panics() {
    let table: serde_json::Value = toml::from_str(&full()).expect("the fixture is TOML");
    let json = serde_json::to_string_pretty(&table).expect("tables are JSON");
    for at in (0..json.len()).step_by(11) {
        let damaged = format!("{}{}", &json[..at], &json[at + 1..]);
        for text in [&json[..at], &damaged] {
            let _ = Input::from_json("full.json", text).model(&[], &[]);
        }
    }
    let input = Input::from_toml("full.toml", &full());
    let whole = "foundry.n3.hot_lot.premium@2027Q3..2028Q1 *= { from = { \"2027Q1\" = 1.5 } } # é";
    for at in (0..whole.len()).filter(|&at| whole.is_char_boundary(at)) {
        let rest: String = whole[at..].chars().skip(1).collect();
        let damaged = format!("{}{rest}", &whole[..at]);
        for text in [&whole[..at], &whole[at..], &damaged] {
            assert!(input.model(&[], &[text]).is_err(), "{text}");
        }
    }
}
