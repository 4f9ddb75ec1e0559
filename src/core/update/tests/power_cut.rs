//! A journal that a power cut has shortened: at every byte it opens, shows every complete record,
//! reports the torn one.

use super::{
    outcomes::{BACKUP, accepted, answered, job, lost, row},
    script::Script,
};
use crate::core::{
    base::{CreateEnd, OperationId},
    operation::{
        Entry, Operation, Replayed, Stage,
        backup::{self, BackupState, JobState},
        created::Created,
        journal_file,
    },
    port::{Disk, Effect, Sending},
};

use proptest::prelude::*;

/// The file of the latest operation, line by line, as the program hands it out.
fn lines(s: &Script) -> (OperationId, Vec<String>) {
    let id = s.latest();
    let entries = s.journal.iter().flat_map(|effect| match effect {
        Effect::Sending(Sending::Keep { entry, .. }) => vec![(**entry).clone()],
        Effect::Sending(Sending::Intend { entry, .. }) => vec![(**entry).clone()],
        Effect::Disk(Disk::Write { entries, .. }) => entries.clone(),
        _ => Vec::new(),
    });
    (id, entries.map(|entry| journal_file::line(id, &entry)).collect())
}

/// Sent, with this end, and followed as far as it goes.
fn run(end: CreateEnd) -> Script {
    let mut s = Script::live();
    s.fill();
    s.keys("<Tab><Tab>");
    s.keys("<C-g>");
    s.backups(Ok(Vec::new()));
    s.keys("<Tab><Enter>");
    s.ended(end);
    let building = row(BACKUP, "pre-mig-CHG0042311", BackupState::Building, &s);
    s.looked(Ok(vec![building.clone()]));
    s.polled(Ok(Some(job(JobState::Running, Some(40)))), Ok(Some(building.clone())));
    let done = backup::BackupRow { state: BackupState::Completed, ..building };
    s.polled(Ok(Some(job(JobState::Completed, None))), Ok(Some(done)));
    s
}

#[test]
fn at_every_byte_all_complete_records_are_there_and_the_torn_one_is_reported() {
    for end in
        [accepted(), lost(), CreateEnd::Answered(answered(403, Some("DBS.200019"), "数据库 busy"))]
    {
        let (id, lines) = lines(&run(end));
        let file: String = lines.iter().map(|line| line.to_owned() + "\n").collect();
        let all = journal_file::read(file.as_bytes()).entries;
        assert_eq!(all.len(), lines.len());
        for cut in 0..=file.len() {
            let read = journal_file::read(&file.as_bytes()[..cut]);
            // A line that lacks only its line break is complete: its last byte closes the record.
            let whole = lines.iter().scan(0, |at, line| {
                let end = *at + line.len();
                *at = end + 1;
                Some(end)
            });
            let whole = whole.take_while(|end| *end <= cut).count();
            assert_eq!(read.entries[..], all[..whole], "cut at {cut}");
            let begun = lines[..whole].iter().map(|l| l.len() + 1).sum::<usize>();
            assert_eq!(
                (read.torn, read.damaged.len(), read.newer),
                (cut > begun, 0, 0),
                "cut at {cut}"
            );
            never_safer_than_it_is(id, read.entries);
        }
    }
}

/// Whatever is missing at the end: a confirmed request without a recorded
/// outcome is UNKNOWN, never NO.
fn never_safer_than_it_is(id: OperationId, entries: Vec<Entry>) {
    use crate::core::operation::Event;
    let has = |wanted: fn(&Event) -> bool| entries.iter().any(|e| wanted(&e.event));
    let (intended, ended) =
        (has(|e| matches!(e, Event::Intended(_))), has(|e| matches!(e, Event::Ended { .. })));
    match Operation::replay(id, entries) {
        Replayed::Operation(operation) => {
            assert!(intended);
            if !ended {
                assert_eq!(
                    (operation.created, operation.stage),
                    (Some(Created::Unknown), Stage::Looking { looks: 0 })
                );
            }
        }
        Replayed::Draft { .. } | Replayed::Nothing => assert!(!intended),
        Replayed::GivenUp => panic!("nobody gave it up"),
    }
}

