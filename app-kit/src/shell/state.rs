//! Where a window stands with its server: one answer for all three windows.

use crate::link::{self, Fingerprint, PairingCode, Refusal};

/// Where a window stands with its server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nobody has said which server is this window's.
    Asking,
    /// Somebody has to do something before the server has this window.
    Setup(Reason),
    /// On the way to the server for the first time since the start.
    Connecting,
    /// What is shown is what the server holds.
    Live,
    /// Connected, but nothing is heard since then, in milliseconds since 1970.
    Stale {
        /// When the server was heard last.
        since_ms: i64,
    },
    /// What is shown is what the server held before it could save nothing any more.
    Unsaved,
    /// What is shown is what the server held until then, in milliseconds since 1970.
    Away {
        /// When the server was heard last.
        since_ms: i64,
    },
}

/// What has to be done before the server has this window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Somebody who looks after the window has to mend its settings: it was set up once, and is no
    /// longer told its server. A passer-by is not asked.
    LookAfter,
    /// The server does not let this device in.
    NotAllowed,
    /// Somebody has to approve this code.
    Pairing(PairingCode),
    /// Something else answers at the address.
    NotWalkup,
    /// The server has no desk of the name that the address ends with.
    NoDesk,
    /// The server can save nothing at the moment, and so lets nobody in.
    NothingSaved,
    /// Nobody vouches for this certificate: somebody has to compare it.
    UnknownCertificate(Fingerprint),
    /// The server shows another certificate than the one that was accepted.
    CertificateChanged(Fingerprint),
}

impl From<Refusal> for Reason {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotAllowed => Self::NotAllowed,
            Refusal::Pairing(code) => Self::Pairing(code),
            Refusal::NotWalkup => Self::NotWalkup,
            Refusal::NoDesk => Self::NoDesk,
            Refusal::NothingSaved => Self::NothingSaved,
            Refusal::UnknownCertificate(shown) => Self::UnknownCertificate(shown),
            Refusal::CertificateChanged(shown) => Self::CertificateChanged(shown),
        }
    }
}

/// Keeps account of where a window stands; pure, the window tells it what happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    has_server: bool,
    was_set_up: bool,
    link: link::State,
    /// Whether what is shown was ever whole.
    was_live: bool,
    /// Whether the state on the present connection is whole.
    is_whole: bool,
    /// When the server was heard last, in milliseconds since 1970.
    heard_ms: i64,
}

impl Standing {
    /// At the start. `was_set_up` says that somebody chose this window's server once: then nobody
    /// else is asked for one.
    pub fn new(has_server: bool, was_set_up: bool) -> Self {
        Self {
            has_server,
            was_set_up,
            link: link::State::Connecting,
            was_live: false,
            is_whole: false,
            heard_ms: 0,
        }
    }

    /// Somebody has said which server it is, or what to do about it: all is tried anew.
    pub fn choose(&mut self) {
        *self = Self::new(true, true);
    }

    /// The link is in another state now; `now_ms` is the time since 1970.
    pub fn link(&mut self, state: &link::State, now_ms: i64) {
        if self.link == link::State::Online && *state != link::State::Online && self.is_whole {
            self.heard_ms = now_ms;
        }
        if !matches!(state, link::State::Online | link::State::Stale) {
            self.is_whole = false;
        }
        // What was refused stands while the next try is under way.
        let is_next_try =
            *state == link::State::Connecting && matches!(self.link, link::State::Refused(_));
        if !is_next_try {
            self.link = state.clone();
        }
    }

    /// What the window holds is the whole of what the server holds.
    pub fn whole(&mut self) {
        (self.was_live, self.is_whole) = (true, true);
    }

    /// Whether the server can be told something now, even before the window holds all of it.
    pub fn is_online(&self) -> bool {
        self.link == link::State::Online
    }

