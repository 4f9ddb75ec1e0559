//! The items of the lists (the SDK models ListInstancesResult and Backup), and their meaning. Texts
//! for display are cleaned here; names of databases and tables stay byte for byte.

use super::{Json, json::MOST_ENTRIES};
use crate::core::{
    base::{
        BackupId, Billing, BodyTrouble, Engine, Instance, InstanceId, Mask, UtcTime,
        text::{clean_line, visible_name},
        whole::Row,
    },
    operation::backup::{BackupKind, BackupRow, BackupState, Particulars},
    scope::{DatabaseScope, choice},
};

/// The longest name or reason that is kept for display, in characters.
pub const LONGEST_TEXT: usize = 512;
/// The longest text that counts as a name of a database or table, in bytes; the engine takes 48.
const LONGEST_NAME: usize = 1024;
/// The rows of a page that are read at most: a hundred times as many as a call asks for.
const MOST_ROWS: usize = 10_000;

/// A row of a list of the service.
pub trait Listed: Row + Sized {
    /// The bytes that the rows of one list take at most: many short texts take far more memory than
    /// the answer that brought them.
    const MOST: usize = 12 << 20;

    /// A page of more bytes is read on another thread, because the thread of the calls answers
    /// keys.
    const LARGE: usize = 64 << 10;

    /// What an item must have, in the words of an error.
    const NEEDED: &'static str = "id";

    /// Reads an item; `None` if the item lacks what every row needs.
    fn read(item: Json<'_>, mask: &Mask) -> Option<Self>;
}

/// Why the rows of a page cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub enum Unread {
    Body(BodyTrouble),
    /// The list has more rows than [`MOST_ROWS`], or the rows take more than [`Listed::MOST`].
    TooMany,
}

/// Reads the items of a page. Every item must be a row: no call could name an item without its ID,
/// and leaving an item out would shift the pages. Each item becomes its row before the next item is
/// read, so that fields without a place in a row are never held for a whole page.
pub fn rows<T: Listed>(items: Vec<Json<'_>>, mask: &Mask) -> Result<Vec<T>, Unread> {
    let mut weight = 0;
    let row = |(at, item)| {
        let unusable = || Unread::Body(BodyTrouble::Missing(T::NEEDED.into()));
        let row = T::read(item, mask).ok_or_else(unusable)?;
        weight += row.weight();
        if at < MOST_ROWS && weight <= T::MOST { Ok(row) } else { Err(Unread::TooMany) }
    };
    items.into_iter().enumerate().map(row).collect()
}

impl Listed for Instance {
    fn read(item: Json<'_>, _: &Mask) -> Option<Self> {
        let item = item.fields()?;
        let datastore = item.part("datastore").fields().unwrap_or_default();
        let groups = item.part("groups").list().unwrap_or_default();
        let nodes: usize =
            groups.iter().filter_map(|group| group.part("nodes").list()).map(|n| n.len()).sum();
        let used: Vec<f64> =
            groups.iter().filter_map(|group| group.part("volume").part("used").number()).collect();
        Some(Self {
            id: InstanceId::received(&item.part("id").string()?)?,
            name: name_of(item.part("name")),
            engine: Engine::from_datastore_type(&datastore.part("type").text().unwrap_or_default()),
            version: display_text(datastore.part("version")),
            status: display_text(item.part("status")),
            actions: item.part("actions").words().iter().map(|word| shortened(word)).collect(),
            nodes: u32::try_from(nodes).unwrap_or(u32::MAX),
            used_gb: (!used.is_empty()).then(|| used.iter().sum()),
            backup_window: non_empty(item.part("backup_strategy").part("start_time")),
            region: non_empty(item.part("region")),
            created: time(item.part("created")),
            billing: Box::new(Billing {
                enterprise_project_id: non_empty(item.part("enterprise_project_id")),
                backup_space_usage: non_empty(item.part("backup_space_usage").part("backup_usage")),
            }),
        })
    }
}

/// The name of a database or table, byte for byte, because requests send the name back.
impl Listed for String {
    const NEEDED: &'static str = "usable names";

    fn read(item: Json<'_>, _: &Mask) -> Option<Self> {
        item.text().filter(|name| name.len() <= LONGEST_NAME)
    }
}

/// A database of a backup's scope, and its tables.
impl Listed for DatabaseScope {
    // A page holds many scopes, and `normalised` holds one of them twice.
    const MOST: usize = 4 << 20;

    fn read(item: Json<'_>, _: &Mask) -> Option<Self> {
        let item = item.fields()?;
        let tables = item.part("table_names");
        let table_names = match tables.list().filter(|names| names.len() <= MOST_ENTRIES) {
            None if tables.is_null() => None,
            names => Some(names?.into_iter().map(Json::text).collect::<Option<_>>()?),
        };
        Some(Self { database_name: item.part("database_name").text()?, table_names })
    }
}

impl Listed for BackupRow {
    /// Returns the row; `None` without an ID. The tables that an item names tell its kind; for an
    /// item without tables the list that was asked for tells the kind.
    fn read(item: Json<'_>, mask: &Mask) -> Option<Self> {
        let item = item.fields()?;
        let state = BackupState::parse(&item.part("status").text().unwrap_or_default());
        let is_final = matches!(state, BackupState::Completed | BackupState::Failed);
        let named = item.part("database_tables").list().filter(|named| !named.is_empty());
        let datastore = item.part("datastore").part("type").text();
        Some(Self {
            id: BackupId::received(&item.part("id").string()?)?,
            name: name_of(item.part("name")),
            instance: item.part("instance_id").string().and_then(|id| InstanceId::received(&id)),
            instance_name: Some(name_of(item.part("instance_name")))
                .filter(|name| !name.is_empty()),
            kind: named.as_ref().map(|_| BackupKind::DatabaseTable),
            // A scope of which a part cannot be read counts as unknown as a whole.
            scope: named.and_then(|named| Some(choice::normalised(&rows(named, mask).ok()?))),
            manual: item.part("type").text().as_deref().and_then(is_manual),
            size_kb: item.part("size").number(),
            begun: time(item.part("begin_time")),
            ended: time(item.part("end_time")).filter(|_| is_final),
            particulars: datastore.map(|datastore| {
                let description = display_text(item.part("description"));
                let engine = Engine::from_datastore_type(&datastore);
                Box::new(Particulars { description, engine })
            }),
            state,
        })
    }
}

/// Reads `Manual` or one of the automated kinds. Any text may follow the word, since the
/// page of ShowAllInstancesBackups shows one.
fn is_manual(text: &str) -> Option<bool> {
    let word = text.trim().to_ascii_lowercase();
    let automated =
        ["auto", "incremental", "differential"].iter().any(|kind| word.starts_with(kind));
    if word.starts_with("manual") { Some(true) } else { automated.then_some(false) }
}

pub fn time(time: Json<'_>) -> Option<UtcTime> {
    UtcTime::parse(&time.text()?)
}

pub fn display_text(text: Json<'_>) -> String {
    shortened(&text.text().unwrap_or_default())
}

/// Returns a name with every odd character made visible: a person tells instances and
/// backups apart by their names.
fn name_of(text: Json<'_>) -> String {
    visible_name(&text.text().unwrap_or_default()).chars().take(LONGEST_TEXT).collect()
}

fn non_empty(text: Json<'_>) -> Option<String> {
    let text = display_text(text);
    (!text.trim().is_empty()).then_some(text)
}

fn shortened(text: &str) -> String {
    clean_line(text).chars().take(LONGEST_TEXT).collect()
}

#[cfg(test)]
mod tests;
