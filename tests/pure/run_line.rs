//! The line that opens a form again, through a real shell and the real command line: the same form
//! comes out.

use std::process::Command;

use clap::Parser;
use geminidb_backup::{
    cli::Cli,
    core::{
        base::{
            ids::{InstanceId, ProjectId},
            instance::Engine,
            size::Size,
            text,
            time::{Clock, Millis, UtcTime},
        },
        draft::{
            form::{Draft, Target},
            run_line,
        },
        launch::Opening,
        model::Model,
        scope::{
            choice::{DatabaseScope, ScopeChoice},
            tree::{Take, Tree},
        },
        session::{
            credentials::Origin,
            current::{Mode, Session, SignIn},
        },
    },
};
use proptest::prelude::*;

fn place() -> Session {
    let origin = Origin::Profile { name: "it's ours".to_owned(), path: "config.toml".to_owned() };
    Session {
        region: Some("ap-southeast-1".to_owned()),
        endpoint: Some("https://gaussdb-nosql.ap-southeast-1.myhuaweicloud.com".to_owned()),
        project: ProjectId::typed("054e292c9880d4992f02c0196d3ea468"),
        sign_in: Some(SignIn::token(origin, 1843)),
        ..Session::default()
    }
}

/// What a shell makes of a line.
fn through_a_shell(line: &str) -> Vec<String> {
    let script = format!("set -- {line}\nfor word; do printf '%s\\0' \"$word\"; done");
    let output = Command::new("sh").args(["-c", &script]).output().expect("a shell");
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.split_terminator('\0').map(str::to_owned).collect()
}

fn opened_again(draft: &Draft) -> (Model, String) {
    let line = run_line::quoted(&run_line::words(Mode::Live, &place(), &[], false, draft));
    let cli = Cli::try_parse_from(through_a_shell(&line))
        .unwrap_or_else(|error| panic!("{line}: {error}"));
    let opening = Opening {
        filled: cli.screens.filled(),
        instance: cli.screens.instance.clone(),
        ..Opening::default()
    };
    let clock =
        Clock { utc: UtcTime::parse("2025-10-17T01:58:00Z").expect("a time"), at: Millis(0) };
    let model =
        Model::new(Mode::Live, place(), Size { columns: 80, rows: 24 }, clock).open(opening);
    let connection = cli.screens.connection;
    assert_eq!(connection.region.as_deref(), place().region.as_deref(), "{line}");
    assert_eq!(connection.project_id, place().project.map(|project| project.to_string()), "{line}");
    assert_eq!(connection.profile.as_deref(), Some("it's ours"), "{line}");
    (model, line)
}

fn form(name: &str, description: &str, scope: &[DatabaseScope]) -> Draft {
    let mut tree = Tree::default();
    tree.take(scope, Take::Replace);
    let id = InstanceId::typed("a4d8ea2584e047439a667703c0684119in06");
    let target = id.map(|id| Target::Typed { id, engine: Engine::Cassandra });
    let scope_choice = if scope.is_empty() { ScopeChoice::Instance } else { ScopeChoice::Tables };
    Draft { target, name: name.into(), description: description.into(), scope_choice, tree }
}

fn comes_back(draft: &Draft) {
    let (model, line) = opened_again(draft);
    assert_eq!(model.draft.name.value(), draft.name.value(), "{line}");
    assert_eq!(model.draft.description.value(), draft.description.value(), "{line}");
    assert_eq!(model.draft.scope(), draft.scope(), "{line}");
    let named = model.choose.lookup.map(|named| named.text);
    assert_eq!(named.as_deref(), draft.target.as_ref().map(|t| t.id().as_str()), "{line}");
}

#[test]
fn a_form_with_every_kind_of_name_comes_back_through_a_shell() {
    let row = |name: &str, tables: Option<&[&str]>| DatabaseScope {
        database_name: name.to_owned(),
        table_names: tables.map(|tables| tables.iter().map(|table| (*table).to_owned()).collect()),
    };
    let scope = [
        row("-dash", None),
        row("My.Db", Some(&["a b", "it's", "say \"hi\"", "$HOME", "`x`", "*", "-t", "--table"])),
        row("billing", None),
        row("watch", Some(&["simulator", "数据"])),
    ];
    comes_back(&form("pre-mig-CHG0042311", "-- it's $(not) run; 100 % \\ \"done\"", &scope));
    comes_back(&form("", "", &[]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_form_comes_back_through_a_shell(
        name in "[A-Za-z0-9_-]{0,20}",
        description in "\\PC{0,30}",
        rows in prop::collection::btree_map("[A-Za-z0-9.\"'$ \
            -]{1,8}", prop::option::of(prop::collection::btree_set("\\PC{1,8}", 1..4)), 0..4),
    ) {
        // Names that cannot be typed cannot stand in a line, either.
        let hidden = |text: &str| text.chars().any(|c| text::is_unprintable(c) || c == '\u{FFFD}');
        prop_assume!(!hidden(&description)
            && rows.values().flatten().flatten().all(|table| !hidden(table)));
        let row = |(name, tables): (String,
            Option<std::collections::BTreeSet<String>>)| DatabaseScope {
            database_name: name,
            table_names: tables.map(|tables| tables.into_iter().collect()),
        };
        let scope: Vec<_> = rows.into_iter().map(row).collect();
        comes_back(&form(&name, &description, &scope));
    }
}

/// Nothing that could sign a call stands in the line.
#[test]
fn no_secret_and_nothing_that_sends_stands_in_the_line() {
    let (_, line) = opened_again(&form("name-1", "d", &[]));
    assert!(line.starts_with("geminidb-backup --region ap-southeast-1 --project-id "), "{line}");
    for word in ["--token ", "secret", "password", "--yes"] {
        assert!(!line.contains(word), "{line}");
    }
}
