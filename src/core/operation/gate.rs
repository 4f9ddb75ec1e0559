//! The gate: whether a backup is known to meet the conditions of a script that goes on only then.
//!
//! A condition holds, does not hold, or is not known. A field that the service leaves out, a list
//! that was not read to its end and two answers that contradict each other are not known: none of
//! them lets a script go on.

use serde::Serialize;

use super::backup::{BackupKind, BackupRow, BackupState, made};
use crate::core::{
    base::{
        BackupId, CallFailure, ExitCode, InstanceId, Since, UtcTime, Whole, text::visible_name,
    },
    scope::{
        DatabaseScope, Scope,
        choice::{names, sets},
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// It is known which backup is meant, and both lists agree about the backup.
    Listed,
    Completed,
    Instance,
    /// Made by hand, or automated.
    Kind,
    Name,
    NewerThan,
    /// The scope of the backup holds each wanted name.
    Covers,
    /// The wanted names that the backup holds as part of a whole existed when the backup began.
    Existed,
}

impl Condition {
    /// The conditions of a row, in the order in which they are told.
    pub const OF_A_ROW: [Self; 7] = [
        Self::Completed,
        Self::Instance,
        Self::Kind,
        Self::Name,
        Self::NewerThan,
        Self::Covers,
        Self::Existed,
    ];

    /// Returns whether an operator may let the condition pass where it is not known.
    pub fn is_passable(self) -> bool {
        Self::OF_A_ROW[1..].contains(&self)
    }

    /// Returns the word for the command line, and for a program that reads the output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Completed => "completed",
            Self::Instance => "instance",
            Self::Kind => "kind",
            Self::Name => "name",
            Self::NewerThan => "newer-than",
            Self::Covers => "covers",
            Self::Existed => "existed",
        }
    }
}

/// What is asked of the backup, beside COMPLETED.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms {
    pub instance: Option<InstanceId>,
    /// `true`: made by hand; `false`: automated.
    pub manual: Option<bool>,
    pub name: Option<String>,
    pub newer_than: Option<Since>,
    /// The databases and tables that the backup must hold.
    pub covers: Option<Vec<DatabaseScope>>,
    /// The conditions that pass where they are not known.
    pub allowed: Vec<Condition>,
}

/// The answer to the question for the list of one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    pub kind: BackupKind,
    /// The service's clock in the answer.
    pub told_at: Option<UtcTime>,
    pub rows: Result<Whole<BackupRow>, CallFailure>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Holds,
    DoesNotHold,
    NotKnown,
}

/// The fact that an answer rests on.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// A sentence from outside the gate, which ended the run before the backup was read.
    Said(String),
    Listed,
    /// The newest of this number of backups.
    Newest(usize),
    NotListed,
    Unread(BackupKind, Box<CallFailure>),
    /// The two lists tell different things of one backup.
    TwoTruths,
    /// This one may be the newest, but the service does not tell when it began.
    BeginUntold(BackupId),
    SameBegin(BackupId, BackupId),
    /// The newest one, but the service does not tell of which instance.
    InstanceUntold(BackupId),
    State(BackupState),
    /// The service leaves the field out.
    Untold,
    Told(String),
    ClockUntold,
    Age {
        begun: UtcTime,
        now: UtcTime,
    },
    Covered(Scope),
    Lacks(Vec<DatabaseScope>),
    /// These names are in the backup only if they existed at its begin, which no call tells.
    MayBeNewer(Vec<DatabaseScope>),
}

/// What is found of one condition.
type Found = (Answer, Fact);

#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub condition: Condition,
    pub answer: Answer,
    pub fact: Fact,
    /// The answer is not known, and the operator lets that pass.
    pub passes: bool,
}

/// The backup as both lists show it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Seen {
    pub row: BackupRow,
    pub told_at: Option<UtcTime>,
    /// `None`: the lists do not tell what the backup holds.
    pub scope: Option<Scope>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    pub backup: Option<Seen>,
    /// The answers in the order of the conditions.
    pub findings: Vec<Finding>,
}

impl Verdict {
    /// Judges a backup by the readings of both lists; without an ID the newest, in any state.
    pub fn of(terms: &Terms, id: Option<&BackupId>, readings: &[Reading; 2]) -> Self {
        let found = match id {
            Some(id) => Ok((id, Fact::Listed)),
            None => newest(readings),
        };
        match found.and_then(|(id, how)| Ok((view(id, readings)?, how))) {
            Ok((seen, how)) => {
                Self::new(terms, unread(readings).unwrap_or((Answer::Holds, how)), Some(seen))
            }
            Err(why) => Self::new(terms, why, None),
        }
    }

