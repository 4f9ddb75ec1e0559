//! What a room answers with: effects, where to go, and what the status line says.

use super::{
    message::{Ask, Effect},
    notice::Notice,
};

/// Takes what a room has to say while it handles one message. The reducer empties it afterwards.
#[derive(Debug, Clone, Default)]
pub struct Port {
    /// What the status line says until the next key.
    pub notice: Option<Notice>,
    effects: Vec<Effect>,
    last_ask: u64,
}

impl Port {
    /// Returns a number for a new question.
    pub fn number(&mut self) -> Ask {
        self.last_ask += 1;
        Ask(self.last_ask)
    }

    /// Shows a notice until the next key.
    pub fn say(&mut self, notice: Notice) {
        self.notice = Some(notice);
    }

    pub fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub fn effects(&mut self, effects: impl IntoIterator<Item = Effect>) {
        self.effects.extend(effects);
    }
}
