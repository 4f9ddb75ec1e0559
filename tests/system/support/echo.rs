//! A gateway that writes back what it was sent, in the error of every call that it does not pass
//! on.

use std::{
    fmt::Write as _,
    io::{self, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::Arc,
    thread,
};

/// How a request is written back: as a body.
pub type Form = fn(&str) -> String;

/// The forms in which servers, gateways and log files write text.
pub const FORMS: [(&str, Form); 10] = [
    ("in a message", |text| {
        format!(r#"{{"error_code":"APIGW.0301","error_msg":{}}}"#, serde_json::Value::from(text))
    }),
    ("in IAM's message", |text| {
        format!(r#"{{"error":{{"code":401,"message":{}}}}}"#, serde_json::Value::from(text))
    }),
    ("as it is", str::to_owned),
    ("in a title", |text| format!("<html><title>{text}</title></html>")),
    ("percent-encoded", |text| each_byte(text, "%")),
    ("base64", |text| {
        base64(text, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    }),
    ("base64url", |text| {
        base64(text, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    }),
    ("JSON-escaped", |text| {
        text.encode_utf16().fold(String::new(), |out, unit| format!("{out}\\u{unit:04x}"))
    }),
    ("hex-escaped", |text| each_byte(text, "\\x")),
    ("broken", |text| text.chars().fold(String::new(), |out, c| format!("{out}{c}\u{200b}\r\n"))),
];

fn each_byte(text: &str, before: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        // Writing into memory cannot fail.
        let _ = write!(out, "{before}{byte:02X}");
        out
    })
}

/// Without padding, as URL-safe writers leave it out.
fn base64(text: &str, alphabet: &[u8; 64]) -> String {
    let digits = |bytes: &[u8]| {
        let all = bytes.iter().fold(0_usize, |all, byte| (all << 8) | usize::from(*byte))
            << (8 * (3 - bytes.len()));
        (0..=bytes.len())
            .map(move |n| char::from(alphabet[(all >> (18 - 6 * n)) & 63]))
            .collect::<String>()
    };
    text.as_bytes().chunks(3).map(digits).collect()
}

/// Which calls are answered with an error, by their method and target; the others are passed on.
type Plan = Arc<dyn Fn(&str, &str) -> Option<u16> + Send + Sync>;

/// Starts a gateway before the service at `endpoint` (`http://ADDRESS`) and returns its URL. It
/// serves for as long as the test program runs. `known` is written back as well, though nobody has
/// sent it.
pub fn start(
    endpoint: &str,
    known: &str,
    form: Form,
    plan: impl Fn(&str, &str) -> Option<u16> + Send + Sync + 'static,
) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (service, known) = (endpoint.trim_start_matches("http://").to_owned(), known.to_owned());
    let plan: Plan = Arc::new(plan);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (service, known, plan) = (service.clone(), known.clone(), Arc::clone(&plan));
            // A connection that breaks is the client's affair.
            thread::spawn(move || serve(stream, &service, &known, form, &plan));
        }
    });
    url
}

fn serve(
    mut stream: TcpStream,
    service: &str,
    known: &str,
    form: Form,
    plan: &Plan,
) -> io::Result<()> {
    let (head, body) = request(&mut stream)?;
    let mut words = head.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let answer = match plan(method, target) {
        Some(status) => echo(status, &head, &String::from_utf8_lossy(&body), known, form),
        None => {
            let mut onward = TcpStream::connect(service)?;
            onward.write_all(head.trim_end().as_bytes())?;
            onward.write_all(b"\r\nConnection: close\r\n\r\n")?;
            onward.write_all(&body)?;
            let mut answer = Vec::new();
            onward.read_to_end(&mut answer)?;
            answer
        }
    };
    stream.write_all(&answer)
}

fn request(stream: &mut TcpStream) -> io::Result<(String, Vec<u8>)> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let length =
        header(&head, "content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok((head, body))
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

/// What proves who calls comes first, for excerpts are short; it stands in every header of the
/// answer too.
fn echo(status: u16, head: &str, body: &str, known: &str, form: Form) -> Vec<u8> {
    let names = [
        "x-auth-token",
        "x-subject-token",
        "x-security-token",
        "x-metadata-token",
        "authorization",
    ];
    let proofs: Vec<&str> = names.iter().filter_map(|name| header(head, name)).collect();
    let secret = [&proofs[..], &[known]].concat().join(" ");
    let body = form(&format!("{secret} {body} {head}"));
    let line = secret.replace(|c: char| !c.is_ascii_graphic(), "~");
    let headers: String =
        ["X-Request-Id", "X-IAM-Trace-Id", "Server", "Date", "Retry-After", "Location", "Via"]
            .iter()
            .fold(String::new(), |out, name| format!("{out}{name}: {line}\r\n"));
    let length = body.len();
    format!(
        "HTTP/1.1 {status} {line}\r\n{headers}Connection: close\r\nContent-Length: \
        {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// Returns what of `secret` stands in `text`: twelve characters in a row, as they are or in base64.
pub fn leaked(secret: &str, text: &str) -> Option<String> {
    let windows = |text: &str, length: usize| -> Vec<String> {
        text.chars()
            .collect::<Vec<_>>()
            .windows(length)
            .map(|window| window.iter().collect())
            .collect()
    };
    let alphabets = [
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
    ];
    let encoded = |before: &str| {
        alphabets.map(|alphabet| base64(&format!("{before}{secret}"), alphabet)[4..].to_owned())
    };
    let parts = ["", "x", "xx"]
        .iter()
        .flat_map(|before| encoded(before))
        .flat_map(|text| windows(&text, 20));
    windows(secret, 12)
        .into_iter()
        .chain(parts)
        .chain([each_byte(secret, "%")])
        .find(|part| text.contains(part.as_str()))
}
