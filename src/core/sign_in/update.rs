//! Signing in: choosing or typing credentials, using them once for each time the operator asks, and
//! going on.

use crate::core::{
    base::{
        ask,
        guard::QUIET,
        key::Press,
        time::{Millis, UtcTime},
    },
    choose::{self, look_up},
    dialog::{
        self,
        overlay::{Overlay, PromptKind},
    },
    model::Model,
    port::{
        effect::{Access, Disk, Effect},
        keymap::Action,
        setting::Setting,
        shared::Screen,
        status_line::Notice,
    },
    session::{
        credentials::Method,
        current::{Mode, Place, SignIn, Standing},
        form::{Filled, Form, FormKind, FormProblem},
        identity::SignInFailure,
        signing::{EntryFailure, Next, SignedIn, UnderWay, Way},
    },
    start,
};

/// Signs in, once. Where the operator waits for it, the screen says so.
pub(in crate::core) fn begin(model: &mut Model, next: Next) -> Vec<Effect> {
    if model.shared.place.sign_in.is_none() {
        model.sign_in.next = Some(next);
        return ways(model);
    }
    let ask = model.port.number();
    model.sign_in.under_way = Some(UnderWay { ask, next });
    model.sign_in.failure = None;
    model.sign_in.next = None;
    close(model);
    if next != Next::GoOn {
        model.dialog.overlays.push(Overlay::SigningIn);
    }
    vec![Effect::Access(Access::SignIn { ask })]
}

/// Who this is, asked beside whatever the operator does, once for each sign-in:
/// it only fills the header.
pub(in crate::core) fn identify(model: &mut Model) -> Vec<Effect> {
    let unasked =
        model.shared.place.sign_in.as_ref().is_some_and(|s| s.standing == Standing::Unasked);
    let signing = &model.sign_in;
    let asked = signing.asked
        || signing.under_way.is_some()
        || signing.untold.is_some()
        || signing.failure.is_some();
    if !unasked || asked || !model.shared.place.can_sign_in() {
        return Vec::new();
    }
    model.sign_in.asked = true;
    begin(model, Next::GoOn)
}

/// After every message: the same where an instance was named or chosen without the list, as on the
/// command line or by a draft. Review and the journal's intent tell whose calls they are.
pub(in crate::core) fn identify_chosen(model: &mut Model) -> Vec<Effect> {
    let chosen = model.draft.target.is_some() || look_up::is_begun(model);
    let calls = model.shared.mode != Mode::Offline && model.shared.place.is_ready();
    if chosen && calls { identify(model) } else { Vec::new() }
}

/// The list of ways to sign in.
pub(in crate::core) fn ways(model: &mut Model) -> Vec<Effect> {
    let used = model.shared.place.sign_in.as_ref().map(|s| &s.origin);
    let row = model.sign_in.first_way(used);
    close(model);
    model.dialog.overlays.push(Overlay::Ways { row });
    Vec::new()
}

/// What is in use is refused, and nothing but the operator can replace it.
pub(in crate::core) fn ask_anew(model: &mut Model) -> Vec<Effect> {
    model.sign_in.next = Some(Next::Here);
    match model.shared.place.sign_in.as_ref().map(|s| s.method) {
        Some(Method::Token) => dialog::update::prompt(model, PromptKind::Token),
        Some(Method::Password { .. } | Method::Keys { .. } | Method::Agency) | None => ways(model),
    }
}

/// A create call was refused with 401, so nothing was made: what can be had again without the
/// operator is fetched, for the next review. It sends nothing by itself.
pub(in crate::core) fn renew(model: &mut Model) -> Vec<Effect> {
    let renews = |s: &SignIn| {
        s.standing != Standing::Refused
            && matches!(s.method, Method::Password { .. } | Method::Agency)
    };
    if model.shared.place.sign_in.as_ref().is_some_and(renews) {
        vec![Effect::Access(Access::Renew)]
    } else {
        Vec::new()
    }
}

