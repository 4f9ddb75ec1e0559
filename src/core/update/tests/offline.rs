//! Offline: the whole form without a call, and a file at its end.

use super::{answers::CASSANDRA, script::Script};
use crate::core::{
    base::{Engine, Key, Page, ProjectId, StateTrouble, size},
    draft::{BackupRequest, Target},
    port::{
        Access, Disk, Effect, Msg, Notice, Overlay, PromptProblem, Reply, Screen, Sending, Setting,
        keymap::KEYMAP,
    },
    review::export::FileState,
    session::{Mode, Origin, Session, SignIn},
    start::rows::StartRow,
};
use crate::tests::support::script::calls_the_service;

fn offline() -> Script {
    Script::new(Mode::Offline, Session::default(), 80, 24)
}

/// A form with two typed tables and a typed database.
fn filled() -> Script {
    let mut s = offline();
    s.keys("<Enter>");
    assert!(
        matches!(s.model.dialog.overlays[..], [Overlay::Prompt(_)]),
        "what can be done is asked at once"
    );
    s.keys(&format!("{CASSANDRA}<Down><Enter>pre-mig<Tab>before the change<Tab><Space><Tab>"));
    s.keys("iorders<Enter>torders_by_day<Enter>");
    s.keys("torders_by_id<Enter>ibilling<Enter><Space>");
    s
}

const BODY: &str = r#"{"name":"pre-mig","description":"before the change","database_tables":[{"database_name":"billing","table_names":null},{"database_name":"orders","table_names":["orders_by_day","orders_by_id"]}]}"#;

fn quiet(s: &Script) {
    let called: Vec<_> = s.effects.iter().filter(|e| calls_the_service(e)).collect();
    assert!(called.is_empty(), "{called:?}");
    let kept = s
        .journal
        .iter()
        .any(|e| matches!(e, Effect::Sending(Sending::Keep { .. } | Sending::Intend { .. })));
    assert!(!kept, "nothing is reviewed for sending");
}

#[test]
fn the_form_is_filled_checked_and_saved_without_a_call() {
    let mut s = filled();
    assert_eq!(s.model.draft.target.as_ref().map(Target::engine), Some(&Engine::Cassandra));
    s.keys("<C-g>");
    assert_eq!(s.model.shared.screen, Screen::Export);
    let sheet = s.model.review.export.as_ref().expect("the sheet");
    assert_eq!(sheet.body.text(), BODY);
    assert_eq!(sheet.typed_names, 4);
    s.keys("<Enter>");
    let Some(Overlay::Prompt(prompt)) = s.model.dialog.overlays.last() else { panic!("a prompt") };
    assert_eq!(prompt.input.value(), "./pre-mig.draft.json");
    let effects = s.keys("<Enter>");
    let [Effect::Disk(Disk::SaveFile { ask, path, draft, replace: false })] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(
        (path.as_str(), draft.mode, draft.name.as_str()),
        ("./pre-mig.draft.json", Mode::Offline, "pre-mig")
    );
    s.feed(Msg::FileSaved { ask: *ask, result: Ok(()) });
    assert_eq!(
        s.model.review.export.as_ref().map(|s| s.file.clone()),
        Some(FileState::Saved("./pre-mig.draft.json".to_owned()))
    );
    assert!(s.model.dialog.overlays.is_empty());
    quiet(&s);
}

#[test]
fn the_body_offline_is_the_body_that_is_sent() {
    let s = filled();
    let project = ProjectId::typed(&"a".repeat(32)).expect("an ID");
    let request = BackupRequest::build(&project, &s.model.draft).expect("a request");
    assert_eq!(request.review().body().text(), BODY);
    let restored = s.model.shared.saved_draft(&s.model.draft).restore();
    let later = BackupRequest::build(&project, &restored).expect("a request");
    assert_eq!(later.review().body().digest_hex(), request.review().body().digest_hex());
}

