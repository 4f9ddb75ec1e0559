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

/// Returns the word as a shell reads it back in every locale: anything but ASCII is spelled in
/// octal, and so is what an interactive shell would take for history. The word must not end in a
/// line break, which the shell would drop.
pub fn spelled(word: &str) -> String {
    if word.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return quoted(word);
    }
    let spelled = |byte: u8| match byte {
        b'%' => "%%".to_owned(),
        b' '..=b'~' if !b"-!'\\".contains(&byte) => char::from(byte).to_string(),
        byte => format!("\\{byte:03o}"),
    };
    format!("\"$(printf '{}')\"", word.bytes().map(spelled).collect::<String>())
}
