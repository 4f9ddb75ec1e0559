//! Templates of backup names: `pre-{change}-{instance}-{utc}`.

use serde::Serialize;

use crate::core::base::text;

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
enum TemplatePart {
    Text(String),
    Change,
    Instance,
    Utc,
    User,
}

/// A template that can be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    parts: Vec<TemplatePart>,
}

/// Why a text is no template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum TemplateProblem {
    Empty,
    /// This name in braces is no placeholder.
    Unknown(String),
    /// A brace lacks its other half.
    Brace,
}

/// The values that fill a template. An unknown value leaves its place empty, and the rules
/// of names tell the operator.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filling<'a> {
    pub change: &'a str,
    /// Name of the instance, or the end of its ID.
    pub instance: &'a str,
    /// The time, as `20251017T0158Z`.
    pub utc: &'a str,
    pub user: &'a str,
}

impl Template {
    /// Reads a template.
    /// Errors: The first problem of the text.
    pub fn parse(text: &str) -> Result<Self, TemplateProblem> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            let (name, after) = from
                .strip_prefix('{')
                .and_then(|from| from.split_once('}'))
                .ok_or(TemplateProblem::Brace)?;
            if !before.is_empty() {
                parts.push(TemplatePart::Text(before.to_owned()));
            }
            parts.push(match name {
                "change" => TemplatePart::Change,
                "instance" => TemplatePart::Instance,
                "utc" => TemplatePart::Utc,
                "user" => TemplatePart::User,
                other => {
                    return Err(TemplateProblem::Unknown(text::clean_excerpt(other, 20)));
                }
            });
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(TemplatePart::Text(rest.to_owned()));
        }
        if parts.is_empty() { Err(TemplateProblem::Empty) } else { Ok(Self { parts }) }
    }

    /// Returns whether the template has a place for the change's number.
    pub fn wants_change(&self) -> bool {
        self.parts.contains(&TemplatePart::Change)
    }

    /// Returns the name that the template makes.
    pub fn fill(&self, with: Filling<'_>) -> String {
        let text = |part: &TemplatePart| match part {
            TemplatePart::Text(text) => text.clone(),
            TemplatePart::Change => with.change.trim().to_owned(),
            TemplatePart::Instance => with.instance.to_owned(),
            TemplatePart::Utc => with.utc.to_owned(),
            TemplatePart::User => with.user.to_owned(),
        };
        self.parts.iter().map(text).collect()
    }
}

/// The template, and the state of filling in names.
#[derive(Debug, Clone, Default)]
pub struct NameFilling {
    /// The template, if the configuration has one.
    pub template: Option<Template>,
    /// The number of the change, once the operator has told it.
    pub change: Option<String>,
    /// The name that was filled in last.
    pub filled: Option<String>,
    /// Whether the key was pressed on a typed name: pressed again, the key replaces that name.
    pub armed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_filled_in_or_refused() {
        let with =
            Filling { change: " CHG1 ", instance: "cass-01", utc: "20251017T0158Z", user: "chen" };
        for (text, want) in [
            ("pre-{change}-{instance}-{utc}", Ok("pre-CHG1-cass-01-20251017T0158Z")),
            ("{user}_{user}", Ok("chen_chen")),
            ("plain", Ok("plain")),
            ("", Err(TemplateProblem::Empty)),
            ("a{b", Err(TemplateProblem::Brace)),
            ("a}b", Err(TemplateProblem::Brace)),
            ("{}", Err(TemplateProblem::Unknown(String::new()))),
            ("{Change}", Err(TemplateProblem::Unknown("Change".to_owned()))),
            ("{token}", Err(TemplateProblem::Unknown("token".to_owned()))),
        ] {
            assert_eq!(
                Template::parse(text).map(|t| t.fill(with)),
                want.map(str::to_owned),
                "{text}"
            );
        }
        assert!(
            Template::parse("{change}").unwrap().wants_change()
                && !Template::parse("{utc}").unwrap().wants_change()
        );
    }
}
