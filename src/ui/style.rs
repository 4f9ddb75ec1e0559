//! Roles instead of colours, and the one place where both are chosen.
//!
//! Text is in the terminal's own foreground; colour only repeats what a word says already. No grey
//! and no dim text (gone on light backgrounds), no 256-colour codes, no blink.

use ratatui::style::{Color, Modifier, Style};

/// The meaning of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Plain,
    /// Titles, important names, keys.
    Strong,
    /// The part that has the focus.
    Focus,
    Good,
    Warn,
    Bad,
}

/// The look of roles and lines on this terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Colours may be used (`NO_COLOR` is not set).
    pub colour: bool,
    /// Only ASCII is used for lines, bars and the sign of a cut.
    pub ascii: bool,
    /// Only ASCII is used for all other text as well: names and texts are written with escapes.
    pub escapes: bool,
}

impl Theme {
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

    /// Returns the done and the open part of a bar.
    pub const fn bar(self) -> (&'static str, &'static str) {
        if self.ascii { ("#", ".") } else { ("█", "░") }
    }

    /// Returns the sign that text was cut.
    pub const fn cut(self) -> &'static str {
        if self.ascii { "~" } else { "…" }
    }
}
