//! A service whose lists have no end, and whose rows are large: the program stays small, says what
//! it left out, and answers keys.

use std::{
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    thread,
    time::{Duration, Instant},
};

use geminidb_backup::simulator::Scenario;

use crate::support::{
    disks::say,
    operator::{Launch, Operator},
    service::Service,
};

/// What the process may take at its highest.
const MOST_KB: u64 = 100 * 1024;
/// A list without an end ends within this time, on a busy machine as well.
const AT_LAST: Duration = Duration::from_secs(120);

/// A service that lists rows with a filler of so many bytes for ever, at most `page` a page.
struct Endless {
    address: SocketAddr,
}

impl Endless {
    /// The thread ends with the test program.
    fn start(filler: usize, page: usize) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                thread::spawn(move || serve(&stream, filler, page));
            }
        });
        Self { address }
    }
}

fn serve(stream: &TcpStream, filler: usize, page: usize) {
    let _ = stream.set_nodelay(true);
    let mut lines = BufReader::new(stream).lines();
    while let Some(Ok(line)) = lines.next() {
        // The head of a GET; it has no body.
        let target = line.split(' ').nth(1).unwrap_or_default().to_owned();
        while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
        let body = body(&target, filler, page);
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let mut stream = stream;
        // The program may have left.
        if stream
            .write_all(head.as_bytes())
            .and_then(|()| stream.write_all(body.as_bytes()))
            .is_err()
        {
            return;
        }
    }
}

fn body(target: &str, filler: usize, page: usize) -> String {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let parameter =
        |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let offset: usize = parameter("offset").and_then(|offset| offset.parse().ok()).unwrap_or(0);
    let names = (0..filler / 6).map(|n| format!(r#""{n:03x}""#)).collect::<Vec<_>>().join(",");
    let filler = "x".repeat(filler);
    let list = path.rsplit('/').next().unwrap_or_default();
    let row = |n: usize| match list {
        "instances" => {
            let id = parameter("id").map_or_else(|| format!("{n:032x}in06"), str::to_owned);
            format!(
                r#"{{"id":"{id}","name":"cass-{n:06}-{filler}","status":"normal",
                    "datastore":{{"type":"cassandra"}},"actions":[]}}"#
            )
        }
        // As many names as fit into the filler: each takes many times its letters to hold.
        "backups" => format!(
            r#"{{"id":"{n:032x}br06","name":"b-{n}","type":"Manual","status":"COMPLETED",
                "begin_time":"2026-01-01T00:00:00+0000","database_tables":[{{"database_name":"d",
                "table_names":[{names}]}}]}}"#
        ),
        "databases" | "tables" => format!(r#""n_{n:07}{filler}""#),
        _ => format!(r#"{{"id":"j{n}","name":"BackupInstance","filler":"{filler}"}}"#),
    };
    // What is kept of an instance of 100 KB is little: a list of them without an end would take a
    // minute.
    let end = if list == "instances" && !filler.is_empty() { 1_000 } else { usize::MAX };
    let rows = if parameter("id").is_some() {
        0..usize::from(offset == 0)
    } else {
        offset.min(end)..(offset + page).min(end)
    };
    let mut text = String::new();
    for n in rows {
        // Writing into a string cannot fail.
        let _ = write!(text, "{}{}", if text.is_empty() { "" } else { "," }, row(n));
    }
    let field = match list {
        "databases" => "database_names",
        "tables" => "table_names",
        other => other,
    };
    format!(r#"{{"{field}":[{text}],"total_count":{page}}}"#)
}

/// The most that the process has held so far, in KB.
fn peak(operator: &Operator) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", operator.pty.pid()))
        .expect("the process runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a line of it");
    line.trim().trim_end_matches(" kB").trim().parse().expect("a number")
}

#[track_caller]
fn wait_at_last(operator: &Operator, words: &str) {
    operator.pty.wait_for(AT_LAST, |screen| screen.contents().contains(words));
}

/// How long letters of a filter take to the frame that shows them, while a list loads: the lower
/// quartile, because a busy machine holds up many of them, and a list that holds up keys all.
fn letters(operator: &mut Operator) -> Duration {
    operator.press("/", "filter: ");
    let (mut typed, mut times) = (String::new(), Vec::new());
    for letter in "cass-0nfx".chars().cycle().take(41) {
        typed.push(letter);
        let begun = Instant::now();
        operator.pty.send(letter.encode_utf8(&mut [0; 4]).as_bytes());
        operator.wait(&typed);
        times.push(begun.elapsed());
    }
    operator.close("filter: ");
    times.sort();
    times[times.len() / 4]
}

/// The lists of instances, databases and tables, and what Review reads, one after the other in one
/// process.
fn all_lists(filler: usize, page: usize) {
    let (service, endless) = (Service::of(Scenario::Smooth), Endless::start(filler, page));
    let endpoint = format!("http://{}", endless.address);
    let launch =
        Launch::at(&endpoint, &service.iam_endpoint(), &service.project_id()).size((120, 40));
    let mut operator = launch.token_file(&service.token(), 0o600).start();
    operator.begin();
    operator.wait("cass-000000");
    let usual = letters(&mut operator);
    wait_at_last(
        &operator,
        if filler == 0 { "| not read to the end" } else { "Instances 1000 | read " },
    );
    operator.press("<Enter>", "2 COMPOSE");
    operator.fill("before-the-change", "before the change");
    if filler == 0 {
        operator.choose_tables("n_0000000");
        wait_at_last(&operator, "the list is too long:");
        operator.press("<Right>", "reading the tables...");
        operator.wait_gone("reading the tables...");
        operator.press("<Space>", "1 whole database");
    } else {
        // No engine has names of that length.
        operator.move_on("<Tab>");
        operator.pty.send_keys("<Space>");
        operator.wait("| not all read");
        operator.wait("no usable names");
        operator.press("<Space>", "(*) whole instance");
    }
    operator.press("<C-g>", "3 REVIEW");
    wait_at_last(&operator, "backups could not be read to the end: the list is too long:");
    operator.wait_gone("[...]");
    assert!(!operator.pty.screen().contains("name unused"), "{}", operator.pty.screen());
    let peak = peak(&operator);
    say(&format!(
        "rows with {filler} bytes beside the others: {peak} KB at the highest, a key {usual:?}"
    ));
    assert!(peak < MOST_KB, "{peak} KB");
    assert!(usual < Duration::from_millis(16), "{usual:?}");
}

#[test]
fn pages_without_an_end_leave_the_program_small_and_its_keys_quick() {
    all_lists(0, 100);
}

#[test]
fn rows_of_a_hundred_kilobytes_leave_the_program_small_and_its_keys_quick() {
    all_lists(100_000, 50);
}
