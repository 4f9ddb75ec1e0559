//! The completions of `packaging/`, asked by the shells themselves: options, scenarios, regions,
//! profiles of this user and operations of this journal.

use std::{fs, path::Path, process::Command};

use tempfile::TempDir;

use crate::support::{disks::skipped, operator::Launch};

const INSTANCE: &str = "cass-docs-01";

/// A home with a profile, and a journal with one operation.
struct Desk {
    home: TempDir,
    operation: String,
}

impl Desk {
    fn new() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let config = home.path().join(".config/geminidb-backup");
        fs::create_dir_all(&config).expect("folders");
        fs::write(config.join("config.toml"), "[profiles.prod]\nregion = \"eu-west-101\"\n")
            .expect("a file");
        fs::write(home.path().join("name-of-a-file"), "").expect("a file");
        let state = home.path().join("state");
        let launch = Launch::demo("smooth", 50)
            .args(&["--state-dir", state.to_str().expect("a readable path")]);
        let mut operator = launch.start();
        operator.back_up(INSTANCE, "to-complete");
        operator.ids();
        operator.completed();
        operator.leave();
        let files =
            ["operations", "operations/done"].map(|folder| fs::read_dir(state.join(folder)));
        let mut names =
            files.into_iter().flatten().flatten().flatten().map(|entry| entry.file_name());
        let name = names.find_map(|name| {
            let (_, id) = name.to_str()?.strip_suffix(".jsonl")?.rsplit_once('-')?;
            Some(id.to_owned())
        });
        Self { operation: name.expect("an operation"), home }
    }

    /// Runs a script of a shell, with the program's folder in `PATH`; returns its lines.
    fn run(&self, shell: &str, script: &str, arguments: &[&str]) -> Vec<String> {
        let program = Path::new(env!("CARGO_BIN_EXE_geminidb-backup"));
        let folder = program.parent().and_then(Path::to_str).expect("a readable path");
        let output = Command::new(shell)
            .args(["-c", script])
            .args(arguments)
            .current_dir(self.home.path())
            .env_clear()
            .env("HOME", self.home.path())
            .env("PATH", format!("{folder}:/usr/local/bin:/usr/bin:/bin"))
            .env("GEMINIDB_BACKUP_STATE_DIR", self.home.path().join("state"))
            .output()
            .expect("the shell runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        assert_eq!(
            (output.status.code(), text(output.stderr)),
            (Some(0), String::new()),
            "{shell}"
        );
        text(output.stdout).lines().map(str::to_owned).collect()
    }

    /// What follows a begun command line, and one of the words that must be among it.
    fn cases(&self) -> [(&'static str, &str); 9] {
        [
            ("wat", "watch"),
            ("--read", "--read-only"),
            ("--region eu", "eu-west-101"),
            ("--profile p", "prod"),
            ("watch --profile p", "prod"),
            ("simulator --scenario los", "lost-made"),
            ("watch ", &self.operation),
            ("verify B --allow-unknown n", "newer-than"),
            ("verify B --allow-unknown name,ex", "name,existed"),
        ]
    }
}

