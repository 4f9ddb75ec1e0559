//! The SDK's INI file: `~/.huaweicloud/credentials`, or the file that
//! `HUAWEICLOUD_SDK_CREDENTIALS_FILE` names.

use super::{
    LONGEST_NAME, Recipe, Source, Text, Values, Way,
    ini::{self, Section},
    malformed, of_private_file, sdk_variables,
    surroundings::Surroundings,
    values::name_in,
};
use crate::{
    core::{
        base::text::clean_excerpt,
        session::{Origin, Part, Unusable},
    },
    words::session::credentials::why,
};

const TABLE: [(Part, &str); 6] = [
    (Part::AccessKey, "ak"),
    (Part::SecretKey, "sk"),
    (Part::SecurityToken, "security_token"),
    (Part::ProjectId, "project_id"),
    (Part::AccountId, "domain_id"),
    (Part::IamEndpoint, "iam_endpoint"),
];

const VARIABLE: &str = "HUAWEICLOUD_SDK_CREDENTIALS_FILE";
/// A section with both keys signs a federated user in, whatever other keys the section has.
const FEDERATED: [&str; 2] = ["idp_id", "id_token_file"];
/// The section for services of a region. Other sections are used only by name.
const USUAL: &str = "basic";

pub fn sources(around: &Surroundings) -> Vec<Source> {
    let origin = |path| Origin::SdkFile { section: String::new(), path };
    of_private_file(around, VARIABLE, ".huaweicloud/credentials", origin, |contents| {
        let sections = ini::sections(contents.text()?)
            .map_err(|line| contents.malformed(why::at_line(line)))?;
        Ok(sections.iter().map(|section| of_section(around, section, &contents.path)).collect())
    })
}

fn of_section(around: &Surroundings, section: &Section<'_>, path: &str) -> Source {
    let mut values = Values::default();
    for (part, key) in TABLE {
        values.put(part, key, section.get(key).map(Text::from));
    }
    let name = name_in(&TABLE);
    let origin = Origin::SdkFile {
        section: clean_excerpt(section.name, LONGEST_NAME),
        path: path.to_owned(),
    };
    let mut recipe = Recipe::new(origin, section.name == USUAL, &[Way::Keys], &name);
    let federated =
        FEDERATED.iter().all(|key| section.get(key).is_some_and(|text| !text.is_empty()));
    let by_file =
        federated.then(|| Unusable::Unsupported { way: why::identity_provider(FEDERATED[0]) });
    let odd =
        TABLE.iter().find_map(|(_, key)| Some(malformed(*key, ambiguity(section.get(key)?)?)));
    recipe.refused = sdk_variables::goes_before_keys(around).or(by_file).or(odd);
    recipe.make(&values, around.now)
}

/// Returns why the SDK's reader would make another value of this text, or
/// one that no service takes.
fn ambiguity(value: &str) -> Option<&'static str> {
    let placeholder = value.contains('%').then_some(why::PERCENT);
    placeholder.or_else(|| value.contains('\n').then_some(why::CONTINUED))
}
