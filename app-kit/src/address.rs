//! Where a server is, as people type it.

use std::fmt;
use std::str::FromStr;

/// The port a server listens on unless told otherwise.
pub const DEFAULT_PORT: u16 = 7420;

/// The most servers that one address names.
const MOST_PLACES: usize = 8;

/// A server's address: `desk.example`, `10.0.0.7:7420` or `wss://desk.example:7420`.
///
/// Without a scheme the connection is encrypted, except to this machine itself. `ws://` asks for
/// plain text, which only a server that was told so speaks on a network. A path may follow where the
/// server stands behind a proxy, or where one of its desks is meant: `desk.example:443/walkup`. Several
/// servers that serve the same desks are separated by commas, and tried in turn:
/// `a.example,b.example/north`.
///
/// ```
/// use app_kit::address::ServerAddress;
/// let address: ServerAddress = "desk.example".parse()?;
/// assert_eq!(address.to_string(), "wss://desk.example:7420");
/// # Ok::<(), app_kit::address::NotAnAddress>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerAddress {
    /// One at least.
    places: Vec<Place>,
    is_encrypted: bool,
    /// Empty, or what the server's own paths stand behind, such as `/desk`.
    path: String,
}

/// Where one server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    host: String,
    port: u16,
}

/// A text that names no server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a server's address, such as desk.example or 10.0.0.7:7420")]
pub struct NotAnAddress;

impl Place {
    /// The host alone, an IPv6 address without its brackets.
    pub fn host(&self) -> &str {
        let inside = self.host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        inside.unwrap_or(&self.host)
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    fn read(text: &str) -> Result<Self, NotAnAddress> {
        let (host, port) = match text.rsplit_once(':') {
            // An IPv6 address has colons of its own and stands in brackets.
            Some((host, port)) if !host.contains(':') || host.ends_with(']') => {
                (host, port.parse().map_err(|_| NotAnAddress)?)
            }
            _ => (text, DEFAULT_PORT),
        };
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let fits = match bare {
            Some(inside) => inside.parse::<std::net::Ipv6Addr>().is_ok(),
            None => {
                !host.is_empty()
                    && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
            }
        };
        if fits && port > 0 { Ok(Self { host: host.to_owned(), port }) } else { Err(NotAnAddress) }
    }
}

/// The host and the port, as a URL has them.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl ServerAddress {
    /// The host, and whatever else differs from what the host alone would mean: what people read
    /// and type.
    pub fn short(&self) -> String {
        let scheme = match (self.is_encrypted, self.is_local()) {
            (true, true) => "wss://",
            (false, false) => "ws://",
            _ => "",
        };
        let place = |place: &Place| match place.port {
            DEFAULT_PORT => place.host.clone(),
            _ => place.to_string(),
        };
        let places: Vec<String> = self.places.iter().map(place).collect();
        format!("{scheme}{}{}", places.join(","), self.path)
    }

    /// Whether somebody else on the network could read what is sent there.
    pub fn may_be_read(&self) -> bool {
        !self.is_encrypted && !self.is_local()
    }

    /// Where the servers listen, in the order in which they are tried.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// Whether it is this machine itself, where nobody reads along.
    pub fn is_local(&self) -> bool {
        self.places.iter().all(|place| is_local(&place.host))
    }

    /// Whether the connection is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.is_encrypted
    }

    /// What the server's own paths stand behind: empty, or such as `/walkup/north`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether both lead to the same desk: by the same path at a server that both name, whatever
    /// others stand beside it. This machine has several names, and the desk `main` two paths.
    pub fn is_same_desk(&self, other: &Self) -> bool {
        let of_main = |path: &str| path.strip_suffix("/main").unwrap_or(path).to_owned();
        let is_same = |one: &Place, other: &Place| {
            let are_here = is_local(&one.host) && is_local(&other.host);
            one.port == other.port && (are_here || one.host.eq_ignore_ascii_case(&other.host))
        };
        of_main(&self.path) == of_main(&other.path)
            && self.places.iter().any(|one| other.places.iter().any(|other| is_same(one, other)))
    }

    /// One of the desks that are there.
    #[must_use]
    pub fn at_desk(&self, name: &str) -> Self {
        Self { path: format!("{}/{name}", self.path), ..self.clone() }
    }

    /// What the last part of the path stands behind, and that part: where a desk is meant, where all
    /// of them are and its name.
    pub fn desk(&self) -> Option<(Self, &str)> {
        let (before, name) = self.path.rsplit_once('/')?;
        Some((Self { path: before.to_owned(), ..self.clone() }, name))
    }
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_encrypted { "wss" } else { "ws" };
        let places: Vec<String> = self.places.iter().map(Place::to_string).collect();
        write!(f, "{scheme}://{}{}", places.join(","), self.path)
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
        let mut places: Vec<Place> = Vec::new();
        for place in rest.split(',') {
            let place = Place::read(place.trim())?;
            if !places.contains(&place) {
                places.push(place);
            }
        }
        if places.len() > MOST_PLACES {
            return Err(NotAnAddress);
        }
        let is_encrypted = scheme.unwrap_or(!places.iter().all(|place| is_local(&place.host)));
        Ok(Self { places, is_encrypted, path: path.to_owned() })
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
            ("a.example, b.example:81/north", "wss://a.example:7420,b.example:81/north"),
            ("a,a:7420,[::1]", "wss://a:7420,[::1]:7420"),
            ("127.0.0.1:1,localhost:2", "ws://127.0.0.1:1,localhost:2"),
            ("ws://a,localhost", "ws://a:7420,localhost:7420"),
        ] {
            let address: ServerAddress = typed.parse().unwrap();
            assert_eq!(address.to_string(), meant);
            assert_eq!(address.to_string().parse(), Ok(address.clone()));
            assert_eq!(address.short().parse(), Ok(address));
        }
    }

    #[test]
    fn a_desk_is_the_same_at_any_server_that_both_name() {
        let is_same = |one: &str, other: &str| {
            let [one, other] = [one, other].map(|text| text.parse::<ServerAddress>().unwrap());
            one.is_same_desk(&other) && other.is_same_desk(&one)
        };
        assert!(is_same("a,b/north", "b,a/north"));
        assert!(is_same("a,b/north", "c,b:7420/north"));
        assert!(!is_same("a,b/north", "a,b/south"));
        assert!(!is_same("a/north", "c/north") && !is_same("a", "a:1"));
        assert!(is_same("localhost", "127.0.0.1") && is_same("[::1]/north", "localhost/north"));
        assert!(is_same("A/main", "a") && !is_same("a/main", "a/north"));
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
            "a,,b",
            "a,b,",
            "a/x,b/y",
            "a,wss://b",
            "a,b,c,d,e,f,g,h,i",
        ] {
            assert_eq!(typed.parse::<ServerAddress>(), Err(NotAnAddress), "{typed:?}");
        }
    }

    #[test]
    fn a_desk_is_a_part_of_the_path() {
        let address: ServerAddress = "a,b/walkup".parse().unwrap();
        let north = address.at_desk("north");
        assert_eq!(north.short(), "a,b/walkup/north");
        assert_eq!(north.desk(), Some((address.clone(), "north")));
        assert_eq!("a".parse::<ServerAddress>().unwrap().desk(), None);
    }
}
