//! Any text as a model file: it is a model, or what is said about it has places inside the text.
//!
//! The first byte chooses: odd for JSON, even for TOML. A digit is a good one, for people to read.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use waferline::formulation::formulate;
use waferline::input::Input;
use waferline_fuzz::read;

/// So many scenarios of a file are read, each a model of its own.
const SCENARIOS: usize = 3;
/// Models of more quarters are not made a program: that is right, but slow.
const PERIODS: usize = 40;

fuzz_target!(|data: &[u8]| -> Corpus {
    let Some((form, text)) = data.split_first() else {
        return Corpus::Reject;
    };
    // No other text reaches the parser.
    let Ok(text) = std::str::from_utf8(text) else {
        return Corpus::Reject;
    };
    let input = match form % 2 {
        0 => Input::from_toml("model.toml", text),
        _ => Input::from_json("model.json", text),
    };
    let scenarios = input.scenarios();
    let names = scenarios.iter().map(|it| vec![it.name.as_str()]);
    for chosen in std::iter::once(Vec::new()).chain(names.take(SCENARIOS)) {
        if let Some(loaded) = read(&input, &chosen, &[])
            && loaded.model.horizon.periods() <= PERIODS
        {
            let lp = formulate(&loaded.model);
            let mut columns = lp.columns().iter();
            assert!(columns.all(|column| column.cost.is_finite()));
        }
    }
    Corpus::Keep
});
