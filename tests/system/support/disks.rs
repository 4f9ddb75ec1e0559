//! Disks as a test needs them: small ones that fill up, some that take no writes, some that hang.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// What a file in memory takes at once.
const PAGE: u64 = 4096;

/// True if this test runs as root; otherwise says that it was skipped.
pub fn root(what: &str) -> bool {
    let root = rustix::process::geteuid().is_root();
    if !root {
        skipped(what, "it needs root");
    }
    root
}

/// Past the test harness, which keeps back what a passing test prints.
pub fn skipped(what: &str, why: &str) {
    say(&format!("SKIPPED: {what}: {why}"));
}

/// Prints a line past the test harness.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Sets the permission bits.
pub fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("its mode can be set");
}

/// A file system of its own, gone with this.
pub struct Mount {
    at: PathBuf,
    /// Thaws and unmounts when its standard input ends: also if this process is killed.
    guardian: Child,
}

impl Mount {
    /// A small one in memory. `None`, with a line that says so, if the system allows none.
    pub fn small(at: &Path, size: &str) -> Option<Self> {
        let options = format!("size={size},mode=0700");
        Self::new(at, Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(at))
    }

    /// A small one in the file `image`, which can hang. `None`, with a line that says so, if the
    /// system allows none.
    pub fn that_can_hang(at: &Path, image: &Path) -> Option<Self> {
        fs::File::create(image)
            .and_then(|file| file.set_len(4 << 20))
            .expect("room for a small disk");
        let script = "mkfs.ext4 -q -m 0 -O ^has_journal \"$1\" && mount -o loop \"$1\" \"$2\" && \
            fsfreeze -f \"$2\" && fsfreeze -u \"$2\"";
        Self::new(at, Command::new("sh").args(["-c", script, "sh"]).args([image, at]))
    }

    fn new(at: &Path, mount: &mut Command) -> Option<Self> {
        let done = mount.output();
        let script = "read -r _; fsfreeze -u \"$1\"; umount -l \"$1\"";
        let mut guardian = Command::new("sh");
        guardian
            .args(["-c", script, "sh"])
            .arg(at)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mounted = Self { at: at.to_owned(), guardian: guardian.spawn().expect("a shell") };
        if done.as_ref().is_ok_and(|out| out.status.success()) {
            return Some(mounted);
        }
        skipped("a file system for this test alone", &format!("{done:?}"));
        None
    }

    /// Takes no writes from here on.
    pub fn make_read_only(&self) {
        self.remount("ro");
    }

    /// Takes writes again.
    pub fn make_writable(&self) {
        self.remount("rw");
    }

    /// A file that is open just now for being written forbids it: tried until it works.
    fn remount(&self, how: &str) {
        let options = format!("remount,{how}");
        let tries = (0..1000).any(|_| {
            Command::new("mount")
                .args(["-o", &options])
                .arg(&self.at)
                .status()
                .is_ok_and(|s| s.success())
        });
        assert!(tries, "{} stays as it is", self.at.display());
    }

    /// Every write waits from here on; nobody can interrupt it.
    pub fn freeze(&self) {
        assert!(
            Command::new("fsfreeze").arg("-f").arg(&self.at).status().is_ok_and(|s| s.success())
        );
    }

    /// Writes go on.
    pub fn thaw(&self) {
        assert!(
            Command::new("fsfreeze").arg("-u").arg(&self.at).status().is_ok_and(|s| s.success())
        );
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        drop(self.guardian.stdin.take());
        let _ = self.guardian.wait();
    }
}

/// Fills what is left of a disk, to the last byte, with a file beside everything else.
pub fn fill(disk: &Path) {
    let rubbish = disk.join("rubbish");
    for size in [4096, 1] {
        let append = || fs::OpenOptions::new().create(true).append(true).open(&rubbish);
        while append().and_then(|mut file| file.write_all(&vec![b'x'; size])).is_ok() {}
    }
}

/// Leaves a file in memory `room` bytes that it can take without being given more: empty lines fill
/// up the rest.
pub fn fill_page(file: &Path, room: u64) {
    let length = fs::metadata(file).expect("the file").len();
    let wanted = length.next_multiple_of(PAGE).saturating_sub(room).max(length);
    let blank = vec![b'\n'; usize::try_from(wanted - length).expect("less than a page")];
    fs::OpenOptions::new()
        .append(true)
        .open(file)
        .and_then(|mut file| file.write_all(&blank))
        .expect("room in its page");
}

/// Makes room again. A program that another test starts at this moment may hold the file for as
/// long as that takes.
pub fn make_room(disk: &Path) {
    let free = || rustix::fs::statvfs(disk).expect("a disk").f_bfree;
    fs::remove_file(disk.join("rubbish")).expect("the rubbish is there");
    let end = Instant::now() + Duration::from_secs(10);
    while free() < 4 {
        assert!(Instant::now() < end, "no room on {}", disk.display());
        thread::park_timeout(Duration::from_millis(2));
    }
}
