//! Signing in and out, and whose words stay on screen.

use std::str::FromStr;

use app_kit::address::ServerAddress;
use app_kit::field::Edit;
use app_kit::link::{Desks, Dialect, Fingerprint};
use shared::command::StaffCommand;
use shared::ids::TableNo;
use shared::text::{Arg, Secret};
use shared::this_computer::ThisComputer;

use super::{Drafts, Effect, Model, What};
use crate::words::Say;

impl Model {
    pub(super) fn sign_in(&mut self) -> Vec<Effect> {
        let draft = &self.drafts.sign_in;
        let Ok(address) = ServerAddress::from_str(&draft.server) else {
            self.sign_in_problem = Some(self.speech.say(Say::WhereIsTheServer));
            return Vec::new();
        };
        let has_token = !draft.token.trim().is_empty();
        if !has_token && (draft.user.trim().is_empty() || draft.password.is_empty()) {
            self.sign_in_problem = Some(self.speech.say(Say::TypeNameAndPassword));
            let server = draft.server.clone();
            return self.look_at(&server);
        }
        self.sign_in_problem = None;
        self.is_signing_in = true;
        let server = draft.server.trim().to_owned();
        if self.standing.is_online() && self.settings.server == server {
            return self.sign_in_if_wanted();
        }
        self.settings.go_to(&address);
        self.settings.server = server;
        self.standing.choose();
        vec![Effect::Connect]
    }

    /// Connects to a server before anybody signs in: its desk may have no account yet.
    pub(super) fn look_at(&mut self, server: &str) -> Vec<Effect> {
        let Ok(address) = ServerAddress::from_str(server) else { return Vec::new() };
        let server = server.trim();
        if self.is_signing_in || self.settings.token.is_some() || self.settings.server == server {
            return Vec::new();
        }
        self.settings.go_to(&address);
        server.clone_into(&mut self.settings.server);
        self.drafts.sign_in.is_looking = true;
        self.pages.is_set_up_put_aside = false;
        self.mirror = shared::mirror::StaffMirror::default();
        self.standing.choose();
        let mut effects = vec![Effect::Connect];
        effects.extend(self.look_for_desks());
        effects
    }

    /// Looks which desks there are at the server that was typed, unless those are known.
    pub(super) fn look_for_desks(&mut self) -> Vec<Effect> {
        let Ok(address) = ServerAddress::from_str(&self.drafts.sign_in.server) else {
            return Vec::new();
        };
        let desks = &mut self.drafts.sign_in.desks;
        if desks.as_ref().is_some_and(|desks| desks.each().any(|(_, at)| at == address)) {
            return Vec::new();
        }
        *desks = None;
        vec![Effect::FindDesks(address)]
    }

    /// Takes in which desks there are, unless another server was typed meanwhile.
    pub fn desks_found(&mut self, desks: Desks) {
        let typed = ServerAddress::from_str(&self.drafts.sign_in.server);
        let is_there = typed.is_ok_and(|typed| desks.each().any(|(_, at)| at == typed));
        if is_there && desks.len() > 1 {
            self.drafts.sign_in.desks = Some(desks);
        }
    }

    /// Gives up on signing in, or on a sign-in that was kept.
    pub(super) fn stop_signing_in(&mut self) -> Vec<Effect> {
        self.is_signing_in = false;
        if self.settings.token.is_some() || std::mem::take(&mut self.is_fetching_sign_in) {
            return self.forget_sign_in(None);
        }
        self.standing.choose();
        vec![Effect::Disconnect]
    }

    /// Only one that nobody accepted before: a changed one must be forgotten first, so that nobody
    /// waves it through.
    pub(super) fn trust_certificate(&mut self) -> Vec<Effect> {
        let Some((shown, false)) = self.certificate_in_doubt() else { return Vec::new() };
        self.believe(shown)
    }

    /// Whether something is asked for that a server of this computer may have left in its data.
    pub fn asks_for_this_computer(&self) -> bool {
        let draft = &self.drafts.pages.set_up;
        let asks_for_code = self.offers_set_up() && !draft.is_code_looked_for;
        self.certificate_in_doubt().is_some() || asks_for_code
    }

    /// Takes what servers of this computer have left: who can read their data holds their key too.
    pub fn meet_this_computer(&mut self, servers: &[ThisComputer]) -> Vec<Effect> {
        let certificate = |server: &ThisComputer| server.certificate.as_deref()?.parse().ok();
        if let Some((shown, _)) = self.certificate_in_doubt() {
            let is_ours = servers.iter().any(|server| certificate(server) == Some(shown));
            return if is_ours { self.believe(shown) } else { Vec::new() };
        }
        let Ok(address) = self.settings.server.parse::<ServerAddress>() else { return Vec::new() };
        let pinned = self.settings.pinned();
        let is_ours = |server: &&ThisComputer| {
            let is_known = pinned.is_some() && certificate(server) == pinned;
            let is_here = if address.is_encrypted() { is_known } else { address.is_local() };
            is_here && address.places().iter().any(|place| place.port() == server.port)
        };
        let code = servers.iter().find(is_ours).and_then(|server| server.code.clone());
        let draft = &mut self.drafts.pages.set_up;
        draft.is_code_looked_for = true;
        if let Some(code) = code.filter(|_| draft.code.text().is_empty()) {
            draft.code.apply(&Edit::rewritten(code));
            draft.is_code_known = true;
        }
        Vec::new()
    }

