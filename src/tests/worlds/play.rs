//! One world from the form to what can be known at last.

use std::{env, time::Duration};

use super::{
    desk::Desk,
    draw::{Case, Namesake},
};
use crate::{
    core::{
        base::InstanceId,
        operation::{
            Operation, Stage,
            created::{self, Created, Verdict},
            recovery::Choice,
        },
        port::Screen,
        review::check::Fact,
    },
    simulator::{self, MadeBackup, Scenario},
    words::operation::outcome,
};

const ELSEWHERE: &str = "cass-orders-01";
const NAME: &str = "in-every-world";
/// A result is waited for so long.
const LONGEST: i64 = 45 * 60;
/// A colleague's backup takes so long.
const NAMESAKE_TAKES: Duration = Duration::from_secs(20);
/// Before all others that there are, in seconds.
const LONG_AGO: u64 = 400 * 86_400;
/// Readings of a backup are no further apart, in seconds.
const READING: u64 = 120;
/// Between Review and the request.
const PAUSE: u64 = 31_000;

/// What a world came to.
pub struct Ending {
    /// In a word, for the table.
    pub word: &'static str,
    /// What was said and is not so.
    pub falsehoods: Vec<String>,
}

/// Plays it to its end.
pub async fn play(case: &Case) -> Ending {
    let simulator = simulator::start(case.options()).await.expect("a simulator");
    let find = |name: &str| {
        simulator
            .instances()
            .into_iter()
            .find(|instance| instance.name == name)
            .expect("an instance")
            .id
    };
    let (instance, elsewhere) = (find(case.instance), find(ELSEWHERE));
    let mut desk = Desk::start(simulator, case, NAME);
    desk.settle().await;
    assert_eq!(desk.script.model.shared.screen, Screen::Compose, "{case}");
    let namesake = |desk: &Desk, of: &InstanceId, ago: u64| {
        desk.simulator.let_another_begin(of, NAME, (Duration::from_secs(ago), NAMESAKE_TAKES));
    };
    match case.namesake {
        Namesake::Elsewhere => namesake(&desk, &elsewhere, 60),
        Namesake::LongAgo => namesake(&desk, &instance, LONG_AGO),
        Namesake::Before => namesake(&desk, &instance, 60),
        Namesake::Never | Namesake::Between => {}
    }
    case.later().for_each(|fault| desk.simulator.inject_named(&fault));
    let mut word = "not sent";
    for attempt in 0..2 {
        desk.keys(if attempt == 0 { "<C-g>" } else { "" }).await;
        if !reviewed(&mut desk, case, &instance) {
            break;
        }
        if attempt == 0 && case.namesake == Namesake::Between {
            desk.skip(PAUSE);
            namesake(&desk, &instance, 30);
        }
        let review = desk.script.model.review.open.as_ref().expect("Review is open");
        let phrase = if review.needs_phrase() {
            review.target.confirm_phrase().to_owned()
        } else {
            String::new()
        };
        desk.keys(&format!("<Tab>{phrase}<Enter>")).await;
        if desk.script.model.shared.screen != Screen::Watch {
            break;
        }
        word = follow(&mut desk, case, attempt).await;
        if !prepare_another(&mut desk).await {
            break;
        }
    }
    Ending { word, falsehoods: desk.ledger.falsehoods }
}

/// What Review says was read a moment ago; false if it forbids sending.
fn reviewed(desk: &mut Desk, case: &Case, instance: &InstanceId) -> bool {
    // There a backup begins as soon as the readings are over.
    let meanwhile = case.scenario == Scenario::Meanwhile;
    let Some(review) = desk
        .script
        .model
        .review
        .open
        .as_ref()
        .filter(|_| desk.script.model.shared.screen == Screen::Review)
    else {
        return false;
    };
    let mut wrong = Vec::new();
    for check in review.checks() {
        match check.fact {
            Fact::NameUnused { .. } if desk.simulator.named(instance, NAME) > 0 => {
                wrong.push("\"the name is unused\", and it is taken")
            }
            Fact::InstanceIdle if !meanwhile && desk.simulator.is_backed_up(instance) => {
                wrong.push("\"idle\", and a backup of it runs")
            }
            _ => {}
        }
    }
    let may_send = review.may_send();
    wrong.into_iter().for_each(|what| desk.ledger.note(what.to_owned()));
    may_send
}

