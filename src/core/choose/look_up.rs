//! From `--instance` to the form: one call for exactly that instance, and the whole list where that
//! is not enough.

use super::{
    instance_lookup::{InstanceLookup, Search},
    room::Choose,
};
use crate::core::{
    base::{ask::Ask, call::CallFailure, instance::Instance, remote::Remote},
    draft::form::Target,
    port::{
        outcome::{Go, Port},
        overlay::{Prompt, PromptKind},
        query::Query,
        shared::{Screen, Shared},
        status_line::{LookupNotice, Notice},
    },
};

impl Choose {
    /// On the way to the list of instances: asks for the named one first. Returns false where none
    /// is named, or no call can be made: then the list is read.
    pub(super) fn look_up(&mut self, shared: &Shared, port: &mut Port) -> bool {
        let Some(lookup) = self.lookup.clone() else { return false };
        let Some(service) = shared.service else {
            // No question goes out offline: the operator states the engine of the instance.
            self.lookup = None;
            port.go(Go::Ask(Prompt::new(PromptKind::InstanceId).with(lookup.text)));
            return true;
        };
        match lookup.search {
            Search::Found(found) => self.choose(*found, port),
            Search::NotBegun if shared.session.is_ready() => {
                let ask = port.number();
                self.search(Search::Asking(ask));
                port.effect(service.ask(ask, Query::Named { named: lookup.text }));
            }
            Search::Asking(_) => {}
            Search::NotBegun | Search::InList => return false,
        }
        true
    }

    /// Looks, after every message, for the named instance where the list of instances is in
    /// front, or chooses the instance if it was found meanwhile. Once an instance is
    /// chosen, none is looked for.
    pub(in crate::core) fn next_lookup(&mut self, chosen: bool, shared: &Shared, port: &mut Port) {
        if chosen {
            self.lookup = None;
        }
        let waits = self
            .lookup
            .as_ref()
            .is_some_and(|lookup| matches!(lookup.search, Search::NotBegun | Search::Found(_)));
        if waits && shared.screen == Screen::Instance {
            self.look_up(shared, port);
        }
    }

    /// Returns whether the search for the named instance has begun: naming it was the choice.
    pub(in crate::core) fn looks_up(&self) -> bool {
        self.lookup.as_ref().is_some_and(|lookup| lookup.search != Search::NotBegun)
    }

    fn search(&mut self, search: Search) {
        if let Some(lookup) = &mut self.lookup {
            lookup.search = search;
        }
    }

    /// Ends the search, for the operator has taken over: no instance is chosen
    /// without the operator any more.
    pub(super) fn give_way(&mut self, shared: &Shared, port: &mut Port) {
        if self.lookup.take().is_some() && self.instances.reading == Remote::NotAsked {
            self.reload(shared, port);
        }
    }

    /// Takes what the service lists under exactly this ID or name.
    pub(in crate::core) fn named_arrived(
        &mut self,
        ask: Ask,
        found: Result<Vec<Instance>, CallFailure>,
        shared: &Shared,
        port: &mut Port,
    ) {
        let Some(lookup) = self.lookup.clone().filter(|it| it.search == Search::Asking(ask)) else {
            return;
        };
        let Ok(rows) = found else {
            port.say(Notice::Named(LookupNotice::Unread(lookup.text)));
            return self.look_in_list(shared, port);
        };
        let mut fitting: Vec<Instance> = rows.into_iter().filter(|i| lookup.is(i)).collect();
        match (fitting.pop(), fitting.len()) {
            (Some(one), 0) => self.choose_found(one, shared, port),
            (Some(_), others) => {
                self.reload(shared, port);
                self.several(lookup.text, others + 1, port);
            }
            (None, _) => self.look_in_list(shared, port),
        }
    }

    fn look_in_list(&mut self, shared: &Shared, port: &mut Port) {
        self.search(Search::InList);
        if !matches!(self.instances.reading, Remote::Asked(_)) {
            self.reload(shared, port);
        }
    }

    /// Looks for the named instance in what has come of the list. An ID belongs to one instance;
    /// of a name only the whole list says whether it does.
    pub(super) fn look_in_page(&mut self, shared: &Shared, port: &mut Port) {
        let Some(lookup) = self.lookup.clone().filter(|it| it.search == Search::InList) else {
            return;
        };
        let complete = match self.instances.reading {
            Remote::Here { .. } => true,
            Remote::NotAsked | Remote::Asked(_) => false,
            Remote::Failed { .. } => {
                self.lookup = None;
                return;
            }
        };
        match lookup.id().and_then(|id| self.instances.get(&id).cloned()) {
            Some(one) => self.choose_found(one, shared, port),
            None if complete => self.by_name(&lookup, shared, port),
            None => {}
        }
    }

    fn by_name(&mut self, lookup: &InstanceLookup, shared: &Shared, port: &mut Port) {
        let all = self.instances.instances();
        let fitting: Vec<&Instance> = all.iter().filter(|i| lookup.is(i)).collect();
        match fitting[..] {
            [one] => self.choose_found(one.clone(), shared, port),
            [] => {
                let similar = all.iter().find(|i| lookup.is_like(i)).map(|i| i.name.clone());
                let text = lookup.text.clone();
                self.lookup = None;
                port.say(Notice::Named(match similar {
                    Some(name) => {
                        self.filter(&text);
                        LookupNotice::Similar { text, name }
                    }
                    None => LookupNotice::Unknown(text),
                }));
            }
            _ => self.several(lookup.text.clone(), fitting.len(), port),
        }
    }

    /// Chooses the found instance, or keeps it while another screen is in front that
    /// has to be seen first.
    fn choose_found(&mut self, one: Instance, shared: &Shared, port: &mut Port) {
        if shared.screen == Screen::Instance {
            self.choose(one, port);
        } else {
            self.search(Search::Found(Box::new(one)));
        }
    }

    /// Lets the operator choose among those that have the name.
    fn several(&mut self, text: String, count: usize, port: &mut Port) {
        self.filter(&text);
        self.lookup = None;
        port.say(Notice::Named(LookupNotice::Several(text, count)));
    }

    fn filter(&mut self, text: &str) {
        self.instances.filter = text.into();
        self.instances.refresh();
    }

    fn choose(&mut self, one: Instance, port: &mut Port) {
        self.lookup = None;
        // A notice that an instance is missing is no longer true.
        port.notice
            .take_if(|notice| matches!(notice, Notice::InstanceFirst | Notice::ErrorsFirst(_)));
        port.go(Go::Chosen(Target::Listed(one)));
    }
}
