//! Whatever is pressed and answered, in any order: one confirmation is at most one request, for
//! what was shown.

use super::{
    preflight::{Told, opened, review, told},
    rereading::DIFFERENT,
};
use crate::core::port::{Effect, Msg, Notice, Reply, Sending};

use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Step {
    Keys(&'static str),
    Wait(u64),
    /// All is answered, one thing otherwise than usual.
    Different(usize),
    /// All is answered as usual.
    Same,
    /// Only a part is answered.
    Half,
}

fn step() -> impl Strategy<Value = Step> {
    let keys = prop::sample::select(vec![
        "<Tab>",
        "<Enter>",
        "<Esc>",
        "<C-g>",
        "r",
        "w",
        "cass-orders-01",
        "<F1>",
    ]);
    let waits = prop::sample::select(vec![100, 30_000, 61_000, 600_000]);
    prop_oneof![
        2 => keys.prop_map(Step::Keys),
        // A late confirmation, which is what this is about.
        3 => prop::sample::select(vec!["<Tab><Enter>", "<Tab>cass-orders-01<Enter>"]).prop_map(Step::Keys),
        2 => waits.prop_map(Step::Wait),
        3 => (0..DIFFERENT.len()).prop_map(Step::Different),
        3 => Just(Step::Same),
        1 => Just(Step::Half),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn at_most_one_request_and_never_one_that_differs_from_what_was_shown(steps in prop::collection::vec(step(), 1..40)) {
        let mut s = opened();
        // What the reading that is on the screen was told; not known after a mixture.
        let mut shown: Option<usize> = None;
        for step in steps {
            let (before, creates) = (s.model.review.open.clone(), s.created().len());
            let asked = before.as_ref().is_some_and(|r| r.rereading.is_some() || r.preflight.is_awaited());
            let told_now = match &step {
                Step::Different(n) if asked => Some(*n),
                Step::Same if asked => Some(usize::MAX),
                Step::Different(_) | Step::Same | Step::Keys(_) | Step::Wait(_) | Step::Half => None,
            };
            let effects = match &step {
                Step::Keys(keys) => s.keys(keys),
                Step::Wait(ms) => {
                    s.now += ms;
                    Vec::new()
                }
                Step::Different(_) | Step::Same | Step::Half if !asked => Vec::new(),
                Step::Different(n) => {
                    let mut told = Told::usual(&s);
                    DIFFERENT[*n].2(&mut told, &s);
                    told.tell(&mut s)
                }
                Step::Same => Told::usual(&s).tell(&mut s),
                Step::Half => {
                    let (ask, at) = (review(&s).rereading.as_ref().map_or(review(&s).ask, |r| r.ask), s.utc());
                    s.feed(Msg::Reply { ask, reply: Reply::Quota { at, quota: Ok(told(12)) } })
                }
            };
            let sent = effects.iter().filter(|e| matches!(e, Effect::Sending(Sending::Create { .. }))).count();
            prop_assert_eq!(s.created().len(), creates + sent);
            prop_assert!(s.created().len() <= 1, "one confirmation, at most one request");
            if sent > 0 {
                let before = before.expect("what is sent was under review");
                match told_now {
                    // By an answer: it had been confirmed, and what came is what was shown.
                    Some(told) => {
                        prop_assert!(before.rereading.is_some());
                        prop_assert!(shown.is_none_or(|shown| shown == told), "{shown:?} was \
                            shown, {told} came");
                    }
                    None => prop_assert!(matches!(step, Step::Keys(_) | Step::Half)),
                }
                prop_assert!(s.model.port.notice != Some(Notice::Changed));
                return Ok(());
            }
            let at_rest = s.model.review.open.as_ref().is_some_and(|r| r.rereading.is_none() && !r.preflight.is_awaited());
            shown = match (at_rest, told_now, &step) {
                (true, Some(told), _) => Some(told),
                (true, None, Step::Half) if asked => None,
                (true, None, _) => shown,
                // Something is being read; what is shown stays while it is read again for a send.
                (false, _, _) => shown.filter(|_| s.model.review.open.as_ref().is_some_and(|r| r.rereading.is_some())),
            };
        }
    }
}
