//! The forms of `geminidb-backup log`, read by tools that nobody here wrote: jq, Python's csv, and
//! a CommonMark reader, over journal files with texts as bad as they come.
//!
//! `GEMINIDB_READERS_PYTHON` names the interpreter that has `markdown-it-py`; otherwise it is
//! `python3`. Without Python, jq or the package the test says `SKIPPED:` and why.
//! `GEMINIDB_RECORDS` is the number of operations.

use std::{
    env, fs,
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::Path,
    process::Command,
};

use geminidb_backup::core::{
    base::{ids::OperationId, time::UtcTime},
    operation::journal_file,
};
use proptest::{strategy::ValueTree as _, test_runner::TestRunner};

use crate::log_forms::entries;
use proptest::strategy::Strategy as _;

/// The script ends so if a reader is not installed.
const NOT_INSTALLED: i32 = 3;

/// Writes operations as the program does, open and closed ones in turn.
fn write_journal(state: &Path, count: u32) -> io::Result<()> {
    let open = state.join("operations");
    let done = open.join("done");
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&done)?;
    let (mut runner, strategy) = (TestRunner::deterministic(), entries());
    for n in 0..count {
        let id = OperationId::from_bits(n);
        let entries = strategy.new_tree(&mut runner).expect("entries").current();
        let stamp = UtcTime::from_unix(1_772_352_930 + i64::from(n)).stamp();
        let folder = if n % 3 == 0 { &open } else { &done };
        let path = folder.join(format!("{stamp}-{id}.jsonl"));
        let mut file = fs::File::options().write(true).create_new(true).mode(0o600).open(path)?;
        let lines: String =
            entries.iter().map(|entry| journal_file::line(id, entry) + "\n").collect();
        file.write_all(lines.as_bytes())?;
    }
    Ok(())
}

#[test]
fn jq_csv_and_commonmark_read_every_operation_alike() {
    let count = env::var("GEMINIDB_RECORDS").map_or(500, |n| n.parse().expect("a number"));
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("state");
    write_journal(&state, count).expect("a journal");
    let python = env::var_os("GEMINIDB_READERS_PYTHON").unwrap_or_else(|| "python3".into());
    let ran = Command::new(python)
        .arg(format!("{}/tests/peers/record_readers.py", env!("CARGO_MANIFEST_DIR")))
        .arg(env!("CARGO_BIN_EXE_geminidb-backup"))
        .args([&state, Path::new(&count.to_string())])
        .env("PYTHONUTF8", "1")
        .output();
    let skip = |why: &str| {
        // Past the test harness, which keeps back what a passing test prints.
        let _ = writeln!(io::stderr(), "SKIPPED: readers of the record not tried: {why}");
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    match ran {
        Err(error) => skip(&format!("there is no Python: {error}")),
        Ok(ran) if ran.status.code() == Some(NOT_INSTALLED) => skip(&text(&ran.stdout)),
        Ok(ran) => {
            assert!(ran.status.success(), "{}\n{}", text(&ran.stdout), text(&ran.stderr));
            println!("{}", text(&ran.stdout));
        }
    }
}
