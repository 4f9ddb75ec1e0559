//! What the rules can say of a draft: each violation with its facts.

use serde::Serialize;

use crate::core::base::Level;

/// The part of the form that a violation points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Field {
    Instance,
    Name,
    Description,
    /// The scope and its tree.
    Scope,
}

/// A broken rule, with the facts that its sentence needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Rule {
    /// Fewer than `NAME_MIN` characters.
    NameTooShort {
        have: usize,
    },
    /// More than `NAME_MAX` characters.
    NameTooLong {
        have: usize,
    },
    /// The first character is not an ASCII letter.
    NameFirst {
        found: char,
    },
    /// Characters outside letters, digits, `-`, `_`.
    NameCharacters {
        /// The distinct offenders, in order of appearance.
        found: Vec<char>,
    },
    /// A backup of the instance has the name, as read before: the draft alone does not tell.
    NameTaken,
    /// Nothing but white space. The service may take that; this form asks for a description.
    DescriptionBlank,
    /// More than `DESCRIPTION_MAX` UTF-16 units.
    DescriptionTooLong {
        have: usize,
    },
    /// One of `> ! < " & ' =`.
    DescriptionCharacters {
        /// The distinct offenders, in order of appearance.
        found: Vec<char>,
    },
    /// Line breaks or other control characters.
    DescriptionControl,
    /// U+FFFD, which stands where a character could not be read.
    DescriptionLost,
    InstanceMissing,
    /// Typed by hand, so neither its existence nor its engine is verified.
    InstanceUnverified,
    /// The instance's status is not `normal`.
    InstanceStatus {
        status: String,
    },
    /// Operations are running on the instance.
    InstanceBusy {
        actions: Vec<String>,
    },
    /// An engine that the create call's page does not name.
    EngineUndocumented {
        engine: String,
    },
    /// Database and table scope on an engine other than Cassandra.
    ScopeNeedsCassandra {
        engine: String,
    },
    /// Databases and tables are to be backed up, and none is ticked. To the service an empty list
    /// would mean the whole instance.
    ScopeEmpty,
    /// Some chosen names are longer than the engine's 48 bytes.
    ScopeLongNames {
        count: usize,
        first: String,
    },
}

impl Rule {
    pub const fn level(&self) -> Level {
        match self {
            Self::NameTooShort { .. }
            | Self::NameTooLong { .. }
            | Self::NameFirst { .. }
            | Self::NameCharacters { .. }
            | Self::NameTaken
            | Self::DescriptionBlank
            | Self::DescriptionTooLong { .. }
            | Self::DescriptionCharacters { .. }
            | Self::DescriptionControl
            | Self::DescriptionLost
            | Self::InstanceMissing
            | Self::ScopeNeedsCassandra { .. }
            | Self::ScopeEmpty => Level::Error,
            Self::InstanceUnverified
            | Self::InstanceStatus { .. }
            | Self::InstanceBusy { .. }
            | Self::EngineUndocumented { .. }
            | Self::ScopeLongNames { .. } => Level::Warn,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    pub field: Field,
    pub rule: Rule,
    /// Positions of the offending characters, counted in characters from 0; empty if
    /// the whole field is meant.
    pub at: Vec<usize>,
    /// The field's whole text after the suggested fix, never applied unasked.
    pub fix: Option<String>,
}

impl Violation {
    pub(super) fn new(field: Field, rule: Rule) -> Self {
        Self { field, rule, at: Vec::new(), fix: None }
    }

    pub(super) const fn with_fix(field: Field, rule: Rule, at: Vec<usize>, fix: String) -> Self {
        Self { field, rule, at, fix: Some(fix) }
    }

    /// Returns whether the violation forbids sending.
    pub const fn is_error(&self) -> bool {
        matches!(self.rule.level(), Level::Error)
    }
}

/// Returns the distinct characters of `text` for which `bad` holds, and each place of one;
/// `None` if there are none.
pub(super) fn offenders(
    text: &str,
    bad: impl Fn(usize, char) -> bool,
) -> Option<(Vec<char>, Vec<usize>)> {
    let (mut found, mut at) = (Vec::new(), Vec::new());
    for (i, c) in text.chars().enumerate().filter(|&(i, c)| bad(i, c)) {
        at.push(i);
        if !found.contains(&c) {
            found.push(c);
        }
    }
    (!at.is_empty()).then_some((found, at))
}
