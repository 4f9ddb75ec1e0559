//! Terminals that draw: xterm and PuTTY's pterm, each on an X server of its own. Keys come from
//! the server's keyboard. A picture of each screen is kept below `target/tmp/terminals`, and contrast is
//! measured on its pixels.

use std::{
    cell::RefCell,
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use super::{
    Desk, INSTANCE, demo, have, leave,
    picture::{ENOUGH, Least, Picture},
};
use crate::support::{
    disks::say,
    operator::{Launch, Operator, SOON, each},
    pty::until,
};

/// Fonts without shades between ink and ground, so that a cell has two colours.
const FONTS: &str = r#"<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>/usr/share/fonts</dir><cachedir prefix="xdg">fonts</cachedir>
<match target="pattern"><edit name="antialias" mode="assign"><bool>false</bool></edit></match>
<match target="font"><edit name="antialias" mode="assign"><bool>false</bool></edit></match>
</fontconfig>
"#;

/// Hands on what the terminal's program writes, byte for byte, and becomes the terminal: behind the
/// first line, which `script` adds.
const BRIDGE: &str = r#"file=$1; shift
stty raw -echo; : > "$file"; tail -n +2 -f "$file" & exec "$@" 2> /dev/null"#;

/// A terminal with its palette, and the charset of its locale.
struct Window {
    words: &'static [&'static str],
    palette: &'static [&'static str],
    latin_1: bool,
}

const XTERM: &[&str] = &[
    "xterm",
    "-geometry",
    "80x24+0+0",
    "-b",
    "0",
    "-bw",
    "0",
    "+sb",
    "-fa",
    "DejaVu Sans Mono",
    "-fs",
    "10",
];
const PTERM: &[&str] = &[
    "pterm",
    "-geometry",
    "80x24+0+0",
    "-sb-",
    "-xrm",
    "pterm.WindowBorder: 0",
    "-fn",
    "client:DejaVu Sans Mono 10",
];

/// A first start on a busy machine makes the cache of its fonts.
const FIRST_WINDOW: Duration = Duration::from_secs(120);

const DARK: &[&str] = &["-fg", "gray90", "-bg", "black"];
const LIGHT: &[&str] = &["-fg", "black", "-bg", "white"];
/// Bold text has a colour of its own there.
const LIGHT_PTERM: &[&str] = &["-fg", "black", "-bg", "white", "-bfg", "black"];

const fn window(words: &'static [&'static str], palette: &'static [&'static str]) -> Window {
    Window { words, palette, latin_1: false }
}

#[test]
fn the_job_can_be_read_on_the_pixels_of_xterm_and_pterm() {
    each(
        &[
            ("xterm-light", ("xterm-light", window(XTERM, LIGHT))),
            ("xterm-dark", ("xterm-dark", window(XTERM, DARK))),
            ("xterm-latin-1", ("xterm-latin-1", Window { latin_1: true, ..window(XTERM, DARK) })),
            ("pterm", ("pterm", window(PTERM, &[]))),
            ("pterm-light", ("pterm-light", window(PTERM, LIGHT_PTERM))),
        ],
        |(name, window)| through_all_screens(name, window),
    );
}

#[test]
fn a_bad_end_can_be_read_on_the_pixels_as_well() {
    each(
        &[
            ("lost, light", ("xterm-light-lost", window(XTERM, LIGHT), "lost-not-made", "UNKNOWN")),
            ("lost, dark", ("pterm-lost", window(PTERM, &[]), "lost-not-made", "UNKNOWN")),
            (
                "failed, light",
                ("pterm-light-failed", window(PTERM, LIGHT_PTERM), "failed", "FAILED"),
            ),
            ("failed, dark", ("xterm-dark-failed", window(XTERM, DARK), "failed", "FAILED")),
        ],
        |(name, window, scenario, word)| to_a_bad_end(name, window, scenario, word),
    );
}

/// An X server that nobody else uses, gone with this.
struct Server {
    server: Child,
    display: String,
    buffer: PathBuf,
}

