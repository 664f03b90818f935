//! One number of a valid model changed a thousandfold, zeroed or negated: what is still valid is answered as exact arithmetic
//! says, or refused, which is counted.

use std::path::PathBuf;

use waferline::input::Input;
use waferline::lp::{ExactEnd, Watch, solve_exactly};
use waferline::{Model, Outcome, SolveError, SolveOptions, solve};

use crate::bundled::files_under;
use crate::draws::Draws;
use crate::exact::{End, exact_end};
use crate::sample::tried;
use crate::tally;
use waferline::formulation::formulate;

/// What a mutant's answer turned out to be.
#[derive(Debug, PartialEq)]
enum Verdict {
    Right,
    Refused(String),
    Wrong(String),
}

/// Returns the places of the numbers in a model file, as byte ranges: not in texts, comments, or counts of quarters.
fn numbers(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        let is_count = ["quarters", "tail_quarters"].iter().any(|key| {
            let rest = line.strip_prefix(key);
            rest.is_some_and(|rest| rest.trim_start().starts_with('='))
        });
        let mut in_text = false;
        let mut start = None;
        for (at, letter) in line.char_indices() {
            if letter == '"' {
                in_text = !in_text;
            }
            if letter == '#' && !in_text {
                break;
            }
            let is_part = letter.is_ascii_alphanumeric() || "._-+".contains(letter);
            match start {
                None if is_part && !in_text => start = Some(at),
                Some(from) if !is_part => {
                    start = None;
                    if !is_count && line[from..at].replace('_', "").parse::<f64>().is_ok() {
                        found.push(line_start + from..line_start + at);
                    }
                }
                _ => {}
            }
        }
        line_start += line.len();
    }
    found
}

/// Returns a change of a number.
fn changed(number: f64, draws: &mut Draws) -> f64 {
    match draws.below(10) {
        0 => 0.0,
        1 => -number,
        _ => number * 10f64.powf(draws.below(8001) as f64 / 1000.0 - 4.0),
    }
}

/// Returns the exact end of what a model was answered by: of the program with the least shortfall held, where it is.
fn exactly(model: &Model, outcome: &Outcome) -> (ExactEnd, f64) {
    let Outcome::Optimal(solved) = outcome else {
        return (exact_end(&formulate(model)), 0.0);
    };
    let basis = solved.simplex().expect("a basis").basis();
    let watch = Watch::default();
    let end = solve_exactly(&solved.lp, &basis, 100_000, &watch).expect("an exact end");
    let columns = solved.lp.columns().iter().zip(&solved.solution.x);
    (
        end,
        columns.map(|(column, x)| (column.cost * x).abs()).sum(),
    )
}

fn verdict(model: &Model) -> Verdict {
    let options = SolveOptions::default().with_watch(Watch::default().with_time_limit(60.0));
    let outcome = match solve(model, &options) {
        Ok(outcome) => outcome,
        Err(SolveError::Uncertified(why)) => return Verdict::Refused(why.to_string()),
        Err(why) => return Verdict::Wrong(why.to_string()),
    };
    let said = match &outcome {
        Outcome::Optimal(solved) => End::Optimum(solved.solution.objective),
        Outcome::Infeasible(_) => End::Infeasible,
        Outcome::Unbounded(_) => End::Unbounded,
    };
    let (exact, flows) = exactly(model, &outcome);
    let exact = End::of(&exact);
    let off = match exact {
        End::Optimum(objective) => 1e-9 * objective.abs().max(1e-4 * flows),
        _ => 0.0,
    };
    if exact.agrees(said, off) {
        Verdict::Right
    } else {
        Verdict::Wrong(format!("{said:?}, exactly {exact:?}"))
    }
}

/// Returns the model files that mutants are made of: read from their own folder, for the series they name.
fn bases() -> Vec<PathBuf> {
    let mut files = files_under("tests/corpus");
    files.extend(files_under("models"));
    files
}

#[test]
fn models_with_one_number_changed_are_answered_exactly() {
    let bases = bases();
    let asked = tried(30).cases as usize;
    // Others each time in a full run, as everywhere.
    let now = std::time::UNIX_EPOCH.elapsed().expect("after 1970");
    let is_full = std::env::var("WAFERLINE_CASES").is_ok();
    let mut draws = Draws(if is_full { now.as_secs() } else { 2027 });
    // Series are read from beside the model.
    let folder = tempfile::tempdir().expect("a folder");
    let copied = std::fs::copy("tests/corpus/series.csv", folder.path().join("series.csv"));
    copied.expect("a copy");
    let file = folder.path().join("mutant.toml");
    let (mut right, mut refused, mut wrong) = (0, Vec::new(), Vec::new());
    while right + refused.len() + wrong.len() < asked {
        let path = &bases[draws.below(bases.len())];
        let text = std::fs::read_to_string(path).expect("a file");
        let place = {
            let places = numbers(&text);
            places[draws.below(places.len())].clone()
        };
        let number: f64 = text[place.clone()]
            .replace('_', "")
            .parse()
            .expect("a number");
        let mutant = changed(number, &mut draws);
        let changed_text = format!("{}{mutant:e}{}", &text[..place.start], &text[place.end..]);
        std::fs::write(&file, changed_text).expect("a file");
        let input = Input::open(&file).expect("a file");
        let Ok(loaded) = input.model(&[], &[]) else {
            continue;
        };
        let line = text[..place.start].lines().count();
        let what = format!("{}:{line} {number} -> {mutant:e}", path.display());
        match verdict(&loaded.model) {
            Verdict::Right => right += 1,
            Verdict::Refused(why) => refused.push(format!("{what}: {why}")),
            Verdict::Wrong(why) => wrong.push(format!("{what}: {why}")),
        }
    }
    tally::report(
        "answer to a model with one number changed, against exact arithmetic",
        right,
        asked,
    );
    // Refusals are no untruths, but each is a model without an answer.
    tally::refused(refused.len(), asked);
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(
        refused.len() * 100 <= asked,
        "{} of {asked} refused",
        refused.len()
    );
}
