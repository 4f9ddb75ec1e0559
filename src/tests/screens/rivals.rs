//! What Review says of another operation on the instance: its heading and its checks agree.

use crate::{
    core::{
        base::{CreateEnd, OperationId},
        operation::journal_file::Rival,
        port::{IntentTrouble, Msg},
        review::{check::Fact, page::Review},
    },
    tests::{
        screens::Script,
        support::outcomes::{accepted, answered, lost},
    },
    words,
};

/// What Review says of other operations on the instance: its heading, and its checks.
fn said(s: &Script) -> (String, Vec<String>) {
    let review = s.model.review.open.as_ref().expect("Review");
    let of_rivals =
        review.checks().into_iter().filter(|check| matches!(check.fact, Fact::Unresolved(_)));
    (
        words::review::confirm_title(review),
        of_rivals.map(|check| words::review::checks::fact(&check.fact)).collect(),
    )
}

#[test]
fn heading_and_check_say_the_same_of_an_operation_that_has_turned_up() {
    for (made, heading, check) in [
        (false, "UNKNOWN", "is UNKNOWN: this may be"),
        (true, "was made", "was made meanwhile: this would be"),
    ] {
        let mut s = Script::live();
        s.review();
        let id = OperationId::from_bits(77);
        let rival = Rival { operation: id, name: "another".to_owned(), at: s.utc(), made };
        let operation = s.model.review.open.as_ref().and_then(Review::operation).expect("a number");
        s.disk = false;
        s.keys("<Tab><Enter>");
        s.feed(Msg::Intended {
            operation,
            at: s.utc(),
            result: Err(IntentTrouble::Rivals(vec![rival])),
        });
        let (title, checks) = said(&s);
        assert!(title.starts_with(&format!("{id} {heading}:")), "{title}");
        assert!(checks.len() == 1 && checks[0].contains(check), "{checks:?}");
        assert!(s.created().is_empty());
    }
}

/// Two confirmations of one run: Review follows what becomes of the first while it is open.
#[test]
fn review_follows_what_becomes_of_the_operation_that_it_warns_of() {
    let ends: [(CreateEnd, Option<&str>); 3] = [
        (lost(), Some("is UNKNOWN")),
        (accepted(), Some("was made meanwhile")),
        (CreateEnd::Answered(answered(403, Some("DBS.280032"), "no permission")), None),
    ];
    for (end, says) in ends {
        let mut s = Script::live();
        s.send();
        let first = s.latest();
        s.keys("<Esc>n<Enter>-2<C-g>");
        s.backups(Ok(Vec::new()));
        assert!(said(&s).1[0].contains("is UNKNOWN"), "{:?}", said(&s));
        s.feed(Msg::CreateEnded { operation: first, at: s.utc(), end: end.clone() });
        let (title, checks) = said(&s);
        assert_eq!(
            (
                checks.len(),
                checks.first().is_some_and(|check| check.contains(says.unwrap_or_default()))
            ),
            (usize::from(says.is_some()), says.is_some()),
            "{end:?}"
        );
        let word =
            says.map_or(
                "1 warning",
                |says| if says.contains("UNKNOWN") { "UNKNOWN" } else { "was made" },
            );
        assert!(title.contains(word), "{title}");
    }
}
