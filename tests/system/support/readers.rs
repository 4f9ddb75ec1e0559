//! Readers of JSON and CSV that nobody here wrote. Where one is not installed, a test says
//! `SKIPPED:` and goes on without that reader.

use std::{
    io::{self, Write as _},
    process::{Command, Stdio},
};

use serde_json::Value;

/// Returns whether jq reads the same objects from JSON lines; `None` without jq.
pub fn agrees_with_jq(lines: &[String], objects: &[Value]) -> Option<bool> {
    let said = read("jq", &["-c", "."], lines)?;
    let read = said.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    Some(read.map(plain).eq(objects.iter().cloned().map(plain)))
}

/// Makes all numbers of one kind: jq writes `12.0` as `12`.
fn plain(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::from(number.as_f64()),
        Value::Array(items) => items.into_iter().map(plain).collect(),
        Value::Object(map) => map.into_iter().map(|(key, item)| (key, plain(item))).collect(),
        Value::Null | Value::Bool(_) | Value::String(_) => value,
    }
}

/// Reads rows of CSV with Python's csv.
pub fn by_python(lines: &[String]) -> Option<Vec<Vec<String>>> {
    let script = "import csv,json,sys; print(json.dumps(list(csv.reader(sys.stdin, strict=True))))";
    serde_json::from_str(&read("python3", &["-c", script], lines)?).expect("rows of text")
}

fn read(reader: &str, args: &[&str], lines: &[String]) -> Option<String> {
    let mut command = Command::new(reader);
    command.args(args).env("PYTHONUTF8", "1").stdin(Stdio::piped()).stdout(Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        // Past the test harness, which keeps back what a passing test prints.
        let _ = writeln!(io::stderr(), "SKIPPED: {reader} is not installed");
        return None;
    };
    let mut input = child.stdin.take().expect("a pipe");
    let text = lines.join("\n") + "\n";
    // Written beside the reading: both pipes may be full.
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let ended = child.wait_with_output().expect("its end");
    writer.join().expect("the writer").expect("room");
    assert!(ended.status.success(), "{reader} cannot read: {lines:#?}");
    Some(String::from_utf8(ended.stdout).expect("text"))
}
