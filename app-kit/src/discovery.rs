//! Servers that announce themselves on the local network. What they say is a hint: it only spares
//! typing an address, and whether a server is the right one is judged when it is connected to.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::mpsc;

use mdns_sd::{ResolvedService, ServiceDaemon, ServiceEvent};
use tracing::warn;

use crate::address::ServerAddress;

/// The kind of service that servers announce.
const SERVICE: &str = "_walkup._tcp.local.";

/// The most servers that are offered: a network where more call themselves one is not helped by a
/// longer list.
const MOST: usize = 20;

/// The longest name that is shown, in characters.
const NAME_CHARS: usize = 60;

/// A server that announces itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it calls itself.
    pub name: String,
    /// Where it is.
    pub address: ServerAddress,
}

/// What was heard on the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// A server is there, under a name that the network keeps unique.
    Here(String, Found),
    /// It said goodbye, or has not been heard for long.
    Gone(String),
}

/// The servers that are there now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Servers(BTreeMap<String, Found>);

impl Servers {
    /// Takes in what was heard.
    pub fn apply(&mut self, heard: Heard) {
        match heard {
            Heard::Here(id, found) if self.0.len() < MOST || self.0.contains_key(&id) => {
                self.0.insert(id, found);
            }
            Heard::Here(..) => {}
            Heard::Gone(id) => {
                self.0.remove(&id);
            }
        }
    }

    /// Each of them, in an order that stays.
    pub fn iter(&self) -> impl Iterator<Item = &Found> {
        self.0.values()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Listens for servers until it is dropped.
pub struct Browser {
    daemon: ServiceDaemon,
    heard: mpsc::Receiver<Heard>,
}

impl std::fmt::Debug for Browser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Browser")
    }
}

impl Browser {
    /// Starts to listen; `wake` is called when there is something to poll. None where the machine
    /// does not let us: an address can be typed all the same.
    pub fn start(wake: impl Fn() + Send + 'static) -> Option<Self> {
        let daemon = ServiceDaemon::new();
        daemon
            .and_then(|daemon| Self::on(daemon, wake))
            .inspect_err(|error| warn!("servers cannot be looked for on the network: {error}"))
            .ok()
    }

    fn on(daemon: ServiceDaemon, wake: impl Fn() + Send + 'static) -> mdns_sd::Result<Self> {
        let events = daemon.browse(SERVICE)?;
        let (told, heard) = mpsc::channel();
        let listen = move || {
            // Ends when the daemon is shut down.
            while let Ok(event) = events.recv() {
                let heard = match event {
                    ServiceEvent::ServiceResolved(service) => found(&service),
                    ServiceEvent::ServiceRemoved(_, id) => Some(Heard::Gone(id)),
                    ServiceEvent::SearchStopped(_) => return,
                    _ => None,
                };
                if let Some(heard) = heard {
                    if told.send(heard).is_err() {
                        return;
                    }
                    wake();
                }
            }
        };
        std::thread::Builder::new()
            .name("discovery".to_owned())
            .spawn(listen)
            .map_err(|error| mdns_sd::Error::Msg(error.to_string()))?;
        Ok(Self { daemon, heard })
    }

    /// What was heard since the last call.
    pub fn poll(&mut self) -> impl Iterator<Item = Heard> {
        self.heard.try_iter()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The thread ends with it; a daemon that is gone already needs no telling.
        self.daemon.shutdown().ok();
    }
}

/// A server as it announces itself; none where it says nothing that one could connect to.
fn found(service: &ResolvedService) -> Option<Heard> {
    let instance = service.fullname.strip_suffix(SERVICE).unwrap_or(&service.fullname);
    let mut addresses: Vec<IpAddr> =
        service.addresses.iter().map(mdns_sd::ScopedIp::to_ip_addr).collect();
    // An address of this link alone cannot be typed or kept without naming the link too.
    addresses.retain(|ip| !matches!(ip, IpAddr::V6(ip) if ip.is_unicast_link_local()));
    addresses.sort();
    let is_encrypted = service.txt_properties.get_property_val_str("tls") != Some("0");
    let address = announced(*addresses.first()?, service.port, is_encrypted)?;
    let name = shared::text::clean(&instance.trim_end_matches('.').replace('\\', ""));
    let name: String = name.chars().take(NAME_CHARS).collect();
    Some(Heard::Here(service.fullname.clone(), Found { name, address }))
}

