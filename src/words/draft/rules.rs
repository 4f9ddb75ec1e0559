//! The sentence of each rule.

use std::borrow::Cow;

use crate::{
    core::{
        base::text::{name_excerpt, visible},
        draft::{
            Field, Rule, Violation,
            rules::{DESCRIPTION_MAX, NAME_MAX, NAME_MIN},
        },
        port::Commands,
        scope::{NameProblem, name_rule::ENGINE_NAME_BYTES},
    },
    words::{self, join, say},
};

/// Returns a character as a person would name it.
pub(in crate::words) fn name_of(c: char) -> String {
    match c {
        ' ' => "space".to_owned(),
        '\t' => "tab".to_owned(),
        '\n' | '\r' => "line break".to_owned(),
        // Printed as it is, the character could be mistaken for another or not be seen.
        c if c == char::REPLACEMENT_CHARACTER
            || matches!(visible(c.encode_utf8(&mut [0; 4])), Cow::Owned(_)) =>
        {
            format!("U+{:04X}", u32::from(c))
        }
        c => c.to_string(),
    }
}

fn names_of(found: &[char]) -> String {
    join(found.iter().take(4).map(|c| name_of(*c)), " ") + if found.len() > 4 { " ..." } else { "" }
}

/// Returns ` at 4, 8` (counted from 1), or nothing where the whole field is meant.
fn positions(at: &[usize]) -> String {
    if at.is_empty() {
        return String::new();
    }
    let shown = join(at.iter().take(6).map(|i| (i + 1).to_string()), ", ");
    format!(" at {shown}{}", if at.len() > 6 { " ..." } else { "" })
}

/// Stands in place of the checks on an untouched form.
pub const FILL_IN: &str = "Fill in the fields; Tab moves on.";
pub const ALL_WELL: &str = "   nothing to fix; Ctrl-G reviews";
/// What the name takes, shown while the field has the focus and breaks no rule.
pub const NAME_HINT: &str = "4 to 64 of A-Z a-z 0-9 - _, the first a letter";
pub const DESCRIPTION_HINT: &str = "needed; up to 256 characters, none of > ! < \" & ' =";

/// Says what breaks a rule, in one sentence without its end mark.
pub fn sentence(rule: &Rule) -> String {
    match rule {
        Rule::NameTooShort { have: 0 } => {
            format!("a name is needed: {NAME_MIN} to {NAME_MAX} characters")
        }
        Rule::NameTooShort { have } => format!("{have} of at least {NAME_MIN} characters"),
        Rule::NameTooLong { have } => format!("{have} characters, at most {NAME_MAX}"),
        Rule::NameFirst { found } => format!("must begin with a letter, not {}", name_of(*found)),
        Rule::NameCharacters { found } => format!("not allowed: {}", names_of(found)),
        Rule::NameTaken => "name taken".to_owned(),
        Rule::DescriptionBlank => "a description is needed".to_owned(),
        Rule::DescriptionTooLong { have } => {
            format!("{have} characters, at most {DESCRIPTION_MAX}")
        }
        Rule::DescriptionCharacters { found } => format!("not allowed: {}", names_of(found)),
        Rule::DescriptionControl => "line break, control or hidden character".to_owned(),
        Rule::DescriptionLost => "a character that could not be read (U+FFFD)".to_owned(),
        Rule::InstanceMissing => "no instance chosen".to_owned(),
        Rule::InstanceUnverified => "instance typed by hand: not verified".to_owned(),
        Rule::InstanceStatus { status } if status.is_empty() => {
            "instance not read again yet: its status is not known".to_owned()
        }
        Rule::InstanceStatus { status } => {
            format!("instance is {status}, busy or not ready: the service may refuse")
        }
        Rule::InstanceBusy { actions } => {
            format!("instance busy with {}: the service may refuse", actions.join(", "))
        }
        Rule::EngineUndocumented { engine } => {
            format!("backups by API are not documented for {engine}")
        }
        Rule::ScopeNeedsCassandra { engine } => {
            format!("databases and tables are for Cassandra only, this is {engine}")
        }
        Rule::ScopeEmpty => "nothing selected; this is not the whole instance".to_owned(),
        Rule::ScopeLongNames { count, first } => {
            format!(
                "{} over {ENGINE_NAME_BYTES} bytes: {}",
                words::count(*count, "name"),
                name_excerpt(first, 20)
            )
        }
    }
}

/// Returns a rule's sentence with the positions of the offending characters.
pub fn violation(violation: &Violation) -> String {
    sentence(&violation.rule) + &positions(&violation.at)
}

/// Offers the fix of a violation, and names a fix that nobody could guess.
pub fn fix(by: Commands, violation: &Violation) -> String {
    match (&violation.fix, &violation.rule) {
        (None, _) => String::new(),
        (Some(free), Rule::NameTaken) => format!("  {}: {free}", say(by, "<Ctrl-X|/fix>")),
        (Some(_), _) => say(by, "  <Ctrl-X|/fix> fixes"),
    }
}

pub const fn field(field: Field) -> &'static str {
    match field {
        Field::Instance => "Instance",
        Field::Name => "Name",
        Field::Description => "Description",
        Field::Scope => "Scope",
    }
}

/// Says why a typed database or table name is not valid.
pub const fn name_problem(problem: NameProblem) -> &'static str {
    match problem {
        NameProblem::Empty => "Type a name.",
        NameProblem::SpacesAround => "The name has spaces before or after it.",
        NameProblem::Unprintable => "The name has a character that cannot be seen.",
        NameProblem::Gone => "The list has changed meanwhile: go back, and look again.",
        NameProblem::Duplicate => "That name is in the tree already.",
    }
}
