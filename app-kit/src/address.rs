//! Where a server is, as people type it.

use std::fmt;
use std::str::FromStr;

/// The port a server listens on unless told otherwise.
pub const DEFAULT_PORT: u16 = 7420;

/// A server's address: `desk.example`, `10.0.0.7:7420` or `ws://desk.example:7420`.
///
/// ```
/// use app_kit::address::ServerAddress;
/// let address: ServerAddress = "desk.example".parse()?;
/// assert_eq!(address.to_string(), "ws://desk.example:7420");
/// # Ok::<(), app_kit::address::NotAnAddress>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerAddress {
    host: String,
    port: u16,
}

/// A text that names no server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a server's address, such as desk.example or 10.0.0.7:7420")]
pub struct NotAnAddress;

impl ServerAddress {
    /// The host and port without the scheme: what people read.
    pub fn short(&self) -> String {
        if self.port == DEFAULT_PORT {
            self.host.clone()
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ws://{}:{}", self.host, self.port)
    }
}

impl FromStr for ServerAddress {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim();
        let rest = text.strip_prefix("ws://").unwrap_or(text);
        let rest = rest.strip_suffix('/').unwrap_or(rest);
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
        if fits && port != 0 { Ok(Self { host: host.to_owned(), port }) } else { Err(NotAnAddress) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_people_type_it() {
        for (typed, meant) in [
            ("desk", "ws://desk:7420"),
            (" desk.example:80/ ", "ws://desk.example:80"),
            ("ws://127.0.0.1:7421", "ws://127.0.0.1:7421"),
            ("[::1]:9", "ws://[::1]:9"),
            ("[::1]", "ws://[::1]:7420"),
        ] {
            let address: ServerAddress = typed.parse().unwrap();
            assert_eq!(address.to_string(), meant);
            assert_eq!(address.to_string().parse(), Ok(address));
        }
    }

    #[test]
    fn what_names_no_server_is_refused() {
        for typed in
            ["", "  ", ":80", "a b", "desk:0", "desk:70000", "http://desk", "[desk]", "::1"]
        {
            assert_eq!(typed.parse::<ServerAddress>(), Err(NotAnAddress), "{typed:?}");
        }
    }
}