    fn believe(&mut self, shown: Fingerprint) -> Vec<Effect> {
        self.settings.certificate = Some(shown.to_string());
        self.sign_in_problem = None;
        // Goes on with what was typed, unless a sign-in is being taken up.
        let draft = &self.drafts.sign_in;
        let has_typed = !draft.token.trim().is_empty()
            || !draft.user.trim().is_empty() && !draft.password.is_empty();
        self.is_signing_in = self.settings.token.is_none() && has_typed;
        self.standing.choose();
        vec![Effect::Save, Effect::Trust(shown)]
    }

    pub(super) fn forget_certificate(&mut self) -> Vec<Effect> {
        self.settings.certificate = None;
        self.standing.choose();
        vec![Effect::Save, Effect::Connect]
    }

    /// Sends the sign-in that waits for a connection.
    pub(super) fn sign_in_if_wanted(&mut self) -> Vec<Effect> {
        if !self.is_signing_in {
            return Vec::new();
        }
        let token = std::mem::take(&mut self.drafts.sign_in.token).trim().to_owned();
        if !token.is_empty() {
            self.is_signing_in = false;
            self.settings.token = Some(token.clone());
            let mut effects = vec![Effect::KeepToken, Effect::Save];
            if self.dialect == Dialect::Extended {
                let resume = StaffCommand::Resume(Secret::new(token));
                effects.extend(self.request(What::Resume, resume));
            }
            return effects;
        }
        let user = self.drafts.sign_in.user.trim().to_owned();
        let password = Secret::new(self.drafts.sign_in.password.clone());
        self.request(What::Login, StaffCommand::Login { user, password })
    }

    pub(super) fn sign_out(&mut self) -> Vec<Effect> {
        if self.is_live() && self.dialect == Dialect::Extended {
            return self.request(What::Logout, StaffCommand::Logout);
        }
        // Nobody can be told; the sign-in ends there by its age.
        let mut effects = self.signed_out_by_choice();
        self.standing.choose();
        effects.push(Effect::Disconnect);
        effects
    }

    /// Whoever signs out leaves nothing that was typed.
    pub(super) fn signed_out_by_choice(&mut self) -> Vec<Effect> {
        self.drafts = Drafts::of_settings(&self.settings);
        self.forget_sign_in(None)
    }

    pub(super) fn pick(&mut self, table: TableNo) -> Vec<Effect> {
        let Some(token) = self.settings.token.clone() else { return Vec::new() };
        if !self.standing.is_online() || self.is_requested(|what| matches!(what, What::Pick(_))) {
            return Vec::new();
        }
        self.table_problem = None;
        let token = Secret::new(token);
        self.request(What::Pick(table), StaffCommand::Pick { table: Arg::Good(table), token })
    }

    /// The server ended the sign-in.
    pub(super) fn signed_out(&mut self) -> Vec<Effect> {
        let problem = self.speech.say(Say::SignInHasEnded);
        self.forget_sign_in(Some(problem))
    }

    /// Forgets the sign-in and everything about visitors. What everybody is told stays.
    pub(super) fn forget_sign_in(&mut self, problem: Option<String>) -> Vec<Effect> {
        self.show_new_state();
        let heard = std::mem::take(&mut self.mirror);
        self.mirror.facts = heard.facts;
        self.mirror.reasons = heard.reasons;
        self.mirror.warning = heard.warning;
        self.mirror.taken = heard.taken;
        self.mirror.wants_set_up = heard.wants_set_up;
        self.pages = super::Pages::default();
        self.drafts.pages = super::PageDrafts::default();
        self.requests.clear();
        self.leaving.clear();
        self.toasts.clear();
        self.search.forget();
        self.drafts.sign_in.password.clear();
        self.drafts.sign_in.token.clear();
        self.is_without_table = false;
        self.settings.token = None;
        self.sign_in_problem = problem;
        self.is_signing_in = false;
        vec![Effect::KeepToken, Effect::Save]
    }

    /// A form stays open over a new sign-in of the same person, and of nobody else.
    pub(super) fn keep_only_my_drafts(&mut self) {
        // Another role of the same person is not another person.
        let user = |me: &Option<shared::message::Me>| me.as_ref().map(|me| me.user.clone());
        if user(&self.drafts.owner) != user(&self.mirror.me) {
            self.pages = super::Pages::default();
            self.drafts.pages.fields.clear();
            self.drafts.form = None;
            self.drafts.unsettled_visitor = None;
            self.drafts.search.clear();
            self.drafts.owner.clone_from(&self.mirror.me);
        }
    }
}
