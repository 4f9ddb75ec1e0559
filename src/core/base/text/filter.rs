//! The words by which a list is filtered.

/// Returns the text in small letters, each by itself: the case of a letter must not depend on the
/// next letter, because filters match parts of texts.
pub fn small(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// Returns the words of a filter, in small letters.
pub fn words(filter: &str) -> Vec<String> {
    filter.split_whitespace().map(small).collect()
}
