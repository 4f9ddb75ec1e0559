//! The screens without a terminal: a model that keys are typed into, drawn through the thin
//! backend.
//!
//! Everything goes in as the messages that the shell would send, so what is measured here is what
//! runs.

use geminidb_backup::{
    core::{
        base::{
            ask::Ask,
            call::Page,
            ids::{InstanceId, ProjectId},
            instance::{Engine, Instance},
            key::{Key, KeyCode, Press},
            size::Size,
            time::{Clock, Millis, UtcTime},
        },
        model::Model,
        port::{
            effect::Effect,
            message::Msg,
            query::{Query, Reply},
        },
        session::{
            credentials::Origin,
            current::{Mode, Session, SignIn},
        },
        update::{begin, update},
    },
    shell::terminal::backend::{ThinBackend, mend},
    ui::{Theme, view},
};
use std::io::{self, Write};

use ratatui::{Terminal, layout};

const START: UtcTime = UtcTime::from_unix(1_760_664_000);
const THEME: Theme = Theme { colour: true, ascii: false, escapes: false };

/// Counts what would go over the link, and in how many writes.
#[derive(Debug, Default)]
pub struct Wire {
    /// Bytes since they were last taken.
    pub bytes: usize,
    /// Writes since they were last taken.
    pub writes: usize,
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes += bytes.len();
        self.writes += 1;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A model with its terminal.
pub struct Desk {
    pub model: Model,
    terminal: Terminal<ThinBackend<Wire>>,
    now: u64,
}

fn instance(number: usize) -> Instance {
    Instance {
        id: InstanceId::typed(&format!("{number:032x}in06")).expect("an ID"),
        name: format!("cass-orders-{number:02}"),
        engine: Engine::Cassandra,
        version: "3.11".to_owned(),
        status: "normal".to_owned(),
        actions: Vec::new(),
        nodes: 6,
        used_gb: Some(812.0),
        backup_window: Some("02:00-03:00".to_owned()),
        region: Some("simulator".to_owned()),
        created: None,
        billing: Box::default(),
    }
}

fn page(names: impl Iterator<Item = String>) -> Page<String> {
    Page { rows: names.collect(), last: true }
}

impl Desk {
    /// The program as it starts: nothing configured, or in a demo the instance list, still empty.
    pub fn start(mode: Mode, (columns, rows): (u16, u16)) -> Self {
        let place = Session {
            region: Some("simulator".to_owned()),
            endpoint: Some("http://127.0.0.1:40000".to_owned()),
            project: ProjectId::typed(&"5".repeat(32)),
            sign_in: Some(SignIn::token(Origin::Simulator, 1800)),
            ..Session::default()
        };
        let place = if mode == Mode::Demo { place } else { Session::default() };
        let clock = Clock { utc: START, at: Millis(0) };
        let model = Model::new(mode, place, Size { columns, rows }, clock);
        let backend =
            ThinBackend::new(Wire::default(), Some(layout::Size { width: columns, height: rows }));
        Self { model, terminal: Terminal::new(backend).expect("a terminal"), now: 0 }
    }

    /// The instance list with eight instances.
    pub fn instances(size: (u16, u16)) -> Self {
        let mut desk = Self::start(Mode::Demo, size);
        let ask = begin(&mut desk.model).iter().find_map(|e| match e {
            Effect::Ask { ask, query: Query::Instances } => Some(*ask),
            _ => None,
        });
        let rows = (1..=8).map(instance).collect();
        desk.say(Msg::Reply {
            ask: ask.expect("a demo lists its instances"),
            reply: Reply::Instances { at: START, page: Ok(Page { rows, last: true }) },
        });
        desk
    }

