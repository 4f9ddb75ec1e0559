//! From the button to the create call: guards, a last reading of what has grown old, the intent on
//! disk, the send.

use super::{
    check::Level,
    page::{Kept, Rereading, Review, ReviewFocus},
    preflight::{FRESH, Preflight, Topic, differences},
    readings::{adopt, checks_came},
    update::intent,
};
use crate::core::{
    base::{
        call::{CreateEnd, Obstacle, ObstacleCause},
        ids::OperationId,
        key::Press,
        size::Rung,
        time::{Millis, UtcTime},
    },
    model::Model,
    operation::{Entry, Event, Intent, Operation, Stage, created::Created},
    port::{
        answers::IntentTrouble,
        effect::{Disk, Effect, Sending},
        shared::Screen,
        status_line::Notice,
    },
    session::site::Site,
};

/// Enter on the button: the only place from which a create call can begin.
pub(super) fn press_button(model: &mut Model, press: Press, before: Option<Millis>) -> Vec<Effect> {
    let guarded =
        model.review.open.as_ref().is_none_or(|review| review.guard.allows(press, before));
    if let Some(why) = refused(model).or((!guarded).then_some(Notice::PressAlone)) {
        model.port.notice = Some(why);
        return Vec::new();
    }
    let now = model.shared.clock.utc_at(press.at);
    let fresh = |review: &Review| review.jumped.is_none() && review.preflight.is_fresh(now);
    if model.review.open.as_ref().is_some_and(fresh) { confirm(model, now) } else { reread(model) }
}

/// Why a confirmation is not taken, whenever it is made.
fn refused(model: &Model) -> Option<Notice> {
    let review = model.review.open.as_ref()?;
    match review.level() {
        _ if model.shared.read_only => Some(Notice::ReadOnly),
        _ if review.intending.is_some() => Some(Notice::Intending),
        _ if review.rereading.is_some() => Some(Notice::Rereading),
        _ if review.waiting.is_some() => Some(Notice::Waiting),
        Level::Error => Some(Notice::ChecksForbid),
        Level::Wait => Some(Notice::ChecksReading),
        Level::Ok | Level::Note | Level::Warn if !review.is_confirmed() => {
            Some(Notice::PhraseWrong)
        }
        Level::Ok | Level::Note | Level::Warn
            if model.operations.list.iter().any(|o| o.stage == Stage::Sending) =>
        {
            Some(Notice::StillOpen)
        }
        Level::Ok | Level::Note | Level::Warn => None,
    }
}

/// What was confirmed has grown old: all of it is read once more. Nothing is written or sent
/// before it has been compared.
fn reread(model: &mut Model) -> Vec<Effect> {
    let ask = model.port.number();
    let Some(review) = &mut model.review.open else { return Vec::new() };
    let (fresh, reads) = Preflight::begin(ask, &review.target, review.request.scope());
    review.rereading = Some(Rereading { ask, fresh, renewed: false, settled: review.settled() });
    review.jumped = None;
    review.guard.follow(false);
    model.port.notice = Some(Notice::Rereading);
    reads
}

/// Takes in that the wall clock jumped by `seconds` beyond the monotonic one. All ages on Review
/// are differences of wall times, so after a jump nothing on it counts as fresh, and a confirmation
/// that is on its way sends nothing.
pub(in crate::core) fn clock_jumped(model: &mut Model, seconds: i64) {
    let Some(review) = model.review.open.as_mut() else { return };
    review.jumped = Some(review.jumped.unwrap_or(0).saturating_add(seconds));
    // The end of a confirmation that is on its way says it.
    if !review.is_engaged() && model.shared.screen == Screen::Review {
        model.port.notice = Some(Notice::ClockJumped { seconds, held_back: false });
    }
}

/// Gives up a send that is being read for: nothing was written or sent. Whoever wants it confirms
/// anew. Returns whether there was one.
pub(in crate::core) fn give_up(model: &mut Model) -> bool {
    let Some(review) = model.review.open.as_mut().filter(|review| review.rereading.is_some())
    else {
        return false;
    };
    review.rereading = None;
    ask_again(review);
    model.port.notice = Some(Notice::GaveUp);
    true
}

/// As Review is when it opens: nothing typed, nothing focused.
pub(super) fn ask_again(review: &mut Review) {
    review.phrase.reset();
    review.focus = ReviewFocus::Look;
    review.guard.follow(false);
    review.scroll = 0;
}

