//! What is known of each server: its certificate and the key by which it knows this device.
//!
//! What stands at the top of a settings file belongs to the `server` that is named there. If none
//! is, it belongs to nobody until somebody writes the name: a server given for one run is not told
//! a key that may be another's. Every other server has an entry of its own, so that no certificate
//! and no key of one is ever shown to, or believed of, another.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shared::text::Secret;

use crate::address::ServerAddress;
use crate::link::{Fingerprint, Known};
use crate::settings::Kept;

/// What is known of one server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KnownServer {
    /// The fingerprint of its self-made certificate, once a person has accepted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// The key by which it knows this device; a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_key: Option<Kept>,
}

/// Writes [`Keep::servers`](super::Keep::servers) and its counterpart for the settings of a device:
/// the fields `server`, `certificate`, `device_key` and `servers` stand at the top of its file.
#[macro_export]
macro_rules! device_servers {
    () => {
        fn servers(&self) -> $crate::shell::Servers {
            let (certificate, device_key) = (self.certificate.clone(), self.device_key.clone());
            $crate::shell::Servers {
                server: self.server.clone(),
                first: $crate::shell::KnownServer { certificate, device_key },
                others: self.servers.clone(),
            }
        }

        fn set_servers(&mut self, servers: $crate::shell::Servers) {
            self.server = servers.server;
            self.certificate = servers.first.certificate;
            self.device_key = servers.first.device_key;
            self.servers = servers.others;
        }
    };
}

impl KnownServer {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.certificate.is_none() && self.device_key.is_none()
    }
}

/// The servers of a window, as its settings file holds them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Servers {
    /// The server that the file names; empty: none.
    pub server: String,
    /// What is known of that one.
    pub first: KnownServer,
    /// What is known of others, by their addresses.
    pub others: BTreeMap<String, KnownServer>,
}

impl Servers {
    /// The server that the file names, if it can be understood.
    pub fn address(&self) -> Option<ServerAddress> {
        self.server.parse().ok()
    }

    /// Whether somebody has set this window up: it has, or had, a server.
    pub fn was_set_up(&self) -> bool {
        !self.server.trim().is_empty() || !self.first.is_empty() || !self.others.is_empty()
    }

    /// What is known of a server.
    pub fn of(&self, address: &ServerAddress) -> &KnownServer {
        static NOTHING: KnownServer = KnownServer { certificate: None, device_key: None };
        if self.is_first(address) {
            return &self.first;
        }
        self.others.get(&address.to_string()).unwrap_or(&NOTHING)
    }

    /// What is known of a server, to add to it.
    pub fn of_mut(&mut self, address: &ServerAddress) -> &mut KnownServer {
        if self.is_first(address) {
            return &mut self.first;
        }
        self.others.entry(address.to_string()).or_default()
    }

    /// Makes this the server that the file names. What is known of the one before is kept with it,
    /// and what belongs to none is kept for somebody to look at.
    pub fn choose(&mut self, address: &ServerAddress) {
        if self.is_first(address) {
            self.server = address.short();
            return;
        }
        let first = std::mem::take(&mut self.first);
        if !first.is_empty() {
            let before = self.address().map(|before| before.to_string());
            self.others.insert(before.unwrap_or_else(|| self.server.clone()), first);
        }
        self.first = self.others.remove(&address.to_string()).unwrap_or_default();
        self.server = address.short();
    }

    /// What the link is told of a server.
    pub fn known(&self, address: &ServerAddress) -> Known {
        let known = self.of(address);
        Known::of_device(known.certificate.as_deref(), known.device_key.as_ref())
    }

    /// Keeps the key that a server gave.
    pub fn keep_key(&mut self, address: &ServerAddress, key: &Secret) {
        self.of_mut(address).device_key = Some(Kept(key.expose().to_owned()));
    }

    /// Keeps a certificate that a person has accepted.
    pub fn keep_certificate(&mut self, address: &ServerAddress, shown: Fingerprint) {
        self.of_mut(address).certificate = Some(shown.to_string());
    }