fn file(name: &str) -> String {
    format!("{}/packaging/completions/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn have(shell: &str) -> bool {
    let found = Command::new(shell).args(["-c", "true"]).status().is_ok();
    if !found {
        skipped("completions", &format!("there is no {shell} here"));
    }
    found
}

#[test]
fn bash_completes_what_the_program_knows() {
    const SCRIPT: &str = r#"
        source "$0"
        COMP_WORDS=(geminidb-backup "$@"); COMP_CWORD=$#; COMPREPLY=()
        _geminidb__backup geminidb-backup "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\n' "${COMPREPLY[@]}""#;
    if !have("bash") {
        return;
    }
    let (desk, script) = (Desk::new(), file("geminidb-backup.bash"));
    let asked = |line: &str| {
        let words = [script.as_str()].into_iter().chain(line.split(' ')).collect::<Vec<_>>();
        desk.run("bash", SCRIPT, &words)
    };
    for (line, word) in desk.cases() {
        let found = asked(line);
        assert!(found.iter().any(|one| one == word), "{line}: {found:?}");
    }
    // At an equals sign bash splits words.
    assert_eq!(asked("--demo = fai"), ["failed"]);
    assert!(asked("--demo =").contains(&"slow".to_owned()));
    assert_eq!(asked("--region = eu"), ["eu-west-101"]);
    assert_eq!(asked("simulator --fault iam"), ["iam="]);
    assert_eq!(asked("simulator --fault iam = key"), ["keystone"]);
    assert_eq!(asked("simulator --fault = iam = key"), ["keystone"]);
    for line in ["--demo ", "--demo s", "--fault n", "verify B --allow-unknown n"] {
        assert_none(&asked(line), line);
    }
}

/// A scenario stands behind an equals sign only, and a file in the place of no other value.
fn assert_none(found: &[String], line: &str) {
    let wrong = |one: &&String| ["slow", "smooth", "name-of-a-file"].contains(&one.as_str());
    assert_eq!(found.iter().find(wrong), None, "{line}");
}

#[test]
fn fish_completes_what_the_program_knows() {
    const SCRIPT: &str = "source $argv[1]; complete -C\"geminidb-backup $argv[2]\"";
    if !have("fish") {
        return;
    }
    let (desk, script) = (Desk::new(), file("geminidb-backup.fish"));
    let asked = |line: &str| {
        let found = desk.run("fish", SCRIPT, &[&script, line]);
        found.iter().filter_map(|one| Some(one.split('\t').next()?.to_owned())).collect::<Vec<_>>()
    };
    let more = [
        ("--demo=fai", "--demo=failed"),
        ("simulator --fault iam=key", "iam=keystone"),
        ("--demo=busy --region eu", "eu-west-101"),
    ];
    for (line, word) in desk.cases().into_iter().chain(more) {
        let found = asked(line);
        assert!(found.iter().any(|one| one == word), "{line}: {found:?}");
    }
    for line in ["--demo ", "--demo s", "simulator --fault n", "verify B --allow-unknown n"] {
        assert_none(&asked(line), line);
    }
}

/// The `argparse` of fish 3.1 (Debian 11) wants a character before each long name: with `-` behind
/// the character no short option comes of it.
#[test]
fn an_older_fish_understands_the_names_of_options() {
    let script = fs::read_to_string(file("geminidb-backup.fish")).expect("a file");
    let (_, names) = script.split_once("string join \\n ").expect("the names of options");
    let names: Vec<&str> = names.lines().next().expect("a line").split(' ').collect();
    let mut characters: Vec<char> = names
        .iter()
        .map(|name| match name.trim_matches('\'').as_bytes() {
            [character, b'-' | b'/', _, ..] if character.is_ascii_alphanumeric() => {
                char::from(*character)
            }
            _ => panic!("{name} has a long name alone"),
        })
        .collect();
    characters.sort_unstable();
    characters.dedup();
    assert!(names.len() > 20 && characters.len() == names.len(), "each has its own: {names:?}");
}

/// A zsh within a zsh completes each line, and tells what it would offer.
const ZSH: &str = r#"
    zmodload zsh/zpty
    : >~/matches
    zpty -b inner zsh -f -i
    zpty -w inner "source $1 $2"
    zpty -r inner chunk '*READY*' || exit 1
    zpty -n -w inner "geminidb-backup $3"$'\t'
    zpty -r inner chunk '*DONE*' || exit 1
    cat ~/matches"#;

/// What the inner zsh reads first. A function that stands before `compadd` tells the matches.
const INNER: &str = r#"
    autoload -Uz compinit
    fpath=($1 $fpath)
    compinit -u -D
    LISTMAX=0
    compadd() {
        builtin compadd "$@"
        local ended=$?
        [[ ${@[1,(i)(-|--)]} == *-(O|A|D)* ]] && return ended
        local -a matches
        builtin compadd -A matches "$@"
        for match in $matches; do print -r -- "${IPREFIX}$match" >>~/matches; done
        return ended
    }
    done_with_it() { print DO''NE; exit }
    comppostfuncs=(done_with_it)
    bindkey '^I' complete-word
    PS1=
    print READ''Y
"#;

#[test]
fn zsh_completes_what_the_program_knows() {
    if !have("zsh") {
        return;
    }
    let desk = Desk::new();
    let inner = desk.home.path().join("inner.zsh");
    fs::write(&inner, INNER).expect("a file");
    let inner = inner.to_str().expect("a readable path");
    let folder = format!("{}/packaging/completions", env!("CARGO_MANIFEST_DIR"));
    let asked = |line: &str| {
        let found = desk.run("zsh", ZSH, &["zsh", inner, &folder, line]);
        assert!(found.len() < 30, "{line}: {found:?}");
        found
    };
    let more = [("--demo=fai", "--demo=failed"), ("simulator --fault iam=key", "iam=keystone")];
    for (line, word) in desk.cases().into_iter().chain(more) {
        let found = asked(line);
        assert!(found.iter().any(|one| one == word), "{line}: {found:?}");
    }
    for line in ["--demo ", "--demo s", "simulator --fault n", "verify B --allow-unknown n"] {
        assert_none(&asked(line), line);
    }
}