    /// Where the window stands.
    ///
    /// A key that is good no more and a certificate that is another one do not pass by themselves,
    /// so they are shown even where the window was live. That something else answers does: a proxy
    /// says so while the server starts again.
    pub fn state(&self) -> State {
        if !self.has_server {
            return if self.was_set_up { State::Setup(Reason::LookAfter) } else { State::Asking };
        }
        let since_ms = self.heard_ms;
        match (&self.link, self.was_live) {
            (link::State::Online, _) if self.is_whole => State::Live,
            (link::State::Stale, true) if self.is_whole => State::Stale { since_ms },
            (link::State::Refused(Refusal::NotWalkup | Refusal::NoDesk), true) => {
                State::Away { since_ms }
            }
            (link::State::Refused(Refusal::NothingSaved), true) => State::Unsaved,
            (link::State::Refused(refusal), _) => State::Setup((*refusal).into()),
            (_, true) => State::Away { since_ms },
            (_, false) => State::Connecting,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const OFFLINE: link::State = link::State::Offline { retry_in: Duration::ZERO };

    fn code() -> PairingCode {
        "ABC234".parse().unwrap()
    }

    /// Says what happened and gives where the window stands after each.
    fn check(standing: &mut Standing, happened: &[(&str, State)]) {
        let refused = |refusal| link::State::Refused(refusal);
        for (at, (what, expected)) in happened.iter().enumerate() {
            let now_ms = 1_000 * i64::try_from(at).unwrap();
            match *what {
                "whole" => standing.whole(),
                "online" => standing.link(&link::State::Online, now_ms),
                "stale" => standing.link(&link::State::Stale, now_ms),
                "offline" => standing.link(&OFFLINE, now_ms),
                "connecting" => standing.link(&link::State::Connecting, now_ms),
                "code" => standing.link(&refused(Refusal::Pairing(code())), now_ms),
                "other" => standing.link(&refused(Refusal::NotWalkup), now_ms),
                "unsaved" => standing.link(&refused(Refusal::NothingSaved), now_ms),
                "changed" => {
                    let shown = Fingerprint::of(b"other");
                    standing.link(&refused(Refusal::CertificateChanged(shown)), now_ms);
                }
                what => panic!("{what}"),
            }
            assert_eq!(standing.state(), *expected, "after {what}, {at}");
        }
    }

    #[test]
    fn a_window_is_set_up_and_goes_live() {
        let mut standing = Standing::new(false, false);
        assert_eq!(standing.state(), State::Asking);
        standing.choose();
        check(
            &mut standing,
            &[
                ("connecting", State::Connecting),
                ("code", State::Setup(Reason::Pairing(code()))),
                ("offline", State::Connecting),
                ("other", State::Setup(Reason::NotWalkup)),
                ("online", State::Connecting),
                ("whole", State::Live),
            ],
        );
    }

    #[test]
    fn a_window_that_was_live_says_what_does_not_pass_by_itself() {
        let mut standing = Standing::new(true, true);
        let shown = Fingerprint::of(b"other");
        check(
            &mut standing,
            &[
                ("online", State::Connecting),
                ("whole", State::Live),
                ("stale", State::Stale { since_ms: 2_000 }),
                ("offline", State::Away { since_ms: 2_000 }),
                // A proxy answers while the server starts again.
                ("other", State::Away { since_ms: 2_000 }),
                ("code", State::Setup(Reason::Pairing(code()))),
                ("connecting", State::Setup(Reason::Pairing(code()))),
                ("changed", State::Setup(Reason::CertificateChanged(shown))),
                ("offline", State::Away { since_ms: 2_000 }),
                ("online", State::Away { since_ms: 2_000 }),
                ("whole", State::Live),
                ("offline", State::Away { since_ms: 11_000 }),
                ("unsaved", State::Unsaved),
                // Why it was, until it is heard again.
                ("connecting", State::Unsaved),
                ("offline", State::Away { since_ms: 11_000 }),
            ],
        );
    }

    #[test]
    fn who_was_set_up_once_asks_nobody_for_a_server() {
        assert_eq!(Standing::new(false, true).state(), State::Setup(Reason::LookAfter));
    }
}
