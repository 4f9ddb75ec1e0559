//! The commands of a ticket: a shell reads back what they say, and what may have been sent is never
//! sent again by them.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Stdio},
};

use geminidb_backup::{
    core::{
        base::{
            call::{CreateEnd, Obstacle, ObstacleCause},
            ids::OperationId,
            instance::Engine,
            regions,
            time::UtcTime,
        },
        draft::{
            form::{Draft, Target},
            request::ReviewedBody,
        },
        operation::{
            Entry, Event, Intent,
            created::{self, Created},
            journal_file::{File, Read},
            record::{Doubts, Outcome, Record},
        },
        scope::choice::{DatabaseScope, Scope, ScopeChoice},
        scope::tree::Tree,
        session::{current::Mode, site::Site},
    },
    words::operation::record::{json, rows, text},
};
use proptest::{collection::vec, prelude::*, strategy::ValueTree as _, test_runner::TestRunner};

use crate::{
    arbitrary::{create_end, scope},
    log_forms::{intent, record},
};

/// Whether nothing was made, by a rule of its own: the last word of the file is an end that proves
/// it, or nothing was ever confirmed.
fn made_nothing(record: &Record) -> bool {
    let Some(operation) = &record.replayed else { return record.times.confirmed.is_none() };
    operation.backup_id.is_none()
        && !operation.is_open()
        && matches!(operation.created, Some(Created::No | Created::NotSent))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 10_000, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn what_may_have_been_sent_has_no_command_that_sends(record in record()) {
        let doubts = &record.doubts;
        let is_whole = doubts.damaged == 0 && doubts.newer == 0 && !doubts.torn;
        for (label, command) in rows(&record) {
            if label.starts_with("request as") {
                prop_assert!(is_whole && made_nothing(&record), "{label}: {:?}", record.outcome);
            } else if label.starts_with("look up with curl") {
                prop_assert!(command.starts_with("curl --globoff -G --url "), "{command}");
            } else if label.starts_with("look up") {
                let reads = ["ListBackups", "ListJobs"].map(|list| {
                    command.starts_with(&format!("hcloud GaussDBforNoSQL {list} "))
                });
                prop_assert!(reads.contains(&true), "{command}");
            }
        }
    }
}

#[test]
fn every_state_is_sent_by_no_command_but_a_certain_no() {
    let mut runner = TestRunner::deterministic();
    let at = UtcTime::from_unix;
    for n in 0..2_000 {
        let one = intent().new_tree(&mut runner).expect("an intent").current();
        let (_, one) = refused(one, Vec::new());
        let end = create_end().new_tree(&mut runner).expect("an end").current();
        let created = Created::No;
        let ended = Event::Ended { created, end: end.clone() };
        let event = |t, event| Entry { at: at(t), event };
        let entries = [
            vec![event(1, Event::Intended(Box::new(one))), event(2, Event::Sent)],
            if n % 2 == 0 { vec![event(3, ended)] } else { Vec::new() },
        ]
        .concat();
        let read = Read { entries, ..Read::default() };
        let file =
            File { operation: Some(OperationId::from_bits(7)), path: "p".into(), read: Ok(read) };
        let record = Record::of(&file, None, Doubts::default());
        let creates = rows(&record).iter().any(|(label, _)| label.starts_with("request as"));
        // A file may say NO of an end that proves nothing.
        let proves = matches!(created::created(&end), Created::No | Created::NotSent);
        let said_no = matches!(record.outcome, Outcome::No | Outcome::NotSent);
        let certain = said_no && proves && n % 2 == 0;
        assert_eq!(creates, certain, "{:?}", record.outcome);
        assert!(!creates || !matches!(end, CreateEnd::NoAnswer(_)), "{end:?}");
    }
}

/// Puts programs of these names into a folder: each writes its arguments to `out`.
fn fakes(folder: &Path) {
    for name in ["curl", "hcloud"] {
        let path = folder.join(name);
        let script = format!("#!/bin/sh\nprintf '%s\\0' {name} \"$@\" '' >>\"$OUT\"\n");
        fs::write(&path, script).expect("a program");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a mode");
    }
}

/// Runs the commands as a shell does; returns the words of each.
fn run(commands: &[String]) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().expect("a folder");
    fakes(folder.path());
    let (script, out) = (folder.path().join("script"), folder.path().join("out"));
    fs::write(&script, commands.join("\n") + "\n").expect("a script");
    for check in [&["-n"][..], &[]] {
        let mut shell = Command::new("sh");
        shell.args(check).arg(&script).env("OUT", &out).env("TOKEN", "a token").env("LC_ALL", "C");
        let path = std::env::join_paths(
            std::iter::once(folder.path().to_owned())
                .chain(std::env::split_paths(&std::env::var_os("PATH").expect("a path"))),
        );
        shell.env("PATH", path.expect("a path")).current_dir(folder.path()).stdin(Stdio::null());
        let done = shell.output().expect("a shell");
        assert!(done.status.success() && done.stderr.is_empty(), "{done:?}");
    }
    let said = String::from_utf8(fs::read(out).expect("an output")).expect("UTF-8");
    let mut all: Vec<Vec<String>> = Vec::new();
    let mut words = Vec::new();
    let mut parts = said.split('\0').peekable();
    while let Some(word) = parts.next() {
        let starts = matches!(parts.peek(), Some(&"curl" | &"hcloud") | None);
        if word.is_empty() && starts {
            all.extend((!words.is_empty()).then(|| std::mem::take(&mut words)));
        } else {
            words.push(word.to_owned());
        }
    }
    all
}

