//! Saving: what is typed is on disk a second later, and again before the program ends.

use super::{
    outcomes::{accepted, contested, lost},
    script::Script,
};
use crate::core::{
    base::{OperationId, StateTrouble},
    draft::SavedDraft,
    port::{Disk, Effect, Msg, Notice, Overlay, Terminal, Timer},
    scope::ScopeChoice,
};

/// What the disk was given since the last call.
pub(super) fn disk(s: &mut Script) -> Vec<Effect> {
    std::mem::take(&mut s.journal)
}

pub(super) fn saves(effects: &[Effect]) -> Vec<&SavedDraft> {
    let saved = effects.iter().filter_map(|e| match e {
        Effect::Disk(Disk::SaveDraft { draft, .. }) => Some(&**draft),
        _ => None,
    });
    saved.collect()
}

pub(super) fn drops(effects: &[Effect]) -> Vec<Option<OperationId>> {
    let dropped = effects.iter().filter_map(|e| match e {
        Effect::Disk(Disk::DropDraft { key }) => Some(key.id),
        _ => None,
    });
    dropped.collect()
}

fn waits(effects: &[Effect]) -> usize {
    effects.iter().filter(|e| matches!(e, Effect::Wait { timer: Timer::SaveDraft, .. })).count()
}

fn full() -> StateTrouble {
    StateTrouble::Full("/state".to_owned())
}

pub(super) fn second(s: &mut Script) -> Vec<Effect> {
    s.now += 1_000;
    s.feed(Msg::Timer(Timer::SaveDraft));
    disk(s)
}

const ID: u32 = 77;

#[test]
fn typing_costs_one_wait_and_one_write_a_second() {
    let mut s = Script::live();
    s.choose(0);
    assert_eq!(waits(&disk(&mut s)), 0, "an instance alone is no draft");
    s.keys("pre-mig-1");
    let typed = disk(&mut s);
    assert_eq!((waits(&typed), saves(&typed).len()), (1, 0), "one wait for nine keys");
    let written = second(&mut s);
    assert_eq!(saves(&written).iter().map(|d| d.name.as_str()).collect::<Vec<_>>(), ["pre-mig-1"]);
    assert_eq!(waits(&written), 0, "nothing has changed since");
    assert!(second(&mut s).is_empty());
    let id = s.model.drafts.key.id;
    assert!(id.is_some() && s.model.drafts.saved_at.is_some());
    s.keys("<Tab>why<Tab><Space><Tab><Space>");
    let again = second(&mut s);
    let [draft] = saves(&again)[..] else { panic!("{again:?}") };
    assert_eq!(
        (draft.description.as_str(), draft.scope, draft.chosen.len()),
        ("why", ScopeChoice::Tables, 1)
    );
    assert!(
        matches!(&again[..], [Effect::Wait { .. } | Effect::Disk(Disk::SaveDraft { .. }), ..]),
        "{again:?}"
    );
    assert_eq!(s.model.drafts.key.id, id, "the same file");
}

#[test]
fn a_tick_counts_as_typing_and_moving_about_does_not() {
    let mut s = Script::live();
    s.fill();
    second(&mut s);
    s.keys("<Tab><Left><Home><F1><Esc><C-o><Esc><C-p><Esc>");
    assert!(disk(&mut s).is_empty(), "nothing to save");
    s.keys("<Space><Tab>a");
    assert_eq!(saves(&second(&mut s))[0].chosen.len(), 3);
    s.keys("n<Space>");
    assert_eq!(
        saves(&second(&mut s))[0].chosen.len(),
        1,
        "as many edits or not, each is another choice"
    );
}

#[test]
fn while_the_disk_works_no_second_saving_begins() {
    let mut s = Script::live();
    s.disk = false;
    s.choose(0);
    s.keys("abcd");
    assert_eq!(saves(&second(&mut s)).len(), 1);
    s.keys("e");
    let busy = second(&mut s);
    assert_eq!((saves(&busy).len(), waits(&busy)), (0, 2), "it waits again instead");
    let (form, at) = (s.model.drafts.key.form, s.utc());
    s.feed(Msg::DraftSaved { form, at, result: Ok(OperationId::from_bits(ID)) });
    let then = second(&mut s);
    assert!(
        matches!(&then[..], [Effect::Disk(Disk::SaveDraft { key, .. })] if key.id == Some(OperationId::from_bits(ID))),
        "{then:?}"
    );
}