/// A setting was taken. What was under way, and what came of it, was about the settings before.
pub(in crate::core) fn configured(model: &mut Model, place: Place) -> Vec<Effect> {
    let signing = &mut model.sign_in;
    (signing.under_way, signing.failure, signing.untold, signing.asked) = (None, None, None, false);
    let form = close_setup(model);
    let mut effects = start::update::configured(model, place);
    // Credentials that were just typed are tried at once; so is what had to be asked for on the
    // way.
    if form && model.sign_in.next.is_none() {
        model.sign_in.next =
            Some(if model.choose.lookup.is_some() { Next::NewBackup } else { Next::Stay });
    }
    effects.extend(go_on(model));
    effects.extend(start::update::go_to_named(model));
    effects
}

/// Closes whatever asked for the setting that was taken; true for a sign-in form.
fn close_setup(model: &mut Model) -> bool {
    let form = matches!(model.dialog.overlays.last(), Some(Overlay::Form(_)));
    if form || matches!(model.dialog.overlays.last(), Some(Overlay::Prompt(p)) if p.kind.is_setup())
    {
        model.dialog.overlays.pop();
    }
    if matches!(model.dialog.overlays.last(), Some(Overlay::Ways { .. } | Overlay::Projects { .. }))
    {
        model.dialog.overlays.pop();
        model.sign_in.unsettled = false;
    }
    form
}

/// Closes what asks about signing in; a form or a prompt with it.
fn close(model: &mut Model) {
    model.dialog.overlays.retain(|o| {
        !matches!(o, Overlay::SigningIn | Overlay::Ways { .. } | Overlay::Projects { .. })
    });
}

/// Signed in, or why not.
pub(in crate::core) fn ended(
    model: &mut Model,
    ask: ask::Ask,
    result: Result<Box<SignedIn>, EntryFailure>,
) -> Vec<Effect> {
    let Some(UnderWay { next, .. }) =
        model.sign_in.under_way.take_if(|under_way| under_way.ask == ask)
    else {
        return Vec::new();
    };
    match result {
        Ok(entry) => entered(model, *entry, next),
        Err(EntryFailure::SignIn(SignInFailure::PasscodeNeeded)) => {
            close(model);
            model.sign_in.next = Some(next);
            dialog::update::prompt(model, PromptKind::Passcode)
        }
        Err(why) => {
            let refused = why.is_refusal();
            if let EntryFailure::SignIn(SignInFailure::Call(why)) | EntryFailure::Projects(why) =
                &why
            {
                model.sign_in.note_clock(why, model.shared.clock.utc);
            }
            // What has never been signed in is not ready, refused or not.
            if refused
                && let Some(sign_in) = &mut model.shared.place.sign_in
                && sign_in.standing != Standing::Needed
            {
                sign_in.standing = Standing::Refused;
            }
            model.sign_in.failure = Some(why);
            if next != Next::GoOn {
                // Enter tries again, and then goes on to where this was to go.
                model.sign_in.next = Some(next);
                return Vec::new();
            }
            model.port.notice = Some(Notice::SignInFailed);
            if refused && may_ask(model) { ask_anew(model) } else { Vec::new() }
        }
    }
}

fn entered(model: &mut Model, entry: SignedIn, next: Next) -> Vec<Effect> {
    let SignedIn { place, projects, untold } = entry;
    model.sign_in.untold = untold;
    let shown = matches!(model.dialog.overlays.last(), Some(Overlay::SigningIn));
    let row = start::update::under_cursor(model);
    let mut effects = start::update::configured(model, place);
    start::update::keep_under_cursor(model, row);
    if let Some(projects) = projects {
        close(model);
        model.sign_in.next = Some(next);
        let none = projects.is_empty();
        model.sign_in.projects = projects;
        if none {
            model.port.notice = Some(Notice::NoProject);
            effects.extend(dialog::update::prompt(model, PromptKind::Project));
        } else {
            model.dialog.overlays.push(Overlay::Projects { row: 0 });
        }
        return effects;
    }
    match next {
        // Closed meanwhile: whoever went elsewhere is not called back.
        Next::NewBackup if shown && model.shared.place.is_ready() => {
            close(model);
            // What needs attention is seen before the instance that the command line names.
            if model.choose.lookup.is_none() || !model.needs_attention() {
                effects.extend(start::update::new_backup(model));
            }
        }
        // The test goes on to what the program needs first: the instances.
        Next::Stay if shown && model.shared.place.is_ready() => {
            effects.extend(choose::update::reload(model))
        }
        Next::Here if shown && model.shared.place.is_ready() => {
            close(model);
            if model.shared.screen == Screen::Instance {
                effects.extend(choose::update::reload(model));
            }
        }
        Next::NewBackup | Next::Stay | Next::Here | Next::GoOn => {}
    }
    effects.extend(start::update::go_to_named(model));
    effects
}

