//! The machine around: state folder, proxy, certificates, terminal; what is left behind and what is
//! sent.

use std::{
    fs::{self, Permissions},
    io::ErrorKind,
    net::TcpListener,
    os::unix::{
        fs::{PermissionsExt, chown},
        process::CommandExt,
    },
    time::Duration,
};

use crate::{
    doctor::{
        host::Host,
        sources::{KINDS, PROJECT},
    },
    support::pty::{Exit, Pty},
};

#[test]
fn without_online_nothing_is_sent_to_anybody() {
    // One listener for each that could be asked; none of them is to hear of it.
    let doors: Vec<TcpListener> =
        (0..4).map(|_| TcpListener::bind("127.0.0.1:0").expect("a port")).collect();
    let url = |n: usize| format!("http://{}", doors[n].local_addr().expect("an address"));
    let agency = format!("[profiles.vm]\nagency = true\nmetadata_endpoint = \"{}\"\n", url(2));
    let all = KINDS.iter().take(6).fold(Host::new(), |host, kind| (kind.put)(host));
    let host = all.file(".config/geminidb-backup/config.toml", &agency).set("HTTPS_PROXY", &url(3));
    for profile in ["vm", "openstack-env", "sdk-env", "agency"] {
        let said = host.doctor(&[
            "--endpoint",
            &url(0),
            "--iam-endpoint",
            &url(1),
            "--project-id",
            PROJECT,
            "--profile",
            profile,
        ]);
        said.says("[OK]", "mode", &["LIVE"]);
        said.says("[off]", "online", &["nothing was sent"]);
    }
    for door in &doors {
        door.set_nonblocking(true).expect("a socket");
        assert_eq!(door.accept().map(drop).map_err(|e| e.kind()), Err(ErrorKind::WouldBlock));
    }
}

#[test]
fn the_state_folder_is_tried_and_nothing_is_left_behind() {
    let host = Host::new();
    host.doctor(&[]).says(
        "[OK]",
        "journal",
        &["/.local/state/geminidb-backup: not there yet, can be made"],
    );
    assert_eq!(host.files(), Vec::<std::path::PathBuf>::new());

    let folder = host.home().join("state");
    fs::create_dir(&folder).expect("a folder");
    let state = folder.display().to_string();
    let set = |mode| fs::set_permissions(&folder, Permissions::from_mode(mode)).expect("a mode");
    set(0o755);
    host.doctor(&["--state-dir", &state]).says(
        "[trouble]",
        "journal",
        &["mode 0755", &format!("chmod 700 {state}")],
    );
    set(0o700);
    host.doctor(&["--state-dir", &state]).says(
        "[OK]",
        "journal",
        &[&state, "yours alone, takes files and keeps them"],
    );
    assert_eq!(host.files(), [&*folder]);

    fs::write(folder.join("operations"), "a file in a folder's place").expect("a file");
    host.doctor(&["--state-dir", &state]).says(
        "[trouble]",
        "journal",
        &["operations is not a folder"],
    );
    let below = folder.join("operations/below").display().to_string();
    host.doctor(&["--state-dir", &below]).says(
        "[trouble]",
        "journal",
        &["operations is not a folder"],
    );
    // A disk that takes nothing.
    host.doctor(&["--state-dir", "/proc/geminidb"]).says("[trouble]", "journal", &["/proc"]);
}

#[test]
fn of_a_proxy_only_its_host_is_told_and_one_that_cannot_be_used_is_trouble() {
    let with = |url: &str| Host::new().set("HTTPS_PROXY", url);
    let said = with("http://user:hunter2@proxy.example:3128").doctor(&[]);
    said.says("[OK]", "proxy", &["proxy.example:3128, for https"]);
    assert!(!said.all().contains("hunter2") && !said.all().contains("user:"), "{}", said.all());
    let said = with("socks5://user:hunter2@proxy.example").doctor(&["--online"]);
    said.says("[trouble]", "proxy", &["HTTPS_PROXY: the proxy must be http:// or https://"]);
    said.says("[off]", "online", &["nothing goes past it"]);
    assert!(!said.all().contains("hunter2"));
}

