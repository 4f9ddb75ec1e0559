//! `--bell`: once for each end that this run sees, and never without the option.

use super::{
    outcomes::{BACKUP, accepted, contested, lost, refused, row},
    script::Script,
    watcher::file,
};
use crate::core::{
    base::CreateEnd,
    operation::{Stage, backup::BackupState, journal_file::DiskContents},
    port::{Disk, Effect, Msg, Terminal, Timer},
    session::Mode,
};

const NAME: &str = "pre-mig-CHG0042311";
const BELL: Effect = Effect::Terminal(Terminal::Bell);

fn bells(s: &Script) -> usize {
    s.effects.iter().filter(|effect| **effect == BELL).count()
}

/// A request is sent with `--bell`, and its create call ends.
fn sent(end: CreateEnd) -> Script {
    let mut s = Script::live();
    s.model.shared.bell = true;
    s.send();
    assert_eq!(bells(&s), 0, "a request under way is no end");
    s.ended(end);
    s
}

/// A reading shows the backup in this state.
fn shown(s: &mut Script, state: BackupState) -> Vec<Effect> {
    let row = row(BACKUP, NAME, state, s);
    s.polled(Ok(None), Ok(Some(row)))
}

#[test]
fn each_end_rings_once_and_nothing_before_it_does() {
    for end in [BackupState::Completed, BackupState::Failed] {
        let mut s = sent(accepted());
        shown(&mut s, BackupState::Building);
        assert_eq!(bells(&s), 0, "{end:?}");
        assert_eq!(shown(&mut s, end.clone()), [BELL], "{end:?}");
        shown(&mut s, end.clone());
        s.keys("r<Esc>");
        assert_eq!(bells(&s), 1, "{end:?}: once, whatever follows");
    }
    for end in [lost(), contested()] {
        assert_eq!(bells(&sent(end.clone())), 1, "UNKNOWN: {end:?}");
    }
    assert_eq!(bells(&sent(refused())), 0, "NO: the operator has just pressed Enter");
}

#[test]
fn unknown_rings_once_and_the_end_after_it_once_more() {
    let mut s = sent(lost());
    s.looked(Ok(Vec::new()));
    assert_eq!(bells(&s), 1, "the same doubt");
    let found = row(BACKUP, NAME, BackupState::Building, &s);
    s.looked(Ok(vec![found]));
    assert_eq!((s.model.operations.list[0].stage, bells(&s)), (Stage::Following, 1));
    shown(&mut s, BackupState::Completed);
    assert_eq!(bells(&s), 2);
}

#[test]
fn without_the_option_nothing_rings() {
    let mut s = Script::live();
    s.send();
    s.ended(accepted());
    shown(&mut s, BackupState::Completed);
    assert_eq!(bells(&s), 0);
}

#[test]
fn the_record_of_the_end_goes_out_before_the_bell() {
    let mut s = sent(accepted());
    s.disk = false;
    let row = row(BACKUP, NAME, BackupState::Completed, &s);
    let (operation, at) = (s.latest(), s.utc());
    let poll = crate::core::operation::readings::Poll {
        job: crate::core::operation::readings::JobAnswer::NotAsked,
        row: Some(Ok(Some(row))),
    };
    let msg = Msg::Polled { operation, at, poll };
    let effects = crate::core::update::update(&mut s.model, msg);
    assert!(
        matches!(&effects[..], [Effect::Disk(Disk::Write { close: true, .. }), b] if *b == BELL),
        "{effects:?}"
    );
}

#[test]
fn an_end_of_an_earlier_run_never_rings() {
    let (mut completed, unknown) = (sent(accepted()), sent(lost()));
    shown(&mut completed, BackupState::Completed);
    let mut killed = Script::live();
    killed.send();
    for (left, goes_on) in [(&completed, false), (&unknown, true), (&killed, true)] {
        let found = DiskContents { open: vec![file(left)], ..DiskContents::default() };
        let place = super::answers::place();
        let mut s = Script::with_journal(Mode::Live, place, 80, 24, found);
        s.model.shared.bell = true;
        assert_eq!(s.model.operations.list[0].is_open(), goes_on);
        let id = s.latest();
        s.feed(Msg::Timer(Timer::Look(id)));
        s.looked(Ok(Vec::new()));
        assert_eq!(bells(&s), 0, "UNKNOWN, and COMPLETED, are known already");
        if goes_on {
            let row = row(BACKUP, NAME, BackupState::Completed, left);
            s.looked(Ok(vec![row.clone()]));
            s.polled(Ok(None), Ok(Some(row)));
            assert_eq!(bells(&s), 1, "the end that this run saw");
        }
    }
}

#[test]
fn a_watch_rings_before_it_ends_by_itself() {
    let mut s = Script::lines_for_an_id();
    s.model.shared.bell = true;
    shown(&mut s, BackupState::Building);
    let effects = shown(&mut s, BackupState::Failed);
    assert_eq!(effects, [BELL, Effect::Terminal(Terminal::Quit)]);
}
