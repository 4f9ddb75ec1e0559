//! Completes the path of a file from the names in its folder.

use super::text::may_be_typed;

/// The most names that are named where several fit.
const SHOWN: usize = 6;

/// What the names in a folder say of a typed path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Completion {
    /// The path goes on so, as far as all names that fit agree.
    Longer(String),
    /// Names that fit and differ from here on: the first of them, and how many more.
    Several(Vec<String>, usize),
    Nothing,
}

/// Returns the folder part of a typed path, with its slash; empty for the current folder.
pub fn folder(typed: &str) -> &str {
    typed.rfind('/').map_or("", |slash| &typed[..=slash])
}

/// Completes a typed path from the names in its folder; names of folders end with a slash. Hidden
/// names fit only where a dot was typed, and names that nobody can type or see fit never.
pub fn complete(typed: &str, names: &[String]) -> Completion {
    let folder = folder(typed);
    let begin = &typed[folder.len()..];
    let fits = |name: &&String| {
        name.starts_with(begin)
            && (begin.starts_with('.') || !name.starts_with('.'))
            && name.chars().all(may_be_typed)
    };
    let mut fitting: Vec<&String> = names.iter().filter(fits).collect();
    fitting.sort_unstable();
    let (Some(first), Some(last)) = (fitting.first(), fitting.last()) else {
        return Completion::Nothing;
    };
    // All names between two agree wherever the first and the last of a sorted list do.
    let agreed = first.chars().zip(last.chars()).take_while(|(a, b)| a == b);
    let agreed: String = agreed.map(|(c, _)| c).collect();
    if agreed.len() > begin.len() {
        return Completion::Longer(format!("{folder}{agreed}"));
    }
    match fitting.len() {
        1 => Completion::Nothing,
        count => Completion::Several(
            fitting.into_iter().take(SHOWN).cloned().collect(),
            count.saturating_sub(SHOWN),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::{Completion::*, *};

    #[test]
    fn a_path_goes_on_as_far_as_the_names_agree() {
        let names = ["lists/", "list-1.csv", "list-2.csv", "数据.csv", ".hidden", "bad\u{7}name"];
        let names = names.map(str::to_owned);
        let longer = |text: &str| Longer(text.to_owned());
        for (typed, want) in [
            ("l", longer("list")),
            ("~/in/l", longer("~/in/list")),
            ("lists", longer("lists/")),
            ("/数", longer("/数据.csv")),
            (".h", longer(".hidden")),
            ("bad", Nothing),
            ("x", Nothing),
            (
                "lists/",
                Several(
                    vec![
                        "list-1.csv".into(),
                        "list-2.csv".into(),
                        "lists/".into(),
                        "数据.csv".into(),
                    ],
                    0,
                ),
            ),
            ("list-1.csv", Nothing),
        ] {
            assert_eq!(complete(typed, &names), want, "{typed}");
        }
        let many: Vec<String> = (0..9).map(|n| format!("a{n}")).collect();
        assert!(matches!(complete("a", &many), Several(shown, 3) if shown.len() == 6));
        assert_eq!((folder("a"), folder("~/b/c"), folder("/x")), ("", "~/b/", "/"));
    }
}
