//! The reducer: `update(&mut Model, Msg) -> Vec<Effect>`. One file per screen; no clock, no I/O.

mod access;
mod flows;
mod operations;
mod prompts;
#[cfg(test)]
mod tests;

use super::{
    base::{
        ask::Ask,
        disk_error::StateTrouble,
        ids::{InstanceId, OperationId},
        key::{Key, KeyCode, Press},
        textedit::{self, Edited, Pasted},
        time::{Clock, Millis},
    },
    compose::{compare::Answer, import_keys::copy_text, state::ComposeFocus},
    draft::saved_draft::OpenedFrom,
    journal::writing,
    model::Model,
    operation::need::Reading,
    port::{
        effect::{Disk, Effect, Terminal},
        keymap::{self, Action, Context},
        message::Msg,
        outcome::Go,
        overlay::{Overlay, Prompt, PromptKind, PromptProblem},
        query::Reply,
        shared::Screen,
        status_line::Notice,
        timer::Timer,
    },
    review::state::{ReviewRoom, Surroundings},
    session::current::Mode,
    sign_in,
};
use tui_input::Input;

/// Effects of the start: the journal is read; in a demo the instances as well, otherwise nothing
/// is called before a choice.
pub fn begin(model: &mut Model) -> Vec<Effect> {
    if model.watch.only.is_some() {
        let Model { watch, sign_in, operations, shared, port, .. } = model;
        watch.begin(sign_in.unsettled, operations, shared, port);
        let effects = settle_goes(model);
        let writes = writing::writes(&mut model.operations, false);
        return writes.into_iter().chain(effects).collect();
    }
    let mut effects = vec![Effect::Disk(Disk::ReadJournal)];
    effects.extend(match model.shared.screen {
        Screen::Instance => enter_list(model),
        // Naming the instance is the choice to begin.
        Screen::Start if model.begins_with_named() => {
            model.new_backup();
            Vec::new()
        }
        Screen::Start | Screen::Compose | Screen::Review | Screen::Export | Screen::Watch => {
            Vec::new()
        }
    });
    effects.extend(settle_goes(model));
    effects.extend(access::identify_chosen(model));
    effects
}

