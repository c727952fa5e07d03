//! The accounts: who there is, and what each may do.

use app_kit::field::Field;
use shared::command::StaffCommand;
use shared::person::{Account, PersonChange, PersonMade, Role};
use shared::refusal::Refusal;
use shared::service::ServiceId;
use shared::text::{Arg, Secret};
use shared::visitor::NAME_CHARS;

use super::{Asked, Typed};
use crate::model::{Effect, Model, TakesBack};
use crate::words::{PageSay, Say};

/// What is known of the accounts.
#[derive(Debug, Default)]
pub struct PeoplePart {
    /// All of them, once heard.
    pub list: Option<Vec<Account>>,
    /// The one whose row is open, by its user name.
    pub open: Option<String>,
    /// What stands in the way.
    pub problem: Option<String>,
    /// A password that was made, to be told once.
    pub one_time: Option<OneTime>,
}

/// A password that is good once.
#[derive(Debug)]
pub struct OneTime {
    /// Whose it is.
    pub user: String,
    /// The password.
    pub password: Secret,
    /// Whether it was copied.
    pub is_copied: bool,
}

/// An account that is being added or changed.
#[derive(Debug)]
pub struct PersonDraft {
    /// Whether the form for a new one is open.
    pub is_new: bool,
    /// The display name.
    pub name: Field,
    /// What the person signs in with.
    pub user: Field,
    /// What the person may do.
    pub role: Role,
    /// The name of the open account.
    pub renamed: Option<Typed>,
}

/// What is asked about an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonAsk {
    /// The change.
    pub change: PersonChange,
    /// How it is taken back; none: it is not.
    pub back: Option<PersonChange>,
}

impl Default for PersonDraft {
    fn default() -> Self {
        Self {
            is_new: false,
            name: Field::of_chars(NAME_CHARS),
            user: Field::of_chars(NAME_CHARS).without_spaces(),
            role: Role::Staff,
            renamed: None,
        }
    }
}

/// A change of one account.
fn of(user: impl Into<String>) -> PersonChange {
    PersonChange { user: user.into(), ..PersonChange::default() }
}

impl Model {
    /// An account by its user name.
    pub fn account(&self, user: &str) -> Option<&Account> {
        self.pages.people.list.as_ref()?.iter().find(|account| account.user == user)
    }

    /// Whether there is one admin alone, so that nobody could help them.
    pub fn is_only_admin(&self) -> bool {
        let list = self.pages.people.list.iter().flatten();
        let admins = list.filter(|account| account.enabled && account.role == Role::Admin);
        self.is_admin() && admins.count() == 1
    }

    /// Whether an account is that of whoever is signed in here.
    pub fn is_me(&self, user: &str) -> bool {
        self.mirror.me.as_ref().is_some_and(|me| me.user == user)
    }

    pub(super) fn open_person(&mut self, user: Option<String>) -> Vec<Effect> {
        let effects = self.save_name();
        self.drafts.pages.person = PersonDraft::default();
        self.pages.people.problem = None;
        self.pages.people.one_time = None;
        self.pages.people.open = user;
        effects
    }

    /// Whoever leaves a row has left the field in it.
    fn save_name(&mut self) -> Vec<Effect> {
        let user = self.pages.people.open.clone();
        let typed = self.drafts.pages.person.renamed.as_ref().filter(|typed| typed.is_touched());
        let name = typed.map(|typed| typed.field.text().to_owned());
        match (user, name) {
            (Some(user), Some(name)) => self.rename_person(user, &name),
            _ => Vec::new(),
        }
    }

    pub(super) fn new_person(&mut self) -> Vec<Effect> {
        let effects = self.open_person(None);
        self.drafts.pages.person.is_new = true;
        effects
    }

    pub(super) fn add_person(&mut self) -> Vec<Effect> {
        let draft = &self.drafts.pages.person;
        let (user, name) = (draft.user.text().trim(), draft.name.text().trim());
        if user.is_empty() || name.is_empty() {
            self.pages.people.problem = Some(self.speech.say(PageSay::NameAndUser));
            return Vec::new();
        }
        // A name that there is would be changed and not added.
        if self.account(user).is_some() {
            let text = self.speech.refusal(&Refusal::NameInUse, None);
            self.pages.people.problem = Some(text);
            return Vec::new();
        }
        let change =
            PersonChange { name: Some(name.to_owned()), role: Some(draft.role), ..of(user) };
        self.ask_person(change, None)
    }

    pub(super) fn rename_person(&mut self, user: String, name: &str) -> Vec<Effect> {
        let name = name.trim();
        let Some(old) = self.account(&user).map(|account| account.name.clone()) else {
            return Vec::new();
        };
        if old == name {
            return Vec::new();
        }
        let back = PersonChange { name: Some(old), ..of(user.clone()) };
        self.ask_person(PersonChange { name: Some(name.to_owned()), ..of(user) }, Some(back))
    }

