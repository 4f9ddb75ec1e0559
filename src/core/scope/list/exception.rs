//! Words that take a name out of a list: a writer of "all but billing" must not find billing
//! chosen.

use super::name;

/// How far a line takes names out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exception {
    Here,
    Below,
}

/// Returns whether a line says "except", "not" or the like, or strikes its names out.
pub fn exception(line: &str) -> Option<Exception> {
    // `-orders.items` takes out in a diff, where `- orders.items` is an item.
    let removed = |rest: &str| rest.starts_with(|c: char| name::is_bare(c) && c != '-');
    let struck = line.starts_with('!')
        || line.strip_prefix('-').is_some_and(removed)
        || line.trim_start_matches(['-', '*', ' ']).starts_with("[]");
    let mut found = struck.then_some(Exception::Here);
    let line = line.to_lowercase();
    let mut before = [' '; 2];
    let mut word = None;
    for (at, c) in line.char_indices() {
        if c.is_alphanumeric() {
            word = word.or(Some(at));
        } else if let Some(begin) = word.take() {
            found = found.max(of_word(&line[..begin], &line[begin..at], &line[at..]));
        }
        found = found.max(of_sign(before, c));
        before = [before[1], c];
    }
    found.max(word.and_then(|begin| of_word(&line[..begin], &line[begin..], "")))
}

fn of_sign(before: [char; 2], c: char) -> Option<Exception> {
    match (before, c) {
        (_, '除' | '不' | '勿' | '无' | '非' | '未' | '免' | '跳' | '忽' | '没' | '掉')
        | ([_, '以' | '之' | '围'], '外')
        | ([_, '暂'], '缓') => Some(Exception::Below),
        // Not 分别, 类别.
        ([_, before], '别') if before == '请' || !before.is_alphabetic() => {
            Some(Exception::Below)
        }
        // Not 是否, 能否.
        ([_, before], '否') if !before.is_alphabetic() => Some(Exception::Here),
        // `orders.* !orders.items`, `["items", "!old_index"]`
        ([before, '!'], c) if name::is_bare(c) && !before.is_alphanumeric() => {
            Some(Exception::Here)
        }
        // Struck through, a box that is not ticked, a cross.
        ([_, '~'], '~') | (['[', ' ' | '-'], ']') | (_, '☐' | '✗' | '✘' | '×' | '❌' | '🚫') => {
            Some(Exception::Here)
        }
        _ => None,
    }
}

/// Reads a word, in small letters, with what stands around the word.
fn of_word(before: &str, word: &str, behind: &str) -> Option<Exception> {
    match word {
        _ if word.ends_with('n') && ["'t", "’t"].iter().any(|t| behind.starts_with(t)) => {
            Some(Exception::Below)
        }
        // `IF NOT EXISTS`, `IS NOT NULL`
        "not" if ["exists", "null"].iter().any(|next| behind.trim_start().starts_with(next)) => {
            None
        }
        "except" | "excepting" | "exception" | "exceptions" | "excepted" | "exclude"
        | "excludes" | "excluded" | "excluding" | "exclusion" | "exclusions" | "without"
        | "not" | "skip" | "skips" | "skipped" | "skipping" | "omit" | "omits" | "omitted"
        | "omitting" | "ignore" | "ignored" | "ignoring" | "ohne" | "nicht" | "ausser"
        | "außer" | "ausgenommen" | "ausgeschlossen" | "ausschließen" | "abgesehen"
        | "weglassen" | "auslassen" | "excl" | "avoid" | "avoiding" | "ausnahme" | "ausnahmen"
        | "kein" | "keine" | "keinen" | "sauf" | "sans" | "excepté" | "excepto" | "salvo"
        | "кроме" | "без" | "не" | "исключая" | "cannot" | "dont" | "never" | "nie" | "niemals"
        | "leave" | "nothing" | "untouched" => Some(Exception::Below),
        "blacklist" | "blacklisted" | "denylist" | "blocklist" | "ignorelist" => {
            Some(Exception::Below)
        }
        "black" | "deny" | "block" if behind.get(1..5) == Some("list") => Some(Exception::Below),
        "out" if behind.starts_with(" of scope") || behind.starts_with("-of-scope") => {
            Some(Exception::Below)
        }
        // `No:` above a list.
        "no" | "n" if behind == ":" => Some(Exception::Below),
        "n" | "off" if is_value(before, behind) => Some(Exception::Here),
        "n" | "off" if before.ends_with(' ') && behind.trim_start().is_empty() => {
            Some(Exception::Here)
        }
        "false" | "nein" | "disabled" | "nobackup" if is_apart(before, behind) => {
            Some(Exception::Here)
        }
        "bis" if behind.starts_with(" auf ") => Some(Exception::Below),
        "w" if behind.starts_with("/o") => Some(Exception::Below),
        "remove" | "removed" | "removing" | "statt" | "anstatt" | "but" | "than" | "out"
        | "minus" | "unless" | "instead" | "apart" | "aside" | "none" | "neither" | "nor"
        | "sin" | "menos" | "hors" | "pas" => Some(Exception::Here),
        // `No. 3` and `Ticket no: 4711` count.
        "no" if !behind.trim_start_matches(['.', ':', '#', ' ']).starts_with(is_digit) => {
            Some(Exception::Here)
        }
        _ => None,
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// Returns whether a word is no part of a name, as in `sign_off`.
fn is_apart(before: &str, behind: &str) -> bool {
    !before.ends_with(['_', '-', '.', '/']) && !behind.starts_with(['_', '-', '.'])
        || behind.trim_end() == "."
}

/// Returns whether a word stands where a value stands: in a cell, in brackets, behind a colon, or
/// before one at the beginning of a line.
fn is_value(before: &str, behind: &str) -> bool {
    const OPENS: [char; 10] = ['\t', '|', ',', ';', ':', '=', '(', '[', '>', '"'];
    const CLOSES: [char; 9] = ['\t', '|', ',', ';', ':', ')', ']', '/', '"'];
    let left = before.trim_end_matches(' ');
    let begins = left.ends_with(OPENS)
        || before.ends_with("  ")
        || before.ends_with("- ")
        || before.ends_with("// ");
    let right = behind.trim_start_matches(' ');
    let ends = right.is_empty() || right.starts_with(CLOSES) || behind.trim_end() == ".";
    is_apart(before, behind)
        && (begins && (ends || left.ends_with([':', '=']))
            || left.is_empty() && behind.starts_with(':'))
}
