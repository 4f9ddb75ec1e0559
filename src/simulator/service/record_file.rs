//! The record as a file that grows, for a program that reads along while the simulator runs or
//! after the simulator was killed.
//!
//! Each line is written with one call to a file opened for appending, before the simulator goes on.
//! So the event of a line has happened or is the very next thing to happen, and a request that
//! cannot be recorded has no effect. Headers and bodies are never written: they carry secrets.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

use serde::Serialize;
use tokio::sync::oneshot;

use super::Request;
use crate::{core::base::signature::payload_hash, simulator::MadeBackup};

/// One line of the record.
#[derive(Serialize)]
#[serde(untagged)]
enum RecordLine<'a> {
    /// A request has arrived in full, and has had no effect yet. Requests are numbered from 1; the
    /// path is without the query, length and digest are those of the body.
    Received { received: u64, method: &'a str, path: &'a str, bytes: usize, sha256: String },
    /// The answer to a request goes out now. A request that stays without an
    /// answer has no such line.
    Answered { answered: u64, status: u16 },
    /// A create call has made a backup, or will make it after the delay of a fault.
    Made { made: &'a MadeBackup },
}

/// Numbers the requests, and writes the lines if there is a file.
pub struct RecordFile {
    file: Option<File>,
    requests: u64,
    lost: Option<oneshot::Sender<io::Error>>,
}

impl RecordFile {
    /// Opens the file for appending; without a path requests are only numbered. The receiver gets
    /// the first failure to write.
    /// Errors: The file cannot be opened.
    pub fn open(path: Option<&Path>) -> io::Result<(Self, oneshot::Receiver<io::Error>)> {
        let file =
            path.map(|path| OpenOptions::new().append(true).create(true).open(path)).transpose()?;
        let (lost, when_lost) = oneshot::channel();
        Ok((Self { file, requests: 0, lost: Some(lost) }, when_lost))
    }

    /// Writes down a request and returns its number; `None` if that failed.
    pub fn received(&mut self, request: &Request) -> Option<u64> {
        self.requests += 1;
        let noted = self.write(&RecordLine::Received {
            received: self.requests,
            method: &request.method,
            path: &request.path,
            bytes: request.body.len(),
            sha256: payload_hash(&request.body),
        });
        noted.then_some(self.requests)
    }

    /// Writes down that the answer to a request goes out; false if that failed.
    pub fn answered(&mut self, request: u64, status: u16) -> bool {
        self.write(&RecordLine::Answered { answered: request, status })
    }

    pub fn made(&mut self, made: &MadeBackup) {
        self.write(&RecordLine::Made { made });
    }

    fn write(&mut self, line: &RecordLine<'_>) -> bool {
        let Some(file) = &mut self.file else { return true };
        let written = serde_json::to_vec(line).map_err(io::Error::from).and_then(|mut bytes| {
            bytes.push(b'\n');
            file.write_all(&bytes)
        });
        written
            .map_err(|error| {
                // Nobody listens when the simulator runs inside a test.
                self.lost.take().map(|lost| lost.send(error))
            })
            .is_ok()
    }
}
