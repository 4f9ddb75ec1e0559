//! The gate in words: a line for each condition and one for the verdict, or one JSON object.

use std::borrow::Cow;

use serde_json::json;

use super::lists::level;
use super::record::{meaning, names, paths, quoted, scope};
use crate::{
    core::{
        base::{
            BackupId, UtcTime,
            text::{escaped_json, printable},
            time::elapsed,
        },
        operation::{
            Operation,
            backup::BackupState,
            gate::{Answer, Condition, Fact, Finding, Seen, Verdict},
        },
        scope::{DatabaseScope, Parsed, Scope},
    },
    words::{
        base::{calls, permissions::Need},
        compose::import,
        count, if_told, join,
    },
};

/// Returns the lines: the backup, a line for each condition, and the verdict.
pub fn lines(verdict: &Verdict) -> Vec<String> {
    let mut lines: Vec<String> = verdict.backup.iter().flat_map(heads).collect();
    lines.extend(verdict.findings.iter().map(|finding| {
        let answer = if finding.passes { "let pass" } else { answer(finding.answer) };
        format!("{answer:<13}  {:<10}  {}", finding.condition.word(), fact(finding))
    }));
    lines.push(sentence(verdict));
    lines.iter().map(|line| printable(line).into_owned()).collect()
}

/// Returns a text of the service in quotes, unless it is a plain word. What could act on a terminal
/// is written out already, and not once more.
fn as_told(text: &str) -> String {
    match quoted(text) {
        Cow::Borrowed(plain) => plain.to_owned(),
        Cow::Owned(_) => format!("\"{text}\""),
    }
}

fn heads(seen: &Seen) -> [String; 2] {
    let row = &seen.row;
    let instance = row.instance_name.as_deref().unwrap_or("an instance that is not given");
    let at = seen.told_at.map_or_else(untold, UtcTime::iso);
    let name = as_told(&row.name);
    [
        format!("backup_id {}", row.id),
        format!("backup {name} of {}, by the service's clock at {at}", quoted(instance)),
    ]
}

/// Returns the verdict in one line.
fn sentence(verdict: &Verdict) -> String {
    let Some(finding) = verdict.decisive() else {
        let passed = verdict.findings.iter().filter(|finding| finding.passes);
        return match join(passed.map(|finding| finding.condition.word()), ", ") {
            none if none.is_empty() => "HOLDS: every condition is known to hold".to_owned(),
            passed => format!("HOLDS, but not known and let pass: {passed}"),
        };
    };
    let answer = answer(finding.answer).to_uppercase();
    format!("{answer}: {}: {}", finding.condition.word(), fact(finding))
}

/// Returns the verdict as a JSON object on one line (`assets/verify.schema.json`).
pub fn json(verdict: &Verdict) -> String {
    let conditions = verdict.findings.iter().map(|finding| {
        let names = match &finding.fact {
            Fact::Lacks(names) | Fact::MayBeNewer(names) => paths(names),
            _ => Vec::new(),
        };
        json!({
            "condition": finding.condition.word(),
            "answer": answer(finding.answer).replace(' ', "_"),
            "let_pass": finding.passes,
            "text": printable(&fact(finding)),
            "names": names,
        })
    });
    let object = json!({
        "schema": "geminidb-backup/verify/1",
        "exit": verdict.exit_code() as u8,
        "condition": verdict.decisive().map(|finding| finding.condition.word()),
        "text": printable(&sentence(verdict)),
        "backup": verdict.backup,
        "conditions": conditions.collect::<Vec<_>>(),
    });
    escaped_json(object.to_string())
}

const fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Holds => "holds",
        Answer::DoesNotHold => "does not hold",
        Answer::NotKnown => "not known",
    }
}

/// Says what was read, in one sentence without its end mark.
fn fact(finding: &Finding) -> String {
    let listed =
        |found: &[DatabaseScope]| names(&Scope::Tables(found.to_vec())).unwrap_or_default();
    match &finding.fact {
        Fact::Said(sentence) => sentence.clone(),
        Fact::Listed if finding.condition == Condition::Existed => {
            "no name is in the backup only as part of a whole".to_owned()
        }
        Fact::Listed => "the service lists the backup".to_owned(),
        Fact::Newest(all) => format!("the newest of {} of the instance", count(*all, "backup")),
        Fact::NotListed => {
            "the service lists no such backup, neither of an instance nor of tables".to_owned()
        }
        Fact::Unread(kind, why) => {
            calls::not_read(&format!("the list of {}", level(*kind)), why, Need::Backups)
        }
        Fact::TwoTruths => "the two lists contradict each other: run it again".to_owned(),
        Fact::BeginUntold(id) => {
            format!("any may be the newest: the service does not say when {id} began")
        }
        Fact::SameBegin(one, other) => {
            format!("backups {one} and {other} began in the same second: give the ID")
        }
        Fact::InstanceUntold(id) => {
            format!("the service does not give the instance of the newest, {id}")
        }
        Fact::State(BackupState::Other(state)) if state.is_empty() => untold(),
        Fact::State(BackupState::Other(state)) => {
            format!("the service says {}, which this version does not know", quoted(state))
        }
        Fact::State(state) => format!("the service says {}", state.word()),
        Fact::Untold => untold(),
        Fact::Told(told) => format!("the service says {}", as_told(told)),
        Fact::ClockUntold => "the answer does not give the service's time".to_owned(),
        Fact::Age { begun, now } if begun > now => {
            format!("begun {}, in the future of the service's clock, {}", begun.iso(), now.iso())
        }
        Fact::Age { begun, now } => {
            let age = elapsed(now.since(*begun));
            format!("begun {}, {age} before the service's clock", begun.iso())
        }
        Fact::Covered(Scope::Instance) => "the backup is of the whole instance".to_owned(),
        Fact::Covered(held) => format!("the backup is of {}", scope(held)),
        Fact::Lacks(names) => format!("not in the backup: {}", listed(names)),
        Fact::MayBeNewer(names) => format!(
            "only what existed when the backup began is in it, and the service does not say that \
                of {}",
            listed(names)
        ),
    }
}

fn untold() -> String {
    "the service does not say".to_owned()
}

/// Says that an operation has no backup to judge, and why.
pub fn without_backup(operation: &Operation) -> String {
    let outcome = operation.outcome();
    if operation.is_of_a_demo() {
        return format!("operation {} is of a demo: no backup was made anywhere", operation.id);
    }
    format!(
        "operation {}: {}: {}",
        operation.id,
        outcome.word(),
        meaning(outcome).trim_end_matches('.')
    )
}

/// Says that a line of the list is not taken, or that the list names nothing; `None` if neither
/// is so, and the list can be used.
pub fn unusable(list: &Parsed) -> Option<String> {
    match list.not_taken.kept.first() {
        Some(note) => Some(format!(
            "--covers: {} not taken, the first in line {}: {}: {}",
            count(list.not_taken.count, "name"),
            note.line,
            import::why(note.why),
            note.excerpt
        )),
        None => list.is_empty().then(|| "--covers: the list names nothing".to_owned()),
    }
}

/// Stands where both the token and the list are to come from standard input.
pub const ONE_INPUT: &str =
    "--covers and --token-file cannot both be -: give one of them as a file";

/// Says that the run was ended before the backup was, and which backup.
pub fn left(backup: Option<&BackupId>) -> String {
    format!("left before the backup{} had ended", if_told(" ", backup, ""))
}