/// The line of the confirmation is lost in the middle of the file: what follows it
/// shows that it was confirmed.
#[test]
fn a_lost_confirmation_never_looks_like_a_draft() {
    let (id, mut lines) = lines(&run(lost()));
    assert!(lines[1].contains("\"event\":\"intended\""), "{}", lines[1]);
    for kept in 3..lines.len() {
        lines[1].truncate(40);
        let read = journal_file::read(lines[..kept].join("\n").as_bytes());
        assert_eq!(read.damaged, [2]);
        let Replayed::Operation(operation) = Operation::replay(id, read.entries) else {
            panic!("{kept} lines")
        };
        assert_eq!(
            operation.name(),
            "pre-mig-CHG0042311",
            "what was reviewed is what was confirmed"
        );
        assert!(operation.created.is_some_and(|c| matches!(c, Created::Unknown | Created::Yes)));
    }
}

/// A line behind the review that cannot be read may have been the confirmation,
/// even with nothing after it.
#[test]
fn a_review_with_an_unreadable_line_behind_it_is_in_doubt() {
    let (id, lines) = lines(&run(lost()));
    for line in [lines[1][..40].to_owned(), lines[1].replace("\"v\":1", "\"v\":9")] {
        let text = format!("{}\n{line}\n", lines[0]);
        let file = journal_file::File {
            operation: Some(id),
            path: String::new(),
            read: Ok(journal_file::read(text.as_bytes())),
        };
        assert!(
            matches!(file.replay(), Replayed::Operation(o) if o.created == Some(Created::Unknown)),
            "{line}"
        );
    }
}

/// After a cut the next record begins on a line of its own; the torn piece
/// stays between and is counted.
#[test]
fn what_is_appended_after_a_cut_is_read_again() {
    let (_, lines) = lines(&run(lost()));
    let (whole, next) = (format!("{}\n", lines[1]), &lines[2]);
    for cut in 1..lines[1].len() {
        let mended = format!("{}\n{}\n{next}\n", lines[0], &whole[..floor(&whole, cut)]);
        let read = journal_file::read(mended.as_bytes());
        assert_eq!(
            (read.entries.len(), read.torn, read.damaged.clone()),
            (2, false, vec![2]),
            "cut at {cut}"
        );
    }
}

