//! The look of the screens, chosen from the environment. The terminal itself is never asked.

use std::borrow::Cow;

use crate::{
    cli::LookArgs,
    core::{base::text::ascii_only, port::Multiplexer},
    shell::event_loop::screens::Look,
    ui::Theme,
};

/// Chooses the look: colours unless `NO_COLOR` is set; lines of ASCII if the locale or
/// the terminal has no others.
pub fn choose(args: &LookArgs) -> Look {
    Look { theme: theme(args.ascii, variable), alternate: !args.no_alt_screen }
}

/// Returns whether the run is held in plain mode: by its option, by `ACCESSIBLE`, or because the
/// terminal can move no cursor.
pub fn is_plain(args: &LookArgs) -> bool {
    args.plain || asks_for_plain(variable)
}

fn asks_for_plain(variable: impl Fn(&str) -> Option<String>) -> bool {
    let accessible = variable("ACCESSIBLE").is_some_and(|value| value != "0");
    accessible || variable("TERM").is_none_or(|term| term == "dumb")
}

/// Returns a plain line for this locale: without UTF-8, characters beyond ASCII become escapes.
pub fn written(line: &str) -> Cow<'_, str> {
    if is_utf8(variable) { Cow::Borrowed(line) } else { ascii_only(line) }
}

/// Returns what stands between this program and the terminal; the inner one of two is not known.
pub fn multiplexer() -> Option<Multiplexer> {
    let tmux = variable("TMUX").map(|_| Multiplexer::Tmux);
    tmux.or_else(|| variable("STY").map(|_| Multiplexer::Screen))
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
    let video_terminal = term.starts_with("vt");
    let plain_terminal = video_terminal || matches!(term.as_str(), "linux" | "ansi" | "dumb" | "");
    let colour = variable("NO_COLOR").is_none() && !video_terminal && term != "dumb";
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
            (
                &[("TERM", "vt220"), ("LANG", "C.UTF-8")],
                Theme { colour: false, ascii: true, escapes: false },
            ),
            (
                &[("TERM", "ansi"), ("LANG", "C.UTF-8")],
                Theme { colour: true, ascii: true, escapes: false },
            ),
            (&[], Theme { colour: true, ascii: true, escapes: true }),
        ];
        for (vars, want) in rows {
            let found = theme(false, |name| {
                vars.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
            });
            assert_eq!(found, *want, "{vars:?}");
        }
        let asks = |vars: &[(&str, &str)]| {
            asks_for_plain(|name| {
                vars.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
            })
        };
        assert!(asks(&[]) && asks(&[("TERM", "dumb")]));
        assert!(asks(&[("TERM", "xterm"), ("ACCESSIBLE", "1")]));
        assert!(!asks(&[("TERM", "xterm"), ("ACCESSIBLE", "0")]) && !asks(&[("TERM", "vt100")]));
        assert!(theme(true, |_| Some("xterm.utf-8".to_owned())).ascii);
    }
}
