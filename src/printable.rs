//! Texts of people, shown and never obeyed: without characters that steer a terminal or turn around what is read.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Returns whether a character steers what shows it: C0 and C1 controls other than a new line and a tab, direction marks,
/// overrides and isolates (Unicode Standard Annex 9), line and paragraph separators, and characters that show nothing and
/// mean nothing between letters. Joiners stay, which some scripts are written with.
fn steers(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        '\u{61c}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => true,
        other => other.is_control(),
    }
}

/// Returns whether nothing in a text steers what shows it. Most texts are plain ASCII, of which whole blocks are seen at once.
fn is_plain(text: &str) -> bool {
    /// As many bytes as a wide register or two hold.
    const BLOCK: usize = 64;
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    let mut blocks = text.as_bytes().chunks(BLOCK);
    let all = |block: &[u8]| block.iter().fold(true, |all, byte| all & is_plain(byte));
    blocks.all(all) || !text.chars().any(steers)
}

/// Returns the text with every character that steers what shows it as its escape in JSON: `\u001b`. So JSON still says the
/// same.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        push(&mut shown, character);
    }
    Cow::Owned(shown)
}

/// As [`printable`], on one line: new lines and tabs are blanks.
#[must_use]
pub(crate) fn one_line(text: &str) -> String {
    printable(text).replace(['\n', '\t'], " ")
}

/// As [`printable`], but for the sequences by which texts are styled, `ESC [ numbers m`; those in people's texts are to be
/// escaped before.
#[cfg(feature = "cli")]
#[must_use]
pub(crate) fn printable_styled(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let length = style_length(rest).unwrap_or(0);
        if length > 0 {
            shown.push_str(&rest[..length]);
            rest = &rest[length..];
        } else if let Some(after) = rest.strip_prefix("\r\n") {
            shown.push('\n');
            rest = after;
        } else {
            push(&mut shown, character);
            rest = &rest[character.len_utf8()..];
        }
    }
    Cow::Owned(shown)
}

/// Returns how long the style sequence is with which a text begins.
#[cfg(feature = "cli")]
fn style_length(text: &str) -> Option<usize> {
    let numbers = text.strip_prefix("\u{1b}[")?;
    let end = numbers.find(|it: char| !it.is_ascii_digit() && it != ';')?;
    numbers[end..].starts_with('m').then_some(2 + end + 1)
}

fn push(shown: &mut String, character: char) {
    if !steers(character) {
        shown.push(character);
        return;
    }
    for unit in character.encode_utf16(&mut [0; 2]) {
        // Writing to a string does not fail.
        let _ = write!(shown, "\\u{unit:04x}");
    }
}

/// Returns the digits of a whole number with a comma before every three: `14,900`.
#[must_use]
pub fn thousands(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "cli")]
    #[test]
    fn styles_pass_and_nothing_else_does() {
        let styled = "\u{1b}[1;31merror\u{1b}[0m: \u{1b}[2J\u{9b}31m\r\nx\ry";
        let shown = "\u{1b}[1;31merror\u{1b}[0m: \\u001b[2J\\u009b31m\nx\\u000dy";
        assert_eq!(printable_styled(styled), shown);
        assert_eq!(one_line("a\nb\tc\u{7}"), "a b c\\u0007");
    }

    #[test]
    fn a_character_is_seen_wherever_it_stands() {
        for at in 0..200 {
            let plain = "a".repeat(at);
            for (one, steers) in [
                ("é", false),
                ("\u{7f}", true),
                ("\u{200b}", true),
                ("\r", true),
            ] {
                let text = format!("{plain}{one}{plain}\n\t");
                assert_eq!(!is_plain(&text), steers, "{text:?}");
                assert_eq!(printable(&text) != text, steers, "{text:?}");
            }
        }
    }

    #[test]
    fn json_says_the_same() {
        let name = "a\u{9b}b\u{202e}c\u{e0041}";
        let json = serde_json::to_string(name).expect("JSON");
        let shown = printable(&json);
        assert!(shown.is_ascii());
        assert_eq!(serde_json::from_str::<String>(&shown).expect("JSON"), name);
    }
}