impl Server {
    fn start(desk: &Desk) -> Self {
        // Without `-noreset` the server begins anew when its last client leaves. Each look for the
        // window is a client, so a terminal that came at that moment was thrown out.
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "800x480x24", "-nolisten", "tcp"])
            .args(["-noreset", "-fbdir"])
            .arg(desk.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("an X server");
        let mut display = String::new();
        let number = BufReader::new(server.stdout.take().expect("a pipe")).read_line(&mut display);
        assert!(number.is_ok_and(|count| count > 0), "the X server has no display");
        let buffer = desk.path().join("Xvfb_screen0");
        Self { server, display: format!(":{}", display.trim()), buffer }
    }

    /// Does something at the display, and returns what that says.
    fn at(display: &str, words: &[&str]) -> String {
        let done = Command::new("xdotool").args(words).env("DISPLAY", display).output();
        String::from_utf8_lossy(&done.expect("xdotool").stdout).into_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// A terminal in a window, and the operator at the keyboard.
struct Seat {
    operator: Operator,
    server: Server,
    /// The window in pixels.
    size: (usize, usize),
    name: &'static str,
    /// What cannot be read.
    faint: Vec<String>,
    taken: usize,
    _desk: Desk,
}

impl Seat {
    /// `None`, with a line that says so, where a part is missing.
    fn take(name: &'static str, window: &Window, demo: Launch) -> Option<Self> {
        if !have(name, &[window.words[0], "Xvfb", "xdotool", "script", "tail"]) {
            return None;
        }
        let desk = Desk::new();
        let locale = if window.latin_1 { Some(desk.locale("en_US", "ISO-8859-1")?) } else { None };
        let (file, inner) = (desk.name("typescript"), desk.name("inner"));
        let recorded = format!("exec script -q -f -c \"sh {} $*\" {file}\n", desk.name("shell"));
        fs::write(&inner, recorded).expect("a file");
        fs::write(desk.name("fonts"), FONTS).expect("a file");
        let server = Server::start(&desk);
        let mut words = vec!["sh", "-c", BRIDGE, "sh", &file];
        words.extend(window.words.iter().chain(window.palette));
        words.extend(["-e", "sh", &inner]);
        let launch =
            demo.env("DISPLAY", &server.display).env("FONTCONFIG_FILE", &desk.name("fonts"));
        let launch = locale.iter().fold(launch, |launch, name| {
            launch.env("LC_ALL", name).env("LOCPATH", &desk.name("locales"))
        });
        let mut operator = launch.start_under(&words);
        let display = server.display.clone();
        let (class, found) = (window.words[0], RefCell::new(String::new()));
        until(FIRST_WINDOW, "its window", || {
            *found.borrow_mut() =
                Server::at(&display, &["search", "--onlyvisible", "--class", class]);
            !found.borrow().trim().is_empty()
        });
        let found = found.take();
        let id = found.lines().next().expect("a window");
        // Keys go to the window; the pointer is not in the picture.
        Server::at(&display, &["windowfocus", id, "mousemove", "799", "479"]);
        let geometry = Server::at(&display, &["getwindowgeometry", "--shell", id]);
        let side = |name: &str| {
            let mut lines = geometry.lines();
            lines.find_map(|line| line.strip_prefix(name)?.parse().ok()).expect("a size")
        };
        let size = (side("WIDTH="), side("HEIGHT="));
        assert_eq!((size.0 % 80, size.1 % 24), (0, 0), "80x24 cells of one size: {size:?}");
        operator.pty.type_through(Box::new(move |bytes| strike(&display, bytes)));
        Some(Self { operator, server, size, name, faint: Vec::new(), taken: 0, _desk: desk })
    }

    /// Waits until the window shows what the program wrote; keeps the picture, and says the least
    /// contrast of each kind of cell.
    #[track_caller]
    fn picture(&mut self, of: &str) {
        let (began, mut found) = (Instant::now(), Err(String::new()));
        let mut picture = Picture::read(&self.server.buffer, self.size);
        while found.is_err() && began.elapsed() < SOON {
            picture = Picture::read(&self.server.buffer, self.size);
            found = self.operator.pty.look(|screen| picture.compare(screen));
        }
        self.taken += 1;
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("terminals");
        fs::create_dir_all(&folder).expect("a folder");
        let file = folder.join(format!("{}-{}-{of}.png", self.name, self.taken));
        fs::write(&file, picture.png()).expect("a file");
        match found {
            Ok(least) => self.judge(of, &least),
            Err(what) => panic!(
                "{} does not show what was written ({what}): {}\n{}",
                self.name,
                file.display(),
                self.operator.pty.screen()
            ),
        }
    }

    /// Fails with all that is too faint, on whatever screen.
    #[track_caller]
    fn assert_readable(&self) {
        assert!(
            self.faint.is_empty(),
            "{}: less than {ENOUGH} to 1, see target/tmp/terminals:\n{}",
            self.name,
            self.faint.join("\n")
        );
    }

    fn judge(&mut self, of: &str, least: &Least) {
        let told = least.iter().map(|(kind, (ratio, _))| format!("{kind:?} {ratio:.1}"));
        say(&format!("contrast, {}, {of}: {}", self.name, told.collect::<Vec<_>>().join(", ")));
        let faint = least.iter().filter(|(kind, (ratio, _))| *ratio < kind.needs());
        self.faint.extend(
            faint.map(|(kind, (ratio, row))| format!("{of}: {kind:?} has {ratio:.1} in: {row}")),
        );
    }
}

/// The whole job, with a picture of each screen.
fn through_all_screens(name: &'static str, window: &Window) {
    let Some(mut seat) = Seat::take(name, window, demo()) else { return };
    seat.operator.wait("| read ");
    seat.picture("instances");
    seat.operator.choose(INSTANCE);
    // No name begins with a digit.
    seat.operator.press("1", "[ERR]");
    seat.picture("an-error");
    seat.operator.pty.send_keys("<BS>");
    seat.operator.fill("terminal-check", "before the change");
    seat.operator.choose_tables("inventory");
    seat.picture("tables");
    seat.operator.move_on("<S-Tab>");
    seat.operator.press("<Space>", "(*) whole instance");
    seat.operator.review();
    seat.picture("review");
    seat.operator.focus_button();
    seat.picture("button");
    seat.operator.look_and_press();
    let ids = seat.operator.ids();
    seat.operator.completed();
    seat.picture("watch");
    seat.operator.press("?", "Keys of this screen");
    seat.picture("help");
    seat.operator.close("Keys of this screen");
    seat.operator.press("<Esc>", "New backup");
    seat.picture("start");
    seat.operator.press("h", "service read");
    seat.picture("history");
    leave(&mut seat.operator, &ids);
    seat.picture("last-lines");
    seat.assert_readable();
}

/// Up to an end that is no good, with a picture of it.
fn to_a_bad_end(name: &'static str, window: &Window, scenario: &str, word: &str) {
    let Some(mut seat) = Seat::take(name, window, Launch::demo(scenario, 50)) else { return };
    seat.operator.back_up(INSTANCE, "terminal-check");
    seat.operator.read_until(word);
    seat.picture(word);
    seat.assert_readable();
}

/// Presses the keys that stand for these bytes on the keyboard of a display.
fn strike(display: &str, bytes: &[u8]) {
    let text = String::from_utf8(bytes.to_vec()).expect("keys of text");
    let name = match text.as_str() {
        "\t" => "Tab".to_owned(),
        "\r" => "Return".to_owned(),
        "\x1b" => "Escape".to_owned(),
        "\x7f" => "BackSpace".to_owned(),
        "\x1b[Z" => "shift+Tab".to_owned(),
        "\x1b[A" => "Up".to_owned(),
        "\x1b[B" => "Down".to_owned(),
        "\x1b[H" => "Home".to_owned(),
        control if control.len() == 1 && control < " " => {
            format!("ctrl+{}", char::from(bytes[0] | 0x60))
        }
        typed => {
            assert!(!typed.contains(char::is_control), "no key stands for {typed:?}");
            Server::at(display, &["type", "--delay", "2", typed]);
            return;
        }
    };
    Server::at(display, &["key", &name]);
}
