//! Forms of the set-up: signing in by hand, and saving a profile. Secrets are typed here as
//! everywhere: the model knows how many characters there are, and the shell has them.

use tui_input::Input;

use super::current::SetupProblem;

/// A secret that is typed into a masked field. The shell keeps one text for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SecretField {
    Token,
    Password,
    /// A passcode of the moment.
    Passcode,
    SecretKey,
    /// The security token of a temporary key.
    SecurityToken,
}

/// What a form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormKind {
    /// Sign in with user and password.
    Password,
    /// Sign requests with an access key.
    Keys,
    /// Save what is set as a profile.
    Profile,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldName {
    /// Name of the account: the user's domain.
    Account,
    User,
    Secret(SecretField),
    /// Name of the project, if it is not the region's.
    Project,
    /// Whether the password may be kept in memory, to renew the token with.
    Keep,
    AccessKey,
    Profile,
    /// A file for the secret, mode 0600; without a file the secret is not saved.
    SecretFile,
}

/// A field of a form.
#[derive(Debug, Clone)]
pub struct FormField {
    pub name: FieldName,
    /// The typed text; always empty for a secret.
    pub input: Input,
    /// Characters typed, for a secret.
    pub length: usize,
    pub on: bool,
}

/// Why a form was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormProblem {
    /// This field must not be empty.
    Empty(FieldName),
    /// The shell refused a value.
    Setup(SetupProblem),
    /// The profile could not be saved. Holds the reason, in words without an end mark.
    NotSaved(String),
}

/// A form that is open.
#[derive(Debug, Clone)]
pub struct Form {
    pub kind: FormKind,
    /// Its fields, in their order.
    pub fields: Vec<FormField>,
    /// The field that has the keys.
    pub focus: usize,
    /// Why the last Enter was not taken.
    pub problem: Option<FormProblem>,
}

/// The values of a form, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filled {
    /// Sign in with user and password.
    Password {
        account: String,
        user: String,
        /// Project by name; `None`: the region's.
        project: Option<String>,
        /// Whether the password may be kept in memory.
        keep: bool,
    },
    /// Sign requests with this access key.
    Keys { access: String },
    Profile {
        name: String,
        /// A file for the secret.
        secret_file: Option<String>,
    },
}

impl Form {
    pub fn new(kind: FormKind) -> Self {
        use FieldName as F;
        use SecretField as S;
        let names: &[FieldName] = match kind {
            FormKind::Password => &[
                F::Account,
                F::User,
                F::Secret(S::Password),
                F::Secret(S::Passcode),
                F::Project,
                F::Keep,
            ],
            FormKind::Keys => &[F::AccessKey, F::Secret(S::SecretKey), F::Secret(S::SecurityToken)],
            FormKind::Profile => &[F::Profile, F::SecretFile],
        };
        let field = |name: &FieldName| FormField {
            name: *name,
            input: Input::default(),
            length: 0,
            on: false,
        };
        Self { kind, fields: names.iter().map(field).collect(), focus: 0, problem: None }
    }

    /// Returns the field that has the keys.
    pub fn focused(&self) -> Option<&FormField> {
        self.fields.get(self.focus)
    }

    /// Returns the masked field that has the keys, if one has.
    pub fn secret(&self) -> Option<SecretField> {
        let FieldName::Secret(secret) = self.focused()?.name else { return None };
        Some(secret)
    }

    /// Returns the text field that has the keys, if one has.
    pub fn input(&mut self) -> Option<&mut Input> {
        let field = self.fields.get_mut(self.focus)?;
        let is_text = !matches!(field.name, FieldName::Secret(_) | FieldName::Keep);
        is_text.then_some(&mut field.input)
    }

    /// Moves the keys `step` fields further, going round.
    pub fn go(&mut self, step: isize) {
        let count = self.fields.len().max(1) as isize;
        self.focus = (self.focus as isize + step).rem_euclid(count) as usize;
    }

    /// Returns the values of the form.
    /// Errors: The first empty field that must not be empty.
    pub fn filled(&self) -> Result<Filled, FieldName> {
        Ok(match self.kind {
            FormKind::Password => {
                let (account, user) =
                    (self.needed(FieldName::Account)?, self.needed(FieldName::User)?);
                self.needed_secret(SecretField::Password)?;
                Filled::Password {
                    account,
                    user,
                    project: self.text(FieldName::Project),
                    keep: self.is_on(FieldName::Keep),
                }
            }
            FormKind::Keys => {
                let access = self.needed(FieldName::AccessKey)?;
                self.needed_secret(SecretField::SecretKey)?;
                Filled::Keys { access }
            }
            FormKind::Profile => Filled::Profile {
                name: self.needed(FieldName::Profile)?,
                secret_file: self.text(FieldName::SecretFile),
            },
        })
    }

    fn field(&self, name: FieldName) -> Option<&FormField> {
        self.fields.iter().find(|field| field.name == name)
    }

    fn text(&self, name: FieldName) -> Option<String> {
        let text = self.field(name)?.input.value().trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn needed(&self, name: FieldName) -> Result<String, FieldName> {
        self.text(name).ok_or(name)
    }

    fn needed_secret(&self, secret: SecretField) -> Result<(), FieldName> {
        let name = FieldName::Secret(secret);
        if self.field(name).is_some_and(|field| field.length > 0) { Ok(()) } else { Err(name) }
    }

    fn is_on(&self, name: FieldName) -> bool {
        self.field(name).is_some_and(|field| field.on)
    }
}
