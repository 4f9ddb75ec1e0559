//! Roles instead of colours, and the one place where both are chosen.
//!
//! Text is in the terminal's own foreground; colour only repeats what a word says already. No grey
//! and no dim text (gone on light backgrounds), no 256-colour codes, no blink.

use ratatui::style::{Color, Modifier, Style};

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Plain,
    /// Titles, names that matter, keys.
    Strong,
    /// The thing that has the keys.
    Focus,
    Good,
    Warn,
    Bad,
}

/// How roles and lines look on this terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Colours may be used (`NO_COLOR` is not set).
    pub colour: bool,
    /// Only ASCII for lines, bars and the sign of a cut.
    pub ascii: bool,
    /// Only ASCII for everything else as well: names and texts are written with escapes.
    pub escapes: bool,
}

impl Theme {
    /// The style of a role.
    pub const fn style(self, role: Role) -> Style {
        let plain = Style::new();
        match (role, self.colour) {
            (Role::Plain, _) => plain,
            (Role::Strong, _) => plain.add_modifier(Modifier::BOLD),
            (Role::Focus, true) => plain.fg(Color::Cyan).add_modifier(Modifier::BOLD),
            (Role::Focus, false) => plain.add_modifier(Modifier::REVERSED),
            (Role::Good, true) => plain.fg(Color::Green),
            (Role::Warn, true) => plain.fg(Color::Yellow),
            (Role::Bad, true) => plain.fg(Color::Red).add_modifier(Modifier::BOLD),
            (Role::Good, false) => plain,
            (Role::Warn | Role::Bad, false) => plain.add_modifier(Modifier::BOLD),
        }
    }

    pub const fn line(self) -> &'static str {
        if self.ascii { "-" } else { "─" }
    }

    /// The done and the open part of a bar.
    pub const fn bar(self) -> (&'static str, &'static str) {
        if self.ascii { ("#", ".") } else { ("█", "░") }
    }

    /// The sign that text was cut.
    pub const fn cut(self) -> &'static str {
        if self.ascii { "~" } else { "…" }
    }
}
