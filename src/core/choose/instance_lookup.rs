//! The instance that the command line names, until it is found and chosen.

use crate::core::base::{Ask, Instance, InstanceId, text::visible_name};

/// The text of `--instance`, and how far the search for that instance is.
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
    /// The service is asked for exactly this ID or name.
    Asking(Ask),
    /// The instance is looked for in the whole list.
    InList,
    /// The instance was found while another screen was in front.
    Found(Box<Instance>),
}

impl InstanceLookup {
    /// Takes a name or an ID from the command line; `None` if the text is blank.
    pub fn typed(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self { text: text.to_owned(), search: Search::NotBegun })
    }

    /// Returns the text as an ID, if it has the form of one.
    pub fn id(&self) -> Option<InstanceId> {
        InstanceId::typed(&self.text)
    }

    /// Returns whether the instance has this ID or exactly this name, as listed or as shown.
    pub fn is(&self, instance: &Instance) -> bool {
        instance.id.as_str() == self.text
            || instance.name == self.text
            || instance.name == visible_name(&self.text)
    }

    /// Returns whether the instance has this ID or name but for the case of letters.
    pub fn is_like(&self, instance: &Instance) -> bool {
        let small = |text: &str| text.to_lowercase();
        let text = small(&self.text);
        small(instance.id.as_str()) == text || small(&instance.name) == text
    }
}
