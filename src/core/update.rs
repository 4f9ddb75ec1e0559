//! The reducer: `update(&mut Model, Msg) -> Vec<Effect>`. One file per screen; no clock, no I/O.

#[cfg(test)]
mod tests;

use super::{
    base::{
        ask::Ask,
        ids::{InstanceId, OperationId},
        key::{Key, KeyCode, Press},
        size::Rung,
        textedit::{self, Edited, Pasted},
        time::{Clock, Millis},
    },
    choose::{self, look_up, read_newest},
    compose::{compare::Answer, import_keys::copy_text, state::ComposeFocus},
    dialog::{
        self,
        overlay::{Overlay, Prompt, PromptKind},
    },
    journal::{self, save_draft},
    model::Model,
    port::{
        effect::{Disk, Effect, Terminal},
        keymap::{self, Action, Context},
        message::Msg,
        outcome::Go,
        query::Reply,
        shared::Screen,
        status_line::Notice,
        timer::Timer,
    },
    review::{self, export_keys, page::ReviewFocus, readings, sending, state::ReviewRoom, waiting},
    session::current::Mode,
    sign_in,
    start::{self, saved_drafts},
    watch::{self, follow_update, lost},
};
use tui_input::Input;

/// Effects of the start: the journal is read; in a demo the instances as well, otherwise nothing
/// is called before a choice.
pub fn begin(model: &mut Model) -> Vec<Effect> {
    if model.watch.only.is_some() {
        let effects = follow_update::begin(model);
        return journal::update::writes(model, false).into_iter().chain(effects).collect();
    }
    let mut effects = vec![Effect::Disk(Disk::ReadJournal)];
    effects.extend(match model.shared.screen {
        Screen::Instance => choose::update::enter(model),
        // Naming the instance is the choice to begin.
        Screen::Start if start::update::begins_with_named(model) => {
            start::update::new_backup(model)
        }
        Screen::Start | Screen::Compose | Screen::Review | Screen::Export | Screen::Watch => {
            Vec::new()
        }
    });
    effects.extend(settle_goes(model));
    effects.extend(sign_in::update::identify_chosen(model));
    effects
}

