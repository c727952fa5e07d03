//! What a visitor's browser keeps for the pages: the pass to the form, and whose pages were opened in it,
//! be it of tickets that were taken there or of a kiosk's. So a browser has one open ticket, however it
//! came by it.

use std::collections::BTreeMap;

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use shared::ids::TicketId;

use super::room::{Room, State};
use crate::core::LinkKey;
use crate::core::links::PASS_MS;

/// The cookie that holds a pass.
const PASS: &str = "walkup_pass";

/// The cookie that holds the tokens of the tickets that it saw last: those that were open when the last one
/// was added, then those that had ended, and of both the newest first.
const TICKETS: &str = "walkup_ticket";

/// How long a browser remembers its tickets, in seconds. Their tokens are void sooner.
const TICKETS_SECS: i64 = 24 * 60 * 60;

/// How many tickets it remembers: one is its visitor's own as a rule, and others may be taken back for a
/// while.
const REMEMBERED: usize = 8;

/// What stands between two tokens.
const BETWEEN: char = '.';

/// What a browser sent of what it keeps.
#[derive(Debug)]
pub(super) struct Browser(BTreeMap<String, String>);

impl Browser {
    /// The one that sent these headers.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
        let cookies = lines.flat_map(|line| line.split(';')).filter_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            Some((name.to_owned(), value.to_owned()))
        });
        Self(cookies.collect())
    }

    /// The token of the ticket that is open in it.
    pub(super) fn open_ticket(&self, room: &Room, key: &LinkKey) -> Option<&str> {
        self.tickets().find(|token| is_open(token, room, key))
    }

    /// The tickets that it knows.
    pub(super) fn known(&self, key: &LinkKey) -> Vec<TicketId> {
        self.tickets().filter_map(|token| key.ticket(token)).collect()
    }

    /// The token of a ticket that it knows.
    pub(super) fn token_of(&self, ticket: TicketId, key: &LinkKey) -> Option<&str> {
        self.tickets().find(|token| key.ticket(token) == Some(ticket))
    }

    /// The pass that it shows.
    pub(super) fn pass(&self) -> Option<&str> {
        self.0.get(PASS).map(String::as_str)
    }

    fn tickets(&self) -> impl Iterator<Item = &str> {
        let tokens = self.0.get(TICKETS).map_or("", String::as_str);
        tokens.split(BETWEEN).filter(|token| !token.is_empty()).take(REMEMBERED)
    }

    /// What makes it remember a ticket besides those that it knows; none: it knows this one. Where they
    /// are too many, those that have ended give way first.
    ///
    /// It holds for the form and for every ticket's page, wherever a proxy has put those. A link in a
    /// mail leads to a page, and what a browser knows must come with that, or else it would be lost to
    /// what is remembered then; a form that another site sends comes without.
    pub(super) fn remember(
        &self,
        token: &str,
        room: &Room,
        key: &LinkKey,
        is_secure: bool,
    ) -> Option<HeaderValue> {
        if self.tickets().any(|known| known == token) {
            return None;
        }
        let tokens = std::iter::once(token).chain(self.tickets());
        let (open, ended): (Vec<_>, Vec<_>) = tokens.partition(|token| is_open(token, room, key));
        let tokens: Vec<_> = open.into_iter().chain(ended).take(REMEMBERED).collect();
        let tokens = tokens.join(&BETWEEN.to_string());
        cookie(TICKETS, &tokens, TICKETS_SECS, "Path=/; SameSite=Lax", is_secure)
    }
}

/// Whether the ticket of a token is open.
fn is_open(token: &str, room: &Room, key: &LinkKey) -> bool {
    let view = key.ticket(token).and_then(|ticket| room.view(ticket));
    view.is_some_and(|view| matches!(view.state, State::Waiting { .. } | State::Called { .. }))
}

/// What makes a browser keep a pass.
pub(super) fn keep_pass(pass: &str, is_secure: bool) -> Option<HeaderValue> {
    cookie(PASS, pass, PASS_MS / 1000, "SameSite=Strict", is_secure)
}

/// What makes it forget its pass.
pub(super) fn drop_pass(is_secure: bool) -> Option<HeaderValue> {
    cookie(PASS, "", 0, "SameSite=Strict", is_secure)
}

/// Sends a cookie along, if there is one to send.
pub(super) fn set(response: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

fn cookie(name: &str, value: &str, secs: i64, to: &str, is_secure: bool) -> Option<HeaderValue> {
    let secure = if is_secure { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Max-Age={secs}; HttpOnly; {to}{secure}");
    HeaderValue::from_str(&cookie).ok()
}
