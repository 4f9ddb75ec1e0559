//! The listing of all named faults, made of the rows that the names are read from.

use super::{
    FaultRow, NamedFault,
    conditions::{OF_BACKUPS, OF_SETTINGS, form},
    service_rows::{
        CALLS, WATCH, answers, bodies, create_answers, denials, iam_answers, metadata_answers,
        sign_in_bodies, silences,
    },
};

impl NamedFault {
    /// Lists all names, for `--help` and for the error about an unknown name.
    pub fn listing() -> String {
        let calls: Vec<&str> = CALLS.iter().map(|row| row.0).collect();
        let mut text = format!(
            "CALL: {};\n{WATCH} is jobs and backups from the first create call on, each.\n\
                xTIMES: so many requests instead of one. Seconds are real ones, at any speed.\n",
            calls.join(", ")
        );
        let mut section = |head: &str, rows: Vec<(String, &str)>| {
            let lines = rows.into_iter().map(|(name, line)| format!("  {name:<21} {line}\n"));
            text.extend([format!("{head}\n")].into_iter().chain(lines));
        };
        let named = |prefix: &str, rows: Vec<FaultRow>| {
            rows.into_iter().map(|row| (format!("{prefix}{}", row.0), row.1)).collect::<Vec<_>>()
        };
        section(
            "No answer; create=created-then-FAULT makes the backup first:",
            named("", silences()),
        );
        section(
            "Another answer; create=FAULT-created makes the backup first:",
            named("", answers()),
        );
        section("Another answer of the service:", named("", denials("", "")));
        section(
            "As always but for its body (on create, which has made the backup, 202-, and on \
                sign-in 201- instead of 200-):",
            named("200-", bodies()),
        );
        let mut others = named("", create_answers());
        let slow = ("slow-Ns".to_owned(), "any call: the answer comes N seconds late");
        others.insert(0, slow);
        others.push(("late-Ns".to_owned(), "create: 202, but the backup begins N seconds later"));
        section("Others:", others);
        section(
            "Of sign-in, who and projects instead of the above answers:",
            named("", iam_answers()),
        );
        section("Of sign-in alone:", named("201-", sign_in_bodies()));
        section(
            "Of metadata-token and metadata instead of the above answers:",
            named("", metadata_answers()),
        );
        section(
            "Of every created backup (never with xTIMES):",
            OF_BACKUPS.iter().map(|row| (form(row), row.3)).collect(),
        );
        section(
            "From the start on (never with xTIMES):",
            OF_SETTINGS.iter().map(|row| (form(row), row.3)).collect(),
        );
        text
    }
}
