//! The look of the screens, chosen from the environment. The terminal itself is never asked.

use std::borrow::Cow;

use crate::{
    cli::LookArgs, core::base::text::ascii_only, shell::event_loop::screens::Look, ui::Theme,
};

/// Chooses the look: colours unless `NO_COLOR` is set; lines of ASCII if the locale or
/// the terminal has no others.
pub fn choose(args: &LookArgs) -> Look {
    Look { theme: theme(args.ascii, variable), alternate: !args.no_alt_screen }
}

/// Returns a plain line for this locale: without UTF-8, characters beyond ASCII become escapes.
pub fn written(line: &str) -> Cow<'_, str> {
    if is_utf8(variable) { Cow::Borrowed(line) } else { ascii_only(line) }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn is_utf8(variable: impl Fn(&str) -> Option<String>) -> bool {
    let locale = variable("LC_ALL")
        .or_else(|| variable("LC_CTYPE"))
        .or_else(|| variable("LANG"))
        .unwrap_or_default()
        .to_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

fn theme(ascii: bool, variable: impl Fn(&str) -> Option<String>) -> Theme {
    let term = variable("TERM").unwrap_or_default();
    let plain_terminal = matches!(term.as_str(), "linux" | "vt100" | "vt102" | "dumb" | "");
    let colour =
        variable("NO_COLOR").is_none() && !matches!(term.as_str(), "vt100" | "vt102" | "dumb");
    let escapes = !is_utf8(variable);
    Theme { colour, ascii: ascii || plain_terminal || escapes, escapes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_decides() {
        let rows: &[(&[(&str, &str)], Theme)] = &[
            (
                &[("TERM", "xterm-256color"), ("LANG", "en_US.UTF-8")],
                Theme { colour: true, ascii: false, escapes: false },
            ),
            (
                &[("TERM", "xterm"), ("LANG", "de_DE.utf8"), ("NO_COLOR", "1")],
                Theme { colour: false, ascii: false, escapes: false },
            ),
            (
                &[("TERM", "xterm"), ("LANG", "C.UTF-8"), ("LC_ALL", "C")],
                Theme { colour: true, ascii: true, escapes: true },
            ),
            (
                &[("TERM", "linux"), ("LANG", "C.UTF-8")],
                Theme { colour: true, ascii: true, escapes: false },
            ),
            (
                &[("TERM", "vt100"), ("LANG", "C.UTF-8")],
                Theme { colour: false, ascii: true, escapes: false },
            ),
            (&[], Theme { colour: true, ascii: true, escapes: true }),
        ];
        for (vars, want) in rows {
            let found = theme(false, |name| {
                vars.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
            });
            assert_eq!(found, *want, "{vars:?}");
        }
        assert!(theme(true, |_| Some("xterm.utf-8".to_owned())).ascii);
    }
}