/// Takes one message into the model and says what is to be done.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    // What an operation learns changes the rows of Start; the cursor is the operator's.
    let of_an_operation =
        matches!(msg, Msg::Polled { .. } | Msg::Looked { .. } | Msg::CreateEnded { .. });
    let under_cursor = if of_an_operation { model.under_cursor() } else { None };
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
            model.review.resumed(&mut model.port);
            Vec::new()
        }
        Msg::SecretEdited { length } => {
            model.dialog.secret_edited(length, &mut model.port);
            Vec::new()
        }
        Msg::Configured(place) => access::configured(model, place),
        Msg::ConfigureRefused(problem) => {
            model.dialog.refuse_setting(problem);
            Vec::new()
        }
        Msg::SignedIn { ask, result } => access::ended(model, ask, result),
        Msg::AccessChanged { expires, refused } => {
            access::changed(model, expires, refused);
            Vec::new()
        }
        Msg::ProfileSaved(result) => {
            sign_in::update::profile_saved(result, &mut model.dialog.overlays, &mut model.port);
            Vec::new()
        }
        Msg::Reply { ask, reply } => replied(model, ask, reply),
        Msg::CreateEnded { operation, at, end } => {
            let Model { watch, operations, shared, port, .. } = model;
            watch.ended(operation, (at, end), operations, shared, port);
            Vec::new()
        }
        Msg::Polled { operation, at, poll } => {
            let Model { watch, dialog, operations, shared, port, .. } = model;
            let in_front = dialog.overlays.is_empty();
            watch.polled(operation, (at, poll), in_front, (operations, shared, port));
            Vec::new()
        }
        Msg::Looked { operation, at, looked } => {
            let Model { watch, dialog, operations, shared, port, .. } = model;
            let in_front = dialog.overlays.is_empty();
            watch.looked(operation, (at, looked), in_front, (operations, shared, port));
            Vec::new()
        }
        Msg::Turn { at } => {
            let Model { watch, operations, shared, port, .. } = model;
            watch.next_turn(at, operations, shared, port);
            Vec::new()
        }
        Msg::JournalRead { at, found } => {
            model.journal_read(at, found);
            Vec::new()
        }
        Msg::Reviewed { ask, kept, rivals } => {
            let Model { review, shared, port, .. } = model;
            review.request_recorded(ask, kept, rivals, shared, port);
            Vec::new()
        }
        Msg::Intended { operation, at, result } => {
            model.review.intended(operation, at, result, &model.shared, &mut model.port);
            Vec::new()
        }
        Msg::Written { operation, result } => {
            writing::written(operation, result, &mut model.operations, &mut model.port);
            Vec::new()
        }
        Msg::DraftSaved { form, at, result } => {
            let Model { drafts, draft, shared, port, .. } = model;
            drafts.saved((form, at, result), draft, shared, port);
            Vec::new()
        }
        Msg::DraftStays(why) => {
            model.port.notice = Some(Notice::DraftStays(why));
            Vec::new()
        }
        Msg::DraftGiven(draft, file) => {
            model.open_draft(&draft, OpenedFrom::default(), Some(file));
            Vec::new()
        }
        Msg::GoOn => {
            model.compose.go_on(&mut model.draft.tree);
            Vec::new()
        }
        Msg::FileSaved { ask, result } => file_saved(model, ask, result),
        Msg::TextRead { ask, result } => {
            model.list_read(ask, result);
            Vec::new()
        }
        Msg::TextSaved { ask, result } => {
            model.text_saved(ask, result);
            Vec::new()
        }
        Msg::Leaving { at } => {
            model.leaving(at);
            Vec::new()
        }
        Msg::Timer(Timer::SaveDraft) => {
            model.drafts.wait_over(&model.draft, &model.shared, &mut model.port);
            Vec::new()
        }
        Msg::Timer(Timer::Rest) => {
            model.choose.instances.cursor_idle();
            Vec::new()
        }
        Msg::Timer(Timer::Idle) => {
            model.review.read_busy(&model.shared, &mut model.port);
            Vec::new()
        }
        Msg::Timer(Timer::Paste) => {
            let Model { compose, shared, draft, port, .. } = model;
            compose.paste_idle(shared, draft, port);
            Vec::new()
        }
        Msg::Timer(Timer::Poll(id)) => reading_due(model, Reading::Poll, id),
        Msg::Timer(Timer::Look(id)) => reading_due(model, Reading::Look, id),
    };
    effects.extend(settle_goes(model));
    model.keep_under_cursor(under_cursor);
    let chosen = model.draft.target.is_some();
    model.choose.next_lookup(chosen, &model.shared, &mut model.port);
    effects.extend(settle_goes(model));
    effects.extend(access::identify_chosen(model));
    settle(model);
    model.compose.note_jump(row, model.draft.tree.cursor());
    // What an operation has learnt is on its way to the disk before anything that follows from it
    // is done.
    let mut all = writing::writes(&mut model.operations, false);
    // Before anything new is asked, which it would end as well.
    all.extend(model.review.stop_names());
    all.extend(model.compose.end_tables(tables));
    all.extend(effects);
    all.extend(model.drafts.next_effect(&model.draft));
    model.choose.next_effects(&model.shared, by_key, &mut model.port);
    all.extend(model.port.take_effects());
    all.extend(model.compose.next_effect(&model.draft.tree));
    if model.shared.mode == Mode::Offline {
        all.retain(|effect| !effect.calls_the_service());
    }
    all.extend(model.watch.next_pause());
    all
}

fn reading_due(model: &mut Model, reading: Reading, id: OperationId) -> Vec<Effect> {
    let Model { watch, operations, shared, port, .. } = model;
    watch.timer(reading, id, operations, shared, port);
    Vec::new()
}

