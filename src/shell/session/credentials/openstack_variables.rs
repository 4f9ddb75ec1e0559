//! `OS_*`, as OpenStack's clients read them. `OS_CLOUD` and the variables that
//! name files belong to `clouds.yaml`.

use super::{Cloud, Setting, Source, Text, openstack, surroundings::Surroundings};
use crate::core::session::{Condition, Origin, Part, Unusable};

const PREFIX: &str = "OS_";
/// `OS_CLOUD` names a cloud of `clouds.yaml` and sets nothing for the cloud of the variables.
const CLOUD: &str = "cloud";

pub fn source(around: &Surroundings) -> Option<Source> {
    match read(around) {
        Ok(source) => source,
        Err(why) => Some(Source::refused(Origin::OpenStackVariables, true, why)),
    }
}

fn read(around: &Surroundings) -> Result<Option<Source>, Unusable> {
    let mut cloud = Cloud::default();
    for name in around.names(PREFIX) {
        let key = name[PREFIX.len()..].to_ascii_lowercase();
        if key != CLOUD
            && openstack::is_known(&key)
            && let Some(text) = around.text(name)
        {
            cloud.top.push(Setting { key, from: name.to_owned(), text: Text::from(text?) });
        }
    }
    let name = |part| match part {
        Part::Token => "OS_AUTH_TOKEN".to_owned(),
        part => format!("{PREFIX}{}", openstack::key_of(part).to_ascii_uppercase()),
    };
    let source = cloud.source(around, Origin::OpenStackVariables, true, &name, None);
    let lacks_all = matches!(source.found.condition, Condition::Incomplete(_));
    Ok((!(lacks_all && cloud.values().is_empty())).then_some(source))
}
