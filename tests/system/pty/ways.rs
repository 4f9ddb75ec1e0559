//! Every way to sign in, as a machine would have it, for the account of the simulator.

use std::time::Duration;

use Way as W;
use geminidb_backup::simulator::{Account, DEMO_PASSWORD};

use crate::support::{
    operator::{Launch, Operator},
    service::Service,
};

/// A frame that has begun is complete after this time.
pub const A_FRAME: Duration = Duration::from_millis(100);
/// Wide enough for every name in the header.
pub const WIDE: (u16, u16) = (120, 30);

/// Where credentials are found or typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    SdkVariables,
    SdkVariablesTemporary,
    TerraformKeys,
    TerraformPassword,
    OpenStackPassword,
    OpenStackToken,
    Cloud,
    SdkFile,
    Hcloud,
    ProfileKeys,
    ProfilePassword,
    ProfilePasscode,
    ProfileToken,
    Agency,
    TokenFile,
    TokenPrompt,
    PasswordForm,
    PasscodeForm,
    KeysForm,
}

/// All of them, each with its name.
pub const WAYS: [(&str, Way); 19] = [
    ("SDK variables", W::SdkVariables),
    ("SDK variables, temporary", W::SdkVariablesTemporary),
    ("Terraform keys", W::TerraformKeys),
    ("Terraform password", W::TerraformPassword),
    ("OpenStack password", W::OpenStackPassword),
    ("OpenStack token", W::OpenStackToken),
    ("clouds.yaml", W::Cloud),
    ("SDK file", W::SdkFile),
    ("hcloud", W::Hcloud),
    ("profile, keys", W::ProfileKeys),
    ("profile, password", W::ProfilePassword),
    ("profile, passcode", W::ProfilePasscode),
    ("profile, token", W::ProfileToken),
    ("agency", W::Agency),
    ("token file", W::TokenFile),
    ("token prompt", W::TokenPrompt),
    ("password form", W::PasswordForm),
    ("password form with passcode", W::PasscodeForm),
    ("keys form", W::KeysForm),
];

/// What the way proves itself with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    Password,
    Passcode,
    Token,
    Keys,
    TemporaryKeys,
    Agency,
}

/// A machine that has a way to sign in, and what on it is secret.
pub struct Machine {
    pub launch: Launch,
    pub secrets: Vec<String>,
}

impl Way {
    pub const fn proof(self) -> Proof {
        match self {
            W::SdkVariables
            | W::TerraformKeys
            | W::SdkFile
            | W::Hcloud
            | W::ProfileKeys
            | W::KeysForm => Proof::Keys,
            W::SdkVariablesTemporary => Proof::TemporaryKeys,
            W::TerraformPassword
            | W::OpenStackPassword
            | W::Cloud
            | W::ProfilePassword
            | W::PasswordForm => Proof::Password,
            W::ProfilePasscode | W::PasscodeForm => Proof::Passcode,
            W::OpenStackToken | W::ProfileToken | W::TokenFile | W::TokenPrompt => Proof::Token,
            W::Agency => Proof::Agency,
        }
    }

    /// A machine that has it, with the right secrets.
    pub fn machine(self, service: &Service) -> Machine {
        self.machine_for(&[], service, |right| right.to_owned())
    }

    /// The same for a command, with what `change` makes of each secret.
    pub fn machine_for(
        self,
        command: &[&str],
        service: &Service,
        change: impl Fn(&str) -> String,
    ) -> Machine {
        let mut secrets = Vec::new();
        let mut secret = |right: &str| {
            secrets.push(change(right));
            secrets[secrets.len() - 1].clone()
        };
        let launch =
            Launch::bare().args(command).args(&["--endpoint", &service.endpoint()]).size(WIDE);
        let launch = match self {
            W::SdkVariables
            | W::SdkVariablesTemporary
            | W::TerraformKeys
            | W::TerraformPassword
            | W::OpenStackPassword => self
                .variables(service, &mut secret)
                .into_iter()
                .fold(launch, |launch, (name, value)| launch.env(name, &value)),
            W::OpenStackToken => launch
                .env("OS_TOKEN", &secret(&service.token()))
                .env("OS_AUTH_URL", &format!("{}/v3", service.endpoint()))
                .env("OS_PROJECT_ID", &service.project_id()),
            W::Cloud | W::SdkFile | W::Hcloud => self.file(service, launch, &mut secret),
            W::ProfileKeys
            | W::ProfilePassword
            | W::ProfilePasscode
            | W::ProfileToken
            | W::Agency => self.profile(service, launch, &mut secret),
            W::TokenFile => launch
                .args(&["--iam-endpoint", &service.endpoint()])
                .token_file(&secret(&service.token()), 0o600),
            W::TokenPrompt | W::PasswordForm | W::PasscodeForm | W::KeysForm => {
                self.typed(service).iter().for_each(|typed| drop(secret(typed)));
                launch.args(&[
                    "--iam-endpoint",
                    &service.endpoint(),
                    "--project-id",
                    &service.project_id(),
                ])
            }
        };
        Machine { launch, secrets }
    }

