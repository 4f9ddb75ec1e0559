//! Copying through the terminal (OSC 52): the only way that reaches the operator's own machine over SSH.

use crossterm::{Command, clipboard::CopyToClipboard};

/// The sequence that asks the terminal to copy `text`; inside tmux also in the form that tmux hands on.
pub fn sequence(text: &str, in_tmux: bool) -> String {
    let mut plain = String::new();
    // Writing into a String cannot fail.
    let _ = CopyToClipboard::to_clipboard_from(text).write_ansi(&mut plain);
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
    fn tmux_gets_both_forms() {
        let plain = sequence("id", false);
        assert!(plain.starts_with("\x1b]52;c;aWQ="), "{plain:?}");
        let both = sequence("id", true);
        assert!(both.starts_with(&plain) && both.contains("\x1bPtmux;\x1b\x1b]52;c;aWQ="), "{both:?}");
    }
}