/// Takes one message into the model and says what is to be done.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    // What an operation learns changes the rows of Start; the cursor is the operator's.
    let of_an_operation =
        matches!(msg, Msg::Polled { .. } | Msg::Looked { .. } | Msg::CreateEnded { .. });
    let under_cursor = if of_an_operation { start::update::under_cursor(model) } else { None };
    let tables = model.compose.tables_under_way(&model.draft.tree);
    let by_key = matches!(msg, Msg::Key(_) | Msg::Paste { .. });
    let row = if matches!(
        msg,
        Msg::Reply { reply: Reply::Databases { .. } | Reply::Tables { .. }, .. }
    ) {
        model.draft.tree.cursor()
    } else {
        None
    };
    let mut effects = match msg {
        Msg::Key(press) => on_key(model, press),
        Msg::Paste { text, marked, at } => on_paste(model, &text, marked, at),
        Msg::PasteUnended => {
            // Where the text was not taken, that is to be said instead.
            if model.port.notice != Some(Notice::PasteIgnored) {
                model.port.notice = Some(Notice::PasteUnended);
            }
            Vec::new()
        }
        Msg::NotUtf8 => {
            model.port.notice.get_or_insert(Notice::NotUtf8);
            Vec::new()
        }
        Msg::Resized(size) => {
            model.shared.size = size;
            Vec::new()
        }
        // Only the guard and the ends of scrolling hear of frames; no key may go elsewhere for what
        // was drawn.
        Msg::Drawn { at, last_scroll } => {
            model.on_drawn(at, last_scroll);
            return Vec::new();
        }
        Msg::Stray { at } => {
            model.shared.last_key = Some(at);
            Vec::new()
        }
        Msg::Clock { utc, at } => {
            clock(model, Clock { utc, at });
            Vec::new()
        }
        Msg::Resumed => {
            // Meanwhile something else stood on the terminal: what would be sent has to be seen
            // anew.
            sending::give_up(model);
            if let Some(review) = &mut model.review.open {
                review.guard.follow(false);
            }
            Vec::new()
        }
        Msg::SecretEdited { length } => dialog::update::secret_edited(model, length),
        Msg::Configured(place) => sign_in::update::configured(model, place),
        Msg::ConfigureRefused(problem) => dialog::update::refused(model, problem),
        Msg::SignedIn { ask, result } => sign_in::update::ended(model, ask, result),
        Msg::AccessChanged { expires, refused } => {
            sign_in::update::changed(model, expires, refused)
        }
        Msg::ProfileSaved(result) => sign_in::update::profile_saved(model, result),
        Msg::Reply { ask, reply } => replied(model, ask, reply),
        Msg::CreateEnded { operation, at, end } => watch::update::ended(model, operation, at, end),
        Msg::Polled { operation, at, poll } => {
            let effects = watch::update::polled(model, operation, at, poll);
            answered(model, operation);
            effects
        }
        Msg::Looked { operation, at, looked } => {
            let effects = watch::update::looked(model, operation, at, looked);
            answered(model, operation);
            effects
        }
        Msg::Turn { at } => {
            let shown = if model.shared.screen == Screen::Watch {
                model.current().map(|operation| operation.id)
            } else {
                None
            };
            model.watch.turns.next(&mut model.operations.list, shown, at, &model.shared.who)
        }
        Msg::JournalRead { at, found } => journal::update::read(model, at, found),
        Msg::Reviewed { ask, kept, rivals } => review::update::kept(model, ask, kept, rivals),
        Msg::Intended { operation, at, result } => sending::intended(model, operation, at, result),
        Msg::Written { operation, result } => journal::update::written(model, operation, result),
        Msg::DraftSaved { form, at, result } => save_draft::kept(model, form, at, result),
        Msg::DraftStays(why) => {
            model.port.notice = Some(Notice::DraftStays(why));
            Vec::new()
        }
        Msg::DraftGiven(draft, file) => saved_drafts::given(model, &draft, file),
        Msg::GoOn => {
            model.compose.go_on(&mut model.draft.tree);
            Vec::new()
        }
        Msg::FileSaved { ask, result } => export_keys::written(model, ask, result),
        Msg::TextRead { ask, result } => {
            model.list_read(ask, result);
            Vec::new()
        }
        Msg::TextSaved { ask, result } => {
            model.text_saved(ask, result);
            Vec::new()
        }
        Msg::Leaving { at } => journal::update::leaving(model, at),
        Msg::Timer(Timer::SaveDraft) => save_draft::timer(model),
        Msg::Timer(Timer::Rest) => read_newest::rested(model),
        Msg::Timer(Timer::Idle) => waiting::timer(model),
        Msg::Timer(Timer::Paste) => {
            let Model { compose, shared, draft, port, .. } = model;
            compose.paste_idle(shared, draft, port);
            Vec::new()
        }
        Msg::Timer(timer @ (Timer::Poll(id) | Timer::Look(id))) => {
            watch::update::timer(model, timer, id)
        }
    };
    effects.extend(settle_goes(model));
    start::update::keep_under_cursor(model, under_cursor);
    effects.extend(look_up::due(model));
    effects.extend(settle_goes(model));
    effects.extend(sign_in::update::identify_chosen(model));
    settle(model);
    model.compose.note_jump(row, model.draft.tree.cursor());
    // What an operation has learnt is on its way to the disk before anything that follows from it
    // is done.
    let mut all = journal::update::writes(model, false);
    // Before anything new is asked, which it would end as well.
    all.extend(readings::stop_names(model));
    all.extend(model.compose.end_tables(tables));
    all.extend(effects);
    all.extend(save_draft::due(model));
    all.extend(read_newest::rest(model, by_key));
    all.extend(read_newest::due(model));
    all.extend(model.compose.next_effect(&model.draft.tree));
    if model.shared.mode == Mode::Offline {
        all.retain(|effect| !effect.calls_the_service());
    }
    if model.shared.read_only {
        all.retain(|effect| !matches!(effect, Effect::Sending(_)));
    }
    let open = model.open_operations().count();
    model.watch.turns.keep(open, &mut model.operations.list, all)
}

