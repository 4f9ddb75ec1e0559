//! What the service would list, as messages.

use crate::{
    core::{
        base::{CallFailure, Engine, Instance, InstanceId, Page, ProjectId, Whole},
        draft::Target,
        operation::backup::BackupRow,
        port::{Effect, Msg, Reply},
        session::{Mode, Origin, Session, SignIn},
    },
    tests::support::script::Script,
};

/// The project of every script.
pub const PROJECT: &str = "054e292c9880d4992f02c0196d3ea468";
/// The first instance of [`fleet`].
pub const CASSANDRA: &str = "a4d8ea2584e047439a667703c0684119in06";

/// Everything that calls need.
pub fn place() -> Session {
    Session {
        region: Some("ap-southeast-1".to_owned()),
        endpoint: Some("https://gaussdb-nosql.ap-southeast-1.myhuaweicloud.com".to_owned()),
        project: ProjectId::typed(PROJECT),
        sign_in: Some(SignIn::token(Origin::TokenFile("t".to_owned()), 1843)),
        ..Session::default()
    }
}

fn instance(id: &str, name: &str, engine: Engine, version: &str) -> Instance {
    Instance {
        id: InstanceId::received(id).expect("an ID"),
        name: name.to_owned(),
        engine,
        version: version.to_owned(),
        status: "normal".to_owned(),
        actions: Vec::new(),
        nodes: 3,
        used_gb: Some(212.0),
        backup_window: Some("02:00-03:00".to_owned()),
        region: Some("ap-southeast-1".to_owned()),
        created: None,
        billing: Box::default(),
    }
}

/// Two Cassandra instances (the second busy), one of each other kind.
pub fn fleet() -> Vec<Instance> {
    let second = instance(
        "5d3f0c9a7be84216a1c0f2d4b6e8a013in06",
        "cass-audit-02",
        Engine::Cassandra,
        "3.11",
    );
    vec![
        Instance {
            nodes: 6,
            used_gb: Some(812.0),
            ..instance(CASSANDRA, "cass-orders-01", Engine::Cassandra, "3.11")
        },
        Instance { actions: vec!["RESTARTING".to_owned()], ..second },
        instance("0f1e2d3c4b5a69788796a5b4c3d2e1f0in02", "mongo-cat-01", Engine::Mongo, "4.0"),
        instance("11223344556677889900aabbccddeeffin03", "influx-iot-01", Engine::Influx, "1.7"),
        instance("99887766554433221100ffeeddccbbaain12", "redis-会话-缓存", Engine::Redis, "5.0"),
    ]
}

fn page<T>(rows: Vec<T>) -> Page<T> {
    Page { rows, last: true }
}

impl Script {
    /// LIVE and configured, 80x24, on Start.
    pub fn live() -> Self {
        Self::new(Mode::Live, place(), 80, 24)
    }

    /// The instance list came.
    pub fn instances(&mut self) {
        let (ask, at) = (self.model.choose.instances.reading.question(), self.utc());
        self.feed(Msg::Reply { ask, reply: Reply::Instances { at, page: Ok(page(fleet())) } });
    }

    /// The database list came.
    pub fn databases(&mut self, names: &[&str]) {
        let ask = self.model.compose.ask;
        let rows = names.iter().map(ToString::to_string).collect();
        self.feed(Msg::Reply { ask, reply: Reply::Databases { page: Ok(page(rows)) } });
    }

    /// The table list of a database came. Returns what follows from it.
    pub fn tables(&mut self, database: &str, names: &[&str]) -> Vec<Effect> {
        let ask = self.model.compose.tables_ask;
        let rows = names.iter().map(ToString::to_string).collect();
        self.feed(Msg::Reply {
            ask,
            reply: Reply::Tables { database: database.to_owned(), page: Ok(page(rows)) },
        })
    }

    /// What Review asks for came: the instance, idle or busy as it was, its automated window far
    /// away by now, and these backups of it.
    pub fn backups(&mut self, rows: Result<Vec<BackupRow>, CallFailure>) {
        let review = self.model.review.open.as_ref().expect("Review is open");
        let (ask, at) = (review.ask, self.utc());
        if let Target::Listed(instance) = &review.target {
            let instance = Ok(Some(Instance {
                backup_window: Some("14:00-15:00".to_owned()),
                ..instance.clone()
            }));
            self.feed(Msg::Reply { ask, reply: Reply::Instance { at, instance } });
        }
        self.feed(Msg::Reply { ask, reply: Reply::Backups { at, rows: rows.map(Whole::of) } });
    }
}
