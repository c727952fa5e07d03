//! What a visitor's browser keeps for the pages: the pass to the form, and whose pages were opened in it,
//! be it of tickets that were taken there or of a kiosk's. So a browser has one open ticket, however it
//! came by it.

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
pub(super) struct Browser(Vec<(String, String)>);

impl Browser {
    /// The one that sent these headers.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        // What others of this host keep may have any bytes, and the same names.
        let lines = headers.get_all(COOKIE).iter();
        let lines = lines.map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned());
        let cookie = |pair: &str| {
            let (name, value) = pair.trim().split_once('=')?;
            [PASS, TICKETS].contains(&name).then(|| (name.to_owned(), value.to_owned()))
        };
        Self(
            lines.flat_map(|line| line.split(';').filter_map(cookie).collect::<Vec<_>>()).collect(),
        )
    }

    /// The token of the ticket that is open in it.
    pub(super) fn open_ticket(&self, room: &Room, key: &LinkKey) -> Option<&str> {
        self.tickets().find(|token| is_open(token, room, key))
    }

    /// The tickets that it knows.
    pub(super) fn known(&self, room: &Room, key: &LinkKey) -> Vec<TicketId> {
        self.tickets().filter_map(|token| room.ticket(token, key)).collect()
    }

    /// The token of a ticket that it knows.
    pub(super) fn token_of(&self, ticket: TicketId, room: &Room, key: &LinkKey) -> Option<&str> {
        self.tickets().find(|token| room.ticket(token, key) == Some(ticket))
    }

    /// The passes that it shows: of several desks behind one name each may have given one.
    pub(super) fn passes(&self) -> impl Iterator<Item = &str> {
        self.values(PASS)
    }

    fn tickets(&self) -> impl Iterator<Item = &str> {
        let tokens = self.values(TICKETS).flat_map(|tokens| tokens.split(BETWEEN));
        tokens.filter(|token| !token.is_empty()).take(REMEMBERED)
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(it, _)| it == name).map(|(_, value)| value.as_str())
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
    let view = room.ticket(token, key).and_then(|ticket| room.view(ticket));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_of_the_same_host_keep_hides_nothing() {
        let mut headers = HeaderMap::new();
        let lines: [&[u8]; 2] =
            [b"name=M\xfcller; walkup_pass=of-north; walkup_ticket=a.b", b"walkup_pass=of-main"];
        for line in lines {
            headers.append(COOKIE, HeaderValue::from_bytes(line).unwrap());
        }
        let browser = Browser::of(&headers);
        assert_eq!(browser.passes().collect::<Vec<_>>(), ["of-north", "of-main"]);
        assert_eq!(browser.tickets().collect::<Vec<_>>(), ["a", "b"]);
    }
}