/// An answer of the service goes to whoever asked: the number of the question tells.
fn replied(model: &mut Model, ask: Ask, reply: Reply) -> Vec<Effect> {
    match reply {
        Reply::Instances { at, page } => choose::update::page(model, ask, at, page),
        Reply::Named { found } => look_up::found(model, ask, found),
        Reply::BackupPage(wanted, page) => read_newest::came(model, &wanted, page),
        Reply::Databases { page } => {
            let Model { compose, shared, draft, port, .. } = model;
            compose.databases_arrived(ask, page, shared, draft, port);
            Vec::new()
        }
        Reply::Tables { database, page } => {
            let Model { compose, shared, draft, port, .. } = model;
            compose.tables_arrived(ask, (&database, page), shared, draft, port);
            Vec::new()
        }
        Reply::Backups { at, rows } => {
            let in_front =
                model.shared.screen == Screen::Compose && model.dialog.overlays.is_empty();
            let Model { compose, review, shared, draft, port, .. } = model;
            compose.backups_arrived(Answer { ask, reviewed: reviewed(review, ask) }, at, &rows);
            compose.last_backups_arrived(ask, &rows, in_front, shared, draft, port);
            let mut effects = model.port.take_effects();
            effects.extend(readings::backups(model, ask, at, rows));
            effects
        }
        Reply::Instance { at, instance } => {
            let answer = Answer { ask, reviewed: reviewed(&model.review, ask) };
            model.compose.instance_arrived(answer, at, &instance, &mut model.draft);
            readings::instance(model, ask, at, instance)
        }
        Reply::Names { at, database, names } => readings::names(model, ask, at, (database, names)),
        Reply::Quota { at, quota } => readings::quota(model, ask, at, quota),
    }
}

/// Returns the instance under Review, if this is Review's question.
fn reviewed(review: &ReviewRoom, ask: Ask) -> Option<&InstanceId> {
    review.open.as_ref().filter(|review| review.ask == ask).map(|review| review.target.id())
}

/// Applies where rooms want to go, until none wants to go anywhere. Returns all effects in the
/// order in which they were decided.
fn settle_goes(model: &mut Model) -> Vec<Effect> {
    let mut effects = model.port.take_effects();
    while let Some(go) = model.port.next_go() {
        effects.extend(apply(model, go));
        effects.extend(model.port.take_effects());
    }
    effects
}

/// Goes where a room wants to go.
fn apply(model: &mut Model, go: Go) -> Vec<Effect> {
    match go {
        Go::Start(operation) => start::update::back_to(model, operation),
        Go::NewBackup => start::update::new_backup(model),
        Go::InstanceOfForm => {
            model.shared.screen = Screen::Instance;
            model.choose.instances.from_form = true;
            choose::update::enter(model)
        }
        Go::Instances => {
            model.shared.screen = Screen::Instance;
            Vec::new()
        }
        Go::Chosen(target) => {
            model.choose_instance(target);
            Vec::new()
        }
        Go::Compose(field) => {
            model.shared.screen = Screen::Compose;
            model.compose.focus_on(field);
            Vec::new()
        }
        Go::Errors => {
            model.compose.show_errors(model.draft.scope_choice, &mut model.port);
            Vec::new()
        }
        Go::Review => review::update::open(model),
        Go::Repeat { intent, after } => lost::review_again(model, &intent, after),
        Go::AwaitIdle(intent) => lost::wait_again(model, &intent),
        Go::Watch(id) => {
            watch::update::show(model, id);
            Vec::new()
        }
        Go::Sent(operation) => {
            let id = operation.id;
            model.operations.list.push(*operation);
            watch::update::show(model, id);
            Vec::new()
        }
        Go::Learnt(id) => watch::update::use_up_draft(model, id, model.shared.key_time()),
        Go::SignIn(next) => sign_in::update::begin(model, next),
        Go::Ways => sign_in::update::ways(model),
        Go::AskAnew => sign_in::update::ask_anew(model),
        Go::Identify => sign_in::update::identify(model),
        Go::Renew => sign_in::update::renew(model),
        Go::Form(kind) => sign_in::update::form(model, kind),
        Go::Ask(kind) => dialog::update::prompt(model, kind),
        Go::Show(overlay) => {
            model.dialog.show(overlay);
            Vec::new()
        }
        Go::EndImport { taken } => {
            model.dialog.overlays.retain(|overlay| {
                let text = taken && matches!(overlay, Overlay::ScopeText { .. });
                !text && !matches!(overlay, Overlay::Import)
            });
            Vec::new()
        }
        Go::OpenDraft { draft, origin, file } => saved_drafts::put(model, &draft, origin, file),
        Go::Discard(what) => saved_drafts::discard(model, what),
        Go::TakeUp => journal::update::take_up(model, model.shared.clock.utc),
        Go::Suspend => {
            let save = save_draft::save_if_changed(model);
            save.into_iter().chain([Effect::Terminal(Terminal::Suspend)]).collect()
        }
        Go::Leave => dialog::update::leave(model),
        Go::Quit => dialog::update::quit(model),
    }
}

/// A wall clock that moves further than this beyond the monotonic one has jumped, in seconds.
const JUMP: u64 = 5;

