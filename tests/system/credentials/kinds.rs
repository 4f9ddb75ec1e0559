//! Every source in every condition, with values that are found in no other.

use geminidb_backup::core::session::credentials::Origin;

use crate::credentials::host::Host;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    SdkVariables,
    TerraformVariables,
    OpenStackVariables,
    Cloud,
    SdkFile,
    Hcloud,
    Profile,
    Agency,
}

pub const KINDS: [Kind; 8] = [
    Kind::SdkVariables,
    Kind::TerraformVariables,
    Kind::OpenStackVariables,
    Kind::Cloud,
    Kind::SdkFile,
    Kind::Hcloud,
    Kind::Profile,
    Kind::Agency,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Present,
    Absent,
    Incomplete,
    Malformed,
    Unreadable,
    Exposed,
    Expired,
}

pub const STATES: [State; 7] = [
    State::Present,
    State::Absent,
    State::Incomplete,
    State::Malformed,
    State::Unreadable,
    State::Exposed,
    State::Expired,
];

impl Kind {
    /// A word that stands in each of its values and in those of no other source.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::SdkVariables => "sdkenv",
            Self::TerraformVariables => "tfenv",
            Self::OpenStackVariables => "osenv",
            Self::Cloud => "cloudy",
            Self::SdkFile => "sdkini",
            Self::Hcloud => "hcloud",
            Self::Profile => "ownone",
            Self::Agency => "agency",
        }
    }

    pub const fn handle(self) -> &'static str {
        match self {
            Self::SdkVariables => "sdk-env",
            Self::TerraformVariables => "terraform-env",
            Self::OpenStackVariables => "openstack-env",
            Self::Cloud => "cloud:prod",
            Self::SdkFile => "sdk-file:basic",
            Self::Hcloud => "hcloud:cli",
            Self::Profile => "own",
            Self::Agency => "agency",
        }
    }

    pub const fn is(self, origin: &Origin) -> bool {
        matches!(
            (self, origin),
            (Self::SdkVariables, Origin::SdkVariables)
                | (Self::TerraformVariables, Origin::TerraformVariables)
                | (Self::OpenStackVariables, Origin::OpenStackVariables)
                | (Self::Cloud, Origin::Cloud { .. })
                | (Self::SdkFile, Origin::SdkFile { .. })
                | (Self::Hcloud, Origin::Hcloud { .. })
                | (Self::Profile, Origin::Profile { .. })
                | (Self::Agency, Origin::Agency)
        )
    }

    /// So many values a complete one has beside a token, each with its tag in it.
    pub const fn values(self) -> usize {
        match self {
            Self::SdkVariables => 4,
            Self::TerraformVariables => 6,
            Self::OpenStackVariables => 8,
            Self::Cloud => 7,
            Self::SdkFile => 4,
            Self::Hcloud => 4,
            Self::Profile => 7,
            Self::Agency => 0,
        }
    }

    fn project(self) -> String {
        format!("{:0>32}", self.tag())
    }

    /// The text of its file; without its secret if `half`.
    pub fn text(self, half: bool) -> String {
        let (tag, project) = (self.tag(), self.project());
        let line = |line: String| if half { String::new() } else { line };
        match self {
            Self::Cloud => format!(
                "clouds:\n  prod:\n    region_name: {tag}-1\n    auth:\n      auth_url: \
                    https://iam.{tag}.example/v3\n      \
                 username: {tag}-user\n      user_domain_id: {tag}-domain\n      project_id: \
                 {project}\n{}",
                line(format!("      password: {tag}-SecretPassword\n"))
            ),
            Self::SdkFile => format!(
                "[basic]\nak = {tag}ACCESS\nproject_id = {project}\ndomain_id = \
                    {tag}-domain\niam_endpoint = https://iam.{tag}.example\n{}",
                line(format!("sk = {tag}SecretKey\n"))
            ),
            Self::Hcloud => format!(
                "{{\"current\": \"cli\", \"authEncrypt\": \"false\", \"profiles\": [{{\"name\": \
                    \"cli\", \"mode\": \"AKSK\", {} \
                 \"accessKeyId\": \"{tag}ACCESS\", \"region\": \"{tag}-1\", \"projectId\": \
                     \"{project}\", \"domainId\": \"{tag}-domain\"}}]}}",
                line(format!("\"secretAccessKey\": \"{tag}SecretKey\","))
            ),
            Self::Profile => format!(
                "[profiles.own]\nregion = \"{tag}-1\"\nendpoint = \"https://db.{tag}.example\"\n\
                    iam_endpoint = \"https://iam.{tag}.example\"\n\
                 project = \"{tag}-project\"\naccess_key = \"{tag}ACCESS\"\n{}",
                line(
                    "secret_key_file = \"own.sk\"\nsecurity_token_file = \"own.token\"\n"
                        .to_owned()
                )
            ),
            Self::SdkVariables
            | Self::TerraformVariables
            | Self::OpenStackVariables
            | Self::Agency => String::new(),
        }
    }

    /// Its file, if it stands in one.
    pub const fn path(self) -> Option<&'static str> {
        match self {
            Self::Cloud => Some("home/.config/openstack/clouds.yaml"),
            Self::SdkFile => Some("home/.huaweicloud/credentials"),
            Self::Hcloud => Some("home/.hcloud/config.json"),
            Self::Profile => Some("home/.config/geminidb-backup/config.toml"),
            Self::SdkVariables
            | Self::TerraformVariables
            | Self::OpenStackVariables
            | Self::Agency => None,
        }
    }

    /// Its variables: name, value, and whether it is half of it already without them.
    fn variables(self) -> Vec<(&'static str, String, bool)> {
        let (tag, project) = (self.tag(), self.project());
        match self {
            Self::SdkVariables => vec![
                ("HUAWEICLOUD_SDK_AK", format!("{tag}ACCESS"), true),
                ("HUAWEICLOUD_SDK_SK", format!("{tag}SecretKey"), false),
                ("HUAWEICLOUD_SDK_PROJECT_ID", project, true),
                ("HUAWEICLOUD_SDK_DOMAIN_ID", format!("{tag}-domain"), true),
                ("HUAWEICLOUD_SDK_IAM_ENDPOINT", format!("https://iam.{tag}.example"), true),
            ],
            Self::TerraformVariables => vec![
                ("HW_ACCESS_KEY", format!("{tag}ACCESS"), true),
                ("HW_SECRET_KEY", format!("{tag}SecretKey"), false),
                ("HW_SECURITY_TOKEN", format!("{tag}SecurityToken"), false),
                ("HW_REGION_NAME", format!("{tag}-1"), true),
                ("HW_PROJECT_NAME", format!("{tag}-project"), true),
                ("HW_AUTH_URL", format!("https://iam.{tag}.example/v3"), true),
            ],
            Self::OpenStackVariables => vec![
                ("OS_AUTH_URL", format!("https://iam.{tag}.example/v3"), true),
                ("OS_USERNAME", format!("{tag}-user"), true),
                ("OS_PASSWORD", format!("{tag}-SecretPassword"), false),
                ("OS_USER_DOMAIN_NAME", format!("{tag}-domain"), true),
                ("OS_PROJECT_NAME", format!("{tag}-project"), true),
                ("OS_PROJECT_DOMAIN_NAME", format!("{tag}-domain"), true),
                ("OS_REGION_NAME", format!("{tag}-1"), true),
            ],
            Self::Cloud => vec![("OS_CLOUD", "prod".to_owned(), true)],
            Self::SdkFile | Self::Hcloud | Self::Profile | Self::Agency => Vec::new(),
        }
    }

    /// Puts the source into this condition; `Err` says why it cannot be in it.
    pub fn set(self, host: &mut Host, state: State) -> Result<(), &'static str> {
        match (self, state) {
            (Self::Agency, State::Present) => return Ok(()),
            (Self::Agency, _) => {
                return Err(
                    "nothing of it stands on this machine: what is wrong shows when it is asked",
                );
            }
            (_, State::Absent) => return Ok(()),
            _ => {}
        }
        match self.path() {
            None => self.set_variables(host, state),
            Some(path) => self.set_file(host, path, state),
        }
    }

    fn set_variables(self, host: &mut Host, state: State) -> Result<(), &'static str> {
        match state {
            State::Present => {}
            State::Incomplete => {
                for (name, value, _) in self.variables().into_iter().filter(|(_, _, half)| *half) {
                    host.set(name, value);
                }
                return Ok(());
            }
            State::Unreadable | State::Exposed => return Err("a variable has no permissions"),
            State::Expired => return Err("none of its variables says when it ends"),
            State::Absent | State::Malformed => {}
        }
        for (name, value, _) in self.variables() {
            let is_url = value.starts_with("https://");
            let broken = state == State::Malformed && is_url;
            host.set(
                name,
                if broken { value.replace("https://", "https://user:pass@") } else { value },
            );
        }
        Ok(())
    }

    fn set_file(self, host: &mut Host, path: &str, state: State) -> Result<(), &'static str> {
        for (name, value, _) in self.variables() {
            host.set(name, value);
        }
        if self == Self::Profile {
            host.file("home/.config/geminidb-backup/own.token", "ownoneSecurityToken\n");
            match state {
                State::Unreadable => host.folder("home/.config/geminidb-backup/own.sk"),
                State::Exposed => host.file_with_mode(
                    "home/.config/geminidb-backup/own.sk",
                    "ownoneSecretKey\n",
                    0o640,
                ),
                _ => host.file("home/.config/geminidb-backup/own.sk", "ownoneSecretKey\n"),
            };
        }
        match (self, state) {
            // The file itself holds no secret, and so anybody may read it: the secret's own file is
            // the one that counts.
            (Self::Profile, State::Unreadable | State::Exposed) => {
                host.file_with_mode(path, self.text(false), 0o644)
            }
            (_, State::Present) => host.file(path, self.text(false)),
            (_, State::Incomplete) => host.file(path, self.text(true)),
            (Self::Profile, State::Malformed) => {
                host.file(path, self.text(false).replace("region = ", "region = ["))
            }
            (_, State::Malformed) => host.file(path, format!("{}\n\t}} ]: [", self.text(false))),
            (_, State::Unreadable) => host.folder(path),
            (_, State::Exposed) => host.file_with_mode(path, self.text(false), 0o644),
            (Self::Hcloud, State::Expired) => host.file(
                path,
                r#"{"current":"cli","authEncrypt":"false","profiles":[{"name":"cli","mode":"SSO",
                    "ssoAuth":{"stsToken":{
                "accessKeyId":"hcloudACCESS","secretAccessKey":"hcloudSecretKey",
                "securityToken":"hcloudSecurityToken",
                "expiration":"2026-03-01T08:15:29Z"}}}]}"#,
            ),
            (_, State::Expired) => return Err("nothing in its file says when it ends"),
            (_, State::Absent) => host,
        };
        Ok(())
    }
}