fn announced(ip: IpAddr, port: u16, is_encrypted: bool) -> Option<ServerAddress> {
    let scheme = if is_encrypted { "wss" } else { "ws" };
    format!("{scheme}://{}", std::net::SocketAddr::new(ip, port)).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn server(name: &str, address: &str) -> Found {
        Found { name: name.to_owned(), address: address.parse().unwrap() }
    }

    #[test]
    fn servers_come_change_and_go() {
        let mut servers = Servers::default();
        servers.apply(Heard::Here("b".to_owned(), server("South", "10.0.0.2")));
        servers.apply(Heard::Here("a".to_owned(), server("North", "10.0.0.1")));
        servers.apply(Heard::Here("b".to_owned(), server("South", "10.0.0.3")));
        let shown: Vec<String> = servers.iter().map(|found| found.address.short()).collect();
        assert_eq!(shown, ["10.0.0.1", "10.0.0.3"]);
        servers.apply(Heard::Gone("a".to_owned()));
        servers.apply(Heard::Gone("never".to_owned()));
        assert_eq!(servers.iter().count(), 1);
        for at in 0..100 {
            servers.apply(Heard::Here(format!("x{at}"), server("X", "10.0.0.9")));
        }
        assert_eq!(servers.iter().count(), MOST);
    }

    #[test]
    fn what_is_announced_becomes_an_address() {
        let address = |ip: &str, is_encrypted| {
            announced(ip.parse().unwrap(), 7420, is_encrypted).unwrap().to_string()
        };
        assert_eq!(address("10.0.0.7", true), "wss://10.0.0.7:7420");
        assert_eq!(address("fd00::7", true), "wss://[fd00::7]:7420");
        assert_eq!(address("10.0.0.7", false), "ws://10.0.0.7:7420");
    }

    /// A whole way over the loopback interface, on a port of its own.
    #[test]
    fn a_server_is_found_when_it_comes_and_gone_when_it_says_goodbye() {
        let port = std::net::UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let here = || {
            let daemon = ServiceDaemon::new_with_port(port).unwrap();
            daemon.disable_interface(mdns_sd::IfKind::All).unwrap();
            daemon.enable_interface(mdns_sd::IfKind::LoopbackV4).unwrap();
            daemon
        };
        let (wake, woken) = mpsc::channel();
        let wake = move || wake.send(()).unwrap_or_default();
        let mut browser = Browser::on(here(), wake).unwrap();
        let text = [("tls", "1")];
        let host = "desk-walkup.local.";
        let service =
            mdns_sd::ServiceInfo::new(SERVICE, "North Gate", host, "127.0.0.1", 7421, &text[..])
                .unwrap();
        let name = service.get_fullname().to_owned();
        let announcer = here();
        announcer.register(service).unwrap();

        let mut servers = Servers::default();
        while servers.is_empty() {
            woken.recv_timeout(Duration::from_secs(30)).expect("the server is found");
            browser.poll().for_each(|heard| servers.apply(heard));
        }
        let found: Vec<&Found> = servers.iter().collect();
        assert_eq!(found, [&server("North Gate", "wss://127.0.0.1:7421")]);

        announcer.unregister(&name).unwrap();
        while !servers.is_empty() {
            woken.recv_timeout(Duration::from_secs(30)).expect("the server says goodbye");
            browser.poll().for_each(|heard| servers.apply(heard));
        }
        announcer.shutdown().unwrap();
    }
}