/// The wall clock as it is now. What waits for a time, or rests on one, hears of a jump.
fn clock(model: &mut Model, now: Clock) {
    let seconds = model.shared.clock.jump(now.utc, now.at);
    if seconds.unsigned_abs() > JUMP {
        sending::clock_jumped(model, seconds);
        model.operations.list.iter_mut().for_each(|operation| operation.clock_moved(seconds));
    }
    model.shared.clock = now;
}

/// The reading of an operation has come back: another one may be read.
fn answered(model: &mut Model, id: OperationId) {
    let trouble = model
        .operations
        .list
        .iter()
        .find(|operation| operation.id == id)
        .and_then(|operation| operation.trouble.as_ref());
    model.watch.turns.answered(id, trouble);
}

/// What must hold after every message: the rules are up to date, cursors are on rows
/// that show, the guard follows.
fn settle(model: &mut Model) {
    let import_on_top = model.is_import_on_top();
    model.compose.normalise(&mut model.draft, model.shared.size, import_on_top);
    let row = model.choose.instances.cursor();
    model.choose.instances.go_to(row, model.shared.size.list_rows());
    // Where the button has no room, no frame shows it.
    let on_top = model.shared.screen == Screen::Review
        && model.dialog.overlays.is_empty()
        && model.shared.size.rung() != Rung::TooSmall;
    if let Some(review) = &mut model.review.open {
        let armed = on_top && review.is_armed();
        review.guard.follow(armed);
    }
}

fn on_key(model: &mut Model, press: Press) -> Vec<Effect> {
    let before = model.shared.last_key.replace(press.at);
    model.port.notice = None;
    if press.key.code != KeyCode::Enter {
        model.watch.choosing.armed = None;
    }
    if press.key != Key::ctrl('n') {
        model.compose.names.armed = false;
    }
    if model.is_import_on_top() {
        let Model { compose, shared, draft, port, .. } = model;
        if compose.key_extends_paste(press.key, press.at, shared, draft, port) {
            return Vec::new();
        }
    }
    let context = model.context();
    // Asked to leave, and only the disk is waited for: whoever goes on typing means no button on
    // the way.
    if model.drafts.is_leaving() && model.review.open.is_some() {
        let again = keymap::action(context, press.key) == Some(Action::Leave);
        return if again { dialog::update::leave(model) } else { Vec::new() };
    }
    if context.is_text() && type_into_focus(model, press.key) {
        return Vec::new();
    }
    match keymap::action(context, press.key) {
        Some(action) => act(model, context, action, press, before),
        None => {
            // Whoever presses a key without meaning is not thinking of the button.
            let gave_up = sending::give_up(model);
            if let (Context::Button, Some(review)) =
                (context, model.review.open.as_mut().filter(|_| !gave_up))
            {
                review.focus = ReviewFocus::Look;
                model.port.notice = Some(Notice::OffTheButton);
            }
            Vec::new()
        }
    }
}

fn act(
    model: &mut Model,
    context: Context,
    action: Action,
    press: Press,
    before: Option<Millis>,
) -> Vec<Effect> {
    match (action, context) {
        (Action::Leave, _) => dialog::update::leave(model),
        (Action::Repaint, _) => vec![Effect::Terminal(Terminal::Repaint)],
        (Action::Suspend, _) => save_draft::save_if_changed(model)
            .into_iter()
            .chain([Effect::Terminal(Terminal::Suspend)])
            .collect(),
        (Action::Help, _) => dialog::update::help(model),
        (Action::Log, _) => dialog::update::log(model),
        (Action::Changes, Context::Field | Context::Scope | Context::Tree | Context::Instances) => {
            model.compose.show_changes(&mut model.port);
            Vec::new()
        }
        (_, Context::Pick) => sign_in::update::pick(model, action),
        (_, Context::SetUpField | Context::SetUpChoice) => sign_in::update::form_act(model, action),
        (_, Context::SigningIn) => sign_in::update::waiting_act(model, action, press, before),
        (_, Context::Page | Context::Prompt | Context::Leave | Context::Discard) => {
            dialog::update::act(model, action)
        }
        (_, Context::Preview) => {
            let Model { compose, shared, draft, port, .. } = model;
            compose.act_on_import(action, (press, before), shared, draft, port);
            Vec::new()
        }
        (_, Context::ScopeText) => act_on_text(model, action),
        (_, Context::Start) => start::update::act(model, action),
        (_, Context::Instances) => choose::update::act(model, action),
        (_, Context::Filter) if model.shared.screen == Screen::Instance => {
            choose::update::filter_act(model, action)
        }
        (_, Context::Filter | Context::Field | Context::Scope) => {
            let Model { compose, shared, draft, port, .. } = model;
            compose.act(action, shared, draft, port);
            Vec::new()
        }
        (_, Context::Tree) => {
            let Model { compose, shared, draft, port, .. } = model;
            compose.act_on_tree(action, shared, draft, port);
            Vec::new()
        }
        (_, Context::Review | Context::Button | Context::Send) => {
            review::update::act(model, action, press, before)
        }
        (_, Context::Sheet) => export_keys::act(model, action),
        (_, Context::Watch | Context::WatchOnly) => watch::update::act(model, action),
        (_, Context::Unknown) => lost::act(model, action, press),
    }
}

