//! One line of free text, without what nobody can see.

use super::{
    characters::{is_unprintable, may_be_typed},
    written_out::visible_name,
};

/// Returns one line for people: what cannot be seen is dropped, line breaks and tabs
/// turn into one space each.
pub fn clean_line(raw: &str) -> String {
    line_of(raw, |c| !is_unprintable(c))
}

/// Returns one line as a text field holds it: as [`clean_line`],
/// but with all that [`may_be_typed`].
pub fn typed_line(raw: &str) -> String {
    line_of(raw, may_be_typed)
}

fn line_of(raw: &str, stays: fn(char) -> bool) -> String {
    raw.chars()
        .filter_map(|c| match c {
            '\n' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
            c => stays(c).then_some(c),
        })
        .collect()
}

/// Returns a clean line of at most `limit` characters, with `…` where it was cut.
pub fn clean_excerpt(raw: &str, limit: usize) -> String {
    cut(clean_line(raw).split_whitespace().collect::<Vec<_>>().join(" "), limit)
}

/// Returns a name as [`visible_name`] in at most `limit` characters, with `…` where it was cut.
pub fn name_excerpt(raw: &str, limit: usize) -> String {
    cut(visible_name(raw).into_owned(), limit)
}

fn cut(mut text: String, limit: usize) -> String {
    if let Some((at, _)) = text.char_indices().nth(limit) {
        text.truncate(at);
        text.push('…');
    }
    text
}