/// What was being asked for is there now: on with what it was asked for.
pub(in crate::core) fn go_on(model: &mut Model) -> Vec<Effect> {
    match model.sign_in.next.take() {
        // Calls go by it already, and without IAM nobody tells more.
        Some(Next::Here) if model.shared.place.is_ready() && !model.shared.place.can_sign_in() => {
            Vec::new()
        }
        Some(next) if model.shared.place.sign_in.is_some() => begin(model, next),
        Some(_) | None => Vec::new(),
    }
}

/// The token or key in use was renewed, or refused.
pub(in crate::core) fn changed(
    model: &mut Model,
    expires: Option<UtcTime>,
    refused: bool,
) -> Vec<Effect> {
    let Some(sign_in) =
        model.shared.place.sign_in.as_mut().filter(|s| s.standing != Standing::Needed)
    else {
        return Vec::new();
    };
    let news = refused && sign_in.standing != Standing::Refused;
    sign_in.expires = expires;
    sign_in.standing = if refused { Standing::Refused } else { Standing::Accepted };
    let renewed = matches!(sign_in.method, Method::Password { .. } | Method::Agency);
    if news && renewed && may_ask(model) { ask_anew(model) } else { Vec::new() }
}

/// Only the operator can go on; but never over something else that is being typed or
/// read before it is sent.
fn may_ask(model: &Model) -> bool {
    model.dialog.overlays.is_empty()
        && !model.context().is_text()
        && model.shared.screen != Screen::Review
}

