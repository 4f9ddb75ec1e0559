//! Titles, labels and sentences of the screens.

use super::{calls, count, notices::scope_counts};
use crate::core::{
    draft::{Draft, ScopeChoice, Target},
    geometry::Size,
    instance::{Engine, Instance},
    model::{Model, PromptKind, Screen},
    place::{Mode, Place},
    review::{Fact, Level, Review},
    tree::{Listing, Mark, Place as TreePlace},
    update::start::StartRow,
};

/// LIVE or DEMO.
pub const fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Live => "LIVE",
        Mode::Demo => "DEMO",
    }
}

/// Region (or endpoint) and project, as configured.
pub fn place(place: &Place) -> String {
    let region = place.region.as_deref().or(place.endpoint.as_deref()).unwrap_or("no region");
    let project = place.project.as_ref().map_or_else(|| "no project".to_owned(), |p| format!("project ..{}", p.tail(6)));
    format!("{region} | {project}")
}

/// What is known of the token.
pub fn token(place: &Place) -> String {
    match &place.token {
        Some(_) => "token, expiry unknown".to_owned(),
        None => "no token".to_owned(),
    }
}

/// The steps, the current one in capitals.
pub const fn steps(screen: Screen) -> &'static str {
    match screen {
        Screen::Start => "START",
        Screen::Instance => "1 INSTANCE > 2 Compose > 3 Review > 4 Watch",
        Screen::Compose => "1 Instance > 2 COMPOSE > 3 Review > 4 Watch",
        Screen::Review => "1 Instance > 2 Compose > 3 REVIEW > 4 Watch",
        Screen::Watch => "1 Instance > 2 Compose > 3 Review > 4 WATCH",
    }
}

/// What stands at the right of the steps.
pub fn standing(model: &Model) -> String {
    match model.screen {
        Screen::Review => "NOT SENT YET".to_owned(),
        Screen::Start | Screen::Instance | Screen::Compose | Screen::Watch => {
            let open = model.open_attempts().count();
            if open > 0 { format!("{open} running") } else { String::new() }
        }
    }
}

/// The one line for a terminal that is too small.
pub fn too_small(size: Size) -> String {
    format!("{}x{} is too small; 60x16 is needed. Nothing is lost.", size.columns, size.rows)
}

/// An error, a warning, fine.
pub const ERR: &str = "[ERR]";
/// A warning.
pub const WARN: &str = "[WARN]";
/// Fine.
pub const OK: &str = "[OK]";
/// Being read.
pub const WAIT: &str = "[...]";
/// Not there.
pub const MISSING: &str = "[missing]";

/// The tag of a check.
pub const fn level(level: Level) -> &'static str {
    match level {
        Level::Ok => OK,
        Level::Wait => WAIT,
        Level::Warn => WARN,
        Level::Error => ERR,
    }
}

/// A row of Start.
pub const fn start_row(row: StartRow) -> &'static str {
    match row {
        StartRow::Watch => "Watch the latest backup",
        StartRow::NewBackup => "New backup",
        StartRow::Region => "Choose the region or endpoint",
        StartRow::Project => "Type the project ID",
        StartRow::Token => "Type a token (masked)",
    }
}

/// How each missing part of the configuration can be given.
pub const REGION_HINT: &str = "--region REGION, or choose below";
/// Endpoint.
pub const ENDPOINT_HINT: &str = "follows from the region, or --endpoint URL";
/// Project.
pub const PROJECT_HINT: &str = "--project-id ID (32 letters and digits)";
/// Token.
pub const TOKEN_HINT: &str = "--token-file FILE (mode 0600) or -, or OS_AUTH_TOKEN";

/// What the network is used for.
pub const fn network(place: &Place) -> &'static str {
    match place.endpoint {
        Some(_) => "Only the endpoint above is called, and only after you choose to begin.",
        None => "None until an endpoint is set. Then only that endpoint.",
    }
}

/// An instance in a line.
pub fn instance_line(instance: &Instance) -> String {
    let used = instance.used_gb.map_or(String::new(), |gb| format!("   used {gb:.0} GB"));
    format!("{} {}   {}   {}{used}", instance.engine.name(), instance.version, instance.status, count(instance.nodes as usize, "node"))
}

