//! The server says on the local network where it is (mDNS, DNS-SD), so that nobody has to type its
//! address. What it says is a hint and proves nothing: apps check certificates as ever.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use mdns_sd::{IfKind, ServiceDaemon, ServiceInfo};
use tokio::sync::watch;

use crate::health::DeskFacts;
use crate::settings::Settings;

/// The kind of service that apps look for.
pub const SERVICE: &str = "_walkup._tcp.local.";

/// The most bytes of a name: DNS allows 63 in one part, and a number may follow in a conflict.
const NAME_BYTES: usize = 48;

/// How long a farewell may take.
const FAREWELL: Duration = Duration::from_millis(500);

/// What is announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What people choose by: the organisation, or this machine.
    pub name: String,
    /// The one address to announce; none: all that this machine has.
    pub only: Option<IpAddr>,
    /// The port.
    pub port: u16,
    /// What stands in the TXT record.
    pub text: Vec<(&'static str, String)>,
}

impl Notice {
    /// What a server with these settings announces at an address; nothing on a loopback one.
    pub fn of(
        settings: &Settings,
        organisation: &str,
        address: SocketAddr,
        host: &str,
        fingerprint: Option<String>,
    ) -> Option<Self> {
        let ip = address.ip().to_canonical();
        if !settings.announce || ip.is_loopback() {
            return None;
        }
        let organisation = shared::text::clean(organisation);
        let whole = if organisation.is_empty() { host } else { &organisation };
        let tls = if fingerprint.is_some() { "1" } else { "0" };
        let mut text = vec![("v", "2".to_owned()), ("tls", tls.to_owned())];
        // To be shown beside the name. Whoever can forge this can forge the certificate too, so
        // nobody believes it.
        text.extend(fingerprint.map(|fingerprint| ("sha256", fingerprint)));
        let only = (!ip.is_unspecified()).then_some(ip);
        Some(Self { name: label(whole), only, port: address.port(), text })
    }
}

/// A name as one part of a DNS name: no dots, not too long, cut between characters.
fn label(name: &str) -> String {
    let mut label = name.replace('.', " ");
    while label.len() > NAME_BYTES {
        label.pop();
    }
    let label = label.trim();
    if label.is_empty() { "Walkup".to_owned() } else { label.to_owned() }
}

/// Tells the local network where the server is, under the desk's name as that is now, until
/// `stopping`. That it cannot is no reason not to serve.
pub async fn look_after(
    settings: Arc<Settings>,
    address: SocketAddr,
    fingerprint: Option<String>,
    desk: watch::Receiver<DeskFacts>,
    stopping: watch::Receiver<bool>,
) {
    let notice = |organisation: &str, host: &str| {
        Notice::of(&settings, organisation, address, host, fingerprint.clone())
    };
    announce(notice, open, desk, stopping).await;
}

/// Announces what `notice` says of an organisation and this machine, by a daemon that `open` makes.
async fn announce(
    notice: impl Fn(&str, &str) -> Option<Notice>,
    open: fn(Option<IpAddr>) -> anyhow::Result<ServiceDaemon>,
    mut desk: watch::Receiver<DeskFacts>,
    mut stopping: watch::Receiver<bool>,
) {
    let host = host_name();
    let mut said: Option<Announcement> = None;
    loop {
        let organisation = desk.borrow_and_update().organisation.clone();
        let Some(notice) = notice(&organisation, &host) else { return };
        if said.as_ref().is_none_or(|said| said.notice != notice) {
            let (before, host) = (said.take(), host.clone());
            let say = move || {
                if let Some(before) = before {
                    before.withdraw();
                }
                Announcement::start(open(notice.only)?, notice, &host)
            };
            match tokio::task::spawn_blocking(say).await {
                Ok(Ok(announcement)) => said = Some(announcement),
                Ok(Err(error)) => {
                    tracing::warn!("the server is not announced on the network: {error:#}");
                }
                Err(_) => return,
            }
        }
        tokio::select! {
            changed = desk.changed() => if changed.is_err() { break },
            _ = stopping.changed() => break,
        }
    }
    tokio::task::spawn_blocking(|| said.map(Announcement::withdraw)).await.ok();
}

/// What speaks mDNS on every interface but loopback ones, or on that of one address.
fn open(only: Option<IpAddr>) -> anyhow::Result<ServiceDaemon> {
    let daemon = ServiceDaemon::new().context("cannot speak mDNS")?;
    daemon.disable_interface(vec![IfKind::LoopbackV4, IfKind::LoopbackV6])?;
    if let Some(only) = only {
        daemon.disable_interface(IfKind::All)?;
        daemon.enable_interface(IfKind::Addr(only))?;
    }
    Ok(daemon)
}

/// An announcement that stands until it is withdrawn.
struct Announcement {
    daemon: ServiceDaemon,
    name: String,
    notice: Notice,
}

impl Announcement {
    /// Announces. A failure is worth a warning and no more.
    ///
    /// # Errors
    ///
    /// The machine gives no socket for it.
    fn start(daemon: ServiceDaemon, notice: Notice, host: &str) -> anyhow::Result<Self> {
        let addresses: Vec<IpAddr> = notice.only.into_iter().collect();
        // A host name of our own: the machine's may be answered for by its own responder.
        let host: String =
            host.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        let host = format!("{host}-walkup-{}.local.", notice.port);
        let (name, port) = (&notice.name, notice.port);
        let service =
            ServiceInfo::new(SERVICE, name, &host, &addresses[..], port, &notice.text[..])
                .context("cannot put the announcement in words")?;
        let service = if addresses.is_empty() { service.enable_addr_auto() } else { service };
        let name = service.get_fullname().to_owned();
        daemon.register(service)?;
        Ok(Self { daemon, name, notice })
    }

