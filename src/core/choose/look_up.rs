//! From `--instance` to the form: one call for exactly that instance, and the whole list where that
//! is not enough.

use super::{
    instance_lookup::{InstanceLookup, Search},
    room::{Choose, ChooseDesk},
};
use crate::core::{
    base::{Ask, CallFailure, Instance, remote::Remote},
    draft::Target,
    port::{Go, LookupNotice, Notice, Prompt, PromptKind, Query, Screen},
};

impl Choose {
    /// Returns whether the search for the named instance has begun: naming it was the choice.
    pub(crate) fn looks_up(&self) -> bool {
        self.lookup.as_ref().is_some_and(|lookup| lookup.search != Search::NotBegun)
    }

    fn search(&mut self, search: Search) {
        if let Some(lookup) = &mut self.lookup {
            lookup.search = search;
        }
    }

    fn filter(&mut self, text: &str) {
        self.instances.filter = text.into();
        self.instances.refresh();
    }
}

impl ChooseDesk<'_> {
    /// On the way to the list of instances: asks for the named one first. Returns false where none
    /// is named, or no call can be made: then the list is read.
    pub(super) fn look_up(&mut self) -> bool {
        let Some(lookup) = self.room.lookup.clone() else { return false };
        let Some(service) = self.shared.service else {
            // No question goes out offline: the operator states the engine of the instance.
            self.room.lookup = None;
            self.port.prompt(Prompt::new(PromptKind::InstanceId).with(lookup.text));
            return true;
        };
        match lookup.search {
            Search::Found(found) => self.choose(*found),
            Search::NotBegun if self.shared.session.is_ready() => {
                let ask = self.port.ask(service, Query::Named { named: lookup.text });
                self.room.search(Search::Asking(ask));
            }
            Search::Asking(_) => {}
            Search::NotBegun | Search::InList => return false,
        }
        true
    }

    /// Looks, after every message, for the named instance where the list of instances is in
    /// front, or chooses the instance if it was found meanwhile. Once an instance is
    /// chosen, none is looked for.
    pub fn next_lookup(&mut self) {
        if self.draft.target.is_some() {
            self.room.lookup = None;
        }
        let waits = self
            .room
            .lookup
            .as_ref()
            .is_some_and(|lookup| matches!(lookup.search, Search::NotBegun | Search::Found(_)));
        if waits && self.shared.screen == Screen::Instance {
            self.look_up();
        }
    }

    /// Ends the search, for the operator has taken over: no instance is chosen
    /// without the operator any more.
    pub(super) fn give_way(&mut self) {
        if self.room.lookup.take().is_some() && self.room.instances.reading == Remote::NotAsked {
            self.reload();
        }
    }

    /// Takes what the service lists under exactly this ID or name.
    pub fn named_arrived(&mut self, ask: Ask, found: Result<Vec<Instance>, CallFailure>) {
        let Some(lookup) = self.room.lookup.clone().filter(|it| it.search == Search::Asking(ask))
        else {
            return;
        };
        let Ok(rows) = found else {
            self.port.say(Notice::Named(LookupNotice::Unread(lookup.text)));
            return self.look_in_list();
        };
        let mut fitting: Vec<Instance> = rows.into_iter().filter(|i| lookup.is(i)).collect();
        match (fitting.pop(), fitting.len()) {
            (Some(one), 0) => self.choose_found(one),
            (Some(_), others) => {
                self.reload();
                self.several(lookup.text, others + 1);
            }
            (None, _) => self.look_in_list(),
        }
    }

    fn look_in_list(&mut self) {
        self.room.search(Search::InList);
        if !matches!(self.room.instances.reading, Remote::Asked(_)) {
            self.reload();
        }
    }

    /// Looks for the named instance in what has come of the list. An ID belongs to one instance;
    /// of a name only the whole list says whether it does.
    pub(super) fn look_in_page(&mut self) {
        let Some(lookup) = self.room.lookup.clone().filter(|it| it.search == Search::InList) else {
            return;
        };
        if matches!(self.room.instances.reading, Remote::Failed { .. }) {
            self.room.lookup = None;
            return;
        }
        let complete = self.room.instances.reading.value().is_some();
        match lookup.id().and_then(|id| self.room.instances.get(&id).cloned()) {
            Some(one) => self.choose_found(one),
            None if complete => self.by_name(&lookup),
            None => {}
        }
    }

    fn by_name(&mut self, lookup: &InstanceLookup) {
        let fitting: Vec<&Instance> =
            self.room.instances.instances().filter(|i| lookup.is(i)).collect();
        match fitting[..] {
            [one] => self.choose_found(one.clone()),
            [] => {
                let similar = self.room.instances.instances().find(|i| lookup.is_like(i));
                let similar = similar.map(|i| i.name.clone());
                let text = lookup.text.clone();
                self.room.lookup = None;
                self.port.say(Notice::Named(match similar {
                    Some(name) => {
                        self.room.filter(&text);
                        LookupNotice::Similar { text, name }
                    }
                    None => LookupNotice::Unknown(text),
                }));
            }
            _ => self.several(lookup.text.clone(), fitting.len()),
        }
    }

    /// Chooses the found instance, or keeps it while another screen is in front that
    /// has to be seen first.
    fn choose_found(&mut self, one: Instance) {
        if self.shared.screen == Screen::Instance {
            self.choose(one);
        } else {
            self.room.search(Search::Found(Box::new(one)));
        }
    }

    /// Lets the operator choose among those that have the name.
    fn several(&mut self, text: String, count: usize) {
        self.room.filter(&text);
        self.room.lookup = None;
        self.port.say(Notice::Named(LookupNotice::Several(text, count)));
    }

    fn choose(&mut self, one: Instance) {
        self.room.lookup = None;
        // A notice that an instance is missing is no longer true.
        self.port
            .notice
            .take_if(|notice| matches!(notice, Notice::InstanceFirst | Notice::ErrorsFirst(_)));
        self.port.go(Go::Chosen(Target::Listed(one)));
    }
}
