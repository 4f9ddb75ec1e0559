//! The one place where roles become the terminal's attributes and colours.
//!
//! Text is in the terminal's own foreground, and reverse video swaps the terminal's own two
//! colours, so each letter has the contrast that the operator chose. None of the six ANSI colours
//! reaches 4.5:1 on the backgrounds of all common palettes, so a colour stands on brackets only. No
//! grey, no dim text (gone on light backgrounds), no coloured background, no 256-colour codes, no
//! blink.

use ratatui::style::{Color, Modifier, Style};

pub use crate::words::base::role::Role;

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
    /// Returns the style of a role's letters.
    pub const fn style(self, role: Role) -> Style {
        let attributes = match role {
            Role::Plain => Modifier::empty(),
            Role::Strong | Role::Good => Modifier::BOLD,
            Role::Focus => Modifier::REVERSED,
            Role::Warn => Modifier::BOLD.union(Modifier::UNDERLINED),
            // Not bold: PuTTY paints bold in reverse as dark grey on grey, which nobody can read.
            Role::Bad => Modifier::REVERSED.union(Modifier::UNDERLINED),
        };
        // Text that is drawn over other text keeps nothing of its look.
        Style::reset().add_modifier(attributes)
    }

    /// Returns the colour of the brackets around a mark. Red reaches 2.7:1 on a Linux console, also
    /// reversed, and green 2.2:1 on white: enough for a bracket, which is bold or reversed as well
    /// and says nothing, and not for a word. So words without brackets have no colour.
    pub const fn brackets(self, role: Role) -> Option<Color> {
        match role {
            Role::Good if self.colour => Some(Color::Green),
            Role::Bad if self.colour => Some(Color::Red),
            Role::Plain | Role::Strong | Role::Focus | Role::Good | Role::Warn | Role::Bad => None,
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
