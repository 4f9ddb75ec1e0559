//! What holds of the gate whatever the service lists.

use std::sync::LazyLock;

use geminidb_backup::{
    core::{
        base::{
            ids::{BackupId, InstanceId},
            text::is_unprintable,
            whole::Whole,
        },
        operation::{
            backup::{BackupKind, BackupRow, BackupState},
            gate::{Answer, Condition, Reading, Terms, Verdict},
        },
        scope::choice::Scope,
    },
    words::operation::gate::{json, lines},
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::Value;

use crate::arbitrary;

use super::*;

/// A row as the service may list it: the names of tables tell the kind.
fn listed(name: &'static str) -> impl Strategy<Value = BackupRow> {
    let states = select(vec!["COMPLETED", "COMPLETED", "BUILDING", "FAILED", "", "ODD"]);
    let scope = option::of(select(vec!["s.t", "s.*", "s.t, r.*", "r.a"]));
    let untold = any::<(u8, u8, u8, u8)>();
    (states, scope, -2..6_i64, untold).prop_map(
        move |(state, scope, hours, (begin, kind, instance, text))| BackupRow {
            state: BackupState::parse(state),
            kind: scope.map(|_| BackupKind::DatabaseTable),
            scope: scope.map(names),
            begun: (begin > 20).then(|| NOW.plus(-hours * HOUR / 2)),
            manual: (kind > 20).then_some(kind % 8 > 0),
            instance: InstanceId::received(INSTANCE).filter(|_| instance > 20),
            name: if text > 20 { "pre-change".to_owned() } else { String::new() },
            ..row(name)
        },
    )
}

/// Both lists of a service that contradicts itself nowhere: each row stands in one, or in both.
fn readings() -> impl Strategy<Value = [Reading; 2]> {
    let rows = (listed("A"), listed("B"), listed("C"));
    (rows, any::<[u8; 3]>(), any::<(u8, u8)>()).prop_map(|((a, b, c), places, (refused, clock))| {
        let in_list = |list: u8| -> Vec<BackupRow> {
            let rows = [&a, &b, &c].into_iter().zip(places);
            rows.filter(|(_, at)| at & list > 0).map(|(row, _)| row.clone()).collect()
        };
        let mut readings = both(&in_list(1), &in_list(2));
        if refused < 30 {
            readings = without(usize::from(refused % 2), readings);
        }
        if clock < 30 { without_clock(readings) } else { readings }
    })
}

fn asked() -> impl Strategy<Value = Terms> {
    let covers = option::of(select(vec!["s.t", "s.*", "s.t, r.a", "r.a"]));
    (any::<(bool, bool, bool, bool)>(), covers).prop_map(|((age, kind, name, instance), covers)| {
        Terms {
            instance: InstanceId::received(INSTANCE).filter(|_| instance),
            manual: kind.then_some(true),
            name: name.then(|| "pre-change".to_owned()),
            newer_than: "2h".parse().ok().filter(|_| age),
            covers: covers.map(names),
            allowed: Vec::new(),
        }
    })
}

/// The readings, each time without one fact.
fn with_less(readings: &[Reading; 2]) -> Vec<[Reading; 2]> {
    let mut all = vec![without(0, readings.clone()), without(1, readings.clone())];
    let remove: [fn(&mut BackupRow); 6] = [
        |row| row.state = BackupState::Other(String::new()),
        |row| row.begun = None,
        |row| row.manual = None,
        |row| row.instance = None,
        |row| row.name.clear(),
        // Tables that cannot be read are of a table-level backup still.
        |row| row.scope = None,
    ];
    for list in 0..2 {
        let mut less = readings.clone();
        less[list].told_at = None;
        all.push(less);
        let Ok(rows) = &readings[list].rows else { continue };
        for at in 0..rows.len() {
            all.extend(remove.map(|remove| {
                let (mut rows, mut less) = (rows.to_vec(), readings.clone());
                remove(&mut rows[at]);
                less[list].rows = Ok(Whole::of(rows));
                less
            }));
        }
    }
    all
}

fn exit(terms: &Terms, wanted: Option<&BackupId>, readings: &[Reading; 2]) -> u8 {
    Verdict::of(terms, wanted, readings).exit_code() as u8
}

fn wanted() -> impl Strategy<Value = Option<BackupId>> {
    select(vec![Some("A"), Some("B"), None]).prop_map(|name| name.map(id))
}

static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let schema = include_str!("../../../assets/verify.schema.json");
    let schema = serde_json::from_str(schema).expect("JSON");
    jsonschema::validator_for(&schema).expect("a schema")
});

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 10_000, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn a_fact_that_is_missing_never_opens_the_gate(
        terms in asked(), wanted in wanted(), readings in readings(),
    ) {
        let before = exit(&terms, wanted.as_ref(), &readings);
        for less in with_less(&readings) {
            let after = exit(&terms, wanted.as_ref(), &less);
            prop_assert!(before == 0 || after != 0, "{before} became {after} by {less:?}");
        }
    }

    #[test]
    fn more_wanted_names_never_open_the_gate(
        terms in asked(), wanted in wanted(), readings in readings(),
        more in select(vec!["s.t", "s.u", "s.*", "r.a", "q.*"]),
        allowed in vec(select(vec![Condition::Existed, Condition::Covers, Condition::Kind]), 0..2),
    ) {
        let terms = allow(&allowed, terms);
        let few = terms.covers.clone().unwrap_or_default();
        let all = Terms { covers: Some([few, names(more)].concat()), ..terms.clone() };
        let (before, after) =
            (exit(&terms, wanted.as_ref(), &readings), exit(&all, wanted.as_ref(), &readings));
        prop_assert!(before == 0 || after != 0, "{before} became {after}");
    }

    #[test]
    fn what_is_known_not_to_hold_never_passes(
        terms in asked(), wanted in wanted(), readings in readings(),
    ) {
        let strict = Verdict::of(&terms, wanted.as_ref(), &readings);
        let every = [Condition::OF_A_ROW.as_slice(), &[Condition::Listed]].concat();
        let lax = Verdict::of(&allow(&every, terms), wanted.as_ref(), &readings);
        let closed = |verdict: &Verdict| verdict.findings.iter().any(|finding| {
            let always = matches!(finding.condition, Condition::Listed | Condition::Completed);
            finding.answer == Answer::DoesNotHold || always && finding.answer != Answer::Holds
        });
        prop_assert_eq!(closed(&strict), lax.exit_code() as u8 != 0);
        let passed = lax.findings.iter().filter(|finding| finding.passes);
        let last = said(&lax).1;
        for finding in passed {
            let word = finding.condition.word();
            prop_assert!(lax.exit_code() as u8 != 0 || last.contains(word), "{}", last);
        }
    }

    #[test]
    fn no_name_breaks_out_of_its_line_or_its_field(
        row in arbitrary::row(), failure in arbitrary::failure(), held in arbitrary::scope(),
        name in any::<String>(), unread in any::<bool>(),
    ) {
        let terms = Terms { covers: Some(held), name: Some(name), manual: Some(true), ..newer("2h") };
        let mut readings = both(std::slice::from_ref(&row), &[]);
        if unread {
            readings[1].rows = Err(failure);
        }
        for wanted in [Some(&row.id), None] {
            let verdict = Verdict::of(&terms, wanted, &readings);
            let lines = lines(&verdict);
            let heads = if verdict.backup.is_some() { 2 } else { 0 };
            prop_assert_eq!(lines.len(), heads + verdict.findings.len() + 1);
            for (line, finding) in lines[heads..].iter().zip(&verdict.findings) {
                let words = match finding.answer {
                    Answer::Holds => "holds          ",
                    Answer::DoesNotHold => "does not hold  ",
                    Answer::NotKnown => "not known      ",
                };
                let head = format!("{words}{}", finding.condition.word());
                prop_assert!(line.starts_with(&head), "{}", line);
            }
            for line in &lines {
                prop_assert!(!line.chars().any(is_unprintable), "{}", line);
                prop_assert!(!line.to_lowercase().contains("verified") || format!("{row:?}{readings:?}")
                    .to_lowercase().contains("verified"), "{}", line);
            }
            let said = json(&verdict);
            prop_assert!(!said.chars().any(is_unprintable), "{}", said);
            let read: Value = serde_json::from_str(&said).expect("JSON");
            if let Err(error) = SCHEMA.validate(&read) {
                prop_assert!(false, "{error}: {said}");
            }
            prop_assert_eq!(&read["exit"], verdict.exit_code() as u8);
            if let Some(seen) = &verdict.backup {
                prop_assert_eq!(&read["backup"]["row"]["name"], &seen.row.name);
                let whole = seen.scope == Some(Scope::Instance);
                prop_assert_eq!(read["backup"]["scope"] == "instance", whole);
            }
        }
    }
}
