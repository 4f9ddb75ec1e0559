//! Whatever happens in whatever order: no panic, nothing sent unconfirmed, ends stay ends, every
//! state draws.

mod beginnings;
mod bystander;
mod messages;
mod steps;

use beginnings::Beginning;
use bystander::Bystander;
use proptest::{prelude::*, sample::select};
use steps::step;

use crate::{
    core::{
        base::{OperationId, Size},
        model::Model,
        operation::Stage,
        port::{Commands, Msg},
    },
    plain::Conversation,
    tests::{
        plain::assert_no_key,
        support::{
            screen::{draw_at, rows},
            script::Script,
        },
    },
    ui::Theme,
};

/// The operations that have come to an end.
fn finished(model: &Model) -> Vec<(OperationId, Stage)> {
    let operations = model.operations.list.iter().map(|o| (o.id, o.stage));
    operations
        .filter(|(_, stage)| matches!(stage, Stage::NotCreated | Stage::Completed | Stage::Failed))
        .collect()
}

/// Draws, and the cursor is inside.
fn draws(s: &Script, theme: Theme, size: Size) {
    let (buffer, cursor) = draw_at(s, theme, size.columns, size.rows);
    if let Some(at) = cursor {
        assert!(buffer.area.contains(at), "{at:?} in {:?}", buffer.area);
    }
    assert!(
        !buffer
            .content
            .iter()
            .any(|c| c.symbol().chars().any(|c| c.is_control() || c == '\u{202e}')),
        "{:?}",
        rows(&buffer)
    );
}

/// Keys that lay something over a screen, or move on in it.
const OVER: [&str; 14] = [
    "",
    "<Enter>",
    "<End>",
    "<Down><Enter>",
    "<C-d>",
    "<C-g>",
    "<C-g><Enter>",
    "<Esc><Esc>x",
    "<F1>",
    "<C-p>",
    "<C-c>",
    "i",
    "<Tab><Tab><Space><Tab>",
    "<Tab><Tab><Space><Tab>/ord",
];

/// Wherever the operator comes, plain mode says the page and its answers in words of its own.
#[test]
fn plain_mode_names_no_key_of_the_screens() {
    for first in Beginning::ALL {
        for over in OVER {
            let mut s = first.script();
            s.model.shared.commands = Commands::Words;
            s.burst(over);
            let mut talk = Conversation::default();
            let mut said = talk.news(&s.model, || "BHKL".to_owned());
            assert!(talk.answer(&s.model, "?").is_empty());
            said.extend(talk.news(&s.model, || "BHKM".to_owned()));
            assert!(!said.is_empty(), "{first:?} {over}");
            assert_no_key(&said);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 500,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_happens(
        first in select(Beginning::ALL.to_vec()),
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let mut s = first.script();
        // What the preparation has drawn, the bystander has seen as well.
        let mut bystander = Bystander::since(s.now);
        bystander.frame(&mut s);
        for step in steps {
            bystander.step(&mut s, step);
        }
    }

    /// The terminal may also be smaller or larger than the model knows: the news
    /// of a resize comes later.
    #[test]
    fn every_screen_draws_at_every_size(
        first in select(Beginning::ALL.to_vec()),
        over in select(OVER.to_vec()),
        told in (0_u16..=200, 0_u16..=200),
        real in (0_u16..=200, 0_u16..=200),
        ascii: bool,
    ) {
        let mut s = first.script();
        s.burst(over);
        s.feed(Msg::Resized(Size { columns: told.0, rows: told.1 }));
        let theme = Theme { colour: !ascii, ascii, escapes: ascii };
        draws(&s, theme, Size { columns: told.0, rows: told.1 });
        draws(&s, theme, Size { columns: real.0, rows: real.1 });
    }
}