/// Keys while the scope is shown as text.
fn act_on_text(model: &mut Model, action: Action) -> Vec<Effect> {
    let text = model.dialog.scope_text().map(str::to_owned);
    match (action, text) {
        (Action::Copy, Some(text)) => copy_text(text, &mut model.port),
        (Action::FromFile, _) => model.port.go(Go::Ask(PromptKind::ListFile)),
        (Action::Save, _) => model.port.go(Go::Ask(PromptKind::TextPath)),
        (other, _) => return dialog::update::act(model, other),
    }
    Vec::new()
}

/// The text field that has the keys, if one has.
fn focused_input(model: &mut Model) -> Option<&mut Input> {
    if let Some(overlay) = model.dialog.overlays.last_mut() {
        return match overlay {
            Overlay::Prompt(Prompt { kind: PromptKind::Token | PromptKind::Passcode, .. })
            | Overlay::Ways { .. }
            | Overlay::Projects { .. }
            | Overlay::SigningIn
            | Overlay::Help { .. }
            | Overlay::Log { .. }
            | Overlay::Changes { .. }
            | Overlay::Discard(_)
            | Overlay::Import
            | Overlay::ScopeText { .. }
            | Overlay::RunLine { .. }
            | Overlay::Leave => None,
            Overlay::Prompt(prompt) => Some(&mut prompt.input),
            Overlay::Form(form) => form.input(),
        };
    }
    match model.shared.screen {
        Screen::Instance => {
            model.choose.instances.filtering.then_some(&mut model.choose.instances.filter)
        }
        Screen::Compose => match model.compose.focus {
            ComposeFocus::Name => Some(&mut model.draft.name),
            ComposeFocus::Description => Some(&mut model.draft.description),
            ComposeFocus::TreeFilter => Some(&mut model.compose.filter),
            ComposeFocus::Scope | ComposeFocus::Tree => None,
        },
        Screen::Review => {
            model.review.open.as_mut().filter(|r| r.takes_phrase()).map(|r| &mut r.phrase)
        }
        Screen::Start | Screen::Export | Screen::Watch => None,
    }
}

fn type_into_focus(model: &mut Model, key: Key) -> bool {
    match focused_input(model).map(|input| textedit::edit(input, key)) {
        None | Some(Edited::NotMine) => false,
        Some(Edited::Moved) => true,
        Some(Edited::Changed) => {
            after_typing(model);
            true
        }
    }
}

/// What follows from a changed text field.
fn after_typing(model: &mut Model) {
    if let Some(Overlay::Prompt(prompt)) = model.dialog.overlays.last_mut() {
        prompt.problem = None;
        if prompt.kind == PromptKind::Region {
            prompt.choice = Some(0);
        }
        return;
    }
    if let Some(Overlay::Form(form)) = model.dialog.overlays.last_mut() {
        form.problem = None;
        return;
    }
    match model.shared.screen {
        Screen::Instance => model.choose.instances.refresh(),
        Screen::Compose => model.compose.typed(&mut model.draft.tree),
        Screen::Start | Screen::Review | Screen::Export | Screen::Watch => {}
    }
}

fn on_paste(model: &mut Model, text: &str, marked: bool, at: Millis) -> Vec<Effect> {
    model.shared.last_key = Some(at);
    model.port.notice = None;
    if model.takes_list(text) {
        if let Some(Overlay::Prompt(_)) = model.dialog.overlays.last() {
            model.dialog.overlays.pop();
        }
        let Model { compose, shared, draft, port, .. } = model;
        compose.list_pasted(text, (!marked).then_some(at), shared, draft, port);
        return Vec::new();
    }
    model.port.notice = match focused_input(model).map(|input| textedit::paste(input, text)) {
        Some(Pasted::Plain) => None,
        Some(Pasted::Folded) => Some(Notice::PasteFolded),
        None => Some(Notice::PasteIgnored),
    };
    if model.port.notice != Some(Notice::PasteIgnored) {
        after_typing(model);
    }
    Vec::new()
}