/// From the request to what can be known at last; returns that in a word.
async fn follow(desk: &mut Desk, case: &Case, attempt: usize) -> &'static str {
    let from = desk.script.utc();
    while operation(desk).is_open()
        && desk.script.utc().since(from) < LONGEST as u64
        && !is_settled(operation(desk))
    {
        assert!(desk.wait().await, "an open operation waits for something: {case}");
    }
    let made = desk.ledger.made_by(attempt, &desk.simulator);
    let operation = operation(desk);
    if env::var("GEMINIDB_WORLD").is_ok() {
        println!("{case}\n{}", outcome::five_lines(operation).join("\n"));
        operation.lines.iter().for_each(|line| println!("{} {:?}", line.at.hms(), line.event));
    }
    let word = outcome::five_lines(operation)[0].clone();
    if let Some(why) = undue(operation, made.first(), case, attempt, desk) {
        desk.ledger.note(format!("attempt {}: {word:?} at the end: {why}", attempt + 1));
    }
    match self::operation(desk).stage {
        Stage::Completed => "completed",
        Stage::Failed => "failed",
        Stage::NotCreated => "no",
        Stage::Following => "followed",
        Stage::Looking { .. } | Stage::NotThere | Stage::Sending => "unknown",
    }
}

fn operation(desk: &Desk) -> &Operation {
    desk.script.model.operations.list.last().expect("a confirmed operation")
}

/// Nothing can come of looking but the operator's word.
fn is_settled(operation: &Operation) -> bool {
    operation.is_looking()
        && operation.looked_in_vain(operation.read_at.unwrap_or(operation.confirmed_at))
}

/// Why more should have been said at the end than was. UNKNOWN is right where a backup cannot be
/// told from another one, and where nothing was made and no answer says so.
fn undue(
    operation: &Operation,
    made: Option<&MadeBackup>,
    case: &Case,
    attempt: usize,
    desk: &Desk,
) -> Option<&'static str> {
    let record = |ago| {
        made.and_then(|made| desk.simulator.recorded(&made.backup_id, Duration::from_secs(ago)))
    };
    if operation.stage == Stage::Following {
        let has_ended =
            record(READING).is_some_and(|record| record.row_listed && record.status != "BUILDING");
        return has_ended.then_some("its row was at its end, and listed");
    }
    let Stage::Looking { .. } = operation.stage else { return None };
    let end = operation.end.as_ref()?;
    let candidate = matches!(case.namesake, Namesake::Before | Namesake::Between);
    let contested = operation.contest().is_some();
    match (made.is_some(), created::verdict(end)) {
        // What took the name or the instance may be an earlier delivery's.
        (true, _) if contested => None,
        // Two of one name, a colleague's or an earlier attempt's, and no ID to tell them apart.
        (_, _) if candidate || attempt > 0 => None,
        // An ID out of a refusal counts only once its row tells its scope.
        (true, _)
            if operation.named_ids().0.is_some()
                && operation.candidates.iter().all(|row| row.scope.is_none()) =>
        {
            None
        }
        (false, Verdict::Unknown | Verdict::Accepted) => None,
        (false, _) => Some("a refusal that looking should have settled"),
        (true, _) => {
            let listed = record(0).is_some_and(|record| record.row_listed);
            listed.then_some("the backup is listed, and nothing else has its name")
        }
    }
}

/// After a NO, and where the program offers it, the same once more: to Review.
async fn prepare_another(desk: &mut Desk) -> bool {
    let operation = operation(desk);
    let refused = operation.stage == Stage::NotCreated
        && operation.created == Some(Created::No)
        && operation.status() != Some(401);
    if refused {
        desk.keys("<Esc><C-g>").await;
    } else if operation.may_be_repeated() {
        let rows = desk.script.model.choices();
        let Some(row) = rows.iter().position(|choice| *choice == Choice::Repeat) else {
            return false;
        };
        desk.keys(&format!("{}<Enter>", "<Down>".repeat(row))).await;
    }
    desk.script.model.shared.screen == Screen::Review
}
