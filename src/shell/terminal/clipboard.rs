//! Copying through the terminal (OSC 52), the only way to the clipboard of the
//! operator's own machine over SSH.

use crossterm::{Command, clipboard::CopyToClipboard};

use crate::core::base::text::pasteable;

/// Returns the sequence that asks the terminal to copy `text`, inside tmux also in the
/// form that tmux passes on. Control characters, which a shell would obey after a
/// paste, are written as escapes.
pub fn sequence(text: &str, in_tmux: bool) -> String {
    let mut plain = String::new();
    // Writing into a String cannot fail.
    let _ = CopyToClipboard::to_clipboard_from(&*pasteable(text)).write_ansi(&mut plain);
    if in_tmux {
        let wrapped = plain.replace('\x1b', "\x1b\x1b");
        plain.push_str(&format!("\x1bPtmux;{wrapped}\x1b\\"));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_obey_is_written_out() {
        assert_eq!(sequence("a\u{1b}[2J", false), sequence("a\\u{1b}[2J", false));
        assert_ne!(sequence("a\nb\u{fe0f}", false), sequence("a b", false));
    }

    #[test]
    fn tmux_gets_both_forms() {
        let plain = sequence("id", false);
        assert!(plain.starts_with("\x1b]52;c;aWQ="), "{plain:?}");
        let both = sequence("id", true);
        assert!(
            both.starts_with(&plain) && both.contains("\x1bPtmux;\x1b\x1b]52;c;aWQ="),
            "{both:?}"
        );
    }
}
