//! The body of the create call, checked against every rule of the page "Creating a Manual Backup"
//! before anything happens.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::Answer;
use crate::simulator::world::{Instance, TableScope};

/// The order of a valid body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateOrder {
    pub name: String,
    pub description: String,
    pub tables: Vec<TableScope>,
    /// `database_tables` as the body has it; null where the body has none.
    pub sent: Value,
}

/// Characters that a description must not contain.
const FORBIDDEN: [char; 7] = ['>', '!', '<', '"', '&', '\'', '='];

impl CreateOrder {
    /// Reads a body and checks everything but
    /// the instance, which [`CreateOrder::check_scope`] checks.
    pub fn parse(body: &[u8]) -> Result<Self, Answer> {
        let Ok(Value::Object(fields)) = serde_json::from_slice(body) else {
            return Err(invalid("The request body is not a JSON object."));
        };
        let sent = fields.get("database_tables").cloned().unwrap_or_default();
        Ok(Self {
            name: name(&fields)?,
            description: description(&fields)?,
            tables: tables(&fields)?,
            sent,
        })
    }

    /// Checks that the instance can be backed up at this level and has these databases and tables.
    pub fn check_scope(&self, instance: &Instance) -> Result<(), Answer> {
        if !self.tables.is_empty() && !instance.has_table_scope() {
            return Err(invalid(
                "The parameter database_tables is supported for GeminiDB Cassandra only.",
            ));
        }
        for scope in &self.tables {
            let database = &scope.database_name;
            if instance.schema.tables(database).is_none() {
                return Err(Answer::service(
                    400,
                    "DBS.200823",
                    &format!("The database {database} does not exist."),
                ));
            }
            // No code is documented for an unknown table; the general one for a bad parameter
            // stands in.
            if let Some(table) = scope
                .table_names
                .iter()
                .flatten()
                .find(|table| !instance.schema.has_table(database, table))
            {
                return Err(invalid(&format!(
                    "The table {table} does not exist in the database {database}."
                )));
            }
        }
        Ok(())
    }

    /// Returns the part of the instance's tables that the order covers, 0 to 1.
    pub fn share(&self, instance: &Instance) -> f64 {
        if self.tables.is_empty() {
            return 1.0;
        }
        let whole_database =
            |name: &str| instance.schema.tables(name).map_or(0, |tables| tables.count());
        let chosen: usize = self
            .tables
            .iter()
            .map(|scope| {
                scope
                    .table_names
                    .as_ref()
                    .map_or_else(|| whole_database(&scope.database_name), Vec::len)
            })
            .sum();
        chosen as f64 / (instance.schema.all_tables().max(1) as f64)
    }
}

/// Reads the name: 4 to 64 characters, an ASCII letter first, then ASCII
/// letters, digits, `-` and `_`.
fn name(fields: &Map<String, Value>) -> Result<String, Answer> {
    let Some(text) = mandatory(fields, "name")?.as_str() else {
        return Err(bad_name());
    };
    let valid = (4..=64).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if valid { Ok(text.to_owned()) } else { Err(bad_name()) }
}

/// Reads the description: at most 256 UTF-16 units, no control characters and none of
/// [`FORBIDDEN`]. The description may be empty, and must be there.
fn description(fields: &Map<String, Value>) -> Result<String, Answer> {
    let text = mandatory(fields, "description")?.as_str().unwrap_or("=");
    let valid = text.encode_utf16().count() <= 256
        && !text.contains(FORBIDDEN)
        && !text.contains(char::is_control);
    if valid {
        Ok(text.to_owned())
    } else {
        Err(Answer::service(400, "DBS.280127", "The backup description is invalid."))
    }
}

/// Reads `database_tables`; missing, null and `[]` all mean the whole instance.
fn tables(fields: &Map<String, Value>) -> Result<Vec<TableScope>, Answer> {
    let rows = match fields.get("database_tables") {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(rows)) => rows,
        Some(_) => return Err(invalid("The parameter database_tables must be an array.")),
    };
    let scopes = rows.iter().map(scope).collect::<Result<Vec<_>, _>>()?;
    let mut seen = HashSet::new();
    match scopes.iter().find(|scope| !seen.insert(scope.database_name.as_str())) {
        Some(twice) => {
            Err(invalid(&format!("The database {} is listed more than once.", twice.database_name)))
        }
        None => Ok(scopes),
    }
}

/// Reads a row of `database_tables`; `table_names` missing, null and `[]`
/// all mean the whole database.
fn scope(row: &Value) -> Result<TableScope, Answer> {
    let Value::Object(fields) = row else {
        return Err(invalid("Each element of database_tables must be an object."));
    };
    let database_name = filled(mandatory(fields, "database_name")?, "database_name")?;
    let names = match fields.get("table_names") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(names)) => {
            names.iter().map(|name| filled(name, "table_names")).collect::<Result<Vec<_>, _>>()?
        }
        Some(_) => return Err(invalid("The parameter table_names must be an array.")),
    };
    let mut seen = HashSet::new();
    if let Some(twice) = names.iter().find(|name| !seen.insert(name.as_str())) {
        return Err(invalid(&format!("The table {twice} is listed more than once.")));
    }
    Ok(TableScope { database_name, table_names: (!names.is_empty()).then_some(names) })
}

