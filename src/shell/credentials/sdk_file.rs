//! The SDK's INI file, `~/.huaweicloud/credentials` or where `HUAWEICLOUD_SDK_CREDENTIALS_FILE`
//! says.

use std::path::PathBuf;

use super::{
    Source,
    assemble::{Recipe, Way},
    ini::{self, Section},
    private_file::{self, Contents, SETTINGS_LIMIT},
    sdk_variables,
    surroundings::Surroundings,
    values::{Text, Values, name_in},
};
use crate::{
    core::{
        base::text::clean_excerpt,
        session::credentials::{Origin, Unusable, part::Part},
    },
    words::{self, session::credentials::why},
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
/// Both together sign a federated user in, whatever keys there are.
const FEDERATED: [&str; 2] = ["idp_id", "id_token_file"];
/// The section for services of a region; the others only by name.
const USUAL: &str = "basic";
/// Longest name of a section that is shown.
const LONGEST_NAME: usize = 80;

pub(super) fn sources(around: &Surroundings) -> Vec<Source> {
    let (path, asked) = match location(around) {
        Ok(Some(found)) => found,
        Ok(None) => return Vec::new(),
        Err(why) => {
            return vec![Source::refused(
                Origin::SdkFile { section: String::new(), path: String::new() },
                true,
                why,
            )];
        }
    };
    let read = if asked {
        private_file::read(&path, SETTINGS_LIMIT).map(Some)
    } else {
        private_file::read_if_there(&path, SETTINGS_LIMIT)
    };
    let sources =
        read.and_then(|contents| contents.map(|contents| of_file(around, contents)).transpose());
    sources.map(Option::unwrap_or_default).unwrap_or_else(|why| {
        let origin = Origin::SdkFile { section: String::new(), path: private_file::shown(&path) };
        vec![Source::refused(origin, true, why)]
    })
}

/// Where the file is, and whether it was asked for by name.
fn location(around: &Surroundings) -> Result<Option<(PathBuf, bool)>, Unusable> {
    let asked = around.path(VARIABLE)?.map(|path| (path, true));
    Ok(asked.or_else(|| Some((around.home()?.join(".huaweicloud/credentials"), false))))
}

fn of_file(around: &Surroundings, contents: Contents) -> Result<Vec<Source>, Unusable> {
    let contents = contents.private()?;
    let sections =
        ini::sections(contents.text()?).map_err(|line| contents.malformed(why::at_line(line)))?;
    Ok(sections.iter().map(|section| of_section(around, section, &contents.path)).collect())
}

fn of_section(around: &Surroundings, section: &Section<'_>, path: &str) -> Source {
    let mut values = Values::default();
    for (part, key) in TABLE {
        values.put_some(part, key, section.get(key).map(Text::from));
    }
    let name = |part| name_in(&TABLE, part, words::session::credentials::part);
    let origin = Origin::SdkFile {
        section: clean_excerpt(section.name, LONGEST_NAME),
        path: path.to_owned(),
    };
    let mut recipe = Recipe::new(origin, section.name == USUAL, &[Way::Keys], &name);
    let federated =
        FEDERATED.iter().all(|key| section.get(key).is_some_and(|text| !text.is_empty()));
    let by_file =
        federated.then(|| Unusable::Unsupported { way: why::identity_provider(FEDERATED[0]) });
    let odd = TABLE.iter().find_map(|(_, key)| {
        Some(Unusable::Malformed {
            place: (*key).to_owned(),
            why: odd(section.get(key)?)?.to_owned(),
        })
    });
    recipe.refused = sdk_variables::goes_before_keys(around).or(by_file).or(odd);
    recipe.make(&values, around.now())
}

/// Why the SDK's reader would make another value of this one, or one that no service takes.
fn odd(value: &str) -> Option<&'static str> {
    let placeholder = value.contains('%').then_some(why::PERCENT);
    placeholder.or_else(|| value.contains('\n').then_some(why::CONTINUED))
}
