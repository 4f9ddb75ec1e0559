//! What the form does for an operator who typed in the wrong place, or a name that is taken.

use super::{
    outcomes::{accepted, row},
    script::Script,
};
use crate::core::{
    compose::state::ComposeFocus,
    draft::{Field, Rule},
    operation::backup::BackupState,
    port::{Action, Context, Notice, Overlay, Screen, TextPage},
    scope::ScopeChoice,
};

const NAME: &str = "pre-mig-CHG0042311";

/// The form of the first instance, with the focus on *Scope*.
fn on_scope() -> Script {
    let mut s = Script::live();
    s.choose(0);
    s.keys("<Tab><Tab>");
    assert_eq!(s.model.compose.focus, ComposeFocus::Scope);
    s
}

/// The fix of the mark of a taken name, if the form has that mark.
fn free_name(s: &Script) -> Option<String> {
    let shown = s.model.compose.shown_violations(Field::Name);
    shown.filter(|found| found.rule == Rule::NameTaken).find_map(|found| found.fix.clone())
}

#[test]
fn a_text_that_is_typed_on_the_scope_changes_nothing_and_is_said_to_go_nowhere() {
    let mut s = on_scope();
    for (keys, said) in [
        ("p", Notice::NotAField),
        ("re", Notice::NotAField),
        ("<Space>", Notice::OnceMore(' ')),
        ("?", Notice::OnceMore('?')),
        ("u", Notice::OnceMore('u')),
        ("hello", Notice::NotAField),
        ("q", Notice::OnceMore('q')),
    ] {
        assert_eq!(s.keys(keys), []);
        assert_eq!(s.model.port.notice, Some(said), "{keys}");
        assert_eq!(s.model.draft.scope_choice, ScopeChoice::Instance, "{keys}");
        assert!(s.model.dialog.overlays.is_empty(), "{keys}");
    }
}

#[test]
fn a_key_of_the_scope_counts_alone_and_after_a_text_at_its_second_press() {
    let mut s = on_scope();
    s.burst("<Space>");
    assert_eq!(s.model.draft.scope_choice, ScopeChoice::Instance, "not in a burst");
    s.keys("<Space>");
    assert_eq!(s.model.draft.scope_choice, ScopeChoice::Tables);
    s.keys("x<Space>");
    assert_eq!(s.model.draft.scope_choice, ScopeChoice::Tables);
    s.keys("<Space>");
    assert_eq!(s.model.draft.scope_choice, ScopeChoice::Instance);
}

#[test]
fn ctrl_x_without_an_error_here_goes_to_the_first_error_and_then_fixes_it() {
    let mut s = Script::live();
    s.choose(0);
    s.keys("pre mig<Tab>why<C-x>");
    assert_eq!(s.model.compose.focus, ComposeFocus::Name);
    assert_eq!(s.model.port.notice, Some(Notice::ErrorsFirst(1)));
    assert_eq!(s.model.draft.name.value(), "pre mig", "going there fixes nothing unseen");
    s.keys("<C-x>");
    assert_eq!(s.model.draft.name.value(), "pre-mig");
    s.keys("<Tab><C-x>");
    assert_eq!(s.model.compose.focus, ComposeFocus::Description);
    assert_eq!(s.model.port.notice, Some(Notice::NothingToFix));
}

#[test]
fn a_name_that_review_found_taken_stays_marked_and_ctrl_x_takes_a_free_one() {
    let mut s = Script::live();
    s.review();
    let taken = |name| row("b1in06", name, BackupState::Completed, &Script::live());
    s.keys("r");
    s.backups(Ok(vec![taken(NAME), taken("PRE-mig-CHG0042312")]));
    s.keys("<Esc>");
    assert_eq!(s.model.compose.focus, ComposeFocus::Name);
    assert_eq!(free_name(&s).as_deref(), Some("pre-mig-CHG0042313"));
    s.keys("<Tab>");
    assert!(free_name(&s).is_some(), "the mark stays");
    s.keys("<C-x><C-x>");
    assert_eq!(s.model.draft.name.value(), "pre-mig-CHG0042313");
    assert_eq!(free_name(&s), None);
    // Review reads the truth itself, whatever the form remembers.
    s.keys("<C-g>");
    assert_eq!(s.model.shared.screen, Screen::Review);
}

#[test]
fn a_name_is_marked_only_for_the_instance_that_has_it_and_no_longer_than_it_is_taken() {
    let mut s = Script::live();
    s.review();
    s.keys("r");
    s.backups(Ok(vec![row("b1in06", NAME, BackupState::Completed, &s)]));
    s.keys("<Esc><C-o><Down><Enter>");
    assert_eq!(free_name(&s), None, "another instance");
    s.keys("<C-o><Up><Enter>");
    assert!(free_name(&s).is_some());
    s.keys("<C-g>");
    s.backups(Ok(Vec::new()));
    s.keys("<Esc>");
    assert_eq!(free_name(&s), None, "the backup is gone");
}

#[test]
fn every_name_of_a_reviewed_scope_can_be_read_and_none_changed() {
    let mut s = Script::live();
    s.choose(0);
    s.databases(&["audit", "billing"]);
    s.keys("pre-mig<Tab>why<Tab><Space><Tab>a<C-g>");
    s.backups(Ok(Vec::new()));
    s.keys("e");
    let shown = |s: &Script| match s.model.dialog.overlays.last() {
        Some(Overlay::Page { page: TextPage::Chosen(text), .. }) => Some(text.clone()),
        _ => None,
    };
    let text = shown(&s).expect("the names");
    assert!(text.contains("audit") && text.contains("billing"), "{text}");
    s.keys("vsn");
    assert_eq!(shown(&s), Some(text), "keys of the tree's text do nothing");
    s.keys("<Esc>");
    assert_eq!(s.model.shared.screen, Screen::Review);
}

#[test]
fn no_key_is_offered_that_does_nothing() {
    let mut s = Script::live();
    assert!(!s.model.offers(Context::Instances, Action::Enter), "no instance is read");
    s.choose(0);
    assert!(s.model.offers(Context::Instances, Action::Enter));
    assert!(s.model.offers(Context::Field, Action::Fix), "the form has errors");
    s.keys("pre-mig<Tab>why");
    assert!(!s.model.offers(Context::Field, Action::Fix));
    s.keys("<C-g>");
    s.backups(Ok(vec![row("b1in06", "pre-mig", BackupState::Completed, &s)]));
    assert!(!s.model.offers(Context::Button, Action::Enter), "the name is taken");
    assert!(!s.model.offers(Context::Review, Action::AwaitIdle), "the instance is idle");
    s.keys("r");
    s.backups(Ok(Vec::new()));
    assert!(s.model.offers(Context::Button, Action::Enter));
    s.keys("<Tab><Enter>");
    assert!(!s.model.offers(Context::Watch, Action::Copy), "no ID has come");
    s.ended(accepted());
    assert!(s.model.offers(Context::Watch, Action::Copy));
}
