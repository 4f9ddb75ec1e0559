//! Two guards: a run that only reads sends nothing whatever is typed, and production needs its name
//! typed.

use super::{answers::place, script::Script};
use crate::core::{
    base::{Clock, Level, Millis, Pattern, Size, UtcTime},
    launch::Opening,
    model::Model,
    port::{Disk, Effect, Notice, Screen, Sending},
    review::check::Fact,
    session::Mode,
};

fn opened(opening: Opening) -> Script {
    let clock = Clock { utc: UtcTime::parse("2025-10-17T01:58:00Z").unwrap(), at: Millis(0) };
    Script::begun(
        Model::new(Mode::Live, place(), Size { columns: 80, rows: 24 }, clock).open(opening),
        Default::default(),
    )
}

#[test]
fn a_run_that_only_reads_shows_review_and_sends_and_writes_nothing() {
    let mut s = opened(Opening { read_only: true, ..Opening::default() });
    s.review();
    assert_eq!(s.model.shared.screen, Screen::Review);
    for keys in
        ["<Tab>", "<Enter>", "<Tab><Enter>", "r", "cass-orders-01<Enter>", "<Esc><C-g><Tab><Enter>"]
    {
        s.keys(keys);
        s.now += 2_000;
        let review = s.model.review.open.as_ref().expect("Review stays");
        assert!(!review.is_armed() && review.operation().is_none(), "{keys}");
    }
    s.keys("<Tab>");
    assert_eq!(s.model.port.notice, Some(Notice::ReadOnly));
    assert_eq!((s.created(), s.model.operations.list.len()), (Vec::new(), 0));
    let written = s.journal.iter().filter(|e| {
        matches!(
            e,
            Effect::Sending(Sending::Keep { .. } | Sending::Intend { .. })
                | Effect::Disk(Disk::Write { .. })
        )
    });
    assert_eq!(written.collect::<Vec<_>>(), [] as [&Effect; 0]);
}

#[test]
fn an_instance_of_production_needs_its_name_typed_and_the_reason_is_said() {
    for (pattern, warns) in [("CASS-*", true), ("cass-orders-0?", true), ("prod-*", false)] {
        let production = vec![Pattern::parse("other").unwrap(), Pattern::parse(pattern).unwrap()];
        let mut s = opened(Opening { production, ..Opening::default() });
        s.review();
        let review = s.model.review.open.as_ref().expect("Review");
        assert_eq!(review.shows_phrase(), warns, "{pattern}");
        let fact = review.checks().into_iter().find(|c| matches!(c.fact, Fact::Production(_)));
        assert_eq!(
            fact.is_some_and(
                |c| c.level == Level::Warn && c.fact == Fact::Production(pattern.to_owned())
            ),
            warns
        );
        s.keys("<Tab><Enter>");
        assert_eq!(s.created().len(), usize::from(!warns), "{pattern}");
        if warns {
            s.keys("cass-orders-01");
            s.now += 1_000;
            s.keys("<Enter>");
            assert_eq!(s.created().len(), 1);
        }
    }
}
