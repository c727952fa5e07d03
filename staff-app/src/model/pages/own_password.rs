//! A password of one's own in place of one that is good once.

use shared::command::{PasswordChange, StaffCommand};
use shared::text::{Arg, Secret};

use super::Asked;
use crate::model::{Effect, Model, PASSWORD_CHARS};
use crate::words::{PageSay, Say};

/// What is typed there.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct OwnPasswordDraft {
    /// The one-time password.
    pub old: String,
    /// Whether it is known from the sign-in, so that nobody is asked for it.
    pub is_old_known: bool,
    /// The new one.
    pub new: String,
    /// Whether it can be read.
    pub shows_password: bool,
}

impl std::fmt::Debug for OwnPasswordDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OwnPasswordDraft").finish_non_exhaustive()
    }
}

impl Model {
    /// Whether whoever is signed in must choose a password before anything else.
    pub fn must_change_password(&self) -> bool {
        self.mirror.me.as_ref().is_some_and(|me| me.must_change)
    }

    /// The password that was just typed is the old one, should it be good once only.
    pub(in crate::model) fn remember_password(&mut self) {
        let old = self.drafts.sign_in.password.clone();
        // Whoever signs in has nothing to set up.
        self.drafts.pages.set_up = super::SetUpDraft::default();
        self.drafts.pages.own_password =
            OwnPasswordDraft { is_old_known: !old.is_empty(), old, ..OwnPasswordDraft::default() };
    }

    /// The state is here: whoever need not choose a password has nothing remembered.
    pub(in crate::model) fn forget_password_unless_needed(&mut self) {
        if !self.must_change_password() {
            self.drafts.pages.own_password = OwnPasswordDraft::default();
            self.pages.password_problem = None;
        }
    }

    pub(super) fn choose_own_password(&mut self) -> Vec<Effect> {
        let draft = &self.drafts.pages.own_password;
        let characters = u64::try_from(PASSWORD_CHARS).unwrap_or(u64::MAX);
        let problem = if draft.old.is_empty() {
            Some(self.speech.say(PageSay::TypeOneTimePassword))
        } else if draft.new.chars().count() < PASSWORD_CHARS {
            Some(self.speech.say(Say::NewPasswordTooShort { characters }))
        } else if draft.new == draft.old {
            Some(self.speech.say(PageSay::SamePassword))
        } else {
            None
        };
        self.pages.password_problem = problem;
        if self.pages.password_problem.is_some() {
            return Vec::new();
        }
        let draft = &self.drafts.pages.own_password;
        let change = PasswordChange {
            old: Secret::new(draft.old.clone()),
            new: Secret::new(draft.new.clone()),
        };
        self.ask_server(Asked::OwnPassword, StaffCommand::Password(Arg::Good(change)))
    }

    pub(super) fn own_password_chosen(&mut self) {
        self.drafts.pages.own_password = OwnPasswordDraft::default();
        self.pages.password_problem = None;
        let text = self.speech.say(Say::PasswordChanged);
        self.say(text, Vec::new());
    }

    /// The one-time password did not match: it is asked for.
    pub(super) fn own_password_refused(&mut self, is_old_wrong: bool, text: String) {
        if is_old_wrong {
            self.drafts.pages.own_password.old.clear();
            self.drafts.pages.own_password.is_old_known = false;
        }
        self.pages.password_problem = Some(text);
    }
}