    pub(super) fn set_role(&mut self, user: String, role: Role) -> Vec<Effect> {
        let Some(old) = self.account(&user).map(|account| account.role) else { return Vec::new() };
        if old == role {
            return Vec::new();
        }
        let back = PersonChange { role: Some(old), ..of(user.clone()) };
        self.ask_person(PersonChange { role: Some(role), ..of(user) }, Some(back))
    }

    /// An account can do these services; none: all of them.
    pub(super) fn set_person_services(
        &mut self,
        user: String,
        services: Option<Vec<ServiceId>>,
    ) -> Vec<Effect> {
        let Some(old) = self.account(&user).map(|account| account.services.clone()) else {
            return Vec::new();
        };
        if old == services {
            return Vec::new();
        }
        let back = PersonChange { services: Some(old), ..of(user.clone()) };
        self.ask_person(PersonChange { services: Some(services), ..of(user) }, Some(back))
    }

    pub(super) fn enable_person(&mut self, user: String, is_enabled: bool) -> Vec<Effect> {
        let back = PersonChange { enabled: Some(!is_enabled), ..of(user.clone()) };
        self.ask_person(PersonChange { enabled: Some(is_enabled), ..of(user) }, Some(back))
    }

    pub(super) fn reset_person(&mut self, user: String) -> Vec<Effect> {
        self.ask_person(PersonChange { reset: true, ..of(user) }, None)
    }

    fn ask_person(&mut self, change: PersonChange, back: Option<PersonChange>) -> Vec<Effect> {
        if !self.is_admin() {
            return Vec::new();
        }
        self.pages.people.problem = None;
        let asked = Asked::Person(PersonAsk { change: change.clone(), back });
        let effects = self.ask_server(asked, StaffCommand::Person(Arg::Good(change)));
        if effects.is_empty() && !self.is_live() {
            self.pages.people.problem = Some(self.speech.say(Say::ServerCannotBeHeard));
        }
        effects
    }

    pub(super) fn take_person_back(&mut self, change: PersonChange) -> Vec<Effect> {
        self.ask_person(change, None)
    }

    pub(super) fn people_heard(&mut self, list: Vec<Account>) {
        if let Some(open) = &self.pages.people.open
            && let Some(account) = list.iter().find(|account| account.user == *open)
            && let Some(typed) = &mut self.drafts.pages.person.renamed
        {
            typed.follow(&account.name);
        }
        self.pages.people.list = Some(list);
    }

    /// An account was added or changed: what, and how they stand now.
    pub(super) fn person_changed(&mut self, asked: PersonAsk, made: PersonMade) -> Vec<Effect> {
        let PersonAsk { change, back } = asked;
        let known = self.account(&change.user).map(|account| account.name.clone());
        let is_new = known.is_none();
        let name = change.name.clone().or(known).unwrap_or_else(|| made.user.clone());
        let said = match &change {
            PersonChange { enabled: Some(true), .. } => PageSay::PersonEnabled { name: &name },
            PersonChange { enabled: Some(false), .. } => PageSay::PersonDisabled { name: &name },
            PersonChange { reset: true, .. } => PageSay::PersonReset { name: &name },
            _ if is_new => PageSay::PersonAdded { name: &name },
            PersonChange { role: Some(Role::Admin), .. } => PageSay::PersonIsAdmin { name: &name },
            PersonChange { role: Some(Role::Lead), .. } => PageSay::PersonIsLead { name: &name },
            PersonChange { role: Some(Role::Staff), .. } => PageSay::PersonIsStaff { name: &name },
            PersonChange { services: Some(_), .. } => PageSay::PersonServices { name: &name },
            _ => PageSay::PersonRenamed { name: &name },
        };
        let text = self.speech.say(said);
        match back {
            Some(back) => self.say_with(text, TakesBack::Person(back)),
            None => self.say(text, Vec::new()),
        }
        if let Some(password) = made.password {
            self.drafts.pages.person = super::PersonDraft::default();
            self.pages.people.open = Some(made.user.clone());
            self.pages.people.one_time =
                Some(OneTime { user: made.user, password, is_copied: false });
        }
        if let (Some(typed), Some(name)) = (&mut self.drafts.pages.person.renamed, &change.name) {
            name.clone_into(&mut typed.base);
        }
        self.ask_server(Asked::People, StaffCommand::People)
    }

    pub(super) fn person_refused(&mut self, text: String) {
        if self.open_page() == Some(crate::pages::PageKind::People) {
            self.pages.people.problem = Some(text);
        } else {
            self.say(text, Vec::new());
        }
    }

    pub(super) fn copy_password(&mut self) -> Vec<Effect> {
        let Some(one_time) = &mut self.pages.people.one_time else { return Vec::new() };
        one_time.is_copied = true;
        vec![Effect::Copy(one_time.password.expose().to_owned())]
    }
}