    /// Judges without any reading, for this reason.
    pub fn unread(terms: &Terms, answer: Answer, why: String) -> Self {
        Self::new(terms, (answer, Fact::Said(why)), None)
    }

    fn new(terms: &Terms, listed: Found, backup: Option<Seen>) -> Self {
        let finding = |condition: Condition, (answer, fact)| {
            // Who lets pass that the scope is not known lets pass its smaller doubt too.
            let allowed = terms.allowed.contains(&condition)
                || condition == Condition::Existed && terms.allowed.contains(&Condition::Covers);
            let passes = allowed && condition.is_passable() && answer == Answer::NotKnown;
            Finding { condition, answer, fact, passes }
        };
        let mut findings = vec![finding(Condition::Listed, listed)];
        if let Some(seen) = &backup {
            let of_row = |condition| Some(finding(condition, judge(condition, terms, seen)?));
            findings.extend(Condition::OF_A_ROW.into_iter().filter_map(of_row));
        }
        Self { backup, findings }
    }

    /// Returns the finding that closes the gate: the first condition that does not hold, or else
    /// the first that is not known and does not pass.
    pub fn decisive(&self) -> Option<&Finding> {
        let first = |answer| self.findings.iter().find(|f| f.answer == answer && !f.passes);
        first(Answer::DoesNotHold).or_else(|| first(Answer::NotKnown))
    }

    pub fn exit_code(&self) -> ExitCode {
        match self.decisive().map(|finding| finding.answer) {
            None | Some(Answer::Holds) => ExitCode::Done,
            Some(Answer::DoesNotHold) => ExitCode::NothingCreated,
            Some(Answer::NotKnown) => ExitCode::Unknown,
        }
    }
}

/// Returns the doubt for the first list that was not read.
fn unread(readings: &[Reading; 2]) -> Option<Found> {
    readings.iter().find_map(|r| {
        let why = Box::new(r.rows.as_ref().err()?.clone());
        Some((Answer::NotKnown, Fact::Unread(r.kind, why)))
    })
}

fn rows(reading: &Reading) -> &[BackupRow] {
    reading.rows.as_deref().unwrap_or_default()
}

/// Errors: Why the newest backup is not known, or that there is none.
fn newest(readings: &[Reading; 2]) -> Result<(&BackupId, Fact), Found> {
    if let Some(why) = unread(readings) {
        return Err(why);
    }
    let mut all: Vec<&BackupRow> = readings.iter().flat_map(rows).collect();
    all.sort_by_key(|row| (row.begun, row.id.as_str()));
    all.dedup_by_key(|row| &row.id);
    match &all[..] {
        [] => Err((Answer::DoesNotHold, Fact::NotListed)),
        // The order begins with those without a begin.
        [first, ..] if first.begun.is_none() => {
            Err((Answer::NotKnown, Fact::BeginUntold(first.id.clone())))
        }
        [.., one, other] if one.begun == other.begun => {
            Err((Answer::NotKnown, Fact::SameBegin(one.id.clone(), other.id.clone())))
        }
        [.., newest] => match readings.iter().filter_map(|reading| reading.told_at).min() {
            // Where one begin cannot be right, none tells which backup is the newest.
            Some(now) if newest.begun > Some(now) => {
                Err((Answer::NotKnown, Fact::Age { begun: newest.begun.unwrap_or(now), now }))
            }
            _ if newest.instance.is_none() => {
                Err((Answer::NotKnown, Fact::InstanceUntold(newest.id.clone())))
            }
            _ => Ok((&newest.id, Fact::Newest(all.len()))),
        },
    }
}