/// Once all has been read again: if nothing differs from what was confirmed, the intent is written;
/// otherwise Review is shown with what it is now, and nothing is sent.
pub(super) fn compare(model: &mut Model, at: UtcTime) -> Vec<Effect> {
    // Over the button lies something else, or there is no room for it: nobody looks at what would
    // be sent.
    let seen = model.shared.screen == Screen::Review
        && model.dialog.overlays.is_empty()
        && model.shared.size.rung() != Rung::TooSmall;
    let Some(review) = &mut model.review.open else { return Vec::new() };
    let Some(mut rereading) = review.rereading.take_if(|rereading| !rereading.fresh.is_awaited())
    else {
        return Vec::new();
    };
    if !rereading.renewed {
        let reads = rereading.fresh.renew_short(rereading.ask, &review.target, at);
        if !reads.is_empty() {
            rereading.renewed = true;
            review.rereading = Some(rereading);
            return reads;
        }
    }
    let mut changed = differences(&review.preflight, &rereading.fresh);
    let window = review.window();
    (review.preflight, review.ask) = (rereading.fresh, rereading.ask);
    adopt(model);
    let Some(review) = &mut model.review.open else { return Vec::new() };
    if window != review.window() {
        changed.push(Topic::Window);
    }
    let settled = review.settled() == rereading.settled;
    let jump = review.jumped.map(|seconds| Notice::ClockJumped { seconds, held_back: true });
    review.changed = changed;
    model.port.notice.take_if(|notice| *notice == Notice::Rereading);
    let differs =
        !settled || model.review.open.as_ref().is_some_and(|review| !review.changed.is_empty());
    match refused(model) {
        None if !differs && seen && jump.is_none() => confirm(model, at),
        why => {
            model.port.notice = Some(if differs {
                Notice::Changed
            } else {
                why.or(jump).unwrap_or(Notice::GaveUp)
            });
            if let Some(review) = &mut model.review.open {
                ask_again(review);
            }
            Vec::new()
        }
    }
}

/// Confirmed: first the intent goes to the disk. Nothing is sent yet.
fn confirm(model: &mut Model, at: UtcTime) -> Vec<Effect> {
    let Some(site) = Site::of(model.shared.mode, &model.shared.place) else { return Vec::new() };
    let Some((review, operation)) =
        model.review.open.as_ref().and_then(|r| Some((r, r.operation()?)))
    else {
        return Vec::new();
    };
    let intent = Box::new(intent(model, review, &site));
    let (instance, known) =
        (review.target.id().clone(), review.rivals.iter().map(|r| r.operation).collect());
    if let Some(review) = &mut model.review.open {
        review.intending = Some((at, intent.clone()));
        review.guard.follow(false);
    }
    // A disk that is slow must not look like a key that was lost.
    model.port.notice = Some(Notice::Intending);
    let entry = Box::new(Entry { at, event: Event::Intended(intent) });
    vec![Effect::Sending(Sending::Intend { operation, entry, site, instance, known })]
}

/// The intent is on disk: only now does the request go out. Or it is not, or something has turned
/// up, or the disk took so long that what was read has grown old, or the clock jumped: nothing goes
/// out, Review stays and says why.
pub(in crate::core) fn intended(
    model: &mut Model,
    id: OperationId,
    at: UtcTime,
    result: Result<(), IntentTrouble>,
) -> Vec<Effect> {
    model.port.notice.take_if(|notice| *notice == Notice::Intending);
    let awaited = model.review.open.take_if(|r| r.operation() == Some(id) && r.intending.is_some());
    let Some(mut review) = awaited else {
        // Review has gone meanwhile; an intent that is on disk must not look like one that may have
        // been sent.
        return vec![held_back(id, at)];
    };
    match (result, review.intending.take()) {
        // Taking the review out of the model is what makes a second send from it impossible.
        (Ok(()), Some((confirmed_at, intent)))
            if review.jumped.is_none() && at.since(confirmed_at) <= FRESH =>
        {
            send(model, review, id, confirmed_at, *intent)
        }
        (Ok(()), None) => vec![held_back(id, at)],
        (result, _) => {
            let field = review.shows_phrase();
            match result {
                Ok(()) => {
                    ask_again(&mut review);
                    let jump = review
                        .jumped
                        .map(|seconds| Notice::ClockJumped { seconds, held_back: true });
                    model.port.notice = Some(jump.unwrap_or(Notice::DiskTooSlow));
                }
                Err(IntentTrouble::State(why)) => {
                    review.kept = Kept::Failed(why);
                    model.port.notice = Some(Notice::JournalRefused);
                }
                Err(IntentTrouble::Rivals(rivals)) => {
                    review.add_rivals(rivals);
                    model.port.notice = Some(Notice::RivalAppeared);
                }
            }
            model.review.open = Some(review);
            checks_came(model, field);
            // Also where it could not be written: a disk that failed half way may hold it after
            // all.
            vec![held_back(id, at)]
        }
    }
}

/// The line that takes an intent back which has not been sent. The file stays open:
/// it may be confirmed again.
pub(in crate::core) fn held_back(operation: OperationId, at: UtcTime) -> Effect {
    let end = CreateEnd::NotSent(Obstacle { host: String::new(), cause: ObstacleCause::HeldBack });
    let entries = vec![Entry { at, event: Event::Ended { created: Created::NotSent, end } }];
    Effect::Disk(Disk::Write { operation, entries, close: false })
}

fn send(
    model: &mut Model,
    review: Review,
    id: OperationId,
    at: UtcTime,
    intent: Intent,
) -> Vec<Effect> {
    model.review.recorded = None;
    model.operations.list.push(Operation::sent(id, at, intent));
    model.watch.shown = Some(id);
    model.watch.scroll = 0;
    model.shared.screen = Screen::Watch;
    vec![Effect::Sending(Sending::Create { operation: id, request: review.reviewed })]
}