#[test]
fn certificates_are_read_and_what_is_wrong_with_them_is_told() {
    let host = Host::new()
        .file(
            "ca.pem",
            &String::from_utf8(crate::support::authority::Authority::new("Own CA").pem)
                .expect("PEM"),
        )
        .file("no.pem", "none");
    let (good, bad, gone) = (host.path("ca.pem"), host.path("no.pem"), host.path("gone.pem"));
    host.doctor(&["--ca-bundle", &good]).says("[OK]", "CA bundle", &[&good, "beside the system's"]);
    host.doctor(&["--ca-bundle", &bad]).says("[trouble]", "CA bundle", &["holds no certificate"]);
    host.doctor(&["--ca-bundle", &gone]).says("[trouble]", "CA bundle", &["No such file"]);
}

#[test]
fn a_bad_certificate_is_named_by_file_and_number() {
    let pem = include_str!("../../data/files/bundle_one_bad.pem");
    let host = Host::new()
        .file("bad.pem", pem)
        .file("mark.pem", &format!("\u{feff}{}", &pem[..pem.rfind("-----BEGIN").expect("two")]));
    let (bad, mark) = (host.path("bad.pem"), host.path("mark.pem"));
    host.doctor(&["--ca-bundle", &bad]).says(
        "[trouble]",
        "CA bundle",
        &[&bad, "its certificate 2 of 2"],
    );
    host.doctor(&["--ca-bundle", &mark]).says("[OK]", "CA bundle", &[&mark]);
}

#[test]
fn certificates_in_the_place_of_the_systems_are_named_and_none_at_all_are_trouble() {
    let pem =
        String::from_utf8(crate::support::authority::Authority::new("Own CA").pem).expect("PEM");
    let host = Host::new().file("own.pem", &pem);
    let own = host.path("own.pem");
    let host = host.set("SSL_CERT_FILE", &own);
    host.doctor(&[]).says(
        "[off]",
        "CA bundle",
        &["those of SSL_CERT_FILE, which replace the system's, are trusted"],
    );
    host.doctor(&["--ca-bundle", &own]).says(
        "[OK]",
        "CA bundle",
        &["beside those of SSL_CERT_FILE, which replace"],
    );
    let host = Host::new()
        .file("own.pem", &pem)
        .set("SSL_CERT_FILE", "/no/such/file")
        .set("SSL_CERT_DIR", "/no/such/folder");
    let said = host.doctor(&[]);
    said.says(
        "[trouble]",
        "CA bundle",
        &["no certificate is trusted: SSL_CERT_FILE or SSL_CERT_DIR", "--ca-bundle FILE"],
    );
    let said = host.doctor(&["--ca-bundle", &host.path("own.pem")]);
    said.says("[OK]", "CA bundle", &["beside those of SSL_CERT_FILE and SSL_CERT_DIR"]);
}

#[test]
fn a_proxy_whose_password_is_not_percent_encoded_is_refused_without_a_part_of_it() {
    for url in [
        "http://u:p@Zq7Vx#1@proxy:8080",
        "http://u:Zq7Vx/24@proxy:8080",
        "http://u:Zq7Vx?@proxy",
        "http://u:Zq7Vx\\@proxy",
    ] {
        let said = Host::new().set("https_proxy", url).doctor(&["--online"]);
        said.says("[trouble]", "proxy", &["https_proxy: ", "percent-encode"]);
        assert!(!said.all().contains("Zq7Vx") && !said.all().contains("1@proxy"), "{}", said.all());
    }
    Host::new().set("ALL_PROXY", "http://proxy:1\r").doctor(&[]).says(
        "[trouble]",
        "proxy",
        &["ALL_PROXY: a carriage return"],
    );
    let said = Host::new()
        .set("HTTPS_PROXY", "proxy:1")
        .set("NO_PROXY", "*.corp.example 10.0.*,http://u:p@h")
        .doctor(&[]);
    said.says("[off]", "NO_PROXY", &["so ignored: 10.0.* and one with @"]);
    Host::new()
        .set("HTTPS_PROXY", "proxy:1")
        .set("NO_PROXY", "*.corp.example h:443 h.")
        .doctor(&[])
        .is_silent_about("NO_PROXY");
}