/// Returns the backup as the lists show it. Errors: Why there is no row to judge by.
fn view(id: &BackupId, readings: &[Reading; 2]) -> Result<Seen, Found> {
    let mut shown = readings
        .iter()
        .filter_map(|reading| Some((reading, rows(reading).iter().find(|row| row.id == *id)?)));
    let Some((reading, row)) = shown.next() else {
        return Err(unread(readings).unwrap_or((Answer::DoesNotHold, Fact::NotListed)));
    };
    let other = shown.next().map(|(_, row)| row);
    let told = |row: &BackupRow| {
        (row.state.clone(), row.begun, row.name.clone(), row.manual, row.instance.clone())
    };
    if other.is_some_and(|other| told(other) != told(row)) {
        return Err((Answer::NotKnown, Fact::TwoTruths));
    }
    // A row that names no tables is of the whole instance only if the one list shows the row, and
    // the other, read to its end, does not: some services show every backup in both.
    let alone = other.is_none() && unread(readings).is_none();
    let scope = match &row.scope {
        Some(names) if other.is_none_or(|other| other.scope == row.scope) => {
            Some(Scope::Tables(names.clone()))
        }
        None if alone && reading.kind == BackupKind::Instance && row.kind.is_none() => {
            Some(Scope::Instance)
        }
        _ => None,
    };
    Ok(Seen { row: row.clone(), told_at: reading.told_at, scope })
}

/// Judges a condition by the backup's row; `None` if the condition is not asked for.
fn judge(condition: Condition, terms: &Terms, seen: &Seen) -> Option<Found> {
    let row = &seen.row;
    Some(match condition {
        Condition::Listed => return None,
        Condition::Completed => {
            let answer = match row.state {
                BackupState::Completed => Answer::Holds,
                BackupState::Building | BackupState::Failed => Answer::DoesNotHold,
                BackupState::Other(_) => Answer::NotKnown,
            };
            (answer, Fact::State(row.state.clone()))
        }
        Condition::Instance => {
            told(row.instance.as_ref().map(InstanceId::as_str), terms.instance.as_ref()?.as_str())
        }
        Condition::Kind => told(row.manual.map(made), made(terms.manual?)),
        Condition::Name => told(Some(&row.name), &visible_name(terms.name.as_ref()?)),
        Condition::NewerThan => newer_than(terms.newer_than?, seen),
        Condition::Covers => covers(terms.covers.as_ref()?, seen),
        Condition::Existed => existed(terms.covers.as_ref()?, seen),
    })
}

const fn known(holds: bool) -> Answer {
    if holds { Answer::Holds } else { Answer::DoesNotHold }
}

/// Compares a field of the row with the wanted text.
fn told(told: Option<&str>, wanted: &str) -> Found {
    match told {
        None | Some("") => (Answer::NotKnown, Fact::Untold),
        Some(told) => (known(told == wanted), Fact::Told(told.to_owned())),
    }
}

fn newer_than(since: Since, seen: &Seen) -> Found {
    let Some(begun) = seen.row.begun else { return (Answer::NotKnown, Fact::Untold) };
    let Some(now) = seen.told_at else { return (Answer::NotKnown, Fact::ClockUntold) };
    let newer = known(begun > since.from(now));
    (if begun > now { Answer::NotKnown } else { newer }, Fact::Age { begun, now })
}

/// Returns the wanted names that the scope lacks, and those that it holds only as part of the
/// instance or of a whole database.
fn sort_out(wanted: &[DatabaseScope], scope: &Scope) -> [Vec<DatabaseScope>; 2] {
    let [mut lacking, mut as_part] = [Vec::new(), Vec::new()];
    let held = match scope {
        Scope::Instance => return [lacking, wanted.to_vec()],
        Scope::Tables(names) => sets(names),
    };
    for (database, table) in names(wanted) {
        let name = || DatabaseScope {
            database_name: database.to_owned(),
            table_names: table.map(|table| vec![table.to_owned()]),
        };
        match (held.get(database), table) {
            (Some(None), _) => as_part.push(name()),
            (Some(Some(tables)), Some(table)) if tables.contains(table) => {}
            // Tables that are named one by one are not the database.
            (Some(Some(_)) | None, _) => lacking.push(name()),
        }
    }
    [lacking, as_part]
}

fn covers(wanted: &[DatabaseScope], seen: &Seen) -> Found {
    let Some(scope) = &seen.scope else { return (Answer::NotKnown, Fact::Untold) };
    let [lacking, _] = sort_out(wanted, scope);
    if lacking.is_empty() {
        (Answer::Holds, Fact::Covered(scope.clone()))
    } else {
        (Answer::DoesNotHold, Fact::Lacks(lacking))
    }
}

fn existed(wanted: &[DatabaseScope], seen: &Seen) -> Found {
    let as_part = seen.scope.as_ref().map(|scope| sort_out(wanted, scope)[1].clone());
    match as_part {
        None => (Answer::NotKnown, Fact::Untold),
        Some(names) if names.is_empty() => (Answer::Holds, Fact::Listed),
        Some(names) => (Answer::NotKnown, Fact::MayBeNewer(names)),
    }
}
