//! What only Review reads: whole lists of names, and quotas. Which and how many at a time is the core's.

use super::{Worker, unconfigured};
use crate::{
    api::Reads,
    core::{
        call::CallFailure,
        ids::InstanceId,
        message::{Ask, Msg},
        preflight::{Answer, Question},
    },
    shell::clock,
};

impl Worker {
    /// Asks, or stops asking.
    pub fn preflight(&mut self, question: Question) {
        match question {
            Question::Names { ask, instance, database } => self.read_names(ask, instance, database),
            Question::StopNames => self.names.drain(..).for_each(|reading| reading.abort()),
            Question::Quota { ask } => self.read_quota(ask),
        }
    }

    fn read_names(&mut self, ask: Ask, instance: InstanceId, database: Option<String>) {
        let (client, results) = (self.client.clone(), self.results.clone());
        self.names.retain(|reading| !reading.is_finished());
        let reading = self.spawn(async move {
            let names = match &client {
                Some(client) => names(client, &instance, database.as_deref()).await,
                None => Err(unconfigured()),
            };
            let _ = results.send(Msg::Preflight(Answer::Names { ask, at: clock::utc(), database, names }));
        });
        self.names.push(reading);
    }

    fn read_quota(&mut self, ask: Ask) {
        let (client, results) = (self.client.clone(), self.results.clone());
        self.list(super::List::Quota, async move {
            let quota = match client {
                Some(client) => client.quota().await,
                None => Err(unconfigured()),
            };
            let _ = results.send(Msg::Preflight(Answer::Quota { ask, at: clock::utc(), quota }));
        });
    }
}

/// The databases of an instance, or the tables of one of them: all pages, one after the other.
async fn names(client: &Reads, instance: &InstanceId, database: Option<&str>) -> Result<Vec<String>, CallFailure> {
    let mut all = Vec::new();
    loop {
        let offset = all.len() as u64;
        let page = match database {
            Some(database) => client.tables(instance, database, offset).await?,
            None => client.databases(instance, offset).await?,
        };
        all.extend(page.rows);
        if page.last {
            return Ok(all);
        }
    }
}