    /// The variables, of a way that stands in variables.
    pub fn variables(
        self,
        service: &Service,
        secret: &mut impl FnMut(&str) -> String,
    ) -> Vec<(&'static str, String)> {
        let (account, iam) = (service.account(), service.iam_endpoint());
        match self {
            W::SdkVariables => vec![
                ("HUAWEICLOUD_SDK_AK", service.ak()),
                ("HUAWEICLOUD_SDK_SK", secret(&service.sk())),
                ("HUAWEICLOUD_SDK_PROJECT_ID", service.project_id()),
                ("HUAWEICLOUD_SDK_IAM_ENDPOINT", iam),
            ],
            W::SdkVariablesTemporary => {
                let keys = service.temporary_keys();
                vec![
                    ("HUAWEICLOUD_SDK_AK", keys.ak),
                    ("HUAWEICLOUD_SDK_SK", secret(&keys.sk)),
                    ("HUAWEICLOUD_SDK_SECURITY_TOKEN", secret(&keys.security_token)),
                    ("HUAWEICLOUD_SDK_PROJECT_ID", service.project_id()),
                    ("HUAWEICLOUD_SDK_IAM_ENDPOINT", iam),
                ]
            }
            W::TerraformKeys => vec![
                ("HW_ACCESS_KEY", service.ak()),
                ("HW_SECRET_KEY", secret(&service.sk())),
                ("HW_REGION_NAME", account.region),
                ("HW_AUTH_URL", format!("{iam}/v3")),
            ],
            W::TerraformPassword => vec![
                ("HW_USER_NAME", account.user.name),
                ("HW_USER_PASSWORD", secret(DEMO_PASSWORD)),
                ("HW_DOMAIN_NAME", account.name),
                ("HW_REGION_NAME", account.region),
                ("HW_AUTH_URL", format!("{iam}/v3")),
            ],
            _ => vec![
                ("OS_USERNAME", account.user.name),
                ("OS_PASSWORD", secret(DEMO_PASSWORD)),
                ("OS_USER_DOMAIN_NAME", account.name.clone()),
                ("OS_PROJECT_DOMAIN_NAME", account.name),
                ("OS_PROJECT_NAME", account.project.name),
                ("OS_AUTH_URL", format!("{iam}/v3")),
            ],
        }
    }