/// The second line of an instance.
pub fn instance_detail(instance: &Instance) -> String {
    let action = if instance.actions.is_empty() { "none".to_owned() } else { instance.actions.join(", ") };
    let window = instance.backup_window.as_deref().map_or_else(|| "not told".to_owned(), |w| format!("{w} UTC"));
    format!("action: {action}   automated window: {window}")
}

/// A target that could not be listed.
pub fn typed_target(engine: &Engine) -> String {
    format!("{} as stated   not verified", engine.name())
}

/// How far the instance list is.
pub fn instances_title(model: &Model) -> String {
    let fleet = &model.fleet;
    let shown = fleet.len();
    let all = fleet.instances().len();
    let n = if shown == all { format!("{all}") } else { format!("{shown} of {all}") };
    match (&fleet.listing, fleet.read_at) {
        (Listing::Loading, _) => format!("Instances {n} | reading"),
        (Listing::Failed(_), _) => format!("Instances {n} | not read to the end"),
        (Listing::Complete | Listing::NotAsked, Some(at)) => format!("Instances {n} | read {}", at.hm()),
        (Listing::Complete | Listing::NotAsked, None) => "Instances".to_owned(),
    }
}

/// What stands in an instance list without rows.
pub fn no_instances(model: &Model) -> Vec<String> {
    match &model.fleet.listing {
        Listing::Loading => vec!["Reading the instances of this project...".to_owned()],
        Listing::Failed(why) => vec![
            format!("The list could not be read: {}.", calls::failure(why)),
            calls::remedy(why, "nosql:instance:list"),
            "i types an instance ID by hand.".to_owned(),
        ],
        Listing::Complete | Listing::NotAsked if model.fleet.instances().is_empty() => vec![
            format!("0 instances returned for {}.", place(&model.place)),
            "Another region or project? Esc to Start. A missing permission hides instances, too.".to_owned(),
            "i types an instance ID by hand.".to_owned(),
        ],
        Listing::Complete | Listing::NotAsked => vec![format!("0 of {}; Esc clears the filter.", model.fleet.instances().len())],
    }
}

/// Rows that do not show.
pub fn more_rows(above: usize, below: usize) -> String {
    match (above, below) {
        (0, below) => format!("{below} more below"),
        (above, 0) => format!("{above} more above"),
        (above, below) => format!("{above} above, {below} below"),
    }
}

/// The title of the tree.
pub fn tree_title(model: &Model) -> String {
    let tree = &model.draft.tree;
    let state = match &tree.listing {
        Listing::Loading => " | reading",
        Listing::Failed(_) => " | not read to the end",
        Listing::NotAsked | Listing::Complete => "",
    };
    let filter = if tree.filter().is_on() { format!(" | {} shown", tree.shown_databases()) } else { String::new() };
    format!("Databases and tables | {}{filter}{state}", scope_counts(tree.counts()))
}

/// What stands in the tree's place, if there is no tree to show.
pub fn no_tree(model: &Model) -> Option<Vec<String>> {
    let draft = &model.draft;
    let Some(target) = &draft.target else { return Some(vec!["Choose an instance first (Ctrl-O).".to_owned()]) };
    if !target.engine().has_table_scope() {
        return Some(vec![
            format!("Table scope is Cassandra only; this is {}.", target.engine().name()),
            match draft.scope_choice {
                ScopeChoice::Instance => "The whole instance will be backed up.".to_owned(),
                ScopeChoice::Tables => "Choose the whole instance under Scope, or another instance.".to_owned(),
            },
        ]);
    }
    if draft.tree.filter().is_on() && draft.tree.is_empty() {
        return Some(vec![format!("0 of {}; Esc clears the filter.", count(draft.tree.databases().len(), "database"))]);
    }
    if !draft.tree.databases().is_empty() {
        return None;
    }
    Some(match &draft.tree.listing {
        Listing::Loading => vec!["Reading the databases...".to_owned()],
        Listing::Failed(why) => vec![
            format!("The databases could not be read: {}.", calls::failure(why)),
            calls::remedy(why, "gaussdbfornosql:instance:listDatabase"),
            "i types a database name by hand.".to_owned(),
        ],
        Listing::NotAsked | Listing::Complete => {
            vec!["The service lists no databases. Back up the whole instance, or type names (i).".to_owned()]
        }
    })
}