/// Keys on the list of ways, and on that of projects.
pub(in crate::core) fn pick(model: &mut Model, action: Action) -> Vec<Effect> {
    let count = match model.dialog.overlays.last() {
        Some(Overlay::Ways { .. }) => model.sign_in.ways().len(),
        Some(Overlay::Projects { .. }) => model.sign_in.projects.len(),
        _ => return Vec::new(),
    };
    if let Some(Overlay::Ways { row } | Overlay::Projects { row }) =
        model.dialog.overlays.last_mut()
        && let Some(moved) = action.moves(*row, count, count)
    {
        *row = moved;
        return Vec::new();
    }
    match (action, model.dialog.overlays.last()) {
        (Action::Enter, Some(Overlay::Ways { row })) => match model.sign_in.ways().get(*row) {
            Some(Way::Source(n)) => source(model, *n),
            Some(Way::Token) => dialog::update::prompt(model, PromptKind::Token),
            Some(Way::Password) => form(model, FormKind::Password),
            Some(Way::Keys) => form(model, FormKind::Keys),
            None => Vec::new(),
        },
        (Action::Enter, Some(Overlay::Projects { row })) => {
            let project = model.sign_in.projects.get(*row).map(|project| project.id.clone());
            project
                .map(|id| Effect::Access(Access::Configure(Setting::Picked(id))))
                .into_iter()
                .collect()
        }
        (Action::Back, _) => {
            model.dialog.overlays.pop();
            model.sign_in.next = None;
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn source(model: &mut Model, number: usize) -> Vec<Effect> {
    if model.sign_in.sources.get(number).is_some_and(|s| s.method().is_some()) {
        return vec![Effect::Access(Access::Configure(Setting::Source(number)))];
    }
    model.port.notice = Some(Notice::SourceUnusable);
    Vec::new()
}

/// Opens an empty form; what was typed into masked fields before is wiped.
pub(in crate::core) fn form(model: &mut Model, kind: FormKind) -> Vec<Effect> {
    model.dialog.overlays.push(Overlay::Form(Form::new(kind)));
    // A profile is made of what is there already: a token that was typed is part of it.
    if kind == FormKind::Profile { Vec::new() } else { vec![Effect::Access(Access::ForgetSecret)] }
}

pub(in crate::core) fn form_act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Overlay::Form(form)) = model.dialog.overlays.last_mut() else { return Vec::new() };
    match action {
        Action::Next => form.go(1),
        Action::Previous => form.go(-1),
        Action::Toggle => {
            if let Some(field) = form.fields.get_mut(form.focus) {
                field.on = !field.on;
            }
        }
        Action::Enter => return accept(form),
        Action::Back => {
            let secret = form.kind != FormKind::Profile;
            model.dialog.overlays.pop();
            return if secret { vec![Effect::Access(Access::ForgetSecret)] } else { Vec::new() };
        }
        _ => {}
    }
    Vec::new()
}

/// Enter: to the next field, and at the last one the form is taken.
fn accept(form: &mut Form) -> Vec<Effect> {
    if form.focus + 1 < form.fields.len() {
        form.go(1);
        return Vec::new();
    }
    match form.filled() {
        Ok(filled @ Filled::Profile { .. }) => vec![Effect::Disk(Disk::SaveProfile(filled))],
        Ok(filled @ (Filled::Password { .. } | Filled::Keys { .. })) => {
            vec![Effect::Access(Access::Configure(Setting::Form(filled)))]
        }
        Err(name) => {
            form.focus = form.fields.iter().position(|field| field.name == name).unwrap_or(0);
            form.problem = Some(FormProblem::Empty(name));
            Vec::new()
        }
    }
}

/// The profile is saved, or why not.
pub(in crate::core) fn profile_saved(
    model: &mut Model,
    result: Result<String, String>,
) -> Vec<Effect> {
    let Some(Overlay::Form(form)) = model
        .dialog
        .overlays
        .last_mut()
        .filter(|o| matches!(o, Overlay::Form(f) if f.kind == FormKind::Profile))
    else {
        return Vec::new();
    };
    match result {
        Ok(path) => {
            model.dialog.overlays.pop();
            model.port.notice = Some(Notice::ProfileSaved(path));
        }
        Err(why) => form.problem = Some(FormProblem::NotSaved(why)),
    }
    Vec::new()
}

/// Keys while signing in is under way or has failed. What is under way is given up with Esc. After
/// a failure Enter tries again, each time as one key by itself, for one that is held down must not
/// lock anybody out; after a refusal it leads to the other ways to sign in, for wrong credentials
/// do not become right and lockouts begin at five.
pub(in crate::core) fn waiting_act(
    model: &mut Model,
    action: Action,
    press: Press,
    before: Option<Millis>,
) -> Vec<Effect> {
    let idle = model.sign_in.under_way.is_none();
    let apart = press.alone && before.is_none_or(|before| press.at.since(before) >= QUIET);
    match action {
        Action::Enter
            if idle && model.sign_in.failure.as_ref().is_some_and(EntryFailure::is_refusal) =>
        {
            ways(model);
            // Not on the ones that were refused.
            if let Some(Overlay::Ways { row }) = model.dialog.overlays.last_mut() {
                *row = model.sign_in.sources.len();
            }
            Vec::new()
        }
        Action::Enter if idle && model.sign_in.failure.is_some() && !apart => Vec::new(),
        Action::Enter if idle && model.sign_in.failure.is_some() => {
            let next = model.sign_in.next.take().unwrap_or(Next::Stay);
            begin(model, next)
        }
        Action::Enter if idle => {
            close(model);
            Vec::new()
        }
        Action::Back => {
            close(model);
            model.sign_in.next = None;
            model
                .sign_in
                .under_way
                .take()
                .map(|_| Effect::Access(Access::Stop))
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}