    /// The instance list with so many instances, which came in pages of a hundred, and the focus in
    /// its filter.
    pub fn fleet(size: (u16, u16), count: usize) -> Self {
        let mut desk = Self::start(Mode::Demo, size);
        let ask = begin(&mut desk.model).iter().find_map(|e| match e {
            Effect::Ask { ask, query: Query::Instances } => Some(*ask),
            _ => None,
        });
        let ask = ask.expect("a demo lists its instances");
        for first in (0..count).step_by(100) {
            let rows = (first..count.min(first + 100)).map(instance).collect();
            desk.say(Msg::Reply {
                ask,
                reply: Reply::Instances {
                    at: START,
                    page: Ok(Page { rows, last: first + 100 >= count }),
                },
            });
        }
        desk.key(KeyCode::Char('/'));
        desk
    }

    /// The form with the focus in the name field, and so many databases with so many tables each in
    /// its tree.
    pub fn form(size: (u16, u16), databases: usize, tables: usize) -> Self {
        let mut desk = Self::instances(size);
        let effects = desk.key(KeyCode::Enter);
        let ask = effects.iter().find_map(|e| match e {
            Effect::Ask { ask, query: Query::Databases { .. } } => Some(*ask),
            _ => None,
        });
        desk.fill(ask.expect("the form lists the databases"), databases, tables);
        desk
    }

    fn fill(&mut self, ask: Ask, databases: usize, tables: usize) {
        let names: Vec<String> = (0..databases).map(|d| format!("database_{d:04}")).collect();
        self.say(Msg::Reply {
            ask,
            reply: Reply::Databases { page: Ok(page(names.iter().cloned())) },
        });
        let ask = self.model.compose.tables_ask;
        for database in names {
            for first in (0..tables.max(1)).step_by(100) {
                let rows = (first..tables.min(first + 100)).map(|t| format!("orders_by_{t:06}"));
                let page = Page { last: first + 100 >= tables, ..page(rows) };
                self.say(Msg::Reply {
                    ask,
                    reply: Reply::Tables { database: database.clone(), page: Ok(page) },
                });
            }
        }
    }

    /// Lets the filter look at its next slice; false if it has looked at everything.
    pub fn go_on(&mut self) -> bool {
        let looking = self.model.draft.tree.is_looking();
        if looking {
            self.say(Msg::GoOn);
        }
        looking
    }

    /// The same with the focus in the tree, its first branch open and the cursor in the middle of
    /// it.
    pub fn tree(size: (u16, u16), databases: usize, tables: usize) -> Self {
        let mut desk = Self::form(size, databases, tables);
        for key in [KeyCode::Tab, KeyCode::Tab, KeyCode::Char(' '), KeyCode::Tab, KeyCode::Right] {
            desk.key(key);
        }
        for _ in 0..tables.min(1_000) / 2 {
            desk.key(KeyCode::Down);
        }
        desk
    }

    /// Takes any message, without drawing.
    pub fn say(&mut self, msg: Msg) -> Vec<Effect> {
        update(&mut self.model, msg)
    }

    /// Takes a key, without drawing.
    pub fn key(&mut self, code: KeyCode) -> Vec<Effect> {
        self.key_with(Key::plain(code))
    }

    /// The same for any key.
    pub fn key_with(&mut self, key: Key) -> Vec<Effect> {
        // A second apart: nobody's double key.
        self.now += 1000;
        self.say(Msg::Key(Press { key, at: Millis(self.now), alone: true }))
    }

    /// Takes a paste, without drawing.
    pub fn paste(&mut self, text: &str) {
        self.now += 1000;
        self.say(Msg::Paste { text: text.to_owned(), marked: true, at: Millis(self.now) });
    }

    /// Draws what changed; says what that put on the wire.
    pub fn draw(&mut self) -> Wire {
        let model = &self.model;
        let drawn = self.terminal.draw(|frame| {
            view(model, THEME, frame);
            mend(frame.buffer_mut());
        });
        drawn.expect("counting cannot fail");
        std::mem::take(&mut self.terminal.backend_mut().outbox.writer)
    }

    /// Takes a key and draws.
    pub fn press(&mut self, code: KeyCode) -> Wire {
        self.key(code);
        self.draw()
    }

    /// Draws everything anew.
    pub fn repaint(&mut self) -> Wire {
        self.terminal.clear().expect("counting cannot fail");
        self.draw()
    }
}
