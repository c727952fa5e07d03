//! Which address a client really has when a proxy passes its request on.
//!
//! A proxy on the server's own machine connects from a loopback address, whoever its client is. So a
//! request that was passed on is never trusted like one from this machine. What it says about the
//! client's address is believed from the proxies that the settings name, and from nobody else.

use std::net::{IpAddr, SocketAddr};

use crate::settings::Settings;

/// The headers by which proxies tell whose request they pass on.
const FORWARDING: [&str; 3] = ["forwarded", "x-forwarded-for", "x-real-ip"];

/// Who sent a request, as far as can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The client's address: its limits are counted by it.
    pub address: IpAddr,
    /// Whether it is on this machine and connected by itself, so that limits do not bind it and a
    /// device needs no key. A setting takes that trust away.
    pub is_trusted: bool,
}

impl Source {
    /// Whoever is at the other end of a socket, before it said anything.
    pub fn of_peer(peer: IpAddr, settings: &Settings) -> Self {
        let address = peer.to_canonical();
        Self { address, is_trusted: !settings.binds(address) }
    }

    /// Whoever sent a request with these headers over a socket.
    pub fn of_request(peer: IpAddr, headers: &[httparse::Header<'_>], settings: &Settings) -> Self {
        let of_peer = Self::of_peer(peer, settings);
        if !is_forwarded(headers) {
            return of_peer;
        }
        let mut address = of_peer.address;
        if is_proxy(address, settings) {
            // From the end: each proxy adds the address that it was asked from. What stands before
            // the last address that is no proxy's may have been written by the client.
            for hop in hops(headers).iter().rev() {
                let Some(hop) = *hop else { break };
                address = hop;
                if !is_proxy(hop, settings) {
                    break;
                }
            }
        }
        Self { address, is_trusted: false }
    }
}

/// Whether the settings name this address as that of a proxy.
pub fn is_proxy(address: IpAddr, settings: &Settings) -> bool {
    settings.trusted_proxies.iter().any(|range| range.contains(address))
}

/// Whether a proxy passed the request on, or the client says that one did.
pub fn is_forwarded(headers: &[httparse::Header<'_>]) -> bool {
    headers.iter().any(|header| {
        FORWARDING.iter().any(|forwarding| header.name.eq_ignore_ascii_case(forwarding))
    })
}

/// The addresses that the request was passed on for, the client's first; none for what is no address.
/// `X-Forwarded-For` counts where it is there, otherwise `Forwarded`.
fn hops(headers: &[httparse::Header<'_>]) -> Vec<Option<IpAddr>> {
    let values = |name: &'static str| {
        headers
            .iter()
            .filter(move |header| header.name.eq_ignore_ascii_case(name))
            // Bytes that are no text are no address either, and end the chain.
            .map(|header| std::str::from_utf8(header.value).unwrap_or("unreadable"))
    };
    if values("x-forwarded-for").next().is_some() {
        return values("x-forwarded-for")
            .flat_map(|value| value.split(','))
            .map(|hop| address_in(hop.trim()))
            .collect();
    }
    values("forwarded").flat_map(|value| split_quoted(value, ',')).map(forwarded_for).collect()
}

/// The address in one element of `Forwarded`, such as `for="[2001:db8::1]:80";proto=https`.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    split_quoted(element, ';').into_iter().find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let is_for = name.trim().eq_ignore_ascii_case("for");
        is_for.then(|| address_in(value.trim().trim_matches('"')))?
    })
}

/// Splits at a sign that is not inside of quotes.
fn split_quoted(text: &str, at: char) -> Vec<&str> {
    let mut is_quoted = false;
    text.split(|sign| {
        is_quoted ^= sign == '"';
        sign == at && !is_quoted
    })
    .collect()
}

/// An address, with or without brackets and a port.
fn address_in(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok();
    let address = address.or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::AddressRange;

    fn range(text: &str) -> AddressRange {
        text.parse().unwrap()
    }

    fn source(peer: &str, headers: &[(&str, &str)]) -> (String, bool) {
        let mut settings = Settings::for_dir("unused".into());
        settings.trusted_proxies = vec![range("127.0.0.1"), range("10.0.0.0/8")];
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| httparse::Header { name, value: value.as_bytes() })
            .collect();
        let source = Source::of_request(peer.parse().unwrap(), &headers, &settings);
        (source.address.to_string(), source.is_trusted)
    }

    #[test]
    fn the_last_address_that_is_no_proxys_is_the_clients() {
        let forwarded = |value: &'static str| [("x-Forwarded-FOR", value)];
        for (header, address) in [
            ("198.51.100.7", "198.51.100.7"),
            ("198.51.100.7, 10.0.0.9", "198.51.100.7"),
            // What the client wrote itself stands first.
            ("127.0.0.1, 198.51.100.7, 10.0.0.9", "198.51.100.7"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("198.51.100.7:4711", "198.51.100.7"),
            ("::ffff:198.51.100.7", "198.51.100.7"),
            // All are proxies: the first of them asked.
            ("10.0.0.8, 10.0.0.9", "10.0.0.8"),
            // Nobody knows who is before the proxy that said this.
            ("198.51.100.7, unknown, 10.0.0.9", "10.0.0.9"),
            ("", "127.0.0.1"),
        ] {
            assert_eq!(source("127.0.0.1", &forwarded(header)), (address.to_owned(), false));
        }
        let rows = [("X-Forwarded-For", "198.51.100.7"), ("X-Forwarded-For", "10.0.0.9")];
        assert_eq!(source("10.0.0.1", &rows).0, "198.51.100.7", "two lines are one list");
        for (header, address) in [
            ("for=198.51.100.7;proto=https", "198.51.100.7"),
            ("proto=https; For=\"[2001:db8::1]:80\", for=10.0.0.9", "2001:db8::1"),
            ("for=\"a,b;for=1.1.1.1\", for=198.51.100.7", "198.51.100.7"),
            ("for=_hidden", "127.0.0.1"),
        ] {
            let said = source("127.0.0.1", &[("Forwarded", header)]);
            assert_eq!(said, (address.to_owned(), false), "{header}");
        }
    }

    #[test]
    fn nobody_else_is_believed_and_nobody_passed_on_is_trusted() {
        let forwarded = [("X-Forwarded-For", "127.0.0.1")];
        assert_eq!(source("198.51.100.7", &forwarded), ("198.51.100.7".to_owned(), false));
        for name in ["X-Forwarded-For", "Forwarded", "X-Real-IP"] {
            assert_eq!(source("::1", &[(name, "127.0.0.1")]), ("::1".to_owned(), false));
            assert!(!source("127.0.0.1", &[(name, "127.0.0.1")]).1, "{name}");
        }
        let real_ip = source("127.0.0.1", &[("X-Real-IP", "198.51.100.7")]);
        assert_eq!(real_ip, ("127.0.0.1".to_owned(), false), "it is not what proxies must set");
        assert_eq!(source("127.0.0.1", &[("Via", "x")]), ("127.0.0.1".to_owned(), true));
    }
}