/// A full disk cuts a line short, and it is written again: nothing is lost, so nothing is reported,
/// as soon as it is certain that it is the same line.
#[test]
fn a_line_that_was_cut_short_and_written_again_is_no_damage() {
    let (_, lines) = lines(&run(lost()));
    let certain = lines[1].find("\"intended\"").expect("its event") + "\"intended\"".len();
    for cut in 1..lines[1].len() {
        let piece = &lines[1][..floor(&lines[1], cut)];
        let mended = [&lines[0], piece, "", piece, &lines[1], &lines[2], ""].join("\n");
        let read = journal_file::read(mended.as_bytes());
        let damaged = if cut < certain { vec![2, 4] } else { Vec::new() };
        assert_eq!(
            (read.entries.len(), read.torn, read.damaged),
            (3, false, damaged),
            "cut at {cut}"
        );
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[test]
fn a_newer_programs_lines_are_counted_and_hide_nothing() {
    let (id, lines) = lines(&run(accepted()));
    let newer = lines[2].replace("\"v\":1", "\"v\":2");
    let unknown = lines[2].replace("\"event\":\"sent\"", "\"event\":\"sent_by_pigeon\"");
    assert!(newer != lines[2] && unknown != lines[2], "{}", lines[2]);
    let file = [&lines[..2], &[newer, unknown], &lines[3..]].concat().join("\n");
    let read = journal_file::read(file.as_bytes());
    assert_eq!((read.newer, read.torn, read.damaged.len()), (2, false, 0));
    assert!(
        matches!(Operation::replay(id, read.entries), Replayed::Operation(o) if o.stage == Stage::Completed)
    );
}

/// The answer's line is spoilt in ways that no program writes: it is damage, all others count, and
/// the IDs in it are told.
#[test]
fn a_spoilt_line_is_damage_and_hides_neither_the_others_nor_its_ids() {
    let (id, lines) = lines(&run(accepted()));
    let at =
        lines.iter().position(|line| line.contains("\"event\":\"ended\"")).expect("the answer");
    let whole = lines[at].clone();
    let words = |text: &[u8]| {
        let mark = b"\"words\":\"";
        let at = whole.find("\"words\":\"").expect("the service's words") + mark.len();
        [&whole.as_bytes()[..at], text, &whole.as_bytes()[at..]].concat()
    };
    let spoilt: [(&str, Vec<u8>); 8] = [
        ("no UTF-8", words(b"\xff\xfe")),
        ("a surrogate that is cut in two", words(b"\xed\xa0\x80")),
        ("half a surrogate pair", words(b"\\ud800")),
        ("a NUL", words(b"\0")),
        ("a hole that a power cut left", [&[0; 512][..], whole.as_bytes()].concat()),
        ("a key twice", whole.replace("\"event\":", "\"event\":\"sent\",\"event\":").into_bytes()),
        (
            "another kind of value",
            whole.replace("\"status\":202", "\"status\":\"202\"").into_bytes(),
        ),
        ("ten megabytes, then cut", [words(&vec![b'x'; 10 << 20]), b",".to_vec()].concat()),
    ];
    for (name, line) in spoilt {
        assert_ne!(line, whole.as_bytes(), "{name}");
        let all: Vec<&[u8]> = lines
            .iter()
            .enumerate()
            .map(|(n, l)| if n == at { &line[..] } else { l.as_bytes() })
            .collect();
        let read = journal_file::read(&[&all.join(&b'\n')[..], b"\n"].concat());
        assert_eq!(
            (read.damaged.clone(), read.newer, read.torn),
            (vec![at + 1], 0, false),
            "{name}"
        );
        assert_eq!(read.entries.len(), lines.len() - 1, "{name}");
        assert_eq!(
            read.held.backups.iter().map(ToString::to_string).collect::<Vec<_>>(),
            [BACKUP],
            "{name}"
        );
        assert_eq!(read.held.operations, [id], "{name}");
        let file = journal_file::File { operation: Some(id), path: String::new(), read: Ok(read) };
        assert!(matches!(file.replay(), Replayed::Operation(_)), "{name}");
        // As the last thing that a crash let through, it is torn.
        let read = journal_file::read(&all[..=at].join(&b'\n'));
        assert_eq!(
            (read.damaged.len(), read.newer, read.torn, read.held.backups.len()),
            (0, 0, true, 1),
            "{name}"
        );
    }
}

#[test]
fn a_review_that_was_given_up_before_damage_may_have_been_confirmed_after_all() {
    let (id, lines) = lines(&run(accepted()));
    let given_up = lines[2].replace("\"event\":\"sent\"", "\"event\":\"given_up\"");
    for (after, want) in [
        ("", true),
        ("{\"v\":1,\"at\n", false),
        ("{\"v\":2,\"at\":\"2025-10-17T01:59:07Z\"}\n", false),
    ] {
        let read = journal_file::read(format!("{}\n{given_up}\n{after}", lines[0]).as_bytes());
        let file = journal_file::File { operation: Some(id), path: String::new(), read: Ok(read) };
        assert_eq!(file.replay() == Replayed::GivenUp, want, "{after}");
        assert!(
            want || matches!(file.replay(), Replayed::Operation(o) if o.created == Some(Created::Unknown))
        );
    }
}

#[test]
fn lines_without_end_fill_no_memory() {
    let (_, lines) = lines(&run(accepted()));
    let text = "x\n".repeat(journal_file::LINES + 1_000) + &lines.join("\n") + "\n";
    let read = journal_file::read(text.as_bytes());
    assert_eq!((read.entries.len(), read.damaged.len()), (0, journal_file::LINES + 1));
    assert_eq!(read.held.backups.len(), 1, "what is not read is looked through all the same");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Rubbish in the file, lines twice or in another order: it opens, and a backup that a line
    /// tells of is never lost.
    #[test]
    fn no_file_makes_it_fail_and_no_order_loses_the_backup(
        order in prop::collection::vec(0_usize..9, 1..14),
        rubbish in prop::collection::vec(any::<u8>(), 0..40),
        at in 0_usize..14,
    ) {
        let (id, lines) = lines(&run(lost()));
        let mut parts: Vec<Vec<u8>> = order.iter().filter_map(|n| lines.get(*n)).map(|l| l.clone().into_bytes()).collect();
        parts.insert(at.min(parts.len()), rubbish);
        let read = journal_file::read(&parts.join(&b'\n'));
        let told = |word: &str| order.iter().filter_map(|n| lines.get(*n)).any(|l| l.contains(word));
        if let Replayed::Operation(operation) = Operation::replay(id, read.entries) {
            prop_assert!(!told("\"event\":\"found\"") || operation.backup_id.is_some());
        } else {
            prop_assert!(!told("\"event\":\"intended\"") , "a confirmed request is always an \
                operation");
        }
    }
}