fn mandatory<'a>(fields: &'a Map<String, Value>, name: &str) -> Result<&'a Value, Answer> {
    let missing =
        || Answer::service(400, "DBS.280040", &format!("The parameter {name} is required."));
    fields.get(name).filter(|value| !value.is_null()).ok_or_else(missing)
}

fn filled(value: &Value, name: &str) -> Result<String, Answer> {
    let text = value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    text.ok_or_else(|| invalid(&format!("The parameter {name} must be a text that is not empty.")))
}

fn invalid(message: &str) -> Answer {
    Answer::service(400, "DBS.280001", message)
}

fn bad_name() -> Answer {
    Answer::service(400, "DBS.280277", "The backup name is invalid.")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::simulator::service::Payload;

    fn code(body: &Value) -> String {
        match CreateOrder::parse(body.to_string().as_bytes()) {
            Ok(_) => "accepted".to_owned(),
            Err(Answer { payload: Payload::Json(value), .. }) => {
                value["error_code"].as_str().unwrap_or("").to_owned()
            }
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn names_follow_the_written_rule_and_not_the_page_s_example() {
        for (name, want) in [
            ("abcd", "accepted"),
            ("A-_9", "accepted"),
            (&"a".repeat(64), "accepted"),
            (&"a".repeat(65), "DBS.280277"),
            ("abc", "DBS.280277"),
            ("1abc", "DBS.280277"),
            ("pre mig CHG", "DBS.280277"),
            ("näme", "DBS.280277"),
            ("", "DBS.280277"),
        ] {
            assert_eq!(code(&json!({"name": name, "description": "d"})), want, "{name}");
        }
    }

    #[test]
    fn a_description_must_be_there_may_be_empty_and_bans_seven_characters() {
        let long = "😀".repeat(128);
        let too_long = format!("{long}a");
        for (text, want) in [
            ("", "accepted"),
            ("Vor dem Umzug. \\ 中文", "accepted"),
            (&long, "accepted"),
            (&too_long, "DBS.280127"),
            ("a\nb", "DBS.280127"),
            ("a>b", "DBS.280127"),
            ("a!b", "DBS.280127"),
            ("a<b", "DBS.280127"),
            ("a\"b", "DBS.280127"),
            ("a&b", "DBS.280127"),
            ("a'b", "DBS.280127"),
            ("a=b", "DBS.280127"),
        ] {
            assert_eq!(code(&json!({"name": "abcd", "description": text})), want, "{text}");
        }
        assert_eq!(code(&json!({"name": "abcd"})), "DBS.280040");
        assert_eq!(code(&json!({"name": "abcd", "description": null})), "DBS.280040");
        assert_eq!(code(&json!({"name": "abcd", "description": 5})), "DBS.280127");
        assert_eq!(code(&json!({"description": "d"})), "DBS.280040");
    }

    #[test]
    fn tables_are_an_array_of_databases_each_named_once() {
        for (tables, want) in [
            (json!(null), "accepted"),
            (json!([]), "accepted"),
            (
                json!([{"database_name": "a"}, {"database_name": "b", "table_names": null}]),
                "accepted",
            ),
            (json!([{"database_name": "a", "table_names": []}]), "accepted"),
            (json!([{"database_name": "a", "table_names": ["t", "T"]}]), "accepted"),
            (json!({}), "DBS.280001"),
            (json!(["a"]), "DBS.280001"),
            (json!([{"table_names": ["t"]}]), "DBS.280040"),
            (json!([{"database_name": ""}]), "DBS.280001"),
            (
                json!([{"database_name": "a"}, {"database_name": "a", "table_names": ["t"]}]),
                "DBS.280001",
            ),
            (json!([{"database_name": "a", "table_names": ["t", "t"]}]), "DBS.280001"),
            (json!([{"database_name": "a", "table_names": [""]}]), "DBS.280001"),
            (json!([{"database_name": "a", "table_names": "t"}]), "DBS.280001"),
        ] {
            assert_eq!(
                code(&json!({"name": "abcd", "description": "d", "database_tables": tables})),
                want,
                "{tables}"
            );
        }
    }

    #[test]
    fn a_body_that_is_no_object_is_refused_whatever_it_is() {
        for body in [&b""[..], b"[]", b"null", b"{\"name\":\"abcd\"", b"\xff\xfe"] {
            assert!(CreateOrder::parse(body).is_err());
        }
    }
}
