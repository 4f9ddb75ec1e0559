//! What the program has said, held against the simulator's own record.

use std::time::Duration;

use crate::{
    core::{
        base::{OperationId, UtcTime},
        operation::{Operation, Stage},
    },
    simulator::{MadeBackup, Simulator},
    tests::support::script::Script,
    words::operation::outcome,
};

/// By so much a sentence may be older than the record that it is held against.
const MEANWHILE: Duration = Duration::from_secs(3);

/// A confirmation.
struct Confirmed {
    operation: OperationId,
    /// Backups that create calls had made before it.
    made_before: usize,
}

/// All that was found false, each sentence once.
#[derive(Default)]
pub struct Ledger {
    confirmed: Vec<Confirmed>,
    pub falsehoods: Vec<String>,
}

impl Ledger {
    /// The request of an operation goes out.
    pub fn confirmed(&mut self, operation: OperationId, simulator: &Simulator) {
        self.confirmed.push(Confirmed { operation, made_before: simulator.backups_made().len() });
    }

    /// Notes something false.
    pub fn note(&mut self, what: String) {
        if !self.falsehoods.contains(&what) {
            self.falsehoods.push(what);
        }
    }

    /// The backups that the create call of the `n`th confirmation made.
    pub fn made_by(&self, n: usize, simulator: &Simulator) -> Vec<MadeBackup> {
        let made = simulator.backups_made();
        let to = self.confirmed.get(n + 1).map_or(made.len(), |next| next.made_before);
        made[self.confirmed[n].made_before..to].to_vec()
    }

    /// Holds everything that is said now against the record.
    pub fn check(&mut self, script: &Script, simulator: &Simulator) {
        let sent = simulator.creates_received();
        if sent > self.confirmed.len() {
            self.note(format!("{sent} create calls for {} confirmations", self.confirmed.len()));
        }
        for n in 0..self.confirmed.len() {
            let id = self.confirmed[n].operation;
            let made = self.made_by(n, simulator);
            if made.len() > 1 {
                self.note(format!("a double: {made:?}"));
            }
            if let Some(operation) =
                script.model.operations.list.iter().find(|operation| operation.id == id)
            {
                let said = said(operation, script.utc(), &made, simulator);
                said.into_iter().for_each(|what| self.note(format!("attempt {}: {what}", n + 1)));
            }
        }
    }
}

/// What is false of what is said of one operation.
fn said(
    operation: &Operation,
    now: UtcTime,
    made: &[MadeBackup],
    simulator: &Simulator,
) -> Vec<String> {
    let mut wrong = Vec::new();
    let [verdict, ..] = outcome::five_lines(operation);
    let own = made.first();
    let exists = own.is_some();
    // "NOT KNOWN YET" while it is under way claims nothing.
    let claims = [("YES", true), ("NO   ", false), ("NOT SENT", false)];
    let claimed =
        claims.iter().find(|(word, _)| verdict.starts_with(word) || verdict == word.trim_end());
    if operation.stage != Stage::Sending && claimed.is_some_and(|(_, claim)| *claim != exists) {
        wrong.push(format!("{verdict:?}, and made: {exists}"));
    }
    let settled = operation.stage == Stage::NotThere || operation.may_be_repeated();
    if exists && (operation.not_there.is_some() || settled) {
        wrong.push("\"not there\", and it was made".to_owned());
    }
    if let Some(id) = &operation.backup_id
        && own.map(|made| &made.backup_id) != Some(id)
    {
        wrong.push("the backup ID is another's".to_owned());
    }
    if let Some(id) = &operation.job_id
        && own.map(|made| &made.job_id) != Some(id)
    {
        wrong.push("the job ID is another's".to_owned());
    }
    // What was read earlier is told with its time, and was so then.
    let is_fresh = operation.read_at.is_some_and(|at| now.since(at) < MEANWHILE.as_secs());
    let state = outcome::state(operation);
    let at = |ago| own.and_then(|made| simulator.recorded(&made.backup_id, ago));
    let (present, before) = (at(Duration::ZERO), at(MEANWHILE));
    let either = |holds: &dyn Fn(crate::simulator::tests::Recorded) -> bool| {
        present.is_some_and(holds) || before.is_some_and(holds)
    };
    let holds = match state.as_str() {
        "COMPLETED" | "FAILED" => either(&|record| record.status == state),
        "running" if is_fresh => either(&|record| record.runs),
        _ => true,
    };
    let lists = outcome::states(operation);
    let says = |words| is_fresh && operation.stage == Stage::Following && lists.contains(words);
    if says("backup not listed") && !either(&|record| !record.row_listed) {
        wrong.push(format!("{lists:?}, and its row is listed"));
    }
    if says("job not listed") && !either(&|record| !record.job_listed) {
        wrong.push(format!("{lists:?}, and its job is listed"));
    }
    if !holds {
        wrong.push(format!("{state:?}, and the record says {present:?}"));
    }
    wrong
}
