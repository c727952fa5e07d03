//! How the address is read and printed under which visitors reach their own pages.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU16;

use axum::http::Uri;
use axum::http::uri::Scheme;
use serde::{Deserialize, Deserializer, de};
use shared::fault::Fault;

use super::format::{Format, toml_text};

/// The most bytes of the address: a QR code with more is too fine for a telephone at arm's length.
const MOST_BYTES: usize = 120;

/// An address that begins with `http://` or `https://`, kept without a slash at its end.
pub(super) struct PublicUrl;

impl Format<String> for PublicUrl {
    const VARIABLE_IS_TEXT: bool = true;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        let written = String::deserialize(deserializer)?;
        let address = written.trim().trim_end_matches('/');
        if address.len() > MOST_BYTES {
            return Err(de::Error::custom(Fault::TooLong(MOST_BYTES)));
        }
        if !is_address(address) {
            return Err(de::Error::custom(Fault::NotAWebAddress(written)));
        }
        Ok(address.to_owned())
    }

    fn print(value: &String) -> String {
        toml_text(value)
    }
}

/// Whether a path may be put behind it. Browsers never send what comes after a `#`, and who is named
/// before an `@` would be shown to everybody.
fn is_address(address: &str) -> bool {
    let Ok(uri) = address.parse::<Uri>() else { return false };
    let is_web = [Some(&Scheme::HTTP), Some(&Scheme::HTTPS)].contains(&uri.scheme());
    let is_bare = uri.query().is_none() && !address.contains(['#', '@']);
    let Some(authority) = uri.authority() else { return false };
    let host = authority.host();
    let port = authority.as_str().strip_prefix(host).unwrap_or_default();
    let has_port = match port.strip_prefix(':') {
        Some(port) => {
            port.parse::<NonZeroU16>().is_ok() && port.bytes().all(|b| b.is_ascii_digit())
        }
        None => port.is_empty(),
    };
    is_web && is_bare && has_port && is_host(host)
}

/// Whether this may be the host of an address: an IP address, or a name of labels that the network knows
/// (RFC 1123). A name whose last label is a number is meant as an IP address, as browsers read it.
fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return address.parse::<Ipv6Addr>().is_ok();
    }
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_number = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
    match host.rsplit('.').next() {
        Some(last) if is_number(last) => host.parse::<Ipv4Addr>().is_ok(),
        _ => host.len() <= 253 && host.split('.').all(is_label),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_begins_as_a_browser_expects_and_has_nothing_behind_its_path() {
        for good in [
            "https://desk.example",
            "http://192.0.2.7:8080",
            "https://[2001:db8::1]:7443/queue",
            "https://xn--schlssel-95a.example/a/b",
            "http://localhost:65535",
            "https://desk-1.example:1/q",
        ] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "",
            "desk.example",
            "/q",
            "ftp://desk.example",
            "https://",
            "https:///q",
            "https://desk.example/?x=1",
            "https://desk.example/#top",
            "https://ada@desk.example",
            "https://desk.example/a b",
            "javascript:alert(1)",
            "https://desk.example:99999",
            "https://desk.example:0",
            "https://desk.example:",
            "https://desk.example:+1",
            "https://desk.example:a",
            "https://:443",
            "https://desk..example",
            "https://.example",
            "https://-desk.example",
            "https://desk_1,2.example",
            "https://256.1.1.1",
            "https://192.0.2",
            "https://[::1",
            "https://[desk]",
            "https://[2001:db8::g]:443",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