/// A refused request to a region of the vendor, with this scope.
fn refused(mut one: Intent, scope: Vec<DatabaseScope>) -> (Record, Intent) {
    let region = &regions::ALL[0];
    one.site.mode = Mode::Live;
    one.site.region = Some(region.id.to_owned());
    one.site.endpoint = region.geminidb.to_owned();
    one.engine = Engine::Cassandra;
    one.scope = if scope.is_empty() { Scope::Instance } else { Scope::Tables(scope.clone()) };
    let draft = Draft {
        target: Some(Target::Typed { id: one.instance.clone(), engine: one.engine.clone() }),
        name: "name".into(),
        description: "why".into(),
        scope_choice: if scope.is_empty() { ScopeChoice::Instance } else { ScopeChoice::Tables },
        tree: Tree::of_scope(&scope),
    };
    (one.name, one.description, one.scope) = ("name".into(), "why".into(), draft.scope());
    if let Ok(body) = ReviewedBody::of_draft(&draft) {
        (one.body, one.sha256) = (body.text().to_owned(), body.digest_hex());
    }
    let entry = |event| Entry { at: UtcTime::from_unix(7), event };
    let obstacle = Obstacle { host: "nowhere".to_owned(), cause: ObstacleCause::Lookup };
    let end = CreateEnd::NotSent(obstacle);
    let entries = [
        Event::Intended(Box::new(one.clone())),
        Event::Sent,
        Event::Ended { created: Created::NotSent, end },
    ];
    let read = Read { entries: entries.map(entry).to_vec(), ..Read::default() };
    let file =
        File { operation: Some(OperationId::from_bits(7)), path: "p".into(), read: Ok(read) };
    (Record::of(&file, None, Doubts::default()), one)
}

#[test]
fn a_shell_reads_each_command_back_byte_for_byte() {
    let mut runner = TestRunner::deterministic();
    let mut commands = Vec::new();
    let mut wanted = Vec::new();
    let hostile = [r#"'"$(touch x)`!%s\n\\"#, "-x", "é\u{202e}", "a\nb", "中 ~ *"].map(|name| {
        vec![DatabaseScope {
            database_name: name.to_owned(),
            table_names: Some(vec![name.to_owned(), "t".to_owned()]),
        }]
    });
    let random = (0..60).map(|_| scope().new_tree(&mut runner).expect("a scope").current());
    let scopes: Vec<_> = hostile.into_iter().chain(random).collect();
    for scope in scopes {
        let one = intent().new_tree(&mut runner).expect("an intent").current();
        let (record, one) = refused(one, scope);
        if one.body.contains('\0') || one.body.ends_with('\n') {
            continue;
        }
        let said = text(&record);
        for (n, label) in said.iter().enumerate().filter(|(_, line)| line.starts_with("request as"))
        {
            commands.push(said[n + 1].clone());
            wanted.push((label.contains("curl"), one.clone()));
        }
    }
    let ran = run(&commands);
    assert_eq!(ran.len(), commands.len());
    assert!(wanted.iter().any(|(is_curl, _)| !is_curl), "hcloud as well");
    for (words, (is_curl, one)) in ran.iter().zip(&wanted) {
        if *is_curl {
            let url = format!(
                "{}/v3/{}/instances/{}/backups",
                one.site.endpoint, one.site.project, one.instance
            );
            assert_eq!(words[..6], ["curl", "--globoff", "-X", "POST", "--url", &url]);
            let token = ["-H", "X-Auth-Token: a token", "-H", "Content-Type: application/json"];
            assert_eq!(words[6..10], token);
            assert_eq!(words[10..], ["--data-binary", &one.body]);
            continue;
        }
        assert_eq!(words[..3], ["hcloud", "GaussDBforNoSQL", "CreateBack"]);
        let value = |name: &str| {
            let option = format!("--{name}=");
            words.iter().find_map(|word| word.strip_prefix(&option)).map(str::to_owned)
        };
        assert_eq!(value("instance_id").as_deref(), Some(one.instance.as_str()));
        assert_eq!(
            (value("name"), value("description")),
            (Some(one.name.clone()), Some(one.description.clone()))
        );
        let Scope::Tables(databases) = &one.scope else { continue };
        for (n, database) in (1..).zip(databases) {
            let row = format!("database_tables.{n}");
            assert_eq!(
                value(&format!("{row}.database_name")).as_ref(),
                Some(&database.database_name)
            );
            for (t, table) in (1..).zip(database.table_names.iter().flatten()) {
                assert_eq!(value(&format!("{row}.table_names.{t}")).as_ref(), Some(table));
            }
        }
    }
}

