//! Words for a shell, in the lines that an operator copies.

/// Returns the word as a shell reads it back: in single quotes if it holds
/// anything but harmless ASCII characters.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+,=".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.to_owned() } else { in_quotes(word) }
}

/// Returns the word in single quotes.
pub fn in_quotes(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}
