//! The way back from an intent to the form: a reviewed request becomes a draft again.
//!
//! No part of the draft counts as verified before the service has been asked: names of databases
//! and tables stand as typed until a list shows them, and an instance that has not been listed in
//! this run has no status.

use super::intent::Intent;
use crate::core::{
    base::{Instance, UtcTime},
    draft::{Draft, SavedDraft, Target},
    scope::{Scope, ScopeChoice, Tree},
};

impl Draft {
    /// Returns the draft that would become this intent's request again. `known` is its instance,
    /// if that has been listed; otherwise the instance has nothing but ID, name and engine.
    pub fn from_intent(intent: &Intent, known: Option<&Instance>) -> Self {
        let (scope_choice, tree) = match &intent.scope {
            Scope::Instance => (ScopeChoice::Instance, Tree::default()),
            Scope::Tables(databases) => (ScopeChoice::Tables, Tree::of_scope(databases)),
        };
        let target = match known {
            Some(instance) => Target::Listed(instance.clone()),
            None if intent.typed_instance => {
                Target::Typed { id: intent.instance.clone(), engine: intent.engine.clone() }
            }
            None => Target::Listed(unread(intent)),
        };
        Self {
            target: Some(target),
            name: intent.name.clone().into(),
            description: intent.description.clone().into(),
            scope_choice,
            tree,
        }
    }
}

/// Returns the instance as far as the intent tells.
fn unread(intent: &Intent) -> Instance {
    Instance {
        id: intent.instance.clone(),
        name: intent.instance_name.clone(),
        engine: intent.engine.clone(),
        version: String::new(),
        status: String::new(),
        actions: Vec::new(),
        nodes: 0,
        used_gb: None,
        backup_window: None,
        region: intent.site.region.clone(),
        created: None,
        billing: intent.billing.clone(),
    }
}

impl SavedDraft {
    /// Returns the draft of a reviewed request that was never confirmed. The instance's status
    /// has to be read again.
    pub fn of_intent(intent: &Intent, at: UtcTime) -> Self {
        let draft = Draft::from_intent(intent, None);
        Self {
            draft: None,
            saved_at: at,
            by: intent.by.clone(),
            mode: intent.site.mode,
            endpoint: Some(intent.site.endpoint.clone()),
            region: intent.site.region.clone(),
            project: Some(intent.site.project.clone()),
            target: draft.target,
            name: intent.name.clone(),
            description: intent.description.clone(),
            scope: draft.scope_choice,
            chosen: match &intent.scope {
                Scope::Instance => Vec::new(),
                Scope::Tables(chosen) => chosen.clone(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::{
        base::{
            ids::{InstanceId, ProjectId},
            instance::{Billing, Engine},
        },
        draft::{form::Target, request::BackupRequest},
        scope::choice::DatabaseScope,
        session::{
            current::Mode,
            site::{Site, Who},
        },
    };

    const ID: &str = "a4d8ea2584e047439a667703c0684119in06";

    fn scope() -> Scope {
        let row = |name: &str, tables: Option<&[&str]>| DatabaseScope {
            database_name: name.to_owned(),
            table_names: tables.map(|tables| tables.iter().map(|t| (*t).to_owned()).collect()),
        };
        // A service's names keep whatever is in them, also what a person could not type.
        Scope::Tables(vec![
            row("billing", None),
            row("orders", Some(&["orders_by_day", "\u{202e}odd  name"])),
        ])
    }

    fn intent(target: &Target, scope: Scope) -> Intent {
        let project = ProjectId::typed(&"a".repeat(32)).expect("an ID");
        let (scope_choice, tree) = match &scope {
            Scope::Instance => (ScopeChoice::Instance, Tree::default()),
            Scope::Tables(rows) => (ScopeChoice::Tables, Tree::of_scope(rows)),
        };
        let draft = Draft {
            target: Some(target.clone()),
            name: "pre-mig".into(),
            description: "why".into(),
            scope_choice,
            tree,
        };
        let request = BackupRequest::build(&project, &draft).expect("a request");
        let site = Site {
            mode: Mode::Live,
            endpoint: "https://far.example".to_owned(),
            region: None,
            project,
            project_name: None,
            account: None,
            caller: None,
        };
        Intent::new(site, Who::default(), target, &request, &request.review())
    }

    fn typed() -> Target {
        Target::Typed { id: InstanceId::typed(ID).expect("an ID"), engine: Engine::Cassandra }
    }

    #[test]
    fn a_restored_draft_becomes_the_same_bytes_again() {
        for scope in [Scope::Instance, scope()] {
            let intent = intent(&typed(), scope);
            let draft = Draft::from_intent(&intent, None);
            let request = BackupRequest::build(&intent.site.project, &draft).expect("a request");
            assert_eq!(request.review().body().text(), intent.body);
        }
    }

    #[test]
    fn what_the_service_told_of_billing_goes_to_the_journal_and_comes_back() {
        let billing = Billing {
            enterprise_project_id: Some("0".to_owned()),
            backup_space_usage: Some("41.2".to_owned()),
        };
        let untold = intent(&typed(), Scope::Instance);
        let listed =
            Target::Listed(Instance { billing: Box::new(billing.clone()), ..unread(&untold) });
        let line = serde_json::to_string(&intent(&listed, Scope::Instance)).expect("a line");
        assert!(
            line.contains(r#""enterprise_project_id":"0","backup_space_usage":"41.2""#),
            "{line}"
        );
        let read: Intent = serde_json::from_str(&line).expect("an intent");
        assert_eq!(
            Draft::from_intent(&read, None).target.and_then(|target| target.billing().cloned()),
            Some(billing)
        );
        let line = serde_json::to_string(&untold).expect("a line");
        assert!(
            !line.contains("enterprise_project_id") && !line.contains("backup_space_usage"),
            "{line}"
        );
        assert_eq!(
            serde_json::from_str::<Intent>(&line).expect("an intent"),
            untold,
            "as an older program writes it"
        );
    }

    #[test]
    fn names_are_not_verified_before_a_list_shows_them() {
        let mut draft = Draft::from_intent(&intent(&typed(), scope()), None);
        assert_eq!(draft.tree.chosen_typed_names(), 4);
        draft.tree.add_databases(&["billing".to_owned(), "orders".to_owned()], true);
        draft.tree.add_tables("orders", &["orders_by_day".to_owned(), "a".to_owned()], true);
        assert_eq!(draft.tree.chosen_typed_names(), 1, "the odd name is gone");
        assert_eq!(draft.tree.counts().names(), 4, "no tick is lost by reading");
    }

    #[test]
    fn the_instance_is_taken_from_the_list_where_it_stands_there() {
        let listed = Instance {
            name: "cass-01".to_owned(),
            status: "normal".to_owned(),
            ..unread(&intent(&typed(), Scope::Instance))
        };
        let told = intent(&Target::Listed(listed.clone()), Scope::Instance);
        assert_eq!(
            Draft::from_intent(&told, Some(&listed)).target,
            Some(Target::Listed(listed.clone()))
        );
        let alone = Draft::from_intent(&told, None).target.expect("a target");
        assert!(matches!(&alone, Target::Listed(instance) if !instance.is_normal()), "{alone:?}");
        assert_eq!((alone.name(), alone.confirm_phrase()), ("cass-01", "cass-01"));
        assert_eq!(
            Draft::from_intent(&intent(&typed(), Scope::Instance), None).target,
            Some(typed())
        );
    }
}
