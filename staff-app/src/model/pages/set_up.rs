//! A desk that has no account yet is set up from the window.

use app_kit::field::Field;
use shared::command::StaffCommand;
use shared::device::code;
use shared::person::FirstSetup;
use shared::refusal::Refusal;
use shared::text::{Arg, Secret};
use shared::visitor::{NAME_CHARS, NOTE_CHARS};

use super::{Asked, spots::MOST_TABLES};
use crate::model::{Effect, Model, PASSWORD_CHARS};
use crate::words::{PageSay, Say};

/// A desk that is being set up.
pub struct SetUpDraft {
    /// Whose desk this is.
    pub organisation: Field,
    /// How many tables there are.
    pub tables: Field,
    /// Whether that was filled in with how many there are by now.
    pub is_count_known: bool,
    /// What others read of the first admin.
    pub name: Field,
    /// What the first admin signs in with.
    pub user: Field,
    /// Exactly as typed.
    pub password: String,
    /// Whether it can be read.
    pub shows_password: bool,
    /// What the server's machine shows.
    pub code: Field,
    /// Whether it was looked for in the data of a server of this computer.
    pub is_code_looked_for: bool,
    /// Whether it stood there, so that nobody need type it.
    pub is_code_known: bool,
}

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetUpField {
    /// The organisation.
    Organisation,
    /// How many tables.
    Tables,
    /// The name.
    Name,
    /// What one signs in with.
    User,
    /// The password.
    Password,
    /// The code.
    Code,
}

impl Default for SetUpDraft {
    fn default() -> Self {
        Self {
            organisation: Field::of_chars(NOTE_CHARS),
            tables: Field::of_chars(6),
            is_count_known: false,
            name: Field::of_chars(NAME_CHARS),
            user: Field::of_chars(NAME_CHARS).without_spaces(),
            password: String::new(),
            shows_password: false,
            code: Field::of_chars(40),
            is_code_looked_for: false,
            is_code_known: false,
        }
    }
}

impl std::fmt::Debug for SetUpDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SetUpDraft").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Model {
    /// Whether the window offers to set the desk up.
    pub fn offers_set_up(&self) -> bool {
        self.settings.token.is_none()
            && (self.mirror.wants_set_up || self.pages.was_set_up)
            && !self.pages.is_set_up_put_aside
    }

    /// A server says whether its desk has an account.
    pub(in crate::model) fn set_up_heard(&mut self, is_done: bool, was_wanted: bool) {
        let by_me = self.is_asked(|asked| *asked == Asked::SetUp);
        // Whoever was typing is told; before that there is nothing to tell.
        self.pages.was_set_up = is_done && was_wanted && !by_me && self.settings.token.is_none();
    }

    pub(super) fn set_up_desk(&mut self) -> Vec<Effect> {
        if self.pages.was_set_up || self.is_asked(|asked| *asked == Asked::SetUp) {
            return Vec::new();
        }
        let draft = &self.drafts.pages.set_up;
        let tables = draft.tables.text().trim();
        let tables = if tables.is_empty() { Ok(None) } else { tables.parse::<u32>().map(Some) };
        let tables =
            tables.ok().filter(|count| count.is_none_or(|n| (1..=MOST_TABLES).contains(&n)));
        let characters = u64::try_from(PASSWORD_CHARS).unwrap_or(u64::MAX);
        let problem = if tables.is_none() {
            Some((SetUpField::Tables, self.speech.refusal(&Refusal::TablesUnusable, None)))
        } else if draft.name.text().trim().is_empty() {
            Some((SetUpField::Name, self.speech.say(PageSay::TypeYourName)))
        } else if draft.user.text().trim().is_empty() {
            Some((SetUpField::User, self.speech.say(PageSay::TypeAUser)))
        } else if draft.password.chars().count() < PASSWORD_CHARS {
            let text = self.speech.say(Say::NewPasswordTooShort { characters });
            Some((SetUpField::Password, text))
        } else if code(draft.code.text()).is_empty() {
            Some((SetUpField::Code, self.speech.say(PageSay::TypeTheSetUpCode)))
        } else {
            None
        };
        self.pages.set_up_problem = problem;
        if self.pages.set_up_problem.is_some() {
            return Vec::new();
        }
        let draft = &self.drafts.pages.set_up;
        let setup = FirstSetup {
            code: draft.code.text().trim().to_owned(),
            organisation: draft.organisation.text().trim().to_owned(),
            tables: tables.flatten(),
            user: draft.user.text().trim().to_owned(),
            name: draft.name.text().trim().to_owned(),
            password: Secret::new(draft.password.clone()),
        };
        let effects = self.ask_server(Asked::SetUp, StaffCommand::SetUp(Arg::Good(setup)));
        if effects.is_empty() {
            let text = self.speech.say(Say::ServerCannotBeHeard);
            self.pages.set_up_problem = Some((SetUpField::Code, text));
        }
        effects
    }

    /// The desk is set up, and its first admin signed in.
    pub(super) fn desk_is_set_up(&mut self, token: &Secret) -> Vec<Effect> {
        let user = self.drafts.pages.set_up.user.text().trim().to_owned();
        self.settings.token = Some(token.expose().to_owned());
        self.drafts.sign_in.user.clone_from(&user);
        self.settings.user = user;
        self.drafts.pages.set_up = SetUpDraft::default();
        self.pages.set_up_problem = None;
        self.mirror.wants_set_up = false;
        vec![Effect::KeepToken, Effect::Save]
    }

    pub(super) fn set_up_refused(&mut self, refusal: Option<&Refusal>, text: String) {
        let field = match refusal {
            Some(Refusal::SetUpAlready) => {
                self.pages.was_set_up = true;
                return;
            }
            Some(Refusal::PasswordTooShort | Refusal::PasswordTooCommon) => SetUpField::Password,
            Some(Refusal::NameInUse | Refusal::NameNotValid) => SetUpField::User,
            Some(Refusal::TablesUnusable | Refusal::SetInFile(_)) => SetUpField::Tables,
            Some(Refusal::OrganisationTooLong) => SetUpField::Organisation,
            _ => SetUpField::Code,
        };
        self.pages.set_up_problem = Some((field, text));
    }
}
