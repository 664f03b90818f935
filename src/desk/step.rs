//! What a planner does at a desk, and the state that follows.

use serde::Deserialize;

use super::state::State;

/// One thing done to the numbers.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Step {
    /// All quarters of a number times this factor.
    Factor {
        /// The number.
        path: String,
        /// The factor.
        value: f64,
    },
    /// All quarters of a number set to this amount.
    Amount {
        /// The number.
        path: String,
        /// The amount.
        value: f64,
    },
    /// One quarter of a number set to this amount, or back to what it was.
    Quarter {
        /// The number.
        path: String,
        /// The quarter.
        quarter: String,
        /// The amount.
        value: Option<f64>,
    },
    /// Yes or no.
    Flag {
        /// What is decided.
        path: String,
        /// Whether it is so.
        on: bool,
    },
    /// How often an option is taken; to be decided without a number.
    Taken {
        /// Its `taken`.
        path: String,
        /// How often.
        times: Option<f64>,
    },
    /// A number back to what the file and the scenarios say.
    Clear {
        /// The number.
        path: String,
    },
    /// One assignment taken out, by its position among all.
    Remove {
        /// Its position.
        at: usize,
    },
    /// Assignments after all others.
    Add {
        /// Each as `--set` takes it.
        sets: Vec<String>,
    },
    /// A scenario put on or off.
    Scenario {
        /// Its id.
        id: String,
        /// Whether it acts.
        on: bool,
    },
    /// The state that the query of a link says.
    Link {
        /// The query.
        query: String,
    },
    /// Back to the model as the file has it.
    Reset,
}

impl Step {
    /// Returns the state that follows on another.
    pub fn after(&self, state: &State) -> State {
        match self {
            Self::Factor { path, value } => {
                // Times 1 changes nothing.
                let sets = (*value != 1.0).then(|| format!("{path} *= {value}"));
                state.with_sets(path, sets.as_slice())
            }
            Self::Amount { path, value } => state.with_sets(path, &[format!("{path} = {value}")]),
            Self::Quarter {
                path,
                quarter,
                value,
            } => {
                let target = format!("{path}@{quarter}");
                let is_other = |set: &&&str| !is_set_of(set, &target);
                let sets = state.sets_of(path);
                // Single quarters come last, so that nothing that acts on all of them changes what was typed.
                let mut sets: Vec<String> = sets
                    .iter()
                    .filter(is_other)
                    .map(|&it| it.to_owned())
                    .collect();
                sets.extend(value.map(|value| format!("{target} = {value}")));
                state.with_sets(path, &sets)
            }
            Self::Flag { path, on } => state.with_sets(path, &[format!("{path} = {on}")]),
            Self::Taken { path, times } => {
                let times = times.map_or_else(|| "\"free\"".to_owned(), |it| it.to_string());
                state.with_sets(path, &[format!("{path} = {times}")])
            }
            Self::Clear { path } => state.with_sets(path, &[]),
            Self::Remove { at } => {
                let mut state = state.clone();
                if *at < state.sets.len() {
                    state.sets.remove(*at);
                }
                state
            }
            Self::Add { sets } => {
                let meant = |set: &&String| !set.trim().is_empty();
                let sets: Vec<String> = sets.iter().filter(meant).cloned().collect();
                state.with_more(&sets)
            }
            Self::Scenario { id, on } => state.with_scenario(id, *on),
            Self::Link { query } => State::of_query(query),
            Self::Reset => State::default(),
        }
    }

    /// Returns the number that is being slid.
    pub fn sliding(&self) -> Option<&str> {
        match self {
            Self::Factor { path, .. } | Self::Amount { path, .. } => Some(path),
            _ => None,
        }
    }
}

/// Returns whether an assignment sets one quarter of a number: `PATH@QUARTER = value`.
pub(super) fn is_set_of(set: &str, target: &str) -> bool {
    let value = set.strip_prefix(target).map(str::trim_start);
    value.is_some_and(|rest| rest.starts_with('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(steps: &str) -> Vec<String> {
        let steps: Vec<Step> = serde_json::from_str(steps).expect("steps");
        let mut state = State::default();
        for step in steps {
            state = step.after(&state);
        }
        state.sets
    }

    #[test]
    fn what_is_done_is_written_as_assignments() {
        assert_eq!(
            after(r#"[{"do": "factor", "path": "a.b", "value": 0.9}]"#),
            ["a.b *= 0.9"]
        );
        assert!(
            after(r#"[{"do": "factor", "path": "a.b", "value": 0.9}, {"do": "factor", "path": "a.b", "value": 1}]"#)
                .is_empty()
        );
        assert_eq!(
            after(r#"[{"do": "amount", "path": "a.b", "value": 12000}]"#),
            ["a.b = 12000"]
        );
        assert_eq!(
            after(
                r#"[{"do": "flag", "path": "a.firm", "on": true}, {"do": "taken", "path": "option.x.taken", "times": 2},
                      {"do": "taken", "path": "option.y.taken", "times": null}]"#
            ),
            [
                "a.firm = true",
                "option.x.taken = 2",
                "option.y.taken = \"free\""
            ]
        );
    }

    #[test]
    fn single_quarters_stand_after_what_acts_on_all() {
        assert_eq!(
            after(
                r#"[{"do": "factor", "path": "a.b", "value": 2},
                      {"do": "quarter", "path": "a.b", "quarter": "2027Q3", "value": 5},
                      {"do": "quarter", "path": "a.b", "quarter": "2027Q4", "value": 6},
                      {"do": "quarter", "path": "a.b", "quarter": "2027Q3", "value": 7},
                      {"do": "quarter", "path": "a.b", "quarter": "2027Q4", "value": null}]"#
            ),
            ["a.b *= 2", "a.b@2027Q3 = 7"]
        );
        assert!(!is_set_of("a.b@2027Q3..2027Q4 = 5", "a.b@2027Q3"));
        assert!(!is_set_of("a.b@2027Q3 *= 5", "a.b@2027Q3"));
    }

    #[test]
    fn assignments_are_added_and_taken_out_one_by_one() {
        assert_eq!(
            after(
                r#"[{"do": "add", "sets": ["a.b += 1", " ", "a.b += 2"]}, {"do": "remove", "at": 0},
                      {"do": "remove", "at": 7}]"#
            ),
            ["a.b += 2"]
        );
    }
}
