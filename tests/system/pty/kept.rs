//! A state folder that outlives a program or serves two, and what its journals say.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use geminidb_backup::{
    core::{
        base::ids::OperationId,
        operation::{
            Operation, Replayed,
            journal_file::{self, Read},
        },
    },
    simulator::{Call, Fault},
};
use tempfile::TempDir;

use crate::support::{
    operator::{Launch, Operator, SOON},
    pty::{Exit, until},
    service::Service,
};

/// A state folder.
pub struct State {
    pub path: PathBuf,
    _around: Option<TempDir>,
}

/// One file of the journal.
pub struct Journal {
    pub path: PathBuf,
    pub id: OperationId,
    pub read: Read,
    /// It lies among the closed ones.
    pub closed: bool,
}

impl State {
    /// One that is not there yet, in a folder of its own.
    pub fn new() -> Self {
        let around = tempfile::tempdir().expect("a folder");
        Self { path: around.path().join("state"), _around: Some(around) }
    }

    /// One at this place.
    pub fn at(path: PathBuf) -> Self {
        Self { path, _around: None }
    }

    /// A program against a service, with this folder.
    pub fn launch(&self, service: &Service) -> Launch {
        Launch::live(service).args(&["--state-dir", self.path.to_str().expect("a readable path")])
    }

    /// The same, at the list of instances.
    #[track_caller]
    pub fn begin(&self, service: &Service) -> Operator {
        let mut operator = self.launch(service).start();
        operator.wait("New backup");
        operator.press("n", "1 INSTANCE");
        operator
    }

    /// An operation in doubt, whose backup was made and whose program is gone.
    #[track_caller]
    pub fn in_doubt(&self, service: &Service) -> Journal {
        service.inject(Fault::close().after_acting(), Call::Create, 1);
        let mut operator = self.begin(service);
        operator.back_up("cass-docs-01", "in-doubt");
        operator.wait("Was it created?  UNKNOWN");
        assert_eq!(operator.leave().0, Exit::Code(3));
        self.only()
    }

    /// Where open operations lie.
    pub fn open(&self) -> PathBuf {
        self.path.join("operations")
    }

    /// Where closed ones lie.
    pub fn done(&self) -> PathBuf {
        self.path.join("operations/done")
    }

    /// The files of the journal, first the open ones, then the closed ones. One that is on its way
    /// from here to there may be missing.
    pub fn journals(&self) -> Vec<Journal> {
        let of = |folder: &Path, closed| {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            let mut paths: Vec<PathBuf> = entries
                .map(|e| e.path())
                .filter(|p| p.extension().is_some_and(|e| e == "jsonl"))
                .collect();
            paths.sort();
            paths.into_iter().filter_map(|path| Journal::read(path, closed)).collect::<Vec<_>>()
        };
        let mut all = of(&self.open(), false);
        all.extend(of(&self.done(), true));
        all
    }

    /// The only file there is.
    #[track_caller]
    pub fn only(&self) -> Journal {
        let mut all = self.journals();
        assert_eq!(all.len(), 1, "{:?}", all.iter().map(|j| &j.path).collect::<Vec<_>>());
        all.swap_remove(0)
    }

    /// Waits until the only file has a record of this kind.
    #[track_caller]
    pub fn wait_record(&self, event: &str) {
        until(SOON, event, || {
            self.journals().iter().any(|journal| journal.events().iter().any(|e| e == event))
        });
    }

    /// Waits until all operations are closed.
    #[track_caller]
    pub fn wait_closed(&self) {
        until(SOON, "the end of all operations", || {
            let journals = self.journals();
            !journals.is_empty() && journals.iter().all(|journal| journal.closed)
        });
    }
}

impl Journal {
    fn read(path: PathBuf, closed: bool) -> Option<Self> {
        let read = journal_file::read(&fs::read(&path).ok()?);
        let id = path.file_stem()?.to_str()?.rsplit_once('-')?.1;
        Some(Self { id: OperationId::parse(id)?, read, closed, path })
    }

    /// The kinds of its records, in their order.
    pub fn events(&self) -> Vec<String> {
        let kind = |entry| serde_json::to_value(entry).ok()?["event"].as_str().map(str::to_owned);
        self.read.entries.iter().filter_map(|entry| kind(&entry.event)).collect()
    }

    /// The operation in it.
    #[track_caller]
    pub fn operation(&self) -> Operation {
        match Operation::replay(self.id, self.read.entries.clone()) {
            Replayed::Operation(operation) => *operation,
            other => panic!("{}: {other:?}", self.path.display()),
        }
    }

    /// Every line can be read.
    #[track_caller]
    pub fn assert_whole(&self) {
        let Read { torn, damaged, newer, .. } = &self.read;
        assert_eq!((*torn, &damaged[..], *newer), (false, &[][..], 0), "{}", self.path.display());
    }

    /// Both IDs that it knows.
    #[track_caller]
    pub fn ids(&self) -> (String, String) {
        let operation = self.operation();
        let (backup, job) = (operation.backup_id.as_ref(), operation.job_id.as_ref());
        (backup.expect("a backup ID").to_string(), job.expect("a job ID").to_string())
    }
}

/// From Start to the operation of this number. Its row moves when it comes to its end, also under
/// the operator's finger: then something else opens.
#[track_caller]
pub fn open(operator: &mut Operator, id: OperationId) {
    // Where its row is, and where the cursor.
    let rows = |screen: &vt100::Screen| {
        let rows: Vec<String> = screen.rows(0, screen.size().1.get()).collect();
        let its =
            rows.iter().position(|row| row.trim_start_matches(['>', ' ']).starts_with(id.as_str()));
        its.zip(rows.iter().position(|row| row.trim_start().starts_with('>')))
    };
    loop {
        operator.pty.wait_for(SOON, |screen| rows(screen).is_some());
        while let Some((its, cursor)) =
            operator.pty.look(rows).filter(|(its, cursor)| its != cursor)
        {
            operator.move_on(if its < cursor { "<Up>" } else { "<Down>" });
        }
        operator.pty.send_keys("<Enter>");
        // What is there instead may open nothing at all.
        if !operator
            .pty
            .sees(Duration::from_secs(5), |screen| !screen.contents().contains("New backup"))
        {
            continue;
        }
        if operator.pty.screen().contains("4 WATCH") {
            return;
        }
        operator.press("<Esc>", "New backup");
    }
}

/// Waits until the screen says `words`, however they are broken over its rows.
#[track_caller]
pub fn said(operator: &Operator, words: &str) {
    let joined = |text: &str| text.split_whitespace().collect::<String>();
    let wanted = joined(words);
    operator.pty.wait_for(SOON, |screen| joined(&screen.contents()).contains(&wanted));
}
