//! Key strings as the bytes that an xterm sends.

/// Encodes `<Tab>abc<Enter>`; panics at a name that it does not know.
pub fn encode(keys: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = keys;
    while let Some(c) = rest.chars().next() {
        let name = rest.strip_prefix('<').and_then(|tail| tail.split_once('>'));
        match name {
            Some((name, tail)) => {
                out.extend(named(name));
                rest = tail;
            }
            None => {
                out.extend(c.to_string().bytes());
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out
}

fn named(name: &str) -> Vec<u8> {
    let bytes: &[u8] = match name {
        "lt" => b"<",
        "Space" => b" ",
        "Tab" => b"\t",
        "BackTab" | "S-Tab" => b"\x1b[Z",
        "Enter" => b"\r",
        "Esc" => b"\x1b",
        "Backspace" | "BS" => b"\x7f",
        "Delete" | "Del" => b"\x1b[3~",
        "Up" => b"\x1b[A",
        "Down" => b"\x1b[B",
        "Right" => b"\x1b[C",
        "Left" => b"\x1b[D",
        "Home" => b"\x1b[H",
        "End" => b"\x1b[F",
        "PageUp" => b"\x1b[5~",
        "PageDown" => b"\x1b[6~",
        "F1" => b"\x1bOP",
        "F2" => b"\x1bOQ",
        "F3" => b"\x1bOR",
        "F4" => b"\x1bOS",
        "F5" => b"\x1b[15~",
        "F6" => b"\x1b[17~",
        "F7" => b"\x1b[18~",
        "F8" => b"\x1b[19~",
        "F9" => b"\x1b[20~",
        "F10" => b"\x1b[21~",
        "F11" => b"\x1b[23~",
        "F12" => b"\x1b[24~",
        _ => return control(name),
    };
    bytes.to_vec()
}

fn control(name: &str) -> Vec<u8> {
    match name.strip_prefix("C-").map(str::as_bytes) {
        Some([letter]) => vec![letter.to_ascii_uppercase() & 0x1f],
        _ => panic!("no key is called <{name}>"),
    }
}
