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
    // `-orders.items` and `!orders.items` take out in a diff and in a pattern, where `-
    // orders.items` is an item.
    let struck = line
        .strip_prefix(['-', '!'])
        .is_some_and(|rest| rest.starts_with(|c: char| name::is_bare(c) && c != '-'));
    let mut found = struck.then_some(Exception::Here);
    let mut before = [' '; 2];
    let mut word = None;
    for (at, c) in line.char_indices() {
        if c.is_alphanumeric() {
            word = word.or(Some(at));
        } else if let Some(begin) = word.take() {
            found = found.max(of_word(&line[begin..at], &line[at..]));
        }
        found = found.max(of_sign(before, c));
        before = [before[1], c];
    }
    found.max(word.and_then(|begin| of_word(&line[begin..], "")))
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
        // Struck through, a box that is not ticked, a cross.
        ([_, '~'], '~') | (['[', ' ' | '-'], ']') | (_, '☐' | '✗' | '✘' | '×' | '❌' | '🚫') => {
            Some(Exception::Here)
        }
        _ => None,
    }
}

/// The longest of the words below.
const LONGEST: usize = 14;

fn of_word(word: &str, behind: &str) -> Option<Exception> {
    if word.ends_with('n') && (behind.starts_with("'t") || behind.starts_with("’t")) {
        return Some(Exception::Below);
    }
    // `IF NOT EXISTS`, `IS NOT NULL`
    if word.eq_ignore_ascii_case("not")
        && ["exists", "null"].iter().any(|next| starts_with(behind.trim_start(), next))
    {
        return None;
    }
    if !word.is_ascii() {
        let word = word.to_lowercase();
        return ["außer", "ausschließen", "excepté", "кроме", "без", "не", "исключая"]
            .contains(&&*word)
            .then_some(Exception::Below);
    }
    let mut lower = [0; LONGEST];
    let lower = lower.get_mut(..word.len())?;
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    match &*lower {
        b"except" | b"excepting" | b"exception" | b"exceptions" | b"excepted" | b"exclude"
        | b"excludes" | b"excluded" | b"excluding" | b"exclusion" | b"exclusions" | b"without"
        | b"not" | b"skip" | b"skips" | b"skipped" | b"skipping" | b"omit" | b"omits"
        | b"omitted" | b"omitting" | b"ignore" | b"ignored" | b"ignoring" | b"ohne" | b"nicht"
        | b"ausser" | b"ausgenommen" | b"ausgeschlossen" | b"abgesehen" | b"weglassen"
        | b"auslassen" | b"excl" | b"avoid" | b"avoiding" | b"ausnahme" | b"ausnahmen"
        | b"kein" | b"keine" | b"keinen" | b"sauf" | b"sans" | b"excepto" | b"salvo" => {
            Some(Exception::Below)
        }
        b"cannot" | b"dont" | b"never" | b"nie" | b"niemals" | b"leave" | b"nothing"
        | b"untouched" => Some(Exception::Below),
        b"out" if starts_with(behind, " of scope") => Some(Exception::Below),
        // `No:` above a list, and a cell of a drawn table.
        b"no" if behind == ":" => Some(Exception::Below),
        b"n" if behind.trim_start().starts_with('|') => Some(Exception::Here),
        b"bis" if starts_with(behind, " auf ") => Some(Exception::Below),
        b"w" if starts_with(behind, "/o") => Some(Exception::Below),
        b"remove" | b"removed" | b"removing" | b"statt" | b"anstatt" | b"but" | b"than"
        | b"out" | b"minus" | b"unless" | b"instead" | b"apart" | b"aside" | b"none"
        | b"neither" | b"nor" | b"sin" | b"menos" | b"hors" | b"pas" => Some(Exception::Here),
        // `No. 3` counts.
        b"no" if !behind.starts_with('.') => Some(Exception::Here),
        _ => None,
    }
}

fn starts_with(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word))
}
