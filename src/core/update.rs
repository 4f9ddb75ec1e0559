//! The reducer: `update(&mut Model, Msg) -> Vec<Effect>`. One file per screen; no clock, no I/O.

mod access;
mod prompts;
#[cfg(test)]
mod tests;

use super::{
    base::{
        ask::Ask,
        ids::OperationId,
        key::{Key, KeyCode, Press},
        size::Rung,
        textedit::{self, Edited, Pasted},
        time::{Clock, Millis},
    },
    compose::{self, compare, import_keys, last_backup, state::ComposeFocus, tree_keys},
    dialog::overlay::{Overlay, Prompt, PromptKind},
    draft::rules,
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
    review::{self, export_keys, page::ReviewFocus, readings, sending, waiting},
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
        let mut effects = follow_update::begin(model);
        effects.extend(settle_goes(model));
        return journal::update::writes(model, false).into_iter().chain(effects).collect();
    }
    let mut effects = vec![Effect::Disk(Disk::ReadJournal)];
    effects.extend(match model.shared.screen {
        Screen::Instance => enter_list(model),
        // Naming the instance is the choice to begin.
        Screen::Start if start::update::begins_with_named(model) => {
            start::update::new_backup(model)
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
    let under_cursor = if of_an_operation { start::update::under_cursor(model) } else { None };
    let tables = tree_keys::under_way(model);
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
        Msg::GoOn => tree_keys::go_on(model),
        Msg::FileSaved { ask, result } => export_keys::written(model, ask, result),
        Msg::TextRead { ask, result } => import_keys::file_came(model, ask, result),
        Msg::TextSaved { ask, result } => import_keys::text_saved(model, ask, result),
        Msg::Leaving { at } => journal::update::leaving(model, at),
        Msg::Timer(Timer::SaveDraft) => save_draft::timer(model),
        Msg::Timer(Timer::Rest) => {
            model.choose.instances.cursor_idle();
            Vec::new()
        }
        Msg::Timer(Timer::Idle) => waiting::timer(model),
        Msg::Timer(Timer::Paste) => import_keys::rested(model),
        Msg::Timer(timer @ (Timer::Poll(id) | Timer::Look(id))) => {
            watch::update::timer(model, timer, id)
        }
    };
    effects.extend(settle_goes(model));
    start::update::keep_under_cursor(model, under_cursor);
    let chosen = model.draft.target.is_some();
    model.choose.next_lookup(chosen, &model.shared, &mut model.port);
    effects.extend(settle_goes(model));
    effects.extend(access::identify_chosen(model));
    settle(model);
    tree_keys::note_jump(model, row);
    // What an operation has learnt is on its way to the disk before anything that follows from it
    // is done.
    let mut all = journal::update::writes(model, false);
    // Before anything new is asked, which it would end as well.
    all.extend(readings::stop_names(model));
    all.extend(tree_keys::ended(model, tables));
    all.extend(effects);
    all.extend(save_draft::due(model));
    model.choose.next_effects(&model.shared, by_key, &mut model.port);
    all.extend(model.port.take_effects());
    all.extend(tree_keys::due(model));
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
        Reply::Databases { page } => tree_keys::databases(model, ask, page),
        Reply::Tables { database, page } => tree_keys::tables(model, ask, &database, page),
        Reply::Backups { at, rows } => {
            compare::backups(model, ask, at, &rows);
            let mut effects = last_backup::backups(model, ask, &rows);
            effects.extend(readings::backups(model, ask, at, rows));
            effects
        }
        Reply::Instance { at, instance } => {
            compare::instance(model, ask, &instance);
            readings::instance(model, ask, at, instance)
        }
        Reply::Names { at, database, names } => readings::names(model, ask, at, (database, names)),
        Reply::Quota { at, quota } => readings::quota(model, ask, at, quota),
    }
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
        Go::Start(operation) => start::update::back_to(model, operation),
        Go::NewBackup => start::update::new_backup(model),
        Go::InstanceOfForm => {
            model.shared.screen = Screen::Instance;
            model.choose.instances.from_form = true;
            enter_list(model)
        }
        Go::Instances => {
            model.shared.screen = Screen::Instance;
            Vec::new()
        }
        Go::Chosen(target) => compose::update::choose(model, target),
        Go::Compose(field) => {
            model.shared.screen = Screen::Compose;
            compose::update::focus(model, field);
            Vec::new()
        }
        Go::Errors => {
            compose::update::show_errors(model);
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
        Go::AskInstance(text) => {
            model.dialog.ask(Prompt::new(PromptKind::InstanceId, text), &mut model.port);
            Vec::new()
        }
        Go::Show(overlay) => {
            model.dialog.overlays.push(overlay);
            Vec::new()
        }
        Go::OpenDraft { draft, origin, file } => saved_drafts::put(model, &draft, origin, file),
        Go::Discard(what) => saved_drafts::discard(model, what),
        Go::TakeUp => journal::update::take_up(model, model.shared.clock.utc),
        Go::Suspend => {
            let save = save_draft::save_if_changed(model);
            save.into_iter().chain([Effect::Terminal(Terminal::Suspend)]).collect()
        }
        Go::Leave => leave(model),
        Go::Quit => quit(model),
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
    model.compose.violations = rules::check(&model.draft);
    let height = model.tree_height();
    model.draft.tree.settle(height);
    import_keys::follow(model);
    model.choose.normalise(&model.shared);
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
    if let Some(effects) = import_keys::pours(model, press.key, press.at) {
        return effects;
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
        (Action::Leave, _) => leave(model),
        (Action::Repaint, _) => vec![Effect::Terminal(Terminal::Repaint)],
        (Action::Suspend, _) => save_draft::save_if_changed(model)
            .into_iter()
            .chain([Effect::Terminal(Terminal::Suspend)])
            .collect(),
        (Action::Help, _) => {
            model.dialog.toggle(Overlay::Help { context, scroll: 0 });
            Vec::new()
        }
        (Action::Log, _) => {
            model.dialog.toggle(Overlay::Log { scroll: 0 });
            Vec::new()
        }
        (Action::Changes, Context::Field | Context::Scope | Context::Tree | Context::Instances) => {
            compare::show(model)
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
            let accepted = model.dialog.act(action, &model.shared, &mut model.port);
            accepted.map_or_else(Vec::new, |prompt| prompts::accept(model, &prompt))
        }
        (_, Context::Preview) => import_keys::act(model, action, press, before),
        (_, Context::ScopeText) => import_keys::text_act(model, action),
        (_, Context::Start) => start::update::act(model, action),
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
            compose::update::act(model, action)
        }
        (_, Context::Tree) => tree_keys::act(model, action),
        (_, Context::Review | Context::Button | Context::Send) => {
            review::update::act(model, action, press, before)
        }
        (_, Context::Sheet) => export_keys::act(model, action),
        (_, Context::Watch | Context::WatchOnly) => watch::update::act(model, action),
        (_, Context::Unknown) => lost::act(model, action, press),
    }
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
    if let Some(effects) = save_draft::before_leaving(model) {
        return effects;
    }
    let mut effects = journal::update::leaving(model, model.shared.clock.utc);
    effects.push(Effect::Terminal(Terminal::Quit));
    effects
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
            | Overlay::Preview(_)
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
        Screen::Compose => compose::update::typed(model),
        Screen::Start | Screen::Review | Screen::Export | Screen::Watch => {}
    }
}

fn on_paste(model: &mut Model, text: &str, marked: bool, at: Millis) -> Vec<Effect> {
    model.shared.last_key = Some(at);
    model.port.notice = None;
    if let Some(effects) = import_keys::pasted(model, text, marked, at) {
        return effects;
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