/// An answer of the service goes to whoever asked: the number of the question tells.
fn replied(model: &mut Model, ask: Ask, reply: Reply) -> Vec<Effect> {
    match reply {
        Reply::Instances { at, page } => {
            if !model.choose.awaits(ask) {
                return Vec::new();
            }
            if let Err(why) = &page {
                model.sign_in.note_clock(why, model.shared.clock.utc);
            }
            let Model { choose, draft, shared, port, .. } = model;
            choose.page_arrived((at, page), draft, shared, port);
            Vec::new()
        }
        Reply::Named { found } => {
            model.choose.named_arrived(ask, found, &model.shared, &mut model.port);
            Vec::new()
        }
        Reply::BackupPage(wanted, page) => {
            model.choose.newest.page_arrived(&wanted, page);
            Vec::new()
        }
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
            replied_to_review(model, ask, Reply::Backups { at, rows });
            Vec::new()
        }
        Reply::Instance { at, instance } => {
            let answer = Answer { ask, reviewed: reviewed(&model.review, ask) };
            model.compose.instance_arrived(answer, at, &instance, &mut model.draft);
            replied_to_review(model, ask, Reply::Instance { at, instance });
            Vec::new()
        }
        reply @ (Reply::Names { .. } | Reply::Quota { .. }) => {
            replied_to_review(model, ask, reply);
            Vec::new()
        }
    }
}

/// Returns the instance under Review, if this is Review's question.
fn reviewed(review: &ReviewRoom, ask: Ask) -> Option<&InstanceId> {
    review.open.as_ref().filter(|review| review.ask == ask).map(|review| review.target.id())
}

fn replied_to_review(model: &mut Model, ask: Ask, reply: Reply) {
    let in_front = model.review_is_in_front();
    let Model { review, draft, shared, operations, port, .. } = model;
    let around = Surroundings { shared, operations: &operations.list, in_front };
    review.replied(ask, reply, draft, around, port);
}