    /// Whether a person at this window may accept a certificate of this server: only while nothing
    /// is known of it, nor of a server without a name, which may be this one. A device that holds a
    /// key has met its server before.
    pub fn may_trust(&self, address: &ServerAddress) -> bool {
        let is_nameless = self.address().is_none() && !self.first.is_empty();
        self.of(address).is_empty() && !is_nameless
    }

    fn is_first(&self, address: &ServerAddress) -> bool {
        self.address().as_ref() == Some(address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> ServerAddress {
        text.parse().unwrap()
    }

    fn key(servers: &Servers, of: &str) -> Option<String> {
        servers.known(&address(of)).device_key.map(|key| key.expose().to_owned())
    }

    #[test]
    fn what_is_kept_is_kept_for_each_server() {
        let mut servers = Servers { server: "desk".to_owned(), ..Servers::default() };
        servers.keep_key(&address("desk"), &Secret::new("one"));
        servers.keep_certificate(&address("desk"), Fingerprint::of(b"one"));
        // Another server for one run: nothing of the first is shown to it.
        assert_eq!(key(&servers, "other:80"), None);
        assert_eq!(servers.known(&address("other:80")).pinned, None);
        servers.keep_key(&address("other:80"), &Secret::new("two"));
        assert_eq!(key(&servers, "other:80").as_deref(), Some("two"));
        assert_eq!(key(&servers, "wss://desk:7420").as_deref(), Some("one"));
        assert_eq!(servers.server, "desk");
        // Chosen for good, and back again: both are still known.
        servers.choose(&address("other:80"));
        assert_eq!(key(&servers, "desk").as_deref(), Some("one"));
        assert_eq!(key(&servers, "other:80").as_deref(), Some("two"));
        servers.choose(&address("desk"));
        assert_eq!(servers.known(&address("desk")).pinned, Some(Fingerprint::of(b"one")));
        assert_eq!(key(&servers, "other:80").as_deref(), Some("two"));
    }

    #[test]
    fn secrets_without_a_server_belong_to_no_other() {
        let first =
            KnownServer { certificate: None, device_key: Some(Kept("installed".to_owned())) };
        let mut servers = Servers { first, ..Servers::default() };
        assert!(servers.was_set_up());
        // `--server other`: it may be anybody.
        assert_eq!(key(&servers, "other"), None);
        assert!(!servers.may_trust(&address("other")), "a device with a key has met its server");
        servers.keep_key(&address("other"), &Secret::new("two"));
        assert_eq!(key(&servers, "other").as_deref(), Some("two"), "it is let in once");
        let installed = |known: &KnownServer| known.device_key.clone().map(|key| key.0);
        assert_eq!(installed(&servers.first).as_deref(), Some("installed"));
        // Chosen for good: what belongs to none is kept, and shown to nobody.
        let mut chosen = servers.clone();
        chosen.choose(&address("other"));
        assert_eq!(key(&chosen, "other").as_deref(), Some("two"));
        assert!(chosen.others.values().any(|of| installed(of).as_deref() == Some("installed")));
        // Somebody writes down whose it is.
        servers.server = "desk".to_owned();
        assert_eq!(key(&servers, "desk").as_deref(), Some("installed"));
    }

    #[test]
    fn what_is_known_of_a_server_that_cannot_be_understood_is_kept() {
        let first = KnownServer { certificate: Some("AA".to_owned()), device_key: None };
        let mut servers = Servers { server: "the desk".to_owned(), first, ..Servers::default() };
        servers.choose(&address("other"));
        assert_eq!(servers.others["the desk"].certificate.as_deref(), Some("AA"));
    }

    #[test]
    fn a_certificate_is_accepted_only_where_nothing_is_known() {
        let mut servers = Servers { server: "desk".to_owned(), ..Servers::default() };
        assert!(servers.may_trust(&address("desk")));
        servers.keep_key(&address("desk"), &Secret::new("one"));
        assert!(!servers.may_trust(&address("desk")));
        assert!(servers.may_trust(&address("other")));
    }
}