    fn file(
        self,
        service: &Service,
        launch: Launch,
        secret: &mut impl FnMut(&str) -> String,
    ) -> Launch {
        let Account { name: account, region, user, project, .. } = service.account();
        let (iam, ak, user, project) =
            (service.iam_endpoint(), service.ak(), user.name, project.name);
        match self {
            W::Cloud => {
                let password = secret(DEMO_PASSWORD);
                let auth = format!(
                    "auth_url: {iam}/v3, username: {user}, password: {password}, \
                        user_domain_name: {account}, project_name: {project}"
                );
                let clouds =
                    format!("clouds:\n  prod:\n    auth: {{{auth}}}\n    region_name: {region}\n");
                launch.env("OS_CLOUD", "prod").at_home("openstack/clouds.yaml", &clouds)
            }
            W::SdkFile => {
                let (sk, project) = (secret(&service.sk()), service.project_id());
                let section = format!(
                    "[basic]\nak = {ak}\nsk = {sk}\nproject_id = {project}\niam_endpoint = {iam}\n"
                );
                launch.at_home(".huaweicloud/credentials", &section)
            }
            _ => {
                let (sk, project) = (secret(&service.sk()), service.project_id());
                let profile = format!(
                    r#"{{"name":"cli","mode":"AKSK","accessKeyId":"{ak}","secretAccessKey":"{sk}",
                        "region":"{region}","projectId":"{project}"}}"#
                );
                let config =
                    format!(r#"{{"current":"cli","authEncrypt":"false","profiles":[{profile}]}}"#);
                launch.at_home(".hcloud/config.json", &config).args(&["--iam-endpoint", &iam])
            }
        }
    }

    fn profile(
        self,
        service: &Service,
        launch: Launch,
        secret: &mut impl FnMut(&str) -> String,
    ) -> Launch {
        let Account { name: account, region, user, mfa_user, .. } = service.account();
        let iam = service.iam_endpoint();
        let place = format!("[profiles.prod]\nregion = \"{region}\"\niam_endpoint = \"{iam}\"\n");
        let (lines, secret) = match self {
            W::ProfileKeys => (
                format!("access_key = \"{}\"\nsecret_key_file = \"prod.secret\"\n", service.ak()),
                secret(&service.sk()),
            ),
            W::ProfileToken => {
                ("token_file = \"prod.secret\"\n".to_owned(), secret(&service.token()))
            }
            W::Agency => (
                format!("agency = true\nmetadata_endpoint = \"{}\"\n", service.endpoint()),
                String::new(),
            ),
            _ => {
                let passcode = self == W::ProfilePasscode;
                let user = if passcode { mfa_user.name } else { user.name };
                let lines = format!(
                    "domain = \"{account}\"\nuser = \"{user}\"\npassword_file = \
                        \"prod.secret\"\npasscode = {passcode}\n"
                );
                (lines, secret(DEMO_PASSWORD))
            }
        };
        let launch = launch.at_home("geminidb-backup/config.toml", &(place + &lines));
        if secret.is_empty() {
            launch
        } else {
            launch.at_home("geminidb-backup/prod.secret", &format!("{secret}\n"))
        }
    }

    /// The secrets that are typed.
    fn typed(self, service: &Service) -> Vec<String> {
        match self {
            W::TokenPrompt => vec![service.token()],
            W::PasswordForm | W::PasscodeForm => vec![DEMO_PASSWORD.to_owned()],
            W::KeysForm => vec![service.sk()],
            _ => Vec::new(),
        }
    }

    /// From Start on: types what this way wants typed, and chooses "New backup", as far as to the
    /// answer of the service.
    pub fn begin(self, operator: &mut Operator, service: &Service, secrets: &[String]) {
        operator.wait("How to sign in");
        match self {
            W::TokenPrompt => {
                operator.press("<Enter>", "Type or paste a token");
                operator.press("<Enter>", "Never shown, stored or logged");
                operator.pty.send(secrets[0].as_bytes());
                operator.wait(&format!("{} characters", secrets[0].len()));
                operator.press("<Enter>", "characters, from the sign-in form");
            }
            W::PasswordForm | W::PasscodeForm => {
                let Account { name: account, user, mfa_user, .. } = service.account();
                let (user, code) = if self == W::PasscodeForm {
                    (mfa_user.name, service.passcode(0))
                } else {
                    (user.name, String::new())
                };
                operator.press("<Enter>", "Type or paste a token");
                operator.press("<Down><Enter>", "Sign in with user and password");
                fill(operator, &[&account, &user, &secrets[0], &code, "", " "]);
                return;
            }
            W::KeysForm => {
                operator.press("<Enter>", "Type or paste a token");
                operator.press("<Down><Down><Enter>", "Sign requests with an access key");
                fill(operator, &[&service.ak(), &secrets[0], ""]);
                return;
            }
            _ => {}
        }
        operator.wait("> New backup");
        operator.pty.send_keys("<Enter>");
        if self == W::ProfilePasscode {
            operator.wait("MFA code: IAM asks for it");
            let code = service.passcode(0);
            operator.pty.send(code.as_bytes());
            operator.press("", "6 characters");
            operator.pty.send_keys("<Enter>");
        }
    }

    /// The same, to the list of instances.
    pub fn enter(self, operator: &mut Operator, service: &Service, secrets: &[String]) {
        self.begin(operator, service, secrets);
        if matches!(self, W::PasswordForm | W::PasscodeForm | W::KeysForm) {
            operator.wait("can be listed.");
            operator.press("<Enter>", "> New backup");
            operator.pty.send_keys("n");
        }
        operator.wait("1 INSTANCE");
        operator.wait("cass-docs-01");
        operator.wait("| read ");
        // The whole frame is there: nothing moves the cursor any more but a key.
        operator.pty.wait_quiet(A_FRAME);
    }
}

/// Types one text into each field, and Enter in the last.
fn fill(operator: &mut Operator, texts: &[&str]) {
    for (n, text) in texts.iter().enumerate() {
        if n > 0 {
            operator.move_on("<Tab>");
        }
        if !text.is_empty() {
            let before = operator.pty.screen();
            operator.pty.send(text.as_bytes());
            operator
                .pty
                .wait_for(crate::support::operator::SOON, |screen| screen.contents() != before);
        }
    }
    operator.pty.wait_quiet(A_FRAME);
    operator.pty.send_keys("<Enter>");
}
