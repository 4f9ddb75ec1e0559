//! The completions below `packaging/`, made from the command line. `manual.rs` writes them anew.

use clap::{Arg, Command, builder::PossibleValuesParser};
use clap_complete::{Shell, generate};
use geminidb_backup::{
    core::{base::regions, operation::gate::Condition},
    simulator::{NamedFault, Scenario},
};

use super::{command_line, manual::NAME};

/// Returns the command line with regions and scenarios as values: a page lists them once, but a
/// completion needs them at the option.
fn commands() -> Command {
    let regions = PossibleValuesParser::new(regions::ALL.iter().map(|region| region.id));
    // A value of clap's lives as long as the program.
    let scenarios: Vec<&str> = Scenario::names().into_iter().map(|name| &*name.leak()).collect();
    let scenarios = PossibleValuesParser::new(scenarios);
    let told = |command: Command| {
        command.mut_args(|arg| match arg.get_id().as_str() {
            "region" => arg.value_parser(regions.clone()),
            "demo" | "scenario" => arg.value_parser(scenarios.clone()),
            _ => arg,
        })
    };
    told(command_line()).mut_subcommands(told)
}

/// Returns the conditions that `--allow-unknown` takes, with a blank between them.
fn conditions() -> String {
    let passable = Condition::OF_A_ROW.into_iter().filter(|condition| condition.is_passable());
    passable.map(Condition::word).collect::<Vec<_>>().join(" ")
}

/// Returns the help of `--fault`, which names all calls and faults.
fn fault_help() -> String {
    let command = command_line();
    let simulator = command.find_subcommand("simulator").expect("the simulator");
    let option = simulator.get_arguments().find(|arg| arg.get_long() == Some("fault"));
    option.and_then(Arg::get_long_help).expect("its help").to_string()
}

/// Returns the faults of each call, as the shells offer them: ten seconds stand for any number.
fn faults() -> Vec<(String, Vec<String>)> {
    let help = fault_help();
    let (_, rest) = help.split_once("CALL: ").expect("the calls");
    let (calls, _) = rest.split_once(';').expect("their end");
    let names: Vec<String> = help
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next())
        .flat_map(|name| match name.split_once("[-Ns]") {
            Some((name, _)) => vec![name.to_owned(), format!("{name}-10s")],
            None => vec![name.replace("-Ns", "-10s")],
        })
        .collect();
    let mut all = Vec::new();
    for call in calls.split([',', ' ', '\n']).filter(|call| !call.is_empty()) {
        all.push((call.to_owned(), faults_of(call, &names)));
    }
    for (call, name) in names.iter().filter_map(|name| name.split_once('=')) {
        match all.iter_mut().find(|(known, _)| known == call) {
            Some((_, names)) => names.push(name.to_owned()),
            None => all.push((call.to_owned(), vec![name.to_owned()])),
        }
    }
    all
}

