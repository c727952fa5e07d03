//! Who is connected: what ends with the process and is therefore no [`super::Change`].

use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;
use std::time::Duration;

use rustc_hash::FxHashMap;
use shared::ids::TicketId;

use super::accounts::PersonId;
use super::credential::TokenHash;
use super::links::CodeLength;
use super::paper::{PrintNo, Told};
use super::time::Millis;
use super::visitors::Joined;

/// Which connection; counted from the start of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnId(pub u64);

/// By which token a connection signed in last, and who that was. Whether it still is signed in
/// depends on the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignIn {
    /// Who.
    pub person: PersonId,
    /// By which token.
    pub token: TokenHash,
}

/// A connection as far as the rules look at it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Connection {
    pub(super) sign_in: Option<SignIn>,
    /// The key of the device that it is, if it showed one.
    pub(super) device: Option<TokenHash>,
    /// From where it came.
    pub(super) address: Option<IpAddr>,
}

/// Every connection, and what is to be noted of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Presence {
    pub(super) connections: FxHashMap<ConnId, Connection>,
    /// Since when the people with a table have no connection, by the time run.
    pub(super) absent: BTreeMap<PersonId, Duration>,
    /// When devices that have gone were connected last, where that is not noted yet.
    pub(super) devices_gone: BTreeMap<TokenHash, Millis>,
    /// When each kiosk gave tickets to visitors who told nothing, by the time run, for the last
    /// minute. Kiosks without a key are one: they are all on this machine.
    gave: BTreeMap<Option<TokenHash>, VecDeque<Duration>>,
    /// How long codes to join with are, since they were guessed at, and until when, by the time run.
    pub(super) longer_codes: Option<(CodeLength, Duration)>,
    /// The printers and disks of kiosks, as those told of them.
    pub(super) told: BTreeMap<KioskKey, Told>,
    /// The ticket that was taken in a browser that knows these, which may not know of that one yet.
    pub(super) joined: BTreeMap<TicketId, Joined>,
    /// To which connection each print went. One that has ended stays until that is saved: if it is
    /// not, the print is open again.
    pub(super) printing: BTreeMap<PrintNo, ConnId>,
}

/// What tells kiosks apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum KioskKey {
    /// The key that it was let in with: the same over connections.
    Device(TokenHash),
    /// It has none, so two of them are two by their connections alone.
    Connection(ConnId),
}

impl KioskKey {
    /// The key that it was let in with, if it was.
    pub(super) fn device(&self) -> Option<&TokenHash> {
        match self {
            Self::Device(key) => Some(key),
            Self::Connection(_) => None,
        }
    }
}

/// A kiosk gives a ticket to a visitor who tells nothing at most once in this time.
const NAMELESS_PAUSE: Duration = Duration::from_secs(2);

/// And at most so many in a minute.
const NAMELESS_A_MINUTE: usize = 12;

const MINUTE: Duration = Duration::from_secs(60);

impl Presence {
    /// What was given at that time was taken back.
    pub(super) fn gave_nothing(&mut self, conn: ConnId, run: Duration) {
        let kiosk = self.kiosk(conn);
        if let Some(gave) = self.gave.get_mut(&kiosk) {
            gave.retain(|at| *at != run);
        }
    }

    /// A connection of a device, if it has one.
    pub(super) fn of_device(&self, key: &TokenHash) -> Option<&Connection> {
        let mut connections = self.connections.values();
        connections.find(|connection| connection.device.as_ref() == Some(key))
    }

    fn kiosk(&self, conn: ConnId) -> Option<TokenHash> {
        self.connections.get(&conn)?.device
    }

    /// Whether a kiosk must wait before it gives another ticket to somebody who tells nothing.
    pub(super) fn gives_too_much(&self, conn: ConnId, run: Duration) -> bool {
        let Some(gave) = self.gave.get(&self.kiosk(conn)) else { return false };
        let within =
            |time: Duration| gave.iter().filter(move |at| run.saturating_sub(**at) < time).count();
        within(NAMELESS_PAUSE) > 0 || within(MINUTE) >= NAMELESS_A_MINUTE
    }

    /// A kiosk gave a ticket to somebody who told nothing.
    pub(super) fn gave(&mut self, conn: ConnId, run: Duration) {
        let kiosk = self.kiosk(conn);
        let gave = self.gave.entry(kiosk).or_default();
        gave.retain(|at| run.saturating_sub(*at) < MINUTE);
        gave.push_back(run);
    }
}
