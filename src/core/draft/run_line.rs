//! The command line that opens a form again, with its fields, the place of its calls and the
//! sign-in, but without any secret.

use super::form::Draft;
use crate::core::{
    base::{regions, shell},
    scope::{Tree, choice::names, list::write_path},
    session::{Mode, Origin, Session},
};

/// Returns the words of the line, the program's name first. `options` are those of this run that
/// the model does not know.
pub fn words(
    mode: Mode,
    session: &Session,
    options: &[String],
    read_only: bool,
    draft: &Draft,
) -> Vec<String> {
    let mut words = vec!["geminidb-backup".to_owned()];
    match mode {
        Mode::Live => words.extend(connection(session)),
        Mode::Demo => {}
        Mode::Offline => words.push("--offline".to_owned()),
    }
    words.extend(options.iter().cloned());
    if read_only {
        words.push("--read-only".to_owned());
    }
    let mut option = |name: &str, value: &str| {
        // A value that begins with a dash would be taken for an option.
        if value.starts_with('-') {
            words.push(format!("{name}={value}"))
        } else {
            words.extend([name.to_owned(), value.to_owned()])
        }
    };
    if let Some(id) = draft.instance() {
        option("--instance", id.as_str());
    }
    for (name, value) in
        [("--name", draft.name.value()), ("--description", draft.description.value())]
    {
        if !value.is_empty() {
            option(name, value);
        }
    }
    let scope = draft.tables().map(Tree::scope).unwrap_or_default();
    for (database, table) in names(&scope) {
        let name = if table.is_none() { "--database" } else { "--table" };
        option(name, &write_path(database, table));
    }
    words
}

/// Returns the options for the place of calls: the region if that says all, else the endpoints.
fn connection(session: &Session) -> Vec<String> {
    let mut words = Vec::new();
    let mut option = |name: &str, value: Option<String>| {
        words.extend(value.into_iter().flat_map(|value| [name.to_owned(), value]))
    };
    let region = session
        .region
        .as_ref()
        .filter(|region| regions::find(region).is_some_and(|known| is_at(known.geminidb, session)));
    match region {
        Some(region) => option("--region", Some(region.clone())),
        None => {
            option("--endpoint", session.endpoint.clone());
            option("--iam-endpoint", session.iam_endpoint.clone());
        }
    }
    option("--project-id", session.project.as_ref().map(ToString::to_string));
    match session.sign_in.as_ref().map(|sign_in| &sign_in.origin) {
        Some(Origin::TokenFile(path)) => option("--token-file", Some(path.clone())),
        Some(origin) => option("--profile", origin.handle()),
        None => {}
    }
    words
}

fn is_at(url: &str, session: &Session) -> bool {
    session
        .endpoint
        .as_deref()
        .is_some_and(|endpoint| endpoint.trim_end_matches('/') == url.trim_end_matches('/'))
}

/// Returns the words as one line for a shell.
pub fn quoted(words: &[String]) -> String {
    words.iter().map(|word| shell::quoted(word)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_a_shell_are_quoted_where_it_would_read_them_otherwise() {
        let words =
            ["a", "it's", "$HOME `x` \"y\"", "", "a\\b", "ünï", "--x=y z", "*"].map(str::to_owned);
        let want = r#"a 'it'\''s' '$HOME `x` "y"' '' 'a\b' 'ünï' '--x=y z' '*'"#;
        assert_eq!(quoted(&words), want);
    }
}