fn faults_of(call: &str, names: &[String]) -> Vec<String> {
    let of_create = |name: &String| {
        let body = name.strip_prefix("200-").unwrap_or(name);
        let other = ["202", "201"].map(|status| format!("{status}-{body}"));
        let made = [format!("created-then-{name}"), format!("{name}-created")];
        [&[name.clone()][..], &other, &made].concat()
    };
    let mut found: Vec<String> = Vec::new();
    for name in names.iter().flat_map(of_create) {
        if format!("{call}={name}").parse::<NamedFault>().is_ok() && !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

/// Functions that tell a shell the names that only this machine knows.
const BASH: &str = r#"_geminidb_backup_operations() {
    geminidb-backup log --since 30d --format csv 2>/dev/null | sed -n '2,$s/^"\([0-9A-Z]\{6\}\)".*/\1/p'
}

_geminidb_backup_profiles() {
    sed -n 's/^\[profiles\.\([A-Za-z0-9_-]*\)\].*/\1/p' \
        "${GEMINIDB_BACKUP_CONFIG:-${XDG_CONFIG_HOME:-$HOME/.config}/geminidb-backup/config.toml}" \
        2>/dev/null
    printf '%s\n' sdk-env terraform-env openstack-env agency
}

"#;

/// Writes the body of a function that prints all faults; any shell reads it.
fn fault_lines() -> String {
    let line = |(call, names): (String, Vec<String>)| {
        format!("    printf '{call}=%s\\n' {}\n", names.join(" "))
    };
    faults().into_iter().map(line).collect()
}

fn functions() -> String {
    format!("{BASH}_geminidb_backup_faults() {{\n{}}}\n\n", fault_lines())
}

fn replaced(script: &str, old: &str, new: &str) -> String {
    assert!(script.contains(old), "the completion has no {old}");
    script.replace(old, new)
}

/// What stands behind an option in the same word, up to the last equals sign, at which bash splits
/// words: `create=` of `--fault create=408`.
const SPLIT: &str = r#"    prev="$3"
    local n=${COMP_CWORD} behind=""
    [[ "${COMP_WORDS[n]}" == = ]] && cur="" && n=$((n + 1))
    while [[ ${n} -ge 3 && "${COMP_WORDS[n-1]}" == = ]]; do
        behind="${COMP_WORDS[n-2]}=${behind}"
        n=$((n - 2))
    done
    [[ -n "${behind}" ]] && prev="${COMP_WORDS[n-1]}"
    if [[ "${behind}" == --*=* ]]; then
        prev="${behind%%=*}"
        behind="${behind#*=}"
        [[ "${prev}" == --demo ]] && prev="--demo="
    fi
"#;

const BASH_FAULTS: &str = r#"if [[ -z "${behind}" ]]; then
                        COMPREPLY=($(compgen -W "$(_geminidb_backup_faults | sed 's/=.*/=/' | sort -u)" -- "${cur}"))
                        compopt -o nospace 2>/dev/null
                    else
                        COMPREPLY=($(compgen -W "$(_geminidb_backup_faults)" -- "${behind}${cur}"))
                        COMPREPLY=("${COMPREPLY[@]#"${behind}"}")
                    fi"#;

fn bash(script: &str) -> String {
    const FILES: &str = r#"COMPREPLY=($(compgen -f "${cur}"))"#;
    let script = replaced(script, "    prev=\"$3\"\n", SPLIT);
    // The script calls a command of a name with a hyphen by two names.
    let script = replaced(&script, "geminidb__subcmd__backup", "geminidb__backup");
    let script = replaced(&script, " --demo)\n", " --demo=)\n");
    let values = |script: &str, option: &str, code: &str| {
        let begin = format!("--{option})\n                    ");
        replaced(script, &(begin.clone() + FILES), &(begin + code))
    };
    let profiles = r#"COMPREPLY=($(compgen -W "$(_geminidb_backup_profiles)" -- "${cur}"))"#;
    let script = values(&script, "profile", profiles);
    let script = values(&script, "fault", BASH_FAULTS);
    let script = values(
        &script,
        "allow-unknown",
        &format!(
            r#"COMPREPLY=($(compgen -P "${{cur%"${{cur##*,}}"}}" -W "{}" -- "${{cur##*,}}"))"#,
            conditions()
        ),
    );
    let script = ["watch", "log", "verify"].iter().fold(script, |script, command| {
        let (before, after) = script
            .split_once(&format!("geminidb__backup__subcmd__{command})\n            opts=\""))
            .unwrap_or_else(|| panic!("the completion has no {command}"));
        let (opts, rest) = after.split_once('"').expect("its end");
        format!(
            "{before}geminidb__backup__subcmd__{command})\n            \
                opts=\"{opts} $(_geminidb_backup_operations)\"{rest}"
        )
    });
    functions() + &script
}

const ZSH_FAULT: &str = r#"_geminidb_backup_fault() {
    local -a faults; faults=($(_geminidb_backup_faults))
    if compset -P '*='; then
        local call=${IPREFIX#--fault=}
        compadd -- ${${(M)faults:#$call*}#$call}
    else
        compadd -S = -- ${(u)faults%%\=*}
    fi
}
"#;

fn zsh(script: &str) -> String {
    let (first, rest) = script.split_once('\n').expect("its first line");
    let functions = functions().replace("() {", "() {\n    local IFS=$'\\n'");
    let lists = format!(
        "_geminidb_backup_operation() {{ compadd -- $(_geminidb_backup_operations) }}\n\
        _geminidb_backup_profile() {{ compadd -- $(_geminidb_backup_profiles) }}\n\
        _geminidb_backup_condition() {{ _values -s , condition {} }}\n\
        {ZSH_FAULT}",
        conditions()
    );
    let script: String = rest.lines().map(zsh_line).collect();
    let script = replaced(&script, "--demo=[", "--demo=-[");
    format!("{first}\n\n{functions}{lists}{script}")
}

/// Puts the names of profiles and operations into a line of zsh's completion.
fn zsh_line(line: &str) -> String {
    let list = match line {
        _ if line.contains("--profile=") => "profile",
        _ if line.contains("--allow-unknown=") => "condition",
        _ if line.contains("--fault=") => "fault",
        _ if line.starts_with("':") && line.contains("operation") => "operation",
        _ => return line.to_owned() + "\n",
    };
    replaced(line, ":_default", &format!(":_geminidb_backup_{list}")) + "\n"
}

fn fish(script: &str) -> String {
    let functions = "function __geminidb_backup_operations
    geminidb-backup log --since 30d --format csv 2>/dev/null | string replace -rf '^\"([^\"]{6})\",.*' '$1'
end

function __geminidb_backup_profiles
    set -l config $GEMINIDB_BACKUP_CONFIG
    set -q XDG_CONFIG_HOME; and set -l home $XDG_CONFIG_HOME; or set -l home $HOME/.config
    test -n \"$config\"; or set config $home/geminidb-backup/config.toml
    test -r $config; and string replace -rf '^\\[profiles\\.([A-Za-z0-9_-]+)\\].*' '$1' <$config
    printf '%s\\n' sdk-env terraform-env openstack-env agency
end

function __geminidb_backup_faults
";
    let last = ["watch", "log", "verify"].map(|command| {
        format!(
            "complete -c geminidb-backup -n \"__fish_geminidb_backup_using_subcommand {command}\" \
                -f -a '(__geminidb_backup_operations)'\n"
        )
    });
    // An option whose value is being typed has none yet, which is no error.
    const PARSED: &str = "    argparse -s (__fish_geminidb_backup_global_optspecs) -- $cmd \
        2>/dev/null\n    or return\n";
    let parsed = format!(
        "{}    or begin\n        set -e cmd[-1]\n    {PARSED}    end\n",
        PARSED.strip_suffix("    or return\n").expect("its end")
    );
    let script: String = replaced(script, PARSED, &parsed).lines().map(fish_line).collect();
    format!("{functions}{}end\n\n{script}{}", fault_lines(), last.concat())
}

fn fish_line(line: &str) -> String {
    let values = |of: &str| format!("{line} -f -a '({of})'\n");
    match line {
        _ if line.contains("    string join \\n ") => names_for_an_older_fish(line),
        _ if line.contains(" -l demo -d") => replaced(line, " -r -f ", " -f ") + "\n",
        _ if line.contains(" -l profile ") => values("__geminidb_backup_profiles"),
        _ if line.contains(" -l fault ") => values("__geminidb_backup_faults"),
        _ if line.contains(" -l allow-unknown ") => {
            values(&format!("__fish_append , {}", conditions()))
        }
        _ => format!("{line}\n"),
    }
}

/// Puts a character before each long name. That of fish 3.1 wants one; with `-` behind the
/// character no short option comes of it.
fn names_for_an_older_fish(line: &str) -> String {
    let mut free = ('a'..='z').chain('A'..='Z').filter(|c| !line.contains(&format!(" {c}/")));
    let named = |name: &str| match name {
        // The value stands behind an equals sign, or there is none.
        "string" | "join" | "\\n" | "" => name.to_owned(),
        _ if name.contains('/') => name.to_owned(),
        "demo=" => format!("'{}-demo=?'", free.next().expect("a character")),
        _ => format!("{}-{name}", free.next().expect("a character")),
    };
    line.split(' ').map(named).collect::<Vec<_>>().join(" ") + "\n"
}

fn completion(shell: Shell) -> String {
    let mut out = Vec::new();
    generate(shell, &mut commands(), NAME, &mut out);
    String::from_utf8(out).expect("text")
}

/// Returns each completion by its path below `packaging/`, with its text.
pub fn all() -> [(String, String); 3] {
    [
        (format!("completions/{NAME}.bash"), bash(&completion(Shell::Bash))),
        (format!("completions/_{NAME}"), zsh(&completion(Shell::Zsh))),
        (format!("completions/{NAME}.fish"), fish(&completion(Shell::Fish))),
    ]
}