#[test]
fn a_file_that_is_there_is_replaced_only_when_asked_twice() {
    let mut s = filled();
    s.keys("<C-g><Enter>");
    let exists = || StateTrouble::Exists("./pre-mig.draft.json".to_owned());
    let refuse = |s: &mut Script| {
        let effects = s.keys("<Enter>");
        let [Effect::Disk(Disk::SaveFile { ask, replace, .. })] = &effects[..] else {
            panic!("{effects:?}")
        };
        let (ask, replace) = (*ask, *replace);
        s.feed(Msg::FileSaved { ask, result: Err(exists()) });
        replace
    };
    assert!(!refuse(&mut s));
    let Some(Overlay::Prompt(prompt)) = s.model.dialog.overlays.last() else { panic!("a prompt") };
    assert_eq!(prompt.problem, Some(PromptProblem::File(exists())));
    s.keys("2");
    assert!(!refuse(&mut s), "another name is another question");
    assert!(refuse(&mut s), "Enter again below the words that say so");
    s.keys("<C-u><Enter>");
    let Some(Overlay::Prompt(prompt)) = s.model.dialog.overlays.last() else { panic!("a prompt") };
    assert_eq!(prompt.problem, Some(PromptProblem::PathEmpty));
}

#[test]
fn errors_come_before_the_sheet() {
    let mut s = offline();
    s.keys("n<Esc>");
    assert_eq!(s.model.shared.screen, Screen::Instance);
    s.keys("r");
    assert_eq!(s.model.port.notice, Some(Notice::Offline));
    s.keys("<C-g>");
    assert_eq!(
        (s.model.shared.screen, s.model.port.notice.clone()),
        (Screen::Instance, Some(Notice::InstanceFirst))
    );
    let mut s = filled();
    s.keys("<BackTab><BackTab><BackTab> x<C-g>");
    assert_eq!(
        (s.model.shared.screen, s.model.port.notice.clone()),
        (Screen::Compose, Some(Notice::ErrorsFirst(1)))
    );
    quiet(&s);
}

#[test]
fn a_project_can_be_set_offline_and_the_form_stays() {
    let mut s = filled();
    let project = ProjectId::typed(&"a".repeat(32));
    assert_eq!(
        s.model.start_rows()[1..],
        [StartRow::NewBackup, StartRow::Region, StartRow::Project]
    );
    s.feed(Msg::Configured(Session { project: project.clone(), ..Session::default() }));
    assert!(s.model.draft.target.is_some() && s.model.draft.tree.counts().tables == 2);
    // Even if a token came from somewhere.
    let sign_in = Some(SignIn::token(Origin::Form, 9));
    s.feed(Msg::Configured(Session {
        project,
        endpoint: Some("https://far.example".to_owned()),
        sign_in,
        ..Session::default()
    }));
    s.keys("<C-g>");
    assert_eq!(s.model.shared.screen, Screen::Export);
    quiet(&s);
}

/// Every key on every screen, and answers that nobody asked for.
#[test]
fn no_key_calls_the_service() {
    let mut keys: Vec<Key> = KEYMAP.iter().flat_map(|b| b.keys()).collect();
    keys.dedup();
    let ways = [
        "",
        "<Enter><Esc>",
        "<C-g>",
        "<C-g><Enter>",
        "<BackTab>",
        "<Esc>",
        "<Esc><Esc>",
        "<C-d>",
        "<C-p>",
    ];
    for columns in [80, 120] {
        for way in ways {
            for &key in &keys {
                let mut s = filled();
                s.feed(Msg::Resized(size::Size { columns, rows: 40 }));
                s.keys(way);
                for _ in 0..2 {
                    s.now += 400;
                    let effects = s.press(key, true);
                    assert!(!effects.iter().any(|e| matches!(
                        e,
                        Effect::Access(Access::Configure(Setting::TypedToken))
                    )));
                    s.frame();
                }
                let (ask, at) = (s.model.choose.instances.reading.question(), s.utc());
                s.feed(Msg::Reply {
                    ask,
                    reply: Reply::Instances {
                        at,
                        page: Ok(Page { rows: super::answers::fleet(), last: true }),
                    },
                });
                s.keys("<Enter>");
                quiet(&s);
            }
        }
    }
}