#[test]
fn a_variable_cannot_draw_on_the_terminal() {
    let host = Host::new()
        .set("OS_CLOUD", "a\u{1b}[2Jb")
        .set("HW_REGION_NAME", "x\u{1b}]0;t\u{7}")
        .file(".hcloud/config.json", "\u{1b}[31m");
    // That no line holds a control character is looked at after each run.
    assert!(host.doctor(&["--state-dir", "/tmp/\u{1b}[31mred"]).lines.len() > 8);
}

#[test]
fn on_a_terminal_it_tells_size_and_looks_in_the_same_plain_lines() {
    let home = tempfile::tempdir().expect("a folder");
    let env = [
        ("HOME", home.path().to_str().expect("a path")),
        ("LANG", "C.UTF-8"),
        ("LC_ALL", ""),
        ("XDG_STATE_HOME", ""),
    ];
    for (size, look) in [
        ((200, 50), "200x50, TERM xterm-256color, colours, lines in UTF-8"),
        ((50, 10), "50x10 is too small; 60x16 is needed"),
    ] {
        let mut pty = Pty::spawn(env!("CARGO_BIN_EXE_geminidb-backup"), &["doctor"], &env, size);
        assert_eq!(pty.wait_exit(Duration::from_secs(20)), Some(Exit::Code(1)));
        pty.wait_closed(Duration::from_secs(20));
        let said = String::from_utf8(pty.raw_output()).expect("text");
        assert!(said.contains(look) && !said.contains('\u{1b}'), "{said}");
    }
}

/// Whose home folder it is decides; what mends the rest is a command that this user can run.
#[test]
fn only_a_home_of_ones_own_or_one_that_is_shared_is_used() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("SKIPPED: homes of several users: it needs root");
        return;
    }
    let (me, other) = (4_711, 4_712);
    for (owner, group, mode, mark, words) in [
        (me, me, 0o700, "[OK]", "not there yet, can be made"),
        // Closed to its own user, who can open it again.
        (me, me, 0o500, "[trouble]", "fix it with: chmod u+rwX "),
        (me, me, 0o000, "[trouble]", "fix it with: chmod u+rwX "),
        (
            other,
            other,
            0o700,
            "[trouble]",
            "which belongs to user number 4712, and this program runs as user number 4711",
        ),
        (other, me, 0o775, "[trouble]", "which belongs to user number 4712"),
        (other, other, 0o1777, "[OK]", "not there yet, can be made"),
        (0, 0, 0o755, "[trouble]", "which belongs to root"),
        (0, 0, 0o700, "[trouble]", "which belongs to root"),
        (0, 0, 0o1777, "[OK]", "not there yet, can be made"),
        // Root's folder for a group.
        (0, me, 0o2775, "[OK]", "not there yet, can be made"),
    ] {
        let host = Host::new();
        chown(host.home(), Some(owner), Some(group)).expect("root gives it away");
        fs::set_permissions(host.home(), Permissions::from_mode(mode)).expect("a mode");
        let said = host.doctor_as(me, &[]);
        let (found, text) = said.line("journal");
        assert_eq!(found, mark, "{owner} {group} {mode:o}: {text}");
        assert!(text.contains(words), "{owner} {group} {mode:o}: {text}");
        assert_eq!(host.files(), Vec::<std::path::PathBuf>::new(), "{owner} {group} {mode:o}");
        if let Some((_, command)) = text.split_once("fix it with: ") {
            let command = command.split(", or").next().unwrap_or_default();
            let done = std::process::Command::new("sh")
                .args(["-c", command])
                .uid(me)
                .status()
                .expect("a shell");
            assert!(done.success(), "{command}");
            host.doctor_as(me, &[]).says("[OK]", "journal", &["can be made"]);
        } else if mark == "[trouble]" {
            assert!(text.contains("--state-dir DIR") && !text.contains("chmod"), "{text}");
        }
    }
}
