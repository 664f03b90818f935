//! What is changed in the model: scenarios and assignments, as a link says them.

use serde::{Deserialize, Serialize};

use crate::input::path_of;

/// The words of a link.
const SCENARIO: &str = "scenario";
const SET: &str = "set";

/// Scenarios and assignments, in the order in which they act: as `--scenario` and `--set` take them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// The scenarios that are on.
    pub scenarios: Vec<String>,
    /// The assignments after them.
    pub sets: Vec<String>,
}

/// All assignments about one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What they are about, without quarters; a text that is no assignment stands for itself.
    pub path: String,
    /// The assignments.
    pub sets: Vec<String>,
}

impl State {
    /// Returns the state that the query of a link says; what a link says beside is nothing of ours.
    pub fn of_query(query: &str) -> Self {
        let mut state = Self::default();
        for (word, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*word {
                SCENARIO if !state.scenarios.contains(&value.clone().into_owned()) => {
                    state.scenarios.push(value.into_owned());
                }
                SET => state.sets.push(value.into_owned()),
                _ => {}
            }
        }
        state
    }

    /// Returns the query of the link to it; empty for the model as the file has it.
    pub fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for scenario in &self.scenarios {
            query.append_pair(SCENARIO, scenario);
        }
        for set in &self.sets {
            query.append_pair(SET, set);
        }
        query.finish()
    }

    /// Returns whether it is the model as the file has it.
    pub fn is_empty(&self) -> bool {
        self.scenarios.is_empty() && self.sets.is_empty()
    }

    /// Returns the assignments by what they are about, in the order of the first about each.
    pub fn changes(&self) -> Vec<Change> {
        let mut changes: Vec<Change> = Vec::new();
        for set in &self.sets {
            let path = about(set);
            match changes.iter_mut().find(|change| change.path == path) {
                Some(change) => change.sets.push(set.clone()),
                None => changes.push(Change {
                    path,
                    sets: vec![set.clone()],
                }),
            }
        }
        changes
    }

    /// Returns the assignments about one number.
    pub fn sets_of(&self, path: &str) -> Vec<&str> {
        let sets = self.sets.iter().map(String::as_str);
        sets.filter(|set| about(set) == path).collect()
    }

    /// Returns the state with these in place of all assignments about a number: where the first of those stood, else at the
    /// end; without any, the number is as the file and the scenarios have it.
    pub fn with_sets(&self, path: &str, sets: &[String]) -> Self {
        let old = self.sets.iter().position(|set| about(set) == path);
        let at = old.unwrap_or(self.sets.len());
        let is_other = |set: &&String| about(set) != path;
        let mut all: Vec<String> = self.sets[..at].iter().filter(is_other).cloned().collect();
        all.extend(sets.iter().cloned());
        all.extend(self.sets[at..].iter().filter(is_other).cloned());
        Self {
            scenarios: self.scenarios.clone(),
            sets: all,
        }
    }

    /// Returns the state with these assignments after all others.
    pub fn with_more(&self, sets: &[String]) -> Self {
        let mut state = self.clone();
        state.sets.extend(sets.iter().cloned());
        state
    }

    /// Returns the state with a scenario on or off; one that is put on acts after the others.
    pub fn with_scenario(&self, id: &str, on: bool) -> Self {
        let mut state = self.clone();
        state.scenarios.retain(|it| it != id);
        if on {
            state.scenarios.push(id.to_owned());
        }
        state
    }

    /// Returns the scenarios as [`crate::input::Input::model`] takes them.
    pub fn scenario_ids(&self) -> Vec<&str> {
        self.scenarios.iter().map(String::as_str).collect()
    }

    /// Returns the assignments as [`crate::input::Input::model`] takes them.
    pub fn set_texts(&self) -> Vec<&str> {
        self.sets.iter().map(String::as_str).collect()
    }
}

fn about(set: &str) -> String {
    path_of(set).unwrap_or_else(|| set.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(scenarios: &[&str], sets: &[&str]) -> State {
        let own = |texts: &[&str]| texts.iter().map(|&it| it.to_owned()).collect();
        State {
            scenarios: own(scenarios),
            sets: own(sets),
        }
    }

    #[test]
    fn a_link_says_all_of_it_and_back() {
        let all = state(
            &["power-short", "hbm-late"],
            &[
                "site.aws.pue *= 0.9",
                "rack.a.cost@2027Q3.. += 5e3",
                "a.name = \"x & y = z\"",
            ],
        );
        assert_eq!(State::of_query(&all.query()), all);
        assert_eq!(State::default().query(), "");
        assert_eq!(
            State::of_query("token=secret&scenario=a&scenario=a"),
            state(&["a"], &[])
        );
    }

    #[test]
    fn changes_of_one_number_are_one() {
        let before = state(&[], &["a.b *= 2", "c.d = 1", "a.b@2027Q3 += 1"]);
        let changes = before.changes();
        assert_eq!(changes.len(), 2);
        assert_eq!(changes[0].path, "a.b");
        assert_eq!(changes[0].sets, ["a.b *= 2", "a.b@2027Q3 += 1"]);
        let after = before.with_sets("a.b", &["a.b = 7".to_owned()]);
        assert_eq!(after, state(&[], &["a.b = 7", "c.d = 1"]));
        assert_eq!(after.with_sets("a.b", &[]), state(&[], &["c.d = 1"]));
        assert_eq!(
            after.with_more(&["a.b += 1".to_owned()]).sets_of("a.b"),
            ["a.b = 7", "a.b += 1"]
        );
    }

    #[test]
    fn scenarios_act_in_the_order_they_were_put_on() {
        let both = State::default()
            .with_scenario("a", true)
            .with_scenario("b", true);
        assert_eq!(both.scenarios, ["a", "b"]);
        assert_eq!(both.with_scenario("a", true).scenarios, ["b", "a"]);
        assert!(
            both.with_scenario("a", false)
                .with_scenario("b", false)
                .is_empty()
        );
    }
}
