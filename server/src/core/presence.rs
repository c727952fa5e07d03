//! Who is connected: what ends with the process and is therefore no [`super::Change`].

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use rustc_hash::FxHashMap;

use super::accounts::PersonId;
use super::credential::TokenHash;
use super::time::Millis;

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
}

impl Presence {
    /// A connection of a device, if it has one.
    pub(super) fn of_device(&self, key: &TokenHash) -> Option<&Connection> {
        let mut connections = self.connections.values();
        connections.find(|connection| connection.device.as_ref() == Some(key))
    }
}
