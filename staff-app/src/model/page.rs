//! Which page of the window is shown, and what is said about the connection.

use app_kit::link::{Dialect, Fingerprint};
use app_kit::shell::{Reason, State};
use shared::mirror::TicketState;

use super::Model;
use crate::pages::PageKind;
use crate::words::Say;

/// A page of the window. Each is drawn by one function of the view, and [`Model::page`] alone says
/// which is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// Server, name, password.
    SignIn,
    /// A sign-in is being taken up again.
    Returning,
    /// A desk without an account is set up.
    SetUp,
    /// A password of one's own is chosen.
    OwnPassword,
    /// A page on which a desk is run.
    Run(PageKind),
    /// Which table.
    Tables,
    /// The desk.
    Desk,
}

impl Page {
    /// Whether forms, the menu and keys belong to it: somebody is signed in.
    pub fn has_menu(self) -> bool {
        matches!(self, Self::Tables | Self::Desk | Self::Run(_))
    }
}

impl Model {
    /// Which page is shown.
    pub fn page(&self) -> Page {
        if self.settings.token.is_none() {
            return if self.is_fetching_sign_in {
                Page::Returning
            } else if self.offers_set_up() {
                Page::SetUp
            } else {
                Page::SignIn
            };
        }
        let is_classic = self.dialect == Dialect::Classic && self.standing.is_online();
        if !self.mirror.is_signed_in {
            return if is_classic { Page::Tables } else { Page::Returning };
        }
        if self.must_change_password() {
            return Page::OwnPassword;
        }
        if let Some(page) = self.open_page() {
            return Page::Run(page);
        }
        if self.mirror.seat.is_some() || self.is_without_table { Page::Desk } else { Page::Tables }
    }

    /// What stands in the way on the page, where that gives the keyboard to a field.
    pub fn problem_on_page(&self) -> Option<String> {
        let set_up = self.pages.set_up_problem.as_ref().map(|(_, problem)| problem.clone());
        self.sign_in_problem.clone().or(set_up)
    }

    /// Whether this person may work without a table.
    pub fn may_work_without_table(&self) -> bool {
        self.is_admin()
    }

    /// The title of the window: whom I serve, and how many wait.
    pub fn title(&self) -> String {
        if self.page() != Page::Desk {
            return self.speech.say(Say::WindowTitle);
        }
        let count = u64::try_from(self.waiting_count()).unwrap_or(u64::MAX);
        let waiting = self.speech.say(Say::Waiting { count });
        match self.current().filter(|held| held.state == TicketState::Mine) {
            Some(held) => {
                self.speech.say(Say::TitleServing { number: &held.label(), waiting: &waiting })
            }
            None => self.speech.say(Say::TitleIdle { waiting: &waiting }),
        }
    }

    /// What to say about the connection; none while all is well.
    pub fn link_words(&self) -> Option<String> {
        let state = self.standing();
        // The server is there; a sign-in is being taken up.
        let is_there = state == State::Connecting && self.standing.is_online();
        self.speech.standing(state, &self.settings.server).filter(|_| !is_there)
    }

    /// The certificate that a person has to judge, and whether another was accepted before.
    pub fn certificate_in_doubt(&self) -> Option<(Fingerprint, bool)> {
        match self.standing() {
            State::Setup(Reason::UnknownCertificate(shown)) => Some((shown, false)),
            State::Setup(Reason::CertificateChanged(shown)) => Some((shown, true)),
            _ => None,
        }
    }
}
