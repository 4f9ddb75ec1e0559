//! Plain mode can say everything: each outcome, check, refusal and notice, with a first word that
//! tells the kind.

use crate::{
    core::{
        base::{BackupId, CreateEnd, Level, Obstacle, ObstacleCause, StateTrouble},
        draft::{DraftTrouble, Field, Rule, Violation},
        operation::{
            backup::{BackupState, Job, JobState},
            journal_file::Rival,
            recovery::{Choice, ChoiceNotice, StatementProblem},
        },
        port::{
            Action, Commands, HistoryNotice, LookupNotice, Notice, Overlay, Prompt, PromptKind,
            PromptProblem,
        },
        review::{check::Fact, preflight::window::WindowFact},
        scope::{Changed, Counts, NameProblem, ScopeChoice, Undone},
        session::SetupProblem,
    },
    plain::{Conversation, Step},
    tests::support::{
        answers::fleet,
        outcomes::{BACKUP, accepted, contested, job, lost, refusal, refused, row},
        records::{backed_up, number, sent},
        script::Script,
    },
    words::{plain, review::checks},
};

/// Returns a script of a run in plain mode.
fn plain(mut script: Script) -> Script {
    script.model.shared.commands = Commands::Words;
    script
}

/// Fails where a line names a key of the screens. Plain mode itself has Enter and Ctrl-C.
#[track_caller]
pub fn assert_no_key(said: &[String]) {
    const OF_THE_SCREENS: [&str; 12] = [
        "Esc",
        "Tab",
        "Space",
        "Up/Down",
        "Up",
        "Down",
        "PageUp",
        "Right",
        "Ctrl-",
        "press",
        "clipboard",
        "key counts",
    ];
    for line in said {
        let words = line.split(|c: char| !(c.is_alphanumeric() || "-/".contains(c)));
        let key = words.into_iter().find(|word| {
            OF_THE_SCREENS.contains(word) || word.starts_with("Ctrl-") && *word != "Ctrl-C"
        });
        assert_eq!(key, None, "{line}");
    }
}

/// Fails where a sentence of the program names a key of one letter.
#[track_caller]
fn assert_no_letter(sentence: &str) {
    let mut words = sentence.split([' ', ',', '.', ';', ':', '(', ')']);
    let letter = words.find(|word| {
        word.chars().count() == 1
            && word.starts_with(|c: char| c.is_alphabetic() && !"aA".contains(c))
    });
    assert_eq!(letter, None, "{sentence}");
}

/// Returns what is said of a model from the beginning.
fn said(script: &Script) -> Vec<String> {
    Conversation::default().news(&script.model, || "BHKL".to_owned())
}