/// What stands right of a database's name.
pub fn database_state(mark: Mark, known: usize, listing: &Listing) -> String {
    let known_today = || match listing {
        Listing::Complete => format!("({} today)", count(known, "table")),
        Listing::NotAsked | Listing::Loading | Listing::Failed(_) => String::new(),
    };
    match mark {
        Mark::Whole => format!("whole database {}", known_today()).trim_end().to_owned(),
        Mark::AllOneByOne(n) => format!("all {n}, one by one"),
        Mark::Some(n) => format!("{n} of {}", count(known, "table")),
        Mark::None => match listing {
            Listing::Complete => count(known, "table"),
            Listing::Loading => "reading...".to_owned(),
            Listing::Failed(_) => "[!] not read; r reads again, t types a name".to_owned(),
            Listing::NotAsked => String::new(),
        },
    }
}

/// The line under an open database without (all) its tables.
pub fn tree_note(listing: &Listing) -> String {
    match listing {
        Listing::Loading => "reading the tables...".to_owned(),
        Listing::Failed(why) => format!("[!] {}; r reads again", calls::failure(why)),
        Listing::NotAsked | Listing::Complete => "no tables listed; t types a name".to_owned(),
    }
}

/// What will be backed up, in words. Always says whether it is the instance.
pub fn will_back_up(draft: &Draft) -> String {
    match draft.scope_choice {
        ScopeChoice::Instance => match &draft.target {
            Some(target) => format!("The WHOLE INSTANCE {}: every database and table of it.", clean(target.name())),
            None => "The WHOLE INSTANCE, once one is chosen.".to_owned(),
        },
        ScopeChoice::Tables if draft.tree.counts().is_nothing() => {
            "Nothing selected. NOT the instance: nothing can be sent like this.".to_owned()
        }
        // What must never be cut off stands first.
        ScopeChoice::Tables => format!("NOT the instance. Only: {}", chosen_names(draft)),
    }
}

/// Names beyond this many characters are counted instead.
const NAMES_ROOM: usize = 400;

fn chosen_names(draft: &Draft) -> String {
    let mut text = String::new();
    let mut left_out = 0_usize;
    for (database, mark) in draft.tree.chosen() {
        // Known without looking at the tables: this is said anew in every frame.
        let names = match mark {
            Mark::None | Mark::Whole => 1,
            Mark::Some(tables) | Mark::AllOneByOne(tables) => tables,
        };
        let mut said = 0;
        let name = clean(&database.name);
        if mark == Mark::Whole && text.len() <= NAMES_ROOM {
            push(&mut text, &format!("{name} (all)"));
            said = 1;
        }
        for table in database.tables().iter().filter(|t| t.ticked()) {
            if text.len() > NAMES_ROOM {
                break;
            }
            push(&mut text, &format!("{name}.{}", clean(&table.name)));
            said += 1;
        }
        left_out += names - said;
    }
    if left_out > 0 {
        push(&mut text, &format!("and {left_out} more"));
    }
    text
}

fn push(text: &mut String, part: &str) {
    if !text.is_empty() {
        text.push_str("; ");
    }
    text.push_str(part);
}

fn clean(name: &str) -> String {
    crate::core::text::clean_line(name)
}

/// The scope on Review.
pub fn review_scope(review: &Review) -> String {
    match review.tables {
        None => "WHOLE INSTANCE: every database and table".to_owned(),
        Some(counts) => format!("DATABASE/TABLE level: {}, NOT the instance", scope_counts(counts)),
    }
}

/// What sending brings about.
pub fn effects(engine: &Engine) -> Vec<&'static str> {
    let mut lines = vec!["node CPU +5-15 %, some latency while it uploads; storage is billed;"];
    lines.push(match engine {
        Engine::Influx => "kept until deleted by hand; no download; cold storage is LEFT OUT",
        Engine::Cassandra | Engine::Mongo | Engine::Redis | Engine::Hbase | Engine::DynamoDb | Engine::Other(_) => {
            "kept until deleted by hand, even without instance; no download"
        }
    });
    lines
}

