//! A model as it was asked for, for commands that can be pasted.

use super::Model;

impl Model {
    /// Returns the model as it was asked for, to be pasted after another command; `None` from standard input, which is read.
    pub fn as_asked(&self) -> Option<String> {
        if self.path.as_os_str() == "-" {
            return None;
        }
        let mut words = vec![quoted(&self.path.to_string_lossy())];
        let options = [("--scenario", &self.scenarios), ("--set", &self.sets)];
        for (option, values) in options {
            for value in values {
                words.extend([option.to_owned(), quoted(value)]);
            }
        }
        words.extend(self.allow_outside.then(|| "--allow-outside".to_owned()));
        Some(words.join(" "))
    }
}

/// Returns a word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "_-./@:,+%".contains(it);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_shell_takes_words_as_they_are() {
        let words = [
            "models/trainium.toml",
            "my model.toml",
            "it's",
            "a *= 0.8",
            "",
        ];
        let taken = [
            "models/trainium.toml",
            "'my model.toml'",
            "'it'\\''s'",
            "'a *= 0.8'",
            "''",
        ];
        assert_eq!(words.map(quoted), taken);
    }
}
