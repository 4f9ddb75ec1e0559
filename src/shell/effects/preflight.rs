//! What only Review reads: whole lists of names, and quotas. Which and how many at a time is the
//! core's.

use super::{Worker, unconfigured};
use crate::{
    core::{
        ids::InstanceId,
        message::{Ask, Msg},
        preflight::{Answer, Question},
    },
    shell::clock,
};

impl Worker {
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
            let names = match (&client, &database) {
                (Some(client), Some(database)) => client.all_tables(&instance, database).await,
                (Some(client), None) => client.all_databases(&instance).await,
                (None, _) => Err(unconfigured()),
            };
            let _ = results.send(Msg::Preflight(Answer::Names {
                ask,
                at: clock::utc(),
                database,
                names,
            }));
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
