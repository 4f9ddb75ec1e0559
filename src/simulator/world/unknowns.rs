//! The open questions about the live service, one switch for each: `--world KEY=VALUE,...`.
//!
//! The published pages contradict each other or are silent on these points, so no client may rest
//! on any value. The first value of each switch is the default.

use std::str::FromStr;

/// Makes the switches: an enum for each, the struct that holds them all, and their names.
macro_rules! switches {
    ($($(#[$doc:meta])* $field:ident, $key:literal: $switch:ident {
        $first:ident $first_name:literal $first_line:literal
        $(, $value:ident $name:literal $line:literal)* $(,)?
    })+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
            pub enum $switch {
                #[doc = $first_line]
                #[default]
                $first,
                $(#[doc = $line] $value,)*
            }
        )+

        /// One value of each switch.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub struct Unknowns {
            $(pub(crate) $field: $switch,)+
        }

        impl Unknowns {
            /// Every switch: its key, and its values with a line that describes each.
            pub const SWITCHES: &[(&str, &[(&str, &str)])] = &[
                $(($key, &[($first_name, $first_line), $(($name, $line)),*])),+
            ];

            fn set(&mut self, key: &str, value: &str) -> Option<()> {
                match (key, value) {
                    $(($key, $first_name) => self.$field = $switch::$first,
                    $(($key, $name) => self.$field = $switch::$value,)*)+
                    _ => return None,
                }
                Some(())
            }
        }
    };
}

switches! {
    /// Whether a name can be given twice in a project.
    names, "names": Names {
        Unique "unique" "a name that is taken is refused",
        Free "free" "a name can be given twice",
    }
    /// How a create call ends while a backup of the instance runs.
    second, "second": Second {
        Refused "refused" "a second backup of an instance is refused",
        Allowed "allowed" "it runs beside the first",
        Queued "queued" "it is accepted, and begins and is listed when the first has ended",
    }
    /// Whether the job list has backup jobs.
    jobs, "jobs": Jobs {
        Known "known" "the job list has backup jobs",
        Unknown "unknown" "it has none",
    }
    /// Whether a running job tells its percentage.
    progress, "progress": Progress {
        Told "told" "a running job tells its percentage",
        Untold "untold" "it does not",
    }
    /// How a backup's row tells that no database or table is named.
    echo, "echo": Echo {
        Documented "documented" "rows show a whole database as null and a whole instance as []",
        Null "null" "both as null",
        Empty "empty" "both as []",
        Absent "absent" "rows show neither databases nor tables, whatever was asked for",
        Sent "as-sent" "as the create call had it",
    }
    /// Which of the two lists has table-level backups.
    table_rows, "table-rows": TableRows {
        Apart "apart" "table-level backups are listed under type=DatabaseTable only",
        Both "both" "under both types",
    }
    /// How an instance tells that a backup of it runs.
    busy, "busy": Busy {
        Actions "actions" "a running backup stands in the instance's actions",
        Status "status" "its status is BACKUP, and actions are empty",
    }
    /// The status of an accepted create call.
    accepted, "accepted": Acceptance {
        Status202 "202" "the create call is answered 202",
        Status200 "200" "with 200",
    }
    /// Which number `total_count` is.
    totals, "totals": Totals {
        All "true" "total_count is the number of all rows",
        OfPage "page" "of the rows of this page",
        Zero "0" "it is 0",
        Absent "absent" "it is missing",
        Small "half" "half of all rows",
        Large "double" "more than all rows",
    }
    times, "times": Times {
        Offset "+0000" "times end in +0000 (in the oldest list they have a blank and no zone)",
        Zulu "z" "in Z",
        Blank "blank" "a blank stands between day and time, and no zone",
    }
    /// When an instance's databases and tables are listed.
    lists, "lists": Lists {
        Live "live" "databases and tables are those of the instance",
        AfterBackup "after-backup" "there are none before the instance's first completed backup",
    }
    /// Which IDs an accepted create call is answered with.
    ids, "ids": Ids {
        Both "both" "the answer has both IDs",
        Job "job" "the job's alone",
        Backup "backup" "the backup's alone",
        Neither "none" "neither",
    }
}

impl Unknowns {
    /// Lists all switches with their values, for `--help` and for the error about an unknown one.
    pub fn listing() -> String {
        let line = |key: &str, (name, line): &(&str, &str)| {
            format!("  {:<21} {line}\n", format!("{key}={name}"))
        };
        Self::SWITCHES
            .iter()
            .flat_map(|(key, values)| values.iter().map(move |value| line(key, value)))
            .collect()
    }
}

impl FromStr for Unknowns {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut unknowns = Self::default();
        for part in text.split(',').filter(|part| !part.is_empty()) {
            let set = part.split_once('=').and_then(|(key, value)| unknowns.set(key, value));
            set.ok_or_else(|| {
                let listing = Self::listing();
                format!("there is no switch {part:?}; write KEY=VALUE,...\n{listing}")
            })?;
        }
        Ok(unknowns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_of_every_switch_is_read_and_listed_and_the_first_is_the_default() {
        for (key, values) in Unknowns::SWITCHES {
            for (at, (value, line)) in values.iter().enumerate() {
                let read: Unknowns = format!("{key}={value}").parse().unwrap();
                assert_eq!(read == Unknowns::default(), at == 0, "{key}={value}");
                assert!(
                    Unknowns::listing().contains(&format!("{key}={value}")) && !line.is_empty()
                );
            }
        }
        let both: Unknowns = "names=free,ids=none".parse().unwrap();
        assert_eq!((both.names, both.ids, both.jobs), (Names::Free, Ids::Neither, Jobs::Known));
    }

    #[test]
    fn what_is_no_switch_is_answered_with_those_there_are() {
        for bad in
            ["names", "names=", "names=twice", "Names=free", "total=page", "names=free;ids=none"]
        {
            let error = bad.parse::<Unknowns>().unwrap_err();
            assert!(
                error.contains(&format!("{bad:?}")) && error.contains("second=queued"),
                "{error}"
            );
        }
    }
}