/// Whether a record offers the request as a command.
fn offers(record: &Record) -> bool {
    rows(record).iter().any(|(label, _)| label.starts_with("request as"))
}

#[test]
fn a_request_that_has_no_command_for_hcloud_says_why() {
    let mut runner = TestRunner::deterministic();
    let one = intent().new_tree(&mut runner).expect("an intent").current();
    let (record, _) = refused(one, Vec::new());
    let hcloud = |record: &Record| {
        let found = rows(record).into_iter().find(|(label, _)| label.contains("hcloud"));
        found.expect("a line").1
    };
    assert!(hcloud(&record).starts_with("hcloud GaussDBforNoSQL CreateBack "));
    let elsewhere = |change: fn(&mut Site)| {
        let mut record = record.clone();
        change(record.site.as_mut().expect("a site"));
        hcloud(&record)
    };
    for said in [
        elsewhere(|site| site.mode = Mode::Demo),
        elsewhere(|site| site.region = None),
        elsewhere(|site| site.endpoint = "https://other.example".to_owned()),
    ] {
        assert!(said.starts_with("no command: "), "{said}");
    }
}

#[test]
fn a_file_whose_parts_tell_different_requests_offers_none() {
    let mut runner = TestRunner::deterministic();
    let mut one = intent().new_tree(&mut runner).expect("an intent").current();
    let tables = vec![DatabaseScope {
        database_name: "orders".to_owned(),
        table_names: Some(vec!["by_day".to_owned()]),
    }];
    let (told, whole) = refused(one.clone(), tables);
    assert!(offers(&told), "one request");
    let of = |one: Intent| {
        let entry = |event| Entry { at: UtcTime::from_unix(7), event };
        let end = CreateEnd::NotSent(Obstacle {
            host: "nowhere".to_owned(),
            cause: ObstacleCause::Lookup,
        });
        let ended = Event::Ended { created: Created::NotSent, end };
        let entries = vec![entry(Event::Intended(Box::new(one))), entry(ended)];
        let read = Ok(Read { entries, ..Read::default() });
        let operation = Some(OperationId::from_bits(7));
        Record::of(&File { operation, path: "p".into(), read }, None, Doubts::default())
    };
    assert!(offers(&of(whole.clone())), "the same file");
    for scope in [Scope::Instance, Scope::Tables(vec![])] {
        one = Intent { scope, ..whole.clone() };
        assert!(!offers(&of(one)), "a scope beside another body");
    }
    assert!(!offers(&of(Intent { name: "other".into(), ..whole.clone() })), "another name");
    assert!(!offers(&of(Intent { sha256: "0".repeat(64), ..whole })), "another digest");
}

#[test]
fn look_ups_are_read_back_as_well() {
    let mut runner = TestRunner::deterministic();
    let records = vec(record(), 150).new_tree(&mut runner).expect("records").current();
    let commands: Vec<String> = records
        .iter()
        .flat_map(rows)
        .filter(|(label, _)| label.starts_with("look up"))
        .map(|(_, command)| command)
        .collect();
    let ran = run(&commands);
    assert!(ran.len() > 20 && ran.len() == commands.len(), "{}", ran.len());
    for words in &ran {
        assert_eq!(words[..4], ["curl", "--globoff", "-G", "--url"], "{words:?}");
        assert!(
            !words.iter().any(|word| ["-X", "--data-binary", "-d"].contains(&&**word)),
            "{words:?}"
        );
    }
}

/// The line of the guide that makes the digest from the JSON.
const DIGEST: &str = r#"jq -r '.scope.tables[] | .database_name as $d | (.table_names // [""])[] | [$d, .] | @tsv' | sha256sum"#;

#[test]
fn the_guide_has_the_line_that_makes_the_digest_of_a_long_list() {
    let guide = include_str!("../../docs/guide.md");
    assert!(guide.contains(DIGEST), "docs/guide.md");
    if Command::new("jq").arg("--version").output().is_err() {
        return eprintln!("SKIPPED: there is no jq");
    }
    let names = |n: usize| (0..n).map(|t| format!("t{t}\ttab\\n \u{e9}")).collect::<Vec<_>>();
    let scope = vec![
        DatabaseScope { database_name: "whole".into(), table_names: None },
        DatabaseScope { database_name: "a\\b".into(), table_names: Some(names(10)) },
    ];
    let mut runner = TestRunner::deterministic();
    let one = intent().new_tree(&mut runner).expect("an intent").current();
    let (record, _) = refused(one, scope);
    let want = record.names_sha256.clone().expect("more than ten names");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("record.json");
    fs::write(&file, json(&record)).expect("a file");
    let shell = Command::new("sh")
        .args(["-c", DIGEST])
        .stdin(fs::File::open(&file).expect("a file"))
        .output()
        .expect("a shell");
    let said = String::from_utf8(shell.stdout).expect("UTF-8");
    assert_eq!(said.split(' ').next(), Some(want.as_str()), "{said}");
    assert!(text(&record).iter().any(|line| line.ends_with(&want)), "in the text, too");
}
