//! Somebody who sees only the frames and the keys, and has to agree to each send.

use crate::tests::support::script::calls_the_service;
use crate::{
    core::{
        base::{
            Key, KeyCode, Millis,
            key::{self},
        },
        model::Model,
        port::{Effect, Msg, Reply, Screen, Sending},
        session::Mode,
    },
    tests::{
        properties::{draws, finished, messages::messages, steps::Step},
        support::{
            screen::{COLOUR, draw_at, rows},
            script::{self, Script},
        },
    },
};

/// What a bystander knows who sees only the frames and the keys: who has to agree to each send.
#[derive(Default)]
pub struct Bystander {
    /// Body of the Review in the last frame, if the button in it was ready to be pressed.
    shown: Option<String>,
    /// Since when frames have shown it so, without a break.
    since: u64,
    /// The input before this one.
    last_input: Option<u64>,
    /// Body of the Review that was confirmed as it should be, and is being read
    /// again before it is sent.
    agreed: Option<String>,
}

/// The body under review, if the send button is ready to be pressed.
fn ready(model: &Model) -> Option<String> {
    let on_top = model.shared.screen == Screen::Review && model.dialog.overlays.is_empty();
    let review = model.review.open.as_ref().filter(|r| on_top && r.is_armed())?;
    Some(review.reviewed.body().text().to_owned())
}

impl Bystander {
    /// Somebody who has seen the last input at that moment, and no frame yet.
    pub fn since(now: u64) -> Self {
        Self { last_input: Some(now), ..Self::default() }
    }

    fn message(&mut self, s: &mut Script, msg: Msg) {
        let (ends, operations) = (finished(&s.model), s.model.operations.list.len());
        let had_review = s.model.review.open.is_some();
        let asked = s.model.review.open.as_ref().map(|r| r.ask);
        let new_facts = matches!(
            msg,
            Msg::Reply { ask, reply: Reply::Backups { .. } | Reply::Instance { .. } }
                if Some(ask) == asked
        );
        let of_a_key = matches!(msg, Msg::Key(_));
        let effects = match msg {
            Msg::Key(press) => s.press(press.key, press.alone),
            other => s.tell(other),
        };
        assert!(
            s.model.shared.mode != Mode::Offline || !effects.iter().any(calls_the_service),
            "{effects:?}"
        );
        assert!(
            !effects.iter().any(|e| matches!(e, Effect::Sending(Sending::Create { .. })))
                || s.model.operations.list.len() == operations + 1
        );
        let sending =
            s.journal.iter().chain(&s.effects).any(|effect| matches!(effect, Effect::Sending(_)));
        assert!(
            !(s.model.shared.read_only && sending),
            "a run that only reads sends nothing, and writes of none"
        );
        if let Some(Effect::Sending(Sending::Create { request, .. })) =
            effects.iter().find(|e| matches!(e, Effect::Sending(Sending::Create { .. })))
        {
            assert_eq!(effects.len(), 1, "one create call at a time");
            assert!(
                had_review && s.model.review.open.is_none(),
                "a confirmation uses its review up"
            );
            if of_a_key {
                self.agree(s, request.body().text());
            } else {
                assert_eq!(
                    self.agreed.as_deref(),
                    Some(request.body().text()),
                    "what was confirmed is what is sent"
                );
            }
        }
        let rereading = s
            .model
            .review
            .open
            .as_ref()
            .filter(|r| r.rereading.is_some())
            .map(|r| r.reviewed.body().text().to_owned());
        if let (Some(body), None) = (&rereading, &self.agreed) {
            assert!(of_a_key);
            self.agree(s, body);
        }
        self.agreed = rereading;
        for (id, stage) in ends {
            // One of another program that is only shown goes with its file.
            let now = s.model.operations.list.iter().find(|o| o.id == id);
            assert!(now.is_none_or(|o| o.stage == stage), "an end is an end");
        }
        if ready(&s.model).is_none()
            || new_facts
            || s.model.shared.size.columns < 60
            || s.model.shared.size.rows < 16
        {
            self.shown = None;
        }
        draws(s, COLOUR, s.model.shared.size);
    }

    /// This key confirms this body.
    fn agree(&self, s: &Script, body: &str) {
        assert_eq!(self.shown.as_deref(), Some(body), "what was shown is what is sent");
        assert!(s.now - self.since >= 300, "a frame has shown the button for 300 ms");
        assert!(
            self.last_input.is_none_or(|before| s.now - before >= 300),
            "no other key within 300 ms"
        );
    }

    fn key(&mut self, s: &mut Script, key: Key, alone: bool) {
        let may_send = alone && key == Key::plain(KeyCode::Enter);
        let before = s.created().len();
        let secret = s.model.is_secret_key(key);
        self.message(s, Msg::Key(key::Press { key, at: Millis(s.now), alone }));
        assert!(may_send || s.created().len() == before, "{key:?} {alone}");
        if !secret {
            self.last_input = Some(s.now);
        }
    }

    /// A frame is on the terminal.
    pub fn frame(&mut self, s: &mut Script) {
        s.frame();
        let fits = s.model.shared.size.columns >= 60 && s.model.shared.size.rows >= 16;
        match ready(&s.model).filter(|_| fits) {
            Some(body) if self.shown.is_none() => (self.shown, self.since) = (Some(body), s.now),
            Some(body) => self.shown = Some(body),
            None => self.shown = None,
        }
        if self.shown.is_some() {
            let (buffer, _) =
                draw_at(s, COLOUR, s.model.shared.size.columns, s.model.shared.size.rows);
            let text = rows(&buffer).join("\n");
            assert!(
                text.contains("[ Create backup ]") || text.contains("Enter sends once"),
                "{text}"
            );
        }
    }

    /// Something happens.
    pub fn step(&mut self, s: &mut Script, step: Step) {
        match step {
            Step::Key(key, alone) => self.key(s, key, alone),
            Step::Keys(keys) => {
                for key in script::parse(keys) {
                    s.now += 310;
                    self.key(s, key, true);
                    self.frame(s);
                }
            }
            Step::Frame => self.frame(s),
            Step::Paste(text, marked) => {
                self.message(s, Msg::Paste { text, marked, at: Millis(s.now) });
                self.last_input = Some(s.now);
            }
            other => {
                let sent = s.created().len();
                for msg in messages(s, other) {
                    self.message(s, msg);
                }
                assert!(s.created().len() <= sent + 1);
            }
        }
    }
}
