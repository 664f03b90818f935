//! All steps of a desk, so that each can be undone, and nothing is lost when it ends.

use serde::{Deserialize, Serialize};

use super::state::State;

/// How many steps are kept: more than anybody goes back, in a file of some hundred kilobytes.
const STEPS: usize = 500;
/// What a session file says of itself.
const FORMAT: &str = "waferline desk session 1";

/// The steps, one of which is seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    format: String,
    /// The model file, as it was called.
    pub model: String,
    /// The states, oldest first; never empty.
    steps: Vec<State>,
    /// Which of them is seen.
    at: usize,
    /// Which is compared with: the model as the file has it, or a state that was pinned.
    pub base: State,
    /// The number that is being slid: what follows of it is the same step.
    #[serde(skip)]
    sliding: Option<String>,
}

/// Why a text is no session.
#[derive(Debug, thiserror::Error)]
pub enum NoSession {
    /// It is something else.
    #[error("it is no session of a desk: {0}")]
    Other(String),
    /// It is of another model.
    #[error("it is the session of another model, {0}")]
    OfAnother(String),
}

impl Session {
    /// Returns a session that begins with a state.
    pub fn begin(model: &str, state: State) -> Self {
        Self {
            format: FORMAT.to_owned(),
            model: model.to_owned(),
            steps: vec![state],
            at: 0,
            base: State::default(),
            sliding: None,
        }
    }

    /// Returns the session in the text of a file, of this model.
    pub fn read(text: &str, model: &str) -> Result<Self, NoSession> {
        let other = |why: &str| NoSession::Other(why.to_owned());
        let session: Self =
            serde_json::from_str(text).map_err(|error| NoSession::Other(error.to_string()))?;
        if session.format != FORMAT {
            return Err(other("it was written by another version"));
        }
        if session.at >= session.steps.len() {
            return Err(other("it names a step that is not there"));
        }
        if session.model != model {
            return Err(NoSession::OfAnother(session.model));
        }
        Ok(session)
    }

    /// Returns the text of its file.
    pub fn text(&self) -> String {
        // Texts in lists: always JSON.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Returns the state that is seen.
    pub fn state(&self) -> &State {
        &self.steps[self.at]
    }

    /// Goes on to another state; nothing where it is the same.
    pub fn go(&mut self, state: State) {
        self.sliding = None;
        if *self.state() != state {
            self.push(state);
        }
    }

    /// Goes on to a state in which a number is being slid: until something else is done, that is one step.
    pub fn slide(&mut self, path: &str, state: State) {
        if self.sliding.as_deref() == Some(path) {
            self.steps[self.at] = state;
        } else if *self.state() != state {
            self.push(state);
            self.sliding = Some(path.to_owned());
        }
    }

    /// Ends the sliding: what follows is a step of its own.
    pub fn let_go(&mut self) {
        self.sliding = None;
    }

    fn push(&mut self, state: State) {
        self.steps.truncate(self.at + 1);
        self.steps.push(state);
        let beyond = self.steps.len().saturating_sub(STEPS);
        self.steps.drain(..beyond);
        self.at = self.steps.len() - 1;
    }

    /// Returns the state before the one that is seen.
    pub fn before(&self) -> Option<&State> {
        self.steps.get(self.at.checked_sub(1)?)
    }

    /// Returns the state that was undone last.
    pub fn after(&self) -> Option<&State> {
        self.steps.get(self.at + 1)
    }

    /// Goes one step back; nothing at the first.
    pub fn undo(&mut self) {
        self.sliding = None;
        self.at = self.at.saturating_sub(1);
    }

    /// Goes one step forward; nothing at the last.
    pub fn redo(&mut self) {
        self.sliding = None;
        self.at = (self.at + 1).min(self.steps.len() - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(set: &str) -> State {
        State::default().with_more(&[set.to_owned()])
    }

    #[test]
    fn every_step_is_undone_and_done_again() {
        let mut session = Session::begin("m.toml", State::default());
        assert!(session.before().is_none());
        session.go(with("a.b = 1"));
        session.go(with("a.b = 1"));
        session.go(with("a.b = 2"));
        session.undo();
        assert_eq!(session.state(), &with("a.b = 1"));
        session.undo();
        session.undo();
        assert_eq!(session.state(), &State::default());
        session.redo();
        session.redo();
        session.redo();
        assert_eq!(session.state(), &with("a.b = 2"));
        session.undo();
        session.go(with("a.b = 3"));
        assert!(session.after().is_none());
    }

    #[test]
    fn sliding_is_one_step() {
        let mut session = Session::begin("m.toml", State::default());
        for value in 1..20 {
            session.slide("a.b", with(&format!("a.b = {value}")));
        }
        session.slide("a.b", with("a.b = 20"));
        session.let_go();
        session.slide("a.b", with("a.b = 21"));
        session.undo();
        assert_eq!(session.state(), &with("a.b = 20"));
        session.undo();
        assert_eq!(session.state(), &State::default());
    }

    #[test]
    fn a_file_says_all_of_it_and_back() {
        let mut session = Session::begin("m.toml", State::default());
        session.go(with("a.b = 1"));
        session.go(with("a.b = 2"));
        session.undo();
        session.base = with("c.d = 5");
        let read = Session::read(&session.text(), "m.toml").expect("its own text");
        assert_eq!(read, session);
        assert!(matches!(
            Session::read(&session.text(), "n.toml"),
            Err(NoSession::OfAnother(_))
        ));
        assert!(Session::read("{}", "m.toml").is_err());
        let beyond = session.text().replace("\"at\": 1", "\"at\": 9");
        assert!(matches!(
            Session::read(&beyond, "m.toml"),
            Err(NoSession::Other(_))
        ));
    }

    #[test]
    fn the_oldest_steps_are_let_go() {
        let mut session = Session::begin("m.toml", State::default());
        for value in 0..2 * STEPS {
            session.go(with(&format!("a.b = {value}")));
        }
        let mut back = 0;
        while session.before().is_some() {
            session.undo();
            back += 1;
        }
        assert_eq!(back, STEPS - 1);
    }
}