#[test]
fn leaving_saves_first_and_asks_only_if_that_fails() {
    let mut s = Script::live();
    s.fill();
    assert_eq!(s.keys("<C-c>"), [Effect::Terminal(Terminal::Quit)]);
    let order: Vec<_> = disk(&mut s);
    assert_eq!(saves(&order).len(), 1);

    let mut s = Script::live();
    s.fill();
    s.disk = false;
    assert_eq!(s.keys("<C-c>"), [], "it is being saved");
    assert_eq!(s.model.port.notice, Some(Notice::SavingDraft));
    let (form, at) = (s.model.drafts.key.form, s.utc());
    assert_eq!(s.feed(Msg::DraftSaved { form, at, result: Err(full()) }), []);
    assert!(matches!(s.model.dialog.overlays[..], [Overlay::Leave]), "now it is asked");
    assert!(s.model.has_reason_to_stay());
    assert_eq!(s.keys("<Enter>"), [Effect::Terminal(Terminal::Quit)]);
    assert!(saves(&disk(&mut s)).len() >= 2, "tried once more at the end");

    let mut s = Script::live();
    s.fill();
    s.disk = false;
    assert_eq!(
        s.keys("<C-c><C-c>"),
        [Effect::Terminal(Terminal::Quit)],
        "a second Ctrl-C waits for no disk"
    );
}

#[test]
fn what_is_typed_while_leaving_waits_for_the_disk_is_saved_as_well() {
    let mut s = Script::live();
    s.fill();
    s.disk = false;
    assert_eq!(s.keys("<C-c>x"), []);
    let (form, at) = (s.model.drafts.key.form, s.utc());
    disk(&mut s);
    assert_eq!(
        s.feed(Msg::DraftSaved { form, at, result: Ok(OperationId::from_bits(ID)) }),
        [],
        "not yet"
    );
    assert_eq!(saves(&disk(&mut s))[0].description, "Before schema migrationx");
    assert_eq!(
        s.feed(Msg::DraftSaved { form, at, result: Ok(OperationId::from_bits(ID)) }),
        [Effect::Terminal(Terminal::Quit)]
    );
}

#[test]
fn a_signal_saves_what_the_second_had_not() {
    let mut s = Script::live();
    s.fill();
    disk(&mut s);
    let at = s.utc();
    s.feed(Msg::Leaving { at });
    assert_eq!(saves(&disk(&mut s))[0].name, "pre-mig-CHG0042311");
    let mut s = Script::live();
    s.choose(0);
    s.feed(Msg::Leaving { at });
    assert!(saves(&disk(&mut s)).is_empty(), "an empty form is never saved");
}

#[test]
fn a_failed_saving_is_said_and_tried_with_the_next_change_not_in_a_loop() {
    let mut s = Script::live();
    s.disk = false;
    s.choose(0);
    s.keys("abcd");
    second(&mut s);
    let (form, at) = (s.model.drafts.key.form, s.utc());
    s.feed(Msg::DraftSaved { form, at, result: Err(full()) });
    assert_eq!(s.model.drafts.trouble, Some(full()));
    assert!(disk(&mut s).is_empty());
    s.keys("e");
    assert_eq!(saves(&second(&mut s)).len(), 1);
    s.feed(Msg::DraftSaved { form, at, result: Ok(OperationId::from_bits(ID)) });
    assert_eq!(s.model.drafts.trouble, None);
}

#[test]
fn a_created_backup_has_used_its_draft_up_and_a_refusal_has_not() {
    for (end, dropped) in [(accepted(), 1), (contested(), 0), (lost(), 0)] {
        let mut s = Script::live();
        s.fill();
        second(&mut s);
        let id = s.model.drafts.key.id;
        assert!(id.is_some());
        s.keys("<C-g>");
        s.backups(Ok(Vec::new()));
        s.keys("<Tab><Enter>");
        disk(&mut s);
        s.ended(end);
        let done = disk(&mut s);
        assert_eq!(drops(&done), vec![id; dropped], "{done:?}");
        assert_eq!(s.model.draft.is_begun(), dropped == 0);
        assert!(saves(&second(&mut s)).is_empty(), "what is left over is no new draft");
    }
}
