//! The header of every screen: the mode, the steps, what is open.

use super::{base::local_time::beside, if_told, join, journal};
use crate::core::{
    base::Size,
    model::{Model, awaited::Seconds},
    operation::created::Created,
    port::Screen,
    session::{Mode, Session},
};

/// Returns LIVE, DEMO, or OFFLINE while calls lack the endpoint, the project or the credentials.
pub fn mode(mode: Mode, session: &Session) -> &'static str {
    match mode {
        Mode::Demo => "DEMO",
        Mode::Live if session.is_ready() => "LIVE",
        Mode::Live | Mode::Offline => "OFFLINE",
    }
}

/// Stands behind the mode in a run that cannot send.
pub const READ_ONLY: &str = " READ ONLY";

/// Returns the steps of a backup in order, the current one in capitals.
pub fn steps(model: &Model) -> &'static str {
    let looking = |created: bool| {
        model
            .current()
            .is_some_and(|o| o.is_looking() && (o.created == Some(Created::Yes)) == created)
    };
    match model.shared.screen {
        Screen::Watch if model.watch.follow.is_some() => "WATCH, read only",
        Screen::Watch if model.watch.shown.is_some_and(|id| model.operations.is_guest(id)) => {
            "HISTORY > WATCH, read only"
        }
        Screen::History => "HISTORY",
        Screen::Instance if model.shared.mode == Mode::Offline => "1 INSTANCE > 2 Compose > 3 Save",
        Screen::Compose if model.shared.mode == Mode::Offline => "1 Instance > 2 COMPOSE > 3 Save",
        Screen::Export => "1 Instance > 2 Compose > 3 SAVE",
        Screen::Start => "START",
        Screen::Instance => "1 INSTANCE > 2 Compose > 3 Review > 4 Watch",
        Screen::Compose => "1 Instance > 2 COMPOSE > 3 Review > 4 Watch",
        Screen::Review => "1 Instance > 2 Compose > 3 REVIEW > 4 Watch",
        Screen::Watch if looking(true) => {
            "1 Instance > 2 Compose > 3 Review > 4 WATCH: IDS MISSING"
        }
        Screen::Watch if looking(false) => "1 Instance > 2 Compose > 3 Review > 4 WATCH: UNKNOWN",
        Screen::Watch => "1 Instance > 2 Compose > 3 Review > 4 WATCH",
    }
}

/// Returns the current step alone, which is the one in capitals.
pub fn step(steps: &str) -> &str {
    let is_current = |step: &&str| step.matches(char::is_uppercase).count() > 1;
    steps.rsplit(" > ").find(is_current).unwrap_or(steps)
}

/// Returns the texts beside the steps, the longest first: moving seconds with the standing, then
/// each of the two alone.
pub fn beside_steps(model: &Model) -> [String; 3] {
    let clock = |seconds: u64| format!("{}:{:02}", seconds / 60, seconds % 60);
    let Seconds { waited, limit, next_look, window } = model.seconds().unwrap_or_default();
    let limit = if_told(" of ", limit.map(clock), "");
    let waited = waited.map(|waited| format!("waiting {}{limit}", clock(waited)));
    let next = next_look.map(|next| format!("look in {}", clock(next)));
    let window = window.map(|window| format!("window ends in {}", clock(window)));
    let seconds = join([waited, next, window].into_iter().flatten(), ", ");
    let standing = standing(model);
    let gap = if seconds.is_empty() || standing.is_empty() { "" } else { " | " };
    [format!("{seconds}{gap}{standing}"), seconds, standing]
}

const NOTHING_IS_SENT: &str = "NOTHING IS SENT";

/// Says at the right of the steps whether something is sent, which operations are open, or whether
/// the draft is on disk.
pub fn standing(model: &Model) -> String {
    match model.shared.screen {
        Screen::Review if model.shared.read_only => NOTHING_IS_SENT.to_owned(),
        Screen::Review => "NOT SENT YET".to_owned(),
        Screen::Export => NOTHING_IS_SENT.to_owned(),
        Screen::Start | Screen::Instance | Screen::Compose | Screen::Watch | Screen::History => {
            let open = || model.operations.list.iter().filter(|o| o.is_open() && !o.is_unseen());
            let doubtful = open().filter(|o| o.is_unresolved()).count();
            let running = open().filter(|o| o.is_seen_running()).count();
            // Operations whose backup exists, while the latest reading did not show that backup.
            let unseen = open().count() - doubtful - running;
            let said = [(doubtful, "UNKNOWN"), (running, "running"), (unseen, "not seen")];
            let said = said.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}"));
            match join(said, ", ") {
                none if none.is_empty() => journal::standing(model),
                said => said,
            }
        }
    }
}

/// Returns the time to the minute in UTC, and behind it the local time where there is room and the
/// zone is known and differs.
pub fn clock(model: &Model, columns: u16) -> String {
    let now = model.shared.clock.utc;
    if columns < LOCAL_FROM { now.hm() } else { beside(&model.shared.zone, &[now], &now.hm()) }
}

/// The local time stands in the header of terminals with so many columns.
pub const LOCAL_FROM: u16 = 100;

/// Says that the terminal is too small.
pub fn too_small(size: Size) -> String {
    format!("{}x{} is too small; 60x16 is needed. Nothing is lost.", size.columns, size.rows)
}
