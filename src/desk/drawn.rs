//! What does not depend on an answer: the head, what is to be said first, and what is changed.

use crate::report::html::desk::{StepsOnDesk, head, notice};
use crate::report::number::count;

use super::board::Pane;
use super::cards;
use super::state::State;
use super::table::{Desk, Inner, open, unchanged};

/// What is to be said above all.
#[derive(Default)]
pub(super) struct Notice {
    /// The file changed on disk.
    pub has_other_file: bool,
    /// Something went wrong.
    pub wrong: Vec<String>,
}

impl Desk {
    /// Draws what does not depend on an answer.
    pub(super) fn draw(&self, inner: &mut Inner) {
        let state = inner.session.state().clone();
        for change in state.changes() {
            open(inner, &change.path);
        }
        let without = unchanged(inner, &state.scenarios);
        let scenarios = inner.input.scenarios();
        let left = cards::drawn(&state, &inner.opened, &without, &scenarios, &inner.loaded);
        let steps = steps(inner);
        let said = &inner.notice;
        let said = match (said.has_other_file, said.wrong.is_empty()) {
            (false, true) => String::new(),
            (false, false) => notice("Something is not as it should be:", &said.wrong, false),
            (true, _) => {
                let words = "The model file has changed on disk. Changes made here are kept.";
                notice(words, &said.wrong, true)
            }
        };
        let about = inner.about;
        let drawn = [
            (Pane::Head, head(&steps)),
            (Pane::Notice, said),
            (Pane::Changes, left),
        ];
        self.board.show(about, drawn);
    }
}

/// Returns where a desk stands among its steps.
fn steps(inner: &Inner) -> StepsOnDesk {
    let session = &inner.session;
    let probable = inner.input.scenarios();
    StepsOnDesk {
        query: session.state().query(),
        seen: if session.state().is_empty() {
            "The model as its file has it".to_owned()
        } else {
            in_words(session.state())
        },
        base: in_words(&session.base),
        base_query: session.base.query(),
        can_undo: session.before().is_some(),
        can_redo: session.after().is_some(),
        has_futures: probable.iter().any(|it| it.probability.is_some()),
    }
}

/// Returns what a state changes, in words.
fn in_words(state: &State) -> String {
    let (scenarios, changes) = (state.scenarios.len(), state.changes().len());
    let scenarios = (scenarios > 0).then(|| count(scenarios, "scenario", "scenarios"));
    let changes = (changes > 0).then(|| count(changes, "number changed", "numbers changed"));
    let words: Vec<String> = scenarios.into_iter().chain(changes).collect();
    if words.is_empty() {
        "the model as its file has it".to_owned()
    } else {
        words.join(", ")
    }
}
