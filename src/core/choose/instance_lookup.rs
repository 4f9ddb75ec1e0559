//! The instance that the command line names, until it is found and chosen.

use crate::core::base::{ask::Ask, ids::InstanceId, instance::Instance, text::visible_name};

/// What `--instance` names, and how far the search for it is.
#[derive(Debug, Clone, PartialEq)]
pub struct InstanceLookup {
    /// An ID or a name, as typed.
    pub text: String,
    pub search: Search,
}

/// How far the search for the named instance is.
#[derive(Debug, Clone, PartialEq)]
pub enum Search {
    NotBegun,
    /// The service is asked for exactly this one.
    Asking(Ask),
    /// It is looked for in the whole list.
    InList,
    /// Found, while another screen was in front.
    Found(Box<Instance>),
}

impl InstanceLookup {
    /// A name or an ID from the command line; `None` if there is nothing in it.
    pub fn typed(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self { text: text.to_owned(), search: Search::NotBegun })
    }

    /// It has the form of an ID.
    pub fn id(&self) -> Option<InstanceId> {
        InstanceId::typed(&self.text)
    }

    /// The instance goes by this ID or by exactly this name, as it is or as it is shown.
    pub fn is(&self, instance: &Instance) -> bool {
        instance.id.as_str() == self.text
            || instance.name == self.text
            || instance.name == visible_name(&self.text)
    }

    /// The same but for the case of letters.
    pub fn is_like(&self, instance: &Instance) -> bool {
        let small = |text: &str| text.to_lowercase();
        let text = small(&self.text);
        small(instance.id.as_str()) == text || small(&instance.name) == text
    }
}