/// What a check found.
pub fn fact(fact: &Fact) -> String {
    match fact {
        Fact::InstanceIdle => "instance normal, no action running".to_owned(),
        Fact::Rule(rule) => super::rules::sentence(rule),
        Fact::ManyNames(n) => format!("{n} names in the scope"),
        Fact::TypedNames(n) => format!("{} in the scope not listed by the service: not verified", count(*n, "name")),
        Fact::ReadingBackups => "reading this instance's backups, both kinds".to_owned(),
        Fact::BackupsUnread(why) => format!("backups not read (nosql:backup:list): {}", calls::failure(why)),
        Fact::NameUnused { of } => format!("name unused in {} of both kinds", count(*of, "backup")),
        Fact::NameTaken(id) => format!("name taken by {id}"),
        Fact::NameDiffersByCase(name) => format!("backup {name} differs only by the case of letters"),
        Fact::Building(name) => format!("backup {name} is BUILDING: the service may refuse"),
        Fact::Unresolved(name) => format!("the outcome of {name} is UNKNOWN: this may be a second backup"),
    }
}

/// Above the confirmation.
pub fn confirm_hint(target: &Target) -> String {
    match target {
        Target::Listed(instance) if !instance.name.is_empty() => format!("Warnings: to send, type the instance's name  {}", instance.name),
        Target::Listed(_) | Target::Typed { .. } => {
            format!("Warnings: to send, type the last 8 characters of the ID  {}", target.confirm_phrase())
        }
    }
}

/// In the tree's place while the scope is the whole instance.
pub const TREE_UNUSED: &str = "Not used: the scope is the whole instance.";
/// Before anything was sent.
pub const NO_ATTEMPTS: &str = "Nothing sent yet. Each attempt will stand here with its IDs.";
/// In the place of checks on an untouched form.
pub const FILL_IN: &str = "Fill in the fields; Tab goes on.";
/// No rule is broken.
pub const ALL_WELL: &str = "   no rule is broken; Ctrl-G reviews";

/// The button.
pub const BUTTON: &str = "[ Create backup ]";
/// Beside the button, before it has the focus.
pub const BUTTON_HINT: &str = "Tab, look, then Enter: sent once, never repeated";

/// The title of a prompt.
pub const fn prompt_title(kind: &PromptKind) -> &'static str {
    match kind {
        PromptKind::Region => "Region (or an endpoint URL)",
        PromptKind::Project => "Project ID",
        PromptKind::Token => "Token",
        PromptKind::InstanceId => "Instance ID",
        PromptKind::TreeName(TreePlace::NewDatabase) => "Database name",
        PromptKind::TreeName(TreePlace::NewTable(_)) => "Table name",
        PromptKind::TreeName(TreePlace::Rename(_)) => "New name",
    }
}

/// What a prompt says below its field.
pub const fn prompt_hint(kind: &PromptKind) -> &'static str {
    match kind {
        PromptKind::Region => "Up/Down choose; type to filter, or type https://...",
        PromptKind::Project => "32 letters and digits, from the console's My Credentials.",
        PromptKind::Token => "Never shown, stored or logged; only its length is.",
        PromptKind::InstanceId => "State its engine with Up/Down. Neither is verified.",
        PromptKind::TreeName(_) => "Case matters. Not verified: the service may not know it.",
    }
}

/// Why leaving is asked about.
pub fn leave(model: &Model) -> Vec<String> {
    let mut lines: Vec<String> = model.open_attempts().map(|a| format!("{}: {}.", a.name, super::outcome::state(a))).collect();
    if lines.is_empty() {
        lines.push("What you typed has not been sent and will be gone.".to_owned());
    } else {
        lines.push("Leaving stops nothing at the service.".to_owned());
        lines.push("What is known, with all IDs, is printed when you leave.".to_owned());
    }
    lines.push("Leave?".to_owned());
    lines
}
