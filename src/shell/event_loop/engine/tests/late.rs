//! A confirmation that comes a minute too late, from the engine to the simulator: the service is
//! read again, and a backup that began meanwhile holds the create call back.

use std::{fs, path::Path, time::Duration};

use super::*;
use crate::{
    core::{
        base::{Key, KeyCode, Millis, Press},
        operation::backup::BackupState,
        port::{Notice, Screen},
        review::preflight::compare::Topic,
    },
    simulator::Scenario,
};

/// Far longer than any working step takes.
const SOON: Duration = Duration::from_secs(20);
/// A time on the keys' clock at which every reading is too old.
const TWO_MINUTES: u64 = 120_000;

struct Desk {
    engine: Engine,
    results: Results,
    /// Added to the time of every key and frame, so that the test does not wait
    /// for readings to grow old.
    later: u64,
    folder: tempfile::TempDir,
}

impl Desk {
    async fn at(scenario: Scenario) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let record = folder.path().join("record");
        let options = Options { scenario, record: Some(record), ..Options::default() };
        let state = folder.path().join("state");
        let cli = Cli::try_parse_from([
            "geminidb-backup",
            "--demo",
            "--state-dir",
            state.to_str().unwrap(),
        ])
        .unwrap();
        let configuration =
            Configuration::demo(&cli.screens, simulator::start(options).await.unwrap()).unwrap();
        let (engine, results) =
            Engine::guide(configuration, Opening::default(), Size { columns: 80, rows: 24 });
        let mut desk = Self { engine, results, later: 0, folder };
        desk.engine.begin();
        desk
    }

    fn now(&self) -> Millis {
        Millis(self.engine.at(std::time::Instant::now()).0 + self.later)
    }

    /// Draws a frame, and half a second later presses a key alone.
    fn press(&mut self, code: KeyCode) {
        let drawn = Msg::Drawn { at: self.now(), last_scroll: 0 };
        self.engine.take(drawn);
        self.later += 500;
        let press = Press { key: Key::plain(code), at: self.now(), alone: true };
        self.engine.take(Msg::Key(press));
    }

    fn type_in(&mut self, text: &str) {
        text.chars().for_each(|c| self.press(KeyCode::Char(c)));
    }

    /// Takes answers until the model is as wanted.
    async fn until(&mut self, wanted: impl Fn(&Model) -> bool) {
        while !wanted(&self.engine.model) {
            let msg = tokio::time::timeout(SOON, self.results.recv())
                .await
                .expect("an answer")
                .expect("a worker");
            self.engine.take(msg);
        }
    }

    /// Opens Review of `cass-docs-01` with everything read and the focus on the button.
    async fn on_the_button(scenario: Scenario) -> Self {
        let mut desk = Self::at(scenario).await;
        desk.until(|model| model.choose.instances.instances().any(|i| i.name == "cass-docs-01"))
            .await;
        desk.press(KeyCode::Char('/'));
        desk.type_in("cass-docs-01");
        desk.press(KeyCode::Enter);
        desk.press(KeyCode::Enter);
        desk.type_in("pre-change");
        desk.press(KeyCode::Tab);
        desk.type_in("why");
        desk.engine.take(Msg::Key(Press { key: Key::ctrl('g'), at: desk.now(), alone: true }));
        desk.until(|model| model.review.open.as_ref().is_some_and(|r| r.may_send())).await;
        assert!(
            desk.engine.model.review.open.as_ref().is_some_and(|r| !r.needs_phrase()),
            "nothing warns"
        );
        desk.press(KeyCode::Tab);
        desk
    }

    fn creates(&self) -> usize {
        creates(&self.folder.path().join("record"))
    }
}

/// Counts the create calls in the record of the service.
fn creates(record: &Path) -> usize {
    fs::read_to_string(record)
        .unwrap()
        .lines()
        .filter(|line| line.contains(r#""method":"POST""#) && line.contains("/backups"))
        .count()
}

#[tokio::test]
async fn a_backup_that_begins_between_review_and_enter_keeps_the_create_call_back() {
    let mut desk = Desk::on_the_button(Scenario::Meanwhile).await;
    desk.later += TWO_MINUTES;
    desk.press(KeyCode::Enter);
    assert_eq!(desk.engine.model.port.notice, Some(Notice::Rereading));
    desk.press(KeyCode::Enter);
    desk.until(|model| model.review.open.as_ref().is_none_or(|r| r.rereading.is_none())).await;
    let review = desk.engine.model.review.open.as_ref().expect("Review is shown again");
    assert_eq!(
        (desk.engine.model.port.notice.clone(), desk.engine.model.shared.screen),
        (Some(Notice::Changed), Screen::Review)
    );
    assert!(
        review.changed.contains(&Topic::Instance) && review.changed.contains(&Topic::Backups),
        "{:?}",
        review.changed
    );
    let rows = review.preflight.backups.value().expect("they were read");
    assert!(rows.iter().any(|row| row.state == BackupState::Building));
    assert_eq!(desk.creates(), 0);
}

#[tokio::test]
async fn where_nothing_has_changed_it_is_sent_once_after_all_has_been_read_again() {
    let mut desk = Desk::on_the_button(Scenario::Smooth).await;
    desk.later += TWO_MINUTES;
    desk.press(KeyCode::Enter);
    assert_eq!(
        (desk.engine.model.port.notice.clone(), desk.creates()),
        (Some(Notice::Rereading), 0)
    );
    desk.until(|model| model.operations.list.iter().any(|o| o.backup_id.is_some())).await;
    assert_eq!(desk.creates(), 1);
}

#[tokio::test]
async fn what_is_fresh_is_sent_without_another_reading() {
    let mut desk = Desk::on_the_button(Scenario::Smooth).await;
    desk.press(KeyCode::Enter);
    assert!(desk.engine.model.review.open.as_ref().is_some_and(|r| r.intending.is_some()));
    desk.until(|model| model.operations.list.iter().any(|o| o.backup_id.is_some())).await;
    assert_eq!(desk.creates(), 1);
}

/// An operator's clock is set, or the machine is suspended, between two keys.
#[tokio::test]
async fn a_clock_that_jumps_is_said_and_all_is_read_again_before_it_is_sent() {
    let mut desk = Desk::on_the_button(Scenario::Smooth).await;
    desk.engine.model.shared.clock.utc = desk.engine.model.shared.clock.utc.plus(600);
    desk.engine.take(Msg::Drawn { at: desk.now(), last_scroll: 0 });
    let Some(Notice::ClockJumped { seconds, held_back: false }) = desk.engine.model.port.notice
    else {
        panic!("{:?}", desk.engine.model.port.notice)
    };
    assert!((-602..=-598).contains(&seconds), "{seconds}");
    desk.press(KeyCode::Enter);
    assert_eq!(desk.engine.model.port.notice, Some(Notice::Rereading));
    desk.until(|model| model.operations.list.iter().any(|o| o.backup_id.is_some())).await;
    assert_eq!(desk.creates(), 1);
}