/// Returns the names of an enum's variants, as its source has them.
fn variants(source: &'static str, name: &str) -> Vec<&'static str> {
    let (_, rest) = source.split_once(&format!("pub enum {name} {{")).expect("the enum");
    let (inside, _) = rest.split_once("\n}").expect("its end");
    let names = inside.lines().filter_map(|line| line.strip_prefix("    "));
    let names = names.filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
    names.map(|line| line.split([',', '(', ' ']).next().unwrap_or_default()).collect()
}

/// Fails with the variants that no sample is of.
#[track_caller]
fn assert_all<T: std::fmt::Debug>(source: &'static str, name: &str, samples: &[T]) {
    let names: Vec<String> = samples.iter().map(|sample| format!("{sample:?}")).collect();
    assert_named(source, name, &names);
}

/// Fails with the variants that begin no text.
#[track_caller]
fn assert_named(source: &'static str, name: &str, names: &[String]) {
    let is = |name: &str, text: &String| text.split([' ', '(', ')']).next() == Some(name);
    let mut missing = variants(source, name);
    missing.retain(|variant| !names.iter().any(|text| is(variant, text)));
    assert!(missing.is_empty(), "plain mode is not tried with {missing:?}");
}

fn facts() -> Vec<Fact> {
    let (why, at) = (refusal(403, "DBS.280032", "no permission"), Script::live().utc());
    let id = BackupId::received(BACKUP).expect("an ID");
    let rival = Rival { operation: number(1), name: "other".to_owned(), at, made: false };
    vec![
        Fact::InstanceIdle,
        Fact::ReadingInstance,
        Fact::InstanceUnread(why.clone()),
        Fact::InstanceGone,
        Fact::WaitingForInstance { since: at },
        Fact::Window(WindowFact::NotTold),
        Fact::Rule(Rule::DescriptionBlank),
        Fact::BodyTooLarge { bytes: 20_000_000 },
        Fact::ManyNames(2_000),
        Fact::TypedNames(2),
        Fact::ReadingNames { progress: None },
        Fact::NamesUnread { database: None, more: 0, why: why.clone() },
        Fact::NamesNotListed { first: "a.b".to_owned(), count: 1 },
        Fact::NamesListed,
        Fact::TableLevelSeen,
        Fact::TableLevelUntold,
        Fact::ReadingBackups,
        Fact::BackupsUnread(why.clone()),
        Fact::NameUnused { of: 3 },
        Fact::NameTaken(id),
        Fact::NameDiffersByCase("Name".to_owned()),
        Fact::Building("other".to_owned()),
        Fact::ReadingQuota,
        Fact::QuotaUnread(why.clone()),
        Fact::QuotaNotAllowed(why),
        Fact::QuotaNotTold,
        Fact::Quota { limit: 50, used: 50 },
        Fact::Replaces(number(2)),
        Fact::Unresolved(rival),
        Fact::JournalWriting,
        Fact::JournalWorks,
        Fact::JournalFailed(StateTrouble::NoHome),
        Fact::NoJournal,
        Fact::Production("*-prod".to_owned()),
        Fact::ReadOnly,
    ]
}

fn rules() -> Vec<Rule> {
    let (text, found) = ("x".to_owned(), vec!['<']);
    vec![
        Rule::NameTooShort { have: 1 },
        Rule::NameTooLong { have: 65 },
        Rule::NameFirst { found: '1' },
        Rule::NameCharacters { found: found.clone() },
        Rule::NameTaken,
        Rule::DescriptionBlank,
        Rule::DescriptionTooLong { have: 300 },
        Rule::DescriptionCharacters { found },
        Rule::DescriptionControl,
        Rule::DescriptionLost,
        Rule::InstanceMissing,
        Rule::InstanceUnverified,
        Rule::InstanceStatus { status: text.clone() },
        Rule::InstanceBusy { actions: vec![text.clone()] },
        Rule::EngineUndocumented { engine: text.clone() },
        Rule::ScopeNeedsCassandra { engine: text.clone() },
        Rule::ScopeEmpty,
        Rule::ScopeLongNames { count: 2, first: text },
    ]
}

fn windows() -> Vec<WindowFact> {
    let opens = Script::live().utc();
    vec![
        WindowFact::NotTold,
        WindowFact::Unreadable("x".into()),
        WindowFact::Open { until: opens },
        WindowFact::Within { opens },
        WindowFact::Unmeasured { opens },
        WindowFact::Later { opens },
    ]
}

#[test]
fn every_check_has_a_sentence_and_a_first_word() {
    let facts = facts();
    assert_all(include_str!("../core/review/check.rs"), "Fact", &facts);
    let (rules, windows) = (rules(), windows());
    assert_all(include_str!("../core/draft/rules/rule.rs"), "Rule", &rules);
    assert_all(include_str!("../core/review/preflight/window.rs"), "WindowFact", &windows);
    let within = rules.into_iter().map(Fact::Rule).chain(windows.into_iter().map(Fact::Window));
    let facts: Vec<Fact> = facts.into_iter().chain(within).collect();
    for fact in &facts {
        assert!(!checks::fact(fact).is_empty(), "{fact:?}");
        assert_no_key(&[checks::fact(fact)]);
    }
    let levels = [Level::Ok, Level::Note, Level::Warn, Level::Wait, Level::Error];
    assert_eq!(levels.map(plain::level), ["OK", "Note", "Warning", "Wait", "Error"]);
}

#[test]
fn review_says_each_of_its_checks_once_all_are_read() {
    let mut s = Script::live();
    s.review();
    let review = s.model.review.open.clone().expect("Review");
    let said = said(&s);
    for check in review.checks() {
        let line = format!(
            "{}: {}",
            plain::level(check.level),
            checks::line(&review, &check, &s.model.shared.zone)
        );
        assert!(said.iter().any(|said| said.starts_with(&line)), "{line}\n{said:#?}");
    }
    assert!(said.iter().any(|said| said.contains(&review.reviewed.body().digest_hex())));
    assert!(said.iter().any(|said| said == review.reviewed.body().text()), "{said:#?}");
}

fn notices() -> Vec<Notice> {
    use Notice as N;
    let why = || refusal(403, "DBS.280032", "no permission");
    let (changed, counts) = (Changed::default(), Counts::default());
    let what = Undone { changed, names: 1, scope: false };
    let gone = || StateTrouble::Gone("/s".to_owned());
    let text = || "text".to_owned();
    let simple = [
        N::NothingToFix,
        N::Fixed,
        N::PasteFolded,
        N::NotAField,
        N::OnceMore('q'),
        N::PasteIgnored,
        N::PasteUnended,
        N::NotUtf8,
        N::PressAlone,
        N::TabFirst,
        N::OffTheButton,
        N::ChecksForbid,
        N::ChecksReading,
        N::PhraseWrong,
        N::InstanceFirst,
        N::SetupFirst,
        N::SignInFailed,
        N::SourceUnusable,
        N::NoProject,
        N::AnotherIdentity,
        N::CassandraOnly,
        N::Narrowed,
        N::OpenFirst,
        N::NothingToUndo,
        N::UndoWidens,
        N::NothingToRedo,
        N::AllLoaded,
        N::LoadingStopped,
        N::SystemLine,
        N::ListedStays,
        N::Copied,
        N::NothingToCopy,
        N::NoTicket,
        N::TicketSaved,
        N::StillOpen,
        N::Rereading,
        N::Changed,
        N::GaveUp,
        N::DiskTooSlow,
        N::Waiting,
        N::WaitingStopped,
        N::NothingToWaitFor,
        N::IdleNow,
        N::Intending,
        N::JournalRefused,
        N::RivalAppeared,
        N::JournalRebuilt,
        N::JournalBehind,
        N::OnlyWatching,
        N::SavingDraft,
        N::NotDiscarded,
        N::Discarded,
        N::NoDraftOpened,
        N::Offline,
        N::FileSaved,
        N::ReadOnly,
        N::LastReading,
        N::LastWaits,
        N::LookAtList,
        N::RowsChanged,
        N::LastNone,
        N::NewReading,
        N::NothingNew,
        N::ListDropped,
        N::ListReading,
        N::ListEmpty,
        N::OnlyAlone,
        N::TextSaved,
        N::NoTemplate,
        N::NoConfiguration,
        N::NameFilled,
        N::NameStands,
    ];
    let rich = [
        N::ErrorsFirst(2),
        N::ProfileSaved(text()),
        N::Counted(counts),
        N::Bulk { on: true, changed, counts },
        N::Undone { what, again: false, choice: ScopeChoice::Tables, counts },
        N::LoadingAll(3),
        N::ClockJumped { seconds: 90, held_back: true },
        N::ClockJumped { seconds: 90, held_back: false },
        N::DraftUnread(DraftTrouble::Malformed),
        N::DraftStays(gone()),
        N::ListJustTaken { on: true },
        N::LastUnread(why()),
        N::Named(LookupNotice::Several(text(), 2)),
        N::Named(LookupNotice::Similar { text: text(), name: text() }),
        N::Named(LookupNotice::Unknown(text())),
        N::Named(LookupNotice::Unread(text())),
        N::Choice(ChoiceNotice::EnterAgain(Choice::Repeat)),
        N::Choice(ChoiceNotice::GoesOn),
        N::Choice(ChoiceNotice::Locked),
        N::Choice(ChoiceNotice::NotFollowedHere),
    ];
    let history = [
        HistoryNotice::NoInstance,
        HistoryNotice::NotConfirmed,
        HistoryNotice::NotTold,
        HistoryNotice::NoOperation,
        HistoryNotice::Unread(gone()),
        HistoryNotice::Elsewhere,
        HistoryNotice::JournalReading,
        HistoryNotice::JournalCut,
    ];
    simple.into_iter().chain(rich).chain(history.map(N::History)).collect()
}

/// Returns the notices that a variant of another enum is inside of, without the outer name.
fn inside(notices: &[Notice], outer: &str) -> Vec<String> {
    let all = notices.iter().map(|notice| format!("{notice:?}"));
    all.filter_map(|text| Some(text.strip_prefix(outer)?.strip_prefix('(')?.to_owned())).collect()
}

#[test]
fn every_notice_is_said_with_its_kind() {
    let notices = notices();
    let source = include_str!("../core/port/status_line.rs");
    assert_all(source, "Notice", &notices);
    assert_named(source, "HistoryNotice", &inside(&notices, "History"));
    assert_named(source, "LookupNotice", &inside(&notices, "Named"));
    let choices = include_str!("../core/operation/recovery.rs");
    assert_named(choices, "ChoiceNotice", &inside(&notices, "Choice"));
    let mut s = plain(Script::live());
    for notice in notices {
        let (kind, text) = plain::notice(Commands::Words, &notice);
        assert!(["Error", "Warning", "Wait", "Note"].contains(&kind) && !text.is_empty());
        s.model.port.notice = Some(notice);
        let said = said(&s);
        assert!(said.contains(&format!("{kind}: {text}")), "{said:#?}");
        assert_no_key(&said);
        if !matches!(s.model.port.notice, Some(Notice::OnceMore(_))) {
            assert_no_letter(&text);
        }
    }
}

#[test]
fn every_refusal_of_a_typed_text_is_said() {
    let problems = [
        PromptProblem::PasscodeEmpty,
        PromptProblem::InstanceId,
        PromptProblem::EngineMissing,
        PromptProblem::PathEmpty,
        PromptProblem::NoFile,
        PromptProblem::SeveralFiles(vec!["a.csv".to_owned()], 1),
        PromptProblem::File(StateTrouble::Exists("/s".to_owned())),
        PromptProblem::Unread(StateTrouble::Gone("/s".to_owned())),
    ];
    let names = [
        NameProblem::Empty,
        NameProblem::SpacesAround,
        NameProblem::Unprintable,
        NameProblem::Gone,
        NameProblem::Duplicate,
    ];
    let statements = [
        StatementProblem::NoId,
        StatementProblem::OfAnother(number(1)),
        StatementProblem::NoNote,
        StatementProblem::TooLate,
    ];
    let set_up = [
        SetupProblem::UnknownRegion("x".to_owned()),
        SetupProblem::BadEndpoint("x y".to_owned()),
        SetupProblem::BadProject,
        SetupProblem::BadToken,
        SetupProblem::BadCharacter,
    ];
    assert_all(include_str!("../core/scope/name_rule.rs"), "NameProblem", &names);
    assert_all(include_str!("../core/operation/recovery.rs"), "StatementProblem", &statements);
    assert_all(include_str!("../core/session/current.rs"), "SetupProblem", &set_up);
    let problems: Vec<PromptProblem> = problems
        .into_iter()
        .chain(names.map(PromptProblem::Name))
        .chain(statements.map(PromptProblem::Statement))
        .chain(set_up.map(PromptProblem::Setup))
        .collect();
    assert_all(include_str!("../core/port/overlay.rs"), "PromptProblem", &problems);
    let mut s = plain(Script::live());
    for problem in problems {
        let text = crate::words::port::prompt_problem(Commands::Words, &problem);
        let prompt = Prompt { problem: Some(problem), ..Prompt::new(PromptKind::ListFile) };
        s.model.dialog.overlays = vec![Overlay::Prompt(prompt)];
        let said = said(&s);
        assert!(said.contains(&format!("Error: {text}")), "{text}");
        assert_no_key(&said);
    }
}

/// Returns what a program that looks on says while `then` happens.
fn news(mut s: Script, then: impl FnOnce(&mut Script)) -> Vec<String> {
    let mut talk = Conversation::default();
    let mut said = talk.news(&s.model, String::new);
    then(&mut s);
    said.extend(talk.news(&s.model, String::new));
    said
}

#[test]
fn every_outcome_is_said_with_its_word() {
    let not_sent =
        || CreateEnd::NotSent(Obstacle { host: String::new(), cause: ObstacleCause::Lookup });
    let ends: [(CreateEnd, &str); 5] = [
        (accepted(), "Created: Was it created? YES"),
        (refused(), "Refused: Was it created? NO"),
        (not_sent(), "Unsent: Was it created? NOT SENT"),
        (lost(), "Unknown: Was it created? UNKNOWN   do not send again"),
        (contested(), "Unknown: Was it created? UNKNOWN   not known yet: looking"),
    ];
    let named: Vec<CreateEnd> = ends.iter().map(|(end, _)| end.clone()).collect();
    assert_all(include_str!("../core/base/call.rs"), "CreateEnd", &named);
    for (end, wanted) in ends {
        let told = said(&sent(end));
        assert!(told.iter().any(|line| line == wanted), "{wanted}\n{told:#?}");
    }
    let states = [(BackupState::Completed, "Completed: "), (BackupState::Failed, "Failed: ")];
    for (state, wanted) in states {
        let told = said(&backed_up(state));
        assert!(told.iter().any(|line| line.starts_with(wanted)), "{wanted}\n{told:#?}");
    }
}

#[test]
fn a_percentage_is_said_once_in_30_seconds_and_no_line_twice() {
    let percent = |percent| Ok(Some(Job { ..job(JobState::Running, Some(percent)) }));
    let told = news(sent(accepted()), |s| {
        let building = row(BACKUP, "pre-mig-CHG0042311", BackupState::Building, s);
        for n in 0..10 {
            s.now += 10_000;
            s.polled(percent(n * 5), Ok(Some(building.clone())));
        }
    });
    let percentages = told.iter().filter(|line| line.starts_with("Progress: ")).count();
    assert_eq!(percentages, 4, "{told:#?}");
    let mut once = std::collections::HashSet::new();
    let twice: Vec<_> = told.iter().filter(|line| !once.insert(*line)).collect();
    assert!(twice.is_empty(), "{twice:#?}");
}

#[test]
fn a_confirmation_takes_the_name_and_the_code_of_its_question_once() {
    let mut s = Script::live();
    s.review();
    let mut talk = Conversation::default();
    talk.news(&s.model, || "BHKL".to_owned());
    s.keys("<Tab>");
    let phrase = s.model.draft.target.as_ref().expect("a target").confirm_phrase().to_owned();
    let line = |code: &str| format!("{phrase} {code}");
    assert_eq!(talk.confirmation(&s.model, &line("BHKL")), None, "nothing was asked");
    let said = talk.news(&s.model, || "BHKL".to_owned());
    assert!(said.last().is_some_and(|last| last.contains(&line("BHKL"))), "{said:#?}");
    assert_eq!(talk.confirmation(&s.model, &line("BHKM")), None);
    assert_eq!(talk.confirmation(&s.model, &line("BHKL")), None, "the code was used up");
    talk.void(plain::WRONG);
    talk.news(&s.model, || "LLLL".to_owned());
    assert_eq!(talk.confirmation(&s.model, &line("LLLL")), Some(String::new()));
    // A Review that has changed is asked about with another code.
    let warning = Rival { operation: number(7), name: "x".to_owned(), at: s.utc(), made: false };
    talk.void(plain::WRONG);
    talk.news(&s.model, || "XXXX".to_owned());
    s.model.review.open.as_mut().expect("Review").rivals.push(warning);
    let said = talk.news(&s.model, || "YYYY".to_owned());
    assert!(said[0].starts_with("Warning: x ") && said.len() > 2, "{said:#?}");
    assert_eq!(talk.confirmation(&s.model, &line("XXXX")), None);
    // Without randomness there is no code.
    talk.void(plain::WRONG);
    talk.news(&s.model, String::new);
    assert_eq!(talk.confirmation(&s.model, &line("")), None);
}

#[test]
fn what_goes_and_comes_again_is_said_again_and_numbers_are_asked_for_again() {
    let mut s = plain(Script::live());
    s.choose(1);
    let mut talk = Conversation::default();
    let mut told = |s: &Script| {
        let said = talk.news(&s.model, String::new);
        said.iter().filter(|line| line.starts_with("Warning: instance busy with x")).count()
    };
    let before = s.model.compose.violations.clone();
    let rule = Rule::InstanceBusy { actions: vec!["x".to_owned()] };
    let busy = Violation { field: Field::Instance, rule, at: Vec::new(), fix: None };
    assert_eq!(told(&s), 0);
    for _ in 0..2 {
        s.model.compose.violations.push(busy.clone());
        assert_eq!((told(&s), told(&s)), (1, 0));
        s.model.compose.violations.clone_from(&before);
        assert_eq!(told(&s), 0);
    }
    // Rows that come by themselves leave the numbers of before behind: they are asked for again.
    let mut s = plain(Script::live());
    s.keys("n");
    s.instances();
    let mut talk = Conversation::default();
    talk.news(&s.model, String::new);
    assert!(talk.news(&s.model, String::new).is_empty());
    s.keys("r");
    talk.news(&s.model, String::new);
    let (now, fewer) = (s.utc(), fleet().split_off(1));
    s.model.choose.instances.add(now, fewer, true);
    let said = talk.news(&s.model, String::new);
    assert!(said.last().is_some_and(|last| last.starts_with("Question: ")), "{said:#?}");
}

#[test]
fn a_reading_that_changes_nothing_is_said_once_with_its_time() {
    let mut s = plain(Script::live());
    s.review();
    let mut talk = Conversation::default();
    talk.news(&s.model, String::new);
    s.now += 5_000;
    let steps = talk.answer(&s.model, "read");
    assert_eq!(steps, [Step::Act(Action::Reload, 1)]);
    s.keys("r");
    talk.news(&s.model, String::new);
    s.backups(Ok(Vec::new()));
    let read = |said: &[String]| {
        said.iter().filter(|line| line.starts_with("Checks: last read at ")).count()
    };
    let said = talk.news(&s.model, String::new);
    assert_eq!(read(&said), 1, "{said:#?}");
    assert_eq!(read(&talk.news(&s.model, String::new)), 0);
}

#[test]
fn a_backup_is_introduced_before_what_happened_to_it() {
    let told = said(&backed_up(BackupState::Building));
    let at = |kind: &str| told.iter().position(|line| line.starts_with(kind));
    assert!(at("Backup: ") < at("Progress: ") && at("Backup: ").is_some(), "{told:#?}");
}

#[test]
fn a_word_of_another_question_is_searched_for_only_with_its_mark() {
    let mut s = plain(Script::live());
    s.keys("n");
    s.instances();
    let mut talk = Conversation::default();
    for word in ["new", "more", "ticket", "send"] {
        assert_eq!(talk.answer(&s.model, word), [], "{word}");
        let said = talk.news(&s.model, String::new);
        assert!(said.contains(&format!("Error: {}", plain::ELSEWHERE)), "{said:#?}");
        let search = talk.answer(&s.model, &format!("={word}"));
        assert!(search.contains(&Step::Text(word.to_owned())), "{search:?}");
    }
    assert_eq!(talk.answer(&s.model, "99"), [], "no row has this number, but an ID holds it");
    let said = talk.news(&s.model, String::new);
    assert!(said.contains(&format!("Error: {}", plain::NO_ROW)), "{said:#?}");
    assert!(talk.answer(&s.model, "=99").contains(&Step::Text("99".to_owned())));
    assert_eq!(talk.answer(&s.model, "history"), [Step::Act(Action::History, 1)]);
    assert!(talk.answer(&s.model, "docs").contains(&Step::Text("docs".to_owned())));
}

/// Also after `/fix`, which says again only what was not said.
#[test]
fn a_question_for_a_text_names_its_field() {
    let mut s = plain(Script::live());
    s.keys("n");
    s.instances();
    s.keys("<Enter>");
    for (name, next) in [("Name", "<Tab>"), ("Description", "")] {
        let mut talk = Conversation::default();
        talk.news(&s.model, String::new);
        talk.answer(&s.model, "/fix");
        let said = talk.news(&s.model, String::new);
        let question = said.last().expect("a question");
        assert!(question.starts_with(&format!("Question: {name}: type it")), "{said:#?}");
        s.keys(next);
    }
}
