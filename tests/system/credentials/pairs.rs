//! Each pair of sources, whole or broken: the right one is chosen, or one sentence is said; never a
//! value of both.

use geminidb_backup::core::session::credentials::choice::Choice;

use crate::credentials::{
    host::{Host, values},
    kinds::{KINDS, Kind, STATES, State},
};

/// All that can be found without a name, in each condition in which something is found.
fn cases() -> Vec<(Kind, State)> {
    let all = KINDS.into_iter().flat_map(|kind| STATES.map(|state| (kind, state)));
    // A broken config.toml stops everything (see the matrix); the agency is never taken by itself.
    let counts = |(kind, state): &(Kind, State)| {
        *kind != Kind::Agency
            && *state != State::Absent
            && (*kind, *state) != (Kind::Profile, State::Malformed)
    };
    all.filter(counts).filter(|(kind, state)| kind.set(&mut Host::new(), *state).is_ok()).collect()
}

#[track_caller]
fn whole(host: &Host, named: Option<&str>, kind: Kind, why: &str) {
    let (choice, sentence, gathered) = host.choice(named);
    let Choice::Use(n) = choice else { panic!("{why}: {sentence}") };
    let values = values(gathered.sources[n].bundle.as_ref().expect(why));
    assert_eq!(values.len(), kind.values(), "{why}: {values:?}");
    assert!(values.iter().all(|value| value.contains(kind.tag())), "{why}: {values:?}");
    assert!(
        KINDS
            .iter()
            .filter(|k| **k != kind)
            .all(|k| !values.iter().any(|value| value.contains(k.tag()))),
        "{why}: {values:?}"
    );
}

#[test]
fn of_each_pair_the_right_one_is_chosen_and_nothing_is_mixed() {
    let cases = cases();
    let mut pairs = 0;
    for (n, one) in cases.iter().enumerate() {
        for two in cases[n + 1..].iter().filter(|two| two.0 != one.0) {
            pairs += 1;
            pair(*one, *two);
        }
    }
    assert!(pairs > 200, "{pairs}");
}

fn pair(one: (Kind, State), two: (Kind, State)) {
    let why = format!("{one:?} {two:?}");
    let mut host = Host::new();
    for (kind, state) in [one, two] {
        kind.set(&mut host, state).expect("it can be so");
    }
    let complete: Vec<Kind> = [one, two]
        .into_iter()
        .filter(|(_, state)| *state == State::Present)
        .map(|(kind, _)| kind)
        .collect();
    match complete.as_slice() {
        [] => {
            let (choice, sentence, _) = host.choice(None);
            assert_eq!(choice, Choice::Nothing, "{why}: {sentence}");
            assert_eq!(sentence.lines().count(), 1, "{why}: {sentence}");
        }
        [kind] => whole(&host, None, *kind, &why),
        both => {
            let (choice, sentence, gathered) = host.choice(None);
            let Choice::Ask(several) = choice else { panic!("{why}: {sentence}") };
            assert_eq!(several.len(), 2, "{why}");
            for kind in both {
                assert!(
                    several.iter().any(|n| kind.is(&gathered.sources[*n].found.origin)),
                    "{why}"
                );
                assert!(
                    sentence.contains(&format!("--profile {}", kind.handle())),
                    "{why}: {sentence}"
                );
            }
        }
    }
    for (kind, state) in [one, two] {
        if state == State::Present {
            whole(&host, Some(kind.handle()), kind, &why);
        } else {
            let (choice, sentence, gathered) = host.choice(Some(kind.handle()));
            let Choice::Refused(n) = choice else { panic!("{why}: {sentence}") };
            assert!(kind.is(&gathered.sources[n].found.origin), "{why}: {sentence}");
        }
    }
}

#[test]
fn two_halves_in_two_sources_make_no_whole() {
    let mut host = Host::new();
    host.set("HUAWEICLOUD_SDK_AK", "AKONE")
        .set("HW_SECRET_KEY", "SKTWO")
        .file("home/.huaweicloud/credentials", "[basic]\nsk = SKTHREE\n");
    let (choice, sentence, gathered) = host.choice(None);
    assert_eq!(choice, Choice::Nothing, "{sentence}");
    for part in ["lacks HUAWEICLOUD_SDK_SK", "lacks HW_ACCESS_KEY", "lacks ak;"] {
        assert!(sentence.contains(part), "{sentence}");
    }
    assert_eq!(
        gathered.sources.iter().filter(|source| source.bundle.is_some()).count(),
        1,
        "the agency alone"
    );
}

#[test]
fn with_every_source_at_once_the_operator_chooses_among_all_of_them() {
    let mut host = Host::new();
    for kind in KINDS {
        kind.set(&mut host, State::Present).expect("present");
    }
    let (choice, sentence, _) = host.choice(None);
    assert_eq!(choice, Choice::Ask((0..7).collect()), "{sentence}");
    for kind in KINDS {
        whole(&host, Some(kind.handle()), kind, kind.handle());
    }
}