/// The export is in its file, or is not: then the prompt stays and says why.
fn file_saved(model: &mut Model, ask: Ask, result: Result<(), StateTrouble>) -> Vec<Effect> {
    let why = result.as_ref().err().cloned();
    let export = model.review.export.as_mut();
    if export.is_some_and(|export| export.written(ask, result, &mut model.port))
        && let Some(Overlay::Prompt(prompt)) = model.dialog.overlays.last_mut()
        && prompt.kind == PromptKind::SavePath
    {
        match why {
            Some(why) => prompt.problem = Some(PromptProblem::File(why)),
            None => drop(model.dialog.overlays.pop()),
        }
    }
    Vec::new()
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

fn enter_list(model: &mut Model) -> Vec<Effect> {
    model.choose.enter(&model.shared, &mut model.port);
    Vec::new()
}

/// Goes where a room wants to go.
fn apply(model: &mut Model, go: Go) -> Vec<Effect> {
    match go {
        Go::Start(operation) => {
            model.back_to_start(operation);
            Vec::new()
        }
        Go::NewBackup => {
            model.new_backup();
            Vec::new()
        }
        Go::InstanceOfForm => {
            model.shared.screen = Screen::Instance;
            model.choose.instances.from_form = true;
            enter_list(model)
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
        Go::Review => {
            model.open_review(None);
            Vec::new()
        }
        Go::Repeat { intent, after } => {
            model.review_again(&intent, after);
            Vec::new()
        }
        Go::AwaitIdle(intent) => {
            model.wait_again(&intent);
            Vec::new()
        }
        Go::Watch(id) => {
            show_operation(model, id);
            Vec::new()
        }
        Go::Sent(operation) => {
            // The cursor over what can be done about a lost answer stays.
            model.watch.shown = Some(operation.id);
            model.watch.scroll = 0;
            model.shared.screen = Screen::Watch;
            model.operations.list.push(*operation);
            Vec::new()
        }
        Go::Learnt(id) => {
            model.learnt(id);
            Vec::new()
        }
        Go::SignIn(next) => {
            let Model { sign_in, dialog, shared, port, .. } = model;
            sign_in.begin(next, &mut dialog.overlays, shared, port);
            Vec::new()
        }
        Go::Ways => {
            model.sign_in.show_ways(&mut model.dialog.overlays, &model.shared);
            Vec::new()
        }
        Go::AskAnew => {
            let Model { sign_in, dialog, shared, port, .. } = model;
            sign_in.ask_anew(&mut dialog.overlays, shared, port);
            Vec::new()
        }
        Go::GiveUpSignIn => {
            model.sign_in.next = None;
            Vec::new()
        }
        Go::Identify => {
            let Model { sign_in, dialog, shared, port, .. } = model;
            sign_in.identify(&mut dialog.overlays, shared, port);
            Vec::new()
        }
        Go::Renew => {
            sign_in::update::renew(&model.shared, &mut model.port);
            Vec::new()
        }
        Go::Form(kind) => {
            sign_in::update::open_form(kind, &mut model.dialog.overlays, &mut model.port);
            Vec::new()
        }
        Go::Ask(kind) => {
            prompts::ask(model, kind);
            Vec::new()
        }
        Go::AskToken => {
            prompts::ask(model, PromptKind::Token);
            Vec::new()
        }
        Go::AskStatement(id, statement) => {
            prompts::ask(model, PromptKind::Statement(id, statement));
            Vec::new()
        }
        Go::AskInstance(text) => {
            model.dialog.ask(Prompt::new(PromptKind::InstanceId, text), &mut model.port);
            Vec::new()
        }
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
        Go::Open(what) => {
            model.open_unsent(what);
            Vec::new()
        }
        Go::AskDiscard(what) => {
            model.ask_discard(what);
            Vec::new()
        }
        Go::Discard(what) => {
            model.discard(what);
            Vec::new()
        }
        Go::NotSaved => {
            model.dialog.overlays.retain(|o| !matches!(o, Overlay::Leave));
            model.dialog.overlays.push(Overlay::Leave);
            Vec::new()
        }
        Go::TakeUp => {
            model.take_up(model.shared.clock.utc);
            Vec::new()
        }
        Go::Suspend => {
            model.drafts.save_if_changed(&model.draft, &model.shared, &mut model.port);
            model.port.effect(Effect::Terminal(Terminal::Suspend));
            Vec::new()
        }
        Go::Leave => leave(model),
        Go::Quit => quit(model),
    }
}

fn show_operation(model: &mut Model, id: OperationId) {
    model.watch.show(id);
    model.shared.screen = Screen::Watch;
}

/// A wall clock that moves further than this beyond the monotonic one has jumped, in seconds.
const JUMP: u64 = 5;

/// The wall clock as it is now. What waits for a time, or rests on one, hears of a jump.
fn clock(model: &mut Model, now: Clock) {
    let seconds = model.shared.clock.jump(now.utc, now.at);
    if seconds.unsigned_abs() > JUMP {
        model.review.clock_jumped(seconds, &model.shared, &mut model.port);
        model.operations.list.iter_mut().for_each(|operation| operation.clock_moved(seconds));
    }
    model.shared.clock = now;
}

/// What must hold after every message: the rules are up to date, cursors are on rows
/// that show, the guard follows.
fn settle(model: &mut Model) {
    let import_on_top = model.is_import_on_top();
    model.compose.normalise(&mut model.draft, model.shared.size, import_on_top);
    model.choose.normalise(&model.shared);
    model.review.arm(model.review_is_in_front());
}

fn on_key(model: &mut Model, press: Press) -> Vec<Effect> {
    let before = model.shared.last_key.replace(press.at);
    model.port.notice = None;
    if press.key.code != KeyCode::Enter {
        model.watch.recovery.armed = None;
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
        return if again { leave(model) } else { Vec::new() };
    }
    if context.is_text() && type_into_focus(model, press.key) {
        return Vec::new();
    }
    match keymap::action(context, press.key) {
        Some(action) => act(model, context, action, press, before),
        None => {
            model.review.stray_key(context == Context::Button, &mut model.port);
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
        (Action::Leave, _) => leave(model),
        (Action::Repaint, _) => vec![Effect::Terminal(Terminal::Repaint)],
        (Action::Suspend, _) => {
            model.port.go(Go::Suspend);
            Vec::new()
        }
        (Action::Help, _) => {
            model.dialog.toggle(Overlay::Help { context, scroll: 0 });
            Vec::new()
        }
        (Action::Log, _) => {
            model.dialog.toggle(Overlay::Log { scroll: 0 });
            Vec::new()
        }
        (Action::Changes, Context::Field | Context::Scope | Context::Tree | Context::Instances) => {
            model.compose.show_changes(&mut model.port);
            Vec::new()
        }
        (_, Context::Pick) => {
            model.sign_in.pick(action, &mut model.dialog.overlays, &mut model.port);
            Vec::new()
        }
        (_, Context::SetUpField | Context::SetUpChoice) => {
            sign_in::update::form_act(action, &mut model.dialog.overlays, &mut model.port);
            Vec::new()
        }
        (_, Context::SigningIn) => {
            let Model { sign_in, dialog, shared, port, .. } = model;
            sign_in.waiting_act(action, press, before, &mut dialog.overlays, shared, port);
            Vec::new()
        }
        (_, Context::Page | Context::Prompt | Context::Leave | Context::Discard) => {
            act_on_dialog(model, action)
        }
        (_, Context::Preview) => {
            let Model { compose, shared, draft, port, .. } = model;
            compose.act_on_import(action, (press, before), shared, draft, port);
            Vec::new()
        }
        (_, Context::ScopeText) => act_on_text(model, action),
        (_, Context::Start) => {
            let rows = model.start_rows();
            model.start.act(action, &rows, &mut model.port);
            Vec::new()
        }
        (_, Context::Instances) => {
            let Model { choose, draft, shared, port, .. } = model;
            choose.act(action, draft.target.is_some(), shared, port);
            Vec::new()
        }
        (_, Context::Filter) if model.shared.screen == Screen::Instance => {
            model.choose.filter_act(action);
            Vec::new()
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
            let in_front = model.review_is_in_front();
            let Model { review, draft, shared, operations, port, .. } = model;
            let around = Surroundings { shared, operations: &operations.list, in_front };
            review.act(action, (press, before), draft, around, port);
            Vec::new()
        }
        (_, Context::Sheet) => {
            model.review.act_on_export(action, &model.shared, &mut model.port);
            Vec::new()
        }
        (_, Context::Watch | Context::WatchOnly) => {
            let Model { watch, operations, shared, port, .. } = model;
            watch.act(action, operations, shared, port);
            Vec::new()
        }
        (_, Context::Unknown) => {
            let Model { watch, operations, shared, port, .. } = model;
            watch.recover(action, press, operations, shared, port);
            Vec::new()
        }
    }
}

fn act_on_dialog(model: &mut Model, action: Action) -> Vec<Effect> {
    let accepted = model.dialog.act(action, &model.shared, &mut model.port);
    accepted.map_or_else(Vec::new, |prompt| prompts::accept(model, &prompt))
}

/// Keys while the scope is shown as text.
fn act_on_text(model: &mut Model, action: Action) -> Vec<Effect> {
    let text = model.dialog.scope_text().map(str::to_owned);
    match (action, text) {
        (Action::Copy, Some(text)) => copy_text(text, &mut model.port),
        (Action::FromFile, _) => model.port.go(Go::Ask(PromptKind::ListFile)),
        (Action::Save, _) => model.port.go(Go::Ask(PromptKind::TextPath)),
        (other, _) => return act_on_dialog(model, other),
    }
    Vec::new()
}

/// Leaves, after saying what keeps running; asked a second time, at once.
fn leave(model: &mut Model) -> Vec<Effect> {
    if model.has_reason_to_stay() && !matches!(model.dialog.overlays.last(), Some(Overlay::Leave)) {
        model.dialog.overlays.push(Overlay::Leave);
        return Vec::new();
    }
    quit(model)
}

/// Returns the last effects; a draft that is not on disk yet is saved first.
fn quit(model: &mut Model) -> Vec<Effect> {
    let Model { drafts, draft, shared, port, .. } = model;
    if !drafts.delay_leaving(draft, shared, port) {
        model.leaving(model.shared.clock.utc);
        model.port.effect(Effect::Terminal(Terminal::Quit));
    }
    model.port.take_effects()
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