    /// Takes it back, so that apps stop offering a server that is gone. Waits, but not for long.
    fn withdraw(self) {
        // Whether the farewell went out changes nothing: the announcement runs out by itself.
        if let Ok(done) = self.daemon.unregister(&self.name) {
            done.recv_timeout(FAREWELL).ok();
        }
        if let Ok(done) = self.daemon.shutdown() {
            done.recv_timeout(FAREWELL).ok();
        }
    }
}

/// What this machine is called.
pub fn host_name() -> String {
    #[cfg(unix)]
    let name = nix::unistd::gethostname().ok().and_then(|name| name.into_string().ok());
    #[cfg(not(unix))]
    let name = std::env::var("COMPUTERNAME").ok();
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| "walkup".to_owned())
}

#[cfg(test)]
mod tests {
    use mdns_sd::ServiceEvent;

    use super::*;

    fn notice(organisation: &str, listen: &str, fingerprint: Option<&str>) -> Option<Notice> {
        let settings = Settings::for_dir("unused".into());
        let fingerprint = fingerprint.map(str::to_owned);
        Notice::of(&settings, organisation, listen.parse().unwrap(), "pc-7", fingerprint)
    }

    #[test]
    fn what_is_announced_is_name_port_and_protection() {
        let said = notice("North. Gate", "0.0.0.0:7421", Some("AB:CD")).unwrap();
        let text = [("v", "2"), ("tls", "1"), ("sha256", "AB:CD")];
        let expected = Notice {
            name: "North  Gate".to_owned(),
            only: None,
            port: 7421,
            text: text.map(|(key, value)| (key, value.to_owned())).to_vec(),
        };
        assert_eq!(said, expected);
        let said = notice("", "10.0.0.7:7420", None).unwrap();
        assert_eq!((said.name.as_str(), said.only), ("pc-7", "10.0.0.7".parse().ok()));
        assert!(said.text.contains(&("tls", "0".to_owned())), "plain text is said: {said:?}");
        assert!(!said.text.iter().any(|(key, _)| *key == "sha256"));
        assert_eq!(notice(&"ä".repeat(60), "[::]:1", None).unwrap().name, "ä".repeat(24));
    }

    /// On the loopback interface, at a port of its own.
    fn on_loopback(_only: Option<IpAddr>) -> anyhow::Result<ServiceDaemon> {
        static PORT: std::sync::LazyLock<u16> = std::sync::LazyLock::new(|| {
            let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
            socket.local_addr().unwrap().port()
        });
        let daemon = ServiceDaemon::new_with_port(*PORT)?;
        daemon.disable_interface(IfKind::All)?;
        daemon.enable_interface(IfKind::LoopbackV4)?;
        Ok(daemon)
    }

    #[test]
    fn a_desk_that_is_renamed_is_announced_by_its_new_name_at_once() {
        let facts = |organisation: &str| DeskFacts {
            organisation: organisation.to_owned(),
            ..DeskFacts::default()
        };
        let (desk, heard) = watch::channel(facts("Old name"));
        let (stop, stopping) = watch::channel(false);
        let settings = Settings::for_dir("unused".into());
        let say = move |organisation: &str, host: &str| {
            let notice =
                Notice::of(&settings, organisation, "0.0.0.0:7421".parse().unwrap(), host, None);
            notice.map(|notice| Notice { only: "127.0.0.1".parse().ok(), ..notice })
        };
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let saying = runtime.spawn(announce(say, on_loopback, heard, stopping));
        let browser = on_loopback(None).unwrap();
        let events = browser.browse(SERVICE).unwrap();
        let until = |wanted: &dyn Fn(&ServiceEvent) -> bool| {
            while !wanted(&events.recv_timeout(Duration::from_secs(60)).expect("it is heard")) {}
        };
        let is_found = |event: &ServiceEvent, name: &str| matches!(event, ServiceEvent::ServiceFound(_, full) if full.starts_with(name));
        let is_gone = |event: &ServiceEvent, name: &str| matches!(event, ServiceEvent::ServiceRemoved(_, full) if full.starts_with(name));
        until(&|event| is_found(event, "Old name."));
        // What else the desk is set to changes no name.
        desk.send_replace(DeskFacts { zone: chrono_tz::UTC.into(), ..facts("Old name") });
        desk.send_replace(facts("New name"));
        // What is taken back goes a second after it was said to go.
        until(&|event| is_found(event, "New name."));
        until(&|event| is_gone(event, "Old name."));
        stop.send_replace(true);
        until(&|event| is_gone(event, "New name."));
        runtime.block_on(saying).unwrap();
    }

    #[test]
    fn nothing_is_announced_where_nobody_could_connect_or_nobody_wants_it() {
        for listen in ["127.0.0.1:7420", "[::1]:7420", "[::ffff:127.0.0.1]:7420"] {
            assert_eq!(notice("Northgate", listen, None), None, "{listen}");
        }
        let settings = Settings { announce: false, ..Settings::for_dir("unused".into()) };
        assert_eq!(Notice::of(&settings, "", "0.0.0.0:1".parse().unwrap(), "pc-7", None), None);
    }
}
