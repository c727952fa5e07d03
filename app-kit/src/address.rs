//! Where a server is, as people type it.

use std::fmt;
use std::str::FromStr;

/// The port a server listens on unless told otherwise.
pub const DEFAULT_PORT: u16 = 7420;

/// A server's address: `desk.example`, `10.0.0.7:7420` or `wss://desk.example:7420`.
///
/// Without a scheme the connection is encrypted, except to this machine itself. `ws://` asks for
/// plain text, which only a server that was told so speaks on a network. A path may follow where the
/// server stands behind a proxy, or where one of its desks is meant: `desk.example:443/walkup`.
///
/// ```
/// use app_kit::address::ServerAddress;
/// let address: ServerAddress = "desk.example".parse()?;
/// assert_eq!(address.to_string(), "wss://desk.example:7420");
/// # Ok::<(), app_kit::address::NotAnAddress>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerAddress {
    host: String,
    port: u16,
    is_encrypted: bool,
    /// Empty, or what the server's own paths stand behind, such as `/desk`.
    path: String,
}

/// A text that names no server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a server's address, such as desk.example or 10.0.0.7:7420")]
pub struct NotAnAddress;

impl ServerAddress {
    /// The host, and whatever else differs from what the host alone would mean: what people read
    /// and type.
    pub fn short(&self) -> String {
        let scheme = match (self.is_encrypted, is_local(&self.host)) {
            (true, true) => "wss://",
            (false, false) => "ws://",
            _ => "",
        };
        if self.port == DEFAULT_PORT {
            format!("{scheme}{}{}", self.host, self.path)
        } else {
            format!("{scheme}{}:{}{}", self.host, self.port, self.path)
        }
    }

    /// Whether somebody else on the network could read what is sent there.
    pub fn may_be_read(&self) -> bool {
        !self.is_encrypted && !is_local(&self.host)
    }

    /// The host alone, an IPv6 address without its brackets.
    pub fn host(&self) -> &str {
        let inside = self.host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        inside.unwrap_or(&self.host)
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether it is this machine itself, where nobody reads along.
    pub fn is_local(&self) -> bool {
        is_local(&self.host)
    }

    /// Whether the connection is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.is_encrypted
    }
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_encrypted { "wss" } else { "ws" };
        write!(f, "{scheme}://{}:{}{}", self.host, self.port, self.path)
    }
}

impl FromStr for ServerAddress {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim();
        let (scheme, rest) = match text.split_once("://") {
            Some(("ws", rest)) => (Some(false), rest),
            Some(("wss", rest)) => (Some(true), rest),
            Some(_) => return Err(NotAnAddress),
            None => (None, text),
        };
        let (rest, path) = match rest.find('/') {
            Some(at) => (&rest[..at], rest[at..].strip_suffix('/').unwrap_or(&rest[at..])),
            None => (rest, ""),
        };
        let is_segment = |segment: &str| {
            !matches!(segment, "" | "." | "..")
                && segment
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '~'))
        };
        if !path.split('/').skip(1).all(is_segment) {
            return Err(NotAnAddress);
        }
        let (host, port) = match rest.rsplit_once(':') {
            // An IPv6 address has colons of its own and stands in brackets.
            Some((host, port)) if !host.contains(':') || host.ends_with(']') => {
                (host, port.parse().map_err(|_| NotAnAddress)?)
            }
            _ => (rest, DEFAULT_PORT),
        };
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let fits = match bare {
            Some(inside) => inside.parse::<std::net::Ipv6Addr>().is_ok(),
            None => {
                !host.is_empty()
                    && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
            }
        };
        if !fits || port == 0 {
            return Err(NotAnAddress);
        }
        let is_encrypted = scheme.unwrap_or(!is_local(host));
        Ok(Self { host: host.to_owned(), port, is_encrypted, path: path.to_owned() })
    }
}

/// Whether a host is this machine: there nobody reads along.
fn is_local(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_people_type_it() {
        for (typed, meant) in [
            ("desk", "wss://desk:7420"),
            (" desk.example:80/ ", "wss://desk.example:80"),
            ("ws://desk", "ws://desk:7420"),
            ("10.0.0.7", "wss://10.0.0.7:7420"),
            ("localhost", "ws://localhost:7420"),
            ("wss://localhost", "wss://localhost:7420"),
            ("ws://127.0.0.1:7421", "ws://127.0.0.1:7421"),
            ("[::1]:9", "ws://[::1]:9"),
            ("[::1]", "ws://[::1]:7420"),
            ("wss://host/desk", "wss://host:7420/desk"),
            ("host:443/walkup/north/", "wss://host:443/walkup/north"),
            ("10.0.0.7/desk", "wss://10.0.0.7:7420/desk"),
        ] {
            let address: ServerAddress = typed.parse().unwrap();
            assert_eq!(address.to_string(), meant);
            assert_eq!(address.to_string().parse(), Ok(address.clone()));
            assert_eq!(address.short().parse(), Ok(address));
        }
    }

    #[test]
    fn what_names_no_server_is_refused() {
        for typed in [
            "",
            "  ",
            ":80",
            "a b",
            "desk:0",
            "desk:70000",
            "http://desk",
            "wss://",
            "[desk]",
            "::1",
            "desk//staff",
            "desk/../staff",
            "desk/a b",
            "desk/?token=1",
            "/desk",
        ] {
            assert_eq!(typed.parse::<ServerAddress>(), Err(NotAnAddress), "{typed:?}");
        }
    }
}
