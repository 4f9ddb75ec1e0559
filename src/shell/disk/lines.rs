//! Whole lines of a journal file, and lines that were removed from the file.

use std::collections::HashSet;

pub fn push_line(bytes: &mut Vec<u8>, line: &[u8]) {
    debug_assert!(!line.contains(&b'\n'), "one line is one record");
    bytes.extend(line);
    bytes.push(b'\n');
}

pub fn end_line(bytes: &mut Vec<u8>) {
    if bytes.last().is_some_and(|end| *end != b'\n') {
        bytes.push(b'\n');
    }
}

/// Returns the length of the text up to the end mark of its last whole line.
pub fn whole_lines(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1)
}

/// Returns the lines of `history` that `content` lacks, each with its end mark.
pub fn missing(history: &[u8], content: &[u8]) -> Vec<u8> {
    if content.starts_with(history) {
        return Vec::new();
    }
    // In a file that exists, a line without its end mark was one that another program was writing.
    let history = if content.is_empty() { history } else { &history[..whole_lines(history)] };
    let there: HashSet<&[u8]> = content.split(|b| *b == b'\n').collect();
    let mut lost = Vec::new();
    for line in
        history.split(|b| *b == b'\n').filter(|line| !line.is_empty() && !there.contains(line))
    {
        push_line(&mut lost, line);
    }
    lost
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_lines_that_are_not_there_count_as_missing() {
        let lost = |history: &str, content: &str| {
            String::from_utf8(missing(history.as_bytes(), content.as_bytes())).unwrap()
        };
        assert_eq!(lost("a\nb\n", "a\nb\nc\n"), "");
        assert_eq!(lost("a\nb\n", "a\nx\nb\n"), "");
        assert_eq!(lost("a\nb\nc\n", "a\n"), "b\nc\n");
        assert_eq!(lost("a\nto", "a\nx\ntorn\n"), "");
        assert_eq!(lost("a\nto", ""), "a\nto\n");
    }
}
