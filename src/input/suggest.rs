//! "Did you mean".

/// How many words a list of all there are may have.
const MOST: usize = 20;

/// Returns the known word that was probably meant, if one is close enough.
pub(crate) fn closest<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let length = written.chars().count();
    let far = ((length / 3).max(1) + 1).max(2);
    known
        .into_iter()
        // Cheap first: a distance is at least the difference of the lengths.
        .filter(|word| word.chars().count().abs_diff(length) < far || word.starts_with(written))
        .map(|word| (strsim::damerau_levenshtein(written, word), word))
        .filter(|&(distance, word)| {
            distance < far || (written.len() >= 3 && word.starts_with(written))
        })
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, word)| word)
}

/// Returns the known path that was probably meant: one that is close, or that goes on from one that is close.
pub(crate) fn closest_path<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> Option<&'a str> {
    let dots = written.matches('.').count();
    let begin = |path: &'a str| -> &'a str {
        let end = path.match_indices('.').nth(dots).map(|(at, _)| at);
        &path[..end.unwrap_or(path.len())]
    };
    let begins = known.clone().into_iter().map(begin);
    let meant = closest(written, known.clone()).or_else(|| closest(written, begins))?;
    known.into_iter().find(|path| path.starts_with(meant))
}

/// Returns the next step after an unknown word: the one probably meant, else all there are.
pub(crate) fn help<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> Option<String> {
    if let Some(word) = closest(written, known.clone()) {
        return Some(format!("did you mean `{word}`?"));
    }
    let mut words: Vec<String> = known.into_iter().map(|word| format!("`{word}`")).collect();
    if words.len() > MOST {
        words.truncate(MOST);
        words.push("..".to_owned());
    }
    (!words.is_empty()).then(|| format!("there are {}", words.join(", ")))
}
