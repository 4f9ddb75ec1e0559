//! A line, and when the line has been said already.

/// A line for a person. Its first word tells the kind.
pub struct Line {
    pub said: String,
    /// What must be new for the line to be said; empty if each answer makes the line new.
    pub key: String,
}

impl Line {
    /// Returns a line that is said again when its text is another.
    pub fn new(kind: &str, text: impl AsRef<str>) -> Self {
        Self::text(if text.as_ref().is_empty() {
            String::new()
        } else {
            format!("{kind}: {}", text.as_ref())
        })
    }

    /// Returns a text whose own first word tells the kind.
    pub fn text(said: impl Into<String>) -> Self {
        let said = said.into();
        Self { key: said.clone(), said }
    }

    /// Lets numbers and times in the text change without being said again.
    pub fn loose(mut self) -> Self {
        self.key.retain(|c| !c.is_ascii_digit());
        self
    }

    /// Makes the line be said after each answer.
    pub fn answered(self) -> Self {
        Self { key: String::new(), ..self }
    }
}

/// Returns a line for each fact that has a text.
pub fn facts<const N: usize>(facts: [(&str, Option<String>); N]) -> Vec<Line> {
    facts.into_iter().filter_map(|(label, text)| Some(Line::new(label, text?))).collect()
}
